"""Wie een bericht noemt: elk burgerservicenummer erin, waar het schema er een toelaat.

Voor het logboek, dat bij elk bericht weet over wie het ging. Per type een gecompileerde functie die alleen
de velden bezoekt waaronder een nummer kan staan; zoeken in bytes of boom kost twee tot vijf keer zoveel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from isi_soap.contract.model import Model, Samengesteld, Veld
from isi_soap.contract.namen import BASISSCHEMA
from isi_soap.contract.plan import compileer
from isi_soap.contract.schema import model

Noemer = Callable[[Any, list[str]], None]


def personen(*berichten: Any) -> tuple[str, ...]:
    """De personen in deze berichten, elk eenmaal en in hun volgorde."""
    gevonden: list[str] = []
    noemers = _noemers()
    for bericht in berichten:
        if (noem := noemers.get(bericht.__class__.__name__)) is not None:
            noem(bericht, gevonden)
    return tuple(dict.fromkeys(gevonden))


@cache
def _noemers() -> dict[str, Noemer]:
    return compileer_noemers(model())


def compileer_noemers(model: Model) -> dict[str, Noemer]:
    """Per type waarin een nummer kan staan een functie die ze aan een lijst toevoegt."""
    bronnen: dict[str, str] = {}

    def noemt(type_: Samengesteld) -> bool:
        if type_.naam not in bronnen:
            regels = [regel for veld in type_.velden for regel in stap(veld)]
            kop = f"def noem_{type_.naam}(x, uit):"
            bronnen[type_.naam] = "\n".join((kop, *regels, "")) if regels else ""
        return bool(bronnen[type_.naam])

    def stap(veld: Veld) -> list[str]:
        if isinstance(veld.type, Samengesteld):
            doe = f"noem_{veld.type.naam}({{}}, uit)" if noemt(veld.type) else None
        else:
            is_nummer = (veld.type.naamruimte, veld.type.naam) == (BASISSCHEMA, "Burgerservicenr")
            doe = "uit.append({})" if is_nummer else None
        if doe is None:
            return []
        if veld.herhaald:
            return [f"    for v in x.{veld.naam}: " + doe.format("v")]
        if veld.verplicht:
            return ["    " + doe.format(f"x.{veld.naam}")]
        return [f"    if (v := x.{veld.naam}) is not None: " + doe.format("v")]

    for type_ in model.samengesteld.values():
        noemt(type_)
    gemaakt = compileer("personen", "\n".join(filter(None, bronnen.values())), {})
    return {naam: gemaakt[f"noem_{naam}"] for naam, bron in bronnen.items() if bron}
