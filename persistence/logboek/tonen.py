"""Een uitwisseling uit het berichtenlog met haar inhoud, en met wat zij in het dossier veranderde (R-025)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Text, literal, select, union_all

from isi_soap.audit.inhoud import ontsleutel
from persistence.logboek.archiefkast import Archiefkast
from persistence.logboek.sleutels import Logsleutels, Vernietigd
from persistence.logboek.zoeken import VELDEN, Logsamenvatting
from persistence.tabellen import FEITEN, bericht, bericht_inhoud, persoon


@dataclass(frozen=True, slots=True, kw_only=True)
class Gelogd(Logsamenvatting):
    """Met de bytes zoals zij over de lijn gingen, en de personen over wie het ging."""

    verzoek: bytes | None = None
    antwoord: bytes | None = None
    bsns: tuple[str, ...] = ()
    vernietigd: datetime | None = None  # sinds wanneer de inhoud er niet meer is
    archief: str | None = None  # het bestand waarin de inhoud staat, als zij niet meer in de database is


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
    feiten: tuple[Geschreven, ...] = ()


_VRAAG = select(
    *(bericht.c[naam] for naam in VELDEN), bericht_inhoud.c.sleutel, bericht_inhoud.c.inhoud
).outerjoin_from(bericht, bericht_inhoud, bericht_inhoud.c.bericht_id == bericht.c.id)


def toon(conn: Connection, sleutels: Logsleutels, bericht_id: UUID) -> Bericht | None:
    """Een bericht met vraag, antwoord en de feiten die het schreef of beëindigde."""
    rij = conn.execute(_VRAAG.where(bericht.c.id == bericht_id)).mappings().one_or_none()
    if rij is None:
        return None
    velden: dict[str, Any] = {naam: rij[naam] for naam in VELDEN} | {"codes": tuple(rij["codes"])}
    bewaard = rij["inhoud"]
    if bewaard is None and rij["sleutel"] is not None:
        velden["archief"], bewaard = Archiefkast(conn, sleutels.archief).van(bericht_id)
    if rij["sleutel"] is not None:
        velden |= _inhoud(conn, sleutels, bericht_id, rij["sleutel"], bewaard)
    return Bericht(Gelogd(**velden), _feiten(conn, bericht_id))


def _inhoud(
    conn: Connection, sleutels: Logsleutels, bericht_id: UUID, sleutel: UUID, bewaard: bytes | None
) -> dict[str, Any]:
    try:
        aead = sleutels.lees(conn, sleutel)
    except Vernietigd as fout:
        return {"vernietigd": fout.tijdstip}
    if bewaard is None:
        return {}
    inhoud = ontsleutel(bewaard, aead, bericht_id.bytes)
    return {"verzoek": inhoud.verzoek, "antwoord": inhoud.antwoord, "bsns": inhoud.bsns}


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
