"""Examenresultaten en diploma's: van DUO en CvE, nooit van de gemeente.

R-128, R-129 (handleiding: Vrijstelling na diploma niet nodig), R-139 … R-144 (Registratie NT2-diploma),
R-146, R-147, R-151 … R-153 (Combinatie plicht en diploma). De wet: L-15 (onderdelen), L-20 (art. 14).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, al_geregistreerd, inhoud
from isi_soap.domain.geldigheid import diploma, loopt, plicht_is, vrijgesteld_door_gemeente
from isi_soap.domain.meldingen import Melding, Weigering
from isi_soap.domain.model import Diploma, Dossier, ExamenBuitenland, Examenresultaat
from isi_soap.domain.opdrachten import VerwerkDiploma, VerwerkExamenresultaat
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.termijnen import NIEUWE_WET
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

NT2 = frozenset({"NT2_I", "NT2_II"})
# De twee vormen van het inburgeringsexamen: praktijk en centraal deel, en vanaf 2013 per vaardigheid.
EXAMEN_2007 = frozenset({"PRAKTIJK", "EPE", "TGN", "KNS"})
EXAMEN_2013 = frozenset({"LEZEN", "LUISTEREN", "SCHRIJVEN", "SPREKEN", "KNS"})
LEESTOETS_BUITENLAND = date(2011, 4, 1)
_DEKKING = {
    "KNS": frozenset({"KNS"}),
    "TAAL": (EXAMEN_2007 | EXAMEN_2013) - {"KNS"},
    "TGN": frozenset({"TGN", "SPREKEN"}),
}


def verwerk_examenresultaat(
    dossier: Dossier | None, opdracht: VerwerkExamenresultaat, omgeving: Omgeving
) -> Uitkomst:
    dossier = bekend(dossier)
    bezwaren = Bezwaren(omgeving.vandaag)
    datum = bezwaren.datum("datum", opdracht.datum, vroegst=None)
    bezwaren.als(_bestond_nog_niet(opdracht, datum), c.F054)
    if opdracht.examen == "BASISEXAMEN_BUITENLAND":
        return _examen_buitenland(dossier, opdracht, datum, bezwaren)
    resultaat = Examenresultaat(
        examen=opdracht.examen,
        onderdeel=opdracht.onderdeel,
        praktijkvorm=opdracht.praktijkvorm,
        datum=datum,
        geslaagd=opdracht.geslaagd,
        score=opdracht.score,
        aangehouden=opdracht.examen in NT2 and vrijgesteld_door_gemeente(dossier.plicht),
    )
    bestaand = al_geregistreerd(
        dossier.examenresultaten,
        resultaat,
        lambda r: (r.examen, r.onderdeel, r.datum),
        bezwaren,
        lambda r: replace(inhoud(r), aangehouden=False),
    )
    if bestaand:
        return bestaand
    bezwaren.weiger()
    aangehouden = (Melding(c.W004),) if resultaat.aangehouden else ()
    return Uitkomst(nieuw=(resultaat,), meldingen=aangehouden, onderwerp=resultaat)


def _bestond_nog_niet(opdracht: VerwerkExamenresultaat, datum: date) -> bool:
    """De leestoets van het basisexamen is van 1 april 2011, de vijf onderdelen van 2013 (L-15)."""
    if opdracht.examen == "BASISEXAMEN_BUITENLAND":
        return opdracht.score_gbl is not None and datum < LEESTOETS_BUITENLAND
    onderdeel_2013 = opdracht.onderdeel in EXAMEN_2013 - EXAMEN_2007
    return opdracht.examen == "INBURGERING" and onderdeel_2013 and datum < NIEUWE_WET


@via_overgang("VerwerkDiploma")
def verwerk_diploma(dossier: Dossier | None, opdracht: VerwerkDiploma, omgeving: Omgeving) -> Uitkomst:
    """Een verwerkt NT2-diploma zet de indicatie gehele vrijstelling door DUO (R-141)."""
    dossier = bekend(dossier)
    bezwaren = Bezwaren(omgeving.vandaag)
    behaald = Diploma(
        soort=opdracht.soort,
        datum_behaald=bezwaren.datum("datumBehaald", opdracht.datum_behaald, vroegst=None),
        nummer=opdracht.nummer,
        aangehouden=opdracht.soort in NT2 and vrijgesteld_door_gemeente(dossier.plicht),
    )
    bestaand = al_geregistreerd(
        dossier.diplomas,
        behaald,
        lambda d: (d.soort, d.datum_behaald),
        bezwaren,
        lambda d: replace(inhoud(d), aangehouden=False),
    )
    if bestaand:
        return bestaand
    bezwaren.weiger()
    if behaald.aangehouden:
        return Uitkomst(nieuw=(behaald,), meldingen=(Melding(c.W004),), onderwerp=behaald)
    persoon = None
    if behaald.soort in NT2 and not dossier.persoon.gehele_vrijstelling_duo:
        persoon = replace(dossier.persoon, gehele_vrijstelling_duo=True)
    return Uitkomst(nieuw=(behaald,), persoon=persoon, onderwerp=behaald)


def lees_aangehouden_in(dossier: Dossier) -> Uitkomst:
    """Zodra de indicatie Nee weg is, worden aangehouden NT2-resultaten ingelezen (R-144)."""
    if vrijgesteld_door_gemeente(dossier.plicht):
        return Uitkomst()
    resultaten = [replace(r, aangehouden=False) for r in dossier.examenresultaten if r.aangehouden]
    diplomas = [replace(d, aangehouden=False) for d in dossier.diplomas if d.aangehouden]
    persoon = None
    if diplomas and not dossier.persoon.gehele_vrijstelling_duo:
        persoon = replace(dossier.persoon, gehele_vrijstelling_duo=True)
    return Uitkomst(gewijzigd=(*resultaten, *diplomas), persoon=persoon)


def reik_diploma_uit(dossier: Dossier, peildatum: date) -> Uitkomst:
    """Alle onderdelen gehaald of vrijgesteld, ten minste één gehaald, plicht Ja: diploma (R-151, R-152)."""
    if not plicht_is(dossier, True) or diploma(dossier):
        return Uitkomst()
    gehaald: dict[str, date] = {}
    for r in dossier.examenresultaten:
        if r.examen == "INBURGERING" and r.geslaagd and r.onderdeel:
            gehaald[r.onderdeel] = min(r.datum, gehaald.get(r.onderdeel, r.datum))
    vrij = _vrijgesteld(dossier, peildatum)
    for examen in (EXAMEN_2007, EXAMEN_2013):
        if examen <= gehaald.keys() | vrij.keys() and examen & gehaald.keys():
            compleet = max(min(d[deel] for d in (gehaald, vrij) if deel in d) for deel in examen)
            uitgereikt = Diploma(soort="INBURGERING", datum_behaald=compleet)
            return Uitkomst(nieuw=(uitgereikt,), onderwerp=uitgereikt)
    return Uitkomst()


def alles_vrijgesteld(dossier: Dossier, peildatum: date) -> bool:
    """Alles vrijgesteld en niets gehaald: dan komt er geen diploma, ook niet bij plicht Ja."""
    vrij = _vrijgesteld(dossier, peildatum).keys()
    gehaald = any(r.examen == "INBURGERING" and r.geslaagd for r in dossier.examenresultaten)
    return not gehaald and (vrij >= EXAMEN_2007 or vrij >= EXAMEN_2013)


def houdt_resultaten_aan(dossier: Dossier) -> bool:
    resultaten = any(r.aangehouden for r in dossier.examenresultaten)
    return resultaten or any(d.aangehouden for d in dossier.diplomas)


def waarschuwingen(dossier: Dossier) -> tuple[Melding, ...]:
    """Wat bij elk antwoord over dit dossier hoort te staan (R-142, R-143)."""
    return (Melding(c.W004),) if houdt_resultaten_aan(dossier) else ()


def _examen_buitenland(
    dossier: Dossier, opdracht: VerwerkExamenresultaat, datum: date, bezwaren: Bezwaren
) -> Uitkomst:
    examen = ExamenBuitenland(
        datum=datum,
        score_tgn=opdracht.score_tgn,
        score_kns=opdracht.score_kns,
        score_gbl=opdracht.score_gbl,
    )
    bestaand = al_geregistreerd(dossier.examens_buitenland, examen, lambda e: e.datum, bezwaren)
    if bestaand:
        return bestaand
    bezwaren.weiger()
    return Uitkomst(nieuw=(examen,), onderwerp=examen)


def _vrijgesteld(dossier: Dossier, peildatum: date) -> dict[str, date]:
    """De vrijgestelde onderdelen met de dag waarop de vrijstelling inging."""
    vrij: dict[str, date] = {}
    for v in dossier.vrijstellingen:
        if v.soort != "GEDEELTELIJK" or v.onderdeel is None or not loopt(v, peildatum):
            continue
        for onderdeel in _DEKKING.get(v.onderdeel, frozenset({v.onderdeel})):
            vrij[onderdeel] = min(v.datum_ingang, vrij.get(onderdeel, v.datum_ingang))
    return vrij


def bekend(dossier: Dossier | None) -> Dossier:
    """Een uitslag of melding gaat altijd over iemand die al in ISI staat; anders weigert ISI (F013)."""
    if dossier is None:
        raise Weigering(Melding(c.F013))
    return dossier
