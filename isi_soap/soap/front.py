"""De voorkant in Granian: ontvangt een bericht geheel, en geeft het dan pas aan een thread die rekent.

Wie een half bericht stuurt en wacht, houdt een coroutine bezet en geen thread. Een bericht dat niet op tijd,
te groot of niet heel is, wordt niet behandeld. Is er geen thread en geen plaats in de rij, dan is het
antwoord een fault, meteen.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from time import perf_counter
from typing import IO, Any, Final, NamedTuple

from isi_soap.soap.logboek import meld_geweigerd
from isi_soap.soap.ontvangst import Ontvangst
from isi_soap.soap.uitwisseling import Antwoord, Behandelaar, Verzoek, bezwaar_tegen_koppen, kaal
from isi_soap.waarneming.metrieken import Metrieken, Ongemeten

_GEZOND: Final = kaal(200, "gezond")
_BEZET: Final = kaal(503, "De dienst is bezet.", ("retry-after", "1"), reden="wachtrij")

_OPEN_BINNEN: Final = 30.0
_STAND_SECONDEN: Final = 1.0

# lxml onthoudt per thread elke naam die zij ooit las, en vergeet haar pas als de thread eindigt. Met steeds
# andere namen groeit een proces zo een byte per gestuurde byte; een verse thread kost bijna niets.
BYTES_PER_THREAD: Final = 16 * 1024 * 1024


class _Opdracht(NamedTuple):
    verzoek: Verzoek
    toekomst: asyncio.Future[Antwoord]


class Werkers:
    """Een vast aantal threads achter één rij; de loop hoort het als er antwoorden zijn.

    Een thread die genoeg gelezen heeft, maakt plaats voor een verse.

    Antwoorden die intussen klaar kwamen gaan met één wekker mee: een wekker per antwoord kost meer dan het
    doorgeven zelf.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, werk: Callable[[Verzoek], Antwoord], aantal: int
    ) -> None:
        self._loop = loop
        self._werk = werk
        self._rij: SimpleQueue[_Opdracht | None] = SimpleQueue()
        self._klaar: deque[tuple[asyncio.Future[Antwoord], Antwoord]] = deque()
        self._gewekt = False
        self._threads: dict[int, threading.Thread] = {}
        for nummer in range(aantal):
            self._start(nummer)

    def geef(self, verzoek: Verzoek) -> asyncio.Future[Antwoord]:
        toekomst: asyncio.Future[Antwoord] = self._loop.create_future()
        self._rij.put(_Opdracht(verzoek, toekomst))
        return toekomst

    def stop(self) -> None:
        for _ in self._threads:
            self._rij.put(None)
        for nummer in self._threads:
            self._threads[nummer].join(timeout=10)

    def _start(self, nummer: int) -> None:
        thread = threading.Thread(target=self._werk_af, args=(nummer,), name=f"bericht-{nummer}", daemon=True)
        self._threads[nummer] = thread
        thread.start()

    def _werk_af(self, nummer: int) -> None:
        gelezen = 0
        while gelezen < BYTES_PER_THREAD:
            opdracht = self._rij.get()
            if opdracht is None:
                return
            gelezen += len(opdracht.verzoek.body)
            try:
                antwoord = self._werk(opdracht.verzoek)
            except Exception:  # de toepassing vangt alles; een thread mag nooit verloren gaan
                antwoord = kaal(500, "storing")
            self._klaar.append((opdracht.toekomst, antwoord))
            if not self._gewekt:
                self._gewekt = True
                try:
                    self._loop.call_soon_threadsafe(self._lever)
                except RuntimeError:  # de loop is al gesloten: niemand wacht nog
                    return
            del opdracht, antwoord
        self._start(nummer)

    def _lever(self) -> None:
        # Eerst de vlag: wat hierna klaar komt, wekt opnieuw; wat ervoor klaar kwam, staat al in de rij.
        self._gewekt = False
        while self._klaar:
            toekomst, antwoord = self._klaar.popleft()
            if not toekomst.done():
                toekomst.set_result(antwoord)


