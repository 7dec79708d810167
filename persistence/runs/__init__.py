"""De periodieke verwerkingen: dagelijks, de uitwisseling met de IND, en het opnemen van nieuwkomers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from persistence.database import Database
from persistence.eenheid import systeemklok
from persistence.runs.dagelijks import dagelijks
from persistence.runs.nieuwkomers import nieuwkomers
from persistence.runs.uitwisseling import ind_uitwisseling
from persistence.runs.verloop import (
    DAGELIJKS,
    IND_UITWISSELING,
    NIEUWKOMERS,
    Verslag,
    Voortgang,
    stil,
)


class Uitvoering(Protocol):
    def __call__(
        self,
        database: Database,
        *,
        klok: Callable[[], datetime] = systeemklok,
        voortgang: Voortgang = stil,
    ) -> Verslag: ...


RUNS: Mapping[str, Uitvoering] = {
    DAGELIJKS: dagelijks,
    NIEUWKOMERS: nieuwkomers,
    IND_UITWISSELING: ind_uitwisseling,
}

__all__ = ["RUNS", "Verslag", "Voortgang", "dagelijks", "ind_uitwisseling", "nieuwkomers"]
