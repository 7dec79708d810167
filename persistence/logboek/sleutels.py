"""Waarmee de inhoud van het logboek versleuteld is: een sleutel per persoon en maand, ingepakt bewaard.

Een bericht over precies één persoon gebruikt de sleutel van die persoon in die maand. Gaat het over niemand
of over meer personen, dan heeft het een sleutel voor zich alleen. Een sleutel vernietigen maakt dus precies
onleesbaar wat over die persoon ging, en laat elk bewijs staan.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, select, union_all
from sqlalchemy.dialects.postgresql import insert as pg_insert

from isi_soap.audit.sleutels import Sleutelbos, SleutelFout, laad_sleutelbos, maak_sleutelbos
from isi_soap.settings import Instellingen
from persistence.kenmerk import nieuw_id
from persistence.tabellen import datasleutel

_ONTHOUDEN = 10_000
_POGINGEN = 20


@dataclass(frozen=True, slots=True)
class Gegevenssleutel:
    """Een sleutel die gebruikt kan worden; `rij` is gevuld als zij nog opgeslagen moet worden."""

    id: UUID
    aead: AESGCM
    rij: dict[str, object] | None = None


class Vernietigd(Exception):  # noqa: N818
    """De sleutel is vernietigd, en de inhoud dus ook."""

    def __init__(self, tijdstip: datetime) -> None:
        super().__init__(f"de inhoud is vernietigd op {tijdstip:%Y-%m-%d}")
        self.tijdstip = tijdstip


SLEUTELKOLOMMEN = ("id", "persoon", "periode", "inpaksleutel", "ingepakt")
_NIEUW = (
    pg_insert(datasleutel)
    .values({naam: bindparam(naam, type_=datasleutel.c[naam].type) for naam in SLEUTELKOLOMMEN})
    .on_conflict_do_nothing()
    .returning(datasleutel.c.id, datasleutel.c.inpaksleutel, datasleutel.c.ingepakt)
    .cte("nieuw")
)
_NEEM = union_all(
    select(_NIEUW),
    select(datasleutel.c.id, datasleutel.c.inpaksleutel, datasleutel.c.ingepakt).where(
        datasleutel.c.persoon == bindparam("van"),
        datasleutel.c.periode == bindparam("in_"),
        datasleutel.c.vernietigd.is_(None),
    ),
)


class Logsleutels:
    """De sleutelbos, met een geheugen voor de sleutels van personen die net nog voorbijkwamen."""

    def __init__(self, bos: Sleutelbos) -> None:
        self.bos = bos
        self._bekend: OrderedDict[tuple[bytes, date], Gegevenssleutel] = OrderedDict()
        self._slot = threading.Lock()

    @classmethod
    def uit(cls, inst: Instellingen) -> Logsleutels:
        """Uit het genoemde bestand; wie er geen noemt krijgt er een in de gegevensmap."""
        if inst.log_sleutels is not None:
            return cls(laad_sleutelbos(inst.log_sleutels))
        return cls(maak_sleutelbos(inst.data_map / "logsleutels.json"))

    def persoon(self, bsn: str) -> bytes:
        return self.bos.persoon(bsn)

    # --- om te schrijven --------------------------------------------------------------------------------

    def eigen(self, periode: date) -> Gegevenssleutel:
        """Een sleutel voor één bericht; hij wordt met het bericht opgeslagen."""
        return self._maak(None, periode)

    def van_persoon(self, conn: Connection, persoon: bytes, periode: date) -> Gegevenssleutel:
        """De sleutel van deze persoon in deze maand; wie hem als eerste nodig heeft, maakt hem.

        Wat hier onthouden is kan intussen vernietigd zijn; dat toetst de opdracht die het bericht schrijft.
        """
        with self._slot:
            if (bekend := self._bekend.get((persoon, periode))) is not None:
                return bekend
        for _ in range(_POGINGEN):
            voorstel = self._maak(persoon, periode)
            waarden = voorstel.rij or {}
            rij = conn.execute(_NEEM, waarden | {"van": persoon, "in_": periode}).first()
            # Niets gevonden: een ander legde hem vast terwijl wij op hem wachtten; nu is hij te zien.
            if rij is not None:
                aead = AESGCM(self.bos.pak_uit(rij.ingepakt, rij.inpaksleutel, rij.id.bytes))
                sleutel = Gegevenssleutel(rij.id, aead)
                self._onthoud((persoon, periode), sleutel)
                return sleutel
        raise SleutelFout("de sleutel van een persoon is niet vast te leggen")

    def vergeet(self, persoon: bytes, periode: date) -> None:
        with self._slot:
            self._bekend.pop((persoon, periode), None)

    def _maak(self, persoon: bytes | None, periode: date) -> Gegevenssleutel:
        ruw, id_ = secrets.token_bytes(32), nieuw_id()
        rij: dict[str, object] = {
            "id": id_,
            "persoon": persoon,
            "periode": periode,
            "inpaksleutel": self.bos.huidige,
            "ingepakt": self.bos.pak_in(ruw, id_.bytes),
        }
        return Gegevenssleutel(id_, AESGCM(ruw), rij)

    def _onthoud(self, wie: tuple[bytes, date], sleutel: Gegevenssleutel) -> None:
        with self._slot:
            self._bekend[wie] = sleutel
            while len(self._bekend) > _ONTHOUDEN:
                self._bekend.popitem(last=False)

    # --- om te lezen ------------------------------------------------------------------------------------

    def lees(self, conn: Connection, id_: UUID) -> AESGCM:
        """De sleutel zoals hij nu is; `Vernietigd` of `SleutelFout` als hij er niet meer is."""
        rij = conn.execute(select(datasleutel).where(datasleutel.c.id == id_)).one_or_none()
        if rij is None:
            raise SleutelFout("de sleutel van deze inhoud staat niet in de database")
        if rij.vernietigd is not None:
            raise Vernietigd(rij.vernietigd)
        return AESGCM(self.bos.pak_uit(rij.ingepakt, rij.inpaksleutel, id_.bytes))
