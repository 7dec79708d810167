"""Een attribuut hoort nergens, ook geen xsi:type: de uitleg noemt de plaats en breekt er niet op af."""

from __future__ import annotations

import pytest
from lxml import etree

from isi_soap.contract.bevinding import Bevinding
from isi_soap.contract.controle import schema_bevindingen
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.contract.voorbeelden import voorbeeld

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@pytest.mark.parametrize("naam", ["foo", "", ":", "q:x", "xs:string"])
def test_een_onbekend_type_is_een_attribuut_te_veel(naam: str) -> None:
    operatie = DIENSTEN["ISIRaadplegen"].operaties["PersoonInfo"]
    element = etree.fromstring(etree.tostring(voorbeeld(operatie, "verzoek-minimaal").element))
    client = element.find("ClientSuwi")
    assert client is not None
    client.set(f"{XSI}type", naam)
    assert schema_bevindingen("ISIRaadplegen", element) == [
        Bevinding(pad="PersoonInfo/ClientSuwi", verwacht="geen attributen")
    ]
