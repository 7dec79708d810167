"""ISIRaadplegen: selecties, de lijst handhaving en termijnoverschrijding, en tellingen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from isi_soap.contract import berichten
from isi_soap.domain import model as m
from isi_soap.domain.datum import Datum, Tijdstip
from isi_soap.domain.geldigheid import heeft_actieve_voorziening, loopt
from isi_soap.domain.overschrijding import overschrijding
from isi_soap.domain.termijnen import heeft_leeftijd
from isi_soap.domain.voorziening import telling
from persistence.database import Database
from persistence.dossiers import lees_dossiers
from tests.persistence import balie as b
from tests.persistence.balie import AMSTERDAM, ROTTERDAM, Balie

VRIJWILLIG = replace(b.VOORZIENING, soort="VIV", wijze="OVEREENKOMST")
AFGEROND = replace(b.VOORZIENING, einddatum=date(2012, 5, 20), reden_einde="AFGEROND")

# Elk een andere situatie; de naam zegt welke.
PERSONEN: dict[str, tuple[tuple[m.Feit, ...], dict[str, Any]]] = {
    "999990019": ((b.JA, b.HANDHAVING), {"geslachtsnaam": "Plichtig"}),
    "999990020": ((b.JA, b.HANDHAVING, b.VOORZIENING), {"geslachtsnaam": "Çelik_%"}),
    "999990032": ((b.JA, b.HANDHAVING, AFGEROND), {"geslachtsnaam": "celik", "voorvoegsel": "van"}),
    "999990044": ((b.JA, b.DIPLOMA), {"geslachtsnaam": "Gewezen", "geboortedatum": Datum("19500000")}),
    "999990056": ((b.TIJDELIJK_DUO,), {"geslachtsnaam": "Student", "geboortedatum": Datum("19920229")}),
    "999990068": ((VRIJWILLIG, m.Nationaliteit(code="0001")), {"geslachtsnaam": "Vrijwillig"}),
    "999990070": (
        (b.JA, replace(b.HANDHAVING, datum_einde_termijn=date(2012, 5, 31))),
        {"geslachtsnaam": "Telaat"},
    ),
    "999990081": (
        (b.JA, b.HANDHAVING, b.VOORZIENING, m.Nationaliteit(code="0339")),
        {"geslachtsnaam": "Turks"},
    ),
    "999990093": ((b.GEDEELTELIJK_DUO,), {"geslachtsnaam": "Zonder", "geboortedatum": Datum("00000000")}),
}


@pytest.fixture
def balie(database: Database) -> Balie:
    ingericht = b.richt_in(database)
    for bsn, (feiten, persoon) in PERSONEN.items():
        ingericht.leg_vast(b.ADRES, *feiten, bsn=bsn, **persoon)
    ingericht.leg_vast(replace(b.ADRES, gemeente=ROTTERDAM), b.JA, bsn="999990111")
    ingericht.leg_vast(b.ADRES, b.JA, bsn="999990123", wet="WI2013")
    ingericht.na_de_run(b.VANDAAG)
    return ingericht


def gevonden(balie: Balie, **criteria: Any) -> list[str]:
    selectie = balie.vraag("PersonenZoeken", Zoekvraag=berichten.Zoekvraag(**criteria)).Selectie
    namen = [persoon.Geslachtsnaam for persoon in selectie.ClientSuwi]
    assert selectie.AantTotaal == len(namen)
    return namen


def test_zonder_criteria_iedereen_binnen_bereik(balie: Balie) -> None:
    assert gevonden(balie) == [persoon["geslachtsnaam"] for _, persoon in PERSONEN.values()]


@pytest.mark.parametrize(
    ("criteria", "namen"),
    [
        ({"CdDeel": "DEFINITIEF"}, ["Gewezen"]),
        ({"CdStatus": ("GEWEZEN", "VRIJWILLIG")}, ["Gewezen", "Vrijwillig"]),
        ({"Geslachtsnaam": "CELIK"}, ["Çelik_%", "celik"]),
        ({"Geslachtsnaam": "çelik_"}, ["Çelik_%"]),
        ({"Geslachtsnaam": "%"}, []),
        ({"GeboortedatTotEnMet": Datum("19500601")}, ["Gewezen"]),
        ({"GeboortedatVanaf": Datum("19500601"), "GeboortedatTotEnMet": Datum("19500000")}, ["Gewezen"]),
        ({"GeboortedatVanaf": Datum("19920000")}, ["Student"]),
        ({"LeeftijdVanaf": 61}, ["Gewezen"]),
        ({"LeeftijdVanaf": 62}, []),
        ({"LeeftijdTotEnMet": 20}, ["Student"]),
        ({"LeeftijdTotEnMet": 19}, []),
        ({"CdNationaliteit": ("0001", "0339")}, ["Vrijwillig", "Turks"]),
        ({"CdGemeente": AMSTERDAM, "CdDeel": "DEFINITIEF"}, ["Gewezen"]),
        ({"CdSrtVoorziening": ("IV",)}, ["Çelik_%", "celik", "Turks"]),
        ({"IndVoorzieningActief": True}, ["Çelik_%", "Vrijwillig", "Turks"]),
        ({"IndVoorzieningActief": True, "CdSrtVoorziening": ("IV",)}, ["Çelik_%", "Turks"]),
        ({"IndVoorzieningActief": False, "CdSrtVoorziening": ("IV",)}, ["celik"]),
        ({"CdSrtVrijstelling": "TIJDELIJK"}, ["Student"]),
        ({"CdHerkomstVrijstelling": "DUO"}, ["Student", "Zonder"]),
        ({"CdSrtVrijstelling": "TIJDELIJK", "CdHerkomstVrijstelling": "GEMEENTE"}, []),
        ({"DatETermijnTotEnMet": Datum("20130000")}, ["Telaat"]),
        ({"DatETermijnVanaf": Datum("20120531"), "DatETermijnTotEnMet": Datum("20120531")}, ["Telaat"]),
        ({"CdGroepTermijn": ("OVR",)}, ["Telaat"]),
        ({"GewijzigdVanaf": Tijdstip("2012060109301512"), "CdDeel": "DEFINITIEF"}, ["Gewezen"]),
        ({"GewijzigdVanaf": Tijdstip("2012060109301513")}, []),
    ],
)
def test_elk_criterium(balie: Balie, criteria: dict[str, Any], namen: list[str]) -> None:
    assert gevonden(balie, **criteria) == namen


@pytest.mark.regel("R-089")
def test_totaal_is_actief_en_definitief_samen(balie: Balie) -> None:
    actief, definitief = gevonden(balie, CdDeel="ACTIEF"), gevonden(balie, CdDeel="DEFINITIEF")
    assert sorted(actief + definitief) == sorted(gevonden(balie, CdDeel="TOTAAL")) == sorted(gevonden(balie))


def test_een_gewijzigd_dossier_komt_in_de_nachtelijke_synchronisatie(balie: Balie) -> None:
    vannacht = Tijdstip("2012060200000000")
    assert gevonden(balie, GewijzigdVanaf=vannacht) == []
    gegevens = berichten.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=Datum("20120602"))
    balie.na(1).vraag("RegistreerInburgeringsplicht", "999990093", PlichtGegevens=gegevens)
    assert gevonden(balie, GewijzigdVanaf=vannacht) == ["Zonder"]


def test_wat_in_de_regel_staat(balie: Balie) -> None:
    zoekvraag = berichten.Zoekvraag(CdGroepTermijn=("OVR",))
    (persoon,) = balie.vraag("PersonenZoeken", Zoekvraag=zoekvraag).Selectie.ClientSuwi
    assert (persoon.Burgerservicenr, persoon.CdGemeente) == ("999990070", AMSTERDAM)
    assert (persoon.CdStatus, persoon.CdDeel) == ("INBURGERINGSPLICHTIG", "ACTIEF")
    assert (persoon.DatETermijn, persoon.DatTijdGewijzigd) == ("20120531", "2012060109301512")


@pytest.mark.regel("R-026")
@pytest.mark.parametrize("wie", ["leest", "muteert"])
def test_zoeken_is_voor_rol_3_en_6(balie: Balie, wie: str) -> None:
    assert balie.als(wie).codes("PersonenZoeken", Zoekvraag=berichten.Zoekvraag()) == ["F003"]
    assert balie.als(wie).codes("TermijnoverschrijdersInfo") == ["F003"]
    assert balie.als(wie).codes("VoorzieningenTelling") == ["F003"]


# --- bladeren -------------------------------------------------------------------------------------------


def bladzijden(balie: Balie, aantal: int, **criteria: Any) -> list[list[str]]:
    cursor, alles = None, []
    while True:
        selectie = balie.vraag(
            "PersonenZoeken",
            Zoekvraag=berichten.Zoekvraag(**criteria),
            AantPerPagina=aantal,
            Cursor=cursor,
        ).Selectie
        alles.append([persoon.Burgerservicenr for persoon in selectie.ClientSuwi])
        cursor = selectie.CursorVolgende
        if cursor is None:
            return alles


@pytest.mark.parametrize("aantal", [1, 4, 9, 500])
def test_bladeren_geeft_iedereen_een_keer(balie: Balie, aantal: int) -> None:
    delen = bladzijden(balie, aantal)
    assert [len(deel) for deel in delen[:-1]] == [aantal] * (len(delen) - 1)
    assert [bsn for deel in delen for bsn in deel] == list(PERSONEN)


def test_wie_tussendoor_verhuist_verschuift_de_rest_niet(balie: Balie) -> None:
    zoekvraag = berichten.Zoekvraag()
    eerste = balie.vraag("PersonenZoeken", Zoekvraag=zoekvraag, AantPerPagina=3).Selectie
    balie.verhuis(ROTTERDAM, list(PERSONEN)[1])
    volgende = balie.vraag("PersonenZoeken", Zoekvraag=zoekvraag, Cursor=eerste.CursorVolgende).Selectie
    assert [p.Burgerservicenr for p in volgende.ClientSuwi] == list(PERSONEN)[3:]
    assert volgende.AantTotaal == len(PERSONEN) - 1


def test_een_cursor_hoort_bij_een_vraag_van_een_gemeente(balie: Balie) -> None:
    zoekvraag = berichten.Zoekvraag()
    cursor = balie.vraag("PersonenZoeken", Zoekvraag=zoekvraag, AantPerPagina=1).Selectie.CursorVolgende
    andere = berichten.Zoekvraag(CdDeel="ACTIEF")
    assert balie.codes("PersonenZoeken", Zoekvraag=andere, Cursor=cursor) == ["F101"]
    assert balie.bij(ROTTERDAM).codes("PersonenZoeken", Zoekvraag=zoekvraag, Cursor=cursor) == ["F101"]
    for onzin in ("x", "A" * 200, "-_-_"):
        assert balie.codes("PersonenZoeken", Zoekvraag=zoekvraag, Cursor=onzin) == ["F101"]


@pytest.mark.parametrize("aantal", [0, 501, 999])
def test_hoogstens_500_regels_per_antwoord(balie: Balie, aantal: int) -> None:
    assert balie.codes("PersonenZoeken", Zoekvraag=berichten.Zoekvraag(), AantPerPagina=aantal) == ["F100"]
    assert balie.codes("TermijnoverschrijdersInfo", AantPerPagina=aantal) == ["F100"]


def test_een_onmogelijke_vraag_wordt_geweigerd_met_alle_redenen(balie: Balie) -> None:
    zoekvraag = berichten.Zoekvraag(
        GeboortedatVanaf=Datum("00000501"),
        LeeftijdVanaf=40,
        LeeftijdTotEnMet=30,
        DatETermijnVanaf=Datum("20130000"),
        DatETermijnTotEnMet=Datum("20120000"),
        CdGemeente=ROTTERDAM,
        GewijzigdVanaf=Tijdstip("2012023100000000"),
    )
    assert balie.codes("PersonenZoeken", Zoekvraag=zoekvraag) == ["F103", "F102", "F102", "F103", "F104"]


def test_de_database_oordeelt_als_het_domein(balie: Balie) -> None:
    """Wat SQL over voorziening, vrijstelling en leeftijd beslist, is wat de regels zeggen."""
    for dagen in (-40, -12, 0, 29, 800, 9000):
        peildatum = b.VANDAAG + timedelta(days=dagen)
        balie.na_de_run(peildatum)
        with balie.database.transactie() as conn:
            dossiers = list(lees_dossiers(conn, list(PERSONEN)))

        def volgens_domein(
            regel: Any, dossiers: list[m.Dossier] = dossiers, peildatum: date = peildatum
        ) -> list[str]:
            return [d.persoon.geslachtsnaam for d in dossiers if regel(d, peildatum)]

        assert gevonden(balie, IndVoorzieningActief=True) == volgens_domein(heeft_actieve_voorziening)
        assert gevonden(balie, CdHerkomstVrijstelling="DUO") == volgens_domein(
            lambda d, dag: any(loopt(v, dag) for v in d.vrijstellingen)
        )
        for jaren in (20, 31, 32, 61, 62, 65):
            assert gevonden(balie, LeeftijdVanaf=jaren) == volgens_domein(
                lambda d, dag, jaren=jaren: heeft_leeftijd(d.persoon.geboortedatum, jaren, dag)
            )


# --- de lijst handhaving en termijnoverschrijding -------------------------------------------------------


@pytest.mark.regel("R-035")
def test_de_lijst_is_dezelfde_als_uitgebreid_zoeken(balie: Balie) -> None:
    for groepen in ((), ("OVR",), ("TR",), ("NL", "TR"), ("VTR",)):
        lijst = balie.vraag("TermijnoverschrijdersInfo", CdGroepTermijn=groepen).Termijnoverschrijders
        alle = groepen or ("NL", "TR", "P65", "VRD", "VTR", "OVR")
        assert [p.Geslachtsnaam for p in lijst.ClientSuwi] == gevonden(balie, CdGroepTermijn=alle)
        assert lijst.AantTotaal == len(lijst.ClientSuwi)


@pytest.mark.regel("R-036")
def test_wat_op_de_lijst_staat(balie: Balie) -> None:
    boete = m.Boete(handhaving=0, grondslag="ART31", bedrag=25000, datum=date(2012, 3, 1))
    with balie.database.transactie() as conn:
        (telaat,) = lees_dossiers(conn, ["999990070"])
    balie.voeg_toe(replace(boete, handhaving=telaat.handhavingen[0].id), bsn="999990070")
    lijst = balie.vraag("TermijnoverschrijdersInfo").Termijnoverschrijders
    regels = {p.Geslachtsnaam: p for p in lijst.ClientSuwi}
    assert set(regels) == {"Telaat", "Turks"}
    laat = regels["Telaat"]
    assert (laat.CdGroepTermijn, laat.CdActieTermijn, laat.AantDagenOver) == (("OVR",), "HANDHAVEN", 1)
    assert (laat.DatBTermijn, laat.DatETermijn, laat.DatLaatsteBoete) == ("20110131", "20120531", "20120301")
    assert (laat.IndActieveVoorziening, laat.CdGemeenteAanbod) == (False, None)
    turks = regels["Turks"]
    assert (turks.CdGroepTermijn, turks.CdActieTermijn, turks.AantDagenOver) == (("TR",), "REDEN_4", None)
    assert (turks.IndActieveVoorziening, turks.CdGemeenteAanbod) == (True, AMSTERDAM)
    assert lijst.UrlDownload.startswith("/ketentest/termijnoverschrijders/")
    assert lijst.DatTijdEDownload == "2012060109351512"  # vijf minuten later


@pytest.mark.regel("R-038")
def test_met_reden_4_verdwijnt_iemand_van_de_lijst(balie: Balie) -> None:
    gegevens = berichten.PlichtGegevens(
        IndInburgeringsplicht=False, CdRedenNietPlichtig="4", DatVaststelling=Datum("20120601")
    )
    balie.vraag("RegistreerInburgeringsplicht", "999990081", PlichtGegevens=gegevens)
    lijst = balie.vraag("TermijnoverschrijdersInfo", CdGroepTermijn=("TR",)).Termijnoverschrijders
    assert (lijst.AantTotaal, lijst.ClientSuwi) == (0, ())
    assert "Turks" in gevonden(balie, CdDeel="DEFINITIEF")


def test_de_lijst_volgt_de_regel(balie: Balie) -> None:
    with balie.database.transactie() as conn:
        dossiers = list(lees_dossiers(conn, list(PERSONEN)))
    verwacht = [d.persoon.bsn for d in dossiers if overschrijding(d, b.VANDAAG)]
    lijst = balie.vraag("TermijnoverschrijdersInfo").Termijnoverschrijders
    assert [p.Burgerservicenr for p in lijst.ClientSuwi] == verwacht


# --- tellingen ------------------------------------------------------------------------------------------


@pytest.mark.regel("R-138")
def test_een_voorziening_telt_bij_de_gemeente_die_aanbood(balie: Balie) -> None:
    elders = replace(b.VOORZIENING, startdatum=date(2011, 5, 1), aanbod_door_gemeente=ROTTERDAM)
    balie.voeg_toe(elders, bsn="999990019")
    tellingen = balie.vraag("VoorzieningenTelling").Tellingen.Telling
    assert [(x.Jaar, x.CdGemeente, x.CdSrtVoorziening, x.Aantal) for x in tellingen] == [
        (2012, AMSTERDAM, "IV", 3),
        (2012, AMSTERDAM, "VIV", 1),
    ]
    # Rotterdam telt haar, ook al woont de deelnemer in Amsterdam.
    (daar,) = balie.bij(ROTTERDAM).vraag("VoorzieningenTelling").Tellingen.Telling
    assert (daar.Jaar, daar.CdGemeente, daar.Aantal) == (2011, ROTTERDAM, 1)
    with balie.database.transactie() as conn:
        alle = [v for d in lees_dossiers(conn, list(PERSONEN)) for v in d.voorzieningen]
    assert {(x.Jaar, x.CdGemeente, x.CdSrtVoorziening): x.Aantal for x in (*tellingen, daar)} == telling(alle)


def test_tellen_over_jaren(balie: Balie) -> None:
    def jaren(**grenzen: Any) -> list[int]:
        return [x.Jaar for x in balie.vraag("VoorzieningenTelling", **grenzen).Tellingen.Telling]

    balie.voeg_toe(replace(b.VOORZIENING, startdatum=date(2010, 12, 31)), bsn="999990019")
    assert jaren() == [2010, 2012, 2012]
    assert jaren(JaarVanaf=2011) == [2012, 2012]
    assert jaren(JaarTotEnMet=2010) == jaren(JaarVanaf=2010, JaarTotEnMet=2011) == [2010]
    assert balie.codes("VoorzieningenTelling", JaarVanaf=2012, JaarTotEnMet=2011) == ["F102"]
