"""De schema's van een dienst, opgehaald zoals een buitenstaander het doet: van de WSDL naar de import."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import etree

from isi_soap.client.verbinding import Verbinding

XS = "{http://www.w3.org/2001/XMLSchema}"
SOAP_ENV = "{http://schemas.xmlsoap.org/soap/envelope/}"
FWI = "http://bkwi.nl/SuwiML/FWI/v0205"


def schema_adressen(verbinding: Verbinding, dienst: str) -> list[str]:
    wortel = etree.fromstring(verbinding.wsdl(dienst))
    begin = f"{verbinding.dienst_adres(dienst)}?wsdl"
    return [urljoin(begin, str(i.get("schemaLocation"))) for i in wortel.iter(f"{XS}import")]


class _OverHttp(etree.Resolver):
    """lxml haalt zelf niets van het net; dit doet het, met de verwijzingen zoals ze in het schema staan."""

    def resolve(self, system_url: str, public_id: Any, context: Any) -> Any:  # type: ignore[override]
        antwoord = requests.get(system_url, timeout=10)
        antwoord.raise_for_status()
        return self.resolve_string(antwoord.content, context, base_url=system_url)


@cache
def schema(adres: str) -> etree.XMLSchema:
    lezer = etree.XMLParser()
    lezer.resolvers.add(_OverHttp())
    inhoud = requests.get(adres, timeout=10).content
    return etree.XMLSchema(etree.fromstring(inhoud, lezer, base_url=adres))


def fouten(verbinding: Verbinding, dienst: str, antwoord: bytes) -> list[str]:
    """Wat er aan een antwoord mankeert volgens de schema's die de dienst zelf uitgeeft."""
    envelop = etree.fromstring(antwoord)
    (inhoud,) = envelop.find(f"{SOAP_ENV}Body")  # type: ignore[misc]
    if inhoud.tag == f"{SOAP_ENV}Fault":
        detail = inhoud.find("detail")
        elementen = [] if detail is None else list(detail)
    else:
        elementen = [inhoud]
    uit = []
    for element in elementen:
        los = etree.fromstring(etree.tostring(element))
        is_fwi = etree.QName(element).namespace == FWI
        (adres,) = [a for a in schema_adressen(verbinding, dienst) if ("/FWI/" in a) == is_fwi]
        toets = schema(adres)
        try:
            toets.assertValid(los)
        except etree.DocumentInvalid as fout:
            uit.append(str(fout))
    return uit
