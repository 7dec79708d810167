"""Het spoor van de aanvrager bij een record, een ontbrekende positie, en hoever het LDV-logboek is."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE bericht ADD COLUMN traceparent text")
    op.execute("ALTER TABLE logboek ADD COLUMN gat bigint")
    op.execute("""
        CREATE TABLE ldv_levering (
            id smallint NOT NULL,
            positie bigint NOT NULL,
            regels bigint NOT NULL,
            gemist bigint NOT NULL,
            geleverd timestamptz,
            fout text,
            fout_sinds timestamptz,
            CONSTRAINT pk_ldv_levering PRIMARY KEY (id),
            CONSTRAINT ck_ldv_levering_een_rij CHECK (id = 1),
            CONSTRAINT ck_ldv_levering_fout_met_tijd CHECK ((fout IS NULL) = (fout_sinds IS NULL))
        )""")
