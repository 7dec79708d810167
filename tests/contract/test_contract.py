"""De bestanden van het contract zelf: compileren, laden in zeep, uitleg en namen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xmlschema
import zeep
from lxml import etree

from isi_soap.contract import paden
from isi_soap.contract.codelijsten import codelijst, codelijsten
from isi_soap.contract.namen import CODE_BRON, HERKOMSTEN, WSDL, XSD
from isi_soap.contract.operaties import DIENSTEN, OPERATIES

XSDS = sorted(paden.XSD.rglob("*.xsd"))
WSDLS = paden.wsdls()
NS = {"xs": XSD, "wsdl": WSDL}


def naam(pad: Path) -> str:
    return pad.stem


@pytest.mark.eis("WW002", "R2801")
@pytest.mark.parametrize("pad", XSDS, ids=naam)
def test_elk_schema_compileert_in_lxml_en_in_xmlschema(pad: Path) -> None:
    etree.XMLSchema(etree.parse(str(pad)))
    assert xmlschema.XMLSchema10(str(pad), allow="local").built


@pytest.mark.eis("WW001")
@pytest.mark.parametrize("pad", WSDLS, ids=naam)
def test_elke_wsdl_laadt_in_zeep(pad: Path) -> None:
    client = zeep.Client(str(pad), settings=zeep.Settings(strict=True))
    (dienst,) = client.wsdl.services.values()
    (poort,) = dienst.ports.values()
    operaties = DIENSTEN[pad.stem.removesuffix("-v0100")].operaties
    assert set(poort.binding._operations) == set(operaties)


@pytest.mark.parametrize("pad", XSDS, ids=naam)
def test_elk_element_en_elk_type_heeft_uitleg(pad: Path) -> None:
    for onderdeel in etree.parse(str(pad)).getroot().iterfind(".//*[@name]"):
        teksten = onderdeel.findall("xs:annotation/xs:documentation", NS)
        gewoon = [t for t in teksten if not t.get("source")]
        assert len(gewoon) == 1, onderdeel.get("name")
        assert len((gewoon[0].text or "").strip()) >= 5, onderdeel.get("name")


@pytest.mark.parametrize("pad", WSDLS, ids=naam)
def test_elke_dienst_en_elke_operatie_heeft_uitleg(pad: Path) -> None:
    dienst = DIENSTEN[pad.stem.removesuffix("-v0100")]
    assert dienst.documentatie
    assert all(operatie.documentatie for operatie in dienst.operaties.values())


@pytest.mark.parametrize("pad", XSDS, ids=naam)
def test_elke_code_heeft_waarde_omschrijving_en_herkomst(pad: Path) -> None:
    for doc in etree.parse(str(pad)).getroot().iterfind(".//xs:documentation[@source]", NS):
        bron = doc.get("source") or ""
        assert re.fullmatch(rf"{CODE_BRON}[A-Z0-9_]+:({'|'.join(HERKOMSTEN)})", bron), bron
        assert (doc.text or "").strip()


def test_namen_zijn_kort_ascii_en_typen_uniek_over_alle_naamruimten() -> None:
    typen: list[str] = []
    for pad in XSDS:
        for onderdeel in etree.parse(str(pad)).getroot().iterfind(".//*[@name]"):
            gegeven = onderdeel.get("name") or ""
            assert re.fullmatch("[A-Z][A-Za-z0-9]{0,39}", gegeven), gegeven
            if onderdeel.tag in (f"{{{XSD}}}complexType", f"{{{XSD}}}simpleType"):
                typen.append(gegeven)
    assert len(typen) == len(set(typen))


def test_codelijsten_komen_uit_het_schema() -> None:
    assert {c.waarde: c.omschrijving for c in codelijst("StdIndJN").values()} == {"1": "ja", "2": "nee"}
    assert codelijst("CdSignaal")["SS064"].herkomst == "handleiding"
    assert all(lijst for lijst in codelijsten().values())


def test_operaties_met_hun_elementen_en_acties() -> None:
    ruimte = "urn:isi:Diensten:ISIRaadplegen:v0100"
    operatie = OPERATIES[f"{{{ruimte}}}PersoonInfo"]
    assert (operatie.dienst, operatie.naam) == ("ISIRaadplegen", "PersoonInfo")
    assert operatie.antwoord == f"{{{ruimte}}}PersoonInfoResponse"
    assert operatie.fout == "{http://bkwi.nl/SuwiML/FWI/v0205}Fout"
    assert operatie.actie == "urn:isi:Diensten:ISIRaadplegen-v0100/PersoonInfo"
    assert operatie.antwoord_actie == operatie.actie + "Response"
    assert operatie.fout_actie == "urn:isi:Diensten:ISIRaadplegen-v0100/Fout"


def test_zes_diensten_met_alle_operaties() -> None:
    assert {d.naam: len(d.operaties) for d in DIENSTEN.values()} == {
        "ISIKeten": 8,
        "ISIKetentest": 3,
        "ISIMutatieverzoek": 2,
        "ISIMuteren": 15,
        "ISIRaadplegen": 5,
        "ISISignalen": 2,
    }
    assert len(OPERATIES) == 35
