"""Wat suwinet van de adressering eist, boven wat altijd moet kloppen (standards.md §1.11, §2.2, WA001)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from isi_soap.soap.adressering import NUMMERS, Adressering, oin_in
from isi_soap.soap.fouten import adres, niet_hier
from isi_soap.soap.namen import ANONIEM, NIEMAND, WSA

_PLAATS: Final = len(WSA) + 2
_EINDPUNT: Final = frozenset({"From", "ReplyTo", "FaultTo"})
_BEKEND: Final = frozenset({"To", "From", "ReplyTo", "FaultTo", "Action", "MessageID", "RelatesTo"})
_ABSOLUUT: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_POORTEN: Final = {"http": 80, "https": 443}


class Eindpunt:
    """De adressen waaronder één dienst bereikbaar is, zoals de instellingen ze noemen.

    Niet zoals de aanvrager ons aanspreekt: wie een bericht voor een ander hier bezorgt, kiest ook `Host`.
    """

    def __init__(self, adressen: Iterable[str], oin: str | None) -> None:
        self._adressen = tuple(adressen)
        self._bekend = {_vorm(a) for a in self._adressen}
        self._oin = oin
        # Clients schrijven ons adres steeds hetzelfde.
        self.is_ = lru_cache(maxsize=64)(self._is)

    @property
    def adres(self) -> str | None:
        return self._adressen[0] if self._adressen else None

    def _is(self, to: str) -> bool:
        """Of dit To ons is: het adres, en daarachter hoogstens ons OIN."""
        kaal, _, vraag = to.partition("?")
        if "#" in to or "@" in kaal:
            return False
        if vraag and (oin_in(to) != self._oin or "&" in vraag or not vraag.lower().startswith("oin=")):
            return False
        return kaal in self._adressen or _vorm(kaal) in self._bekend


def eis(adressering: Adressering, koppen: Sequence[etree._Element], eindpunt: Eindpunt) -> None:
    """To, From met oin, MessageID en Action zijn er, en zij wijzen hierheen."""
    for kop in koppen:
        _eis_bekend(kop)
    for naam, waarde in (
        ("To", adressering.to),
        ("Action", adressering.action),
        ("MessageID", adressering.message_id),
        ("From", adressering.from_),
    ):
        if waarde is None:
            raise adres(
                "MessageAddressingHeaderRequired", f"wsa:{naam} ontbreekt.", naam, NUMMERS.get(naam, "0011")
            )
        if naam != "MessageID" and not _ABSOLUUT.fullmatch(waarde):
            code = "InvalidAddressingHeader" if naam == "Action" else "InvalidAddress"
            raise adres(code, f"wsa:{naam} is geen absolute URI.", naam, NUMMERS.get(naam, "0011"))
    if adressering.oin is None:
        raise adres("InvalidAddress", "wsa:From noemt geen oin van de afnemer.", "From")
    assert adressering.to is not None
    if not eindpunt.is_(adressering.to):
        raise niet_hier(adressering.to)


def _eis_bekend(kop: etree._Element) -> None:
    """Alleen koppen van WA001, en van een eindpunt alleen het adres; een andere mag als zij niets stuurt."""
    naam = kop.tag[_PLAATS:]
    if naam in _EINDPUNT and len(kop.findall("*")) > 1:
        raise adres("InvalidEPR", f"wsa:{naam} heeft meer dan een wsa:Address.", naam)
    if naam not in _BEKEND and (kop.text or "").strip() not in (ANONIEM, NIEMAND):
        tekst = "Er is een kop van WS-Addressing die niet bij dit profiel hoort."
        raise adres("InvalidAddressingHeader", tekst, None)


def _vorm(adres_: str) -> tuple[str, str, int | None, str]:
    """Schema en host zonder hoofdletters, de poort voluit: zo schrijven clients hetzelfde adres."""
    try:
        delen = urlsplit(adres_)
        poort = delen.port or _POORTEN.get(delen.scheme.lower())
    except ValueError:
        return ("", "", None, "")
    return (delen.scheme.lower(), (delen.hostname or "").lower(), poort, delen.path)
