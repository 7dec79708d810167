"""Controles op de inhoud die XSD niet kan: elfproef, kalender, codelijsten, tekens in tekst (§1.7).

Per type een gecompileerd ja of nee over het gelezen bericht; pas bij nee wordt gezocht waar het zit. Beide
wegen gebruiken dezelfde regels, per enkelvoudig type uit het schema afgeleid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from isi_soap.contract.bevinding import HOOGSTENS, Bevinding, opsomming
from isi_soap.contract.model import Enkelvoudig, Model, Samengesteld, Veld
from isi_soap.contract.namen import BASISSCHEMA
from isi_soap.contract.plan import compileer
from isi_soap.contract.schema import model
from isi_soap.domain.bsn import elfproef
from isi_soap.domain.datum import Datum

# SuwiML kent geen maximum bij herhaling; wie er meer stuurt, stuurt geen vraag of registratie meer.
HOOGSTENS_HERHAALD: Final = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """Eén eis aan een waarde."""

    klopt: Callable[[str], bool]
    verwacht: str


def controleer_inhoud(bericht: Any) -> list[Bevinding]:
    """De bevindingen over een gelezen, door het schema goedgekeurd bericht; leeg als alles klopt."""
    naam = bericht.__class__.__name__
    toets = _toetsen().get(naam)
    if toets is None or toets(bericht):
        return []
    bevindingen = []
    for bevinding in _zoek(bericht, model().samengesteld[naam], naam):
        bevindingen.append(bevinding)
        if len(bevindingen) == HOOGSTENS:
            break
    return bevindingen


@lru_cache(maxsize=8192)
def datum_bestaat(datum: str) -> bool:
    """Of de bekende delen op de kalender staan; van een tijdstip telt alleen de datum."""
    return Datum(datum[:8]).bestaat


# Stuurtekens, richtingtekens (die tekst anders tonen dan zij is), onzichtbare tekens (die twee gelijke namen
# verschillend maken), regelscheiders van Unicode en losse BOM's. U+200C en U+200D horen bij gewoon schrift.
_ONGEWENST = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def leesbaar(tekst: str) -> bool:
    """Of tekst alleen tekens bevat die zij toont; tab en regelovergang mogen."""
    return tekst.isprintable() or not _ONGEWENST.search(tekst)


def ascii_cijfers(tekst: str) -> bool:
    return tekst.isascii() or not any(teken.isdigit() and not teken.isascii() for teken in tekst)


def regels(type_: Enkelvoudig) -> tuple[Regel, ...]:
    """De eisen aan waarden van dit type, naast het schema."""
    gevonden = []
    if type_.naam == "Burgerservicenr" and type_.naamruimte == BASISSCHEMA:
        gevonden.append(Regel(klopt=elfproef, verwacht="een burgerservicenummer dat aan de elfproef voldoet"))
    if type_.soort in ("datum", "tijdstip"):
        gevonden.append(Regel(klopt=datum_bestaat, verwacht="een dag die op de kalender staat (JJJJMMDD)"))
    if type_.soort == "tekst":
        if any(r"\d" in patroon for patroon in type_.patronen):
            gevonden.append(Regel(klopt=ascii_cijfers, verwacht="de cijfers 0 tot en met 9"))
        if type_.codes:
            bekend = [code.waarde for code in type_.codes]
            verwacht = f"een bekende code van {type_.naam}: {opsomming(bekend)}"
            gevonden.append(Regel(klopt=frozenset(bekend).__contains__, verwacht=verwacht))
        elif not type_.patronen or any(map(_open, type_.patronen)):
            gevonden.append(Regel(klopt=leesbaar, verwacht="tekst zonder stuurtekens en richtingtekens"))
    return tuple(gevonden)


def _open(patroon: str) -> bool:
    """Of een patroon meer toelaat dan de tekens die het noemt: een punt, [^…] of een klasse als \\w."""
    zonder_opsommingen = re.sub(r"\[(?!\^)(\\.|[^\]\\])*\]", "", patroon)
    return bool(
        re.search(r"\[\^|\\[dDsSwWpPiIcC]|(?<!\\)\.", zonder_opsommingen + "".join(_klassen(patroon)))
    )


def _klassen(patroon: str) -> list[str]:
    """De klassen (\\w, \\p) binnen opsommingen; een punt daarbinnen is een gewone punt."""
    return re.findall(r"\\[dDsSwWpPiIcC]", patroon)


def _zoek(bericht: Any, type_: Samengesteld, pad: str) -> Iterator[Bevinding]:
    for veld in type_.velden:
        waarde = getattr(bericht, veld.naam)
        if waarde is None:
            continue
        delen = waarde if veld.herhaald else (waarde,)
        if len(delen) > HOOGSTENS_HERHAALD:
            yield Bevinding(
                pad=f"{pad}/{veld.naam}", verwacht=f"hoogstens {HOOGSTENS_HERHAALD} keer dit element"
            )
            continue
        for nr, deel in enumerate(delen, 1):
            hier = f"{pad}/{veld.naam}[{nr}]" if len(delen) > 1 else f"{pad}/{veld.naam}"
            if isinstance(veld.type, Samengesteld):
                if not veld.type.leeg:
                    yield from _zoek(deel, veld.type, hier)
            else:
                for regel in regels(veld.type):
                    if not regel.klopt(deel):
                        yield Bevinding(pad=hier, verwacht=regel.verwacht)


@cache
def _toetsen() -> dict[str, Callable[[Any], bool]]:
    return compileer_toetsen(model())


def compileer_toetsen(model: Model) -> dict[str, Callable[[Any], bool]]:
    """Per type dat iets te toetsen heeft een functie die ja of nee zegt."""
    ruimte: dict[str, Any] = {}
    bronnen: dict[str, str] = {}

    def eis(veld: Veld, waarde: str) -> list[str]:
        if isinstance(veld.type, Samengesteld):
            return [f"toets_{veld.type.naam}({waarde})"] if toets(veld.type) else []
        eisen = []
        for nr, regel in enumerate(regels(veld.type)):
            ruimte[f"regel_{veld.type.naam}_{nr}"] = regel.klopt
            eisen.append(f"regel_{veld.type.naam}_{nr}({waarde})")
        return eisen

    def toets(type_: Samengesteld) -> bool:
        if type_.naam not in bronnen:
            termen = [term for veld in type_.velden for term in _termen(veld, eis)]
            bronnen[type_.naam] = (
                f"def toets_{type_.naam}(x):\n    return {' and '.join(termen)}\n" if termen else ""
            )
        return bool(bronnen[type_.naam])

    for type_ in model.samengesteld.values():
        toets(type_)
    gemaakt = compileer("inhoud", "\n".join(filter(None, bronnen.values())), ruimte)
    return {naam: gemaakt[f"toets_{naam}"] for naam, bron in bronnen.items() if bron}


def _termen(veld: Veld, eis: Callable[[Veld, str], list[str]]) -> list[str]:
    """De voorwaarden voor één veld: verplicht, weg te laten of herhaald."""
    if veld.herhaald:
        eisen = " and ".join(eis(veld, "v"))
        aantal = f"len(x.{veld.naam}) <= {HOOGSTENS_HERHAALD}"
        # not x.Veld: een lege tuple kost dan geen generator.
        alle = f" and all([{eisen} for v in x.{veld.naam}])" if eisen else ""
        return [f"(not x.{veld.naam} or ({aantal}{alle}))"]
    if veld.verplicht:
        return eis(veld, f"x.{veld.naam}")
    eisen = " and ".join(eis(veld, f"x.{veld.naam}"))
    return [f"(x.{veld.naam} is None or {eisen})"] if eisen else []
