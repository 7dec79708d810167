"""De testklok: een verschil met de echte tijd, zodat zij doorloopt; alleen in het profiel ketentest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select, update

from persistence.eenheid import systeemklok
from persistence.tabellen import stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Klok:
    nu: datetime
    verzet: bool
    laatste_dagrun: date | None


def lees(conn: Connection, klok: Callable[[], datetime] = systeemklok) -> Klok:
    rij = conn.execute(select(stand)).one()
    nu: datetime = klok()
    if rij.klok_vast is not None:
        nu = rij.klok_vast
    elif rij.klok_verschil is not None:
        nu += rij.klok_verschil
    return Klok(
        nu=nu.astimezone(UTC),
        verzet=rij.klok_vast is not None or rij.klok_verschil is not None,
        laatste_dagrun=rij.laatste_dagrun,
    )


def zet(conn: Connection, moment: datetime, klok: Callable[[], datetime] = systeemklok) -> None:
    """Vanaf nu is het `moment`, en de tijd loopt door."""
    conn.execute(update(stand).values(klok_verschil=moment - klok(), klok_vast=None))


def zet_terug(conn: Connection) -> None:
    conn.execute(update(stand).values(klok_verschil=None, klok_vast=None))
