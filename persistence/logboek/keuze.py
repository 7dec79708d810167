"""Records voor toetsing of export: met hun positie, hun inhoud en hun sleutel, op volgorde van positie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from isi_soap.audit.inhoud import Inhoud, Onleesbaar, ontsleutel
from isi_soap.audit.sleutels import SleutelFout
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import bericht, bericht_inhoud, bericht_persoon, datasleutel, verzegeling

_PORTIE = 500
_ONTHOUDEN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Keuze:
    """Wat iemand wil zien; niets gevuld is alles."""

    van: datetime | None = None
    tot: datetime | None = None
    gemeente: str | None = None
    bsn: str | None = None
    message_id: str | None = None
    kenmerk: UUID | None = None

    @property
    def is_tijdvak(self) -> bool:
        """Alleen van een aaneengesloten reeks is te bewijzen dat er niets tussenuit is."""
        return not (self.gemeente or self.bsn or self.message_id or self.kenmerk)

    def waar(self, sleutels: Logsleutels) -> list[ColumnElement[bool]]:
        uit: list[ColumnElement[bool]] = []
        if self.van is not None:
            uit.append(bericht.c.ontvangen >= self.van)
        if self.tot is not None:
            uit.append(bericht.c.ontvangen < self.tot)
        if self.gemeente is not None:
            uit.append(or_(bericht.c.gemeente == self.gemeente, bericht.c.namens == self.gemeente))
        if self.message_id is not None:
            uit.append(or_(bericht.c.message_id == self.message_id, bericht.c.relates_to == self.message_id))
        if self.kenmerk is not None:
            uit.append(bericht.c.id == self.kenmerk)
        if self.bsn is not None:
            wie = bericht_persoon.c.persoon == sleutels.persoon(self.bsn)
            uit.append(exists().where(bericht_persoon.c.bericht_id == bericht.c.id, wie))
        return uit

    def tekst(self) -> dict[str, str]:
        """Zoals de keuze in de export staat; een BSN niet, dat staat in de berichten zelf."""
        velden = {
            "van": self.van and self.van.isoformat(),
            "tot": self.tot and self.tot.isoformat(),
            "gemeente": self.gemeente,
            "bsn": self.bsn and "*********",
            "message_id": self.message_id,
            "kenmerk": self.kenmerk and str(self.kenmerk),
        }
        return {naam: waarde for naam, waarde in velden.items() if waarde}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewaard:
    """Wat de database van een positie weet; `rij` is leeg als het record er niet is."""

    positie: int | None
    blad: bytes | None
    kenmerk: UUID | None  # volgens de positie, ook als het record er niet is
    rij: Mapping[str, Any] | None
    personen: tuple[bytes, ...]
    inhoud: bytes | None
    sleutel: UUID | None
    vernietigd: datetime | None
    ingepakt: tuple[str, bytes] | None


_KOLOMMEN = (
    *bericht.c,
    verzegeling.c.positie,
    verzegeling.c.blad,
    verzegeling.c.bericht_id,
    bericht_inhoud.c.inhoud,
    bericht_inhoud.c.sleutel,
    datasleutel.c.vernietigd,
    datasleutel.c.inpaksleutel,
    datasleutel.c.ingepakt,
    select(func.array_agg(bericht_persoon.c.persoon))
    .where(bericht_persoon.c.bericht_id == bericht.c.id)
    .scalar_subquery()
    .label("wie"),
)
_RECORD = tuple(str(kolom.name) for kolom in bericht.c)


def _vraag(*, ook_zonder_record: bool) -> Select[Any]:
    van = verzegeling.join(bericht, bericht.c.id == verzegeling.c.bericht_id, isouter=True)
    if not ook_zonder_record:
        van = bericht.join(verzegeling, bericht.c.id == verzegeling.c.bericht_id, isouter=True)
    van = van.join(bericht_inhoud, bericht_inhoud.c.bericht_id == bericht.c.id, isouter=True)
    return select(*_KOLOMMEN).select_from(
        van.join(datasleutel, datasleutel.c.id == bericht_inhoud.c.sleutel, isouter=True)
    )


def reeks(conn: Connection, begin: int, eind: int) -> Iterator[Bewaard]:
    """Elke positie in [begin, eind) die de database heeft, ook als haar record er niet meer is."""
    vraag = _vraag(ook_zonder_record=True).order_by(verzegeling.c.positie)
    return _lees(conn, vraag.where(verzegeling.c.positie >= begin, verzegeling.c.positie < eind))


def gekozen(conn: Connection, sleutels: Logsleutels, keuze: Keuze) -> Iterator[Bewaard]:
    vraag = _vraag(ook_zonder_record=False).order_by(verzegeling.c.positie, bericht.c.id)
    return _lees(conn, vraag.where(*keuze.waar(sleutels)))


def zonder_positie(conn: Connection, sleutels: Logsleutels, keuze: Keuze) -> Iterator[Bewaard]:
    vraag = _vraag(ook_zonder_record=False).order_by(bericht.c.id)
    return _lees(conn, vraag.where(verzegeling.c.positie.is_(None), *keuze.waar(sleutels)))


def posities_van(conn: Connection, sleutels: Logsleutels, keuze: Keuze) -> tuple[int, int] | None:
    """De reeks posities waar een tijdvak over gaat: van het eerste tot en met het laatste record erin."""
    vraag = select(func.min(verzegeling.c.positie), func.max(verzegeling.c.positie))
    if keuze.van is not None or keuze.tot is not None:
        samen = and_(bericht.c.id == verzegeling.c.bericht_id, *keuze.waar(sleutels))
        vraag = vraag.select_from(verzegeling.join(bericht, samen))
    eerste, laatste = conn.execute(vraag).one()
    return None if eerste is None else (eerste, laatste + 1)


def _lees(conn: Connection, vraag: Select[Any]) -> Iterator[Bewaard]:
    with conn.execute(vraag, execution_options={"yield_per": _PORTIE}) as rijen:
        for rij in rijen:
            record = dict(zip(_RECORD, rij, strict=False))
            positie, blad, kenmerk, *rest = rij[len(_RECORD) :]
            inhoud, sleutel, vernietigd, inpaksleutel, ingepakt, wie = rest
            yield Bewaard(
                positie=positie,
                blad=blad,
                kenmerk=kenmerk,
                rij=record if record["id"] is not None else None,
                personen=tuple(wie or ()),
                inhoud=inhoud,
                sleutel=sleutel,
                vernietigd=vernietigd,
                ingepakt=(inpaksleutel, ingepakt) if ingepakt is not None else None,
            )


class Lezer:
    """Leest de inhoud van records; de sleutel van een persoon wordt maar één keer uitgepakt."""

    def __init__(self, sleutels: Logsleutels) -> None:
        self._sleutels = sleutels
        self._bekend: dict[UUID, AESGCM] = {}

    def __call__(self, bewaard: Bewaard) -> Inhoud:
        """De inhoud, of `Onleesbaar` met de reden."""
        if bewaard.inhoud is None or bewaard.sleutel is None or bewaard.rij is None:
            raise Onleesbaar("de bewaarde bytes ontbreken")
        aead = self._bekend.get(bewaard.sleutel)
        if aead is None:
            if bewaard.ingepakt is None:
                raise Onleesbaar("de sleutel ontbreekt")
            inpaksleutel, ingepakt = bewaard.ingepakt
            try:
                aead = AESGCM(self._sleutels.bos.pak_uit(ingepakt, inpaksleutel, bewaard.sleutel.bytes))
            except SleutelFout as fout:
                raise Onleesbaar(str(fout)) from None
            if len(self._bekend) >= _ONTHOUDEN:
                self._bekend.clear()
            self._bekend[bewaard.sleutel] = aead
        return ontsleutel(bewaard.inhoud, aead, bewaard.rij["id"].bytes)
