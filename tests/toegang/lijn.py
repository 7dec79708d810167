"""De lijn: een aanvraag gaat als bytes de toepassing in, en een vreemde leest het antwoord.

Van een antwoord telt hier alleen hoever de aanvraag kwam: geweigerd aan de deur (fault), niet gerechtigd,
niets gevonden, of toegelaten tot de regels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from isi_soap.contract import berichten as b
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
KOPPEN = {"content-type": "text/xml; charset=utf-8", "soapaction": '""', "host": "isi.test"}
_SERVICE = {naam: dienst.service for dienst in DIENSTEN.values() for naam in dienst.operaties}
_CODE = re.compile(rb"<Code>([A-Z0-9]+)</Code>")

FAULT, NIET_GERECHTIGD, NIETS_GEVONDEN, TOEGELATEN = (
    "fault",
    "niet-gerechtigd",
    "niets-gevonden",
    "toegelaten",
)


@dataclass(frozen=True, slots=True)
class Uitslag:
    hoever: str
    codes: tuple[str, ...]
    body: bytes

    @property
    def uitkomst(self) -> str:
        """Met wat de regels ervan vonden: gegeven of geweigerd."""
        if self.hoever != TOEGELATEN:
            return self.kort
        return " ".join(("geweigerd" if b"<Fout>" in self.body else "gegeven", *self.codes))

    @property
    def kort(self) -> str:
        """Zoals de tabel het schrijft; wat de regels er verder van vinden, telt hier niet."""
        return self.hoever if self.hoever == TOEGELATEN else " ".join((self.hoever, *self.codes))


@dataclass(frozen=True)
class Lijn:
    toepassing: Toepassing
    profiel: str = "ketentest"

    def stuur(self, operatie: str, bericht: bytes, oin: str | None = None) -> Uitslag:
        """Het element van de Body, en het OIN dat in From staat."""
        koppen = ""
        if oin is not None:
            van = f"<a:From><a:Address>{WSA}/anonymous?oin={oin}</a:Address></a:From>"
            koppen = f'<s:Header xmlns:a="{WSA}">{van}</s:Header>'
        envelop = b"".join(
            (
                f'<s:Envelope xmlns:s="{SOAP}">{koppen}<s:Body>'.encode(),
                bericht,
                b"</s:Body></s:Envelope>",
            )
        )
        pad = f"/{self.profiel}/{_SERVICE[operatie]}"
        antwoord = self.toepassing(Verzoek("POST", pad, "", KOPPEN, envelop, "192.0.2.1"))
        return _gelezen(antwoord.status, antwoord.body)


def aanvraag(operatie: str, kop: b.Kop, **velden: Any) -> bytes:
    return codec(operatie).encode(getattr(b, operatie)(Kop=kop, **velden))


def melding(operatie: str, partij: str, **velden: Any) -> bytes:
    kop = b.KopKeten(CdPartij=partij)
    return codec(operatie).encode(getattr(b, operatie)(KopKeten=kop, **velden))


def _gelezen(status: int, body: bytes) -> Uitslag:
    codes = tuple(code.decode() for code in _CODE.findall(body))
    if status != 200:
        return Uitslag(FAULT, codes, body)
    for element, hoever in ((b":NietGerechtigd", NIET_GERECHTIGD), (b":NietsGevonden", NIETS_GEVONDEN)):
        if element in body:
            return Uitslag(hoever, codes, body)
    return Uitslag(TOEGELATEN, codes, body)
