"""Een geloofwaardige waarde voor elk enkelvoudig type: naar de naam van het veld, het type of de facetten.

Sleutel, gebruiker en persoon zijn die van de testset: daarmee is een voorbeeld meteen te sturen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from isi_soap.contract.fout import ContractFout
from isi_soap.contract.inhoud import leesbaar, regels
from isi_soap.contract.klassen import PYTHONTYPE
from isi_soap.contract.model import Enkelvoudig, Veld

Wijze = Literal["minimaal", "midden", "maximaal"]

_OP_VELD: Mapping[str, str | int] = {
    "Geboortedat": "19780312",
    "Voornamen": "Amina",
    "Voorvoegsels": "van den",
    "Geslachtsnaam": "Voorbeeld",
    "Geboorteplaats": "Casablanca",
    "Straatnaam": "Dorpsstraat",
    "Woonplaatsnaam": "Amsterdam",
    "NaamInstelling": "ROC Voorbeeldstad",
    "NaamOpleiding": "Staatsexamen NT2",
    "NaamAdviseur": "De Arts",
    "OmsSrtDocument": "diploma",
    "NrDocument": "D-2011-0042",
    "NaamPakket": "Voorbeeldpakket",
    "Code": "I001",
    "Tekst": "Voorbeeld van een melding.",
    "Detail": "R-093",
    "DN": "CN=ISI",
}
_OP_TYPE: Mapping[str, str | int] = {
    "Burgerservicenr": "999900122",
    "ANr": "1234567890",
    "VNr": "2345678901",
    "Applicatiesleutel": "test-0363-amsterdam-sleutel",
    "BigNr": "19012345601",
    "CdGemeente": "0363",
    "CdLand": "5022",
    "CdNationaliteit": "0052",
    "CdVerblijfstitel": "21",
    "Contactgegeven": "a.voorbeeld@example.org",
    "Cursor": "bladzijde-2",
    "DatumTijdstip": "2011061510300000",
    "Gebruikersnaam": "r6.alles",
    "Huisletter": "A",
    "Huisnrtoevoeging": "2hg",
    "JaartalN4": 2011,
    "Kenmerk": "3f2b8c1e-5a47-4d09-9c63-1e7a2b4d6f80",
    "NaamAN70": "Voorbeeld",
    "NaamPersoonA200": "Voorbeeld",
    "Oin": "00000001002306608000",
    "OmschrijvingAN250": "Toelichting bij dit voorbeeld.",
    "OmschrijvingAN1500": "Toelichting bij dit voorbeeld.",
    "Postcd": "1012AB",
    "RegistratieId": "1001",
    "WebAdres": "https://isi.example.org/download/voorbeeld",
}
# Alles wat een schrijver van XML moet kennen: ontsnapping, letters buiten ASCII en Latijn 1, een regel.
_VULSEL = "Ünïcode & <teken> 'ş' \"ć\" ]]> regel\n"


def waarde(veld: Veld, type_: Enkelvoudig, wijze: Wijze) -> object:
    """De voorbeeldwaarde als Pythonwaarde van het veld."""
    ruw = _ruw(veld, type_, wijze)
    if type_.soort == "indicatie":
        return wijze != "minimaal"
    return PYTHONTYPE[type_.soort](ruw)


def _ruw(veld: Veld, type_: Enkelvoudig, wijze: Wijze) -> str | int:
    if type_.soort == "indicatie":
        return ""
    if type_.soort == "datum":
        return _datum(veld.naam, wijze)
    if wijze == "maximaal" and (grootste := _grootste(type_)) is not None:
        return grootste
    if type_.codes:
        return type_.codes[-1 if wijze == "maximaal" else 0].waarde
    if type_.naam in ("NaamAN70", "NaamPersoonA200", "string", "Voorvoegsels") and veld.naam in _OP_VELD:
        return _OP_VELD[veld.naam]
    if type_.naam in _OP_TYPE:
        return _OP_TYPE[type_.naam]
    return _gezocht(type_)


def _datum(naam: str, wijze: Wijze) -> str:
    if naam in _OP_VELD:
        return "19780000" if wijze == "maximaal" else str(_OP_VELD[naam])
    if naam.startswith("DatE") or naam.endswith("TotEnMet"):
        return "20141231"
    return "20110101" if naam.startswith("DatB") else "20110615"


def _grootste(type_: Enkelvoudig) -> str | int | None:
    """De langste of grootste waarde, waar die uit de facetten volgt."""
    if type_.soort == "geheel":
        return type_.maximum
    if type_.soort == "tekst" and type_.max_lengte and any(r.klopt is leesbaar for r in regels(type_)):
        vol = (_VULSEL * (type_.max_lengte // len(_VULSEL) + 1))[: type_.max_lengte]
        return vol if past(type_, vol) else vol.replace("\n", " ")
    return None


def _gezocht(type_: Enkelvoudig) -> str | int:
    if type_.soort == "geheel":
        return 1 if type_.minimum is None else max(type_.minimum, 1 if (type_.maximum or 1) >= 1 else 0)
    lengte = type_.min_lengte or 1
    for kandidaat in (*type_.waarden, "A" * lengte, "a" * lengte, "1" * lengte, "Voorbeeld"):
        if past(type_, kandidaat):
            return kandidaat
    raise ContractFout(f"geen voorbeeldwaarde voor type {type_.naam}: voeg haar toe aan voorbeeldwaarden")


def past(type_: Enkelvoudig, tekst: str) -> bool:
    """Of tekst de facetten haalt; de patronen van het contract lezen in Python als in XSD."""
    return (
        (type_.min_lengte or 0) <= len(tekst) <= (type_.max_lengte or len(tekst))
        and all(re.fullmatch(patroon, tekst) for patroon in type_.patronen)
        and (not type_.waarden or tekst in type_.waarden)
    )
