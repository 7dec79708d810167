"""De gemeenten en hun herindelingen; gelezen bij een andere versie van de tabel, en verder onthouden."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sqlalchemy import select

from isi_soap.domain import toegang
from persistence.eenheid import Eenheid
from persistence.tabellen import gemeente


class Gemeenten:
    """Alle gemeenten; de antwoorden per dag worden onthouden, want een dag duurt duizenden berichten."""

    def __init__(self, alle: tuple[toegang.Gemeente, ...]) -> None:
        self.alle = alle
        self.bestaand = lru_cache(maxsize=8)(self._bestaand)
        self.opvolgers = lru_cache(maxsize=8)(self._opvolgers)

    def _bestaand(self, dag: date) -> frozenset[str]:
        return toegang.bestaande_gemeenten(self.alle, dag)

    def _opvolgers(self, dag: date) -> Mapping[str, str]:
        return toegang.opvolgers(self.alle, dag)

    def met_voorgangers(self, code: str, dag: date) -> frozenset[str]:
        """De gemeente en de opgeheven gemeenten waarvan zij de taken heeft."""
        return frozenset({code, *(weg for weg, nu in self.opvolgers(dag).items() if nu == code)})


def gemeenten(eenheid: Eenheid) -> Gemeenten:
    """De gemeenten zoals zij nu in de tabel staan (een trigger telt de wijzigingen in `stand`)."""
    versie = eenheid.gemeenten_versie
    bekend: tuple[int, Gemeenten] | None = eenheid.database.gemeenten
    if bekend is None or bekend[0] != versie:
        rijen = eenheid.conn.execute(select(gemeente).order_by(gemeente.c.code)).mappings()
        bekend = versie, Gemeenten(tuple(toegang.Gemeente(**rij) for rij in rijen))
        eenheid.database.gemeenten = bekend
    return bekend[1]
