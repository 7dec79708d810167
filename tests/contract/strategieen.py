"""Hypothesis-strategieën uit het schema: voor elk type waarden die het schema goedkeurt, ook de vreemde."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hypothesis import strategies as st

from isi_soap.contract import berichten
from isi_soap.contract.model import Enkelvoudig, Groep, Samengesteld, Veld
from isi_soap.contract.namen import FWI
from isi_soap.domain.bsn import elfproef
from isi_soap.domain.datum import Datum, Tijdstip

# Alles wat in XML 1.0 mag staan; niet alleen wat een mens typt.
XML_TEKENS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
    lambda teken: teken >= " " or teken in "\t\n\r"
)
LASTIG = st.sampled_from("&<>\"'\r\n\t ]é\u202e\x85\xa0")


@cache
def strategie(type_: Samengesteld) -> st.SearchStrategy[Any]:
    """Waarden van een complexType, als dataclass."""
    klasse: Any = getattr(berichten, type_.naam)
    if type_.naam == "FWI" and type_.naamruimte == FWI:
        return _inhoud(type_.inhoud).filter(lambda velden: any(velden.values())).map(lambda v: klasse(**v))
    return _inhoud(type_.inhoud).map(lambda velden: klasse(**velden))


def _inhoud(groep: Groep) -> st.SearchStrategy[dict[str, Any]]:
    """De velden van een groep: van een keuze hoogstens één tak, van een herhaalde keuze alles."""
    delen = [_inhoud(d) if isinstance(d, Groep) else _veld(d) for d in groep.delen]
    if groep.soort == "keuze" and groep.max == 1:
        takken = st.one_of(delen)
        return takken if groep.min else st.one_of(st.just({}), takken)
    samen = st.tuples(*delen).map(lambda stukken: {k: v for stuk in stukken for k, v in stuk.items()})
    return samen if groep.min else st.one_of(st.just({}), samen)


def _veld(veld: Veld) -> st.SearchStrategy[dict[str, Any]]:
    if isinstance(veld.type, Samengesteld):
        waarde = st.just(True) if veld.type.leeg else strategie(veld.type)
    else:
        waarde = waarden(veld.type)
    if veld.herhaald:
        waarde = st.lists(waarde, min_size=veld.min if veld.verplicht else 0, max_size=2).map(tuple)
    elif veld.min == 0:
        waarde = st.none() | waarde
    return waarde.map(lambda w: {veld.naam: w})


@cache
def waarden(type_: Enkelvoudig) -> st.SearchStrategy[Any]:
    """Waarden van een simpleType, in hun Pythongedaante."""
    match type_.soort:
        case "indicatie":
            return st.booleans()
        case "geheel":
            return st.integers(type_.minimum, type_.maximum)
        case "datum":
            return datums()
        case "tijdstip":
            return st.datetimes().filter(lambda t: t.year >= 1000).map(_tijdstip)
    if type_.codes:
        return st.sampled_from([code.waarde for code in type_.codes])
    if type_.naam == "Burgerservicenr":
        return burgerservicenummers()
    return _tekst(type_)


def _tijdstip(moment: Any) -> Tijdstip:
    return Tijdstip(moment.strftime("%Y%m%d%H%M%S") + f"{moment.microsecond // 10000:02d}")


def datums() -> st.SearchStrategy[Datum]:
    """Bestaande dagen, en dagen waarvan een deel onbekend is."""

    def onbekend(delen: tuple[Any, int]) -> Datum:
        dag, hoeveel = delen
        tekst = Datum.van(dag)
        return Datum({0: tekst, 1: tekst[:6] + "00", 2: tekst[:4] + "0000", 3: "00000000"}[hoeveel])

    return st.tuples(st.dates(), st.integers(0, 3)).map(onbekend)


def burgerservicenummers() -> st.SearchStrategy[str]:
    """Nummers die aan de elfproef voldoen, uit de testreeks 99."""
    return st.from_regex("99[0-9]{7}", fullmatch=True).filter(elfproef)


def _tekst(type_: Enkelvoudig) -> st.SearchStrategy[str]:
    kleinste, grootste = type_.min_lengte or 0, min(type_.max_lengte or 40, 40)
    if not type_.patronen:
        return st.text(XML_TEKENS | LASTIG, min_size=kleinste, max_size=grootste)
    (patroon,) = type_.patronen
    if patroon == "[^0-9]+":
        tekens = (XML_TEKENS | LASTIG).filter(lambda teken: teken not in "0123456789")
        return st.text(tekens, min_size=kleinste, max_size=grootste)
    if klasse := re.fullmatch(r"(\[.*\])\+", patroon):
        ascii_ = [chr(c) for c in range(32, 127) if re.fullmatch(klasse[1], chr(c))]
        return st.text(st.sampled_from(ascii_), min_size=kleinste, max_size=max(grootste, kleinste))
    return st.from_regex(patroon, fullmatch=True).filter(lambda t: t.isascii())
