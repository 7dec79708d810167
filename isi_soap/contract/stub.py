"""Schrijft `berichten.pyi` uit de XSD: `python -m isi_soap.contract.stub`. Een test vergelijkt ze."""

from __future__ import annotations

import sys
from pathlib import Path

from isi_soap.contract.klassen import veldtype
from isi_soap.contract.model import Model, Samengesteld, Veld
from isi_soap.contract.schema import model

BESTAND = Path(__file__).with_name("berichten.pyi")

_KOP = '''"""De berichten van ISI; gemaakt uit xsd/ door `python -m isi_soap.contract.stub`."""

from dataclasses import dataclass
from typing import TypeAlias

from isi_soap.domain.datum import Datum, Tijdstip

'''


def stub(model: Model) -> str:
    """De tekst van berichten.pyi."""
    typen = list(model.samengesteld.values())
    # Een veld mag heten zoals zijn type (Kop: Kop); met een alias verwart mypy die twee niet.
    aliassen = "\n".join(f"_{t.naam}: TypeAlias = {t.naam}" for t in typen)
    return _KOP + aliassen + "\n\n" + "\n".join(_klasse(t) for t in typen)


def _klasse(type_: Samengesteld) -> str:
    regels = ["@dataclass(frozen=True, slots=True, kw_only=True)", f"class {type_.naam}:"]
    regels.append(f'    """{_tekst(type_.documentatie)}"""')
    for veld in type_.velden:
        regels.append(f"    {veld.naam}: {_annotatie(veld)}{_standaard(veld)}")
        if veld.documentatie:
            regels.append(f'    """{_tekst(veld.documentatie)}"""')
    return "\n".join(regels) + "\n"


def _annotatie(veld: Veld) -> str:
    annotatie = veldtype(veld)
    if isinstance(veld.type, Samengesteld) and not veld.type.leeg:
        return annotatie.replace(veld.type.naam, f"_{veld.type.naam}")
    return annotatie


def _standaard(veld: Veld) -> str:
    if veld.herhaald:
        return " = ()"
    return "" if veld.verplicht else " = None"


def _tekst(tekst: str) -> str:
    return tekst.replace("\\", "\\\\").replace('"', "'")


if __name__ == "__main__":
    BESTAND.write_text(stub(model()), encoding="utf-8")
    sys.stdout.write(f"{BESTAND.name}: {len(model().samengesteld)} klassen\n")
