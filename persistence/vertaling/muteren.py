"""De berichten van ISIMuteren als opdrachten van het domein.

Een toelichting bij verwijderen, beëindigen of intrekken hoort bij geen gegeven; zij blijft bewaard in het
bericht zelf.
"""

from __future__ import annotations

from isi_soap.contract import berichten
from isi_soap.domain import opdrachten


def registreer_inburgeringsplicht(
    bericht: berichten.RegistreerInburgeringsplicht,
) -> opdrachten.RegistreerInburgeringsplicht:
    plicht = bericht.PlichtGegevens
    return opdrachten.RegistreerInburgeringsplicht(
        inburgeringsplicht=plicht.IndInburgeringsplicht,
        reden_nee=plicht.CdRedenNietPlichtig,
        datum_vaststelling=plicht.DatVaststelling,
        toelichting=plicht.Toelichting,
        oud_of_nieuwkomer=bericht.CdOudNieuwkomer,
        geestelijk_bedienaar=bericht.IndGeestelijkBedienaar,
        contacten=tuple(
            opdrachten.Contactgegeven(soort=c.CdSrtContact, waarde=c.Contactgegeven) for c in bericht.Contact
        ),
    )


def _plicht(gegevens: berichten.PlichtGegevens) -> opdrachten.RegistreerInburgeringsplicht:
    return opdrachten.RegistreerInburgeringsplicht(
        inburgeringsplicht=gegevens.IndInburgeringsplicht,
        reden_nee=gegevens.CdRedenNietPlichtig,
        datum_vaststelling=gegevens.DatVaststelling,
        toelichting=gegevens.Toelichting,
    )


# --- handhaving ---------------------------------------------------------------------------------------------


def registreer_handhaving(bericht: berichten.RegistreerHandhaving) -> opdrachten.RegistreerHandhaving:
    return _handhaving(bericht.HandhavingGegevens)


def _handhaving(gegevens: berichten.HandhavingGegevens) -> opdrachten.RegistreerHandhaving:
    return opdrachten.RegistreerHandhaving(
        soort_besluit=gegevens.CdSrtBesluitHandhaving,
        datum_besluit=gegevens.DatBesluit,
        datum_aanvang_termijn=gegevens.DatBTermijn,
        termijn_maanden=gegevens.AantMaandenTermijn,
    )


def wijzig_handhaving(bericht: berichten.WijzigHandhaving) -> opdrachten.WijzigHandhaving:
    gegevens = bericht.HandhavingGegevens
    return opdrachten.WijzigHandhaving(
        id=int(bericht.Verwijzing.RegistratieId),
        versienr=bericht.Verwijzing.Versienr,
        soort_besluit=gegevens.CdSrtBesluitHandhaving,
        datum_besluit=gegevens.DatBesluit,
        datum_aanvang_termijn=gegevens.DatBTermijn,
        termijn_maanden=gegevens.AantMaandenTermijn,
    )


def verwijder_handhaving(bericht: berichten.VerwijderHandhaving) -> opdrachten.VerwijderHandhaving:
    verwijzing = bericht.Verwijzing
    return opdrachten.VerwijderHandhaving(id=int(verwijzing.RegistratieId), versienr=verwijzing.Versienr)


def verleng_handhavingstermijn(
    bericht: berichten.VerlengHandhavingstermijn,
) -> opdrachten.VerlengHandhavingstermijn:
    gegevens = bericht.VerlengingGegevens
    return opdrachten.VerlengHandhavingstermijn(
        id=int(bericht.Verwijzing.RegistratieId),
        versienr=bericht.Verwijzing.Versienr,
        soort=gegevens.CdSrtVerlenging,
        datum_aanvraag=gegevens.DatAanvraag,
        datum_besluit=gegevens.DatBesluit,
        nieuwe_einddatum=gegevens.DatENieuweTermijn,
    )


def registreer_boete(bericht: berichten.RegistreerBoete) -> opdrachten.RegistreerBoete:
    gegevens = bericht.BoeteGegevens
    return opdrachten.RegistreerBoete(
        handhaving=int(bericht.Verwijzing.RegistratieId),
        handhaving_versienr=bericht.Verwijzing.Versienr,
        grondslag=gegevens.CdGrondslagBoete,
        bedrag=gegevens.BedrBoete,
        datum=gegevens.DatBoete,
        nieuwe_termijn_einde=gegevens.DatENieuweTermijn,
    )


def verwijder_boete(bericht: berichten.VerwijderBoete) -> opdrachten.VerwijderBoete:
    verwijzing = bericht.Verwijzing
    return opdrachten.VerwijderBoete(id=int(verwijzing.RegistratieId), versienr=verwijzing.Versienr)


# --- voorziening --------------------------------------------------------------------------------------------


def registreer_voorziening(bericht: berichten.RegistreerVoorziening) -> opdrachten.RegistreerVoorziening:
    inhoud = voorziening_inhoud(bericht.VoorzieningGegevens)
    return opdrachten.RegistreerVoorziening(**vars(inhoud))


def wijzig_voorziening(bericht: berichten.WijzigVoorziening) -> opdrachten.WijzigVoorziening:
    inhoud = voorziening_inhoud(bericht.VoorzieningGegevens)
    return opdrachten.WijzigVoorziening(
        id=int(bericht.Verwijzing.RegistratieId), versienr=bericht.Verwijzing.Versienr, **vars(inhoud)
    )


