"""Wie van elk bericht het spoor volgt; zonder volger noteert de draad niets en is er niets geladen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from isi_soap.soap.logboek import Wisseling


class Volger(Protocol):
    """Legt van een afgehandeld bericht het spoor vast, met de stappen die de draad noteerde."""

    def volg(self, wisseling: Wisseling, status: int, uitkomst: str, codes: tuple[str, ...]) -> None: ...
    def sluit(self) -> None: ...
