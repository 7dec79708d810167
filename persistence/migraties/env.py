"""Het startpunt van Alembic; de verbinding en haar transactie komen van `uitvoering`."""

from __future__ import annotations

from alembic import context

from persistence.tabellen import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
)
context.run_migrations()
