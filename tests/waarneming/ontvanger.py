"""Een ontvanger van OTLP/HTTP, gemaakt met de officiële protobuf-klassen: wat een collector ook zou lezen.

Debian, PyPI en npm hebben geen collector die OTLP aanneemt; deze ontleedt elk verzoek volledig, weigert wat
volgens OTLP niet mag, en kan doen alsof zij het moeilijk heeft.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass(frozen=True)
class Ontvangen:
    """Een span zoals zij over de lijn kwam."""

    span: Span
    bron: dict[str, str]

    @property
    def trace_id(self) -> str:
        return self.span.trace_id.hex()

    @property
    def span_id(self) -> str:
        return self.span.span_id.hex()

    @property
    def ouder(self) -> str:
        return self.span.parent_span_id.hex()

    @property
    def attributen(self) -> dict[str, str]:
        return {a.key: a.value.string_value for a in self.span.attributes}


class Ontvanger:
    """Luistert op een eigen poort; `zeg` bepaalt hoe zij op een verzoek antwoordt."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.spans: list[Ontvangen] = []
        self.bytes: list[bytes] = []
        self.pogingen = 0
        self.traag = 0.0
        self.zeg: Callable[[ExportTraceServiceRequest], tuple[int, int]] = lambda verzoek: (200, 0)
        ontvanger = self

        class Antwoorder(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                inhoud = self.rfile.read(int(self.headers["content-length"]))
                if self.headers.get("content-encoding") == "gzip":
                    raise AssertionError("er is niet om gzip gevraagd")
                assert self.headers["content-type"] == "application/x-protobuf"
                status, geweigerd = ontvanger.neem(inhoud)
                uitslag = ExportTraceServiceResponse()
                if geweigerd:
                    uitslag.partial_success.CopyFrom(ExportTracePartialSuccess(rejected_spans=geweigerd))
                antwoord = uitslag.SerializeToString()
                self.send_response(status)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", str(len(antwoord)))
                self.end_headers()
                self.wfile.write(antwoord)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Antwoorder)
        self._server.daemon_threads = True
        self._tls = tls is not None
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def adres(self) -> str:
        begin = "https://localhost" if self._tls else "http://127.0.0.1"
        return f"{begin}:{self._server.server_address[1]}/v1/traces"

    def neem(self, inhoud: bytes) -> tuple[int, int]:
        self.pogingen += 1
        verzoek = ExportTraceServiceRequest.FromString(inhoud)
        status, geweigerd = self.zeg(verzoek)
        time.sleep(self.traag)
        if status != 200 or geweigerd:
            return status, geweigerd
        nieuw = [
            Ontvangen(span, {a.key: a.value.string_value for a in bron.resource.attributes})
            for bron in verzoek.resource_spans
            for bereik in bron.scope_spans
            for span in bereik.spans
        ]
        for ontvangen in nieuw:
            span = ontvangen.span
            assert len(span.trace_id) == 16, "een trace_id is zestien bytes"
            assert len(span.span_id) == 8, "een span_id is acht bytes"
            assert len(span.parent_span_id) in (0, 8)
            assert span.name, "een span heeft een naam"
            assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
        self.spans += nieuw
        self.bytes.append(inhoud)
        return 200, 0

    def wacht_op(self, klaar: Callable[[list[Ontvangen]], bool], seconden: float = 30) -> list[Ontvangen]:
        tot = time.monotonic() + seconden
        while time.monotonic() < tot:
            if klaar(spans := list(self.spans)):
                return spans
            time.sleep(0.02)  # wachten op een ander proces, niet op de klok
        raise AssertionError(f"het kwam er niet van: {[s.span.name for s in self.spans]}")

    def sluit(self) -> None:
        self._server.shutdown()
        self._server.server_close()
