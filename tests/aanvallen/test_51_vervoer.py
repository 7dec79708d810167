"""Aanvallen met het vervoer zelf (standards.md §5.1): compressie, bijlagen, omvang, traagheid, verbindingen.

Tegen de echte dienst op een echte poort; wie netjes stuurt merkt er niets van.
"""

from __future__ import annotations

import contextlib
import gzip
import time
import zlib
from collections.abc import Iterator

import psutil
import pytest
from sqlalchemy import text

from isi_soap.settings import Instellingen
from isi_soap.soap.ontvangst import GROTE_PER_ADRES, KLEIN
from persistence.database import Database
from tests.plafond import PLAFOND
from tests.soap.test_front import (
    BERICHT,
    Server,
    chunked,
    draaiend,
    is_behandeld,
    lees_antwoord,
    post,
    status,
)

ONVOLLEDIG = 40
GROOT = b" " * (KLEIN + 1)


@pytest.fixture(scope="module")
def server(server_instellingen: Instellingen, _gemigreerd: Database) -> Iterator[Server]:
    snel = {"ISI_ONTVANGST_SECONDEN": "2", "ISI_ONVOLLEDIG_PER_ADRES": str(ONVOLLEDIG)}
    with draaiend(server_instellingen, **snel) as gestart:
        yield gestart


@pytest.fixture(autouse=True)
def _schoon(database: Database) -> Database:
    return database


def berichten(database: Database) -> int:
    with database.transactie() as conn:
        return conn.execute(text("SELECT count(*) FROM bericht")).scalar() or 0


def geheugen(server: Server) -> int:
    return sum(int(w.memory_info().rss) for w in server.werkers() if "verzegel" not in w.cmdline())


BOM = zlib.compress(b"a" * 100_000_000, 9)


@pytest.mark.parametrize(
    "rauw",
    [
        post(gzip.compress(BERICHT), Content_Encoding="gzip"),
        post(BOM, Content_Encoding="deflate"),
        post(BERICHT, Content_Encoding="br"),
        post(BERICHT, Content_Encoding="identity, gzip"),
        post(BERICHT, Content_Type="multipart/related; type=text/xml; boundary=x"),
        post(BERICHT, Content_Type="application/xop+xml; charset=utf-8; type=text/xml"),
        post(BERICHT, Content_Type="application/soap+xml"),
        post(BERICHT, Content_Type="application/json"),
        post(BERICHT, Content_Type="text/xml; charset=utf-7"),
    ],
    ids=["gzip", "bom", "br", "twee", "multipart", "MTOM", "SOAP 1.2", "JSON", "UTF-7"],
)
def test_wat_niet_uitgepakt_wordt(rauw: bytes, server: Server, database: Database) -> None:
    begin, voor = time.perf_counter(), geheugen(server)
    assert status(server.stuur(rauw)) == 415
    assert time.perf_counter() - begin < PLAFOND
    assert geheugen(server) - voor < 8_000_000
    assert berichten(database) == 0
    assert is_behandeld(server.stuur(post()))


def test_compressie_van_de_overdracht_is_geen_bericht(server: Server) -> None:
    """Wat binnen Transfer-Encoding ingepakt is blijft dat, en is dan geen XML."""
    rauw = chunked(gzip.compress(BERICHT)).replace(b": chunked", b": gzip, chunked")
    antwoord = server.stuur(rauw)
    assert status(antwoord) == 500
    assert b"UTF-8" in antwoord


@pytest.mark.parametrize(
    ("rauw", "verwacht"),
    [
        (post(b"", lengte=10**9), 413),
        (post(b"", lengte=10**30), 413),
        (post(b"", Content_Length="1e3"), 400),
        (post(b"", Content_Length="٣"), 400),
        (post(BERICHT).replace(b"Content-Length", b"Content-Length: 3\r\nContent-Length"), 400),
        (chunked(b" " * 2_000_000), 413),
        (post(b"", Host="x" * 1_000_000), 431),
        (post(b"").replace(b"Host", b"X: x\r\n" * 500 + b"Host"), 431),
        (b"POST " + b"/" + b"x" * 100_000 + b" HTTP/1.1\r\n\r\n", 414),
    ],
    ids=["1 GB", "10^30", "geen getal", "Arabisch", "tweemaal", "in stukken", "kop", "koppen", "adres"],
)
def test_een_te_groot_verzoek(rauw: bytes, verwacht: int, server: Server, database: Database) -> None:
    begin, voor = time.perf_counter(), geheugen(server)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert status(server.stuur(rauw)) in (verwacht, 400)
    assert time.perf_counter() - begin < PLAFOND
    assert geheugen(server) - voor < 16_000_000
    assert berichten(database) == 0
    assert is_behandeld(server.stuur(post()))


