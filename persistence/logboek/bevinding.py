"""Wat een toets van het log vindt."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Bevinding:
    """Wat er mis is, en waar."""

    soort: str
    tekst: str
    positie: int | None = None
    kenmerk: UUID | None = None
