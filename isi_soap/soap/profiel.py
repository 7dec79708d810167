"""De profielen: wat een eindpunt van een bericht eist en wat het ervoor teruggeeft (design.md §4).

Welk profiel geldt volgt uit de URL, en welke URL's er zijn uit de instellingen; een bericht kiest nooit.
Binnen een profiel geldt voor elke dienst en beide richtingen hetzelfde (WB011).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiel:
    """Eén profiel; de naam is het eerste deel van elke URL ervan."""

    naam: str
    adressering_verplicht: bool  # To, From met oin, MessageID en Action; alleen bekende headers (WS007)
    handtekening_verplicht: bool  # anders: getoetst als zij er is
    antwoord_altijd_getekend: bool  # anders: als het verzoek het was
    versleuteld: bool  # 2W-be-SE: de Body heen en terug; anders is elk element van XML Encryption een fout
    testdienst: bool  # ISIKetentest: klok, runs en begintoestand
    uniforme_fouten: bool  # over handtekening en certificaat één fault; anders de reden erbij
    herhalen_mag: bool  # opgenomen berichten nogmaals sturen, ook oude


# 2W-be-S van Digikoppeling WUS, zoals Suwinet het gebruikt.
SUWINET: Final = Profiel(
    naam="suwinet",
    adressering_verplicht=True,
    handtekening_verplicht=True,
    antwoord_altijd_getekend=True,
    versleuteld=False,
    testdienst=False,
    uniforme_fouten=True,
    herhalen_mag=False,
)

KETENTEST: Final = Profiel(
    naam="ketentest",
    adressering_verplicht=False,
    handtekening_verplicht=False,
    antwoord_altijd_getekend=False,
    versleuteld=False,
    testdienst=True,
    uniforme_fouten=False,
    herhalen_mag=False,
)

PROFIELEN: Final[Mapping[str, Profiel]] = {p.naam: p for p in (SUWINET, KETENTEST)}


def profiel(naam: str, *, versleuteld: bool = False, herhalen_mag: bool = False) -> Profiel:
    """Het profiel met zijn keuzes: versleutelen alleen in suwinet, herhalen alleen in ketentest."""
    gekozen = PROFIELEN[naam]
    return replace(
        gekozen,
        versleuteld=versleuteld and gekozen.handtekening_verplicht,
        herhalen_mag=herhalen_mag and gekozen.testdienst,
    )
