"""Een grote lading zonder indexen en verwijzingen onderweg: die komen er achteraf in één keer weer bij.

Dat kan elke eigenaar van de tabellen, binnen de transactie; mislukt de lading, dan is er niets veranderd. Wat
terugkomt is letterlijk wat er stond, en PostgreSQL controleert daarbij elke verwijzing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

_VERWIJZINGEN = text("""
    SELECT conrelid::regclass::text AS tabel, quote_ident(conname) AS naam,
           pg_get_constraintdef(oid) AS inhoud
      FROM pg_constraint
     WHERE contype = 'f' AND conrelid = ANY (CAST(:tabellen AS regclass[]))
     ORDER BY 1, 2
""")
# Een index achter een primaire sleutel blijft: daar komt alles op volgorde binnen.
_INDEXEN = text("""
    SELECT i.indexrelid::regclass::text AS naam, pg_get_indexdef(i.indexrelid) AS inhoud
      FROM pg_index i
     WHERE i.indrelid = ANY (CAST(:tabellen AS regclass[]))
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     ORDER BY 1
""")


@contextmanager
def zonder_indexen(conn: Connection, tabellen: Iterable[str]) -> Iterator[None]:
    waar = {"tabellen": list(tabellen)}
    verwijzingen = conn.execute(_VERWIJZINGEN, waar).all()
    indexen = conn.execute(_INDEXEN, waar).all()
    for v in verwijzingen:
        conn.execute(text(f"ALTER TABLE {v.tabel} DROP CONSTRAINT {v.naam}"))
    for i in indexen:
        conn.execute(text(f"DROP INDEX {i.naam}"))
    yield
    conn.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
    for i in indexen:
        # Van een verdeelde tabel zegt PostgreSQL ONLY; zo kwam de index niet op de delen.
        conn.exec_driver_sql(i.inhoud.replace(" ON ONLY ", " ON ", 1))
    for v in verwijzingen:
        conn.exec_driver_sql(f"ALTER TABLE {v.tabel} ADD CONSTRAINT {v.naam} {v.inhoud}")
