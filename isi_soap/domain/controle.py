"""Bezwaren verzamelen: een weigering noemt alles wat er mis is, niet alleen het eerste."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, date
from typing import TypeVar

from isi_soap.domain import catalogus as c
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Code, Melding, Weigering
from isi_soap.domain.model import Feit
from isi_soap.domain.opdrachten import Aanwijzing
from isi_soap.domain.uitkomst import Uitkomst

F = TypeVar("F", bound=Feit)

INWERKINGTREDING = date(2007, 1, 1)
# Wat bij F060 en F065 van het bestaande gegeven getoond wordt, bevat nooit namen, nummers of vrije tekst.
_GEVOELIG = """
    advies_naam advies_big advies_oordeel belemmeringen omstandigheden document_nummer motivering toelichting
    inhoud waarde bsn geboortedatum geslachtsnaam geslacht postcode huisnummer stappen tekst
"""
_NIET_TONEN = frozenset({"id", "versienr", "herkomst", *_GEVOELIG.split()})


class Bezwaren:
    """De weigeringsgronden van één opdracht, in de volgorde waarin ze gevonden zijn."""

    def __init__(self, vandaag: date) -> None:
        self.vandaag = vandaag
        self.meldingen: list[Melding] = []

    def meld(self, code: Code, *details: str) -> None:
        melding = Melding(code, details)
        if melding not in self.meldingen:
            self.meldingen.append(melding)

    def als(self, bezwaar: object, code: Code, *details: str) -> None:
        """Meld `code` als het bezwaar opgaat."""
        if bezwaar:
            self.meld(code, *details)

    def neem_over(self, weigering: Weigering) -> None:
        for melding in weigering.meldingen:
            self.meld(melding.code, *melding.details)

    def weiger(self) -> None:
        """Weiger als er iets gevonden is."""
        if self.meldingen:
            raise Weigering(*self.meldingen)

    def datum(
        self,
        veld: str,
        datum: Datum,
        *,
        vroegst: date | None = INWERKINGTREDING,
        toekomst: bool = False,
    ) -> date:
        """De volledige dag. Deugt hij niet, dan vandaag: de dag waarop geen andere regel zich beroept."""
        dag = datum.volledig
        if dag is None or (vroegst is not None and dag < vroegst):
            self.meld(c.F062, veld)
            return self.vandaag
        if dag > self.vandaag and not toekomst:
            self.meld(c.F061, veld)
            return self.vandaag
        return dag

    def datum_of_niets(
        self,
        veld: str,
        datum: Datum | None,
        *,
        vroegst: date | None = INWERKINGTREDING,
        toekomst: bool = False,
    ) -> date | None:
        if datum is None:
            return None
        return self.datum(veld, datum, vroegst=vroegst, toekomst=toekomst)

    def volgorde(self, begin: date, einde: date | None, *velden: str) -> None:
        self.als(einde is not None and einde < begin, c.F063, *velden)

    def aangewezen(self, feiten: Iterable[F], aanwijzing: Aanwijzing) -> F:
        """Het gegeven dat de opdracht aanwijst; een verouderde versie is een bezwaar (F060)."""
        feit = zoek(feiten, aanwijzing.id)
        if feit is None:
            self.meld(c.F064)
            raise Weigering(*self.meldingen)
        self.als(feit.versienr != aanwijzing.versienr, c.F060, *stand(feit))
        return feit


def zoek(feiten: Iterable[F], id_: int) -> F | None:
    return next((feit for feit in feiten if feit.id == id_), None)


def stand(feit: Feit) -> tuple[str, ...]:
    """De geldende stand van een gegeven, zonder persoonsgegevens: wat de aanvrager nodig heeft bij F060."""
    velden = (
        f"{veld.name}: {_tekst(getattr(feit, veld.name))}"
        for veld in fields(feit)
        if veld.name not in _NIET_TONEN and getattr(feit, veld.name) is not None
    )
    return (f"id: {feit.id}", f"versienr: {feit.versienr}", *_geschreven(feit), *velden)


def _geschreven(feit: Feit) -> tuple[str, ...]:
    """Wanneer en door wie deze versie kwam: met wie de aanvrager kan overleggen."""
    if feit.herkomst is None:
        return ()
    bron = feit.herkomst.geschreven
    moment = f"{bron.tijdstip.astimezone(UTC):%Y%m%d%H%M%S} UTC"
    return (f"geregistreerd: {moment}", f"door: {bron.gemeente or bron.partij}")


def _tekst(waarde: object) -> str:
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return str(Datum.van(waarde)) if isinstance(waarde, date) else str(waarde)


def inhoud(feit: F) -> F:
    """Het gegeven zonder wat er per versie verschilt, om inhoud met inhoud te vergelijken."""
    return replace(feit, id=0, versienr=1, herkomst=None)


def al_geregistreerd(
    feiten: Iterable[F],
    nieuw: F,
    sleutel: Callable[[F], object],
    bezwaren: Bezwaren,
    vergelijk: Callable[[F], object] = inhoud,
) -> Uitkomst | None:
    """Dezelfde registratie bestaat al: hetzelfde antwoord (I002); dezelfde sleutel met iets anders: F065.

    Een bezwaar dat er al was, gaat over de datums waaruit de sleutel bestaat: dan is vergelijken zinloos.
    """
    if bezwaren.meldingen:
        return None
    gelijken = [feit for feit in feiten if feit.id != nieuw.id and sleutel(feit) == sleutel(nieuw)]
    for feit in gelijken:
        if nieuw.id == 0 and vergelijk(feit) == vergelijk(nieuw):
            return Uitkomst(bestaand=feit, onderwerp=feit, meldingen=(Melding(c.I002),))
    for feit in gelijken:
        bezwaren.meld(c.F065, *stand(feit))
    return None
