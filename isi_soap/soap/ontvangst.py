"""Een bericht ontvangen: geheel, op tijd en niet te groot, of het antwoord waarom het er niet is.

Wie traag stuurt houdt een coroutine en zijn eigen bytes vast. Daarom heeft elk adres een grens voor wat het
tegelijk onvolledig mag laten, en mogen er maar weinig grote berichten tegelijk onderweg zijn: zo kost duizend
verbindingen met half gestuurde grote berichten geen gigabyte.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Final

from isi_soap.soap.grenzen import Gelijktijdig, adres
from isi_soap.soap.uitwisseling import Antwoord, kaal

KLEIN: Final = 64 * 1024
GROTE_TEGELIJK: Final = 32
GROTE_PER_ADRES: Final = 8

_DICHT: Final = ("connection", "close")
_TE_LAAT: Final = kaal(408, "Het bericht kwam niet op tijd heel binnen.", _DICHT, reden="ontvangsttijd")
_NIET_HEEL: Final = kaal(400, "Het bericht is korter of langer dan aangekondigd.", _DICHT, reden="afgebroken")
_GEEN_LENGTE: Final = kaal(400, "Content-Length is geen getal.", _DICHT)
_TE_VEEL_OPEN: Final = kaal(
    429,
    "Er zijn te veel onvolledige berichten van dit adres.",
    ("retry-after", "1"),
    _DICHT,
    reden="onvolledig_per_adres",
)
_TE_VEEL_GROTE: Final = kaal(
    503,
    "Er zijn te veel grote berichten tegelijk onderweg.",
    ("retry-after", "1"),
    _DICHT,
    reden="grote_tegelijk",
)


class _Weigering(Exception):  # noqa: N818 - een antwoord
    """Midden in het ontvangen bleek dat het bericht er niet komt."""

    def __init__(self, antwoord: Antwoord) -> None:
        self.antwoord = antwoord


class Ontvangst:
    """Ontvangt voor één proces; alles gebeurt in de lus, dus zonder sloten."""

    def __init__(self, *, max_bytes: int, seconden: float, per_adres: int) -> None:
        self.bezig = 0  # berichten die nu binnenkomen
        self._max_bytes = max_bytes
        self._seconden = seconden
        self._open = Gelijktijdig(per_adres)
        self._grote = Gelijktijdig(GROTE_TEGELIJK)
        self._grote_van = Gelijktijdig(GROTE_PER_ADRES)
        self._te_groot = kaal(413, f"Een bericht is hoogstens {max_bytes} bytes.", _DICHT, reden="omvang")

    async def ontvang(self, scope: Any, proto: Any, loop: asyncio.AbstractEventLoop) -> bytes | Antwoord:
        genoemd = scope.headers.get("content-length")
        lengte = int(genoemd) if genoemd is not None and genoemd.isascii() and genoemd.isdigit() else None
        if genoemd is not None and lengte is None:
            return _GEEN_LENGTE
        if lengte is not None and lengte > self._max_bytes:
            return self._te_groot
        bron = adres(scope.client or "")
        # Een proxy op een Unix-socket heeft geen adres en stuurt alleen door wat zij zelf heel ontving.
        begrensd = bool(bron)
        if begrensd and not self._open.neem(bron):
            return _TE_VEEL_OPEN
        self.bezig += 1
        try:
            if lengte is None:
                return await self._op_tijd(self._in_stukken(proto, bron), loop)
            if lengte <= KLEIN:
                return await self._op_tijd(_ineens(proto, lengte), loop)
            return await self._op_tijd(self._groot(proto, lengte, bron), loop)
        except _Weigering as weigering:
            return weigering.antwoord
        finally:
            self.bezig -= 1
            if begrensd:
                self._open.geef_terug(bron)

    async def _op_tijd(self, inhoud: Awaitable[bytes], loop: asyncio.AbstractEventLoop) -> bytes:
        taak = asyncio.current_task()
        assert taak is not None
        wekker = loop.call_later(self._seconden, taak.cancel)
        try:
            return await inhoud
        except asyncio.CancelledError:
            taak.uncancel()
            raise _Weigering(_TE_LAAT) from None
        finally:
            wekker.cancel()

    async def _groot(self, proto: Any, lengte: int, bron: str) -> bytes:
        self._begin_groot(bron)
        try:
            return await _ineens(proto, lengte)
        finally:
            self._einde_groot(bron)

    def _begin_groot(self, bron: str) -> None:
        if bron and not self._grote_van.neem(bron):
            raise _Weigering(_TE_VEEL_GROTE)
        if not self._grote.neem(""):
            if bron:
                self._grote_van.geef_terug(bron)
            raise _Weigering(_TE_VEEL_GROTE)

    def _einde_groot(self, bron: str) -> None:
        self._grote.geef_terug("")
        if bron:
            self._grote_van.geef_terug(bron)

    async def _in_stukken(self, proto: Any, bron: str) -> bytes:
        """Zonder aangekondigde lengte: stoppen zodra het te veel wordt.

        Granian geeft ook van een stroom die brak gewoon een einde, maar dan na een leeg stuk te veel: een
        heel bericht eindigt met precies één leeg stuk (gemeten bij 2.8; test_front.py bewaakt het).
        """
        delen, lengte, lege = [], 0, 0
        groot = False
        try:
            async for deel in proto:
                lengte += len(deel)
                lege += not deel
                if lengte > self._max_bytes:
                    raise _Weigering(self._te_groot)
                if lengte > KLEIN and not groot:
                    self._begin_groot(bron)
                    groot = True
                delen.append(deel)
        finally:
            if groot:
                self._einde_groot(bron)
        if lege > 1:
            raise _Weigering(_NIET_HEEL)
        return b"".join(delen)


async def _ineens(proto: Any, lengte: int) -> bytes:
    try:
        inhoud: bytes = await proto()
    except Exception:  # de verbinding brak: er is niemand om te antwoorden, en niets te behandelen
        raise _Weigering(_NIET_HEEL) from None
    if len(inhoud) != lengte:
        raise _Weigering(_NIET_HEEL)
    return inhoud
