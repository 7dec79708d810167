"""Inburgeringsvoorzieningen.

R-002, R-040, R-088 (handleiding: ISI definitief), R-090, R-091 (Tijdig registreren), R-093, R-094 (Aanpassen
voorziening bij verhuizing), R-130 … R-138, R-162 (Inburgeraars van andere gemeenten), R-155. De wet: L-18
(vier en acht weken, art. 6.2 lid 4 BI), L-02 en L-19 (vrijwillige inburgeraar, art. 1 lid 1 onder q).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import INWERKINGTREDING, Bezwaren, al_geregistreerd, inhoud
from isi_soap.domain.geldigheid import EU_EER_CH, VRIJWILLIG, diploma, heeft_nationaliteit, lopende_handhaving
from isi_soap.domain.meldingen import Melding
from isi_soap.domain.model import Dossier, Voorziening
from isi_soap.domain.opdrachten import (
    RegistreerVoorziening,
    VerwijderVoorziening,
    VoorzieningInhoud,
    WijzigVoorziening,
)
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import acht_weken_voorbij, buiten_de_wet, is_jonger_dan, vier_weken_voorbij
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

OUDE_REGELING = "OUD"


@via_overgang("RegistreerVoorziening")
def registreer_voorziening(dossier: Dossier, opdracht: RegistreerVoorziening, omgeving: Omgeving) -> Uitkomst:
    """Ook voor wie definitief staat of het diploma heeft (R-088)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    voorziening = maak_voorziening(opdracht, bezwaren, omgeving)
    bestaand = al_geregistreerd(dossier.voorzieningen, voorziening, sleutel, bezwaren, _besluit)
    if bestaand:
        return bestaand
    bezwaren.als(acht_weken_voorbij(voorziening.startdatum, omgeving.vandaag), c.F020)
    _past_bij_status(dossier, voorziening, omgeving, bezwaren)
    te_jong = is_jonger_dan(dossier.persoon.geboortedatum, 16, voorziening.startdatum)
    bezwaren.als(voorziening.soort == VRIJWILLIG and te_jong, c.F097)
    bezwaren.weiger()
    te_laat = vier_weken_voorbij(voorziening.startdatum, omgeving.vandaag)
    return Uitkomst(
        nieuw=(voorziening,),
        meldingen=(Melding(c.W002),) if te_laat else (),
        onderwerp=voorziening,
    )


@via_overgang("WijzigVoorziening")
def wijzig_voorziening(dossier: Dossier, opdracht: WijzigVoorziening, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.voorzieningen, opdracht)
    _mag_muteren(dossier, nu, omgeving, bezwaren)
    anders = replace(
        maak_voorziening(opdracht, bezwaren, omgeving),
        id=nu.id,
        versienr=nu.versienr,
        registrerende_gemeente=nu.registrerende_gemeente,
        aanbod_door_gemeente=opdracht.aanbod_door_gemeente or nu.registrerende_gemeente,
        datum_registratie=nu.datum_registratie,
        kanaal=nu.kanaal,
        achtweken_overschreden=nu.achtweken_overschreden,
    )
    al_geregistreerd(dossier.voorzieningen, anders, sleutel, bezwaren)
    verschoven = anders.startdatum != nu.startdatum
    # De acht weken tellen tot de dag van registratie, anders kon een wijziging ze omzeilen.
    bezwaren.als(verschoven and acht_weken_voorbij(anders.startdatum, nu.datum_registratie), c.F020)
    if (anders.soort == VRIJWILLIG) != (nu.soort == VRIJWILLIG):
        _past_bij_status(dossier, anders, omgeving, bezwaren)
    bezwaren.weiger()
    return Uitkomst(gewijzigd=(anders,), onderwerp=anders)


@via_overgang("VerwijderVoorziening")
def verwijder_voorziening(dossier: Dossier, opdracht: VerwijderVoorziening, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.voorzieningen, opdracht)
    _mag_muteren(dossier, nu, omgeving, bezwaren)
    bezwaren.weiger()
    return Uitkomst(verwijderd=(nu,), onderwerp=nu)


