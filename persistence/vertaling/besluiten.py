"""De besluiten in een dossier, als bericht: plicht, handhaving, voorziening, vrijstelling, ontheffing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from isi_soap.contract import berichten
from isi_soap.domain import model
from isi_soap.domain.datum import Datum
from persistence.vertaling.herkomst import versie
from persistence.vertaling.tijd import datum

F = TypeVar("F", model.Verlenging, model.Boete)

# Zoals de Portal de herkomst toont.
HERKOMST_VRIJSTELLING = {
    ("TIJDELIJK", "DUO"): "Tijdelijke vrijstelling door DUO",
    ("TIJDELIJK", "GEMEENTE"): "Tijdelijke vrijstelling door gemeente",
    ("GEDEELTELIJK", "DUO"): "Gedeeltelijk vrijgesteld door DUO",
    ("GEDEELTELIJK", "GEMEENTE"): "Gedeeltelijk vrijgesteld door gemeente",
}


def plicht(feit: model.Plicht) -> berichten.Plicht:
    return berichten.Plicht(
        IndInburgeringsplicht=feit.inburgeringsplicht,
        CdRedenNietPlichtig=feit.reden_nee,
        DatVaststelling=Datum.van(feit.datum_vaststelling),
        Toelichting=feit.toelichting,
        CdGemeente=feit.gemeente,
        **versie(feit),
    )


def handhaving(
    feit: model.Handhaving,
    verlengingen: Iterable[model.Verlenging] = (),
    boetes: Iterable[model.Boete] = (),
) -> berichten.Handhaving:
    return berichten.Handhaving(
        CdSrtBesluitHandhaving=feit.soort_besluit,
        DatBesluit=Datum.van(feit.datum_besluit),
        DatBTermijn=Datum.van(feit.datum_aanvang_termijn),
        AantMaandenTermijn=feit.termijn_maanden,
        DatETermijn=Datum.van(feit.datum_einde_termijn),
        DatBeeindigd=datum(feit.datum_beeindigd),
        Verlenging=tuple(verlenging(v) for v in _van(verlengingen, feit)),
        Boete=tuple(boete(b) for b in _van(boetes, feit)),
        CdGemeente=feit.gemeente,
        **versie(feit),
    )


def _van(feiten: Iterable[F], handhaving: model.Handhaving) -> list[F]:
    return [feit for feit in feiten if feit.handhaving == handhaving.id]


def verlenging(feit: model.Verlenging) -> berichten.Verlenging:
    return berichten.Verlenging(
        CdSrtVerlenging=feit.soort,
        DatAanvraag=datum(feit.datum_aanvraag),
        DatBesluit=Datum.van(feit.datum_besluit),
        DatENieuweTermijn=Datum.van(feit.nieuwe_einddatum),
        **versie(feit),
    )


def boete(feit: model.Boete) -> berichten.Boete:
    return berichten.Boete(
        CdGrondslagBoete=feit.grondslag,
        BedrBoete=feit.bedrag,
        DatBoete=Datum.van(feit.datum),
        DatENieuweTermijn=datum(feit.nieuwe_termijn_einde),
        **versie(feit),
    )


def voorziening(feit: model.Voorziening) -> berichten.Voorziening:
    return berichten.Voorziening(
        CdSrtVoorziening=feit.soort,
        DatBVoorziening=Datum.van(feit.startdatum),
        DatEVoorziening=datum(feit.einddatum),
        CdRedenEindeVoorziening=feit.reden_einde,
        CdWijzeVoorziening=feit.wijze,
        IndPib=feit.vorm_pib,
        IndDuaal=feit.duaal,
        IndGecombineerd=feit.gecombineerd,
        CdDoelExamen=feit.doel_examen,
        CdGemeenteAanbod=feit.aanbod_door_gemeente,
        CdGemeente=feit.registrerende_gemeente,
        DatRegistratie=Datum.van(feit.datum_registratie),
        CdKanaal=feit.kanaal,
        IndAchtwekenOverschreden=feit.achtweken_overschreden,
        **versie(feit),
    )


def vrijstelling(feit: model.Vrijstelling) -> berichten.Vrijstelling:
    return berichten.Vrijstelling(
        CdSrtVrijstelling=feit.soort,
        CdOnderdeelVrijstelling=(feit.onderdeel,) if feit.onderdeel else (),
        CdNiveau=feit.niveau,
        CdProfiel=feit.profiel,
        CdGrondVrijstelling=feit.grond,
        Document=_document(feit),
        Opleiding=_opleiding(feit),
        ScoreExamenBuitenland=feit.score_examen_buitenland,
        DatIngang=Datum.van(feit.datum_ingang),
        DatEVrijstelling=datum(feit.datum_einde),
        CdHerkomstVrijstelling=feit.bron,
        OmsHerkomstVrijstelling=HERKOMST_VRIJSTELLING[feit.soort, feit.bron],
        CdGemeente=feit.gemeente,
        **versie(feit),
    )


def _document(feit: model.Vrijstelling) -> berichten.Document | None:
    if feit.document_soort is None:
        return None
    return berichten.Document(
        OmsSrtDocument=feit.document_soort,
        NrDocument=feit.document_nummer,
        DatDocument=feit.document_datum,
        NaamInstelling=feit.document_instelling,
    )


def _opleiding(feit: model.Vrijstelling) -> berichten.Opleiding | None:
    if feit.opleiding_naam is None:
        return None
    return berichten.Opleiding(
        NaamOpleiding=feit.opleiding_naam,
        NaamInstelling=feit.opleiding_instelling,
        DatBOpleiding=datum(feit.opleiding_begin),
        DatEOpleidingVerwacht=datum(feit.opleiding_verwacht_einde),
    )


def ontheffing(feit: model.Ontheffing) -> berichten.Ontheffing:
    return berichten.Ontheffing(
        CdGrondOntheffing=feit.grond,
        CdBelemmering=feit.belemmeringen,
        CdBesluitOntheffing="VERLEEND" if feit.verleend else "GEWEIGERD",
        DatAanvraag=datum(feit.datum_aanvraag),
        DatBesluit=Datum.van(feit.datum_besluit),
        MedischAdvies=_advies(feit),
        Motivering=feit.motivering,
        DatIntrekking=datum(feit.datum_ingetrokken),
        CdGemeente=feit.gemeente,
        **versie(feit),
    )


def _advies(feit: model.Ontheffing) -> berichten.MedischAdvies | None:
    if feit.advies_datum is None or feit.advies_naam is None:
        return None
    return berichten.MedischAdvies(
        DatAdvies=Datum.van(feit.advies_datum),
        NaamAdviseur=feit.advies_naam,
        BigNr=feit.advies_big,
        CdOordeelAdvies=feit.advies_oordeel,
        CdOmstandigheidExamen=feit.omstandigheden,
    )
