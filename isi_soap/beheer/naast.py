"""Een proces naast de werkprocessen: de planner, de verzegelaar. Het leeft niet langer dan de dienst."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_KIJK_SECONDEN: Final = 2.0


@contextmanager
def naast(*opdracht: str, aan: bool, als_json: bool) -> Iterator[None]:
    """`isi-soap <opdracht>` zolang het blok duurt, als de instellingen het willen (`aan`)."""
    if not aan:
        yield
        return
    volledig = [sys.executable, "-m", "isi_soap", *opdracht, "--ouder", str(os.getpid())]
    proces = subprocess.Popen([*volledig, "--json"] if als_json else volledig)
    try:
        yield
    finally:
        proces.terminate()
        proces.wait()


def verweesd(ouder: int) -> bool:
    """Of de dienst die dit proces startte er niet meer is: dan is er ook voor dit proces geen reden meer."""
    return os.getppid() != ouder


def volg_ouder(ouder: int, stop: threading.Event) -> None:
    """Zet `stop` zodra de dienst er niet meer is; wat er dan nog ligt, is voor een volgende."""
    while not stop.wait(_KIJK_SECONDEN):
        if verweesd(ouder):
            stop.set()
