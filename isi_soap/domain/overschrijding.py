"""De lijst handhaving en termijnoverschrijding: groepen en de voorgestelde actie.

R-035 … R-045 (handleiding: Lijst handhaving en termijnoverschrijding), R-087 (wie definitief staat, niet).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.geldigheid import (
    NEDERLANDSE,
    TURKSE,
    heeft_actieve_voorziening,
    heeft_nationaliteit,
    lopende_handhaving,
    plicht_is,
)
from isi_soap.domain.model import Dossier
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import is_65_plus

GROEPEN = ("NL", "TR", "P65", "VRD", "VTR", "OVR")
# De eerste groep die iemand heeft bepaalt wat de gemeente het beste kan doen.
_ACTIES = (
    ("VTR", "BEEINDIGEN_VERTREK"),
    ("VRD", "REDEN_1_NA_DIPLOMACONTROLE"),
    ("NL", "REDEN_4"),
    ("TR", "REDEN_4"),
    ("P65", "REDEN_4"),
    ("OVR", "HANDHAVEN"),
)


@dataclass(frozen=True, slots=True)
class Overschrijding:
    groepen: tuple[str, ...]
    dagen_over: int  # 0: de termijn loopt nog, of er is geen
    actie: str
    actieve_voorziening: bool


def dagen_over(dossier: Dossier, peildatum: date) -> int:
    """Hoeveel dagen de termijn voorbij is, voor wie nog moet inburgeren."""
    handhaving = lopende_handhaving(dossier)
    if handhaving is None or status(dossier, peildatum) is not Status.INBURGERINGSPLICHTIG:
        return 0
    return max(0, (peildatum - handhaving.datum_einde_termijn).days)


def overschrijding(dossier: Dossier, peildatum: date) -> Overschrijding | None:
    """De regel op de lijst, of None; wie definitief of vrijwillig is, staat er niet op (R-087)."""
    if deel(dossier, peildatum) is Deel.DEFINITIEF:
        return None
    nu = status(dossier, peildatum)
    if nu in (Status.VRIJWILLIG, Status.GEWEZEN) or plicht_is(dossier, False):
        return None
    over = dagen_over(dossier, peildatum)
    leden = {
        "NL": heeft_nationaliteit(dossier, NEDERLANDSE),
        "TR": heeft_nationaliteit(dossier, TURKSE),
        "P65": is_65_plus(dossier, peildatum),
        "VRD": dossier.persoon.gehele_vrijstelling_duo,
        "VTR": nu is Status.VERTROKKEN,
        "OVR": over > 0,
    }
    groepen = tuple(groep for groep in GROEPEN if leden[groep])
    if not groepen:
        return None
    actie = next(actie for groep, actie in _ACTIES if groep in groepen)
    return Overschrijding(groepen, over, actie, heeft_actieve_voorziening(dossier, peildatum))
