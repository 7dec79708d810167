"""Alles wat wij van Spyne gebruiken, en het enige dat weet wat Spyne 2.14.0 daarvoor nodig heeft.

Spyne draagt een oude `six` mee waarvan `moves` op Python 3.12 en later niet te importeren is. De echte
`six.moves` wordt daarom onder die naam aangemeld vóór de eerste import; `spyne.util.six` zelf blijft,
want die heeft eigen functies. De module `cgi` (weg in 3.13) komt van `legacy-cgi`.
"""

from __future__ import annotations

import logging
import sys
import warnings
from typing import Any

import six  # type: ignore[import-untyped]


def _meld_six_moves_aan() -> None:
    voorvoegsel = "six.moves"
    sys.modules.setdefault("spyne.util.six.moves", six.moves)
    for naam in ("collections_abc", "urllib", "urllib.parse", "urllib.error", "urllib.request"):
        deel = sys.modules.get(f"{voorvoegsel}.{naam}") or __import__(f"{voorvoegsel}.{naam}", fromlist=["*"])
        sys.modules.setdefault(f"spyne.util.six.moves.{naam}", deel)
    for naam in ("http_client", "http_cookies", "configparser"):
        sys.modules.setdefault(f"spyne.util.six.moves.{naam}", getattr(six.moves, naam))


def _maak_stil() -> None:
    """Spyne schrijft berichten en sporen van fouten in zijn log: daar kunnen persoonsgegevens in staan."""
    log = logging.getLogger("spyne")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    log.setLevel(logging.CRITICAL + 1)


_meld_six_moves_aan()
_maak_stil()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # cgi en de find_spec van de meegedragen six
    from spyne import AnyXml, Application, MethodContext, ServiceBase, const, rpc
    from spyne.protocol.soap import Soap11
    from spyne.server import ServerBase

# Spyne ruimt na elk bericht hoogstens eens per seconde al het geheugen op; dat kost tientallen
# milliseconden en is aan de interpreter.
const.MIN_GC_INTERVAL = float("inf")

Context = Any  # MethodContext, zonder typen

__all__ = ["AnyXml", "Application", "Context", "MethodContext", "ServerBase", "ServiceBase", "Soap11", "rpc"]
