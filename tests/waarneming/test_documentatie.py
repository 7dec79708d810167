"""De tabel van de metrieken en de alarmen noemen precies wat er is; Prometheus zelf leest ze."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as ontleed

from isi_soap.settings import Instellingen
from tests.soap.berichten_maken import envelop, persoon_info
from tests.soap.test_front import post
from tests.waarneming.conftest import Waargenomen
from tests.waarneming.test_metrieken import waarde, wacht_op

WORTEL = Path(__file__).parents[2]
ALARMEN = WORTEL / "deploy" / "prometheus" / "isi-soap.rules.yml"
# Alleen met een PKI is er een certificaat; dat toont test_metrieken.py.
_MET_PKI = {
    "isi_crl_leeftijd_seconden",
    "isi_crl_resterend_seconden",
    "isi_crl_leesbaar",
    "isi_certificaat_geldig_tot_seconden",
}


def getoond(waargenomen: Waargenomen) -> set[str]:
    """De namen zoals de documentatie ze schrijft: een teller met _total, een histogram zonder meer."""
    waargenomen.server.stuur(post(envelop(persoon_info())))
    # Het laatst komt het checkpoint van de verzegelaar.
    wacht_op(waargenomen, lambda r: waarde(r, "isi_logboek_checkpoint_tijdstip_seconden") > 0)
    families = ontleed(waargenomen.metrieken().text)
    return {f"{f.name}_total" if f.type == "counter" else f.name for f in families}


def test_de_tabel_noemt_elke_metriek_en_niet_meer(waargenomen: Waargenomen) -> None:
    tekst = (WORTEL / "docs" / "waarneming.md").read_text()
    tabel = "".join(regel.split("|")[1] for regel in tekst.splitlines() if regel.startswith("| `isi_"))
    assert set(re.findall(r"isi_\w+", tabel)) == getoond(waargenomen) | _MET_PKI


def test_elk_alarm_gaat_over_een_metriek_die_er_is(waargenomen: Waargenomen) -> None:
    genoemd = set(re.findall(r"\bisi_\w+", ALARMEN.read_text()))
    bekend = getoond(waargenomen) | _MET_PKI
    assert {re.sub(r"_(bucket|count|sum)$", "", naam) for naam in genoemd} <= bekend


def test_elke_genoemde_instelling_bestaat() -> None:
    genoemd = set(re.findall(r"ISI_[A-Z_]+[A-Z]", (WORTEL / "docs" / "waarneming.md").read_text()))
    assert genoemd <= {f"ISI_{naam.upper()}" for naam in Instellingen.model_fields}


@pytest.mark.debian("promtool")
def test_prometheus_leest_wat_wij_tonen(waargenomen: Waargenomen) -> None:
    klaar = subprocess.run(
        ["promtool", "check", "metrics"],
        input=waargenomen.metrieken().text,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (klaar.returncode, klaar.stderr) == (0, "")


@pytest.mark.debian("promtool")
def test_de_alarmen_gaan_af_bij_wat_mis_is(tmp_path: Path) -> None:
    shutil.copy(ALARMEN, tmp_path)
    shutil.copy(Path(__file__).parent / "isi-soap.test.yml", tmp_path)
    for woorden in (["check", "rules", ALARMEN.name], ["test", "rules", "isi-soap.test.yml"]):
        klaar = subprocess.run(
            ["promtool", *woorden], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert klaar.returncode == 0, klaar.stdout + klaar.stderr
