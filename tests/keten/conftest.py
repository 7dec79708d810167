"""De hele keten: de dienst als eigen proces op een echte poort, met een eigen database en de testset."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from isi_soap.client.verbinding import Verbinding
from isi_soap.settings import Instellingen
from tests.voorgeladen import voer_uit


@dataclass(frozen=True, slots=True)
class Draaiend:
    """Een draaiende dienst, en hoe een opdracht er hetzelfde van vindt."""

    adres: str
    omgeving: Mapping[str, str]

    def opdracht(self, *woorden: str, verwacht: int = 0) -> subprocess.CompletedProcess[str]:
        klaar = subprocess.run(
            [sys.executable, "-m", "isi_soap", *woorden],
            env=dict(self.omgeving),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert klaar.returncode == verwacht, klaar.stdout + klaar.stderr
        return klaar

    def client(self, *woorden: str, verwacht: int = 0) -> subprocess.CompletedProcess[str]:
        """De client, met alles al geladen: elke vraag van nul af beginnen kost meer dan de vraag."""
        klaar = voer_uit("client", *woorden, "--adres", self.adres, env=self.omgeving, timeout=300)
        assert klaar.returncode == verwacht, klaar.stdout + klaar.stderr
        return klaar


@pytest.fixture(scope="session")
def dienst(server_instellingen: Instellingen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draaiend]:
    """`isi-soap serve` met de testset, zoals `make run` haar start."""
    assert server_instellingen.database_url is not None
    server = make_url(server_instellingen.database_url)
    naam = f"isi_keten_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    beheer = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with beheer.connect() as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}"'))
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")} | {
        "ISI_DATABASE_URL": server.set(database=naam).render_as_string(hide_password=False),
        "ISI_DATA_MAP": str(tmp_path_factory.mktemp("keten-data")),
        "ISI_PORT": str(poort),
        "COLUMNS": "200",
    }
    draaiend = Draaiend(f"http://127.0.0.1:{poort}", omgeving)
    draaiend.opdracht("db", "upgrade")
    draaiend.opdracht("testdata", "herstel")
    uitvoer = tmp_path_factory.mktemp("keten") / "dienst.log"
    with uitvoer.open("wb") as log:
        proces = subprocess.Popen(
            [sys.executable, "-m", "isi_soap", "serve"],
            env=omgeving,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wacht_tot_gereed(proces, draaiend.adres, uitvoer)
        yield draaiend
    finally:
        os.killpg(proces.pid, signal.SIGTERM)
        proces.wait(timeout=30)
        with beheer.connect() as conn:
            conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))
        beheer.dispose()


def _wacht_tot_gereed(proces: subprocess.Popen[bytes], adres: str, uitvoer: Path) -> None:
    tot = time.monotonic() + 60
    while time.monotonic() < tot:
        assert proces.poll() is None, uitvoer.read_text()
        try:
            if requests.get(f"{adres}/gereed", timeout=2).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.05)  # wachten op een ander proces, niet op de klok
    raise AssertionError(f"de dienst werd niet gereed\n{uitvoer.read_text()}")


@pytest.fixture(scope="session")
def verbinding(dienst: Draaiend) -> Verbinding:
    return Verbinding(dienst.adres)
