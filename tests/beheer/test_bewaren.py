"""De opdrachten rond bewaren en vernietigen, zoals een beheerder ze typt."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from typer.testing import CliRunner, Result

from isi_soap.audit.sleutels import maak_sleutelbos
from isi_soap.beheer import db_cli, log_cli
from isi_soap.settings import Instellingen, instellingen
from persistence.database import Database
from persistence.logboek import ldv
from persistence.logboek.bewaring import maand_van, maanden_verder
from persistence.tabellen import bericht, sleutelovergang
from tests.logregels import alle_regels
from tests.persistence.logboek import ouder
from tests.persistence.logboek.ouder import schrijf_op
from tests.persistence.logboek.records import ANDER, BSN, schrijf
from tests.persistence.logboek.verzegeld import begin
from tools import verify_log

Typ = Callable[..., Result]
MAAND = maanden_verder(maand_van(datetime.now(UTC)), -24)  # inhoud aan de beurt, gegevens nog niet
TOEN = datetime(MAAND.year, MAAND.month, 5, 12, tzinfo=UTC)


@pytest.fixture
def typ(
    database: Database, server_instellingen: Instellingen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Typ]:
    monkeypatch.setenv("ISI_DATABASE_URL", str(server_instellingen.database_url))
    monkeypatch.setenv("ISI_DATA_MAP", str(server_instellingen.data_map))
    monkeypatch.setenv("ISI_LOG_ARCHIEF", str(tmp_path / "archief"))
    instellingen.cache_clear()

    def _typ(*woorden: object, app: Any = log_cli.app) -> Result:
        return CliRunner().invoke(
            app, [str(woord) for woord in woorden], env={"COLUMNS": "200", "ISI_LOG_DOEL": "beproeving"}
        )

    yield _typ
    instellingen.cache_clear()


def gelukt(uit: Result) -> str:
    assert uit.exit_code == 0, uit.output
    return uit.stdout


def test_archiveren_vasthouden_en_vernietigen(database: Database, typ: Typ, tmp_path: Path) -> None:
    log = begin(database)
    ouder.maak_delen(database, MAAND)
    with database.transactie() as conn:
        van_hem = schrijf_op(conn, database, TOEN, BSN)
        samen = schrijf_op(conn, database, TOEN + timedelta(seconds=1), BSN, ANDER)
        ander = schrijf_op(conn, database, TOEN + timedelta(seconds=2), ANDER)
        log.teken(conn, log.verzegel(conn))
    stappen = json.loads(gelukt(typ("archiveer", "--verwijder", "--json")))
    assert [stap["geleegd"] for stap in stappen] == [False, True]
    assert "Er is geen maand" in gelukt(typ("archiveer"))
    toon = gelukt(typ("toon", "--doel", "beproeving", van_hem))
    assert stappen[0]["bestand"] in toon
    assert "<vraag>" in toon  # de map van het archief is hier te lezen

    gezocht = json.loads(gelukt(typ("zoek", "--doel", "beproeving", "--bsn", ANDER, "--json")))
    berichten = [regel for regel in gezocht["regels"] if regel["soort"] == "BERICHT"]
    assert {regel["archief"] for regel in berichten} == {stappen[0]["bestand"]}
    assert len(berichten) == 2
    # Hoe breed het scherm is verschilt, en dan breekt de naam af.
    assert "inhoud in" in gelukt(typ("zoek", "--doel", "beproeving", "--bsn", ANDER))

    reden = ("--reden", "bezwaar 2026/12")
    bevel = json.loads(gelukt(typ("bewaarbevel", "instellen", "--bericht", van_hem, *reden, "--json")))
    assert "bezwaar 2026/12" in gelukt(typ("bewaarbevel", "lijst"))
    assert typ("bewaarbevel", "instellen", *reden).exit_code == 2
    droog = json.loads(gelukt(typ("vernietig", "--droog", "--json")))
    assert "<vraag>" in gelukt(typ("toon", "--doel", "beproeving", ander))  # er is nog niets gebeurd
    echt = json.loads(gelukt(typ("vernietig", "--ja", "--json")))
    assert droog["maanden"] == echt["maanden"]
    (maand,) = echt["maanden"]
    assert (maand["sleutels"], maand["berichten"]) == (2, {"inhoud": 2})
    assert (maand["gedeeld"], maand["vastgehouden"]) == ([[str(samen), 2]], [str(van_hem)])
    assert "De inhoud is vernietigd op" in gelukt(typ("toon", "--doel", "beproeving", ander))
    over = json.loads(gelukt(typ("zoek", "--doel", "beproeving", "--bsn", BSN, "--json")))["regels"]
    waar = {regel["kenmerk"]: regel["archief"] for regel in over if regel["soort"] == "BERICHT"}
    assert waar == {str(van_hem): stappen[0]["bestand"], str(samen): None}  # wat vernietigd is staat nergens
    assert "<vraag>" in gelukt(typ("toon", "--doel", "beproeving", van_hem))

    gelukt(typ("bewaarbevel", "opheffen", bevel["kenmerk"], "--reden", "afgedaan"))
    assert typ("bewaarbevel", "opheffen", bevel["kenmerk"], "--reden", "nog eens").exit_code == 2
    tekst = gelukt(typ("vernietig", "--ja"))
    assert "vernietigd: 1 sleutels, inhoud van inhoud 1" in tekst
    assert "Er is niets waarvan de termijn om is." in gelukt(typ("vernietig", "--ja"))
    assert gelukt(typ("verifieer")).rstrip().endswith("geen bevindingen.")
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
        gedaan = set(conn.execute(select(bericht.c.operatie).where(bericht.c.soort == "BEHEER")).scalars())
    assert {"log archiveer", "log bewaarbevel", "log vernietig"} <= gedaan
    assert verify_log.toets(tmp_path / "archief" / stappen[0]["bestand"], ouder.bewaar(log)).bevindingen == []


def test_ook_de_gegevens_en_het_bestand_gaan_weg(database: Database, typ: Typ, tmp_path: Path) -> None:
    log = begin(database)
    lang = date(2019, 3, 1)
    ouder.maak_delen(database, lang)
    with database.transactie() as conn:
        kenmerk = schrijf_op(conn, database, datetime(2019, 3, 5, tzinfo=UTC), BSN)
        log.teken(conn, log.verzegel(conn))
    (bestand, _) = json.loads(gelukt(typ("archiveer", "--verwijder", "--json")))
    verslag = json.loads(gelukt(typ("vernietig", "--ja", "--json")))
    assert verslag["maanden"][0]["reeksen"] == [[0, 1]]
    assert verslag["archiefbestanden"] == [{"bestand": bestand["bestand"], "vernietigd": True}]
    assert list((tmp_path / "archief").iterdir()) == []
    weg = typ("toon", "--doel", "beproeving", kenmerk)
    assert (weg.exit_code, "vernietigd op" in weg.stderr) == (1, True)
    assert "1 records zijn er volgens hun bewaartermijn niet meer." in gelukt(typ("verifieer"))
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    gelukt(typ("exporteer", tmp_path / "uit"))
    uit = verify_log.toets(tmp_path / "uit", ouder.bewaar(log))
    assert (uit.bevindingen, uit.weg) == ([], 1)


def test_gegevens_wachten_op_het_logboek_dataverwerkingen(
    database: Database, typ: Typ, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wat nog niet geleverd is blijft, en dat staat in het verslag; de inhoud is daar niet nodig."""
    log = begin(database)
    ouder.maak_delen(database, date(2019, 3, 1))
    with database.transactie() as conn:
        kenmerken = [
            schrijf_op(conn, database, datetime(2019, 3, dag, tzinfo=UTC), BSN) for dag in range(5, 8)
        ]
        log.teken(conn, log.verzegel(conn))

    def er_nog() -> list[UUID]:
        with database.transactie() as conn:
            oud = select(bericht.c.id).where(bericht.c.ontvangen < datetime(2020, 1, 1, tzinfo=UTC))
            return list(conn.execute(oud.order_by(bericht.c.id)).scalars())

    monkeypatch.setenv("ISI_LDV_ADRES", "https://ldv.example/v1/logs")
    monkeypatch.setenv("ISI_LDV_REGISTER", "/dev/null")
    instellingen.cache_clear()
    tekst = gelukt(typ("vernietig", "--ja"))  # er is nog nooit iets geleverd
    assert "inhoud van inhoud 3" in tekst
    assert "3 records blijven: het logboek dataverwerkingen is tot positie 0; lever eerst" in tekst
    assert er_nog() == kenmerken

    with database.transactie() as conn:
        ldv.leg_vast(conn, 2, 2, 0, datetime.now(UTC))
    monkeypatch.delenv("ISI_LDV_ADRES")  # de bladwijzer is er nog
    instellingen.cache_clear()
    verslag = json.loads(gelukt(typ("vernietig", "--ja", "--json")))
    (maand,) = verslag["maanden"]
    assert (maand["records"], maand["reeksen"], maand["wacht_op_ldv"]) == (2, [[0, 2]], 1)
    assert verslag["ldv_bladwijzer"] == 2
    assert er_nog() == kenmerken[2:]
    with database.transactie() as conn:
        verwerkingen, tot = ldv.te_leveren(conn, 2, 10)
    assert kenmerken[2] in [verwerking.id for verwerking in verwerkingen]
    with database.transactie() as conn:
        ldv.leg_vast(conn, tot, 1, 0, datetime.now(UTC))
    assert json.loads(gelukt(typ("vernietig", "--ja", "--json")))["maanden"][0]["records"] == 1
    assert er_nog() == []
    assert gelukt(typ("verifieer")).rstrip().endswith("niet meer.")


