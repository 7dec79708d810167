"""Een bericht als regels om te lezen: gekleurd, in te klappen, en elk veld uitgelegd uit de XSD.

Wat in het log staat is niet te vertrouwen: alles wordt tekst. Een bericht dat geen XML is, te diep gaat of te
groot is, is alleen als ruwe bytes te zien.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from lxml import etree

from isi_soap.auditor.weergave import schemadatum
from isi_soap.contract.model import Enkelvoudig, Samengesteld, Veld
from isi_soap.contract.schema import model

_HOOGSTENS: Final = 3_000  # elementen; een bericht heeft er een paar honderd
_DIEPST: Final = 60
_VEEL: Final = 25  # kinderen: dan begint elk dichtgeklapt
_DICHT: Final = frozenset({"Header", "Security", "Signature"})
_JA_NEE: Final = {"1": "ja", "2": "nee"}
# Een applicatiesleutel hoort op geen scherm (BIO 8.15.02); de ruwe bytes in een export zijn compleet.
_GEHEIM: Final = frozenset({"Applicatiesleutel"})
VERBORGEN: Final = "(verborgen)"
_SLEUTEL: Final = re.compile(rb"(<(?:\w+:)?Applicatiesleutel[^>]*>)[^<]*")

Soort = Literal["open", "dicht", "veld", "tekst", "opmerking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """Een stap in het bericht: iets gaat open, is een veld met een waarde, of gaat weer dicht."""

    soort: Soort
    prefix: str = ""
    naam: str = ""
    attributen: tuple[tuple[str, str], ...] = ()
    waarde: str = ""
    betekenis: str = ""  # wat deze waarde zegt: ja, 1 juni 2012, de omschrijving van een code
    uitleg: str = ""  # wat het veld is, uit de XSD
    ingeklapt: bool = False


@dataclass(frozen=True, slots=True)
class Boom:
    regels: tuple[Regel, ...]
    afgebroken: bool = False  # er is meer dan hier staat


class GeenBoom(Exception):  # noqa: N818 - een antwoord
    """Als boom is dit niet te tonen."""


def lees(bytes_: bytes) -> Boom:
    lezer = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        wortel = etree.fromstring(bytes_, lezer)
    except (etree.XMLSyntaxError, ValueError) as fout:
        raise GeenBoom("dit is geen XML die te lezen is") from fout
    regels: list[Regel] = []
    afgebroken = False
    for regel in _loop(wortel):
        regels.append(regel)
        if len(regels) >= 3 * _HOOGSTENS:
            afgebroken = True
            break
    if afgebroken:
        regels += [Regel(soort="dicht")] * _nog_open(regels)
    return Boom(tuple(regels), afgebroken)


def ruw(bytes_: bytes) -> str:
    """De bytes als tekst, zonder de applicatiesleutel; wat geen UTF-8 is staat er als \\xNN."""
    verborgen = _SLEUTEL.sub(rb"\1" + VERBORGEN.encode(), bytes_)
    return verborgen.decode("utf-8", "backslashreplace")


def _nog_open(regels: list[Regel]) -> int:
    return sum(1 if r.soort == "open" else -1 if r.soort == "dicht" else 0 for r in regels)


def _loop(wortel: etree._Element) -> Iterator[Regel]:
    """Zonder recursie: hoe diep het gaat bepaalt wie het bericht stuurde."""
    stapel: list[tuple[Iterator[etree._Element], Samengesteld | None, bool]] = []
    kop, type_ = _begin(wortel, None, ingeklapt=False)
    yield kop
    if kop.soort != "open":
        return
    stapel.append((iter(wortel), type_, _klapt_in(wortel)))
    if tekst := _tekst(wortel.text):
        yield tekst
    while stapel:
        kinderen, boven, inklappen = stapel[-1]
        kind = next(kinderen, None)
        if kind is None:
            stapel.pop()
            yield Regel(soort="dicht")
            continue
        if not isinstance(kind.tag, str):
            yield Regel(soort="opmerking", waarde=_los(kind))
        else:
            kop, type_ = _begin(kind, boven, ingeklapt=inklappen)
            yield kop
            if kop.soort == "open":
                if len(stapel) >= _DIEPST:
                    raise GeenBoom("dit gaat te diep om als boom te tonen")
                stapel.append((iter(kind), type_, _klapt_in(kind)))
                if tekst := _tekst(kind.text):
                    yield tekst
        if tekst := _tekst(kind.tail):
            yield tekst


def _klapt_in(element: etree._Element) -> bool:
    return len(element) > _VEEL


def _begin(
    element: etree._Element, boven: Samengesteld | None, *, ingeklapt: bool
) -> tuple[Regel, Samengesteld | None]:
    tag, naam = str(element.tag), etree.QName(element).localname
    veld = _veld(boven, tag)
    bericht = model().elementen.get(tag) if veld is None else None
    type_ = veld.type if veld else bericht.type if bericht else None
    uitleg = (veld.documentatie if veld else bericht.documentatie if bericht else "") or (
        type_.documentatie if type_ else ""
    )
    vorm: dict[str, Any] = {
        "prefix": element.prefix or "",
        "naam": naam,
        "attributen": _attributen(element),
        "uitleg": uitleg,
    }
    samengesteld = type_ if isinstance(type_, Samengesteld) else None
    if len(element):
        return Regel(soort="open", ingeklapt=ingeklapt or naam in _DICHT, **vorm), samengesteld
    waarde = element.text or ""
    if naam in _GEHEIM and waarde:
        waarde = VERBORGEN
    betekenis = _betekenis(type_, waarde) if isinstance(type_, Enkelvoudig) else ""
    return Regel(soort="veld", waarde=waarde, betekenis=betekenis, **vorm), samengesteld


def _veld(boven: Samengesteld | None, tag: str) -> Veld | None:
    return None if boven is None else next((v for v in boven.velden if v.tag == tag), None)


def _betekenis(type_: Enkelvoudig, waarde: str) -> str:
    if type_.soort == "indicatie":
        return _JA_NEE.get(waarde, "")
    if type_.soort == "datum":
        return schemadatum(waarde) or ""
    return next((code.omschrijving for code in type_.codes if code.waarde == waarde), "")


def _attributen(element: etree._Element) -> tuple[tuple[str, str], ...]:
    """Met de naamruimten die hier voor het eerst genoemd worden."""
    ouder = element.getparent()
    bekend = ouder.nsmap if ouder is not None else {}
    nieuw = [
        (f"xmlns:{prefix}" if prefix else "xmlns", ruimte)
        for prefix, ruimte in element.nsmap.items()
        if bekend.get(prefix) != ruimte
    ]
    omgekeerd = {ruimte: prefix for prefix, ruimte in element.nsmap.items() if prefix}
    eigen = []
    for naam, waarde in element.attrib.items():
        kwal = etree.QName(str(naam))
        prefix = omgekeerd.get(kwal.namespace) if kwal.namespace else None
        eigen.append((f"{prefix}:{kwal.localname}" if prefix else kwal.localname, str(waarde)))
    return (*nieuw, *eigen)


def _tekst(tekst: str | None) -> Regel | None:
    kaal = (tekst or "").strip()
    return Regel(soort="tekst", waarde=kaal) if kaal else None


def _los(knoop: etree._Element) -> str:
    """Opmerking, instructie of verwijzing, zoals zij in het bericht staat."""
    return etree.tostring(knoop, encoding="unicode", with_tail=False)
