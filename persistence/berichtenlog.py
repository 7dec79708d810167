"""Het berichtenlogboek: schrijven, zoeken en tonen (R-025, design.md §2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Text, and_, insert, literal, select, union_all

from persistence.tabellen import FEITEN, bericht, bericht_persoon, persoon

Uitkomstcode = Literal["OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT"]


@dataclass(slots=True, kw_only=True)
class Logregel:
    """Wat van één bericht bewaard wordt. `duur` in seconden; `bsns`: de personen over wie het ging.

    Niet bevroren: dat kost per bericht meer dan de logregel zelf.
    """

    ontvangen: datetime
    beantwoord: datetime
    profiel: str
    uitkomst: Uitkomstcode
    http_status: int
    duur: float
    dienst: str | None = None
    operatie: str | None = None
    oin: str | None = None
    message_id: str | None = None
    relates_to: str | None = None
    gemeente: str | None = None
    namens: str | None = None
    gebruiker: str | None = None
    eigen_gebruikersbeheer: bool = False
    bsns: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    wsa: dict[str, str | None] | None = None
    verzoek: bytes | None = None
    antwoord: bytes | None = None
    peer: str | None = None
    beveiliging: dict[str, Any] | None = None


@dataclass(slots=True, kw_only=True)
class Gelogd(Logregel):
    """Een logregel zoals zij in het logboek staat; `verzoek` en `antwoord` alleen bij `toon`."""

    id: UUID
    volgnr: int


@dataclass(frozen=True, slots=True)
class Geschreven:
    """Een versie van een feit die een bericht schreef of beëindigde."""

    soort: str
    id: int | None  # None: de persoon zelf
    versienr: int
    bsn: str
    handeling: str  # GESCHREVEN, of de reden waarom zij eindigde


@dataclass(frozen=True, slots=True)
class Bericht:
    """Een bericht met alles erbij."""

    regel: Gelogd
    feiten: tuple[Geschreven, ...] = field(default=())


_VELDEN = [veld.name for veld in fields(Logregel) if veld.name != "bsns"]
_INSERT = insert(bericht)
_INSERT_PERSOON = insert(bericht_persoon)


def schrijf_logregel(conn: Connection, bericht_id: UUID, regel: Logregel) -> None:
    rij = {naam: getattr(regel, naam) for naam in _VELDEN}
    rij["id"] = bericht_id
    rij["codes"] = list(regel.codes)
    conn.execute(_INSERT, rij)
    schrijf_personen(conn, bericht_id, regel.ontvangen, regel.bsns)


def schrijf_personen(conn: Connection, bericht_id: UUID, tijdstip: datetime, bsns: Sequence[str]) -> None:
    """Over wie een bericht ging dat al in het logboek staat."""
    if bsns:
        conn.execute(
            _INSERT_PERSOON,
            [{"bericht_id": bericht_id, "bsn": bsn, "tijdstip": tijdstip} for bsn in dict.fromkeys(bsns)],
        )


def zoek(
    conn: Connection,
    *,
    message_id: str | None = None,
    bsn: str | None = None,
    gemeente: str | None = None,
    van: datetime | None = None,
    tot: datetime | None = None,
    na: int | None = None,
    hoogstens: int = 100,
) -> list[Gelogd]:
    """Logregels zonder de berichten zelf, nieuwste eerst; `na`: het laatste volgnr van het vorige deel."""
    zonder = [k for k in bericht.c if k.name not in ("verzoek", "antwoord")]
    vraag = select(*zonder).order_by(bericht.c.volgnr.desc()).limit(hoogstens)
    if message_id is not None:
        vraag = vraag.where((bericht.c.message_id == message_id) | (bericht.c.relates_to == message_id))
    if bsn is not None:
        vraag = vraag.join(
            bericht_persoon,
            and_(bericht_persoon.c.bericht_id == bericht.c.id, bericht_persoon.c.bsn == bsn),
        )
    if gemeente is not None:
        vraag = vraag.where((bericht.c.gemeente == gemeente) | (bericht.c.namens == gemeente))
    if van is not None:
        vraag = vraag.where(bericht.c.ontvangen >= van)
    if tot is not None:
        vraag = vraag.where(bericht.c.ontvangen < tot)
    if na is not None:
        vraag = vraag.where(bericht.c.volgnr < na)
    rijen = conn.execute(vraag).mappings().all()
    personen = _personen(conn, [rij["id"] for rij in rijen])
    return [_gelogd(dict(rij), personen) for rij in rijen]


def toon(conn: Connection, bericht_id: UUID) -> Bericht | None:
    """Een bericht met vraag, antwoord en de feiten die het schreef of beëindigde."""
    rij = conn.execute(select(bericht).where(bericht.c.id == bericht_id)).mappings().one_or_none()
    if rij is None:
        return None
    return Bericht(_gelogd(dict(rij), _personen(conn, [bericht_id])), _feiten(conn, bericht_id))


def _personen(conn: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    gevonden: dict[UUID, tuple[str, ...]] = {}
    if ids:
        vraag = select(bericht_persoon.c.bericht_id, bericht_persoon.c.bsn).where(
            bericht_persoon.c.bericht_id.in_(ids)
        )
        for bericht_id, bsn in conn.execute(vraag.order_by(bericht_persoon.c.bsn)):
            gevonden[bericht_id] = (*gevonden.get(bericht_id, ()), bsn)
    return gevonden


def _gelogd(rij: dict[str, Any], personen: dict[UUID, tuple[str, ...]]) -> Gelogd:
    rij["codes"] = tuple(rij["codes"])
    return Gelogd(**rij, bsns=personen.get(rij["id"], ()))


def _feiten(conn: Connection, bericht_id: UUID) -> tuple[Geschreven, ...]:
    delen = []
    for tabel in (persoon, *(tabel for _, tabel in FEITEN.values())):
        nummer = tabel.c.id if "id" in tabel.c else literal(None, BigInteger)
        kolommen = (
            literal(tabel.name, Text).label("soort"),
            nummer.label("id"),
            tabel.c.versienr,
            tabel.c.bsn,
        )
        delen.append(
            select(*kolommen, literal("GESCHREVEN").label("handeling")).where(
                tabel.c.geschreven_door == bericht_id
            )
        )
        delen.append(
            select(*kolommen, tabel.c.versie_einde.label("handeling")).where(
                tabel.c.beeindigd_door == bericht_id
            )
        )
    return tuple(Geschreven(*rij) for rij in conn.execute(union_all(*delen)))
