"""`isi-soap batch` en `isi-soap klok` zoals een beheerder ze typt."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from isi_soap.beheer import batch_cli, klok_cli
from isi_soap.settings import Instellingen, instellingen
from persistence.database import Database

doe = CliRunner().invoke


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
    eerste = doe(batch_cli.app, ["dagelijks", "--json"])
    assert eerste.exit_code == 0
    verslag = json.loads(eerste.stdout)
    assert (verslag["soort"], verslag["al_uitgevoerd"]) == ("DAGELIJKS", False)
    tweede = doe(batch_cli.app, ["dagelijks"])
    assert "was al uitgevoerd" in tweede.stdout


@pytest.mark.regel("R-066")
def test_het_verslag_van_de_uitwisseling() -> None:
    assert doe(batch_cli.app, ["ind-uitwisseling"]).exit_code == 0
    in_woorden = doe(batch_cli.app, ["verslag", "--soort", "ind-uitwisseling", "--personen"])
    assert in_woorden.exit_code == 0, in_woorden.output
    assert "IND_UITWISSELING van" in in_woorden.stdout
    assert "teruggemeld        0" in in_woorden.stdout
    als_json = json.loads(doe(batch_cli.app, ["verslag", "--personen", "--json"]).stdout)
    assert (als_json["soort"], als_json["personen"]) == ("IND_UITWISSELING", [])


@pytest.mark.parametrize("run", ["nieuwkomers", "ind-uitwisseling"])
def test_de_andere_runs_in_woorden(run: str) -> None:
    uit = doe(batch_cli.app, [run])
    assert uit.exit_code == 0
    assert "personen verwerkt" in uit.stdout


def test_de_klok_verzetten_en_terugzetten() -> None:
    gezet = doe(klok_cli.app, ["zet", "2019-04-03T08:00", "--json"])
    assert gezet.exit_code == 0, gezet.output
    nu = json.loads(gezet.stdout)
    assert (nu["nu"][:16], nu["verzet"]) == ("2019-04-03T08:00", True)
    assert "(verzet)" in doe(klok_cli.app, ["toon"]).stdout
    assert json.loads(doe(klok_cli.app, ["terug", "--json"]).stdout)["verzet"] is False


def test_zonder_profiel_ketentest_is_er_geen_testklok(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISI_PROFIELEN", '["suwinet"]')
    instellingen.cache_clear()
    uit = doe(klok_cli.app, ["zet", "2019-04-03"])
    assert uit.exit_code == 1
    assert "alleen in het profiel ketentest" in uit.output


def test_zonder_database_een_melding_en_geen_stacktrace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISI_DATABASE_URL", "postgresql://niemand@127.0.0.1:1/niets")
    instellingen.cache_clear()
    uit = doe(batch_cli.app, ["dagelijks"])
    assert uit.exit_code == 1
    assert uit.output.startswith("Fout: ")
