"""Waar de regels staan: de tabel met hun inhoud, overgangen en wetsregels uit de code, en vindplaatsen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isi_soap.domain.catalogus import CODES
from isi_soap.domain.overgangen import OVERGANGEN
from isi_soap.domain.wet import WETSREGELS

WORTEL = Path(__file__).parents[2]
_CODE = ("isi_soap", "services", "persistence")
_NUMMER = re.compile(r"\b([RTL])-(\d+)(?:\s*(?:…|\.\.\.|tot en met)\s*(?:\1-)?(\d+))?")
# De weg van wat geen bericht kan tonen: een opdracht, een run of een weigering bij de toegang (issue 4).
ZONDER_BERICHT = {
    "R-023": "opdracht `isi-soap beheer gebruiker`",
    "R-024": "opdracht `isi-soap beheer gebruiker`, en bericht",
    "R-047": "opdracht `isi-soap beheer sleutel`, en bericht",
    "R-051": "opdracht `isi-soap beheer gebruiker`, en bericht",
    "R-052": "opdracht `isi-soap beheer sleutel`",
    "R-053": "opdracht `isi-soap beheer uitbesteding`",
    "R-056": "opdracht `isi-soap beheer uitbesteding`, en bericht",
    "R-057": "opdracht `isi-soap beheer uitbesteding`, en bericht",
    "R-058": "opdracht `isi-soap beheer sleutel`, en bericht",
    "R-063": "opdracht `isi-soap beheer uitbesteding`, en bericht",
    "R-074": "run `NIEUWKOMERS`, en bericht",
}


@dataclass(frozen=True, slots=True)
class Regel:
    nummer: str
    soort: str  # H, D, A of I; T voor een overgang, L voor een wetsregel
    plaats: str
    inhoud: str

    @property
    def bewijsplichtig(self) -> bool:
        """H en D moeten bewezen zijn, en de overgangen en de wet evenzeer (issue 4)."""
        return self.soort in "HDTL"


def handleiding() -> Iterator[Regel]:
    plaats = ""
    for regel in (Path(__file__).parent / "regels.txt").read_text(encoding="utf-8").splitlines():
        if regel.startswith("== "):
            plaats = regel[3:]
        elif regel.startswith("R-"):
            nummer, soort, inhoud = regel.split(" ", 2)
            yield Regel(nummer, soort, plaats, inhoud)


def regels() -> list[Regel]:
    """Alle regels van de handleiding, de overgangen tussen statussen, en wat alleen de wet zegt."""
    return [*handleiding(), *_overgangen(), *_wet()]


def _overgangen() -> Iterator[Regel]:
    for t in OVERGANGEN:
        van = " of ".join(sorted(toestand or "niet in ISI" for toestand in t.van))
        naar = " of ".join(sorted(toestand or "" for toestand in t.naar)) or "niet in ISI"
        mits = f" ({t.mits})" if t.mits else ""
        yield Regel(t.nummer, "T", "statusmachine", f"{van} → {naar}, {t.actor}{mits}. {t.grond}.")


def _wet() -> Iterator[Regel]:
    for regel in WETSREGELS.values():
        yield Regel(regel.nummer, "L", "wet", f"{regel.zin} {regel.bron}.")


def nummers(tekst: str) -> Iterator[str]:
    """Elk nummer in een tekst; een reeks (R-029 … R-035) noemt alles ertussen."""
    for gevonden in _NUMMER.finditer(tekst):
        letter, van, tot = gevonden.groups()
        for nummer in range(int(van), int(tot or van) + 1):
            yield f"{letter}-{nummer:0{len(van)}}"


def vindplaatsen() -> dict[str, list[str]]:
    """Per regel de modules die haar in een docstring of commentaar noemen, en de codes van de catalogus."""
    uit: dict[str, list[str]] = defaultdict(list)
    for map_ in _CODE:
        for bestand in sorted((WORTEL / map_).rglob("*.py")):
            naam = bestand.relative_to(WORTEL).as_posix()
            if "testdata" in naam or naam.endswith("catalogus.py"):
                continue
            for nummer in sorted(set(nummers(bestand.read_text(encoding="utf-8")))):
                uit[nummer].append(naam)
    for code in CODES.values():
        if code.regel:
            uit[code.regel].append(f"code {code.code}")
    return dict(uit)
