"""De boom over het berichtenlogboek: posities, volle deelbomen en checkpoints (docs/audit.md)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary, SmallInteger, Table, Text, Uuid, text

from persistence.tabellen.basis import controle, metadata

# Eén rij: welk logboek dit is, en de rand van zijn boom. Wie de rand heeft kan verder bouwen.
logboek = Table(
    "logboek",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("oorsprong", Text, nullable=False),
    Column("begonnen", DateTime(timezone=True), nullable=False),
    Column("zoeksleutel", Text, nullable=False),
    Column("controlesleutel", Text),
    Column("grootte", BigInteger, nullable=False, server_default=text("0")),
    Column("rand", LargeBinary, nullable=False, server_default=text("'\\x'::bytea")),
    Column("alarm", Text),  # waarom de verzegelaar niet verdergaat
    Column("gat", BigInteger),  # de eerste positie die er niet meer is
    Column("tijdstempelalarm", Text),  # waarom de tijdstempeldienst niets geeft
    controle("een_rij", "id = 1"),
)

# In de transactie van het bericht; de verzegelaar haalt leeg.
onverzegeld = Table(
    "onverzegeld",
    metadata,
    Column("bericht_id", Uuid, primary_key=True),
    Column("blad", LargeBinary, nullable=False),
)

verzegeling = Table(
    "verzegeling",
    metadata,
    Column("positie", BigInteger, primary_key=True, autoincrement=False),
    Column("bericht_id", Uuid, nullable=False, unique=True),
    Column("blad", LargeBinary, nullable=False),
    controle("positie", "positie >= 0"),
    controle("blad", "octet_length(blad) = 32"),
)

# Alleen niveaus 8, 16, 24: wat ertussen ligt is uit hoogstens 256 hashes te rekenen.
boomknoop = Table(
    "boomknoop",
    metadata,
    Column("niveau", SmallInteger, primary_key=True, autoincrement=False),
    Column("nummer", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    controle("hash", "octet_length(hash) = 32"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("grootte", BigInteger, primary_key=True, autoincrement=False),
    Column("tijdstip", DateTime(timezone=True), nullable=False),
    Column("notitie", Text, nullable=False),
    Column("bezorgd", DateTime(timezone=True)),  # leeg: nog niet bij de getuige
    Index("ix_checkpoint_onbezorgd", "grootte", postgresql_where=text("bezorgd IS NULL")),
)

# Het antwoord van een tijdstempeldienst (RFC 3161) over de bytes van een checkpoint.
tijdstempel = Table(
    "tijdstempel",
    metadata,
    Column("grootte", BigInteger, primary_key=True, autoincrement=False),
    Column("tijdstip", DateTime(timezone=True), nullable=False),  # dat van de dienst
    Column("antwoord", LargeBinary, nullable=False),
    Column("bezorgd", DateTime(timezone=True)),  # leeg: nog niet bij de getuige
)

# Een sleutel van de verzegelaar die door de volgende vervangen is; `notitie` is door beide ondertekend.
sleutelovergang = Table(
    "sleutelovergang",
    metadata,
    Column("grootte", BigInteger, primary_key=True, autoincrement=False),
    Column("tijdstip", DateTime(timezone=True), nullable=False),
    Column("oud", Text, nullable=False),
    Column("nieuw", Text, nullable=False),
    Column("notitie", Text, nullable=False),
    Column("bezorgd", DateTime(timezone=True)),  # leeg: nog niet bij de getuige
)
