"""Wat uit een dossier volgt, één rij per persoon in ISI: status, deel, bereik en de zoekkolommen.

Deze rij is ook het slot op een persoon: wie muteert, vergrendelt haar eerst. Zij wordt wel overschreven: zij
is altijd opnieuw te berekenen.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, Column, Date, DateTime, Index, Table, Text, text

from persistence.tabellen.basis import bsn, een_van, gemeente, metadata

STATUSSEN = (
    "NIET_VASTGESTELD",
    "INBURGERINGSPLICHTIG",
    "TIJDELIJK_NIET",
    "VRIJWILLIG",
    "GEWEZEN",
    "NIET",
    "ONTHEVEN",
    "VERTROKKEN",
    "OVERLEDEN",
)

afgeleid = Table(
    "afgeleid",
    metadata,
    Column("bsn", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("deel", Text, nullable=False),
    Column("groepen", ARRAY(Text), nullable=False, server_default="{}"),
    Column("peildatum", Date, nullable=False),
    # De gemeente die de persoon bereikt: woongemeente, of de laatste Nederlandse.
    Column("woongemeente", Text),
    Column("wet", Text, nullable=False),
    Column("naam_zoek", Text, nullable=False),
    Column("geboren_van", Date),
    Column("geboren_tot", Date),
    Column("nationaliteiten", ARRAY(Text), nullable=False, server_default="{}"),
    Column("einde_termijn", Date),
    Column("gewijzigd", DateTime(timezone=True), nullable=False),
    bsn(),
    gemeente("woongemeente"),
    een_van("status", *STATUSSEN),
    een_van("deel", "ACTIEF", "DEFINITIEF"),
    een_van("wet", "WI2007", "WI2013"),
    Index("ix_afgeleid_gemeente", "woongemeente", "bsn"),
    Index("ix_afgeleid_gemeente_deel", "woongemeente", "deel", "status", "bsn"),
    Index(
        "ix_afgeleid_gemeente_naam",
        "woongemeente",
        "naam_zoek",
        postgresql_ops={"naam_zoek": "text_pattern_ops"},
    ),
    Index("ix_afgeleid_gemeente_geboren", "woongemeente", "geboren_van"),
    Index(
        "ix_afgeleid_gemeente_termijn",
        "woongemeente",
        "einde_termijn",
        postgresql_where=text("einde_termijn IS NOT NULL"),
    ),
    Index("ix_afgeleid_gemeente_gewijzigd", "woongemeente", "gewijzigd", "bsn"),
    Index("ix_afgeleid_groepen", "groepen", postgresql_using="gin"),
    postgresql_with={"fillfactor": "80"},
)
