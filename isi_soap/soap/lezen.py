"""Van bytes naar een gecontroleerde boom: wat hier doorheen komt, mag de rest van de draad vertrouwen.

De goedkope vragen gaan voor: tellen in de bytes, dan ontleden, dan pas nauwkeurig kijken waar het tellen
reden toe gaf. Een gewoon bericht betaalt alleen het tellen (standards.md §5.1).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from operator import methodcaller
from typing import Final

from lxml import etree

from isi_soap.soap.fouten import geen_envelope, onleesbaar, verkeerde_codering

MAX_DIEPTE: Final = 64
MAX_ELEMENTEN: Final = 10_000
MAX_ATTRIBUTEN: Final = 64  # per element, verklaringen van naamruimten meegeteld
MAX_ATTRIBUTEN_SAMEN: Final = 5_000
# Verklaringen in het hele bericht. Een handtekening toetsen kost het aantal elementen maal dat wat zij erven:
# bij deze grenzen een halve seconde, en een gewoon bericht heeft er honderden keren minder.
MAX_NAAMRUIMTEN: Final = 300
MAX_NAAM: Final = 256

_BOM: Final = b"\xef\xbb\xbf"
_DECLARATIE = re.compile(
    rb"""<\?xml\s+version\s*=\s*["']([^"'<>]{1,16})["']"""
    rb"""(?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'])?(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>"""
)
# Zo begint bijna elk bericht; dan hoeft het patroon niet.
_GEWONE_DECLARATIE: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>',
    b'<?xml version="1.0" encoding="utf-8"?>',
)
# Wat er vóór de wortel mag staan: witruimte en commentaar.
_AANLOOP = re.compile(rb"(?:\s+|<!--(?:(?!--).)*-->)*", re.DOTALL)
_STARTTAG = re.compile(rb"""<[^\s<>!?/"'][^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*>""")
_ATTRIBUUT = re.compile(rb"""=\s*["']""")
_LANG_DEEL = re.compile(rb"<[^<]{%d}" % (MAX_NAAM + 1))
# Wat op een < volgt. Ook commentaar en CDATA, maar dan staat er geen naam. Een voorvoegsel is ook een naam.
_LANGE_NAAM = re.compile(rb"\A[^\s>/!?][^\s>/]{%d}|xmlns:[^\s=]{%d}" % (MAX_NAAM + 1, MAX_NAAM + 1))
# Attributen die niet mogen; zonder zo'n reeks bytes zijn zij er niet. Elk apart: dan zoekt re het snelst.
_VERDACHT = (re.compile(rb"id\s*="), re.compile(rb"href\s*="))
_LANG_ATTRIBUUT = re.compile(rb"""[\s:][^\s:=<>"'/]{%d}""" % (MAX_NAAM + 1))
# Commentaar, CDATA of een verwerkingsinstructie.
_GEEN_ELEMENT = re.compile(rb"<[!?]")
_gelijktekens = methodcaller("count", b"=")
_TE_DIEP = etree.XPath("boolean(" + "/*" * (MAX_DIEPTE + 1) + ")")


class _Lezers(threading.local):
    """Per thread een parser: lxml laat threads op een gedeelde parser wachten."""

    def __init__(self) -> None:
        self.lezer = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            dtd_validation=False,
            attribute_defaults=False,
            huge_tree=False,
            recover=False,
            remove_blank_text=False,
            collect_ids=False,
        )


_lezers = _Lezers()


def lees(bericht: bytes, charset_genoemd: bool = True) -> etree._Element:
    """De wortel van het bericht, of een SoapFout. Naast `charset` telt de codering in de declaratie niet."""
    tekst = bericht[3:] if bericht.startswith(_BOM) else bericht
    if not tekst.isascii():
        _eis_utf8(tekst)
    begin = _toets_aanloop(tekst, charset_genoemd)
    haken = tekst.count(b"<", begin)
    if haken > MAX_ELEMENTEN and haken - tekst.count(b"</") > MAX_ELEMENTEN:
        raise onleesbaar(f"meer dan {MAX_ELEMENTEN} elementen.")
    lange = _lange_delen(tekst) if _LANG_DEEL.search(tekst) else ()
    if any(map(_LANGE_NAAM.search, lange)):
        raise onleesbaar(f"een naam is langer dan {MAX_NAAM} tekens.")
    attributen = tekst.count(b"=", begin)
    naamruimten = tekst.count(b"xmlns")
    if naamruimten > MAX_NAAMRUIMTEN:
        raise onleesbaar(f"meer dan {MAX_NAAMRUIMTEN} verklaringen van naamruimten.")
    if attributen > MAX_ATTRIBUTEN and _lijkt_te_veel(tekst, attributen):
        _toets_attributen(tekst)
    try:
        wortel = etree.fromstring(tekst, _lezers.lezer)
    except etree.XMLSyntaxError as fout:
        regel, kolom = fout.position
        raise onleesbaar(f"geen welgevormde XML 1.0 (regel {regel}, kolom {kolom}).") from None
    except ValueError:
        raise onleesbaar("geen welgevormde XML 1.0.") from None
    if haken > 2 * MAX_DIEPTE and _TE_DIEP(wortel):
        raise onleesbaar(f"elementen zijn dieper genest dan {MAX_DIEPTE} niveaus.")
    if attributen > naamruimten and (
        any(patroon.search(tekst) for patroon in _VERDACHT) or any(map(_LANG_ATTRIBUUT.search, lange))
    ):
        _toets_attribuutnamen(wortel)
    if _GEEN_ELEMENT.search(tekst, begin):
        _toets_knopen(wortel)
    return wortel


