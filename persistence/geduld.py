"""Een verbinding die niet eeuwig wacht, en na een weigering niet alles opnieuw voorbereidt.

statement_timeout is van de server: hangt die (SIGSTOP, een vastgelopen schijf), dan komt er geen antwoord en
ook geen fout, want haar kernel bevestigt onze pakketten nog; keepalive en tcp_user_timeout merken dan niets.
Een thread die daarop wacht kan geen ander bericht behandelen, dus houdt de client zijn eigen tijd bij.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import psycopg
from psycopg._preparing import PrepareManager
from psycopg.abc import PQGen

T = TypeVar("T")


class ServerHangt(psycopg.OperationalError):
    """De server gaf binnen de tijd geen enkel antwoord; de verbinding is weg."""


class Verbinding(psycopg.Connection[Any]):
    """Al het wachten van psycopg loopt langs `wait`: opdracht, ophalen, vastleggen en terugdraaien."""

    geduld: ClassVar[float | None] = None

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        grens = self.geduld if timeout is None else timeout
        try:
            return super().wait(gen, interval, grens)
        except psycopg.errors._WaitTimeout:
            # Wat de server nog doet weten wij niet; met deze verbinding kan niets meer.
            self.pgconn.finish()
            raise ServerHangt("de databaseserver antwoordt niet") from None

    def rollback(self) -> None:
        """Elke geweigerde vraag eindigt hiermee, en psycopg vergeet dan wat het bij de server voorbereidde.

        Dat moet wie een tabel kan terugdraaien; een bericht maakt er geen, en het dossier opnieuw ontleden en
        plannen kost meer dan het lezen.
        """
        voorbereid, self._prepared = self._prepared, PrepareManager()
        try:
            super().rollback()
        finally:
            self._prepared = voorbereid


def met_geduld(seconden: float) -> type[Verbinding]:
    return type("Verbinding", (Verbinding,), {"geduld": seconden})
