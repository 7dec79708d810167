"""Handhaving: besluit, termijn, verlenging en boete.

R-003 (handleiding: Inleiding), R-132, R-134 (Inburgeraars van andere gemeenten), R-155, R-163
(Mutatieverzoek). De wet: L-06 (termijn, art. 7), L-07 … L-10 (verlenging, art. 31 lid 2 en 5.4 BI),
L-11 … L-13 (boete en nieuwe termijn, art. 29 … 34).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, al_geregistreerd, stand, zoek
from isi_soap.domain.geldigheid import (
    VRIJWILLIG,
    diploma,
    is_actief,
    lopende_handhaving,
    lopende_vrijstelling,
    open_handhaving,
)
from isi_soap.domain.meldingen import Melding, Weigering
from isi_soap.domain.model import Boete, Dossier, Handhaving, Verlenging
from isi_soap.domain.opdrachten import (
    HandhavingInhoud,
    RegistreerBoete,
    RegistreerHandhaving,
    VerlengHandhavingstermijn,
    VerwijderBoete,
    VerwijderHandhaving,
    WijzigHandhaving,
)
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.plicht import mag_handhaven
from isi_soap.domain.termijnen import (
    EEN_TERMIJN,
    einde_termijn,
    laatste_zes_maanden,
    plus_maanden,
    wettelijke_termijn,
)
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

T = TypeVar("T", Verlenging, Boete)

_MAXIMUM = {"ART29": 250_00, "ART30": 500_00, "ART31": 500_00, "ART33": 1000_00}
_MET_NIEUWE_TERMIJN = frozenset({"ART31", "ART33"})
_ALFABETISERING_MAANDEN = 30
_NIEUWE_TERMIJN_MAANDEN = 24


@via_overgang("RegistreerHandhaving")
def registreer_handhaving(dossier: Dossier, opdracht: RegistreerHandhaving, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    handhaving = _handhaving(dossier, opdracht, bezwaren, omgeving.gemeente)
    bestaand = al_geregistreerd(dossier.handhavingen, handhaving, _sleutel, bezwaren, _besluit)
    if bestaand:
        return bestaand
    mag_handhaven(dossier, omgeving, bezwaren)
    lopend = lopende_handhaving(dossier)
    if lopend is not None and _sleutel(lopend) != _sleutel(handhaving):
        bezwaren.meld(c.F070, f"id: {lopend.id}", f"versienr: {lopend.versienr}")
    bezwaren.weiger()
    return Uitkomst(nieuw=(handhaving,), onderwerp=handhaving)


def wijzig_handhaving(dossier: Dossier, opdracht: WijzigHandhaving, omgeving: Omgeving) -> Uitkomst:
    """Handhaving hoort bij de woongemeente: ook wie haar na een verhuizing overnam, wijzigt haar."""
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.handhavingen, opdracht)
    _mag_muteren(dossier, nu, bezwaren)
    anders = replace(_handhaving(dossier, opdracht, bezwaren, nu.gemeente), id=nu.id, versienr=nu.versienr)
    al_geregistreerd(dossier.handhavingen, anders, _sleutel, bezwaren)
    bezwaren.weiger()
    anders = _met_einde(anders, _van(dossier.verlengingen, nu), _van(dossier.boetes, nu))
    return Uitkomst(gewijzigd=(anders,), onderwerp=anders)


def verwijder_handhaving(dossier: Dossier, opdracht: VerwijderHandhaving, omgeving: Omgeving) -> Uitkomst:
    """Verlengingen gaan mee; een boete, en wat zonder handhaving niet kan, gaat eerst zelf weg."""
    bezwaren = Bezwaren(omgeving.vandaag)
    nu = bezwaren.aangewezen(dossier.handhavingen, opdracht)
    bezwaren.als(diploma(dossier), c.F050)
    steunt = [f"boete {boete.id}" for boete in _van(dossier.boetes, nu)]
    if nu == open_handhaving(dossier):
        tijdelijk = lopende_vrijstelling(dossier, omgeving.peildatum, "TIJDELIJK", "GEMEENTE")
        steunt += [f"vrijstelling {tijdelijk.id}"] if tijdelijk else []
        steunt += [
            f"voorziening {v.id}"
            for v in dossier.voorzieningen
            if v.soort != VRIJWILLIG and is_actief(v, dossier, omgeving.peildatum)
        ]
    bezwaren.als(steunt, c.F073, *steunt)
    bezwaren.weiger()
    return Uitkomst(verwijderd=(nu, *_van(dossier.verlengingen, nu)), onderwerp=nu)


def verleng_handhavingstermijn(
    dossier: Dossier, opdracht: VerlengHandhavingstermijn, omgeving: Omgeving
) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    verlenging = Verlenging(
        handhaving=opdracht.id,
        soort=opdracht.soort,
        datum_aanvraag=bezwaren.datum_of_niets("datumAanvraag", opdracht.datum_aanvraag),
        datum_besluit=bezwaren.datum("datumBesluit", opdracht.datum_besluit),
        nieuwe_einddatum=bezwaren.datum("nieuweEinddatum", opdracht.nieuwe_einddatum, toekomst=True),
    )
    # Eerst kijken of ze al bestaat: de eerste verlenging verhoogde het versienummer van de handhaving.
    bestaand = al_geregistreerd(dossier.verlengingen, verlenging, _verlenging_sleutel, bezwaren)
    if bestaand:
        return bestaand
    nu = bezwaren.aangewezen(dossier.handhavingen, opdracht)
    _loopt(dossier, nu, omgeving, bezwaren)
    if opdracht.nieuwe_einddatum.volledig is not None:
        einde = nu.datum_einde_termijn
        bezwaren.als(verlenging.nieuwe_einddatum <= einde, c.F075)
        bezwaren.als(_te_ruim_voor_alfabetisering(dossier, verlenging, einde), c.F076)
        onderbroken = verlenging.soort == "ONDERBREKING"
        bezwaren.als(onderbroken and verlenging.nieuwe_einddatum > plus_maanden(einde, 12), c.F079)
    gevraagd = verlenging.datum_aanvraag
    te_vroeg = gevraagd is not None and not laatste_zes_maanden(gevraagd, nu.datum_einde_termijn)
    # Een onderbreking wordt niet gevraagd: zij verlengt de termijn uit zichzelf (art. 2.11 BI).
    bezwaren.als(verlenging.soort != "ONDERBREKING" and te_vroeg, c.F095)
    bezwaren.weiger()
    anders = replace(nu, datum_einde_termijn=verlenging.nieuwe_einddatum)
    return Uitkomst(nieuw=(verlenging,), gewijzigd=(anders,), onderwerp=verlenging)


def registreer_boete(dossier: Dossier, opdracht: RegistreerBoete, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    boete = Boete(
        handhaving=opdracht.handhaving,
        grondslag=opdracht.grondslag,
        bedrag=opdracht.bedrag,
        datum=bezwaren.datum("datum", opdracht.datum),
        nieuwe_termijn_einde=bezwaren.datum_of_niets(
            "nieuweTermijnEinde", opdracht.nieuwe_termijn_einde, toekomst=True
        ),
    )
    bestaand = al_geregistreerd(dossier.boetes, boete, _boete_sleutel, bezwaren)
    if bestaand:
        return bestaand
    nu = zoek(dossier.handhavingen, opdracht.handhaving)
    if nu is None:
        raise Weigering(*bezwaren.meldingen, Melding(c.F064))
    verouderd = opdracht.handhaving_versienr not in (None, nu.versienr)
    bezwaren.als(verouderd, c.F060, *stand(nu))
    _loopt(dossier, nu, omgeving, bezwaren)
    bezwaren.als(not 0 < boete.bedrag <= _MAXIMUM.get(boete.grondslag, 0), c.F077)
    eerder = any(
        b.grondslag in _MET_NIEUWE_TERMIJN and b.datum < boete.datum for b in _van(dossier.boetes, nu)
    )
    bezwaren.als(boete.grondslag == "ART33" and not eerder, c.F096)
    bezwaren.als(boete.nieuwe_termijn_einde and not _past_nieuwe_termijn(boete), c.F078)
    bezwaren.weiger()
    termijn_loopt = boete.grondslag in _MET_NIEUWE_TERMIJN and boete.datum <= nu.datum_einde_termijn
    anders = _met_einde(nu, _van(dossier.verlengingen, nu), (*_van(dossier.boetes, nu), boete))
    return Uitkomst(
        nieuw=(boete,),
        gewijzigd=(anders,) if anders != nu else (),
        meldingen=(Melding(c.W006),) if termijn_loopt else (),
        onderwerp=boete,
    )


def verwijder_boete(dossier: Dossier, opdracht: VerwijderBoete, omgeving: Omgeving) -> Uitkomst:
    bezwaren = Bezwaren(omgeving.vandaag)
    boete = bezwaren.aangewezen(dossier.boetes, opdracht)
    bezwaren.als(diploma(dossier), c.F050)
    bezwaren.weiger()
    nu = zoek(dossier.handhavingen, boete.handhaving)
    gewijzigd: tuple[Handhaving, ...] = ()
    if nu is not None:
        over = [b for b in _van(dossier.boetes, nu) if b.id != boete.id]
        anders = _met_einde(nu, _van(dossier.verlengingen, nu), over)
        gewijzigd = (anders,) if anders != nu else ()
    return Uitkomst(verwijderd=(boete,), gewijzigd=gewijzigd, onderwerp=boete)


def _handhaving(dossier: Dossier, inhoud: HandhavingInhoud, bezwaren: Bezwaren, gemeente: str) -> Handhaving:
    # De termijn begint soms later dan het besluit: de gemeente bepaalt de aanvang (art. 26 WI).
    aanvang = bezwaren.datum("datumAanvangTermijn", inhoud.datum_aanvang_termijn, toekomst=True)
    maanden = inhoud.termijn_maanden or wettelijke_termijn(aanvang, bool(dossier.examens_buitenland))
    bezwaren.als(maanden not in ((42,) if aanvang >= EEN_TERMIJN else (42, 60)), c.F072)
    return Handhaving(
        soort_besluit=inhoud.soort_besluit,
        datum_besluit=bezwaren.datum("datumBesluit", inhoud.datum_besluit),
        datum_aanvang_termijn=aanvang,
        termijn_maanden=maanden,
        datum_einde_termijn=einde_termijn(aanvang, maanden),
        gemeente=gemeente,
    )


def _mag_muteren(dossier: Dossier, handhaving: Handhaving, bezwaren: Bezwaren) -> None:
    bezwaren.als(diploma(dossier), c.F050)
    bezwaren.als(handhaving.datum_beeindigd, c.F074)


def _loopt(dossier: Dossier, handhaving: Handhaving, omgeving: Omgeving, bezwaren: Bezwaren) -> None:
    """Verlengen en beboeten kan alleen een termijn die loopt: plicht Ja, niet vrijwillig, geen diploma."""
    mag_handhaven(dossier, omgeving, bezwaren)
    bezwaren.als(handhaving.datum_beeindigd, c.F074)


def _sleutel(handhaving: Handhaving) -> object:
    return handhaving.soort_besluit, handhaving.datum_besluit


def _besluit(handhaving: Handhaving) -> object:
    """Wat de gemeente besloot: zonder wat verlengingen en boetes ervan maakten."""
    return _sleutel(handhaving), handhaving.datum_aanvang_termijn, handhaving.termijn_maanden


def _verlenging_sleutel(verlenging: Verlenging) -> object:
    return verlenging.handhaving, verlenging.soort, verlenging.datum_besluit


def _boete_sleutel(boete: Boete) -> object:
    return boete.handhaving, boete.grondslag, boete.datum


def _te_ruim_voor_alfabetisering(dossier: Dossier, verlenging: Verlenging, einde: date) -> bool:
    """Eén keer, ten hoogste twee jaar en zes maanden (art. 31 lid 2 onder b WI)."""
    if verlenging.soort != "ALFABETISERING":
        return False
    eerder = any(
        v.handhaving == verlenging.handhaving and v.soort == "ALFABETISERING" for v in dossier.verlengingen
    )
    return eerder or verlenging.nieuwe_einddatum > plus_maanden(einde, _ALFABETISERING_MAANDEN)


def _past_nieuwe_termijn(boete: Boete) -> bool:
    einde = boete.nieuwe_termijn_einde
    return (
        einde is not None
        and boete.grondslag in _MET_NIEUWE_TERMIJN
        and boete.datum < einde <= plus_maanden(boete.datum, _NIEUWE_TERMIJN_MAANDEN)
    )


def _van(feiten: Iterable[T], handhaving: Handhaving) -> tuple[T, ...]:
    return tuple(feit for feit in feiten if feit.handhaving == handhaving.id)


def _met_einde(
    handhaving: Handhaving, verlengingen: Iterable[Verlenging], boetes: Iterable[Boete]
) -> Handhaving:
    einde = einde_termijn(handhaving.datum_aanvang_termijn, handhaving.termijn_maanden, verlengingen, boetes)
    return replace(handhaving, datum_einde_termijn=einde)
