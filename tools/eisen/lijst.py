"""docs/digikoppeling.md: per eis haar inhoud en de tests die haar tonen."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MAP = Path(__file__).parent
_HOOGSTENS = 4  # tests in één cel; de rest wordt geteld

_KOP = """\
# Digikoppeling, eis voor eis

Geschreven door `make eisen` uit de merken in de tests (`@pytest.mark.eis("WB004")`); niet met de hand te
wijzigen. CI faalt als dit bestand niet klopt, of als een eis geen test heeft en ook geen reden.

De eisen staan hier in eigen woorden: Digikoppeling Koppelvlakstandaard WUS 3.8.1 (WW, WS, WA, WM, WT, WB),
Beveiligingsstandaarden en voorschriften 2.0.1 (TLS, PKI, SIGN, ENC), WS-I Basic Profile 1.2 en Basic Security
Profile 1.1 (R…). M moet, S hoort, Y mag. Suwinet vraagt het profiel 2W-be-S; 2W-be-SE is een keuze van het
eindpunt (`ISI_VERSLEUTELING`). R5420 en R5421 (SHA-1) gelden niet: SIGN001 gaat voor.
"""
_TABELKOP = "| Eis | | Inhoud | Tests |\n| --- | --- | --- | --- |"


@dataclass(frozen=True, slots=True)
class Eis:
    nummer: str
    niveau: str
    groep: str
    inhoud: str


def eisen() -> Iterator[Eis]:
    groep = ""
    for regel in (_MAP / "eisen.txt").read_text(encoding="utf-8").splitlines():
        if regel.startswith("== "):
            groep = regel[3:]
        elif regel and not regel.startswith("#"):
            nummer, niveau, inhoud = regel.split(" ", 2)
            yield Eis(nummer, niveau, groep, inhoud)


def redenen() -> Mapping[str, str]:
    return tomllib.loads((_MAP / "open.toml").read_text(encoding="utf-8"))


def bezwaren(alle: list[Eis], tests: Mapping[str, list[str]]) -> Iterator[str]:
    """Een eis zonder test en zonder reden, en een merk of reden zonder eis."""
    nummers, open_ = {eis.nummer for eis in alle}, redenen()
    for eis in alle:
        if eis.nummer not in tests and eis.nummer not in open_:
            yield f"{eis.nummer} heeft geen test en staat niet in open.toml"
        if eis.nummer in tests and eis.nummer in open_:
            yield f"{eis.nummer} heeft een test, maar staat nog in open.toml"
    for nummer in sorted((set(tests) | set(open_)) - nummers):
        yield f"{nummer} staat niet in eisen.txt"


def lijst(alle: list[Eis], tests: Mapping[str, list[str]]) -> str:
    open_ = redenen()
    getoond = sum(eis.nummer in tests for eis in alle)
    delen = [_KOP, f"Eisen: {len(alle)}; met een test: {getoond}; met een reden zonder: {len(open_)}."]
    groep = None
    for eis in alle:
        if eis.groep != groep:
            groep = eis.groep
            delen.append(f"\n## {groep}\n\n{_TABELKOP}")
        bewijs = _kort(tests[eis.nummer]) if eis.nummer in tests else f"*open*: {open_.get(eis.nummer, '')}"
        delen.append(f"| {eis.nummer} | {eis.niveau} | {eis.inhoud} | {bewijs} |")
    return "\n".join(delen) + "\n"


def _kort(namen: list[str]) -> str:
    gekozen = [f"`{naam.removeprefix('tests/').replace('.py::', '::').replace('|', '/')}`" for naam in namen]
    meer = len(gekozen) - _HOOGSTENS
    return "; ".join(gekozen[:_HOOGSTENS]) + (f" en {meer} meer" if meer > 0 else "")
