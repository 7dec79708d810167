"""Wat een werkproces telt terwijl het berichten behandelt, voor Prometheus (docs/waarneming.md).

Elk werkproces telt in een eigen bestand van de gedeelde map; het proces achter /metrieken telt ze op. Een
bericht kost vijf tellingen op plaatsen die al klaarliggen. Een naam die in een label komt staat in het
contract of in deze module: wat een aanvrager verzint, wordt nooit een reeks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal, ParamSpec, Protocol, get_args

import structlog

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

MAP: Final = "PROMETHEUS_MULTIPROC_DIR"
ONBEKEND: Final = "onbekend"
_GEHEUGEN: Final = "/dev/shm"
P = ParamSpec("P")

_log = structlog.get_logger("isi_soap.metrieken")

# Waarom een verzoek niet als bericht behandeld werd.
Reden = Literal[
    "omvang",
    "ontvangsttijd",
    "onvolledig_per_adres",
    "grote_tegelijk",
    "onbewezen_per_adres",
    "tempo_per_oin",
    "tegelijk_per_oin",
    "wachtrij",
    "stilstand",
    "afgebroken",
    "http",
]
REDENEN: Final[tuple[Reden, ...]] = get_args(Reden)

Storing = Literal["database", "bezet", "onverwacht", "niet_gelogd"]
STORINGEN: Final[tuple[Storing, ...]] = get_args(Storing)

# Seconden. PersoonInfo kost er twee duizendste; waar het begint te knellen staan de grenzen dicht opeen.
_EMMERS: Final = (0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrieken(Protocol):
    """Wat de draad meldt."""

    def bericht(
        self,
        profiel: str,
        dienst: str,
        operatie: str | None,
        uitkomst: str,
        codes: Iterable[str],
        seconden: float,
    ) -> None: ...
    def geweigerd(self, reden: Reden) -> None: ...
    def storing(self, soort: Storing) -> None: ...
    def stand(self, *, bezig: int, wachtend: int, onvolledig: int, pool: int) -> None: ...


class Ongemeten:
    """Zonder metrieken."""

    def bericht(
        self,
        profiel: str,
        dienst: str,
        operatie: str | None,
        uitkomst: str,
        codes: Iterable[str],
        seconden: float,
    ) -> None:
        return

    def geweigerd(self, reden: Reden) -> None:
        return

    def storing(self, soort: Storing) -> None:
        return

    def stand(self, *, bezig: int, wachtend: int, onvolledig: int, pool: int) -> None:
        return


class _Plaatsen(dict[Any, Any]):
    """Per combinatie van labels de plaats waar geteld wordt; wat voor het eerst komt, wordt gemaakt."""

    def __init__(self, maak: Callable[..., Any]) -> None:
        super().__init__()
        self._maak = maak

    def __missing__(self, labels: tuple[str | None, ...]) -> Any:
        plaats = self[labels] = self._maak(*(label or ONBEKEND for label in labels))
        return plaats


def _zonder_gevolg(tel: Callable[P, None]) -> Callable[P, None]:
    """Het bericht ligt al vast en zijn antwoord gaat uit, of er nu geteld kan worden of niet."""

    @wraps(tel)
    def geteld(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            tel(*args, **kwargs)
        except Exception as fout:
            _log.error("niet geteld", fout=type(fout).__name__)

    return geteld


class Gemeten:
    """Telt in de map van `MAP`; die moet er zijn voordat prometheus_client geladen wordt."""

    def __init__(self, *, plaatsen: int, rij: int, pool: int) -> None:
        from prometheus_client import Counter, Gauge, Histogram

        def teller(naam: str, uitleg: str, *labels: str) -> Counter:
            return Counter(naam, uitleg, labels, namespace="isi", registry=None)

        def meter(naam: str, uitleg: str) -> Gauge:
            return Gauge(naam, uitleg, namespace="isi", registry=None, multiprocess_mode="livesum")

        self._berichten = teller(
            "berichten", "Behandelde berichten", "profiel", "dienst", "operatie", "uitkomst"
        )
        self._duur: Histogram = Histogram(
            "bericht_seconden",
            "Van lezen tot vastgelegd antwoord",
            ("dienst", "operatie"),
            namespace="isi",
            registry=None,
            buckets=_EMMERS,
        )
        meldingen = teller("meldingen", "Codes in antwoorden en faults", "dienst", "operatie", "code")
        geweigerd = teller("geweigerd", "Verzoeken die geen behandeld bericht werden", "reden")
        storingen = teller("storingen", "Berichten die door een storing mislukten", "soort")
        # Ook wat nog nooit voorkwam is er, met nul: anders ziet een alarm de eerste keer geen toename.
        self._geweigerd = {reden: geweigerd.labels(reden) for reden in REDENEN}
        self._storingen = {soort: storingen.labels(soort) for soort in STORINGEN}
        self._plaatsen = _Plaatsen(self._plaats)
        self._codes = _Plaatsen(meldingen.labels)
        self._bezig = meter("onderhanden", "Berichten die nu behandeld worden")
        self._wachtend = meter("wachtrij", "Volledige berichten die op een thread wachten")
        self._onvolledig = meter("onvolledig", "Berichten die nog binnenkomen")
        self._pool = meter("pool_in_gebruik", "Verbindingen met de database in gebruik")
        meter("onderhanden_grens", "Zoveel berichten tegelijk").set(plaatsen)
        meter("wachtrij_grens", "Zoveel berichten mogen wachten").set(rij)
        meter("pool_grens", "Zoveel verbindingen met de database").set(pool)

    def _plaats(self, profiel: str, dienst: str, operatie: str, uitkomst: str) -> tuple[Any, Any]:
        berichten = self._berichten.labels(profiel, dienst, operatie, uitkomst)
        return berichten.inc, self._duur.labels(dienst, operatie).observe

    @_zonder_gevolg
    def bericht(
        self,
        profiel: str,
        dienst: str,
        operatie: str | None,
        uitkomst: str,
        codes: Iterable[str],
        seconden: float,
    ) -> None:
        tel, meet = self._plaatsen[profiel, dienst, operatie, uitkomst]
        tel()
        meet(seconden)
        for code in codes:
            self._codes[dienst, operatie, code].inc()

    @_zonder_gevolg
    def geweigerd(self, reden: Reden) -> None:
        self._geweigerd[reden].inc()

    @_zonder_gevolg
    def storing(self, soort: Storing) -> None:
        self._storingen[soort].inc()

    @_zonder_gevolg
    def stand(self, *, bezig: int, wachtend: int, onvolledig: int, pool: int) -> None:
        self._bezig.set(bezig)
        self._wachtend.set(wachtend)
        self._onvolledig.set(onvolledig)
        self._pool.set(pool)


@contextmanager
def gedeelde_map(*, aan: bool) -> Iterator[None]:
    """Voor zolang het blok duurt de map waarin werkprocessen tellen; zij erven haar naam.

    In het geheugen waar dat kan: tellen gaat via mmap, en op een volle schijf valt wie schrijft dan om.
    """
    if not aan:
        yield
        return
    geheugen = _GEHEUGEN if os.access(_GEHEUGEN, os.W_OK | os.X_OK) else None
    with TemporaryDirectory(prefix="isi-metrieken-", dir=geheugen) as map_:
        os.environ[MAP] = map_
        try:
            yield
        finally:
            del os.environ[MAP]
