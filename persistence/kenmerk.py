"""Kenmerken van berichten: een UUID versie 7, op tijd geordend, zodat het logboek achteraan groeit."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def nieuw_id() -> UUID:
    milli = time.time_ns() // 1_000_000
    toeval = int.from_bytes(os.urandom(10))
    waarde = (milli & (1 << 48) - 1) << 80 | toeval
    waarde = waarde & ~(0xF << 76) | 7 << 76
    return UUID(int=waarde & ~(0x3 << 62) | 2 << 62)


def tijdstip_van(kenmerk: UUID) -> datetime:
    """Wanneer dit kenmerk gemaakt is, op de milliseconde."""
    return _BEGIN + timedelta(milliseconds=kenmerk.int >> 80)


def eerste_kenmerk(tijdstip: datetime) -> UUID:
    """De ondergrens van de kenmerken vanaf dit tijdstip."""
    milli = (tijdstip - _BEGIN) // timedelta(milliseconds=1)
    return UUID(int=max(0, min(milli, (1 << 48) - 1)) << 80)
