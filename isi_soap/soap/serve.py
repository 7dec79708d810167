"""De dienst draaien: Granian ervoor, de toetsen bij de start, en één logregel per bericht."""

from __future__ import annotations

import logging
import sys

import structlog
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings

from isi_soap.contract.start import controleer_start
from isi_soap.settings import Instellingen, instellingen
from isi_soap.soap.front import Voorkant
from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN


def maak_voorkant() -> Voorkant:
    """Wat een werkproces draait; Granian roept dit in elk proces aan."""
    inst = instellingen()
    regel_logboek_in()
    return Voorkant(
        lambda: maak_toepassing(inst),
        threads=inst.threads,
        wachtrij=inst.wachtrij,
        max_bytes=inst.max_bytes,
        ontvangst_seconden=inst.ontvangst_seconden,
    )


def maak_toepassing(inst: Instellingen) -> Toepassing:
    database = Database.uit(inst)
    return Toepassing(
        DIENSTEN,
        lambda **wat: Eenheid(database, **wat),
        gereed=database.gereed,
        max_bytes=inst.max_bytes,
    )


def draai(inst: Instellingen) -> None:
    """Toets het contract tegen de diensten en draai tot een signaal; ContractFout als ze niet passen."""
    controleer_start({dienst.dienst: dienst.operaties() for dienst in DIENSTEN})
    Granian(
        f"{__name__}:maak_voorkant",
        factory=True,
        interface=Interfaces.RSGI,
        address=inst.host,
        port=inst.port,
        workers=inst.workers,
        loop=Loops.uvloop,
        http1_settings=HTTP1Settings(header_read_timeout=int(inst.ontvangst_seconden * 1000)),
        websockets=False,
        backlog=2048,
        # Onvolledige berichten tellen mee: laat de rij de grens zijn, niet dit getal.
        backpressure=8192,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_enabled=False,
        process_name="isi-soap",
    ).serve()


def regel_logboek_in() -> None:
    """Het log van de beheerder op stderr: JSON, en leesbaar als er een mens meekijkt."""
    mens = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if mens else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Spyne en SQLAlchemy loggen zelf ook; wat zij zeggen kan een waarde uit een bericht bevatten.
    logging.getLogger("spyne").setLevel(logging.CRITICAL)
