"""Datums zoals SuwiML ze kent: acht cijfers JJJJMMDD, met 00 voor wat onbekend is (standards.md §1.7).

`Datum` is de tekst zelf, met de vragen die de regels eraan stellen. Wat volledig moet zijn, rekent met
`datetime.date`; alleen een geboortedatum, een overlijdensdatum en de datum van een document mogen
onvolledig blijven.
"""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache


class Datum(str):
    """Acht cijfers JJJJMMDD; maand, dag of jaar kunnen 00 (onbekend) zijn."""

    __slots__ = ()

    @classmethod
    def van(cls, dag: date) -> Datum:
        return cls(f"{dag.year:04d}{dag.month:02d}{dag.day:02d}")

    @property
    def bestaat(self) -> bool:
        """Of wat bekend is op de kalender staat: 20120230 en 20120012 bestaan niet."""
        jaar, maand, dag = int(self[:4]), int(self[4:6]), int(self[6:])
        if maand == 0:
            return dag == 0
        if maand > 12:
            return False
        if dag == 0:
            return True
        # Zonder jaar mag 29 februari: het kan een schrikkeljaar zijn geweest.
        return dag <= calendar.monthrange(jaar or 2000, maand)[1]

    @property
    def volledig(self) -> date | None:
        """De dag, of None als een deel onbekend is of de dag niet bestaat."""
        if self[:4] == "0000" or self[4:6] == "00" or self[6:] == "00" or not self.bestaat:
            return None
        return date(int(self[:4]), int(self[4:6]), int(self[6:]))

    @property
    def vroegst_mogelijk(self) -> date | None:
        """De eerste dag die deze datum kan zijn; None zonder jaar."""
        jaar, maand, dag = int(self[:4]), int(self[4:6]), int(self[6:])
        if jaar == 0 or not self.bestaat:
            return None
        return date(jaar, maand or 1, dag or 1)

    @property
    def laatst_mogelijk(self) -> date | None:
        """De laatste dag die deze datum kan zijn; None zonder jaar (domain.md §3.11)."""
        return _laatst_mogelijk(self)


@lru_cache(maxsize=65536)
def _laatst_mogelijk(datum: Datum) -> date | None:
    """Onthouden: de dagrun vraagt het van iedereen een paar keer, en er zijn minder dagen dan personen."""
    jaar, maand, dag = int(datum[:4]), int(datum[4:6]), int(datum[6:])
    if jaar == 0 or not datum.bestaat:
        return None
    maand = maand or 12
    return date(jaar, maand, dag or calendar.monthrange(jaar, maand)[1])


class Tijdstip(str):
    """Zestien cijfers JJJJMMDDUUMMSShh (SuwiML DatumTijdstip), in UTC."""

    __slots__ = ()
