"""De gevallen van de matrix, en wat de tabel erover zegt; niets hier kent de code die beoordeeld wordt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from tests.toegang.bevolking import GEBREKKIG, ROLLEN

TABEL: dict[str, Any] = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))
DOOR = "door"


@dataclass(frozen=True, slots=True)
class Geval:
    """Eén aanvraag van een gemeente, in de woorden van de tabel."""

    operatie: str
    rol: str = "6"
    account: str = "bekend"
    relatie: str = "eigen"
    namens: str = "niemand"
    sleutel: str = "geldig"


def verwacht(geval: Geval) -> str:
    """Wat er achter de eerste gesloten deur ligt (de voorrang staat boven de tabel)."""
    sleutel: str = TABEL["sleutel"][geval.sleutel]
    deur, *van_sleutel = sleutel.split()
    if deur != DOOR:
        return sleutel
    operatie = TABEL["operatie"][geval.operatie]
    codes = []
    account = TABEL["account"][geval.account]
    if account != "rol":
        codes.append(account)
    elif geval.rol not in operatie["rollen"].split() or geval.rol not in (van_sleutel or ROLLEN):
        codes.append("F003")
    if TABEL["namens"][geval.namens] != DOOR:
        codes.append(TABEL["namens"][geval.namens])
    if codes:
        return " ".join(("niet-gerechtigd", *codes))
    ook_binnen = geval.relatie in operatie.get("ook-binnen", "").split()
    uitkomst: str = operatie["binnen" if ook_binnen else TABEL["relatie"][geval.relatie]]
    return uitkomst


def gevallen(operatie: str) -> list[Geval]:
    """Elk geval één keer, zonder wat elders beproefd wordt."""
    return [geval for geval in dict.fromkeys(_alle(operatie)) if verwacht(geval) != "elders"]


def _alle(operatie: str) -> Iterator[Geval]:
    """De hele kruising van rol, account en relatie; en per sleutel en per gebrek de gevallen die ertoe doen.

    Achter een gesloten deur kan niets meer verschil maken; dat blijkt uit een aanvraag die verder alles mag,
    een die verder niets mag, en een over een ander. Wat opengaat, krijgt wel elke rol.
    """
    for rol, account, relatie in product(ROLLEN, _MET_ROL, _RELATIES):
        yield Geval(operatie, rol, account, *_namens(relatie))
    for account, relatie in product(_ZONDER_ROL, _RELATIES):
        yield Geval(operatie, "6", account, *_namens(relatie))
    for rol, relatie in product(ROLLEN, _BIJZONDER):
        yield Geval(operatie, rol, "bekend", *_namens(relatie))
    for sleutel, deur in TABEL["sleutel"].items():
        if deur.startswith(DOOR):
            for rol in ROLLEN:
                yield Geval(operatie, rol, sleutel=sleutel)
            yield Geval(operatie, relatie="andere", sleutel=sleutel)
        else:
            yield Geval(operatie, sleutel=sleutel)
            yield Geval(operatie, "geen", "geblokkeerd", sleutel=sleutel)
            yield Geval(operatie, "geen", "onbekend", "onbekend", sleutel=sleutel)
            yield Geval(operatie, "6", "bekend", "uitbesteed-aan", "uitbesteed", sleutel=sleutel)
    for gebrek, rol in product((*GEBREKKIG, "niet-uitbesteed", "andersom"), ("geen", "6")):
        yield Geval(operatie, rol, namens=gebrek)
        yield Geval(operatie, rol, "onbekend", "onbekend", namens=gebrek)


_MET_ROL = ("bekend", "geblokkeerd", "verlopen", "eigen-beheer")
_ZONDER_ROL = ("onbekend", "van-andere-gemeente", "eigen-geblokkeerd")
_RELATIES = ("eigen", "vorige", "uitbesteed-aan", "uitbesteed-door", "andere", "onbekend")
_BIJZONDER = ("voorganger", "namens-zichzelf", "uitbesteed-ongenoemd", "nieuwe-wet")


def _namens(relatie: str) -> tuple[str, str]:
    return relatie, {"uitbesteed-aan": "uitbesteed", "namens-zichzelf": "zichzelf"}.get(relatie, "niemand")


def klopt(verwachting: str, gekregen: str, toont: bool) -> bool:
    """`toont`: of de persoon in het antwoord staat."""
    soort, *codes = verwachting.split()
    if verwachting == "gegeven":
        return gekregen.split()[0] == "gegeven"
    if verwachting == "zonder":
        return not toont and gekregen.split()[0] in ("gegeven", "niets-gevonden")
    if soort == "geweigerd":
        return gekregen.split()[0] == soort and set(codes) <= set(gekregen.split())
    return verwachting == gekregen
