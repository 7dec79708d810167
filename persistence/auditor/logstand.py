"""Hoe het logboek ervoor staat, voor de bladzijde van de auditor."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text

from isi_soap.audit.inhoud import Onleesbaar
from persistence.logboek.keuze import Keuze, Lezer, gekozen
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import bericht, checkpoint, logboek

# De bytes van een deel met zijn indexen; het aantal is een schatting van PostgreSQL zelf.
_DELEN = text("""
    SELECT replace(regexp_replace(c.relname, '^bericht_(inhoud_|persoon_)?', ''), '_', '-') AS maand,
           sum(pg_total_relation_size(c.oid))::bigint AS bytes,
           sum(GREATEST(c.reltuples, 0)) FILTER (WHERE c.relname !~ '^bericht_(inhoud|persoon)_')::bigint
               AS records
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'logdeel' AND c.relkind = 'r'
     GROUP BY 1 ORDER BY 1 DESC
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deel:
    maand: str
    bytes: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Herkomst:
    oorsprong: str
    begonnen: datetime
    controlesleutel: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpointregel:
    grootte: int
    tijdstip: datetime
    bezorgd: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beheerhandeling:
    """De laatste keer dat iets met het log gedaan werd, met het verslag als dat te lezen is."""

    id: UUID
    tijdstip: datetime
    door: str | None
    verslag: dict[str, Any]


def herkomst(conn: Connection) -> Herkomst | None:
    rij = conn.execute(
        select(logboek.c.oorsprong, logboek.c.begonnen, logboek.c.controlesleutel)
    ).one_or_none()
    return None if rij is None else Herkomst(**rij._mapping)


def delen(conn: Connection) -> list[Deel]:
    return [
        Deel(**rij) for rij in conn.execute(_DELEN).mappings() if rij["records"] or rij["maand"] != "rest"
    ]


def checkpoints(conn: Connection, hoogstens: int = 10) -> list[Checkpointregel]:
    kolommen = (checkpoint.c.grootte, checkpoint.c.tijdstip, checkpoint.c.bezorgd)
    vraag = select(*kolommen).order_by(checkpoint.c.grootte.desc()).limit(hoogstens)
    return [Checkpointregel(**rij) for rij in conn.execute(vraag).mappings()]


def laatste(conn: Connection, sleutels: Logsleutels, handeling: str) -> Beheerhandeling | None:
    """De laatste keer dat iemand dit deed: `log verifieer`, `log wis`, …"""
    vraag = select(bericht.c.id).where(bericht.c.soort == "BEHEER", bericht.c.operatie == handeling)
    kenmerk = conn.scalar(vraag.order_by(bericht.c.id.desc()).limit(1))
    if kenmerk is None:
        return None
    (bewaard,) = gekozen(conn, sleutels, Keuze(kenmerk=kenmerk))
    assert bewaard.rij is not None
    try:
        verslag = json.loads(Lezer(sleutels)(bewaard).antwoord or b"{}")
    except (Onleesbaar, ValueError):
        verslag = {}
    return Beheerhandeling(
        id=kenmerk, tijdstip=bewaard.rij["ontvangen"], door=bewaard.rij["gebruiker"], verslag=verslag
    )
