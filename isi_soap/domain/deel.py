"""Het deel van ISI waarin een persoon staat: actief of definitief.

R-076 … R-080 (handleiding: ISI actief), R-081 … R-088 (ISI definitief), R-089 (ISI totaal), R-036, R-037.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from isi_soap.domain.geldigheid import (
    BUITEN_DE_WET,
    GEHELE_VRIJSTELLING,
    VERTROKKEN_REDEN,
    diploma,
    heeft_actieve_voorziening,
)
from isi_soap.domain.model import Dossier
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import buiten_de_wet

PLICHT_GEEINDIGD = frozenset({GEHELE_VRIJSTELLING, BUITEN_DE_WET, VERTROKKEN_REDEN})


class Deel(StrEnum):
    ACTIEF = "ACTIEF"
    DEFINITIEF = "DEFINITIEF"


def deel(dossier: Dossier, peildatum: date) -> Deel:
    """Actief of definitief; samen zijn zij ISI totaal (R-089)."""
    return Deel.ACTIEF if _is_actief(dossier, peildatum) else Deel.DEFINITIEF


def _is_actief(dossier: Dossier, peildatum: date) -> bool:
    nu = status(dossier, peildatum)
    if nu is Status.OVERLEDEN:
        return False
    behaald = diploma(dossier)
    if behaald is not None:
        # Op de dag van het diploma begonnen telt niet als erna.
        return any(v.startdatum > behaald.datum_behaald for v in dossier.voorzieningen)
    if nu is Status.VRIJWILLIG:
        return True
    if nu is Status.NIET:
        plicht = dossier.plicht
        return plicht is not None and plicht.reden_nee not in PLICHT_GEEINDIGD
    if nu is Status.VERTROKKEN:
        # Er is nog werk: de gemeente moet de plicht beëindigen, ook al zegt R-084 definitief.
        return True
    if nu is Status.ONTHEVEN:
        return False
    return not buiten_de_wet(dossier, peildatum) or heeft_actieve_voorziening(dossier, peildatum)
