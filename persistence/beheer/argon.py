"""Wachtwoorden maken en vergelijken; bewaard wordt alleen hun argon2-hash."""

from __future__ import annotations

import secrets
import string
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from isi_soap.domain.wachtwoord import bezwaren

_hasher = PasswordHasher()
_LENGTE = 20
_TEKENS = string.ascii_letters + string.digits + "-_.!%+="


def nieuw(naam: str) -> str:
    """Een toevallig wachtwoord dat aan de regels voldoet."""
    while bezwaren(voorstel := "".join(secrets.choice(_TEKENS) for _ in range(_LENGTE)), [naam]):
        pass
    return voorstel


def hash_van(geheim: str) -> str:
    return _hasher.hash(geheim)


def past(hash_: str | None, geheim: str) -> bool:
    """Ook zonder hash wordt er gerekend: de tijd verraadt niet of de naam bestaat."""
    try:
        return _hasher.verify(hash_ or _loos(), geheim) and hash_ is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _loos() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))
