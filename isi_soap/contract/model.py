"""Het schema als gewone waarden: typen, velden, volgorde, aantallen, facetten en documentatie.

Eenmaal bij de start gemaakt (`introspectie`); codec, klassen, voorbeelden en controles worden eruit afgeleid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from isi_soap.contract.fout import ContractFout
from isi_soap.contract.namen import lokaal, qnaam

Soort = Literal["tekst", "geheel", "datum", "tijdstip", "indicatie"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Eén waarde van een codelijst, met waar zij vandaan komt."""

    waarde: str
    omschrijving: str
    herkomst: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Enkelvoudig:
    """Een simpleType met zijn facetten, die van het basistype meegerekend."""

    naam: str
    naamruimte: str
    soort: Soort
    min_lengte: int | None = None
    max_lengte: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    patronen: tuple[str, ...] = ()
    waarden: tuple[str, ...] = ()
    witruimte: str = "preserve"
    codes: tuple[Code, ...] = ()
    documentatie: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Veld:
    """Een element in een complexType.

    `min` en `max` zijn die van het element; `verplicht` en `herhaald` rekenen de groepen eromheen mee.
    """

    naam: str
    naamruimte: str  # leeg: zonder naamruimte (unqualified)
    type: Enkelvoudig | Samengesteld
    min: int
    max: int | None
    verplicht: bool
    herhaald: bool
    documentatie: str

    @property
    def tag(self) -> str:
        return qnaam(self.naamruimte, self.naam)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groep:
    """Een sequence (reeks) of choice (keuze)."""

    soort: Literal["reeks", "keuze"]
    min: int
    max: int | None
    delen: tuple[Groep | Veld, ...]

    def velden(self) -> Iterator[Veld]:
        """De velden in de volgorde van het schema."""
        for deel in self.delen:
            if isinstance(deel, Veld):
                yield deel
            else:
                yield from deel.velden()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samengesteld:
    """Een complexType; zonder eigen naam draagt het die van zijn element."""

    naam: str
    naamruimte: str
    inhoud: Groep
    velden: tuple[Veld, ...]
    documentatie: str

    @property
    def leeg(self) -> bool:
        return not self.velden


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Berichtelement:
    """Een globaal element: de enige plaats waar een bericht begint."""

    naam: str
    naamruimte: str
    type: Samengesteld
    documentatie: str

    @property
    def tag(self) -> str:
        return qnaam(self.naamruimte, self.naam)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """Alle typen en berichtelementen van alle diensten."""

    samengesteld: Mapping[str, Samengesteld]  # op naam, uniek over alle naamruimten
    enkelvoudig: Mapping[str, Enkelvoudig]
    elementen: Mapping[str, Berichtelement]  # op {naamruimte}naam

    def element(self, naam: str) -> Berichtelement:
        """Het berichtelement met deze naam, met of zonder naamruimte."""
        if gevonden := self.elementen.get(naam):
            return gevonden
        kandidaten = [e for e in self.elementen.values() if e.naam == naam]
        if len(kandidaten) != 1:
            raise ContractFout(f"er is geen (of meer dan één) berichtelement {lokaal(naam)} in het contract")
        return kandidaten[0]
