"""`log verifieer` noemt precies wat er mis is, en alleen dat, ook in een log van honderden records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from persistence.database import Database
from persistence.kenmerk import nieuw_id
from persistence.logboek import record
from persistence.logboek.berichtenlog import schrijf_logregel
from persistence.logboek.keuze import Keuze, posities_van
from persistence.logboek.toets import Bevinding, Logtoets
from persistence.tabellen import bericht, datasleutel, verzegeling
from tests.persistence.logboek.records import ANDER, BSN, NU, logregel
from tests.persistence.logboek.verzegeld import Log, begin, geknoei

AANTAL = 600


@pytest.fixture(scope="module")
def log(gedeelde_database: Database) -> Log:
    """Wat een test ermee doet, doet zij in `geknoei`: dat gaat weer terug."""
    database = gedeelde_database
    log = begin(database)
    with database.transactie() as conn:
        for nummer, kenmerk in enumerate(sorted(nieuw_id() for _ in range(AANTAL))):
            wie = ((BSN,), (BSN, ANDER), ())[nummer % 3]
            regel = logregel(*wie, ontvangen=NU + timedelta(minutes=nummer), verzoek=b"<v/>" * (nummer + 1))
            schrijf_logregel(conn, database.logsleutels, kenmerk, regel)
            if nummer % 100 == 49:
                log.teken(conn, log.verzegel(conn))
        log.teken(conn, log.verzegel(conn))
    return log


@pytest.fixture(name="geknoei")
def _geknoei(log: Log) -> Iterator[Connection]:
    with geknoei(log) as conn:
        yield conn


def alles(log: Log, conn: Connection, *, inhoud: bool = False) -> list[Bevinding]:
    return list(Logtoets(conn, log.database.logsleutels, inhoud=inhoud).alles())


def soorten(bevindingen: list[Bevinding]) -> list[tuple[str, int | None]]:
    return [(b.soort, b.positie) for b in bevindingen]


def op(conn: Connection, positie: int) -> object:
    return conn.scalar(select(verzegeling.c.bericht_id).where(verzegeling.c.positie == positie))


def test_een_heel_log(log: Log, geknoei: Connection) -> None:
    toets = Logtoets(geknoei, log.database.logsleutels, inhoud=True, bewaard=tuple(log.bewaard))
    assert list(toets.alles()) == []
    assert (toets.telling.records, toets.telling.checkpoints) == (AANTAL, len(log.bewaard))
    kenmerk = op(geknoei, 300)
    assert list(toets.bericht(kenmerk)) == []  # type: ignore[arg-type]
    tijdvak = Keuze(van=NU + timedelta(minutes=400), tot=NU + timedelta(minutes=401))
    posities = posities_van(geknoei, log.database.logsleutels, tijdvak)
    assert posities is not None
    assert posities[1] - posities[0] == 1
    assert list(toets.reeks(*posities)) == []


@pytest.mark.parametrize("positie", [0, 255, 256, 300, 599])
def test_een_gewijzigd_veld_is_een_bevinding(log: Log, geknoei: Connection, positie: int) -> None:
    geknoei.execute(update(bericht).where(bericht.c.id == op(geknoei, positie)).values(gebruiker="x"))
    assert soorten(alles(log, geknoei)) == [("GEWIJZIGD", positie)]


@pytest.mark.parametrize("positie", [0, 255, 256, 300])
def test_een_gewijzigd_blad_raakt_alleen_zijn_reeks(log: Log, geknoei: Connection, positie: int) -> None:
    geknoei.execute(update(bericht).where(bericht.c.id == op(geknoei, positie)).values(gebruiker="x"))
    rij = geknoei.execute(select(bericht).where(bericht.c.gebruiker == "x")).mappings().one()
    geknoei.execute(update(verzegeling).where(verzegeling.c.positie == positie).values(blad=record.blad(rij)))
    gevonden = soorten(alles(log, geknoei))
    assert ("BOOM", positie // 256 * 256) in gevonden
    eind = (positie // 256 + 1) * 256
    assert all(soort == "BOOM" or (positie < waar < eind) for soort, waar in gevonden if waar is not None)


@pytest.mark.parametrize("positie", [0, 300, 599])
def test_een_gat_is_een_bevinding(log: Log, geknoei: Connection, positie: int) -> None:
    kenmerk = {"id": op(geknoei, positie)}
    geknoei.execute(text("DELETE FROM bericht WHERE id = :id"), kenmerk)
    assert soorten(alles(log, geknoei)) == [("ONTBREEKT", positie)]
    geknoei.execute(text("DELETE FROM verzegeling WHERE bericht_id = :id"), kenmerk)
    assert ("ONTBREEKT", positie) in soorten(alles(log, geknoei))


@pytest.mark.parametrize("vanaf", [0, 100, 256, 300])
def test_een_weggehaald_einde_is_op_elke_positie_een_bevinding(
    log: Log, geknoei: Connection, vanaf: int
) -> None:
    """Ook als het meer is dan een reeks van 256: de stand van het log weet hoe groot het was."""
    geknoei.execute(text("DELETE FROM verzegeling WHERE positie >= :vanaf"), {"vanaf": vanaf})
    gevonden = [bevinding.positie for bevinding in alles(log, geknoei) if bevinding.soort == "ONTBREEKT"]
    assert gevonden == list(range(vanaf, AANTAL))


def test_inhoud(log: Log, geknoei: Connection) -> None:
    geknoei.execute(text("UPDATE bericht_inhoud SET inhoud = '\\x01'"))
    assert soorten(alles(log, geknoei)) == [("INHOUD", positie) for positie in range(AANTAL)]


def test_sleutels_vernietigd_verloren_en_verwisseld(log: Log, geknoei: Connection) -> None:
    van_bsn = datasleutel.c.persoon == log.database.logsleutels.persoon(BSN)
    geknoei.execute(update(datasleutel).where(van_bsn).values(ingepakt=bytes(60)))
    assert alles(log, geknoei) == []  # wie niet leest, ziet dit niet
    assert {b.soort for b in alles(log, geknoei, inhoud=True)} == {"INHOUD"}
    geknoei.execute(
        update(datasleutel).where(van_bsn).values(ingepakt=None, inpaksleutel=None, vernietigd=NU)
    )
    toets = Logtoets(geknoei, log.database.logsleutels, inhoud=True)
    assert list(toets.alles()) == []
    assert toets.telling.vernietigd == AANTAL // 3
    geknoei.execute(text("DELETE FROM datasleutel WHERE vernietigd IS NULL"))
    assert len(alles(log, geknoei)) == 2 * AANTAL // 3


def test_een_record_dat_nooit_verzegeld_werd(log: Log, geknoei: Connection) -> None:
    erbij = "CREATE TEMP TABLE erbij ON COMMIT DROP AS SELECT * FROM bericht LIMIT 1"
    geknoei.execute(text(erbij))
    geknoei.execute(text("UPDATE erbij SET id = gen_random_uuid()"))
    geknoei.execute(text("INSERT INTO bericht SELECT * FROM erbij"))
    geknoei.execute(text("INSERT INTO onverzegeld VALUES (gen_random_uuid(), '')"))
    assert sorted(soorten(alles(log, geknoei))) == [("INGEVOEGD", None), ("ONTBREEKT", None)]


def test_wat_nog_wacht_is_geen_bevinding(log: Log, geknoei: Connection) -> None:
    sleutels, wacht = log.database.logsleutels, nieuw_id()
    schrijf_logregel(geknoei, sleutels, wacht, logregel(BSN))
    assert alles(log, geknoei) == []
    assert [b.soort for b in Logtoets(geknoei, sleutels).bericht(wacht)] == ["ONBEWEZEN"]


def test_teruggedraaid_en_valse_checkpoints(log: Log, geknoei: Connection) -> None:
    geknoei.execute(text("DELETE FROM verzegeling WHERE positie >= 550"))
    geknoei.execute(text("DELETE FROM bericht WHERE id NOT IN (SELECT bericht_id FROM verzegeling)"))
    geknoei.execute(text("UPDATE logboek SET grootte = 550"))
    assert ("TERUGGEDRAAID", 550) in soorten(alles(log, geknoei))
    geknoei.execute(text("UPDATE checkpoint SET notitie = 'x' WHERE grootte = 150"))
    assert ("CHECKPOINT", None) in soorten(alles(log, geknoei))


def test_de_rand_en_de_knopen(log: Log, geknoei: Connection) -> None:
    geknoei.execute(text("UPDATE logboek SET rand = '\\x00'"))
    assert soorten(alles(log, geknoei)) == [("BOOM", AANTAL)]
    geknoei.execute(text("DELETE FROM boomknoop WHERE nummer = 1"))
    assert soorten(alles(log, geknoei)) == [("BOOM", 256), ("BOOM", AANTAL)]
