"""Bladeren door een selectie op volgorde van id of BSN: de cursor is ondoorzichtig en blijft geldig."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import Melding, NietsGevonden, Weigering

PAGINA = 100
HOOGSTENS = 500


def grootte(gevraagd: int | None) -> int:
    """Regels in een antwoord. Weigert wat te weinig of te veel is."""
    if gevraagd is None:
        return PAGINA
    if not 1 <= gevraagd <= HOOGSTENS:
        raise Weigering(Melding(catalogus.F100, ("AantPerPagina",)))
    return gevraagd


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
        raise Weigering(Melding(catalogus.F101, ("Cursor",)))
    return int(tekst)


def leeg() -> NietsGevonden:
    """Een selectie zonder regels."""
    return NietsGevonden(Melding(catalogus.I006))
