"""Eén persoon zoals de tabellen hem bewaren: elke uitkomst wordt versies, en niets wordt overschreven.

Wat de regels opleveren moet hier te schrijven zijn: wat wijzigt of eindigt bestaat en geldt, een zakelijke
sleutel komt maar één keer voor, en elke versie weet wie haar schreef en wie haar beëindigde (R-006).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Index

from isi_soap.domain.model import Bron, Dossier, Feit, Herkomst, Mutatieverzoek, Persoon
from isi_soap.domain.toepassen import NEDERLAND, VERZAMELING
from isi_soap.domain.uitkomst import Uitkomst
from persistence.dossier import VOLGORDE
from persistence.tabellen import TABEL
from persistence.tabellen.basis import GELDEND


def bron(volgnr: int, dag: date, soort: str, partij: str, gemeente: str | None) -> Bron:
    tijdstip = datetime.combine(dag, time(12), NEDERLAND)
    return Bron(id=UUID(int=volgnr + 1), soort=soort, tijdstip=tijdstip, partij=partij, gemeente=gemeente)


@dataclass
class Administratie:
    personen: list[tuple[Persoon, Bron]] = field(default_factory=list)
    versies: dict[tuple[type[Feit], int], list[Feit]] = field(default_factory=dict)

    @property
    def dossier(self) -> Dossier | None:
        if not self.personen:
            return None
        inhoud: dict[str, Any] = {
            naam: tuple(sorted(self.geldend(soort), key=_volgorde)) for soort, naam in VERZAMELING.items()
        }
        return Dossier(persoon=self.personen[-1][0], **inhoud)

    @property
    def mutatieverzoeken(self) -> tuple[Mutatieverzoek, ...]:
        """Die zijn er ook van wie nog niet in ISI staat."""
        return tuple(f for f in self.geldend(Mutatieverzoek) if isinstance(f, Mutatieverzoek))

    def geldend(self, soort: type[Feit]) -> Iterator[Feit]:
        for (van, _), versies in self.versies.items():
            if van is soort and not _beeindigd(versies[-1]):
                yield versies[-1]

    def schrijf(self, uitkomst: Uitkomst, door: Bron) -> None:
        if uitkomst.persoon is not None:
            versienr = self.personen[-1][0].versienr if self.personen else 0
            assert not self.personen or uitkomst.persoon.versienr == versienr
            self.personen.append((replace(uitkomst.persoon, versienr=versienr + 1), door))
        for reden, feiten in (
            ("GEWIJZIGD", uitkomst.gewijzigd),
            ("VERWIJDERD", uitkomst.verwijderd),
            ("BEEINDIGD", uitkomst.beeindigd),
        ):
            for feit in feiten:
                self._beeindig(feit, door, reden)
        herkomst = Herkomst(geschreven=door)
        for feit in uitkomst.gewijzigd:
            volgende = replace(feit, versienr=feit.versienr + 1, herkomst=herkomst)
            self.versies[type(feit), feit.id].append(volgende)
        for feit in uitkomst.nieuw:
            assert feit.id == 0
            id_ = len(self.versies) + 1
            self.versies[type(feit), id_] = [replace(feit, id=id_, versienr=1, herkomst=herkomst)]

    def _beeindig(self, feit: Feit, door: Bron, reden: str) -> None:
        laatste = self.versies[type(feit), feit.id][-1]
        assert laatste.versienr == feit.versienr
        assert laatste.herkomst is not None
        assert not _beeindigd(laatste)
        einde = replace(laatste.herkomst, beeindigd=door, reden_einde=reden)
        self.versies[type(feit), feit.id][-1] = replace(laatste, herkomst=einde)

    def klopt(self) -> None:
        """Versies sluiten op elkaar aan, en elke versie heeft haar herkomst."""
        assert [p.versienr for p, _ in self.personen] == list(range(1, len(self.personen) + 1))
        for versies in self.versies.values():
            assert [v.versienr for v in versies] == list(range(1, len(versies) + 1))
            for nu, volgende in pairwise(versies):
                assert nu.herkomst is not None
                assert volgende.herkomst is not None
                assert nu.herkomst.beeindigd == volgende.herkomst.geschreven
                assert nu.herkomst.reden_einde == "GEWIJZIGD"
        for soort in VERZAMELING:
            for kolommen, leeg in _SLEUTELS[soort]:
                telt = [f for f in self.geldend(soort) if leeg is None or getattr(f, leeg) is None]
                waarden = Counter(tuple(getattr(f, k) for k in kolommen) for f in telt)
                assert set(waarden.values()) <= {1}, (soort.__name__, kolommen)


def _beeindigd(feit: Feit) -> bool:
    return feit.herkomst is not None and feit.herkomst.beeindigd is not None


def _volgorde(feit: Feit) -> tuple[date, int]:
    """Zoals `persistence.dossier` leest: de tijd, dan de volgorde van registreren."""
    kolom = VOLGORDE.get(VERZAMELING[type(feit)])
    return (getattr(feit, kolom) if kolom else date.min, feit.id)


def _sleutels_van(soort: type[Feit]) -> list[tuple[list[str], str | None]]:
    """Wat de tabel uniek houdt over haar geldende rijen, of over die waarvan een kolom leeg is."""
    uit = []
    for index in TABEL[soort].indexes:
        waar = re.fullmatch(rf"{GELDEND}(?: AND (\w+) IS NULL)?", str(_voorwaarde(index)))
        if index.unique and waar and "id" not in index.columns:
            # Alles hier gaat over dezelfde persoon.
            uit.append(([kolom.name for kolom in index.columns if kolom.name != "bsn"], waar[1]))
    return uit


def _voorwaarde(index: Index) -> object:
    return index.dialect_options["postgresql"]["where"]


_SLEUTELS = {soort: _sleutels_van(soort) for soort in VERZAMELING}
