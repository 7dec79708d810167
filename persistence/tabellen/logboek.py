"""Het berichtenlogboek, en het geheugen voor 'precies één keer' en handtekeningen (design.md §2.5, §2.6).

Een record is een rij van `bericht` met haar inhoud en haar personen ernaast. Alles daarvan is verdeeld naar
tijd: een kenmerk is een UUID versie 7, dus een maand is een reeks kenmerken. De delen staan in het schema
`logdeel`.

Elke kolom van `bericht` hoort bij wat verzegeld wordt (isi_soap/audit/record.py). Een kolom die later bijkomt
mag dus leeg zijn, zonder standaardwaarde: anders veranderen records die al verzegeld zijn.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tabellen.basis import controle, een_van, metadata

UITKOMSTEN = ("OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT")
SOORTEN = ("BERICHT", "RUN", "LADING", "BEHEER")

bericht = Table(
    "bericht",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("soort", Text, nullable=False),
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
    Column("eigen_gebruikersbeheer", Boolean, nullable=False),
    Column("uitkomst", Text, nullable=False),
    Column("http_status", SmallInteger, nullable=False),
    Column("codes", ARRAY(Text), nullable=False),
    Column("wsa", JSONB),
    Column("peer", Text),
    Column("duur", Float, nullable=False),
    # Wat het record over zijn inhoud vastlegt; de hash van verzoek en antwoord is gezouten (audit/inhoud.py).
    Column("zout", LargeBinary, nullable=False),
    Column("verzoek_bytes", Integer),
    Column("verzoek_hash", LargeBinary),
    Column("antwoord_bytes", Integer),
    Column("antwoord_hash", LargeBinary),
    Column("inhoud_hash", LargeBinary, nullable=False),
    Column("personen", Integer, nullable=False),
    Column("personen_hash", LargeBinary, nullable=False),
    een_van("soort", *SOORTEN),
    # Oordeel over de handtekening, het certificaat ervan, en de OIN van de TLS-verbinding.
    Column("beveiliging", JSONB(none_as_null=True)),
    # Van de aanvrager, in de vorm van W3C Trace Context; leeg: het spoor begint hier, met het kenmerk.
    Column("traceparent", Text),
    een_van("uitkomst", *UITKOMSTEN),
    controle("duur", "duur >= 0"),
    Index("ix_bericht_message_id", "message_id", postgresql_where=text("message_id IS NOT NULL")),
    Index("ix_bericht_relates_to", "relates_to", postgresql_where=text("relates_to IS NOT NULL")),
    Index("ix_bericht_gemeente", "gemeente", "uitkomst", "id", postgresql_where=text("gemeente IS NOT NULL")),
    Index("ix_bericht_namens", "namens", "uitkomst", "id", postgresql_where=text("namens IS NOT NULL")),
    Index(
        "ix_bericht_gebruiker",
        "gebruiker",
        "gemeente",
        "id",
        postgresql_where=text("gebruiker IS NOT NULL"),
    ),
    Index(
        "ix_bericht_mis",
        "uitkomst",
        "id",
        postgresql_where=text("uitkomst IN ('NIETGERECHTIGD', 'GEWEIGERD', 'FOUT')"),
    ),
    Index(
        "ix_bericht_ontvangen",
        "ontvangen",
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
    ),
    postgresql_partition_by="RANGE (id)",
)

bericht_inhoud = Table(
    "bericht_inhoud",
    metadata,
    Column("bericht_id", Uuid, primary_key=True),
    Column("sleutel", Uuid, nullable=False),
    Column("inhoud", LargeBinary),  # leeg: alleen nog in een archiefbestand
    postgresql_partition_by="RANGE (bericht_id)",
)

# Wie in het verzoek of het antwoord stond, als kenmerk dat zonder de zoeksleutel niets zegt.
bericht_persoon = Table(
    "bericht_persoon",
    metadata,
    Column("bericht_id", Uuid, primary_key=True),
    Column("persoon", LargeBinary, primary_key=True),
    controle("persoon", "octet_length(persoon) = 16"),
    Index("ix_bericht_persoon_persoon", "persoon", "bericht_id"),
    postgresql_partition_by="RANGE (bericht_id)",
)

datasleutel = Table(
    "datasleutel",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("persoon", LargeBinary),  # leeg: de sleutel van één bericht, over niemand of over meer personen
    Column("periode", Date, nullable=False),
    Column("inpaksleutel", Text),
    Column("ingepakt", LargeBinary),
    Column("vernietigd", DateTime(timezone=True)),
    controle("ingepakt_of_vernietigd", "(ingepakt IS NULL) = (vernietigd IS NOT NULL)"),
    controle("inpaksleutel", "(ingepakt IS NULL) = (inpaksleutel IS NULL)"),
    Index(
        "uq_datasleutel_persoon",
        "persoon",
        "periode",
        unique=True,
        postgresql_where=text("persoon IS NOT NULL AND vernietigd IS NULL"),
    ),
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
