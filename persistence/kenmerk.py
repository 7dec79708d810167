"""Kenmerken van berichten: een UUID versie 7, op tijd geordend, zodat het logboek achteraan groeit."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from random import getrandbits
from uuid import UUID

_MILLI = (1 << 48) - 1
# Alles na de tijd, zonder de vier bits van de versie en de twee van de variant (RFC 9562 §5.7).
_TOEVAL = (1 << 76) - 1 & ~(0x3 << 62)
_VERSIE_7 = 0x7 << 76 | 0x2 << 62
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def nieuw_id() -> UUID:
    """Uniek, niet geheim: het toeval komt uit het proces zelf en kost geen vraag aan het systeem."""
    milli = time.time_ns() // 1_000_000 & _MILLI
    return UUID(int=milli << 80 | getrandbits(76) & _TOEVAL | _VERSIE_7)


def tijdstip_van(kenmerk: UUID) -> datetime:
    """Wanneer dit kenmerk gemaakt is, op de milliseconde."""
    return _BEGIN + timedelta(milliseconds=kenmerk.int >> 80)


def eerste_kenmerk(tijdstip: datetime) -> UUID:
    """De ondergrens van de kenmerken vanaf dit tijdstip."""
    milli = (tijdstip - _BEGIN) // timedelta(milliseconds=1)
    return UUID(int=max(0, min(milli, (1 << 48) - 1)) << 80)
