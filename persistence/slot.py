"""Wie iets alleen mag doen, op alle machines samen: een slot dat aan een verbinding hangt.

Het verdwijnt met de verbinding: wie omvalt, houdt niemand tegen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy import Connection, text

from persistence.database import Database

_PROBEER = text("SELECT pg_try_advisory_lock(:soort, :nummer)")


class Slot(Enum):
    """De sloten; 34 is van de runs, (35, 3) van de bewaring."""

    VERZEGELAAR = (35, 1)
    ARCHIVARIS = (35, 2)
    LDV = (36, 1)


@contextmanager
def alleen(database: Database, slot: Slot) -> Iterator[Connection | None]:
    """De verbinding met het slot, of None als een ander het heeft."""
    conn = database.verbinding()
    soort, nummer = slot.value
    try:
        with conn.begin():
            van_ons = conn.scalar(_PROBEER, {"soort": soort, "nummer": nummer})
        yield conn if van_ons else None
    finally:
        conn.invalidate()
        conn.close()
