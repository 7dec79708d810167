"""Wie de client kan zijn in de ketentest: de gemeenten en ketenpartners van de testgegevens."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Partij:
    """Een afzender: de kop die haar berichten dragen, en haar OIN."""

    naam: str
    kop: Mapping[str, str]
    oin: str | None

    @property
    def kopnaam(self) -> str:
        return "KopKeten" if "CdPartij" in self.kop else "Kop"


@cache
def partijen() -> dict[str, Partij]:
    inhoud = tomllib.loads(files("isi_soap.client").joinpath("partijen.toml").read_text("utf-8"))
    return {
        naam: Partij(naam, {k: v for k, v in gegevens.items() if k != "oin"}, gegevens.get("oin"))
        for naam, gegevens in inhoud.items()
    }


def eerste() -> Partij:
    """De gemeente waarmee de client begint als niets anders gezegd is: de eerste van de lijst."""
    return next(iter(partijen().values()))


def standaard(pad: str) -> str | None:
    """De waarde van een kopveld dat niet is ingevuld."""
    kop, _, veld = pad.partition(".")
    return eerste().kop.get(veld) if kop == "Kop" else None


def oin_bij(inhoud: Mapping[str, Any], *, ook_gemeente: bool = False) -> str | None:
    """Het OIN van de partij die een bericht van zichzelf noemt.

    Een gemeente volgt in de ketentest uit haar sleutel; wie ondertekent, moet haar OIN weten.
    """
    kop, veld = ("KopKeten", "CdPartij") if "KopKeten" in inhoud else ("Kop", "CdGemeente")
    code = inhoud.get(kop, {}).get(veld)
    if code is None or (kop == "Kop" and not ook_gemeente):
        return None
    return next((p.oin for p in partijen().values() if p.kop.get(veld) == code), None)
