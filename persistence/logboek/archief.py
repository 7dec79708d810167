"""Het logboek archiveren: van elke afgesloten maand een bestand met alles wat bewijst (docs/audit.md).

Een bestand is een reeks posities, en begint waar het vorige eindigde: elk record staat in precies één. De
inhoud gaat mee zoals zij bewaard is; haar sleutels blijven in de database, zodat vernietigen ook een archief
treft. Een bestand telt pas als het er heel staat, nagerekend is en in het log aangekondigd; tot dan maakt een
volgende start het opnieuw. Gedood worden mag op elk moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from persistence.database import Database
from persistence.kenmerk import eerste_kenmerk, tijdstip_van
from persistence.logboek import beheerlog, delen
from persistence.logboek.archieflezer import ArchiefFout, Archieflezer
from persistence.logboek.archiefschrijver import Archiefschrijver, Deel
from persistence.logboek.archiefschrijver import NietTeArchiveren as NietTeArchiveren
from persistence.logboek.bewaring import maand_van, maanden_verder
from persistence.slot import Slot, alleen
from persistence.tabellen import (
    checkpoint,
    logarchief,
    onverzegeld,
    verzegeling,
)

_MARGE: Final = timedelta(days=1)  # zo lang na de maand kan er niets meer onderweg zijn


@dataclass(frozen=True, slots=True)
class Gearchiveerd:
    bestand: str
    begin: int
    eind: int
    records: int
    sha256: str
    geleegd: bool


def archiveer(
    database: Database,
    map_: Path,
    nu: datetime,
    *,
    verwijder: bool = False,
    voortgang: Callable[[int], None] = lambda aantal: None,
) -> Iterator[Gearchiveerd]:
    """Elke maand die om is en er nog niet staat; met `verwijder` gaat de inhoud dan uit de database."""
    map_.mkdir(parents=True, exist_ok=True)
    with _als_enige(database):
        for rest in map_.glob(".isilog-*.deel"):
            rest.unlink()
        while True:
            with database.transactie() as conn:
                deel = volgende(conn, nu)
            if deel is None:
                break
            yield _maak(database, map_, deel, nu, voortgang)
        if verwijder:
            yield from _leeg(database, map_, nu)


@contextmanager
def _als_enige(database: Database) -> Iterator[None]:
    with alleen(database, Slot.ARCHIVARIS) as conn:
        if conn is None:
            raise NietTeArchiveren("er is al een archivaris bezig")
        yield


# --- wat aan de beurt is --------------------------------------------------------------------------------


def volgende(conn: Connection, nu: datetime) -> Deel | None:
    """De oudste maand die om is en nog niet in een bestand staat."""
    laatste = conn.execute(select(logarchief).order_by(logarchief.c.eind.desc()).limit(1)).one_or_none()
    begin = laatste.eind if laatste else 0
    eerste = conn.scalar(select(verzegeling.c.bericht_id).where(verzegeling.c.positie == begin))
    if eerste is None:
        return None
    maand = maand_van(tijdstip_van(eerste))
    if laatste is not None:
        maand = max(maand, maanden_verder(laatste.maand, 1))
    grens = maanden_verder(maand, 1)
    om = datetime(grens.year, grens.month, 1, tzinfo=UTC)
    if nu < om + _MARGE:
        return None
    tot = eerste_kenmerk(om)
    erin = select(func.max(verzegeling.c.positie)).where(
        verzegeling.c.positie >= begin, verzegeling.c.bericht_id < tot
    )
    eind = (conn.scalar(erin) or begin) + 1
    if conn.scalar(select(func.count()).select_from(onverzegeld).where(onverzegeld.c.bericht_id < tot)):
        raise NietTeArchiveren(f"van {maand:%Y-%m} wachten nog records op de verzegelaar")
    if (conn.scalar(select(func.max(checkpoint.c.grootte))) or 0) < eind:
        raise NietTeArchiveren(f"{maand:%Y-%m} staat nog niet onder een checkpoint")
    return Deel(maand, begin, eind)


# --- een bestand maken ----------------------------------------------------------------------------------


def _maak(
    database: Database, map_: Path, deel: Deel, nu: datetime, voortgang: Callable[[int], None]
) -> Gearchiveerd:
    doel, tijdelijk = map_ / deel.bestand, map_ / f".{deel.bestand}.deel"
    with database.verbinding() as conn:
        vast = conn.execution_options(isolation_level="REPEATABLE READ")
        with vast.begin():
            records = Archiefschrijver(vast, database.logsleutels, deel, voortgang).schrijf(tijdelijk)
    with Archieflezer(tijdelijk) as lezer:
        lezer.toets()
    with tijdelijk.open("rb") as bestand:
        som = file_digest(bestand, "sha256").digest()
    tijdelijk.replace(doel)
    _leg_map_vast(map_)
    gemaakt = Gearchiveerd(deel.bestand, deel.begin, deel.eind, records, som.hex(), geleegd=False)
    with database.transactie() as conn:
        verslag = asdict(gemaakt) | {"maand": f"{deel.maand:%Y-%m}"}
        aankondiging = beheerlog.meld(conn, database.logsleutels, "log archiveer", verslag)
        conn.execute(
            insert(logarchief).values(
                begin=deel.begin,
                eind=deel.eind,
                maand=deel.maand,
                bestand=deel.bestand,
                sha256=som,
                gemaakt=nu,
                aankondiging=aankondiging,
            )
        )
    return gemaakt


# --- de inhoud uit de database --------------------------------------------------------------------------


def _leeg(database: Database, map_: Path, nu: datetime) -> Iterator[Gearchiveerd]:
    """Alleen als het bestand er staat en nog is wat aangekondigd werd."""
    with database.transactie() as conn:
        vraag = select(logarchief).where(logarchief.c.geleegd.is_(None), logarchief.c.vernietigd.is_(None))
        rijen = conn.execute(vraag.order_by(logarchief.c.begin)).all()
    for rij in rijen:
        try:
            with (map_ / rij.bestand).open("rb") as bestand:
                heel = file_digest(bestand, "sha256").digest() == rij.sha256
        except OSError as fout:
            raise ArchiefFout(f"{rij.bestand} is niet te lezen: {fout.strerror}") from None
        if not heel:
            raise ArchiefFout(f"{rij.bestand} is niet het bestand dat aangekondigd werd")
        gedaan = Gearchiveerd(
            rij.bestand, rij.begin, rij.eind, rij.eind - rij.begin, rij.sha256.hex(), geleegd=True
        )

        def doe(conn: Connection, rij: Any = rij, gedaan: Gearchiveerd = gedaan) -> None:
            delen.leeg_inhoud(conn, rij.maand)
            conn.execute(update(logarchief).where(logarchief.c.begin == rij.begin).values(geleegd=nu))
            beheerlog.meld(conn, database.logsleutels, "log archiveer", asdict(gedaan))

        delen.met_geduld(database, doe)
        yield gedaan


def _leg_map_vast(map_: Path) -> None:
    wijzer = os.open(map_, os.O_RDONLY)
    try:
        os.fsync(wijzer)
    finally:
        os.close(wijzer)
