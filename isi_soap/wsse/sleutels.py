"""Certificaten en sleutels: één keer gelezen, daarna vaak gebruikt.

Een X.509-certificaat ontleden en er een sleutel van maken kost meer dan een handtekening controleren. Daarom
onthoudt dit blad de laatst geziene certificaten, op hun bytes; over vertrouwen zegt dat niets.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.x509.oid import NameOID

from isi_soap.wsse.fouten import WsseFout, token

MAX_TOKEN: Final = 16 * 1024
MIN_RSA: Final = 2048
_OIN = re.compile(r"[0-9]{8}[0-9A-Z]{12}")


class OnbruikbareSleutel(Exception):  # noqa: N818 - een vaststelling over de eigen bestanden
    """Het eigen certificaat of de eigen sleutel deugt niet; de dienst hoort dan niet te starten."""


@dataclass(frozen=True, slots=True)
class Token:
    """Een gelezen certificaat uit een bericht, met de sleutel waarmee xmlsec controleert."""

    certificaat: x509.Certificate
    sleutel: xmlsec.Key = field(repr=False)
    _oin: str | None

    def oin(self) -> str:
        """Het OIN, of de WsseFout die zegt dat het er niet in staat."""
        return self._oin or oin_van(self.certificaat)


@dataclass(frozen=True, slots=True)
class Sleutelpaar:
    """Een certificaat met zijn private sleutel, klaar om mee te ondertekenen of te ontsleutelen."""

    certificaat: x509.Certificate
    oin: str | None
    token: str = field(repr=False)  # het certificaat als base64, zoals het in het bericht komt
    xmlsec_sleutel: xmlsec.Key = field(repr=False)


def laad_sleutelpaar(cert: Path, sleutel: Path, wachtwoord: bytes | None = None) -> Sleutelpaar:
    """Lees een certificaat en zijn private sleutel uit PEM-bestanden, en toets dat zij bij elkaar horen."""
    try:
        certificaat = x509.load_pem_x509_certificate(cert.read_bytes())
        privaat = serialization.load_pem_private_key(sleutel.read_bytes(), wachtwoord)
    except (ValueError, TypeError) as fout:
        raise OnbruikbareSleutel(f"{cert.name} of {sleutel.name} is niet als PEM te lezen.") from fout
    return sleutelpaar(certificaat, privaat)


def sleutelpaar(certificaat: x509.Certificate, privaat: object) -> Sleutelpaar:
    """Een sleutelpaar uit wat al gelezen is."""
    if not isinstance(privaat, RSAPrivateKey) or privaat.key_size < MIN_RSA:
        raise OnbruikbareSleutel(f"de private sleutel is geen RSA-sleutel van minstens {MIN_RSA} bits.")
    if privaat.public_key() != certificaat.public_key():
        raise OnbruikbareSleutel("de private sleutel hoort niet bij het certificaat.")
    pem = privaat.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    der = certificaat.public_bytes(serialization.Encoding.DER)
    return Sleutelpaar(
        certificaat,
        _oin_of_niets(certificaat),
        base64.b64encode(der).decode(),
        xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem),
    )


def lees_token(tekst: str) -> Token:
    """Het certificaat uit een BinarySecurityToken; begrensd voordat er iets ontleed wordt."""
    if len(tekst) > MAX_TOKEN:
        raise token("het certificaat in het bericht is groter dan 16 kB.")
    try:
        der = base64.b64decode("".join(tekst.split()), validate=True)
    except (binascii.Error, ValueError):
        raise token("het certificaat in het bericht is geen base64.") from None
    return _token(der)


@lru_cache(maxsize=512)
def _token(der: bytes) -> Token:
    try:
        certificaat = x509.load_der_x509_certificate(der)
        publiek = certificaat.public_key()
        _lees_alles(certificaat)
    except Exception:  # wat er ook aan mankeert, het is geen bruikbaar certificaat
        raise token("het certificaat in het bericht is niet te lezen.") from None
    if not isinstance(publiek, RSAPublicKey) or publiek.key_size < MIN_RSA:
        raise token(f"het certificaat heeft geen RSA-sleutel van minstens {MIN_RSA} bits.")
    pem = publiek.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    sleutel = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)
    return Token(certificaat, sleutel, _oin_of_niets(certificaat))


def _lees_alles(certificaat: x509.Certificate) -> None:
    """cryptography leest deze delen pas als iemand ernaar vraagt; dan is het te laat om te weigeren."""
    certificaat.issuer.rfc4514_string()
    certificaat.subject.rfc4514_string()
    _ = (certificaat.extensions, certificaat.not_valid_before_utc, certificaat.not_valid_after_utc)


def oin_van(certificaat: x509.Certificate) -> str:
    """Het OIN uit subject:serialNumber, 20 posities (PKI001)."""
    waarden = certificaat.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    if len(waarden) != 1 or not isinstance(waarden[0].value, str) or not _OIN.fullmatch(waarden[0].value):
        raise token("het certificaat heeft geen OIN van 20 posities in subject:serialNumber.")
    return waarden[0].value


def _oin_of_niets(certificaat: x509.Certificate) -> str | None:
    try:
        return oin_van(certificaat)
    except (WsseFout, ValueError):  # ValueError: een naam die niet te lezen is
        return None
