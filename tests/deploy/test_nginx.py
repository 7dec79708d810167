"""De nginx van deploy/: wederzijdse TLS, en het certificaat van de verbinding naar de dienst."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from cryptography.hazmat.primitives.serialization import Encoding

from isi_soap.beheer.pki import ververs_crls
from isi_soap.beheer.pki_uitgifte import Houder, maak, maak_crl
from isi_soap.client.partijen import partijen
from tests.deploy.conftest import DEPLOY, Nginx

pytestmark = pytest.mark.debian("nginx", "openssl")

AMSTERDAM = partijen()["amsterdam"].oin
IND = partijen()["ind"].oin


@pytest.mark.eis("WT001", "TLS001", "PKI001")
def test_de_dienst_kent_de_oin_van_de_verbinding(nginx: Nginx) -> None:
    antwoord = nginx.berichten.vraag("amsterdam")
    assert antwoord.status_code == 200
    assert f"oin={AMSTERDAM} peer=''" in antwoord.text
    assert f"oin={IND}" in nginx.berichten.vraag("ind").text


def test_wie_zijn_keten_niet_meestuurt_wordt_hier_wel_herkend(nginx: Nginx) -> None:
    assert f"oin={AMSTERDAM}" in nginx.berichten.vraag("amsterdam", keten=False).text


@pytest.mark.parametrize(
    "kop", ["X-Isi-Clientcertificaat", "x-isi-clientcertificaat", "X_Isi_Clientcertificaat"]
)
def test_een_kop_van_buiten_heeft_geen_uitwerking(nginx: Nginx, pki: Path, kop: str) -> None:
    """Amsterdam stuurt het certificaat van de IND mee, en blijft Amsterdam."""
    nagemaakt = quote((pki / "ind" / "cert.pem").read_text())
    assert f"oin={AMSTERDAM}" in nginx.berichten.vraag("amsterdam", koppen={kop: nagemaakt}).text


@pytest.mark.eis("WT001", "TLS001")
def test_zonder_certificaat_geen_dienst(nginx: Nginx) -> None:
    antwoord = nginx.berichten.vraag()
    assert antwoord.status_code == 403
    assert antwoord.text == "Een geldig clientcertificaat van een vertrouwde CA is nodig.\n"


@pytest.mark.eis("WT002", "WT004", "PKI002", "PKI003")
@pytest.mark.parametrize("gebrek", ["verlopen", "nog-niet-geldig", "andere-root", "ingetrokken"])
def test_met_een_ondeugdelijk_certificaat_geen_dienst(nginx: Nginx, gebrek: str) -> None:
    antwoord = nginx.berichten.vraag(f"fout/{gebrek}")
    assert antwoord.status_code == 403
    assert "oin=" not in antwoord.text


@pytest.mark.eis("WT004", "PKI003")
def test_een_verlopen_crl_laat_niemand_toe(nginx: Nginx, pki: Path) -> None:
    goed = (nginx.tls / "crl.pem").read_bytes()
    oud = nginx.map_ / "oud"
    shutil.copytree(pki, oud)
    ververs_crls(oud, datetime.now(UTC) - timedelta(days=3), timedelta(days=1))
    try:
        _herlaad(nginx, b"".join(p.read_bytes() for p in (oud / "crl").iterdir()))
        _wacht_op_status(nginx, 403)
    finally:
        _herlaad(nginx, goed)
        _wacht_op_status(nginx, 200)


@pytest.mark.eis("TLS002", "TLS003", "TLS004")
@pytest.mark.parametrize("versie", ["-tls1", "-tls1_1"])
def test_oude_versies_van_tls_bestaan_niet(nginx: Nginx, versie: str) -> None:
    uit = nginx.berichten.openssl(versie, "-cipher", "DEFAULT@SECLEVEL=0")
    assert "alert protocol version" in uit
    assert "Cipher is (NONE)" in uit


@pytest.mark.eis("WT003", "TLSCIPH001", "TLS006")
@pytest.mark.parametrize(
    "cipher", ["AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA256", "DHE-RSA-AES256-GCM-SHA384"]
)
def test_uit_te_faseren_ciphers_niet(nginx: Nginx, cipher: str) -> None:
    uit = nginx.berichten.openssl("-tls1_2", "-cipher", f"{cipher}:@SECLEVEL=0")
    assert "alert handshake failure" in uit


@pytest.mark.parametrize(("versie", "naam"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_nieuwe_versies_zonder_compressie_en_vroege_gegevens(nginx: Nginx, versie: str, naam: str) -> None:
    uit = nginx.berichten.openssl(versie, *_als(nginx.berichten.pki / "amsterdam"))
    assert f"New, {naam}, Cipher is " in uit
    assert "Compression: NONE" in uit
    assert "Expansion: NONE" in uit
    assert versie == "-tls1_2" or "Max Early Data: 0" in uit


def test_een_client_kan_niet_heronderhandelen(nginx: Nginx) -> None:
    klaar = subprocess.run(
        [
            *("openssl", "s_client", "-connect", f"127.0.0.1:{nginx.berichten.nummer}", "-tls1_2"),
            *_als(nginx.berichten.pki / "amsterdam"),
        ],
        input="R\nGET /gezond HTTP/1.0\r\n\r\n",
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert "RENEGOTIATING" in klaar.stdout + klaar.stderr
    assert "no renegotiation" in klaar.stdout + klaar.stderr
    assert "gezond" not in klaar.stdout


def test_een_te_groot_bericht_komt_niet_bij_de_dienst(nginx: Nginx) -> None:
    map_ = nginx.berichten.pki / "amsterdam"
    antwoord = requests.post(
        f"https://localhost:{nginx.berichten.nummer}/",
        data=b"x" * (1024 * 1024 + 1),
        cert=(str(map_ / "keten.pem"), str(map_ / "sleutel.pem")),
        verify=str(nginx.berichten.pki / "ca" / "root.pem"),
        timeout=20,
    )
    assert antwoord.status_code == 413


def test_het_log_noemt_wie_maar_geen_adres(nginx: Nginx) -> None:
    nginx.berichten.vraag("amsterdam")
    log = (nginx.map_ / "toegang.log").read_text()
    assert f"serialNumber={AMSTERDAM}" in log
    assert "HTTP/1.1" not in log


# --- de poort van het contract --------------------------------------------------------------------------


def _contract(nginx: Nginx, methode: str, pad: str, **koppen: str) -> requests.Response:
    return requests.request(
        methode,
        f"https://localhost:{nginx.contract}{pad}",
        headers=koppen,
        verify=str(nginx.berichten.pki / "ca" / "root.pem"),
        timeout=20,
    )


@pytest.mark.eis("R0001")
def test_het_contract_is_zonder_certificaat_te_lezen(nginx: Nginx) -> None:
    for pad in ("/suwinet/ISIRaadplegen-v0100?singleWsdl", "/contract.zip", "/wsdl/x.wsdl", "/xsd/a/b.xsd"):
        antwoord = _contract(nginx, "GET", pad)
        assert (antwoord.status_code, "oin=None" in antwoord.text) == (200, True)


def test_daar_komt_geen_bericht_langs_en_geen_certificaat(nginx: Nginx, pki: Path) -> None:
    assert _contract(nginx, "POST", "/suwinet/ISIRaadplegen-v0100").status_code == 403
    assert _contract(nginx, "GET", "/").status_code == 404
    assert _contract(nginx, "GET", "/suwinet/termijnlijst/abc").status_code == 404
    nagemaakt = quote((pki / "ind" / "cert.pem").read_text())
    antwoord = _contract(nginx, "GET", "/contract.zip", **{"X-Isi-Clientcertificaat": nagemaakt})
    assert "oin=None" in antwoord.text


# --- het bijhouden van CRL's ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verversing:
    """De mappen van een beheerder: een lege TLS-map, en van de root al een CRL."""

    pki: Path
    map_: Path

    @property
    def crls(self) -> Path:
        return self.map_ / "crl"

    @property
    def tls(self) -> Path:
        return self.map_ / "tls"

    def haal_op(self, *regels: str) -> subprocess.CompletedProcess[str]:
        adressen = self.map_ / "adressen"
        adressen.write_text("# naam adres\n\n" + "".join(f"{regel}\n" for regel in regels))
        omgeving = os.environ | {
            "ISI_CA_MAP": str(self.pki / "ca"),
            "ISI_CRL_MAP": str(self.crls),
            "ISI_TLS": str(self.tls),
            "ISI_CRL_ADRESSEN": str(adressen),
        }
        opdracht = [str(DEPLOY / "nginx" / "ververs-crls")]
        return subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, timeout=60)


@pytest.fixture
def verversing(pki: Path, tmp_path: Path) -> Verversing:
    hier = Verversing(pki, tmp_path)
    hier.crls.mkdir()
    hier.tls.mkdir()
    shutil.copy(pki / "crl" / "root.crl.pem", hier.crls)
    return hier


@pytest.mark.debian("curl")
def test_ververs_crls_haalt_op_en_maakt_de_bundels(verversing: Verversing, pki: Path) -> None:
    der = verversing.map_ / "tussen.der"
    _openssl("crl", "-in", str(pki / "crl" / "tussen.crl.pem"), "-outform", "DER", "-out", str(der))
    klaar = verversing.haal_op(f"tussen file://{der}", f"root file://{pki}/crl/root.crl.pem")
    assert klaar.returncode == 0, klaar.stderr
    assert sorted(p.name for p in verversing.crls.iterdir()) == ["root.crl.pem", "tussen.crl.pem"]
    assert ": OK" in _keur(verversing.tls, pki / "dienst" / "cert.pem")
    assert "certificate revoked" in _keur(verversing.tls, pki / "fout" / "ingetrokken" / "cert.pem")


@pytest.mark.debian("curl")
def test_wat_niet_op_te_halen_of_van_een_ander_is_laat_de_vorige_staan(
    verversing: Verversing, pki: Path
) -> None:
    was = (verversing.crls / "root.crl.pem").read_bytes()
    ander = maak([], Houder("x", None), datetime.now(UTC), timedelta(days=2))
    vreemd = verversing.map_ / "vreemd.pem"
    crl = maak_crl(ander.root, (), datetime.now(UTC), timedelta(days=2))
    vreemd.write_bytes(crl.public_bytes(Encoding.PEM))
    for bron in (verversing.map_ / "is-er-niet", vreemd, DEPLOY / "compose.yaml"):
        klaar = verversing.haal_op(f"root file://{bron}", f"tussen file://{pki}/crl/tussen.crl.pem")
        assert klaar.returncode == 1
        assert "De CRL root is niet op te halen, of is niet van een CA" in klaar.stderr
        assert (verversing.crls / "root.crl.pem").read_bytes() == was
        assert sorted(p.name for p in verversing.crls.iterdir()) == ["root.crl.pem", "tussen.crl.pem"]
    assert ": OK" in _keur(verversing.tls, pki / "dienst" / "cert.pem")


def _keur(tls: Path, certificaat: Path) -> str:
    return _openssl(
        *("verify", "-crl_check_all", "-CAfile", str(tls / "ca.pem"), "-CRLfile", str(tls / "crl.pem")),
        str(certificaat),
    )


def _openssl(*woorden: str) -> str:
    klaar = subprocess.run(["openssl", *woorden], capture_output=True, text=True, timeout=30)
    return klaar.stdout + klaar.stderr


def _als(map_: Path) -> list[str]:
    return ["-cert", str(map_ / "keten.pem"), "-key", str(map_ / "sleutel.pem")]


def _herlaad(nginx: Nginx, crl: bytes) -> None:
    (nginx.tls / "crl.pem").write_bytes(crl)
    os.kill(nginx.berichten.proces.pid, signal.SIGHUP)


def _wacht_op_status(nginx: Nginx, status: int) -> None:
    tot = time.monotonic() + 20
    while (gekregen := nginx.berichten.vraag("amsterdam").status_code) != status:
        assert time.monotonic() < tot, f"nog steeds {gekregen}"
        time.sleep(0.1)  # het oude werkproces neemt nog even aan
