"""De dagrun: één keer per dag, volledig, hervatbaar, en nooit half."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from isi_soap.contract import berichten
from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Buitenland, Nationaliteit, Plicht
from persistence import tabellen as t
from persistence.afleiding import afgeleide_rij
from persistence.database import Database
from persistence.dossiers import lees_dossiers
from persistence.eenheid import nieuw_id
from persistence.runs import Verslag, dagelijks
from persistence.runs.kandidaten import geraakt
from persistence.testdata import laad
from tests.persistence.balie import ADRES, AMSTERDAM, ANDER, BSN, HANDHAVING, JA, PERMANENT, richt_in
from tests.persistence.partner import Keten, persoon_keten, richt_partners_in
from tests.persistence.test_keten import diploma, nieuwkomer


@pytest.fixture
def keten(database: Database) -> Keten:
    balie = richt_in(database)
    balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING)
    balie.na_de_run(balie.nu.date())
    return richt_partners_in(balie)


def klaar_gezet(keten: Keten, aantal: int) -> list[str]:
    """Zoveel personen van wie de termijn nu voorbijgaat, rechtstreeks in de tabellen."""
    bsns = [f"99{nr:07d}" for nr in range(aantal)]
    with keten.database.transactie() as conn:
        bron = conn.scalar(select(t.oorsprong.c.id).limit(1))
        keten_ = {"bron": bron, "dag": keten.balie.nu.date(), "bsns": bsns}
        for kopie in (_AFGELEID, _PERSOON, _ADRES, _PLICHT, _HANDHAVING):
            conn.execute(text(kopie), keten_)
    return bsns


_AFGELEID = """
INSERT INTO afgeleid (bsn, status, deel, peildatum, woongemeente, wet, naam_zoek, einde_termijn, gewijzigd)
SELECT bsn, 'INBURGERINGSPLICHTIG', 'ACTIEF', :dag, '0363', 'WI2007', 'voorbeeld', :dag, :dag
  FROM unnest(CAST(:bsns AS text[])) AS bsn"""
_PERSOON = """
INSERT INTO persoon (bsn, geslachtsnaam, geboortedatum, geslacht, zelfmelder, gehele_vrijstelling_duo, wet,
                     versienr, geschreven_door)
SELECT bsn, 'Voorbeeld', '19800101', '2', false, false, 'WI2007', 1, :bron
  FROM unnest(CAST(:bsns AS text[])) AS bsn"""
_ADRES = """
INSERT INTO adres (bsn, versienr, gemeente, datum_aanvang, geschreven_door)
SELECT bsn, 1, '0363', '2008-01-01', :bron FROM unnest(CAST(:bsns AS text[])) AS bsn"""
_PLICHT = """
INSERT INTO plicht (bsn, versienr, inburgeringsplicht, datum_vaststelling, gemeente, geschreven_door)
SELECT bsn, 1, true, '2008-06-01', '0363', :bron FROM unnest(CAST(:bsns AS text[])) AS bsn"""
_HANDHAVING = """
INSERT INTO handhaving (bsn, versienr, soort_besluit, datum_besluit, datum_aanvang_termijn, termijn_maanden,
                        datum_einde_termijn, gemeente, geschreven_door)
