"""Een handtekening die ontbreekt, niet klopt, of niet met het juiste gezet is (standards.md §5.3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from isi_soap.wsse import namen as n
from tests.aanvallen.ondertekend import UNIFORM, Proef, deel, delen, hertekend
from tests.suwinet import paar

Wijziging = Callable[[etree._Element], None]
_DS = f"{{{n.DS}}}"
_SHA1 = f"{n.DS}sha1"
_MEER = "http://www.w3.org/2001/04/xmldsig-more#"


@pytest.mark.eis("SIGN002", "WB007")
def test_opnieuw_tekenen_zonder_iets_te_veranderen_mag(ondertekend: Proef) -> None:
    """De aanvallen hieronder tekenen opnieuw: dat is niet wat hen verraadt."""
    bericht = hertekend(ondertekend.suwinet.getekend(), ondertekend.sleutel(), lambda _: None)
    assert ondertekend.suwinet.stuur(bericht).status == 200


# --- weglaten --------------------------------------------------------------------------------------------


@pytest.mark.eis("WB003", "WB013")
@pytest.mark.parametrize("weg", ["Security", "Signature", "BinarySecurityToken", "Timestamp", "alles erin"])
def test_een_handtekening_die_ontbreekt(weg: str, ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend()
    for element in list(deel(bericht, "Security")) if weg == "alles erin" else [deel(bericht, weg)]:
        ouder = element.getparent()
        assert ouder is not None
        ouder.remove(element)
    code = "SecurityTokenUnavailable" if weg == "BinarySecurityToken" else "InvalidSecurity"
    ondertekend.geweigerd(bericht, code=code)
    ondertekend.aanvaard()


# --- veranderen ------------------------------------------------------------------------------------------


@pytest.mark.eis("WB013")
@pytest.mark.parametrize("naam", ["Toelichting", "MessageID", "Huisnr", "DigestValue", "SignatureValue"])
def test_een_station_dat_het_bericht_verandert(naam: str, ondertekend: Proef) -> None:
    def verander() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        element = deel(bericht, naam)
        tekst = element.text or ""
        element.text = ("B" if tekst[0] == "A" else "A") + tekst[1:] if naam != "Huisnr" else "4"
        return bericht

    ondertekend.geweigerd(verander(), code="FailedCheck")
    ondertekend.aanvaard()


@pytest.mark.eis("WB013")
def test_commentaar_in_een_getekende_waarde(ondertekend: Proef) -> None:
    """Canonicalisatie laat commentaar weg, een parser splitst de tekst: '999' kan zo een ander BSN worden."""
    bericht = ondertekend.suwinet.getekend()
    bytes_ = etree.tostring(bericht).replace(b"<Huisnr>3", b"<Huisnr>3<!-- -->")
    gevonden = ondertekend.geweigerd(bytes_, code=None)
    assert gevonden.code.endswith("}Client")
    assert ondertekend.suwinet.stuur(bericht).status == 200


@pytest.mark.eis("WB013")
@pytest.mark.parametrize("naam", ["BinarySecurityToken", "SignatureValue", "Created"])
def test_commentaar_in_de_beveiligingsheader(naam: str, ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend()
    element = deel(bericht, naam)
    ouder = element.getparent()
    assert ouder is not None
    ouder.insert(0, etree.Comment("x"))
    assert ondertekend.geweigerd(bericht, code=None).code in (
        UNIFORM,
        "{http://schemas.xmlsoap.org/soap/envelope/}Client",
    )


@pytest.mark.eis("WB007", "R5406", "R5407")
def test_een_naamruimte_die_de_handtekening_niet_bindt(ondertekend: Proef) -> None:
    """Wat erbij verklaard wordt mag: in onze berichten staan geen namen in waarden."""
    bericht = etree.tostring(ondertekend.suwinet.getekend())
    erbij = bericht.replace(b"<s:Envelope ", b'<s:Envelope xmlns:kwaad="urn:kwaad" ', 1)
    assert ondertekend.suwinet.stuur(erbij).status == 200
    # Een voorvoegsel dat iets anders gaat betekenen, verandert de namen en dus de digest.
    anders = bericht.replace(b'xmlns:m="urn:isi:Diensten:ISIMutatieverzoek:v0100"', b'xmlns:m="urn:kwaad"')
    assert anders != bericht
    assert ondertekend.geweigerd(anders, code="FailedCheck")


# --- verzwakken ------------------------------------------------------------------------------------------


def _zet(naam: str, algoritme: str) -> Wijziging:
    def wijzig(handtekening: etree._Element) -> None:
        for element in delen(handtekening, naam):
            element.set("Algorithm", algoritme)

    return wijzig


@pytest.mark.eis("SIGN001", "SIGN003", "SIGN004", "R5404", "R5412", "R5423")
@pytest.mark.parametrize(
    ("naam", "algoritme"),
    [
        ("DigestMethod", _SHA1),
        ("SignatureMethod", f"{n.DS}rsa-sha1"),
        ("CanonicalizationMethod", f"{n.EXC_C14N}WithComments"),
        ("CanonicalizationMethod", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
        ("Transform", f"{n.EXC_C14N}WithComments"),
        ("Transform", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
    ],
)
def test_een_zwakker_of_ander_algoritme(naam: str, algoritme: str, ondertekend: Proef) -> None:
    """De handtekening klopt, met de echte sleutel; alleen is zij niet met wat wij aannemen."""

    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        return hertekend(bericht, ondertekend.sleutel(), _zet(naam, algoritme))

    ondertekend.beide(maak, "UnsupportedAlgorithm")


@pytest.mark.eis("SIGN001", "SIGN003", "SIGN004", "R5423")
@pytest.mark.parametrize(
    ("naam", "algoritme"),
    [
        ("DigestMethod", f"{_MEER}md5"),
        ("SignatureMethod", f"{_MEER}rsa-md5"),
        ("SignatureMethod", f"{_MEER}ecdsa-sha256"),
        ("SignatureMethod", "urn:onbekend"),
        ("Transform", f"{n.DS}enveloped-signature"),
        ("Transform", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        ("Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116"),
        ("Transform", "http://www.w3.org/2002/06/xmldsig-filter2"),
        ("Transform", f"{n.DS}base64"),
        (
            "Transform",
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
        ),
    ],
)
def test_een_algoritme_dat_wij_niet_kennen(naam: str, algoritme: str, ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        _zet(naam, algoritme)(deel(bericht, "Signature"))
        return bericht

    ondertekend.beide(maak, "UnsupportedAlgorithm")


@pytest.mark.eis("SIGN004")
def test_hmac_met_de_publieke_sleutel_als_geheim(ondertekend: Proef) -> None:
    publiek = paar(ondertekend.suwinet.pki / "amsterdam").certificaat.public_key()
    geheim = publiek.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        hmac = xmlsec.Key.from_binary_data(xmlsec.constants.KeyDataHmac, geheim)
        return hertekend(bericht, hmac, _zet("SignatureMethod", f"{_MEER}hmac-sha256"))

    ondertekend.beide(maak, "UnsupportedAlgorithm")


@pytest.mark.eis("R5401")
def test_een_afgekapte_handtekening(ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        etree.SubElement(deel(bericht, "SignatureMethod"), f"{_DS}HMACOutputLength").text = "0"
        return bericht

    ondertekend.beide(maak, "UnsupportedAlgorithm")
