"""De migraties van het schema (Alembic); `uitvoering` voert ze uit."""
