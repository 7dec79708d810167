"""Berichten die met hun omvang tijd of geheugen kosten (standards.md §5.1): diepte, aantallen, opvulling.

Elke grens staat ver boven wat een echt bericht nodig heeft en wordt van beide kanten getoond.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from isi_soap.contract.inhoud import HOOGSTENS_HERHAALD
from isi_soap.contract.uitleg import UITLEGBAAR
from isi_soap.soap.lezen import (
    MAX_ATTRIBUTEN,
    MAX_ATTRIBUTEN_SAMEN,
    MAX_DIEPTE,
    MAX_ELEMENTEN,
    MAX_NAAM,
    MAX_NAAMRUIMTEN,
)
from tests.aanvallen.bericht import GOED, indienen
from tests.aanvallen.proef import Proef
from tests.soap import berichten_maken
from tests.soap.berichten_maken import envelop, fault

MEGABYTE = 1024 * 1024
_SOAPENC = "http://schemas.xmlsoap.org/soap/encoding/"


def in_header(inhoud: str) -> bytes:
    """In een header die niemand kent: een bericht dat verder geldig is."""
    return envelop(GOED, f'<x:h xmlns:x="urn:x">{inhoud}</x:h>')


def in_verzoek(inhoud: str) -> bytes:
    return envelop(indienen(extra=inhoud))


PLAATSEN: dict[str, Callable[[str], bytes]] = {"header": in_header, "verzoek": in_verzoek}


def attributen(aantal: int, vorm: str = 'a{i}=""') -> str:
    return " ".join(vorm.replace("{i}", str(i)) for i in range(aantal))


@pytest.mark.parametrize("plaats", PLAATSEN)
@pytest.mark.parametrize("diepte", [MAX_DIEPTE, 257, 1_500, 19_000])
def test_diepe_nesting(plaats: str, diepte: int, proef: Proef) -> None:
    bericht = PLAATSEN[plaats]("<a>" * diepte + "</a>" * diepte)
    proef.geweigerd(bericht, nummer="0001")


def test_tot_aan_de_grens_mag_een_header_diep_zijn(proef: Proef) -> None:
    binnen = MAX_DIEPTE - 3  # Envelope, Header en de header zelf
    proef.aanvaard(in_header("<a>" * binnen + "</a>" * binnen))


@pytest.mark.parametrize("aantal", [1_500, 30_000, 300_000])
def test_tags_die_nooit_sluiten(aantal: int, proef: Proef) -> None:
    proef.geweigerd(envelop(GOED)[:-30] + b"<a>" * aantal, nummer="0001")


@pytest.mark.parametrize("plaats", PLAATSEN)
@pytest.mark.parametrize("ding", ["<a/>", "<a></a>", "<!---->"])
def test_te_veel_elementen(plaats: str, ding: str, proef: Proef) -> None:
    bericht = PLAATSEN[plaats](ding * (MAX_ELEMENTEN + 1))
    assert "elementen" in proef.geweigerd(bericht, nummer="0001").tekst


def test_onder_de_grens_is_een_onzinnig_bericht_snel_uitgelegd(proef: Proef) -> None:
    """Alle fouten uitleggen duurt kwadratisch langer; boven een grens volstaat het oordeel."""
    for aantal in (UITLEGBAAR - 50, UITLEGBAAR + 50, MAX_ELEMENTEN - 50):
        for ding in ("<Geslachtsnaam>9</Geslachtsnaam>", "<X/>"):
            assert proef.geweigerd(in_verzoek(ding * aantal), nummer="F001").details


@pytest.mark.parametrize("aantal", [HOOGSTENS_HERHAALD + 1, 9_000])
def test_een_lijst_zonder_einde(aantal: int, proef: Proef) -> None:
    """Het schema kent geen maximum; een vraag die geldig is maar duizenden waarden noemt, is er geen."""

    def zoek(keer: int) -> bytes:
        kop = berichten_maken.persoon_info().partition("<ClientSuwi>")[0]
        kop = kop.replace("PersoonInfo", "PersonenZoeken")
        waarden = "<CdNationaliteit>0001</CdNationaliteit>" * keer
        return envelop(f"{kop}<Zoekvraag>{waarden}</Zoekvraag></m:PersonenZoeken>")

    antwoord = proef.dienst(berichten_maken.verzoek(zoek(aantal)))
    assert fault(antwoord).details == (
        f"PersonenZoeken/Zoekvraag/CdNationaliteit: hoogstens {HOOGSTENS_HERHAALD} keer dit element",
    )
    assert proef.dienst(berichten_maken.verzoek(zoek(HOOGSTENS_HERHAALD))).status == 200


@pytest.mark.parametrize("type_", ["xsd:string[999999999]", "x[1,1000000]"])
def test_een_array_van_soap_codering(type_: str, proef: Proef) -> None:
    ding = f'<Kop xmlns:e="{_SOAPENC}" e:arrayType="{type_}">'
    proef.geweigerd(envelop(GOED.replace("<Kop>", ding)))
    proef.geweigerd(envelop(GOED.replace("<Kop>", f'<Kop xmlns:e="{_SOAPENC}" e:offset="[9]">')))


@pytest.mark.parametrize("plaats", PLAATSEN)
@pytest.mark.parametrize(
    "vorm",
    ['a{i}=""', "a{i}=''", 'a{i} = "x"', 'a{i}=">"', 'xmlns:n{i}="urn:x"', 'n:a{i}=""', "a{i}\n=\n'='"],
    ids=["gewoon", "enkele aanhaling", "spaties", "met >", "naamruimten", "met voorvoegsel", "regels"],
)
def test_te_veel_attributen(plaats: str, vorm: str, proef: Proef) -> None:
    """Canonicaliseren kost kwadratisch meer tijd naarmate een element meer attributen heeft."""
    for aantal in (MAX_ATTRIBUTEN + 1, 25_000):
        bericht = PLAATSEN[plaats](f'<a xmlns:n="urn:n" {attributen(aantal, vorm)}/>')
        wat = "naamruimten" if "xmlns" in vorm and aantal > MAX_NAAMRUIMTEN else "attributen"
        assert wat in proef.geweigerd(bericht, nummer="0001").tekst


def test_tot_aan_de_grens_mag_een_header_attributen_hebben(proef: Proef) -> None:
    proef.aanvaard(in_header(f"<a {attributen(MAX_ATTRIBUTEN)}/>"))


def test_overal_een_paar_attributen(proef: Proef) -> None:
    per_element = 60
    elementen = MAX_ATTRIBUTEN_SAMEN // per_element + 1
    bericht = in_header(f"<a {attributen(per_element)}/>" * elementen)
    assert "attributen" in proef.geweigerd(bericht, nummer="0001").tekst


def lagen(naamruimte: str, per_laag: int) -> str:
    """Vijftig lagen met elk hun eigen verklaringen, en binnenin van elk één gebruiker."""
    lagen = [attributen(per_laag, f'xmlns:n{laag}_{{i}}="{naamruimte}{laag}_{{i}}"') for laag in range(50)]
    open_ = "".join(f"<a {verklaringen}>" for verklaringen in lagen)
    gebruikt = "".join(f"<n{laag}_{i}:b/>" for laag in range(50) for i in range(per_laag))
    return open_ + gebruikt + "</a>" * 50


@pytest.mark.parametrize("naamruimte", ["urn:x", "urn:isi:Diensten:x"])
def test_naamruimten_op_elk_niveau(naamruimte: str, proef: Proef) -> None:
    """Wie ze allemaal erft heeft er duizenden in bereik: uitleggen duurde zo anderhalve minuut."""
    binnen = lagen(naamruimte, MAX_NAAMRUIMTEN // 50 - 1)
    proef.aanvaard(in_header(binnen))
    proef.geweigerd(in_verzoek(binnen), nummer="F001")
    proef.geweigerd(in_header(lagen(naamruimte, MAX_NAAMRUIMTEN // 50 + 1)), nummer="0001")
    proef.geweigerd(in_verzoek(lagen(naamruimte, 60)), nummer="0001")


def test_de_vingerafdruk_van_een_verzoek_vol_naamruimten(proef: Proef) -> None:
    """Verklaringen mogen in een geldig verzoek overal staan, en de vingerafdruk canonicaliseert."""
    verklaringen = attributen(MAX_NAAMRUIMTEN // 6, 'xmlns:n{i}="urn:x:{i}"')
    vol = GOED
    for naam in ("Kop", "ClientSuwi", "Geslachtsnaam", "MutatieverzoekGegevens", "Toelichting"):
        vol = vol.replace(f"<{naam}>", f"<{naam} {verklaringen}>")
    proef.aanvaard(envelop(vol))


def test_botsende_namen(proef: Proef) -> None:
    """Namen die met de bekende vermenigvuldigers (31, 33) dezelfde hash krijgen."""
    namen = ["".join(delen) for delen in product(("Ez", "FY"), repeat=13)][:5_000]
    for plaats in PLAATSEN.values():
        antwoord = proef.dienst_antwoord(plaats("".join(f"<{naam}/>" for naam in namen)))
        assert antwoord
    als_attribuut = " ".join(f'{naam}=""' for naam in namen[:100])
    proef.geweigerd(in_header(f"<a {als_attribuut}/>"), nummer="0001")


@pytest.mark.parametrize(
    "ding",
    ["<{naam}/>", "<x:{naam} xmlns:x='urn:x'/>", "<a {naam}='1'/>", "<a xmlns:{naam}='urn:x'/>", "</{naam}>"],
    ids=["element", "met voorvoegsel", "attribuut", "voorvoegsel", "sluittag"],
)
@pytest.mark.parametrize("lengte", [MAX_NAAM + 2, 100_000, 900_000])
def test_lange_namen(ding: str, lengte: int, proef: Proef) -> None:
    proef.geweigerd(in_header(ding.replace("{naam}", "n" * lengte)), nummer="0001")


def test_een_lange_waarde_is_geen_lange_naam(proef: Proef) -> None:
    """CDATA en commentaar beginnen ook met <; daar staat geen naam."""
    proef.aanvaard(envelop(indienen(toelichting=f"<![CDATA[{'a' * 1400}]]>")))
    proef.aanvaard(envelop(f"<!--{'a' * 1400}-->" + indienen(toelichting="a" * 1400)))


@pytest.mark.parametrize(
    "waarde",
    ["a" * 900_000, "&amp;" * 180_000, "&#65;" * 180_000, "<![CDATA[a]]>" * 9_000, " " * 900_000],
    ids=["tekst", "ampersands", "verwijzingen", "CDATA", "spaties"],
)
def test_een_waarde_zonder_einde(waarde: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(toelichting=waarde)), nummer="F001")


@pytest.mark.parametrize(
    "bericht",
    [
        envelop(" " * 900_000 + GOED),
        envelop(f"<!--{'x ' * 400_000}-->" + GOED),
        b"<!-- -->" * 9_000 + envelop(GOED),
        b'<?xml version="1.0"' + b" " * 900_000 + b"?>" + envelop(GOED),
        envelop(GOED.replace("<Kop>", "<Kop" + " " * 900_000 + ">")),
    ],
    ids=["witruimte", "commentaar", "commentaren vooraf", "in de declaratie", "in een tag"],
)
def test_opvulling_kost_niets(bericht: bytes, proef: Proef) -> None:
    """Binnen de grens van een bericht is opvulling geen aanval; zij hoort alleen niets te kosten."""
    proef.aanvaard(bericht)


def test_een_bericht_groter_dan_de_grens(proef: Proef) -> None:
    proef.bare_weigering(envelop(" " * MEGABYTE + GOED), 413)


@pytest.mark.parametrize(
    "bericht",
    [
        b"<" * 900_000,
        (b"<" + b"a" * 255) * 3_900,
        b"<a " + b"a='" * 300_000,
        b"<!-- a " * 19_000,
        b"<!--" + b"-" * 900_000,
        b"<a " + b"=\"'" * 300_000,
        b"<a" + b" a" * 450_000,
        b"<![CDATA[" * 19_000,
        b"&" * 900_000,
        b" \n" * 450_000 + b"<!",
    ],
    ids=[
        "tags",
        "namen",
        "aanhalingen",
        "commentaar",
        "streepjes",
        "gemengd",
        "zonder waarde",
        "CDATA",
        "ampersands",
        "aanloop",
    ],
)
def test_onze_eigen_patronen_zijn_lineair(bericht: bytes, proef: Proef) -> None:
    """Wat vóór het ontleden in de bytes zoekt, mag van geen invoer traag worden."""
    proef.geweigerd(bericht, nummer="0001")


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("naam", "a " * 450_000),
        ("naam", "'-" * 450_000),
        ("gebruiker", "a" * 900_000),
        ("huisnr", "9" * 900_000),
    ],
)
def test_patronen_in_het_schema_zijn_lineair(veld: str, waarde: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(**{veld: waarde})), nummer="F001")
