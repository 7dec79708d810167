"""Ontheffing: medisch, evident ingeburgerd, aantoonbare inspanning.

R-117 … R-122 (handleiding: Ontheffing medische gronden), R-123 … R-126 (Registratie evident ingeburgerd),
R-165. R-120 is een advies aan gemeenten over wie zij aanwijzen; ISI houdt daar geen lijst van bij en
beoordeelt alleen de vorm van het BIG-nummer. De wet: L-16 (acht weken), L-17 (inspanning).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, al_geregistreerd
from isi_soap.domain.geldigheid import diploma, lopende_handhaving, plicht_is
from isi_soap.domain.meldingen import Melding
from isi_soap.domain.model import Dossier, Ontheffing
from isi_soap.domain.opdrachten import MedischAdvies, RegistreerOntheffing, TrekOntheffingIn
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import acht_weken_voorbij, laatste_zes_maanden
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

# De handleiding noemt 6 september 2010; het besluit trad een dag later in werking. De handleiding wint.
EVIDENT_VANAF = date(2010, 9, 6)
_BIG = re.compile(r"[0-9]{11}")


@via_overgang("RegistreerOntheffing")
def registreer_ontheffing(dossier: Dossier, opdracht: RegistreerOntheffing, omgeving: Omgeving) -> Uitkomst:
    """Ook een weigering is een besluit dat vastgelegd wordt (R-119)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    ontheffing = _ontheffing(opdracht, bezwaren, omgeving.gemeente)
    bestaand = al_geregistreerd(dossier.ontheffingen, ontheffing, _sleutel, bezwaren)
    if bestaand:
        return bestaand
    behaald = diploma(dossier)
    vrijwillig = status(dossier, omgeving.peildatum) is Status.VRIJWILLIG
    bezwaren.als(behaald or vrijwillig or not plicht_is(dossier, True), c.F042)
    bezwaren.als(behaald, c.F050)
    if opdracht.grond == "MED":
        _medisch(opdracht, bezwaren)
    if opdracht.grond == "EVI" and opdracht.datum_besluit.volledig:
        bezwaren.als(opdracht.datum_besluit.volledig < EVIDENT_VANAF, c.F041)
    te_vroeg = opdracht.grond == "INS" and not _in_laatste_zes_maanden(dossier, ontheffing)
    bezwaren.als(te_vroeg and not opdracht.motivering, c.F048)
    bezwaren.weiger()
    te_laat = ontheffing.datum_aanvraag is not None and acht_weken_voorbij(
        ontheffing.datum_aanvraag, ontheffing.datum_besluit
    )
    waarschuwingen = ((c.W010, te_laat), (c.W011, te_vroeg))
    return Uitkomst(
        nieuw=(ontheffing,),
        meldingen=tuple(Melding(code) for code, van_toepassing in waarschuwingen if van_toepassing),
        onderwerp=ontheffing,
    )


@via_overgang("TrekOntheffingIn")
def trek_ontheffing_in(dossier: Dossier, opdracht: TrekOntheffingIn, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.ontheffingen, opdracht)
    bezwaren.als(not nu.verleend or nu.datum_ingetrokken is not None, c.F045)
    bezwaren.als(diploma(dossier), c.F050)
    ingetrokken = bezwaren.datum("datumIngetrokken", opdracht.datum_ingetrokken)
    if opdracht.datum_ingetrokken.volledig:
        bezwaren.volgorde(nu.datum_besluit, ingetrokken, "datumBesluit", "datumIngetrokken")
    bezwaren.weiger()
    anders = replace(nu, datum_ingetrokken=ingetrokken)
    return Uitkomst(gewijzigd=(anders,), onderwerp=anders)


def _ontheffing(opdracht: RegistreerOntheffing, bezwaren: Bezwaren, gemeente: str) -> Ontheffing:
    advies = opdracht.advies or MedischAdvies()
    besluit = bezwaren.datum("datumBesluit", opdracht.datum_besluit)
    aanvraag = bezwaren.datum_of_niets("datumAanvraag", opdracht.datum_aanvraag)
    if aanvraag is not None and opdracht.datum_besluit.volledig:
        bezwaren.volgorde(aanvraag, besluit, "datumAanvraag", "datumBesluit")
    return Ontheffing(
        grond=opdracht.grond,
        belemmeringen=opdracht.belemmeringen,
        verleend=opdracht.verleend,
        datum_aanvraag=aanvraag,
        datum_besluit=besluit,
        gemeente=gemeente,
        advies_datum=bezwaren.datum_of_niets("advies.datum", advies.datum),
        advies_naam=advies.adviseur_naam,
        advies_big=advies.big_nummer,
        advies_oordeel=advies.oordeel,
        omstandigheden=advies.omstandigheden,
        motivering=opdracht.motivering,
    )


def _in_laatste_zes_maanden(dossier: Dossier, ontheffing: Ontheffing) -> bool:
    """Inspanning is pas aan te tonen als de termijn bijna om is (art. 5.5 lid 3 BI)."""
    lopend = lopende_handhaving(dossier)
    gevraagd = ontheffing.datum_aanvraag or ontheffing.datum_besluit
    return lopend is not None and laatste_zes_maanden(gevraagd, lopend.datum_einde_termijn)


def _sleutel(ontheffing: Ontheffing) -> object:
    return ontheffing.grond, ontheffing.datum_besluit


def _medisch(opdracht: RegistreerOntheffing, bezwaren: Bezwaren) -> None:
    """Advies van een onafhankelijk arts met BIG-registratie, van vóór het besluit (R-118, R-119, R-122)."""
    bezwaren.als(not opdracht.belemmeringen, c.F044)
    advies = opdracht.advies
    if advies is None:
        bezwaren.meld(c.F040)
        return
    velden = {"datum": advies.datum, "adviseurNaam": advies.adviseur_naam, "bigNummer": advies.big_nummer}
    ontbreekt = [f"advies.{veld}" for veld, waarde in velden.items() if not waarde]
    bezwaren.als(ontbreekt, c.F040, *ontbreekt)
    big = advies.big_nummer
    bezwaren.als(big and not _BIG.fullmatch(big), c.F011, "advies.bigNummer")
    gegeven = advies.datum.volledig if advies.datum else None
    besloten = opdracht.datum_besluit.volledig
    bezwaren.als(gegeven and besloten and gegeven > besloten, c.F043)
