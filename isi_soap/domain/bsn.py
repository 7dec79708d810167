"""Het burgerservicenummer: negen cijfers die aan de elfproef voldoen.

Elk bericht toetst er een of meer. python-stdnum rekent hetzelfde uit, drie keer zo langzaam; een test houdt
de twee gelijk.
"""

from __future__ import annotations

from operator import mul
from typing import Final

_GEWICHTEN: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_NULLEN: Final = sum(_GEWICHTEN) * ord("0")  # wat de tekens al wegen als elk cijfer een nul is


def elfproef(nummer: str) -> bool:
    """Of deze negen cijfers een BSN kunnen zijn; de vorm is dan al getoetst."""
    return (sum(map(mul, _GEWICHTEN, nummer.encode())) - _NULLEN) % 11 == 0 and nummer != "000000000"


def is_bsn(tekst: str) -> bool:
    """Of een getypte tekst een BSN is: vorm en elfproef."""
    return len(tekst) == 9 and tekst.isascii() and tekst.isdigit() and elfproef(tekst)
