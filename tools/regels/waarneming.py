"""pytest-plugin: welke test welke regel toont, hoe hij afliep, en of er een SOAP-bericht aan te pas kwam.

`pytest -p tools.regels.waarneming --regels UIT.json` draait alleen tests met een merk `regel`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

# Hier is de dienst een eigen proces, dat over HTTP wordt aangesproken.
_OVER_HTTP = "tests/keten/"


class Waarneming:
    def __init__(self, uit: Path | None, regel: str | None) -> None:
        self.uit = uit
        self.regel = regel
        self.gevonden: dict[str, dict[str, Any]] = {}
        self.berichten = 0

    def tel_berichten(self) -> None:
        """Elk bericht dat als bytes de toepassing in gaat, telt."""
        # Pas hier: wie alleen een regel beproeft, hoeft de draad niet te laden.
        from isi_soap.soap.toepassing import Toepassing
        from isi_soap.soap.uitwisseling import Antwoord, Verzoek

        echt = Toepassing.__call__

        def geteld(toepassing: Toepassing, verzoek: Verzoek) -> Antwoord:
            self.berichten += verzoek.method == "POST"
            return echt(toepassing, verzoek)

        Toepassing.__call__ = geteld  # type: ignore[method-assign, assignment]

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        gemerkt = [item for item in items if self._hoort(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in gemerkt])
        items[:] = gemerkt

    def _hoort(self, item: pytest.Item) -> bool:
        merken = {str(m.args[0]) for m in item.iter_markers("regel")}
        return self.regel in merken if self.regel else bool(merken)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.berichten = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Any:
        verslag = yield
        test = self.gevonden.setdefault(
            item.nodeid,
            {
                "regels": sorted({str(m.args[0]) for m in item.iter_markers("regel")}),
                "uitkomst": "passed",
                "bericht": False,
                "domein": item.nodeid.startswith("tests/domain"),
            },
        )
        if verslag.outcome != "passed":
            test["uitkomst"] = verslag.outcome
        over_http = item.nodeid.startswith(_OVER_HTTP)
        test["bericht"] = test["bericht"] or self.berichten > 0 or over_http
        return verslag

    def pytest_sessionfinish(self) -> None:
        if self.uit is None:
            return
        self.uit.write_text(json.dumps(self.gevonden, indent=1, ensure_ascii=False), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regels", type=Path, default=None, help="schrijf per test de regels en de uitkomst")
    parser.addoption("--regel", default=None, help="alleen de tests van deze regel")


def pytest_configure(config: pytest.Config) -> None:
    waarneming = Waarneming(config.getoption("--regels"), config.getoption("--regel"))
    if waarneming.uit is not None:
        waarneming.tel_berichten()
    config.pluginmanager.register(waarneming, "regelwaarneming")
