"""Inhoud vernietigen door haar sleutel te vernietigen; records, posities en bewijzen blijven staan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, select, text, update

from persistence.logboek import bewaring
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import bericht, bericht_inhoud, bericht_persoon, datasleutel, eenmaal


@dataclass(frozen=True, slots=True)
class Vernietiging:
    """Welke berichten hun inhoud verloren; die over meer personen verloren haar ook voor de anderen."""

    alleen: tuple[UUID, ...]
    met_anderen: tuple[tuple[UUID, int], ...]  # kenmerk, en over hoeveel personen het ging
    sleutels: int
    onthouden: int  # bewaarde antwoorden voor wie een bericht nog eens zendt
    vastgehouden: tuple[UUID, ...] = ()  # een bewaarbevel gaat voor


def vernietig_persoon(conn: Connection, sleutels: Logsleutels, bsn: str, nu: datetime) -> Vernietiging:
    """Maak alles onleesbaar wat in het log over deze persoon staat, behalve wat vastgehouden wordt.

    De rij van een sleutel blijft, leeg en met het tijdstip: zo is vernietigd iets anders dan kwijt.
    """
    bewaring.slot(conn)
    persoon = sleutels.persoon(bsn)
    vraag = (
        select(bericht.c.id, bericht.c.personen, bericht_inhoud.c.sleutel)
        .join(bericht_persoon, bericht_persoon.c.bericht_id == bericht.c.id)
        .join(bericht_inhoud, bericht_inhoud.c.bericht_id == bericht.c.id)
        .where(bericht_persoon.c.persoon == persoon)
        .order_by(bericht.c.id)
    )
    # Met haar sleutel blijft ook wat dezelfde sleutel heeft: van één persoon in één maand.
    vast = set(conn.execute(vraag.with_only_columns(bericht_inhoud.c.sleutel).where(
        bewaring.vastgehouden(nu)).order_by(None)).scalars())  # fmt: skip
    # Eerst de sleutels van de persoon: een bericht dat onderweg is wacht, of heeft er al een die hierna telt.
    eigen = vernietig(conn, (datasleutel.c.persoon == persoon) & datasleutel.c.id.not_in(vast), nu)
    rijen = conn.execute(vraag).all()
    met_anderen = [rij for rij in rijen if rij.personen > 1]
    gedeelde = [rij.sleutel for rij in met_anderen if rij.sleutel not in vast]
    gedeeld = vernietig(conn, datasleutel.c.id.in_(gedeelde), nu)
    return Vernietiging(
        alleen=tuple(rij.id for rij in rijen if rij.personen == 1 and rij.sleutel in eigen),
        met_anderen=tuple((rij.id, rij.personen) for rij in met_anderen if rij.sleutel in gedeeld),
        sleutels=len(eigen) + len(gedeeld),
        onthouden=_vergeet(conn, [rij.id for rij in rijen if rij.sleutel not in vast]),
        vastgehouden=tuple(rij.id for rij in rijen if rij.sleutel in vast),
    )


def vernietig(conn: Connection, welke: ColumnElement[bool], nu: datetime) -> set[UUID]:
    weg = (
        update(datasleutel)
        .where(welke, datasleutel.c.vernietigd.is_(None))
        .values(ingepakt=None, inpaksleutel=None, vernietigd=nu)
        .returning(datasleutel.c.id)
    )
    return set(conn.execute(weg).scalars())


def _vergeet(conn: Connection, kenmerken: Sequence[UUID]) -> int:
    """Het antwoord dat klaarligt voor een herhaling is dezelfde inhoud nog een keer."""
    weg = delete(eenmaal).where(eenmaal.c.bericht_id.in_(kenmerken)).returning(eenmaal.c.bericht_id)
    return len(conn.execute(weg).all())


def ruim_op(conn: Connection) -> None:
    """Haal de oude rijen van de sleutels ook van de schijf; buiten een transactie."""
    conn.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM datasleutel, eenmaal"))
