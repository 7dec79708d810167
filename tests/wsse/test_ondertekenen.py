"""Ondertekenen in de vorm van Suwinet, en weer controleren."""

from __future__ import annotations

from datetime import datetime

import pytest
from lxml import etree

from isi_soap.wsse import Sleutelpaar, Vertrouwen, WsseFout, onderteken, verifieer
from isi_soap.wsse import namen as n
from tests.wsse.berichten import ANTWOORD, VERZOEK, boom, over_de_lijn


def test_ondertekend_is_te_controleren(amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime) -> None:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    ontvangen = over_de_lijn(envelop)
    beveiligd = verifieer(ontvangen, vertrouwen=vertrouwen, nu=nu)
    assert beveiligd.volledig
    assert beveiligd.oin == amsterdam.oin
    body = ontvangen.find(n.BODY)
    assert body is not None
    assert beveiligd.dekt(body)
    assert [etree.QName(deel).localname for deel in beveiligd.onderdelen] == [
        "Body", "To", "From", "MessageID", "Action", "Timestamp",
    ]  # fmt: skip


@pytest.mark.eis("WB013")
def test_ander_bericht_zelfde_handtekening_klopt_niet(
    amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime
) -> None:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    veranderd = etree.tostring(envelop).replace(b"999900122", b"999900134")
    with pytest.raises(WsseFout) as fout:
        verifieer(boom(veranderd), vertrouwen=vertrouwen, nu=nu)
    assert fout.value.code == "FailedCheck"


@pytest.mark.eis(
    "WB001",
    "WB002",
    "WB004",
    "WB007",
    "WB009",
    "WB010",
    "SIGN001",
    "SIGN002",
    "SIGN003",
    "SIGN004",
    "R3001",
    "R3005",
    "R3029",
    "R3030",
    "R3031",
    "R3033",
    "R5205",
    "R3059",
    "R5218",
    "R5406",
    "R5416",
)
def test_de_vorm_is_die_van_suwinet(dienst: Sleutelpaar, nu: datetime) -> None:
    """standards.md §1.11: volgorde, acht verwijzingen, prefixlijsten, Created en Expires in milliseconden."""
    envelop = boom(ANTWOORD)
    onderteken(envelop, dienst, nu, bevestig="c2lnbmF0dXJl")
    header = envelop[0]
    assert header[0].tag == n.SECURITY
    assert header[0].get(f"{{{n.SOAP}}}mustUnderstand") == "1"
    assert [kind.tag for kind in header[0]] == [n.TIJDSTEMPEL, n.BEVESTIGING, n.TOKEN, n.HANDTEKENING]
    inclusief = f"{{{n.EXC_C14N}}}InclusiveNamespaces"
    naam_van = {e.get(n.ID): etree.QName(e).localname for e in envelop.iter("*") if e.get(n.ID)}
    info = header[0][3][0]
    lijst = [(naam_van[r.get("URI")[1:]], r.find(f".//{inclusief}").get("PrefixList")) for r in info[2:]]  # type: ignore[index,union-attr]
    assert lijst == [
        ("Body", ""),
        ("To", "soapenv"),
        ("From", "soapenv"),
        ("MessageID", "soapenv"),
        ("Action", "soapenv"),
        ("RelatesTo", "soapenv"),
        ("Timestamp", "wsse wsa soapenv"),
        ("SignatureConfirmation", "wsse wsa soapenv"),
    ]
    assert info[0][0].get("PrefixList") == "wsa soapenv"
    assert info[1].get("Algorithm") == n.RSA_SHA256
