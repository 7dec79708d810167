"""De voorkant: ontvangt een bericht helemaal, en geeft het dan pas aan een thread die rekent.

Een half bericht kost geen thread: ontvangen gebeurt in de gebeurtenislus, met een tijdgrens, een
groottegrens en een vergelijking met Content-Length. Hoeveel volledige berichten er op een thread mogen
wachten ligt vast; wie er niet meer bij past, hoort dat meteen (design.md §2.8).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek, kaal

Werk = tuple[Verzoek, "asyncio.Future[Antwoord]"]


class Afgebroken(Exception):  # noqa: N818
    """De aanvrager hing op, of stuurde een ander aantal bytes dan aangekondigd."""


class Voorkant:
    """Een RSGI-toepassing voor Granian, met een vaste groep threads achter een begrensde rij."""

    def __init__(
        self,
        maak: Callable[[], Toepassing],
        *,
        threads: int,
        wachtrij: int,
        max_bytes: int,
        ontvangst_seconden: float,
    ) -> None:
        self._maak = maak
        self._threads = threads
        self._plaatsen = threads + wachtrij
        self._max_bytes = max_bytes
        self._ontvangst_seconden = ontvangst_seconden
        self._rij: SimpleQueue[Werk | None] = SimpleQueue()
        self._bezig = 0

    def __rsgi_init__(self, lus: asyncio.AbstractEventLoop) -> None:
        self._lus = lus
        self._toepassing = self._maak()
        for nummer in range(self._threads):
            Thread(target=self._reken, name=f"bericht-{nummer}", daemon=True).start()

    def __rsgi_del__(self, lus: asyncio.AbstractEventLoop) -> None:
        for _ in range(self._threads):
            self._rij.put(None)

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        if scope.proto != "http":
            proto.close(400)
            return
        antwoord = await self._antwoord(scope, proto)
        if scope.method == "HEAD":
            proto.response_empty(antwoord.status, antwoord.headers)
        else:
            proto.response_bytes(antwoord.status, antwoord.headers, antwoord.body)

    async def _antwoord(self, scope: Any, proto: Any) -> Antwoord:
        verzoek = Verzoek(scope.method, scope.path, scope.query_string, scope.headers, b"", scope.client)
        if verzoek.path == "/gezond":
            return self._toepassing(verzoek)
        if verzoek.method == "POST":
            if bezwaar := self._toepassing.weiger(verzoek):
                return bezwaar
            if self._kondigt_te_veel_aan(scope):
                return self._te_groot()
            try:
                async with asyncio.timeout(self._ontvangst_seconden):
                    body = await self._ontvang(scope, proto)
            except TimeoutError:
                return kaal(408, "Het bericht was niet op tijd binnen.", ("connection", "close"))
            except Afgebroken:
                return kaal(400, "Het bericht is niet volledig.", ("connection", "close"))
            if body is None:
                return self._te_groot()
            verzoek = Verzoek(
                scope.method, scope.path, scope.query_string, scope.headers, body, scope.client
            )
        return await self._op_een_thread(verzoek)

    def _kondigt_te_veel_aan(self, scope: Any) -> bool:
        lengte = scope.headers.get("content-length") or ""
        return lengte.isascii() and lengte.isdigit() and int(lengte) > self._max_bytes

    def _te_groot(self) -> Antwoord:
        return kaal(413, f"Een bericht is hoogstens {self._max_bytes} bytes.", ("connection", "close"))

    async def _ontvang(self, scope: Any, proto: Any) -> bytes | None:
        """Het hele bericht; None als het te groot wordt."""
        delen: list[bytes] = []
        grootte = 0
        try:
            async for deel in proto:
                grootte += len(deel)
                if grootte > self._max_bytes:
                    return None
                delen.append(deel)
        except Exception as fout:
            raise Afgebroken from fout
        lengte = scope.headers.get("content-length")
        if lengte is not None and lengte != str(grootte):
            raise Afgebroken
        return delen[0] if len(delen) == 1 else b"".join(delen)

    async def _op_een_thread(self, verzoek: Verzoek) -> Antwoord:
        if self._bezig >= self._plaatsen:
            return self._toepassing.bezet(verzoek)
        self._bezig += 1
        try:
            klaar: asyncio.Future[Antwoord] = self._lus.create_future()
            self._rij.put((verzoek, klaar))
            return await klaar
        finally:
            self._bezig -= 1

    def _reken(self) -> None:
        while (werk := self._rij.get()) is not None:
            verzoek, klaar = werk
            self._lus.call_soon_threadsafe(_lever, klaar, self._toepassing(verzoek))


def _lever(klaar: asyncio.Future[Antwoord], antwoord: Antwoord) -> None:
    if not klaar.done():
        klaar.set_result(antwoord)
