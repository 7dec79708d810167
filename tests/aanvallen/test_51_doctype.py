"""Wat een XML-bericht van buiten kan halen of uit zichzelf kan laten groeien (standards.md §5.1).

XXE, entiteiten in entiteiten, standaardattributen uit een DTD, XInclude, xml-stylesheet en schemaLocation:
een DOCTYPE of instructie wordt geweigerd voor het ontleden, en een verwijzing wordt nooit gevolgd.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.aanvallen.bericht import GOED, XSI, indienen
from tests.aanvallen.proef import Luisteraar, Proef
from tests.soap.berichten_maken import envelop

GEHEIM = "inhoud-die-niet-naar-buiten-mag"
_BOM = b"\xef\xbb\xbf"
_XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'


def met_dtd(inhoud: str, naam: str = "&x;", **waarden: str) -> bytes:
    return f"<!DOCTYPE s:Envelope [{inhoud}]>".encode() + envelop(indienen(naam=naam, **waarden))


@pytest.fixture
def bestand(tmp_path: Path) -> Path:
    pad = tmp_path / "geheim.txt"
    pad.write_text(GEHEIM)
    return pad


@pytest.mark.parametrize(
    "dtd",
    [
        '<!ENTITY x SYSTEM "{bestand}">',
        '<!ENTITY x SYSTEM "{poort}/x">',
        '<!ENTITY x PUBLIC "-//X//X" "{poort}/x">',
        '<!ENTITY % p SYSTEM "{poort}/x.dtd"> %p;',
        '<!ENTITY % f SYSTEM "{bestand}"><!ENTITY % p "<!ENTITY x SYSTEM \'{poort}/%f;\'>"> %p;',
    ],
    ids=["bestand", "adres", "PUBLIC", "parameter", "bestand naar adres"],
)
def test_xxe(dtd: str, proef: Proef, luisteraar: Luisteraar, bestand: Path) -> None:
    ingevuld = dtd.replace("{bestand}", bestand.as_uri()).replace("{poort}", luisteraar.adres)
    gevonden = proef.geweigerd(met_dtd(ingevuld), nummer="0001")
    assert "DOCTYPE" in gevonden.tekst
    assert GEHEIM not in gevonden.tekst


def test_xxe_met_een_dtd_van_elders(proef: Proef, luisteraar: Luisteraar) -> None:
    proef.geweigerd(f'<!DOCTYPE a SYSTEM "{luisteraar.adres}/a.dtd">'.encode() + envelop(GOED), nummer="0001")


@pytest.mark.parametrize(
    "voor",
    [b"", _BOM, b"<!-- x -->", b" \n", b'<?xml version="1.0"?>\n<!-- x --> <!-- y -->\n'],
    ids=["vooraan", "na een BOM", "na commentaar", "na witruimte", "na de declaratie"],
)
def test_een_doctype_waar_hij_ook_staat(voor: bytes, proef: Proef) -> None:
    assert "DOCTYPE" in proef.geweigerd(voor + met_dtd("<!ENTITY x 'y'>"), nummer="0001").tekst


def test_billion_laughs(proef: Proef) -> None:
    entiteiten = "<!ENTITY a0 'lol'>" + "".join(
        f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
    )
    proef.geweigerd(met_dtd(entiteiten, "&a9;"), nummer="0001")


def test_een_entiteit_in_zichzelf(proef: Proef) -> None:
    proef.geweigerd(met_dtd("<!ENTITY a '&b;'><!ENTITY b '&a;'>", "&a;"), nummer="0001")


def test_kwadratische_groei(proef: Proef) -> None:
    proef.geweigerd(met_dtd(f"<!ENTITY x '{'a' * 100_000}'>", "&x;" * 5000), nummer="0001")


def test_entiteit_in_een_attribuut(proef: Proef) -> None:
    """Daar vult libxml2 haar ook in als entiteiten niet opgelost worden."""
    bericht = met_dtd(f"<!ENTITY x '{'a' * 50_000}'>", "Z").replace(b"<Kop>", b'<Kop a="&x;&x;&x;">')
    proef.geweigerd(bericht, nummer="0001")


@pytest.mark.parametrize("waarde", ["&x;", "&amp;x;&xxe;"])
def test_een_entiteit_zonder_doctype(waarde: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(naam=waarde)), nummer="0001")


def test_standaardattributen_uit_een_dtd(proef: Proef) -> None:
    dtd = "<!ATTLIST Kop href CDATA '#x'><!ATTLIST s:Body Id ID 'echt'>"
    proef.geweigerd(met_dtd(dtd, "Z"), nummer="0001")


@pytest.mark.parametrize("plaats", ["Envelope", "verzoek", "waarde"])
@pytest.mark.parametrize("attribuut", ["schemaLocation", "noNamespaceSchemaLocation"])
def test_een_schema_van_elders_wordt_niet_gehaald(
    plaats: str, attribuut: str, proef: Proef, luisteraar: Luisteraar
) -> None:
    adres = f"{luisteraar.adres}/x.xsd"
    waarde = f"urn:x {adres}" if attribuut == "schemaLocation" else adres
    teken = f' xmlns:xsi="{XSI}" xsi:{attribuut}="{waarde}"'
    bericht = {
        "Envelope": envelop(GOED, attributen=teken),
        "verzoek": envelop(GOED.replace("<m:MutatieverzoekIndienen", f"<m:MutatieverzoekIndienen{teken}")),
        "waarde": envelop(GOED.replace("<Geslachtsnaam>", f"<Geslachtsnaam{teken}>")),
    }[plaats]
    proef.aanvaard(bericht)
    assert not luisteraar.gebeld
    # Ook niet als xmlschema moet uitleggen wat eraan mankeert.
    proef.geweigerd(bericht.replace(b"<Huisnr>3", b"<Huisnr>nul"), nummer="F001")


def test_een_ander_schema_verandert_niets_aan_de_eisen(proef: Proef, tmp_path: Path) -> None:
    """Een schema dat alles goedvindt, op deze schijf: wie het volgt, laat een fout bericht door."""
    ruim = tmp_path / "ruim.xsd"
    ruim.write_text('<schema xmlns="http://www.w3.org/2001/XMLSchema"><element name="Extra"/></schema>')
    teken = f'xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation="{ruim.as_uri()}"'
    proef.geweigerd(envelop(indienen(extra=f"<Extra {teken}/>")), nummer="F001")


@pytest.mark.parametrize("plaats", ["waarde", "header", "Body"])
def test_xinclude(plaats: str, proef: Proef, bestand: Path) -> None:
    """Als tekst zou het bestand de naam van de persoon worden."""
    ding = f'<xi:include {_XI} href="{bestand.as_uri()}" parse="text"/>'
    bericht = {
        "waarde": envelop(indienen(naam=ding)),
        "header": envelop(GOED, ding),
        "Body": envelop(ding),
    }[plaats]
    proef.geweigerd(bericht)
    assert GEHEIM.encode() not in proef.dienst_antwoord(bericht)


@pytest.mark.parametrize(
    "bericht",
    [
        b'<?xml-stylesheet type="text/xsl" href="{poort}/x.xsl"?>' + envelop(GOED),
        b'<?xml version="1.0"?><?xml-stylesheet href="{poort}/x.css"?>' + envelop(GOED),
        envelop('<?xml-stylesheet href="{poort}/x"?>' + GOED),
        envelop(GOED.replace("<Kop>", "<Kop><?php system('id') ?>")),
        envelop(indienen(naam="Zand<?x y?>loper")),
        envelop(GOED, "<?x y?>"),
        envelop(GOED) + b"<?x y?>",
    ],
    ids=[
        "vooraan",
        "na de declaratie",
        "in de Body",
        "in de kop",
        "in een waarde",
        "in de Header",
        "achteraan",
    ],
)
def test_instructies(bericht: bytes, proef: Proef, luisteraar: Luisteraar) -> None:
    met_adres = bericht.replace(b"{poort}", luisteraar.adres.encode())
    assert "verwerkingsinstructies" in proef.geweigerd(met_adres, nummer="0001").tekst


@pytest.mark.parametrize("waar", ["xmlns:a", "xmlns", "xml:base"])
def test_een_naamruimte_is_geen_adres(waar: str, proef: Proef, luisteraar: Luisteraar) -> None:
    bericht = envelop(GOED.replace("<Geslachtsnaam>", f'<Geslachtsnaam {waar}="{luisteraar.adres}/x">'))
    antwoord = proef.dienst_antwoord(bericht)
    assert etree.fromstring(antwoord) is not None
    assert not luisteraar.gebeld
