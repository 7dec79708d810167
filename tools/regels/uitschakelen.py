"""Elke regel om de beurt uit: dan hoort een test van die regel te falen.

`python -m tools.regels.uitschakelen [R-093 …]` schrijft het resultaat in tools/regels/uitgeschakeld.json; de
regelslijst toont het. Alles wordt één keer geladen; voor elke regel splitst het proces zich, gaat de regel
uit en draaien haar tests tot er een faalt. Wat een bericht kan tonen, moet een test met een bericht opmerken.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine

from isi_soap.settings import Instellingen
from persistence.database import database_url
from persistence.ingebed import laat_los
from tests.conftest import zonder_fsync
from tests.verhalen.conftest import SJABLOON, maak_sjabloon
from tools.regels.bronnen import WORTEL, ZONDER_BERICHT, regels
from tools.regels.mutant import breng_aan, kenmerk, mutanten
from tools.regels.uitslag import OPGEMERKT, bewaar, gelezen

_SECONDEN = 120
# Waar de dienst bytes krijgt en geeft; de andere tests roepen regels of handlers aan.
_MET_BERICHT = ("tests/verhalen/", "tests/soap/", "tests/toegang/")


class Uitschakelaar:
    """pytest-plugin: in plaats van de tests één keer te draaien, per regel de hare zonder haar."""

    def __init__(self, gevraagd: Sequence[str]) -> None:
        self.gevraagd = gevraagd
        self.uitslagen = gelezen()
        self.gefaald: pytest.TestReport | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        manieren = mutanten()
        for regel in self.gevraagd:
            if regel in manieren:
                uitslag = self._apart(session, regel)
                self.uitslagen[regel] = uitslag | {"mutant": kenmerk(manieren[regel])}
            else:
                self.uitslagen[regel] = {"uitslag": "GEEN MUTANT"}
            sys.stdout.write(f"{regel} {' '.join(self.uitslagen[regel].values())}\n")
            sys.stdout.flush()
            bewaar(self.uitslagen)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.gefaald is None:
            self.gefaald = report

    def _apart(self, session: pytest.Session, regel: str) -> dict[str, str]:
        """In een eigen proces: de mutant blijft daar."""
        lees, schrijf = os.pipe()
        kind = os.fork()
        if kind == 0:
            os.close(lees)
            try:
                signal.alarm(_SECONDEN)
                uitslag = self._zonder(session, regel)
            except BaseException:
                uitslag = {"uitslag": "MISLUKT", "test": traceback.format_exc(limit=-1).splitlines()[-1]}
            os.write(schrijf, json.dumps(uitslag).encode())
            os._exit(0)
        os.close(schrijf)
        with os.fdopen(lees, "rb") as pijp:
            antwoord = pijp.read()
        os.waitpid(kind, 0)
        uitslag = json.loads(antwoord) if antwoord else {"uitslag": "TE LANG"}
        return dict(uitslag)

    def _zonder(self, session: pytest.Session, regel: str) -> dict[str, str]:
        niets = os.open(os.devnull, os.O_WRONLY)
        os.dup2(niets, 1)
        items = sorted((item for item in session.items if _toont(item, regel)), key=_duur)
        if not items:
            return {"uitslag": "GEEN TEST"}
        breng_aan(mutanten()[regel])
        for nummer, item in enumerate(items):
            volgende = items[nummer + 1] if nummer + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=volgende)
            if self.gefaald is not None:
                break
        session._setupstate.teardown_exact(None)
        if self.gefaald is None:
            return {"uitslag": "NIET OPGEMERKT"}
        # Een opzet die al stukloopt zegt niets over de regel.
        uitslag = OPGEMERKT if self.gefaald.when == "call" else "OPZET MISLUKT"
        return {"uitslag": uitslag, "test": self.gefaald.nodeid.removeprefix("tests/")}


def _toont(item: pytest.Item, regel: str) -> bool:
    if regel not in {str(m.args[0]) for m in item.iter_markers("regel")}:
        return False
    return regel in ZONDER_BERICHT or item.nodeid.startswith(_MET_BERICHT)


def _duur(item: pytest.Item) -> int:
    """Een verhaal is zo gedraaid; de matrix van alle rollen en operaties duurt het langst."""
    volgorde = ("tests/domain/", "tests/verhalen/", "tests/soap/", "tests/beheer/", "tests/toegang/")
    return next((n for n, map_ in enumerate(volgorde) if item.nodeid.startswith(map_)), len(volgorde))


def main(gevraagd: list[str]) -> int:
    te_doen = gevraagd or [r.nummer for r in regels() if r.bewijsplichtig]
    os.chdir(WORTEL)
    with tempfile.TemporaryDirectory(prefix="isi-") as map_:
        inst = Instellingen(data_map=Path(map_))
        url = database_url(inst).render_as_string(hide_password=False)
        motor = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with motor.connect() as conn:
            zonder_fsync(conn)
        os.environ["ISI_DATABASE_URL"] = url
        os.environ[SJABLOON] = maak_sjabloon(inst.model_copy(update={"database_url": url}))
        plugin = Uitschakelaar(te_doen)
        try:
            vast = ["-q", "-s", "--no-header", "-p", "no:cacheprovider", "-m", "regel"]
            pytest.main([*vast, "tests"], plugins=[plugin])
        finally:
            laat_los(Path(map_) / "postgres")
    return int(any(plugin.uitslagen[regel]["uitslag"] != OPGEMERKT for regel in te_doen))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
