"""De headers van de client: elk één keer, met het OIN in From; en een antwoord bij een andere vraag."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree

from isi_soap.client.adressering import WSA, Adressering, VerkeerdeAdressering

WSDL = Path(__file__).parents[2] / "wsdl" / "ISIRaadplegen-v0100.wsdl"
OIN = "00000099000000363000"
KOP = {"Applicatiesleutel": "x" * 16, "CdGemeente": "0363", "Gebruiker": "iemand"}


def _vraag(adressering: Adressering) -> Any:
    client = zeep.Client(str(WSDL), plugins=[adressering])
    return client.create_message(client.service, "VerbindingInfo", Kop=KOP)


def _antwoord(*headers: str) -> Any:
    return etree.fromstring(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="' + WSA + '">'
        f"<s:Header>{''.join(headers)}</s:Header><s:Body/></s:Envelope>"
    )


def test_elke_header_staat_er_een_keer() -> None:
    envelop = _vraag(Adressering(OIN))
    namen = [etree.QName(e).localname for e in envelop.find("{*}Header")]
    assert sorted(namen) == ["Action", "From", "MessageID", "To"]


def test_from_draagt_het_oin_en_action_komt_uit_de_wsdl() -> None:
    envelop = _vraag(Adressering(OIN))
    assert envelop.findtext(f".//{{{WSA}}}From/{{{WSA}}}Address") == f"{WSA}/anonymous?oin={OIN}"
    assert envelop.findtext(f".//{{{WSA}}}Action") == "urn:isi:Diensten:ISIRaadplegen-v0100/VerbindingInfo"


def test_een_opgegeven_message_id_gaat_mee() -> None:
    assert _vraag(Adressering(message_id="urn:a")).findtext(f".//{{{WSA}}}MessageID") == "urn:a"


def test_het_antwoord_hoort_bij_de_vraag() -> None:
    adressering = Adressering(message_id="urn:a")
    _vraag(adressering)
    goed = _antwoord(
        "<wsa:MessageID>urn:b</wsa:MessageID>",
        "<wsa:RelatesTo>urn:a</wsa:RelatesTo>",
        "<wsa:Action>x</wsa:Action>",
    )
    adressering.ingress(goed, {}, None)
    assert adressering.ontvangen_id == "urn:b"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ("<wsa:RelatesTo>urn:ander</wsa:RelatesTo>", "<wsa:Action>x</wsa:Action>"),
        ("<wsa:RelatesTo>urn:a</wsa:RelatesTo>",),
        (
            "<wsa:RelatesTo>urn:a</wsa:RelatesTo>",
            "<wsa:RelatesTo>urn:a</wsa:RelatesTo>",
            "<wsa:Action>x</wsa:Action>",
        ),
    ],
    ids=["zonder headers", "bij een andere vraag", "zonder Action", "dubbel"],
)
def test_een_antwoord_met_verkeerde_adressering(headers: tuple[str, ...]) -> None:
    adressering = Adressering(message_id="urn:a")
    _vraag(adressering)
    with pytest.raises(VerkeerdeAdressering):
        adressering.ingress(_antwoord(*headers), {}, None)
