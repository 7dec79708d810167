"""Waarmee de inhoud van het logboek versleuteld is: een sleutel per persoon en maand, ingepakt bewaard.

Een bericht over precies één persoon gebruikt de sleutel van die persoon in die maand. Gaat het over niemand
of over meer personen, dan heeft het een sleutel voor zich alleen. Een sleutel vernietigen maakt dus precies
onleesbaar wat over die persoon ging, en laat elk bewijs staan.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
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

    def __init__(self, bos: Sleutelbos, bestand: Path | None = None, archief: Path | None = None) -> None:
        self._bos = bos
        self.bestand = bestand
        self._gelezen = _afdruk(bestand)
        self.archief = archief  # de map met inhoud die niet meer in de database staat
        self._bekend: OrderedDict[tuple[bytes, date], Gegevenssleutel] = OrderedDict()
        self._slot = threading.Lock()

    @classmethod
    def uit(cls, inst: Instellingen) -> Logsleutels:
        """Uit het genoemde bestand; wie er geen noemt krijgt er een in de gegevensmap."""
        if (genoemd := inst.log_sleutels) is not None:
            return cls(laad_sleutelbos(genoemd), genoemd, inst.log_archief)
        eigen = inst.data_map / "logsleutels.json"
        return cls(maak_sleutelbos(eigen), eigen, inst.log_archief)

    @property
    def bos(self) -> Sleutelbos:
        """Zoals het bestand nu is: een nieuwe inpaksleutel geldt zonder herstart.

        Is het er even niet, dan werkt wie het al las gewoon door.
        """
        nu = _afdruk(self.bestand)
        if nu != self._gelezen and self.bestand is not None:
            with contextlib.suppress(SleutelFout):
                self._bos, self._gelezen = laad_sleutelbos(self.bestand), nu
        return self._bos

    def persoon(self, bsn: str) -> bytes:
        return self._bos.persoon(bsn)  # de zoeksleutel verandert nooit

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
        ruw, id_, bos = secrets.token_bytes(32), nieuw_id(), self.bos
        rij: dict[str, object] = {
            "id": id_,
            "persoon": persoon,
            "periode": periode,
            "inpaksleutel": bos.huidige,
            "ingepakt": bos.pak_in(ruw, id_.bytes),
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


def _afdruk(bestand: Path | None) -> tuple[int, int] | None:
    try:
        return None if bestand is None else ((nu := bestand.stat()).st_ino, nu.st_mtime_ns)
    except OSError:
        return None
