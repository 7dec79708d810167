"""Vrijstelling en ontheffing, zoals de balie ze registreert."""

from __future__ import annotations

from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from tests.verhalen.keten import Keten, wijs

regel = pytest.mark.regel

TIJDELIJK_DUO, GEDEELTELIJK_DUO, ZONDER_HANDHAVING = "999900389", "999900407", "999900134"
MET_HANDHAVING, ANDER, MEDISCH, EVIDENT = "999910255", "999910267", "999910309", "999910310"
ZELFMELDER, VRIJWILLIG, NIET, GEWEZEN = "999900286", "999900481", "999900511", "999900316"
DOCUMENT = b.Document(OmsSrtDocument="NT2-certificaat", NrDocument="12345")
ADVIES: dict[str, Any] = {
    "NaamAdviseur": "Dokter Voorbeeld",
    "BigNr": "19012345601",
    "CdOordeelAdvies": "NIET_IN_STAAT",
}


def _opleiding(keten: Keten) -> b.Opleiding:
    return b.Opleiding(
        NaamOpleiding="Mbo 4", DatBOpleiding=keten.eerder(30), DatEOpleidingVerwacht=keten.eerder(-700)
    )


@regel("R-097")
@regel("R-098")
@regel("R-099")
@regel("R-100")
@regel("R-110")
def test_een_tijdelijke_vrijstelling_door_duo_mag_de_gemeente_wijzigen(keten: Keten) -> None:
    """Zij wordt een tijdelijke van de gemeente: met plicht en handhaving in één bericht, alles of niets."""
    amsterdam = keten.amsterdam
    (duo,) = amsterdam.bekijkt(TIJDELIJK_DUO).Vrijstelling
    assert duo.OmsHerkomstVrijstelling == "Tijdelijke vrijstelling door DUO"
    vandaag = keten.vandaag()
    vraag: dict[str, Any] = {
        "Verwijzing": wijs(duo),
        "VrijstellingGegevens": amsterdam.vrijstelling("TIJDELIJK", Opleiding=_opleiding(keten)),
    }
    amsterdam.stuur("WijzigVrijstelling", TIJDELIJK_DUO, **vraag).geweigerd("F031", "F032")
    vraag["PlichtGegevens"] = b.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=vandaag)
    vraag["HandhavingGegevens"] = b.HandhavingGegevens(
        CdSrtBesluitHandhaving="KENNISGEVING", DatBesluit=vandaag, DatBTermijn=vandaag
    )
    assert amsterdam.stuur("WijzigVrijstelling", TIJDELIJK_DUO, **vraag).uitkomst == "GEDAAN"
    dossier = amsterdam.bekijkt(TIJDELIJK_DUO)
    assert dossier.CdStatus == "TIJDELIJK_NIET"
    assert dossier.Vrijstelling[-1].CdHerkomstVrijstelling == "GEMEENTE"


@regel("R-100")
def test_plicht_ja_beeindigt_de_tijdelijke_vrijstelling_door_duo(keten: Keten) -> None:
    """Ook zonder er iets over te zeggen: Ja is Ja."""
    keten.amsterdam.stelt_vast(TIJDELIJK_DUO, True)
    dossier = keten.amsterdam.bekijkt(TIJDELIJK_DUO)
    assert dossier.CdStatus == "INBURGERINGSPLICHTIG"
    assert dossier.Vrijstelling[0].DatEVrijstelling == keten.vandaag()


