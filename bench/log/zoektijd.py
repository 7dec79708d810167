"""`zoek_*_ms`: hoe lang een bladzijde duurt, met alles wat `zoek` doet, op een log dat er al staat.

Van elke soort vraag veel verschillende, ook naar wie of wat er niet is, en ook verderop in het log; de maat
is het 95e percentiel. Elke vraag wordt één keer gesteld: wat nog niet in het geheugen staat, telt mee.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import get_args

from sqlalchemy import Connection, select

from bench.log.verkeer import Verkeer, bsns
from bench.log.zoekvulling import DAGEN
from persistence.database import Database
from persistence.kenmerk import eerste_kenmerk, tijdstip_van
from persistence.logboek.berichtenlog import Uitkomstcode
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.zoeken import Zoekvraag, zoek
from persistence.tabellen import bericht

_VRAGEN = 60
_BLADEN = 5  # zoveel bladzijden van elke vraag
_TIJDVAKKEN = (timedelta(days=1), timedelta(days=31), timedelta(days=365))


def meet(database: Database) -> dict[str, float]:
    toeval = Random(2)
    uit: dict[str, float] = {}
    with database.transactie() as conn:
        sleutels = database.logsleutels
        eind = tijdstip_van(
            conn.execute(select(bericht.c.id).order_by(bericht.c.id.desc()).limit(1)).scalar_one()
        )
        soorten: dict[str, Callable[[], Iterator[Zoekvraag]]] = {
            "bsn": lambda: _bsns(toeval),
            "messageid": lambda: _message_ids(conn, toeval, eind),
            "periode": lambda: _tijdvakken(toeval, eind),
        }
        for soort, vragen in soorten.items():
            eerste, verder = _tijden(conn, sleutels, list(vragen()))
            uit |= {
                f"zoek_{soort}_ms": _p95(eerste),
                f"zoek_{soort}_max_ms": round(max(eerste), 1),
            }
            if verder:
                uit[f"zoek_{soort}_verder_ms"] = _p95(verder)
    return uit


def _p95(tijden: Sequence[float]) -> float:
    return round(sorted(tijden)[int(len(tijden) * 0.95)], 1)


def _tijden(
    conn: Connection, sleutels: Logsleutels, vragen: list[Zoekvraag]
) -> tuple[list[float], list[float]]:
    """Van elke vraag de eerste bladzijde, en van wie er meer heeft de volgende."""
    eerste: list[float] = []
    verder: list[float] = []
    for vraag in vragen:
        na: str | None = None
        for nummer in range(_BLADEN):
            begin = perf_counter()
            blad = zoek(conn, sleutels, vraag, na=na)
            (verder if nummer else eerste).append((perf_counter() - begin) * 1000)
            if (na := blad.verder) is None:
                break
    return eerste, verder


def _bsns(toeval: Random) -> Iterator[Zoekvraag]:
    """De drukste persoon, anderen, en een die er niet in staat."""
    nummers = bsns()
    for bsn in (nummers[0], "999990019", *toeval.sample(nummers, _VRAGEN - 2)):
        yield Zoekvraag(bsn=bsn)


def _message_ids(conn: Connection, toeval: Random, eind: datetime) -> Iterator[Zoekvraag]:
    yield Zoekvraag(message_id="urn:uuid:onbekend")
    for _ in range(_VRAGEN - 1):
        ergens = eerste_kenmerk(eind - timedelta(days=DAGEN * toeval.random()))
        vraag = select(bericht.c.message_id).where(bericht.c.id >= ergens).order_by(bericht.c.id).limit(1)
        yield Zoekvraag(message_id=conn.scalar(vraag) or "urn:uuid:onbekend")


def _tijdvakken(toeval: Random, eind: datetime) -> Iterator[Zoekvraag]:
    """Gemeente, tijdvak en uitkomst: van de grootste gemeente tot een die er niet is, van OK tot FOUT."""
    codes = Verkeer().gemeenten
    for gemeente in (codes[0], codes[20], codes[-1], "9999"):
        for lengte in _TIJDVAKKEN:
            for uitkomst in get_args(Uitkomstcode):
                tot = eind - (timedelta(days=DAGEN) - lengte) * toeval.random()
                yield Zoekvraag(gemeente=gemeente, van=tot - lengte, tot=tot, uitkomst=uitkomst)
