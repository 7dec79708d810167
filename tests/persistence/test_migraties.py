"""De migraties maken precies de tabellen die het programma kent."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text

from isi_soap.domain.model import Persoon
from isi_soap.settings import Instellingen
from persistence.database import Database, NietGereed
from persistence.gereedmaken import maak_gereed
from persistence.tabellen import FEITEN, metadata, persoon

_SCHEMA = """
SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
   AND conrelid <> COALESCE(to_regclass('alembic_version'), 0)
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL
SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' '
       || COALESCE(column_default, '') || is_identity
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""


@pytest.fixture
def los(server_instellingen: Instellingen) -> Iterator[Connection]:
    """Een lege database naast die van de tests."""
    inst = server_instellingen
    with (
        Database.uit(inst, lang=True)
        .engine.connect()
        .execution_options(isolation_level="AUTOCOMMIT") as beheer
    ):
        beheer.execute(text("CREATE DATABASE isi_vergelijk"))
        engine = create_engine(Database.uit(inst).url.set(database="isi_vergelijk"))
        with engine.connect() as conn:
            yield conn
        engine.dispose()
        beheer.execute(text("DROP DATABASE isi_vergelijk WITH (FORCE)"))


def test_alembic_ziet_geen_verschil(database: Database) -> None:
    with database.verbinding() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_ook_controles_en_indexen_zijn_gelijk(database: Database, los: Connection) -> None:
    metadata.create_all(los)
    with database.verbinding() as conn:
        gemigreerd = set(conn.execute(text(_SCHEMA)).scalars())
    assert gemigreerd == set(los.execute(text(_SCHEMA)).scalars())


def test_gereed(database: Database, server_instellingen: Instellingen, los: Connection) -> None:
    assert database.gereed()
    leeg = Database(los.engine.url, server_instellingen)
    assert not leeg.gereed()
    leeg.sluit()


def test_alleen_een_lege_database_wordt_ingericht_en_alleen_als_het_gevraagd_is(
    server_instellingen: Instellingen, los: Connection
) -> None:
    """`make run` op een database van een ander: niets van wat er al staat verandert."""
    ander = Database(los.engine.url, server_instellingen)
    nu = datetime.now(UTC)
    with pytest.raises(NietGereed):
        maak_gereed(ander, server_instellingen, nu)
    los.execute(text("CREATE TABLE van_een_ander (id int)"))
    los.commit()
    with pytest.raises(NietGereed):
        maak_gereed(ander, server_instellingen, nu, vul_lege=True)
    los.execute(text("DROP TABLE van_een_ander"))
    los.commit()
    maak_gereed(ander, server_instellingen, nu, vul_lege=True)
    assert ander.gereed()
    ander.sluit()


@pytest.mark.parametrize("naam", FEITEN)
def test_elk_veld_is_een_kolom(naam: str) -> None:
    klasse, tabel = FEITEN[naam]
    assert {veld.name for veld in dataclasses.fields(klasse)} - {"herkomst"} <= set(tabel.c.keys())


def test_elk_veld_van_een_persoon_is_een_kolom() -> None:
    assert {veld.name for veld in dataclasses.fields(Persoon)} <= set(persoon.c.keys())
    assert persoon.c.vertrokken_sinds.type.python_type is date
