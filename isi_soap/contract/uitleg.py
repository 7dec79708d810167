"""Uitleg bij een afgekeurd bericht: xmlschema vindt alle fouten, wij zeggen wat verwacht werd."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import chain
from typing import Any

from lxml import etree

from isi_soap.contract import kinderen
from isi_soap.contract.bevinding import HOOGSTENS, Bevinding, opsomming
from isi_soap.contract.model import Enkelvoudig, Model, Samengesteld
from isi_soap.contract.namen import FWI, lokaal, naamruimte, qnaam
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.contract.schema import model, uitlegschema

# Boven dit aantal elementen zou de uitleg te lang duren (de tijd groeit kwadratisch: 2.000 elementen 0,1 s,
# 10.000 al 3 s); dan volstaat het oordeel. Een echt bericht heeft er een paar honderd.
UITLEGBAAR = 2_000

_ONBEKEND = "urn:isi:onbekend"


def leg_uit(dienst: str, element: etree._Element) -> list[Bevinding]:
    """Alle bevindingen over een bericht dat lxml afkeurt; minstens één en hoogstens vijftig."""
    if element.tag not in model().elementen or naamruimte(str(element.tag)) not in (_naamruimte(dienst), FWI):
        return [Bevinding(pad="Body", verwacht=_wortels(dienst))]
    wortel = lokaal(str(element.tag))
    if sum(1 for _ in element.iter()) > UITLEGBAAR:
        return [Bevinding(pad=wortel, verwacht=f"een bericht volgens het schema van {dienst}")]
    # Een kopie: xmlschema rekent paden vanaf de wortel van de boom, en die is bij ons de Envelope.
    bevindingen: dict[Bevinding, None] = {}
    kopie = deepcopy(element)
    attributen = _attributen(model(), kopie)
    _vergeet_naamruimten(kopie)
    gevonden = chain(attributen, _fouten(uitlegschema(dienst), model(), kopie))
    for bevinding in gevonden:
        bevindingen[bevinding] = None
        if len(bevindingen) >= HOOGSTENS:
            break
    return list(bevindingen) or [
        Bevinding(pad=wortel, verwacht=f"een bericht volgens het schema van {dienst}")
    ]


def _attributen(model: Model, wortel: etree._Element) -> list[Bevinding]:
    """Geen element heeft attributen. Ze gaan eraf: een xsi:type dat niet bestaat zou de uitleg afbreken."""
    bevindingen = []
    for element in wortel.iter("*"):
        if element.attrib:
            element.attrib.clear()
            if (gevonden := plaats(model, element)) is not None:
                bevindingen.append(Bevinding(pad=gevonden[0], verwacht="geen attributen"))
    return bevindingen


def _vergeet_naamruimten(wortel: etree._Element) -> None:
    """Alleen die van het contract blijven; van wat wij niet kennen doet het er niet toe welke het is.

    xmlschema loopt per element alle naamruimten in bereik af: duizenden verklaringen in een bericht van 70 kB
    kostten anderhalve minuut.
    """
    for element in wortel.iter("*"):
        ruimte = naamruimte(str(element.tag))
        if ruimte and ruimte not in _eigen():
            element.tag = qnaam(_ONBEKEND, lokaal(str(element.tag)))
    etree.cleanup_namespaces(wortel)


@cache
def _eigen() -> frozenset[str]:
    return frozenset(naamruimte(tag) for tag in model().elementen)


def _fouten(schema: Any, model: Model, wortel: etree._Element) -> Iterator[Bevinding]:
    verklaard: set[etree._Element] = set()
    for fout in schema.iter_errors(wortel, use_location_hints=False):
        element = fout.elem
        if element is None or element in verklaard:
            continue
        verklaard.add(element)  # meer facetten van één waarde vormen één zin
        gevonden = plaats(model, element)
        if gevonden is None:
            continue
        pad, type_ = gevonden
        if isinstance(type_, Enkelvoudig):
            yield Bevinding(pad=pad, verwacht=_verwachte_waarde(element, type_))
        else:
            yield from _verwachte_inhoud(element, type_, pad)


def _verwachte_inhoud(element: etree._Element, type_: Samengesteld, pad: str) -> list[Bevinding]:
    bevindingen = []
    if _heeft_tekst(element):
        wat = "een leeg element" if type_.leeg else "alleen elementen, zonder tekst ertussen"
        bevindingen.append(Bevinding(pad=pad, verwacht=wat))
    bevindingen += kinderen.verklaar(element, type_, pad)
    return bevindingen or [Bevinding(pad=pad, verwacht=kinderen.inhoud(type_))]


def plaats(model: Model, element: etree._Element) -> tuple[str, Samengesteld | Enkelvoudig] | None:
    """Het pad van een element in de namen van het schema en zijn type; None als het schema het niet kent."""
    ouder = element.getparent()
    if ouder is None:
        bericht = model.elementen.get(str(element.tag))
        return None if bericht is None else (bericht.naam, bericht.type)
    boven = plaats(model, ouder)
    if boven is None or not isinstance(boven[1], Samengesteld):
        return None
    veld = next((v for v in boven[1].velden if v.tag == element.tag), None)
    if veld is None:
        return None
    return f"{boven[0]}/{veld.naam}{_nummer(element)}", veld.type


def _nummer(element: etree._Element) -> str:
    """[2] voor de tweede van zijn naam; niets als hij de enige is."""
    eerder = sum(1 for _ in element.itersiblings(str(element.tag), preceding=True))
    enige = not eerder and next(element.itersiblings(str(element.tag)), None) is None
    return "" if enige else f"[{eerder + 1}]"


def _verwachte_waarde(element: etree._Element, type_: Enkelvoudig) -> str:
    if any(isinstance(kind.tag, str) for kind in element):
        return "alleen een waarde, zonder elementen erin"
    if element.attrib:
        return "geen attributen"
    eisen = beschrijf(type_)
    return f"{eisen}. {type_.documentatie}" if type_.documentatie else eisen


def beschrijf(type_: Enkelvoudig) -> str:
    """De eisen van een enkelvoudig type in woorden."""
    delen: list[str] = []
    if type_.codes:
        return f"een code van {type_.naam}: {opsomming([code.waarde for code in type_.codes])}"
    if type_.soort == "geheel":
        delen.append(f"een geheel getal{_tussen(type_.minimum, type_.maximum, '')}")
    elif type_.min_lengte is not None and type_.min_lengte == type_.max_lengte:
        delen.append(f"precies {_tekens(type_.min_lengte)}")
    elif type_.min_lengte is not None or type_.max_lengte is not None:
        delen.append(f"tekst{_tussen(type_.min_lengte, type_.max_lengte, ' tekens')}")
    else:
        delen.append("tekst")
    if type_.waarden:
        delen.append(f"een van {opsomming(list(type_.waarden))}")
    if type_.patronen and type_.soort == "tekst":
        delen.append(f"van de vorm {opsomming(list(type_.patronen), 'en')}")
    return ", ".join(delen)


def _tussen(minimum: int | None, maximum: int | None, eenheid: str) -> str:
    if minimum is not None and maximum is not None:
        return f" van {minimum} tot en met {maximum}{eenheid}"
    if minimum is not None:
        return f" van minstens {minimum}{eenheid}"
    return "" if maximum is None else f" van hoogstens {maximum}{eenheid}"


def _tekens(aantal: int) -> str:
    return "één teken" if aantal == 1 else f"{aantal} tekens"


def _heeft_tekst(element: etree._Element) -> bool:
    return any((stuk or "").strip() for stuk in (element.text, *(kind.tail for kind in element)))


def _naamruimte(dienst: str) -> str | None:
    return DIENSTEN[dienst].naamruimte if dienst in DIENSTEN else None


def _wortels(dienst: str) -> str:
    if dienst not in DIENSTEN:
        return "een bericht van een bestaande dienst"
    return f"een bericht in naamruimte {_naamruimte(dienst)}: {opsomming(list(DIENSTEN[dienst].operaties))}"
