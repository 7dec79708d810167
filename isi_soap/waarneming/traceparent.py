"""De HTTP-kop `traceparent` van W3C Trace Context: in welk spoor van de aanvrager zijn verzoek past.

Alleen de vaste vorm wordt overgenomen. Een kop die anders is bestaat voor ons niet, zoals de standaard
voorschrijft; nooit komt er tekst van de aanvrager in een log.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_VORM: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII)
_HOOGSTENS: Final = 256


class Traceparent(NamedTuple):
    """Het spoor, de actie daarin die ons aanriep, en haar vlaggen; alles in hex."""

    trace_id: str
    span_id: str
    vlaggen: str

    @property
    def opgenomen(self) -> bool:
        """Of de aanvrager dit spoor zelf ook vastlegt."""
        return bool(int(self.vlaggen, 16) & 1)

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{self.vlaggen}"


def lees(kop: str | None) -> Traceparent | None:
    if kop is None or len(kop) > _HOOGSTENS:
        return None
    gelezen = _VORM.fullmatch(kop.strip())
    if gelezen is None:
        return None
    versie, trace_id, span_id, vlaggen, rest = gelezen.groups()
    # Een latere versie mag er iets achter zetten; versie ff bestaat niet, en nullen zijn geen kenmerk.
    if versie == "ff" or (versie == "00" and rest) or not int(trace_id, 16) or not int(span_id, 16):
        return None
    return Traceparent(trace_id, span_id, vlaggen)
