"""Indexen om in het log te zoeken, ook als er tien miljoen records zijn en er niets te vinden is.

Elke index kost elk bericht iets; deze vervangen de vorige en beginnen met waarop gezocht wordt, zodat een
bladzijde precies haar eigen regels leest (persistence/logboek/zoeken.py zegt welke vraag welke gebruikt).
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for index in ("ix_bericht_gemeente", "ix_bericht_namens", "ix_bericht_ontvangen"):
        op.execute(f"DROP INDEX {index}")
    op.execute(
        "CREATE INDEX ix_bericht_gemeente ON bericht (gemeente, uitkomst, id) WHERE gemeente IS NOT NULL"
    )
    op.execute("CREATE INDEX ix_bericht_namens ON bericht (namens, uitkomst, id) WHERE namens IS NOT NULL")
    op.execute(
        "CREATE INDEX ix_bericht_gebruiker ON bericht (gebruiker, gemeente, id) WHERE gebruiker IS NOT NULL"
    )
    op.execute(
        "CREATE INDEX ix_bericht_mis ON bericht (uitkomst, id)"
        " WHERE uitkomst IN ('NIETGERECHTIGD', 'GEWEIGERD', 'FOUT')"
    )
    # De delen volgen de tijd al; dit zegt per 32 bladzijden welke, en kost bij het schrijven bijna niets.
    op.execute(
        "CREATE INDEX ix_bericht_ontvangen ON bericht USING brin (ontvangen)"
        " WITH (pages_per_range = 32, autosummarize = on)"
    )
