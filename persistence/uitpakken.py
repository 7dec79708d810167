"""Rijen uit de database tot een dossier uitpakken.

Een rij komt als JSON-lijst op vaste plaats; het uitpakken kost minder dan de resultaten van de driver, en
alleen wat JSON niet kent wordt omgezet.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Bron, Dossier, Feit, Herkomst, Persoon, Stap
from persistence.tabellen import FEITEN

# Een feit als lijst: wie schreef, wie beëindigde, waarom, en dan zijn velden.
Rij = list[Any]


class Herkomsten:
    """Wie schreef en wie beëindigde; één bericht of lading schreef vaak meer, en wordt één keer uitgepakt."""

    def __init__(self) -> None:
        self._bronnen: dict[str, Bron] = {}
        self._geldend: dict[str, Herkomst] = {}

    def van(self, geschreven: Rij, beeindigd: Rij | None, reden: str | None) -> Herkomst:
        if beeindigd is not None:
            return Herkomst(
                geschreven=self._bron(geschreven), beeindigd=self._bron(beeindigd), reden_einde=reden
            )
        herkomst = self._geldend.get(geschreven[0])
        if herkomst is None:
            herkomst = self._geldend[geschreven[0]] = Herkomst(geschreven=self._bron(geschreven))
        return herkomst

    def _bron(self, rij: Rij) -> Bron:
        bron = self._bronnen.get(rij[0])
        if bron is None:
            bron = self._bronnen[rij[0]] = Bron(
                id=UUID(rij[0]),
                soort=rij[1],
                tijdstip=datetime.fromisoformat(rij[2]),
                partij=rij[3],
                gemeente=rij[4],
            )
        return bron


def pak_dossier_uit(persoon: Rij, feiten: Mapping[str, Iterable[Rij]], herkomsten: Herkomsten) -> Dossier:
    """Het dossier van één persoon; `feiten` per verzameling, elk al op volgorde."""
    inhoud: dict[str, Any] = {}
    historie: list[Feit] = []
    for naam, rijen in feiten.items():
        inhoud[naam], oud = pak_feiten_uit(naam, rijen, herkomsten)
        historie += oud
    return Dossier(persoon=_MAAK_PERSOON(persoon), historie=tuple(historie), **inhoud)


def pak_feiten_uit(
    naam: str, rijen: Iterable[Rij], herkomsten: Herkomsten
) -> tuple[tuple[Feit, ...], list[Feit]]:
    """Wat geldt, en wat beëindigd is."""
    maak = _MAKERS[naam]
    geldend: list[Feit] = []
    oud: list[Feit] = []
    for geschreven, beeindigd, reden, *rij in rijen:
        feit = maak(rij, herkomsten.van(geschreven, beeindigd, reden))
        (geldend if beeindigd is None else oud).append(feit)
    return tuple(geldend), oud


def _maker(klasse: Any) -> Callable[..., Any]:
    """Hoe een lijst waarden een `klasse` wordt; alleen wat JSON niet kent, wordt omgezet."""
    soorten = get_type_hints(klasse)
    namen = [veld.name for veld in fields(klasse) if veld.name != "herkomst"]
    omzetten = [
        (plek, om) for plek, naam in enumerate(namen) if (om := _omzetting(soorten[naam])) is not None
    ]

    def maak(waarden: Rij, herkomst: Herkomst | None = None) -> Any:
        for plek, om in omzetten:
            if (waarde := waarden[plek]) is not None:
                waarden[plek] = om(waarde)
        inhoud = dict(zip(namen, waarden, strict=True))
        return klasse(**inhoud) if herkomst is None else klasse(**inhoud, herkomst=herkomst)

    return maak


def _omzetting(soort: Any) -> Callable[[Any], Any] | None:
    if get_origin(soort) in (types.UnionType, Union):
        (soort,) = (a for a in get_args(soort) if a is not types.NoneType)
    if get_origin(soort) is tuple:
        return _stappen if get_args(soort)[0] is Stap else tuple
    if soort is Datum:
        return Datum
    if soort is date:
        return date.fromisoformat
    return None


def _stappen(rijen: list[dict[str, str | None]]) -> tuple[Stap, ...]:
    return tuple(
        Stap(
            status=str(rij["status"]),
            datum=date.fromisoformat(str(rij["datum"])),
            toelichting=rij["toelichting"],
        )
        for rij in rijen
    )


_MAAK_PERSOON = _maker(Persoon)
_MAKERS = {naam: _maker(klasse) for naam, (klasse, _) in FEITEN.items()}
