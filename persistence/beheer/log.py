"""Het beheerlog lezen; schrijven doet elke handeling zelf, en wijzigen kan niet (R-025)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from persistence.beheer.opdracht import Opdracht
from persistence.tabellen import beheerregel


def regels(
    opdracht: Opdracht, *, gemeente: str | None = None, onderwerp: str | None = None, hoogstens: int = 50
) -> list[dict[str, Any]]:
    """De nieuwste eerst."""
    vraag = select(beheerregel).order_by(beheerregel.c.id.desc()).limit(hoogstens)
    if gemeente is not None:
        vraag = vraag.where(beheerregel.c.gemeente == gemeente)
    if onderwerp is not None:
        vraag = vraag.where(beheerregel.c.onderwerp == onderwerp)
    return [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]
