"""De dienst met een echte database, zonder server ervoor."""

from __future__ import annotations

from functools import partial

import pytest

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.persistence import balie as b
from tests.persistence.balie import Balie


@pytest.fixture
def balie(database: Database) -> Balie:
    return b.richt_in(database)


@pytest.fixture
def dienst(balie: Balie, database: Database) -> Toepassing:
    return Toepassing(DIENSTEN, partial(Eenheid, database, klok=lambda: b.NU))
