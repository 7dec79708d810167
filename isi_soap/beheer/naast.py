"""Een proces naast de werkprocessen: de planner, de verzegelaar. Het leeft niet langer dan de dienst.

Valt het om, dan start het opnieuw; elke keer met een regel in het log. Steeds omvallen mag de machine niet
bezighouden: de pauze groeit, tot het proces een tijd heeft gewerkt.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

_KIJK_SECONDEN: Final = 2.0
_EERSTE_PAUZE: Final = 1.0
_LANGSTE_PAUZE: Final = 60.0
_HERSTELD_SECONDEN: Final = 120.0  # wie zo lang werkt, valt daarna weer voor het eerst om

_log = structlog.get_logger("isi_soap.naast")


@contextmanager
def naast(*opdracht: str, aan: bool, als_json: bool) -> Iterator[None]:
    """`isi-soap <opdracht>` zolang het blok duurt, als de instellingen het willen (`aan`)."""
    if not aan:
        yield
        return
    volledig = [sys.executable, "-m", "isi_soap", *opdracht, "--ouder", str(os.getpid())]
    hoeder = _Hoeder(" ".join(opdracht), [*volledig, "--json"] if als_json else volledig)
    try:
        yield
    finally:
        hoeder.stop()


class _Hoeder:
    """Houdt één proces in leven tot het niet meer hoeft."""

    def __init__(self, naam: str, opdracht: Sequence[str]) -> None:
        self._naam = naam
        self._opdracht = opdracht
        self._klaar = threading.Event()
        self._slot = threading.Lock()  # wie stopt, krijgt er daarna geen nieuw proces meer bij
        self._proces = self._start()
        self._draad = threading.Thread(target=self._waak, name=f"naast {naam}", daemon=True)
        self._draad.start()

    def stop(self) -> None:
        with self._slot:
            self._klaar.set()
        self._proces.terminate()
        self._proces.wait()
        self._draad.join()

    def _start(self) -> subprocess.Popen[bytes]:
        self._gestart = time.monotonic()
        return subprocess.Popen(self._opdracht)

    def _waak(self) -> None:
        pauze = _EERSTE_PAUZE
        while True:
            code = self._proces.wait()
            if self._klaar.is_set():
                return
            if time.monotonic() - self._gestart >= _HERSTELD_SECONDEN:
                pauze = _EERSTE_PAUZE
            _log.error(
                "een proces naast de dienst viel om; het start opnieuw",
                proces=self._naam,
                reden=_reden(code),
                over_seconden=pauze,
            )
            if self._klaar.wait(pauze):
                return
            pauze = min(2 * pauze, _LANGSTE_PAUZE)
            with self._slot:
                if self._klaar.is_set():
                    return
                self._proces = self._start()


def _reden(code: int) -> str:
    if code >= 0:
        return f"uitgangscode {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signaal {-code}"


# --- in dat proces zelf ---------------------------------------------------------------------------------


def verweesd(ouder: int) -> bool:
    """Of de dienst die dit proces startte er niet meer is: dan is er ook voor dit proces geen reden meer."""
    return os.getppid() != ouder


def volg_ouder(ouder: int, stop: threading.Event) -> None:
    """Zet `stop` zodra de dienst er niet meer is; wat er dan nog ligt, is voor een volgende."""
    while not stop.wait(_KIJK_SECONDEN):
        if verweesd(ouder):
            stop.set()


def eindig_met_ouder(ouder: int | None) -> None:
    """Voor wie op een signaal stopt: stuur het zodra de dienst er niet meer is. Zonder ouder: nooit."""
    if ouder is None:
        return

    def kijk() -> None:
        while not verweesd(ouder):
            time.sleep(_KIJK_SECONDEN)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=kijk, daemon=True).start()
