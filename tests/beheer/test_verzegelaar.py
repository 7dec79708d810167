"""De verzegelaar als proces: precies één werkt, SIGKILL laat geen gat en geen dubbel, de getuige telt mee."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from isi_soap.audit.boom import deelboom
from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.getuige import GetuigeFout, Map, Opdracht
from isi_soap.audit.notitie import Controlesleutel
from isi_soap.audit.sleutelketen import Sleutelketen
from isi_soap.audit.sleutels import maak_ondertekenaar
from isi_soap.audit.tijdstempel import laad_ca
from isi_soap.audit.tijdstempel import toets as toets_stempel
from isi_soap.beheer.verzegelaar import opvolgerbestand
from isi_soap.settings import Instellingen
from isi_soap.soap.logwacht import Logwacht
from persistence import tabellen as t
from persistence.database import Database
from persistence.logboek import stand as boek
from persistence.logboek.verzegeling import controlesleutel
from tests import voorgeladen
from tests.persistence.logboek.records import BSN, schrijf
from tests.tijdstempeldienst import richt_in
from tests.voorgeladen import Proces

Start = Callable[..., Proces]


@pytest.fixture
def start(database: Database, server_instellingen: Instellingen, tmp_path: Path) -> Iterator[Start]:
    processen: list[Proces] = []

    def _start(ouder: int | None = None, **omgeving: str) -> Proces:
        woorden = [] if ouder is None else ["--ouder", str(ouder)]
        eigen = {
            "ISI_DATABASE_URL": str(server_instellingen.database_url),
            "ISI_DATA_MAP": str(server_instellingen.data_map),
            "ISI_LOG_GETUIGE": str(tmp_path / "getuige"),
            "ISI_LOG_CHECKPOINT_SECONDEN": "0.2",
        }
        proces = voorgeladen.start("log", "verzegel", "--json", *woorden, env=os.environ | eigen | omgeving)
        processen.append(proces)
        return proces

    yield _start
    for proces in processen:
        proces.kill()
        proces.wait()


def wacht_op(database: Database, klaar: Callable[[boek.Stand], bool], seconden: float = 60) -> boek.Stand:
    tot = time.monotonic() + seconden
    while time.monotonic() < tot:
        with database.transactie() as conn:
            stand = boek.stand(conn, datetime.now(UTC), timedelta(hours=1))
        if klaar(stand):
            return stand
        time.sleep(0.02)  # wachten op een ander proces, niet op de klok
    raise AssertionError(f"het kwam er niet van: {stand}")


def _meer_dan(aantal: int) -> Callable[[boek.Stand], bool]:
    return lambda stand: stand.grootte > aantal


def sluitend(database: Database) -> None:
    """Elk record heeft één positie, de posities sluiten aan, en de boom is die over hun bladen."""
    with database.transactie() as conn:
        rijen = conn.execute(select(t.verzegeling).order_by(t.verzegeling.c.positie)).all()
        records = set(conn.execute(select(t.bericht.c.id)).scalars())
        assert [r.positie for r in rijen] == list(range(len(rijen)))
        assert {r.bericht_id for r in rijen} == records
        assert len(rijen) == len(records)
        rij = conn.execute(select(t.logboek)).one()
        assert rij.grootte == len(rijen)
        vkey = Controlesleutel.uit_tekst(rij.controlesleutel)
        for notitie in conn.execute(select(t.checkpoint.c.notitie)).scalars():
            punt = Checkpoint.open(notitie, vkey)
            assert deelboom(r.blad for r in rijen[: punt.grootte]) == punt.wortel


def test_verzegelen_tekenen_en_bezorgen(start: Start, database: Database, tmp_path: Path) -> None:
    for _ in range(3):
        schrijf(database, BSN)
    proces = start()
    stand = wacht_op(database, lambda s: s.checkpoint == 3 and s.onbezorgd_sinds is None)
    assert (stand.wachtend, stand.alarmen) == (0, ())
    schrijf(database)
    proces.send_signal(signal.SIGTERM)
    proces.wait(timeout=30)
    assert proces.returncode == 0
    sluitend(database)
    getuige = tmp_path / "getuige"
    vkey = Controlesleutel.uit_tekst((getuige / "logboek.vkey").read_text())
    laatste = Checkpoint.open((getuige / "laatste.checkpoint").read_text(), vkey)
    assert laatste.grootte == 4  # wat tot het einde kwam is ook getekend
    namen = sorted(p.name for p in getuige.rglob("*.checkpoint"))
    assert f"{3:020d}.checkpoint" in namen
    assert f"{4:020d}.checkpoint" in namen


def test_sigkill_laat_geen_gat_en_geen_dubbel(start: Start, database: Database) -> None:
    """Telkens een verzegelaar die het werk halverwege verliest, terwijl er berichten blijven komen."""
    klaar = threading.Event()

    def verkeer() -> None:
        while not klaar.is_set():
            schrijf(database, BSN)

    draden = [threading.Thread(target=verkeer) for _ in range(2)]
    for draad in draden:
        draad.start()
    for gezien in (0, 100):
        proces = start()
        wacht_op(database, _meer_dan(gezien))
        proces.kill()
        proces.wait()
    klaar.set()
    for draad in draden:
        draad.join()
    start()
    wacht_op(database, lambda s: s.wachtend == 0 and s.checkpoint == s.grootte)
    sluitend(database)


def test_van_twee_werkt_er_een_en_de_ander_neemt_over(start: Start, database: Database) -> None:
    een = start()
    schrijf(database)
    wacht_op(database, lambda s: s.checkpoint == 1)
    twee = start()
    schrijf(database)
    wacht_op(database, lambda s: s.checkpoint == 2)
    een.kill()
    schrijf(database)
    wacht_op(database, lambda s: s.checkpoint == 3)
    assert twee.poll() is None
    sluitend(database)


def test_een_dove_getuige_is_te_zien_en_krijgt_later_alles(
    start: Start, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "getuige").write_text("dit is geen map")
    schrijf(database)
    start()
    stand = wacht_op(database, lambda s: s.checkpoint == 1)
    assert stand.onbezorgd_sinds is not None
    (tmp_path / "getuige").unlink()
    schrijf(database)
    wacht_op(database, lambda s: s.checkpoint == 2 and s.onbezorgd_sinds is None)
    assert len(list((tmp_path / "getuige").rglob("0*.checkpoint"))) == 2


def test_een_teruggezette_database_is_een_alarm(start: Start, database: Database, tmp_path: Path) -> None:
    schrijf(database)
    proces = start()
    wacht_op(database, lambda s: s.checkpoint == 1 and s.onbezorgd_sinds is None)
    proces.kill()
    proces.wait()
    with database.transactie() as conn:
        conn.exec_driver_sql("SET LOCAL isi.logpad = 'vernietigen'")
        for tabel in (t.verzegeling, t.checkpoint):
            conn.execute(tabel.delete())
        conn.execute(t.logboek.update().values(grootte=0, rand=b""))
    schrijf(database)
    start()
    stand = wacht_op(database, lambda s: bool(s.alarmen))
    assert stand.alarmen == (
        "de verzegelaar gaat niet verder: de getuige heeft een checkpoint van 1 records; hier zijn er 0",
    )
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(t.checkpoint)) == 0


def test_een_opvolger_die_klaarligt_neemt_het_over(
    start: Start, database: Database, server_instellingen: Instellingen, tmp_path: Path
) -> None:
    """Terwijl hij draait; de map van de getuige is genoeg om alles daarna te toetsen."""
    eigen = {"ISI_LOG_VERZEGELSLEUTEL": str(tmp_path / "v.pem")}
    inst = server_instellingen.model_copy(update={"log_verzegelsleutel": tmp_path / "v.pem"})
    with database.transactie() as conn:
        oorsprong = boek.begin(conn, database.logsleutels.bos, None, datetime.now(UTC))
    eerste = maak_ondertekenaar(tmp_path / "v.pem", oorsprong)
    schrijf(database, BSN)
    proces = start(**eigen)
    wacht_op(database, lambda s: s.checkpoint == 1)
    tweede = maak_ondertekenaar(opvolgerbestand(inst), oorsprong)
    wacht_op(database, lambda s: _sleutel(database) == tweede.controlesleutel.tekst())
    schrijf(database, BSN)
    wacht_op(database, lambda s: s.checkpoint == 2 and s.onbezorgd_sinds is None)
    proces.kill()
    proces.wait()
    getuige = tmp_path / "getuige"
    assert (getuige / "logboek.vkey").read_text().strip() == eerste.controlesleutel.tekst()
    (overgang,) = getuige.rglob("*.overgang.checkpoint")
    keten = Sleutelketen(eerste.controlesleutel, [overgang.read_text()])
    assert keten.sleutels == [eerste.controlesleutel, tweede.controlesleutel]
    assert keten.open((getuige / "laatste.checkpoint").read_text()).grootte == 2
    # Omgevallen tussen aanwijzen en hernoemen: de opvolger ligt er nog, en de database noemt hem al.
    (tmp_path / "v.pem").rename(opvolgerbestand(inst))
    maak_ondertekenaar(tmp_path / "v.pem", oorsprong)
    start(**eigen)
    schrijf(database, BSN)
    stand = wacht_op(database, lambda s: s.checkpoint == 3)
    assert stand.alarmen == ()
    assert not opvolgerbestand(inst).exists()


def _sleutel(database: Database) -> str | None:
    with database.transactie() as conn:
        return controlesleutel(conn)


@pytest.mark.debian("openssl")
def test_tijdstempels_komen_bij_de_getuige(start: Start, database: Database, tmp_path: Path) -> None:
    dienst = richt_in(tmp_path / "tsa")
    eigen = {
        "ISI_LOG_TIJDSTEMPEL_OPDRACHT": dienst.opdracht(),
        "ISI_LOG_TIJDSTEMPEL_CA": str(dienst.ca),
        "ISI_LOG_TIJDSTEMPEL_SECONDEN": "0.2",
    }
    start(**eigen)
    schrijf(database, BSN)
    getuige = tmp_path / "getuige"
    wacht_op(database, lambda s: any(getuige.rglob("*.tsr")))
    (stempel,) = getuige.rglob("*.tsr")
    notitie = stempel.with_suffix(".checkpoint").read_text()
    toets_stempel(stempel.read_bytes(), notitie, laad_ca(dienst.ca))


def test_zonder_de_dienst_houdt_hij_op(start: Start) -> None:
    proces = start(ouder=1)
    proces.wait(timeout=60)
    assert proces.returncode == 0


def test_wie_niets_onbewezen_wil_neemt_niets_aan(
    database: Database, server_instellingen: Instellingen
) -> None:
    kort = {"log_stilstand_seconden": 0.01, "log_alarm_seconden": 0.01}
    streng = server_instellingen.model_copy(update=kort)
    assert Logwacht(database, streng).neemt_aan()
    schrijf(database)
    time.sleep(0.05)
    assert not Logwacht(database, streng).neemt_aan()
    assert ["staat stil" in alarm for alarm in Logwacht(database, streng).alarmen()] == [True]
    assert Logwacht(database, server_instellingen).neemt_aan()  # standaard gaat het verkeer voor


def test_getuigen(tmp_path: Path) -> None:
    uit = tmp_path / "uit"
    goed = Opdracht(f'{sys.executable} -c \'import sys; open("{uit}", "w").write(sys.stdin.read())\'')
    goed.bezorg(1, "2026-03", "notitie\n")
    assert uit.read_text() == "notitie\n"
    for slecht in ("false", "/bestaat/niet"):
        with pytest.raises(GetuigeFout):
            Opdracht(slecht).bezorg(1, "2026-03", "")
    map_ = Map(tmp_path / "map")
    assert map_.laatste() is None
    map_.bezorg(7, "2026-03", "zeven\n")
    assert map_.laatste() == "zeven\n"
    assert (tmp_path / "map" / "2026-03" / f"{7:020d}.checkpoint").read_text() == "zeven\n"
    map_.leg_sleutel_neer("a")
    map_.leg_sleutel_neer("b")
    assert (tmp_path / "map" / "logboek.vkey").read_text() == "a\n"
