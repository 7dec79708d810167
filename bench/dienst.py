"""De echte dienst, `isi-soap serve`, in een eigen proces zolang er gemeten wordt."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bench.belasting import eenmaal

_START_SECONDEN = 60


@contextmanager
def draaiend(omgeving: Mapping[str, str], *opties: str) -> Iterator[int]:
    """Haar poort op 127.0.0.1, als zij antwoordt."""
    with socket.socket() as los:
        los.bind(("127.0.0.1", 0))
        poort: int = los.getsockname()[1]
    proces = subprocess.Popen(
        [sys.executable, "-m", "isi_soap", "serve", "--port", str(poort), "--json", *opties],
        env=dict(omgeving),
        stderr=subprocess.DEVNULL,
    )
    try:
        _wacht(proces, poort)
        yield poort
    finally:
        proces.terminate()
        proces.wait(30)


def _wacht(proces: subprocess.Popen[bytes], poort: int) -> None:
    tot = time.monotonic() + _START_SECONDEN
    while time.monotonic() < tot and proces.poll() is None:
        try:
            eenmaal(poort, "/gereed", b"")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("de dienst kwam niet op")
