"""Een echte PostgreSQL voor elke test: één keer gemigreerd, na elke test weer leeg.

Zonder ISI_DATABASE_URL is het een ingebedde server in een tijdelijke map; met die variabele een verse
database op de server die zij noemt. Leegmaken wat gevuld is kost een paar milliseconden, een sjabloon
kopiëren veel meer.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text

from isi_soap.settings import Instellingen
from persistence.database import Database, database_url
from persistence.eenheid import Eenheid
from persistence.ingebed import laat_los
from persistence.migraties.uitvoering import migreer
from persistence.tabellen import metadata


@pytest.fixture(scope="session")
def server_instellingen() -> Iterator[Instellingen]:
    """De instellingen waarmee tests een database openen; `database_url` is altijd gevuld."""
    with tempfile.TemporaryDirectory(prefix="isi-") as map_:
        inst = Instellingen(data_map=Path(map_))
        server = database_url(inst)
        naam = f"isi_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        beheer = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with beheer.connect() as conn:
            conn.execute(text(f'CREATE DATABASE "{naam}"'))
        eigen = server.set(database=naam).render_as_string(hide_password=False)
        yield inst.model_copy(update={"database_url": eigen})
        with beheer.connect() as conn:
            conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))
        beheer.dispose()
        laat_los(Path(map_) / "postgres")


@pytest.fixture(scope="session")
def _gemigreerd(server_instellingen: Instellingen) -> Iterator[Database]:
    database = Database.uit(server_instellingen)
    with database.transactie() as conn:
        migreer(conn)
    yield database
    database.sluit()


@pytest.fixture
def database(_gemigreerd: Database) -> Iterator[Database]:
    """Een gemigreerde, lege database; na de test wordt zij weer leeg."""
    yield _gemigreerd
    _maak_leeg(_gemigreerd)


@pytest.fixture
def eenheid(database: Database) -> Iterator[Eenheid]:
    """Een open eenheid van werk; wat niet vastgelegd wordt, verdwijnt."""
    with Eenheid(database) as open_eenheid:
        yield open_eenheid


# Wie verwijst gaat voor: zo mag alles weg zonder controles uit te zetten.
_TABELLEN = [tabel.name for tabel in reversed(metadata.sorted_tables) if tabel.name != "stand"]


def _maak_leeg(database: Database) -> None:
    """Alleen de tabellen met rijen: een TRUNCATE van alles kost tien keer zoveel."""
    with database.transactie() as conn:
        # Alleen hier gaat het hele logboek weg; een trigger weigert dat aan wie het niet met name noemt.
        conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
        # Een dienst kan nog aan het antwoord van een opgehangen aanvrager werken.
        conn.execute(text("LOCK TABLE bericht IN SHARE ROW EXCLUSIVE MODE"))
        gevuld = " UNION ALL ".join(
            f"SELECT '{naam}' WHERE EXISTS (SELECT FROM {naam})"  # noqa: S608
            for naam in _TABELLEN
        )
        namen = set(conn.execute(text(gevuld)).scalars())
        for naam in _TABELLEN:
            if naam in namen:
                conn.execute(text(f"DELETE FROM {naam}"))  # noqa: S608
        conn.execute(
            text(
                "UPDATE stand SET klok_verschil = NULL, klok_vast = NULL, laatste_dagrun = NULL,"
                " gemeenten_versie = gemeenten_versie + 1"
            )
        )
