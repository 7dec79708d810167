"""Verzonnen verkeer: wie vraagt wat over wie, scheef verdeeld zoals het echte, bij een zaad steeds gelijk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from random import Random
from typing import Final

from isi_soap.contract.inhoud import elfproef
from isi_soap.contract.operaties import DIENSTEN
from persistence.logboek.berichtenlog import Uitkomstcode
from persistence.testdata.aansluitingen import gemeente_oin
from persistence.testdata.gemeenten import gemeenten

PERSONEN: Final = 60_000
GEBRUIKERS: Final = 40  # per gemeente

_UITKOMSTEN: Final[tuple[tuple[Uitkomstcode, float, tuple[str, ...]], ...]] = (
    ("OK", 90.0, ()),
    ("OK", 2.0, ("I002",)),
    ("NIETSGEVONDEN", 5.0, ("I001",)),
    ("GEWEIGERD", 2.0, ("F021",)),
    ("GEWEIGERD", 0.5, ("F060", "F063")),
    ("NIETGERECHTIGD", 0.4, ("F003",)),
    ("FOUT", 0.09, ("0010",)),
    ("FOUT", 0.01, ("F095",)),
)
_GROEP: Final = 0.01  # deel van de berichten dat een lijst toont
_NIEMAND: Final = 0.05


def _zipf(aantal: int, macht: float = 1.0) -> list[float]:
    return list(accumulate(1 / (n + 1) ** macht for n in range(aantal)))


def bsns(aantal: int = PERSONEN) -> list[str]:
    nummers = (f"{nummer:09d}" for nummer in range(999_000_000, 999_999_999))
    return list(islice(filter(elfproef, nummers), aantal))


@dataclass(frozen=True, slots=True)
class Uitwisseling:
    """Wie, wat en over wie; `personen` zijn plaatsen in `bsns()`."""

    gemeente: str
    namens: str | None
    gebruiker: str
    oin: str
    dienst: str
    operatie: str
    uitkomst: Uitkomstcode
    codes: tuple[str, ...]
    personen: tuple[int, ...]


class Verkeer:
    """De grootste gemeente doet een zesde, de kleinste een promille; een tiende is namens een ander."""

    def __init__(self, personen: int = PERSONEN, zaad: int = 1) -> None:
        self._toeval = Random(zaad)
        self.gemeenten = [code for code, gemeente in gemeenten().items() if gemeente.einde is None]
        self._gewichten = _zipf(len(self.gemeenten))
        self._oins = {code: gemeente_oin(code) for code in self.gemeenten}
        self._operaties = [(d, o) for d, dienst in DIENSTEN.items() for o in dienst.operaties]
        self._operatiegewichten = _zipf(len(self._operaties))
        self._gebruikers = _zipf(GEBRUIKERS, 0.8)
        self._uitkomsten = list(accumulate(gewicht for _, gewicht, _ in _UITKOMSTEN))
        self._personen = _zipf(personen, 0.5)

    def __iter__(self) -> Iterator[Uitwisseling]:
        while True:
            yield from self.portie(1000)

    def portie(self, aantal: int) -> Iterator[Uitwisseling]:
        kies, toeval = self._toeval.choices, self._toeval.random
        personen = range(len(self._personen))
        for gemeente, ander, gebruiker, (dienst, operatie), (uitkomst, _, codes), persoon in zip(
            kies(self.gemeenten, cum_weights=self._gewichten, k=aantal),
            kies(self.gemeenten, k=aantal),
            kies(range(GEBRUIKERS), cum_weights=self._gebruikers, k=aantal),
            kies(self._operaties, cum_weights=self._operatiegewichten, k=aantal),
            kies(_UITKOMSTEN, cum_weights=self._uitkomsten, k=aantal),
            kies(personen, cum_weights=self._personen, k=aantal),
            strict=True,
        ):
            soort = toeval()
            wie: tuple[int, ...] = (persoon,)
            if soort < _GROEP:
                wie = tuple(dict.fromkeys((persoon, *kies(personen, k=20))))
            elif soort < _GROEP + _NIEMAND:
                wie = ()
            yield Uitwisseling(
                gemeente=gemeente,
                namens=ander if toeval() < 0.1 else None,
                gebruiker=f"gebruiker.{gebruiker}",
                oin=self._oins[gemeente],
                dienst=dienst,
                operatie=operatie,
                uitkomst=uitkomst,
                codes=codes,
                personen=wie,
            )
