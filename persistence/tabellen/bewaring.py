"""Wat met het logboek gebeurt als het ouder wordt: vasthouden, archiveren, vernietigen (docs/audit.md)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, DateTime, LargeBinary, Table, Text, Uuid, text

from persistence.tabellen.basis import controle, metadata

# Wat niet vernietigd mag worden, ook niet als zijn termijn om is of iemand erom vraagt.
bewaarbevel = Table(
    "bewaarbevel",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("persoon", LargeBinary),
    Column("bericht_id", Uuid),
    Column("message_id", Text),
    Column("van", DateTime(timezone=True)),
    Column("tot", DateTime(timezone=True)),
    Column("reden", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("ingesteld", DateTime(timezone=True), nullable=False),
    Column("geldig_tot", DateTime(timezone=True)),  # leeg: tot iemand het opheft
    Column("opgeheven", DateTime(timezone=True)),
    Column("opgeheven_door", Text),
    controle("waarover", "num_nonnulls(persoon, bericht_id, message_id, van, tot) > 0"),
    controle("opgeheven", "(opgeheven IS NULL) = (opgeheven_door IS NULL)"),
)

# Een archiefbestand: de posities [begin, eind); samen sluiten de bestanden aan.
logarchief = Table(
    "logarchief",
    metadata,
    Column("begin", BigInteger, primary_key=True, autoincrement=False),
    Column("eind", BigInteger, nullable=False, unique=True),
    Column("maand", Date, nullable=False, unique=True),
    Column("bestand", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("gemaakt", DateTime(timezone=True), nullable=False),
    Column("aankondiging", Uuid, nullable=False),  # het record waarin het staat
    Column("geleegd", DateTime(timezone=True)),  # sinds wanneer de inhoud alleen nog in het bestand staat
    Column("vernietigd", DateTime(timezone=True)),  # sinds wanneer ook het bestand weg is
    controle("eind", "begin < eind"),
    controle("sha256", "octet_length(sha256) = 32"),
)

# De posities [begin, eind) waarvan het record vernietigd is; het blad blijft.
logvernietiging = Table(
    "logvernietiging",
    metadata,
    Column("begin", BigInteger, primary_key=True, autoincrement=False),
    Column("eind", BigInteger, nullable=False),
    Column("tijdstip", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("aankondiging", Uuid, nullable=False),
    controle("eind", "begin < eind"),
)
