"""Alembic vanuit het programma: geen alembic.ini, de map van deze module is de hele instelling."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

# Een vast getal: twee processen die tegelijk migreren wachten op elkaar.
_SLOT = 0x1515_0A9


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


@lru_cache(maxsize=1)
def hoogste_versie() -> str:
    hoofd = ScriptDirectory.from_config(_config()).get_current_head()
    if hoofd is None:
        raise RuntimeError("er zijn geen migraties")
    return hoofd


def versie(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def is_leeg(conn: Connection) -> bool:
    """Of er nog geen enkele tabel, reeks of weergave is: dan is hier niets van iemand."""
    iets = "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
    return not conn.execute(text(iets)).scalar_one()


def migreer(conn: Connection) -> None:
    """Breng het schema op de hoogste versie, binnen de transactie van de aanroeper."""
    conn.execute(text("SELECT pg_advisory_xact_lock(:slot)"), {"slot": _SLOT})
    command.upgrade(_config(conn), "head")
