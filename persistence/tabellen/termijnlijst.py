"""De eenmalige verwijzingen naar de lijst termijnoverschrijders als bestand (R-035).

Het teken zelf staat er niet: wie de tabel leest, kan er niets mee ophalen.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, Boolean, Column, DateTime, Index, LargeBinary, Table, Text, Uuid

from persistence.tabellen.basis import controle, gemeente, metadata, oin

termijnlijst = Table(
    "termijnlijst",
    metadata,
    Column("teken_hash", LargeBinary, primary_key=True),
    Column("aanvraag", Uuid, nullable=False),
    Column("oin", Text, nullable=False),
    Column("gemeente", Text, nullable=False),
    Column("namens", Text),
    Column("gebruiker", Text, nullable=False),
    Column("eigen_gebruikersbeheer", Boolean, nullable=False),
    Column("bereik", ARRAY(Text), nullable=False),
    Column("groepen", ARRAY(Text), nullable=False),
    # Vijf minuten, op beide klokken: de testklok kan stilstaan of een dag verspringen.
    Column("gemaakt", DateTime(timezone=True), nullable=False),
    Column("geldig_tot", DateTime(timezone=True), nullable=False),
    Column("gebruikt_door", Uuid),
    controle("teken_hash", "octet_length(teken_hash) = 32"),
    oin(),
    gemeente(),
    gemeente("namens"),
    Index("ix_termijnlijst_gemaakt", "gemaakt"),
)
