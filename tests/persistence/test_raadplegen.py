"""ISIRaadplegen: de verbinding en het dossier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from isi_soap.contract import berichten
from isi_soap.domain import model as m
from isi_soap.domain.datum import Datum
from persistence.database import Database
from tests.persistence import balie as b
from tests.persistence.balie import AMSTERDAM, BSN, ROTTERDAM, Balie


@pytest.fixture
def balie(database: Database) -> Balie:
    return b.richt_in(database)


def test_de_verbinding_zegt_wie_ik_ben(balie: Balie, database: Database) -> None:
    b.besteed_uit(database, van=ROTTERDAM, naar=AMSTERDAM)
    verbinding = balie.als("zoekt").vraag("VerbindingInfo").Verbinding
    assert (verbinding.CdProfielDienst, verbinding.Oin) == ("KETENTEST", b.OIN[AMSTERDAM])
    assert (verbinding.CdGemeente, verbinding.NaamPakket) == (AMSTERDAM, "Volgsysteem")
    assert (verbinding.Gebruiker, verbinding.IndGebruikerBekend) == ("zoekt", True)
    assert (verbinding.CdRol, verbinding.CdGemeenteBereik) == (("3",), (AMSTERDAM, ROTTERDAM))
    assert verbinding.DatTijdDienst == "2012060109301512"
    assert verbinding.DatLaatsteRun == "20120601"


def test_namens_een_ander_bereik_ik_alleen_die(balie: Balie, database: Database) -> None:
    b.besteed_uit(database, van=ROTTERDAM, naar=AMSTERDAM)
    verbinding = replace(balie, namens=ROTTERDAM).vraag("VerbindingInfo").Verbinding
    assert (verbinding.CdGemeenteNamens, verbinding.CdGemeenteBereik) == (ROTTERDAM, (ROTTERDAM,))


def test_het_hele_dossier(balie: Balie) -> None:
    balie.leg_vast(
        b.ADRES,
        b.PERMANENT,
        b.JA,
        b.HANDHAVING,
        b.VOORZIENING,
        m.Nationaliteit(code="0131"),
        m.Contact(soort="EMAIL", waarde="iemand@voorbeeld.test"),
        m.Ontheffing(
            grond="MED",
            belemmeringen=("PSYCHISCH",),
            verleend=False,
            datum_besluit=date(2011, 5, 1),
            gemeente=AMSTERDAM,
            advies_datum=date(2011, 4, 1),
            advies_naam="Arts",
            advies_big="12345678901",
        ),
        m.ExamenBuitenland(datum=date(2009, 1, 1), score_tgn=40),
        m.Examenresultaat(examen="INBURGERING", onderdeel="KNS", datum=date(2012, 2, 1), geslaagd=True),
        geboortedatum=Datum("19800000"),
        zelfmelder=True,
    )
    dossier = balie.dossier()
    persoon = dossier.Persoonsgegevens
    assert (persoon.Geboortedat, persoon.IndZelfmelder, persoon.IndPardon) == ("19800000", True, None)
    assert persoon.Straatadres[0].CdGemeente == dossier.CdGemeente == AMSTERDAM
    assert persoon.Contact[0].Contactgegeven == "iemand@voorbeeld.test"
    assert (dossier.CdStatus, dossier.CdDeel, dossier.PeildatAfleiding) == (
        "INBURGERINGSPLICHTIG",
        "ACTIEF",
        "20120601",
    )
    assert dossier.Ontheffing[0].CdBesluitOntheffing == "GEWEIGERD"
    assert dossier.Ontheffing[0].MedischAdvies is not None
    assert dossier.Examenresultaat[0].CdResultaatExamen == "GESLAAGD"
    assert dossier.ExamenBuitenland[0].ScoreTgn == 40
    assert dossier.Historie is None


@pytest.mark.regel("R-006")
def test_elk_gegeven_zegt_wie_het_schreef(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA)
    oorsprong = balie.dossier().Plicht[0].Oorsprong
    assert (oorsprong.CdBron, oorsprong.CdGemeente) == ("DUO", None)
    assert oorsprong.DatTijdRegistratie == "2012060109301512"
    assert len(oorsprong.KenmerkBericht) == 36


@pytest.mark.regel("R-006")
def test_alle_besluiten_op_een_rij(balie: Balie) -> None:
    ontheffing = m.Ontheffing(grond="EVI", verleend=True, datum_besluit=date(2011, 1, 15), gemeente=AMSTERDAM)
    balie.leg_vast(b.ADRES, b.VOORZIENING, b.HANDHAVING, b.JA, ontheffing, b.GEDEELTELIJK_DUO)
    besluiten = balie.dossier().Besluit
    assert [(x.CdSrtGegeven, x.DatBesluit) for x in besluiten] == [
        ("PLICHT", "20110110"),
        ("ONTHEFFING", "20110115"),
        ("HANDHAVING", "20110201"),
        ("VOORZIENING", "20120501"),
    ]
    assert {x.CdGemeente for x in besluiten} == {AMSTERDAM}


@pytest.mark.regel("R-149")
def test_na_het_diploma_blijft_de_plicht_ja_en_is_de_status_gewezen(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.DIPLOMA)
    dossier = balie.dossier()
    assert dossier.Plicht[-1].IndInburgeringsplicht is True
    assert (dossier.CdStatus, dossier.CdDeel) == ("GEWEZEN", "DEFINITIEF")


def test_de_reden_staat_bij_de_status_niet(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, replace(b.JA, inburgeringsplicht=False, reden_nee="92"))
    dossier = balie.dossier()
    assert (dossier.CdStatus, dossier.CdRedenNietPlichtig, dossier.CdDeel) == ("NIET", "92", "ACTIEF")


@pytest.mark.regel("R-098")
@pytest.mark.regel("R-102")
def test_de_herkomst_van_een_vrijstelling_in_woorden(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.TIJDELIJK_DUO, b.GEDEELTELIJK_DUO)
    getoond = {v.CdSrtVrijstelling: v for v in balie.dossier().Vrijstelling}
    assert getoond["TIJDELIJK"].OmsHerkomstVrijstelling == "Tijdelijke vrijstelling door DUO"
    assert getoond["TIJDELIJK"].Opleiding is not None
    assert getoond["GEDEELTELIJK"].OmsHerkomstVrijstelling == "Gedeeltelijk vrijgesteld door DUO"
    assert getoond["GEDEELTELIJK"].CdOnderdeelVrijstelling == ("KNS",)


@pytest.mark.regel("R-094")
def test_de_nieuwe_woongemeente_ziet_de_voorziening_van_de_vorige(balie: Balie) -> None:
    elders = replace(b.VOORZIENING, aanbod_door_gemeente=b.BLOEMENDAAL)
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, elders)
    balie.verhuis(ROTTERDAM)
    (voorziening,) = balie.bij(ROTTERDAM).dossier().Voorziening
    assert (voorziening.CdGemeente, voorziening.CdGemeenteAanbod) == (AMSTERDAM, b.BLOEMENDAAL)
    assert balie.codes("PersoonInfo", BSN) == ["I001"]


@pytest.mark.regel("R-133")
def test_onbekend_en_buiten_bereik_zijn_niet_te_onderscheiden(balie: Balie) -> None:
    balie.leg_vast(replace(b.ADRES, gemeente=ROTTERDAM))
    assert balie.codes("PersoonInfo", BSN) == balie.codes("PersoonInfo", b.ANDER) == ["I001"]


@pytest.mark.regel("R-001")
def test_wie_onder_de_nieuwe_wet_valt_staat_niet_in_isi(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, wet="WI2013")
    assert balie.codes("PersoonInfo", BSN) == ["I001"]


@pytest.mark.regel("R-029")
def test_signalen_alleen_voor_rol_6_van_de_gemeente_zelf(balie: Balie) -> None:
    eigen = m.Signaal(code="SS064", tekst="Nieuwkomer", datum_aangemaakt=b.VANDAAG, gemeente=AMSTERDAM)
    balie.leg_vast(b.ADRES, eigen, replace(eigen, code="SS906", gemeente=ROTTERDAM))
    assert [s.CdSignaal for s in balie.dossier().Signaal] == ["SS064"]
    assert balie.als("leest").dossier().Signaal == ()


def test_mutatieverzoeken_alleen_van_de_gemeente_zelf(balie: Balie) -> None:
    verzoek = m.Mutatieverzoek(
        bsn=BSN,
        soort="OVERIG",
        gemeente=AMSTERDAM,
        datum=b.VANDAAG,
        toelichting="graag",
        stappen=(m.Stap(status="ONTVANGEN", datum=b.VANDAAG),),
    )
    balie.leg_vast(b.ADRES, verzoek, replace(verzoek, gemeente=ROTTERDAM))
    (getoond,) = balie.dossier().Mutatieverzoek
    assert (getoond.CdGemeente, getoond.MutatieverzoekGegevens.Toelichting) == (AMSTERDAM, "graag")
    assert getoond.Stap[0].CdStatusMutatieverzoek == "ONTVANGEN"


@pytest.mark.regel("R-003")
def test_de_stand_van_de_termijn(balie: Balie) -> None:
    assert balie.leg_vast(b.ADRES).dossier is not None
    assert balie.dossier().Termijnbewaking is None
    balie.voeg_toe(b.JA, b.HANDHAVING)
    lopend = balie.dossier().Termijnbewaking
    assert lopend == berichten.Termijnbewaking(DatETermijn=Datum("20140731"), IndOverschreden=False)
    balie.na_de_run(date(2014, 8, 1))
    voorbij = balie.dossier().Termijnbewaking
    assert voorbij is not None
    assert (voorbij.IndOverschreden, voorbij.CdGroepTermijn, voorbij.CdActieTermijn) == (
        True,
        ("OVR",),
        "HANDHAVEN",
    )


@pytest.mark.regel("R-065")
def test_tussen_twee_runs_verandert_er_niets_door_de_kalender(balie: Balie) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, geboortedatum=Datum("19470602"))
    balie.na_de_run(b.VANDAAG)
    eerst = balie.dossier()
    assert balie.na(30).dossier() == eerst
    balie.na_de_run(date(2012, 6, 2))
    assert balie.na(30).dossier().CdDeel == "DEFINITIEF"


@pytest.mark.regel("R-006")
def test_de_historie_toont_beeindigde_versies(balie: Balie) -> None:
    vastgelegd = balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    assert vastgelegd.dossier is not None
    nummer = str(vastgelegd.dossier.voorzieningen[0].id)
    balie.vraag(
        "VerwijderVoorziening", BSN, Verwijzing=berichten.Verwijzing(RegistratieId=nummer, Versienr=1)
    )
    dossier = balie.dossier(historie=True)
    assert dossier.Voorziening == ()
    assert dossier.Historie is not None
    (oud,) = dossier.Historie.Voorziening
    assert oud.EindeVersie is not None
    assert (oud.RegistratieId, oud.EindeVersie.CdRedenEindeVersie) == (nummer, "VERWIJDERD")
    assert (oud.EindeVersie.Oorsprong.CdBron, oud.EindeVersie.Oorsprong.CdGemeente) == ("GEM", AMSTERDAM)
    assert balie.dossier().Historie is None


def test_het_dossier_kost_een_vraag_aan_de_database(balie: Balie, database: Database) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    balie.dossier()
    opdrachten: list[str] = []

    def onthoud(*wat: Any) -> None:
        opdrachten.append(wat[2])

    event.listen(database.engine, "before_cursor_execute", onthoud)
    try:
        balie.dossier(historie=True)
    finally:
        event.remove(database.engine, "before_cursor_execute", onthoud)
    over_personen = [sql for sql in opdrachten if "afgeleid" in sql or "persoon" in sql]
    assert len(over_personen) == 1
    assert len(opdrachten) <= 3  # klok en stand, toegang, dossier
