"""Het beheerlog: elke wijziging door een beheerder, met wie, wanneer, en wat er was en werd (R-025).

De database weigert een regel te wijzigen of te verwijderen. Geheimen staan er nooit in.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tabellen.basis import gemeente, metadata

beheerregel = Table(
    "beheerregel",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    # De echte tijd, ook als de testklok verzet is.
    Column("tijdstip", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("os_gebruiker", Text, nullable=False),
    Column("beheerder", Text),
    Column("gemeente", Text),
    Column("handeling", Text, nullable=False),
    Column("onderwerp", Text, nullable=False),
    Column("voor", JSONB(none_as_null=True)),
    Column("na", JSONB(none_as_null=True)),
    gemeente(),
    Index("ix_beheerregel_onderwerp", "onderwerp", "id"),
    Index("ix_beheerregel_gemeente", "gemeente", "id"),
)
