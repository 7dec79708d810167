"""De begintoestand van de ketentest, op een echte database en met de testklok.

Zij wordt één keer geladen, met alleen de benoemde personen, en per test gekopieerd: dat kost een fractie van
laden en weer leegmaken.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from isi_soap.settings import Instellingen
from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database, database_url
from persistence.eenheid import Eenheid
from persistence.migraties.uitvoering import migreer
from persistence.testdata.laden import laad_benoemden
from services.alle import DIENSTEN
from tests.verhalen.keten import Keten

# Wie de tests vaker draait (tools.regels.uitschakelen) maakt het sjabloon zelf, één keer voor allemaal.
SJABLOON = "ISI_TEST_SJABLOON"


def maak_sjabloon(server: Instellingen, laad: Callable[[Connection], None] = laad_benoemden) -> str:
    """Een database in de begintoestand; haar naam. `herstel` laadt ook wie geen naam heeft."""
    naam = f"isi_verhaal_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    with _beheer(server) as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}"'))
    database = _database(server, naam)
    with database.transactie() as conn:
        migreer(conn)
        laad(conn)
    database.sluit()
    return naam


@pytest.fixture(scope="session")
def sjabloon(server_instellingen: Instellingen) -> Iterator[str]:
    klaar = os.environ.get(SJABLOON)
    if klaar:
        yield klaar
        return
    naam = maak_sjabloon(server_instellingen)
    yield naam
    with _beheer(server_instellingen) as conn:
        conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))


@pytest.fixture
def keten(server_instellingen: Instellingen, sjabloon: str) -> Iterator[Keten]:
    """Op 2 april 2019; op een lege database mag nog niemand het bericht HerstelBegintoestand sturen."""
    naam = f"{sjabloon}_{uuid.uuid4().hex[:8]}"
    with _beheer(server_instellingen) as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}" TEMPLATE "{sjabloon}" STRATEGY FILE_COPY'))
    database = _database(server_instellingen, naam)
    yield Keten(Toepassing(DIENSTEN, partial(Eenheid, database)))
    database.sluit()
    with _beheer(server_instellingen) as conn:
        conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))


def _beheer(server: Instellingen) -> Connection:
    motor = create_engine(database_url(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    return motor.connect()


def _database(server: Instellingen, naam: str) -> Database:
    eigen = database_url(server).set(database=naam).render_as_string(hide_password=False)
    return Database.uit(server.model_copy(update={"database_url": eigen}))
