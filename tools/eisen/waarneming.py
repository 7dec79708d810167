"""pytest-plugin: welke test welke eis toont; met --collect-only, want alleen de merken tellen.

`pytest --collect-only -q -p tools.eisen.waarneming --eisen UIT.json`
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest


class Waarneming:
    def __init__(self, uit: Path) -> None:
        self.uit = uit
        self.tests: dict[str, set[str]] = defaultdict(set)

    # Voor conftest: wat deze machine niet kan draaien, bestaat toch, en CI draait het.
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            # Een merk op één geval toont dat geval; een merk op de functie toont alle gevallen samen.
            gevallen = (
                item.callspec.marks if isinstance(item, pytest.Function) and hasattr(item, "callspec") else []
            )
            for merk in item.iter_markers("eis"):
                naam = item.nodeid if merk in gevallen else item.nodeid.partition("[")[0]
                for nummer in merk.args:
                    self.tests[str(nummer)].add(naam)

    def pytest_sessionfinish(self) -> None:
        gevonden = {nummer: sorted(tests) for nummer, tests in sorted(self.tests.items())}
        self.uit.write_text(json.dumps(gevonden, indent=1), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--eisen", type=Path, default=None, help="schrijf per eis de tests die haar tonen")


def pytest_configure(config: pytest.Config) -> None:
    if (uit := config.getoption("--eisen")) is not None:
        config.pluginmanager.register(Waarneming(uit), "eiswaarneming")
