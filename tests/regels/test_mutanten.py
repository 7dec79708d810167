"""Elke regel kan uit, en elke mutant past bij de code; of een test het merkt, toont het uitschakelen."""

from __future__ import annotations

import ast

import pytest

from tools.regels.bronnen import regels
from tools.regels.mutant import delen, gewijzigde_bron, mutanten

_MUTANTEN = mutanten()


def test_elke_regel_die_bewijs_vraagt_kan_uit() -> None:
    assert {r.nummer for r in regels() if r.bewijsplichtig} <= _MUTANTEN.keys()
    assert _MUTANTEN.keys() <= {r.nummer for r in regels()}


@pytest.mark.parametrize("nummer", sorted(_MUTANTEN))
def test_de_mutant_past_bij_de_code(nummer: str) -> None:
    for deel in delen(_MUTANTEN[nummer]):
        _, bron = gewijzigde_bron(deel)
        ast.parse(bron)
