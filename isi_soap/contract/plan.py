"""Gemaakte Python: per type een kleine functie, eenmaal gecompileerd en na te lezen in een traceback."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from typing import Any


def compileer(naam: str, bron: str, ruimte: Mapping[str, Any]) -> dict[str, Any]:
    """Voer de bron uit met deze namen erin; geeft alle namen erna."""
    bestand = f"<contract:{naam}>"
    # linecache kent de bron, zodat een traceback de regel laat zien.
    linecache.cache[bestand] = (len(bron), None, bron.splitlines(keepends=True), bestand)
    globalen = dict(ruimte)
    exec(compile(bron, bestand, "exec"), globalen)
    return globalen
