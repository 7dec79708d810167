"""Welke regel van het domein bij welk bericht van een ketenpartner hoort."""

from __future__ import annotations

from isi_soap.domain.examens import verwerk_diploma, verwerk_examenresultaat
from isi_soap.domain.keten import (
    meld_zelfmelder,
    verwerk_persoonsgegevens,
    verwerk_verblijfsgegevens,
    verwerk_vrijstelling_duo,
)
from isi_soap.domain.model import Dossier
from isi_soap.domain.opdrachten import (
    MeldZelfmelder,
    PartnerOpdracht,
    VerwerkDiploma,
    VerwerkExamenresultaat,
    VerwerkPersoonsgegevens,
    VerwerkVerblijfsgegevens,
    VerwerkVrijstellingDuo,
)
from isi_soap.domain.uitkomst import Omgeving, Uitkomst


def voer_uit(dossier: Dossier | None, opdracht: PartnerOpdracht, omgeving: Omgeving) -> Uitkomst:
    """Wat het bericht met het dossier doet; weigert zoals de regel weigert."""
    match opdracht:
        case VerwerkVerblijfsgegevens():
            return verwerk_verblijfsgegevens(dossier, opdracht, omgeving)
        case VerwerkPersoonsgegevens():
            return verwerk_persoonsgegevens(dossier, opdracht, omgeving)
        case VerwerkExamenresultaat():
            return verwerk_examenresultaat(dossier, opdracht, omgeving)
        case VerwerkDiploma():
            return verwerk_diploma(dossier, opdracht, omgeving)
        case VerwerkVrijstellingDuo():
            return verwerk_vrijstelling_duo(dossier, opdracht, omgeving)
        case MeldZelfmelder():
            return meld_zelfmelder(dossier, opdracht, omgeving)
    raise TypeError(f"geen regel voor {type(opdracht).__name__}")
