"""Schrijft de tabellen uit als SQL, als begin van een migratie: python -m persistence.migraties.ddl."""

from __future__ import annotations

import re
import sys

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


def ddl() -> str:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    delen = [str(CreateSequence(feit_id).compile(dialect=dialect))]
    for tabel in metadata.sorted_tables:
        delen.append(str(CreateTable(tabel).compile(dialect=dialect)))
        indexen = sorted(tabel.indexes, key=lambda i: str(i.name))
        delen += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexen]
    delen.append(_GEMEENTEN_TELLEN)
    delen.append("INSERT INTO stand (id) VALUES (1)")
    return "".join(re.sub(r"[ \t]+$", "", deel.strip(), flags=re.M) + ";\n\n" for deel in delen)


if __name__ == "__main__":
    sys.stdout.write(ddl())
