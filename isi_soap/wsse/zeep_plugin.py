"""Digikoppeling WUS 2W-be, 2W-be-S en 2W-be-SE voor een zeep-client, in één plugin.

zeep ondertekent alleen Body en Timestamp, en kijkt van een antwoord niet na bij welke vraag het hoort. Deze
plugin zet de adresseringskoppen, ondertekent ze met Body en Timestamp, en geeft een antwoord pas door als de
handtekening van een vertrouwd certificaat is, alles dekt, vers is, en bij juist deze vraag hoort (RelatesTo
en SignatureConfirmation). Zonder sleutelpaar blijft het bij adressering.

Zo neemt een gemeente haar over, zonder de rest van isi-soap:

1. Neem de map `isi_soap/wsse` en het bestand `isi_soap/__init__.py` over, en installeer `zeep`, `xmlsec`,
   `cryptography` en `pyopenssl`; of installeer isi-soap en gebruik alleen `isi_soap.wsse`.
2. Leg het PKIoverheid-certificaat van de gemeente (met zijn tussencertificaten erachter: TLS biedt die mee
   aan) en zijn sleutel klaar als PEM, en een map met de wortel en de tussencertificaten van de dienst. Een
   map met CRL's mag erbij; wie haar geeft, moet haar verversen.
3. Maak de client:

       from pathlib import Path
       import zeep
       from isi_soap.wsse import Vertrouwen, laad_sleutelpaar
       from isi_soap.wsse.zeep_plugin import Digikoppeling, mtls_sessie

       cert, sleutel = Path("gemeente.pem"), Path("gemeente.sleutel.pem")
       digikoppeling = Digikoppeling(
           sleutelpaar=laad_sleutelpaar(cert, sleutel),
           vertrouwen=Vertrouwen.uit_map(Path("ca"), Path("crl")),
           naar_oin="00000099900000001000",
       )
       client = zeep.Client(
           "https://dienst.example/suwinet/ISIRaadplegen-v0100?wsdl",
           transport=zeep.Transport(session=mtls_sessie(Path("ca/root.pem"), cert, sleutel)),
           plugins=[digikoppeling],
       )

Zet de plugin als laatste in `plugins`, en geen `wsse=` daarnaast: wat na het ondertekenen nog verandert,
breekt de handtekening. Eén plugin mag door meer threads gebruikt worden. Een antwoord dat niet te vertrouwen
is geeft OnbetrouwbaarAntwoord; een SOAP-fault die dat wel is, komt als gewone zeep.exceptions.Fault.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from cryptography import x509
from lxml import etree
from zeep.plugins import Plugin
from zeep.wsdl.utils import get_or_create_header

from isi_soap.wsse.fouten import WsseFout
from isi_soap.wsse.namen import BODY, HANDTEKENING, HEADER, SECURITY, SOAP, WSA
from isi_soap.wsse.ondertekenen import onderteken
from isi_soap.wsse.sleutels import Sleutelpaar
from isi_soap.wsse.tijdstempel import VENSTER, Venster
from isi_soap.wsse.verifieren import Beveiligd, verifieer
from isi_soap.wsse.versleuteling import is_versleuteld, ontsleutel, versleutel
from isi_soap.wsse.vertrouwen import Vertrouwer

ANONIEM = f"{WSA}/anonymous"
_FAULT = f"{{{SOAP}}}Fault"


class OnbetrouwbaarAntwoord(Exception):  # noqa: N818 - een vaststelling over het antwoord
    """Het antwoord is niet aantoonbaar dat van de dienst op deze vraag; gebruik de inhoud niet."""


@dataclass(slots=True)
class Uitwisseling:
    """De laatste vraag van deze thread en haar antwoord."""

    message_id: str
    handtekening: str | None = None  # SignatureValue van de vraag
    antwoord_id: str | None = None
    antwoord: Any = None  # de envelop, na ontsleutelen
    beveiligd: Beveiligd | None = None


def nieuw_kenmerk() -> str:
    """Een MessageID die nog niet bestaat."""
    return f"urn:uuid:{uuid4()}"


def _nu() -> datetime:
    return datetime.now(UTC)


@dataclass
class Digikoppeling(Plugin):
    """Adresseert, ondertekent en versleutelt wat uitgaat, en toetst wat binnenkomt."""

    sleutelpaar: Sleutelpaar | None = None
    vertrouwen: Vertrouwer | None = None
    oin: str | None = None  # van de afzender; zonder dit die van het certificaat
    naar_oin: str | None = (
        None  # van de dienst: in wsa:To, en het certificaat van het antwoord moet het dragen
    )
    van: str = ANONIEM  # adres in wsa:From
    versleutel_voor: x509.Certificate | None = None  # certificaat van de dienst: dan 2W-be-SE
    venster: Venster = VENSTER
    message_id: Callable[[], str] = nieuw_kenmerk
    nu: Callable[[], datetime] = _nu
    _draad: threading.local = field(default_factory=threading.local, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.sleutelpaar is not None and self.vertrouwen is None:
            raise ValueError("wie ondertekent, zegt ook welk certificaat het antwoord mag hebben")
        if self.versleutel_voor is not None and self.sleutelpaar is None:
            raise ValueError("versleutelen gaat niet zonder ondertekenen (WB003)")
        if self.oin is None and self.sleutelpaar is not None:
            self.oin = self.sleutelpaar.oin

    @property
    def laatste(self) -> Uitwisseling:
        """De laatste uitwisseling van deze thread."""
        laatste: Uitwisseling = self._draad.laatste
        return laatste

    def egress(
        self, envelope: Any, http_headers: dict[str, str], operation: Any, binding_options: Any
    ) -> tuple[Any, dict[str, str]]:
        vraag = self._draad.laatste = Uitwisseling(self.message_id())
        self._adresseer(envelope, binding_options["address"], operation.abstract.wsa_action, vraag.message_id)
        if self.sleutelpaar is not None:
            onderteken(envelope, self.sleutelpaar, self.nu())
            vraag.handtekening = _handtekening(envelope)
        if self.versleutel_voor is not None:
            versleutel(envelope, self.versleutel_voor)
        return envelope, http_headers

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:
        vraag = self.laatste
        vraag.antwoord = envelope
        if self.sleutelpaar is not None:
            try:
                vraag.beveiligd = self._verifieer(envelope, self.sleutelpaar)
            except WsseFout as fout:
                raise OnbetrouwbaarAntwoord(f"{fout.reden}{_gemelde_fault(envelope)}") from fout
            if vraag.beveiligd.bevestigingen != (vraag.handtekening,):
                raise OnbetrouwbaarAntwoord(
                    "SignatureConfirmation is niet de handtekening van de vraag (WB014)"
                )
            if self.naar_oin is not None and vraag.beveiligd.oin != self.naar_oin:
                raise OnbetrouwbaarAntwoord("het antwoord is ondertekend door een ander dan de dienst")
        vraag.antwoord_id = _enige(envelope, "MessageID")
        gerelateerd = _enige(envelope, "RelatesTo")
        if gerelateerd != vraag.message_id:
            raise OnbetrouwbaarAntwoord(
                f"RelatesTo van het antwoord is {gerelateerd or 'afwezig'}, verwacht {vraag.message_id}"
            )
        if _enige(envelope, "Action") is None:
            raise OnbetrouwbaarAntwoord("het antwoord heeft geen wsa:Action")
        return envelope, http_headers

    def _verifieer(self, envelop: Any, sleutelpaar: Sleutelpaar) -> Beveiligd:
        if self.versleutel_voor is not None and is_versleuteld(envelop):
            ontsleutel(envelop, sleutelpaar)
        elif self.versleutel_voor is not None and envelop.find(f"{BODY}/{_FAULT}") is None:
            raise WsseFout("InvalidSecurity", "het antwoord is niet versleuteld (WB011).")
        return verifieer(envelop, vertrouwen=self.vertrouwen, nu=self.nu(), venster=self.venster)

    def _adresseer(self, envelop: Any, adres: str, actie: str, message_id: str) -> None:
        """Elke kop precies één keer: die zeep zelf al zette gaan eruit."""
        header = get_or_create_header(envelop)
        for oud in header.findall(f"{{{WSA}}}*"):
            header.remove(oud)
        _zet(header, "To", _met_oin(adres, self.naar_oin))
        _zet(etree.SubElement(header, f"{{{WSA}}}From"), "Address", _met_oin(self.van, self.oin))
        _zet(header, "Action", actie)
        _zet(header, "MessageID", message_id)
        etree.cleanup_namespaces(header, keep_ns_prefixes=["wsa"], top_nsmap={"wsa": WSA})


def mtls_sessie(ca: Path, cert: Path | None = None, sleutel: Path | None = None) -> requests.Session:
    """Een sessie met eigen certificaat en keten, die alleen deze CA gelooft en niets van de omgeving."""
    sessie = requests.Session()
    sessie.trust_env = False
    sessie.verify = str(ca)
    if cert is not None:
        sessie.cert = (str(cert), str(sleutel)) if sleutel is not None else str(cert)
    return sessie


def _met_oin(adres: str, oin: str | None) -> str:
    """Suwinet schrijft het OIN als queryparameter bij een adres, met kleine letters."""
    return f"{adres}{'&' if '?' in adres else '?'}oin={oin}" if oin else adres


def _zet(onder: Any, naam: str, tekst: str) -> None:
    etree.SubElement(onder, f"{{{WSA}}}{naam}").text = tekst


def _handtekening(envelop: Any) -> str:
    waarde = envelop.find(f"{HEADER}/{SECURITY}/{HANDTEKENING}")[1]
    return "".join(waarde.text.split())


def _enige(envelop: Any, naam: str) -> str | None:
    gevonden = envelop.findall(f"{HEADER}/{{{WSA}}}{naam}")
    if len(gevonden) > 1:
        raise OnbetrouwbaarAntwoord(f"het antwoord heeft {len(gevonden)} keer wsa:{naam}")
    return (gevonden[0].text or "").strip() if gevonden else None


def _gemelde_fault(envelop: Any) -> str:
    """Een fault zonder geldige handtekening bewijst niets, maar zegt wel waar te zoeken."""
    fault = envelop.find(f"{BODY}/{_FAULT}")
    if fault is None:
        return ""
    return f" Het meldt: {fault.findtext('faultcode')}: {fault.findtext('faultstring')}"
