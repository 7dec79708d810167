"""Certificaten die niet deugen, en identiteit langs een omweg (standards.md §5.3, §5.2: From)."""

from __future__ import annotations

import base64

import pytest
from lxml import etree

from isi_soap.wsse import namen as n
from tests.aanvallen.ondertekend import Proef, deel
from tests.soap.berichten_maken import fault
from tests.suwinet import OIN, gelogd, mutatie, paar

ANDERE_AFZENDER = f"{{{n.WSSE}}}FailedAuthentication"


@pytest.mark.eis("WB009", "WT002", "WT004", "PKI001", "PKI002", "PKI003", "PKI005")
@pytest.mark.parametrize(
    "fout",
    [
        "verlopen",
        "nog-niet-geldig",
        "ingetrokken",
        "andere-root",
        "zwak",
        "zonder-digitalsignature",
        "zonder-oin",
    ],
)
def test_een_certificaat_dat_niet_deugt(fout: str, ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        if fout == "zwak":  # daarmee ondertekent onze eigen code niet
            token = deel(bericht, "BinarySecurityToken")
            token.text = _pem(ondertekend, fout)
            return bericht
        return ondertekend.suwinet.getekend(met=f"fout/{fout}")

    ondertekend.beide(maak, "InvalidSecurityToken")


def _pem(proef: Proef, fout: str) -> str:
    pem = (proef.suwinet.pki / "fout" / fout / "cert.pem").read_text()
    return "".join(regel for regel in pem.splitlines() if not regel.startswith("-----"))


@pytest.mark.parametrize("met", [b"\xff" * 9, b"\x00" * 9], ids=["geen UTF-8", "NUL"])
def test_een_certificaat_waarvan_de_naam_niet_te_lezen_is(met: bytes, ondertekend: Proef) -> None:
    """Zulke bytes blijken pas krom als iemand naar de naam vraagt, zoals wie haar wil vastleggen."""
    der = base64.b64decode(paar(ondertekend.suwinet.pki / "amsterdam").token)

    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        krom = der.replace(b"amsterdam", met)
        deel(bericht, "BinarySecurityToken").text = base64.b64encode(krom).decode()
        return bericht

    assert b"amsterdam" in der
    ondertekend.beide(maak, "InvalidSecurityToken")


@pytest.mark.eis("PKI001", "WB013")
def test_het_certificaat_van_een_ander_bij_onze_handtekening(ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend(met="rotterdam")
    deel(bericht, "BinarySecurityToken").text = paar(ondertekend.suwinet.pki / "amsterdam").token
    ondertekend.geweigerd(bericht, code="FailedCheck")
    ondertekend.aanvaard()


@pytest.mark.eis("WA001")
def test_het_oin_van_een_ander_in_from(ondertekend: Proef) -> None:
    """Rotterdam ondertekent, en noemt zich Amsterdam: met de sleutel van Amsterdam erbij."""
    gevonden = ondertekend.geweigerd(ondertekend.suwinet.getekend(met="rotterdam"), code=None)
    assert gevonden.code == ANDERE_AFZENDER
    regel = gelogd(ondertekend.suwinet).regel
    assert (regel.oin, regel.codes) == (OIN["rotterdam"], ("0002",))
    ondertekend.aanvaard()
    bericht = ondertekend.ketentest.getekend(met="rotterdam")
    assert fault(ondertekend.ketentest.stuur(bericht)).code == ANDERE_AFZENDER


def test_met_het_eigen_oin_en_de_sleutel_van_een_ander(ondertekend: Proef) -> None:
    """Een afgekeken applicatiesleutel helpt niet: zij hoort bij een ander OIN."""
    gevonden = ondertekend.geweigerd(ondertekend.suwinet.getekend(mutatie(), "rotterdam"), code=None)
    assert gevonden.fwi_code == "F002"
    ondertekend.aanvaard()


@pytest.mark.parametrize("kop", ["x-ssl-client-cert", "x-isi-clientcertificaat", "x-forwarded-client-cert"])
def test_een_certificaat_in_een_http_kop_is_geen_identiteit(kop: str, ondertekend: Proef) -> None:
    """Wie de kop zelf schrijft is niemand; alleen de handtekening zegt wie hij is."""
    pem = (ondertekend.suwinet.pki / "amsterdam" / "cert.pem").read_text().replace("\n", "%0A")
    bericht = ondertekend.suwinet.getekend(met="rotterdam")
    assert fault(ondertekend.suwinet.stuur(bericht, **{kop: pem})).code == ANDERE_AFZENDER
    ongetekend = ondertekend.suwinet.envelop()
    assert fault(ondertekend.suwinet.stuur(ongetekend, **{kop: pem})).code == f"{{{n.WSSE}}}InvalidSecurity"
    assert ondertekend.suwinet.gevolgen() == 0
    ondertekend.aanvaard()
