"""Hoe een gemeente of ketenpartij heet: een auditor leest namen, het log heeft codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from persistence.tabellen import gemeente, mandaat, partij


@dataclass(frozen=True, slots=True)
class Namen:
    gemeenten: Mapping[str, str]  # op code
    partijen: Mapping[str, str]  # op OIN: ketenpartijen, en leveranciers met een mandaat

    def gemeente(self, code: str) -> str:
        naam = self.gemeenten.get(code)
        return f"{naam} ({code})" if naam else f"gemeente {code}"

    def partij(self, oin: str) -> str:
        return self.partijen.get(oin, f"OIN {oin}")


def lees(conn: Connection) -> Namen:
    gemeenten = conn.execute(select(gemeente.c.code, gemeente.c.naam))
    leveranciers = conn.execute(select(mandaat.c.ondertekenaar, mandaat.c.naam))
    partijen = conn.execute(select(partij.c.oin, partij.c.naam))
    return Namen(
        {rij.code: rij.naam for rij in gemeenten},
        {rij.ondertekenaar: rij.naam for rij in leveranciers} | {rij.oin: rij.naam for rij in partijen},
    )
