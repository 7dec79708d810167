"""Dossiers van veel personen tegelijk, voor runs en lijsten.

Eén opdracht leest per tabel de rijen van de hele portie, over één stand; dat kost de server nog geen derde
van een deelvraag per persoon en per soort. Wie ze schreef komt erna, in één opdracht: een bron verandert
nooit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, TextClause, text

from isi_soap.domain.model import Dossier, Persoon
from persistence.dossier import BRON, VOLGORDE
from persistence.tabellen import FEITEN
from persistence.uitpakken import Herkomsten, Rij, pak_dossier_uit

_PERSOON = "persoon"
_BRONNEN = text(
    f"SELECT {BRON.format(o='o')}::text FROM oorsprong o WHERE o.id = ANY(CAST(:ids AS uuid[]))"  # noqa: S608
)


def lees_dossiers(conn: Connection, bsns: Sequence[str]) -> Iterator[Dossier]:
    """De dossiers van wie in ISI staat, op volgorde van BSN; in porties van hooguit duizend."""
    personen: dict[str, Rij] = {}
    feiten: dict[str, dict[str, list[Rij]]] = defaultdict(dict)
    for naam, bsn, inhoud in conn.execute(_vraag(), {"bsns": list(bsns)}):
        rij = orjson.loads(inhoud)
        if naam == _PERSOON:
            personen[bsn] = rij
        else:
            feiten[bsn].setdefault(naam, []).append(rij)
    _met_bronnen(conn, feiten)
    herkomsten = Herkomsten()
    for bsn in sorted(personen):
        yield pak_dossier_uit(personen[bsn], feiten.get(bsn, {}), herkomsten)


def _met_bronnen(conn: Connection, feiten: dict[str, dict[str, list[Rij]]]) -> None:
    """Vul achter elk feit in wie het schreef, en zet de feiten op volgorde."""
    alle = [(naam, rijen) for van_persoon in feiten.values() for naam, rijen in van_persoon.items()]
    ids = {rij[0] for _, rijen in alle for rij in rijen}
    bronnen = {}
    for inhoud in conn.execute(_BRONNEN, {"ids": list(ids)}).scalars() if ids else ():
        bron = orjson.loads(inhoud)
        bronnen[bron[0]] = bron
    for naam, rijen in alle:
        for rij in rijen:
            rij[0] = bronnen[rij[0]]
        if len(rijen) > 1:
            rijen.sort(key=_SLEUTEL[naam])


@cache
def _vraag() -> TextClause:
    delen = [_deel(_PERSOON, _PERSOON, ", ".join(f"t.{veld.name}" for veld in fields(Persoon)))]
    for naam, (klasse, tabel) in FEITEN.items():
        velden = ", ".join(f"t.{veld}" for veld in _velden(klasse))
        delen.append(_deel(naam, tabel.name, f"t.geschreven_door, NULL, NULL, {velden}"))
    return text(" UNION ALL ".join(delen))


def _deel(naam: str, tabel: str, velden: str) -> str:
    return (
        f"SELECT '{naam}', t.bsn, json_build_array({velden})::text FROM {tabel} t"  # noqa: S608
        " WHERE t.bsn = ANY(CAST(:bsns AS text[])) AND t.beeindigd_door IS NULL"
    )


def _velden(klasse: Any) -> list[str]:
    return [veld.name for veld in fields(klasse) if veld.name != "herkomst"]


def _sleutel(naam: str) -> itemgetter[Any]:
    """Dezelfde volgorde als in `dossier`: de tijd, dan de volgorde van registreren."""
    klasse, _ = FEITEN[naam]
    velden = _velden(klasse)
    kolommen = [VOLGORDE[naam]] if naam in VOLGORDE else []
    return itemgetter(*(3 + velden.index(kolom) for kolom in (*kolommen, "id", "versienr")))


_SLEUTEL = {naam: _sleutel(naam) for naam in FEITEN}
