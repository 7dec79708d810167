"""Inburgeringsplicht vaststellen, op het scherm Indicaties.

R-005, R-007 (handleiding: Gegevens bekijken), R-038, R-042, R-043, R-045 (Lijst handhaving), R-068, R-069,
R-072, R-073 (Actualiteit), R-100, R-107 (Vrijstelling), R-132, R-134 (Inburgeraars van andere gemeenten),
R-145, R-148 … R-151, R-153, R-155 (Diploma, Mutatieverzoek), R-163. De wet: L-01 … L-05.
"""

from __future__ import annotations

from dataclasses import replace

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import INWERKINGTREDING, Bezwaren, al_geregistreerd
from isi_soap.domain.examens import houdt_resultaten_aan
from isi_soap.domain.geldigheid import (
    BUITEN_DE_WET,
    EU_EER_CH,
    GEHELE_VRIJSTELLING,
    VERTROKKEN_REDEN,
    diploma,
    heeft_nationaliteit,
    loopt,
    open_signalen,
)
from isi_soap.domain.meldingen import Melding
from isi_soap.domain.model import Contact, Dossier, Persoon, Plicht, Vrijstelling
from isi_soap.domain.opdrachten import RegistreerInburgeringsplicht
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.signalen import SS064, handel_af
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import buiten_de_wet, heeft_leeftijd, is_jonger_dan
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

# Wat de gemeente met deze redenen vastlegde, draait alleen DUO terug (R-145, T-07).
_ALLEEN_DUO = frozenset({GEHELE_VRIJSTELLING, BUITEN_DE_WET, VERTROKKEN_REDEN})


@via_overgang("RegistreerInburgeringsplicht")
def registreer_inburgeringsplicht(
    dossier: Dossier, opdracht: RegistreerInburgeringsplicht, omgeving: Omgeving
) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    plicht = Plicht(
        inburgeringsplicht=opdracht.inburgeringsplicht,
        reden_nee=opdracht.reden_nee,
        datum_vaststelling=bezwaren.datum("datumVaststelling", opdracht.datum_vaststelling),
        gemeente=omgeving.gemeente,
        toelichting=opdracht.toelichting,
    )
    persoon = _persoon(dossier.persoon, opdracht)
    contacten = _nieuwe_contacten(dossier, opdracht)
    if persoon is None and not contacten:
        bestaand = al_geregistreerd(dossier.plichten, plicht, _sleutel, bezwaren)
        if bestaand:
            return bestaand
    else:
        bezwaren.als(any(_sleutel(p) == _sleutel(plicht) for p in dossier.plichten), c.F065)
    _beoordeel(dossier, plicht, omgeving, bezwaren)
    if plicht.inburgeringsplicht:
        _kan_plichtig_zijn(dossier, plicht, persoon or dossier.persoon, bezwaren)
    bezwaren.weiger()

    einde_duo = _beeindigde_vrijstellingen(dossier, plicht, omgeving)
    afgehandeld = tuple(handel_af(s, omgeving.vandaag) for s in open_signalen(dossier, SS064))
    return Uitkomst(
        nieuw=(plicht, *contacten),
        gewijzigd=(*einde_duo, *afgehandeld),
        persoon=persoon,
        meldingen=_let_op(dossier, opdracht, omgeving, bool(einde_duo)),
        onderwerp=plicht,
    )


def _sleutel(plicht: Plicht) -> object:
    return plicht.gemeente, plicht.datum_vaststelling


def _beoordeel(dossier: Dossier, plicht: Plicht, omgeving: Omgeving, bezwaren: Bezwaren) -> None:
    nu = dossier.plicht
    behaald = diploma(dossier) is not None
    if plicht.inburgeringsplicht:
        bezwaren.als(plicht.reden_nee is not None, c.F091)
        # De eerste vaststelling Ja mag ook na het diploma: de indicatie loopt vaak achter.
        bezwaren.als(behaald and nu is not None, c.F050)
        bezwaren.als(dossier.persoon.vertrokken_sinds is not None, c.F094)
    else:
        bezwaren.als(plicht.reden_nee is None, c.F090)
        bezwaren.als(behaald and omgeving.naleving == "streng", c.F052)
        niet_vertrokken = dossier.persoon.vertrokken_sinds is None
        bezwaren.als(plicht.reden_nee == VERTROKKEN_REDEN and niet_vertrokken, c.F093)
    if nu is None:
        return
    bezwaren.als(nu.datum_vaststelling > plicht.datum_vaststelling, c.F067)
    if not nu.inburgeringsplicht and nu.reden_nee in _ALLEEN_DUO:
        terug_naar_ja = plicht.inburgeringsplicht
        bezwaren.als(terug_naar_ja or nu.reden_nee == GEHELE_VRIJSTELLING, c.F092)