def verwijder_voorziening(bericht: berichten.VerwijderVoorziening) -> opdrachten.VerwijderVoorziening:
    verwijzing = bericht.Verwijzing
    return opdrachten.VerwijderVoorziening(id=int(verwijzing.RegistratieId), versienr=verwijzing.Versienr)


def voorziening_inhoud(gegevens: berichten.VoorzieningGegevens) -> opdrachten.VoorzieningInhoud:
    """Weggelaten indicaties zijn nee (Inburgering.xsd)."""
    return opdrachten.VoorzieningInhoud(
        soort=gegevens.CdSrtVoorziening,
        startdatum=gegevens.DatBVoorziening,
        einddatum=gegevens.DatEVoorziening,
        reden_einde=gegevens.CdRedenEindeVoorziening,
        wijze=gegevens.CdWijzeVoorziening,
        vorm_pib=gegevens.IndPib is True,
        duaal=gegevens.IndDuaal is True,
        gecombineerd=gegevens.IndGecombineerd is True,
        doel_examen=gegevens.CdDoelExamen,
        aanbod_door_gemeente=gegevens.CdGemeenteAanbod,
    )


# --- vrijstelling -------------------------------------------------------------------------------------------


def registreer_vrijstelling(bericht: berichten.RegistreerVrijstelling) -> opdrachten.RegistreerVrijstelling:
    inhoud = vrijstelling_inhoud(bericht.VrijstellingGegevens)
    return opdrachten.RegistreerVrijstelling(**vars(inhoud))


def wijzig_vrijstelling(bericht: berichten.WijzigVrijstelling) -> opdrachten.WijzigVrijstelling:
    plicht, handhaving = bericht.PlichtGegevens, bericht.HandhavingGegevens
    return opdrachten.WijzigVrijstelling(
        id=int(bericht.Verwijzing.RegistratieId),
        versienr=bericht.Verwijzing.Versienr,
        plicht=_plicht(plicht) if plicht is not None else None,
        handhaving=_handhaving(handhaving) if handhaving is not None else None,
        **vars(vrijstelling_inhoud(bericht.VrijstellingGegevens)),
    )


def beeindig_vrijstelling(bericht: berichten.BeeindigVrijstelling) -> opdrachten.BeeindigVrijstelling:
    return opdrachten.BeeindigVrijstelling(
        id=int(bericht.Verwijzing.RegistratieId),
        versienr=bericht.Verwijzing.Versienr,
        datum_einde=bericht.DatEVrijstelling,
    )


def vrijstelling_inhoud(gegevens: berichten.VrijstellingGegevens) -> opdrachten.VrijstellingInhoud:
    document, opleiding = gegevens.Document, gegevens.Opleiding
    return opdrachten.VrijstellingInhoud(
        soort=gegevens.CdSrtVrijstelling,
        grond=gegevens.CdGrondVrijstelling,
        onderdelen=gegevens.CdOnderdeelVrijstelling,
        niveau=gegevens.CdNiveau,
        profiel=gegevens.CdProfiel,
        document=None
        if document is None
        else opdrachten.Document(
            soort=document.OmsSrtDocument,
            nummer=document.NrDocument,
            datum=document.DatDocument,
            instelling=document.NaamInstelling,
        ),
        opleiding=None
        if opleiding is None
        else opdrachten.Opleiding(
            naam=opleiding.NaamOpleiding,
            instelling=opleiding.NaamInstelling,
            begin=opleiding.DatBOpleiding,
            verwacht_einde=opleiding.DatEOpleidingVerwacht,
        ),
        score_examen_buitenland=gegevens.ScoreExamenBuitenland,
        datum_ingang=gegevens.DatIngang,
        datum_einde=gegevens.DatEVrijstelling,
    )


# --- ontheffing ---------------------------------------------------------------------------------------------


def registreer_ontheffing(bericht: berichten.RegistreerOntheffing) -> opdrachten.RegistreerOntheffing:
    gegevens = bericht.OntheffingGegevens
    advies = gegevens.MedischAdvies
    return opdrachten.RegistreerOntheffing(
        grond=gegevens.CdGrondOntheffing,
        verleend=gegevens.CdBesluitOntheffing == "VERLEEND",
        belemmeringen=gegevens.CdBelemmering,
        datum_aanvraag=gegevens.DatAanvraag,
        datum_besluit=gegevens.DatBesluit,
        advies=None
        if advies is None
        else opdrachten.MedischAdvies(
            datum=advies.DatAdvies,
            adviseur_naam=advies.NaamAdviseur,
            big_nummer=advies.BigNr,
            oordeel=advies.CdOordeelAdvies,
            omstandigheden=advies.CdOmstandigheidExamen,
        ),
        motivering=gegevens.Motivering,
    )


def trek_ontheffing_in(bericht: berichten.TrekOntheffingIn) -> opdrachten.TrekOntheffingIn:
    return opdrachten.TrekOntheffingIn(
        id=int(bericht.Verwijzing.RegistratieId),
        versienr=bericht.Verwijzing.Versienr,
        datum_ingetrokken=bericht.DatIntrekking,
    )
