"""Wat een uitwisseling opleverde, als gewone waarden: inhoud, meldingen, of een SOAP-fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from zeep.helpers import serialize_object

SOORTEN = ("Fout", "Waarschuwing", "Informatie")


class Uitkomst(Enum):
    """De vijf antwoorden die een operatie kan geven."""

    INHOUD = "inhoud"
    WEIGERING = "weigering"
    NIETS_GEVONDEN = "niets-gevonden"
    NIET_GERECHTIGD = "niet-gerechtigd"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Melding:
    """Een fwi:Fout, fwi:Waarschuwing of fwi:Informatie."""

    soort: str
    code: str
    tekst: str
    details: tuple[str, ...] = ()
    bron: str = ""


@dataclass(frozen=True, slots=True)
class Antwoord:
    """Het antwoord op één vraag."""

    operatie: str
    dienst: str
    uitkomst: Uitkomst
    naam: str | None  # naam van het inhoudselement
    inhoud: dict[str, Any]  # zonder afwezige velden; leeg als er geen inhoud is
    meldingen: tuple[Melding, ...]
    message_id: str
    antwoord_id: str | None
    seconden: float
    verzonden: bytes
    ontvangen: bytes
    faultcode: str | None = None
    faultstring: str | None = None

    def als_json(self) -> dict[str, Any]:
        """Het antwoord voor een ander programma."""
        uit: dict[str, Any] = {
            "operatie": self.operatie,
            "uitkomst": self.uitkomst.value,
            "messageId": self.message_id,
            "antwoordId": self.antwoord_id,
        }
        if self.naam:
            uit[self.naam] = self.inhoud
        if self.meldingen:
            uit["meldingen"] = [
                {
                    "soort": m.soort,
                    "code": m.code,
                    "tekst": m.tekst,
                    "details": list(m.details),
                    "bron": m.bron,
                }
                for m in self.meldingen
            ]
        if self.faultcode:
            uit["fault"] = {"code": self.faultcode, "tekst": self.faultstring}
        return uit


def gewoon(waarde: Any) -> Any:
    """Een waarde van zeep als dict, list en str, zonder wat afwezig is."""
    return _zonder_afwezig(serialize_object(waarde, dict))


def _zonder_afwezig(waarde: Any) -> Any:
    if isinstance(waarde, dict):
        schoon = {naam: _zonder_afwezig(w) for naam, w in waarde.items()}
        return {naam: w for naam, w in schoon.items() if w is not None and w != []}
    if isinstance(waarde, list):
        return [_zonder_afwezig(w) for w in waarde]
    return waarde


def meldingen_van(fwi: Any) -> tuple[Melding, ...]:
    """De meldingen in hun volgorde; zeep geeft een herhaalde choice als `_value_1`."""
    if fwi is None:
        return ()
    return tuple(
        melding_van(soort, inhoud) for keuze in gewoon(fwi)["_value_1"] for soort, inhoud in keuze.items()
    )


def melding_van(soort: str, inhoud: dict[str, Any]) -> Melding:
    return Melding(
        soort,
        inhoud["Code"],
        inhoud["Tekst"],
        tuple(inhoud.get("Detail", ())),
        inhoud.get("Bron", {}).get("DN", ""),
    )


def uitkomst_van(antwoordelement: Any) -> tuple[Uitkomst, str | None]:
    """De uitkomst staat in de XML zelf: van een leeg element (NietsGevonden) maakt zeep None."""
    namen = [kind.tag.rpartition("}")[2] for kind in antwoordelement]
    if "NietsGevonden" in namen:
        return Uitkomst.NIETS_GEVONDEN, None
    if "NietGerechtigd" in namen:
        return Uitkomst.NIET_GERECHTIGD, None
    inhoud = next((naam for naam in namen if naam != "FWI"), None)
    return (Uitkomst.INHOUD, inhoud) if inhoud else (Uitkomst.WEIGERING, None)
