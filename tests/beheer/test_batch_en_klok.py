"""`isi-soap batch` en `isi-soap klok` zoals een beheerder ze typt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from isi_soap.beheer import klok_cli, testdata_cli
from isi_soap.settings import Instellingen, instellingen
from persistence import klok
from persistence.database import Database
from tests.voorgeladen import voer_uit

doe = CliRunner().invoke


def batch(*woorden: str) -> subprocess.CompletedProcess[str]:
    """Als eigen proces: een run geeft berichten voorrang, en dat geldt voor het hele proces."""
    return voer_uit("batch", *woorden, env=os.environ)


@pytest.fixture(autouse=True)
def _eigen_database(
    database: Database, server_instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("ISI_DATABASE_URL", str(server_instellingen.database_url))
    instellingen.cache_clear()
    yield
    instellingen.cache_clear()


@pytest.mark.regel("R-065")
def test_de_dagrun_met_een_verslag_in_json() -> None:
    eerste = batch("dagelijks", "--json")
    assert eerste.returncode == 0
    verslag = json.loads(eerste.stdout)
    assert (verslag["soort"], verslag["al_uitgevoerd"]) == ("DAGELIJKS", False)
    vanaf_nul = [sys.executable, "-m", "isi_soap", "batch", "dagelijks"]
    tweede = subprocess.run(vanaf_nul, capture_output=True, text=True, timeout=120)
    assert "was al uitgevoerd" in tweede.stdout


@pytest.mark.regel("R-066")
def test_het_verslag_van_de_uitwisseling() -> None:
    assert batch("ind-uitwisseling").returncode == 0
    in_woorden = batch("verslag", "--soort", "ind-uitwisseling", "--personen")
    assert in_woorden.returncode == 0, in_woorden.stderr
    assert "IND_UITWISSELING van" in in_woorden.stdout
    assert "teruggemeld        0" in in_woorden.stdout
    als_json = json.loads(batch("verslag", "--personen", "--json").stdout)
    assert (als_json["soort"], als_json["personen"]) == ("IND_UITWISSELING", [])


@pytest.mark.parametrize("run", ["nieuwkomers", "ind-uitwisseling"])
def test_de_andere_runs_in_woorden(run: str) -> None:
    uit = batch(run)
    assert uit.returncode == 0
    assert "personen verwerkt" in uit.stdout


def test_de_klok_verzetten_en_terugzetten() -> None:
    gezet = doe(klok_cli.app, ["zet", "2019-04-03T08:00", "--json"])
    assert gezet.exit_code == 0, gezet.output
    nu = json.loads(gezet.stdout)
    assert (nu["nu"][:16], nu["verzet"]) == ("2019-04-03T08:00", True)
    assert "(verzet)" in doe(klok_cli.app, ["toon"]).stdout
    assert json.loads(doe(klok_cli.app, ["terug", "--json"]).stdout)["verzet"] is False


@pytest.mark.parametrize(
    "omgeving",
    [
        {"ISI_PROFIELEN": '["suwinet"]'},
        {"ISI_PROFIELEN": '["suwinet"]', "ISI_PRODUCTIE": "true"},
        {"ISI_PROFIELEN": '["ketentest"]', "ISI_PRODUCTIE": "true"},
    ],
)
@pytest.mark.parametrize("opdracht", [("zet", "2019-04-03"), ("terug",), ("toon",)])
def test_buiten_de_ketentest_is_er_geen_testklok(
    monkeypatch: pytest.MonkeyPatch, database: Database, omgeving: dict[str, str], opdracht: tuple[str, ...]
) -> None:
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)
    instellingen.cache_clear()
    uit = doe(klok_cli.app, list(opdracht))
    assert uit.exit_code == 1
    assert "alleen in het profiel ketentest" in uit.output
    with database.transactie() as conn:
        assert not klok.lees(conn).verzet


@pytest.mark.parametrize("omgeving", [{"ISI_PROFIELEN": '["suwinet"]'}, {"ISI_PRODUCTIE": "true"}])
@pytest.mark.parametrize("opdracht", ["laden", "herstel"])
def test_buiten_de_ketentest_wordt_er_geen_testset_geladen(
    monkeypatch: pytest.MonkeyPatch, omgeving: dict[str, str], opdracht: str
) -> None:
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)
    instellingen.cache_clear()
    uit = doe(testdata_cli.app, [opdracht])
    assert uit.exit_code == 1
    assert "alleen in het profiel ketentest" in uit.output


def test_zonder_database_een_melding_en_geen_stacktrace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISI_DATABASE_URL", "postgresql://niemand@127.0.0.1:1/niets")
    instellingen.cache_clear()
    uit = batch("dagelijks")
    assert uit.returncode == 1
    assert uit.stderr.splitlines()[-1].startswith("Fout: ")
    assert "Traceback" not in uit.stderr
