"""Van XML naar bericht en terug: per berichtelement een plan dat eenmaal uit het schema is gecompileerd.

`decode` neemt een element dat lxml heeft goedgekeurd; commentaar ertussen of erin stoort niet. `encode`
schrijft de tekst rechtstreeks: het antwoord wordt daarna eenmaal door lxml gelezen en getoetst.

Eén afspraak over volgorde: fwi:FWI mag Fout, Waarschuwing en Informatie door elkaar bevatten. Gelezen worden
het drie tuples, geschreven komen ze in die volgorde, zoals deze dienst ze altijd stuurt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from lxml import etree

from isi_soap.contract import berichten, leesplan, schrijfplan
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.model import Berichtelement, Model
from isi_soap.contract.schema import model


class NietTeSchrijven(ContractFout):
    """Een waarde past niet in haar veld; de tekst noemt het veld, nooit de waarde."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """Leest en schrijft één berichtelement."""

    naam: str  # {naamruimte}naam
    klasse: type
    decode: Callable[[etree._Element], Any]
    _schrijf: Callable[[Any], str]

    def encode(self, bericht: Any) -> bytes:
        """Het element in UTF-8, met zijn naamruimten erin verklaard, zonder XML-declaratie."""
        if bericht.__class__ is not self.klasse:
            raise NietTeSchrijven(
                f"{self.naam}: verwacht {self.klasse.__name__}, kreeg {type(bericht).__name__}"
            )
        try:
            return self._schrijf(bericht).encode()
        except (AttributeError, TypeError, ValueError) as fout:
            plaats = _eerste_fout(bericht, self.klasse.__name__) or self.klasse.__name__
            # Zonder oorzaak: de tekst van een ValueError kan een gegeven bevatten.
            raise NietTeSchrijven(f"{plaats}: geen geldige waarde ({type(fout).__name__})") from None


def maak_codecs(model: Model, klassen: Mapping[str, type]) -> dict[str, Codec]:
    """Een codec per berichtelement, op {naamruimte}naam."""
    lezers = leesplan.compileer_lezers(model, klassen)
    schrijvers = schrijfplan.compileer_schrijvers(model)

    def maak(element: Berichtelement) -> Codec:
        return Codec(
            naam=element.tag,
            klasse=klassen[element.type.naam],
            decode=lezers[element.type.naam],
            _schrijf=schrijfplan.wortel(element, schrijvers[element.type.naam]),
        )

    return {tag: maak(element) for tag, element in model.elementen.items()}


@cache
def codecs() -> Mapping[str, Codec]:
    """Alle codecs van het contract."""
    return maak_codecs(model(), {naam: getattr(berichten, naam) for naam in model().samengesteld})


@cache
def codec(naam: str) -> Codec:
    """De codec van een berichtelement, met ({naamruimte}naam) of zonder naamruimte."""
    return codecs()[model().element(naam).tag]


def _eerste_fout(bericht: Any, pad: str) -> str | None:
    """Het pad van het eerste veld dat niet te schrijven is; alleen gezocht als schrijven mislukte."""
    type_ = model().samengesteld[type(bericht).__name__]
    for veld, gegeven in zip(type_.velden, fields(bericht), strict=True):
        hier, waarde = f"{pad}/{veld.naam}", getattr(bericht, gegeven.name)
        if waarde is None and not veld.verplicht:
            continue
        for deel in waarde if veld.herhaald and isinstance(waarde, tuple) else (waarde,):
            if is_dataclass(deel) and type(deel).__name__ in model().samengesteld:
                if gevonden := _eerste_fout(deel, hier):
                    return gevonden
            elif not schrijfplan.te_schrijven(veld, deel):
                return hier
    return None
