"""Tijdstempels volgens RFC 3161: een ander zegt dat een checkpoint er op een tijdstip al was.

Gestempeld worden de bytes van het ondertekende checkpoint, met SHA-256. Bewaard wordt het hele antwoord
(TimeStampResp, DER), zodat ook `openssl ts -verify -data checkpoint -in antwoord -CAfile ca` het kan toetsen.
"""

from __future__ import annotations

import shlex
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

_WACHT_SECONDEN: Final = 20
_HOOGSTENS: Final = 64 * 1024
_CERTIFICATEN: Final = 0xA0


class StempelFout(Exception):  # noqa: N818
    """Er kwam geen tijdstempel dat klopt; de tekst zegt waarom."""


class Stempeldienst(Protocol):
    def vraag(self, aanvraag: bytes) -> bytes: ...


class Adres:
    """Een dienst over HTTP (RFC 3161 §3.4)."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise StempelFout("het adres van de tijdstempeldienst begint met http:// of https://")
        self._url = url

    def vraag(self, aanvraag: bytes) -> bytes:
        kop = {"Content-Type": "application/timestamp-query"}
        try:
            verzoek = urllib.request.Request(self._url, aanvraag, kop)
            with urllib.request.urlopen(verzoek, timeout=_WACHT_SECONDEN) as antwoord:
                gelezen: bytes = antwoord.read(_HOOGSTENS)
                return gelezen
        except urllib.error.HTTPError as fout:
            raise StempelFout(f"de tijdstempeldienst antwoordt met HTTP {fout.code}") from None
        except (OSError, ValueError) as fout:
            raise StempelFout(f"de tijdstempeldienst antwoordt niet: {type(fout).__name__}") from None


class Opdracht:
    """Een programma van de beheerder: de aanvraag op stdin, het antwoord op stdout."""

    def __init__(self, opdracht: str) -> None:
        self._woorden = shlex.split(opdracht)

    def vraag(self, aanvraag: bytes) -> bytes:
        try:
            klaar = subprocess.run(
                self._woorden, input=aanvraag, capture_output=True, timeout=_WACHT_SECONDEN, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as fout:
            raise StempelFout(f"de opdracht van de tijdstempeldienst: {type(fout).__name__}") from None
        if klaar.returncode:
            raise StempelFout(f"de opdracht van de tijdstempeldienst eindigde met {klaar.returncode}")
        return klaar.stdout


@dataclass(frozen=True, slots=True)
class Stempel:
    tijdstip: datetime
    antwoord: bytes


def laad_ca(pad: Path) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(pad.read_bytes()))
    except OSError as fout:
        raise StempelFout(f"{pad} is niet te lezen: {fout.strerror}") from None
    except ValueError:
        raise StempelFout(f"{pad} is geen PEM met certificaten") from None


def stempel(dienst: Stempeldienst, notitie: str, ca: tuple[x509.Certificate, ...]) -> Stempel:
    """Vraag een tijdstempel en reken het na: een antwoord dat niet klopt is er geen."""
    aanvraag = TimestampRequestBuilder().data(notitie.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    antwoord = dienst.vraag(aanvraag.as_bytes())
    return toets(antwoord, notitie, ca, nonce=aanvraag.nonce)


def toets(
    antwoord: bytes, notitie: str, ca: tuple[x509.Certificate, ...], *, nonce: int | None = None
) -> Stempel:
    """Het tijdstip, als dit een antwoord over deze bytes is van wie vertrouwd wordt."""
    gelezen = _lees(antwoord)
    try:
        VerifierBuilder(roots=list(ca), nonce=nonce).build().verify_message(gelezen, notitie.encode())
    except (VerificationError, ValueError) as fout:
        raise StempelFout(f"het tijdstempel klopt niet: {fout}") from None
    return Stempel(gelezen.tst_info.gen_time, antwoord)


def _lees(antwoord: bytes) -> TimeStampResponse:
    try:
        gelezen = decode_timestamp_response(_op_volgorde(antwoord))
    except (ValueError, IndexError):
        raise StempelFout("het antwoord is geen tijdstempelantwoord") from None
    if gelezen.status not in (0, 1):
        raise StempelFout(f"de tijdstempeldienst weigert (status {gelezen.status})")
    return gelezen


def _op_volgorde(antwoord: bytes) -> bytes:
    """Het antwoord met zijn certificaten op volgorde van hun bytes, zoals DER van een verzameling vraagt.

    Diensten op OpenSSL zetten ze op die van hun keten, en dan weigert rfc3161-client het antwoord.
    Ondertekend is die volgorde niet, en de lengte blijft gelijk: het is verplaatsen en meer niet.
    """
    begin, eind = _binnen(antwoord, 0)  # TimeStampResp
    _, begin = _deel(antwoord, begin)  # zonder PKIStatusInfo
    if begin == eind:
        return antwoord  # een weigering
    begin, _ = _binnen(antwoord, begin)  # ContentInfo
    _, begin = _deel(antwoord, begin)
    begin, _ = _binnen(antwoord, begin)
    begin, _ = _binnen(antwoord, begin)  # SignedData
    for _ in range(3):
        _, begin = _deel(antwoord, begin)
    if antwoord[begin] != _CERTIFICATEN:
        return antwoord
    begin, eind = _binnen(antwoord, begin)
    certificaten, plaats = [], begin
    while plaats < eind:
        deel, plaats = _deel(antwoord, plaats)
        certificaten.append(deel)
    return antwoord[:begin] + b"".join(sorted(certificaten)) + antwoord[eind:]


def _binnen(ruw: bytes, plaats: int) -> tuple[int, int]:
    """Waar de inhoud van de DER-waarde op deze plaats begint en eindigt."""
    lengte, begin = ruw[plaats + 1], plaats + 2
    if lengte & 0x80:
        aantal = lengte & 0x7F
        lengte, begin = int.from_bytes(ruw[begin : begin + aantal]), begin + aantal
    if begin + lengte > len(ruw):
        raise IndexError("afgebroken")
    return begin, begin + lengte


def _deel(ruw: bytes, plaats: int) -> tuple[bytes, int]:
    _, eind = _binnen(ruw, plaats)
    return ruw[plaats:eind], eind
