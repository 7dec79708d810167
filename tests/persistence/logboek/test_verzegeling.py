"""Posities zonder gaten, één boom, en een verzegelaar die niet tekent wat hij niet herkent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update

from isi_soap.audit.bewijs import consistentiebewijs, inclusiebewijs, is_consistent, wortel_uit_inclusie
from isi_soap.audit.boom import Bereik, deelboom
from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.sleutels import SleutelFout, maak_sleutelbos
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.kenmerk import nieuw_id
from persistence.logboek import stand as boek
from persistence.logboek import verzegeling as v
from persistence.logboek.boombron import Boombron
from persistence.tabellen import boomknoop, checkpoint, logboek, onverzegeld, verzegeling
from tests.persistence.logboek.records import BSN, logregel, schrijf
from tests.persistence.logboek.verzegeld import OORSPRONG, Log, begin


@pytest.fixture
def log(database: Database) -> Log:
    return begin(database)


def vul(database: Database, aantal: int) -> None:
    """Bladen die wachten, zonder de records eronder: de boom kent alleen hun hash."""
    with database.transactie() as conn:
        rijen = [{"bericht_id": nieuw_id(), "blad": n.to_bytes(32)} for n in range(aantal)]
        conn.execute(onverzegeld.insert(), rijen)


def test_elk_vastgelegd_record_krijgt_een_positie(log: Log, database: Database) -> None:
    kenmerken = [schrijf(database, BSN) for _ in range(3)]
    with Eenheid(database) as niet_vast:
        niet_vast.bewaar(logregel(BSN))
        with database.transactie() as conn:
            log.verzegel(conn, hoogstens=2)
    laatste = schrijf(database)
    with database.transactie() as conn:
        log.verzegel(conn)
        rijen = conn.execute(select(verzegeling).order_by(verzegeling.c.positie)).all()
        assert [(r.positie, r.bericht_id) for r in rijen] == list(enumerate([*kenmerken, laatste]))
        assert conn.scalar(select(func.count()).select_from(onverzegeld)) == 0


@pytest.mark.parametrize("portie", [1, 7, 1000])
def test_de_boom_is_die_over_alle_bladen(log: Log, database: Database, portie: int) -> None:
    vul(database, 600)
    with database.transactie() as conn:
        boom = log.verzegel(conn, hoogstens=portie)
        bladen = [r.blad for r in conn.execute(select(verzegeling).order_by(verzegeling.c.positie))]
        assert boom.wortel() == deelboom(bladen)
        knopen = conn.execute(select(boomknoop).order_by(boomknoop.c.nummer)).all()
        assert [(k.niveau, k.nummer) for k in knopen] == [(8, 0), (8, 1)]
        assert knopen[1].hash == deelboom(bladen[256:512])
        bron = Boombron(conn)
        for positie in (0, 255, 256, 511, 512, 599):
            pad = inclusiebewijs(bron, positie, 600)
            assert wortel_uit_inclusie(bladen[positie], positie, 600, pad) == boom.wortel()
        for eerder in (1, 255, 256, 300, 512, 599, 600):
            pad = consistentiebewijs(bron, eerder, 600)
            assert is_consistent(eerder, deelboom(bladen[:eerder]), 600, boom.wortel(), pad)


def test_teruggedraaid_is_niet_verzegeld(log: Log, database: Database) -> None:
    """Na SIGKILL middenin een portie: alles wacht nog, en de volgende geeft dezelfde posities."""
    vul(database, 10)
    with database.verbinding() as conn, conn.begin() as transactie:
        boom = v.open_boom(conn, log.wie, None)
        assert v.verzegel(conn, boom, 4) == 4
        transactie.rollback()
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(onverzegeld)) == 10
        assert log.verzegel(conn, 3).grootte == 10


def test_een_checkpoint_van_wat_er_staat(log: Log, database: Database) -> None:
    vul(database, 5)
    with database.transactie() as conn:
        boom = log.verzegel(conn)
        notitie = log.teken(conn, boom)
        assert log.teken(conn, boom) == notitie  # nog eens is hetzelfde
        punt = Checkpoint.open(notitie, log.wie.controlesleutel)
        assert (punt.oorsprong, punt.grootte, punt.wortel) == (OORSPRONG, 5, boom.wortel())
        assert [g for g, _, _ in v.te_bezorgen(conn)] == [5]
        v.bezorgd(conn, 5, datetime.now(UTC))
        assert v.te_bezorgen(conn) == []


def test_een_tweede_verzegelaar_met_een_oude_boom_schrijft_niets(log: Log, database: Database) -> None:
    vul(database, 5)
    oud = Bereik()
    with database.transactie() as conn:
        log.verzegel(conn, 5)
    vul(database, 5)
    with database.transactie() as conn, pytest.raises(v.BoomVeranderd, match="een ander"):
        v.verzegel(conn, oud)
    assert oud.grootte == 0


def knoei(conn: Any, *opdrachten: str) -> None:
    conn.execute(text("SET LOCAL session_replication_role = replica"))
    for opdracht in opdrachten:
        conn.execute(text(opdracht))


@pytest.mark.parametrize(
    ("opdracht", "reden"),
    [
        ("UPDATE verzegeling SET blad = decode(repeat('00', 32), 'hex') WHERE positie = 299", "rand"),
        ("DELETE FROM verzegeling WHERE positie = 299", "ontbreekt"),
        ("DELETE FROM boomknoop", "ontbreekt"),
        ("UPDATE logboek SET grootte = 256, rand = (SELECT hash FROM boomknoop)", "hier zijn er 256"),
        ("UPDATE logboek SET rand = ''", "rand"),
        ("UPDATE checkpoint SET notitie = replace(notitie, '300', '299')", "ongeldig"),
    ],
)
def test_wat_veranderd_is_wordt_niet_getekend(
    log: Log, database: Database, opdracht: str, reden: str
) -> None:
    vul(database, 300)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    with database.transactie() as conn:
        knoei(conn, opdracht)
        with pytest.raises(v.BoomVeranderd, match=reden):
            v.open_boom(conn, log.wie, None)


def test_een_getuige_die_meer_weet(log: Log, database: Database) -> None:
    """Een teruggezette back-up: de database klopt in zichzelf, maar de getuige zag meer records."""
    vul(database, 8)
    with database.transactie() as conn:
        getuigd = log.teken(conn, log.verzegel(conn))
    with database.transactie() as conn:
        for tabel in (verzegeling, checkpoint, boomknoop):
            knoei(conn, f"DELETE FROM {tabel.name}")  # noqa: S608
        knoei(conn, "UPDATE logboek SET grootte = 0, rand = ''")
    with database.transactie() as conn:
        assert v.open_boom(conn, log.wie, None).grootte == 0
        with pytest.raises(v.BoomVeranderd, match="de getuige heeft een checkpoint van 8"):
            v.open_boom(conn, log.wie, getuigd)


def test_een_andere_sleutel_is_niet_van_dit_logboek(log: Log, database: Database, tmp_path: Any) -> None:
    from isi_soap.audit.sleutels import maak_ondertekenaar

    with database.transactie() as conn:
        with pytest.raises(v.BoomVeranderd, match="sleutel"):
            v.leg_sleutel_vast(conn, maak_ondertekenaar(tmp_path / "o", OORSPRONG))
        with pytest.raises(SleutelFout, match="hoort niet bij dit logboek"):
            boek.begin(conn, maak_sleutelbos(tmp_path / "s"), OORSPRONG, datetime.now(UTC))
        with pytest.raises(SleutelFout, match="dit logboek heet"):
            boek.begin(conn, database.logsleutels.bos, "anders", datetime.now(UTC))


def test_de_stand_en_haar_alarmen(log: Log, database: Database) -> None:
    nu, kort, lang = datetime.now(UTC), timedelta(0), timedelta(minutes=5)
    schrijf(database)
    with database.transactie() as conn:
        stil = boek.stand(conn, nu + timedelta(minutes=1), kort)
        assert (stil.grootte, stil.wachtend) == (0, 1)
        assert ["staat stil" in a for a in stil.alarmen] == [True]
        assert boek.stand(conn, nu, lang).alarmen == ()
        log.teken(conn, log.verzegel(conn))
        doof = boek.stand(conn, nu + timedelta(minutes=1), kort)
        assert (doof.grootte, doof.wachtend, doof.checkpoint) == (1, 0, 1)
        assert ["de getuige neemt niets aan" in a for a in doof.alarmen] == [True]
        v.zet_alarm(conn, "reden")
        assert boek.stand(conn, nu, lang).alarmen == ("de verzegelaar gaat niet verder: reden",)
        v.zet_alarm(conn, None)
        knoei(conn, "DELETE FROM verzegeling")
        assert ["ontbreekt een positie" in a for a in boek.stand(conn, nu, lang).alarmen] == [True]


@pytest.mark.parametrize(
    "poging",
    [
        "UPDATE verzegeling SET positie = 7",
        "DELETE FROM verzegeling",
        "TRUNCATE verzegeling",
        "UPDATE checkpoint SET notitie = 'x'",
        "DELETE FROM checkpoint",
        "DELETE FROM logboek",
    ],
)
def test_de_boom_is_niet_te_wijzigen(log: Log, database: Database, poging: str) -> None:
    from sqlalchemy.exc import IntegrityError

    vul(database, 1)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    with pytest.raises(IntegrityError), database.transactie() as conn:
        conn.execute(text(poging))


def test_delen_vooruit(database: Database) -> None:
    with database.transactie() as conn:
        v.maak_delen(conn, datetime(2031, 12, 15, tzinfo=UTC))
        v.maak_delen(conn, datetime(2031, 12, 15, tzinfo=UTC))
        delen = conn.execute(text("SELECT relname FROM pg_class WHERE relname ~ '^bericht_203[0-9]_..$'"))
        assert sorted(delen.scalars()) == ["bericht_2031_12", "bericht_2032_01", "bericht_2032_02"]
        conn.rollback()


def test_wie_de_database_beheert_kan_de_rand_niet_ongezien_zetten(log: Log, database: Database) -> None:
    vul(database, 3)
    with database.transactie() as conn:
        boom = log.verzegel(conn)
        conn.execute(update(logboek).values(rand=bytes(64)))
        vul(database, 1)
        with pytest.raises(v.BoomVeranderd):
            v.verzegel(conn, boom)
        conn.execute(delete(onverzegeld))
