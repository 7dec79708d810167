"""Het beheerlog: wie, wat, wanneer, ervoor en erna, zonder geheimen; en niemand haalt er iets uit."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import typer
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from typer.core import TyperGroup

from isi_soap.beheer import beheer_cli
from isi_soap.settings import instellingen
from persistence.testdata import herstel
from tests.beheer.conftest import Kantoor, aangemeld
from tests.beheer.test_beheer_toegang import NIEUWE_SLEUTEL
from tests.persistence.balie import AMSTERDAM


@pytest.mark.regel("R-025")
def test_elke_wijziging_staat_in_het_log_met_wat_er_was_en_werd(kantoor: Kantoor) -> None:
    uit = kantoor.typ("gebruiker", "rollen", "leest", "--rol", "6", **aangemeld())
    (regel,) = kantoor.json("log", "--gemeente", AMSTERDAM)
    verwacht = {
        "os_gebruiker": pwd.getpwuid(os.getuid()).pw_name,
        "beheerder": "0363/suwinetbeheerder",
        "gemeente": AMSTERDAM,
        "handeling": "rollen gezet",
        "onderwerp": "gebruiker 0363/leest",
        "voor": {"rollen": ["2"]},
        "na": {"rollen": ["6"]},
    }
    assert regel.items() >= verwacht.items()
    # Het log van het systeem wijst de regel aan, en noemt zelf geen account.
    gemeld = json.loads(uit.stderr.splitlines()[-1])
    assert (gemeld["event"], gemeld["beheerregel"]) == ("beheer", regel["id"])
    assert (gemeld["soort"], gemeld["handeling"]) == ("gebruiker", "rollen gezet")
    assert "leest" not in uit.stderr


def test_een_weigering_staat_alleen_in_het_log_van_het_systeem(kantoor: Kantoor) -> None:
    uit = kantoor.typ("gebruiker", "rollen", "leest", "--rol", "4", **aangemeld())
    gemeld = json.loads(uit.stderr.splitlines()[0])
    assert (gemeld["event"], gemeld["regel"], gemeld["level"]) == ("beheer geweigerd", "R-029", "warning")
    assert kantoor.json("log") == []


def test_in_het_log_staat_geen_geheim(kantoor: Kantoor) -> None:
    sleutel = json.loads(kantoor.doe(*NIEUWE_SLEUTEL, "--json"))["sleutel"]
    uit = kantoor.typ("gebruiker", "wachtwoord", "leest", **aangemeld())
    uitgegeven = uit.stdout.strip()
    assert uitgegeven not in uit.stderr
    gelogd = json.dumps(kantoor.json("log")) + kantoor.doe("log")
    for geheim in (sleutel, uitgegeven, "argon2", "hash"):
        assert geheim not in gelogd


@pytest.mark.parametrize(
    "opdracht",
    ["UPDATE beheerregel SET os_gebruiker = 'x'", "DELETE FROM beheerregel", "TRUNCATE beheerregel"],
)
def test_de_database_houdt_het_beheerlog_vast(kantoor: Kantoor, opdracht: str) -> None:
    kantoor.beheerder("blokkeren", "leest")
    with pytest.raises(IntegrityError), kantoor.database.transactie() as conn:
        conn.execute(text(opdracht))
    assert len(kantoor.json("log")) == 1


def test_de_begintoestand_herstellen_laat_het_beheerlog_staan(kantoor: Kantoor) -> None:
    kantoor.beheerder("blokkeren", "leest")
    with kantoor.database.transactie() as conn:
        herstel(conn)
    assert len(kantoor.json("log")) == 1
    assert "suwinetbeheerder" in kantoor.beheerder("lijst", gemeente="0344")


# --- de opdrachtregel -------------------------------------------------------------------------------


def opdrachten() -> Iterator[tuple[str, Any]]:
    def loop(naam: str, opdracht: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(opdracht, TyperGroup):
            for deel in opdracht.commands:
                yield from loop(f"{naam} {deel}", opdracht.commands[deel])
        elif not opdracht.hidden:
            yield naam, opdracht

    yield from loop("isi-soap beheer", typer.main.get_command(beheer_cli.app))


OPDRACHTEN = dict(opdrachten())


@pytest.mark.parametrize("naam", OPDRACHTEN)
def test_elke_opdracht_heeft_een_voorbeeld_en_neemt_geen_geheim_aan(naam: str) -> None:
    assert f"Voorbeeld: {naam}" in (OPDRACHTEN[naam].help or "")
    for parameter, soort in get_type_hints(OPDRACHTEN[naam].callback).items():
        if "wachtwoord" in parameter or "bestand" in parameter:
            # Een bestand, nooit het geheim zelf: de opdrachtregel staat in de proceslijst.
            assert soort == Path | None, parameter


def test_zonder_database_een_melding(monkeypatch: pytest.MonkeyPatch, kantoor: Kantoor) -> None:
    monkeypatch.setenv("ISI_DATABASE_URL", "postgresql://niemand@127.0.0.1:1/niets")
    instellingen.cache_clear()
    uit = kantoor.typ("sleutel", "lijst")
    assert (uit.exit_code, uit.stderr.startswith("Fout: ")) == (2, True)


def test_een_wachtwoordbestand_dat_er_niet_is(kantoor: Kantoor, tmp_path: Path) -> None:
    uit = kantoor.typ("gebruiker", "lijst", "--wachtwoord-bestand", str(tmp_path / "weg"), **aangemeld())
    assert (uit.exit_code, "niet te lezen" in uit.stderr) == (2, True)
