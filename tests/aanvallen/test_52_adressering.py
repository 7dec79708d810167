"""Aanvallen op SOAP en WS-Addressing, ook als ze netjes ondertekend zijn (standards.md §5.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from isi_soap.contract.operaties import DIENSTEN
from isi_soap.soap.uitwisseling import Verzoek
from isi_soap.wsse import namen as n
from tests.aanvallen.ondertekend import CLIENT, GEHEIM, UNIFORM, Proef, deel, zonder_kenmerk
from tests.aanvallen.proef import Luisteraar
from tests.persistence import balie as b
from tests.persistence.balie import Balie
from tests.soap.berichten_maken import KOPPEN, WSA, fault, persoon_info, wsa
from tests.suwinet import OIN, gelogd, raadplegen

ANDERE_ACTIE = DIENSTEN["ISIRaadplegen"].operaties["VerbindingInfo"].actie


# --- de operatie --------------------------------------------------------------------------------------------


@pytest.mark.eis("WS002", "R1109", "R1144")
@pytest.mark.parametrize("soapaction", [f'"{ANDERE_ACTIE}"', ANDERE_ACTIE, '"urn:iets"'])
def test_soapaction_van_een_andere_operatie(soapaction: str, ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend(raadplegen())
    gevonden = fault(ondertekend.suwinet.stuur(bericht, soapaction=soapaction))
    assert gevonden.code == f"{{{WSA}}}ActionMismatch"
    assert gelogd(ondertekend.suwinet).regel.codes == ("0003",)
    assert ondertekend.suwinet.stuur(bericht).status == 200  # dezelfde bytes, zonder de aanval


@pytest.mark.eis("WS002", "R2900", "R1142")
def test_wsa_action_van_een_andere_operatie(ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend(raadplegen(), Action=ANDERE_ACTIE)
    assert ondertekend.geweigerd(bericht, code=None).code == f"{{{WSA}}}ActionMismatch"
    ondertekend.aanvaard()


@pytest.mark.eis("WB004")
def test_wsa_action_die_onderweg_veranderd_is(ondertekend: Proef) -> None:
    bericht = ondertekend.suwinet.getekend(raadplegen())
    deel(bericht, "Action").text = ANDERE_ACTIE
    ondertekend.geweigerd(bericht, code="FailedCheck")


# --- een andere bestemming ----------------------------------------------------------------------------------


@pytest.mark.eis("R1146", "R1162")
@pytest.mark.parametrize("naam", ["ReplyTo", "FaultTo", "To", "From"])
@pytest.mark.parametrize("profiel", ["suwinet", "ketentest"])
def test_antwoord_elders_heen(naam: str, profiel: str, ondertekend: Proef, luisteraar: Luisteraar) -> None:
    """Geen verbinding naar een adres uit het bericht, ook niet voor een fault."""
    dienst = ondertekend.suwinet if profiel == "suwinet" else ondertekend.ketentest
    doel = f"{luisteraar.adres}/"
    koppen: dict[str, Any] = {naam: doel if naam != "From" else f"{doel}?oin={OIN['amsterdam']}"}
    goed = dienst.stuur(dienst.getekend(raadplegen(), **koppen))
    fout = dienst.stuur(dienst.getekend(persoon_info("1"), **koppen))
    assert fout.status == 500
    if naam in ("ReplyTo", "FaultTo"):
        assert fault(goed).code == f"{{{WSA}}}OnlyAnonymousAddressSupported"
    assert not luisteraar.gebeld
    assert dienst.stuur(dienst.getekend(raadplegen())).status == 200


# --- dubbele en vreemde headers -----------------------------------------------------------------------------


@pytest.mark.eis("R1149")
@pytest.mark.parametrize("naam", ["To", "From", "Action", "MessageID"])
def test_een_dubbele_kop(naam: str, ondertekend: Proef) -> None:
    """Beide ondertekend; wie er één kiest, kiest misschien een andere dan wie ervoor staat."""
    koppen = ondertekend.suwinet.koppen(raadplegen())
    bericht = ondertekend.suwinet.getekend(raadplegen(), extra=wsa(**{naam: koppen[naam]}))
    assert ondertekend.geweigerd(bericht, code=None).code == f"{{{WSA}}}InvalidCardinality"
    ondertekend.aanvaard()


def test_twee_beveiligingsheaders(ondertekend: Proef) -> None:
    def maak() -> etree._Element:
        bericht = ondertekend.suwinet.getekend()
        deel(bericht, "Security").addprevious(etree.Element(n.SECURITY))
        return bericht

    ondertekend.beide(maak, "InvalidSecurity")


@pytest.mark.eis("WS007")
@pytest.mark.parametrize("verplicht", ["", ' s:mustUnderstand="0"', ' s:mustUnderstand="1"'])
def test_een_eigen_header(verplicht: str, ondertekend: Proef) -> None:
    extra = f'<x:Rol xmlns:x="urn:elders" xmlns:s="{n.SOAP}"{verplicht}>beheerder</x:Rol>'
    gevonden = ondertekend.geweigerd(ondertekend.suwinet.getekend(raadplegen(), extra=extra), code=None)
    assert gevonden.code in (CLIENT, CLIENT.replace("Client", "MustUnderstand"))
    assert gelogd(ondertekend.suwinet).regel.codes == ("0010",)
    ondertekend.aanvaard()


# --- valse regels in het logboek ----------------------------------------------------------------------------


@pytest.mark.eis("R1149")
@pytest.mark.parametrize("naam", ["MessageID", "RelatesTo"])
@pytest.mark.parametrize(
    "waarde",
    [
        f"urn:x\n2026-01-01 {GEHEIM} uitkomst=OK",
        f"urn:\x1b[31m{GEHEIM}",
        f"urn:\u202e{GEHEIM}",
        "urn:" + GEHEIM * 20,
    ],
    ids=["nieuwe regel", "terminal", "leesrichting", "lang"],
)
def test_een_waarde_die_iets_anders_wil_zijn(naam: str, waarde: str, ondertekend: Proef) -> None:
    koppen: dict[str, Any] = {
        naam: waarde.replace("\x1b", "PLAATS")
    }  # wat geen XML is, is ook niet te tekenen
    bericht = etree.tostring(ondertekend.suwinet.getekend(raadplegen(), **koppen), encoding="UTF-8")
    gevonden = ondertekend.geweigerd(bericht.replace(b"PLAATS", b"\x1b"), code=None)
    assert gevonden.code in (f"{{{WSA}}}InvalidAddressingHeader", CLIENT)
    ondertekend.aanvaard()


# --- wat een antwoord verraadt ------------------------------------------------------------------------------


def test_een_onbekende_en_een_onbereikbare_persoon_zijn_niet_te_onderscheiden(ondertekend: Proef) -> None:
    elders = Balie(ondertekend.suwinet.database)
    elders.leg_vast(b.JA, replace(b.ADRES, gemeente=b.ROTTERDAM), bsn=b.ANDER)
    bodies = []
    for bsn in (b.ANDER, "999990044"):
        antwoord = ondertekend.suwinet.stuur(ondertekend.suwinet.getekend(persoon_info(bsn)))
        assert antwoord.status == 200
        body = etree.fromstring(antwoord.body).find(n.BODY)
        assert body is not None
        bodies.append(etree.tostring(body[0]))
    assert bodies[0] == bodies[1]


@pytest.mark.eis("R0001")
def test_het_contract_vertelt_niets_over_wie_er_vraagt(ondertekend: Proef) -> None:
    """Aftasten van paden en operaties levert alleen op wat in het contract staat."""
    dienst = ondertekend.suwinet
    # Zonder handtekening is een operatie die bestaat niet te onderscheiden van een die niet bestaat.
    bestaat, bestaat_niet = (
        fault(dienst.stuur(etree.tostring(dienst.envelop(raadplegen())).replace(b"m:PersoonInfo", naam)))
        for naam in (b"m:PersoonInfo", b"m:PersoonWissen")
    )
    assert (bestaat.code, zonder_kenmerk(bestaat)) == (bestaat_niet.code, zonder_kenmerk(bestaat_niet))
    assert bestaat.code == UNIFORM
    for pad in ("", "ISIRaadplegen-v0100/", "ISIRaadplegen-v0101", "../x"):
        antwoord = dienst.toepassing(Verzoek("POST", f"/suwinet/{pad}", "", KOPPEN, b"<x/>", "192.0.2.1"))
        assert antwoord.status in (404, 405)
    wsdl = dienst.toepassing(Verzoek("GET", "/suwinet/ISIRaadplegen-v0100", "wsdl", KOPPEN))
    xsd = dienst.toepassing(Verzoek("GET", "/suwinet/ISIRaadplegen-v0100", "xsd=../../settings.py", KOPPEN))
    assert (wsdl.status, xsd.status) == (200, 405)
