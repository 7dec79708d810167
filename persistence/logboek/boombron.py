"""De hashes van volle deelbomen uit de database, voor bewijzen en om de stand na te rekenen."""

from __future__ import annotations

from sqlalchemy import Connection, Select, select

from isi_soap.audit.boom import Bereik, Hash, Plaats, deelboom, dekking
from persistence.tabellen import boomknoop, verzegeling

STAP = 8  # om de zoveel niveaus staat een deelboom in de database; 0 zijn de bladen zelf


class BoomGat(Exception):  # noqa: N818
    """Een hash die er hoort te zijn, is er niet; `positie`: het eerste blad eronder."""

    def __init__(self, positie: int) -> None:
        super().__init__(f"in de boom ontbreekt wat bij positie {positie} hoort")
        self.positie = positie


class Boombron:
    """Geeft deelbomen op plaats; wat niet bewaard is, komt uit de 256 hashes eronder."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._bekend: dict[Plaats, Hash] = {}

    def __call__(self, plaats: Plaats) -> Hash:
        if (bekend := self._bekend.get(plaats)) is not None:
            return bekend
        niveau = plaats.niveau // STAP * STAP
        breedte = 1 << plaats.niveau - niveau
        begin = plaats.nummer * breedte
        hashes = list(self._conn.execute(_vraag(niveau, begin, begin + breedte)))
        for verwacht, rij in enumerate(hashes, begin):
            if rij.nummer != verwacht:
                raise BoomGat(verwacht << niveau)
        if len(hashes) != breedte:
            raise BoomGat(begin + len(hashes) << niveau)
        self._bekend[plaats] = hash_ = deelboom(bytes(rij.hash) for rij in hashes)
        return hash_

    def bereik(self, grootte: int) -> Bereik:
        """De rand van de boom toen hij zo groot was."""
        return Bereik(grootte, [self(plaats) for plaats in dekking(0, grootte)])


def _vraag(niveau: int, begin: int, eind: int) -> Select[tuple[int, bytes]]:
    if niveau == 0:
        nummer, hash_ = verzegeling.c.positie, verzegeling.c.blad
        vraag = select(nummer.label("nummer"), hash_.label("hash"))
    else:
        nummer, hash_ = boomknoop.c.nummer, boomknoop.c.hash
        vraag = select(nummer, hash_.label("hash")).where(boomknoop.c.niveau == niveau)
    return vraag.where(nummer >= begin, nummer < eind).order_by(nummer)
