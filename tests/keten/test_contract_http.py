"""Het contract zoals de dienst het uitgeeft: laadbaar in zeep, lxml en xmlschema, gelijk aan de bestanden."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
import xmlschema
from lxml import etree

from isi_soap.client.verbinding import DIENSTEN, Verbinding
from tests.keten.conftest import Draaiend
from tests.keten.schemas import schema, schema_adressen

WORTEL = Path(__file__).parents[2]
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"


@pytest.mark.parametrize("dienst_naam", DIENSTEN)
def test_zeep_laadt_de_wsdl_streng(verbinding: Verbinding, dienst_naam: str) -> None:
    client = verbinding.client(dienst_naam)
    verwacht = {naam for naam, o in verbinding.operaties.items() if o.dienst == dienst_naam}
    assert set(client.service._binding._operations) == verwacht


@pytest.mark.parametrize("dienst_naam", DIENSTEN)
def test_het_adres_in_de_wsdl_is_dat_van_de_dienst(verbinding: Verbinding, dienst_naam: str) -> None:
    adres = etree.fromstring(verbinding.wsdl(dienst_naam)).find(f".//{SOAP}address")
    assert adres is not None
    assert adres.get("location") == verbinding.dienst_adres(dienst_naam)


@pytest.mark.parametrize("dienst_naam", DIENSTEN)
def test_de_schemas_compileren_in_lxml_en_in_xmlschema(verbinding: Verbinding, dienst_naam: str) -> None:
    for adres in schema_adressen(verbinding, dienst_naam):
        schema(adres)
        assert xmlschema.XMLSchema10(adres).is_valid is not None


@pytest.mark.parametrize("dienst_naam", DIENSTEN)
def test_een_schema_is_byte_voor_byte_het_bestand(verbinding: Verbinding, dienst_naam: str) -> None:
    for adres in schema_adressen(verbinding, dienst_naam):
        bestand = WORTEL / "xsd" / adres.partition("/xsd/")[2]
        assert requests.get(adres, timeout=10).content == bestand.read_bytes()


@pytest.mark.parametrize("dienst_naam", DIENSTEN)
def test_de_platte_wsdl_laadt_zonder_iets_erbij(verbinding: Verbinding, dienst_naam: str) -> None:
    adres = f"{verbinding.dienst_adres(dienst_naam)}?singleWsdl"
    wortel = etree.fromstring(requests.get(adres, timeout=10).content)
    assert not [e for e in wortel.iter("{*}import", "{*}include") if e.get("schemaLocation")]


def test_de_voorpagina_noemt_elke_dienst(dienst: Draaiend) -> None:
    pagina = requests.get(dienst.adres + "/", timeout=10)
    assert pagina.headers["Content-Type"].startswith("text/html")
    for naam in DIENSTEN:
        assert f"{naam}-v0100?wsdl" in pagina.text


def test_de_koppelingen_op_de_voorpagina_werken(dienst: Draaiend) -> None:
    pagina = etree.HTML(requests.get(dienst.adres + "/", timeout=10).text)
    koppelingen = {a.get("href") or "" for a in pagina.iter("a")}
    for koppeling in {k for k in koppelingen if not k.startswith(("http", "#"))}:
        antwoord = requests.get(urljoin(dienst.adres + "/", koppeling), timeout=10)
        assert antwoord.status_code == 200, koppeling
