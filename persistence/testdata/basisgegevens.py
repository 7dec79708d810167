"""De naslag van de testset als COPY-regels: gemeenten, partijen, sleutels, gebruikers, uitbesteding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from datetime import date
from typing import Any

from isi_soap.domain.toegang import Gemeente, Uitbesteding
from persistence.testdata.aansluitingen import (
    ACCOUNTS,
    LEVERANCIERS,
    MANDATEN,
    PARTIJEN,
    gemeente_oin,
    sleutels,
)
from persistence.testdata.gemeenten import gemeenten
from persistence.testdata.kopie import regel
from persistence.toegang import sleutel_hash

_ACCOUNT = (
    *("naam", "rollen", "geblokkeerd_op", "verloopt_op"),
    *("beheerder", "wachtwoord_hash", "wachtwoord_sinds"),
)

# Per tabel de kolommen en de rijen, in de volgorde van de verwijzingen.
Naslag = tuple[str, tuple[str, ...], bytes]


def naslag() -> Iterator[Naslag]:
    # Wie ophield komt na haar opvolger: de verwijzing wordt aan het einde van de opdracht beoordeeld.
    yield _tabel("gemeente", _kolommen(Gemeente), (astuple(g) for g in gemeenten().values()))
    yield _tabel("partij", ("code", "naam", "oin"), (astuple(p) for p in PARTIJEN))
    yield _tabel(
        "applicatiesleutel",
        (
            "sleutel_hash",
            "oin",
            "gemeente",
            "pakket",
            "rollen",
            "eigen_gebruikersbeheer",
            "ingang",
            "ingetrokken_op",
        ),
        (
            (
                sleutel_hash(s.waarde),
                s.oin,
                s.gemeente,
                s.pakket,
                s.rollen,
                s.eigen_gebruikersbeheer,
                s.ingang,
                s.ingetrokken_op,
            )
            for s in sleutels()
        ),
    )
    yield _tabel(
        "mandaat",
        ("ondertekenaar", "naam", "afnemer", "ingang"),
        ((le.oin, le.naam, gemeente_oin(g), date(2007, 1, 1)) for le in LEVERANCIERS for g in le.gemeenten),
    )
    yield _tabel(
        "gebruiker",
        ("gemeente", *_ACCOUNT),
        ((g, *(getattr(a, veld) for veld in _ACCOUNT)) for g in gemeenten() for a in ACCOUNTS),
    )
    yield _tabel("uitbesteding", _kolommen(Uitbesteding), (astuple(m.uitbesteding) for m in MANDATEN))


def _kolommen(klasse: type) -> tuple[str, ...]:
    return tuple(veld.name for veld in fields(klasse))


def _tabel(naam: str, kolommen: tuple[str, ...], rijen: Iterable[tuple[Any, ...]]) -> Naslag:
    return naam, kolommen, "".join(regel(rij) for rij in rijen).encode()
