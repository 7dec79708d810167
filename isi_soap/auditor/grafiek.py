"""Grafieken als getallen voor een SVG: waar een staaf staat en hoe hoog zij is. Tekenen doet het sjabloon.

Elke grafiek heeft een tabel met dezelfde getallen ernaast; zo is zij ook te lezen voor wie haar niet ziet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, log10
from typing import Final

from isi_soap.auditor import woorden
from isi_soap.auditor.weergave import dag, getal, kortedag, lokaal
from persistence.auditor.overzicht import Uur

BREEDTE: Final = 960
HOOGTE: Final = 260
_LINKS, _ONDER, _BOVEN = 56, 30, 10
_ETIKETTEN: Final = 12  # zoveel passen er onder de staven
_DAGEN_MET_UREN: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Een dag of een uur, met wat er toen gebeurde."""

    naam: str
    kort: str
    aantallen: Mapping[str, int]  # per uitkomst

    @property
    def totaal(self) -> int:
        return sum(self.aantallen.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Blok:
    x: float
    y: float
    breedte: float
    hoogte: float
    uitkomst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staaf:
    naam: str
    blokken: tuple[Blok, ...]
    etiket: str | None
    midden: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lijn:
    y: float
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staven:
    breedte: int
    hoogte: int
    links: int
    bodem: float
    staven: tuple[Staaf, ...]
    lijnen: tuple[Lijn, ...]


def per_uitkomst(uren: Iterable[Uur]) -> list[tuple[woorden.Uitkomst, int]]:
    telling: Counter[str] = Counter()
    for uur in uren:
        telling[uur.uitkomst] += uur.aantal
    return [(uitkomst, telling[code]) for code, uitkomst in woorden.UITKOMSTEN.items()]


def per_dag(uren: Iterable[Uur], van: datetime, tot: datetime) -> list[Moment]:
    """Elke dag van het tijdvak, ook de lege; een kort tijdvak per uur."""
    eerste, laatste = lokaal(van).date(), lokaal(tot - timedelta(microseconds=1)).date()
    dagen = [eerste + timedelta(days=n) for n in range((laatste - eerste).days + 1)]
    met_uren = len(dagen) <= _DAGEN_MET_UREN
    telling: Counter[tuple[date, int, str]] = Counter()
    for een in uren:
        telling[een.dag, een.uur if met_uren else 0, een.uitkomst] += een.aantal
    return [
        Moment(
            naam=f"{dag(d)}, {uur}.00 uur" if met_uren else dag(d),
            kort=f"{uur}.00" if met_uren else kortedag(d),
            aantallen={code: telling[d, uur, code] for code in woorden.UITKOMSTEN},
        )
        for d in dagen
        for uur in (range(24) if met_uren else (0,))
    ]


def staven(momenten: Sequence[Moment]) -> Staven:
    top = _ronde(max((m.totaal for m in momenten), default=0))
    bodem, hoog = HOOGTE - _ONDER, HOOGTE - _ONDER - _BOVEN
    stap = (BREEDTE - _LINKS) / max(1, len(momenten))
    dikte = min(stap * 0.8, 48)
    elke = ceil(len(momenten) / _ETIKETTEN)
    uit = []
    for nummer, moment in enumerate(momenten):
        links, y, blokken = _LINKS + nummer * stap + (stap - dikte) / 2, float(bodem), []
        for code, aantal in moment.aantallen.items():
            if aantal:
                hoogte = aantal / top * hoog
                y -= hoogte
                blokken.append(Blok(x=links, y=y, breedte=dikte, hoogte=hoogte, uitkomst=code.lower()))
        etiket = moment.kort if nummer % elke == 0 else None
        uit.append(Staaf(naam=moment.naam, blokken=tuple(blokken), etiket=etiket, midden=links + dikte / 2))
    lijnen = tuple(
        Lijn(y=bodem - deel / 4 * hoog, tekst=getal(top * deel // 4))
        for deel in range(5)
        if top >= 4 or deel in (0, 4)
    )
    return Staven(breedte=BREEDTE, hoogte=HOOGTE, links=_LINKS, bodem=bodem, staven=tuple(uit), lijnen=lijnen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vak:
    """Een uur van de week: hoeveel, en hoe donker."""

    uur: int
    aantal: int
    tint: int  # 0 tot en met 5
    kantoor: bool


def week(uren: Iterable[Uur]) -> list[tuple[str, list[Vak]]]:
    """Per dag van de week de uren: zo valt op wat 's nachts of in het weekend gebeurt."""
    telling: Counter[tuple[int, int]] = Counter()
    for een in uren:
        telling[een.dag.weekday(), een.uur] += een.aantal
    meest = max(telling.values(), default=0)
    namen = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    return [
        (naam, [_vak(nummer, uur, telling[nummer, uur], meest) for uur in range(24)])
        for nummer, naam in enumerate(namen)
    ]


def _vak(dagnr: int, uur: int, aantal: int, meest: int) -> Vak:
    tint = ceil(aantal / meest * 5) if aantal else 0
    return Vak(uur=uur, aantal=aantal, tint=tint, kantoor=dagnr < 5 and 7 <= uur < 19)


def _ronde(aantal: int) -> int:
    """Het eerste ronde getal waar alles onder past."""
    if aantal <= 4:
        return max(1, aantal)
    macht = 10 ** int(log10(aantal))
    return next(
        int(macht * keer) for keer in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if macht * keer >= aantal
    )
