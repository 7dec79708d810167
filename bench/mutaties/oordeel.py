"""Het oordeel over een antwoord, door wie van de dienst alleen het contract kent.

De schema's worden hier opnieuw uit de bestanden gelezen; niets van de dienst toetst zichzelf.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lxml import etree

from bench.mutaties.bron import SOAP, WSA, Opdracht
from isi_soap.contract import paden
from isi_soap.soap.uitwisseling import Antwoord

_WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_FWI: Final = "http://bkwi.nl/SuwiML/FWI/v0205"
_VERSLEUTELD: Final = "{http://www.w3.org/2001/04/xmlenc#}EncryptedData"
_HTTP: Final = {400, 404, 405, 408, 413, 415, 429}
_XML: Final = ("content-type", "text/xml; charset=utf-8")
_LEK: Final = re.compile(rb"Traceback|psycopg|sqlalchemy|lxml|\.py\b|File \"|Exception|0x[0-9a-f]{8}")
SECONDEN: Final = 1.0


def oordeel(opdracht: Opdracht, antwoord: Antwoord) -> str | None:
    """Wat er aan dit antwoord mankeert; None als het deugt."""
    if antwoord.status in _HTTP:
        return _kale_fout(antwoord)
    if opdracht.bericht.methode != "POST":
        return None if antwoord.status == 200 else f"status {antwoord.status} op {opdracht.bericht.methode}"
    if antwoord.status not in (200, 500):
        return f"onverwachte status {antwoord.status}"
    if _XML not in antwoord.headers:
        return "geen text/xml in UTF-8"
    try:
        wortel = etree.fromstring(antwoord.body, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return "het antwoord is geen XML"
    return _envelop(opdracht, antwoord, wortel)


def _kale_fout(antwoord: Antwoord) -> str | None:
    if antwoord.headers[0] != ("content-type", "text/plain; charset=utf-8"):
        return "een fout van HTTP is gewone tekst"
    if len(antwoord.body) > 200 or _LEK.search(antwoord.body):
        return "een fout van HTTP is één regel"
    return None


def _envelop(opdracht: Opdracht, antwoord: Antwoord, wortel: etree._Element) -> str | None:
    delen = [etree.QName(deel).localname for deel in wortel]
    if wortel.tag != f"{{{SOAP}}}Envelope" or delen not in (["Body"], ["Header", "Body"]):
        return "het antwoord is geen envelop"
    body = wortel[-1]
    if opdracht.soort == "suwinet versleuteld" and [kind.tag for kind in body] == [_VERSLEUTELD]:
        return None
    if len(body) != 1:
        return "de Body heeft niet precies één kind"
    if opdracht.soort.startswith("suwinet") and wortel.find(f"*/{{{_WSSE}}}Security") is None:
        return "het antwoord is niet ondertekend"
    if antwoord.status == 500:
        return _fault(antwoord, body[0])
    return _geldig(body[0]) or _zoals_ondertekend(opdracht)


def _fault(antwoord: Antwoord, fault: etree._Element) -> str | None:
    kinderen = [kind.tag for kind in fault]
    if fault.tag != f"{{{SOAP}}}Fault" or kinderen[:2] != ["faultcode", "faultstring"]:
        return "een fault heeft faultcode en faultstring"
    prefix, _, naam = (fault[0].text or "").partition(":")
    ruimte = fault[0].nsmap.get(prefix)
    if ruimte not in (SOAP, WSA, _WSSE) or not naam.isalpha():
        return "de faultcode heeft geen bekende naamruimte"
    if ruimte == SOAP and naam not in ("Client", "Server", "VersionMismatch", "MustUnderstand"):
        return "de faultcode is niet van SOAP 1.1"
    if naam == "Server":
        return "een storing: geen enkel bericht hoort er een te veroorzaken"
    if kinderen[2:] == ["detail"]:
        if not (len(fault[2]) == 1 and _schema("FWI").validate(fault[2][0])):
            return "het detail is geen geldige fwi:Fout"
    elif kinderen[2:]:
        return "de fault heeft onbekende delen"
    # Alleen de fault: in een handtekening staat vroeg of laat elk kort woord.
    return "de fault lekt" if _LEK.search(etree.tostring(fault, encoding="utf-8")) else None


def _geldig(element: etree._Element) -> str | None:
    ruimte = etree.QName(element).namespace or ""
    delen = ruimte.split(":")
    if len(delen) != 5 or not _schema(delen[3]).validate(element):
        return "het antwoord is niet geldig volgens het schema"
    return None


def _zoals_ondertekend(opdracht: Opdracht) -> str | None:
    """Wat op suwinet aangenomen wordt, is op de letter wat er ondertekend was."""
    if opdracht.ondertekend is None or opdracht.soort != "suwinet":
        return None
    echt, gestuurd = _kern(opdracht.ondertekend), _kern(opdracht.bericht.inhoud)
    return None if echt == gestuurd else "aangenomen, maar anders dan wat ondertekend is"


def _kern(inhoud: bytes) -> list[bytes]:
    """De Body en de adressering in canonieke vorm."""
    lezer = etree.XMLParser(resolve_entities=False, encoding="utf-8", collect_ids=False)
    wortel = etree.fromstring(inhoud, lezer)
    delen = [*wortel.iterfind(f"{{{SOAP}}}Body"), *wortel.iterfind(f"{{{SOAP}}}Header/{{{WSA}}}*")]
    return sorted(map(_canoniek, delen))


def _canoniek(deel: etree._Element) -> bytes:
    """Commentaar dekt een handtekening niet, en niemand leest het."""
    return etree.tostring(deel, method="c14n", exclusive=True, with_comments=False, with_tail=False)


@cache
def _schema(naam: str) -> etree.XMLSchema:
    bestand = next(paden.XSD.rglob(f"{naam}.xsd"))
    return etree.XMLSchema(etree.parse(str(bestand), etree.XMLParser(no_network=True)))
