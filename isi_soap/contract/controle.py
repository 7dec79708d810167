"""De controle van een bericht: eerst het schema (lxml), dan de inhoud; wat mis is met pad en verwachting.

De dienst doet de stappen los, om niets dubbel te doen: `schema_bevindingen`, decode, `controleer_inhoud`.
Antwoorden krijgen alleen de eerste.
"""

from __future__ import annotations

from lxml import etree

from isi_soap.contract.bevinding import Bevinding
from isi_soap.contract.codec import codec
from isi_soap.contract.inhoud import controleer_inhoud
from isi_soap.contract.schema import schema
from isi_soap.contract.uitleg import leg_uit

__all__ = ["Bevinding", "controleer", "controleer_inhoud", "schema_bevindingen"]


def schema_bevindingen(dienst: str, element: etree._Element) -> list[Bevinding]:
    """Wat het schema van de dienst afkeurt; leeg als het element geldig is."""
    return [] if schema(dienst).validate(element) else leg_uit(dienst, element)


def controleer(dienst: str, element: etree._Element) -> list[Bevinding]:
    """Alles wat aan een verzoek mankeert; de inhoud pas als het schema tevreden is."""
    return schema_bevindingen(dienst, element) or controleer_inhoud(codec(str(element.tag)).decode(element))
