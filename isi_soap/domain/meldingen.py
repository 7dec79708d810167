"""Wat ISI terugzegt: één catalogus van codes, en de vormen waarin een antwoord kan afwijken.

Handlers en regels melden met een `Melding`; de draad (`isi_soap.soap`) maakt er `fwi:Fout`,
`fwi:Waarschuwing` of `fwi:Informatie` van. De tekst staat alleen hier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Soort = Literal["Fout", "Waarschuwing", "Informatie"]


@dataclass(frozen=True, slots=True)
class Code:
    """Een regel van de catalogus: de zin, de bedrijfsregel, en wat de aanvrager wél kan doen."""

    code: str
    soort: Soort
    tekst: str
    regel: str | None = None  # "R-093"
    actie: str | None = None  # wat te doen
    wie: str | None = None  # wie dat kan: gemeente, Suwinetbeheerder, DUO, leverancier


@dataclass(frozen=True, slots=True)
class Melding:
    """Een code in een antwoord, met bijzonderheden die nooit een persoonsgegeven bevatten."""

    code: Code
    details: tuple[str, ...] = ()


class Afwijking(Exception):  # noqa: N818 - een antwoord, geen storing
    """Een antwoord dat geen resultaat is; niets van het bericht blijft bewaard behalve de logregel."""

    def __init__(self, *meldingen: Melding) -> None:
        super().__init__(", ".join(m.code.code for m in meldingen))
        self.meldingen = meldingen


class Weigering(Afwijking):
    """Een of meer regels verbieden de opdracht: antwoord met alleen `fwi:FWI` (HTTP 200)."""


class NietGerechtigd(Afwijking):
    """Rol, mandaat of account schiet tekort: antwoord `fwi:NietGerechtigd` (HTTP 200)."""


class NietsGevonden(Afwijking):
    """Onbekend of buiten bereik, niet te onderscheiden: antwoord `fwi:NietsGevonden` (HTTP 200)."""


class SleutelGeweigerd(Afwijking):
    """Applicatiesleutel of partij klopt niet: SOAP-fault (R-059)."""
