"""`make regels`: draai de tests met een merk, schrijf docs/regels.md, en faal als er bewijs ontbreekt."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.regels.bronnen import WORTEL, regels
from tools.regels.lijst import Bewijs, lijst
from tools.regels.uitschakelen import UITSLAG

LIJST = WORTEL / "docs" / "regels.md"


def waarnemingen(gegeven: str | None) -> dict[str, Any]:
    """De uitkomst per test: uit een eerdere run, of van nu."""
    if gegeven is not None:
        gelezen: dict[str, Any] = json.loads(Path(gegeven).read_text(encoding="utf-8"))
        return gelezen
    with tempfile.TemporaryDirectory(prefix="isi-regels-") as map_:
        uit = Path(map_) / "tests.json"
        opdracht = ["-q", "-p", "tools.regels.waarneming", "--regels", str(uit), "tests"]
        subprocess.run([sys.executable, "-m", "pytest", *opdracht], cwd=WORTEL, check=False)
        return waarnemingen(str(uit))


def main(woorden: list[str]) -> int:
    tests = waarnemingen(woorden[0] if woorden else None)
    uit = json.loads(UITSLAG.read_text(encoding="utf-8")) if UITSLAG.exists() else {}
    bewijs = Bewijs(tests, uit)
    alle = regels()
    LIJST.write_text(lijst(alle, bewijs), encoding="utf-8")
    mist = [r.nummer for r in alle if bewijs.ontbreekt(r)]
    sys.stdout.write(f"{LIJST.relative_to(WORTEL)} geschreven; zonder bewijs: {', '.join(mist) or 'geen'}\n")
    return int(bool(mist))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
