"""Schrijft de tabellen uit als SQL, als begin van een migratie: python -m persistence.migraties.ddl."""

from __future__ import annotations

import re
import sys

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateSequence, CreateTable

from persistence.tabellen import feit_id, metadata

_GEMEENTEN_TELLEN = """
CREATE FUNCTION tel_gemeenten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stand SET gemeenten_versie = gemeenten_versie + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER gemeenten_geteld AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON gemeente
    FOR EACH STATEMENT EXECUTE FUNCTION tel_gemeenten()
"""

_WEIGEREN = """
CREATE FUNCTION weiger_overschrijven() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'een versie wordt niet overschreven' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _blijvend(tabel: Table) -> str:
    """Een versie kan één keer eindigen en verder niet veranderen; de voorwaarde kost geen functieaanroep."""
    vast = [kolom.name for kolom in tabel.c if kolom.name not in ("beeindigd_door", "versie_einde")]
    oud, nieuw = (", ".join(f"{rij}.{naam}" for naam in vast) for rij in ("OLD", "NEW"))
    return (
        f"CREATE TRIGGER versie_blijft BEFORE UPDATE ON {tabel.name} FOR EACH ROW\n"
        f"    WHEN (OLD.beeindigd_door IS NOT NULL OR ({oud}) IS DISTINCT FROM ({nieuw}))\n"
        "    EXECUTE FUNCTION weiger_overschrijven()"
    )


def ddl() -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    delen = [str(CreateSequence(feit_id).compile(dialect=dialect))]
    for tabel in metadata.sorted_tables:
        delen.append(str(CreateTable(tabel).compile(dialect=dialect)))
        indexen = sorted(tabel.indexes, key=lambda i: str(i.name))
        delen += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexen]
    delen += [_GEMEENTEN_TELLEN, _WEIGEREN]
    delen += [_blijvend(tabel) for tabel in metadata.sorted_tables if "versienr" in tabel.c]
    delen.append("INSERT INTO stand (id) VALUES (1)")
    return "".join(re.sub(r"[ \t]+$", "", deel.strip(), flags=re.M) + ";\n\n" for deel in delen)


if __name__ == "__main__":
    sys.stdout.write(ddl())
