"""De databases van de meting, bewaard tussen twee metingen: vullen duurt langer dan meten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text

from isi_soap.settings import Instellingen
from persistence.database import Database, database_url
from persistence.migraties.uitvoering import migreer

Vul = Callable[[Database], None]


@contextmanager
def gevuld(inst: Instellingen, naam: str, vul: Vul) -> Iterator[Database]:
    """De database met deze naam, gevuld. Een vulling die niet afkwam, begint opnieuw."""
    beheer = Database.uit(inst, lang=True)
    try:
        with beheer.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            klaar = conn.scalar(
                text(
                    "SELECT shobj_description(oid, 'pg_database') = 'gevuld'"
                    " FROM pg_database WHERE datname = :naam"
                ),
                {"naam": naam},
            )
            if not klaar:
                conn.execute(text(f'DROP DATABASE IF EXISTS "{naam}" WITH (FORCE)'))
                conn.execute(text(f'CREATE DATABASE "{naam}"'))
        url = database_url(inst).set(database=naam).render_as_string(hide_password=False)
        database = Database(url, inst, lang=True)
        try:
            with database.transactie() as conn:
                migreer(conn)
            if not klaar:
                vul(database)
                ruim_op(database)
                with database.transactie() as conn:
                    conn.execute(text(f"COMMENT ON DATABASE \"{naam}\" IS 'gevuld'"))
            yield database
        finally:
            database.sluit()
    finally:
        beheer.sluit()


def ruim_op(database: Database) -> None:
    """Zoals autovacuum een log in gebruik achterlaat."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("SET lock_timeout = 0"))
        conn.execute(text("SET maintenance_work_mem = '512MB'"))
        conn.execute(text("VACUUM ANALYZE"))
        conn.execute(text("CHECKPOINT"))
