"""Het leesplan: per complexType een functie van lxml-element naar bericht.

Eén gang over de kinderen, een vergelijking per veld in de volgorde van het schema. Wat een veld niet kent
(commentaar, of een element dat lxml nooit zou goedkeuren) slaat zij over; zij stelt geen eisen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from isi_soap.contract.klassen import maak_bouwer
from isi_soap.contract.model import Enkelvoudig, Model, Samengesteld, Veld
from isi_soap.contract.plan import compileer
from isi_soap.domain.datum import Datum, Tijdstip

Lezer = Callable[[etree._Element], Any]


def compileer_lezers(model: Model, klassen: Mapping[str, type]) -> dict[str, Lezer]:
    """De lezers van alle typen, op naam van het type."""
    ruimte: dict[str, Any] = {
        "Datum": Datum,
        "Tijdstip": Tijdstip,
        "hele_tekst": hele_tekst,
        "geheel": geheel,
        "kort": kort,
    }
    # Eén naamruimte voor alle lezers: zij roepen elkaar bij naam aan.
    bron = "\n".join(_functie(type_) for type_ in model.samengesteld.values())
    for type_ in model.samengesteld.values():
        ruimte[f"bouw_{type_.naam}"] = maak_bouwer(type_)
        ruimte[f"klasse_{type_.naam}"] = klassen[type_.naam]
    gemaakt = compileer("lezers", bron, ruimte)
    return {naam: gemaakt[f"lees_{naam}"] for naam in model.samengesteld}


def _functie(type_: Samengesteld) -> str:
    regels = [f"def lees_{type_.naam}(element):"]
    if type_.velden:
        regels += [f"    {v.naam} = {'()' if v.herhaald else 'None'}" for v in type_.velden]
        regels += ["    for kind in element:", "        tag = kind.tag"]
    for nr, veld in enumerate(type_.velden):
        regels.append(f"        {'el' if nr else ''}if tag == {veld.tag!r}:")
        regels += [f"            {regel}" for regel in _toekenning(veld)]
    velden = ", ".join(f"tuple({v.naam})" if v.herhaald else v.naam for v in type_.velden)
    regels += [
        f"    gebouwd = bouw_{type_.naam}({velden})",
        f"    gebouwd.__class__ = klasse_{type_.naam}",
        "    return gebouwd",
    ]
    return "\n".join(regels) + "\n"


def _toekenning(veld: Veld) -> list[str]:
    waarde = _waarde(veld)
    if not veld.herhaald:
        return [f"{veld.naam} = {waarde}"]
    return [
        f"if {veld.naam}:",
        f"    {veld.naam}.append({waarde})",
        "else:",
        f"    {veld.naam} = [{waarde}]",
    ]


def _waarde(veld: Veld) -> str:
    if isinstance(veld.type, Samengesteld):
        return "True" if veld.type.leeg else f"lees_{veld.type.naam}(kind)"
    # len(kind) kost 13 ns: alleen commentaar kan er nog in staan, en dan is .text niet alles.
    tekst = "(hele_tekst(kind) if len(kind) else kind.text or '')"
    return _omzetting(veld.type, tekst)


def _omzetting(type_: Enkelvoudig, tekst: str) -> str:
    if type_.soort == "geheel":
        return f"geheel({tekst})"
    if type_.witruimte != "preserve":
        tekst = f"kort({tekst})"
    match type_.soort:
        case "datum":
            return f"Datum({tekst})"
        case "tijdstip":
            return f"Tijdstip({tekst})"
        case "indicatie":
            return f"{tekst} == '1'"
        case _:
            return tekst


def hele_tekst(element: etree._Element) -> str:
    """Alle tekst van een element, ook om commentaar heen."""
    return (element.text or "") + "".join(kind.tail or "" for kind in element)


def kort(tekst: str) -> str:
    """whiteSpace=collapse van XML Schema."""
    return " ".join(tekst.split())


def geheel(tekst: str) -> int:
    """Een xs:integer: +5, 007 en witruimte eromheen mogen, ook met meer nullen dan int() aanneemt."""
    try:
        return int(tekst)
    except ValueError:
        tekst = tekst.strip()
        teken = -1 if tekst.startswith("-") else 1
        return teken * int(tekst.lstrip("+-").lstrip("0") or "0")
