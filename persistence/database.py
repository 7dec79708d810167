"""De verbinding met PostgreSQL: een pool met korte geduldgrenzen, en één naam voor elke storing.

Een volle pool of een database die weg is, is binnen een seconde een `DatabaseOnbereikbaar`; wie wacht houdt
een thread bezet die een ander bericht had kunnen behandelen.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import TimeoutError as PoolVol

from isi_soap.settings import Instellingen, instellingen
from persistence.geduld import Verbinding, met_geduld
from persistence.ingebed import houd_levend, ingebedde_url
from persistence.logboek.sleutels import Logsleutels

# Verbinding weg, server stopt of start, te veel verbindingen, schijf of geheugen vol.
_ONBEREIKBAAR = ("08", "53", "57P", "58")
# Geannuleerd door een tijdgrens, slot niet gekregen, deadlock: opnieuw aanbieden kan lukken.
_BEZET = ("57014", "55P03", "40P01", "40001", "25P03", "25P04")

_MARGE = 2.0


class DatabaseOnbereikbaar(Exception):  # noqa: N818
    """De database antwoordt niet (op tijd); er is niets vastgelegd."""


class DatabaseBezet(DatabaseOnbereikbaar):
    """De database leeft, maar een ander houdt te lang vast wat nodig is."""


class NietGereed(DatabaseOnbereikbaar):
    """De database is bereikbaar, maar niet op de versie van dit programma."""


def database_url(inst: Instellingen) -> URL:
    """De URL voor SQLAlchemy; zonder ISI_DATABASE_URL start de ingebedde server."""
    if inst.database_url is None:
        return make_url(ingebedde_url(inst.data_map / "postgres"))
    return make_url(inst.database_url).set(drivername="postgresql+psycopg")


class Database:
    """De engine met haar pool, en wat erover te vragen is."""

    def __init__(self, url: URL | str, inst: Instellingen, *, lang: bool = False) -> None:
        self.url = make_url(url)
        self.inst = inst
        self.ingebed: Path | None = None
        self.gemeenten: Any = None  # onthouden door `persistence.gemeenten`, met haar versie
        self._verbind_seconden = inst.verbind_seconden
        opties = {
            "timezone": "UTC",
            "jit": "off",
            "statement_timeout": 0 if lang else int(inst.opdracht_seconden * 1000),
            "lock_timeout": int(inst.slot_seconden * 1000),
            "idle_in_transaction_session_timeout": 0 if lang else 60_000,
        }
        self.engine: Engine = create_engine(
            self.url,
            pool_size=inst.verbindingen,
            max_overflow=0,
            pool_timeout=inst.pool_wacht_seconden,
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": 2,  # minder kent libpq niet; `_klop_aan` is sneller
                "prepare_threshold": 2,
                "application_name": "isi-soap",
                "options": " ".join(f"-c {naam}={waarde}" for naam, waarde in opties.items()),
                "keepalives_idle": 10,
                "keepalives_interval": 3,
                "keepalives_count": 3,
                "tcp_user_timeout": 5000,
            },
        )
        # Iets meer dan de server zelf krijgt: zolang zij leeft, zegt zij wat er is.
        self._verbinding = Verbinding if lang else met_geduld(inst.opdracht_seconden + _MARGE)
        event.listen(self.engine, "do_connect", self._verbind)
        event.listen(self.engine, "handle_error", _vertaal)

    @classmethod
    def uit(cls, inst: Instellingen | None = None, *, lang: bool = False) -> Database:
        """De database van de instellingen; `lang` voor runs en ladingen, die geen tijdgrens kennen."""
        inst = inst or instellingen()
        database = cls(database_url(inst), inst, lang=lang)
        if inst.database_url is None:
            database.ingebed = inst.data_map / "postgres"
        return database

    @cached_property
    def logsleutels(self) -> Logsleutels:
        """Waarmee de inhoud van het logboek versleuteld is; gelezen bij het eerste bericht."""
        return Logsleutels.uit(self.inst)

    def verbinding(self) -> Connection:
        """Een verbinding uit de pool; de aanroeper sluit haar."""
        try:
            return self.engine.connect()
        except PoolVol as fout:
            raise DatabaseBezet("alle verbindingen met de database zijn in gebruik") from fout

    @contextmanager
    def transactie(self) -> Iterator[Connection]:
        with self.verbinding() as conn, conn.begin():
            yield conn

    def in_gebruik(self) -> int:
        """Hoeveel verbindingen uit de pool nu iets doen."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    def gereed(self) -> bool:
        """Of de database antwoordt en op de versie van dit programma staat."""
        try:
            self.eis_gereed()
        except DatabaseOnbereikbaar:
            return False
        return True

    def eis_gereed(self) -> None:
        from persistence.migraties.uitvoering import hoogste_versie

        with self.verbinding() as conn:
            aanwezig = conn.execute(text("SELECT to_regclass('alembic_version')")).scalar()
            versie = aanwezig and conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if versie != hoogste_versie():
            raise NietGereed("de database staat niet op de versie van dit programma: isi-soap db upgrade")

    def sluit(self) -> None:
        self.engine.dispose()

    def _verbind(self, dialect: Any, record: Any, cargs: Any, cparams: dict[str, Any]) -> Verbinding:
        self._klop_aan(cparams)
        return self._verbinding.connect(*cargs, **cparams)

    def _klop_aan(self, cparams: dict[str, Any]) -> None:
        """Een server die niet antwoordt (pakketten verdwijnen) kost anders twee seconden per poging."""
        if self.ingebed is not None:
            houd_levend(self.ingebed)
        host = cparams.get("host")
        if not host or host.startswith("/") or "," in host:
            return
        try:
            poort = int(cparams.get("port", 5432))
            socket.create_connection((host, poort), timeout=self._verbind_seconden).close()
        except OSError as fout:
            raise psycopg.OperationalError("de databaseserver antwoordt niet") from fout


def _vertaal(context: ExceptionContext) -> Exception | None:
    """Storingen krijgen hun eigen naam, zonder de tekst van de database: daar kan een waarde in staan."""
    fout = context.original_exception
    code = getattr(fout, "sqlstate", None) or ""
    if code in _BEZET:
        return DatabaseBezet(f"de database is bezet ({code})")
    if context.is_disconnect or code.startswith(_ONBEREIKBAAR):
        return DatabaseOnbereikbaar(f"de database is onbereikbaar ({code or 'geen verbinding'})")
    if isinstance(fout, psycopg.OperationalError) and not code:
        return DatabaseOnbereikbaar("de database is onbereikbaar (geen verbinding)")
    return None
