"""De Nederlandse uitleg uit de opgehaalde schema's: bij elk veld, en de waarden van elke codelijst."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

_XS = "{http://www.w3.org/2001/XMLSchema}"
_CODE = "urn:isi:code:"


@dataclass(frozen=True, slots=True)
class Documentatie:
    """Uitleg op (type of bericht, veld), en codes op type."""

    velden: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def uitleg(self, eigenaar: str, veld: str) -> str:
        return self.velden.get((eigenaar, veld), "")


def lees(documenten: Iterable[bytes]) -> Documentatie:
    uit = Documentatie()
    for inhoud in documenten:
        wortel = etree.fromstring(inhoud)
        if wortel.tag != f"{_XS}schema":
            continue
        for deel in wortel:
            naam = deel.get("name") if isinstance(deel.tag, str) else None
            if naam is None:
                continue
            if deel.tag == f"{_XS}simpleType":
                uit.codes[naam] = _codes(deel)
            for element in deel.iterfind(f".//{_XS}element"):
                if veld := element.get("name"):
                    uit.velden[naam, veld] = _tekst(element)
    return uit


def _tekst(element: Any) -> str:
    return " ".join((element.findtext(f"{_XS}annotation/{_XS}documentation") or "").split())


def _codes(element: Any) -> tuple[str, ...]:
    """Een codewaarde is documentatie met bron `urn:isi:code:<waarde>:<herkomst>`."""
    bronnen = [d.get("source") or "" for d in element.iterfind(f"{_XS}annotation/{_XS}documentation")]
    return tuple(bron[len(_CODE) :].rpartition(":")[0] for bron in bronnen if bron.startswith(_CODE))
