"""`make regels`: draai de tests met een merk en schrijf docs/regels.md.

`python -m tools.regels --toets UIT.json` schrijft niets: de tests zijn al gedraaid (`make test`) en hun
verslag staat in UIT.json; `--schrijf UIT.json` schrijft de lijst daaruit. Alle falen als een regel geen
bewijs heeft, als haar test niet merkt dat zij uitstaat, of als docs/regels.md niet is wat eruit volgt.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.regels.bronnen import WORTEL, regels
from tools.regels.lijst import Bewijs, lijst
from tools.regels.mutant import kenmerk, mutanten
from tools.regels.uitslag import gelezen

LIJST = WORTEL / "docs" / "regels.md"


def waarnemingen(verslag: Path) -> dict[str, Any]:
    gelezen: dict[str, Any] = json.loads(verslag.read_text(encoding="utf-8"))
    return gelezen


def draai() -> dict[str, Any]:
    """Alleen de tests met een merk."""
    with tempfile.TemporaryDirectory(prefix="isi-regels-") as map_:
        uit = Path(map_) / "tests.json"
        opdracht = ["-q", "-p", "tools.regels.waarneming", "--regels", str(uit), "-m", "regel", "tests"]
        subprocess.run([sys.executable, "-m", "pytest", *opdracht], cwd=WORTEL, check=False)
        return waarnemingen(uit)


def bezwaren(bewijs: Bewijs) -> Iterator[str]:
    """Wat er aan de regels, hun tests of hun mutanten mankeert."""
    manieren = mutanten()
    for regel in regels():
        if bewijs.ontbreekt(regel):
            yield f"{regel.nummer}: geen geslaagde test die haar toont"
        if not regel.bewijsplichtig:
            continue
        uitslag = bewijs.uitgeschakeld.get(regel.nummer, {})
        if bewijs.uit(regel.nummer) != "ja":
            yield f"{regel.nummer}: uitgeschakeld is {uitslag.get('uitslag', 'nooit geprobeerd')}"
        elif uitslag["mutant"] != kenmerk(manieren[regel.nummer]):
            yield f"{regel.nummer}: de uitslag hoort bij een andere mutant"
        elif f"tests/{uitslag['test']}" not in bewijs.van(regel.nummer):
            yield f"{regel.nummer}: de test die het opmerkte is er niet meer"


def main(woorden: list[str]) -> int:
    toets = woorden[:1] == ["--toets"]
    al_gedraaid = toets or woorden[:1] == ["--schrijf"]
    bewijs = Bewijs(waarnemingen(Path(woorden[1])) if al_gedraaid else draai(), gelezen())
    tekst = lijst(regels(), bewijs)
    fouten = list(bezwaren(bewijs))
    if toets and LIJST.read_text(encoding="utf-8") != tekst:
        fouten.append("docs/regels.md is niet wat uit code en tests volgt: draai `make regels`")
    if not toets:
        LIJST.write_text(tekst, encoding="utf-8")
    sys.stdout.write("".join(f"{fout}\n" for fout in fouten))
    sys.stdout.write(f"Regels: {len(fouten) or 'geen'} bezwaren\n")
    return int(bool(fouten))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
