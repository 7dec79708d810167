"""Voorbeeldberichten, uit het schema gemaakt en steeds gelijk: voor de tests, het zipbestand en de client.

Per operatie een verzoek en een antwoord in drie maten, de andere antwoorden (NietsGevonden, NietGerechtigd,
weigering), en van elke soort fout een verzoek met het pad waarop die gemeld hoort te worden.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from lxml import etree

from isi_soap.contract import berichten, voorbeeldfouten
from isi_soap.contract.codec import codec
from isi_soap.contract.model import Groep, Samengesteld, Veld
from isi_soap.contract.namen import FWI_ELEMENT, NIET_GERECHTIGD, NIETS_GEVONDEN
from isi_soap.contract.operaties import Operatie
from isi_soap.contract.schema import model
from isi_soap.contract.voorbeeldwaarden import Wijze, waarde


@dataclass(frozen=True, slots=True, kw_only=True)
class Voorbeeld:
    """Eén bericht (het element in de Body), met wat het laat zien."""

    naam: str  # verzoek-minimaal, antwoord-weigering, fout-elfproef
    operatie: Operatie
    xml: bytes
    uitleg: str
    pad: str | None = None  # waar de fout gemeld wordt; None bij een geldig bericht

    @property
    def geldig(self) -> bool:
        return self.pad is None

    @property
    def element(self) -> etree._Element:
        """Het bericht opnieuw gelezen: wie het verandert, verandert niets van het voorbeeld."""
        return etree.fromstring(self.xml)

    def opgemaakt(self) -> str:
        """Ingesprongen, om te lezen."""
        element = self.element
        etree.indent(element, "  ")
        return etree.tostring(element, encoding="unicode") + "\n"


@cache
def voorbeelden(operatie: Operatie) -> tuple[Voorbeeld, ...]:
    """De geldige verzoeken en antwoorden van een operatie."""
    return (*_verzoeken(operatie), *_antwoorden(operatie))


@cache
def foute_voorbeelden(operatie: Operatie) -> tuple[Voorbeeld, ...]:
    """Van elke soort fout die in het verzoek kan voorkomen één voorbeeld."""
    goed = voorbeeld(operatie, "verzoek-midden")
    return tuple(
        Voorbeeld(naam=f"fout-{fout.naam}", operatie=operatie, xml=fout.xml, uitleg=fout.uitleg, pad=fout.pad)
        for fout in voorbeeldfouten.fouten(goed.xml)
    )


def voorbeeld(operatie: Operatie, naam: str) -> Voorbeeld:
    """Het geldige voorbeeld met deze naam."""
    return next(v for v in voorbeelden(operatie) if v.naam == naam)


# Alleen bij een uitbesteding geldig: met dit element zou het leesbare voorbeeld nergens werken.
_UITBESTEED = "CdGemeenteNamens"

_UITLEG: dict[Wijze, str] = {
    "minimaal": "alleen wat verplicht is",
    "midden": "alles wat kan, eenmaal; zonder uitbesteding",
    "maximaal": "alles wat kan, herhaalbaar tweemaal, op de grootste lengte",
}


def _verzoeken(operatie: Operatie) -> Iterator[Voorbeeld]:
    type_ = model().elementen[operatie.verzoek].type
    for wijze in get_args(Wijze):
        xml = codec(operatie.verzoek).encode(bouw(type_, wijze))
        yield Voorbeeld(naam=f"verzoek-{wijze}", operatie=operatie, xml=xml, uitleg=_UITLEG[wijze])


def _antwoorden(operatie: Operatie) -> Iterator[Voorbeeld]:
    """De antwoorden die voorkomen: nooit leeg, nooit een gegeven naast een Fout."""
    type_ = model().elementen[operatie.antwoord].type
    melding = {soort: _fwi(soort) for soort in ("Fout", "Waarschuwing", "Informatie")}

    def antwoord(naam: str, uitleg: str, **velden: Any) -> Voorbeeld:
        xml = codec(operatie.antwoord).encode(getattr(berichten, type_.naam)(**velden))
        return Voorbeeld(naam=f"antwoord-{naam}", operatie=operatie, xml=xml, uitleg=uitleg)

    tags = {veld.tag for veld in type_.velden}
    gegevens = [v for v in type_.velden if v.tag not in (FWI_ELEMENT, NIETS_GEVONDEN, NIET_GERECHTIGD)]
    for wijze in get_args(Wijze):
        inhoud = {veld.naam: _veldwaarde(veld, wijze) for veld in gegevens}
        fwi = {} if wijze == "minimaal" else {"FWI": melding["Waarschuwing"]}
        yield antwoord(wijze, _UITLEG[wijze], **inhoud, **fwi)
    if NIETS_GEVONDEN in tags:
        uitleg = "niets te geven: onbekend, of niet van deze gemeente"
        yield antwoord("niets-gevonden", uitleg, NietsGevonden=True, FWI=melding["Informatie"])
    if NIET_GERECHTIGD in tags:
        uitleg = "de aanvrager mag dit niet; FWI zegt wat ontbreekt"
        yield antwoord("niet-gerechtigd", uitleg, NietGerechtigd=True, FWI=melding["Fout"])
    yield antwoord("weigering", "geweigerd; er is niets gewijzigd", FWI=melding["Fout"])


def _fwi(soort: str) -> Any:
    melding = bouw(model().samengesteld["Melding"], "midden")
    return berichten.FWI(**{soort: (melding,)})


def bouw(type_: Samengesteld, wijze: Wijze) -> Any:
    """Een waarde van dit type; van een keuze de eerste tak."""
    klasse = getattr(berichten, type_.naam)
    return klasse(**{veld.naam: _veldwaarde(veld, wijze) for veld in _gekozen(type_.inhoud, wijze)})


def _gekozen(groep: Groep, wijze: Wijze) -> Iterator[Veld]:
    delen = groep.delen
    if groep.soort == "keuze" and (groep.max == 1 or wijze == "minimaal"):
        if groep.min == 0 and wijze == "minimaal":
            return
        delen = groep.delen[:1]
    elif groep.min == 0 and wijze == "minimaal":
        return
    for deel in delen:
        if isinstance(deel, Groep):
            yield from _gekozen(deel, wijze)
        elif deel.min > 0 or wijze == "maximaal" or (wijze == "midden" and deel.naam != _UITBESTEED):
            yield deel


def _veldwaarde(veld: Veld, wijze: Wijze) -> Any:
    def een() -> Any:
        if isinstance(veld.type, Samengesteld):
            return True if veld.type.leeg else bouw(veld.type, wijze)
        return waarde(veld, veld.type, wijze)

    if not veld.herhaald:
        return een()
    return tuple(een() for _ in range(max(veld.min, 2 if wijze == "maximaal" else 1)))
