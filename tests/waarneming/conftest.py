"""De dienst met alle waarneming aan, een OTLP-ontvanger, en een verzegeld log om uit te leveren."""

from __future__ import annotations

import contextlib
import os
import socket
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import requests
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from isi_soap.settings import Instellingen
from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.migraties.uitvoering import migreer
from services.alle import DIENSTEN
from tests.persistence import balie
from tests.persistence.logboek.verzegeld import Log, begin
from tests.soap.test_front import Server, draaiend
from tests.waarneming.ontvanger import Ontvanger

REGISTER = Path(__file__).parents[2] / "deploy" / "ldv-register.voorbeeld.toml"


@pytest.fixture
def log(database: Database) -> Log:
    return begin(database)


@pytest.fixture
def ontvanger() -> Iterator[Ontvanger]:
    ontvanger = Ontvanger()
    yield ontvanger
    ontvanger.sluit()


@pytest.fixture
def dienst(database: Database) -> Toepassing:
    """In het proces zelf, met een echte database."""
    balie.richt_in(database)
    return Toepassing(DIENSTEN, partial(Eenheid, database, klok=lambda: balie.NU))


@dataclass(frozen=True)
class Waargenomen:
    """Een draaiende dienst met twee werkprocessen, en waar haar waarnemingen heen gaan."""

    server: Server
    inst: Instellingen
    sporen: Ontvanger
    ldv: Ontvanger
    poort: int

    def metrieken(self, pad: str = "/metrieken") -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.poort}{pad}", timeout=10)

    def gereed(self) -> str:
        return requests.get(f"http://127.0.0.1:{self.server.poort}/gereed", timeout=10).text


def vrije_poort() -> int:
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        return int(vrij.getsockname()[1])


def wacht_op_metrieken(waargenomen: Waargenomen) -> None:
    """Het proces ernaast, en beide werkprocessen."""
    tot = time.monotonic() + 60
    while time.monotonic() < tot:
        with contextlib.suppress(requests.ConnectionError):
            if "isi_onderhanden_grens 8.0" in waargenomen.metrieken().text:
                return
        time.sleep(0.1)  # wachten op een ander proces, niet op de klok
    raise AssertionError(waargenomen.server.log.read_text())


@pytest.fixture(scope="session")
def waargenomen(server_instellingen: Instellingen) -> Iterator[Waargenomen]:
    """Met een eigen database: de verzegelaar en de levering kennen geen leeggemaakt log."""
    assert server_instellingen.database_url is not None
    server = make_url(server_instellingen.database_url)
    naam = f"isi_waarneming_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    beheer = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with beheer.connect() as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}"'))
    eigen = server.set(database=naam).render_as_string(hide_password=False)
    inst = server_instellingen.model_copy(update={"database_url": eigen})
    database = Database.uit(inst)
    with database.transactie() as conn:
        migreer(conn)
    balie.richt_in(database)
    database.sluit()
    sporen, ldv, poort = Ontvanger(), Ontvanger(), vrije_poort()
    omgeving = {
        "ISI_WORKERS": "2",
        "ISI_VERZEGELEN": "aan",
        "ISI_LOG_CHECKPOINT_SECONDEN": "1",
        "ISI_METRIEKEN_PORT": str(poort),
        "ISI_SPOREN_ADRES": sporen.adres,
        "ISI_LDV_ADRES": ldv.adres,
        "ISI_LDV_REGISTER": str(REGISTER),
        "ISI_MAX_BYTES": "100000",
        "OTEL_BSP_SCHEDULE_DELAY": "200",  # de SDK wacht anders vijf seconden
    }
    with draaiend(inst, **omgeving) as gestart:
        waargenomen = Waargenomen(gestart, inst, sporen, ldv, poort)
        wacht_op_metrieken(waargenomen)
        yield waargenomen
    sporen.sluit()
    ldv.sluit()
    with beheer.connect() as conn:
        conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))
    beheer.dispose()
