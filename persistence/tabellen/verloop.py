"""Wat er gebeurde en wanneer: oorsprong van feiten, runs, de klok, en wat ketenpartners zonden."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tabellen.basis import bsn, controle, een_van, gemeente, metadata

PARTIJEN = ("GEM", "DUO", "IND", "BRP", "CVE")

oorsprong = Table(
    "oorsprong",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("soort", Text, nullable=False),
    Column("tijdstip", DateTime(timezone=True), nullable=False),
    Column("partij", Text, nullable=False),
    Column("gemeente", Text),
    een_van("soort", "BERICHT", "RUN", "LADING"),
    een_van("partij", *PARTIJEN),
    gemeente(),
    Index("ix_oorsprong_tijdstip", "tijdstip"),
)

run = Table(
    "run",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("soort", Text, nullable=False),
    Column("datum", Date, nullable=False),
    Column("oorsprong", Uuid, ForeignKey("oorsprong.id")),
    Column("gestart", DateTime(timezone=True), nullable=False),
    Column("geeindigd", DateTime(timezone=True)),
    Column("voortgang", JSONB),
    Column("verslag", JSONB),
    # Een run over een dag vindt één keer plaats, ook als twee processen haar tegelijk beginnen.
    Index("uq_run_soort_datum", "soort", "datum", unique=True),
)

stand = Table(
    "stand",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("klok_verschil", Interval),
    Column("klok_vast", DateTime(timezone=True)),
    Column("laatste_dagrun", Date),
    # Geteld door een trigger: zo weet elk proces wanneer zijn lijst van gemeenten oud is.
    Column("gemeenten_versie", Integer, nullable=False, server_default="0"),
    controle("een_rij", "id = 1"),
    controle("een_klok", "klok_verschil IS NULL OR klok_vast IS NULL"),
)

ketenbericht = Table(
    "ketenbericht",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("partij", Text, nullable=False),
    Column("soort", Text, nullable=False),
    Column("bsn", Text, nullable=False),
    Column("sleutel", Text, nullable=False),
    Column("inhoud", JSONB, nullable=False),
    Column("ontvangen", DateTime(timezone=True), nullable=False),
    Column("oorsprong", Uuid, ForeignKey("oorsprong.id"), nullable=False),
    Column("verwerkt_run", BigInteger, ForeignKey("run.id")),
    Column("uitkomst", Text),
    Column("volgnr", Integer, nullable=False, server_default="1"),
    bsn(),
    een_van("partij", *PARTIJEN),
    controle("verwerkt_met_uitkomst", "(verwerkt_run IS NULL) = (uitkomst IS NULL)"),
    Index("uq_ketenbericht_sleutel", "partij", "soort", "bsn", "sleutel", "volgnr", unique=True),
    Index("ix_ketenbericht_te_verwerken", "id", postgresql_where=text("verwerkt_run IS NULL")),
    Index("ix_ketenbericht_bsn", "bsn"),
)
