"""Het eerste schema."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    sql = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # Buiten SQLAlchemy om: zonder parameters mag een opdracht uit meer delen bestaan.
    verbinding = op.get_bind().connection.driver_connection
    assert verbinding is not None
    verbinding.execute(sql)
