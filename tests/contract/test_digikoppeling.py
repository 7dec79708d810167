"""Wat Digikoppeling en Basic Profile van de WSDL's en schema's vragen, gelezen uit de bestanden zelf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from isi_soap.contract import paden
from isi_soap.contract.namen import SOAP_WSDL, WSAM, WSAW, WSDL, XSD
from isi_soap.contract.operaties import DIENSTEN

NS = {"wsdl": WSDL, "soap": SOAP_WSDL, "xs": XSD}
XSDS = sorted(paden.XSD.rglob("*.xsd"))
ELKE_WSDL = pytest.mark.parametrize("pad", paden.wsdls(), ids=lambda pad: pad.stem)
ELK_SCHEMA = pytest.mark.parametrize("pad", XSDS, ids=lambda pad: pad.stem)


def lees(pad: Path) -> etree._Element:
    return etree.parse(str(pad)).getroot()


def alle(wortel: etree._Element, pad: str) -> list[etree._Element]:
    gevonden = wortel.findall(pad, NS)
    assert gevonden, pad
    return gevonden


def waarden(elementen: list[etree._Element], naam: str) -> Iterator[str]:
    for element in elementen:
        waarde = element.get(naam)
        assert waarde is not None, (element.tag, naam)
        yield waarde


@pytest.mark.eis("WW001", "R2701", "R2706")
@ELKE_WSDL
def test_soap_11_over_http_document_literal(pad: Path) -> None:
    wortel = lees(pad)
    (binding,) = alle(wortel, "wsdl:binding/soap:binding")
    assert binding.get("transport") == "http://schemas.xmlsoap.org/soap/http"
    assert {binding.get("style"), *(o.get("style") for o in alle(wortel, ".//soap:operation"))} <= {
        "document",
        None,
    }
    delen = [*alle(wortel, ".//soap:body"), *alle(wortel, ".//soap:fault")]
    assert set(waarden(delen, "use")) == {"literal"}
    assert b"wsdl/soap12/" not in pad.read_bytes()


@pytest.mark.eis("WW004", "R2204", "R2210")
@ELKE_WSDL
def test_elke_part_verwijst_naar_een_element(pad: Path) -> None:
    for bericht in alle(lees(pad), "wsdl:message"):
        (deel,) = alle(bericht, "wsdl:part")
        assert deel.get("element")
        assert deel.get("type") is None


@pytest.mark.eis("WS001", "WS005", "R2304", "R2718")
@ELKE_WSDL
def test_een_porttype_met_operaties_die_de_binding_ook_heeft(pad: Path) -> None:
    wortel = lees(pad)
    (poort,), (binding,) = alle(wortel, "wsdl:portType"), alle(wortel, "wsdl:binding")
    namen = list(waarden(alle(poort, "wsdl:operation"), "name"))
    assert len(namen) == len(set(namen)) > 1
    assert list(waarden(alle(binding, "wsdl:operation"), "name")) == namen


@pytest.mark.eis("WS003")
@ELKE_WSDL
def test_elke_operatie_heeft_vraag_antwoord_en_fault(pad: Path) -> None:
    for operatie in alle(lees(pad), "wsdl:portType/wsdl:operation"):
        richtingen = [etree.QName(kind).localname for kind in operatie if kind.tag.startswith(f"{{{WSDL}}}")]
        assert [r for r in richtingen if r != "documentation"] == ["input", "output", "fault"]


@pytest.mark.eis("WS002", "WS008", "R2901")
@ELKE_WSDL
def test_soapaction_is_leeg_en_action_staat_er_tweemaal(pad: Path) -> None:
    """wsaw zoals SuwiML het schrijft, wsam zoals Digikoppeling het vraagt; zij zeggen hetzelfde."""
    wortel = lees(pad)
    assert set(waarden(alle(wortel, ".//soap:operation"), "soapAction")) == {""}
    for richting in ("input", "output", "fault"):
        delen = alle(wortel, f"wsdl:portType/wsdl:operation/wsdl:{richting}")
        acties = list(waarden(delen, f"{{{WSAM}}}Action"))
        assert acties == list(waarden(delen, f"{{{WSAW}}}Action"))
        assert all(acties)


@pytest.mark.eis("R2716", "R2721", "R2740")
@ELKE_WSDL
def test_elke_fault_staat_in_de_wsdl_onder_haar_naam(pad: Path) -> None:
    wortel = lees(pad)
    for fault in alle(wortel, "wsdl:binding/wsdl:operation/wsdl:fault"):
        (soap,) = alle(fault, "soap:fault")
        assert soap.get("name") == fault.get("name") == "AanvraagNietOk"
    for deel in (*alle(wortel, ".//soap:body"), *alle(wortel, ".//soap:fault")):
        assert deel.get("namespace") is None


@pytest.mark.eis("R2710")
def test_elke_operatie_is_aan_haar_element_te_herkennen() -> None:
    elementen = [o.verzoek for dienst in DIENSTEN.values() for o in dienst.operaties.values()]
    assert len(elementen) == len(set(elementen))


@pytest.mark.eis("R2001")
@ELKE_WSDL
def test_schemas_komen_binnen_langs_xsd_import(pad: Path) -> None:
    wortel = lees(pad)
    assert not wortel.findall("wsdl:import", NS)
    assert all(not str(i.get("schemaLocation")).startswith("http") for i in alle(wortel, ".//xs:import"))


@pytest.mark.eis("WW002", "R2105", "R2801", "R2112")
@ELK_SCHEMA
def test_een_schema_is_gewone_xml_zonder_codering(pad: Path) -> None:
    wortel = lees(pad)
    assert wortel.get("targetNamespace")
    assert b"schemas.xmlsoap.org/soap/encoding" not in pad.read_bytes()
    for element in wortel.iter(f"{{{XSD}}}*"):
        assert etree.QName(element).localname not in ("assert", "alternative", "override", "any")
        assert not str(element.get("name", "")).startswith("ArrayOf")
