"""Een gevuld log, eenmaal voor alle tests van de pagina's, in een database voor zich alleen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import make_url

from isi_soap.domain.auditor import RECHTEN
from isi_soap.settings import Instellingen
from isi_soap.soap.beveiliging import Middelen
from persistence.database import Database
from persistence.migraties.uitvoering import migreer
from tests.auditor import kamer as kamers
from tests.auditor.bezoek import Bezoek
from tests.auditor.kamer import Kamer


@pytest.fixture(scope="session")
def kamer(
    server_instellingen: Instellingen, pki: Path, middelen: Middelen, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kamer]:
    assert server_instellingen.database_url is not None
    server = make_url(server_instellingen.database_url)
    naam = f"isi_auditor_{os.getpid()}"
    beheer = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with beheer.connect() as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}"'))
    inst = server_instellingen.model_copy(
        update={
            "database_url": server.set(database=naam).render_as_string(hide_password=False),
            "data_map": tmp_path_factory.mktemp("auditor"),
        }
    )
    database = Database.uit(inst)
    with database.transactie() as conn:
        migreer(conn)
    gevuld = kamers.richt_in(database, pki, middelen)
    for auditor, rechten in {"alles": tuple(RECHTEN), "telt": ("overzicht",), "zoekt": ("zoeken",)}.items():
        gevuld.auditor(auditor, *rechten)
    yield gevuld
    database.sluit()
    with beheer.connect() as conn:
        conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))
    beheer.dispose()


@pytest.fixture(scope="session")
def _aangemeld(kamer: Kamer) -> dict[str, Bezoek]:
    return {}


@pytest.fixture
def als(kamer: Kamer, _aangemeld: dict[str, Bezoek]) -> Callable[[str], Bezoek]:
    """Een aangemelde auditor; wie er al was, is er nog: aanmelden rekent, en een code geldt maar een keer."""

    def geef(naam: str) -> Bezoek:
        if naam not in _aangemeld:
            bezoek = Bezoek(kamer)
            bezoek.meld_aan(naam)
            _aangemeld[naam] = bezoek
        _aangemeld[naam].haal("/stand")
        return _aangemeld[naam]

    return geef


@pytest.fixture
def auditor(als: Callable[[str], Bezoek]) -> Bezoek:
    """De auditor die alles mag."""
    return als("alles")
