"""Verwijzingen van de handtekening: naar delen, sleutels en tokens die er niet horen (standards.md §5.3)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

from isi_soap.wsse import namen as n
from tests.aanvallen.ondertekend import Proef, deel
from tests.aanvallen.proef import Luisteraar

Wijziging = Callable[[etree._Element], None]
_DS = f"{{{n.DS}}}"
_SHA1 = f"{n.DS}sha1"
_MEER = "http://www.w3.org/2001/04/xmldsig-more#"


@pytest.mark.eis("R3001", "R3005", "R3103")
@pytest.mark.parametrize(
    "uri",
    [
        "",
        "#",
        "{}/",
        "file:///etc/passwd",
        "cid:deel",
        "#xpointer(/)",
        "#xpointer(id('a'))",
        "# x",
        None,
    ],
)
def test_een_verwijzing_buiten_het_bericht(
    uri: str | None, ondertekend: Proef, luisteraar: Luisteraar
) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        verwijzing = deel(bericht, "Reference")
        if uri is None:
            del verwijzing.attrib["URI"]
        else:
            verwijzing.set("URI", uri.format(luisteraar.adres))
        return bericht

    ondertekend.beide(maak, "InvalidSecurity")
    assert not luisteraar.gebeld


def _keyinfo(inhoud: str) -> Wijziging:
    def wijzig(bericht: etree._Element) -> None:
        keyinfo = deel(bericht, "KeyInfo")
        for kind in list(keyinfo):
            keyinfo.remove(kind)
        xml = f'<x xmlns:ds="{n.DS}" xmlns:wsse="{n.WSSE}" xmlns:wsu="{n.WSU}">{inhoud}</x>'
        keyinfo.extend(list(etree.fromstring(xml)))

    return wijzig


def _dubbel(naam: str) -> Wijziging:
    def wijzig(bericht: etree._Element) -> None:
        element = deel(bericht, naam)
        kopie = deepcopy(element)
        for attribuut in (n.ID, "Id"):
            if kopie.get(attribuut):
                kopie.set(attribuut, f"{kopie.get(attribuut)}-2")
        element.addnext(kopie)

    return wijzig


_STR = "<wsse:SecurityTokenReference>{}</wsse:SecurityTokenReference>"
# naam: (wijziging, code onder suwinet, code onder ketentest)
SLEUTELINFO: dict[str, tuple[Wijziging, str]] = {
    "KeyValue": (
        _keyinfo("<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>"),
        "InvalidSecurity",
    ),
    "KeyName": (_keyinfo("<ds:KeyName>amsterdam</ds:KeyName>"), "InvalidSecurity"),
    "RetrievalMethod": (
        _keyinfo('<ds:RetrievalMethod URI="{luisteraar}/"/>'),
        "InvalidSecurity",
    ),
    "leeg": (_keyinfo(""), "InvalidSecurity"),
    "KeyIdentifier": (
        _keyinfo(_STR.format("<wsse:KeyIdentifier>AAAA</wsse:KeyIdentifier>")),
        "SecurityTokenUnavailable",
    ),
    "uitgever en nummer": (
        _keyinfo(_STR.format("<ds:X509Data><ds:X509IssuerSerial/></ds:X509Data>")),
        "SecurityTokenUnavailable",
    ),
    "token elders": (
        _keyinfo(_STR.format(f'<wsse:Reference URI="{{luisteraar}}/" ValueType="{n.X509V3}"/>')),
        "SecurityTokenUnavailable",
    ),
    "twee verwijzingen naar een token": (_dubbel("SecurityTokenReference"), "InvalidSecurity"),
    "twee keer KeyInfo": (_dubbel("KeyInfo"), "InvalidSecurity"),
    "twee tokens": (_dubbel("BinarySecurityToken"), "InvalidSecurity"),
    "twee handtekeningen": (_dubbel("Signature"), "InvalidSecurity"),
    "twee tijdstempels": (_dubbel("Timestamp"), "InvalidSecurity"),
    "Manifest": (
        lambda b: deel(b, "Signature").append(
            etree.fromstring(f'<ds:Object xmlns:ds="{n.DS}"><ds:Manifest/></ds:Object>')
        ),
        "InvalidSecurity",
    ),
}


@pytest.mark.eis(
    "WB009", "WB010", "R3061", "R3062", "R3027", "R3211", "R5204", "R5402", "R5417", "R5403", "R3227"
)
@pytest.mark.parametrize("naam", SLEUTELINFO)
def test_een_andere_sleutel_dan_die_van_het_token(
    naam: str, ondertekend: Proef, luisteraar: Luisteraar
) -> None:
    wijzig, code = SLEUTELINFO[naam]

    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        wijzig(bericht)
        tekst = etree.tostring(bericht, encoding="unicode").replace("{luisteraar}", luisteraar.adres)
        return etree.fromstring(tekst)

    ondertekend.beide(maak, code)
    assert not luisteraar.gebeld


@pytest.mark.eis("R3029", "R3030", "R3031", "R3033", "R5205")
@pytest.mark.parametrize("attribuut", ["EncodingType", "ValueType"])
@pytest.mark.parametrize("waarde", [None, "urn:iets"])
def test_een_token_van_een_andere_soort(attribuut: str, waarde: str | None, ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        token = deel(bericht, "BinarySecurityToken")
        if waarde is None:
            del token.attrib[attribuut]
        else:
            token.set(attribuut, waarde)
        return bericht

    ondertekend.beide(maak, "UnsupportedSecurityToken")
