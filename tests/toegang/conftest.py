"""De bevolkte database van de matrix, één keer per module: duizenden vragen veranderen er niets aan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
import structlog

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.conftest import _maak_leeg
from tests.persistence.balie import NU
from tests.toegang.bevolking import Persoon, bevolk
from tests.toegang.lijn import Lijn


@dataclass(frozen=True)
class Omgeving:
    database: Database
    lijn: Lijn
    personen: dict[str, Persoon]


@pytest.fixture(scope="module")
def omgeving(_gemigreerd: Database) -> Iterator[Omgeving]:
    try:
        personen = bevolk(_gemigreerd)
        dienst = Toepassing(DIENSTEN, partial(Eenheid, _gemigreerd, klok=lambda: NU))
        yield Omgeving(_gemigreerd, Lijn(dienst), personen)
    finally:
        _maak_leeg(_gemigreerd)


@pytest.fixture(autouse=True)
def _stil() -> Iterator[None]:
    """Duizenden regels op het scherm kosten meer dan de berichten."""
    with structlog.testing.capture_logs():
        yield
