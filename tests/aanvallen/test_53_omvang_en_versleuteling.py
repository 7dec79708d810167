"""Opgeblazen handtekeningen, versleuteling die niet wordt aangeboden, en één fault voor alles (§5.3)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

from isi_soap.wsse import namen as n
from isi_soap.wsse import versleutel
from tests.aanvallen.ondertekend import GEHEIM, Proef, deel, zonder_kenmerk
from tests.suwinet import mutatie, paar

Wijziging = Callable[[etree._Element], None]
_DS = f"{{{n.DS}}}"
_SHA1 = f"{n.DS}sha1"
_MEER = "http://www.w3.org/2001/04/xmldsig-more#"


def _veel_verwijzingen(bericht: etree._Element) -> None:
    info = deel(bericht, "SignedInfo")
    for _ in range(40):
        info.append(deepcopy(info[-1]))


def _veel_transformaties(bericht: etree._Element) -> None:
    transformaties = deel(bericht, "Transforms")
    for _ in range(100):
        transformaties.append(deepcopy(transformaties[0]))


def _groot_token(bericht: etree._Element) -> None:
    deel(bericht, "BinarySecurityToken").text = base64.b64encode(b"0" * 500_000).decode()


def _lange_prefixlijst(bericht: etree._Element) -> None:
    deel(bericht, "InclusiveNamespaces").set("PrefixList", " ".join(f"p{i}" for i in range(20_000)))


def _lange_waarde(bericht: etree._Element) -> None:
    deel(bericht, "SignatureValue").text = "A" * 500_000


def _keten(bericht: etree._Element) -> None:
    """Een keten van certificaten in plaats van één."""
    security, token = deel(bericht, "Security"), deel(bericht, "BinarySecurityToken")
    for nummer in range(200):
        kopie = deepcopy(token)
        kopie.set(n.ID, f"token-{nummer}")
        security.insert(0, kopie)


@pytest.mark.eis("WB013")
@pytest.mark.parametrize(
    ("blaas_op", "code"),
    [
        (_veel_verwijzingen, "InvalidSecurity"),
        (_veel_transformaties, "InvalidSecurity"),
        (_groot_token, "InvalidSecurityToken"),
        (_lange_prefixlijst, "InvalidSecurity"),
        (_lange_waarde, "InvalidSecurity"),
        (_keten, "InvalidSecurity"),
    ],
    ids=["verwijzingen", "transformaties", "token", "prefixlijst", "waarde", "keten"],
)
def test_een_opgeblazen_handtekening(blaas_op: Wijziging, code: str, ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        blaas_op(bericht)
        return bericht

    ondertekend.beide(maak, code)


def _versleuteld(bericht: etree._Element, proef: Proef) -> etree._Element:
    versleutel(bericht, paar(proef.suwinet.pki / "dienst").certificaat)
    return bericht


def _xenc_in(naam: str, element: str) -> Callable[[etree._Element, Proef], etree._Element]:
    def maak(bericht: etree._Element, proef: Proef) -> etree._Element:
        deel(bericht, naam).append(etree.fromstring(f'<x:{element} xmlns:x="{n.XENC}"/>'))
        return bericht

    return maak


@pytest.mark.eis("WB003", "WB011")
@pytest.mark.parametrize(
    "maak",
    [
        _versleuteld,
        _xenc_in("Security", "EncryptedKey"),
        _xenc_in("Body", "EncryptedData"),
        _xenc_in("MutatieverzoekGegevens", "EncryptedData"),
        _xenc_in("KeyInfo", "EncryptedKey"),
    ],
    ids=["echt versleuteld", "EncryptedKey", "in de Body", "in het verzoek", "in KeyInfo"],
)
def test_versleuteling_waar_die_niet_wordt_aangeboden(
    maak: Callable[[etree._Element, Proef], etree._Element], ondertekend: Proef
) -> None:
    def bericht() -> etree._Element:
        return maak(ondertekend.suwinet.getekend(), ondertekend)

    if maak is not _versleuteld:  # twee kinderen in de Body: dat ziet de envelop eerder
        antwoord = ondertekend.geweigerd(bericht(), code=None)
        assert antwoord.code.rpartition("}")[2] in ("InvalidSecurity", "Client")
    else:
        ondertekend.beide(bericht, "UnsupportedSecurityToken")


def test_de_naam_van_de_naamruimte_verstoppen_helpt_niet(ondertekend: Proef) -> None:
    bericht = etree.tostring(_versleuteld(ondertekend.suwinet.getekend(), ondertekend))
    verstopt = bericht.replace(b"xmlenc", b"xml&#101;nc")
    assert b"xmlenc" not in verstopt
    ondertekend.geweigerd(verstopt, code="UnsupportedSecurityToken")


@pytest.mark.eis("WB013")
def test_elke_reden_heeft_dezelfde_fault(ondertekend: Proef) -> None:
    """Op het kenmerk na is niet te zien wat er mis was: geen orakel."""

    def veranderd() -> etree._Element:
        bericht = ondertekend.suwinet.getekend(mutatie(GEHEIM))
        deel(bericht, "Huisnr").text = "4"
        return bericht

    berichten = {
        "FailedCheck": veranderd(),
        "InvalidSecurity": ondertekend.suwinet.envelop(),
        "InvalidSecurityToken": ondertekend.suwinet.getekend(met="fout/verlopen"),
        "UnsupportedSecurityToken": _versleuteld(ondertekend.suwinet.getekend(), ondertekend),
    }
    faults = [ondertekend.geweigerd(bericht, code=code) for code, bericht in berichten.items()]
    assert len({(f.code, zonder_kenmerk(f), f.fwi_code, f.koppen["Action"]) for f in faults}) == 1
    assert len({f.tekst for f in faults}) == len(faults)  # elk met een eigen kenmerk
