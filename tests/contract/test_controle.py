"""Wat er aan een verzoek mankeert: waar, en in het Nederlands wat verwacht werd."""

from __future__ import annotations

from time import process_time

import pytest
from lxml import etree

from isi_soap.contract.bevinding import HOOGSTENS
from isi_soap.contract.controle import Bevinding, controleer, controleer_inhoud, schema_bevindingen
from isi_soap.contract.inhoud import HOOGSTENS_HERHAALD, leesbaar
from isi_soap.contract.uitleg import UITLEGBAAR
from tests.plafond import PLAFOND

VRAAG = (
    '<isi:PersoonInfo xmlns:isi="urn:isi:Diensten:ISIRaadplegen:v0100"><Kop>'
    "<Applicatiesleutel>sleutel-van-de-gemeente</Applicatiesleutel><CdGemeente>0363</CdGemeente>"
    "<Gebruiker>m.jansen</Gebruiker></Kop><ClientSuwi><Burgerservicenr>999990019</Burgerservicenr>"
    "</ClientSuwi></isi:PersoonInfo>"
)
SIGNALEN = VRAAG.replace("PersoonInfo", "SignalenOphalen").replace("Raadplegen", "Signalen")


def bevindingen(oud: str, nieuw: str) -> list[tuple[str, str]]:
    assert oud in VRAAG
    element = etree.fromstring(VRAAG.replace(oud, nieuw))
    return [(b.pad, b.verwacht) for b in controleer("ISIRaadplegen", element)]


def test_een_geldig_verzoek_heeft_geen_bevindingen() -> None:
    assert controleer("ISIRaadplegen", etree.fromstring(VRAAG)) == []


@pytest.mark.parametrize(
    ("oud", "nieuw", "pad", "verwacht"),
    [
        ("<CdGemeente>0363</CdGemeente>", "", "PersoonInfo/Kop/CdGemeente", "verplicht en ontbreekt"),
        ("</Kop>", "<Geheim/></Kop>", "PersoonInfo/Kop", "op plaats 4 geen onbekend element, maar"),
        ("</Kop>", "<CdGemeente>0363</CdGemeente></Kop>", "PersoonInfo/Kop/CdGemeente[2]", "hoogstens één"),
        ("<Kop>", '<Kop soort="x">', "PersoonInfo/Kop", "geen attributen"),
        ("<Kop>", "<Kop>hallo", "PersoonInfo/Kop", "zonder tekst ertussen"),
        ("0363", "Gouda", "PersoonInfo/Kop/CdGemeente", "precies 4 tekens, van de vorm [0-9]{4}. Gemeente"),
        ("0363", "<b>0363</b>", "PersoonInfo/Kop/CdGemeente", "alleen een waarde"),
        ("999990019", "999990018", "PersoonInfo/ClientSuwi/Burgerservicenr", "elfproef"),
        ("999990019", "000000000", "PersoonInfo/ClientSuwi/Burgerservicenr", "elfproef"),
        (
            "<Kop>",
            '<Kop xmlns="urn:isi:Diensten:ISIRaadplegen:v0100">',
            "PersoonInfo/Kop",
            "zonder naamruimte",
        ),
        ("v0100", "v0200", "Body", "PersoonInfo"),
    ],
)
def test_een_fout_wordt_met_haar_plaats_gemeld(oud: str, nieuw: str, pad: str, verwacht: str) -> None:
    gevonden = bevindingen(oud, nieuw)
    assert [p for p, _ in gevonden] == [pad]
    assert verwacht in gevonden[0][1]


def test_alle_fouten_van_een_bericht_tegelijk() -> None:
    vraag = VRAAG.replace("0363", "36").replace("999990019", "12").replace("m.jansen", "Jan Jansen")
    gevonden = controleer("ISIRaadplegen", etree.fromstring(vraag))
    assert [b.pad for b in gevonden] == [
        "PersoonInfo/Kop/CdGemeente",
        "PersoonInfo/Kop/Gebruiker",
        "PersoonInfo/ClientSuwi/Burgerservicenr",
    ]


def test_geen_waarde_en_geen_eigen_naam_uit_het_bericht_in_de_uitleg() -> None:
    vraag = VRAAG.replace("0363", "GEHEIM1").replace("</Kop>", "<Geheim2>GEHEIM3</Geheim2></Kop>")
    tekst = str(controleer("ISIRaadplegen", etree.fromstring(vraag.replace("999990019", "GEHEIM4"))))
    assert "geheim" not in tekst.lower()


