"""Een run als echt proces op een eigen database, gedood op het moment dat de test kiest.

De test houdt een slot vast waar de run langs moet. Wacht zij daarop, dan is zij precies daar, en dan valt
SIGKILL: ongeacht hoe snel de machine is.
"""

from __future__ import annotations

import os
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine, text

from isi_soap.settings import Instellingen
from persistence.database import Database, database_url
from persistence.tabellen import FEITEN
from tests import voorgeladen
from tests.voorgeladen import Proces

# Kleine porties: dan eindigt een run over duizend personen er twintig keer een.
_PROGRAMMA = f"import persistence.runs.porties as p; p.GROOTTE = 50; {voorgeladen.ISI_SOAP}"
_GRENS = 120.0  # tegen hangen, geen snelheidseis
# Wat per keer anders mag zijn: volgnummers, en wat van de echte tijd komt.
_VRIJ = {"id", "versie_id", "run", "handhaving", "gestart", "gewijzigd", "oorsprong"}
_VRIJ |= {"geschreven_door", "beeindigd_door"}  # de bronnen zelf staan erbij


@contextmanager
def kopie(server: Instellingen, sjabloon: str) -> Iterator[Database]:
    naam = f"{sjabloon}_{uuid.uuid4().hex[:8]}"
    motor = create_engine(database_url(server), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with motor.connect() as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}" TEMPLATE "{sjabloon}" STRATEGY FILE_COPY'))
    eigen = database_url(server).set(database=naam).render_as_string(hide_password=False)
    database = Database.uit(server.model_copy(update={"database_url": eigen}))
    try:
        yield database
    finally:
        database.sluit()
        with motor.connect() as conn:
            conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))


def start(database: Database, *woorden: str) -> Proces:
    url = database.url.render_as_string(hide_password=False)
    omgeving = os.environ | {"ISI_DATABASE_URL": url}
    return voorgeladen.start("batch", *woorden, "--json", env=omgeving, programma=_PROGRAMMA)


def verslag_van(proces: Proces) -> str:
    """Laat de run uitlopen; haar verslag."""
    uit, fout = proces.communicate(timeout=_GRENS)
    assert proces.returncode == 0, fout
    return uit


@contextmanager
def opgehouden(database: Database, slot: str, *woorden: str) -> Iterator[Proces]:
    """Een run die voor dit slot staat te wachten; aan het einde wordt zij gedood."""
    eind = time.monotonic() + _GRENS
    with database.engine.connect() as houder, houder.begin():
        houder.execute(text(slot))
        nummer = houder.scalar(text("SELECT pg_backend_pid()"))
        proces = start(database, *woorden)
        while not _wacht_iemand_op(database, nummer):
            assert time.monotonic() < eind, "de run komt niet bij het slot"
            if proces.poll() is not None:
                # Zij wachtte al zo lang dat zij het opgaf; wat vastligt, ligt vast.
                proces = start(database, *woorden)
            time.sleep(0.01)
        yield proces
        proces.kill()
        proces.communicate()
        assert proces.returncode == -9


def _wacht_iemand_op(database: Database, houder: int) -> bool:
    vraag = text("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE :houder = ANY(pg_blocking_pids(pid)))")
    with database.transactie() as conn:
        return bool(conn.scalar(vraag, {"houder": houder}))


def afdruk(database: Database) -> dict[str, Counter[tuple[str, ...]]]:
    """Alles wat runs achterlieten: feiten met wie ze schreef, afgeleide rijen, berichten en verslagregels."""
    with database.transactie() as conn:
        uit = {tabel: _rijen(conn, tabel) for tabel in ("afgeleid", "ketenbericht", "run_regel")}
        for tabel in ("persoon", *(tabel.name for _, tabel in FEITEN.values())):
            uit[tabel] = _rijen(conn, tabel, met_bron=True)
        runs = text("SELECT soort, datum, verslag - 'seconden' FROM run WHERE geeindigd IS NOT NULL")
        uit["run"] = Counter(tuple(map(str, rij)) for rij in conn.execute(runs))
    return uit


def _rijen(conn: Connection, tabel: str, met_bron: bool = False) -> Counter[tuple[str, ...]]:
    kolommen = [f"t.{naam}" for naam in _kolommen(conn, tabel) if naam not in _VRIJ]
    bronnen = ""
    if met_bron:
        kolommen += [f"{o}.{k}" for o in "be" for k in ("soort", "partij", "tijdstip", "gemeente")]
        bronnen = (
            " LEFT JOIN oorsprong b ON b.id = t.geschreven_door"
            " LEFT JOIN oorsprong e ON e.id = t.beeindigd_door"
        )
    vraag = text(f"SELECT {', '.join(kolommen)} FROM {tabel} t{bronnen}")  # noqa: S608
    return Counter(tuple(map(str, rij)) for rij in conn.execute(vraag))


def _kolommen(conn: Connection, tabel: str) -> list[str]:
    vraag = text("SELECT column_name FROM information_schema.columns WHERE table_name = :t ORDER BY 1")
    return list(conn.execute(vraag, {"t": tabel}).scalars())
