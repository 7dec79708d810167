"""Een mutant: de code zonder één regel, in het draaiende proces aangebracht.

Eerst wordt de gewijzigde bron gemaakt: zo valt ook zonder test te zien of een mutant nog bij de code past.
Daarna krijgt elke functie die verschilt haar nieuwe code; wie haar al geïmporteerd had, heeft die dus ook.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from isi_soap.domain.catalogus import CODES
from tools.regels.bronnen import WORTEL

_CONTROLE = "isi_soap/domain/controle.py"
_MELD = "        melding = Melding(code, details)\n"
_OVERGANGEN = "isi_soap/domain/overgangen.py"
_IN_TABEL = "            if van in t.van\n"

Beschrijving = Mapping[str, Any]


class PastNiet(Exception):  # noqa: N818
    """De mutant wijst iets aan wat er niet staat, of meer dan één keer."""


def mutanten() -> dict[str, Beschrijving]:
    """Per regel hoe zij uitgaat: eerst wat er geschreven staat, anders haar eigen weigeringen."""
    geschreven = tomllib.loads((Path(__file__).parent / "mutanten.toml").read_text(encoding="utf-8"))
    eigen: dict[str, list[str]] = {}
    for code in CODES.values():
        if code.regel and code.code.startswith("F"):
            eigen.setdefault(code.regel, []).append(code.code)
    return {regel: {"codes": codes} for regel, codes in eigen.items()} | geschreven


def kenmerk(beschrijving: Beschrijving) -> str:
    """Waaraan te zien is dat een uitslag bij deze mutant hoort en niet bij een vorige."""
    return hashlib.sha256(json.dumps(beschrijving, sort_keys=True).encode()).hexdigest()[:12]


def delen(beschrijving: Beschrijving) -> list[Beschrijving]:
    """De wijzigingen die samen de mutant zijn; meestal één."""
    return list(beschrijving.get("samen", [beschrijving]))


def gewijzigde_bron(beschrijving: Beschrijving) -> tuple[str, str]:
    """Het bestand en zijn tekst zonder de regel."""
    if "codes" in beschrijving:
        codes = sorted(beschrijving["codes"])
        uit = f"        if code.code in {codes!r}:\n            return\n"
        return _CONTROLE, _vervangen(_CONTROLE, _MELD, uit + _MELD)
    if "overgang" in beschrijving:
        nummers = sorted(beschrijving["overgang"])
        return _OVERGANGEN, _vervangen(
            _OVERGANGEN, _IN_TABEL, f"            if t.nummer not in {nummers!r} and van in t.van\n"
        )
    if "functie" in beschrijving:
        bestand, _, functie = str(beschrijving["functie"]).partition(":")
        return bestand, _leeg(bestand, functie, str(beschrijving["geeft"]))
    bestand = str(beschrijving["bestand"])
    return bestand, _vervangen(bestand, str(beschrijving["oud"]), str(beschrijving["nieuw"]))


def breng_aan(beschrijving: Beschrijving) -> None:
    """Vanaf nu draait dit proces zonder de regel."""
    for deel in delen(beschrijving):
        _wijzig(deel)


def _wijzig(beschrijving: Beschrijving) -> None:
    bestand, bron = gewijzigde_bron(beschrijving)
    pad = WORTEL / bestand
    module = sys.modules[bestand.removesuffix(".py").replace("/", ".")]
    nu, straks = ast.parse(pad.read_text(encoding="utf-8")), ast.parse(bron)
    nieuwe_code = dict(_codes(compile(straks, str(pad), "exec")))
    anders = 0
    for oud, nieuw in zip(_onderdelen(nu), _onderdelen(straks), strict=True):
        if ast.dump(oud[1]) == ast.dump(nieuw[1]):
            continue
        anders += 1
        if isinstance(nieuw[1], ast.FunctionDef):
            _zet_code(module, nieuw[0], nieuwe_code[nieuw[0]])
        else:
            _zet_waarde(module, nieuw[0], nieuw[1])
    if not anders:
        raise PastNiet(f"{bestand}: de mutant verandert niets")


def _tekst(bestand: str) -> str:
    return (WORTEL / bestand).read_text(encoding="utf-8")


def _vervangen(bestand: str, oud: str, nieuw: str) -> str:
    tekst = _tekst(bestand)
    if tekst.count(oud) != 1:
        raise PastNiet(f"{bestand}: {oud.strip()!r} staat er {tekst.count(oud)} keer")
    return tekst.replace(oud, nieuw)


def _leeg(bestand: str, functie: str, geeft: str) -> str:
    """De functie geeft meteen dit terug; haar kop blijft."""
    tekst = _tekst(bestand)
    gevonden = [k for k in ast.walk(ast.parse(tekst)) if isinstance(k, ast.FunctionDef) and k.name == functie]
    if len(gevonden) != 1:
        raise PastNiet(f"{bestand}: functie {functie} staat er {len(gevonden)} keer")
    begin = gevonden[0].body[0]
    regels = tekst.splitlines(keepends=True)
    regels.insert(begin.lineno - 1, f"{' ' * begin.col_offset}return {geeft}\n")
    return "".join(regels)


def _onderdelen(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """De functies, methoden en waarden van een module, elk met haar naam."""
    for deel in module.body:
        if isinstance(deel, ast.ClassDef):
            yield from ((f"{deel.name}.{m.name}", m) for m in deel.body if isinstance(m, ast.FunctionDef))
        elif isinstance(deel, ast.FunctionDef):
            yield deel.name, deel
        elif isinstance(deel, ast.Assign | ast.AnnAssign):
            doel = deel.targets[0] if isinstance(deel, ast.Assign) else deel.target
            yield ast.unparse(doel), deel


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for constante in code.co_consts:
        if isinstance(constante, CodeType):
            yield constante.co_qualname, constante
            yield from _codes(constante)


def _zet_code(module: ModuleType, naam: str, code: CodeType) -> None:
    gevonden: Any = module
    for deel in naam.split("."):
        gevonden = vars(gevonden)[deel]
    while hasattr(gevonden, "__wrapped__"):  # een decorator of een geheugen om de functie
        if hasattr(gevonden, "cache_clear"):
            gevonden.cache_clear()
        gevonden = gevonden.__wrapped__
    functie = gevonden.fget if isinstance(gevonden, property) else gevonden
    assert isinstance(functie, FunctionType)
    functie.__code__ = code


def _zet_waarde(module: ModuleType, naam: str, toekenning: ast.stmt) -> None:
    """Een waarde van de module, ook waar zij onder die naam geïmporteerd is."""
    oud = vars(module)[naam]
    exec(compile(ast.Module([toekenning], []), module.__name__, "exec"), vars(module))
    for ander in list(sys.modules.values()):
        if vars(ander).get(naam) is oud:
            setattr(ander, naam, vars(module)[naam])
