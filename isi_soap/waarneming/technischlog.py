"""Het technische log van elk proces: één regel per gebeurtenis, en nooit een gegeven van een persoon."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog


def stel_log_in(*, als_json: bool) -> None:
    """Eén regel per gebeurtenis op stderr: JSON voor machines, leesbaar in een terminal."""
    leesbaar: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False),
    ]
    structlog.configure(
        processors=[_json_regel] if als_json else leesbaar,
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer)
        if als_json
        else structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _json_regel(log: Any, niveau: str, regel: MutableMapping[str, Any]) -> bytes:
    """In één stap: een logregel per bericht hoort minder te kosten dan het bericht."""
    regel["level"] = niveau
    regel["timestamp"] = datetime.now(UTC)
    return orjson.dumps(regel, default=str)
