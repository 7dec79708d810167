"""De planner: één proces dat de runs op hun tijd start, naast de dienst of alleen.

APScheduler is de wekker; welke run moet, zegt de tabel van de runs. Wie op twee machines een planner heeft,
heeft twee wekkers en toch één run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from persistence.database import Database
from persistence.eenheid import NEDERLAND, systeemklok
from persistence.runs import RUNS
from persistence.runs.planning import TIJD, nu_verschuldigd

# Na een storing, een herstart of een verzette testklok: zo lang blijft een gemiste run hooguit liggen.
_NAKIJKEN_MINUTEN = 5

_log = structlog.get_logger("isi_soap.planner")


def draai_verschuldigde(database: Database, klok: Callable[[], datetime] = systeemklok) -> tuple[str, ...]:
    """Elke run die nu moet, op volgorde; wat misgaat is geen reden om met plannen op te houden."""
    try:
        with database.transactie() as conn:
            soorten = nu_verschuldigd(conn, klok)
        for soort in soorten:
            verslag = RUNS[soort](database, klok=klok)
            _log.info(
                "run voltooid",
                run=soort,
                al_uitgevoerd=verslag.al_uitgevoerd,
                verwerkt=verslag.verwerkt,
                gewijzigd=verslag.gewijzigd,
                mislukt=verslag.mislukt,
                seconden=verslag.seconden,
            )
    except Exception as fout:
        # Alleen de soort: in de tekst van een fout kan een persoonsgegeven staan.
        _log.error("run mislukt; later opnieuw", fout=type(fout).__name__)
        return ()
    return soorten


def plan(database: Database) -> BlockingScheduler:
    """De wekker van vier uur Nederlandse tijd, in zomer en winter, en het nakijken tussendoor."""
    planner = BlockingScheduler(
        timezone=NEDERLAND, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    vier_uur = CronTrigger(hour=TIJD.hour, minute=TIJD.minute, timezone=NEDERLAND)
    planner.add_job(draai_verschuldigde, vier_uur, [database], id="vier uur")
    planner.add_job(
        draai_verschuldigde,
        IntervalTrigger(minutes=_NAKIJKEN_MINUTEN, timezone=NEDERLAND),
        [database],
        id="nakijken",
        next_run_time=datetime.now(UTC),
    )
    return planner
