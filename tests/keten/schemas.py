"""De schema's van een dienst, opgehaald zoals een buitenstaander het doet: van de WSDL naar de import."""

from __future__ import annotations

from functools import cache
from urllib.parse import urljoin

from lxml import etree

from isi_soap.client.verbinding import Verbinding

XS = "{http://www.w3.org/2001/XMLSchema}"
SOAP_ENV = "{http://schemas.xmlsoap.org/soap/envelope/}"
FWI = "http://bkwi.nl/SuwiML/FWI/v0205"


def schema_adressen(verbinding: Verbinding, dienst: str) -> list[str]:
    wortel = etree.fromstring(verbinding.wsdl(dienst))
    begin = f"{verbinding.dienst_adres(dienst)}?wsdl"
    return [urljoin(begin, str(i.get("schemaLocation"))) for i in wortel.iter(f"{XS}import")]


@cache
def schema(adres: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(adres))


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
