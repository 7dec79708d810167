"""Wie er mag: gemeenten, uitbesteding, applicatiesleutels, mandaten, gebruikers en ketenpartijen."""

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
    text,
)

from persistence.tabellen.basis import (
    controle,
    een_van,
    eerdere_wachtwoorden,
    metadata,
    niet_voor,
    oin,
    patroon,
)
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
    Column("datum_bewerkerscontract", Date),
    # Alleen bij een uitvoerder met softwarepakket; zonder is er alleen toegang langs de Portal.
    Column("aanvraag_sleutel", Date),
    # Waaronder het ondertekende origineel in het archief ligt.
    Column("kenmerk_origineel", Text),
    # Een dag eerder mag: dan eindigde zij op de dag waarop zij inging.
    controle("tot_niet_voor_van", "tot >= van - 1"),
    controle("contract_met_datum", "datum_bewerkerscontract IS NULL OR bewerkerscontract"),
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
    # De dag waarop DUO de aanvraag ontving.
    Column("aanvraag_ontvangen", Date),
    oin(),
    controle("sleutel_hash", "octet_length(sleutel_hash) = 32"),
    controle("rollen", ROLLEN_BEKEND),
    Index("ix_applicatiesleutel_gemeente", "gemeente"),
)

# Een leverancier die met zijn eigen certificaat ondertekent voor gemeenten die dat hebben opgedragen.
mandaat = Table(
    "mandaat",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("ondertekenaar", Text, nullable=False),
    Column("naam", Text, nullable=False),
    Column("afnemer", Text, nullable=False),
    Column("ingang", Date, nullable=False),
    Column("ingetrokken_op", Date),
    oin("ondertekenaar"),
    oin("afnemer"),
    controle("twee_partijen", "ondertekenaar <> afnemer"),
    Index(
        "uq_mandaat_lopend",
        "ondertekenaar",
        "afnemer",
        unique=True,
        postgresql_where=text("ingetrokken_op IS NULL"),
    ),
    Index("ix_mandaat_ondertekenaar", "ondertekenaar", "afnemer"),
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
    Column("wachtwoord_sinds", Date),
    # Door de beheerder gegeven en door de gebruiker nog niet vervangen.
    Column("wachtwoord_uitgegeven", Boolean, nullable=False, server_default="false"),
    Column("laatste_aanmelding", Date),
    # De Suwinetbeheerder van de gemeente.
    Column("beheerder", Boolean, nullable=False, server_default="false"),
    # Wie bij een andere instelling werkt, heeft toch een account van de gemeente.
    Column("instelling", Text),
    controle("rollen", ROLLEN_BEKEND),
    controle("wachtwoord_met_datum", "(wachtwoord_hash IS NULL) = (wachtwoord_sinds IS NULL)"),
    Index("uq_gebruiker_naam", "gemeente", "naam", unique=True),
)

wachtwoord = eerdere_wachtwoorden("wachtwoord", gebruiker)

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
