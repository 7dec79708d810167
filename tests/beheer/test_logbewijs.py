"""De opdrachten van het log, en het losse programma in een Python die alleen cryptography kent."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from collections.abc import Callable
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text

from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.kenmerk import nieuw_id
from persistence.logboek.berichtenlog import schrijf_logregel
from tests.logregels import alle_regels
from tests.persistence.logboek.records import ANDER, BSN, logregel, schrijf
from tests.persistence.logboek.verzegeld import begin
from tests.voorgeladen import voer_uit

Opdracht = Callable[..., subprocess.CompletedProcess[str]]
VERIFY = Path(__file__).parents[2] / "tools" / "verify_log.py"


@pytest.fixture
def opdracht(database: Database, server_instellingen: Instellingen) -> Opdracht:
    def _doe(*woorden: object) -> subprocess.CompletedProcess[str]:
        omgeving = {
            "ISI_DATABASE_URL": str(server_instellingen.database_url),
            "ISI_DATA_MAP": str(server_instellingen.data_map),
            "COLUMNS": "200",
            "ISI_LOG_DOEL": "jaarcontrole",
        }
        return voer_uit("log", *map(str, woorden), env=os.environ | omgeving)

    return _doe


def alleen_cryptography(map_: Path) -> Path:
    """De Python van een virtuele omgeving met cryptography en wat zij nodig heeft, en verder niets."""
    venv.create(map_, symlinks=True)
    (pakketten,) = map_.glob("lib/python*/site-packages")
    namen = {"cryptography", "cffi", "_cffi_backend", "pycparser"}
    assert all(eis.split(">")[0].strip() in {"cffi", "typing-extensions"} for eis in
               (e.split(";")[0] for e in requires("cryptography") or [] if "extra" not in e))  # fmt: skip
    for naam in namen:
        if (spec := find_spec(naam)) is not None and spec.origin is not None:
            bron = Path(spec.origin)
            bron = bron.parent if bron.name == "__init__.py" else bron
            (pakketten / bron.name).symlink_to(bron)
    return map_ / "bin" / "python"


def verify_log(python: Path, *woorden: object) -> subprocess.CompletedProcess[str]:
    """-I: zonder de omgeving, en zonder de map waar dit project staat."""
    return subprocess.run(
        [python, "-I", VERIFY, *map(str, woorden)],
        env={"PATH": os.environ["PATH"]},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_duizend_berichten_getoetst_met_alleen_cryptography(
    database: Database, opdracht: Opdracht, tmp_path: Path
) -> None:
    log = begin(database)
    with database.transactie() as conn:
        for nummer in range(1000):
            wie = ((BSN,), (ANDER,), (BSN, ANDER))[nummer % 3]
            schrijf_logregel(conn, database.logsleutels, nieuw_id(), logregel(*wie))
        boom = log.verzegel(conn)
        log.teken(conn, boom)
    bewaard = tmp_path / "bewaard"
    bewaard.mkdir()
    (bewaard / "log.vkey").write_text(log.wie.controlesleutel.tekst())
    (bewaard / "1.checkpoint").write_text(log.bewaard[0])
    export = opdracht("exporteer", tmp_path / "uit.zip", "--bewaard", bewaard, "--json")
    assert export.returncode == 0, export.stderr
    assert json.loads(export.stdout) == {"grootte": 1000, "records": 1000, "onleesbaar": 0}
    los = alleen_cryptography(tmp_path / "omgeving")
    klaar = verify_log(los, tmp_path / "uit.zip", "--bewaard", bewaard, "--json")
    assert klaar.returncode == 0, klaar.stdout + klaar.stderr
    uit = json.loads(klaar.stdout)
    assert (uit["records"], uit["leesbaar"], uit["bevindingen"]) == (1000, 1000, [])
    # Dat telt alleen als er echt niets anders is.
    for pakket, code in (("cryptography", 0), ("sqlalchemy", 1), ("isi_soap", 1)):
        assert subprocess.run([los, "-I", "-c", f"import {pakket}"], capture_output=True).returncode == code


def test_de_opdrachten(database: Database, opdracht: Opdracht, tmp_path: Path) -> None:
    log = begin(database)
    eerste = schrijf(database, BSN)
    leeg = opdracht("exporteer", tmp_path / "te-vroeg")
    assert leeg.returncode == 2
    assert "nog geen checkpoint" in leeg.stderr
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    heel = opdracht("verifieer", "--inhoud")
    assert (heel.returncode, heel.stderr.count("Traceback")) == (0, 0), heel.stderr
    assert "1 records en 1 checkpoints nagerekend" in heel.stdout
    assert opdracht("verifieer", "--bericht", eerste).returncode == 0
    assert opdracht("exporteer", tmp_path / "uit", "--bsn", BSN).returncode == 0
    nog_eens = opdracht("exporteer", tmp_path / "uit")
    assert nog_eens.returncode == 2
    assert "bestaat al" in nog_eens.stderr

    weg = opdracht("wis", "--bsn", BSN, "--ja")
    assert weg.returncode == 0, weg.stderr
    # Ook dat iemand exporteerde ging over deze persoon.
    assert "Van 2 berichten over deze persoon is de inhoud vernietigd." in weg.stdout
    toon = opdracht("toon", eerste, "--doel", "nagaan of het weg is")
    assert "De inhoud is vernietigd op" in toon.stdout
    assert opdracht("verifieer").returncode == 0

    with database.transactie() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("UPDATE bericht SET gebruiker = 'x' WHERE id = :id"), {"id": eerste})
    mis = opdracht("verifieer", "--json")
    assert mis.returncode == 1
    (bevinding,) = json.loads(mis.stdout)["bevindingen"]
    assert (bevinding["soort"], bevinding["positie"], bevinding["kenmerk"]) == ("GEWIJZIGD", 0, str(eerste))
    # Wie las, toetste en wiste staat zelf in het log.
    assert {r.operatie for r in alle_regels(database) if r.soort == "BEHEER"} == {
        "log exporteer",
        "log toon",
        "log verifieer",
        "log wis",
    }
    assert opdracht("stand", "--json").returncode in (0, 1)
