"""Wat een run deed is terug te vinden: wat er veranderde, voor wie en waarom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from persistence import tabellen as t
from persistence.database import Database
from persistence.runs import dagelijks, ind_uitwisseling
from persistence.runs.verloop import DAGELIJKS, IND_UITWISSELING
from persistence.runs.verslag import Keuze, Regel, Runverslag, regels, verslagen
from tests.persistence.balie import ADRES, BSN, HANDHAVING, JA, PERMANENT, richt_in
from tests.persistence.partner import Keten, richt_partners_in
from tests.persistence.runs.test_dagrun import klaar_gezet
from tests.persistence.test_keten import diploma, terugmelding


@pytest.fixture
def keten(database: Database) -> Keten:
    balie = richt_in(database)
    balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING)
    balie.na_de_run(balie.nu.date())
    return richt_partners_in(balie)


def verslag(database: Database, soort: str) -> tuple[Runverslag, list[Regel]]:
    with database.transactie() as conn:
        laatste = verslagen(conn, Keuze(soort=soort, aantal=1))[0]
        return laatste, list(regels(conn, laatste))


@pytest.mark.regel("R-065")
def test_wat_voor_wie_en_waarom(keten: Keten) -> None:
    (ander,) = klaar_gezet(keten, 1)
    diploma(keten)
    keten.morgen().dagrun()
    run, rijen = verslag(keten.database, DAGELIJKS)
    assert (run.inhoud["gewijzigd"], run.geeindigd is not None) == (2, True)
    over = {bsn: [r for r in rijen if r.bsn == bsn] for bsn in (BSN, ander)}
    assert over[BSN][0].wat == "DIPLOMA van DUO: VERWERKT"
    assert "status INBURGERINGSPLICHTIG -> GEWEZEN" in over[BSN][1].wat
    assert over[BSN][1].waarom == "bericht van een ketenpartner"
    assert "signaal SS902" in over[ander][0].wat
    assert "de termijn is voorbij" in over[ander][0].waarom


@pytest.mark.regel("R-066")
@pytest.mark.regel("R-067")
def test_wie_naar_de_ind_gaat_wie_niet_en_wat_terugkomt(keten: Keten) -> None:
    vrijwillig, unie, gewoon = klaar_gezet(keten, 3)
    with keten.database.transactie() as conn:
        for bsn, anders in ((vrijwillig, {"status": "VRIJWILLIG"}), (unie, {"nationaliteiten": ["0064"]})):
            conn.execute(update(t.afgeleid).where(t.afgeleid.c.bsn == bsn).values(**anders))
    ind_uitwisseling(keten.database, klok=lambda: keten.balie.nu)
    run, rijen = verslag(keten.database, IND_UITWISSELING)
    assert (run.inhoud["verwerkt"], run.teruggemeld) == (2, 0)
    waarom = {r.bsn: (r.wat, r.waarom) for r in rijen}
    assert waarom[vrijwillig] == ("NIET_UITGEWISSELD", "vrijwillige inburgeraar (R-066)")
    assert waarom[unie] == ("NIET_UITGEWISSELD", "EU-onderdaan (R-066)")
    assert waarom[gewoon][0] == waarom[BSN][0] == "UITGEWISSELD"
    terugmelding(keten, "20120520", "PERMANENT")
    run, rijen = verslag(keten.database, IND_UITWISSELING)
    assert run.teruggemeld == 1
    assert Regel(BSN, "TERUGGEMELD", "peildatum 20120520") in rijen


def test_een_onderbroken_uitwisseling_wordt_hervat_zonder_dubbele_regels(keten: Keten) -> None:
    ind_uitwisseling(keten.database, klok=lambda: keten.balie.nu)
    with keten.database.transactie() as conn:
        # Alsof het proces wegviel tussen het vastleggen van de lijst en het afronden.
        conn.execute(update(t.run).values(geeindigd=None, verslag=None))
    hervat = ind_uitwisseling(keten.database, klok=lambda: keten.balie.nu)
    assert (hervat.al_uitgevoerd, hervat.verwerkt) == (False, 1)
    with keten.database.transactie() as conn:
        assert conn.execute(select(t.run_regel.c.bsn)).scalars().all() == [BSN]


def test_een_volledige_run_over_een_niet_geraakte_persoon_schrijft_niets(keten: Keten) -> None:
    keten.morgen().dagrun()
    overmorgen = replace(keten, balie=keten.balie.na(2))
    run = dagelijks(keten.database, klok=lambda: overmorgen.balie.nu, volledig=True)
    assert (run.verwerkt, run.gewijzigd) == (1, 0)
    assert verslag(keten.database, DAGELIJKS)[1] == []
