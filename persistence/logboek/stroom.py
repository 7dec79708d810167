"""Het hele log achter elkaar, op volgorde van positie, zo gelezen dat narekenen weinig meer kost dan lezen.

De server stuurt rijen in porties terwijl hier gerekend wordt; van een rij komen alleen waarden waarvan de
bytes van het record meteen te schrijven zijn. Een tijdstip blijft een getal, JSON blijft tekst. Wat de vorm
van een record is staat in isi_soap/audit/record.py; een test schrijft elk record op beide manieren.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8BinaryLoader
from sqlalchemy import ARRAY, Column, Connection, DateTime, Float, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB

from isi_soap.audit.boom import Hash, bladhash
from isi_soap.audit.record import FORMAAT, vorm
from persistence.database import DatabaseOnbereikbaar
from persistence.logboek.keuze import Bewaard
from persistence.tabellen import bericht

# Zoveel past in de buffer van de verbinding: dan werkt de server door terwijl hier gerekend wordt.
_PORTIE: Final = 64


def _gelezen(kolom: Column[Any]) -> str:
    if isinstance(kolom.type, LargeBinary):
        return f"encode(b.{kolom.name}, 'hex')"
    if isinstance(kolom.type, ARRAY):
        return f"array_to_json(b.{kolom.name})::text"
    if isinstance(kolom.type, JSONB):
        return f"NULLIF(b.{kolom.name}, 'null')::text"  # een JSON-null is ook geen waarde
    return f"b.{kolom.name}"


# In de volgorde van een record: dan is er niets meer te sorteren.
_RECORD: Final = {str(kolom.name): _gelezen(kolom) for kolom in bericht.c} | {"formaat": f"'{FORMAAT}'"}
_NAMEN: Final = tuple(sorted(_RECORD))
_ERBIJ: Final = {
    "positie": "v.positie",
    "blad": "v.blad",
    "kenmerk": "v.bericht_id",
    "inhoud": "i.inhoud",
    "sleutel": "i.sleutel",
    "vernietigd": "d.vernietigd",
    "inpaksleutel": "d.inpaksleutel",
    "ingepakt": "d.ingepakt",
    "wie": "(SELECT string_agg(p.persoon, ''::bytea) FROM bericht_persoon p WHERE p.bericht_id = b.id)",
}
_PLAATS: Final = {naam: nummer for nummer, naam in enumerate((*_NAMEN, *_ERBIJ))}
ID, PERSONEN, PERSONEN_HASH, INHOUD_HASH, VERZOEK_HASH, ANTWOORD_HASH = (
    _PLAATS[naam]
    for naam in ("id", "personen", "personen_hash", "inhoud_hash", "verzoek_hash", "antwoord_hash")
)
POSITIE, BLAD, KENMERK, INHOUD, SLEUTEL, VERNIETIGD, INPAKSLEUTEL, INGEPAKT, WIE = (
    _PLAATS[naam] for naam in _ERBIJ
)

Rij = tuple[Any, ...]  # hashes van het record in hex, zoals zij daarin staan


_KOLOMMEN: Final = ", ".join((*(_RECORD[naam] for naam in _NAMEN), *_ERBIJ.values()))
_INHOUD: Final = (
    "LEFT JOIN bericht_inhoud i ON i.bericht_id = b.id LEFT JOIN datasleutel d ON d.id = i.sleutel"
)


def van_reeks(begin: int, eind: int) -> str:
    """Elke positie in [begin, eind) met alles wat erbij hoort, ook als haar record er niet meer is."""
    return (
        f"SELECT {_KOLOMMEN} FROM verzegeling v LEFT JOIN bericht b ON b.id = v.bericht_id {_INHOUD}"  # noqa: S608
        f" WHERE v.positie >= {int(begin)} AND v.positie < {int(eind)} ORDER BY v.positie"
    )


def van_bericht(kenmerk: UUID) -> str:
    """Dit record, ook als het nog geen positie heeft."""
    return (
        f"SELECT {_KOLOMMEN} FROM bericht b LEFT JOIN verzegeling v ON v.bericht_id = b.id {_INHOUD}"  # noqa: S608
        f" WHERE b.id = '{UUID(str(kenmerk))}'"
    )


def lees(conn: Connection, opdracht: str) -> Iterator[Rij]:
    """De rijen; tot de laatste gelezen is, kan de verbinding niets anders."""
    with ruw(conn) as verbinding, verbinding.cursor() as cursor:
        cursor.adapters.register_loader("timestamptz", Int8BinaryLoader)
        yield from cursor.stream(opdracht.encode(), size=_PORTIE, binary=True)


def bewaard(rij: Rij) -> Bewaard:
    """Dezelfde rij voor wie de inhoud leest."""
    hashes = {"verzoek_hash": rij[VERZOEK_HASH], "antwoord_hash": rij[ANTWOORD_HASH]}
    hashes = {naam: hash_ and bytes.fromhex(hash_) for naam, hash_ in hashes.items()}
    return Bewaard(
        positie=rij[POSITIE],
        blad=rij[BLAD],
        kenmerk=rij[KENMERK],
        rij={"id": rij[ID]} | hashes,
        personen=(),
        inhoud=rij[INHOUD],
        sleutel=rij[SLEUTEL],
        vernietigd=None,
        ingepakt=(rij[INPAKSLEUTEL], rij[INGEPAKT]) if rij[INGEPAKT] is not None else None,
    )


@contextmanager
def ruw(conn: Connection) -> Iterator[psycopg.Connection]:
    """De verbinding onder SQLAlchemy, die niet alles eerst sorteert: rijen komen zodra zij gelezen zijn."""
    opvolgend = {"enable_hashjoin": "off", "enable_mergejoin": "off", "enable_sort": "off"}
    was = {naam: conn.scalar(text(f"SHOW {naam}")) for naam in opvolgend}
    verbinding = conn.connection.driver_connection
    assert isinstance(verbinding, psycopg.Connection)
    _stel_in(conn, opvolgend)
    try:
        yield verbinding
    except psycopg.OperationalError as fout:
        raise DatabaseOnbereikbaar(f"de database is onbereikbaar ({fout.sqlstate})") from None
    finally:
        if verbinding.info.transaction_status is TransactionStatus.INTRANS:
            _stel_in(conn, was)


def _stel_in(conn: Connection, instellingen: dict[str, Any]) -> None:
    for naam, waarde in instellingen.items():
        conn.execute(text("SELECT set_config(:naam, :waarde, true)"), {"naam": naam, "waarde": waarde})


# --- het record -----------------------------------------------------------------------------------------

_BEGIN = datetime(2000, 1, 1)  # noqa: DTZ001 - PostgreSQL telt vanaf hier, in UTC


class _Onthouden(dict[Any, Any]):
    """Wat per waarde gerekend wordt, en dan nog eens voorkomt; begint opnieuw als het te veel wordt."""

    def __init__(self, reken: Callable[[Any], Any], hoogstens: int = 20_000) -> None:
        super().__init__()
        self._reken, self._hoogstens = reken, hoogstens

    def __missing__(self, waarde: Any) -> Any:
        if len(self) >= self._hoogstens:
            self.clear()
        self[waarde] = uit = self._reken(waarde)
        return uit


def _minuut(minuten: int) -> str:
    return f"{_BEGIN + timedelta(minutes=minuten):%Y-%m-%dT%H:%M:}"


def _json(tekst: str) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(vorm(json.loads(tekst)), option=orjson.OPT_SORT_KEYS))


_minuten = _Onthouden(_minuut)
_jsons = _Onthouden(_json)


def _tijd(sinds: int) -> str:
    minuten, micro = divmod(sinds, 60_000_000)
    rest = str(100_000_000 + micro)  # een 1, twee cijfers seconden, zes cijfers micro
    return f"{_minuten[minuten]}{rest[1:3]}.{rest[3:]}Z"


def _micro(seconden: float) -> int:
    return round(seconden * 1_000_000)


def _vormer(kolom: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(kolom.type, DateTime):
        return _tijd
    if isinstance(kolom.type, Float):
        return _micro
    return _jsons.__getitem__ if isinstance(kolom.type, ARRAY | JSONB) else None


_VORMERS: Final = tuple((str(kolom.name), zet) for kolom in bericht.c if (zet := _vormer(kolom)) is not None)


def canoniek(rij: Rij) -> bytes:
    """Zoals `isi_soap.audit.record.canoniek`; een waarde die in geen record kan staan geeft een fout."""
    # Zonder `strict`: dat kost bij elk record, en een rij is altijd langer dan het record.
    record = {naam: waarde for naam, waarde in zip(_NAMEN, rij) if waarde is not None}  # noqa: B905
    for naam, zet in _VORMERS:
        if naam in record:
            record[naam] = zet(record[naam])
    return orjson.dumps(record)


def blad(rij: Rij) -> Hash | None:
    """Het blad dat bij deze gegevens hoort; None als er geen record van te schrijven is."""
    try:
        return bladhash(canoniek(rij))
    except (ValueError, OverflowError, TypeError):
        return None
