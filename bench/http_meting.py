"""Rekentijd per verzoek van de draaiende server, naast dezelfde server met vaste bytes."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil

from bench import belasting
from bench.dossiers import PERSOONINFO
from bench.vloer import verzoeken
from isi_soap.contract.operaties import DIENSTEN

PAD = f"/ketentest/{DIENSTEN[PERSOONINFO.dienst].service}"


class Server:
    """Een server in een eigen proces, met de rekentijd van zijn werkprocessen."""

    def __init__(self, soort: str) -> None:
        with socket.socket() as vrij:
            vrij.bind(("127.0.0.1", 0))
            self.poort: int = vrij.getsockname()[1]
        self._proces = subprocess.Popen(
            [sys.executable, "-m", "bench.http_dienst", soort, str(self.poort)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def rekentijd(self) -> float:
        """Seconden van alle processen van de server, gebruiker en kern samen."""
        processen = [(hoofd := psutil.Process(self._proces.pid)), *hoofd.children(recursive=True)]
        return sum(t.user + t.system for t in (proces.cpu_times() for proces in processen))

    def stop(self) -> None:
        self._proces.terminate()
        self._proces.wait(timeout=30)

    def wacht(self) -> None:
        tot = time.monotonic() + 60
        while time.monotonic() < tot:
            with contextlib.suppress(OSError):
                if belasting.eenmaal(self.poort, PAD, verzoeken()[0]) == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError("de server antwoordt niet")


@contextlib.contextmanager
def servers(*soorten: str) -> Iterator[dict[str, Server]]:
    gestart = {soort: Server(soort) for soort in soorten}
    try:
        for server in gestart.values():
            server.wacht()
        yield gestart
    finally:
        for server in gestart.values():
            server.stop()


def over_http(*, seconden: float = 2.0, rondes: int = 5) -> dict[str, float | str]:
    """Om en om belasten; per ronde de rekentijd gedeeld door het aantal beantwoorde verzoeken."""
    gemeten: dict[str, list[float]] = {"vast": [], "eigen": [], "vol": []}
    tempo: list[float] = []
    with tempfile.TemporaryDirectory() as map_, servers(*gemeten) as gestart:
        script = Path(map_) / "verzoeken.lua"
        script.write_text(belasting.lua(verzoeken()))
        for server in gestart.values():
            belasting.belast(server.poort, PAD, verzoeken(), script, 1.0)
        for _ in range(rondes):
            for soort, server in gestart.items():
                begin = server.rekentijd()
                aantal = belasting.belast(server.poort, PAD, verzoeken(), script, seconden)
                gemeten[soort].append((server.rekentijd() - begin) / aantal * 1e6)
                if soort == "eigen":
                    tempo.append(aantal / seconden)
    kosten = {soort: median(waarden) for soort, waarden in gemeten.items()}
    return {
        "http_canned_us": round(kosten["vast"], 1),
        "http_own_us": round(kosten["eigen"], 1),
        "http_full_us": round(kosten["vol"], 1),
        "http_requests_per_second": round(median(tempo)),
        "http_load_generator": "wrk" if shutil.which("wrk") else "bench.belasting",
        "ratio_http": round(kosten["eigen"] / kosten["vast"], 2),
    }
