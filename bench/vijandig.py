"""`isi-soap bench vijandig`: wat goede afzenders merken van vijandige, tegen de echte server op deze machine.

Eerst in rust, dan met elke aanval ernaast; de duur telt vanaf het moment dat een verzoek had moeten gaan. De
vijand belt vanaf een ander adres (127.0.0.2): per adres staat hij met zijn eigen grenzen. Elke aanval heeft
een maximum aan verbindingen en tijd, en gaat nooit verder dan deze machine.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Final

import psutil
import typer

from bench.belasting import eenmaal, rauw
from bench.mutaties.bron import Bron
from bench.openlus import OpenLus, p99
from isi_soap.beheer.pki import maak_test_pki
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.contract.voorbeelden import voorbeeld
from isi_soap.soap import envelop

PAD: Final = "/ketentest/ISIRaadplegen-v0100"
VIJAND: Final = "127.0.0.2"
GRENS: Final = 10.0
MEGABYTE: Final = 1024 * 1024


@dataclass
class Vijand:
    """Draait zolang hij mag, en telt wat hij deed; wat hem overkomt doet er niet toe."""

    naam: str
    werk: Callable[[int, Event], int]
    draden: int = 2
    gedaan: int = 0
    _klaar: Event = field(default_factory=Event)

    @contextlib.contextmanager
    def bezig(self, poort: int) -> Iterator[None]:
        self._klaar.clear()
        threads = [Thread(target=self._lus, args=(poort,), daemon=True) for _ in range(self.draden)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._klaar.set()
            for thread in threads:
                thread.join(timeout=20)

    def _lus(self, poort: int) -> None:
        while not self._klaar.is_set():
            with contextlib.suppress(OSError):
                self.gedaan += self.werk(poort, self._klaar)


def verbind(poort: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", poort), timeout=5, source_address=(VIJAND, 0))


def _halve(poort: int, klaar: Event, *, begin: bytes, aantal: int) -> int:
    """Veel verbindingen met een begin, die daarna byte voor byte verder kruipen."""
    with contextlib.ExitStack() as open_:
        verbindingen = []
        for _ in range(aantal):
            if klaar.is_set():
                break
            verbinding = open_.enter_context(verbind(poort))
            if begin:
                verbinding.sendall(begin)
            verbindingen.append(verbinding)
        for _ in range(20):
            if klaar.wait(0.2):
                break
            for verbinding in verbindingen:
                with contextlib.suppress(OSError):
                    if begin:
                        verbinding.send(b" ")
        return len(verbindingen)


def _stroom(poort: int, klaar: Event, *, verzoeken: list[bytes]) -> int:
    """Zo snel mogelijk achter elkaar, elk op een verse verbinding."""
    gedaan = 0
    for verzoek in cycle(verzoeken):
        if klaar.is_set() or gedaan >= 500:
            return gedaan
        with verbind(poort) as verbinding:
            verbinding.sendall(verzoek)
            verbinding.recv(65536)
        gedaan += 1
    return gedaan


def vijanden(pki: Path) -> list[Vijand]:
    bron = Bron(pki, 1)
    getekend = [o for o in map(bron.maak, range(400)) if o.soort == "suwinet" and o.bericht.methode == "POST"]
    slecht = [rauw(o.bericht.pad, o.bericht.inhoud) for o in getekend]
    lang = rauw(PAD, b"x" * 2000)[:-1000]
    groot = rauw(PAD, b"<a>" + b"<b/>" * 4_000 + b" " * 900_000 + b"</a>")
    half_groot = rauw(PAD, b" " * 900_000)[:200_000]
    onzin = [rauw(PAD, b"<" * 20_000), rauw(PAD, b"<a/>"), rauw(PAD, b"\xff" * 50_000)]

    def halve(begin: bytes, aantal: int) -> Callable[[int, Event], int]:
        return lambda poort, klaar: _halve(poort, klaar, begin=begin, aantal=aantal)

    def stroom(verzoeken: list[bytes]) -> Callable[[int, Event], int]:
        return lambda poort, klaar: _stroom(poort, klaar, verzoeken=verzoeken)

    return [
        Vijand("trage_berichten", halve(lang, 150)),
        Vijand("halfopen", halve(b"", 150)),
        Vijand("trage_grote", halve(half_groot, 20)),
        Vijand("onzin", stroom(onzin)),
        Vijand("handtekeningen", stroom(slecht)),
        Vijand("grote", stroom([groot])),
    ]


class Dienst:
    """De echte dienst met beide profielen, een eigen database en de testset."""

    def __init__(self, map_: Path) -> None:
        with socket.socket() as vrij:
            vrij.bind(("127.0.0.1", 0))
            self.poort: int = vrij.getsockname()[1]
        maak_test_pki(map_ / "pki", datetime.now(UTC), geldig=timedelta(days=2), crl_geldig=timedelta(days=2))
        omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")} | {
            "ISI_DATA_MAP": str(map_ / "data"),
            "ISI_PORT": str(self.poort),
            "ISI_ONTVANGST_SECONDEN": "3",
            "ISI_PROFIELEN": '["ketentest", "suwinet"]',
            "ISI_PKI_MAP": str(map_ / "pki"),
        }
        self._log = (map_ / "dienst.log").open("wb")
        self._proces = subprocess.Popen(
            [sys.executable, "-m", "isi_soap", "serve", "--testset"],
            env=omgeving,
            stdout=self._log,
            stderr=self._log,
        )

    def wacht(self, bericht: bytes) -> None:
        tot = time.monotonic() + 120
        while time.monotonic() < tot:
            with contextlib.suppress(OSError):
                if eenmaal(self.poort, PAD, bericht) == 200:
                    return
            if self._proces.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError(f"de dienst antwoordt niet: {Path(self._log.name).read_text()[-2000:]}")

    def geheugen(self) -> int:
        hoofd = psutil.Process(self._proces.pid)
        return sum(int(p.memory_info().rss) for p in (hoofd, *hoofd.children(recursive=True)))

    def stop(self) -> None:
        self._proces.terminate()
        self._proces.wait(timeout=40)
        self._log.close()


def goed_bericht() -> bytes:
    operatie = DIENSTEN["ISIRaadplegen"].operaties["VerbindingInfo"]
    return envelop.maak("", voorbeeld(operatie, "verzoek-midden").xml)


def meet(seconden: float, per_seconde: float) -> dict[str, object]:
    """Rust, en dan elke vijand ernaast; alles in verhouding tot de rust van deze keer."""
    bericht = goed_bericht()
    with tempfile.TemporaryDirectory(prefix="isi-vijandig-") as map_:
        dienst = Dienst(Path(map_))
        try:
            dienst.wacht(bericht)
            _ronde(dienst, bericht, seconden / 2, per_seconde)
            rust = _ronde(dienst, bericht, seconden, per_seconde)
            uitkomst: dict[str, object] = {
                "rust_p99_ms": p99(rust.duren),
            }
            voor, ergst, mislukt = dienst.geheugen(), 0.0, rust.mislukt.total()
            for vijand in vijanden(Path(map_) / "pki"):
                with vijand.bezig(dienst.poort):
                    time.sleep(0.5)  # de aanval is op gang voordat er gemeten wordt
                    lus = _ronde(dienst, bericht, seconden, per_seconde)
                verhouding = round(p99(lus.duren) / p99(rust.duren), 2)
                ergst, mislukt = max(ergst, verhouding), mislukt + lus.mislukt.total()
                uitkomst[vijand.naam] = {
                    "p99_ms": p99(lus.duren),
                    "ratio": verhouding,
                    "goede": len(lus.duren),
                    "mislukt": lus.mislukt.total(),
                    "vijandige": vijand.gedaan,
                }
            uitkomst["ratio_vijandig"] = ergst
            uitkomst["mislukt"] = mislukt
            uitkomst["geheugen_gegroeid_mb"] = (dienst.geheugen() - voor) // MEGABYTE
        finally:
            dienst.stop()
    return uitkomst


def _ronde(dienst: Dienst, bericht: bytes, seconden: float, per_seconde: float) -> OpenLus:
    lus = OpenLus(dienst.poort, PAD, [bericht], per_seconde)
    tot = time.monotonic() + seconden
    lus.draai(lambda: time.monotonic() < tot)
    return lus


def vijandig(
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
    seconden: Annotated[float, typer.Option(help="Per aanval.", min=1, max=60)] = 8.0,
    per_seconde: Annotated[float, typer.Option(help="Goede verzoeken per seconde.", min=1, max=500)] = 40.0,
) -> None:
    """Goede afzenders naast vijandige: hun p99 blijft onder tien keer die in rust, en niets mislukt.

    Voorbeeld: isi-soap bench vijandig --json
    """
    uitkomst = meet(seconden, per_seconde)
    if als_json:
        typer.echo(json.dumps(uitkomst, indent=2))
    else:
        for naam, waarde in uitkomst.items():
            typer.echo(f"{naam:24} {waarde}")
    verhouding = uitkomst["ratio_vijandig"]
    gehaald = isinstance(verhouding, float) and verhouding < GRENS and uitkomst["mislukt"] == 0
    if not gehaald:
        typer.echo(f"ratio_vijandig moet onder {GRENS:.0f} zijn, en er mag niets mislukken", err=True)
    raise typer.Exit(0 if gehaald else 1)
