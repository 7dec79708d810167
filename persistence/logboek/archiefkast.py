"""Van een record dat zijn inhoud kwijt is: in welk archiefbestand zij staat, en als dat er is de bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, func, select

from persistence.logboek.archieflezer import ArchiefFout, Archieflezer
from persistence.tabellen import bericht_inhoud, datasleutel, logarchief, logvernietiging, verzegeling


class Archiefkast:
    """De archiefbestanden in één map, zoals de database ze kent; een geopend bestand blijft open."""

    def __init__(self, conn: Connection, map_: Path | None) -> None:
        self._map = map_
        rijen = select(logarchief).where(logarchief.c.geleegd.is_not(None)).order_by(logarchief.c.begin)
        self._bestanden = [(rij.begin, rij.eind, rij.bestand) for rij in conn.execute(rijen)]
        self._open: dict[str, Archieflezer | None] = {}
        self._conn = conn

    def bestand(self, positie: int | None) -> str | None:
        """In welk bestand de inhoud van deze positie staat."""
        if positie is None:
            return None
        return next((naam for begin, eind, naam in self._bestanden if begin <= positie < eind), None)

    def inhoud(self, positie: int | None) -> bytes | None:
        """De bewaarde bytes, als het bestand hier te lezen is."""
        naam = self.bestand(positie)
        lezer = None if naam is None else self._lezer(naam)
        return None if lezer is None or positie is None else lezer.inhoud(positie)

    def is_er(self, naam: str) -> bool:
        return self._lezer(naam) is not None

    def _lezer(self, naam: str) -> Archieflezer | None:
        if naam not in self._open:
            try:
                self._open[naam] = None if self._map is None else Archieflezer(self._map / naam)
            except ArchiefFout:
                self._open[naam] = None
        return self._open[naam]

    def van(self, bericht_id: UUID) -> tuple[str | None, bytes | None]:
        positie = self._conn.scalar(
            select(verzegeling.c.positie).where(verzegeling.c.bericht_id == bericht_id)
        )
        return self.bestand(positie), self.inhoud(positie)


def in_archief(conn: Connection, kenmerken: Sequence[UUID]) -> dict[UUID, str]:
    """Van welke van deze records de inhoud alleen nog in een archiefbestand staat; één vraag voor alle.

    Wat ook daar niet meer te lezen is, omdat de sleutel vernietigd is, hoort er niet bij.
    """
    a, plaats = logarchief.c, verzegeling.c
    vraag = (
        select(plaats.bericht_id, a.bestand)
        .join(logarchief, a.geleegd.is_not(None) & plaats.positie.between(a.begin, a.eind - 1))
        .join(bericht_inhoud, bericht_inhoud.c.bericht_id == plaats.bericht_id)
        .join(datasleutel, datasleutel.c.id == bericht_inhoud.c.sleutel)
        .where(
            plaats.bericht_id.in_(kenmerken),
            bericht_inhoud.c.inhoud.is_(None),
            datasleutel.c.vernietigd.is_(None),
        )
    )
    return {rij.bericht_id: rij.bestand for rij in conn.execute(vraag)}


def vernietigd_op(conn: Connection, bericht_id: UUID) -> tuple[datetime, UUID] | None:
    """Van een record dat er niet meer is: wanneer het vernietigd is, en welk record dat zegt."""
    v = logvernietiging.c
    positie = select(verzegeling.c.positie).where(verzegeling.c.bericht_id == bericht_id).scalar_subquery()
    vraag = select(v.tijdstip, v.aankondiging).where(v.begin <= positie, v.eind > positie)
    rij = conn.execute(vraag).one_or_none()
    return None if rij is None else (rij.tijdstip, rij.aankondiging)


def aantal_vernietigd(conn: Connection) -> int:
    """Hoeveel records er volgens hun bewaartermijn niet meer zijn."""
    v = logvernietiging.c
    return int(conn.scalar(select(func.coalesce(func.sum(v.eind - v.begin), 0))) or 0)
