"""Wat er aan een bericht mankeert, als waarde: waar, en wat daar verwacht werd."""

from __future__ import annotations

from dataclasses import dataclass

# Meer regels dan dit leest niemand, en een bericht mag ons niet laten doorrekenen (design.md §4).
HOOGSTENS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevinding:
    """Een pad in de namen van het schema en een Nederlandse zin; nooit een waarde uit het bericht."""

    pad: str  # PersoonInfo/ClientSuwi/Burgerservicenr, met [2] voor een herhaald element
    verwacht: str


def opsomming(namen: list[str], slot: str = "of") -> str:
    """A, B of C."""
    if len(namen) < 2:
        return "".join(namen)
    return f"{', '.join(namen[:-1])} {slot} {namen[-1]}"
