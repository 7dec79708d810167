"""OTLP over HTTP met protobuf: logregels bezorgen, en weten dat zij aangekomen zijn.

De uitvoerder van de OpenTelemetry-SDK gooit weg wat na een paar pogingen niet lukt en let niet op een
gedeeltelijke weigering. Een logregel mag niet verloren gaan; daarom wordt hier zelf verstuurd, en is alleen
een antwoord 200 zonder geweigerde regels een bevestiging.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import requests
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from isi_soap import __version__
from isi_soap.waarneming.ldv.regels import Regel

_MILLI: Final = 1_000_000
_TERMIJN: Final = (5.0, 30.0)  # verbinden, antwoorden
_STATUS: Final = {"UNSET": Status.STATUS_CODE_UNSET, "ERROR": Status.STATUS_CODE_ERROR}
_KOPPEN: Final = {"content-type": "application/x-protobuf", "user-agent": f"isi-soap/{__version__}"}


class NietBevestigd(Exception):  # noqa: N818
    """Het logboek heeft deze regels niet, of niet alle; de reden noemt geen gegeven."""


class Logboek:
    """Het LDV-logboek achter een OTLP-adres."""

    def __init__(
        self,
        adres: str,
        systeem: Mapping[str, str],
        *,
        ca: Path | None = None,
        certificaat: tuple[Path, Path] | None = None,
    ) -> None:
        self._adres = adres
        attributen = {"service.name": "isi-soap", "service.version": __version__} | dict(systeem)
        self._bron = Resource(attributes=_attributen(attributen))
        self._sessie = requests.Session()
        self._sessie.trust_env = False  # geen proxy of CA die niemand instelde
        self._sessie.headers.update(_KOPPEN)
        if ca is not None:
            self._sessie.verify = str(ca)
        if certificaat is not None:
            self._sessie.cert = (str(certificaat[0]), str(certificaat[1]))

    def bezorg(self, regels: Sequence[Regel]) -> None:
        """Alle regels, of `NietBevestigd`."""
        try:
            antwoord = self._sessie.post(
                self._adres, data=self._verzoek(regels), timeout=_TERMIJN, allow_redirects=False
            )
        except requests.RequestException as fout:
            raise NietBevestigd(f"het LDV-logboek is niet te bereiken ({type(fout).__name__})") from None
        if antwoord.status_code != 200:
            raise NietBevestigd(f"het LDV-logboek antwoordt met HTTP {antwoord.status_code}")
        try:
            uitslag = ExportTraceServiceResponse.FromString(antwoord.content)
        except DecodeError:
            raise NietBevestigd("het antwoord van het LDV-logboek is geen OTLP") from None
        if geweigerd := uitslag.partial_success.rejected_spans:
            raise NietBevestigd(f"het LDV-logboek weigert {geweigerd} van {len(regels)} regels")

    def sluit(self) -> None:
        self._sessie.close()

    def _verzoek(self, regels: Sequence[Regel]) -> bytes:
        bereik = ScopeSpans(
            scope=InstrumentationScope(name="isi_soap.waarneming.ldv", version=__version__),
            spans=[_span(regel) for regel in regels],
        )
        verzoek = ExportTraceServiceRequest(
            resource_spans=[ResourceSpans(resource=self._bron, scope_spans=[bereik])]
        )
        return bytes(verzoek.SerializeToString())


def _span(regel: Regel) -> Span:
    return Span(
        trace_id=regel.trace_id,
        span_id=regel.span_id,
        parent_span_id=regel.parent_span_id,
        name=regel.name,
        kind=Span.SPAN_KIND_SERVER if regel.van_buiten else Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=regel.start_time * _MILLI,
        end_time_unix_nano=regel.end_time * _MILLI,
        attributes=_attributen(regel.attributes),
        status=Status(code=_STATUS[regel.status]),
    )


def _attributen(waarden: Mapping[str, str]) -> list[KeyValue]:
    return [KeyValue(key=naam, value=AnyValue(string_value=waarde)) for naam, waarde in waarden.items()]
