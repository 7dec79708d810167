"""Bladeren door een selectie op volgorde van id of BSN: de cursor is ondoorzichtig en blijft geldig."""

from __future__ import annotations

from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import Melding, NietsGevonden, Weigering
from persistence import cursor as cursors

PAGINA = 100
HOOGSTENS = 500
_BYTES = 7  # een bigint zonder teken


def grootte(gevraagd: int | None) -> int:
    """Regels in een antwoord. Weigert wat te weinig of te veel is."""
    if gevraagd is None:
        return PAGINA
    if not 1 <= gevraagd <= HOOGSTENS:
        raise Weigering(Melding(catalogus.F100, ("AantPerPagina",)))
    return gevraagd


def naar_cursor(laatste: str | int) -> str:
    return cursors.maak(b"", int(laatste).to_bytes(_BYTES))


def uit_cursor(cursor: str | None) -> int:
    """De laatste sleutel die al gegeven is; 0 zonder cursor."""
    if cursor is None:
        return 0
    try:
        return int.from_bytes(cursors.lees(cursor, b"", _BYTES))
    except cursors.CursorPastNiet:
        raise Weigering(Melding(catalogus.F101, ("Cursor",))) from None


def leeg() -> NietsGevonden:
    """Een selectie zonder regels."""
    return NietsGevonden(Melding(catalogus.I006))
