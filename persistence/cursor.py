"""Een cursor: de plaats na de laatste regel van een bladzijde, met een vingerafdruk van de vraag ervoor.

Wie verder bladert begint na een plaats en niet na een aantal; wat intussen bijkomt of verdwijnt, verschuift
dus geen regel. Door de vingerafdruk past een cursor alleen bij de vraag waaruit hij kwam.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from typing import Final

_VINGERAFDRUK: Final = 9


class CursorPastNiet(Exception):  # noqa: N818
    """Dit is geen cursor van deze vraag."""


def vingerafdruk(vraag: object) -> bytes:
    """Van de `repr` van een vraag; zij is na te rekenen, dus wat geheim is hoort er als kenmerk in."""
    return sha256(repr(vraag).encode()).digest()[:_VINGERAFDRUK]


def maak(vraag: bytes, plaats: bytes) -> str:
    return urlsafe_b64encode(vraag + plaats).decode().rstrip("=")


def lees(cursor: str, vraag: bytes, grootte: int) -> bytes:
    """De plaats van `grootte` bytes, of `CursorPastNiet`."""
    try:
        inhoud = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (Error, ValueError):
        inhoud = b""
    # Door terug te schrijven is er van elke plaats maar één cursor: base64 leest ook andere vormen.
    if len(inhoud) != len(vraag) + grootte or not inhoud.startswith(vraag) or maak(b"", inhoud) != cursor:
        raise CursorPastNiet
    return inhoud[len(vraag) :]
