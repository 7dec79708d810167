"""De schema's, gecompileerd uit de bestanden: lxml om te toetsen, xmlschema om uit te leggen.

Uit één xmlschema van alle diensten samen komt ook het `model` waaruit klassen, codec en voorbeelden volgen.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import xmlschema
from lxml import etree

from isi_soap.contract import namen, paden
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.introspectie import lees_model
from isi_soap.contract.model import Model


@cache
def schema(dienst: str) -> etree.XMLSchema:
    """Het gecompileerde schema van een dienst; toetst verzoeken, antwoorden en fwi:Fout."""
    return etree.XMLSchema(etree.parse(str(_bestand(dienst)), etree.XMLParser(no_network=True)))


def uitlegschema(dienst: str) -> Any:
    """Het schema van een dienst in xmlschema: alleen om een afgekeurd bericht uit te leggen."""
    try:
        return _alles().maps.namespaces[_naamruimte(_bestand(dienst))][0]
    except KeyError:
        raise ContractFout(f"dienst {dienst} heeft geen schema") from None


@cache
def model() -> Model:
    """Het model van alle diensten samen."""
    return lees_model(_alles())


@cache
def _alles() -> Any:
    return laad(paden.xsd_van_diensten())


def laad(bestanden: list[Path]) -> Any:
    """Eén xmlschema dat deze bestanden importeert; alleen van deze schijf."""
    regels = [
        f'<xs:import namespace="{_naamruimte(pad)}" schemaLocation="{pad.resolve().as_uri()}"/>'
        for pad in bestanden
    ]
    bron = f'<xs:schema xmlns:xs="{namen.XSD}" targetNamespace="urn:isi:alles">{"".join(regels)}</xs:schema>'
    # Tegen het schema van XSD zelf toetsen kost een halve seconde bij elke start, en lxml doet het ook al.
    return xmlschema.XMLSchema10(bron, allow="local", use_location_hints=False, validation="skip")


@cache
def _bestand(dienst: str) -> Path:
    for pad in paden.xsd_van_diensten():
        if pad.stem == dienst:
            return pad
    raise ContractFout(f"dienst {dienst} heeft geen schema")


@cache
def _naamruimte(pad: Path) -> str:
    return etree.parse(str(pad)).getroot().get("targetNamespace") or ""
