"""Elke regel om de beurt uit, in een kopie van de code: dan hoort een test van die regel te falen.

`python -m tools.regels.uitschakelen [R-093 …]` schrijft het resultaat in tools/regels/uitgeschakeld.json; de
regelslijst toont het. Een regel zonder manier om uit te gaan blijft daar zichtbaar open.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from isi_soap.domain.catalogus import CODES
from isi_soap.settings import Instellingen
from persistence.database import database_url
from persistence.ingebed import laat_los
from tools.regels.bronnen import WORTEL, handleiding

UITSLAG = Path(__file__).parent / "uitgeschakeld.json"
_KOPIE = ("isi_soap", "services", "persistence", "tests", "tools", "xsd", "wsdl", "docs", "pyproject.toml")
_MELD = "        melding = Melding(code, details)\n"
Uitslagen = dict[str, str]


def mutanten() -> dict[str, Mapping[str, Any]]:
    """Per regel hoe zij uitgaat: eerst wat er geschreven staat, anders haar eigen weigeringen."""
    geschreven = tomllib.loads((Path(__file__).parent / "mutanten.toml").read_text(encoding="utf-8"))
    eigen: dict[str, list[str]] = {}
    for code in CODES.values():
        if code.regel and code.code.startswith("F"):
            eigen.setdefault(code.regel, []).append(code.code)
    return {regel: {"codes": codes} for regel, codes in eigen.items()} | geschreven


def muteer(kopie: Path, mutant: Mapping[str, Any]) -> None:
    """Pas de kopie aan; wat er niet staat zoals verwacht, is een fout en geen geslaagde proef."""
    if "codes" in mutant:
        uit = f"        if code.code in {set(mutant['codes'])!r}:\n            return\n"
        _vervang(kopie / "isi_soap/domain/controle.py", _MELD, uit + _MELD)
    elif "functie" in mutant:
        bestand, _, functie = str(mutant["functie"]).partition(":")
        _leeg(kopie / bestand, functie, str(mutant["geeft"]))
    else:
        _vervang(kopie / str(mutant["bestand"]), str(mutant["oud"]), str(mutant["nieuw"]))


def _vervang(bestand: Path, oud: str, nieuw: str) -> None:
    tekst = bestand.read_text(encoding="utf-8")
    if tekst.count(oud) != 1:
        raise LookupError(f"{bestand.name}: {oud.strip()!r} staat er {tekst.count(oud)} keer")
    bestand.write_text(tekst.replace(oud, nieuw), encoding="utf-8")


def _leeg(bestand: Path, functie: str, geeft: str) -> None:
    """De functie geeft meteen dit terug; haar kop blijft."""
    tekst = bestand.read_text(encoding="utf-8")
    for knoop in ast.walk(ast.parse(tekst)):
        if isinstance(knoop, ast.FunctionDef) and knoop.name == functie:
            regels = tekst.splitlines(keepends=True)
            begin = knoop.body[0]
            regels.insert(begin.lineno - 1, f"{' ' * begin.col_offset}return {geeft}\n")
            bestand.write_text("".join(regels), encoding="utf-8")
            return
    raise LookupError(f"{bestand.name}: geen functie {functie}")


def beproef(regel: str, mutant: Mapping[str, Any], database: str) -> str:
    """OPGEMERKT als een test van de regel faalt; anders waarom niet."""
    with tempfile.TemporaryDirectory(prefix="isi-regel-") as map_:
        kopie = Path(map_)
        for naam in _KOPIE:
            bron = WORTEL / naam
            if bron.is_dir():
                shutil.copytree(bron, kopie / naam)  # met __pycache__: wat gelijk bleef hoeft niet opnieuw
            else:
                shutil.copy2(bron, kopie / naam)
        try:
            muteer(kopie, mutant)
        except LookupError as fout:
            return f"MUTANT PAST NIET: {fout}"
        # De domeintests zijn het snelst; pas als die zwijgen komen de berichten.
        uitslag = _test(kopie, regel, database, "tests/domain")
        if uitslag != "OPGEMERKT":
            rest = _test(kopie, regel, database, "tests/soap", "tests/persistence", "tests/verhalen")
            uitslag = uitslag if rest == "GEEN TEST" else rest
    return uitslag


def _test(kopie: Path, regel: str, database: str, *waar: str) -> str:
    plugin = ("-p", "tools.regels.waarneming", "--regel", regel)
    klaar = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", *plugin, *waar],
        cwd=kopie,
        env={**os.environ, "ISI_DATABASE_URL": database, "PYTHONPATH": str(kopie)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    if klaar.returncode == 1 and " failed" in klaar.stdout:
        return "OPGEMERKT"
    return {0: "NIET OPGEMERKT", 5: "GEEN TEST"}.get(klaar.returncode, "MISLUKT")


def main(gevraagd: list[str]) -> int:
    uitslagen: Uitslagen = json.loads(UITSLAG.read_text(encoding="utf-8")) if UITSLAG.exists() else {}
    manieren = mutanten()
    te_doen = [r.nummer for r in handleiding() if r.bewijsplichtig and r.nummer in manieren]
    with tempfile.TemporaryDirectory(prefix="isi-") as map_:
        url = database_url(Instellingen(data_map=Path(map_))).render_as_string(hide_password=False)
        try:
            for regel in gevraagd or te_doen:
                uitslagen[regel] = beproef(regel, manieren[regel], url)
                sys.stdout.write(f"{regel} {uitslagen[regel]}\n")
                sys.stdout.flush()
                UITSLAG.write_text(json.dumps(uitslagen, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        finally:
            laat_los(Path(map_) / "postgres")
    return int(any(uitslagen[regel] != "OPGEMERKT" for regel in gevraagd or te_doen))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
