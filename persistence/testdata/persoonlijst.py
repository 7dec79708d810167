"""De benoemde testpersonen: elk toont één situatie, met de status en het deel volgens de handleiding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from persistence.testdata.aansluitingen import AMSTERDAM
from persistence.testdata.bouw import Bouw, Bronnen, Testdossier

# Elke benoemde persoon heeft zijn eigen honderd nummers, zodat een RegistratieId nooit verschuift.
_NUMMERS = 100


@dataclass(frozen=True, slots=True)
class Testpersoon:
    """`status` en `deel` zijn met de hand bepaald, niet berekend: daaraan worden de regels getoetst."""

    bsn: str
    sleutel: str
    toont: str
    regels: str
    status: str
    deel: str
    gemeente: str
    groepen: tuple[str, ...]
    bouw: Callable[[Bouw, str], None]
    schoon_voor: str | None = None  # de operatie waarvoor deze persoon klaarstaat

    def dossier(self, bronnen: Bronnen) -> Testdossier:
        b = Bouw(bronnen, (int(self.bsn) - 999_900_000) * _NUMMERS + 1, self.gemeente)
        self.bouw(b, self.bsn)
        return b.klaar()


@dataclass(frozen=True, slots=True)
class VrijBsn:
    """Een gereserveerd BSN van iemand die nog niet in ISI staat."""

    bsn: str
    bedoeld_voor: str


PERSONEN: dict[str, Testpersoon] = {}


def situatie(
    bsn: str,
    toont: str,
    regels: str,
    status: str,
    deel: str,
    *,
    gemeente: str = AMSTERDAM,
    groepen: tuple[str, ...] = (),
) -> Callable[[Callable[[Bouw, str], None]], Callable[[Bouw, str], None]]:
    """Neem een testpersoon op; de naam van de functie is zijn sleutel."""

    def neem_op(bouw: Callable[[Bouw, str], None]) -> Callable[[Bouw, str], None]:
        voeg_toe(Testpersoon(bsn, bouw.__name__, toont, regels, status, deel, gemeente, groepen, bouw))
        return bouw

    return neem_op


def voeg_toe(persoon: Testpersoon) -> None:
    assert persoon.bsn not in PERSONEN, persoon.bsn
    PERSONEN[persoon.bsn] = persoon


def benoemde_personen() -> tuple[Testpersoon, ...]:
    """Alle benoemde personen, op volgorde van BSN."""
    # De modules met personen gebruiken deze lijst, en melden zich aan zodra ze geladen worden.
    for module in ("plichtigen", "vrijgestelden", "uitzonderingen", "schoon"):
        import_module(f"persistence.testdata.{module}")
    return tuple(PERSONEN[bsn] for bsn in sorted(PERSONEN))


def benoemde_dossiers(bronnen: Bronnen) -> Iterator[Testdossier]:
    for persoon in benoemde_personen():
        yield persoon.dossier(bronnen)


VRIJE_BSNS = (
    VrijBsn("999990111", "mutatieverzoek OPVOEREN_NIEUW_PERSOON, oude wet (R-012 ... R-018)"),
    VrijBsn("999990123", "mutatieverzoek OPVOEREN_NIEUW_PERSOON, nieuwe wet (R-019)"),
    VrijBsn("999990135", "nieuwkomer van de IND: VerwerkVerblijfsgegevens (R-070)"),
    VrijBsn("999990147", "zelfmelder: MeldZelfmelder (R-010)"),
    VrijBsn("999990159", "tijdelijke vrijstelling door DUO: VerwerkVrijstellingDuo (R-011)"),
    VrijBsn("999990160", "blijft onbekend: NietsGevonden (R-133)"),
    VrijBsn("999990172", "tweede mutatieverzoek OPVOEREN_NIEUW_PERSOON"),
    VrijBsn("999990184", "tweede nieuwkomer van de IND"),
    VrijBsn("999990196", "nieuwkomer van de IND met verblijfsrecht na 1 januari 2013 (R-001)"),
)
