"""De dienst begint niet als contract en programma uiteenlopen; de melding zegt wat en waar."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from isi_soap.contract import stub
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.introspectie import lees_model
from isi_soap.contract.operaties import DIENSTEN, lees_dienst
from isi_soap.contract.schema import laad, model
from isi_soap.contract.start import controleer_start

VOLLEDIG = {dienst.naam: set(dienst.operaties) for dienst in DIENSTEN.values()}


def test_een_volledige_dienst_mag_beginnen() -> None:
    controleer_start(VOLLEDIG)


def test_een_operatie_zonder_methode() -> None:
    with pytest.raises(ContractFout, match="ISIRaadplegen: operatie PersoonInfo heeft geen methode"):
        controleer_start({**VOLLEDIG, "ISIRaadplegen": VOLLEDIG["ISIRaadplegen"] - {"PersoonInfo"}})


def test_een_methode_zonder_operatie() -> None:
    with pytest.raises(ContractFout, match="ISISignalen: methode Verzonnen heeft geen operatie"):
        controleer_start({**VOLLEDIG, "ISISignalen": VOLLEDIG["ISISignalen"] | {"Verzonnen"}})


def test_een_dienst_zonder_wsdl() -> None:
    with pytest.raises(ContractFout, match="dienst ISIVerzonnen heeft geen WSDL"):
        controleer_start({**VOLLEDIG, "ISIVerzonnen": set()})


def test_zonder_ketentest_begint_de_productiedienst() -> None:
    productie = {naam: dienst for naam, dienst in DIENSTEN.items() if naam != "ISIKetentest"}
    controleer_start({naam: VOLLEDIG[naam] for naam in productie}, productie)


def test_een_bericht_dat_niet_in_het_schema_staat() -> None:
    dienst = DIENSTEN["ISISignalen"]
    operatie = dataclasses.replace(dienst.operaties["SignalenOphalen"], antwoord="{urn:x}Anders")
    anders = dataclasses.replace(dienst, operaties={**dienst.operaties, "SignalenOphalen": operatie})
    with pytest.raises(ContractFout, match=r"bericht \{urn:x\}Anders van operatie SignalenOphalen"):
        controleer_start({"ISISignalen": VOLLEDIG["ISISignalen"]}, {"ISISignalen": anders})


def test_de_stub_is_die_van_het_schema() -> None:
    assert stub.BESTAND.read_text("utf-8") == stub.stub(model()), "draai python -m isi_soap.contract.stub"


def schema(inhoud: str) -> str:
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:isi:Diensten:Proef:v0100" '
        f'targetNamespace="urn:isi:Diensten:Proef:v0100">{inhoud}</xs:schema>'
    )


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        ('<xs:sequence/><xs:attribute name="x" type="xs:string"/>', "Proef: attributen"),
        ('<xs:sequence><xs:any processContents="skip"/></xs:sequence>', "Proef: xs:any"),
        ('<xs:all><xs:element name="A" type="xs:string"/></xs:all>', "Proef: xs:all"),
        ('<xs:sequence><xs:element name="A" type="xs:date"/></xs:sequence>', "Proef/A: grondtype date"),
        (
            '<xs:sequence><xs:element name="A" type="xs:string" nillable="true"/></xs:sequence>',
            "Proef/A: nillable",
        ),
        (
            '<xs:sequence><xs:element name="A" type="xs:string" form="qualified"/></xs:sequence>',
            "Proef/A: een lokaal element met een naamruimte",
        ),
        (
            '<xs:sequence><xs:sequence maxOccurs="2"><xs:element name="A" type="xs:string"/></xs:sequence>'
            "</xs:sequence>",
            "Proef: een herhaalde groep",
        ),
        (
            '<xs:sequence><xs:element name="A" type="xs:string"/><xs:element name="B" type="xs:string"/>'
            '<xs:element name="A" type="xs:string"/></xs:sequence>',
            "Proef: element A komt op meer dan één plaats voor",
        ),
        (
            '<xs:sequence><xs:element name="A" type="xs:string" default="x"/></xs:sequence>',
            "Proef/A: default",
        ),
    ],
)
def test_wat_de_codec_niet_dekt_wordt_bij_de_start_genoemd(inhoud: str, melding: str, tmp_path: Path) -> None:
    bestand = tmp_path / "Proef.xsd"
    bestand.write_text(
        schema(f'<xs:element name="Proef"><xs:complexType>{inhoud}</xs:complexType></xs:element>'), "utf-8"
    )
    with pytest.raises(ContractFout, match=melding):
        lees_model(laad([bestand]))


def test_een_type_dat_zichzelf_bevat(tmp_path: Path) -> None:
    bestand = tmp_path / "Proef.xsd"
    bestand.write_text(
        schema(
            '<xs:complexType name="T"><xs:sequence><xs:element name="A" type="t:T" minOccurs="0"/>'
            "</xs:sequence></xs:complexType>"
        ),
        "utf-8",
    )
    with pytest.raises(ContractFout, match="een type dat zichzelf bevat"):
        lees_model(laad([bestand]))


def test_een_wsdl_zonder_gelijke_acties_wordt_geweigerd(tmp_path: Path) -> None:
    goed = DIENSTEN["ISISignalen"].wsdl.read_text("utf-8")
    fout = tmp_path / "ISISignalen-v0100.wsdl"
    fout.write_text(goed.replace("wsam:Action=", "wsam:Anders=", 1), "utf-8")
    with pytest.raises(ContractFout, match="SignalenOphalen/input heeft geen gelijke wsaw:Action"):
        lees_dienst(fout)
