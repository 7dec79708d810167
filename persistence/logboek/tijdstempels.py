"""De tijdstempels van een ander bij de checkpoints (RFC 3161)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from isi_soap.audit.tijdstempel import Stempel
from persistence.tabellen import checkpoint, logboek, tijdstempel


def te_stempelen(conn: Connection) -> tuple[int, str] | None:
    """Het nieuwste checkpoint, als het nog geen tijdstempel heeft; wat eronder ligt, bewijst het mee."""
    vraag = select(checkpoint.c.grootte, checkpoint.c.notitie).order_by(checkpoint.c.grootte.desc()).limit(1)
    rij = conn.execute(vraag).one_or_none()
    if rij is None or conn.scalar(select(tijdstempel.c.grootte).where(tijdstempel.c.grootte == rij.grootte)):
        return None
    return rij.grootte, rij.notitie


def bewaar(conn: Connection, grootte: int, stempel: Stempel) -> None:
    rij = {"grootte": grootte, "tijdstip": stempel.tijdstip, "antwoord": stempel.antwoord}
    conn.execute(pg_insert(tijdstempel).values(rij).on_conflict_do_nothing())


def laatste(conn: Connection) -> datetime | None:
    tijdstip: datetime | None = conn.scalar(select(func.max(tijdstempel.c.tijdstip)))
    return tijdstip


def zet_alarm(conn: Connection, reden: str | None) -> None:
    conn.execute(update(logboek).values(tijdstempelalarm=reden))


def te_bezorgen(conn: Connection) -> list[tuple[int, datetime, bytes]]:
    rij = tijdstempel.c
    vraag = select(rij.grootte, checkpoint.c.tijdstip, rij.antwoord).join_from(
        tijdstempel, checkpoint, checkpoint.c.grootte == rij.grootte
    )
    wacht = vraag.where(rij.bezorgd.is_(None)).order_by(rij.grootte).limit(100)
    return [(gevonden.grootte, gevonden.tijdstip, gevonden.antwoord) for gevonden in conn.execute(wacht)]


def bezorgd(conn: Connection, grootte: int, nu: datetime) -> None:
    conn.execute(update(tijdstempel).where(tijdstempel.c.grootte == grootte).values(bezorgd=nu))
