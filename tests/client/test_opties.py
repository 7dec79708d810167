"""De opties van de verbinding: overal op de regel, of uit de omgeving; en welk certificaat bij wie hoort."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer

from isi_soap.beheer.pki import maak_test_pki
from isi_soap.client.alles import GeenKetentest, alles
from isi_soap.client.beveiliging import Beveiliging, OnbekendeSleutel
from isi_soap.client.opties import verbinding_uit
from isi_soap.client.partijen import partijen

AMSTERDAM = "00000099000000363000"


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map_ = tmp_path_factory.mktemp("pki") / "pki"
    maak_test_pki(map_, datetime.now(UTC), geldig=timedelta(days=90), crl_geldig=timedelta(days=7))
    return map_


def test_zonder_opties_is_het_ketentest_zonder_handtekening() -> None:
    verbinding, over = verbinding_uit(["persoon-info", "--bsn", "1"], {})
    assert (verbinding.profiel, verbinding.beveiliging) == ("ketentest", None)
    assert verbinding.dienst_adres("ISIKetentest") == "http://127.0.0.1:8080/ketentest/ISIKetentest-v0100"
    assert over == ["persoon-info", "--bsn", "1"]


def test_opties_mogen_overal_staan_en_gaan_voor_de_omgeving(pki: Path) -> None:
    args = ["persoon-info", "--profiel", "suwinet", "--bsn", "1", f"--pki={pki}", "--versleutel"]
    verbinding, over = verbinding_uit(args, {"ISI_CLIENT_PROFIEL": "ketentest", "ISI_ADRES": "https://x/"})
    assert over == ["persoon-info", "--bsn", "1"]
    assert verbinding.dienst_adres("ISIMuteren") == "https://x/suwinet/ISIMuteren-v0100"
    assert verbinding.beveiliging is not None
    assert verbinding.beveiliging.versleutel_voor == verbinding.beveiliging.dienst


@pytest.mark.parametrize(
    "args",
    [
        ["--profiel", "anders"],
        ["--profiel", "suwinet"],
        ["--versleutel"],
        ["--cert", "x.pem"],
        ["--profiel"],
    ],
)
def test_wat_niet_samengaat(args: list[str]) -> None:
    with pytest.raises(typer.BadParameter):
        verbinding_uit(args, {})


def test_elke_partij_heeft_haar_eigen_certificaat(pki: Path) -> None:
    beveiliging = Beveiliging.uit_pki(pki)
    for partij in partijen().values():
        assert beveiliging.houder(partij.oin).paar.oin == partij.oin
    with pytest.raises(OnbekendeSleutel):
        beveiliging.houder("00000099000009999000")


def test_een_eigen_certificaat_uit_losse_bestanden(pki: Path) -> None:
    map_ = pki / "amsterdam"
    args = ["--cert", str(map_ / "cert.pem"), "--sleutel", str(map_ / "sleutel.pem"), "--ca", str(pki / "ca")]
    verbinding, _ = verbinding_uit([*args, "--profiel", "suwinet"], {})
    assert verbinding.beveiliging is not None
    assert verbinding.beveiliging.houder(None).paar.oin == AMSTERDAM
    assert Path(verbinding.beveiliging.tls_ca).read_bytes().count(b"BEGIN CERTIFICATE") == 2


def test_alles_onder_suwinet_vraagt_een_ketentest(pki: Path) -> None:
    verbinding, _ = verbinding_uit(["--profiel", "suwinet", "--pki", str(pki)], {})
    assert "ISIKetentest" not in verbinding.diensten
    with pytest.raises(GeenKetentest):
        next(alles(verbinding))
    verbinding, _ = verbinding_uit(["--profiel=suwinet", f"--pki={pki}", "--ketentest", "http://y"], {})
    assert verbinding.dienst_adres("ISIKetentest") == "http://y/ketentest/ISIKetentest-v0100"
