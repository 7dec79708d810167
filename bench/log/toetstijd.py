"""`verify_ratio`: het log narekenen naast dezelfde rijen alleen lezen en hashen, om en om in één meting.

De vloer stelt de database dezelfde vraag als de toets, leest de rijen zoals zij over de lijn komen en doet
van elke rij SHA-256, meer niet. Beide draaien in één proces.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from statistics import median
from time import perf_counter

from sqlalchemy import Connection

from persistence.database import Database
from persistence.logboek import stroom
from persistence.logboek.toets import Logtoets


def meet(database: Database, rondes: int) -> dict[str, float]:
    with database.transactie() as conn:
        grootte = Logtoets(conn, database.logsleutels).grootte
        _vloer(conn, grootte)  # wat op schijf stond, staat nu in het geheugen: voor allebei
        vloer, toets = [], []
        for _ in range(rondes):
            vloer.append(_tijd(lambda: _vloer(conn, grootte)))
            toets.append(_tijd(lambda: _toets(conn, database, grootte)))
    return {
        "verify_records": float(grootte),
        "verify_floor_seconds": round(median(vloer), 2),
        "verify_seconds": round(median(toets), 2),
        "verify_ratio": round(median(v / t for v, t in zip(vloer, toets, strict=True)), 3),
    }


def _tijd(doe: Callable[[], None]) -> float:
    begin = perf_counter()
    doe()
    return perf_counter() - begin


def _vloer(conn: Connection, grootte: int) -> None:
    vraag = f"COPY ({stroom.van_reeks(0, grootte)}) TO STDOUT (FORMAT BINARY)"
    with stroom.ruw(conn) as verbinding, verbinding.cursor() as cursor, cursor.copy(vraag.encode()) as kopie:
        for rij in kopie:
            sha256(rij).digest()


def _toets(conn: Connection, database: Database, grootte: int) -> None:
    toets = Logtoets(conn, database.logsleutels)
    if list(toets.alles()) or toets.telling.records != grootte:
        raise RuntimeError("het gemeten log klopt niet")
