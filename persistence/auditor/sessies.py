"""Sessies van auditors, in de database: een ander proces kent ze ook, en blokkeren beëindigt ze meteen."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, delete, insert, or_, select, update

from isi_soap.domain.auditor import Sessieduur
from persistence.auditor.aanmelding import Auditor, auditor_van
from persistence.eenheid import NEDERLAND
from persistence.tabellen import auditor, auditor_sessie

# Zo vaak hooguit wordt bijgeschreven dat een sessie gebruikt is.
_BIJSCHRIJVEN = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessie:
    auditor: Auditor
    kenmerk: bytes  # de hash van het teken: zo staat zij in de database
    begonnen: datetime
    gebruikt: datetime


def kenmerk_van(teken: str) -> bytes:
    return sha256(b"isi-auditor-sessie:" + teken.encode()).digest()


def begin(conn: Connection, wie: UUID, duur: Sessieduur, nu: datetime) -> str:
    """Het teken voor in het koekje; de database kent alleen zijn hash."""
    ruim_op(conn, duur, nu)
    teken = secrets.token_urlsafe(32)
    conn.execute(
        insert(auditor_sessie).values(teken_hash=kenmerk_van(teken), auditor=wie, begonnen=nu, gebruikt=nu)
    )
    return teken


def zoek(
    conn: Connection, teken: str, duur: Sessieduur, nu: datetime, *, gebruikt: bool = True
) -> Sessie | None:
    """`gebruikt=False`: een bladzijde die zichzelf ververst houdt niemand aangemeld."""
    kenmerk = kenmerk_van(teken)
    rij = conn.execute(
        select(auditor, auditor_sessie.c.begonnen, auditor_sessie.c.gebruikt)
        .join(auditor_sessie, auditor_sessie.c.auditor == auditor.c.id)
        .where(auditor_sessie.c.teken_hash == kenmerk)
    ).one_or_none()
    if rij is None or rij.geblokkeerd_op is not None or duur.verlopen(rij.begonnen, rij.gebruikt, nu):
        return None
    if gebruikt and nu - rij.gebruikt > _BIJSCHRIJVEN:
        dit = auditor_sessie.c.teken_hash == kenmerk
        conn.execute(update(auditor_sessie).where(dit).values(gebruikt=nu))
    wie = auditor_van(rij, nu.astimezone(NEDERLAND).date())
    return Sessie(auditor=wie, kenmerk=kenmerk, begonnen=rij.begonnen, gebruikt=rij.gebruikt)


def sluit(conn: Connection, kenmerk: bytes) -> None:
    conn.execute(delete(auditor_sessie).where(auditor_sessie.c.teken_hash == kenmerk))


def sluit_andere(conn: Connection, wie: UUID, behalve: bytes) -> None:
    andere = auditor_sessie.c.teken_hash != behalve
    conn.execute(delete(auditor_sessie).where(auditor_sessie.c.auditor == wie, andere))


def ruim_op(conn: Connection, duur: Sessieduur, nu: datetime) -> None:
    """Wat voorbij is gaat weg, met wat er in onderzocht werd."""
    voorbij = or_(
        auditor_sessie.c.gebruikt <= nu - duur.rust, auditor_sessie.c.begonnen <= nu - duur.hoogstens
    )
    conn.execute(delete(auditor_sessie).where(voorbij))
