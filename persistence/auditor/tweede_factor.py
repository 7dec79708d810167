"""De tweede factor: een code per halve minuut (TOTP, RFC 6238), zoals elke authenticator-app haar toont."""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

_BYTES = 20
_CIJFERS = 6
_STAP = 30
_SPELING = 1  # een code eerder of later: klokken lopen niet gelijk
_UITGEVER = "ISI berichtenlog"


def nieuw() -> bytes:
    return secrets.token_bytes(_BYTES)


def als_tekst(sleutel: bytes) -> str:
    return b32encode(sleutel).decode().rstrip("=")


def adres(naam: str, sleutel: bytes) -> str:
    """Waarmee een authenticator-app de sleutel overneemt."""
    wie = quote(f"{_UITGEVER}:{naam}")
    return (
        f"otpauth://totp/{wie}?secret={als_tekst(sleutel)}&issuer={quote(_UITGEVER)}"
        f"&algorithm=SHA1&digits={_CIJFERS}&period={_STAP}"
    )


def code(sleutel: bytes, nu: datetime) -> str:
    return _totp(sleutel).generate(int(nu.timestamp())).decode()


def stap_van(sleutel: bytes, gegeven: str, nu: datetime, na: int) -> int | None:
    """De tijdstap waarvan dit de code is, als die na `na` komt: wie meekijkt heeft niets aan een code."""
    # SHA-1 is hier geen zwakte: HMAC, en het enige dat elke app kent.
    totp, huidige = _totp(sleutel), int(nu.timestamp()) // _STAP
    gevonden = None
    for stap in range(huidige - _SPELING, huidige + _SPELING + 1):
        klopt = secrets.compare_digest(totp.generate(stap * _STAP), gegeven.encode())
        if klopt and stap > na and gevonden is None:
            gevonden = stap
    return gevonden


def _totp(sleutel: bytes) -> TOTP:
    return TOTP(sleutel, _CIJFERS, SHA1(), _STAP)
