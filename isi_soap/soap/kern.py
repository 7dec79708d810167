"""Elk werkproces op een eigen kern.

Een bericht gaat in een proces langs drie threads: ontvangen, rekenen, antwoorden. Op één kern blijft wat zij
delen in de cache en vechten zij niet om de GIL; gemeten scheelt dat een derde van de rekentijd per bericht.
"""

from __future__ import annotations

import os
from multiprocessing import get_context

from isi_soap.proces import leeft


class Kernen:
    """Deelt kernen uit; de plaats van een proces dat er niet meer is, gaat naar wie het vervangt."""

    def __init__(self, werkers: int) -> None:
        beschikbaar = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        # Eén proces mag overal heen, en meer processen dan kernen verdeelt het systeem zelf beter.
        self._kernen = beschikbaar[:werkers] if 1 < werkers <= len(beschikbaar) else []
        fork = get_context("fork")
        self._bezet = fork.Array("i", len(self._kernen))
        self._beurt = fork.Array("i", len(self._kernen))

    def neem(self) -> int | None:
        """Zet dit proces op een vrije kern; None als er geen te verdelen is.

        Zijn alle bezet, dan wordt er een werkproces vervangen dat nog even doorloopt (herladen): het nieuwe
        deelt zolang een kern, die van het oudste.
        """
        if not self._kernen:
            return None
        with self._bezet.get_lock():
            plaatsen = range(len(self._kernen))
            vrij = (plaats for plaats in plaatsen if not self._is_bezet(plaats))
            plaats = next(vrij, min(plaatsen, key=lambda plaats: self._beurt[plaats]))
            self._bezet[plaats] = os.getpid()
            self._beurt[plaats] = max(self._beurt[p] for p in plaatsen) + 1
            os.sched_setaffinity(0, {self._kernen[plaats]})
            return self._kernen[plaats]

    def _is_bezet(self, plaats: int) -> bool:
        return self._bezet[plaats] != 0 and leeft(self._bezet[plaats])
