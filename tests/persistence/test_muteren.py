"""ISIMuteren: wat elke mutatie vastlegt, wat zij weigert, en dat zij niets half doet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from isi_soap.contract import berichten
from isi_soap.domain import model as m
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Afwijking
from persistence import tabellen as t
from persistence.database import Database
from tests.persistence import balie as b
from tests.persistence.balie import AMSTERDAM, BSN, ROTTERDAM, Balie

D = Datum

PLICHT_JA = berichten.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=D("20120530"))
HANDHAVING = berichten.HandhavingGegevens(
    CdSrtBesluitHandhaving="KENNISGEVING", DatBesluit=D("20120531"), DatBTermijn=D("20120601")
)
VOORZIENING = berichten.VoorzieningGegevens(CdSrtVoorziening="IV", DatBVoorziening=D("20120520"))


@pytest.fixture
def balie(database: Database) -> Balie:
    return b.richt_in(database)


def wijs(item: Any) -> berichten.Verwijzing:
    return berichten.Verwijzing(RegistratieId=item.RegistratieId, Versienr=item.Versienr)


def meldingen(antwoord: Any) -> list[str]:
    fwi = antwoord.FWI
    return [] if fwi is None else [x.Code for x in (*fwi.Fout, *fwi.Waarschuwing, *fwi.Informatie)]


def mee(antwoord: Any) -> list[tuple[str, int]]:
    return sorted((x.CdSrtGegeven, x.Versienr) for x in antwoord.Registratie.Meegeregistreerd)


def aantal_feiten(database: Database) -> dict[str, int]:
    with database.transactie() as conn:
        return {
            tabel.name: conn.scalar(select(func.count()).select_from(tabel)) or 0
            for _, tabel in t.FEITEN.values()
        }


# --- inburgeringsplicht ---------------------------------------------------------------------------------


def test_de_plicht_vaststellen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.PERMANENT)
    antwoord = balie.als("muteert").vraag(
        "RegistreerInburgeringsplicht",
        BSN,
        PlichtGegevens=PLICHT_JA,
        CdOudNieuwkomer="NIEUWKOMER",
        Contact=(berichten.Contact(CdSrtContact="TELEFOON", Contactgegeven="0201234567"),),
    )
    registratie = antwoord.Registratie
    assert (registratie.CdSrtGegeven, registratie.Versienr) == ("PLICHT", 1)
    assert registratie.DatTijdRegistratie == "2012060109301512"
    assert (registratie.CdStatus, registratie.CdDeel) == ("INBURGERINGSPLICHTIG", "ACTIEF")
    assert antwoord.FWI is None
    dossier = balie.dossier()
    assert dossier.Plicht[0].RegistratieId == registratie.RegistratieId
    assert dossier.Plicht[0].Oorsprong.CdGemeente == AMSTERDAM
    assert dossier.Persoonsgegevens.CdOudNieuwkomer == "NIEUWKOMER"
    assert dossier.Persoonsgegevens.Versienr == 2
    assert dossier.Persoonsgegevens.Contact[0].Contactgegeven == "0201234567"


@pytest.mark.regel("R-073")
@pytest.mark.parametrize("plicht", [True, False])
def test_de_plicht_vaststellen_handelt_ss064_af(balie: Balie, plicht: bool) -> None:
    signaal = m.Signaal(code="SS064", tekst="Nieuwkomer", datum_aangemaakt=b.VANDAAG, gemeente=AMSTERDAM)
    balie.leg_vast(b.ADRES, b.PERMANENT, signaal)
    gegevens = replace(PLICHT_JA, IndInburgeringsplicht=plicht, CdRedenNietPlichtig=None if plicht else "92")
    antwoord = balie.vraag("RegistreerInburgeringsplicht", BSN, PlichtGegevens=gegevens)
    assert mee(antwoord) == [("SIGNAAL", 2)]
    (getoond,) = balie.dossier().Signaal
    assert (getoond.CdStatusSignaal, getoond.DatAfgehandeld) == ("AFGEHANDELD", "20120601")


@pytest.mark.regel("R-100")
def test_plicht_ja_beeindigt_de_tijdelijke_vrijstelling_van_duo(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.PERMANENT, b.TIJDELIJK_DUO)
    assert balie.dossier().CdStatus == "TIJDELIJK_NIET"
    antwoord = balie.vraag("RegistreerInburgeringsplicht", BSN, PlichtGegevens=PLICHT_JA)
    assert (meldingen(antwoord), mee(antwoord)) == (["I003"], [("VRIJSTELLING", 2)])
    assert antwoord.Registratie.CdStatus == "INBURGERINGSPLICHTIG"
    assert balie.dossier().Vrijstelling[0].DatEVrijstelling == "20120530"


@pytest.mark.regel("R-069")
def test_een_waarschuwing_staat_naast_de_bevestiging(balie: Balie) -> None:
    balie.leg_vast(b.ADRES)
    antwoord = balie.vraag("RegistreerInburgeringsplicht", BSN, PlichtGegevens=PLICHT_JA)
    assert meldingen(antwoord) == ["W001"]
    (waarschuwing,) = antwoord.FWI.Waarschuwing
    assert "regel: R-069" in waarschuwing.Detail
    assert waarschuwing.Bron.DN == "ISI"
    assert antwoord.Registratie.CdStatus == "INBURGERINGSPLICHTIG"


@pytest.mark.regel("R-107")
def test_geheel_vrijgesteld_is_plicht_nee_met_reden_1(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    gegevens = replace(PLICHT_JA, IndInburgeringsplicht=False, CdRedenNietPlichtig="1")
    antwoord = balie.vraag("RegistreerInburgeringsplicht", BSN, PlichtGegevens=gegevens)
    assert (antwoord.Registratie.CdStatus, antwoord.Registratie.CdDeel) == ("NIET", "DEFINITIEF")


@pytest.mark.regel("R-148")
def test_na_het_diploma_kan_de_plicht_niet_op_nee(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.DIPLOMA)
    gegevens = replace(PLICHT_JA, IndInburgeringsplicht=False, CdRedenNietPlichtig="4")
    assert balie.codes("RegistreerInburgeringsplicht", BSN, PlichtGegevens=gegevens) == ["F052"]


# --- bereik en rol --------------------------------------------------------------------------------------


@pytest.mark.regel("R-012")
@pytest.mark.regel("R-133")
def test_wie_niet_in_isi_staat_of_elders_woont_kan_de_gemeente_niet_muteren(balie: Balie) -> None:
    balie.leg_vast(replace(b.ADRES, gemeente=ROTTERDAM), b.JA)
    for bsn in (BSN, b.ANDER):
        codes = balie.codes("RegistreerInburgeringsplicht", bsn, PlichtGegevens=PLICHT_JA)
        assert codes == ["I001"]


@pytest.mark.regel("R-028")
@pytest.mark.parametrize("wie", ["leest", "zoekt"])
def test_muteren_is_voor_rol_5_en_6(balie: Balie, wie: str) -> None:
    balie.leg_vast(b.ADRES)
    codes = balie.als(wie).codes("RegistreerInburgeringsplicht", BSN, PlichtGegevens=PLICHT_JA)
    assert codes == ["F003"]


@pytest.mark.regel("R-055")
def test_wie_uitvoert_registreert_voor_de_uitbestedende_gemeente(balie: Balie, database: Database) -> None:
    b.besteed_uit(database, van=ROTTERDAM, naar=AMSTERDAM)
    balie.leg_vast(replace(b.ADRES, gemeente=ROTTERDAM), b.PERMANENT)
    uitvoerder = replace(balie, namens=ROTTERDAM)
    uitvoerder.vraag("RegistreerInburgeringsplicht", BSN, PlichtGegevens=PLICHT_JA)
    (plicht,) = balie.bij(ROTTERDAM).dossier().Plicht
    assert (plicht.CdGemeente, plicht.Oorsprong.CdGemeente) == (ROTTERDAM, ROTTERDAM)


# --- handhaving -----------------------------------------------------------------------------------------


@pytest.mark.regel("R-134")
def test_eerst_de_handhaving_dan_de_voorziening(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    assert balie.codes("RegistreerVoorziening", BSN, VoorzieningGegevens=VOORZIENING) == ["F022"]
    balie.vraag("RegistreerHandhaving", BSN, HandhavingGegevens=HANDHAVING)
    (handhaving,) = balie.dossier().Handhaving
    assert (handhaving.AantMaandenTermijn, handhaving.DatETermijn) == (42, "20151201")
    antwoord = balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=VOORZIENING)
    assert antwoord.Registratie.CdSrtGegeven == "VOORZIENING"


@pytest.mark.regel("R-132")
def test_voor_een_vrijwillige_inburgeraar_is_er_geen_handhaving(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, replace(b.VOORZIENING, soort="VIV"))
    assert balie.dossier().CdStatus == "VRIJWILLIG"
    assert balie.codes("RegistreerHandhaving", BSN, HandhavingGegevens=HANDHAVING) == ["F023"]


def test_handhaving_wijzigen_verlengen_en_verwijderen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING)
    nu = balie.dossier().Handhaving[0]
    gegevens = replace(HANDHAVING, DatBesluit=D("20110202"), DatBTermijn=D("20110202"))
    antwoord = balie.vraag("WijzigHandhaving", BSN, Verwijzing=wijs(nu), HandhavingGegevens=gegevens)
    assert (antwoord.Registratie.RegistratieId, antwoord.Registratie.Versienr) == (nu.RegistratieId, 2)

    verlenging = berichten.VerlengingGegevens(
        CdSrtVerlenging="ALFABETISERING",
        DatBesluit=D("20120530"),
        DatENieuweTermijn=D("20150101"),
    )
    antwoord = balie.vraag(
        "VerlengHandhavingstermijn", BSN, Verwijzing=wijs(antwoord.Registratie), VerlengingGegevens=verlenging
    )
    assert antwoord.Registratie.CdSrtGegeven == "VERLENGING"
    assert mee(antwoord) == [("HANDHAVING", 3)]
    nu = balie.dossier().Handhaving[0]
    assert (nu.DatETermijn, nu.Verlenging[0].DatAanvraag) == ("20150101", None)

    antwoord = balie.vraag("VerwijderHandhaving", BSN, Verwijzing=wijs(nu), Toelichting="vergissing")
    assert (antwoord.Registratie.CdSrtGegeven, mee(antwoord)) == ("HANDHAVING", [("VERLENGING", 1)])
    dossier = balie.dossier(historie=True)
    assert (dossier.Handhaving, dossier.Historie is not None) == ((), True)
    assert dossier.Historie is not None
    assert [h.Versienr for h in dossier.Historie.Handhaving] == [1, 2, 3]


def test_een_boete_met_een_nieuwe_termijn_en_weer_weg(balie: Balie) -> None:
    voorbij = replace(
        b.HANDHAVING, datum_aanvang_termijn=date(2008, 10, 1), datum_einde_termijn=date(2012, 4, 1)
    )
    balie.leg_vast(b.ADRES, b.JA, voorbij)
    handhaving = balie.dossier().Handhaving[0]
    boete = berichten.BoeteGegevens(
        CdGrondslagBoete="ART31", BedrBoete=25000, DatBoete=D("20120515"), DatENieuweTermijn=D("20140515")
    )
    te_hoog = replace(boete, BedrBoete=50001)
    assert balie.codes("RegistreerBoete", BSN, Verwijzing=wijs(handhaving), BoeteGegevens=te_hoog) == ["F077"]
    antwoord = balie.vraag("RegistreerBoete", BSN, Verwijzing=wijs(handhaving), BoeteGegevens=boete)
    assert mee(antwoord) == [("HANDHAVING", 2)]
    (geregistreerd,) = balie.dossier().Handhaving[0].Boete
    assert (geregistreerd.BedrBoete, geregistreerd.DatENieuweTermijn) == (25000, "20140515")
    antwoord = balie.vraag("VerwijderBoete", BSN, Verwijzing=wijs(geregistreerd))
    assert (antwoord.Registratie.CdSrtGegeven, mee(antwoord)) == ("BOETE", [("HANDHAVING", 3)])
    assert balie.dossier().Handhaving[0].Boete == ()


# --- voorziening ----------------------------------------------------------------------------------------


@pytest.mark.regel("R-090")
@pytest.mark.regel("R-091")
def test_binnen_acht_weken_na_de_start(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING)
    te_laat = replace(VOORZIENING, DatBVoorziening=D("20120405"))  # 57 dagen
    assert balie.codes("RegistreerVoorziening", BSN, VoorzieningGegevens=te_laat) == ["F020"]
    op_tijd = replace(VOORZIENING, DatBVoorziening=D("20120406"))  # 56 dagen
    antwoord = balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=op_tijd)
    assert meldingen(antwoord) == ["W002"]


@pytest.mark.regel("R-135")
@pytest.mark.regel("R-136")
def test_aanbod_door_gemeente(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING)
    balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=VOORZIENING)
    elders = replace(VOORZIENING, CdSrtVoorziening="TKV", CdGemeenteAanbod=ROTTERDAM)
    balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=elders)
    onbekend = replace(VOORZIENING, CdSrtVoorziening="INS", CdGemeenteAanbod="9999")
    assert balie.codes("RegistreerVoorziening", BSN, VoorzieningGegevens=onbekend) == ["F066"]
    aanbod = {x.CdSrtVoorziening: x.CdGemeenteAanbod for x in balie.dossier().Voorziening}
    assert aanbod == {"IV": AMSTERDAM, "TKV": ROTTERDAM}


@pytest.mark.regel("R-093")
@pytest.mark.parametrize("operatie", ["WijzigVoorziening", "VerwijderVoorziening"])
def test_na_een_verhuizing_wijzigt_de_nieuwe_gemeente_de_voorziening_niet(
    balie: Balie, operatie: str
) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    balie.verhuis(ROTTERDAM)
    nieuw = balie.bij(ROTTERDAM)
    velden: dict[str, Any] = {"Verwijzing": wijs(nieuw.dossier().Voorziening[0])}
    if operatie == "WijzigVoorziening":
        velden["VoorzieningGegevens"] = VOORZIENING
    assert nieuw.codes(operatie, BSN, **velden) == ["F021"]
    # De oude gemeente bereikt de persoon niet meer; zij dient een mutatieverzoek in.
    assert balie.codes(operatie, BSN, **velden) == ["I001"]


@pytest.mark.regel("R-093")
def test_de_eigen_voorziening_wijzigen_en_verwijderen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    nu = balie.dossier().Voorziening[0]
    gegevens = replace(
        VOORZIENING,
        DatBVoorziening=D("20120501"),
        DatEVoorziening=D("20120531"),
        CdRedenEindeVoorziening="AFGEROND",
        IndDuaal=True,
    )
    antwoord = balie.vraag("WijzigVoorziening", BSN, Verwijzing=wijs(nu), VoorzieningGegevens=gegevens)
    anders = balie.dossier().Voorziening[0]
    assert (anders.IndDuaal, anders.IndPib, anders.CdRedenEindeVoorziening) == (True, False, "AFGEROND")
    assert anders.DatRegistratie == nu.DatRegistratie
    balie.vraag("VerwijderVoorziening", BSN, Verwijzing=wijs(antwoord.Registratie))
    assert balie.dossier().Voorziening == ()


@pytest.mark.regel("R-088")
@pytest.mark.regel("R-155")
def test_na_het_diploma_kan_alleen_nog_een_voorziening(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.DIPLOMA)
    assert balie.dossier().CdDeel == "DEFINITIEF"
    nu = balie.dossier().Handhaving[0]
    assert "F050" in balie.codes("WijzigHandhaving", BSN, Verwijzing=wijs(nu), HandhavingGegevens=HANDHAVING)
    antwoord = balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=VOORZIENING)
    assert (antwoord.Registratie.CdStatus, antwoord.Registratie.CdDeel) == ("GEWEZEN", "ACTIEF")


# --- vrijstelling ---------------------------------------------------------------------------------------

KNS = berichten.VrijstellingGegevens(
    CdSrtVrijstelling="GEDEELTELIJK",
    CdOnderdeelVrijstelling=("KNS",),
    CdNiveau="A2",
    CdGrondVrijstelling="GETOOND_DOCUMENT",
    Document=berichten.Document(OmsSrtDocument="certificaat", NrDocument="7", DatDocument=D("20090000")),
    DatIngang=D("20120501"),
)
STUDIE = berichten.VrijstellingGegevens(
    CdSrtVrijstelling="TIJDELIJK",
    Opleiding=berichten.Opleiding(
        NaamOpleiding="Mbo 3", DatBOpleiding=D("20110901"), DatEOpleidingVerwacht=D("20140701")
    ),
    DatIngang=D("20120601"),
)


@pytest.mark.regel("R-112")
@pytest.mark.regel("R-114")
def test_een_gedeeltelijke_vrijstelling_op_een_getoond_document(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    balie.vraag("RegistreerVrijstelling", BSN, VrijstellingGegevens=KNS)
    (getoond,) = balie.dossier().Vrijstelling
    assert getoond.OmsHerkomstVrijstelling == "Gedeeltelijk vrijgesteld door gemeente"
    assert getoond.Document == KNS.Document
    assert getoond.CdGemeente == AMSTERDAM
    beide = replace(KNS, CdOnderdeelVrijstelling=("KNS", "TAAL"), DatIngang=D("20120502"))
    assert balie.codes("RegistreerVrijstelling", BSN, VrijstellingGegevens=beide) == ["F033"]
    zonder = replace(KNS, Document=None, CdGrondVrijstelling=None, DatIngang=D("20120502"))
    assert balie.codes("RegistreerVrijstelling", BSN, VrijstellingGegevens=zonder) == ["F037"]


@pytest.mark.regel("R-106")
def test_geheel_gaat_niet_als_vrijstelling(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    geheel = replace(KNS, CdSrtVrijstelling="GEHEEL")
    assert balie.codes("RegistreerVrijstelling", BSN, VrijstellingGegevens=geheel) == ["F030"]


@pytest.mark.regel("R-109")
@pytest.mark.regel("R-110")
def test_een_weigering_noemt_alle_redenen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES)
    onvolledig = replace(STUDIE, Opleiding=berichten.Opleiding(NaamOpleiding="Mbo 3"))
    codes = balie.codes("RegistreerVrijstelling", BSN, VrijstellingGegevens=onvolledig)
    assert set(codes) == {"F031", "F032", "F039"}


@pytest.mark.regel("R-099")
@pytest.mark.regel("R-110")
def test_van_tijdelijk_door_duo_naar_tijdelijk_door_gemeente_in_een_keer(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.PERMANENT, b.TIJDELIJK_DUO)
    nu = balie.dossier().Vrijstelling[0]
    velden = {"Verwijzing": wijs(nu), "VrijstellingGegevens": STUDIE}
    voor = aantal_feiten(balie.database)
    # Zonder handhaving mag het niet, en dan is ook de plicht niet geregistreerd.
    assert balie.codes("WijzigVrijstelling", BSN, PlichtGegevens=PLICHT_JA, **velden) == ["F032"]
    assert aantal_feiten(balie.database) == voor

    antwoord = balie.vraag(
        "WijzigVrijstelling", BSN, PlichtGegevens=PLICHT_JA, HandhavingGegevens=HANDHAVING, **velden
    )
    assert antwoord.Registratie.CdSrtGegeven == "VRIJSTELLING"
    assert (antwoord.Registratie.RegistratieId, antwoord.Registratie.Versienr) == (nu.RegistratieId, 2)
    assert mee(antwoord) == [("HANDHAVING", 1), ("PLICHT", 1)]
    assert antwoord.Registratie.CdStatus == "TIJDELIJK_NIET"
    (getoond,) = balie.dossier().Vrijstelling
    assert getoond.OmsHerkomstVrijstelling == "Tijdelijke vrijstelling door gemeente"


@pytest.mark.regel("R-103")
def test_een_gedeeltelijke_van_duo_blijft(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.GEDEELTELIJK_DUO)
    wijzer = wijs(balie.dossier().Vrijstelling[0])
    assert "F034" in balie.codes("WijzigVrijstelling", BSN, Verwijzing=wijzer, VrijstellingGegevens=KNS)
    codes = balie.codes("BeeindigVrijstelling", BSN, Verwijzing=wijzer, DatEVrijstelling=D("20120601"))
    assert codes == ["F034"]
    assert balie.codes("RegistreerVrijstelling", BSN, VrijstellingGegevens=KNS) == ["F034"]
    hoger = replace(KNS, CdNiveau="B1")
    balie.vraag("RegistreerVrijstelling", BSN, VrijstellingGegevens=hoger)
    assert len(balie.dossier().Vrijstelling) == 2


def test_een_vrijstelling_beeindigen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING)
    antwoord = balie.vraag("RegistreerVrijstelling", BSN, VrijstellingGegevens=STUDIE)
    assert antwoord.Registratie.CdStatus == "TIJDELIJK_NIET"
    antwoord = balie.vraag(
        "BeeindigVrijstelling",
        BSN,
        Verwijzing=wijs(antwoord.Registratie),
        DatEVrijstelling=D("20120601"),
        Toelichting="opleiding gestopt",
    )
    assert (antwoord.Registratie.Versienr, antwoord.Registratie.CdStatus) == (2, "INBURGERINGSPLICHTIG")


# --- ontheffing -----------------------------------------------------------------------------------------

MEDISCH = berichten.OntheffingGegevens(
    CdGrondOntheffing="MED",
    CdBelemmering=("LICHAMELIJK", "PSYCHISCH"),
    CdBesluitOntheffing="VERLEEND",
    DatBesluit=D("20120530"),
    MedischAdvies=berichten.MedischAdvies(
        DatAdvies=D("20120501"),
        NaamAdviseur="Arts",
        BigNr="12345678901",
        CdOordeelAdvies="NIET_IN_STAAT",
        CdOmstandigheidExamen=("LOEP",),
    ),
)


@pytest.mark.regel("R-117")
def test_een_medische_ontheffing_verlenen_en_intrekken(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    antwoord = balie.vraag("RegistreerOntheffing", BSN, OntheffingGegevens=MEDISCH)
    assert (antwoord.Registratie.CdStatus, antwoord.Registratie.CdDeel) == ("ONTHEVEN", "DEFINITIEF")
    (getoond,) = balie.dossier().Ontheffing
    assert (getoond.MedischAdvies, getoond.CdBelemmering) == (MEDISCH.MedischAdvies, MEDISCH.CdBelemmering)
    antwoord = balie.vraag("TrekOntheffingIn", BSN, Verwijzing=wijs(getoond), DatIntrekking=D("20120601"))
    assert antwoord.Registratie.CdStatus == "INBURGERINGSPLICHTIG"
    assert balie.dossier().Ontheffing[0].DatIntrekking == "20120601"


@pytest.mark.regel("R-122")
@pytest.mark.regel("R-118")
def test_zonder_geldig_advies_geen_medische_ontheffing(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    assert MEDISCH.MedischAdvies is not None
    zonder = replace(MEDISCH, MedischAdvies=None)
    assert balie.codes("RegistreerOntheffing", BSN, OntheffingGegevens=zonder) == ["F040"]
    kort = replace(MEDISCH, MedischAdvies=replace(MEDISCH.MedischAdvies, BigNr="123"))
    assert balie.codes("RegistreerOntheffing", BSN, OntheffingGegevens=kort) == ["F011"]


# --- eenmaal, en nooit een verloren wijziging -----------------------------------------------------------


@pytest.mark.regel("R-034")
def test_dezelfde_registratie_onder_een_nieuw_nummer_geeft_de_eerste_bevestiging(balie: Balie) -> None:
    signaal = m.Signaal(code="SS064", tekst="Nieuwkomer", datum_aangemaakt=b.VANDAAG, gemeente=AMSTERDAM)
    balie.leg_vast(b.ADRES, b.PERMANENT, signaal)
    verlenging = berichten.VerlengingGegevens(
        CdSrtVerlenging="GEEN_VERWIJT", DatBesluit=D("20120531"), DatENieuweTermijn=D("20160101")
    )
    stappen: list[tuple[str, dict[str, Any]]] = [
        ("RegistreerInburgeringsplicht", {"PlichtGegevens": PLICHT_JA}),
        ("RegistreerHandhaving", {"HandhavingGegevens": HANDHAVING}),
        ("RegistreerVoorziening", {"VoorzieningGegevens": VOORZIENING}),
        ("RegistreerVrijstelling", {"VrijstellingGegevens": KNS}),
        ("RegistreerOntheffing", {"OntheffingGegevens": MEDISCH}),
    ]
    for operatie, velden in stappen:
        eerst = balie.vraag(operatie, BSN, **velden)
        voor = aantal_feiten(balie.database)
        nogmaals = balie.na(1).vraag(operatie, BSN, **velden)
        assert nogmaals.Registratie == eerst.Registratie, operatie
        assert meldingen(nogmaals)[-1] == "I002", operatie
        assert aantal_feiten(balie.database) == voor, operatie
    wijzer = wijs(balie.dossier().Handhaving[0])
    eerst = balie.vraag("VerlengHandhavingstermijn", BSN, Verwijzing=wijzer, VerlengingGegevens=verlenging)
    nogmaals = balie.vraag("VerlengHandhavingstermijn", BSN, Verwijzing=wijzer, VerlengingGegevens=verlenging)
    assert nogmaals.Registratie == eerst.Registratie


def test_dezelfde_sleutel_met_een_andere_inhoud_wordt_geweigerd(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING)
    balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=VOORZIENING)
    anders = replace(VOORZIENING, IndDuaal=True)
    assert balie.codes("RegistreerVoorziening", BSN, VoorzieningGegevens=anders) == ["F065"]


def test_een_verouderde_versie_wordt_geweigerd_met_de_geldende(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    nu = balie.dossier().Voorziening[0]
    gegevens = replace(VOORZIENING, DatBVoorziening=D("20120501"), IndPib=True)
    balie.vraag("WijzigVoorziening", BSN, Verwijzing=wijs(nu), VoorzieningGegevens=gegevens)
    with pytest.raises(Afwijking) as weigering:
        balie.vraag("WijzigVoorziening", BSN, Verwijzing=wijs(nu), VoorzieningGegevens=VOORZIENING)
    (melding,) = [x for x in weigering.value.meldingen if x.code.code == "F060"]
    assert "versienr: 2" in melding.details


def test_wat_verwijderd_is_valt_niet_meer_te_wijzigen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    wijzer = wijs(balie.dossier().Voorziening[0])
    balie.vraag("VerwijderVoorziening", BSN, Verwijzing=wijzer)
    assert balie.codes("VerwijderVoorziening", BSN, Verwijzing=wijzer) == ["F064"]
    # Een gegeven van een ander soort, of van een ander, is hier ook onbekend.
    plicht = wijs(balie.dossier().Plicht[0])
    assert balie.codes("VerwijderVoorziening", BSN, Verwijzing=plicht) == ["F064"]


@pytest.mark.regel("R-062")
def test_twee_die_tegelijk_wijzigen_een_slaagt(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    wijzer = wijs(balie.dossier().Voorziening[0])

    def wijzig(doel: str) -> str:
        gegevens = replace(VOORZIENING, DatBVoorziening=D("20120501"), CdDoelExamen=doel)
        try:
            balie.vraag("WijzigVoorziening", BSN, Verwijzing=wijzer, VoorzieningGegevens=gegevens)
        except Afwijking as weigering:
            return weigering.meldingen[0].code.code
        return "OK"

    with ThreadPoolExecutor(4) as tegelijk:
        uitkomsten = sorted(tegelijk.map(wijzig, ["INBURGERINGSEXAMEN", "NT2_I", "NT2_II", "GEEN"]))
    assert uitkomsten == ["F060", "F060", "F060", "OK"]
    assert balie.dossier().Voorziening[0].Versienr == 2


def test_een_weigering_laat_niets_achter(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    voor, dossier = aantal_feiten(balie.database), balie.dossier(historie=True)
    assert balie.codes("RegistreerHandhaving", BSN, HandhavingGegevens=HANDHAVING) == ["F070"]
    assert (aantal_feiten(balie.database), balie.dossier(historie=True)) == (voor, dossier)
