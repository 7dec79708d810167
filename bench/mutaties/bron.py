"""De goede berichten waar de mutaties op beginnen: van elke operatie, in elk profiel, ook ondertekend.

ISIKetentest doet niet mee: de klok verzetten of de begintoestand herstellen mag langer duren dan een bericht.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Final, Literal
from uuid import UUID

import xmlsec
from lxml import etree

from bench.mutaties.mutator import Bericht, muteer_boom, muteer_bytes, muteer_http
from isi_soap.beheer.pki import OIN_DIENST
from isi_soap.contract.operaties import DIENSTEN, Operatie
from isi_soap.contract.voorbeelden import voorbeeld
from isi_soap.wsse import Sleutelpaar, laad_sleutelpaar, onderteken, versleutel

Soort = Literal["ketentest", "ketentest getekend", "suwinet", "suwinet versleuteld"]
SOORTEN: Final[tuple[Soort, ...]] = ("ketentest", "ketentest getekend", "suwinet", "suwinet versleuteld")
_VERDELING: Final = (60, 10, 26, 4)

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
WSA: Final = "http://www.w3.org/2005/08/addressing"
ADRES: Final = "https://isi.test"
KOPPEN: Final = {"content-type": "text/xml; charset=utf-8", "soapaction": '""', "host": "isi.test"}


@dataclass(frozen=True, slots=True)
class Opdracht:
    """Eén bericht om te sturen. `ondertekend`: de envelop zoals zij getekend werd, als daarna geknoeid is."""

    nummer: int
    soort: Soort
    bericht: Bericht
    ondertekend: bytes | None = None


class Bron:
    """Maakt bij een zaad en een nummer altijd hetzelfde bericht; alleen de handtekening kent de tijd."""

    def __init__(self, pki: Path, zaad: int) -> None:
        self._pki = pki
        self._zaad = zaad
        self._paren: dict[str, Sleutelpaar] = {}

    def maak(self, nummer: int) -> Opdracht:
        r = Random(f"{self._zaad}:{nummer}")
        soort = r.choices(SOORTEN, _VERDELING)[0]
        operatie, element = r.choice(self._verzoeken)
        wortel = self._envelop(r, soort, operatie, etree.fromstring(element))
        ondertekend = None
        if soort == "ketentest":
            if r.random() < 0.8:
                muteer_boom(r, wortel)
        else:
            ondertekend = self._teken(r, soort, wortel, element)
        inhoud = etree.tostring(wortel)
        if r.random() < 0.25:
            inhoud = muteer_bytes(r, inhoud)
        pad = f"/{soort.split(' ')[0]}/{DIENSTEN[operatie.dienst].service}"
        bericht = Bericht("POST", pad, KOPPEN, inhoud)
        if r.random() < 0.1:
            bericht = muteer_http(r, bericht)
        return Opdracht(nummer, soort, bericht, ondertekend)

    def _teken(self, r: Random, soort: Soort, wortel: etree._Element, element: bytes) -> bytes | None:
        """Voor het tekenen geknoeid is een geldige handtekening onder onzin; erna een aanval."""
        if r.random() < 0.3:
            muteer_boom(r, wortel)
        try:
            onderteken(wortel, self._paar(_wie(element)), datetime.now(UTC))
            if soort == "suwinet versleuteld":
                versleutel(wortel, self._paar("dienst").certificaat)
        except (ValueError, LookupError, etree.LxmlError, xmlsec.Error):
            return None  # er was geen envelop meer om te tekenen
        if soort == "suwinet versleuteld":
            if r.random() < 0.7:
                muteer_boom(r, wortel)
            return None
        ondertekend = etree.tostring(wortel)
        if r.random() < 0.8:
            muteer_boom(r, wortel)
        return ondertekend

    def _envelop(
        self, r: Random, soort: Soort, operatie: Operatie, lichaam: etree._Element
    ) -> etree._Element:
        wortel = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP})
        header = etree.SubElement(wortel, f"{{{SOAP}}}Header")
        if soort != "ketentest" or r.random() < 0.5:
            profiel = soort.split(" ")[0]
            service = DIENSTEN[operatie.dienst].service
            oin = self._paar(_wie(etree.tostring(lichaam))).oin
            _kop(header, "To", f"{ADRES}/{profiel}/{service}?oin={OIN_DIENST}")
            van = etree.SubElement(header, f"{{{WSA}}}From", nsmap={"w": WSA})
            etree.SubElement(van, f"{{{WSA}}}Address").text = f"https://afnemer.test/?oin={oin}"
            _kop(header, "Action", operatie.actie)
            _kop(header, "MessageID", f"urn:uuid:{UUID(int=r.getrandbits(128))}")
        etree.SubElement(wortel, f"{{{SOAP}}}Body").append(lichaam)
        return wortel

    def _paar(self, naam: str) -> Sleutelpaar:
        if naam not in self._paren:
            map_ = self._pki / naam
            self._paren[naam] = laad_sleutelpaar(map_ / "cert.pem", map_ / "sleutel.pem")
        return self._paren[naam]

    @cached_property
    def _verzoeken(self) -> list[tuple[Operatie, bytes]]:
        return [
            (operatie, voorbeeld(operatie, f"verzoek-{maat}").xml)
            for dienst in DIENSTEN.values()
            for operatie in dienst.operaties.values()
            if operatie.dienst != "ISIKetentest"
            for maat in ("minimaal", "midden", "maximaal")
        ]


def _wie(element: bytes) -> str:
    """De map van het certificaat van wie dit verzoek doet."""
    partij = etree.fromstring(element).findtext("KopKeten/CdPartij")
    return partij.lower() if partij else "amsterdam"


def _kop(header: etree._Element, naam: str, waarde: str) -> None:
    etree.SubElement(header, f"{{{WSA}}}{naam}", nsmap={"w": WSA}).text = waarde
