"""De Merkle-boom van RFC 9162 §2.1, zo bijgehouden dat een blad erbij O(log n) kost.

Een `Bereik` is de kortste rij volle deelbomen die samen de bladen [begin, eind) dekken. Van een boom die bij
0 begint is dat zijn rechterrand: genoeg om verder te bouwen en om de wortel te kennen. Het zijn zelden meer
dan twintig hashes, hoe groot het logboek ook is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

Hash = bytes
GROOTTE = 32
LEEG: Hash = sha256(b"").digest()


def bladhash(gegevens: bytes) -> Hash:
    """De hash van een blad; het voorvoegsel houdt bladen en knopen uit elkaar."""
    return sha256(b"\x00" + gegevens).digest()


def knoophash(links: Hash, rechts: Hash) -> Hash:
    return sha256(b"\x01" + links + rechts).digest()


@dataclass(frozen=True, slots=True, order=True)
class Plaats:
    """Een volle deelboom: `niveau` 0 is een blad, `nummer` telt de deelbomen van dat niveau van links."""

    niveau: int
    nummer: int

    @property
    def begin(self) -> int:
        return self.nummer << self.niveau

    @property
    def eind(self) -> int:
        return self.nummer + 1 << self.niveau


def dekking(begin: int, eind: int) -> Iterator[Plaats]:
    """De volle deelbomen die [begin, eind) dekken, van links naar rechts, elk zo groot als kan."""
    while begin < eind:
        groei = (begin & -begin).bit_length() - 1 if begin else eind.bit_length()
        niveau = min(groei, (eind - begin).bit_length() - 1)
        yield Plaats(niveau, begin >> niveau)
        begin += 1 << niveau


@dataclass(slots=True)
class Bereik:
    """De bladen [0, grootte) van een boom, als de volle deelbomen van zijn rechterrand."""

    grootte: int = 0
    rand: list[Hash] = field(default_factory=list)

    def __post_init__(self) -> None:
        if len(self.rand) != self.grootte.bit_count():
            raise ValueError("de rand past niet bij de grootte")

    def kopie(self) -> Bereik:
        return Bereik(self.grootte, list(self.rand))

    def voeg_toe(self, deel: Hash, niveau: int = 0) -> list[tuple[Plaats, Hash]]:
        """Zet een volle deelboom erachter; terug komen de deelbomen die daarmee vol raakten."""
        if self.grootte % (1 << niveau):
            raise ValueError("een deelboom van dit niveau past hier niet")
        vol = []
        nummer = self.grootte >> niveau
        self.grootte += 1 << niveau
        while nummer & 1:
            deel = knoophash(self.rand.pop(), deel)
            nummer >>= 1
            niveau += 1
            vol.append((Plaats(niveau, nummer), deel))
        self.rand.append(deel)
        return vol

    def wortel(self) -> Hash:
        if not self.rand:
            return LEEG
        hash_ = self.rand[-1]
        for links in reversed(self.rand[:-1]):
            hash_ = knoophash(links, hash_)
        return hash_


def deelboom(bladen: Iterable[Hash]) -> Hash:
    """De wortel over deze bladen (bladhashes); een macht van twee gaat laag voor laag, en veel sneller."""
    laag = list(bladen)
    if not laag or len(laag) & len(laag) - 1:
        bereik = Bereik()
        for blad in laag:
            bereik.voeg_toe(blad)
        return bereik.wortel()
    while len(laag) > 1:
        paren = iter(laag)
        laag = [sha256(b"\x01" + links + rechts).digest() for links, rechts in zip(paren, paren, strict=True)]
    return laag[0]
