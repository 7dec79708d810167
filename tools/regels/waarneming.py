"""pytest-plugin: welke test welke regel toont, hoe hij afliep, en of er een SOAP-bericht aan te pas kwam.

`pytest -p tools.regels.waarneming --regels UIT.json` kijkt mee met een gewone run; zonder de optie niets.
Met meer processen (`-n`) kijkt elk met zijn eigen tests mee; het hoofdproces legt alles bijeen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

# Hier is de dienst een eigen proces, dat over HTTP wordt aangesproken.
_OVER_HTTP = "tests/keten/"
_BIJDRAGE = "regelwaarneming"


class Waarneming:
    def __init__(self, uit: Path) -> None:
        self.uit = uit
        self.gevonden: dict[str, dict[str, Any]] = {}
        self.berichten = 0

    def tel_berichten(self) -> None:
        """Elk bericht dat als bytes de toepassing in gaat, telt."""
        # Pas hier: wie de plugin laadt zonder de optie, hoeft de draad niet te laden.
        from isi_soap.soap.toepassing import Toepassing
        from isi_soap.soap.uitwisseling import Antwoord, Verzoek

        echt = Toepassing.__call__

        def geteld(toepassing: Toepassing, verzoek: Verzoek) -> Antwoord:
            self.berichten += verzoek.method == "POST"
            return echt(toepassing, verzoek)

        Toepassing.__call__ = geteld  # type: ignore[method-assign, assignment]

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.berichten = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Any:
        verslag = yield
        merken = sorted({str(m.args[0]) for m in item.iter_markers("regel")})
        if not merken:
            return verslag
        begin = {"regels": merken, "uitkomst": "passed", "bericht": False}
        test = self.gevonden.setdefault(item.nodeid, begin)
        if verslag.outcome != "passed":
            test["uitkomst"] = verslag.outcome
        over_http = item.nodeid.startswith(_OVER_HTTP)
        test["bericht"] = test["bericht"] or self.berichten > 0 or over_http
        return verslag

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[_BIJDRAGE] = self.gevonden
            return
        gesorteerd = dict(sorted(self.gevonden.items()))
        self.uit.write_text(json.dumps(gesorteerd, indent=1, ensure_ascii=False), encoding="utf-8")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Een proces van pytest-xdist is klaar; viel het om, dan heeft het geen bijdrage."""
        self.gevonden |= getattr(node, "workeroutput", {}).get(_BIJDRAGE, {})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regels", type=Path, default=None, help="schrijf per test de regels en de uitkomst")


def pytest_configure(config: pytest.Config) -> None:
    uit = config.getoption("--regels")
    if uit is not None:
        waarneming = Waarneming(uit)
        waarneming.tel_berichten()
        config.pluginmanager.register(waarneming, "regelwaarneming")
