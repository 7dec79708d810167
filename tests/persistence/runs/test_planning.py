"""Wanneer een run moet: 04.00 uur Nederlandse tijd, in zomer en winter, en ingehaald als zij gemist is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select

from isi_soap.beheer.planner import draai_verschuldigde, plan
from persistence import tabellen as t
from persistence.database import Database
from persistence.runs.planning import laatst_gepland, verschuldigd
from persistence.runs.verloop import DAGELIJKS, IND_UITWISSELING, NIEUWKOMERS

ALLES = (NIEUWKOMERS, DAGELIJKS, IND_UITWISSELING)


@pytest.mark.regel("R-065")
@pytest.mark.parametrize(
    ("nu", "dag"),
    [
        (datetime(2019, 1, 15, 2, 59, tzinfo=UTC), date(2019, 1, 14)),  # 03.59 wintertijd
        (datetime(2019, 1, 15, 3, 0, tzinfo=UTC), date(2019, 1, 15)),
        (datetime(2019, 7, 15, 1, 59, tzinfo=UTC), date(2019, 7, 14)),  # 03.59 zomertijd
        (datetime(2019, 7, 15, 2, 0, tzinfo=UTC), date(2019, 7, 15)),
        (datetime(2019, 3, 31, 1, 59, tzinfo=UTC), date(2019, 3, 30)),  # de nacht van 23 uur
        (datetime(2019, 3, 31, 2, 0, tzinfo=UTC), date(2019, 3, 31)),
        (datetime(2019, 10, 27, 2, 59, tzinfo=UTC), date(2019, 10, 26)),  # de nacht van 25 uur
        (datetime(2019, 10, 27, 3, 0, tzinfo=UTC), date(2019, 10, 27)),
    ],
)
def test_de_dagrun_is_om_vier_uur(nu: datetime, dag: date) -> None:
    assert laatst_gepland(DAGELIJKS, nu) == dag


@pytest.mark.regel("R-074")
@pytest.mark.parametrize(("dag", "gepland"), [(1, 1), (10, 1), (11, 11), (20, 11), (21, 21), (30, 21)])
def test_nieuwkomers_drie_keer_per_maand(dag: int, gepland: int) -> None:
    nu = datetime(2019, 6, dag, 12, tzinfo=UTC)
    assert laatst_gepland(NIEUWKOMERS, nu) == date(2019, 6, gepland)


@pytest.mark.regel("R-066")
def test_de_uitwisseling_een_keer_per_maand() -> None:
    assert laatst_gepland(IND_UITWISSELING, datetime(2019, 3, 1, 2, 59, tzinfo=UTC)) == date(2019, 2, 1)
    assert laatst_gepland(IND_UITWISSELING, datetime(2019, 3, 1, 3, 0, tzinfo=UTC)) == date(2019, 3, 1)


def test_wat_gemist_is_wordt_ingehaald_maar_niet_voor_vieren() -> None:
    gedaan = {
        DAGELIJKS: date(2019, 5, 27),
        NIEUWKOMERS: date(2019, 5, 21),
        IND_UITWISSELING: date(2019, 5, 1),
    }
    assert verschuldigd(datetime(2019, 5, 27, 12, tzinfo=UTC), gedaan) == ()
    assert verschuldigd(datetime(2019, 5, 30, 1, tzinfo=UTC), gedaan) == ()
    assert verschuldigd(datetime(2019, 5, 30, 12, tzinfo=UTC), gedaan) == (DAGELIJKS,)
    assert verschuldigd(datetime(2019, 6, 3, 12, tzinfo=UTC), gedaan) == ALLES


def test_de_planner_draait_wat_moet_en_daarna_niets(database: Database) -> None:
    klok: Callable[[], datetime] = lambda: datetime(2019, 6, 3, 12, tzinfo=UTC)  # noqa: E731
    assert draai_verschuldigde(database, klok) == ALLES
    assert draai_verschuldigde(database, klok) == ()
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(t.run)) == len(ALLES)


def test_de_wekker_staat_op_vier_uur_nederlandse_tijd(database: Database) -> None:
    wekker = plan(database).get_job("vier uur").trigger
    assert isinstance(wekker, CronTrigger)
    nederland = ZoneInfo("Europe/Amsterdam")
    for voor, na in (("2019-03-30T12:00", "2019-03-31T02:00"), ("2019-10-26T12:00", "2019-10-27T03:00")):
        volgende = wekker.get_next_fire_time(None, datetime.fromisoformat(voor).replace(tzinfo=nederland))
        assert volgende.astimezone(UTC) == datetime.fromisoformat(na).replace(tzinfo=UTC)
