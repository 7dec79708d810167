"""De status van een persoon: afgeleid, nooit opgeslagen.

R-005, R-007 … R-009 (handleiding: Gegevens bekijken), R-039, R-040, R-044 (Lijst handhaving), R-086, R-128,
R-146, R-147, R-149 (Combinatie plicht en diploma), R-165. Wat in wat over kan gaan staat in `overgangen`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from isi_soap.domain.geldigheid import (
    diploma,
    lopende_ontheffing,
    lopende_vrijstelling,
    vrijwillige_voorziening,
)
from isi_soap.domain.model import Dossier
from isi_soap.domain.termijnen import buiten_de_wet


class Status(StrEnum):
    NIET_VASTGESTELD = "NIET_VASTGESTELD"
    INBURGERINGSPLICHTIG = "INBURGERINGSPLICHTIG"
    TIJDELIJK_NIET = "TIJDELIJK_NIET"
    VRIJWILLIG = "VRIJWILLIG"
    GEWEZEN = "GEWEZEN"
    NIET = "NIET"
    ONTHEVEN = "ONTHEVEN"
    VERTROKKEN = "VERTROKKEN"
    OVERLEDEN = "OVERLEDEN"


def status(dossier: Dossier, peildatum: date) -> Status:
    """De status op de dag van de laatste dagrun.

    Gewezen gaat vóór vertrokken: aan de plicht is voldaan, er valt niets meer te beëindigen (R-045, R-146).
    """
    persoon, plicht = dossier.persoon, dossier.plicht
    if persoon.datum_overlijden is not None:
        return Status.OVERLEDEN
    if plicht is not None and plicht.inburgeringsplicht and diploma(dossier):
        return Status.GEWEZEN
    if persoon.vertrokken_sinds is not None:
        return Status.NIET if plicht is not None and not plicht.inburgeringsplicht else Status.VERTROKKEN
    if plicht is None:
        return _nog_niet_vastgesteld(dossier, peildatum)
    if not plicht.inburgeringsplicht:
        return Status.VRIJWILLIG if vrijwillige_voorziening(dossier, peildatum) else Status.NIET
    return _plichtig(dossier, peildatum)


def _nog_niet_vastgesteld(dossier: Dossier, peildatum: date) -> Status:
    if vrijwillige_voorziening(dossier, peildatum):
        return Status.VRIJWILLIG
    if lopende_vrijstelling(dossier, peildatum, "TIJDELIJK", "DUO"):
        return Status.TIJDELIJK_NIET
    return Status.NIET_VASTGESTELD


def _plichtig(dossier: Dossier, peildatum: date) -> Status:
    # Wie buiten de wet valt kan met een vrijwillige voorziening het traject afmaken (R-039, T-14).
    if buiten_de_wet(dossier, peildatum) and vrijwillige_voorziening(dossier, peildatum):
        return Status.VRIJWILLIG
    if lopende_ontheffing(dossier):
        return Status.ONTHEVEN
    if lopende_vrijstelling(dossier, peildatum, "TIJDELIJK", "GEMEENTE"):
        return Status.TIJDELIJK_NIET
    return Status.INBURGERINGSPLICHTIG
