"""Wat een portie van een run verandert, verzameld en in één keer weggeschreven.

Een dossier kan in één portie door meer berichten geraakt worden. Elke uitkomst krijgt haar eigen bron en
meteen haar id's en versienummers: de volgende bouwt erop voort, en de geschiedenis toont elke stap (R-006).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from isi_soap.domain.model import Bron, Dossier, Feit, Herkomst, Persoon
from isi_soap.domain.toepassen import VERZAMELING
from isi_soap.domain.uitkomst import Uitkomst
from persistence.afleiding import ververs_rijen
from persistence.registratie import waarden
from persistence.tabellen import TABEL, feit_id
from persistence.tabellen import persoon as persoonstabel

_PORTIE_ID = 200


class Schrijfblad:
    """De nieuwe versies en de einden van één portie; `schrijf` zet ze in de tabellen."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._ids: list[int] = []
        self._nieuw: dict[Table, dict[tuple[object, int], dict[str, Any]]] = defaultdict(dict)
        self._einden: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._afgeleid: list[dict[str, Any]] = []

    def pas_toe(self, dossier: Dossier | None, bsn: str, uitkomst: Uitkomst, bron: Bron) -> Dossier | None:
        """Het dossier na de uitkomst, met id's, versienummers en herkomst zoals ze in de tabellen komen."""
        herkomst = Herkomst(geschreven=bron)
        if uitkomst.persoon is not None:
            dossier = self._persoon(dossier, uitkomst.persoon, bron)
        for reden, feiten in (
            ("GEWIJZIGD", uitkomst.gewijzigd),
            ("VERWIJDERD", uitkomst.verwijderd),
            ("BEEINDIGD", uitkomst.beeindigd),
        ):
            for feit in feiten:
                self._beeindig(TABEL[type(feit)], feit.id, feit.versienr, bron.id, reden)
        geschreven = [
            *(replace(f, versienr=f.versienr + 1, herkomst=herkomst) for f in uitkomst.gewijzigd),
            *(replace(f, id=self._volgend_id(), versienr=1, herkomst=herkomst) for f in uitkomst.nieuw),
        ]
        for feit in geschreven:
            rij = waarden(feit) | {"bsn": bsn, "geschreven_door": bron.id}
            self._nieuw[TABEL[type(feit)]][feit.id, feit.versienr] = rij
        if dossier is None:
            return None
        return _bijgewerkt(dossier, (*uitkomst.verwijderd, *uitkomst.beeindigd), geschreven)

    def ververs(self, rij: dict[str, Any]) -> None:
        """De afgeleide rij van een persoon; zij gaat vóór de feiten die ernaar verwijzen."""
        self._afgeleid.append(rij)

    def schrijf(self) -> None:
        for tabel, einden in self._einden.items():
            sleutel = tabel.c.bsn if tabel is persoonstabel else tabel.c.id
            opdracht = update(tabel).where(
                sleutel == bindparam("_sleutel"),
                tabel.c.versienr == bindparam("_versienr"),
                tabel.c.beeindigd_door.is_(None),
            )
            if self._conn.execute(opdracht, einden).rowcount not in (-1, len(einden)):
                raise RuntimeError("een gegeven veranderde terwijl het vergrendeld was")
        ververs_rijen(self._conn, self._afgeleid)
        for tabel in sorted(self._nieuw, key=lambda t: t is not persoonstabel):
            # Een executemany kent één stel kolommen: ook een open einde staat er.
            open_einde = {"beeindigd_door": None, "versie_einde": None}
            self._conn.execute(insert(tabel), [open_einde | rij for rij in self._nieuw[tabel].values()])

    def _persoon(self, dossier: Dossier | None, persoon: Persoon, bron: Bron) -> Dossier:
        versienr = 1
        if dossier is not None:
            oud = dossier.persoon
            versienr = oud.versienr + 1
            self._beeindig(persoonstabel, oud.bsn, oud.versienr, bron.id, "GEWIJZIGD")
        persoon = replace(persoon, versienr=versienr)
        self._nieuw[persoonstabel][persoon.bsn, versienr] = waarden(persoon) | {"geschreven_door": bron.id}
        return replace(dossier or Dossier(persoon=persoon), persoon=persoon)

    def _beeindig(self, tabel: Table, sleutel: object, versienr: int, door: UUID, reden: str) -> None:
        vers = self._nieuw.get(tabel, {}).get((sleutel, versienr))
        if vers is not None:
            # In dezelfde portie geschreven: de rij komt er meteen met haar einde.
            vers |= {"beeindigd_door": door, "versie_einde": reden}
            return
        self._einden[tabel].append(
            {"_sleutel": sleutel, "_versienr": versienr, "beeindigd_door": door, "versie_einde": reden}
        )

    def _volgend_id(self) -> int:
        if not self._ids:
            reeks = select(feit_id.next_value()).select_from(func.generate_series(1, _PORTIE_ID).alias())
            self._ids = sorted(self._conn.execute(reeks).scalars(), reverse=True)
        return self._ids.pop()


def _bijgewerkt(dossier: Dossier, weg: tuple[Feit, ...], geschreven: list[Feit]) -> Dossier:
    vervallen = {(type(f), f.id) for f in weg}
    nieuw = {(type(f), f.id): f for f in geschreven}
    for soort in {type(f) for f in (*weg, *geschreven)}:
        naam = VERZAMELING[soort]
        feiten = [
            nieuw.pop((soort, f.id), f) for f in getattr(dossier, naam) if (soort, f.id) not in vervallen
        ]
        feiten += [f for (s, _), f in list(nieuw.items()) if s is soort]
        inhoud: dict[str, Any] = {naam: tuple(feiten)}
        dossier = replace(dossier, **inhoud)
    return dossier
