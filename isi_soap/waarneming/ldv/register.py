"""Het register van verwerkingsactiviteiten: welke activiteit elke operatie en elke run is (AVG art. 30).

De activiteiten zelf staan in het register van de organisatie; hier alleen hun URI's, uit een TOML-bestand
van de beheerder. Ontbreekt er een, dan is dat bij de start te zien en niet pas bij het bericht.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from isi_soap.contract.operaties import DIENSTEN
from persistence.logboek.ldv import Verwerking

TESTDIENST: Final = "ISIKetentest"
# De namen van persistence.runs.RUNS; die laden kost drie seconden, en dit proces voert geen runs uit.
RUNS: Final = ("DAGELIJKS", "NIEUWKOMERS", "IND_UITWISSELING")
_URI: Final = re.compile(r"(https?://|urn:)[^\s<>\"{}]+")
_DELEN: Final = ("berichten", "runs", "beheer")
_ANDERS: Final = "anders"


class RegisterFout(Exception):  # noqa: N818
    """Het bestand is er niet, of zegt niet van alles wat er verwerkt wordt welke activiteit het is."""


@dataclass(frozen=True, slots=True)
class Register:
    """De activiteiten per soort en naam, het adres van een aanvrager, en hoe dit systeem heet."""

    activiteiten: Mapping[str, Mapping[str, str]]
    aanvrager: str
    systeem: Mapping[str, str]

    def activiteit(self, verwerking: Verwerking) -> str:
        deel = {"BERICHT": "berichten", "RUN": "runs"}.get(verwerking.soort, "beheer")
        bekend = self.activiteiten[deel]
        return bekend.get(verwerking.operatie or _ANDERS) or bekend[_ANDERS]

    def processor(self, oin: str) -> str:
        """De URL van de toepassing die ons aanriep."""
        return self.aanvrager.replace("{oin}", oin)


def lees(pad: Path) -> Register:
    try:
        gelezen = tomllib.loads(pad.read_text(encoding="utf-8"))
    except OSError as fout:
        raise RegisterFout(f"{pad} is niet te lezen ({fout.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fout:
        raise RegisterFout(f"{pad} is geen TOML: {fout}") from None
    if bezwaren := _bezwaren(gelezen):
        raise RegisterFout(f"{pad}: {'; '.join(bezwaren)}")
    return Register(
        activiteiten={deel: gelezen[deel] for deel in _DELEN},
        aanvrager=gelezen["aanvrager"],
        systeem=gelezen.get("systeem", {}),
    )


def _bezwaren(gelezen: Mapping[str, Any]) -> list[str]:
    bezwaren = [f"[{deel}] ontbreekt" for deel in _DELEN if not isinstance(gelezen.get(deel), dict)]
    if bezwaren:
        return bezwaren
    for deel in _DELEN:
        if mist := sorted({_ANDERS, *_nodig(deel)} - gelezen[deel].keys()):
            bezwaren.append(f"[{deel}] noemt geen activiteit voor {', '.join(mist)}")
        bezwaren += [
            f"[{deel}] {naam} is geen URI" for naam, uri in gelezen[deel].items() if not _is_uri(uri)
        ]
    aanvrager = gelezen.get("aanvrager")
    if (
        not isinstance(aanvrager, str)
        or "{oin}" not in aanvrager
        or not _is_uri(aanvrager.replace("{oin}", "0"))
    ):
        bezwaren.append('aanvrager is geen URL met {oin} erin, zoals "https://oin.voorbeeld.nl/{oin}"')
    systeem = gelezen.get("systeem", {})
    if not isinstance(systeem, dict) or not all(isinstance(waarde, str) for waarde in systeem.values()):
        bezwaren.append("[systeem] bestaat uit namen met een tekst")
    return bezwaren


def _nodig(deel: str) -> set[str]:
    if deel == "berichten":
        return {naam for d in DIENSTEN.values() if d.naam != TESTDIENST for naam in d.operaties}
    return set(RUNS) if deel == "runs" else set()


def _is_uri(waarde: object) -> bool:
    return isinstance(waarde, str) and _URI.fullmatch(waarde) is not None
