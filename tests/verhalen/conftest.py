"""De begintoestand van de ketentest, op een echte database en met de testklok.

Zij wordt één keer geladen, met alleen de benoemde personen; na elke test komt terug wat die veranderde.
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
from tests.momentopname import Momentopname
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
def begintoestand(server_instellingen: Instellingen) -> Iterator[tuple[str, Momentopname]]:
    """De naam van de database, en hoe zij weer wordt zoals zij was."""
    if klaar := os.environ.get(SJABLOON):
        naam = f"{klaar}_{uuid.uuid4().hex[:8]}"
        with _beheer(server_instellingen) as conn:
            conn.execute(text(f'CREATE DATABASE "{naam}" TEMPLATE "{klaar}" STRATEGY FILE_COPY'))
    else:
        naam = maak_sjabloon(server_instellingen)
    database = _database(server_instellingen, naam)
    yield naam, Momentopname(database)
    database.sluit()
    with _beheer(server_instellingen) as conn:
        conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))


@pytest.fixture
def keten(server_instellingen: Instellingen, begintoestand: tuple[str, Momentopname]) -> Iterator[Keten]:
    """Op 2 april 2019; op een lege database mag nog niemand het bericht HerstelBegintoestand sturen."""
    naam, opname = begintoestand
    database = _database(server_instellingen, naam)
    yield Keten(Toepassing(DIENSTEN, partial(Eenheid, database)))
    database.sluit()
    opname.herstel()


def _beheer(server: Instellingen) -> Connection:
    motor = create_engine(database_url(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    return motor.connect()


def _database(server: Instellingen, naam: str) -> Database:
    eigen = database_url(server).set(database=naam).render_as_string(hide_password=False)
    return Database.uit(server.model_copy(update={"database_url": eigen}))
