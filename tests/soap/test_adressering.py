"""WS-Addressing: het antwoord verwijst naar het verzoek, ook als het een fault is."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from isi_soap.soap.toepassing import Toepassing
from persistence.database import Database
from persistence.logboek.zoeken import Zoekvraag, zoek
from tests.persistence import balie
from tests.soap.berichten_maken import ACTIE, SOAP, WSA, envelop, fault, persoon_info, verzoek, wsa

VAN = f"http://afzender/?oin={balie.OIN[balie.AMSTERDAM]}"


def koppen(antwoord: bytes) -> dict[str, str]:
    header = etree.fromstring(antwoord).find(f"{{{SOAP}}}Header")
    return (
        {} if header is None else {etree.QName(k).localname: "".join(map(str, k.itertext())) for k in header}
    )


def test_zonder_messageid_heeft_het_antwoord_geen_koppen(dienst: Toepassing) -> None:
    assert koppen(dienst(verzoek(envelop(persoon_info(), wsa(Action=ACTIE)))).body) == {}


@pytest.mark.eis("WA001", "R1111")
def test_het_antwoord_verwijst_naar_het_verzoek(dienst: Toepassing, database: Database) -> None:
    header = wsa(MessageID="uuid:eigen-kenmerk", From=VAN, To="http://isi.test/dienst", Action=ACTIE)
    antwoord = koppen(dienst(verzoek(envelop(persoon_info(), header))).body)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", antwoord.pop("MessageID"))
    assert antwoord == {
        "To": VAN,
        "From": "http://isi.test/dienst",
        "Action": f"{ACTIE}Response",
        "RelatesTo": "uuid:eigen-kenmerk",
    }
    with database.transactie() as conn:
        (regel,) = zoek(conn, database.logsleutels, Zoekvraag(message_id="uuid:eigen-kenmerk")).regels
    assert regel.wsa == {"To": "http://isi.test/dienst", "From": VAN, "Action": ACTIE}


@pytest.mark.eis("R1126", "R2740")
def test_een_fout_in_de_body_heeft_de_actie_fout(dienst: Toepassing) -> None:
    gevonden = fault(dienst(verzoek(envelop(persoon_info("1"), wsa(MessageID="urn:uuid:1")))))
    assert gevonden.koppen["Action"] == "urn:isi:Diensten:ISIRaadplegen-v0100/Fout"
    assert gevonden.koppen["RelatesTo"] == "urn:uuid:1"


@pytest.mark.eis("R1149", "R1146")
def test_een_adresfout_heeft_de_actie_van_de_standaard_en_noemt_de_kop(dienst: Toepassing) -> None:
    header = wsa(MessageID="urn:uuid:1", ReplyTo="http://192.0.2.9/")
    gevonden = fault(dienst(verzoek(envelop(persoon_info(), header))))
    assert gevonden.koppen["Action"] == f"{WSA}/fault"
    assert gevonden.koppen["RelatesTo"] == "urn:uuid:1"
    assert gevonden.koppen["FaultDetail"] == "wsa:ReplyTo"


@pytest.mark.eis("R1027")
def test_een_onbegrepen_header_heeft_de_actie_van_soap(dienst: Toepassing) -> None:
    header = '<x:Vreemd xmlns:x="urn:elders" s:mustUnderstand="1"/>' + wsa(MessageID="urn:uuid:1")
    gevonden = fault(dienst(verzoek(envelop(persoon_info(), header))))
    assert gevonden.koppen["Action"] == f"{WSA}/soap/fault"
    assert gevonden.koppen["RelatesTo"] == "urn:uuid:1"
