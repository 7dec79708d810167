"""Wat de draad van de eenheid van werk gebruikt, en hoe zij er een opent; persistence vult het in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol
from uuid import UUID

from persistence.handtekening import Handtekening
from persistence.logboek.berichtenlog import Logregel


class Eenheid(Protocol):
    """De eenheid van werk zoals de draad haar gebruikt."""

    adres: str

    def maak_ongedaan(self) -> None: ...
    def bewaar(self, regel: Logregel, antwoord_body: bytes | None = None) -> None: ...
    def commit(self) -> None: ...


class Opener(Protocol):
    """Opent een eenheid van werk voor een bericht."""

    def __call__(
        self,
        *,
        bericht_id: UUID,
        oin: str | None,
        message_id: str | None,
        profiel: str,
        dienst: str,
        operatie: str,
        handtekening: Handtekening | None,
    ) -> AbstractContextManager[Eenheid]: ...


Mandaattoets = Callable[[Any, str, str], bool]


def geen_mandaat(eenheid: Any, ondertekenaar: str, afnemer: str) -> bool:
    """Niemand tekent voor een ander."""
    return False