def test_een_bericht_in_een_envelope_krijgt_hetzelfde_pad() -> None:
    kaal = VRAAG.replace("0363", "x")
    element = etree.fromstring(f"<Envelope><Body>{kaal}</Body></Envelope>")[0][0]
    assert controleer("ISIRaadplegen", element) == controleer("ISIRaadplegen", etree.fromstring(kaal))
    assert element.getparent() is not None


def test_een_bericht_van_een_andere_dienst_wordt_geweigerd() -> None:
    (gevonden,) = schema_bevindingen("ISIMuteren", etree.fromstring(VRAAG))
    assert gevonden.pad == "Body"
    assert "RegistreerVoorziening" in gevonden.verwacht


def signalen(codes: str) -> etree._Element:
    begin, _, _ = SIGNALEN.partition("<ClientSuwi>")
    return etree.fromstring(f"{begin}{codes}</isi:SignalenOphalen>")


def test_een_onbekende_code_noemt_de_bekende() -> None:
    codes = "<CdSignaal>SS064</CdSignaal><CdSignaal>SS999</CdSignaal>"
    (gevonden,) = controleer("ISISignalen", signalen(codes))
    assert gevonden.pad == "SignalenOphalen/CdSignaal[2]"
    assert gevonden.verwacht.startswith("een bekende code van CdSignaal: SS064, SS901")


@pytest.mark.parametrize(
    ("datum", "goed"),
    [("20120229", True), ("20110229", False), ("20110231", False), ("20110400", True), ("20110012", False)],
)
def test_een_dag_staat_op_de_kalender(datum: str, goed: bool) -> None:
    gevonden = controleer("ISISignalen", signalen(f"<DatVanaf>{datum}</DatVanaf>"))
    assert [b.pad for b in gevonden] == ([] if goed else ["SignalenOphalen/DatVanaf"])


@pytest.mark.parametrize("tekst", ["El Idrissi", "Şahin-Öztürk", "regel\r\nregel\t", "d’Été", "أمينة", "😀"])
def test_gewone_tekst_mag(tekst: str) -> None:
    assert leesbaar(tekst)


@pytest.mark.parametrize(
    "tekst", ["a\x00", "\x1b[31m", "a\x85b", "abc\u202edcba", "\u2066x", "\ufeffx", "a\u200bb", "a\U000e0041"]
)
def test_stuurtekens_en_richtingtekens_mogen_niet(tekst: str) -> None:
    assert not leesbaar(tekst)


def test_hoogstens_vijftig_bevindingen() -> None:
    element = signalen("<CdSignaal>fout</CdSignaal>" * 200)
    assert len(controleer("ISISignalen", element)) == HOOGSTENS
    element = signalen("<CdSignaal>SS000</CdSignaal>" * 200)
    assert len(controleer("ISISignalen", element)) == HOOGSTENS


def test_een_enorm_bericht_krijgt_alleen_het_oordeel() -> None:
    element = signalen("<CdSignaal>fout</CdSignaal>" * (UITLEGBAAR + 1))
    assert controleer("ISISignalen", element) == [
        Bevinding(pad="SignalenOphalen", verwacht="een bericht volgens het schema van ISISignalen")
    ]


@pytest.mark.parametrize("ruimte", ["urn:x", "urn:isi:Diensten:x"])
def test_duizenden_naamruimten_houden_de_uitleg_niet_op(ruimte: str) -> None:
    """xmlschema deed hier een halve minuut over."""
    lagen = [" ".join(f'xmlns:n{laag}_{i}="{ruimte}{laag}_{i}"' for i in range(38)) for laag in range(50)]
    gebruikt = "".join(f"<n{laag}_{i}:b/>" for laag in range(50) for i in range(38))
    element = signalen("".join(f"<a {laag}>" for laag in lagen) + gebruikt + "</a>" * 50)
    begin = process_time()
    (gevonden,) = controleer("ISISignalen", element)
    assert process_time() - begin < PLAFOND
    assert gevonden.pad == "SignalenOphalen"


def test_een_lijst_heeft_een_maximum() -> None:
    assert controleer("ISISignalen", signalen("<CdSignaal>SS064</CdSignaal>" * HOOGSTENS_HERHAALD)) == []
    (gevonden,) = controleer(
        "ISISignalen", signalen("<CdSignaal>SS064</CdSignaal>" * (HOOGSTENS_HERHAALD + 1))
    )
    assert gevonden == Bevinding(
        pad="SignalenOphalen/CdSignaal", verwacht=f"hoogstens {HOOGSTENS_HERHAALD} keer dit element"
    )


def test_een_bericht_zonder_te_toetsen_inhoud_is_goed() -> None:
    assert controleer_inhoud("geen bericht") == []
