"""Signature wrapping: het ondertekende deel verhuist, en op zijn plaats komt iets wat niemand ondertekende.

Een vorm krijgt het bericht, het ondertekende deel en een vervalsing ervan, en zet beide ergens neer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Final

from lxml import etree

from isi_soap.wsse import namen as n
from tests.soap.berichten_maken import WSA
from tests.suwinet import OIN

Vorm = Callable[[etree._Element, etree._Element, etree._Element], None]
_VERPAKKING: Final = "{urn:aanval}Wrapper"
_OBJECT: Final = f"{{{n.DS}}}Object"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"

DELEN: Final[Mapping[str, str]] = {
    "Body": n.BODY,
    "Timestamp": f"{n.HEADER}/{n.SECURITY}/{n.TIJDSTEMPEL}",
    **{naam: f"{n.HEADER}/{{{WSA}}}{naam}" for naam in ("To", "From", "MessageID", "Action")},
}


def vind(wortel: etree._Element, deel: str) -> etree._Element:
    gevonden = wortel.find(DELEN[deel])
    assert gevonden is not None
    return gevonden


def vervals(deel: etree._Element) -> etree._Element:
    """Hetzelfde element met een andere inhoud; de Id blijft, tot een vorm er iets mee doet."""
    vals = deepcopy(deel)
    vals.tail = None
    for element in vals.iter():
        naam = etree.QName(element).localname
        if naam == "Toelichting":
            element.text = "Aangevallen-door-een-ander"
        elif naam == "Created":
            element.text = f"{(element.text or '')[:-4]}001Z"
        elif naam == "Address":
            element.text = (element.text or "").replace(OIN["amsterdam"], OIN["rotterdam"])
        elif naam == "To":
            element.text = (element.text or "").partition("?")[0]
        elif naam == "MessageID":
            element.text = f"{element.text}-vals"
    return vals


def _ander_id(vals: etree._Element) -> None:
    vals.set(n.ID, f"{vals.get(n.ID)}-vals")


def _zonder_id(vals: etree._Element) -> None:
    del vals.attrib[n.ID]


def _zet(ouder: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    """De vervalsing op de plaats van het echte deel."""
    plaats = echt.getparent()
    assert plaats is not None
    plaats.replace(echt, vals)
    echt.tail = None
    ouder.append(echt)


def _security(wortel: etree._Element) -> etree._Element:
    gevonden = wortel.find(f"{n.HEADER}/{n.SECURITY}")
    assert gevonden is not None
    return gevonden


def in_header(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _ander_id(vals)
    _zet(etree.SubElement(wortel[0], _VERPAKKING), echt, vals)


def in_object(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _ander_id(vals)
    handtekening = _security(wortel).find(n.HANDTEKENING)
    assert handtekening is not None
    _zet(etree.SubElement(handtekening, _OBJECT), echt, vals)


def in_security(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _ander_id(vals)
    _zet(etree.SubElement(_security(wortel), _VERPAKKING), echt, vals)


def in_envelope(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _ander_id(vals)
    _zet(etree.SubElement(wortel, _VERPAKKING), echt, vals)


def zonder_id(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _zonder_id(vals)
    _zet(etree.SubElement(wortel[0], _VERPAKKING), echt, vals)


def zelfde_id(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _zet(etree.SubElement(wortel[0], _VERPAKKING), echt, vals)


def _met_ander_attribuut(naam: str) -> Vorm:
    def vorm(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
        waarde = vals.get(n.ID) or ""
        _zonder_id(vals)
        vals.set(naam, waarde)
        _zet(etree.SubElement(wortel[0], _VERPAKKING), echt, vals)

    return vorm


def in_vervalsing(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    """Het echte deel binnen het valse."""
    _ander_id(vals)
    _zet(etree.SubElement(vals, _VERPAKKING), echt, vals)


def ernaast(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    """Beide op dezelfde plaats, de vervalsing voorop."""
    _ander_id(vals)
    echt.addprevious(vals)


def tweede_security(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    """Het echte deel in een Security voor een ander."""
    _ander_id(vals)
    tweede = etree.SubElement(wortel[0], n.SECURITY)
    tweede.set(f"{{{n.SOAP}}}actor", "urn:een-ander")
    _zet(tweede, echt, vals)


def tweede_security_voor_ons(wortel: etree._Element, echt: etree._Element, vals: etree._Element) -> None:
    _ander_id(vals)
    _zet(etree.SubElement(wortel[0], n.SECURITY), echt, vals)


VORMEN: Final[Mapping[str, Vorm]] = {
    "in een onbekende header": in_header,
    "in Signature/Object": in_object,
    "in Security": in_security,
    "in de Envelope": in_envelope,
    "de vervalsing zonder Id": zonder_id,
    "twee keer dezelfde Id": zelfde_id,
    "Id zonder naamruimte": _met_ander_attribuut("Id"),
    "ID": _met_ander_attribuut("ID"),
    "xml:id": _met_ander_attribuut(_XML_ID),
    "binnen de vervalsing": in_vervalsing,
    "ernaast": ernaast,
    "in een Security voor een ander": tweede_security,
    "in een tweede Security": tweede_security_voor_ons,
}
