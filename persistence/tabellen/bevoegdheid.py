"""Wie er mag: gemeenten, uitbesteding, applicatiesleutels, gebruikers en ketenpartijen."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
)

from persistence.tabellen.basis import controle, een_van, metadata, niet_voor, oin, patroon
from persistence.tabellen.basis import gemeente as gemeentecode

gemeente = Table(
    "gemeente",
    metadata,
    Column("code", Text, primary_key=True),
    Column("naam", Text, nullable=False),
    Column("ingang", Date, nullable=False),
    Column("einde", Date),
    Column("opvolger", Text, ForeignKey("gemeente.code")),
    gemeentecode("code"),
    niet_voor("einde", "ingang"),
    controle("opvolger_na_einde", "opvolger IS NULL OR einde IS NOT NULL"),
    Index("ix_gemeente_opvolger", "opvolger"),
)

uitbesteding = Table(
    "uitbesteding",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("uitbestedende_gemeente", Text, ForeignKey("gemeente.code"), nullable=False),
    Column("uitvoerende_gemeente", Text, ForeignKey("gemeente.code"), nullable=False),
    Column("datum_ontvangst_origineel", Date),
    Column("ondertekend", Boolean, nullable=False, server_default="false"),
    Column("bewerkerscontract", Boolean, nullable=False, server_default="false"),
    Column("van", Date, nullable=False),
    Column("tot", Date),
    niet_voor("tot", "van"),
    controle("twee_gemeenten", "uitbestedende_gemeente <> uitvoerende_gemeente"),
    Index("uq_uitbesteding_periode", "uitbestedende_gemeente", "uitvoerende_gemeente", "van", unique=True),
    Index("ix_uitbesteding_uitvoerende", "uitvoerende_gemeente"),
)

ROLLEN_BEKEND = "rollen <@ ARRAY['2', '3', '5', '6']"  # R-026 … R-029

applicatiesleutel = Table(
    "applicatiesleutel",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("sleutel_hash", LargeBinary, nullable=False, unique=True),
    Column("oin", Text, nullable=False),
    Column("gemeente", Text, ForeignKey("gemeente.code"), nullable=False),
    Column("pakket", Text, nullable=False),
    Column("rollen", ARRAY(Text), nullable=False),
    Column("eigen_gebruikersbeheer", Boolean, nullable=False, server_default="false"),
    Column("ingang", Date, nullable=False),
    Column("ingetrokken_op", Date),
    oin(),
    controle("sleutel_hash", "octet_length(sleutel_hash) = 32"),
    controle("rollen", ROLLEN_BEKEND),
    Index("ix_applicatiesleutel_gemeente", "gemeente"),
)

gebruiker = Table(
    "gebruiker",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("gemeente", Text, ForeignKey("gemeente.code"), nullable=False),
    Column("naam", Text, nullable=False),
    Column("rollen", ARRAY(Text), nullable=False, server_default="{}"),
    Column("geblokkeerd_op", DateTime(timezone=True)),
    Column("verloopt_op", Date),
    Column("wachtwoord_hash", Text),
    controle("rollen", ROLLEN_BEKEND),
    Index("uq_gebruiker_naam", "gemeente", "naam", unique=True),
)

partij = Table(
    "partij",
    metadata,
    Column("code", Text, primary_key=True),
    Column("oin", Text, nullable=False, unique=True),
    Column("naam", Text, nullable=False),
    Column("ingang", Date, nullable=False, server_default="2007-01-01"),
    Column("ingetrokken_op", Date),
    een_van("code", "GEM", "DUO", "IND", "BRP", "CVE"),
    patroon("oin", "^[0-9]{20}$"),
)
