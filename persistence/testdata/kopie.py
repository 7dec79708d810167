"""Van dossier naar COPY: per tabel de regels tekst zoals PostgreSQL ze leest.

Tekst en geen driver, zodat processen hun regels kunnen maken zonder verbinding en één transactie alles laadt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Bron, Feit, Herkomst, Persoon, Stap
from isi_soap.domain.toepassen import VERZAMELING
from persistence.afleiding import afgeleide_rij
from persistence.tabellen import TABEL
from persistence.tabellen import afgeleid as tabel_afgeleid
from persistence.testdata.aansluitingen import BEGINDAG
from persistence.testdata.bouw import Testdossier

LEEG = r"\N"
_HERKOMST = ("geschreven_door", "beeindigd_door", "versie_einde")


def _velden(klasse: type, *zonder: str) -> tuple[str, ...]:
    return tuple(veld.name for veld in fields(klasse) if veld.name not in {"herkomst", *zonder})


_FEITVELDEN = {soort: _velden(soort, "bsn") for soort in VERZAMELING}
_LEES: dict[type[Feit], Callable[[Any], tuple[Any, ...]]] = {
    soort: attrgetter(*velden) for soort, velden in _FEITVELDEN.items()
}
_NAAM = {soort: TABEL[soort].name for soort in VERZAMELING}
_PERSOONVELDEN = _velden(Persoon)
_LEES_PERSOON = attrgetter(*_PERSOONVELDEN)

AFGELEID = tuple(kolom.name for kolom in tabel_afgeleid.c)

# De volgorde is die van de verwijzingen: eerst waarnaar verwezen wordt.
KOLOMMEN: dict[str, tuple[str, ...]] = {
    "oorsprong": ("id", "soort", "tijdstip", "partij", "gemeente"),
    "afgeleid": AFGELEID,
    "persoon": (*_PERSOONVELDEN, *_HERKOMST),
    **{_NAAM[soort]: ("bsn", *velden, *_HERKOMST) for soort, velden in _FEITVELDEN.items()},
}


class Regels:
    """De regels van een reeks dossiers, per tabel."""

    def __init__(self) -> None:
        self.per_tabel: dict[str, list[str]] = {naam: [] for naam in KOLOMMEN}

    def neem_op(self, dossiers: Iterable[Testdossier]) -> None:
        for dossier in dossiers:
            self._neem_op(dossier)

    def oorsprongen(self, bronnen: Iterable[Bron]) -> None:
        for bron in bronnen:
            waarden = (bron.id, bron.soort, bron.tijdstip, bron.partij, bron.gemeente)
            self.per_tabel["oorsprong"].append(regel(waarden))

    def teksten(self) -> dict[str, bytes]:
        return {naam: "".join(regels).encode() for naam, regels in self.per_tabel.items() if regels}

    def _neem_op(self, test: Testdossier) -> None:
        dossier, tabellen = test.dossier, self.per_tabel
        laatst = max(herkomst.geschreven.tijdstip for _, herkomst in test.personen)
        for persoon, herkomst in test.personen:
            tabellen["persoon"].append(regel((*_LEES_PERSOON(persoon), *_van(herkomst))))
        for soort, veld in VERZAMELING.items():
            for feit in getattr(dossier, veld):
                laatst = max(laatst, feit.herkomst.geschreven.tijdstip)
                tabellen[_NAAM[soort]].append(regel((test.bsn, *_LEES[soort](feit), *_van(feit.herkomst))))
        for feit in dossier.historie:
            soort = type(feit)
            assert feit.herkomst is not None
            tabellen[_NAAM[soort]].append(regel((test.bsn, *_LEES[soort](feit), *_van(feit.herkomst))))
        afgeleid = afgeleide_rij(dossier, BEGINDAG, laatst)
        tabellen["afgeleid"].append(regel([afgeleid[naam] for naam in AFGELEID]))


def _van(herkomst: Herkomst) -> tuple[UUID, UUID | None, str | None]:
    beeindigd = herkomst.beeindigd
    return herkomst.geschreven.id, beeindigd.id if beeindigd else None, herkomst.reden_einde


def regel(waarden: Iterable[Any]) -> str:
    """Eén regel in de tekstvorm van COPY."""
    return "\t".join([LEEG if waarde is None else _VORM[type(waarde)](waarde) for waarde in waarden]) + "\n"


def _tekst(waarde: str) -> str:
    if "\\" in waarde or "\t" in waarde or "\n" in waarde:
        return waarde.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n")
    return waarde


def _lijst(waarden: Iterable[Any]) -> str:
    lijst = list(waarden)
    if lijst and isinstance(lijst[0], Stap):
        return _tekst(json.dumps([asdict(stap) for stap in lijst], default=date.isoformat))
    return "{" + ",".join(str(waarde) for waarde in lijst) + "}"


_VORM: dict[type, Callable[[Any], str]] = {
    str: _tekst,
    Datum: str,
    int: str,
    bool: lambda waarde: "t" if waarde else "f",
    date: cache(date.isoformat),
    datetime: cache(datetime.isoformat),
    UUID: cache(str),
    tuple: _lijst,
    list: _lijst,
    bytes: lambda waarde: r"\\x" + waarde.hex(),
}
