"""Storingen zijn snel bekend en heten altijd hetzelfde; een geweigerde vraag vertraagt de volgende niet."""

from __future__ import annotations

import os
import signal
import socket
import time
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from isi_soap.settings import Instellingen
from persistence.database import Database, DatabaseBezet, DatabaseOnbereikbaar, database_url
from persistence.eenheid import Eenheid
from tests.plafond import PLAFOND


def duur(begin: float) -> float:
    return time.monotonic() - begin


def test_een_volle_pool_is_snel_bekend(server_instellingen: Instellingen) -> None:
    database = Database.uit(server_instellingen.model_copy(update={"pool_grootte": 1}))
    begin = time.monotonic()
    with database.verbinding(), pytest.raises(DatabaseBezet):
        database.verbinding()
    assert duur(begin) < PLAFOND
    database.sluit()


def test_een_server_die_er_niet_is(server_instellingen: Instellingen) -> None:
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    database = Database(f"postgresql+psycopg://isi@127.0.0.1:{poort}/isi", server_instellingen)
    begin = time.monotonic()
    with pytest.raises(DatabaseOnbereikbaar):
        Eenheid(database).__enter__()
    assert duur(begin) < PLAFOND
    assert not database.gereed()


def test_een_server_die_niet_antwoordt(server_instellingen: Instellingen) -> None:
    """Een volle wachtrij van verbindingen is van buiten niet te onderscheiden van verdwenen pakketten."""
    with socket.socket() as stil:
        stil.bind(("127.0.0.1", 0))
        stil.listen(0)
        wachtend = [socket.socket() for _ in range(3)]
        for een in wachtend:
            een.setblocking(False)
            een.connect_ex(stil.getsockname())
        inst = server_instellingen.model_copy(update={"verbind_seconden": 0.3})
        database = Database(f"postgresql+psycopg://isi@127.0.0.1:{stil.getsockname()[1]}/isi", inst)
        begin = time.monotonic()
        with pytest.raises(DatabaseOnbereikbaar):
            database.verbinding()
        assert duur(begin) < PLAFOND
        for een in wachtend:
            een.close()


def test_een_te_trage_opdracht(server_instellingen: Instellingen) -> None:
    database = Database.uit(server_instellingen.model_copy(update={"opdracht_seconden": 0.05}))
    with pytest.raises(DatabaseBezet), database.transactie() as conn:
        conn.execute(text("SELECT pg_sleep(5)"))
    database.sluit()


@pytest.mark.parametrize("moment", ["een opdracht", "het vastleggen"])
def test_een_server_die_blijft_hangen(moment: str, server_instellingen: Instellingen) -> None:
    """Zij leeft en haar kernel bevestigt alles, maar er komt nooit antwoord: ook geen statement_timeout."""
    database = Database.uit(server_instellingen.model_copy(update={"opdracht_seconden": 0.01}))
    conn = database.verbinding()
    conn.execute(text("SELECT set_config('statement_timeout', '0', false)"))
    pid = conn.execute(text("SELECT pg_backend_pid()")).scalar()
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGSTOP)
    try:
        begin = time.monotonic()
        doe = conn.commit if moment == "het vastleggen" else partial(conn.execute, text("SELECT 1"))
        with pytest.raises(DatabaseOnbereikbaar):
            doe()
        assert 1.5 < duur(begin) < 5
        conn.close()  # ook teruggeven wacht niet
        with database.transactie() as volgende:  # en de volgende krijgt een verbinding die werkt
            assert volgende.execute(text("SELECT 1")).scalar() == 1
        assert duur(begin) < 6
    finally:
        os.kill(pid, signal.SIGCONT)
        database.sluit()


def test_een_verbroken_verbinding(database: Database) -> None:
    with database.verbinding() as conn, database.verbinding() as ander:
        nummer = conn.execute(text("SELECT pg_backend_pid()")).scalar()
        ander.execute(text("SELECT pg_terminate_backend(:nummer)"), {"nummer": nummer})
        with pytest.raises(DatabaseOnbereikbaar):
            conn.execute(text("SELECT 1"))
    with Eenheid(database) as eenheid:  # de volgende merkt er niets van
        assert eenheid.conn.execute(text("SELECT 1")).scalar() == 1


def test_na_een_herstart_slaagt_het_eerste_bericht(database: Database) -> None:
    with database.verbinding() as conn:
        conn.execute(text("SELECT 1"))
    with database.verbinding() as conn:
        conn.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    with Eenheid(database) as eenheid:
        assert eenheid.vandaag


def test_wat_voorbereid_is_blijft_dat_na_terugdraaien(database: Database) -> None:
    """Zo eindigt elke weigering; ook een opdracht die mislukte laat de andere staan."""
    vraag = text("SELECT CAST(:getal AS int) + count(*) FROM gemeente")
    voorbereid = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM gemeente'")
    with database.verbinding() as conn:
        for getal in range(5):
            assert conn.scalar(vraag, {"getal": getal}) == getal
            conn.rollback()
        with pytest.raises(DBAPIError):
            conn.execute(text("SELECT 1 / 0"))
        conn.rollback()
        assert conn.scalar(vraag, {"getal": 7}) == 7
        assert conn.scalar(voorbereid) == 1


def test_een_url_krijgt_de_driver(server_instellingen: Instellingen) -> None:
    inst = server_instellingen.model_copy(update={"database_url": "postgresql://u:w@h/d"})
    assert database_url(inst).drivername == "postgresql+psycopg"
