"""Wat er van een test in de database achterbleef; een dienst in productie mag er niet mee draaien."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, or_, select

from persistence import klok
from persistence.tabellen import applicatiesleutel, partij
from persistence.testdata.aansluitingen import sleutels
from persistence.toegang import sleutel_hash

# Vrij te gebruiken in een test, en dus van niemand (standards.md §2.6).
TEST_OIN: Final = "00000099"


@dataclass(frozen=True, slots=True)
class Overblijfselen:
    klok_verzet: bool
    sleutels: int
    partijen: int


def resten_van_test(conn: Connection) -> Overblijfselen:
    """De testklok, openbare applicatiesleutels, en sleutels en ketenpartijen met een test-OIN."""
    openbaar = [sleutel_hash(sleutel.waarde) for sleutel in sleutels()]
    van_test = or_(
        applicatiesleutel.c.oin.startswith(TEST_OIN), applicatiesleutel.c.sleutel_hash.in_(openbaar)
    )
    aantal = select(func.count())
    return Overblijfselen(
        klok_verzet=klok.lees(conn).verzet,
        sleutels=conn.execute(aantal.select_from(applicatiesleutel).where(van_test)).scalar_one(),
        partijen=conn.execute(
            aantal.select_from(partij).where(partij.c.oin.startswith(TEST_OIN))
        ).scalar_one(),
    )
