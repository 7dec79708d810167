"""/metrieken: een eigen proces op een eigen poort, dat de werkprocessen nooit ophoudt.

Het luistert op loopback, tenzij de beheerder een ander adres noemt: er is geen aanmelding en geen TLS. Wie
van elders opvraagt doet dat over een beheernet, of door een proxy die wel vraagt wie het is.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from isi_soap.settings import Instellingen
from isi_soap.waarneming.toestand import Toestand
from isi_soap.waarneming.werkprocessen import Werkprocessen
from persistence.database import Database

_PADEN: Final = ("/metrieken", "/metrics")
_TERMIJN: Final = 5.0
_TEGELIJK: Final = 4


def maak_register(map_: Path, database: Database, inst: Instellingen) -> CollectorRegistry:
    register = CollectorRegistry()
    register.register(Werkprocessen(map_))
    register.register(Toestand(database, inst))
    return register


class Eindpunt(ThreadingHTTPServer):
    """Beantwoordt GET op de twee paden, een paar tegelijk."""

    daemon_threads = True
    request_queue_size = 16

    def __init__(self, host: str, poort: int, register: CollectorRegistry) -> None:
        self.register = register
        self.plaatsen = threading.BoundedSemaphore(_TEGELIJK)
        super().__init__((host, poort), _Antwoorder)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Een opvrager die ophangt is geen storing."""


class _Antwoorder(BaseHTTPRequestHandler):
    server_version = "isi-soap"
    sys_version = ""
    timeout = _TERMIJN
    server: Eindpunt

    def do_GET(self) -> None:
        if self.path.partition("?")[0] not in _PADEN:
            self._antwoord(404, "text/plain; charset=utf-8", b"Alleen /metrieken.\n")
            return
        if not self.server.plaatsen.acquire(timeout=_TERMIJN):
            self._antwoord(503, "text/plain; charset=utf-8", b"Er zijn te veel opvragingen tegelijk.\n")
            return
        try:
            inhoud = generate_latest(self.server.register)
        finally:
            self.server.plaatsen.release()
        self._antwoord(200, CONTENT_TYPE_PLAIN_0_0_4, inhoud)

    def _antwoord(self, status: int, soort: str, inhoud: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", soort)
        self.send_header("content-length", str(len(inhoud)))
        self.send_header("x-content-type-options", "nosniff")
        self.end_headers()
        self.wfile.write(inhoud)

    def log_message(self, format: str, *args: Any) -> None:
        """Een opvraging is geen gebeurtenis voor het log."""
