"""Sporen met de SDK van OpenTelemetry: van een bericht een span met zijn stappen, in dat van de aanvrager.

De draad noteert alleen wanneer een stap klaar was; de spans worden gemaakt als het antwoord er al is, en een
eigen thread verstuurt ze. Een span noemt geen persoon en geen afzender: het kenmerk verwijst naar het
berichtenlog, en daar staat wie het was. Dit module vraagt het pakket `isi-soap[otel]`.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final

import structlog
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

from isi_soap import __version__
from isi_soap.waarneming.metrieken import ONBEKEND
from isi_soap.waarneming.traceparent import Traceparent

if TYPE_CHECKING:
    from isi_soap.soap.logboek import Wisseling

_MILJARD: Final = 1_000_000_000
# Zo lang wacht een verzending, en dus ook het stoppen van een werkproces, hoogstens op de collector.
_TERMIJN_SECONDEN: Final = 3
_STIL_SECONDEN: Final = 60.0

_log = structlog.get_logger("isi_soap.sporen")


class _Kenmerken(RandomIdGenerator):
    """Een spoor dat hier begint heet naar het kenmerk van zijn bericht: zo is het overal hetzelfde."""

    def __init__(self) -> None:
        self.volgende = threading.local()

    def generate_trace_id(self) -> int:
        kenmerk: int = self.volgende.kenmerk
        return kenmerk


class _Klachten(logging.Handler):
    """Wat de SDK te klagen heeft, als een regel van ons log, en hoogstens eens per minuut."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._stil_tot = 0.0

    @classmethod
    def vang(cls) -> None:
        van_sdk = logging.getLogger("opentelemetry")
        van_sdk.handlers = [cls()]
        van_sdk.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        if time.monotonic() >= self._stil_tot:
            self._stil_tot = time.monotonic() + _STIL_SECONDEN
            _log.warning("sporen komen niet aan", bron=record.name)


class OtelVolger:
    """Stuurt sporen naar een OTLP/HTTP-adres."""

    def __init__(self, adres: str) -> None:
        _Klachten.vang()
        self._kenmerken = _Kenmerken()
        bron = Resource.create({"service.name": "isi-soap", "service.version": __version__})
        self._aanbieder = TracerProvider(resource=bron, id_generator=self._kenmerken, shutdown_on_exit=False)
        uitvoer = OTLPSpanExporter(endpoint=adres, timeout=_TERMIJN_SECONDEN)
        self._aanbieder.add_span_processor(BatchSpanProcessor(uitvoer))
        self._maker = self._aanbieder.get_tracer("isi_soap", __version__)

    def sluit(self) -> None:
        """Verstuur wat nog wacht."""
        self._aanbieder.shutdown()

    def volg(self, wisseling: Wisseling, status: int, uitkomst: str, codes: tuple[str, ...]) -> None:
        stappen = [("ontvangen", wisseling.begin), *(wisseling.stappen or ())]
        # De stappen zijn gemeten op een klok zonder datum; dit is haar verschil met de echte.
        nul = wisseling.ontvangen.timestamp() - wisseling.begin
        vorige = wisseling.verzoek.aangekomen or wisseling.begin
        operatie = wisseling.operatie.naam if wisseling.operatie else ONBEKEND
        hoofd = self._maker.start_span(
            f"{wisseling.dienst}/{operatie}",
            context=self._omgeving(wisseling),
            kind=trace.SpanKind.SERVER,
            start_time=_nano(nul + vorige),
            attributes={
                "rpc.system": "soap",
                "rpc.service": wisseling.dienst,
                "rpc.method": operatie,
                "http.response.status_code": status,
                "isi.profiel": wisseling.profiel,
                "isi.uitkomst": uitkomst,
                "isi.codes": codes,
                "isi.kenmerk": str(wisseling.kenmerk),
            },
        )
        if uitkomst == "STORING":
            hoofd.set_status(trace.StatusCode.ERROR)
        onder = trace.set_span_in_context(hoofd, Context())
        for naam, klaar in stappen:
            deel = self._maker.start_span(naam, context=onder, start_time=_nano(nul + vorige))
            deel.end(end_time=_nano(nul + klaar))
            vorige = klaar
        hoofd.end(end_time=_nano(nul + vorige))

    def _omgeving(self, wisseling: Wisseling) -> Context:
        """De span van de aanvrager; zonder die begint het spoor hier."""
        if wisseling.spoor is not None:
            return _van(wisseling.spoor)
        self._kenmerken.volgende.kenmerk = wisseling.kenmerk.int
        return Context()


def _van(spoor: Traceparent) -> Context:
    aanroeper = trace.SpanContext(
        int(spoor.trace_id, 16),
        int(spoor.span_id, 16),
        is_remote=True,
        trace_flags=trace.TraceFlags(int(spoor.vlaggen, 16)),
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(aanroeper), Context())


def _nano(seconden: float) -> int:
    return int(seconden * _MILJARD)