SELECT bsn, 1, 'KENNISGEVING', '2008-06-01', '2008-06-01', 42, :dag, '0363', :bron
  FROM unnest(CAST(:bsns AS text[])) AS bsn"""


def signalen(database: Database, code: str = "SS902") -> list[str]:
    with database.transactie() as conn:
        vraag = select(t.signaal.c.bsn).where(t.signaal.c.code == code).order_by(t.signaal.c.bsn)
        return list(conn.execute(vraag).scalars())


@pytest.mark.regel("R-065")
def test_een_keer_per_dag(keten: Keten) -> None:
    morgen = keten.morgen()
    diploma(keten)
    eerste, tweede = morgen.dagrun(), morgen.dagrun()
    assert (eerste.al_uitgevoerd, eerste.ketenberichten, eerste.gewijzigd) == (False, 1, 1)
    assert (tweede.al_uitgevoerd, tweede.gewijzigd) == (True, 0)
    assert morgen.balie.dossier().PeildatAfleiding == morgen.dag


@pytest.mark.regel("R-065")
def test_twee_tegelijk_doen_het_werk_een_keer(keten: Keten) -> None:
    klaar_gezet(keten, 600)
    morgen = keten.morgen()
    verslagen: list[Verslag] = []
    draden = [threading.Thread(target=lambda: verslagen.append(morgen.dagrun())) for _ in range(2)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert sorted(v.al_uitgevoerd for v in verslagen) == [False, True]
    assert len(signalen(keten.database)) == 600


def test_een_gemiste_run_wordt_ingehaald(keten: Keten) -> None:
    diploma(keten)
    verslag = keten.morgen(5).dagrun()
    assert (verslag.ingehaalde_dagen, verslag.uitkomsten) == (4, {"VERWERKT": 1})


@pytest.mark.regel("R-006")
def test_elk_feit_draagt_wie_het_meldde(keten: Keten) -> None:
    nieuwkomer(keten, ANDER)
    dossier = keten.volgende_dag().balie.dossier(ANDER)
    assert dossier.Persoonsgegevens.Straatadres[0].CdGemeente == AMSTERDAM
    assert dossier.Signaal[0].Oorsprong.CdBron == "IND"
    klaar_gezet(keten, 1)
    keten.morgen(3).dagrun()
    assert keten.morgen(3).balie.dossier("990000000").Signaal[0].Oorsprong.CdBron == "DUO"


@pytest.mark.regel("R-074")
def test_een_nieuwkomer_wacht_op_zijn_eigen_run_en_wat_na_hem_kwam_ook(keten: Keten) -> None:
    nieuwkomer(keten, ANDER)
    diploma(keten, bsn=ANDER)
    assert keten.morgen().dagrun().ketenberichten == 0
    overmorgen = keten.morgen(2)
    assert overmorgen.nieuwkomersrun().uitkomsten == {"VERWERKT": 1}
    assert overmorgen.balie.dossier(ANDER).Diploma == ()
    assert overmorgen.dagrun().uitkomsten == {"VERWERKT": 1}
    assert len(overmorgen.balie.dossier(ANDER).Diploma) == 1


@pytest.mark.regel("R-142")
@pytest.mark.regel("R-144")
def test_een_aangehouden_nt2_diploma_wordt_ingelezen_als_de_nee_weg_is(keten: Keten) -> None:
    nee = Plicht(
        inburgeringsplicht=False, reden_nee="1", datum_vaststelling=date(2012, 1, 1), gemeente=AMSTERDAM
    )
    keten.balie.leg_vast(ADRES, nee, bsn=ANDER)
    diploma(keten, "CVE", "NT2_I", bsn=ANDER)
    morgen = keten.volgende_dag()
    assert morgen.balie.dossier(ANDER).Diploma[0].CdVerwerkingsstatus == "AANGEHOUDEN"
    with keten.database.transactie() as conn:
        bron = nieuw_id()
        conn.execute(
            t.oorsprong.insert().values(id=bron, soort="BERICHT", tijdstip=morgen.balie.nu, partij="DUO")
        )
        conn.execute(
            update(t.plicht)
            .where(t.plicht.c.bsn == ANDER)
            .values(beeindigd_door=bron, versie_einde="BEEINDIGD")
        )
    dossier = morgen.volgende_dag().balie.dossier(ANDER)
    assert dossier.Diploma[0].CdVerwerkingsstatus == "VERWERKT"
    assert dossier.Persoonsgegevens.IndGeheleVrijstellingDuo is True


@pytest.mark.regel("R-044")
def test_langer_dan_een_jaar_weg(keten: Keten) -> None:
    weg = Buitenland(datum_vertrek=keten.balie.nu.date() - timedelta(days=365))
    keten.balie.voeg_toe(weg)
    keten.volgende_dag()
    assert keten.morgen().balie.dossier().CdStatus == "INBURGERINGSPLICHTIG"
    later = keten.morgen(2)
    later.dagrun()
    dossier = later.balie.dossier()
    assert (dossier.CdStatus, dossier.Persoonsgegevens.IndVertrokken) == ("VERTROKKEN", True)
    assert [s.CdSignaal for s in dossier.Signaal] == ["SS904"]


@pytest.mark.regel("R-046")
@pytest.mark.regel("R-065")
def test_vertrek_terugkeer_en_overlijden_werken_na_de_run(keten: Keten) -> None:
    vertrek = berichten.VerblijfBuitenland(DatVertrek=keten.eerder(500))
    vertrokken = brp(keten, VerblijfBuitenland=vertrek, Straatadres=None).volgende_dag()
    assert vertrokken.balie.dossier().CdStatus == "VERTROKKEN"
    adres = berichten.Straatadres(CdGemeente=AMSTERDAM, DatBAdres=vertrokken.eerder(1))
    vestiging = berichten.VerblijfBuitenland(DatVertrek=keten.eerder(500), DatVestiging=vertrokken.eerder(1))
    terug = brp(vertrokken, VerblijfBuitenland=vestiging, Straatadres=adres).volgende_dag()
    gegevens = terug.balie.dossier().Persoonsgegevens
    assert (gegevens.IndVertrokken, gegevens.CdOudNieuwkomer) == (False, "NIEUWKOMER")
    overleden = brp(terug, Straatadres=adres, DatOverlijden=terug.eerder(0))
    assert overleden.balie.dossier().CdStatus != "OVERLEDEN"
    dossier = overleden.volgende_dag().balie.dossier()
    assert (dossier.CdStatus, dossier.CdDeel) == ("OVERLEDEN", "DEFINITIEF")


@pytest.mark.regel("R-037")
def test_wie_vandaag_plichtig_werd_kan_vandaag_nog_van_de_lijst(keten: Keten) -> None:
    """Van één dag en één gemeente is er één vaststelling; haar vorige versie blijft leesbaar."""
    morgen = keten.morgen()
    ja = Plicht(inburgeringsplicht=True, datum_vaststelling=morgen.balie.nu.date(), gemeente=AMSTERDAM)
    morgen.balie.leg_vast(ADRES, Nationaliteit(code="0339"), ja, bsn=ANDER)
    assert morgen.dagrun().mislukt == 0
    dossier = morgen.balie.dossier(ANDER, historie=True)
    assert (dossier.CdStatus, dossier.Plicht[-1].CdRedenNietPlichtig, len(dossier.Plicht)) == ("NIET", "4", 1)
    assert dossier.Historie is not None
    assert [(p.Versienr, p.IndInburgeringsplicht) for p in dossier.Historie.Plicht] == [(1, True)]


@pytest.mark.regel("R-065")
def test_het_oude_adres_in_een_vertrekmelding_is_geen_nieuw_adres(keten: Keten) -> None:
    adres = berichten.Straatadres(CdGemeente=AMSTERDAM, DatBAdres=Datum.van(ADRES.datum_aanvang))
    vertrek = berichten.VerblijfBuitenland(DatVertrek=keten.eerder(30))
    morgen = brp(keten, VerblijfBuitenland=vertrek, Straatadres=adres).morgen()
    assert (morgen.dagrun().mislukt, morgen.balie.dossier().Persoonsgegevens.Straatadres[0].DatEAdres) == (
        0,
        keten.eerder(30),
    )


def brp(keten: Keten, **anders: Any) -> Keten:
    persoon = berichten.ClientKeten(Burgerservicenr=BSN, PersoonKeten=persoon_keten(**anders))
    keten.meld("BRP", "VerwerkPersoonsgegevens", Peildat=keten.dag, ClientSuwi=persoon)
    return keten


def test_wat_bij_een_persoon_misgaat_houdt_de_rest_niet_op(keten: Keten) -> None:
    (ander,) = klaar_gezet(keten, 1)
    diploma(keten)
    diploma(keten, bsn=ander)
    with keten.database.transactie() as conn:
        conn.execute(
            update(t.ketenbericht).where(t.ketenbericht.c.bsn == ander).values(inhoud={"onzin": "1"})
        )
    verslag = keten.morgen().dagrun()
    assert (verslag.mislukt, verslag.uitkomsten) == (1, {"VERWERKT": 1, "MISLUKT": 1})
    assert keten.morgen().balie.dossier().CdStatus == "GEWEZEN"
    assert keten.morgen(2).dagrun().uitkomsten == {"MISLUKT": 1}


@pytest.fixture
def testset(database: Database) -> Database:
    """De testset van duizend personen, met de klok die de test haar geeft."""
    with database.transactie() as conn:
        laad(conn, "S")
        conn.execute(update(t.stand).values(klok_vast=None, klok_verschil=None))
    return database


@pytest.mark.regel("R-065")
def test_de_keuze_mist_niemand(testset: Database) -> None:
    """Na een run die koos, is de stand van iedereen die van een run over iedereen."""
    begin = datetime(2019, 4, 3, 4, tzinfo=UTC)
    dagelijks(testset, klok=lambda: begin)
    for dagen in (1, 2, 30, 31, 200, 400, 1100):
        nu = begin + timedelta(days=dagen)
        verslag = dagelijks(testset, klok=lambda nu=nu: nu)  # type: ignore[misc]
        assert verslag.mislukt == 0
        assert dagen > 1 or verslag.verwerkt < 100
        assert _achtergebleven(testset, nu.date()) == []
    assert verslag.gewijzigd > 0


def test_de_keuze_is_klein_op_een_gewone_dag(testset: Database) -> None:
    dag = date(2019, 4, 3)
    with testset.transactie() as conn:
        gekozen = geraakt(conn, dag - timedelta(days=1), dag, nieuw_id())
        assert len(gekozen) < 100


def _achtergebleven(database: Database, dag: date) -> list[Any]:
    with database.transactie() as conn:
        rijen = {rij["bsn"]: rij for rij in conn.execute(select(t.afgeleid)).mappings()}
        anders = []
        for dossier in lees_dossiers(conn, sorted(rijen)):
            rij = rijen[dossier.persoon.bsn]
            nieuw = afgeleide_rij(dossier, dag, rij["gewijzigd"])
            verschil = {k for k, w in nieuw.items() if k != "peildatum" and rij[k] != w}
            if verschil or not actualiseer(dossier, dag).leeg:
                anders.append((dossier.persoon.bsn, verschil))
    return anders
