"""Een echte PostgreSQL voor elke test: één keer gemigreerd, na elke test weer leeg.

Zonder ISI_DATABASE_URL is het een ingebedde server in een tijdelijke map; met die variabele een verse
database op de server die zij noemt. Leegmaken wat gevuld is kost een paar milliseconden, een sjabloon
kopiëren veel meer.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import Connection, NullPool, create_engine, text

from isi_soap.settings import Instellingen
from persistence.database import Database, database_url
from persistence.eenheid import Eenheid
from persistence.ingebed import laat_los
from persistence.migraties.uitvoering import migreer
from persistence.tabellen import metadata
from tests.momentopname import zonder_toezicht

# Snelheid meten we in bench/; hier faalt niets omdat de machine het druk heeft.
settings.register_profile("isi", deadline=None)
settings.load_profile("isi")

pytest_plugins = ["tests.suwinet", "tests.aanvallen.ondertekend"]
_ontbreekt = pytest.StashKey[Counter[str]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Een test die een programma van Debian nodig heeft draait alleen waar het staat; CI installeert het."""
    ontbreekt = {item: mist for item in items if (mist := _mist(item))}
    if ontbreekt and os.environ.get("CI"):
        raise pytest.UsageError(f"in CI hoort dit er te zijn: {', '.join(sorted(set(ontbreekt.values())))}")
    config.stash[_ontbreekt] = Counter(ontbreekt.values())
    items[:] = sorted((item for item in items if item not in ontbreekt), key=lambda i: _plaats(i.nodeid))
    config.hook.pytest_deselected(items=list(ontbreekt))


# Hier delen bestanden een draaiende dienst of een gevuld log; en wat het langst duurt, begint het eerst.
_BIJEEN = ("tests/deploy", "tests/keten", "tests/auditor", "tests/waarneming")


def _plaats(pad: str) -> int:
    return next((nr for nr, map_ in enumerate(_BIJEEN) if pad.startswith(f"{map_}/")), len(_BIJEEN))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Met meer processen blijft een bestand bijeen, en van sommige mappen alles."""
    from xdist.scheduler import LoadFileScheduling

    class PerMap(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            plaats = _plaats(nodeid)
            return _BIJEEN[plaats] if plaats < len(_BIJEEN) else super()._split_scope(nodeid)

    return PerMap(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    mist = config.stash.get(_ontbreekt, Counter())
    return [f"niet gedraaid: {aantal} tests, want {naam} ontbreekt" for naam, aantal in mist.items()]


def _mist(item: pytest.Item) -> str | None:
    """Het eerste programma (op PATH of in sbin) of bestand dat de test nodig heeft en dat er niet is."""
    pad = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
    nodig = (naam for merk in item.iter_markers("debian") for naam in merk.args)
    return next((naam for naam in nodig if not (Path(naam).is_file() or shutil.which(naam, path=pad))), None)


@pytest.fixture(autouse=True)
def _eigen_log() -> Iterator[None]:
    """Een opdracht die in de test zelf draait stelt het log in op een stderr die daarna dicht is."""
    vorige = structlog.get_config()
    yield
    structlog.configure(**vorige)


@pytest.fixture(scope="session")
def server_instellingen() -> Iterator[Instellingen]:
    """De instellingen waarmee tests een database openen; `database_url` is altijd gevuld."""
    with tempfile.TemporaryDirectory(prefix="isi-") as map_:
        inst = Instellingen(data_map=Path(map_))
        server = database_url(inst)
        naam = f"isi_test_{os.getpid()}_{uuid.uuid4().hex[:8]}"
        beheer = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with beheer.connect() as conn:
            if inst.database_url is None:
                zonder_fsync(conn)
            conn.execute(text(f'CREATE DATABASE "{naam}"'))
        eigen = server.set(database=naam).render_as_string(hide_password=False)
        yield inst.model_copy(update={"database_url": eigen})
        with beheer.connect() as conn:
            conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))
        beheer.dispose()
        laat_los(Path(map_) / "postgres")


def zonder_fsync(conn: Connection) -> None:
    """De server van de tests hoeft geen stroomuitval te overleven; wachten op de schijf kost het meest."""
    for naam in ("fsync", "full_page_writes"):
        conn.execute(text(f"ALTER SYSTEM SET {naam} = off"))
    conn.execute(text("SELECT pg_reload_conf()"))


@pytest.fixture(scope="session")
def _gemigreerd(server_instellingen: Instellingen) -> Iterator[Database]:
    database = Database.uit(server_instellingen)
    with database.transactie() as conn:
        migreer(conn)
    yield database
    database.sluit()


@pytest.fixture
def database(_gemigreerd: Database) -> Iterator[Database]:
    """Een gemigreerde, lege database; na de test wordt zij weer leeg."""
    yield _gemigreerd
    _maak_leeg(_gemigreerd)


@pytest.fixture(scope="module")
def gedeelde_database(_gemigreerd: Database) -> Iterator[Database]:
    """Een database die de tests van een bestand vullen en daarna alleen lezen; niet samen met `database`."""
    yield _gemigreerd
    _maak_leeg(_gemigreerd)


@pytest.fixture
def eenheid(database: Database) -> Iterator[Eenheid]:
    """Een open eenheid van werk; wat niet vastgelegd wordt, verdwijnt."""
    with Eenheid(database) as open_eenheid:
        yield open_eenheid


_TABELLEN = [tabel.name for tabel in metadata.sorted_tables if tabel.name != "stand"]
_GEVULD = " UNION ALL ".join(
    f"SELECT '{naam}' WHERE EXISTS (SELECT FROM {naam})"  # noqa: S608
    for naam in _TABELLEN
)


def _maak_leeg(database: Database) -> None:
    """Alleen de tabellen met rijen: een TRUNCATE van alles kost tien keer zoveel."""
    with database.transactie() as conn:
        zonder_toezicht(conn)
        for naam in conn.execute(text(_GEVULD)).scalars():
            conn.execute(text(f"DELETE FROM {naam}"))  # noqa: S608
        conn.execute(
            text(
                "UPDATE stand SET klok_verschil = NULL, klok_vast = NULL, laatste_dagrun = NULL,"
                " gemeenten_versie = gemeenten_versie + 1"
            )
        )
