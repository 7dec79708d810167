"""De tijdlijn van één persoon: wie hem zag of iets aan zijn dossier veranderde, en namens wie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, func, select

from isi_soap.audit.inhoud import Onleesbaar
from persistence.auditor.dossier import veranderden
from persistence.logboek.keuze import Keuze, Lezer, gekozen
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.zoeken import Logsamenvatting, samenvatting
from persistence.tabellen import bericht, bericht_persoon

_PROEVEN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Periode:
    """Van dit tijdstip, tot aan dat; leeg is onbegrensd."""

    van: datetime | None = None
    tot: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gebeurtenis:
    regel: Logsamenvatting
    veranderde: bool


@dataclass(frozen=True, slots=True)
class Bladzijde:
    gebeurtenissen: tuple[Gebeurtenis, ...]
    verder: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisatie:
    """Wie de persoon zag of wijzigde, geteld over de hele periode."""

    gemeente: str | None
    namens: str | None
    oin: str | None
    soort: str
    profiel: str
    aantal: int
    eerste: datetime
    laatste: datetime


def tijdlijn(
    conn: Connection, persoon: bytes, bsn: str | None, periode: Periode, *, na: UUID | None, aantal: int
) -> Bladzijde:
    """De nieuwste eerst; `na`: het laatste kenmerk van de vorige bladzijde."""
    vraag = _van(select(bericht), persoon, periode).order_by(bericht.c.id.desc()).limit(aantal + 1)
    if na is not None:
        vraag = vraag.where(bericht_persoon.c.bericht_id < na)
    rijen = [samenvatting(rij) for rij in conn.execute(vraag).mappings()]
    getoond = rijen[:aantal]
    anders = veranderden(conn, (r.id for r in getoond), bsn) if bsn else frozenset()
    verder = getoond[-1].id if len(rijen) > aantal else None
    return Bladzijde(tuple(Gebeurtenis(r, r.id in anders) for r in getoond), verder)


def organisaties(conn: Connection, persoon: bytes, periode: Periode) -> list[Organisatie]:
    wie = tuple(bericht.c[naam] for naam in ("gemeente", "namens", "oin", "soort", "profiel"))
    tellingen: tuple[Any, ...] = (
        func.count().label("aantal"),
        func.min(bericht.c.ontvangen).label("eerste"),
        func.max(bericht.c.ontvangen).label("laatste"),
    )
    vraag = _van(select(*wie, *tellingen), persoon, periode).group_by(*wie)
    rijen = conn.execute(vraag.order_by(func.count().desc())).mappings()
    return [Organisatie(**rij) for rij in rijen]


def bsn_van(conn: Connection, sleutels: Logsleutels, persoon: bytes) -> str | None:
    """Het BSN bij een kenmerk: alleen de inhoud van een bericht over deze persoon weet het nog."""
    vraag = (
        select(bericht.c.id)
        .join(bericht_persoon, bericht_persoon.c.bericht_id == bericht.c.id)
        .where(bericht_persoon.c.persoon == persoon, bericht.c.personen == 1)
        .order_by(bericht.c.id.desc())
        .limit(_PROEVEN)
    )
    lezer = Lezer(sleutels)
    for kenmerk in conn.execute(vraag).scalars().all():
        for bewaard in gekozen(conn, sleutels, Keuze(kenmerk=kenmerk)):
            try:
                bsns = lezer(bewaard).bsns
            except Onleesbaar:
                continue
            for bsn in bsns:
                if sleutels.persoon(bsn) == persoon:
                    return bsn
    return None


def _van(vraag: Select[Any], persoon: bytes, periode: Periode) -> Select[Any]:
    vraag = vraag.join(
        bericht_persoon,
        and_(bericht_persoon.c.bericht_id == bericht.c.id, bericht_persoon.c.persoon == persoon),
    )
    if periode.van is not None:
        vraag = vraag.where(bericht.c.ontvangen >= periode.van)
    if periode.tot is not None:
        vraag = vraag.where(bericht.c.ontvangen < periode.tot)
    return vraag
