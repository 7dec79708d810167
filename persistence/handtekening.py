"""Elke handtekening geldt eenmaal, voor alle processen en machines samen (standards.md §5.3, Replay).

Onthouden wordt de hash van de handtekening, niet die van het bericht: wie witruimte of een voorvoegsel
verandert waar de handtekening niet op let, heeft nog steeds hetzelfde bericht. Langer dan het venster hoeft
niet, want daarna is het bericht verlopen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from persistence.tabellen import handtekening

# Elk proces ruimt op na zoveel berichten, en dan wat in één opdracht past: de tabel blijft een venster groot.
_ELKE: Final = 100
_HOOGSTENS: Final = 1000
_geteld = count(1)


@dataclass(frozen=True, slots=True)
class Handtekening:
    """De handtekening van een bericht; `oin` is die van de ondertekenaar, en tot `tot` kan zij nog gelden."""

    hash: bytes = field(repr=False)
    oin: str
    gezien: datetime
    tot: datetime


class BerichtHerhaald(Exception):  # noqa: N818
    """Dezelfde ondertekende bytes zijn al beantwoord; het bericht wordt geweigerd."""


_ONTHOUD = insert(handtekening).on_conflict_do_nothing().returning(handtekening.c.bericht_id)
# Wat een ander proces al opruimt of nog schrijft, blijft liggen: zo wacht opruimen nooit.
_SNOEI = text(
    "DELETE FROM handtekening WHERE hash IN (SELECT hash FROM handtekening WHERE tot < :nu"
    " ORDER BY tot LIMIT :hoogstens FOR UPDATE SKIP LOCKED)"
)


def onthoud(conn: Connection, gezien: Handtekening, message_id: str | None, bericht_id: UUID) -> bool:
    """Of dit de eerste keer is. Een gelijktijdige herhaling wacht hier tot de eerste klaar is."""
    if next(_geteld) % _ELKE == 0:
        snoei(conn, gezien.gezien)
    rij = {
        "hash": gezien.hash,
        "oin": gezien.oin,
        "message_id": message_id,
        "bericht_id": bericht_id,
        "gezien": gezien.gezien,
        "tot": gezien.tot,
    }
    return conn.execute(_ONTHOUD, rij).first() is not None


def snoei(conn: Connection, nu: datetime) -> int:
    """Vergeet wat verlopen is; geeft hoeveel."""
    return conn.execute(_SNOEI, {"nu": nu, "hoogstens": _HOOGSTENS}).rowcount
