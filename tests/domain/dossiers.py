"""Personen en dossiers zoals de voorbeelden ze nodig hebben: één persoon in gemeente 0363."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Weigering
from isi_soap.domain.model import (
    Adres,
    Diploma,
    Dossier,
    Handhaving,
    Nationaliteit,
    Persoon,
    Plicht,
    Verblijfsdoel,
    Voorziening,
    Vrijstelling,
)
from isi_soap.domain.uitkomst import Omgeving

VANDAAG = date(2012, 6, 1)
AMSTERDAM, ROTTERDAM = "0363", "0599"
OMGEVING = Omgeving(vandaag=VANDAAG, peildatum=VANDAAG, gemeente=AMSTERDAM)

PERSOON = Persoon(bsn="111111110", geslachtsnaam="Voorbeeld", geboortedatum=Datum("19800101"), geslacht="2")
ADRES = Adres(id=1, gemeente=AMSTERDAM, datum_aanvang=date(2008, 1, 1))
PERMANENT = Verblijfsdoel(id=2, doel="asiel", aard="PERMANENT", rechtmatig=True, peildatum=date(2012, 1, 1))
JA = Plicht(id=3, inburgeringsplicht=True, datum_vaststelling=date(2011, 1, 10), gemeente=AMSTERDAM)
HANDHAVING = Handhaving(
    id=4,
    soort_besluit="KENNISGEVING",
    datum_besluit=date(2011, 2, 1),
    datum_aanvang_termijn=date(2011, 1, 31),
    termijn_maanden=42,
    datum_einde_termijn=date(2014, 7, 31),
    gemeente=AMSTERDAM,
)
VOORZIENING = Voorziening(
    id=5,
    soort="IV",
    startdatum=date(2012, 5, 1),
    registrerende_gemeente=AMSTERDAM,
    aanbod_door_gemeente=AMSTERDAM,
    datum_registratie=date(2012, 5, 2),
    kanaal="CVS",
)
TIJDELIJK_DUO = Vrijstelling(
    id=6, soort="TIJDELIJK", bron="DUO", grond="OPLEIDING", datum_ingang=date(2011, 9, 1)
)
DIPLOMA = Diploma(id=7, soort="INBURGERING", datum_behaald=date(2012, 3, 1))


def dossier(**delen: Any) -> Dossier:
    """Iemand die net in ISI staat, met permanent verblijfsdoel; `delen` komen erbij."""
    persoon = delen.pop("persoon", PERSOON)
    basis = Dossier(persoon=persoon, adressen=(ADRES,), verblijfsdoelen=(PERMANENT,))
    return replace(basis, **delen)


def plichtig(**delen: Any) -> Dossier:
    """Een inburgeringsplichtige met lopende handhaving."""
    return dossier(**{"plichten": (JA,), "handhavingen": (HANDHAVING,), **delen})


def nee(reden: str) -> Plicht:
    return replace(JA, inburgeringsplicht=False, reden_nee=reden)


def nationaliteit(code: str) -> tuple[Nationaliteit, ...]:
    return (Nationaliteit(id=9, code=code),)


def geleden(dagen: int) -> Datum:
    return Datum.van(VANDAAG - timedelta(days=dagen))


def geweigerd(handeling: Callable[[], object]) -> set[str]:
    """De codes waarmee ISI weigert; leeg als het mocht."""
    try:
        handeling()
    except Weigering as weigering:
        return {melding.code.code for melding in weigering.meldingen}
    return set()