def _eis_utf8(tekst: bytes) -> None:
    try:
        tekst.decode("utf-8", "strict")
    except UnicodeDecodeError as fout:
        raise verkeerde_codering(f"byte {fout.start + 1} past niet in UTF-8.") from None


def _toets_aanloop(tekst: bytes, charset_genoemd: bool) -> int:
    """Vóór de wortel: hoogstens een declaratie van XML 1.0; nooit DOCTYPE of verwerkingsinstructies.

    Geeft de plaats waar de wortel begint.
    """
    begin = 0
    if tekst.startswith(_GEWONE_DECLARATIE):
        begin = len(_GEWONE_DECLARATIE[0])
    elif tekst.startswith(b"<?xml") and tekst[5:6] in (b" ", b"\t", b"\r", b"\n"):
        declaratie = _DECLARATIE.match(tekst)
        if declaratie is None:
            raise onleesbaar("de XML-declaratie klopt niet.")
        if declaratie[1] != b"1.0":
            raise onleesbaar("alleen XML 1.0 wordt gelezen.")
        codering = declaratie[2]
        if not charset_genoemd and codering and codering.lower() not in (b"utf-8", b"us-ascii"):
            raise verkeerde_codering("de XML-declaratie noemt een andere codering.")
        begin = declaratie.end()
    wortel = tekst[begin : begin + 4].lstrip()
    if wortel[:1] == b"<" and wortel[1:2].isalpha():
        return begin  # het gewone geval: de wortel volgt meteen
    aanloop = _AANLOOP.match(tekst, begin)
    begin = aanloop.end() if aanloop else begin
    if tekst.startswith(b"<!DOCTYPE", begin):
        raise onleesbaar("een DOCTYPE is niet toegestaan.")
    if tekst.startswith(b"<?", begin):
        raise onleesbaar("verwerkingsinstructies zijn niet toegestaan.")
    if begin >= len(tekst):
        raise onleesbaar("het is leeg.")
    if not tekst.startswith(b"<", begin):
        raise onleesbaar("geen welgevormde XML 1.0.")
    return begin


def _lange_delen(tekst: bytes) -> list[bytes]:
    """Alleen in een lang deel past een te lange naam."""
    return [deel for deel in tekst.split(b"<") if len(deel) > MAX_NAAM]


def _lijkt_te_veel(tekst: bytes, attributen: int) -> bool:
    """Ruw geteld: geen tag heeft meer attributen dan er gelijktekens volgen tot de volgende."""
    return attributen > MAX_ATTRIBUTEN_SAMEN or max(map(_gelijktekens, tekst.split(b"<"))) > MAX_ATTRIBUTEN


def _toets_attributen(tekst: bytes) -> None:
    """Alleen als er veel zijn: per starttag tellen, in de bytes, nog voor het ontleden."""
    samen = 0
    for tag in _STARTTAG.finditer(tekst):
        aantal = len(_ATTRIBUUT.findall(tag[0]))
        samen += aantal
        if aantal > MAX_ATTRIBUTEN:
            raise onleesbaar(f"een element heeft meer dan {MAX_ATTRIBUTEN} attributen.")
        if samen > MAX_ATTRIBUTEN_SAMEN:
            raise onleesbaar(f"meer dan {MAX_ATTRIBUTEN_SAMEN} attributen.")


def _toets_attribuutnamen(wortel: etree._Element) -> None:
    """id en href van SOAP-codering verplaatsen inhoud; soapenc kennen wij niet (R1005, R2113)."""
    for element in wortel.iter("*"):
        for naam in map(str, element.keys()):
            if naam in ("id", "href"):
                raise geen_envelope("attributen id en href zijn niet toegestaan.")
            if len(naam) - naam.rfind("}") - 1 > MAX_NAAM:
                raise onleesbaar(f"een naam is langer dan {MAX_NAAM} tekens.")


def _toets_knopen(wortel: etree._Element) -> None:
    """Geen verwerkingsinstructies; commentaar alleen tussen elementen, nooit in of rond een waarde."""
    if next(_instructies(wortel), None) is not None:
        raise onleesbaar("verwerkingsinstructies zijn niet toegestaan.")
    for knoop in wortel.iter(etree.Comment):
        ouder = knoop.getparent()
        if ouder is None:
            continue
        alleen_commentaar = next(ouder.iterchildren("*"), None) is None
        if alleen_commentaar or any(deel and deel.strip() for deel in (ouder.text, *(k.tail for k in ouder))):
            raise onleesbaar("commentaar binnen een waarde is niet toegestaan.")


def _instructies(wortel: etree._Element) -> Iterator[etree._Element]:
    yield from wortel.iter(etree.ProcessingInstruction)
    for zus in (*wortel.itersiblings(preceding=True), *wortel.itersiblings()):
        if isinstance(zus, etree._ProcessingInstruction):
            yield zus
