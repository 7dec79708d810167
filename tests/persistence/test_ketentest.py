"""Een ketentester bestuurt tijd, runs en begintoestand met berichten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from isi_soap.domain.datum import Datum, Tijdstip
from isi_soap.domain.meldingen import Weigering
from persistence import tabellen as t
from persistence.database import Database
from persistence.klok import lees
from tests.persistence.balie import ADRES, HANDHAVING, JA, NU, PERMANENT, richt_in
from tests.persistence.partner import Keten, richt_partners_in
from tests.persistence.test_keten import diploma


@pytest.fixture
def keten(database: Database) -> Keten:
    balie = richt_in(database)
    balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING)
    balie.na_de_run(balie.nu.date())
    return richt_partners_in(balie)


def run(keten: Keten, soort: str = "DAGELIJKS") -> Any:
    return keten.vraag("VoerRunUit", CdRun=soort).Run


def test_de_klok_loopt_door_nadat_zij_verzet_is(keten: Keten) -> None:
    klok = keten.vraag("ZetKlok", DatTijdKlok=Tijdstip("2012090108000000")).Klok
    assert (klok.DatTijdKlok, klok.IndVerzet) == ("2012090108000000", True)
    assert klok.DatLaatsteRun == Datum.van(NU.date())
    later = keten.balie.nu + timedelta(minutes=5)
    with keten.database.transactie() as conn:
        nu = lees(conn, lambda: later)
    assert f"{nu.nu:%Y%m%d%H%M}" == "201209010805"
    terug = keten.vraag("ZetKlok").Klok
    assert (terug.DatTijdKlok[:14], terug.IndVerzet) == (f"{NU:%Y%m%d%H%M%S}", False)


def test_een_tijdstip_dat_niet_bestaat(keten: Keten) -> None:
    with pytest.raises(Weigering) as nee:
        keten.vraag("ZetKlok", DatTijdKlok=Tijdstip("2012023108000000"))
    assert [m.code.code for m in nee.value.meldingen] == ["F089"]


@pytest.mark.regel("R-065")
def test_een_dag_verder_met_berichten(keten: Keten) -> None:
    diploma(keten)
    keten.vraag("ZetKlok", DatTijdKlok=Tijdstip("2012060208000000"))
    eerste = run(keten)
    assert (eerste.DatRun, eerste.IndReedsUitgevoerd) == (Datum("20120602"), False)
    assert eerste.AantGewijzigd == 1
    assert keten.balie.dossier().CdStatus == "GEWEZEN"
    tweede = run(keten)
    assert (tweede.IndReedsUitgevoerd, tweede.AantGewijzigd) == (True, 0)


def test_met_de_klok_terug_geldt_weer_de_vroegere_dag(keten: Keten) -> None:
    for tijdstip in ("2014090108000000", "2012090108000000", "2014090108000000"):
        keten.vraag("ZetKlok", DatTijdKlok=Tijdstip(tijdstip))
        assert run(keten).IndReedsUitgevoerd is False
        assert keten.balie.dossier().PeildatAfleiding == tijdstip[:8]


def test_de_andere_runs(keten: Keten) -> None:
    assert run(keten, "NIEUWKOMERS").AantVerwerkt == 0
    assert run(keten, "IND_UITWISSELING").AantVerwerkt == 1


def test_de_begintoestand_terug(keten: Keten) -> None:
    with keten.database.transactie() as conn:
        conn.execute(
            insert(t.eenmaal).values(
                oin="0" * 20, message_id="urn:x", body_hash=b"x" * 32, bericht_id=_bron(conn), tijdstip=NU
            )
        )
    begin = keten.vraag("HerstelBegintoestand").Begintoestand
    with keten.database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(t.eenmaal)) == 0
        assert conn.scalar(select(func.count()).select_from(t.afgeleid)) == begin.AantPersonen
        assert lees(conn).verzet


def _bron(conn: Any) -> Any:
    return conn.scalar(select(t.oorsprong.c.id).limit(1))
