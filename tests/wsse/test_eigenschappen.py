"""Wat voor elk bericht geldt: ondertekend is te controleren, en elke verandering daarin valt op."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from isi_soap.wsse import Sleutelpaar, Vertrouwen, WsseFout, onderteken, verifieer
from isi_soap.wsse import namen as n
from tests.wsse.berichten import VERZOEK, boom, over_de_lijn

VEEL = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEKST = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r"), max_size=60)


@VEEL
@given(TEKST, st.sampled_from(["m", "wsa", "wsse", "ds", "a-b", "xsi"]), st.booleans())
def test_ondertekend_is_te_controleren(
    amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, nu: datetime, inhoud: str, prefix: str, eigen: bool
) -> None:
    """Met elke tekst, en ook als een prefix in de Body iets anders betekent dan daarboven."""
    envelop = boom(VERZOEK)
    body = envelop[1]
    body[:] = [etree.Element(f"{{urn:{prefix}}}Vraag", nsmap={prefix: f"urn:{prefix}"} if eigen else None)]
    body[0].text = inhoud
    onderteken(envelop, amsterdam, nu)
    ontvangen = over_de_lijn(envelop)
    beveiligd = verifieer(ontvangen, vertrouwen=vertrouwen, nu=nu)
    assert beveiligd.oin == amsterdam.oin
    assert ontvangen[1][0].text == (inhoud or None)


def _canoniek(delen: tuple[etree._Element, ...]) -> list[bytes]:
    return [etree.tostring(deel, method="c14n", exclusive=True, with_comments=False) for deel in delen]


@pytest.fixture(scope="module")
def ondertekend(amsterdam: Sleutelpaar, nu: datetime) -> bytes:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, nu)
    return etree.tostring(envelop)


@VEEL
@given(st.data())
def test_elke_verandering_valt_op(
    ondertekend: bytes, vertrouwen: Vertrouwen, nu: datetime, data: st.DataObject
) -> None:
    """Wat na een willekeurige verandering nog door komt, zegt in de ondertekende delen precies hetzelfde."""
    begin = data.draw(st.integers(0, len(ondertekend) - 1))
    eind = begin + data.draw(st.integers(0, 12))
    nieuw = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from(STUKKEN)))
    veranderd = ondertekend[:begin] + nieuw + ondertekend[eind:]
    try:
        envelop = boom(veranderd)
        beveiligd = verifieer(envelop, vertrouwen=vertrouwen, nu=nu)
    except (etree.XMLSyntaxError, WsseFout):
        return
    origineel = verifieer(boom(ondertekend), vertrouwen=vertrouwen, nu=nu)
    assert _canoniek(beveiligd.onderdelen) == _canoniek(origineel.onderdelen)
    assert beveiligd.oin == origineel.oin
    assert beveiligd.dekt(envelop.find(n.BODY))  # type: ignore[arg-type]


STUKKEN = [b"<!-- -->", b"&#49;", b"<x/>", b" ", b' Id="x"', b"<![CDATA[x]]>", b"\n", b' xmlns:q="urn:q"']


@VEEL
@given(st.data())
def test_elke_byte_van_een_ondertekende_waarde_telt(
    ondertekend: bytes, vertrouwen: Vertrouwen, nu: datetime, data: st.DataObject
) -> None:
    """Eén ander teken in een waarde die ondertekend is wordt altijd geweigerd."""
    waarden = (b"999900122", b"urn:uuid:10f5ac2c", b"ISIRaadplegen-v0100/PersoonInfo", b"gemeente.example")
    waarde = data.draw(st.sampled_from(waarden))
    plaats = ondertekend.index(waarde) + data.draw(st.integers(0, len(waarde) - 1))
    teken = data.draw(st.sampled_from(b"abcxyz0189"))
    if ondertekend[plaats] == teken:
        return
    veranderd = ondertekend[:plaats] + bytes([teken]) + ondertekend[plaats + 1 :]
    with pytest.raises(WsseFout) as fout:
        verifieer(boom(veranderd), vertrouwen=vertrouwen, nu=nu)
    assert fout.value.code == "FailedCheck"
