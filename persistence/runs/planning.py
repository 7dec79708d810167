"""Wanneer een run hoort te draaien, en welke er nu nog moet (R-065, R-066, R-074).

Niet de wekker beslist maar de tabel: wat volgens de kalender al had moeten gebeuren en er niet staat, wordt
ingehaald. Zo maakt het niet uit hoe lang niemand keek, hoe vaak er gekeken wordt of op hoeveel machines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from persistence.eenheid import NEDERLAND, systeemklok
from persistence.klok import lees
from persistence.runs.verloop import DAGELIJKS, IND_UITWISSELING, NIEUWKOMERS
from persistence.tabellen import run

TIJD = time(4)
# De dagen van de maand; de handleiding zegt alleen drie keer, en één keer per maand.
_NIEUWKOMERS_DAGEN = (1, 11, 21)
_UITWISSELING_DAGEN = (1,)


def laatst_gepland(soort: str, nu: datetime) -> date:
    """De laatste dag waarop deze run om 04.00 uur Nederlandse tijd had moeten draaien."""
    lokaal = nu.astimezone(NEDERLAND)
    dag = lokaal.date() if lokaal.time() >= TIJD else lokaal.date() - timedelta(days=1)
    dagen = {NIEUWKOMERS: _NIEUWKOMERS_DAGEN, IND_UITWISSELING: _UITWISSELING_DAGEN}.get(soort)
    while dagen is not None and dag.day not in dagen:
        dag -= timedelta(days=1)
    return dag


def verschuldigd(nu: datetime, voltooid: Mapping[str, date]) -> tuple[str, ...]:
    """Wat nu moet, in de volgorde waarin het op elkaar bouwt; `voltooid` is de laatste dag per soort.

    Een nieuwkomer komt eerst in ISI, dan werkt wat anderen over hem zonden, dan gaat de lijst naar de IND.
    Een gemiste dagrun wacht 's nachts op vier uur: één run haalt alles in.
    """
    lokaal = nu.astimezone(NEDERLAND)
    if lokaal.time() < TIJD:
        return ()
    soorten = (NIEUWKOMERS, DAGELIJKS, IND_UITWISSELING)
    return tuple(s for s in soorten if voltooid.get(s, date.min) < laatst_gepland(s, nu))


def nu_verschuldigd(conn: Connection, klok: Callable[[], datetime] = systeemklok) -> tuple[str, ...]:
    """Wat nu moet volgens de klok van het systeem, ook als dat de testklok is."""
    laatste = select(run.c.soort, func.max(run.c.datum).label("dag")).where(run.c.geeindigd.is_not(None))
    voltooid = {rij.soort: rij.dag for rij in conn.execute(laatste.group_by(run.c.soort))}
    stand = lees(conn, klok)
    if stand.laatste_dagrun is not None:
        # Een lading brengt haar dagrun mee zonder rij.
        voltooid[DAGELIJKS] = max(stand.laatste_dagrun, voltooid.get(DAGELIJKS, date.min))
    return verschuldigd(stand.nu, voltooid)
