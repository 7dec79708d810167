"""De codec tegenover het schema zelf: voor elk bericht van het contract, met waarden die niemand bedacht."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from isi_soap.contract.codec import codec, codecs
from isi_soap.contract.namen import DIENSTEN, lokaal, naamruimte
from isi_soap.contract.schema import model, schema
from tests.contract.strategieen import LASTIG, XML_TEKENS, strategie

RUSTIG = settings(
    max_examples=10,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
ELEMENTEN = sorted(codecs())
VERZOEKEN = [e for e in ELEMENTEN if DIENSTEN in e and not e.endswith("Response")]


def dienst(element: str) -> str:
    ruimte = naamruimte(element)
    return ruimte.removeprefix(DIENSTEN).partition(":")[0] if ruimte.startswith(DIENSTEN) else "ISIRaadplegen"


def kanoniek(element: etree._Element) -> Any:
    """Naam, tekst en kinderen; commentaar en witruimte tussen elementen tellen niet."""
    kinderen = [kind for kind in element if isinstance(kind.tag, str)]
    if kinderen:
        return element.tag, [kanoniek(kind) for kind in kinderen]
    return element.tag, (element.text or "") + "".join(kind.tail or "" for kind in element)


@pytest.mark.parametrize("naam", ELEMENTEN, ids=lokaal)
@RUSTIG
@given(data=st.data())
def test_schrijven_en_lezen_zijn_elkaars_omgekeerde(naam: str, data: st.DataObject) -> None:
    """Geschreven is het geldig en leest het gelijk terug; anders opgeschreven komt het kanoniek terug."""
    bericht = data.draw(strategie(model().elementen[naam].type))
    xml = codec(naam).encode(bericht)
    element = etree.fromstring(xml)
    assert schema(dienst(naam)).validate(element), schema(dienst(naam)).error_log
    assert codec(naam).decode(element) == bericht
    gedaante = anders_opgeschreven(xml, data)
    assert schema(dienst(naam)).validate(gedaante)
    terug = codec(naam).encode(codec(naam).decode(gedaante))
    assert kanoniek(etree.fromstring(terug)) == kanoniek(gedaante)


def anders_opgeschreven(xml: bytes, data: st.DataObject) -> etree._Element:
    """Hetzelfde bericht met een ander prefix, inspringing, commentaar en tekenverwijzingen."""
    tekst = (
        xml.decode().replace("xmlns:isi=", "xmlns:ns0=").replace("<isi:", "<ns0:").replace("</isi:", "</ns0:")
    )
    tekst = tekst.encode("ascii", "xmlcharrefreplace").decode()
    element = etree.fromstring(tekst)
    for deel in list(element.iter(etree.Element)):
        if len(deel) and data.draw(st.booleans()):
            deel.insert(0, etree.Comment("tussen de elementen"))
        elif deel.text and data.draw(st.booleans()):
            commentaar = etree.Comment("midden in een waarde")
            helft = len(deel.text) // 2
            commentaar.tail = deel.text[helft:]
            deel.text = deel.text[:helft]
            deel.append(commentaar)
    if not any(kind.tail for kind in element.iter(etree.Comment)):
        etree.indent(element)
    return element


@pytest.mark.parametrize("naam", VERZOEKEN, ids=lokaal)
@RUSTIG
@given(data=st.data())
def test_wat_lxml_goedkeurt_laat_de_codec_niet_struikelen(naam: str, data: st.DataObject) -> None:
    """Elke waarde vervangen door iets willekeurigs: goedgekeurd of niet, lezen gaat altijd."""
    element = etree.fromstring(codec(naam).encode(data.draw(strategie(model().elementen[naam].type))))
    bladeren = [deel for deel in element.iter(etree.Element) if not len(deel)]
    vreemd = st.one_of(
        st.sampled_from(["", "+5", " 5 ", "\n07\t", "-0", "0" * 5000 + "1", "20110231", "1_0", "٣"]),
        st.text(XML_TEKENS | LASTIG, max_size=12),
    )
    for deel in data.draw(st.lists(st.sampled_from(bladeren), max_size=3)) if bladeren else ():
        deel.text = data.draw(vreemd)
    if schema(dienst(naam)).validate(element):
        gelezen = codec(naam).decode(element)
        assert codec(naam).decode(etree.fromstring(codec(naam).encode(gelezen))) == gelezen
