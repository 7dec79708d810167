"""Het schrijfplan: per complexType een functie van bericht naar stukken XML.

De stukken staan om en om: opmaak, waarde, opmaak, waarde. Zo is van alle waarden tegelijk te zien of er iets
te ontsnappen valt, en dat is zelden zo. Aaneenrijgen gebeurt één keer, en weigert wat geen tekst is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from isi_soap.contract.model import Berichtelement, Enkelvoudig, Model, Samengesteld, Veld
from isi_soap.contract.namen import FWI
from isi_soap.contract.plan import compileer

Schrijver = Callable[[Any, list[str]], None]

# Tekens die in XML 1.0 niet kunnen bestaan, ook niet als &#...;.
_ONMOGELIJK = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def compileer_schrijvers(model: Model) -> dict[str, Schrijver]:
    """De schrijvers van de inhoud van alle typen, op naam van het type."""
    bron = "\n".join(_functie(type_) for type_ in model.samengesteld.values())
    gemaakt = compileer("schrijvers", bron, {"getal": int.__repr__})
    return {naam: gemaakt[f"schrijf_{naam}"] for naam in model.samengesteld}


def wortel(element: Berichtelement, inhoud: Schrijver) -> Callable[[Any], str]:
    """De schrijver van een heel berichtelement, met zijn naamruimte verklaard."""
    prefix = "fwi" if element.naamruimte == FWI else "isi"
    begin = f'<{prefix}:{element.naam} xmlns:{prefix}="{element.naamruimte}">'
    einde = f"</{prefix}:{element.naam}>"

    def schrijf(bericht: Any) -> str:
        stukken = [begin, ""]
        inhoud(bericht, stukken)
        waarden = stukken[1::2]
        if not _gewoon("".join(waarden)):
            stukken[1::2] = map(ontsnap, waarden)
        stukken.append(einde)
        return "".join(stukken)

    return schrijf


def ontsnap(tekst: str) -> str:
    """Tekst zoals zij in een element staat."""
    if _ONMOGELIJK.search(tekst):
        raise ValueError("een teken dat in XML niet kan bestaan")
    # Een losse CR zou bij het lezen een LF worden.
    return tekst.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _gewoon(tekst: str) -> bool:
    """Of `ontsnap` er niets aan vindt: wat zij weigert of vervangt, is niet af te drukken of is & < of >."""
    return tekst.isprintable() and "&" not in tekst and "<" not in tekst and ">" not in tekst


def te_schrijven(veld: Veld, waarde: object) -> bool:
    """Of deze waarde van het soort van het veld is; alleen om een mislukking te verklaren."""
    if isinstance(veld.type, Samengesteld):
        return veld.type.leeg and isinstance(waarde, bool)
    if veld.type.soort in ("geheel", "indicatie"):
        return isinstance(waarde, int)
    return isinstance(waarde, str) and not _ONMOGELIJK.search(waarde)


def _functie(type_: Samengesteld) -> str:
    regels: list[str] = []
    for altijd, velden in groupby(type_.velden, lambda veld: veld.verplicht and not veld.herhaald):
        if altijd:
            regels += _reeks([(veld, f"x.{veld.naam}") for veld in velden])
            continue
        for veld in velden:
            if veld.herhaald:
                regels.append(f"for v in x.{veld.naam} or ():")
            elif isinstance(veld.type, Samengesteld) and veld.type.leeg:
                regels.append(f"if x.{veld.naam}:")
            else:
                regels.append(f"if (v := x.{veld.naam}) is not None:")
            regels += [f"    {regel}" for regel in _reeks([(veld, "v")])]
    return f"def schrijf_{type_.naam}(x, uit):\n" + "".join(f"    {regel}\n" for regel in regels or ["pass"])


def _reeks(velden: list[tuple[Veld, str]]) -> list[str]:
    """Schrijf deze velden achter elkaar; bij elk hoort de uitdrukking die zijn waarde haalt."""
    regels: list[str] = []
    paren: list[str] = []
    opmaak = ""
    for veld, waarde in velden:
        tag, verklaring = _tag(veld)
        if isinstance(veld.type, Samengesteld) and veld.type.leeg:
            opmaak += f"<{tag}{verklaring}/>"
            continue
        begin = f"{opmaak}<{tag}{verklaring}>"
        if isinstance(veld.type, Samengesteld):
            paren.append(f"{begin!r}, ''")
            regels += [f"uit += ({', '.join(paren)})", f"schrijf_{veld.type.naam}({waarde}, uit)"]
            paren = []
        else:
            paren.append(f"{begin!r}, {_tekst(veld.type, waarde)}")
        opmaak = f"</{tag}>"
    return [*regels, f"uit += ({', '.join([*paren, repr(opmaak)])}, '')"]


def _tag(veld: Veld) -> tuple[str, str]:
    """De naam van het element zoals hij geschreven wordt, en de verklaring van zijn voorvoegsel."""
    if not veld.naamruimte:
        return veld.naam, ""
    prefix = "fwi" if veld.naamruimte == FWI else "ns"
    return f"{prefix}:{veld.naam}", f' xmlns:{prefix}="{veld.naamruimte}"'


def _tekst(type_: Enkelvoudig, waarde: str) -> str:
    match type_.soort:
        case "geheel":
            return f"getal({waarde})"
        case "indicatie":
            return f"'1' if {waarde} else '2'"
        case _:
            return waarde
