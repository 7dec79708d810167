"""Wat het logboek dataverwerkingen (LDV) nog moet krijgen: de records in volgorde van hun positie.

Een positie krijgt een record pas als het vastligt, en elke positie bestaat. Wie op positie leest slaat dus
nooit een bericht over dat later vastlag dan een bericht dat later begon; op kenmerk of tijd zou dat kunnen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as pg_insert

from persistence.kenmerk import tijdstip_van
from persistence.tabellen import bericht, bericht_persoon, ldv_levering, logboek, verzegeling


@dataclass(frozen=True, slots=True, kw_only=True)
class Verwerking:
    """Wat een logregel van een record nodig heeft; de inhoud blijft versleuteld en wordt niet gelezen."""

    positie: int
    id: UUID
    soort: str
    ontvangen: datetime
    beantwoord: datetime
    duur: float
    dienst: str | None
    operatie: str | None
    oin: str | None
    uitkomst: str
    codes: tuple[str, ...]
    relates_to: str | None
    traceparent: str | None
    personen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Levering:
    """Hoever het LDV-logboek is, en wat er nog wacht."""

    positie: int
    regels: int
    gemist: int
    geleverd: datetime | None
    fout: str | None
    fout_sinds: datetime | None
    wachtend: int
    wacht_sinds: datetime | None

    def achterstand(self, nu: datetime) -> timedelta:
        return nu - self.wacht_sinds if self.wacht_sinds else timedelta(0)

    def alarm(self, nu: datetime, na: timedelta) -> str | None:
        if self.achterstand(nu) <= na:
            return None
        reden = f": {self.fout}" if self.fout else ""
        return f"het logboek dataverwerkingen loopt achter sinds {self.wacht_sinds:%Y-%m-%d %H:%M:%S}{reden}"


_RECORD = [bericht.c[naam] for naam in Verwerking.__dataclass_fields__ if naam not in ("positie", "id")]


def te_leveren(conn: Connection, vanaf: int, hoogstens: int) -> tuple[list[Verwerking], int]:
    """De volgende verwerkingen, en tot welke positie zij gaan; wat er niet meer is ontbreekt ertussen."""
    deel = (
        select(verzegeling.c.positie, verzegeling.c.bericht_id)
        .where(verzegeling.c.positie >= vanaf)
        .order_by(verzegeling.c.positie)
        .limit(hoogstens)
        .subquery()
    )
    vraag = (
        select(deel.c.positie, bericht.c.id, *_RECORD)
        .outerjoin_from(deel, bericht, bericht.c.id == deel.c.bericht_id)
        .order_by(deel.c.positie)
    )
    rijen = conn.execute(vraag).mappings().all()
    gevonden = [Verwerking(**{**rij, "codes": tuple(rij["codes"])}) for rij in rijen if rij["id"] is not None]
    return gevonden, rijen[-1]["positie"] + 1 if rijen else vanaf


def personen(conn: Connection, kenmerken: Sequence[UUID]) -> dict[UUID, list[bytes]]:
    """Over wie deze records gingen, als kenmerk van het berichtenlog."""
    vraag = select(bericht_persoon).where(bericht_persoon.c.bericht_id.in_(kenmerken))
    per_record: dict[UUID, list[bytes]] = defaultdict(list)
    for rij in conn.execute(vraag.order_by(bericht_persoon.c.bericht_id, bericht_persoon.c.persoon)):
        per_record[rij.bericht_id].append(rij.persoon)
    return per_record


def personen_na(conn: Connection, kenmerk: UUID, na: bytes, hoogstens: int) -> Sequence[bytes]:
    """Hetzelfde van één record over heel veel personen, bij stukken: een run kan over heel ISI gaan."""
    vraag = (
        select(bericht_persoon.c.persoon)
        .where(bericht_persoon.c.bericht_id == kenmerk, bericht_persoon.c.persoon > na)
        .order_by(bericht_persoon.c.persoon)
        .limit(hoogstens)
    )
    return conn.execute(vraag).scalars().all()


# --- hoever het is ----------------------------------------------------------------------------------------


def positie(conn: Connection) -> int:
    """Alles vóór deze positie is geleverd; wie records wegdoet, doet dat niet voorbij dit punt."""
    return conn.scalar(select(ldv_levering.c.positie)) or 0


def bladwijzer(conn: Connection, *, ingesteld: bool) -> int | None:
    """Voorbij welke positie niets weg mag; None: er is geen LDV-logboek, en er is er ook nooit een geweest.

    Een bladwijzer telt ook als het adres nu niet ingesteld is: vergeten is geen reden om te verliezen.
    """
    tot = conn.scalar(select(ldv_levering.c.positie))
    return 0 if tot is None and ingesteld else tot


def leg_vast(conn: Connection, tot: int, regels: int, gemist: int, nu: datetime) -> None:
    """Tot hier is bevestigd; wat hierna misgaat, wordt vanaf hier opnieuw geleverd."""
    nieuw = pg_insert(ldv_levering).values(id=1, positie=tot, regels=regels, gemist=gemist, geleverd=nu)
    conn.execute(
        nieuw.on_conflict_do_update(
            index_elements=[ldv_levering.c.id],
            set_={
                "positie": tot,
                "regels": ldv_levering.c.regels + regels,
                "gemist": ldv_levering.c.gemist + gemist,
                "geleverd": nu,
                "fout": None,
                "fout_sinds": None,
            },
        )
    )


def leg_fout_vast(conn: Connection, reden: str, nu: datetime) -> None:
    """Waarom het niet verdergaat; sinds wanneer blijft staan zolang het duurt."""
    begin = {"id": 1, "positie": 0, "regels": 0, "gemist": 0, "fout": reden, "fout_sinds": nu}
    conn.execute(
        pg_insert(ldv_levering)
        .values(begin)
        .on_conflict_do_update(
            index_elements=[ldv_levering.c.id],
            set_={"fout": reden, "fout_sinds": func.coalesce(ldv_levering.c.fout_sinds, nu)},
        )
    )


def stand(conn: Connection) -> Levering:
    rij = conn.execute(select(ldv_levering)).one_or_none()
    tot = rij.positie if rij else 0
    grootte = conn.scalar(select(logboek.c.grootte)) or 0
    eerste = select(verzegeling.c.bericht_id).where(verzegeling.c.positie >= tot)
    oudste = conn.scalar(eerste.order_by(verzegeling.c.positie).limit(1))
    return Levering(
        positie=tot,
        regels=rij.regels if rij else 0,
        gemist=rij.gemist if rij else 0,
        geleverd=rij.geleverd if rij else None,
        fout=rij.fout if rij else None,
        fout_sinds=rij.fout_sinds if rij else None,
        wachtend=max(0, grootte - tot),
        wacht_sinds=tijdstip_van(oudste) if oudste else None,
    )
