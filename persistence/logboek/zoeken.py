"""Zoeken in het berichtenlog: de nieuwste eerst, bladerend op kenmerk (R-025).

Een kenmerk volgt de tijd, dus wie verder bladert begint na het laatste kenmerk; wat intussen bijkomt, komt
vooraan en verschuift niets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final, get_args
from uuid import UUID

from psycopg.errors import QueryCanceled
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Select,
    Text,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from persistence import cursor
from persistence.database import DatabaseBezet
from persistence.kenmerk import eerste_kenmerk
from persistence.logboek.berichtenlog import Recordsoort, Uitkomstcode
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.zoekvraag import TE_BREED, VREEMDE_CURSOR
from persistence.logboek.zoekvraag import Zoekvraag as Zoekvraag
from persistence.logboek.zoekvraag import Zoekweigering as Zoekweigering
from persistence.logboek.zoekvraag import toets as toets
from persistence.tabellen import bericht, bericht_persoon

AANTAL: Final = 50
HOOGSTENS: Final = 1000

# Een kenmerk en `ontvangen` komen van dezelfde klok, ogenblikken na elkaar; zo ver mag zij verspringen.
_SPELING: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logsamenvatting:
    """Een uitwisseling zonder haar inhoud. `duur` in seconden; `personen`: over hoeveel het ging."""

    id: UUID
    soort: Recordsoort
    ontvangen: datetime
    beantwoord: datetime
    duur: float
    profiel: str
    dienst: str | None
    operatie: str | None
    oin: str | None
    message_id: str | None
    relates_to: str | None
    gemeente: str | None
    namens: str | None
    gebruiker: str | None
    eigen_gebruikersbeheer: bool
    uitkomst: Uitkomstcode
    http_status: int
    codes: tuple[str, ...]
    personen: int
    verzoek_bytes: int | None
    antwoord_bytes: int | None
    wsa: dict[str, str | None] | None
    peer: str | None
    beveiliging: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Bladzijde:
    """Een deel van wat gevonden is; `verder` is er als er meer volgt."""

    regels: tuple[Logsamenvatting, ...]
    verder: str | None


# --- zoeken ---------------------------------------------------------------------------------------------

VELDEN: Final = tuple(veld.name for veld in fields(Logsamenvatting))
_KOLOMMEN: Final = tuple(bericht.c[naam] for naam in VELDEN)


def zoek(
    conn: Connection,
    sleutels: Logsleutels,
    vraag: Zoekvraag,
    *,
    na: str | None = None,
    aantal: int = AANTAL,
) -> Bladzijde:
    """De nieuwste uitwisselingen die voldoen; `na` is `verder` van de vorige bladzijde."""
    if not 1 <= aantal <= HOOGSTENS:
        raise ValueError("zoveel regels heeft een bladzijde niet")
    toets(vraag)
    afdruk = _vingerafdruk(sleutels, vraag)
    plaats = None if na is None else _plaats(na, afdruk)
    # Eén meer dan gevraagd: zo is bekend of er nog iets volgt.
    with _met_geduld(conn, _PLAN_VAST if vraag.bsn or vraag.message_id else _PLAN_PER_VRAAG):
        rijen = conn.execute(_opdracht(sleutels, vraag, plaats, aantal + 1)).mappings().all()
    regels = tuple(samenvatting(rij) for rij in rijen[:aantal])
    verder = cursor.maak(afdruk, regels[-1].id.bytes) if len(rijen) > aantal else None
    return Bladzijde(regels, verder)


@contextmanager
def _met_geduld(conn: Connection, plan: str) -> Iterator[None]:
    """Wie te lang zoekt hoort dat zijn vraag te breed is; de transactie van de aanroeper blijft heel."""
    was = conn.execute(_INSTELLING).one()
    try:
        with conn.begin_nested():
            conn.execute(_STEL_IN, {"geduld": _GEDULD, "plan": plan})
            yield
            conn.execute(_STEL_IN, {"geduld": was.geduld, "plan": was.plan})
    except DatabaseBezet as fout:
        if isinstance(fout.__cause__, QueryCanceled):
            raise Zoekweigering(TE_BREED) from None
        raise


_GEDULD: Final = "5s"
_INSTELLING = select(
    func.current_setting("statement_timeout").label("geduld"),
    func.current_setting("plan_cache_mode").label("plan"),
)
# Een plan dat de waarden kent leest alleen de delen van het tijdvak, en de index van deze uitkomst. Wie of
# welk bericht maakt voor het plan niets uit, en over alle delen is het maken meer werk dan het zoeken.
_PLAN_PER_VRAAG: Final = "force_custom_plan"
_PLAN_VAST: Final = "force_generic_plan"
_STEL_IN = select(
    func.set_config("statement_timeout", bindparam("geduld", type_=Text), True),
    func.set_config("plan_cache_mode", bindparam("plan", type_=Text), True),
)


def samenvatting(rij: Mapping[Any, Any]) -> Logsamenvatting:
    return Logsamenvatting(**{naam: rij[naam] for naam in VELDEN} | {"codes": tuple(rij["codes"])})


def _opdracht(
    sleutels: Logsleutels, vraag: Zoekvraag, na: UUID | None, hoogstens: int
) -> Select[Any] | CompoundSelect[Any]:
    """De vraag zo gesteld dat het antwoord op volgorde uit één index komt, hoe weinig er ook is."""
    if vraag.bsn is not None:
        uit: Select[Any] | CompoundSelect[Any] = _van_persoon(sleutels.persoon(vraag.bsn), vraag, na)
    elif (
        vraag.message_id is None
        and vraag.gebruiker is None
        and vraag.uitkomst is None
        and (vraag.gemeente is not None or vraag.namens is not None)
    ):
        # De index begint met gemeente en uitkomst: van elke uitkomst de nieuwste, en daarvan de nieuwste.
        delen = (
            _records(replace(vraag, uitkomst=uitkomst), na).limit(hoogstens).subquery()
            for uitkomst in get_args(Uitkomstcode)
        )
        samen = union_all(*(select(deel) for deel in delen)).subquery()
        uit = select(samen).order_by(samen.c.id.desc())
    else:
        uit = _records(vraag, na)
    # Als getal in de opdracht: een vast plan weet dan dat er weinig nodig is, en sorteert niet eerst alles.
    return uit.limit(literal_column(str(hoogstens), Integer))


def _records(vraag: Zoekvraag, na: UUID | None) -> Select[Any]:
    b = bericht.c
    return select(*_KOLOMMEN).where(*_waar(vraag), *_reeks(vraag, na, b.id)).order_by(b.id.desc())


def _van_persoon(persoon: bytes, vraag: Zoekvraag, na: UUID | None) -> Select[Any]:
    """Van de persoon naar zijn berichten; OFFSET 0 houdt de database van de omgekeerde weg af."""
    wie = bericht_persoon.c
    van_hem = (
        select(*_KOLOMMEN).where(bericht.c.id == wie.bericht_id, *_waar(vraag)).offset(0).lateral("van_hem")
    )
    uit = select(van_hem).select_from(bericht_persoon.join(van_hem, true()))
    return uit.where(wie.persoon == persoon, *_reeks(vraag, na, wie.bericht_id)).order_by(
        wie.bericht_id.desc()
    )


def _waar(vraag: Zoekvraag) -> Iterator[ColumnElement[bool]]:
    b = bericht.c
    for naam in ("gemeente", "namens", "gebruiker", "oin", "operatie"):
        if (waarde := getattr(vraag, naam)) is not None:
            yield b[naam] == waarde
    if vraag.uitkomst is not None:
        yield b.uitkomst == bindparam(None, vraag.uitkomst, literal_execute=True)
    if vraag.zonder_beheer:
        yield b.soort != "BEHEER"
    if vraag.message_id is not None:
        yield or_(b.message_id == vraag.message_id, b.relates_to == vraag.message_id)
    if vraag.code is not None:
        yield b.codes.bool_op("@>")(literal([vraag.code], ARRAY(Text)))
    if vraag.van is not None:
        yield b.ontvangen >= vraag.van
    if vraag.tot is not None:
        yield b.ontvangen < vraag.tot


def _reeks(vraag: Zoekvraag, na: UUID | None, kenmerk: ColumnElement[UUID]) -> Iterator[ColumnElement[bool]]:
    """Het tijdvak ook als reeks kenmerken: zo komt alleen het deel van het log dat ertoe doet aan bod."""
    if vraag.bsn is None and vraag.message_id is None:
        if vraag.van is not None:
            yield kenmerk >= eerste_kenmerk(vraag.van - _SPELING)
        if vraag.tot is not None:
            yield kenmerk < eerste_kenmerk(vraag.tot + _SPELING)
    if na is not None:
        yield kenmerk < na


# --- de cursor ------------------------------------------------------------------------------------------


def _vingerafdruk(sleutels: Logsleutels, vraag: Zoekvraag) -> bytes:
    """Met het kenmerk van de persoon: uit een BSN gerekend was het met alle BSN's te raden."""
    if vraag.bsn is not None:
        vraag = replace(vraag, bsn=sleutels.persoon(vraag.bsn).hex())
    return cursor.vingerafdruk(vraag)


def _plaats(na: str, afdruk: bytes) -> UUID:
    try:
        return UUID(bytes=cursor.lees(na, afdruk, 16))
    except cursor.CursorPastNiet:
        raise Zoekweigering(VREEMDE_CURSOR) from None
