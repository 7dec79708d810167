"""2W-be-SE: versleutelen na ondertekenen, ontsleutelen voor controleren (WB005, WB006, WB012)."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import etree

from isi_soap.wsse import (
    Sleutelpaar,
    Vertrouwen,
    WsseFout,
    is_versleuteld,
    onderteken,
    ontsleutel,
    verifieer,
    versleutel,
    versleuteling,
)
from isi_soap.wsse import namen as n
from tests.wsse.berichten import VERZOEK, boom, over_de_lijn


@pytest.fixture
def versleuteld(amsterdam: Sleutelpaar, dienst: Sleutelpaar, nu: datetime) -> etree._Element:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    versleutel(envelop, dienst.certificaat)
    return over_de_lijn(envelop)


@pytest.mark.eis("WB005", "WB006", "WB008", "ENC001", "ENC002", "ENC003", "ENC004")
@pytest.mark.parametrize("algoritme", [n.AES128_GCM, n.AES256_GCM])
def test_heen_en_terug(
    amsterdam: Sleutelpaar, dienst: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime, algoritme: str
) -> None:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    versleutel(envelop, dienst.certificaat, algoritme_=algoritme)
    draad = etree.tostring(envelop)
    assert b"999900122" not in draad
    assert b"ISIRaadplegen-v0100/PersoonInfo" in draad, "adresseringskoppen blijven leesbaar (WB005)"
    ontvangen = boom(draad)
    ontsleutel(ontvangen, dienst)
    assert not is_versleuteld(ontvangen)
    assert verifieer(ontvangen, vertrouwen=vertrouwen, nu=nu).oin == amsterdam.oin
    assert ontvangen.findtext(".//Burgerservicenr") == "999900122"


def test_niet_voor_ons(versleuteld: etree._Element, amsterdam: Sleutelpaar) -> None:
    with pytest.raises(WsseFout) as fout:
        ontsleutel(versleuteld, amsterdam)
    assert fout.value.code == "FailedCheck"


@pytest.mark.parametrize("plaats", [f".//{n.ENCRYPTED_KEY}", f".//{n.ENCRYPTED_DATA}"])
def test_geknoeid_geeft_steeds_hetzelfde_antwoord(
    versleuteld: etree._Element, dienst: Sleutelpaar, plaats: str
) -> None:
    """Geen orakel: aan de sleutel of aan de inhoud, het antwoord is hetzelfde."""
    waarde = versleuteld.find(f"{plaats}/{{{n.XENC}}}CipherData/{{{n.XENC}}}CipherValue")
    assert waarde is not None
    assert waarde.text
    waarde.text = ("B" if waarde.text[0] != "B" else "C") + waarde.text[1:]
    with pytest.raises(WsseFout) as fout:
        ontsleutel(versleuteld, dienst)
    assert (fout.value.code, fout.value.reden) == ("FailedCheck", "het bericht is niet te ontsleutelen.")


@pytest.mark.eis("WB008", "ENC003", "ENC004")
@pytest.mark.parametrize(
    ("plaats", "algoritme"),
    [
        (n.ENCRYPTED_DATA, f"{n.XENC}aes256-cbc"),
        (n.ENCRYPTED_DATA, f"{n.XENC}tripledes-cbc"),
        (n.ENCRYPTED_KEY, f"{n.XENC}rsa-1_5"),
    ],
)
def test_zwakke_algoritmen(
    versleuteld: etree._Element, dienst: Sleutelpaar, plaats: str, algoritme: str
) -> None:
    methode = versleuteld.find(f".//{plaats}/{{{n.XENC}}}EncryptionMethod")
    assert methode is not None
    methode.set("Algorithm", algoritme)
    with pytest.raises(WsseFout) as fout:
        ontsleutel(versleuteld, dienst)
    assert fout.value.code == "UnsupportedAlgorithm"


def test_verwijzing_naar_buiten_wordt_niet_gevolgd(versleuteld: etree._Element, dienst: Sleutelpaar) -> None:
    data = versleuteld.find(f".//{n.ENCRYPTED_DATA}/{{{n.XENC}}}CipherData")
    assert data is not None
    data[:] = [etree.Element(f"{{{n.XENC}}}CipherReference", URI="http://127.0.0.1:9/x")]
    with pytest.raises(WsseFout) as fout:
        ontsleutel(versleuteld, dienst)
    assert fout.value.code == "InvalidSecurity"


def test_tweede_sleutel(versleuteld: etree._Element, dienst: Sleutelpaar) -> None:
    security = versleuteld.find(f"{n.HEADER}/{n.SECURITY}")
    assert security is not None
    security.append(boom(etree.tostring(security[0])))
    with pytest.raises(WsseFout):
        ontsleutel(versleuteld, dienst)


def test_xml_in_de_inhoud_breekt_niet_uit(
    amsterdam: Sleutelpaar, dienst: Sleutelpaar, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wat ontsleuteld wordt mag de Body niet sluiten en er iets naast zetten."""
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    echt = versleuteling._inhoud(envelop[1])
    monkeypatch.setattr(versleuteling, "_inhoud", lambda _: b"</soapenv:Body><soapenv:Body>" + echt)
    versleutel(envelop, dienst.certificaat)
    with pytest.raises(WsseFout) as fout:
        ontsleutel(over_de_lijn(envelop), dienst)
    assert fout.value.code == "FailedCheck"
