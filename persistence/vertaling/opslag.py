"""Opdrachten als JSON: wat een ketenpartner zond wordt bewaard tot de run het uitvoert (R-065)."""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from isi_soap.domain.datum import Datum
from isi_soap.domain.opdrachten import PartnerOpdracht
from persistence.vertaling.ketenbericht import KLASSE

T = TypeVar("T")


def naar_json(waarde: Any) -> Any:
    """Alleen wat gevuld is: een veld dat er later bijkomt, leest in oude rijen als leeg."""
    if is_dataclass(waarde):
        delen = ((veld.name, getattr(waarde, veld.name)) for veld in fields(waarde))
        return {naam: naar_json(deel) for naam, deel in delen if deel is not None and deel != ()}
    if isinstance(waarde, tuple):
        return [naar_json(deel) for deel in waarde]
    return waarde


def uit_json(klasse: type[T], inhoud: Mapping[str, Any]) -> T:
    soorten: dict[str, Any] = _soorten(klasse)  # type: ignore[arg-type]
    return klasse(**{naam: _waarde(soorten[naam], deel) for naam, deel in inhoud.items()})


def opdracht(soort: str, inhoud: Mapping[str, Any]) -> PartnerOpdracht:
    return uit_json(KLASSE[soort], inhoud)


@cache
def _soorten(klasse: Hashable) -> dict[str, Any]:
    return get_type_hints(klasse)


def _waarde(soort: Any, deel: Any) -> Any:
    if get_origin(soort) in (types.UnionType, Union):
        (soort,) = (a for a in get_args(soort) if a is not types.NoneType)
    if get_origin(soort) is tuple:
        return tuple(_waarde(get_args(soort)[0], d) for d in deel)
    if soort is Datum:
        return Datum(deel)
    if is_dataclass(soort) and isinstance(soort, type):
        return uit_json(soort, deel)
    return deel