@regel("R-101")
@regel("R-102")
@regel("R-103")
@regel("R-104")
@regel("R-111")
@regel("R-115")
def test_een_gedeeltelijke_vrijstelling_door_duo_blijft_staan(keten: Keten) -> None:
    """De gemeente overschrijft haar niet, maar mag er een hogere naast zetten."""
    keten.duo.stelt_vrij(
        ZELFMELDER,
        b.VrijstellingGegevens(
            CdSrtVrijstelling="GEDEELTELIJK",
            CdOnderdeelVrijstelling=("KNS",),
            CdGrondVrijstelling="DIPLOMAREGISTER",
            DatIngang=keten.eerder(10),
        ),
    ).gedaan("I005")
    keten.nacht()
    assert keten.amsterdam.bekijkt(ZELFMELDER).Vrijstelling[0].CdHerkomstVrijstelling == "DUO"

    amsterdam = keten.amsterdam
    (duo,) = amsterdam.bekijkt(GEDEELTELIJK_DUO).Vrijstelling
    assert duo.OmsHerkomstVrijstelling == "Gedeeltelijk vrijgesteld door DUO"
    taal: dict[str, Any] = {
        "CdOnderdeelVrijstelling": ("TAAL",),
        "CdGrondVrijstelling": "GETOOND_DOCUMENT",
        "Document": DOCUMENT,
    }
    lager = amsterdam.vrijstelling("GEDEELTELIJK", CdNiveau="A1", **taal)
    amsterdam.stuur(
        "WijzigVrijstelling", GEDEELTELIJK_DUO, Verwijzing=wijs(duo), VrijstellingGegevens=lager
    ).geweigerd("F034")
    einde = amsterdam.stuur(
        "BeeindigVrijstelling",
        GEDEELTELIJK_DUO,
        Verwijzing=wijs(duo),
        DatEVrijstelling=keten.vandaag(),
    )
    einde.geweigerd("F034")
    for niveau, mag in (("A1", False), ("A2", False), ("B1", True)):
        antwoord = amsterdam.stelt_vrij(GEDEELTELIJK_DUO, "GEDEELTELIJK", CdNiveau=niveau, **taal)
        assert (antwoord.uitkomst == "GEDAAN") is mag
    dossier = amsterdam.bekijkt(GEDEELTELIJK_DUO)
    assert len(dossier.Vrijstelling) == 2
    assert dossier.CdStatus == "INBURGERINGSPLICHTIG"


@regel("R-105")
@regel("R-106")
@regel("R-107")
@regel("R-108")
@regel("R-109")
@regel("R-110")
@regel("R-112")
@regel("R-113")
@regel("R-114")
@regel("R-115")
@regel("R-164")
def test_de_soorten_vrijstelling(keten: Keten) -> None:
    """Geheel hoort bij de plicht, tijdelijk vraagt een opleiding, gedeeltelijk precies één onderdeel."""
    amsterdam = keten.amsterdam
    amsterdam.stelt_vrij(MET_HANDHAVING, "GEHEEL").geweigerd("F030")
    amsterdam.stelt_vast(ANDER, False, "1").gedaan()
    assert amsterdam.bekijkt(ANDER).CdStatus == "NIET"

    amsterdam.stelt_vrij(MET_HANDHAVING, "TIJDELIJK").geweigerd("F039")
    amsterdam.stelt_vrij(ZONDER_HANDHAVING, "TIJDELIJK", Opleiding=_opleiding(keten)).geweigerd("F032")
    amsterdam.stelt_vrij(MET_HANDHAVING, "TIJDELIJK", Opleiding=_opleiding(keten)).gedaan()
    assert amsterdam.bekijkt(MET_HANDHAVING).CdStatus == "TIJDELIJK_NIET"

    def gedeeltelijk(*onderdelen: str, **meer: Any) -> tuple[str, ...]:
        gegevens = {"CdGrondVrijstelling": "GETOOND_DOCUMENT", "Document": DOCUMENT} | meer
        bsn = ZONDER_HANDHAVING
        return amsterdam.stelt_vrij(bsn, "GEDEELTELIJK", CdOnderdeelVrijstelling=onderdelen, **gegevens).codes

    assert gedeeltelijk() == ("F033",)
    assert gedeeltelijk("KNS", "TAAL") == ("F033",)
    assert gedeeltelijk("KNS", Document=None) == ("F037",)
    assert gedeeltelijk("KNS", CdGrondVrijstelling="DIPLOMAREGISTER") == ("F046",)
    assert gedeeltelijk("KNS") == ()
    # De nieuwe taalonderdelen: pas vanaf 1 januari 2013, en op een NT2-certificaat.
    assert gedeeltelijk("LEZEN", DatIngang=Datum("20121231")) == ("F036",)
    ander_papier = b.Document(OmsSrtDocument="getuigschrift", NrDocument="1")
    assert gedeeltelijk("LEZEN", Document=ander_papier) == ("F036",)
    assert gedeeltelijk("LEZEN", DatIngang=Datum("20130101")) == ()
    # Wie niet plichtig is, kan niet vrijgesteld worden.
    assert amsterdam.stelt_vrij(
        NIET,
        "GEDEELTELIJK",
        CdOnderdeelVrijstelling=("KNS",),
        CdGrondVrijstelling="GETOOND_DOCUMENT",
        Document=DOCUMENT,
    ).codes == ("F038",)


