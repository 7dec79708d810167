"""Wat er mis kan gaan met een heel log, elk met zijn eigen naam, en zonder dat de rest onvermeld blijft."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text, update

from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.getuige import GetuigeFout, Map
from isi_soap.audit.notitie import Ondertekenaar
from isi_soap.audit.uitvoer import open_doel
from persistence.database import Database
from persistence.logboek.export import exporteer
from persistence.logboek.keuze import Keuze
from persistence.logboek.toets import Logtoets
from persistence.tabellen import bericht, datasleutel
from tests.persistence.logboek import ouder
from tests.persistence.logboek.ouder import APRIL, MAART, schrijf_op, soorten
from tests.persistence.logboek.records import ANDER, BSN
from tests.persistence.logboek.verzegeld import Log, begin, geknoei
from tools import verify_log

AANTAL = 20  # per maand


@pytest.fixture
def log(database: Database) -> Log:
    log = begin(database)
    ouder.maak_delen(database, date(2020, 3, 1), date(2020, 4, 1))
    with database.transactie() as conn:
        for maand in (MAART, APRIL):
            for nummer in range(AANTAL):
                wie = ((BSN,), (BSN, ANDER), ())[nummer % 3]
                schrijf_op(conn, database, maand + timedelta(minutes=nummer), *wie)
            log.teken(conn, log.verzegel(conn))
    return log


@pytest.fixture(name="geknoei")
def _geknoei(log: Log) -> Iterator[Connection]:
    with geknoei(log) as conn:
        yield conn


def gevonden(log: Log, conn: Connection) -> list[tuple[str, int | None]]:
    toets = Logtoets(conn, log.database.logsleutels, inhoud=True)
    return [(bevinding.soort, bevinding.positie) for bevinding in toets.alles()]


@pytest.mark.parametrize("tabel", ["bericht", "bericht_inhoud", "bericht_persoon"])
@pytest.mark.parametrize(
    "hoe", ["DROP TABLE logdeel.{t}_2020_03", "ALTER TABLE {t} DETACH PARTITION logdeel.{t}_2020_03"]
)
def test_een_verdwenen_deel_is_een_bevinding(log: Log, geknoei: Connection, tabel: str, hoe: str) -> None:
    geknoei.execute(text(hoe.format(t=tabel)))
    # In een ander deel wordt nog steeds elk record genoemd.
    geknoei.execute(
        update(bericht)
        .where(bericht.c.ontvangen >= APRIL)
        .where(bericht.c.personen == 2)
        .values(gebruiker="x")
    )
    april = [("GEWIJZIGD", AANTAL + n) for n in range(AANTAL) if n % 3 == 1]
    assert gevonden(log, geknoei) == [("DEEL", 0), *april]


def test_een_verloren_sleutelbestand(log: Log, geknoei: Connection) -> None:
    """Eén bevinding voor de inpaksleutel, en elke inhoud die daardoor niet te lezen is."""
    geknoei.execute(
        update(datasleutel).where(datasleutel.c.persoon.is_not(None)).values(inpaksleutel="0badcafe")
    )
    uit = gevonden(log, geknoei)
    van_hem = [("INHOUD", n) for n in range(2 * AANTAL) if n % AANTAL % 3 == 0]
    assert uit == [*van_hem, ("SLEUTEL", None)]


def test_een_klok_die_terugging(database: Database, tmp_path: Path) -> None:
    log = begin(database)
    ouder.maak_delen(database, date(2020, 3, 1))
    stappen = (0, 1, 2, -60, -59, 3, 4)  # minuten: een uur terug, en later weer goed
    with database.transactie() as conn:
        for stap in stappen:
            schrijf_op(conn, database, MAART + timedelta(minutes=stap), BSN)
            log.verzegel(conn)
        log.teken(conn, log.verzegel(conn))
        assert gevonden(log, conn) == [("KLOK", 3)]
        with open_doel(tmp_path / "uit") as doel:
            exporteer(conn, database.logsleutels, Keuze(), doel)
    assert soorten(verify_log.toets(tmp_path / "uit", ouder.bewaar(log))) == [("KLOK", 3)]


def test_een_checkpoint_van_een_ander_log(log: Log, tmp_path: Path) -> None:
    ander = Ondertekenaar("elders.example/log", Ed25519PrivateKey.generate())
    vreemd = Checkpoint(ander.naam, 7, bytes(32)).onderteken(ander)
    with log.database.transactie() as conn:
        toets = Logtoets(conn, log.database.logsleutels, sleutel=log.wie.controlesleutel, bewaard=(vreemd,))
        assert [b.soort for b in toets.alles()] == ["CHECKPOINT"]
        with open_doel(tmp_path / "uit") as doel:
            exporteer(conn, log.database.logsleutels, Keuze(), doel)
    bewaard = ouder.bewaar(log)
    (bewaard / "vreemd.checkpoint").write_text(vreemd)
    (bevinding,) = verify_log.toets(tmp_path / "uit", bewaard).bevindingen
    assert bevinding.soort == "BEWAARD"
    assert "elders.example/log" in bevinding.tekst


@pytest.mark.parametrize("naam", ["uit", "uit.zip"])
def test_een_volle_schijf_laat_geen_halve_export(log: Log, tmp_path: Path, naam: str) -> None:
    def werk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
        eigen = Database(log.database.url, log.database.inst, lang=True)
        try:
            with eigen.transactie() as conn, open_doel(tmp_path / naam) as doel:
                exporteer(conn, eigen.logsleutels, Keuze(), doel)
        except OSError:
            raise SystemExit(7) from None

    proces = multiprocessing.get_context("fork").Process(target=werk)
    proces.start()
    proces.join()
    assert proces.exitcode == 7
    assert not (tmp_path / naam).exists()


def test_een_volle_schijf_bij_de_getuige(log: Log, tmp_path: Path) -> None:
    """Het vorige checkpoint blijft heel, en er blijft geen half bestand liggen."""
    getuige = Map(tmp_path)
    getuige.bezorg(1, "2020-03", log.bewaard[0])

    def werk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
        try:
            Map(tmp_path).bezorg(2, "2020-03", log.bewaard[1])
        except GetuigeFout:
            raise SystemExit(7) from None

    proces = multiprocessing.get_context("fork").Process(target=werk)
    proces.start()
    proces.join()
    assert proces.exitcode == 7
    assert getuige.laatste() == log.bewaard[0]
    assert sorted(pad.name for pad in tmp_path.rglob("*") if pad.is_file()) == [
        f"{1:020d}.checkpoint",
        "laatste.checkpoint",
    ]
