"""Het schrijfplan: per complexType een functie van bericht naar XML-tekst.

Naast elkaar staande verplichte velden worden één f-string. Een waarde met alleen letters en cijfers (isalnum)
hoeft niet ontsnapt te worden: dat is de snelle weg, en zij geldt voor bijna elke code, datum en sleutel.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from isi_soap.contract.model import Berichtelement, Enkelvoudig, Model, Samengesteld, Veld
from isi_soap.contract.namen import FWI
from isi_soap.contract.plan import compileer

Schrijver = Callable[[Any], str]

# Tekens die in XML 1.0 niet kunnen bestaan, ook niet als &#...;.
_ONMOGELIJK = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def compileer_schrijvers(model: Model) -> dict[str, Schrijver]:
    """De schrijvers van de inhoud van alle typen, op naam van het type."""
    bron = "\n".join(_functie(type_) for type_ in model.samengesteld.values())
    gemaakt = compileer("schrijvers", bron, {"ontsnap": ontsnap, "getal": int.__repr__})
    return {naam: gemaakt[f"schrijf_{naam}"] for naam in model.samengesteld}


def wortel(element: Berichtelement, inhoud: Schrijver) -> Schrijver:
    """De schrijver van een heel berichtelement, met zijn naamruimte verklaard."""
    prefix = "fwi" if element.naamruimte == FWI else "isi"
    begin = f'<{prefix}:{element.naam} xmlns:{prefix}="{element.naamruimte}">'
    einde = f"</{prefix}:{element.naam}>"
    return lambda bericht: begin + inhoud(bericht) + einde


def ontsnap(tekst: str) -> str:
    """Tekst zoals zij in een element staat; het zeldzame geval van de snelle weg."""
    if tekst.isprintable():
        if "&" not in tekst and "<" not in tekst and ">" not in tekst:
            return tekst
    elif _ONMOGELIJK.search(tekst):
        raise ValueError("een teken dat in XML niet kan bestaan")
    # Een losse CR zou bij het lezen een LF worden.
    return tekst.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def te_schrijven(veld: Veld, waarde: object) -> bool:
    """Of deze waarde van het soort van het veld is; alleen om een mislukking te verklaren."""
    if isinstance(veld.type, Samengesteld):
        return veld.type.leeg and isinstance(waarde, bool)
    if veld.type.soort in ("geheel", "indicatie"):
        return isinstance(waarde, int)
    return isinstance(waarde, str) and not _ONMOGELIJK.search(waarde)


def _functie(type_: Samengesteld) -> str:
    """Eén tuple van stukken, eenmaal aaneengeregen: een tekst die groeit wordt telkens verplaatst."""
    stukken: list[str] = []
    aaneen: list[str] = []

    def spoel() -> None:
        if aaneen:
            stukken.append(f"f'{''.join(aaneen)}'")
            aaneen.clear()

    for veld in type_.velden:
        if veld.verplicht and not veld.herhaald:
            aaneen.append(_element(veld, f"(v := x.{veld.naam})", "v"))
            continue
        spoel()
        stuk = f"f'{_element(veld, 'v', 'v')}'"
        if veld.herhaald:
            stukken.append(f"''.join([{stuk} for v in x.{veld.naam}]) if x.{veld.naam} else ''")
        elif isinstance(veld.type, Samengesteld) and veld.type.leeg:
            stukken.append(f"{stuk} if (v := x.{veld.naam}) else ''")
        else:
            stukken.append(f"'' if (v := x.{veld.naam}) is None else {stuk}")
    spoel()
    if len(stukken) > 1:
        samen = ",\n        ".join(stukken)
        inhoud = f"''.join((\n        {samen},\n    ))"
    else:
        inhoud = stukken[0] if stukken else "''"
    return f"def schrijf_{type_.naam}(x):\n    return {inhoud}\n"


def _element(veld: Veld, eerste: str, daarna: str) -> str:
    """Het element als stuk van een f-string; `eerste` haalt de waarde op, `daarna` is zij bekend."""
    naam, verklaring = veld.naam, ""
    if veld.naamruimte:
        prefix = "fwi" if veld.naamruimte == FWI else "ns"
        naam, verklaring = f"{prefix}:{veld.naam}", f' xmlns:{prefix}="{veld.naamruimte}"'
    if isinstance(veld.type, Samengesteld) and veld.type.leeg:
        return f"<{naam}{verklaring}/>"
    return f"<{naam}{verklaring}>{{{_waarde(veld, eerste, daarna)}}}</{naam}>"


def _waarde(veld: Veld, eerste: str, daarna: str) -> str:
    if isinstance(veld.type, Samengesteld):
        return f"schrijf_{veld.type.naam}({eerste})"
    return _tekst(veld.type, eerste, daarna)


def _tekst(type_: Enkelvoudig, eerste: str, daarna: str) -> str:
    match type_.soort:
        case "geheel":
            return f"getal({eerste})"
        case "indicatie":
            return f'"1" if {eerste} else "2"'
        case "datum" | "tijdstip":
            # !s maakt van de subklasse een gewone tekst; een f-string vraagt anders om __format__.
            return f"{daarna} if {eerste}.isalnum() else ontsnap({daarna})!s"
        case _:
            return f"{daarna} if {eerste}.isalnum() else ontsnap({daarna})"
