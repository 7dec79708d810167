"""De ingebedde server overleeft wie haar gebruikt, en stopt met de laatste."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.ingebed import ingebedde_url, laat_los
from persistence.migraties.uitvoering import migreer
from tests.plafond import PLAFOND

_PROGRAMMA = """
import sys
from pathlib import Path
from sqlalchemy import create_engine, text
from persistence.ingebed import ingebedde_url
with create_engine(ingebedde_url(Path(sys.argv[1]))).connect() as conn:
    print(conn.execute(text("SELECT 'antwoord'")).scalar(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def map_() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="isi-") as tijdelijk:
        yield Path(tijdelijk) / "postgres"
        laat_los(Path(tijdelijk) / "postgres")


def start(map_: Path) -> subprocess.Popen[str]:
    opdracht = [sys.executable, "-c", _PROGRAMMA, str(map_)]
    return subprocess.Popen(opdracht, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def antwoord(proces: subprocess.Popen[str]) -> str:
    assert proces.stdout is not None
    return proces.stdout.readline().strip()


def server(map_: Path) -> int:
    return int((map_ / "postmaster.pid").read_text().splitlines()[0])


def val_om(server: int) -> None:
    """De hele server ineens: een proces dat nog even doorleeft, valt anders pas midden in de vraag om."""
    postmaster = psutil.Process(server)
    processen = [postmaster, *postmaster.children(recursive=True)]
    for proces in processen:
        with suppress(psutil.NoSuchProcess):
            proces.kill()
    _, over = psutil.wait_procs(processen, timeout=PLAFOND)
    assert not over


def leeft(map_: Path) -> bool:
    return (map_ / "postmaster.pid").exists()


def test_processen_delen_een_server(map_: Path) -> None:
    tegelijk = [start(map_) for _ in range(3)]
    assert [antwoord(proces) for proces in tegelijk] == ["antwoord"] * 3
    nummer = server(map_)
    for proces in tegelijk[1:]:
        proces.communicate("\n", timeout=10)
    assert server(map_) == nummer
    tegelijk[0].communicate("\n", timeout=10)
    assert not leeft(map_)


def test_een_gedood_proces_laat_geen_server_en_geen_slot_na(map_: Path) -> None:
    gedood = start(map_)
    assert antwoord(gedood) == "antwoord"
    nummer = server(map_)
    gedood.kill()
    gedood.communicate()
    volgende = start(map_)
    assert antwoord(volgende) == "antwoord"
    assert server(map_) == nummer
    volgende.communicate("\n", timeout=10)
    assert not leeft(map_)


def test_een_server_die_omviel_begint_opnieuw(map_: Path) -> None:
    eerste = start(map_)
    assert antwoord(eerste) == "antwoord"
    oud = server(map_)
    os.kill(oud, signal.SIGKILL)  # postmaster.pid blijft liggen
    tweede = start(map_)
    assert antwoord(tweede) == "antwoord"
    assert server(map_) != oud
    for proces in (eerste, tweede):
        proces.communicate("\n", timeout=10)


def test_een_nieuw_begin_na_een_afgebroken_initdb(map_: Path) -> None:
    half = map_.with_name("postgres.nieuw")
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    url = ingebedde_url(map_)
    with create_engine(url).connect() as conn:
        assert conn.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_een_dienst_overleeft_een_omgevallen_server(map_: Path) -> None:
    database = Database.uit(Instellingen(database_url=None, data_map=map_.parent))
    with database.transactie() as conn:
        migreer(conn)
    val_om(server(map_))
    with Eenheid(database) as eenheid:
        assert eenheid.conn.execute(text("SELECT 1")).scalar() == 1
    database.sluit()
