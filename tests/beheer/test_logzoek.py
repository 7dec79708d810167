"""`isi-soap log zoek` en `toon`, zoals een auditor ze typt: gevonden, geweigerd, en zelf in het log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from isi_soap.beheer import log_cli
from isi_soap.settings import Instellingen, instellingen
from persistence.database import Database
from tests.logregels import alle_regels
from tests.persistence.logboek.records import ANDER, BSN, OIN, schrijf

NU = datetime.now(UTC)
DOEL = ("--doel", "klacht 2026-17")
VAN = ("--van", f"{NU - timedelta(hours=1):%Y-%m-%dT%H:%M:%S}")


@pytest.fixture(autouse=True)
def _omgeving(server_instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ISI_DATABASE_URL", str(server_instellingen.database_url))
    monkeypatch.setenv("ISI_DATA_MAP", str(server_instellingen.data_map))
    monkeypatch.delenv("ISI_LOG_DOEL", raising=False)
    instellingen.cache_clear()
    yield
    instellingen.cache_clear()


def typ(*woorden: object, **omgeving: str) -> Result:
    return CliRunner().invoke(log_cli.app, [str(woord) for woord in woorden], env=omgeving)


def zoek(*woorden: object) -> Any:
    uit = typ("zoek", *woorden, *DOEL, "--json")
    assert uit.exit_code in (0, 1), uit.output
    gelezen = json.loads(uit.stdout)
    assert uit.exit_code == (0 if gelezen["regels"] else 1)
    return gelezen


def test_elk_filter_heeft_zijn_optie(database: Database) -> None:
    een = schrijf(database, BSN, ontvangen=NU, message_id="urn:uuid:1", codes=("F021",))
    twee = schrijf(
        database,
        ANDER,
        ontvangen=NU,
        gemeente="0599",
        namens="0363",
        gebruiker="alles",
        oin="00000001002220647001",
        operatie="PersonenZoeken",
        uitkomst="OK",
        codes=(),
    )
    for opties, kenmerk in (
        (("--bsn", BSN), een),
        (("--bsn", ANDER), twee),
        (("--message-id", "urn:uuid:1"), een),
        (("--gemeente", "0363", *VAN), een),
        (("--gemeente", "0599", *VAN), twee),
        (("--namens", "0599", *VAN), een),
        (("--gebruiker", "alles", *VAN), twee),
        (("--oin", OIN, *VAN), een),
        (("--operatie", "PersonenZoeken", *VAN), twee),
        (("--uitkomst", "GEWEIGERD", *VAN), een),
        (("--code", "F021", *VAN, "--tot", f"{NU + timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"), een),
    ):
        # Wie zocht over deze persoon staat er zelf ook over in.
        gevonden = [regel for regel in zoek(*opties)["regels"] if regel["soort"] == "BERICHT"]
        assert [regel["kenmerk"] for regel in gevonden] == [str(kenmerk)], opties
    assert zoek("--bsn", "999990032") == {"regels": [], "verder": None}


def test_bladeren(database: Database) -> None:
    kenmerken = [str(schrijf(database, message_id="urn:uuid:1", ontvangen=NU)) for _ in range(5)][::-1]
    gezien: list[str] = []
    verder: tuple[str, ...] = ()
    for aantal in (2, 2, 1):
        blad = zoek("--message-id", "urn:uuid:1", "--aantal", "2", *verder)
        assert len(blad["regels"]) == aantal
        gezien += [regel["kenmerk"] for regel in blad["regels"]]
        verder = ("--na", blad["verder"])
    assert gezien == kenmerken
    assert blad["verder"] is None
    leesbaar = typ("zoek", "--message-id", "urn:uuid:1", "--aantal", "2", *DOEL)
    assert kenmerken[0] in leesbaar.stdout
    assert "Er is meer: dezelfde vraag met --na " in leesbaar.stdout


@pytest.mark.parametrize(
    ("code", "woorden"),
    [
        ("Z001", DOEL),
        ("Z002", ("--gemeente", "0363", *DOEL)),
        ("Z003", ("--van", "2020-01-01", "--tot", "2020-02-02", "--code", "F021", *DOEL)),
        ("Z005", ("--bsn", "999990018", *DOEL)),
        ("Z006", ("--bsn", BSN, "--na", "AAAA", *DOEL)),
        ("Z008", ("--bsn", BSN, "--gemeente", "Amsterdam", *DOEL)),
        ("Z009", ("--bsn", BSN)),
        ("Z009", ("--bsn", BSN, "--doel", "  x  ")),
    ],
)
def test_wat_geweigerd_wordt(database: Database, code: str, woorden: tuple[str, ...]) -> None:
    uit = typ("zoek", *woorden, "--json")
    assert (uit.exit_code, uit.stdout) == (2, "")
    assert uit.stderr.startswith("Geweigerd: ")
    assert f"[{code}]" in uit.stderr
    assert alle_regels(database) == []


def test_tonen_als_json_en_op_message_id(database: Database) -> None:
    kenmerk = schrijf(database, BSN, ANDER, message_id="urn:uuid:1", antwoord=b"<a>\xff</a>")
    for wat in (kenmerk, "urn:uuid:1"):
        uit = typ("toon", wat, "--json", ISI_LOG_DOEL="inzageverzoek")
        assert uit.exit_code == 0, uit.output
        (heel,) = json.loads(uit.stdout)
        assert (heel["kenmerk"], heel["bsns"]) == (str(kenmerk), [BSN, ANDER])
        assert heel["aanvraag"] == f"<vraag>{BSN} {ANDER}</vraag>"
        assert heel["antwoord"] == "<a>\ufffd</a>"
    assert typ("toon", kenmerk).exit_code == 2
    onbekend = typ("toon", "urn:uuid:2", *DOEL)
    assert (onbekend.exit_code, onbekend.stdout) == (1, "")


def test_wie_zoekt_of_leest_staat_zelf_in_het_log(database: Database) -> None:
    kenmerk = schrijf(database, BSN, ANDER)
    zoek("--bsn", BSN)
    assert typ("toon", kenmerk, *DOEL).exit_code == 0
    gelezen, gezocht, _ = alle_regels(database)
    assert (gezocht.soort, gezocht.operatie, gezocht.bsns) == ("BEHEER", "log zoek", (BSN,))
    assert json.loads(gezocht.verzoek or b"") == {"doel": "klacht 2026-17", "bsn": BSN}
    assert json.loads(gezocht.antwoord or b"") == {"gevonden": [str(kenmerk)]}
    assert (gelezen.operatie, gelezen.bsns) == ("log toon", (BSN, ANDER))
    assert json.loads(gelezen.antwoord or b"") == {"getoond": [str(kenmerk)]}
