"""De dienst met een echte database, en een poort die niemand hoort te bellen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.aanvallen.proef import Luisteraar, Proef
from tests.persistence import balie


@pytest.fixture
def luisteraar() -> Iterator[Luisteraar]:
    poort = Luisteraar()
    yield poort
    poort.sluit()


@pytest.fixture
def proef(database: Database, luisteraar: Luisteraar) -> Proef:
    balie.richt_in(database)
    dienst = Toepassing(DIENSTEN, partial(Eenheid, database, klok=lambda: balie.NU))
    return Proef(dienst, database, luisteraar)
