"""De lijst van eisen: wat geen test heeft, valt op."""

from __future__ import annotations

from tools.eisen.lijst import bezwaren, eisen, lijst, redenen

ALLE = list(eisen())
VOLLEDIG = {eis.nummer: ["tests/a.py::test_x"] for eis in ALLE if eis.nummer not in redenen()}


def test_met_voor_elke_eis_een_test_of_een_reden_is_er_geen_bezwaar() -> None:
    assert list(bezwaren(ALLE, VOLLEDIG)) == []


def test_een_eis_zonder_test_valt_op() -> None:
    zonder = {nummer: tests for nummer, tests in VOLLEDIG.items() if nummer != "WB004"}
    assert list(bezwaren(ALLE, zonder)) == ["WB004 heeft geen test en staat niet in open.toml"]
    (rij,) = (regel for regel in lijst(ALLE, zonder).splitlines() if regel.startswith("| WB004 "))
    assert "*open*" in rij


def test_een_merk_dat_geen_eis_is_valt_op() -> None:
    assert list(bezwaren(ALLE, VOLLEDIG | {"WB999": ["tests/a.py::test_x"]})) == [
        "WB999 staat niet in eisen.txt"
    ]


def test_een_reden_die_niet_meer_nodig_is_valt_op() -> None:
    open_ = next(iter(redenen()))
    (bezwaar,) = bezwaren(ALLE, VOLLEDIG | {open_: ["tests/a.py::test_x"]})
    assert bezwaar.startswith(f"{open_} heeft een test")


def test_elke_eis_staat_er_eenmaal() -> None:
    nummers = [eis.nummer for eis in ALLE]
    assert len(nummers) == len(set(nummers))
