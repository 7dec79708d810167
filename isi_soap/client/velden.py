"""Van het type van een bericht naar opties op de opdrachtregel, en van opties terug naar een bericht."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from isi_soap.client.documentatie import Documentatie

# Korte namen voor wat elk bericht heeft; de rest heet naar het laatste deel van zijn pad.
_KORT = {
    "Kop.Applicatiesleutel": "sleutel",
    "Kop.CdGemeente": "gemeente",
    "Kop.CdGemeenteNamens": "namens",
    "Kop.Gebruiker": "gebruiker",
    "KopKeten.CdPartij": "partij",
    "ClientSuwi.Burgerservicenr": "bsn",
    "Burgerservicenr": "bsn",
}


class OngeldigeOptie(Exception):  # noqa: N818 - een vergissing van de gebruiker
    """Een waarde die geen bericht kan worden."""


@dataclass(frozen=True, slots=True)
class Stap:
    """Een niveau van een pad: de naam, en of het element mag herhalen."""

    naam: str
    meervoud: bool


@dataclass(frozen=True, slots=True)
class Veld:
    """Een blad van een bericht."""

    stappen: tuple[Stap, ...]
    soort: str  # naam van het enkelvoudige type, bijvoorbeeld Datum
    verplicht: bool  # het veld en al zijn ouders zijn verplicht
    optie: str
    uitleg: str
    codes: tuple[str, ...]

    @property
    def pad(self) -> str:
        return ".".join(stap.naam for stap in self.stappen)

    @property
    def meervoud(self) -> bool:
        return any(stap.meervoud for stap in self.stappen)


def velden(berichttype: Any, documentatie: Documentatie) -> tuple[Veld, ...]:
    """Alle bladen van een bericht, in de volgorde van het schema."""
    ruw = list(_bladen(berichttype, (), True, documentatie))
    hoe_vaak = Counter(_kebab(stappen[-1].naam) for stappen, *_ in ruw)
    bezet: set[str] = set()
    uit = []
    for stappen, soort, verplicht, uitleg in ruw:
        namen = [_kebab(stap.naam) for stap in stappen]
        optie = _KORT.get(".".join(stap.naam for stap in stappen), namen[-1])
        if optie == namen[-1] and hoe_vaak[optie] > 1:
            optie = ".".join(namen[-2:])
        if optie in bezet:
            optie = ".".join(namen)
        bezet.add(optie)
        codes = () if soort == "StdIndJN" else documentatie.codes.get(soort, ())
        uit.append(Veld(stappen, soort, verplicht, optie, uitleg, codes))
    return tuple(uit)


def _bladen(berichttype: Any, ouders: tuple[Stap, ...], verplicht: bool, documentatie: Documentatie) -> Any:
    for naam, element in berichttype.elements:
        stappen = (*ouders, Stap(naam, element.accepts_multiple))
        ook_verplicht = verplicht and element.min_occurs > 0
        if hasattr(element.type, "elements"):
            yield from _bladen(element.type, stappen, ook_verplicht, documentatie)
        else:
            uitleg = documentatie.uitleg(berichttype.name, naam)
            yield stappen, element.type.name, ook_verplicht, uitleg


def _kebab(naam: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", naam).lower()


def bericht(gegeven: Mapping[Veld, Sequence[str]]) -> dict[str, Any]:
    """Een bericht uit de ingevulde velden; de n-de waarde van een optie hoort bij de n-de herhaling."""
    uit: dict[str, Any] = {}
    for veld, waarden in gegeven.items():
        if len(waarden) > 1 and not veld.meervoud:
            raise OngeldigeOptie(f"--{veld.optie} mag maar één keer")
        if veld.stappen[-1].meervoud:
            _zet(uit, veld.stappen, 0, [lees_waarde(veld, w) for w in waarden])
            continue
        for nummer, waarde in enumerate(waarden):
            _zet(uit, veld.stappen, nummer, lees_waarde(veld, waarde))
    return uit


def _zet(doel: dict[str, Any], stappen: tuple[Stap, ...], nummer: int, waarde: Any) -> None:
    stap, *rest = stappen
    if not rest:
        doel[stap.naam] = waarde
        return
    if stap.meervoud:
        lijst = doel.setdefault(stap.naam, [])
        while len(lijst) <= nummer:
            lijst.append({})
        _zet(lijst[nummer], tuple(rest), nummer, waarde)
    else:
        _zet(doel.setdefault(stap.naam, {}), tuple(rest), nummer, waarde)


def lees_waarde(veld: Veld, tekst: str) -> str:
    """Ja en nee, gewone datums en tijden mogen; al het andere gaat ongewijzigd door naar de dienst."""
    if veld.soort == "StdIndJN":
        return {"ja": "1", "j": "1", "nee": "2", "n": "2"}.get(tekst.lower(), tekst)
    if veld.soort == "Datum" and "-" in tekst:
        return _datum(veld, tekst)
    if veld.soort == "DatumTijdstip" and "-" in tekst:
        return _tijdstip(veld, tekst)
    return tekst


def _datum(veld: Veld, tekst: str) -> str:
    """2012-06-01; de dienst zelf oordeelt over datums van acht cijfers."""
    try:
        return date.fromisoformat(tekst).strftime("%Y%m%d")
    except ValueError as fout:
        raise OngeldigeOptie(f"--{veld.optie}: geen datum als 2012-06-01 of 20120601") from fout


def _tijdstip(veld: Veld, tekst: str) -> str:
    try:
        tijd = datetime.fromisoformat(tekst)
    except ValueError as fout:
        raise OngeldigeOptie(f"--{veld.optie}: geen tijdstip als 2012-06-01T04:00") from fout
    utc = tijd.astimezone(UTC) if tijd.tzinfo else tijd
    return utc.strftime("%Y%m%d%H%M%S") + f"{utc.microsecond // 10000:02d}"
