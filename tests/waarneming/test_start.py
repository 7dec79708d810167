"""Wat er aan de instellingen van de waarneming niet deugt, blijkt bij de start."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from isi_soap.settings import Instellingen
from isi_soap.soap.startcontrole import bezwaren
from tests.waarneming.conftest import REGISTER

LDV = {"ldv_adres": "https://ldv.test/v1/traces", "ldv_register": REGISTER}


def gevonden(**instellingen: Any) -> list[str]:
    return list(bezwaren(Instellingen(**instellingen), datetime.now(UTC)))


@pytest.mark.parametrize(
    "instellingen",
    [
        {},
        LDV,
        LDV | {"ldv_adres": "http://127.0.0.1:4318/v1/traces"},
        {"sporen_adres": "http://collector.test:4318/v1/traces"},
        {"metrieken_port": 9464},
    ],
)
def test_wat_deugt(instellingen: dict[str, Any]) -> None:
    assert gevonden(**instellingen) == []


@pytest.mark.parametrize(
    ("instellingen", "bezwaar"),
    [
        (LDV | {"ldv_register": None}, "ISI_LDV_ADRES vraagt ISI_LDV_REGISTER"),
        (LDV | {"ldv_register": Path("/bestaat/niet")}, "ISI_LDV_REGISTER: /bestaat/niet is niet te lezen"),
        (LDV | {"ldv_adres": "http://ldv.test/v1/traces"}, "ISI_LDV_ADRES vraagt https"),
        (LDV | {"ldv_adres": "ldv.test:4318"}, "ISI_LDV_ADRES is geen http(s)-adres"),
        (LDV | {"ldv_sleutel": Path("x")}, "ISI_LDV_CERTIFICAAT en ISI_LDV_SLEUTEL horen bij elkaar"),
        ({"sporen_adres": "grpc://collector.test"}, "ISI_SPOREN_ADRES is geen http(s)-adres"),
        ({"metrieken_port": 8080}, "ISI_METRIEKEN_PORT is de poort van de dienst zelf"),
    ],
)
def test_wat_niet_deugt(instellingen: dict[str, Any], bezwaar: str) -> None:
    (zin,) = gevonden(**instellingen)
    assert zin.startswith(bezwaar)


@pytest.mark.parametrize(("host", "mag"), [("127.0.0.1", True), ("10.0.0.5", True), ("0.0.0.0", False)])
def test_in_productie_niet_op_elk_adres(host: str, mag: bool) -> None:
    zinnen = gevonden(productie=True, metrieken_port=9464, metrieken_host=host)
    assert any(zin.startswith("ISI_METRIEKEN_HOST") for zin in zinnen) is not mag


def test_zonder_de_pakketten_is_dat_een_bezwaar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isi_soap.soap.startcontrole.find_spec", lambda naam: None)
    (zin,) = gevonden(**LDV)
    assert zin == "ISI_LDV_ADRES vraagt pakketten die ontbreken: pip install 'isi-soap[otel]'."
