"""Wat er aan een persoon veranderde en waarom, in woorden voor het verslag van een run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from isi_soap.domain.model import Diploma, Examenresultaat, Feit, Plicht, Signaal
from isi_soap.domain.uitkomst import Uitkomst

_GETOOND = ("status", "deel", "groepen", "woongemeente")
_SIGNAAL = {
    "SS901": "de termijn loopt binnen een half jaar af",
    "SS902": "de termijn is voorbij",
    "SS904": "langer dan een jaar in het buitenland (R-044)",
}


def wat_veranderde(oud: Mapping[str, Any] | None, nieuw: Mapping[str, Any], gevolg: Uitkomst) -> str:
    """Leeg als alleen een zoekkolom veranderde, zoals de naam."""
    delen = ["in ISI opgenomen"] if oud is None else []
    for kolom in _GETOOND:
        was = None if oud is None else oud[kolom]
        if was != nieuw[kolom]:
            delen.append(f"{kolom} {_woord(was)} -> {_woord(nieuw[kolom])}")
    delen += [f"signaal {f.code}" for f in gevolg.nieuw if isinstance(f, Signaal)]
    return "; ".join(delen)


def waarom(gevolg: Uitkomst, geschreven: bool) -> str:
    delen = ["bericht van een ketenpartner"] if geschreven else []
    redenen = [*(_reden(feit) for feit in gevolg.nieuw), *(_ingelezen(feit) for feit in gevolg.gewijzigd)]
    delen += dict.fromkeys(redenen)
    if gevolg.persoon is not None and gevolg.persoon.vertrokken_sinds is not None:
        delen.append("vertrokken (R-044)")
    return "; ".join(delen) or "de kalender (R-065)"


def _reden(feit: Feit) -> str:
    match feit:
        case Signaal():
            return _SIGNAAL.get(feit.code, feit.code)
        case Plicht():
            return "Nederlander, Turk of 65-plusser zonder actieve voorziening (R-037)"
        case Diploma():
            return "alle onderdelen gehaald of vrijgesteld: diploma uitgereikt (R-151, R-152)"
    return type(feit).__name__.lower()


def _ingelezen(feit: Feit) -> str:
    """Van wat er al stond wijzigt de dagrun een aangehouden resultaat, of een vaststelling van die dag."""
    if isinstance(feit, Diploma | Examenresultaat):
        return "aangehouden NT2-resultaat ingelezen (R-144)"
    return _reden(feit)


def _woord(waarde: Any) -> str:
    if isinstance(waarde, list):
        return ",".join(waarde) or "geen"
    return "geen" if waarde is None else str(waarde)
