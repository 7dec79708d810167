"""Wat een run per persoon deed of vaststelde, en waarom: hieruit komt haar verslag."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Table, Text

from persistence.tabellen.basis import bsn, metadata

run_regel = Table(
    "run_regel",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("run", BigInteger, ForeignKey("run.id"), nullable=False),
    Column("bsn", Text, nullable=False),
    Column("wat", Text, nullable=False),
    Column("waarom", Text, nullable=False),
    bsn(),
    Index("ix_run_regel_run", "run", "bsn", "id"),
    Index("ix_run_regel_bsn", "bsn"),
)
