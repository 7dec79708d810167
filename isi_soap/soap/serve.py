"""De dienst starten: toetsen of alles past, en dan Granian met een proces per kern."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
import structlog
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from isi_soap.contract.start import controleer_start
from isi_soap.settings import Instellingen, instellingen
from isi_soap.soap.front import Front
from isi_soap.soap.kern import Kernen
from isi_soap.soap.logboek import beheerder
from isi_soap.soap.logwacht import Logwacht
from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database, DatabaseOnbereikbaar, NietGereed
from persistence.eenheid import Eenheid
from persistence.logboek import begin
from persistence.migraties.uitvoering import migreer
from services.alle import DIENSTEN


def stel_log_in(*, als_json: bool) -> None:
    """Eén regel per gebeurtenis op stderr: JSON voor machines, leesbaar in een terminal."""
    leesbaar: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False),
    ]
    structlog.configure(
        processors=[_json_regel] if als_json else leesbaar,
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer)
        if als_json
        else structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _json_regel(log: Any, niveau: str, regel: MutableMapping[str, Any]) -> bytes:
    """In één stap: een logregel per bericht hoort minder te kosten dan het bericht."""
    regel["level"] = niveau
    regel["timestamp"] = datetime.now(UTC)
    return orjson.dumps(regel, default=str)


def controleer() -> None:
    """Contract en diensten dekken elkaar, of de dienst start niet."""
    controleer_start({dienst.dienst: dienst.operaties() for dienst in DIENSTEN})


def maak_toepassing(database: Database, inst: Instellingen) -> Toepassing:
    return Toepassing(
        DIENSTEN,
        partial(Eenheid, database),
        profiel="ketentest",
        gereed=database.gereed,
        logwacht=Logwacht(database, inst),
        openbaar_adres=inst.openbaar_adres,
        max_bytes=inst.max_bytes,
    )


def maak_front(toepassing: Toepassing, inst: Instellingen) -> Front:
    front = Front(
        toepassing,
        threads=inst.threads,
        wachtrij=inst.wachtrij,
        max_bytes=inst.max_bytes,
        ontvangst_seconden=inst.ontvangst_seconden,
    )
    # Schema's, plannen en klassen leven zo lang als het proces: de opruimer hoeft ze nooit te bekijken.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    return front


def laad_front(als_json: bool) -> Front:
    """In elk werkproces: een eigen pool en eigen threads."""
    stel_log_in(als_json=als_json)
    inst = instellingen()
    return maak_front(maak_toepassing(Database.uit(inst), inst), inst)


def bereid_database_voor(inst: Instellingen) -> None:
    """Een ingebedde database hoort bij het programma en gaat mee; een andere moet al op de versie staan.

    Een database die even niet antwoordt houdt de start niet tegen: /gereed zegt het, en berichten krijgen een
    fault tot zij er is.
    """
    database = Database.uit(inst)
    try:
        if inst.database_url is None:
            with database.transactie() as conn:
                migreer(conn)
        database.eis_gereed()
        with database.transactie() as conn:
            begin(conn, database.logsleutels.bos, inst.log_oorsprong, datetime.now(UTC))
    except NietGereed:
        raise
    except DatabaseOnbereikbaar as fout:
        beheerder.warning("database onbereikbaar bij de start", soort=type(fout).__name__)
    finally:
        # De werkprocessen komen uit een fork; een verbinding mag niet mee.
        database.sluit()


def _op_eigen_kern(kernen: Kernen, laad: Callable[[], Any]) -> Any:
    kernen.neem()
    return laad()


def draai(laad: Callable[[], Any], inst: Instellingen) -> None:
    """Draai tot er een signaal komt; een proces dat omvalt wordt vervangen."""
    server = Server(
        "isi_soap",
        address=inst.host,
        port=inst.port,
        interface=Interfaces.RSGI,
        workers=inst.workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=int(inst.ontvangst_seconden * 1000)),
        websockets=False,
        # Onvolledige berichten tellen hierin mee: de rij moet de grens zijn, niet dit getal.
        backpressure=8192,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        backlog=2048,
        workers_kill_timeout=15,
    )
    server.serve(target_loader=partial(_op_eigen_kern, Kernen(inst.workers), laad), wrap_loader=False)


def serve(inst: Instellingen, *, als_json: bool) -> None:
    controleer()
    bereid_database_voor(inst)
    draai(partial(laad_front, als_json), inst)
