"""De lijst handhaving en termijnoverschrijding: één selectie voor bericht en bestand (R-035 … R-046).

Het bestand haalt de gemeente op met een verwijzing uit het antwoord van TermijnoverschrijdersInfo. Die werkt
één keer, vijf minuten lang, in elk werkproces. In de tabel staat alleen de hash van haar teken.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, text, update

from isi_soap.contract import berichten
from isi_soap.domain.overschrijding import GROEPEN, overschrijding
from persistence.dossiers import lees_dossiers
from persistence.eenheid import Eenheid
from persistence.tabellen import termijnlijst as tabel
from persistence.toegang import Toegang
from persistence.vertaling.selectie import termijnoverschrijder
from persistence.zoeken import Criteria, lees

GELDIG = timedelta(minutes=5)
# Zo lang blijft bekend dat een verwijzing gebruikt of verlopen is.
_BEWAAR = timedelta(days=1)
_PORTIE = 500

_SNOEI = text(
    "DELETE FROM termijnlijst WHERE teken_hash IN (SELECT teken_hash FROM termijnlijst"
    " WHERE gemaakt < :voor ORDER BY gemaakt LIMIT 100 FOR UPDATE SKIP LOCKED)"
)


def criteria(groepen: Sequence[str]) -> Criteria:
    """Zonder groep: wie in enige groep valt."""
    return Criteria(groepen=tuple(groepen) or GROEPEN)


def overschrijders(conn: Connection, rijen: Sequence[Row[Any]]) -> Iterator[berichten.Termijnoverschrijder]:
    """De gevonden personen als regel op de lijst."""
    dossiers = {d.persoon.bsn: d for d in lees_dossiers(conn, [rij.bsn for rij in rijen])}
    for rij in rijen:
        # Met de dag waarop de persoon in de lijst kwam: tijdens een run verschilt die per persoon.
        regel = overschrijding(dossiers[rij.bsn], rij.peildatum)
        if regel is not None:
            yield termijnoverschrijder(rij, dossiers[rij.bsn], regel)


def hele_lijst(
    conn: Connection, groepen: Sequence[str], bereik: Collection[str], peildatum: date
) -> Iterator[berichten.Termijnoverschrijder]:
    """Alle personen op volgorde van BSN; in porties, zodat de lengte geen geheugen kost."""
    na: str | None = None
    while rijen := lees(conn, criteria(groepen), bereik, peildatum, na=na, aantal=_PORTIE):
        yield from overschrijders(conn, rijen)
        na = rijen[-1].bsn


class Verwijzing(NamedTuple):
    url: str
    geldig_tot: datetime


def maak_verwijzing(eenheid: Eenheid, toegang: Toegang, groepen: Sequence[str]) -> Verwijzing:
    teken = secrets.token_urlsafe(32)
    nu, geldig_tot = eenheid.klok(), eenheid.nu + GELDIG
    eenheid.conn.execute(_SNOEI, {"voor": nu - _BEWAAR})
    eenheid.conn.execute(
        insert(tabel).values(
            teken_hash=_hash(teken),
            aanvraag=eenheid.bericht_id,
            oin=toegang.oin,
            gemeente=toegang.gemeente,
            namens=toegang.namens,
            gebruiker=toegang.gebruiker,
            eigen_gebruikersbeheer=toegang.eigen_gebruikersbeheer,
            bereik=sorted(toegang.bereik),
            groepen=list(groepen),
            gemaakt=nu,
            geldig_tot=geldig_tot,
        )
    )
    return Verwijzing(f"{eenheid.adres}{pad(eenheid.profiel)}{teken}", geldig_tot)


def pad(profiel: str) -> str:
    return f"/{profiel}/termijnoverschrijders/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aanvraag:
    """Wie de lijst vroeg, en welke."""

    bericht: UUID
    oin: str
    gemeente: str
    namens: str | None
    gebruiker: str
    eigen_gebruikersbeheer: bool
    bereik: tuple[str, ...]
    groepen: tuple[str, ...]
    bruikbaar: bool  # niet eerder gebruikt, en nog geldig


def zoek_aanvraag(eenheid: Eenheid, teken: str) -> Aanvraag | None:
    """De aanvraag bij dit teken, vergrendeld: een tweede ophaler wacht en ziet dan dat zij gebruikt is."""
    rij = eenheid.conn.execute(
        select(tabel).where(tabel.c.teken_hash == _hash(teken)).with_for_update()
    ).one_or_none()
    if rij is None:
        return None
    return Aanvraag(
        bericht=rij.aanvraag,
        oin=rij.oin,
        gemeente=rij.gemeente,
        namens=rij.namens,
        gebruiker=rij.gebruiker,
        eigen_gebruikersbeheer=rij.eigen_gebruikersbeheer,
        bereik=tuple(rij.bereik),
        groepen=tuple(rij.groepen),
        bruikbaar=rij.gebruikt_door is None
        and eenheid.nu <= rij.geldig_tot
        and eenheid.klok() <= rij.gemaakt + GELDIG,
    )


def verbruik(eenheid: Eenheid, teken: str) -> None:
    eenheid.conn.execute(
        update(tabel).where(tabel.c.teken_hash == _hash(teken)).values(gebruikt_door=eenheid.bericht_id)
    )


def _hash(teken: str) -> bytes:
    return sha256(teken.encode()).digest()
