"""Berichten uit bestanden versturen zoals ze er staan, byte voor byte, en hun antwoorden bewaren."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from lxml import etree

from isi_soap.client.verbinding import GeenVerbinding, Verbinding
from isi_soap.client.vergelijken import Verschil, verschillen

_DIENST = re.compile(rb"urn:isi:Diensten:([A-Za-z]+):v\d{4}")
_KOPPEN = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
_ANTWOORD, _NIEUW = ".antwoord.xml", ".antwoord.nieuw.xml"


class OnbekendeDienst(Exception):  # noqa: N818 - een vaststelling over een bestand
    """Uit het bericht blijkt niet voor welke dienst het is."""


@dataclass(frozen=True, slots=True)
class Verzending:
    """Wat er met één bestand gebeurde."""

    bestand: Path
    dienst: str
    bericht: str  # naam van het element in de Body van het antwoord
    status: int
    seconden: float
    bewaard: Path
    eerder: bool  # er was al een antwoord om mee te vergelijken
    verschillen: tuple[Verschil, ...]


def bestanden(plaats: Path) -> list[Path]:
    """Een bestand, of alle berichten van een map in volgorde van naam."""
    if plaats.is_file():
        return [plaats]
    return sorted(p for p in plaats.rglob("*.xml") if not p.name.endswith((_ANTWOORD, _NIEUW)))


def stuur(
    verbinding: Verbinding,
    paden: Iterable[Path],
    *,
    dienst: str | None = None,
    negeer: Iterable[str] = (),
    vervang: bool = False,
) -> Iterator[Verzending]:
    negeer = tuple(negeer)
    for pad in paden:
        inhoud = pad.read_bytes()
        naar = dienst or dienst_van(inhoud)
        begin = time.perf_counter()
        try:
            antwoord = verbinding.sessie.post(
                verbinding.dienst_adres(naar), data=inhoud, headers=_KOPPEN, timeout=30
            )
        except requests.RequestException as fout:
            raise GeenVerbinding(f"{verbinding.adres} antwoordt niet: {type(fout).__name__}") from fout
        seconden = time.perf_counter() - begin
        eerder, anders, bewaard = _bewaar(pad, antwoord.content, negeer, vervang)
        yield Verzending(
            pad, naar, _bericht(antwoord), antwoord.status_code, seconden, bewaard, eerder, anders
        )


def dienst_van(inhoud: bytes) -> str:
    """De dienst staat in de naamruimte van de Body; bij een kapot bericht in de eerste die er op lijkt."""
    gevonden: str | None = None
    try:
        wortel = etree.fromstring(inhoud, etree.XMLParser(resolve_entities=False, no_network=True))
        kind = next((k for b in wortel.iterfind("{*}Body") for k in b if isinstance(k.tag, str)), None)
        if kind is not None:
            treffer = _DIENST.fullmatch((etree.QName(kind).namespace or "").encode())
            gevonden = treffer[1].decode() if treffer else None
    except etree.XMLSyntaxError:
        pass
    if gevonden is None and (treffer := _DIENST.search(inhoud)):
        gevonden = treffer[1].decode()
    if gevonden is None:
        raise OnbekendeDienst("de dienst staat niet in het bericht; noem haar met --dienst")
    return gevonden


def _bewaar(
    pad: Path, inhoud: bytes, negeer: tuple[str, ...], vervang: bool
) -> tuple[bool, tuple[Verschil, ...], Path]:
    """Het eerste antwoord blijft staan; een afwijkend antwoord komt ernaast, tenzij het vervangen mag."""
    doel, ernaast = pad.with_suffix(_ANTWOORD), pad.with_suffix(_NIEUW)
    eerder = doel.exists()
    anders = verschillen(doel.read_bytes(), inhoud, negeer) if eerder else ()
    if not eerder or (anders and vervang):
        doel.write_bytes(inhoud)
    if anders and not vervang:
        ernaast.write_bytes(inhoud)
        return eerder, anders, ernaast
    ernaast.unlink(missing_ok=True)
    return eerder, anders, doel


def _bericht(antwoord: Any) -> str:
    try:
        body = etree.fromstring(antwoord.content).find("{*}Body")
    except etree.XMLSyntaxError:
        return "geen XML"
    if body is None or len(body) == 0:
        return "geen SOAP"
    kind = body[0]
    namen = [etree.QName(k).localname for k in kind if isinstance(k.tag, str)]
    if "faultcode" in namen:
        return f"Fault {kind.findtext('faultcode')}"
    return f"{etree.QName(kind).localname} ({', '.join(namen)})"
