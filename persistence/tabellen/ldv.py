"""Hoever het logboek dataverwerkingen is bijgewerkt: één rij, of geen zolang er niets geleverd is."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, SmallInteger, Table, Text

from persistence.tabellen.basis import controle, metadata

ldv_levering = Table(
    "ldv_levering",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("positie", BigInteger, nullable=False),  # alles hiervoor is geleverd en bevestigd
    Column("regels", BigInteger, nullable=False),  # hoeveel logregels dat waren
    Column("gemist", BigInteger, nullable=False),  # records die er niet meer waren
    Column("geleverd", DateTime(timezone=True)),
    Column("fout", Text),  # waarom het nu niet verdergaat
    Column("fout_sinds", DateTime(timezone=True)),
    controle("een_rij", "id = 1"),
    controle("fout_met_tijd", "(fout IS NULL) = (fout_sinds IS NULL)"),
)
