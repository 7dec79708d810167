"""Vrijstellingen door de gemeente, op het scherm Vrijstellingen.

R-097 … R-104 (handleiding: Vrijstelling door DUO), R-105 … R-116 (Soorten vrijstellingen), R-127
(Vrijstelling na diploma niet nodig), R-164. De wet: L-14 (score Wib) en L-20 (geheel vrij: geen diploma).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, al_geregistreerd
from isi_soap.domain.examens import alles_vrijgesteld
from isi_soap.domain.geldigheid import diploma, loopt, lopende_handhaving, plicht_is
from isi_soap.domain.handhaving import registreer_handhaving
from isi_soap.domain.meldingen import Melding, Weigering
from isi_soap.domain.model import Dossier, Vrijstelling
from isi_soap.domain.opdrachten import (
    BeeindigVrijstelling,
    RegistreerVrijstelling,
    VrijstellingInhoud,
    WijzigVrijstelling,
)
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.plicht import registreer_inburgeringsplicht
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import NIEUWE_WET
from isi_soap.domain.toepassen import samen, toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

NIVEAUS = ("A1MIN", "A1", "A2", "B1", "B2", "C1")
# Spreken heet hier TGN.
TAALONDERDELEN = frozenset({"TGN", "LEZEN", "LUISTEREN", "SCHRIJVEN"})
# Vanaf zoveel punten op het basisexamen in het buitenland is er vrijstelling van TGN (art. 2.2b RI).
MINIMUM_WIB = 37


@via_overgang("RegistreerVrijstelling")
def registreer_vrijstelling(
    dossier: Dossier, opdracht: RegistreerVrijstelling, omgeving: Omgeving
) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    vrijstelling = maak_vrijstelling(opdracht, bezwaren, "GEMEENTE", omgeving.gemeente)
    bestaand = al_geregistreerd(dossier.vrijstellingen, vrijstelling, sleutel, bezwaren)
    if bestaand:
        return bestaand
    _beoordeel(dossier, vrijstelling, opdracht, omgeving, bezwaren)
    bezwaren.weiger()
    uitkomst = Uitkomst(nieuw=(vrijstelling,), onderwerp=vrijstelling)
    return replace(uitkomst, meldingen=_let_op(dossier, uitkomst, omgeving))


@via_overgang("WijzigVrijstelling")
def wijzig_vrijstelling(dossier: Dossier, opdracht: WijzigVrijstelling, omgeving: Omgeving) -> Uitkomst:
    """Ook van DUO's tijdelijke vrijstelling naar een van de gemeente (R-099).

    Zo'n tijdelijke vereist plicht Ja en een termijn (R-110), terwijl plicht Ja die van DUO beëindigt (R-100):
    daarom kunnen beide mee, en gebeurt alles of niets.
    """
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.vrijstellingen, opdracht)
    if nu.bron == "DUO":
        bezwaren.als(nu.soort != "TIJDELIJK", c.F034)
        bezwaren.als(not loopt(nu, omgeving.peildatum), c.F049)
    vooraf, daarna = _plicht_en_handhaving(dossier, nu, opdracht, omgeving, bezwaren)
    anders = replace(
        maak_vrijstelling(opdracht, bezwaren, "GEMEENTE", omgeving.gemeente), id=nu.id, versienr=nu.versienr
    )
    al_geregistreerd(dossier.vrijstellingen, anders, sleutel, bezwaren)
    _beoordeel(daarna, anders, opdracht, omgeving, bezwaren)
    bezwaren.weiger()
    uitkomst = samen(*vooraf, Uitkomst(gewijzigd=(anders,), onderwerp=anders))
    waarschuwingen = _let_op(daarna, Uitkomst(gewijzigd=(anders,)), omgeving)
    return replace(uitkomst, meldingen=tuple(dict.fromkeys((*uitkomst.meldingen, *waarschuwingen))))


@via_overgang("BeeindigVrijstelling")
def beeindig_vrijstelling(dossier: Dossier, opdracht: BeeindigVrijstelling, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.vrijstellingen, opdracht)
    bezwaren.als((nu.bron, nu.soort) == ("DUO", "GEDEELTELIJK"), c.F034)
    bezwaren.als(not loopt(nu, omgeving.peildatum), c.F049)
    bezwaren.als(diploma(dossier), c.F050)
    einde = bezwaren.datum("datumEinde", opdracht.datum_einde, toekomst=True)
    if opdracht.datum_einde.volledig:
        bezwaren.volgorde(nu.datum_ingang, einde, "datumIngang", "datumEinde")
    bezwaren.weiger()
    anders = replace(nu, datum_einde=einde)
    return Uitkomst(gewijzigd=(anders,), onderwerp=anders)


def maak_vrijstelling(
    inhoud: VrijstellingInhoud, bezwaren: Bezwaren, bron: str, gemeente: str | None
) -> Vrijstelling:
    document, opleiding = inhoud.document, inhoud.opleiding
    ingang = bezwaren.datum("datumIngang", inhoud.datum_ingang)
    einde = bezwaren.datum_of_niets("datumEinde", inhoud.datum_einde, toekomst=True)
    if inhoud.datum_ingang.volledig and inhoud.datum_einde and inhoud.datum_einde.volledig:
        bezwaren.volgorde(ingang, einde, "datumIngang", "datumEinde")
    begin = verwacht = None
    if opleiding:
        begin = bezwaren.datum_of_niets("opleiding.begin", opleiding.begin, vroegst=None, toekomst=True)
        verwacht = bezwaren.datum_of_niets(
            "opleiding.verwachtEinde", opleiding.verwacht_einde, vroegst=None, toekomst=True
        )
        if begin is not None:
            bezwaren.volgorde(begin, verwacht, "opleiding.begin", "opleiding.verwachtEinde")
    return Vrijstelling(
        soort=inhoud.soort,
        bron=bron,
        onderdeel=inhoud.onderdelen[0] if inhoud.onderdelen else None,
        niveau=inhoud.niveau,
        profiel=inhoud.profiel,
        grond=inhoud.grond or ("OPLEIDING" if inhoud.soort == "TIJDELIJK" else "GETOOND_DOCUMENT"),
        document_soort=document.soort if document else None,
        document_nummer=document.nummer if document else None,
        document_datum=document.datum if document else None,
        document_instelling=document.instelling if document else None,
        opleiding_naam=opleiding.naam if opleiding else None,
        opleiding_instelling=opleiding.instelling if opleiding else None,
        opleiding_begin=begin,
        opleiding_verwacht_einde=verwacht,
        score_examen_buitenland=inhoud.score_examen_buitenland,
        datum_ingang=ingang,
        datum_einde=einde,
        gemeente=gemeente,
    )


def sleutel(vrijstelling: Vrijstelling) -> object:
    return (
        vrijstelling.bron,
        vrijstelling.soort,
        vrijstelling.onderdeel,
        vrijstelling.niveau,
        vrijstelling.profiel,
        vrijstelling.datum_ingang,
    )


def _beoordeel(
    dossier: Dossier,
    vrijstelling: Vrijstelling,
    inhoud: VrijstellingInhoud,
    omgeving: Omgeving,
    bezwaren: Bezwaren,
) -> None:
    bezwaren.als(diploma(dossier) and omgeving.naleving == "streng", c.F051)
    if vrijstelling.soort == "GEHEEL":
        # Wat er verder aan ontbreekt doet er niet toe: zij hoort hier niet.
        bezwaren.meld(c.F030)
        return
    _onderbouwd(vrijstelling, bezwaren)
    if vrijstelling.soort == "TIJDELIJK":
        _tijdelijk(dossier, vrijstelling, bezwaren)
    else:
        vrijwillig = status(dossier, omgeving.peildatum) is Status.VRIJWILLIG
        bezwaren.als(plicht_is(dossier, False) and not vrijwillig, c.F038)
        _gedeeltelijk(vrijstelling, inhoud.onderdelen, bezwaren)
        _naast_duo(dossier, vrijstelling, omgeving.peildatum, bezwaren)


def _onderbouwd(vrijstelling: Vrijstelling, bezwaren: Bezwaren) -> None:
    """De gemeente registreert naar aanleiding van een getoond document (R-114); registers zijn van DUO."""
    bezwaren.als(vrijstelling.grond == "DIPLOMAREGISTER", c.F046)
    compleet = vrijstelling.document_soort and (vrijstelling.document_nummer or vrijstelling.document_datum)
    bezwaren.als(vrijstelling.grond == "GETOOND_DOCUMENT" and not compleet, c.F037)
    document = vrijstelling.document_datum
    bezwaren.als(document is not None and not document.bestaat, c.F062, "document.datum")


def _tijdelijk(dossier: Dossier, vrijstelling: Vrijstelling, bezwaren: Bezwaren) -> None:
    bezwaren.als(not plicht_is(dossier, True), c.F031)
    bezwaren.als(lopende_handhaving(dossier) is None, c.F032)
    opleiding = (
        vrijstelling.opleiding_naam,
        vrijstelling.opleiding_begin,
        vrijstelling.opleiding_verwacht_einde,
    )
    bezwaren.als(None in opleiding, c.F039)


def _gedeeltelijk(vrijstelling: Vrijstelling, onderdelen: tuple[str, ...], bezwaren: Bezwaren) -> None:
    score = vrijstelling.score_examen_buitenland
    op_wib = vrijstelling.grond == "WIB"
    if op_wib or score is not None:
        # Score en onderdeel horen bij elkaar.
        bezwaren.als(not op_wib or score is None or onderdelen != ("TGN",), c.F035)
        bezwaren.als(op_wib and score is not None and score < MINIMUM_WIB, c.F047)
        if op_wib:
            return
    bezwaren.als(len(onderdelen) != 1, c.F033)
    if any(onderdeel in TAALONDERDELEN for onderdeel in onderdelen):
        certificaat = (vrijstelling.document_soort or "").startswith("NT2")
        bezwaren.als(vrijstelling.datum_ingang < NIEUWE_WET or not certificaat, c.F036)


def _naast_duo(dossier: Dossier, vrijstelling: Vrijstelling, peildatum: date, bezwaren: Bezwaren) -> None:
    """Naast een gedeeltelijke van DUO alleen met hoger niveau of ander profiel (R-103, R-104)."""
    for duo in dossier.vrijstellingen:
        if (duo.bron, duo.soort) != ("DUO", "GEDEELTELIJK") or duo.onderdeel != vrijstelling.onderdeel:
            continue
        ander_profiel = vrijstelling.profiel is not None and vrijstelling.profiel != duo.profiel
        if loopt(duo, peildatum) and not ander_profiel and _rang(vrijstelling) <= _rang(duo):
            bezwaren.meld(c.F034)


def _rang(vrijstelling: Vrijstelling) -> int:
    return NIVEAUS.index(vrijstelling.niveau) if vrijstelling.niveau in NIVEAUS else -1


def _plicht_en_handhaving(
    dossier: Dossier,
    nu: Vrijstelling,
    opdracht: WijzigVrijstelling,
    omgeving: Omgeving,
    bezwaren: Bezwaren,
) -> tuple[list[Uitkomst], Dossier]:
    """De meegestuurde plicht en handhaving, na elkaar, en het dossier zoals het dan is."""
    uitkomsten: list[Uitkomst] = []
    # Zonder deze vrijstelling: plicht Ja moet haar niet beëindigen, want ze wordt vervangen.
    daarna = replace(dossier, vrijstellingen=tuple(v for v in dossier.vrijstellingen if v.id != nu.id))
    stappen: list[Callable[[Dossier], Uitkomst]] = []
    plicht, handhaving = opdracht.plicht, opdracht.handhaving
    if plicht is not None:
        stappen.append(lambda d: registreer_inburgeringsplicht(d, plicht, omgeving))
    if handhaving is not None:
        stappen.append(lambda d: registreer_handhaving(d, handhaving, omgeving))
    for stap in stappen:
        try:
            uitkomst = stap(daarna)
        except Weigering as weigering:
            bezwaren.neem_over(weigering)
            continue
        if uitkomst.bestaand is None:
            uitkomsten.append(uitkomst)
            daarna = toegepast(daarna, uitkomst, omgeving.vandaag)
    return uitkomsten, daarna


def _let_op(dossier: Dossier, uitkomst: Uitkomst, omgeving: Omgeving) -> tuple[Melding, ...]:
    straks = toegepast(dossier, uitkomst, omgeving.vandaag)
    codes = (
        (c.W007, diploma(dossier) is not None),
        (c.W005, alles_vrijgesteld(straks, omgeving.peildatum)),
    )
    return tuple(Melding(code) for code, van_toepassing in codes if van_toepassing)
