"""Grenzen per afzender: wat hij tegelijk en per seconde mag, en over hoeveel tijd hij het weer mag proberen.

Elk proces houdt zijn eigen stand; met meer processen is een grens dus een veelvoud. Dat is genoeg om te
zorgen dat niemand een ander verdringt, en het kost geen database. De stand zelf groeit nooit: een sleutel
die niets meer betekent verdwijnt, en meer dan `hoogstens` sleutels worden er niet onthouden.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from time import monotonic
from typing import Final, Literal

HOOGSTENS: Final = 10_000

Klok = Callable[[], float]


Grens = Literal["tempo_per_oin", "tegelijk_per_oin", "onbewezen_per_adres"]


class TeVeel(Exception):  # noqa: N818 - een antwoord
    """De afzender is over deze grens; over `seconden` kan het weer."""

    def __init__(self, seconden: float, grens: Grens) -> None:
        super().__init__("te veel berichten van deze afzender")
        self.seconden = seconden
        self.grens: Grens = grens


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Zoveel per seconde; na rust ineens zoveel als de `stoot`."""

    per_seconde: float
    stoot: int

    @property
    def speling(self) -> float:
        """Hoeveel seconden iemand op zijn tempo mag voorlopen."""
        return (self.stoot - 1) / self.per_seconde


class Emmers:
    """Een tempo per sleutel. Onthouden wordt alleen wanneer iemand weer helemaal uitgerust is."""

    def __init__(self, tempo: Tempo, *, klok: Klok = monotonic, hoogstens: int = HOOGSTENS) -> None:
        self._tempo = tempo
        self._klok = klok
        self._hoogstens = hoogstens
        self._uitgerust: dict[str, float] = {}
        self._slot = threading.Lock()

    def __len__(self) -> int:
        return len(self._uitgerust)

    def wacht(self, sleutel: str) -> float:
        """Hoeveel seconden nog; 0 als het nu mag."""
        uitgerust = self._uitgerust.get(sleutel)
        if uitgerust is None:
            return 0.0
        return max(0.0, uitgerust - self._klok() - self._tempo.speling)

    def neem(self, sleutel: str) -> float:
        """Neem er een als het mag; anders hoeveel seconden nog, en dan kost vragen niets."""
        with self._slot:
            if seconden := self.wacht(sleutel):
                return seconden
            nu = self._klok()
            if sleutel not in self._uitgerust and len(self._uitgerust) >= self._hoogstens:
                self._ruim_op(nu)
            self._uitgerust[sleutel] = max(nu, self._uitgerust.get(sleutel, nu)) + 1 / self._tempo.per_seconde
            return 0.0

    def _ruim_op(self, nu: float) -> None:
        """Wie uitgerust is mag weg; is iedereen druk, dan wie het eerst weer uitgerust is."""
        druk = sorted((t, s) for s, t in self._uitgerust.items() if t > nu)
        self._uitgerust = {s: t for t, s in druk[-(self._hoogstens * 9 // 10) :]}


class Gelijktijdig:
    """Hoeveel er per sleutel tegelijk mogen lopen."""

    def __init__(self, per_sleutel: int) -> None:
        self._per_sleutel = per_sleutel
        self._bezig: dict[str, int] = {}
        self._slot = threading.Lock()

    def __len__(self) -> int:
        return len(self._bezig)

    def neem(self, sleutel: str) -> bool:
        with self._slot:
            bezig = self._bezig.get(sleutel, 0)
            if bezig >= self._per_sleutel:
                return False
            self._bezig[sleutel] = bezig + 1
            return True

    def geef_terug(self, sleutel: str) -> None:
        with self._slot:
            over = self._bezig[sleutel] - 1
            if over:
                self._bezig[sleutel] = over
            else:
                del self._bezig[sleutel]


class Afzendergrenzen:
    """Wat een bewezen OIN mag, en wat een adres mag dat steeds geen bewijs levert.

    Een OIN telt pas als de handtekening klopt: zo verbruikt een ander met een verzonnen OIN niets van haar.
    Wie op zijn handtekening geweigerd is, telt voor het adres waar hij vandaan kwam; een adres dat over
    zijn grens is, wordt niet meer gelezen, want juist het controleren is duur. Over een Unix-socket komt
    alleen een proxy: die heeft geen adres, en bewaakt de adressen zelf.
    """

    def __init__(
        self,
        *,
        tempo_per_oin: Tempo | None = None,
        tegelijk_per_oin: int | None = None,
        onbewezen_per_adres: Tempo | None = None,
        klok: Klok = monotonic,
    ) -> None:
        self._tempo = Emmers(tempo_per_oin, klok=klok) if tempo_per_oin else None
        self._tegelijk = Gelijktijdig(tegelijk_per_oin) if tegelijk_per_oin else None
        self._onbewezen = Emmers(onbewezen_per_adres, klok=klok) if onbewezen_per_adres else None

    @contextmanager
    def plaats(self, oin: str) -> Iterator[None]:
        """Behandel een bericht van deze OIN, of `TeVeel`."""
        if self._tempo is not None and (seconden := self._tempo.neem(oin)):
            raise TeVeel(seconden, "tempo_per_oin")
        if self._tegelijk is None:
            yield
            return
        if not self._tegelijk.neem(oin):
            raise TeVeel(1.0, "tegelijk_per_oin")
        try:
            yield
        finally:
            self._tegelijk.geef_terug(oin)

    def onbewezen(self, peer: str | None) -> None:
        """Een bericht van dit adres droeg een handtekening die niet klopt, of geen."""
        if self._onbewezen is not None and peer:
            self._onbewezen.neem(adres(peer))

    def toets_adres(self, peer: str | None) -> None:
        if self._onbewezen is not None and peer:
            seconden = self._onbewezen.wacht(adres(peer))
            if seconden:
                raise TeVeel(seconden, "onbewezen_per_adres")


@lru_cache(maxsize=4096)
def adres(peer: str) -> str:
    """Het adres zonder poort; van IPv6 het netwerk, want wie er één heeft, heeft ze allemaal."""
    kaal = peer
    if peer.startswith("["):
        kaal = peer[1:].partition("]")[0]
    elif peer.count(":") == 1:
        kaal = peer.partition(":")[0]
    try:
        ip = ip_address(kaal)
    except ValueError:
        return kaal
    if isinstance(ip, IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ip_network((ip, 64), strict=False))
