"""Verzoeken afvuren: met wrk als dat er is, anders met een eenvoudige lus over keep-alive-verbindingen."""

from __future__ import annotations

import re
import selectors
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

VERBINDINGEN = 16
_LENGTE = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def rauw(pad: str, bericht: bytes) -> bytes:
    kop = (
        f'POST {pad} HTTP/1.1\r\nHost: localhost\r\nSOAPAction: ""\r\n'
        "Content-Type: text/xml; charset=utf-8\r\n"
        f"Content-Length: {len(bericht)}\r\n\r\n"
    )
    return kop.encode() + bericht


def eenmaal(poort: int, pad: str, bericht: bytes) -> int:
    """De status van één verzoek."""
    with socket.create_connection(("127.0.0.1", poort), timeout=5) as verbinding:
        verbinding.sendall(rauw(pad, bericht))
        return int(_antwoord(verbinding).split(b" ", 2)[1])


def belast(poort: int, pad: str, berichten: Sequence[bytes], script: Path, seconden: float) -> int:
    """Zo lang belasten; het aantal antwoorden met status 200. Elke andere status is een fout."""
    if shutil.which("wrk"):
        return _met_wrk(poort, pad, script, seconden)
    return _met_lus(poort, pad, berichten, seconden)


def lua(berichten: Sequence[bytes]) -> str:
    """Voor wrk: om de beurt een ander bericht."""
    lijst = ",\n".join(f"[==[{bericht.decode()}]==]" for bericht in berichten)
    return (
        f"local b = {{\n{lijst}\n}}\nlocal i = 0\n"
        'local k = {["Content-Type"] = "text/xml; charset=utf-8", ["SOAPAction"] = \'""\'}\n'
        "request = function()\n  i = i % #b + 1\n  return wrk.format('POST', nil, k, b[i])\nend\n"
    )


def _met_wrk(poort: int, pad: str, script: Path, seconden: float) -> int:
    klaar = subprocess.run(
        [
            "wrk",
            "-t1",
            f"-c{VERBINDINGEN}",
            f"-d{seconden:.0f}s",
            "-s",
            script,
            f"http://127.0.0.1:{poort}{pad}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    aantal = re.search(r"(\d+) requests in", klaar.stdout)
    if aantal is None or "Non-2xx" in klaar.stdout or "Socket errors" in klaar.stdout:
        raise RuntimeError(f"de belasting mislukte: {klaar.stdout}")
    return int(aantal[1])


def _met_lus(poort: int, pad: str, berichten: Sequence[bytes], seconden: float) -> int:
    ring = cycle([rauw(pad, bericht) for bericht in berichten])
    kiezer = selectors.DefaultSelector()
    for _ in range(VERBINDINGEN):
        verbinding = socket.create_connection(("127.0.0.1", poort), timeout=5)
        kiezer.register(verbinding, selectors.EVENT_READ)
        verbinding.sendall(next(ring))
    aantal, tot = 0, time.monotonic() + seconden
    try:
        while time.monotonic() < tot:
            for sleutel, _ in kiezer.select(timeout=1):
                verbinding = sleutel.fileobj  # type: ignore[assignment]
                if not _antwoord(verbinding).startswith(b"HTTP/1.1 200"):
                    raise RuntimeError("een antwoord is geen 200")
                aantal += 1
                verbinding.sendall(next(ring))
    finally:
        for sleutel in list(kiezer.get_map().values()):
            sleutel.fileobj.close()  # type: ignore[union-attr]
        kiezer.close()
    return aantal


def _antwoord(verbinding: socket.socket) -> bytes:
    gelezen = verbinding.recv(65536)
    while b"\r\n\r\n" not in gelezen:
        if not (deel := verbinding.recv(65536)):
            raise ConnectionError("de server hing op")
        gelezen += deel
    begin = gelezen.index(b"\r\n\r\n") + 4
    lengte = _LENGTE.search(gelezen, 0, begin)
    while len(gelezen) < begin + (int(lengte[1]) if lengte else 0):
        gelezen += verbinding.recv(65536)
    return gelezen
