"""Wat met GET te halen is."""

from __future__ import annotations

import io
import zipfile

import pytest
import xmlschema
from lxml import etree

from isi_soap.contract import paden
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from tests.soap.berichten_maken import SOAP

XSD = "{http://www.w3.org/2001/XMLSchema}"


def haal(dienst: Toepassing, pad: str, methode: str = "GET", host: str = "isi.test:81") -> Antwoord:
    pad, _, vraag = pad.partition("?")
    return dienst(Verzoek(methode, pad, vraag, {"host": host}))


@pytest.mark.eis("R0001")
@pytest.mark.parametrize("naam", DIENSTEN)
@pytest.mark.parametrize("adres", ["/ketentest/{}?wsdl", "/ketentest/{}?WSDL", "/wsdl/{}.wsdl"])
def test_de_wsdl_is_het_bestand_met_het_eigen_adres(naam: str, adres: str, dienst: Toepassing) -> None:
    service = DIENSTEN[naam].service
    antwoord = haal(dienst, adres.format(service))
    assert antwoord.status == 200
    eigen = f'location="http://isi.test:81/ketentest/{service}"'.encode()
    vast = f'location="http://localhost:8080/ketentest/{service}"'.encode()
    assert antwoord.body.replace(eigen, vast) == DIENSTEN[naam].wsdl.read_bytes()


def test_een_vreemde_host_komt_niet_in_de_wsdl(dienst: Toepassing) -> None:
    antwoord = haal(dienst, "/wsdl/ISIRaadplegen-v0100.wsdl", host='"><kwaad')
    assert b"kwaad" not in antwoord.body


def test_schemas_zijn_de_bytes_van_de_schijf(dienst: Toepassing) -> None:
    for pad in paden.XSD.rglob("*.xsd"):
        assert haal(dienst, f"/xsd/{pad.relative_to(paden.XSD).as_posix()}").body == pad.read_bytes()


@pytest.mark.parametrize("naam", DIENSTEN)
def test_de_platte_wsdl_staat_op_zichzelf(naam: str, dienst: Toepassing) -> None:
    plat = etree.fromstring(haal(dienst, f"/ketentest/{DIENSTEN[naam].service}?singleWsdl").body)
    assert not plat.xpath("//@schemaLocation")
    schemas = [etree.tostring(s).decode() for s in plat.iter(f"{XSD}schema")]
    wortel, *rest = reversed(schemas)
    gelezen = xmlschema.XMLSchema10(wortel, locations=None, build=False, allow="none")
    for schema in rest:
        gelezen.add_schema(schema)
    gelezen.build()
    assert {o.naam for o in DIENSTEN[naam].operaties.values()} <= {
        str(e.local_name) for e in gelezen.elements.values()
    }


@pytest.mark.parametrize(
    "pad",
    ["/xsd/../pyproject.toml", "/xsd/%2e%2e/x", "/xsd/", "/bestaat-niet", "/suwinet/ISIRaadplegen-v0100"],
)
def test_wat_er_niet_is(pad: str, dienst: Toepassing) -> None:
    assert haal(dienst, pad).status == 404


@pytest.mark.eis("R1114")
@pytest.mark.parametrize("methode", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_andere_methoden_op_een_dienst(methode: str, dienst: Toepassing) -> None:
    antwoord = haal(dienst, "/ketentest/ISIRaadplegen-v0100", methode)
    assert antwoord.status == 405
    assert "POST" in dict(antwoord.headers)["allow"]


def test_de_startpagina_noemt_elke_dienst_en_haalt_niets_van_elders(dienst: Toepassing) -> None:
    pagina = haal(dienst, "/").body.decode()
    for gevonden in DIENSTEN.values():
        assert f"/ketentest/{gevonden.service}?wsdl" in pagina
    verwijzingen = [str(v) for e in etree.HTML(pagina).iter() for n, v in e.items() if n in ("href", "src")]
    assert verwijzingen
    assert all(v.startswith("/") for v in verwijzingen)
    for verwijzing in verwijzingen:
        assert haal(dienst, verwijzing).status == 200


def test_het_zipbestand_heeft_van_elke_operatie_een_voorbeeld(dienst: Toepassing) -> None:
    with zipfile.ZipFile(io.BytesIO(haal(dienst, "/contract.zip").body)) as inhoud:
        namen = set(inhoud.namelist())
        for gevonden in DIENSTEN.values():
            assert f"wsdl/{gevonden.wsdl.name}" in namen
            for operatie in gevonden.operaties:
                for soort in ("verzoek", "antwoord"):
                    xml = inhoud.read(f"voorbeelden/{gevonden.naam}/{operatie}-{soort}.xml")
                    assert etree.fromstring(xml).tag == f"{{{SOAP}}}Envelope"


def test_gezond_en_gereed(dienst: Toepassing) -> None:
    assert haal(dienst, "/gezond").status == 200
    assert haal(dienst, "/gereed").status == 200
    ongereed = Toepassing([], lambda **_: None, gereed=lambda: False)  # type: ignore[arg-type]
    assert haal(ongereed, "/gezond").status == 200
    assert haal(ongereed, "/gereed").status == 503