@regel("R-116")
def test_tgn_op_grond_van_de_wib(keten: Keten) -> None:
    """Score én onderdeel, of niets; en de score is hoog genoeg."""

    def wib(onderdelen: tuple[str, ...], score: int | None) -> tuple[str, ...]:
        return keten.amsterdam.stelt_vrij(
            MET_HANDHAVING,
            "GEDEELTELIJK",
            CdOnderdeelVrijstelling=onderdelen,
            CdGrondVrijstelling="WIB",
            ScoreExamenBuitenland=score,
        ).codes

    assert wib(("TGN",), None) == ("F035",)
    assert wib((), 40) == ("F035",)
    assert wib(("TGN",), 36) == ("F047",)
    assert wib(("TGN",), 37) == ()


@regel("R-117")
@regel("R-118")
@regel("R-119")
@regel("R-122")
@regel("R-165")
def test_ontheffing_op_medische_gronden(keten: Keten) -> None:
    """Met belemmering, advies van vóór het besluit en een BIG-nummer; alleen voor wie plichtig is."""
    amsterdam = keten.amsterdam

    def medisch(bsn: str = MEDISCH, belemmering: str | None = "PSYCHISCH", **advies: Any) -> tuple[str, ...]:
        gegeven = {"DatAdvies": keten.eerder(5)} | ADVIES | advies
        return amsterdam.ontheft(
            bsn,
            CdGrondOntheffing="MED",
            CdBelemmering=(belemmering,) if belemmering else (),
            MedischAdvies=b.MedischAdvies(**gegeven),
        ).codes

    assert medisch(belemmering=None) == ("F044",)
    assert amsterdam.ontheft(MEDISCH, CdGrondOntheffing="MED", CdBelemmering=("PSYCHISCH",)).codes == (
        "F040",
    )
    assert medisch(BigNr=None) == ("F040",)
    assert medisch(BigNr="1901234560") == ("F011",)
    # Advies op de dag van het besluit mag, van een dag later niet.
    assert (
        "F043"
        in amsterdam.ontheft(
            MEDISCH,
            CdGrondOntheffing="MED",
            CdBelemmering=("PSYCHISCH",),
            DatBesluit=keten.eerder(1),
            MedischAdvies=b.MedischAdvies(DatAdvies=keten.vandaag(), **ADVIES),
        ).codes
    )
    for bsn in (VRIJWILLIG, NIET):
        assert medisch(bsn) == ("F042",)
    assert medisch(GEWEZEN) == ("F042", "F050")
    assert medisch(DatAdvies=keten.vandaag()) == ()
    assert amsterdam.bekijkt(MEDISCH).CdStatus == "ONTHEVEN"
    # Ook weigeren is een besluit, en verandert de status niet.
    amsterdam.ontheft(
        EVIDENT,
        CdGrondOntheffing="MED",
        CdBelemmering=("LICHAMELIJK",),
        CdBesluitOntheffing="GEWEIGERD",
        MedischAdvies=b.MedischAdvies(
            DatAdvies=keten.eerder(5), **(ADVIES | {"CdOordeelAdvies": "IN_STAAT"})
        ),
    )
    assert amsterdam.bekijkt(EVIDENT).CdStatus == "INBURGERINGSPLICHTIG"


@regel("R-123")
@regel("R-124")
@regel("R-125")
@regel("R-126")
@regel("R-165")
def test_evident_ingeburgerd(keten: Keten) -> None:
    """Besluiten vanaf 6 september 2010; een ontheffing, geen vrijstelling."""
    amsterdam = keten.amsterdam
    amsterdam.ontheft(EVIDENT, CdGrondOntheffing="EVI", DatBesluit=Datum("20100905")).geweigerd("F041")
    amsterdam.ontheft(VRIJWILLIG, CdGrondOntheffing="EVI").geweigerd("F042")
    amsterdam.ontheft(EVIDENT, CdGrondOntheffing="EVI", DatBesluit=Datum("20100906")).gedaan()
    dossier = amsterdam.bekijkt(EVIDENT)
    assert (dossier.CdStatus, dossier.CdDeel) == ("ONTHEVEN", "DEFINITIEF")
    assert (len(dossier.Ontheffing), dossier.Vrijstelling) == (1, ())
    amsterdam.ontheft(MEDISCH, CdGrondOntheffing="EVI", DatBesluit=Datum("20100907")).gedaan()
