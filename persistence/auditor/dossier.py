"""Wat een uitwisseling in het dossier veranderde: van elk feit wat er was, en wat er werd."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from persistence.tabellen import FEITEN, bericht, persoon

_TABELLEN = (persoon, *(tabel for _, tabel in FEITEN.values()))
_OP_NAAM = {tabel.name: tabel for tabel in _TABELLEN}
_DOOR = ("geschreven_door", "beeindigd_door")
# Wat de opslag erbij schrijft; het gegeven zelf is de rest.
_OPSLAG = frozenset(
    {"id", "bsn", "versienr", "versie_id", "geschreven_door", "beeindigd_door", "versie_einde"}
)

HOOGSTENS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Veldwijziging:
    naam: str
    was: Any
    werd: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Feitwijziging:
    """Een feit dat geschreven, gewijzigd of beëindigd werd."""

    soort: str
    nummer: int | None
    bsn: str
    was: int | None  # versienummer
    werd: int | None
    reden: str | None  # waarom de oude versie eindigde
    velden: tuple[Veldwijziging, ...]
    eerder: UUID | None  # wie schreef wat hier eindigde
    later: UUID | None  # wie beëindigde wat hier geschreven werd


@dataclass(frozen=True, slots=True)
class Gevolgen:
    feiten: tuple[Feitwijziging, ...]
    meer: bool  # een run of lading verandert meer dan een bladzijde laat zien


def gevolgen(conn: Connection, bericht_id: UUID, hoogstens: int = HOOGSTENS) -> Gevolgen:
    van_dit = [
        _rijen(t, or_(t.c.geschreven_door == bericht_id, t.c.beeindigd_door == bericht_id)) for t in _TABELLEN
    ]
    rijen = conn.execute(union_all(*van_dit).limit(hoogstens + 1)).all()
    per_feit: dict[tuple[str, Any], dict[str, Mapping[str, Any]]] = {}
    for soort, rij in rijen[:hoogstens]:
        kant = "werd" if rij["geschreven_door"] == str(bericht_id) else "was"
        per_feit.setdefault((soort, rij.get("id") or rij["bsn"]), {})[kant] = rij
    bekend = _bekend(conn, (rij for delen in per_feit.values() for rij in delen.values()))
    feiten = tuple(_wijziging(soort, delen, bekend) for (soort, _), delen in per_feit.items())
    return Gevolgen(feiten, meer=len(rijen) > hoogstens)


def _bekend(conn: Connection, rijen: Iterable[Mapping[str, Any]]) -> frozenset[UUID]:
    """Wie schreef of beëindigde, voor zover het in dit log staat: ouder dan het log kan ook."""
    genoemd = {UUID(rij[naam]) for rij in rijen for naam in _DOOR if rij[naam] is not None}
    vraag = select(bericht.c.id).where(bericht.c.id.in_(genoemd))
    return frozenset(conn.execute(vraag).scalars()) if genoemd else frozenset()


def veranderden(conn: Connection, berichten: Iterable[UUID], bsn: str) -> frozenset[UUID]:
    """Welke van deze uitwisselingen iets in het dossier van deze persoon schreven of beëindigden."""
    kenmerken = list(berichten)
    if not kenmerken:
        return frozenset()
    delen: list[Select[Any]] = []
    for tabel in _TABELLEN:
        for kolom in (tabel.c.geschreven_door, tabel.c.beeindigd_door):
            delen.append(select(kolom.label("bericht")).where(tabel.c.bsn == bsn, kolom.in_(kenmerken)))
    return frozenset(conn.execute(union_all(*delen)).scalars())


def _rijen(tabel: Table, waar: ColumnElement[bool]) -> Select[Any]:
    rij: ColumnElement[Any] = literal_column(f"to_jsonb({tabel.name})", JSONB)
    return select(literal(tabel.name, Text).label("soort"), rij.label("rij")).select_from(tabel).where(waar)


def _wijziging(soort: str, delen: Mapping[str, Mapping[str, Any]], bekend: frozenset[UUID]) -> Feitwijziging:
    was, werd = delen.get("was"), delen.get("werd")
    een = werd or was or {}
    namen = [kolom.name for kolom in _OP_NAAM[soort].c if kolom.name not in _OPSLAG]
    velden = [
        Veldwijziging(naam=naam, was=was[naam] if was else None, werd=werd[naam] if werd else None)
        for naam in namen
    ]
    return Feitwijziging(
        soort=soort,
        nummer=een.get("id"),
        bsn=een["bsn"],
        was=was["versienr"] if was else None,
        werd=werd["versienr"] if werd else None,
        reden=was["versie_einde"] if was else None,
        velden=tuple(v for v in velden if v.was != v.werd),
        eerder=_een_van(bekend, was["geschreven_door"]) if was else None,
        later=_een_van(bekend, werd["beeindigd_door"]) if werd else None,
    )


def _een_van(bekend: frozenset[UUID], tekst: str | None) -> UUID | None:
    kenmerk = None if tekst is None else UUID(tekst)
    return kenmerk if kenmerk in bekend else None
