"""Nieuwkomers opnemen, drie keer per maand: in ISI, met SS064 aan de gemeente (R-070 … R-074)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from persistence.database import Database
from persistence.eenheid import systeemklok
from persistence.runs.ketenberichten import voer_berichten_uit, wachtenden
from persistence.runs.porties import in_porties
from persistence.runs.verloop import NIEUWKOMERS, Run, Verslag, Voortgang, stil, voer_uit
from persistence.tabellen import ketenbericht
from persistence.vertaling.ketenbericht import NIEUWKOMER

_ALLEEN = ketenbericht.c.soort == NIEUWKOMER


def nieuwkomers(
    database: Database,
    *,
    klok: Callable[[], datetime] = systeemklok,
    voortgang: Voortgang = stil,
) -> Verslag:
    """Alleen deze run neemt nieuwkomers op; over wie al in ISI staat werkt het bericht in de dagrun."""
    return voer_uit(database, NIEUWKOMERS, _werk, klok=klok, voortgang=voortgang)


def _werk(bezig: Run) -> None:
    bsns = wachtenden(bezig.eenheid.conn, _ALLEEN)
    bezig.eenheid.commit()
    in_porties(bezig, bsns, _neem_op, lambda _: None)


def _neem_op(bezig: Run, bsns: Sequence[str]) -> None:
    voer_berichten_uit(bezig, bsns, _ALLEEN)
