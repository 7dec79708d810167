"""Bladeren door een selectie op volgorde van id of BSN: de cursor is ondoorzichtig en blijft geldig."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import Melding, NietsGevonden, Weigering

PAGINA = 100
HOOGSTENS = 500


def grootte(gevraagd: int | None) -> int:
    return PAGINA if gevraagd is None else min(max(1, gevraagd), HOOGSTENS)


def naar_cursor(laatste: str | int) -> str:
    return urlsafe_b64encode(str(laatste).encode()).decode().rstrip("=")


def uit_cursor(cursor: str | None) -> int:
    """De laatste sleutel die al gegeven is; 0 zonder cursor."""
    if cursor is None:
        return 0
    try:
        tekst = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (Error, ValueError):
        tekst = ""
    if not (tekst.isascii() and tekst.isdigit() and len(tekst) <= 18):
        raise Weigering(Melding(catalogus.F064, ("Cursor",)))
    return int(tekst)


def leeg() -> NietsGevonden:
    """Een selectie zonder regels."""
    return NietsGevonden(Melding(catalogus.I006))