def test_lengte_en_stukken_tegelijk(server: Server, database: Database) -> None:
    """Twee lengten, twee lezingen (request smuggling): het verzoek dat erachter schuilt wordt er geen."""
    verstopt = post(BERICHT)
    rauw = chunked(BERICHT).replace(b"Transfer-Encoding", b"Content-Length: 5\r\nTransfer-Encoding")
    with server.verbind() as verbinding:
        verbinding.sendall(rauw)
        assert is_behandeld(lees_antwoord(verbinding))
        verbinding.sendall(verstopt)
        lees_antwoord(verbinding)
    assert berichten(database) <= 2


@pytest.mark.parametrize("soort", ["lengte", "stukken", "koppen"])
def test_wie_een_voor_een_zijn_bytes_stuurt(soort: str, server: Server, database: Database) -> None:
    """Elke byte nieuw geduld vragen helpt niet: de tijd geldt voor het hele bericht."""
    heel = {"lengte": post(), "stukken": chunked(BERICHT), "koppen": post()}[soort]
    begin = time.perf_counter()
    van = 60 if soort == "koppen" else heel.index(b"\r\n\r\n") + 4
    with server.verbind() as verbinding, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        verbinding.sendall(heel[:van])
        verbinding.setblocking(False)
        for nummer in range(van, len(heel)):
            verbinding.send(heel[nummer : nummer + 1])
            time.sleep(0.05)  # traag sturen is de aanval
            with contextlib.suppress(BlockingIOError):
                verbinding.recv(65536)  # een antwoord, of het einde
                break
    assert 1.5 < time.perf_counter() - begin < 5
    assert berichten(database) == 0
    assert is_behandeld(server.stuur(post()))


def test_een_adres_houdt_niet_meer_dan_zijn_deel_open(server: Server) -> None:
    with contextlib.ExitStack() as open_:
        for _ in range(ONVOLLEDIG):
            verbinding = open_.enter_context(server.verbind())
            verbinding.sendall(post(BERICHT[:100], lengte=len(BERICHT)))
        tot = time.monotonic() + 1
        antwoord = b""
        while time.monotonic() < tot and b" 429 " not in antwoord:
            antwoord = server.stuur(post())
        assert status(antwoord) == 429
        assert b"retry-after: 1" in antwoord.lower()
        assert status(server.stuur(b"GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
    tot = time.monotonic() + 3
    while not is_behandeld(antwoord := server.stuur(post())):
        assert time.monotonic() < tot, antwoord


@pytest.mark.parametrize("in_stukken", [False, True])
def test_hoogstens_een_paar_grote_berichten_tegelijk(in_stukken: bool, server: Server) -> None:
    """Half gestuurde grote berichten houden geheugen vast; kleine gaan er gewoon langs."""

    def begin(wat: bytes) -> bytes:
        if not in_stukken:
            return post(wat, lengte=900_000)
        return post(b"", Content_Length="", Transfer_Encoding="chunked") + f"{900_000:x}\r\n".encode() + wat

    voor = geheugen(server)
    with contextlib.ExitStack() as open_:
        wachtend = [open_.enter_context(server.verbind(1)) for _ in range(GROTE_PER_ADRES + 4)]
        for verbinding in wachtend:
            verbinding.sendall(begin(GROOT))
        geweigerd = 0
        for verbinding in wachtend:
            with contextlib.suppress(TimeoutError):
                verbinding.settimeout(0.2)
                geweigerd += status(lees_antwoord(verbinding)) == 503
        assert geweigerd == 4
        assert is_behandeld(server.stuur(post()))
        assert geheugen(server) - voor < 40_000_000


def test_duizend_verbindingen_zonder_een_byte(server: Server) -> None:
    with contextlib.ExitStack() as open_:
        for _ in range(1000):
            open_.enter_context(server.verbind())
        assert is_behandeld(server.stuur(post()))
        time.sleep(2.5)  # daarna zijn zij opgeruimd
        assert sum(len(werker.net_connections("tcp")) for werker in server.werkers()) < 100
    assert psutil.pid_exists(server.proces.pid)
