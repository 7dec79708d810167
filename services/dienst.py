"""Een dienst: operaties die een handler aanroepen, en wat er om elke handler heen hoort.

`leest` en `muteert` maken van een functie een operatie met de naam uit de WSDL. Om de handler heen komt in
deze volgorde: toegang, of de handtekening nieuw is, bij een mutatie het eerdere antwoord (precies één keer),
de handler zelf, en van een afwijking het antwoord dat erbij hoort.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Literal, Protocol

from lxml import etree

from isi_soap.contract import berichten
from isi_soap.contract.operaties import Operatie
from isi_soap.domain.meldingen import Afwijking, NietGerechtigd, NietsGevonden, SleutelGeweigerd
from isi_soap.spyne_vroeg import AnyXml, Context, ServiceBase, rpc
from persistence.handtekening import BerichtHerhaald
from persistence.toegang import bepaal_gemeente, bepaal_partij
from persistence.vertaling.meldingen import fwi

Uitkomst = Literal["OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT"]
Handler = Callable[[Any, Any, Any], Any]
Toegangsbepaling = Callable[[Any, str, Any], Any]


class OnmogelijkAntwoord(Exception):  # noqa: N818
    """Een handler gaf een antwoord dat het contract wel, maar de afspraak niet toelaat."""


class Werkeenheid(Protocol):
    """Wat een operatie van de eenheid van werk nodig heeft."""

    def maak_ongedaan(self) -> None: ...
    def is_nieuw(self) -> bool: ...
    def eerder_antwoord(self, body_hash: bytes) -> bytes | None: ...


@dataclass(slots=True)
class Uitvoering:
    """Eén bericht onderweg: wat de draad erover weet, en wat de operatie ervan zegt."""

    operatie: Operatie
    element: etree._Element
    bepaal_toegang: Toegangsbepaling
    eenheid: Any = None
    bericht: Any = None
    toegang: Any = None
    uitkomst: Uitkomst = "OK"
    codes: tuple[str, ...] = ()
    fout: BaseException | None = field(default=None, repr=False)
    antwoord: Any = None  # zodra het geschreven is; bytes als het een eerder antwoord is

    @property
    def eigen_gebruikersbeheer(self) -> bool:
        return bool(getattr(self.toegang, "eigen_gebruikersbeheer", False))


class Dienst(ServiceBase):  # type: ignore[misc]
    """Basis van elke dienst; `dienst` is de naam in het contract."""

    dienst: ClassVar[str]

    @classmethod
    def operaties(cls) -> frozenset[str]:
        return frozenset(cls.public_methods)


def leest(handler: Handler) -> Any:
    """Een operatie die niets wijzigt en dus gerust opnieuw mag lopen."""
    return _operatie(handler, eenmaal=False)


def muteert(handler: Handler) -> Any:
    """Een operatie die iets vastlegt: een herhaald bericht krijgt het eerste antwoord."""
    return _operatie(handler, eenmaal=True)


def _operatie(handler: Handler, *, eenmaal: bool) -> Any:
    def methode(ctx: Context, bericht: Any) -> Any:
        uitvoering: Uitvoering = ctx.udc
        try:
            return _voer_uit(uitvoering, handler, bericht, eenmaal)
        except SleutelGeweigerd:
            raise
        except Afwijking as afwijking:
            uitvoering.eenheid.maak_ongedaan()
            return _antwoord_op(uitvoering, afwijking)

    methode.__name__ = handler.__name__
    methode.__doc__ = handler.__doc__
    return rpc(
        AnyXml,
        _returns=AnyXml,
        _body_style="bare",
        _in_message_name=handler.__name__,
        _out_message_name=f"{handler.__name__}Response",
    )(methode)


def _voer_uit(uitvoering: Uitvoering, handler: Handler, bericht: Any, eenmaal: bool) -> Any:
    eenheid = uitvoering.eenheid
    toegang = uitvoering.toegang = uitvoering.bepaal_toegang(eenheid, uitvoering.operatie.naam, bericht)
    nieuw = eenheid.is_nieuw()
    if eenmaal:
        eerder = eenheid.eerder_antwoord(vingerafdruk(uitvoering.element))
        if eerder is not None:
            uitvoering.uitkomst = _uitkomst_van(eerder)
            return eerder
    if not nieuw:
        raise BerichtHerhaald
    antwoord = handler(eenheid, toegang, bericht)
    uitvoering.codes = toets_samenhang(antwoord)
    if antwoord.NietsGevonden:
        uitvoering.uitkomst = "NIETSGEVONDEN"
    return antwoord


def bepaal_toegang(eenheid: Any, operatie: str, bericht: Any) -> Any:
    """De kop van het bericht zegt wie vraagt; ISIKetentest heeft er geen en kent geen personen."""
    if isinstance(kop := getattr(bericht, "Kop", None), berichten.Kop):
        return bepaal_gemeente(eenheid, kop, operatie)
    if isinstance(kop := getattr(bericht, "KopKeten", None), berichten.KopKeten):
        return bepaal_partij(eenheid, kop, operatie)
    return None


def _uitkomst_van(antwoord: bytes) -> Uitkomst:
    """De uitkomst van een eerder antwoord, voor de logregel van de herhaling."""
    if b":NietGerechtigd" in antwoord:
        return "NIETGERECHTIGD"
    if b":NietsGevonden" in antwoord:
        return "NIETSGEVONDEN"
    return "GEWEIGERD" if b"<Fout>" in antwoord else "OK"


def vingerafdruk(element: etree._Element) -> bytes:
    """SHA-256 over de canonieke vorm: voorvoegsels aan de envelop en de schrijfwijze van tags tellen niet."""
    return hashlib.sha256(etree.tostring(element, method="c14n", exclusive=True)).digest()


def _antwoord_op(uitvoering: Uitvoering, afwijking: Afwijking) -> Any:
    klasse = getattr(berichten, f"{uitvoering.operatie.naam}Response")
    meldingen = fwi(afwijking.meldingen)
    uitvoering.codes = tuple(melding.code.code for melding in afwijking.meldingen)
    if isinstance(afwijking, NietsGevonden):
        uitvoering.uitkomst = "NIETSGEVONDEN"
        antwoord = klasse(NietsGevonden=True, FWI=meldingen)
    elif isinstance(afwijking, NietGerechtigd):
        uitvoering.uitkomst = "NIETGERECHTIGD"
        antwoord = klasse(NietGerechtigd=True, FWI=meldingen)
    else:
        uitvoering.uitkomst = "GEWEIGERD"
        antwoord = klasse(FWI=meldingen)
    toets_samenhang(antwoord)
    return antwoord


@cache
def _ladingen(klasse: type) -> tuple[str, ...]:
    """De velden van een antwoord die zijn resultaat zijn."""
    alternatieven = ("NietsGevonden", "NietGerechtigd", "FWI")
    return tuple(veld.name for veld in fields(klasse) if veld.name not in alternatieven)


def toets_samenhang(antwoord: Any) -> tuple[str, ...]:
    """Geef de codes van het antwoord; een leeg antwoord, of een resultaat naast een Fout, gaat niet weg."""
    meldingen = antwoord.FWI
    lading = False
    for veld in _ladingen(antwoord.__class__):
        if getattr(antwoord, veld) is not None:
            lading = True
    alternatieven = lading + bool(antwoord.NietsGevonden) + bool(antwoord.NietGerechtigd)
    if alternatieven > 1:
        raise OnmogelijkAntwoord("meer dan één van resultaat, NietsGevonden en NietGerechtigd")
    if meldingen is None:
        if not alternatieven:
            raise OnmogelijkAntwoord("een antwoord zonder inhoud")
        return ()
    if meldingen.Fout and lading:
        raise OnmogelijkAntwoord("een resultaat naast een Fout")
    if not alternatieven and not meldingen.Fout:
        raise OnmogelijkAntwoord("alleen waarschuwingen of informatie, zonder resultaat")
    return tuple(m.Code for m in (*meldingen.Fout, *meldingen.Waarschuwing, *meldingen.Informatie))