def maak_voorziening(opdracht: VoorzieningInhoud, bezwaren: Bezwaren, omgeving: Omgeving) -> Voorziening:
    # Een voorziening onder een oude regeling kan van vóór de wet zijn.
    vroegst = None if opdracht.soort == OUDE_REGELING else INWERKINGTREDING
    startdatum = bezwaren.datum("startdatum", opdracht.startdatum, vroegst=vroegst)
    einddatum = bezwaren.datum_of_niets("einddatum", opdracht.einddatum, vroegst=vroegst, toekomst=True)
    if opdracht.startdatum.volledig and opdracht.einddatum and opdracht.einddatum.volledig:
        bezwaren.volgorde(startdatum, einddatum, "startdatum", "einddatum")
    aanbod = opdracht.aanbod_door_gemeente or omgeving.gemeente
    onbekend = omgeving.gemeenten is not None and aanbod not in omgeving.gemeenten
    bezwaren.als(onbekend, c.F066, "aanbodDoorGemeente")
    return Voorziening(
        soort=opdracht.soort,
        startdatum=startdatum,
        einddatum=einddatum,
        reden_einde=opdracht.reden_einde,
        wijze=opdracht.wijze,
        vorm_pib=opdracht.vorm_pib,
        duaal=opdracht.duaal,
        gecombineerd=opdracht.gecombineerd,
        doel_examen=opdracht.doel_examen,
        registrerende_gemeente=omgeving.gemeente,
        aanbod_door_gemeente=aanbod,
        datum_registratie=omgeving.vandaag,
        kanaal=omgeving.kanaal,
    )


def sleutel(voorziening: Voorziening) -> object:
    return voorziening.soort, voorziening.startdatum, voorziening.registrerende_gemeente


def _besluit(voorziening: Voorziening) -> object:
    """De inhoud zonder wanneer en waarlangs ze binnenkwam: in portal en CVS is ze dezelfde (R-034)."""
    gelijk = inhoud(voorziening)
    return replace(gelijk, datum_registratie=date.min, kanaal="", achtweken_overschreden=False)


def _past_bij_status(
    dossier: Dossier, voorziening: Voorziening, omgeving: Omgeving, bezwaren: Bezwaren
) -> None:
    """Handhaving gaat vóór de voorziening, alleen voor wie inburgeringsplichtig is (R-134, R-137)."""
    if status(dossier, omgeving.peildatum) is not Status.INBURGERINGSPLICHTIG:
        return
    if voorziening.soort != VRIJWILLIG:
        bezwaren.als(lopende_handhaving(dossier) is None, c.F022)
        return
    vrij = buiten_de_wet(dossier, omgeving.peildatum) or heeft_nationaliteit(dossier, *EU_EER_CH)
    bezwaren.als(not vrij, c.F024)


def _mag_muteren(dossier: Dossier, voorziening: Voorziening, omgeving: Omgeving, bezwaren: Bezwaren) -> None:
    """Alleen wie registreerde, of wie haar taken overnam (R-093); niet meer na het diploma (R-155).

    Een voorziening van ná het diploma bestaat dankzij R-088 en blijft van de gemeente.
    """
    eigenaar = omgeving.gemeente_nu(voorziening.registrerende_gemeente)
    bezwaren.als(eigenaar != omgeving.gemeente_nu(omgeving.gemeente), c.F021)
    behaald = diploma(dossier)
    bezwaren.als(behaald and voorziening.startdatum <= behaald.datum_behaald, c.F050)


def telling(voorzieningen: Iterable[Voorziening]) -> Counter[tuple[int, str, str]]:
    """Aantallen per jaar, gemeente en soort; geteld bij de gemeente die aanbood (R-138)."""
    return Counter((v.startdatum.year, v.aanbod_door_gemeente, v.soort) for v in voorzieningen)
