"""Wat er niet meer staat: volgens de regels weg, in een archiefbestand, of samen met een heel deel verdwenen.

Verdwijnt een deel van een miljoen records, dan is dat één bevinding die het deel noemt, en geen miljoen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, Table, exists, func, select

from persistence.kenmerk import eerste_kenmerk, tijdstip_van
from persistence.logboek import delen
from persistence.logboek.archiefkast import Archiefkast
from persistence.logboek.bevinding import Bevinding
from persistence.logboek.bewaring import maand_van, maanden_verder
from persistence.logboek.delen import VERDEELD, Verdeeld
from persistence.logboek.omwikkelen import in_gebruik
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.stand import horen_bij_dit_log
from persistence.tabellen import (
    bericht,
    bericht_inhoud,
    bericht_persoon,
    logarchief,
    logvernietiging,
    onverzegeld,
    verzegeling,
)


class Afwezigheid:
    """Of iets dat er niet is, er niet hoeft te zijn."""

    def __init__(self, conn: Connection, sleutels: Logsleutels) -> None:
        self._conn = conn
        self._kast = Archiefkast(conn, sleutels.archief)
        self._met_archief = sleutels.archief is not None
        v = logvernietiging.c
        gezegd = select(v.begin, v.eind).where(_gezegd(logvernietiging)).order_by(v.begin)
        reeksen = conn.execute(gezegd).all()
        self._begin = [reeks.begin for reeks in reeksen]
        self._eind = [reeks.eind for reeks in reeksen]
        self._weg: set[tuple[Verdeeld, date]] = set()

    def vernietigd(self, positie: int | None) -> bool:
        if positie is None:
            return False
        plaats = bisect_right(self._begin, positie) - 1
        return plaats >= 0 and positie < self._eind[plaats]

    def in_weg_deel(self, tabel: Verdeeld, kenmerk: UUID | None) -> bool:
        """Of de rij hoorde bij een deel dat al als geheel genoemd is."""
        return (
            bool(self._weg) and kenmerk is not None and (tabel, maand_van(tijdstip_van(kenmerk))) in self._weg
        )

    def uit_archief(self, positie: int | None) -> tuple[str | None, bytes | None]:
        """Het bestand waarin de inhoud staat, en de bewaarde bytes als het hier te lezen is."""
        return self._kast.bestand(positie), self._kast.inhoud(positie)

    # --- wat vooraf te zien is ---

    def toets(self, begin: int, eind: int) -> Iterator[Bevinding]:
        yield from self._zonder_aankondiging(begin, eind)
        yield from self._archiefbestanden(begin, eind)
        yield from self._delen(begin, eind)

    def _zonder_aankondiging(self, begin: int, eind: int) -> Iterator[Bevinding]:
        """Alleen wat een verzegeld record aankondigt, is vernietigd; de rest is weg."""
        for tabel, wat in ((logvernietiging, "vernietigd"), (logarchief, "gearchiveerd")):
            vraag = select(tabel.c.begin, tabel.c.eind).where(tabel.c.begin < eind, tabel.c.eind > begin)
            for rij in self._conn.execute(vraag.where(~_gezegd(tabel)).order_by(tabel.c.begin)):
                yield Bevinding(
                    "AANKONDIGING",
                    f"posities {rij.begin} tot en met {rij.eind - 1} heten {wat}, maar geen verzegeld record"
                    " zegt dat",
                    rij.begin,
                )

    def _archiefbestanden(self, begin: int, eind: int) -> Iterator[Bevinding]:
        if not self._met_archief:
            return
        vraag = select(logarchief).where(logarchief.c.geleegd.is_not(None), logarchief.c.vernietigd.is_(None))
        for rij in self._conn.execute(vraag.where(logarchief.c.begin < eind, logarchief.c.eind > begin)):
            if not self._kast.is_er(rij.bestand):
                yield Bevinding(
                    "ARCHIEF", f"het archiefbestand {rij.bestand} is er niet of is kapot", rij.begin
                )

    def _delen(self, begin: int, eind: int) -> Iterator[Bevinding]:
        for maand in self._maanden(begin, eind):
            for tabel in VERDEELD:
                if delen.bestaat(self._conn, tabel, maand):
                    continue
                eerste, laatste, aantal = self._conn.execute(_mist(tabel, maand)).one()
                if aantal:
                    self._weg.add((tabel, maand))
                    yield Bevinding(
                        "DEEL",
                        f"het deel logdeel.{delen.naam_van(tabel, maand)} ontbreekt: {aantal} records, van"
                        f" positie {eerste} tot en met {laatste}",
                        eerste,
                    )

    def _maanden(self, begin: int, eind: int) -> Iterator[date]:
        """De maanden van het eerste tot en met het laatste record van de reeks."""
        rand = select(verzegeling.c.bericht_id).where(
            verzegeling.c.positie >= begin, verzegeling.c.positie < eind
        )
        ids = [
            self._conn.scalar(rand.order_by(volgorde).limit(1))
            for volgorde in (verzegeling.c.positie, verzegeling.c.positie.desc())
        ]
        maanden = [maand_van(tijdstip_van(id_)) for id_ in ids if id_ is not None and id_.version == 7]
        if len(maanden) == len(ids):
            maand = maanden[0]
            while maand <= maanden[1]:
                yield maand
                maand = maanden_verder(maand, 1)


def _gezegd(tabel: Table) -> ColumnElement[bool]:
    """Of het record dat deze rij aankondigt er is, en verzegeld is of daarop wacht."""
    operatie = "log vernietig" if tabel is logvernietiging else "log archiveer"
    verzegeld = exists().where(verzegeling.c.bericht_id == bericht.c.id)
    wacht = exists().where(onverzegeld.c.bericht_id == bericht.c.id)
    return exists().where(
        bericht.c.id == tabel.c.aankondiging,
        bericht.c.soort == "BEHEER",
        bericht.c.operatie == operatie,
        verzegeld | wacht,
    )


def _mist(tabel: Verdeeld, maand: date) -> Select[Any, Any, int]:
    """Hoeveel records van deze maand hun rij in deze tabel missen, en waar."""
    begin, eind = (
        eerste_kenmerk(datetime(dag.year, dag.month, 1, tzinfo=UTC))
        for dag in (maand, maanden_verder(maand, 1))
    )
    positie, kenmerk = verzegeling.c.positie, verzegeling.c.bericht_id
    vraag = select(func.min(positie), func.max(positie), func.count()).where(kenmerk >= begin, kenmerk < eind)
    if tabel == "bericht":
        weg = select(logvernietiging.c.begin).where(
            logvernietiging.c.begin <= positie, logvernietiging.c.eind > positie
        )
        return vraag.where(~select(bericht.c.id).where(bericht.c.id == kenmerk).exists(), ~weg.exists())
    ander = bericht_inhoud if tabel == "bericht_inhoud" else bericht_persoon
    vraag = vraag.join_from(verzegeling, bericht, bericht.c.id == kenmerk)
    if ander is bericht_persoon:
        vraag = vraag.where(bericht.c.personen > 0)
    return vraag.where(~select(ander.c.bericht_id).where(ander.c.bericht_id == kenmerk).exists())


def sleutels_zonder_inpaksleutel(conn: Connection, sleutels: Logsleutels) -> Iterator[Bevinding]:
    """Wat met een inpaksleutel ingepakt is die er niet meer is, kan niemand meer lezen."""
    bekend = sleutels.bos.inpak
    if bekend and not horen_bij_dit_log(conn, sleutels):
        yield Bevinding("SLEUTEL", "het sleutelbestand hoort niet bij dit log; zet het oude terug")
    for kenmerk, aantal in sorted(in_gebruik(conn).items()):
        if kenmerk not in bekend:
            yield Bevinding(
                "SLEUTEL",
                f"de inpaksleutel {kenmerk} staat niet in het sleutelbestand; {aantal} sleutels zijn"
                " ermee ingepakt, en wat daarvan is, is niet te lezen",
            )
