"""Wat slechte invoer krijgt: een fault die zegt wat er mis is, een logregel, en verder niets."""

from __future__ import annotations

from time import perf_counter

import pytest

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from tests.logregels import alle_regels
from tests.plafond import PLAFOND
from tests.soap.berichten_maken import (
    ACTIE,
    ISI,
    SOAP,
    WSA,
    envelop,
    fault,
    persoon_info,
    verzoek,
    wsa,
)

CLIENT = f"{{{SOAP}}}Client"
GOED = persoon_info()
_SIGNALEN = "urn:isi:Diensten:ISISignalen:v0100"
_DIEP = "<a>" * 1000 + "</a>" * 1000
_VEEL = " ".join(f'a{i:x}=""' for i in range(100_000))
_SOAP12 = envelop(GOED).replace(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope")
_ONBEKEND = '<x:Onbekend xmlns:x="urn:elders" s:mustUnderstand="1"/>'

# naam: bericht, faultcode, code in de logregel, of de Body de oorzaak is
GEVALLEN: dict[str, tuple[bytes, str, str, bool]] = {
    "leeg": (b"", CLIENT, "0001", False),
    "geen XML": (b"hallo", CLIENT, "0001", False),
    "afgekapte XML": (envelop(GOED)[:-30], CLIENT, "0001", False),
    "UTF-16": (envelop(GOED).decode().encode("utf-16"), CLIENT, "0009", False),
    "latin-1": ("<a>é</a>".encode("latin-1"), CLIENT, "0009", False),
    "XML 1.1": (b'<?xml version="1.1"?>' + envelop(GOED), CLIENT, "0001", False),
    "DOCTYPE": (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + envelop(GOED), CLIENT, "0001", False),
    "DOCTYPE na commentaar": (b"<!-- x --> <!DOCTYPE a>" + envelop(GOED), CLIENT, "0001", False),
    "instructie vooraf": (b'<?xml-stylesheet href="x"?>' + envelop(GOED), CLIENT, "0001", False),
    "instructie in de Body": (envelop("<?php echo 1 ?>" + GOED), CLIENT, "0001", False),
    "instructie achteraf": (envelop(GOED) + b"<?x y?>", CLIENT, "0001", False),
    "duizend diep": (envelop(_DIEP), CLIENT, "0001", False),
    "honderd diep": (envelop("<a>" * 100 + "</a>" * 100), CLIENT, "0001", False),
    "100.000 attributen": (envelop(f"<a {_VEEL}/>"), CLIENT, "0001", False),
    "100.000 elementen": (envelop("<a>" + "<b/>" * 100_000 + "</a>"), CLIENT, "0001", False),
    "lange naam": (envelop("<" + "a" * 300 + "/>"), CLIENT, "0001", False),
    "NUL": (envelop(GOED.replace("alles", "al\x00les")), CLIENT, "0001", False),
    "stuurteken": (envelop(GOED.replace("alles", "al\x08les")), CLIENT, "0001", False),
    "stuurteken als verwijzing": (envelop(GOED.replace("alles", "al&#8;les")), CLIENT, "0001", False),
    "commentaar in een waarde": (envelop(GOED.replace("alles", "al<!-- -->les")), CLIENT, "0001", False),
    "onbekende entiteit": (envelop(GOED.replace("alles", "&alles;")), CLIENT, "0001", False),
    "href": (envelop(GOED.replace("<Kop>", '<Kop href="#x">')), CLIENT, "0001", False),
    "geen Envelope": (b"<a/>", CLIENT, "0001", False),
    "twee Bodies": (
        envelop(GOED).replace(b"</s:Envelope>", b"<s:Body/></s:Envelope>"),
        CLIENT,
        "0001",
        False,
    ),
    "geen Body": (f'<s:Envelope xmlns:s="{SOAP}"/>'.encode(), CLIENT, "0001", False),
    "Header na Body": (
        envelop(GOED).replace(b"</s:Envelope>", b"<s:Header/></s:Envelope>"),
        CLIENT,
        "0001",
        False,
    ),
    "element na Body": (
        envelop(GOED).replace(b"</s:Envelope>", b'<x xmlns="urn:x"/></s:Envelope>'),
        CLIENT,
        "0001",
        False,
    ),
    "tekst in de envelop": (envelop(GOED).replace(b"<s:Body>", b"tekst<s:Body>"), CLIENT, "0001", False),
    "encodingStyle": (envelop(GOED, attributen=' s:encodingStyle="urn:x"'), CLIENT, "0001", False),
    "mustUnderstand true": (envelop(GOED, _ONBEKEND.replace('"1"', '"true"')), CLIENT, "0001", False),
    "SOAP 1.2": (_SOAP12, f"{{{SOAP}}}VersionMismatch", "0001", False),
    "onbekende header": (envelop(GOED, _ONBEKEND), f"{{{SOAP}}}MustUnderstand", "0010", False),
    "lege Body": (envelop(""), CLIENT, "F001", True),
    "twee verzoeken": (envelop(GOED + GOED), CLIENT, "F001", True),
    "verzoek zonder naamruimte": (envelop("<PersoonInfo/>"), CLIENT, "F001", True),
    "onbekende operatie": (envelop(f'<m:Weg xmlns:m="{ISI}"/>'), CLIENT, "F001", True),
    "andere dienst": (
        envelop('<m:SignalenOphalen xmlns:m="urn:isi:Diensten:ISISignalen:v0100"/>'),
        CLIENT,
        "F001",
        True,
    ),
    "verkeerde naamruimte": (envelop(GOED.replace(ISI, "urn:isi:elders")), CLIENT, "F001", True),
    "gekwalificeerde kinderen": (
        envelop(GOED.replace("m:PersoonInfo", "PersoonInfo").replace("xmlns:m", "xmlns")),
        CLIENT,
        "F001",
        True,
    ),
    "element ontbreekt": (envelop(GOED.replace("<Gebruiker>alles</Gebruiker>", "")), CLIENT, "F001", True),
    "element te veel": (envelop(persoon_info(extra="<Extra>1</Extra>")), CLIENT, "F001", True),
    "verkeerde volgorde": (
        envelop(GOED.replace("<Gebruiker>alles</Gebruiker></Kop>", "</Kop><Gebruiker>alles</Gebruiker>")),
        CLIENT,
        "F001",
        True,
    ),
    "elfproef": (envelop(persoon_info("999990018")), CLIENT, "F001", True),
    "onbekende code": (envelop(persoon_info(extra="<IndHistorie>9</IndHistorie>")), CLIENT, "F001", True),
    "onbekende sleutel": (
        envelop(GOED.replace("<Applicatiesleutel>", "<Applicatiesleutel>x")),
        CLIENT,
        "F002",
        True,
    ),
    "wsa:Action": (
        envelop(GOED, wsa(Action="urn:anders", MessageID="urn:uuid:1")),
        f"{{{WSA}}}ActionMismatch",
        "0003",
        False,
    ),
    "twee MessageIDs": (
        envelop(GOED, wsa(MessageID="urn:uuid:1") + wsa(MessageID="urn:uuid:2")),
        f"{{{WSA}}}InvalidCardinality",
        "0011",
        False,
    ),
    "ReplyTo elders": (
        envelop(GOED, wsa(MessageID="urn:uuid:1", ReplyTo="http://192.0.2.9/")),
        f"{{{WSA}}}OnlyAnonymousAddressSupported",
        "0011",
        False,
    ),
    "FaultTo elders": (
        envelop(GOED, wsa(MessageID="urn:uuid:1", FaultTo="http://192.0.2.9/")),
        f"{{{WSA}}}OnlyAnonymousAddressSupported",
        "0011",
        False,
    ),
    "lange MessageID": (
        envelop(GOED, wsa(MessageID="urn:" + "x" * 300)),
        f"{{{WSA}}}InvalidAddressingHeader",
        "0007",
        False,
    ),
    "OIN zonder twintig cijfers": (
        envelop(GOED, wsa(From="http://x/?oin=123")),
        f"{{{WSA}}}InvalidAddress",
        "0011",
        False,
    ),
    "OIN van een ander": (envelop(GOED, wsa(From="http://x/?OIN=" + "9" * 20)), CLIENT, "F002", True),
}


# Wat een geval daarvan toont, boven wat elke fault toont.
EISEN: dict[str, str] = {
    "UTF-16": "WS006 R1012",
    "latin-1": "WS006 R1012",
    "XML 1.1": "R9701",
    "DOCTYPE": "R1008",
    "DOCTYPE na commentaar": "R1008",
    "instructie vooraf": "R1009",
    "instructie in de Body": "R1009",
    "instructie achteraf": "R1009",
    "href": "WW002",
    "geen Envelope": "R9980 R1015",
    "twee Bodies": "R9980",
    "geen Body": "R9980",
    "Header na Body": "R9980",
    "element na Body": "R1011",
    "encodingStyle": "WW002 R1005 R1032",
    "mustUnderstand true": "R1013",
    "SOAP 1.2": "WW001 R1015 R2725",
    "onbekende header": "R1025 R1027",
    "lege Body": "WW003",
    "twee verzoeken": "WW003 R9981",
    "verzoek zonder naamruimte": "R1014",
    "onbekende operatie": "R2724",
    "verkeerde naamruimte": "R2724",
    "element ontbreekt": "R2724",
    "element te veel": "R2724",
    "wsa:Action": "R1142 R1149",
    "twee MessageIDs": "R1149",
    "ReplyTo elders": "R1146",
    "FaultTo elders": "R1162",
    "lange MessageID": "R1149",
}
GEMERKT = [pytest.param(n, marks=pytest.mark.eis(*EISEN.get(n, "").split())) for n in GEVALLEN]


@pytest.mark.eis("R1000", "R1001", "R1004", "R1031", "R1126")
@pytest.mark.parametrize("naam", GEMERKT)
def test_slechte_invoer(naam: str, dienst: Toepassing, database: Database) -> None:
    bericht, code, nummer, door_body = GEVALLEN[naam]
    begin = perf_counter()
    antwoord = dienst(verzoek(bericht))
    assert perf_counter() - begin < PLAFOND
    gevonden = fault(antwoord)
    assert gevonden.code == code
    assert (gevonden.fwi_code is not None) is door_body
    if door_body:
        assert gevonden.fwi_code == nummer
        assert 1 <= len(gevonden.details) <= 50
    else:
        assert "Kenmerk: " in gevonden.tekst
    (regel,) = alle_regels(database)
    assert (regel.uitkomst, regel.http_status, regel.codes) == ("FOUT", 500, (nummer,))


@pytest.mark.parametrize("waarde", ["geheimpje", "999990018", "99999"])
def test_een_fault_herhaalt_geen_waarde(waarde: str, dienst: Toepassing) -> None:
    antwoord = dienst(verzoek(envelop(persoon_info(waarde))))
    assert fault(antwoord).details[0].startswith("PersoonInfo/ClientSuwi/Burgerservicenr: ")
    assert waarde.encode() not in antwoord.body


def test_alle_fouten_tegelijk(dienst: Toepassing) -> None:
    bericht = GOED.replace("<Gebruiker>alles</Gebruiker>", "").replace(
        "<Burgerservicenr>", "<Burgerservicenr>x"
    )
    details = fault(dienst(verzoek(envelop(bericht)))).details
    assert [d.partition(":")[0] for d in details] == [
        "PersoonInfo/Kop/Gebruiker",
        "PersoonInfo/ClientSuwi/Burgerservicenr",
    ]


@pytest.mark.eis("WS002", "R1144", "R1109")
@pytest.mark.parametrize("soapaction", ["urn:anders", '"urn:anders"'])
def test_soapaction_van_een_andere_operatie(soapaction: str, dienst: Toepassing) -> None:
    assert fault(dienst(verzoek(envelop(GOED), soapaction=soapaction))).code == f"{{{WSA}}}ActionMismatch"


@pytest.mark.eis("WS002", "R1144")
@pytest.mark.parametrize("soapaction", ["", '""', ACTIE, f'"{ACTIE}"'])
def test_soapaction_leeg_of_juist(soapaction: str, dienst: Toepassing) -> None:
    assert dienst(verzoek(envelop(GOED), soapaction=soapaction)).status == 200


@pytest.mark.eis("WM001", "R1018", "R1115")
@pytest.mark.parametrize(
    ("koppen", "status"),
    [
        ({"content-type": "application/json"}, 415),
        ({"content-type": ""}, 415),
        ({"content-type": "multipart/related; type=text/xml"}, 415),
        ({"content-type": "application/soap+xml; charset=utf-8"}, 415),
        ({"content-type": "text/xml; charset=utf-7"}, 415),
        ({"content-type": "text/xml; charset=bestaatniet"}, 415),
        ({"content-encoding": "gzip"}, 415),
        ({"content-type": 'text/xml;charset="UTF-8"'}, 200),
        ({"content-type": "text/xml"}, 200),
    ],
)
def test_koppen_van_http(koppen: dict[str, str], status: int, dienst: Toepassing) -> None:
    assert dienst(verzoek(envelop(GOED), **koppen)).status == status


@pytest.mark.eis("R4006", "R1010", "R1017", "R1027")
@pytest.mark.parametrize(
    "bericht",
    [
        b"\xef\xbb\xbf" + envelop(GOED),
        b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + envelop(GOED),
        b"<!-- van een leverancier -->" + envelop("<!-- en hier -->" + GOED),
        envelop(GOED.replace("alles", "<![CDATA[alles]]>")),
        envelop(GOED, _ONBEKEND.replace('"1"', '"0"')),
        envelop(GOED, _ONBEKEND.replace('"1"', '"1" s:actor="urn:iemand-anders"')),
        envelop(GOED, wsa(Action=ACTIE, To="http://ons/", ReplyTo=f"{WSA}/anonymous", MessageID="uuid:1")),
    ],
    ids=["BOM", "declaratie", "commentaar", "CDATA", "optionele header", "header voor een ander", "wsa"],
)
def test_wat_clients_sturen_en_goed_is(bericht: bytes, dienst: Toepassing) -> None:
    assert dienst(verzoek(bericht)).status == 200


@pytest.mark.eis("R1019", "WS006")
def test_de_declaratie_telt_niet_naast_charset(dienst: Toepassing) -> None:
    bericht = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + envelop(GOED)
    assert dienst(verzoek(bericht)).status == 200  # R1019
    assert fault(dienst(verzoek(bericht, **{"content-type": "text/xml"}))).code == CLIENT
