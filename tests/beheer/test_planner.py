"""De planner als proces: hij doet wat moet, en overleeft de dienst niet die hem startte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from isi_soap.settings import Instellingen
from persistence import tabellen as t
from persistence.database import Database

Start = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def start(database: Database, server_instellingen: Instellingen) -> Start:
    def _start(ouder: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "isi_soap", "batch", "planner", "--json", "--ouder", str(ouder)],
            env=os.environ | {"ISI_DATABASE_URL": str(server_instellingen.database_url)},
            stderr=subprocess.PIPE,
            text=True,
        )

    return _start


@pytest.mark.regel("R-065")
def test_twee_planners_doen_wat_gemist_is_een_keer(start: Start, database: Database) -> None:
    with database.transactie() as conn:
        middag = datetime(2019, 6, 3, 12, tzinfo=UTC)
        conn.execute(update(t.stand).values(klok_vast=middag))
    planners = [start(os.getpid()) for _ in range(2)]
    voltooid = select(func.count()).where(t.run.c.geeindigd.is_not(None))
    aantal = 0
    while aantal < 3 and all(p.poll() is None for p in planners):
        with database.transactie() as conn:
            aantal = conn.scalar(voltooid) or 0
    for planner in planners:
        planner.send_signal(signal.SIGTERM)
        planner.communicate(timeout=20)
    with database.transactie() as conn:
        soorten = conn.execute(select(t.run.c.soort).order_by(t.run.c.soort)).scalars().all()
    assert soorten == ["DAGELIJKS", "IND_UITWISSELING", "NIEUWKOMERS"]


def test_zonder_de_dienst_houdt_de_planner_op(start: Start) -> None:
    planner = start(1)
    planner.communicate(timeout=60)
    assert planner.returncode == -signal.SIGTERM


@pytest.mark.parametrize(
    ("profielen", "planning", "gepland"),
    [
        (("ketentest",), None, False),
        (("ketentest",), "aan", True),
        (("suwinet",), None, True),
        (("suwinet",), "uit", False),
    ],
)
def test_in_de_ketentest_bestuurt_de_tester_de_runs(
    profielen: tuple[str, ...], planning: str | None, gepland: bool
) -> None:
    inst = Instellingen.model_validate({"profielen": profielen, "planning": planning})
    assert inst.gepland is gepland
