"""Wat er niet door komt: elke regel van Basic Security Profile 1.1 en elke aanval op de handtekening zelf."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xmlsec
from lxml import etree

from isi_soap.wsse import Beveiligd, Sleutelpaar, Venster, Vertrouwen, WsseFout, onderteken, verifieer
from isi_soap.wsse import namen as n
from tests.wsse.berichten import VERZOEK, boom, over_de_lijn
from tests.wsse.conftest import paar

DS = f"{{{n.DS}}}"
Knoei = Callable[[etree._Element], None]


@pytest.fixture
def bericht(amsterdam: Sleutelpaar, nu: datetime) -> etree._Element:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    return over_de_lijn(envelop)


def vind(envelop: etree._Element, naam: str) -> etree._Element:
    gevonden = envelop.find(f".//{naam}")
    assert gevonden is not None, naam
    return gevonden


def zet(naam: str, attribuut: str, waarde: str) -> Knoei:
    return lambda e: vind(e, naam).set(attribuut, waarde)


def zonder(naam: str, attribuut: str) -> Knoei:
    def knoei(envelop: etree._Element) -> None:
        del vind(envelop, naam).attrib[attribuut]

    return knoei


def weg(naam: str) -> Knoei:
    def knoei(envelop: etree._Element) -> None:
        element = vind(envelop, naam)
        ouder = element.getparent()
        assert ouder is not None
        ouder.remove(element)

    return knoei


def dubbel(naam: str) -> Knoei:
    def knoei(envelop: etree._Element) -> None:
        element = vind(envelop, naam)
        element.addnext(boom(etree.tostring(element)))

    return knoei


def erbij(naam: str, xml: str) -> Knoei:
    return lambda e: vind(e, naam).append(boom(xml))


def in_plaats(naam: str, xml: str) -> Knoei:
    def knoei(envelop: etree._Element) -> None:
        vind(envelop, naam)[:] = [boom(xml)]

    return knoei


def tekst(naam: str, waarde: str) -> Knoei:
    def knoei(envelop: etree._Element) -> None:
        vind(envelop, naam).text = waarde

    return knoei


def token_achteraan(envelop: etree._Element) -> None:
    vind(envelop, n.SECURITY).append(vind(envelop, n.TOKEN))


def commentaar(envelop: etree._Element) -> None:
    vind(envelop, n.SECURITY).insert(1, etree.Comment("x"))


def twee_transformaties(envelop: etree._Element) -> None:
    dubbel(f"{DS}Transform")(envelop)


def veel_verwijzingen(envelop: etree._Element) -> None:
    info, eerste = vind(envelop, f"{DS}SignedInfo"), vind(envelop, f"{DS}Reference")
    for _ in range(20):
        info.append(boom(etree.tostring(eerste)))


def zonder_verwijzingen(envelop: etree._Element) -> None:
    for _ in range(6):
        weg(f"{DS}Reference")(envelop)


def grote_header(envelop: etree._Element) -> None:
    vind(envelop, f"{DS}KeyInfo").extend(boom("<x/>") for _ in range(400))


BOUW: dict[str, tuple[Knoei, str]] = {
    "geen Security": (weg(n.SECURITY), "InvalidSecurity"),
    "twee Security": (dubbel(n.SECURITY), "InvalidSecurity"),
    "geen Signature": (weg(n.HANDTEKENING), "InvalidSecurity"),
    "twee Signature": (dubbel(n.HANDTEKENING), "InvalidSecurity"),
    "geen token": (weg(n.TOKEN), "SecurityTokenUnavailable"),
    "twee tokens": (dubbel(n.TOKEN), "InvalidSecurity"),
    "geen Timestamp": (weg(n.TIJDSTEMPEL), "InvalidSecurity"),
    "twee Timestamp (R3227)": (dubbel(n.TIJDSTEMPEL), "InvalidSecurity"),
    "twee Body": (dubbel(n.BODY), "InvalidSecurity"),
    "twee Header": (dubbel(n.HEADER), "InvalidSecurity"),
    "ander wortelelement": (lambda e: setattr(e, "tag", "{urn:x}Envelope"), "InvalidSecurity"),
    "token na de handtekening (R5205)": (token_achteraan, "InvalidSecurity"),
    "commentaar in de header": (commentaar, "InvalidSecurity"),
    "een te grote header": (grote_header, "InvalidSecurity"),
    "meer dan 20 verwijzingen": (veel_verwijzingen, "InvalidSecurity"),
    "UsernameToken": (
        erbij(n.SECURITY, f'<o:UsernameToken xmlns:o="{n.WSSE}"/>'),
        "UnsupportedSecurityToken",
    ),
    "xenc in de header": (
        erbij(n.SECURITY, f'<x:EncryptedKey xmlns:x="{n.XENC}"/>'),
        "UnsupportedSecurityToken",
    ),
    "ds:Object in Signature (R3102)": (
        erbij(n.HANDTEKENING, f'<ds:Object xmlns:ds="{n.DS}"/>'),
        "InvalidSecurity",
    ),
    "geen verwijzingen": (
        zonder_verwijzingen,
        "InvalidSecurity",
    ),
    "tweemaal dezelfde verwijzing": (dubbel(f"{DS}Reference"), "InvalidSecurity"),
    "handtekening is geen base64": (tekst(f"{DS}SignatureValue", "<>"), "InvalidSecurity"),
    "digest is geen base64": (tekst(f"{DS}DigestValue", "%%"), "InvalidSecurity"),
}

ALGORITMEN: dict[str, Knoei] = {
    "rsa-sha1": zet(f"{DS}SignatureMethod", "Algorithm", f"{n.DS}rsa-sha1"),
    "hmac-sha256": zet(
        f"{DS}SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
    ),
    "rsa-md5": zet(f"{DS}SignatureMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"),
    "HMACOutputLength (R5401)": erbij(
        f"{DS}SignatureMethod", f'<ds:HMACOutputLength xmlns:ds="{n.DS}">8</ds:HMACOutputLength>'
    ),
    "sha1": zet(f"{DS}DigestMethod", "Algorithm", f"{n.DS}sha1"),
    "md5": zet(f"{DS}DigestMethod", "Algorithm", "http://www.w3.org/2001/04/xmldsig-more#md5"),
    "c14n met commentaar (R5404)": zet(
        f"{DS}CanonicalizationMethod", "Algorithm", f"{n.EXC_C14N}WithComments"
    ),
    "gewone c14n": zet(
        f"{DS}CanonicalizationMethod", "Algorithm", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    ),
    "XSLT": zet(f"{DS}Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116"),
    "XPath": zet(f"{DS}Transform", "Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
    "XPath filter 2": zet(f"{DS}Transform", "Algorithm", "http://www.w3.org/2002/06/xmldsig-filter2"),
    "enveloped": zet(f"{DS}Transform", "Algorithm", f"{n.DS}enveloped-signature"),
    "base64": zet(f"{DS}Transform", "Algorithm", f"{n.DS}base64"),
    "iets in de transformatie": in_plaats(f"{DS}Transform", f'<ds:XPath xmlns:ds="{n.DS}">//*</ds:XPath>'),
}

VERWIJZINGEN = ("", "#", "http://127.0.0.1:9/x", "file:///etc/passwd", "cid:x", "#xpointer(/)", "#a b", "#1x")

STR = (
    f'<wsse:SecurityTokenReference xmlns:wsse="{n.WSSE}" xmlns:ds="{n.DS}">{{}}</wsse:SecurityTokenReference>'
)
SLEUTELINFO: dict[str, tuple[Knoei, str]] = {
    "KeyValue": (in_plaats(f"{DS}KeyInfo", f'<ds:KeyValue xmlns:ds="{n.DS}"/>'), "InvalidSecurity"),
    "KeyName (R3027)": (in_plaats(f"{DS}KeyInfo", f'<ds:KeyName xmlns:ds="{n.DS}"/>'), "InvalidSecurity"),
    "RetrievalMethod": (
        in_plaats(f"{DS}KeyInfo", f'<ds:RetrievalMethod xmlns:ds="{n.DS}" URI="http://127.0.0.1:9/"/>'),
        "InvalidSecurity",
    ),
    "twee delen in KeyInfo (R5402)": (dubbel(n.TOKENVERWIJZING), "InvalidSecurity"),
    "twee verwijzingen (R3061)": (dubbel(n.VERWIJZING), "InvalidSecurity"),
    "IssuerSerial (WB010)": (
        in_plaats(f"{DS}KeyInfo", STR.format("<ds:X509Data><ds:X509IssuerSerial/></ds:X509Data>")),
        "SecurityTokenUnavailable",
    ),
    "KeyIdentifier (WB010)": (
        in_plaats(f"{DS}KeyInfo", STR.format("<wsse:KeyIdentifier>x</wsse:KeyIdentifier>")),
        "SecurityTokenUnavailable",
    ),
    "naar een ander token": (zet(n.VERWIJZING, "URI", "#ander"), "SecurityTokenUnavailable"),
    "naar buiten": (zet(n.VERWIJZING, "URI", "http://127.0.0.1:9/"), "SecurityTokenUnavailable"),
    "zonder ValueType (R3059)": (zonder(n.VERWIJZING, "ValueType"), "InvalidSecurity"),
    "token zonder EncodingType (R3029)": (zonder(n.TOKEN, "EncodingType"), "UnsupportedSecurityToken"),
    "token zonder ValueType (R3031)": (zonder(n.TOKEN, "ValueType"), "UnsupportedSecurityToken"),
    "token van een keten": (
        zet(n.TOKEN, "ValueType", n.X509V3.replace("v3", "PKIPathv1")),
        "UnsupportedSecurityToken",
    ),
    "token is geen base64": (tekst(n.TOKEN, "!"), "InvalidSecurityToken"),
    "token is geen certificaat": (tekst(n.TOKEN, "AAAA"), "InvalidSecurityToken"),
    "token is te groot": (tekst(n.TOKEN, "A" * 20_000), "InvalidSecurityToken"),
}  # fmt: skip


def eis_fout(bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime) -> WsseFout:
    with pytest.raises(WsseFout) as fout:
        verifieer(bericht, vertrouwen=vertrouwen, nu=nu)
    return fout.value


@pytest.mark.eis("WB013", "WB010")
@pytest.mark.parametrize(
    ("knoei", "code"), [*BOUW.values(), *SLEUTELINFO.values()], ids=[*BOUW, *SLEUTELINFO]
)
def test_bouw(bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime, knoei: Knoei, code: str) -> None:
    knoei(bericht)
    assert eis_fout(bericht, vertrouwen, nu).code == code


@pytest.mark.eis("SIGN001", "SIGN003", "SIGN004", "R5404", "R5412", "R5423")
@pytest.mark.parametrize("knoei", ALGORITMEN.values(), ids=ALGORITMEN)
def test_algoritme(bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime, knoei: Knoei) -> None:
    knoei(bericht)
    assert eis_fout(bericht, vertrouwen, nu).code == "UnsupportedAlgorithm"


@pytest.mark.eis("R3001")
@pytest.mark.parametrize("uri", VERWIJZINGEN)
def test_verwijzing(bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime, uri: str) -> None:
    vind(bericht, f"{DS}Reference").set("URI", uri)
    assert eis_fout(bericht, vertrouwen, nu).code == "InvalidSecurity"


def test_twee_transformaties(bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime) -> None:
    twee_transformaties(bericht)
    assert eis_fout(bericht, vertrouwen, nu).code == "InvalidSecurity"


@pytest.mark.parametrize(
    "naam", ["Id", "ID", "id", f"{{{n.WSU}}}Id", "{http://www.w3.org/XML/1998/namespace}id"]
)
def test_een_id_twee_keer(bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime, naam: str) -> None:
    """Wat een ander gereedschap als Id ziet, telt ook hier mee."""
    body = vind(bericht, n.BODY)
    body[0].set(naam, body.get(n.ID) or "")
    assert "Id komt meer dan eens" in eis_fout(bericht, vertrouwen, nu).reden


@pytest.mark.eis("WB004")
@pytest.mark.parametrize("deel", ["To", "From", "MessageID", "Action"])
def test_een_kop_die_niet_ondertekend_is(
    bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime, deel: str
) -> None:
    """Een tweede kop, ook met een eigen Id, hoort bij wat gedekt moet zijn (WB004)."""
    erbij(n.HEADER, f'<wsa:{deel} xmlns:wsa="{n.WSA}" xmlns:u="{n.WSU}" u:Id="ander">x</wsa:{deel}>')(bericht)
    assert "dekt niet" in eis_fout(bericht, vertrouwen, nu).reden


@pytest.mark.eis("WB004")
@pytest.mark.parametrize("nummer", range(6))
def test_een_deel_dat_de_handtekening_overslaat(
    amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime, nummer: int
) -> None:
    """Ook als de handtekening verder klopt: de afzender liet het deel erbuiten."""
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    info = vind(envelop, f"{DS}SignedInfo")
    info.remove(info[2 + nummer])
    hernieuw(envelop, amsterdam)
    assert "dekt niet" in eis_fout(over_de_lijn(envelop), vertrouwen, nu).reden
    ruim = verifieer(over_de_lijn(envelop), vertrouwen=vertrouwen, nu=nu, eis_alles=False)
    assert not ruim.volledig
    assert ruim.oin is None


def hernieuw(envelop: etree._Element, sleutelpaar: Sleutelpaar) -> None:
    """Zet een nieuwe handtekening onder de SignedInfo die er nu staat."""
    context = xmlsec.SignatureContext()
    context.key = sleutelpaar.xmlsec_sleutel
    for element in envelop.iter("*"):
        if element.get(n.ID):
            context.register_id(element, "Id", n.WSU)
    context.sign(vind(envelop, n.HANDTEKENING))


def test_een_ondertekend_deel_ergens_anders(
    amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime
) -> None:
    """De oude Body met zijn Id verhuist, een nieuwe staat op zijn plaats: de handtekening zelf klopt nog."""
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    body = vind(envelop, n.BODY)
    oud = boom(etree.tostring(body))
    del body.attrib[n.ID]
    vind(body, "Burgerservicenr").text = "999900134"
    etree.SubElement(vind(envelop, n.HEADER), "{urn:x}Wrapper").append(oud)
    assert "niet op zijn plaats" in eis_fout(over_de_lijn(envelop), vertrouwen, nu).reden
    with pytest.raises(WsseFout):
        verifieer(over_de_lijn(envelop), vertrouwen=vertrouwen, nu=nu, eis_alles=False)


def test_andermans_certificaat_bij_de_handtekening(
    bericht: etree._Element, pki: Path, vertrouwen: Vertrouwen, nu: datetime
) -> None:
    vind(bericht, n.TOKEN).text = paar(pki / "rotterdam").token
    assert eis_fout(bericht, vertrouwen, nu).code == "FailedCheck"


@pytest.mark.eis("WT004", "PKI002", "PKI003")
@pytest.mark.parametrize(
    "gebrek",
    [
        "verlopen",
        "ingetrokken",
        "nog-niet-geldig",
        "andere-root",
        "zwak",
        "zonder-digitalsignature",
        "zonder-oin",
    ],
)
def test_een_certificaat_met_een_gebrek(
    pki: Path, vertrouwen: Vertrouwen, nu: datetime, gebrek: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isi_soap.wsse.sleutels.MIN_RSA", 1024)
    sleutelpaar = paar(pki / "fout" / gebrek)
    monkeypatch.undo()
    envelop = boom(VERZOEK)
    onderteken(envelop, sleutelpaar, nu)
    assert eis_fout(over_de_lijn(envelop), vertrouwen, nu).code == "InvalidSecurityToken"


def test_certificaat_en_versheid_gaan_voor_het_rekenwerk(
    bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime
) -> None:
    """Een bericht dat nergens klopt wordt geweigerd om wat het minst kost."""
    vind(bericht, "Burgerservicenr").text = "999900134"
    assert eis_fout(bericht, vertrouwen, nu + timedelta(minutes=6)).code == "MessageExpired"
    vind(bericht, n.TOKEN).text = "AAAA"
    assert eis_fout(bericht, vertrouwen, nu).code == "InvalidSecurityToken"


def test_zonder_vertrouwen_geen_identiteit(bericht: etree._Element, nu: datetime) -> None:
    beveiligd: Beveiligd = verifieer(bericht, vertrouwen=None, nu=nu, eis_alles=False)
    assert beveiligd.volledig
    assert beveiligd.oin is None
    with pytest.raises(ValueError, match="vertrouwen"):
        verifieer(bericht, vertrouwen=None, nu=nu)


def test_zonder_venster_telt_de_tijd_niet(
    bericht: etree._Element, vertrouwen: Vertrouwen, nu: datetime
) -> None:
    """Zo speelt een ketentester een opgenomen bericht opnieuw; nooit onder suwinet."""
    later = nu + timedelta(days=1)
    assert verifieer(bericht, vertrouwen=vertrouwen, nu=later, venster=None, eis_alles=False).volledig
    with pytest.raises(ValueError, match="venster"):
        verifieer(bericht, vertrouwen=vertrouwen, nu=later, venster=None)
    ruimer = Venster(duur=timedelta(days=2))
    assert eis_fout(bericht, vertrouwen, later).code == "MessageExpired"
    with pytest.raises(WsseFout, match="verstreken"):
        verifieer(bericht, vertrouwen=vertrouwen, nu=later, venster=ruimer)
