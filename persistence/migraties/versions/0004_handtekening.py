"""Gezien handtekeningen, en per bericht wat er over zijn beveiliging is vastgesteld."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE handtekening (
            hash bytea NOT NULL,
            oin text NOT NULL,
            message_id text,
            bericht_id uuid NOT NULL,
            gezien timestamptz NOT NULL,
            tot timestamptz NOT NULL,
            CONSTRAINT pk_handtekening PRIMARY KEY (hash),
            CONSTRAINT ck_handtekening_hash CHECK (octet_length(hash) = 32)
        )
    """)
    op.execute("CREATE INDEX ix_handtekening_tot ON handtekening (tot)")
    op.execute("ALTER TABLE bericht ADD COLUMN beveiliging jsonb")
