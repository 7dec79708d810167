"""Wat met GET te halen is: het contract, een startpagina, en of de dienst leeft en gereed is.

Een bestand gaat uit zoals het op de schijf staat; alleen het adres in een WSDL wordt dat van deze dienst.
Alles wordt bij de start gelezen, dus een pad in een URL raakt nooit het bestandssysteem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property, lru_cache
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from isi_soap import __version__
from isi_soap.contract import paden
from isi_soap.contract.operaties import DIENSTEN, Dienst
from isi_soap.soap.contractzip import maak_zip, schemas
from isi_soap.soap.plat import platte_wsdl
from isi_soap.soap.uitwisseling import XML, Antwoord, Verzoek, kaal

_HTML: Final = [
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("x-content-type-options", "nosniff"),
]
_ZIP: Final = [
    ("content-type", "application/zip"),
    ("content-disposition", 'attachment; filename="isi-contract.zip"'),
]
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_ADRES = re.compile(rb'(<soap:address\s+location=")[^"]*(")')


class Documenten:
    """De documenten van één profiel, onder zijn voorvoegsel en, als geen ander ze eerder kent, erbuiten."""

    def __init__(
        self,
        diensten: Iterable[str],
        profiel: str,
        gereed: Callable[[], bool],
        openbaar_adres: str | None = None,
        protocol: str = "http",
        alarmen: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        self.profielen: tuple[str, ...] = (profiel,)  # alle die hier draaien, voor de startpagina
        self._diensten: dict[str, Dienst] = {naam: DIENSTEN[naam] for naam in diensten}
        self._profiel = profiel
        self._gereed = gereed
        self._alarmen = alarmen
        self._openbaar_adres = openbaar_adres.rstrip("/") if openbaar_adres else None
        self._protocol = protocol
        self._wsdl = {naam: dienst.wsdl.read_bytes() for naam, dienst in self._diensten.items()}
        self._plat: Mapping[str, bytes] = {naam: platte_wsdl(d.wsdl) for naam, d in self._diensten.items()}
        self._op_pad = {f"/wsdl/{dienst.service}.wsdl": naam for naam, dienst in self._diensten.items()}
        self._xsd = {
            f"/xsd/{pad.relative_to(paden.XSD).as_posix()}": pad.read_bytes()
            for pad in schemas(self._diensten.values())
        }
        self._sjabloon = _sjabloon()

    def __call__(self, verzoek: Verzoek, dienst: str | None) -> Antwoord:
        if verzoek.method not in ("GET", "HEAD"):
            return self._weiger_methode(self._pad(verzoek))
        antwoord = self._dienst(verzoek, dienst) if dienst else self._los(verzoek)
        if verzoek.method == "HEAD":
            return Antwoord(antwoord.status, antwoord.headers)
        return antwoord

    def _pad(self, verzoek: Verzoek) -> str:
        """Het pad binnen het profiel; de startpagina ervan is er met en zonder streep."""
        voorvoegsel = f"/{self._profiel}"
        if verzoek.path == voorvoegsel or verzoek.path.startswith(f"{voorvoegsel}/"):
            return verzoek.path[len(voorvoegsel) :] or "/"
        return verzoek.path

    def _weiger_methode(self, pad: str) -> Antwoord:
        if pad in self._xsd or pad in self._op_pad or pad in ("/", "/gezond", "/gereed", "/contract.zip"):
            return kaal(405, "Alleen GET.", ("allow", "GET, HEAD"))
        return kaal(404, "Hier is geen dienst.")

    def _dienst(self, verzoek: Verzoek, naam: str) -> Antwoord:
        vragen = {vraag.lower() for vraag, _ in parse_qsl(verzoek.query, keep_blank_values=True)}
        if "singlewsdl" in vragen:
            return self._met_adres(verzoek, naam, self._plat[naam])
        if "wsdl" in vragen:
            return self._met_adres(verzoek, naam, self._wsdl[naam])
        return kaal(405, "Stuur een bericht met POST, of vraag ?wsdl.", ("allow", "POST"))

    def _los(self, verzoek: Verzoek) -> Antwoord:
        pad = self._pad(verzoek)
        if (xsd := self._xsd.get(pad)) is not None:
            return Antwoord(200, XML, xsd)
        if (naam := self._op_pad.get(pad)) is not None:
            return self._met_adres(verzoek, naam, self._wsdl[naam])
        if pad == "/gezond":
            return kaal(200, "gezond")
        if pad == "/gereed":
            if not self._gereed():
                return kaal(503, "niet gereed: de database antwoordt niet")
            # Een alarm neemt de dienst niet weg; wie dat wil, laat haar geen berichten meer aannemen.
            return kaal(200, "\n".join(("gereed", *(f"alarm: {alarm}" for alarm in self._alarmen()))))
        if pad == "/":
            return Antwoord(200, _HTML, self._startpagina(verzoek))
        if pad == "/contract.zip":
            return Antwoord(200, _ZIP, self._zip)
        return kaal(404, "Hier is niets.")

    def _met_adres(self, verzoek: Verzoek, naam: str, wsdl: bytes) -> Antwoord:
        adres = f"{self.basis(verzoek)}/{self._profiel}/{self._diensten[naam].service}"
        waarde = escape(adres).encode()
        return Antwoord(200, XML, _ADRES.sub(lambda m: m[1] + waarde + m[2], wsdl))

    def basis(self, verzoek: Verzoek) -> str:
        """Het adres waaronder de aanvrager ons kent: ingesteld, of zoals hij ons aanspreekt."""
        if self._openbaar_adres:
            return self._openbaar_adres
        return _adres_onder(self._protocol, verzoek.headers.get("host") or "")

    def _startpagina(self, verzoek: Verzoek) -> bytes:
        tekst = self._sjabloon.render(
            basis=self.basis(verzoek),
            profiel=self._profiel,
            profielen=self.profielen,
            versie=__version__,
            diensten=list(self._diensten.values()),
            schemas=list(self._xsd),
        )
        return tekst.encode()

    @cached_property
    def _zip(self) -> bytes:
        return maak_zip(self._diensten.values())


@cache
def _sjabloon() -> Template:
    omgeving = Environment(
        loader=PackageLoader("isi_soap.soap", "."), autoescape=True, undefined=StrictUndefined
    )
    return omgeving.get_template("startpagina.html.j2")


@lru_cache(maxsize=64)
def _adres_onder(protocol: str, host: str) -> str:
    return f"{protocol}://{host if _HOST.fullmatch(host) else 'localhost:8080'}"