def test_wie_geen_ldv_logboek_meer_heeft_vernietigt_voorbij_de_bladwijzer(
    database: Database, typ: Typ
) -> None:
    log = begin(database)
    ouder.maak_delen(database, date(2019, 3, 1))
    with database.transactie() as conn:
        schrijf_op(conn, database, datetime(2019, 3, 5, tzinfo=UTC), BSN)
        log.teken(conn, log.verzegel(conn))
        ldv.leg_vast(conn, 0, 0, 0, datetime.now(UTC))
    (maand,) = json.loads(gelukt(typ("vernietig", "--ja", "--json", "--voorbij-ldv")))["maanden"]
    assert (maand["records"], maand["wacht_op_ldv"]) == (1, 0)


def test_de_inpaksleutel_vervangen(
    database: Database, typ: Typ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISI_DATA_MAP", str(tmp_path / "data"))
    instellingen.cache_clear()
    eigen = Database(database.url, instellingen())
    begin(eigen)
    schrijf(eigen, BSN)
    schrijf(eigen, BSN, ANDER)
    (oud,) = json.loads(gelukt(typ("sleutel", "stand", "--json")))["inpaksleutels"]
    gelukt(typ("sleutel", "nieuw"))
    uit = json.loads(gelukt(typ("sleutel", "roteer", "--json")))
    assert (uit["omgewikkeld"], uit["mislukt"], uit["kan_weg"]) == (3, 0, [oud["kenmerk"]])
    vroeg = typ("sleutel", "verwijder", oud["kenmerk"], "--ja")
    assert (vroeg.exit_code, "wacht een minuut" in vroeg.stderr) == (2, True)
    bestand = tmp_path / "data" / "logsleutels.json"
    os.utime(bestand, (bestand.stat().st_atime, bestand.stat().st_mtime - 120))
    gelukt(typ("sleutel", "verwijder", oud["kenmerk"], "--ja"))
    stand = json.loads(gelukt(typ("sleutel", "stand", "--json")))
    assert [rij["kenmerk"] for rij in stand["inpaksleutels"]] == [uit["inpaksleutel"]]
    assert stand["ontbreekt"] == []
    assert typ("sleutel", "verwijder", uit["inpaksleutel"], "--ja").exit_code == 2
    assert json.loads(gelukt(typ("sleutel", "roteer", "--json")))["omgewikkeld"] == 0
    assert typ("verifieer", "--inhoud").exit_code == 0


def test_de_verzegelaar_krijgt_een_nieuwe_sleutel(
    database: Database, typ: Typ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zonder verzegelaar doet de opdracht het zelf; de map van de getuige is dan genoeg om na te rekenen."""
    getuige = tmp_path / "getuige"
    monkeypatch.setenv("ISI_DATA_MAP", str(tmp_path / "data"))
    monkeypatch.setenv("ISI_LOG_GETUIGE", str(getuige))
    instellingen.cache_clear()
    eigen = Database(database.url, instellingen())
    assert typ("sleutel", "verzegelaar").exit_code == 2  # er is nog geen verzegelaar geweest
    schrijf(eigen, BSN)
    from isi_soap.beheer.verzegelaar import wissel_zelf

    wissel_zelf(eigen, instellingen())
    vkeys = [json.loads(gelukt(typ("sleutel", "verzegelaar", "--json"))) for _ in range(2)]
    assert vkeys[0]["nieuw"] == vkeys[1]["oud"]
    schrijf(eigen, ANDER)
    wissel_zelf(eigen, instellingen())
    with eigen.transactie() as conn:
        assert len(conn.execute(select(sleutelovergang)).all()) == 2
    assert (getuige / "logboek.vkey").read_text().strip() == vkeys[0]["oud"]
    assert len(list(getuige.rglob("*.overgang.checkpoint"))) == 2
    assert not list((tmp_path / "data").glob("*.opvolger"))
    gelukt(typ("verifieer", "--bewaard", getuige))
    gelukt(typ("exporteer", tmp_path / "uit", "--bewaard", getuige))
    later = datetime.now(UTC) + timedelta(minutes=1)
    uit = verify_log.toets(tmp_path / "uit", getuige, later)
    assert [b.soort for b in uit.bevindingen if b.soort != "ONBEWEZEN"] == []
    assert uit.getoetst


def test_ook_zonder_sleutelbestand_is_de_rest_na_te_rekenen(
    database: Database, typ: Typ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = begin(database)
    eerste = schrijf(database, BSN)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("UPDATE bericht SET gebruiker = 'x' WHERE id = :id"), {"id": eerste})
    monkeypatch.setenv("ISI_DATA_MAP", str(tmp_path / "leeg"))
    instellingen.cache_clear()
    uit = typ("verifieer", "--inhoud", "--json")
    gevonden = [bevinding["soort"] for bevinding in json.loads(uit.stdout)["bevindingen"]]
    assert (uit.exit_code, gevonden) == (1, ["SLEUTEL", "GEWIJZIGD", "INHOUD", "SLEUTEL"])
    assert not (tmp_path / "leeg").exists()  # er is geen nieuw bestand gemaakt
    # Van een ander log: dat is te zien, en er komt geen record bij met de verkeerde sleutel.
    maak_sleutelbos(tmp_path / "leeg" / "logsleutels.json")
    uit = typ("verifieer", "--json")
    assert "hoort niet bij dit log" in uit.stdout
    with database.transactie() as conn:
        assert conn.execute(select(bericht.c.id)).scalars().all() == [eerste]


@pytest.mark.parametrize(
    "fout",
    [
        {"log_tijdstempel_url": "http://tsa.example", "log_tijdstempel_opdracht": "tsa"},
        {"log_tijdstempel_url": "http://tsa.example"},
    ],
)
def test_een_tijdstempeldienst_die_niet_te_vertrouwen_is(fout: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Instellingen(**fout)  # type: ignore[arg-type]


def test_een_vreemd_checkpoint_houdt_de_export_niet_op(database: Database, typ: Typ, tmp_path: Path) -> None:
    log = begin(database)
    schrijf(database, BSN)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    bewaard = ouder.bewaar(log, tmp_path / "bewaard")
    (bewaard / "vreemd.checkpoint").write_text("elders/log\n1\nAAAA\n\n— elders/log AAAA\n")
    uit = typ("exporteer", tmp_path / "uit", "--bewaard", bewaard)
    assert (uit.exit_code, "telt niet mee" in uit.stderr) == (0, True)
    assert (tmp_path / "uit" / "export.json").exists()


def test_kopie_en_herstel_weigeren_in_woorden(database: Database, typ: Typ, tmp_path: Path) -> None:
    gelukt(typ("kopie", tmp_path / "isi.dump", app=db_cli.app))
    for fout in (
        ("kopie", tmp_path / "isi.dump"),
        ("herstel", tmp_path / "isi.dump"),
        ("herstel", tmp_path / "x"),
    ):
        uit = typ(*fout, app=db_cli.app)
        assert (uit.exit_code, uit.stderr.startswith("Fout: ")) == (1, True)


@pytest.mark.parametrize(
    "opdracht",
    [
        ("exporteer", "uit.zip"),
        ("wis", "--ja"),
        ("bewaarbevel", "instellen", "--reden", "bezwaar 2026/12"),
    ],
)
@pytest.mark.parametrize("bsn", ["999990018", "99999001", "12345678x"])
def test_een_nummer_dat_geen_bsn_is_wordt_genoemd(
    database: Database, typ: Typ, tmp_path: Path, opdracht: tuple[str, ...], bsn: str
) -> None:
    """Wie zich vertypt wist of exporteerde anders niets, en kreeg te horen dat het gelukt was."""
    if opdracht[0] == "exporteer":
        opdracht = ("exporteer", str(tmp_path / "uit.zip"))
    uit = typ(*opdracht, "--bsn", bsn)
    assert (uit.exit_code, uit.stdout) == (2, "")
    assert "elfproef" in uit.stderr
    assert "[Z005]" in uit.stderr
    assert not list(tmp_path.glob("*.zip"))
    assert alle_regels(database) == []


def test_exporteren_vraagt_een_doel_en_dat_staat_in_het_log(
    database: Database, typ: Typ, tmp_path: Path
) -> None:
    """Wie alles meeneemt leest meer dan wie een bericht toont."""
    log = begin(database)
    schrijf(database, BSN)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    uit = typ("exporteer", tmp_path / "uit", "--doel", "hm")
    assert (uit.exit_code, "[Z009]" in uit.stderr) == (2, True)
    assert not (tmp_path / "uit").exists()
    gelukt(typ("exporteer", tmp_path / "uit", "--doel", "zaak 2026-0042", "--bsn", BSN))
    (spoor,) = [regel for regel in alle_regels(database) if regel.soort == "BEHEER"]
    assert json.loads(spoor.verzoek or b"") == {"doel": "zaak 2026-0042", "bsn": "*********"}
    assert spoor.bsns == (BSN,)
