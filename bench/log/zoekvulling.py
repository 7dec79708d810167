"""Een groot log om in te zoeken: records en personen over twee jaar, zonder inhoud en zonder boom.

Zoeken raakt die niet aan. Met COPY, en de indexen pas als alles er staat.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import psycopg
from sqlalchemy import func, select

from bench.log.verkeer import Uitwisseling, Verkeer, bsns
from persistence.database import Database
from persistence.tabellen import bericht, bericht_persoon
from persistence.testdata.snelladen import zonder_indexen

DAGEN = 730
_PORTIE = 20_000
_LEEG = r"\N"
_KOLOMMEN = (
    "id", "soort", "ontvangen", "beantwoord", "profiel", "dienst", "operatie", "oin", "message_id",
    "gemeente", "namens", "gebruiker", "eigen_gebruikersbeheer", "uitkomst", "http_status", "codes", "wsa",
    "peer", "duur", "zout", "verzoek_bytes", "verzoek_hash", "antwoord_bytes", "antwoord_hash", "inhoud_hash",
    "personen",
    "personen_hash",
)  # fmt: skip


def vul(database: Database, aantal: int) -> None:
    """Twee jaar tot vandaag."""
    eind = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = eind - timedelta(days=DAGEN)
    kenmerken = [database.logsleutels.persoon(bsn).hex() for bsn in bsns()]
    with database.transactie() as conn:
        for maand in _maanden(begin.date(), eind.date()):
            conn.execute(select(func.maak_logdeel(maand)))
        ruw = conn.connection.driver_connection
        assert isinstance(ruw, psycopg.Connection)
        with zonder_indexen(conn, (bericht.name, bericht_persoon.name)):
            stap, verkeer = (eind - begin) / aantal, iter(Verkeer())
            for van in range(0, aantal, _PORTIE):
                momenten = [begin + n * stap for n in range(van, min(van + _PORTIE, aantal))]
                records, personen = _portie(momenten, islice(verkeer, len(momenten)), kenmerken)
                _kopieer(ruw, f"COPY bericht ({', '.join(_KOLOMMEN)}) FROM STDIN", records)
                _kopieer(ruw, "COPY bericht_persoon (bericht_id, persoon) FROM STDIN", personen)


def _maanden(van: date, tot: date) -> Iterator[date]:
    maand = van.replace(day=1)
    while maand <= tot:
        yield maand
        maand = (maand + timedelta(days=31)).replace(day=1)


def _portie(
    momenten: list[datetime], verkeer: Iterator[Uitwisseling], kenmerken: list[str]
) -> tuple[str, str]:
    records, personen = [], []
    for moment, wat in zip(momenten, verkeer, strict=True):
        toeval = os.urandom(190).hex()
        milli = int(moment.timestamp() * 1000)
        id_ = f"{milli:012x}7{toeval[:3]}8{toeval[3:18]}"
        records.append(_record(id_, moment.isoformat(), wat, toeval))
        personen += [f"{id_}\t\\\\x{kenmerken[n]}\n" for n in wat.personen]
    return "".join(records), "".join(personen)


def _record(id_: str, moment: str, wat: Uitwisseling, toeval: str) -> str:
    return (
        f"{id_}\tBERICHT\t{moment}\t{moment}\tsuwinet\t{wat.dienst}\t{wat.operatie}\t{wat.oin}"
        f"\t{message_id(toeval)}\t{wat.gemeente}\t{wat.namens or _LEEG}\t{wat.gebruiker}\tf\t{wat.uitkomst}"
        f"\t200\t{{{','.join(wat.codes)}}}"
        f'\t{{"To": "http://isi.example/suwinet", "From": "urn:oin:{wat.oin}", "Action": "{wat.operatie}"}}'
        f"\t192.0.2.1\t0.0071\t\\\\x{toeval[52:84]}\t812\t\\\\x{toeval[84:148]}\t2411\t\\\\x{toeval[148:212]}"
        f"\t\\\\x{toeval[212:276]}\t{len(wat.personen)}\t\\\\x{toeval[276:340]}\n"
    )


def message_id(toeval: str) -> str:
    return f"urn:uuid:{toeval[20:28]}-{toeval[28:32]}-{toeval[32:36]}-{toeval[36:40]}-{toeval[40:52]}"


def _kopieer(ruw: psycopg.Connection, opdracht: str, regels: str) -> None:
    with ruw.cursor() as cursor, cursor.copy(opdracht.encode()) as kopie:
        kopie.write(regels.encode())
