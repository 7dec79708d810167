"""De wachtwoordregels, elk aan beide kanten van haar grens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from isi_soap.domain.wachtwoord import Wachtwoordstand, aanmeldbezwaar, bezwaren

GOED = "Goed-geval1"
DAG = date(2019, 4, 2)


@pytest.mark.regel("R-024")
@pytest.mark.parametrize(
    ("wachtwoord", "bezwaar"),
    [
        ("Kort-1a", "minder dan 8"),
        ("Geen-cijfer", "cijfer"),
        ("geen-hoofd1", "hoofdletter"),
        ("GEEN-KLEIN1", "kleine letter"),
        ("Zonderleesteken1", "leesteken"),
        ("Zonder spatie1", "leesteken"),
        ("A.Jansen-1", "naam"),
    ],
)
def test_wat_er_aan_een_wachtwoord_schort(wachtwoord: str, bezwaar: str) -> None:
    (gevonden,) = bezwaren(wachtwoord, ["a.jansen", "Annie"])
    assert bezwaar in gevonden


@pytest.mark.regel("R-024")
def test_een_goed_wachtwoord() -> None:
    assert bezwaren(GOED, ["a.jansen"]) == ()
    assert bezwaren("Acht-te1", []) == ()
    assert "laatste 10" in bezwaren(GOED, [], eerder_gebruikt=True)[0]
    assert len(bezwaren("", ["x"])) == 5  # alles tegelijk, behalve de naam


@pytest.mark.regel("R-025")
@pytest.mark.parametrize(
    ("stand", "dagen", "bezwaar"),
    [
        (Wachtwoordstand(sinds=DAG, uitgegeven=True), 14, "uitgegeven"),
        (Wachtwoordstand(sinds=DAG), 45, "niet aangemeld"),
        (Wachtwoordstand(sinds=DAG, laatste_aanmelding=DAG + timedelta(days=30)), 56, "ouder dan"),
    ],
)
def test_een_wachtwoord_opent_tot_en_met_zijn_laatste_dag(
    stand: Wachtwoordstand, dagen: int, bezwaar: str
) -> None:
    laatste = DAG + timedelta(days=dagen)
    assert aanmeldbezwaar(stand, laatste) is None
    gevonden = aanmeldbezwaar(stand, laatste + timedelta(days=1))
    assert gevonden is not None
    assert bezwaar in gevonden


@pytest.mark.regel("R-025")
def test_aanmelden_houdt_een_account_open_maar_maakt_het_wachtwoord_niet_nieuw() -> None:
    stand = Wachtwoordstand(sinds=DAG, laatste_aanmelding=DAG + timedelta(days=40))
    assert aanmeldbezwaar(stand, DAG + timedelta(days=50)) is None
    assert "ouder" in str(aanmeldbezwaar(stand, DAG + timedelta(days=57)))
    assert aanmeldbezwaar(replace(stand, sinds=DAG + timedelta(days=41)), DAG + timedelta(days=80)) is None