class Front:
    """De RSGI-toepassing van één proces."""

    def __init__(
        self,
        toepassing: Behandelaar,
        *,
        threads: int = 4,
        wachtrij: int = 64,
        max_bytes: int = 1024 * 1024,
        ontvangst_seconden: float = 10.0,
        onvolledig_per_adres: int = 256,
        metrieken: Metrieken | None = None,
        pool: Callable[[], int] = int,
        bij_einde: Callable[[], None] | None = None,
    ) -> None:
        self._toepassing = toepassing
        self._metrieken = metrieken or Ongemeten()
        self._bij_einde = bij_einde
        self._pool = pool  # hoeveel verbindingen met de database er nu in gebruik zijn
        self._aantal_threads = threads
        self._plaatsen = self._alle_plaatsen = threads + wachtrij
        self._ontvangst = Ontvangst(
            max_bytes=max_bytes, seconden=ontvangst_seconden, per_adres=onvolledig_per_adres
        )
        self._werkers: Werkers | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._werkers = Werkers(loop, self._toepassing, self._aantal_threads)
        if not isinstance(self._metrieken, Ongemeten):
            self._meld_stand(loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._werkers is not None:
            self._werkers.stop()
        if self._bij_einde is not None:
            self._bij_einde()

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        antwoord = await self._beantwoord(scope, proto)
        if 400 <= antwoord.status < 500 or antwoord.reden is not None:
            self._meld_geweigerd(antwoord, scope.method)
        if antwoord.bestand is None:
            proto.response_bytes(antwoord.status, antwoord.headers, antwoord.body)
        else:
            self._geef_bestand(proto, antwoord, antwoord.bestand)

    def _meld_geweigerd(self, antwoord: Antwoord, methode: str) -> None:
        self._metrieken.geweigerd(antwoord.reden or "http")
        if antwoord.status != 500:  # een fault heeft haar regel al, met haar kenmerk
            meld_geweigerd(antwoord.status, methode, reden=antwoord.reden)

    def _meld_stand(self, loop: asyncio.AbstractEventLoop) -> None:
        """Elke seconde, en niet bij elk bericht: wie de stand opvraagt ziet toch alleen een ogenblik."""
        bezet = self._alle_plaatsen - self._plaatsen
        bezig = min(bezet, self._aantal_threads)
        self._metrieken.stand(
            bezig=bezig, wachtend=bezet - bezig, onvolledig=self._ontvangst.bezig, pool=self._pool()
        )
        loop.call_later(_STAND_SECONDEN, self._meld_stand, loop)

    def _geef_bestand(self, proto: Any, antwoord: Antwoord, bestand: IO[bytes]) -> None:
        """De server leest het bestand zo snel als de aanvrager; een stroom zou zij geheel in geheugen zetten.

        Zij opent het pas na deze aanroep, dus het onze blijft nog even open; een naam heeft het niet.
        """
        proto.response_file(antwoord.status, antwoord.headers, f"/dev/fd/{bestand.fileno()}")
        assert self._loop is not None
        self._loop.call_later(_OPEN_BINNEN, bestand.close)

    async def _beantwoord(self, scope: Any, proto: Any) -> Antwoord:
        methode, koppen, aangekomen = scope.method, scope.headers, perf_counter()
        if methode == "POST":
            if bezwaar := bezwaar_tegen_koppen(koppen):
                return bezwaar
            if bezwaar := self._toepassing.weiger_vooraf(scope.path, scope.client):
                return bezwaar
            assert self._loop is not None
            inhoud = await self._ontvangst.ontvang(scope, proto, self._loop)
            if isinstance(inhoud, Antwoord):
                return inhoud
        elif scope.path == "/gezond":
            return _GEZOND
        else:
            inhoud = b""
        verzoek = Verzoek(methode, scope.path, scope.query_string, koppen, inhoud, scope.client, aangekomen)
        assert self._werkers is not None
        if self._plaatsen <= 0:
            return self._toepassing.bezet(verzoek) if methode == "POST" else _BEZET
        self._plaatsen -= 1
        try:
            return await self._werkers.geef(verzoek)
        finally:
            self._plaatsen += 1
