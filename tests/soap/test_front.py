"""De dienst als proces op een echte poort: wat er op HTTP mis kan gaan, en wie daar geen last van heeft."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
import pytest
from sqlalchemy import text

from isi_soap.settings import Instellingen
from persistence.database import Database
from tests.plafond import PLAFOND
from tests.soap.berichten_maken import PAD, envelop, persoon_info
from tests.voorgeladen import Proces, start

BERICHT = envelop(persoon_info())


@dataclass
class Server:
    """Een draaiende dienst, en rauwe HTTP ermee."""

    poort: int
    proces: Proces | subprocess.Popen[bytes]
    log: Path

    def verbind(self, seconden: float = 10) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.poort), timeout=seconden)

    def stuur(self, rauw: bytes, *, sluit_schrijven: bool = False) -> bytes:
        """Stuur bytes en lees tot de dienst klaar is met antwoorden."""
        with self.verbind() as verbinding:
            verbinding.sendall(rauw)
            if sluit_schrijven:
                verbinding.shutdown(socket.SHUT_WR)
            return lees_antwoord(verbinding)

    def werkers(self) -> list[psutil.Process]:
        return psutil.Process(self.proces.pid).children()


def lees_antwoord(verbinding: socket.socket) -> bytes:
    """Het antwoord; een 100 Continue ervoor telt niet, ook niet als beide in één keer binnenkomen."""
    gelezen = b""
    while b"\r\n\r\n" not in gelezen or gelezen.startswith(b"HTTP/1.1 100"):
        if gelezen.startswith(b"HTTP/1.1 100") and b"\r\n\r\n" in gelezen:
            gelezen = gelezen.partition(b"\r\n\r\n")[2]
            continue
        deel = verbinding.recv(65536)
        if not deel:
            return gelezen
        gelezen += deel
    kop, _, inhoud = gelezen.partition(b"\r\n\r\n")
    lengte = next((int(r[15:]) for r in kop.lower().split(b"\r\n") if r.startswith(b"content-length:")), 0)
    while len(inhoud) < lengte:
        inhoud += verbinding.recv(65536)
    return kop + b"\r\n\r\n" + inhoud


def post(bericht: bytes = BERICHT, *, lengte: int | None = None, versie: str = "1.1", **koppen: str) -> bytes:
    alle = {
        "Host": "isi.test",
        "Content-Type": "text/xml; charset=utf-8",
        "Content-Length": str(len(bericht) if lengte is None else lengte),
        **{naam.replace("_", "-"): waarde for naam, waarde in koppen.items()},
    }
    regels = "".join(f"{naam}: {waarde}\r\n" for naam, waarde in alle.items() if waarde)
    return f"POST {PAD} HTTP/{versie}\r\n{regels}\r\n".encode() + bericht


def chunked(bericht: bytes, *, heel: bool = True) -> bytes:
    kop = post(b"", Content_Length="", Transfer_Encoding="chunked")
    return kop + f"{len(bericht):x}\r\n".encode() + bericht + (b"\r\n0\r\n\r\n" if heel else b"")


def _voorgeladen(env: dict[str, str], uit: IO[bytes]) -> Proces:
    return start("serve", env=env, uit=uit, eigen_groep=True)


def van_nul(env: dict[str, str], uit: IO[bytes]) -> subprocess.Popen[bytes]:
    opdracht = [sys.executable, "-m", "isi_soap", "serve"]
    return subprocess.Popen(opdracht, env=env, stdout=uit, stderr=subprocess.STDOUT, start_new_session=True)


Begin = Callable[[dict[str, str], IO[bytes]], Proces | subprocess.Popen[bytes]]


@contextlib.contextmanager
def draaiend(inst: Instellingen, begin: Begin = _voorgeladen, /, **omgeving: str) -> Iterator[Server]:
    """De dienst met deze instellingen; met `van_nul` zoals een beheerder haar start."""
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    assert inst.database_url is not None
    schoon = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")}
    log = Path(tempfile.mkdtemp(prefix="isi-log-")) / "beheerder.log"
    eigen = {
        "ISI_DATABASE_URL": inst.database_url,
        "ISI_DATA_MAP": str(inst.data_map),
        "ISI_PORT": str(poort),
        "ISI_VERZEGELEN": "uit",  # dan zijn de werkprocessen haar enige kinderen
    }
    with log.open("wb") as uit:
        proces = begin(schoon | eigen | omgeving, uit)
    server = Server(poort, proces, log)
    try:
        wacht_tot_gezond(server)
        yield server
    finally:
        if proces.poll() is None:
            os.killpg(proces.pid, signal.SIGTERM)
        proces.wait(timeout=30)
        shutil.rmtree(log.parent)


def wacht_tot_gezond(server: Server) -> None:
    tot = time.monotonic() + 30
    while time.monotonic() < tot:
        with contextlib.suppress(OSError):
            if server.stuur(b"GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200"):
                return
        assert server.proces.poll() is None, "de dienst is gestopt"
        time.sleep(0.05)
    raise AssertionError("de dienst werd niet gezond")


@pytest.fixture(scope="module")
def server(server_instellingen: Instellingen, _gemigreerd: Database) -> Iterator[Server]:
    snel = {"ISI_ONTVANGST_SECONDEN": "2", "ISI_MAX_BYTES": "100000"}
    with draaiend(server_instellingen, **snel) as gestart:
        yield gestart


@pytest.fixture(autouse=True)
def _schoon(database: Database) -> Database:
    """Elke test begint met een leeg logboek."""
    return database


def status(antwoord: bytes) -> int:
    return int(antwoord.split(b" ", 2)[1])


# Zonder testset is de sleutel onbekend: een fault die zegt dat het bericht tot in de database kwam.
def is_behandeld(antwoord: bytes) -> bool:
    return status(antwoord) == 500 and b"<Code>F002</Code>" in antwoord


@pytest.mark.eis("R1140", "R1141")
@pytest.mark.parametrize(
    "rauw",
    [
        post(),
        post(versie="1.0"),
        post(Expect="100-continue"),
        post(Connection="close"),
        chunked(BERICHT),
        post(Content_Type="text/xml;charset=utf-8"),
    ],
    ids=["gewoon", "HTTP/1.0", "Expect", "close", "chunked", "zonder spatie"],
)
def test_wat_clients_doen(rauw: bytes, server: Server) -> None:
    with server.verbind() as verbinding:
        verbinding.sendall(rauw)
        antwoord = lees_antwoord(verbinding)
    assert is_behandeld(antwoord)
    assert b"content-type: text/xml; charset=utf-8\r\n" in antwoord.lower()


@pytest.mark.eis("R1115")
@pytest.mark.parametrize(
    ("rauw", "verwacht"),
    [
        (post(lengte=10_000_000), 413),
        (chunked(b" " * 200_000), 413),
        (post(Content_Type="application/json"), 415),
        (post(Content_Encoding="gzip"), 415),
        (b"PUT " + post()[5:], 405),
        (f"GET {PAD} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 405),
        (post(lengte=-5), 400),
        (b"onzin\r\n\r\n", 400),
    ],
    ids=["10 MB", "chunked te groot", "json", "gzip", "PUT", "GET", "lengte onder nul", "geen HTTP"],
)
def test_kale_fouten_binnen_een_seconde(rauw: bytes, verwacht: int, server: Server) -> None:
    begin = time.perf_counter()
    antwoord = server.stuur(rauw)
    assert time.perf_counter() - begin < PLAFOND
    assert status(antwoord) == verwacht
    assert b"<html" not in antwoord.lower()


@pytest.mark.parametrize(
    "rauw",
    [
        post(BERICHT[:200], lengte=len(BERICHT)),
        post(BERICHT, lengte=len(BERICHT) + 9),
        chunked(BERICHT[:200], heel=False),
        chunked(BERICHT, heel=False),
        chunked(BERICHT, heel=False) + b"\r\nZZ\r\n",
    ],
    ids=[
        "halverwege",
        "een paar bytes te weinig",
        "in stukken, halverwege",
        "in stukken, het laatste ontbreekt",
        "in stukken, daarna onzin",
    ],
)
def test_een_afgebroken_bericht_wordt_niet_behandeld(rauw: bytes, server: Server, database: Database) -> None:
    antwoord = server.stuur(rauw, sluit_schrijven=True)
    assert antwoord == b"" or status(antwoord) == 400
    with database.transactie() as conn:
        assert conn.execute(text("SELECT count(*) FROM bericht")).scalar() == 0
    assert is_behandeld(server.stuur(post()))


def test_wie_te_lang_doet_over_een_bericht_krijgt_408(server: Server) -> None:
    begin = time.perf_counter()
    antwoord = server.stuur(post(BERICHT[:200], lengte=len(BERICHT)))
    assert status(antwoord) == 408
    assert 1.5 < time.perf_counter() - begin < 2 + PLAFOND


def test_wie_ophangt_kost_geen_werkproces(server: Server, database: Database) -> None:
    voor = [werker.pid for werker in server.werkers()]
    for _ in range(20):
        with server.verbind() as verbinding:
            verbinding.sendall(post())
    assert is_behandeld(server.stuur(post()))
    assert [werker.pid for werker in server.werkers()] == voor


def test_200_halve_berichten_houden_niemand_op(server: Server) -> None:
    def duur() -> float:
        tijden = []
        for _ in range(20):
            begin = time.perf_counter()
            assert is_behandeld(server.stuur(post()))
            tijden.append(time.perf_counter() - begin)
        return sorted(tijden)[10]

    alleen = duur()
    with contextlib.ExitStack() as open_:
        for _ in range(200):
            verbinding = open_.enter_context(server.verbind())
            verbinding.sendall(post(BERICHT[:200], lengte=len(BERICHT)))
        samen = duur()
        assert status(server.stuur(b"GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
    # Wie op een thread zou wachten, wacht tot de ontvangsttermijn van seconden om is.
    assert samen < alleen * 2 + 0.05


def test_een_volle_rij_antwoordt_meteen_en_gezond_blijft_gezond(
    server_instellingen: Instellingen, database: Database
) -> None:
    smal = {"ISI_THREADS": "1", "ISI_WACHTRIJ": "1"}
    with draaiend(server_instellingen, **smal) as server, contextlib.ExitStack() as open_:
        with database.transactie() as conn:
            conn.execute(text("LOCK TABLE applicatiesleutel IN ACCESS EXCLUSIVE MODE"))
            wachtend = [open_.enter_context(server.verbind()) for _ in range(2)]
            for verbinding in wachtend:
                verbinding.sendall(post())
            tot = time.monotonic() + 2
            antwoord = b""
            while b"bezet" not in antwoord and time.monotonic() < tot:
                with server.verbind(seconden=1) as extra, contextlib.suppress(TimeoutError):
                    extra.sendall(post())
                    begin = time.perf_counter()
                    antwoord = lees_antwoord(extra)
            assert time.perf_counter() - begin < PLAFOND
            assert status(antwoord) == 500
            assert b"soapenv:Server" in antwoord
            assert b"\r\nretry-after: 1\r\n" in antwoord.lower()
            assert status(server.stuur(b"GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
        assert all(is_behandeld(lees_antwoord(verbinding)) for verbinding in wachtend)


def test_een_gedood_werkproces_wordt_vervangen(server_instellingen: Instellingen) -> None:
    with draaiend(server_instellingen) as server:
        (werker,) = server.werkers()
        werker.kill()
        werker.wait(timeout=5)
        wacht_tot_gezond(server)
        assert is_behandeld(server.stuur(post()))


def test_ook_wie_steeds_omvalt_wordt_vervangen(server_instellingen: Instellingen) -> None:
    """Granian zelf stopt bij het tweede omgevallen werkproces binnen zes seconden."""
    with draaiend(server_instellingen) as server:
        for _ in range(4):
            (werker,) = server.werkers()
            werker.kill()
            werker.wait(timeout=5)
            wacht_tot_gezond(server)
        assert is_behandeld(server.stuur(post()))
        assert server.log.read_text().count("werkproces vervangen") == 4


def test_wie_nog_wacht_krijgt_zijn_antwoord_bij_het_stoppen(
    server_instellingen: Instellingen, database: Database
) -> None:
    with draaiend(server_instellingen) as server, server.verbind() as verbinding:
        with database.transactie() as conn:
            conn.execute(text("LOCK TABLE applicatiesleutel IN ACCESS EXCLUSIVE MODE"))
            verbinding.sendall(post())
            wachtend = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            tot = time.monotonic() + 5
            while not conn.execute(text(wachtend)).scalar() and time.monotonic() < tot:
                time.sleep(0.01)
            server.proces.terminate()
            time.sleep(0.2)
        assert is_behandeld(lees_antwoord(verbinding))
        server.proces.wait(timeout=15)
        assert server.proces.returncode == 0


def test_wat_http_weigert_staat_in_het_log_van_de_beheerder(server: Server) -> None:
    voor = server.log.read_text().count('"geweigerd"')
    assert status(server.stuur(post(Content_Type="application/json"))) == 415
    assert status(server.stuur(post().replace(b"POST", b"PUT", 1))) == 405
    regels = server.log.read_text()
    assert regels.count('"geweigerd"') == voor + 2
    assert '"status":415' in regels
    assert '"methode":"PUT"' in regels
