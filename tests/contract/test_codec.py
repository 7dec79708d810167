"""Lezen en schrijven van berichten, met de XML erbij."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from lxml import etree

from isi_soap.contract import berichten
from isi_soap.contract.codec import NietTeSchrijven, codec, codecs
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.leesplan import geheel
from isi_soap.contract.namen import FOUT_ELEMENT, lokaal
from isi_soap.contract.operaties import OPERATIES
from isi_soap.contract.schema import schema
from isi_soap.domain.datum import Datum

KOP = berichten.Kop(Applicatiesleutel="sleutel-van-de-gemeente", CdGemeente="0363", Gebruiker="m.jansen")
VRAAG = berichten.PersoonInfo(
    Kop=KOP, ClientSuwi=berichten.ClientSuwiSleutel(Burgerservicenr="999990019"), IndHistorie=False
)
VRAAG_XML = (
    '<isi:PersoonInfo xmlns:isi="urn:isi:Diensten:ISIRaadplegen:v0100"><Kop>'
    "<Applicatiesleutel>sleutel-van-de-gemeente</Applicatiesleutel><CdGemeente>0363</CdGemeente>"
    "<Gebruiker>m.jansen</Gebruiker></Kop><ClientSuwi><Burgerservicenr>999990019</Burgerservicenr>"
    "</ClientSuwi><IndHistorie>2</IndHistorie></isi:PersoonInfo>"
)


def melding(tekst: str) -> berichten.Melding:
    return berichten.Melding(Code="F020", Tekst=tekst, Bron=berichten.Bron(DN="CN=ISI"))


def test_een_vraag_wordt_geschreven_zoals_suwinet_haar_kent() -> None:
    assert codec("PersoonInfo").encode(VRAAG).decode() == VRAAG_XML


def test_een_vraag_wordt_gelezen_als_waarde() -> None:
    assert codec("PersoonInfo").decode(etree.fromstring(VRAAG_XML)) == VRAAG


def test_prefix_inspringing_en_commentaar_van_de_client_maken_niets_uit() -> None:
    anders = VRAAG_XML.replace("isi:PersoonInfo", "s:PersoonInfo").replace("xmlns:isi", "xmlns:s")
    element = etree.fromstring(anders.replace("0363", "03<!-- x -->63").replace("<Kop>", "<Kop><!-- y -->"))
    etree.indent(element)
    element.find("Kop/CdGemeente").text = "03"  # type: ignore[union-attr]
    element.find("Kop/CdGemeente")[0].tail = "63"  # type: ignore[index]
    assert codec("PersoonInfo").decode(element) == VRAAG


def test_niets_gevonden_is_waar_of_afwezig() -> None:
    antwoord = berichten.PersoonInfoResponse(
        NietsGevonden=True, FWI=berichten.FWI(Informatie=(melding("Onbekend."),))
    )
    xml = codec("PersoonInfoResponse").encode(antwoord)
    assert b'<fwi:NietsGevonden xmlns:fwi="http://bkwi.nl/SuwiML/FWI/v0205"/>' in xml
    assert schema("ISIRaadplegen").validate(etree.fromstring(xml))
    gelezen = codec("PersoonInfoResponse").decode(etree.fromstring(xml))
    assert gelezen == antwoord
    assert gelezen.ClientSuwi is None


def test_de_fout_in_een_soap_fault_heeft_dezelfde_codec() -> None:
    xml = codec(FOUT_ELEMENT).encode(melding("Het bericht is niet geldig.")).decode()
    assert xml.startswith('<fwi:Fout xmlns:fwi="http://bkwi.nl/SuwiML/FWI/v0205"><Code>F020</Code>')


def test_meldingen_door_elkaar_worden_drie_rijen_en_komen_op_volgorde_terug() -> None:
    melding_xml = "<Code>I</Code><Tekst>t</Tekst><Bron><DN>d</DN></Bron>"
    fwi = etree.fromstring(
        '<f:FWI xmlns:f="http://bkwi.nl/SuwiML/FWI/v0205">'
        f"<Informatie>{melding_xml}</Informatie><Fout>{melding_xml}</Fout>"
        f"<Informatie>{melding_xml}</Informatie></f:FWI>"
    )
    gelezen = codec("FWI").decode(fwi)
    assert (len(gelezen.Fout), len(gelezen.Waarschuwing), len(gelezen.Informatie)) == (1, 0, 2)
    volgorde = [kind.tag for kind in etree.fromstring(codec("FWI").encode(gelezen))]
    assert volgorde == ["Fout", "Informatie", "Informatie"]


@pytest.mark.parametrize("tekst", ["a & b", "<Fout>", "]]>", "regel\r\nregel\r", "\té ş €", "", "'\"", "😀"])
def test_tekst_komt_terug_zoals_zij_was(tekst: str) -> None:
    xml = codec(FOUT_ELEMENT).encode(melding(tekst))
    assert codec(FOUT_ELEMENT).decode(etree.fromstring(xml)).Tekst == tekst


@pytest.mark.parametrize("tekst", ["\x00", "a\x01b", "\x0c", "\ud800", "\uffff"])
def test_wat_in_xml_niet_kan_bestaan_wordt_niet_geschreven(tekst: str) -> None:
    with pytest.raises(NietTeSchrijven, match="Melding/Tekst") as fout:
        codec(FOUT_ELEMENT).encode(melding(tekst))
    assert tekst not in str(fout.value)


@pytest.mark.parametrize(
    ("kop", "pad"),
    [
        ({"CdGemeente": None}, "PersoonInfo/Kop/CdGemeente"),
        ({"Gebruiker": 12}, "PersoonInfo/Kop/Gebruiker"),
    ],
)
def test_een_verkeerde_waarde_wordt_met_haar_veld_gemeld(kop: dict[str, Any], pad: str) -> None:
    vraag = dataclasses.replace(VRAAG, Kop=dataclasses.replace(KOP, **kop))
    with pytest.raises(NietTeSchrijven, match=pad):
        codec("PersoonInfo").encode(vraag)


def test_een_ander_bericht_wordt_niet_geschreven() -> None:
    with pytest.raises(NietTeSchrijven, match="verwacht PersoonInfo, kreeg Kop"):
        codec("PersoonInfo").encode(KOP)


def test_een_onbekend_bericht_heeft_geen_codec() -> None:
    with pytest.raises(ContractFout, match="BestaatNiet"):
        codec("BestaatNiet")


def test_elk_bericht_van_elke_operatie_heeft_een_codec() -> None:
    for operatie in OPERATIES.values():
        assert {operatie.verzoek, operatie.antwoord, operatie.fout} <= codecs().keys()
        assert codec(lokaal(operatie.verzoek)) is codec(operatie.verzoek)


@pytest.mark.parametrize(
    ("tekst", "getal"), [("+5", 5), (" 7\n", 7), ("007", 7), ("-0", 0), ("0" * 5000 + "1", 1), ("-12", -12)]
)
def test_elke_schrijfwijze_van_een_geheel_getal_wordt_gelezen(tekst: str, getal: int) -> None:
    assert geheel(tekst) == getal


def test_een_bericht_is_een_onveranderlijke_waarde() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        KOP.CdGemeente = "0599"  # type: ignore[misc]
    gelezen = codec("PersoonInfo").decode(etree.fromstring(VRAAG_XML))
    with pytest.raises(dataclasses.FrozenInstanceError):
        gelezen.Kop.CdGemeente = "0599"
    assert not hasattr(KOP, "__dict__")
    assert hash(gelezen) == hash(VRAAG)
    with pytest.raises(TypeError, match="CdGemeente"):
        berichten.Kop(Applicatiesleutel="s", Gebruiker="g")  # type: ignore[call-arg]


def test_een_datum_is_een_datum() -> None:
    bericht = dataclasses.fields(berichten.BoeteGegevens)
    assert [veld.name for veld in bericht][:3] == ["CdGrondslagBoete", "BedrBoete", "DatBoete"]
    boete = berichten.BoeteGegevens(CdGrondslagBoete="X", BedrBoete=25000, DatBoete=Datum("20110615"))
    assert boete.DatENieuweTermijn is None
