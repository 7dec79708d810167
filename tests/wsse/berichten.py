"""Berichten om te ondertekenen: een verzoek en een antwoord met alle adresseringskoppen."""

from __future__ import annotations

from lxml import etree

from isi_soap.wsse.namen import SOAP, WSA

OIN_AMSTERDAM = "00000001002220647000"

VERZOEK = f"""<soapenv:Envelope xmlns:soapenv="{SOAP}"><soapenv:Header xmlns:wsa="{WSA}">\
<wsa:To>https://isi.example/suwinet/ISIRaadplegen-v0100?oin=00000099900000001000</wsa:To>\
<wsa:From><wsa:Address>https://gemeente.example/?oin={OIN_AMSTERDAM}</wsa:Address></wsa:From>\
<wsa:MessageID>urn:uuid:10f5ac2c-6f9a-4a7e-8d7a-3b0f6a1c2d3e</wsa:MessageID>\
<wsa:Action>urn:isi:Diensten:ISIRaadplegen-v0100/PersoonInfo</wsa:Action>\
</soapenv:Header><soapenv:Body><m:PersoonInfo xmlns:m="urn:isi:Diensten:ISIRaadplegen:v0100">\
<ClientSuwi><Burgerservicenr>999900122</Burgerservicenr></ClientSuwi></m:PersoonInfo></soapenv:Body></soapenv:Envelope>"""

ANTWOORD = VERZOEK.replace(
    "</soapenv:Header>", "<wsa:RelatesTo>MessageId-09675f14</wsa:RelatesTo></soapenv:Header>"
).replace("PersoonInfo", "PersoonInfoResponse")


def boom(tekst: str | bytes) -> etree._Element:
    return etree.fromstring(tekst)


def over_de_lijn(envelop: etree._Element) -> etree._Element:
    """Zoals de ontvanger het ziet: geschreven en opnieuw gelezen."""
    return etree.fromstring(etree.tostring(envelop, xml_declaration=True, encoding="UTF-8"))
