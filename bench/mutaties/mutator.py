"""De mutator: uit een goed bericht en een toevalsbron een bericht dat er nog op lijkt.

Hij kent de bouw: hij verplaatst, verdubbelt en hernoemt elementen, ook in de adressering en de handtekening,
en pas daarna de bytes. Alles volgt uit de meegegeven toevalsbron, dus hetzelfde zaad geeft hetzelfde bericht.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from lxml import etree

from bench.mutaties import woorden

MAX_BYTES: Final = 400_000


@dataclass(frozen=True, slots=True)
class Bericht:
    """Wat er over de draad gaat."""

    methode: str
    pad: str
    koppen: Mapping[str, str]
    inhoud: bytes


Boom = etree._Element
Boommutatie = Callable[[Random, Boom], None]


def _element(r: Random, wortel: Boom) -> Boom:
    """Een element; de helft van de keren in de Header of de Security, waar het spannend is."""
    if r.random() < 0.5:
        in_kop = [e for kop in wortel.iterchildren("{*}Header") for e in kop.iterdescendants("*")]
        if in_kop:
            return r.choice(in_kop)
    return r.choice(list(wortel.iter("*")))


def verwijder(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    if (ouder := element.getparent()) is not None:
        ouder.remove(element)


def verdubbel(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    if (ouder := element.getparent()) is not None:
        for _ in range(r.choice((1, 1, 1, 2, 300))):
            ouder.insert(r.randrange(len(ouder) + 1), deepcopy(element))


def verplaats(r: Random, wortel: Boom) -> None:
    """Ook de Body in een header, of een ondertekend deel in iets onbekends."""
    element, doel = _element(r, wortel), _element(r, wortel)
    if element is wortel or element in (doel, *doel.iterancestors()):
        return
    if r.random() < 0.5:
        element = deepcopy(element)
    doel.insert(r.randrange(len(doel) + 1), element)


def verwissel(r: Random, wortel: Boom) -> None:
    ouder = _element(r, wortel)
    kinderen = list(ouder)
    r.shuffle(kinderen)
    ouder[:] = kinderen


def wikkel(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    if (ouder := element.getparent()) is not None:
        plaats = ouder.index(element)
        om = etree.Element(_naam(r))
        om.append(element)
        ouder.insert(plaats, om)


def hernoem(r: Random, wortel: Boom) -> None:
    _element(r, wortel).tag = _naam(r)


def andere_ruimte(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    ruimte = r.choice(woorden.RUIMTEN)
    naam = etree.QName(element).localname
    element.tag = f"{{{ruimte}}}{naam}" if ruimte and " " not in ruimte else naam


def andere_tekst(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    waarde = _xmltekst(r.choice(woorden.WAARDEN))
    if r.random() < 0.7:
        element.text = waarde
    else:
        element.tail = waarde


def knip_in_tekst(r: Random, wortel: Boom) -> None:
    """Een teken erbij, eraf of anders: een handtekening die net niet klopt."""
    element = _element(r, wortel)
    tekst = element.text or ""
    plaats = r.randrange(len(tekst) + 1)
    element.text = tekst[:plaats] + r.choice(("", "0", "A", " ", "=")) + tekst[plaats + r.randrange(2) :]


def attribuut(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    if element.attrib and r.random() < 0.5:
        naam = r.choice([str(naam) for naam in element.attrib])
        if r.random() < 0.3:
            del element.attrib[naam]
            return
    else:
        naam = r.choice(woorden.ATTRIBUTEN)
    bestaand = [str(waarde) for e in wortel.iter("*") for waarde in e.attrib.values()]
    keus = r.choice(bestaand) if bestaand and r.random() < 0.4 else r.choice(woorden.WAARDEN)
    element.set(naam, _xmltekst(keus))


def knoop(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    ding = r.choice((etree.Comment("x"), etree.ProcessingInstruction("x", "y"), etree.Comment("a" * 400)))
    ding.tail = r.choice((None, " ", "x"))
    element.insert(r.randrange(len(element) + 1), ding)


def nest(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    for _ in range(r.choice((3, 60, 70, 300))):
        element = etree.SubElement(element, _naam(r))


def naamruimten(r: Random, wortel: Boom) -> None:
    element = _element(r, wortel)
    verklaringen = {f"n{i}": f"urn:n:{i}" for i in range(r.choice((3, 40, 70)))}
    etree.SubElement(element, _naam(r), nsmap=verklaringen)


BOMEN: Final[tuple[Boommutatie, ...]] = (
    verwijder, verdubbel, verplaats, verwissel, wikkel, hernoem, andere_ruimte, andere_tekst, knip_in_tekst,
    attribuut, attribuut, knoop, nest, naamruimten,
)  # fmt: skip


def muteer_boom(r: Random, wortel: Boom) -> None:
    """Een tot vier ingrepen in de boom."""
    for _ in range(r.choice((1, 1, 1, 2, 2, 3, 4))):
        r.choice(BOMEN)(r, wortel)


def muteer_bytes(r: Random, inhoud: bytes) -> bytes:
    """Ingrepen waar geen boom voor nodig is; het resultaat is zelden nog XML."""
    keus = r.randrange(8)
    if keus == 0:
        return r.choice(woorden.AANLOPEN) + inhoud
    if keus == 1:
        return inhoud.decode("utf-8", "replace").encode(r.choice(woorden.CODERINGEN), "replace")
    if keus == 2:
        return inhoud[: r.randrange(len(inhoud) + 1)]
    delen = bytearray(inhoud)
    for _ in range(r.choice((1, 1, 2, 5, 20))):
        plaats = r.randrange(len(delen) + 1)
        lengte = r.choice((0, 0, 1, 1, 4, 40))
        if keus < 5 and plaats < len(delen):
            delen[plaats] ^= 1 << r.randrange(8)
        elif keus == 5:
            delen[plaats : plaats + lengte] = r.choice(woorden.BYTES)
        elif keus == 6:
            van = r.randrange(len(delen) + 1)
            delen[plaats:plaats] = delen[van : van + r.choice((1, 10, 200, 2000))]
        else:
            del delen[plaats : plaats + lengte]
    return bytes(delen[:MAX_BYTES])


def muteer_http(r: Random, bericht: Bericht) -> Bericht:
    koppen = dict(bericht.koppen)
    keus = r.randrange(6)
    if keus == 0:
        koppen["content-type"] = r.choice(woorden.CONTENT_TYPES)
    elif keus == 1:
        koppen.pop(r.choice(list(koppen)), None)
    elif keus == 2:
        return replace(
            bericht, methode=r.choice(("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "post"))
        )
    elif keus == 3:
        deel = r.choice(("", "/", "x", "?wsdl", "%00", "../", "//", "é", "-v0100", "\x00"))
        plaats = r.randrange(len(bericht.pad) + 1)
        return replace(bericht, pad=bericht.pad[:plaats] + deel + bericht.pad[plaats + r.randrange(3) :])
    else:
        naam, waarde = r.choice(woorden.HTTP_KOPPEN)
        koppen[naam] = waarde
    return replace(bericht, koppen=koppen)


def _naam(r: Random) -> str:
    ruimte, naam = r.choice(woorden.RUIMTEN), r.choice(woorden.NAMEN)
    return f"{{{ruimte}}}{naam}" if ruimte and " " not in ruimte else naam


def _xmltekst(waarde: str) -> str:
    """lxml weigert zelf wat XML niet kent; die tekens komen via de bytes."""
    return "".join(teken for teken in waarde if teken in "\t\n" or teken >= " ")