def _kan_plichtig_zijn(dossier: Dossier, plicht: Plicht, persoon: Persoon, bezwaren: Bezwaren) -> None:
    """Jonger dan 16 (art. 5 lid 1 onder a) en de oudkomer van 60 op 1-1-2007 (art. 63) zijn het nooit."""
    bezwaren.als(is_jonger_dan(persoon.geboortedatum, 16, plicht.datum_vaststelling), c.F097)
    oudkomer = persoon.oud_of_nieuwkomer == "OUDKOMER"
    bezwaren.als(oudkomer and heeft_leeftijd(persoon.geboortedatum, 60, INWERKINGTREDING), c.F098)


def _persoon(persoon: Persoon, opdracht: RegistreerInburgeringsplicht) -> Persoon | None:
    anders = replace(
        persoon,
        oud_of_nieuwkomer=opdracht.oud_of_nieuwkomer or persoon.oud_of_nieuwkomer,
        geestelijk_bedienaar=(
            persoon.geestelijk_bedienaar
            if opdracht.geestelijk_bedienaar is None
            else opdracht.geestelijk_bedienaar
        ),
    )
    return anders if anders != persoon else None


def _nieuwe_contacten(dossier: Dossier, opdracht: RegistreerInburgeringsplicht) -> tuple[Contact, ...]:
    bekend = {(contact.soort, contact.waarde) for contact in dossier.contacten}
    return tuple(
        Contact(soort=nieuw.soort, waarde=nieuw.waarde)
        for nieuw in dict.fromkeys(opdracht.contacten)
        if (nieuw.soort, nieuw.waarde) not in bekend
    )


def _beeindigde_vrijstellingen(
    dossier: Dossier, plicht: Plicht, omgeving: Omgeving
) -> tuple[Vrijstelling, ...]:
    """Plicht Ja beëindigt de tijdelijke vrijstelling door DUO (R-100)."""
    if not plicht.inburgeringsplicht:
        return ()
    return tuple(
        replace(v, datum_einde=max(v.datum_ingang, plicht.datum_vaststelling))
        for v in dossier.vrijstellingen
        if (v.soort, v.bron) == ("TIJDELIJK", "DUO") and loopt(v, omgeving.peildatum)
    )


def _let_op(
    dossier: Dossier, opdracht: RegistreerInburgeringsplicht, omgeving: Omgeving, einde_duo: bool
) -> tuple[Melding, ...]:
    meldingen = []
    if opdracht.inburgeringsplicht:
        if not _permanent_of_bedienaar(dossier, opdracht):
            meldingen.append(Melding(c.W001))
        # Wie het ooit was, blijft Ja: daarom een waarschuwing en geen weigering.
        if buiten_de_wet(dossier, omgeving.peildatum) or heeft_nationaliteit(dossier, *EU_EER_CH):
            meldingen.append(Melding(c.W009))
        if einde_duo:
            meldingen.append(Melding(c.I003))
    elif opdracht.reden_nee == GEHELE_VRIJSTELLING and any(r.geslaagd for r in dossier.examenresultaten):
        meldingen.append(Melding(c.W003))
    if not opdracht.inburgeringsplicht and diploma(dossier):
        meldingen.append(Melding(c.W008))
    if not opdracht.inburgeringsplicht and houdt_resultaten_aan(dossier):
        meldingen.append(Melding(c.W004))
    return tuple(meldingen)


def _permanent_of_bedienaar(dossier: Dossier, opdracht: RegistreerInburgeringsplicht) -> bool:
    """Een geestelijk bedienaar is ook met een tijdelijk doel plichtig (art. 3 lid 1 onder b WI)."""
    if opdracht.geestelijk_bedienaar or (
        opdracht.geestelijk_bedienaar is None and dossier.persoon.geestelijk_bedienaar
    ):
        return True
    laatste = max(dossier.verblijfsdoelen, key=lambda v: v.peildatum, default=None)
    return laatste is not None and laatste.aard == "PERMANENT"


def mag_handhaven(dossier: Dossier, omgeving: Omgeving, bezwaren: Bezwaren) -> None:
    """Handhaving bestaat alleen voor wie plichtig is, niet voor een vrijwilliger, niet na het diploma."""
    if status(dossier, omgeving.peildatum) is Status.VRIJWILLIG:
        bezwaren.meld(c.F023)
    elif dossier.plicht is None or not dossier.plicht.inburgeringsplicht:
        bezwaren.meld(c.F071)
    bezwaren.als(diploma(dossier), c.F050)
