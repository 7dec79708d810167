"""Verzoeken zoals een leverancier ze stuurt, en het antwoord zoals hij het leest."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from isi_soap.wsse.namen import ID, SECURITY
from tests.persistence import balie

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
ISI = "urn:isi:Diensten:ISIRaadplegen:v0100"
PAD = "/ketentest/ISIRaadplegen-v0100"
ACTIE = "urn:isi:Diensten:ISIRaadplegen-v0100/PersoonInfo"
KOPPEN = {"content-type": "text/xml; charset=utf-8", "soapaction": '""', "host": "isi.test"}


def persoon_info(bsn: str = balie.BSN, extra: str = "") -> str:
    return (
        f'<m:PersoonInfo xmlns:m="{ISI}"><Kop><Applicatiesleutel>{balie.sleutel_van(balie.AMSTERDAM)}'
        f"</Applicatiesleutel><CdGemeente>{balie.AMSTERDAM}</CdGemeente><Gebruiker>alles</Gebruiker></Kop>"
        f"<ClientSuwi><Burgerservicenr>{bsn}</Burgerservicenr></ClientSuwi>{extra}</m:PersoonInfo>"
    )


def envelop(body: str, header: str = "", attributen: str = "") -> bytes:
    kop = f"<s:Header>{header}</s:Header>" if header else ""
    return f'<s:Envelope xmlns:s="{SOAP}"{attributen}>{kop}<s:Body>{body}</s:Body></s:Envelope>'.encode()


def wsa(**koppen: str) -> str:
    """Adresseringskoppen; From, ReplyTo en FaultTo krijgen hun Address."""
    delen = []
    for naam, waarde in koppen.items():
        if naam in ("From", "ReplyTo", "FaultTo"):
            waarde = f"<w:Address>{waarde}</w:Address>"
        delen.append(f'<w:{naam} xmlns:w="{WSA}">{waarde}</w:{naam}>')
    return "".join(delen)


def verzoek(body: bytes, **koppen: str) -> Verzoek:
    return Verzoek("POST", PAD, "", KOPPEN | koppen, body, "192.0.2.1")


@dataclass(frozen=True)
class Fault:
    """Een fault, ontleed door wie niets van de dienst weet."""

    code: str  # {naamruimte}naam
    tekst: str
    fwi_code: str | None
    details: tuple[str, ...]
    koppen: dict[str, str]


def fault(antwoord: Antwoord) -> Fault:
    """De fault in het antwoord; wat elke fault moet hebben, is hier getoetst."""
    assert antwoord.status == 500
    assert antwoord.headers == [("content-type", "text/xml; charset=utf-8")]
    assert antwoord.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    wortel = etree.fromstring(antwoord.body)
    body = wortel.find(f"{{{SOAP}}}Body")
    assert body is not None
    (fout,) = body
    assert fout.tag == f"{{{SOAP}}}Fault"
    namen = [str(kind.tag) for kind in fout]
    assert namen in (["faultcode", "faultstring"], ["faultcode", "faultstring", "detail"])
    prefix, _, naam = (fout.findtext("faultcode") or "").partition(":")
    detail = fout.find("detail")
    melding = detail[0] if detail is not None else None
    assert melding is None or melding.tag == f"{{{FWI}}}Fout"
    header = wortel.find(f"{{{SOAP}}}Header")
    koppen = [] if header is None else [kop for kop in header if kop.tag != SECURITY]
    # Geen mustUnderstand, geen actor; alleen wat ondertekend is, heeft een Id.
    assert not [kop for kop in koppen if set(kop.attrib) - {ID}]
    return Fault(
        code=f"{{{fout[0].nsmap[prefix]}}}{naam}",
        tekst=fout.findtext("faultstring") or "",
        fwi_code=None if melding is None else melding.findtext("Code"),
        details=() if melding is None else tuple(d.text or "" for d in melding.findall("Detail")),
        koppen={etree.QName(k).localname: "".join(map(str, k.itertext())) for k in koppen},
    )
