"""De maandelijkse uitwisseling met de IND: vastleggen wanneer zij was en over hoeveel personen (R-066)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from persistence.database import Database
from persistence.eenheid import systeemklok
from persistence.runs.verloop import IND_UITWISSELING, Run, Verslag, Voortgang, stil, voer_uit
from persistence.uitwisseling import tel


def ind_uitwisseling(
    database: Database,
    *,
    klok: Callable[[], datetime] = systeemklok,
    voortgang: Voortgang = stil,
) -> Verslag:
    """De lijst zelf geeft INDUitwisselingInfo, uit dezelfde stand."""
    return voer_uit(database, IND_UITWISSELING, _werk, klok=klok, voortgang=voortgang)


def _werk(bezig: Run) -> None:
    bezig.telling.verwerkt = tel(bezig.eenheid.conn)
    bezig.voortgang(bezig.telling.verwerkt, bezig.telling.verwerkt)
