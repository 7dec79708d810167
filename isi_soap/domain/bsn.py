"""Het burgerservicenummer (R-004): negen cijfers die aan de elfproef voldoen."""

from __future__ import annotations

from stdnum.nl import bsn


def elfproef(nummer: str) -> bool:
    """Of deze negen cijfers een BSN kunnen zijn; de vorm is dan al getoetst."""
    return bsn.checksum(nummer) == 0 and nummer != "000000000"


def is_bsn(tekst: str) -> bool:
    """Of een getypte tekst een BSN is: vorm en elfproef."""
    return len(tekst) == 9 and tekst.isascii() and tekst.isdigit() and elfproef(tekst)
