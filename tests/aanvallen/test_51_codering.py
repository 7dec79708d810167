"""Trucs met de tekencodering (standards.md §5.1): een filter ziet iets anders dan de lezer.

De dienst leest alleen UTF-8, wat het bericht er zelf ook over zegt.
"""

from __future__ import annotations

import codecs

import pytest

from tests.aanvallen.bericht import GOED, XML, indienen
from tests.aanvallen.proef import Proef
from tests.soap.berichten_maken import envelop

_DTD = '<!DOCTYPE a [<!ENTITY x "y">]>'


def declaratie(codering: str) -> bytes:
    return f'<?xml version="1.0" encoding="{codering}"?>'.encode()


def utf7(tekst: str) -> bytes:
    """UTF-7 waarin ook < en ! verstopt zijn: in de bytes staat nergens DOCTYPE."""
    return tekst.replace("<!", "+ADwAIQ-").encode()


@pytest.mark.parametrize("charset", [None, "utf-8"])
@pytest.mark.parametrize("genoemd", ["UTF-7", "utf-8", "unicode-1-1-utf-7"])
def test_een_doctype_in_utf_7(charset: str | None, genoemd: str, proef: Proef) -> None:
    """lxml leest dit als DOCTYPE; wie alleen naar de bytes kijkt mist hem."""
    koppen = {} if charset else XML
    proef.geweigerd(declaratie(genoemd) + utf7(_DTD) + envelop(GOED), **koppen)


@pytest.mark.parametrize(
    "codering", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037", "cp500", "shift_jis", "latin-1"]
)
@pytest.mark.parametrize("met_dtd", [False, True])
def test_een_andere_codering(codering: str, met_dtd: bool, proef: Proef) -> None:
    tekst = (_DTD if met_dtd else "") + envelop(indienen(toelichting="é")).decode()
    if codering == "shift_jis":
        tekst = tekst.replace("é", "日本")
    proef.geweigerd(tekst.encode(codering))
    proef.geweigerd(tekst.encode(codering), **XML)


@pytest.mark.parametrize(
    "bom", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, b"\x4c\x6f\xa7\x94"]
)
def test_een_bom_van_een_andere_codering_voor_utf_8(bom: bytes, proef: Proef) -> None:
    proef.geweigerd(bom + envelop(GOED))


def test_twee_boms(proef: Proef) -> None:
    proef.geweigerd(codecs.BOM_UTF8 * 2 + envelop(GOED), nummer="0001")


def test_een_bom_midden_in_een_naam(proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(naam="Zand\ufeffloper")), nummer="F001")


@pytest.mark.parametrize("genoemd", ["ISO-8859-1", "UTF-16", "UTF-7", "EBCDIC-CP-US"])
def test_de_declaratie_telt_niet_naast_charset(genoemd: str, proef: Proef) -> None:
    """R1019; zonder charset is een andere declaratie een fout (0009)."""
    proef.aanvaard(declaratie(genoemd) + envelop(GOED))
    proef.geweigerd(declaratie(genoemd) + envelop(GOED), nummer="0009", **XML)


def test_latin_1_die_utf_8_lijkt(proef: Proef) -> None:
    """Met charset telt de declaratie niet: de bytes zijn UTF-8 en blijven dat."""
    antwoord = proef.aanvaard(declaratie("ISO-8859-1") + envelop(indienen(naam="Zandlópér")))
    assert antwoord.status == 200


@pytest.mark.parametrize(
    "bytes_",
    [
        b"\xc0\xbcx",
        b"\xe0\x80\xbc",
        b"\xf0\x80\x80\xbc",
        b"\xc1\xbf",
        b"\xed\xa0\x80",
        b"\xed\xa0\x80\xed\xb0\x80",
        b"\xf4\x90\x80\x80",
        b"\xff",
        b"\x80",
        b"\xc3",
    ],
    ids=[
        "< in 2",
        "< in 3",
        "< in 4",
        "DEL in 2",
        "half paar",
        "CESU-8",
        "boven U+10FFFF",
        "FF",
        "los vervolg",
        "half teken",
    ],
)
def test_bytes_die_geen_utf_8_zijn(bytes_: bytes, proef: Proef) -> None:
    """Te lang gecodeerd wordt een < pas na het filter zichtbaar."""
    bericht = envelop(indienen(naam="Zand@loper")).replace(b"@", bytes_)
    proef.geweigerd(bericht, nummer="0009")
    proef.geweigerd(envelop(GOED) + bytes_, nummer="0009")


@pytest.mark.parametrize("teken", ["\x00", "\x01", "\x08", "\x0b", "\x1b", "\x1f", "\ufffe", "\uffff"])
def test_tekens_die_xml_niet_kent(teken: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(naam=f"Zand{teken}loper")), nummer="0001")


@pytest.mark.parametrize(
    "verwijzing", ["&#0;", "&#x0;", "&#8;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&#99999999999;"]
)
def test_verwijzingen_naar_wat_xml_niet_kent(verwijzing: str, proef: Proef) -> None:
    proef.geweigerd(envelop(indienen(naam=f"Zand{verwijzing}loper")), nummer="0001")


@pytest.mark.parametrize(
    "charset",
    [
        "utf-7",
        "utf-16",
        "unicode_escape",
        "raw_unicode_escape",
        "bestaat-niet",
        "idna",
        "base64",
        "hex",
        "zlib",
        "latin-1",
        "us-ascii; charset=utf-7",
        "utf-8\x00",
        "undefined",
        "",
        "mbcs",
    ],
)
def test_een_charset_die_een_codec_van_python_is(charset: str, proef: Proef) -> None:
    proef.bare_weigering(envelop(GOED), 415, **{"content-type": f"text/xml; charset={charset}"})


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_utf_8_hoe_ook_geschreven(charset: str, proef: Proef) -> None:
    proef.aanvaard(envelop(GOED), **{"content-type": f"text/xml; charset={charset}"})


@pytest.mark.parametrize(
    "voor",
    [
        b'<?xml version="1.1"?>',
        b'<?xml version="2.0"?>',
        b'<?xml version="1.0\x00"?>',
        b"<?xml?>",
        b'<?xml encoding="utf-8"?>',
        b'<?xml version="1.0" encoding="utf-8" x="y"?>',
        b'<?xml version="1.0" standalone="maybe"?>',
        b'<?XML version="1.0"?>',
        b' <?xml version="1.0"?>',
        b'<?xml version="1.0"?><?xml version="1.0"?>',
        b'<?xml version="1.0"',
        b"<?xml version='1.0\"?>",
        b'<?xml version="1.0" encoding=""?>',
        b"<?xmlx version='1.0'?>",
        b'<!-- x --><?xml version="1.0"?>',
    ],
)
def test_een_declaratie_die_niet_klopt(voor: bytes, proef: Proef) -> None:
    proef.geweigerd(voor + envelop(GOED), nummer="0001")


@pytest.mark.parametrize("voor", [b'<?xml version="1.0"?>', b"<?xml version='1.0' standalone='no' ?>\r\n"])
def test_een_declaratie_die_klopt(voor: bytes, proef: Proef) -> None:
    proef.aanvaard(voor + envelop(GOED))
