"""Het berichtenlogboek, en het geheugen voor 'precies één keer' en handtekeningen (design.md §2.5, §2.6)."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tabellen.basis import bsn, controle, een_van, metadata

UITKOMSTEN = ("OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT")

bericht = Table(
    "bericht",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("volgnr", BigInteger, Identity(always=False), nullable=False, unique=True),
    Column("ontvangen", DateTime(timezone=True), nullable=False),
    Column("beantwoord", DateTime(timezone=True), nullable=False),
    Column("profiel", Text, nullable=False),
    Column("dienst", Text),
    Column("operatie", Text),
    Column("oin", Text),
    Column("message_id", Text),
    Column("relates_to", Text),
    Column("gemeente", Text),
    Column("namens", Text),
    Column("gebruiker", Text),
    Column("eigen_gebruikersbeheer", Boolean, nullable=False, server_default="false"),
    Column("uitkomst", Text, nullable=False),
    Column("http_status", SmallInteger, nullable=False),
    Column("codes", ARRAY(Text), nullable=False, server_default="{}"),
    Column("wsa", JSONB),
    Column("verzoek", LargeBinary),
    Column("antwoord", LargeBinary),
    Column("peer", Text),
    Column("duur", Float, nullable=False),
    # Oordeel over de handtekening, het certificaat ervan, en de OIN van de TLS-verbinding.
    Column("beveiliging", JSONB(none_as_null=True)),
    een_van("uitkomst", *UITKOMSTEN),
    controle("duur", "duur >= 0"),
    Index("ix_bericht_message_id", "message_id", postgresql_where=text("message_id IS NOT NULL")),
    Index("ix_bericht_relates_to", "relates_to", postgresql_where=text("relates_to IS NOT NULL")),
    Index("ix_bericht_ontvangen", "ontvangen", "volgnr"),
    Index("ix_bericht_gemeente", "gemeente", "ontvangen"),
)

bericht_persoon = Table(
    "bericht_persoon",
    metadata,
    Column("bericht_id", Uuid, ForeignKey("bericht.id"), primary_key=True),
    Column("bsn", Text, primary_key=True),
    Column("tijdstip", DateTime(timezone=True), nullable=False),
    bsn(),
    Index("ix_bericht_persoon_bsn", "bsn", "tijdstip"),
)

eenmaal = Table(
    "eenmaal",
    metadata,
    Column("oin", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("bericht_id", Uuid, nullable=False),
    Column("tijdstip", DateTime(timezone=True), nullable=False),
    # Leeg zolang het eerste bericht in behandeling is; dan ziet alleen zijn eigen transactie de rij.
    Column("antwoord", LargeBinary),
    controle("body_hash", "octet_length(body_hash) = 32"),
)

handtekening = Table(
    "handtekening",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("oin", Text, nullable=False),
    Column("message_id", Text),
    Column("bericht_id", Uuid, nullable=False),
    Column("gezien", DateTime(timezone=True), nullable=False),
    Column("tot", DateTime(timezone=True), nullable=False),
    controle("hash", "octet_length(hash) = 32"),
    Index("ix_handtekening_tot", "tot"),
)
