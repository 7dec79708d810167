"""De ondertekende weg: wat controleren en tekenen kosten naast xmlsec alleen, en de rest naast de vloer.

De tijd staat stil op het moment van ondertekenen: een meting mag langer duren dan een bericht vers blijft.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time_ns
from typing import Any

import xmlsec
from lxml import etree

from bench.dossiers import AANTAL, PERSOONINFO, bsns, dossier, verzoek
from bench.meting import meet
from bench.zonder_database import toepassing
from isi_soap.beheer.pki import OIN_DIENST, maak_test_pki
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.contract.schema import schema
from isi_soap.soap import envelop
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.namen import WSA
from isi_soap.soap.profiel import SUWINET
from isi_soap.soap.uitwisseling import Verzoek
from isi_soap.wsse import Sleutelpaar, Vertrouwen, laad_sleutelpaar, onderteken, verifieer
from isi_soap.wsse.namen import HANDTEKENING, HEADER, ID, SECURITY, WSU

_ADRES = "https://isi.test"
_PAD = f"/suwinet/{DIENSTEN[PERSOONINFO.dienst].service}"


class Ondertekend:
    """Verzoeken van een gemeente en de antwoorden daarop, alle ondertekend met een test-PKI."""

    def __init__(self, *, vol: bool) -> None:
        self.vol = vol
        self.nu = datetime.now(UTC)
        self._map = tempfile.TemporaryDirectory(prefix="isi-bench-")  # zonder CRL's wordt niets vertrouwd
        pki = Path(self._map.name) / "pki"
        maak_test_pki(pki, self.nu, geldig=timedelta(days=2), crl_geldig=timedelta(days=1))
        self.gemeente = _paar(pki / "amsterdam")
        self.middelen = Middelen(
            sleutelpaar=_paar(pki / "dienst"),
            vertrouwen=Vertrouwen.uit_map(pki / "ca", pki / "crl"),
            klok=lambda: self.nu,
        )
        self.verzoeken = [self._verzoek(bsn) for bsn in bsns()]
        schrijver = codec(PERSOONINFO.antwoord)
        self.antwoorden = [
            envelop.maak(self._koppen(bsn, "Response"), schrijver.encode(dossier(nummer, bsn, vol=vol)))
            for nummer, bsn in enumerate(bsns())
        ]

    def _koppen(self, bsn: str, soort: str = "") -> str:
        van, naar = f"https://gemeente.test/?oin={self.gemeente.oin}", f"{_ADRES}{_PAD}?oin={OIN_DIENST}"
        if soort:
            van, naar = naar, van
        verwijst = f'<wsa:RelatesTo xmlns:wsa="{WSA}">urn:uuid:bench-{bsn}</wsa:RelatesTo>' if soort else ""
        return (
            f'<wsa:To xmlns:wsa="{WSA}">{naar}</wsa:To>'
            f'<wsa:From xmlns:wsa="{WSA}"><wsa:Address>{van}</wsa:Address></wsa:From>'
            f'<wsa:MessageID xmlns:wsa="{WSA}">urn:uuid:bench-{bsn}{soort}</wsa:MessageID>'
            f'<wsa:Action xmlns:wsa="{WSA}">{PERSOONINFO.actie}{soort}</wsa:Action>{verwijst}'
        )

    def _verzoek(self, bsn: str) -> bytes:
        wortel = etree.fromstring(envelop.maak(self._koppen(bsn), verzoek(bsn)))
        onderteken(wortel, self.gemeente, self.nu)
        return etree.tostring(wortel, encoding="UTF-8")

    def getekende_antwoorden(self) -> list[etree._Element]:
        bomen = [etree.fromstring(antwoord) for antwoord in self.antwoorden]
        for wortel in bomen:
            onderteken(wortel, self.middelen.sleutelpaar, self.nu, bevestig="A" * 344)
        return bomen


def _paar(map_: Path) -> Sleutelpaar:
    return laad_sleutelpaar(map_ / "cert.pem", map_ / "sleutel.pem")


class Stopwatch:
    """Hoeveel van een ronde in de handtekeningen zat; de rest van dezelfde ronde is al het andere."""

    def __init__(self) -> None:
        self._binnen = 0
        self._binnen_per_ronde: list[int] = []

    def om(self, functie: Callable[..., Any]) -> Callable[..., Any]:
        def gemeten(*waarden: Any, **namen: Any) -> Any:
            begin = process_time_ns()
            try:
                return functie(*waarden, **namen)
            finally:
                self._binnen += process_time_ns() - begin

        return gemeten

    def per(self, ronde: Callable[[], None]) -> Callable[[], None]:
        def gemeten() -> None:
            self._binnen = 0
            ronde()
            self._binnen_per_ronde.append(self._binnen)

        return gemeten

    @property
    def us(self) -> float:
        return median(self._binnen_per_ronde) / 1000 / AANTAL


def eigen(bron: Ondertekend, stopwatch: Stopwatch) -> Callable[[], None]:
    """De hele weg: van de bytes van het ondertekende verzoek tot die van het ondertekende antwoord."""
    app = toepassing(
        vol=bron.vol,
        profiel=SUWINET,
        openbaar_adres=_ADRES,
        middelen=replace(
            bron.middelen, verifieer=stopwatch.om(verifieer), onderteken=stopwatch.om(onderteken)
        ),
    )
    koppen = {"content-type": "text/xml; charset=utf-8", "soapaction": '""', "host": "isi.test"}
    vragen = [Verzoek("POST", _PAD, "", koppen, bericht, "127.0.0.1:1") for bericht in bron.verzoeken]

    def ronde() -> None:
        for vraag in vragen:
            if app(vraag).status != 200:
                raise RuntimeError("het antwoord is geen 200")

    return stopwatch.per(ronde)


def kaal(bron: Ondertekend, stopwatch: Stopwatch) -> Callable[[], None]:
    """Hetzelfde werk met alleen libxml2 en xmlsec: ontleden, controleren, toetsen, tekenen, schrijven.

    Om en om, want na een handtekening is de cache van de processor koud, ook voor de vloer.
    """
    lezer = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True)
    toets = schema(PERSOONINFO.dienst)
    publiek, privaat = bron.gemeente.xmlsec_sleutel, bron.middelen.sleutelpaar.xmlsec_sleutel
    controleer, teken = stopwatch.om(_controleer), stopwatch.om(_teken)
    paren = [
        (bericht, antwoord, *_klaar(antwoord))
        for bericht, antwoord in zip(bron.verzoeken, bron.getekende_antwoorden(), strict=True)
    ]

    def ronde() -> None:
        for bericht, antwoord, handtekening, delen in paren:
            wortel = etree.fromstring(bericht, lezer)
            controleer(publiek, wortel)
            toets.assertValid(wortel[-1][0])
            toets.assertValid(antwoord[-1][0])
            teken(privaat, handtekening, delen)
            etree.tostring(antwoord, encoding="utf-8")

    return stopwatch.per(ronde)


def _controleer(sleutel: xmlsec.Key, wortel: etree._Element) -> None:
    context = xmlsec.SignatureContext()
    context.key = sleutel
    header, body = wortel
    security, *adressering = header
    for deel in (body, *adressering, security[0]):
        context.register_id(deel, "Id", WSU)
    context.verify(security[-1])


def _teken(sleutel: xmlsec.Key, handtekening: etree._Element, delen: list[etree._Element]) -> None:
    context = xmlsec.SignatureContext()
    context.key = sleutel
    for deel in delen:
        context.register_id(deel, "Id", WSU)
    context.sign(handtekening)


def _klaar(wortel: etree._Element) -> tuple[etree._Element, list[etree._Element]]:
    """De handtekening, en de delen waarnaar zij verwijst."""
    handtekening = wortel.find(f"{HEADER}/{SECURITY}/{HANDTEKENING}")
    assert handtekening is not None
    namen = {str(e.get("URI"))[1:] for e in handtekening[0] if e.get("URI")}
    return handtekening, [e for e in wortel.iter("*") if e.get(ID) in namen]


def ondertekend_in_het_proces(*, vol: bool, rondes: int = 60) -> dict[str, float]:
    bron = Ondertekend(vol=vol)
    onze, kale = Stopwatch(), Stopwatch()
    gemeten = meet({"eigen": eigen(bron, onze), "kaal": kaal(bron, kale)}, rondes)
    rest, vloer = gemeten["eigen"] - onze.us, gemeten["kaal"] - kale.us
    return {
        "own_us": round(gemeten["eigen"], 1),
        "security_us": round(onze.us, 1),
        "rest_us": round(rest, 1),
        "xmlsec_us": round(kale.us, 1),
        "floor_us": round(vloer, 1),
        "ratio_xmlsec": round(onze.us / kale.us, 2),
        "ratio_floor": round(rest / vloer, 2),
    }
