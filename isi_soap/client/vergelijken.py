"""Twee antwoorden naast elkaar: waar verschilt het, buiten wat elke keer anders is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from lxml import etree

# Elke uitwisseling heeft eigen kenmerken en tijden; daarin zit geen verschil dat iemand iets zegt.
VLUCHTIG = frozenset(
    {
        "MessageID",
        "RelatesTo",
        "Timestamp",
        "Security",
        "DatTijdRegistratie",
        "DatTijdGewijzigd",
        "DatTijdDienst",
        "DatTijdKlok",
        "DatTijdEDownload",
        "KenmerkBericht",
        "UrlDownload",
        "faultstring",
    }
)
KENMERKEN = frozenset({"RegistratieId", "Versienr", "CursorVolgende"})

Regel = tuple[str, str]  # pad, tekst


@dataclass(frozen=True, slots=True)
class Verschil:
    """Een plek waar twee antwoorden verschillen; None is afwezig."""

    pad: str
    eerder: str | None
    nu: str | None


def verschillen(eerder: bytes, nu: bytes, negeer: Iterable[str] = ()) -> tuple[Verschil, ...]:
    """De verschillen in volgorde van het bericht; gelijk is gelijk in XML, niet in bytes."""
    weg = VLUCHTIG | set(negeer)
    oud, nieuw = _regels(eerder, weg), _regels(nu, weg)
    uit: list[Verschil] = []
    for soort, i1, i2, j1, j2 in SequenceMatcher(None, oud, nieuw, autojunk=False).get_opcodes():
        if soort != "equal":
            uit.extend(_paren(oud[i1:i2], nieuw[j1:j2]))
    return tuple(uit)


def _paren(oud: list[Regel], nieuw: list[Regel]) -> Iterator[Verschil]:
    """Dezelfde plek met een andere waarde is één verschil."""
    over = list(nieuw)
    for pad, tekst in oud:
        tegenover = next((regel for regel in over if regel[0] == pad), None)
        if tegenover is not None:
            over.remove(tegenover)
        yield Verschil(pad, tekst, tegenover[1] if tegenover else None)
    for pad, tekst in over:
        yield Verschil(pad, None, tekst)


def _regels(inhoud: bytes, weg: Iterable[str]) -> list[Regel]:
    """Elk element als pad en tekst; wat geen XML is, is één regel."""
    try:
        wortel = etree.fromstring(inhoud, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return [("(geen XML)", inhoud.decode("utf-8", "replace"))]
    return list(_loop(wortel, "", frozenset(weg)))


def _loop(element: Any, ouder: str, weg: frozenset[str]) -> Iterator[Regel]:
    naam = etree.QName(element).localname
    if naam in weg:
        return
    pad = f"{ouder}/{naam}"
    kinderen = [kind for kind in element if isinstance(kind.tag, str)]
    yield pad, "" if kinderen else (element.text or "")
    for kind in kinderen:
        yield from _loop(kind, pad, weg)
