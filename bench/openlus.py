"""Een open lus: verzoeken komen op hun eigen tijd, ook als de dienst traag is.

De duur telt vanaf het tijdstip waarop het verzoek had moeten gaan.
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import cycle

from bench.belasting import rauw

_LENGTE = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
Verbinding = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class OpenLus:
    def __init__(self, poort: int, pad: str, berichten: Sequence[bytes], per_seconde: float) -> None:
        self._poort = poort
        self._ring = cycle([rauw(pad, bericht) for bericht in berichten])
        self._pauze = 1 / per_seconde
        self._vrij: list[Verbinding] = []
        self.duren: list[float] = []
        self.mislukt: Counter[str] = Counter()  # naar status, of de soort van de fout

    def draai(self, door: Callable[[], bool]) -> None:
        """Verzoeken afvuren zolang `door` dat zegt, en wachten op de laatste antwoorden."""
        asyncio.run(self._draai(door))

    async def _draai(self, door: Callable[[], bool]) -> None:
        self._vrij = []
        onderweg: set[asyncio.Task[None]] = set()
        gepland = time.perf_counter()
        while door():
            if (wacht := gepland - time.perf_counter()) > 0:
                await asyncio.sleep(wacht)
            taak = asyncio.create_task(self._vraag(gepland))
            onderweg.add(taak)
            taak.add_done_callback(onderweg.discard)
            gepland += self._pauze
        if onderweg:
            await asyncio.wait(onderweg, timeout=30)
        for _, schrijver in self._vrij:
            schrijver.close()

    async def _vraag(self, gepland: float) -> None:
        try:
            verbinding, status = await self._stuur(next(self._ring))
        except (OSError, asyncio.IncompleteReadError) as fout:
            self.mislukt[type(fout).__name__] += 1
            return
        self._vrij.append(verbinding)
        self.duren.append(time.perf_counter() - gepland)
        if status != "200":
            self.mislukt[status] += 1

    async def _stuur(self, verzoek: bytes) -> tuple[Verbinding, str]:
        """Over een vrije verbinding; heeft de dienst die intussen gesloten, dan over een nieuwe."""
        while self._vrij:
            verbinding = self._vrij.pop()
            try:
                return verbinding, await _wissel(verbinding, verzoek)
            except (OSError, asyncio.IncompleteReadError):
                verbinding[1].close()
        verbinding = await asyncio.open_connection("127.0.0.1", self._poort)
        return verbinding, await _wissel(verbinding, verzoek)


async def _wissel(verbinding: Verbinding, verzoek: bytes) -> str:
    lezer, schrijver = verbinding
    schrijver.write(verzoek)
    kop = await lezer.readuntil(b"\r\n\r\n")
    lengte = _LENGTE.search(kop)
    await lezer.readexactly(int(lengte[1]) if lengte else 0)
    return kop.split(b" ", 2)[1].decode()


def p99(duren: Sequence[float]) -> float:
    """De duur waar 99 van de 100 verzoeken binnen bleven, in milliseconden."""
    op_volgorde = sorted(duren)
    return round(op_volgorde[math.ceil(0.99 * len(op_volgorde)) - 1] * 1000, 2)
