"""De processen naast de dienst: wie omvalt komt terug, en stopt de dienst, dan stoppen zij mee."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from isi_soap.beheer.naast import naast
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.tabellen import onverzegeld
from tests.persistence.logboek.records import schrijf


def wacht_op(vraag: Callable[[], Any], log: Path | None = None, seconden: float = 60) -> Any:
    tot = time.monotonic() + seconden
    while time.monotonic() < tot:
        if antwoord := vraag():
            return antwoord
        time.sleep(0.05)  # wachten op een ander proces, niet op de klok
    raise AssertionError(log.read_text() if log else "het kwam er niet van")


@contextmanager
def draaiende_dienst(inst: Instellingen, poort: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    eigen = {
        "ISI_DATABASE_URL": str(inst.database_url),
        "ISI_DATA_MAP": str(inst.data_map),
        "ISI_PORT": str(poort),
    }
    with log.open("wb") as uit:
        dienst = subprocess.Popen(
            [sys.executable, "-m", "isi_soap", "serve", "--json"], env=os.environ | eigen, stderr=uit
        )
    try:
        yield dienst
    finally:
        if dienst.poll() is None:
            dienst.kill()
            dienst.wait()


def test_wie_omvalt_start_opnieuw_en_alles_stopt_samen(
    database: Database, server_instellingen: Instellingen, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with draaiende_dienst(server_instellingen, _vrije_poort(), log) as dienst:
        zelf = psutil.Process(dienst.pid)

        def ernaast(woord: str) -> psutil.Process | None:
            kinderen = (kind for kind in zelf.children() if kind.status() != psutil.STATUS_ZOMBIE)
            return next((kind for kind in kinderen if woord in _woorden(kind)), None)

        def omgevallen() -> list[dict[str, Any]]:
            regels = (json.loads(regel) for regel in log.read_text().splitlines() if regel.startswith("{"))
            return [regel for regel in regels if "viel om" in regel["event"]]

        def gemeld(keer: int) -> bool:
            return len(omgevallen()) == keer

        verzegelaar = wacht_op(lambda: ernaast("verzegel"), log)
        for keer, pauze in ((1, 1.0), (2, 2.0)):
            verzegelaar.kill()
            wacht_op(partial(gemeld, keer), log)
            assert {n: omgevallen()[-1][n] for n in ("level", "proces", "reden", "over_seconden")} == {
                "level": "error",
                "proces": "log verzegel",
                "reden": "SIGKILL",
                "over_seconden": pauze,
            }
            verzegelaar = wacht_op(lambda: ernaast("verzegel"), log)
        schrijf(database)
        wacht_op(lambda: not _wachtend(database), log)  # en de nieuwe doet zijn werk
        # Ook terwijl er een op zijn herstart wacht houdt alles op.
        verzegelaar.kill()
        wacht_op(partial(gemeld, 3), log)
        nazaten = zelf.children(recursive=True)
        dienst.send_signal(signal.SIGTERM)
        assert dienst.wait(timeout=30) == 0
        assert psutil.wait_procs(nazaten, timeout=5)[1] == []
        assert len(omgevallen()) == 3  # stoppen is geen omvallen


def test_wordt_de_dienst_hard_gestopt_dan_antwoordt_niemand_door(
    database: Database, server_instellingen: Instellingen, tmp_path: Path
) -> None:
    """Zonder verzegelaar, en met de poort bezet voor wie de dienst herstart."""
    poort, log = _vrije_poort(), tmp_path / "log"
    with draaiende_dienst(server_instellingen, poort, log) as dienst:
        wacht_op(lambda: _luistert(poort), log)
        nazaten = psutil.Process(dienst.pid).children(recursive=True)
        dienst.kill()
        assert psutil.wait_procs(nazaten, timeout=20)[1] == []
    assert not _luistert(poort)


def test_wie_de_paginas_bediende_gaat_mee(
    database: Database,
    server_instellingen: Instellingen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Het werkproces van een gedode Granian luisterde anders door, ook nadat de dienst gestopt was."""
    monkeypatch.setenv("ISI_DATABASE_URL", str(server_instellingen.database_url))
    monkeypatch.setenv("ISI_DATA_MAP", str(server_instellingen.data_map))
    monkeypatch.setenv("ISI_AUDITOR_PORT", str(_vrije_poort()))

    def paginas() -> psutil.Process | None:
        kinderen = psutil.Process().children()
        return next((kind for kind in kinderen if "auditor" in _woorden(kind)), None)

    def bediend() -> psutil.Process | None:
        hoofd = paginas()
        return next(iter(hoofd.children()), None) if hoofd else None

    with naast("auditor", "serve", aan=True, als_json=True):
        eerste = wacht_op(bediend)
        hoofd = paginas()
        assert hoofd is not None
        hoofd.kill()
        assert psutil.wait_procs([eerste], timeout=20)[1] == []
    assert paginas() is None


def _woorden(proces: psutil.Process) -> list[str]:
    try:
        return proces.cmdline()
    except psutil.Error:  # net voorbij
        return []


def _vrije_poort() -> int:
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        return int(vrij.getsockname()[1])


def _luistert(poort: int) -> bool:
    with socket.socket() as lijn:
        return lijn.connect_ex(("127.0.0.1", poort)) == 0


def _wachtend(database: Database) -> bool:
    with database.transactie() as conn:
        return conn.execute(onverzegeld.select()).first() is not None
