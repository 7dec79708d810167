"""De rijen van een database op één ogenblik, en hoe die na een test terugkomen.

Alleen de tabellen die sindsdien veranderden worden teruggezet: dat kost enkele milliseconden, waar een kopie
van de hele database honderden bestanden maakt.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from persistence.database import Database
from persistence.tabellen import metadata

_SCHEMA = "momentopname"
_TABELLEN = [tabel.name for tabel in metadata.sorted_tables]


class Momentopname:
    """Wat er nu in de database staat."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.transactie() as conn:
            conn.execute(text(f"CREATE SCHEMA {_SCHEMA}"))
            for naam in _TABELLEN:
                conn.execute(text(f"CREATE TABLE {_SCHEMA}.{naam} AS TABLE {naam}"))
            self._reeksen = conn.execute(text(_REEKSEN)).all()
            self._sinds = _transactie(conn)

    def herstel(self) -> None:
        """Breng terug wat er na de opname veranderde."""
        with self._database.transactie() as conn:
            zonder_toezicht(conn)
            for naam in conn.execute(text(_VERANDERD), {"sinds": self._sinds}).scalars():
                conn.execute(text(f"DELETE FROM {naam}"))  # noqa: S608
                conn.execute(text(f"INSERT INTO {naam} TABLE {_SCHEMA}.{naam}"))
            for reeks, laatste, gebruikt in self._reeksen:
                conn.execute(text("SELECT setval(:r, :l, :g)"), {"r": reeks, "l": laatste, "g": gebruikt})
            self._sinds = _transactie(conn)


def zonder_toezicht(conn: Connection) -> None:
    """Voor wie opruimt, tot het einde van de transactie; de rol van de tests is superuser."""
    # Ook op een drukke machine; en autovacuum wijkt pas na deadlock_timeout voor het slot hieronder.
    conn.execute(text("SET LOCAL statement_timeout = 0"))
    conn.execute(text("SET LOCAL lock_timeout = 0"))
    # Een dienst kan nog aan het antwoord van een opgehangen aanvrager werken.
    conn.execute(text("LOCK TABLE bericht IN SHARE ROW EXCLUSIVE MODE"))
    # Zonder triggers: logs laten zich anders niet wissen, en elke verwijzing wordt nagelopen.
    conn.execute(text("SET LOCAL session_replication_role = replica"))


def _transactie(conn: Connection) -> int:
    """Wat hierna geschreven wordt, draagt een hoger nummer."""
    return int(conn.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())


_VERANDERD = " UNION ALL ".join(
    f"SELECT '{naam}' WHERE EXISTS (SELECT FROM {naam} WHERE xmin::text::bigint > :sinds)"  # noqa: S608
    f" OR (SELECT count(*) FROM {naam}) <> (SELECT count(*) FROM {_SCHEMA}.{naam})"
    for naam in _TABELLEN
)
_REEKSEN = """
    SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),
           last_value IS NOT NULL
      FROM pg_sequences WHERE schemaname = 'public'
"""
