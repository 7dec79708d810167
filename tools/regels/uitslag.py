"""Wat het uitschakelen van elke regel opleverde, zoals het bewaard wordt."""

from __future__ import annotations

import json
from pathlib import Path

UITSLAG = Path(__file__).parent / "uitgeschakeld.json"
OPGEMERKT = "OPGEMERKT"

Uitslagen = dict[str, dict[str, str]]


def gelezen() -> Uitslagen:
    uitslagen: Uitslagen = json.loads(UITSLAG.read_text(encoding="utf-8")) if UITSLAG.exists() else {}
    return uitslagen


def bewaar(uitslagen: Uitslagen) -> None:
    geordend = {regel: uitslagen[regel] for regel in sorted(uitslagen)}
    UITSLAG.write_text(json.dumps(geordend, indent=1) + "\n", encoding="utf-8")
