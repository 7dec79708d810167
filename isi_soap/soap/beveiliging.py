"""De handtekening in de weg van een bericht: toetsen voor XSD en database, en het antwoord tekenen.

Hier staat wat een profiel ermee doet; wat een goede handtekening is, staat in `isi_soap.wsse`. Verder gaat
alleen wat de handtekening dekt: elk element dat hierna verwerkt wordt, is er een van haar onderdelen.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from isi_soap.soap import envelop, fouten, lezen
from isi_soap.soap.logboek import Wisseling
from isi_soap.soap.namen import DSIG, SOAP, WSSE
from isi_soap.soap.profiel import Profiel
from isi_soap.wsse import (
    Beveiligd,
    Sleutelpaar,
    Venster,
    Vertrouwer,
    WsseFout,
    onderteken,
    ontsleutel,
    verifieer,
    versleutel,
)
from isi_soap.wsse.namen import XENC, XENC11
from isi_soap.wsse.sleutels import lees_token
from persistence.eenheid import systeemklok
from persistence.handtekening import Handtekening

_DECLARATIE: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_IN_SECURITY: Final = f"{{{SOAP}}}Header/{{{WSSE}}}Security/"
_WAARDE: Final = f"{_IN_SECURITY}{{{DSIG}}}Signature/{{{DSIG}}}SignatureValue"
_TOKEN: Final = f"{_IN_SECURITY}{{{WSSE}}}BinarySecurityToken"
_HANDTEKENING: Final = f"{{{DSIG}}}Signature"
_VERSLEUTELD: Final = (f"{{{XENC}}}*", f"{{{XENC11}}}*")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/=\s]{1,1400}")
# Machines lopen niet gelijk: een handtekening blijft onthouden tot lang na het venster.
_SPELING: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Middelen:
    """Waarmee de dienst tekent, wie zij vertrouwt, en hoe vers een bericht moet zijn; op de echte klok."""

    sleutelpaar: Sleutelpaar = field(repr=False)
    vertrouwen: Vertrouwer = field(repr=False)
    venster: Venster = field(default_factory=Venster)
    klok: Callable[[], datetime] = systeemklok
    # Te vervangen door wie wil meten wat zij kosten.
    verifieer: Callable[..., Beveiligd] = verifieer
    onderteken: Callable[..., None] = onderteken


class _Lezers(threading.local):
    """Per thread een parser voor onze eigen antwoorden."""

    def __init__(self) -> None:
        self.lezer = etree.XMLParser(resolve_entities=False, no_network=True, collect_ids=False)


_lezers = _Lezers()


class Poort:
    """De beveiliging van één profiel. Zonder middelen kent zij WS-Security niet, en zegt dat."""

    def __init__(self, profiel: Profiel, middelen: Middelen | None) -> None:
        if middelen is None and (profiel.handtekening_verplicht or profiel.antwoord_altijd_getekend):
            raise ValueError(f"het profiel {profiel.naam} vraagt een certificaat en vertrouwde CA's")
        self._profiel = profiel
        self._middelen = middelen
        # In ketentest mag een opgenomen bericht terugkomen: dan telt zijn tijd niet.
        self._venster = None if profiel.herhalen_mag or middelen is None else middelen.venster

    @property
    def oin(self) -> str | None:
        return self._middelen.sleutelpaar.oin if self._middelen else None

    def ontleed(self, wortel: etree._Element) -> envelop.Envelop:
        return envelop.ontleed(
            wortel, streng=self._profiel.adressering_verplicht, beveiligd=self._middelen is not None
        )

    # --- het verzoek --------------------------------------------------------------------------------------

    def keur(self, wisseling: Wisseling, wortel: etree._Element, gelezen: envelop.Envelop) -> envelop.Envelop:
        """Het bericht zoals het ondertekend is, of de fault; `wisseling` weet daarna wie het ondertekende."""
        if self._middelen is None:
            return gelezen
        try:
            if self._profiel.versleuteld:
                self._ontsleutel(wisseling, wortel, self._middelen)
            else:
                self._eis_onversleuteld(wisseling, wortel)
            if self._ongetekend(gelezen):
                return gelezen
            getekend = self._middelen.verifieer(
                wortel,
                vertrouwen=self._middelen.vertrouwen,
                nu=self._middelen.klok(),
                venster=self._venster,
                eis_alles=self._profiel.handtekening_verplicht,
            )
            if self._profiel.versleuteld:
                gelezen = self.ontleed(wortel)
            if self._profiel.handtekening_verplicht:
                _eis_gedekt(getekend, gelezen)
        except WsseFout as fout:
            wisseling.oordeel = _geweigerd(fout, wortel)
            if self._profiel.uniforme_fouten:
                raise fouten.beveiliging_uniform() from None
            raise fouten.beveiliging(fout.code, f"Beveiliging: {fout.reden}") from None
        wisseling.getekend = getekend
        wisseling.oordeel = {
            "oordeel": "GELDIG" if getekend.volledig else "GEDEELTELIJK",
            "ondertekenaar": getekend.oin,
            "certificaat": certificaatgegevens(getekend.certificaat),
        } | ({"versleuteld": True} if self._profiel.versleuteld else {})
        return gelezen

    def handtekening(self, wisseling: Wisseling) -> Handtekening | None:
        """Wat van deze handtekening te onthouden is; een gedeeltelijke kan vaker gelijk zijn."""
        getekend = wisseling.getekend
        if self._venster is None or getekend is None or getekend.oin is None:
            return None
        gezien = wisseling.ontvangen
        return Handtekening(
            hash=hashlib.sha256(base64.b64decode(getekend.handtekening)).digest(),
            oin=getekend.oin,
            gezien=gezien,
            tot=gezien + self._venster.duur + self._venster.vooruit + _SPELING,
        )

    def _ongetekend(self, gelezen: envelop.Envelop) -> bool:
        """Waar een handtekening niet hoeft: of er geen is."""
        return not self._profiel.handtekening_verplicht and not any(
            kop.find(_HANDTEKENING) is not None for kop in gelezen.beveiliging
        )

    def _eis_onversleuteld(self, wisseling: Wisseling, wortel: etree._Element) -> None:
        """Waar niet versleuteld wordt, is elk element van XML Encryption een fout."""
        bytes_ = wisseling.verzoek.body
        # Ook een digest noemt xmlenc; wie de naam wil verstoppen, schrijft haar met verwijzingen.
        verdacht = b"xmlenc" in bytes_ or b"&#" in bytes_
        if verdacht and next(wortel.iter(*_VERSLEUTELD), None) is not None:
            raise WsseFout("UnsupportedSecurityToken", "versleuteling wordt hier niet aangenomen.")

    def _ontsleutel(self, wisseling: Wisseling, wortel: etree._Element, middelen: Middelen) -> None:
        """Eerst ontsleutelen, dan de handtekening (WB006); voor wat eruit komt gelden dezelfde grenzen."""
        try:
            ontsleutel(wortel, middelen.sleutelpaar, lees=lezen.lees)
        except fouten.SoapFout as fout:
            raise WsseFout("FailedCheck", "wat versleuteld was, is geen bericht.") from fout
        wisseling.leesbaar = etree.tostring(wortel, encoding="UTF-8")

    # --- het antwoord -------------------------------------------------------------------------------------

    def onderteken(self, wisseling: Wisseling, antwoord: bytes) -> bytes:
        """Het antwoord zoals het in het logboek komt, en zonder versleuteling ook op de draad."""
        if self._middelen is None:
            return antwoord
        bevestig = wisseling.getekend.handtekening if wisseling.getekend else _genoemd(wisseling.wortel)
        if not (self._profiel.antwoord_altijd_getekend or bevestig):
            return antwoord
        wortel = etree.fromstring(antwoord, _lezers.lezer)
        self._middelen.onderteken(
            wortel, self._middelen.sleutelpaar, self._middelen.klok(), bevestig=bevestig
        )
        return _DECLARATIE + etree.tostring(wortel, encoding="UTF-8")

    def versleutel(self, wisseling: Wisseling, antwoord: bytes) -> bytes:
        """Voor wie het verzoek ondertekende (WB012); wie dat was, is na een weigering niet bekend."""
        if not self._profiel.versleuteld or wisseling.getekend is None:
            return antwoord
        wortel = etree.fromstring(antwoord, _lezers.lezer)
        versleutel(wortel, wisseling.getekend.certificaat)
        return _DECLARATIE + etree.tostring(wortel, encoding="UTF-8")


def _genoemd(wortel: etree._Element | None) -> str:
    """De handtekening van een verzoek dat geweigerd is; ook dan bevestigt het antwoord haar (WB014)."""
    waarden = [] if wortel is None else [element.text or "" for element in wortel.findall(_WAARDE)]
    return "".join(waarden[0].split()) if len(waarden) == 1 and _BASE64.fullmatch(waarden[0]) else ""


def _eis_gedekt(getekend: Beveiligd, gelezen: envelop.Envelop) -> None:
    """Wat hierna gelezen wordt, is wat ondertekend is: dezelfde elementen, niet gelijknamige."""
    body = gelezen.lichaam.getparent()
    if body is None or not all(map(getekend.dekt, (*gelezen.koppen, body))):
        raise WsseFout("InvalidSecurity", "een deel dat verwerkt wordt, is niet ondertekend.")


def _geweigerd(fout: WsseFout, wortel: etree._Element) -> dict[str, Any]:
    """Voor het logboek: waarom, en welk certificaat erbij zat. Dat is niet meer dan een bewering."""
    oordeel: dict[str, Any] = {"oordeel": "GEWEIGERD", "code": fout.code, "reden": fout.reden}
    tokens = wortel.findall(_TOKEN)
    if len(tokens) == 1:
        try:
            oordeel["certificaat"] = certificaatgegevens(lees_token(tokens[0].text or "").certificaat)
        except (WsseFout, ValueError):  # niet te lezen; dat staat dan al in de reden
            return oordeel
    return oordeel


@lru_cache(maxsize=512)
def certificaatgegevens(certificaat: x509.Certificate) -> dict[str, str]:
    """Waaraan een certificaat te herkennen is."""
    return {
        "onderwerp": certificaat.subject.rfc4514_string(),
        "uitgever": certificaat.issuer.rfc4514_string(),
        "serienummer": f"{certificaat.serial_number:x}",
        "sha256": hashlib.sha256(certificaat.public_bytes(Encoding.DER)).hexdigest(),
    }
