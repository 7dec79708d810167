"""De begintoestand van de ketentest, op een echte database en met de testklok."""

from __future__ import annotations

from functools import partial

import pytest

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.testdata import herstel
from services.alle import DIENSTEN
from tests.verhalen.keten import Keten


@pytest.fixture
def keten(database: Database) -> Keten:
    """Op 2 april 2019; op een lege database mag nog niemand het bericht HerstelBegintoestand sturen."""
    with database.transactie() as conn:
        herstel(conn)
    return Keten(Toepassing(DIENSTEN, partial(Eenheid, database)))
