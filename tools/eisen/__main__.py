"""`make eisen`: schrijf docs/digikoppeling.md uit de merken in de tests; met --toets: klopt zij nog?"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.eisen.lijst import bezwaren, eisen, lijst

WORTEL = Path(__file__).parents[2]
LIJST = WORTEL / "docs" / "digikoppeling.md"


def tests() -> dict[str, list[str]]:
    """De tests per eis; verzamelen volstaat, of zij slagen zegt `make test`."""
    with tempfile.TemporaryDirectory(prefix="isi-eisen-") as map_:
        uit = Path(map_) / "eisen.json"
        opdracht = ["--collect-only", "-q", "-p", "tools.eisen.waarneming", "--eisen", str(uit), "tests"]
        klaar = subprocess.run(
            [sys.executable, "-m", "pytest", *opdracht],
            cwd=WORTEL,
            check=False,
            capture_output=True,
            text=True,
        )
        if klaar.returncode:
            raise SystemExit(klaar.stdout + klaar.stderr)
        gelezen: dict[str, list[str]] = json.loads(uit.read_text(encoding="utf-8"))
        return gelezen


def main(woorden: list[str]) -> int:
    alle, gevonden = list(eisen()), tests()
    mis = list(bezwaren(alle, gevonden))
    tekst = lijst(alle, gevonden)
    if "--toets" not in woorden:
        LIJST.write_text(tekst, encoding="utf-8")
    elif not LIJST.exists() or LIJST.read_text(encoding="utf-8") != tekst:
        mis.append(f"{LIJST.relative_to(WORTEL)} klopt niet meer: make eisen")
    sys.stdout.write("".join(f"{regel}\n" for regel in mis) or "elke eis heeft een test of een reden\n")
    return int(bool(mis))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
