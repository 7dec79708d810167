"""Wederzijdse TLS in Granian zelf: wie geen deugdelijk certificaat heeft komt niet tot een bericht."""

from __future__ import annotations

import os
import signal
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from isi_soap.beheer.pki import lees_uitgever, maak_test_pki
from isi_soap.beheer.pki_uitgifte import maak_crl
from isi_soap.settings import Instellingen
from isi_soap.soap import tls
from isi_soap.soap.serve import maak_server
from tests.deploy.conftest import Poort, draaiend, toont_oin, vrije_poort

TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


@pytest.mark.eis("WT001", "TLS001", "TLS004")
@pytest.mark.parametrize("versie", [TLS12, TLS13])
def test_met_een_deugdelijk_certificaat_komt_men_binnen(granian: Poort, versie: ssl.TLSVersion) -> None:
    assert granian.alert("amsterdam", versie=versie) == "geen"
    assert granian.vraag("amsterdam").status_code == 200


@pytest.mark.eis("WT001", "TLS001")
@pytest.mark.parametrize("versie", [TLS12, TLS13])
def test_zonder_certificaat_niet(granian: Poort, versie: ssl.TLSVersion) -> None:
    assert granian.alert(versie=versie) == "TLSV13_ALERT_CERTIFICATE_REQUIRED"


@pytest.mark.eis("WT002", "WT004", "PKI002", "PKI003")
@pytest.mark.parametrize("versie", [TLS12, TLS13])
@pytest.mark.parametrize(
    ("gebrek", "alert"),
    [
        ("verlopen", "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
        ("nog-niet-geldig", "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
        ("andere-root", "TLSV1_ALERT_UNKNOWN_CA"),
        ("ingetrokken", "SSLV3_ALERT_CERTIFICATE_REVOKED"),
    ],
)
def test_met_een_ondeugdelijk_certificaat_niet(
    granian: Poort, gebrek: str, alert: str, versie: ssl.TLSVersion
) -> None:
    assert granian.alert(f"fout/{gebrek}", versie=versie) == alert


def test_wie_zijn_keten_niet_meestuurt_wordt_niet_herkend(granian: Poort) -> None:
    assert granian.alert("amsterdam", keten=False, versie=TLS13) == "TLSV1_ALERT_UNKNOWN_CA"


def test_granian_geeft_het_certificaat_niet_door_en_een_kop_helpt_niet(granian: Poort, pki: Path) -> None:
    """Zonder vertrouwde proxy is een meegestuurd certificaat een bewering van de aanvrager."""
    nagemaakt = quote((pki / "ind" / "cert.pem").read_text())
    antwoord = granian.vraag("amsterdam", koppen={"x-isi-clientcertificaat": nagemaakt})
    assert "oin=None" in antwoord.text


@pytest.mark.eis("TLS002", "TLS003", "TLS004")
@pytest.mark.debian("openssl")
@pytest.mark.parametrize("versie", ["-tls1", "-tls1_1"])
def test_oude_versies_van_tls_bestaan_niet(granian: Poort, versie: str) -> None:
    uit = granian.openssl(versie, "-cipher", "DEFAULT@SECLEVEL=0")
    assert "alert" in uit
    assert "Cipher is (NONE)" in uit


@pytest.mark.debian("openssl")
@pytest.mark.parametrize(("versie", "naam"), [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")])
def test_nieuwe_versies_zonder_compressie_en_vroege_gegevens(granian: Poort, versie: str, naam: str) -> None:
    amsterdam = granian.pki / "amsterdam"
    uit = granian.openssl(
        *(versie, "-cert", str(amsterdam / "cert.pem"), "-key", str(amsterdam / "sleutel.pem")),
        *("-cert_chain", str(amsterdam / "keten.pem")),
    )
    assert f"New, {naam}, Cipher is " in uit
    assert "Compression: NONE" in uit
    assert "Max Early Data: 0" in uit or versie == "-tls1_2"


@pytest.mark.eis("PKI003")
def test_een_sighup_leest_de_crls_opnieuw(tmp_path: Path) -> None:
    """Wie tijdens het draaien wordt ingetrokken, komt er na het herladen niet meer in."""
    pki, poort = tmp_path / "pki", vrije_poort()
    nu = datetime.now(UTC)
    maak_test_pki(pki, nu, geldig=timedelta(days=2), crl_geldig=timedelta(days=1))
    crl = pki / "crl" / "tussen.crl.pem"
    echt = crl.read_bytes()
    leeg = maak_crl(lees_uitgever(pki / "uitgever", "tussen"), (), nu - timedelta(hours=1), timedelta(days=1))
    crl.write_bytes(leeg.public_bytes(Encoding.PEM))
    omgeving = {
        "ISI_PORT": str(poort),
        "ISI_PKI_MAP": str(pki),
        "ISI_TLS_CERTIFICAAT": str(pki / "dienst" / "keten.pem"),
        "ISI_TLS_SLEUTEL": str(pki / "dienst" / "sleutel.pem"),
    }
    with draaiend(toont_oin, tmp_path / "log", poort, omgeving) as proces:
        dienst = Poort(poort, pki, proces)
        assert dienst.vraag("fout/ingetrokken").status_code == 200
        crl.write_bytes(echt)
        os.kill(proces.pid, signal.SIGHUP)
        _wacht_tot_geweigerd(dienst)
        assert dienst.vraag("amsterdam").status_code == 200


def _wacht_tot_geweigerd(dienst: Poort) -> None:
    tot = time.monotonic() + 60
    while time.monotonic() < tot:
        if dienst.alert("fout/ingetrokken", versie=TLS13) == "SSLV3_ALERT_CERTIFICATE_REVOKED":
            return
        time.sleep(0.1)  # het oude werkproces mag zijn berichten afmaken
    raise AssertionError("een ingetrokken certificaat wordt na het herladen nog toegelaten")


def test_een_server_die_minder_doet_dan_gevraagd_start_niet(pki: Path, tmp_path: Path) -> None:
    """Granian laat TLS en de controle weg als er iets ontbreekt, en zegt het hooguit in zijn log."""
    leeg = tmp_path / "leeg"
    leeg.mkdir()
    goed = Instellingen(
        pki_map=pki, tls_certificaat=pki / "dienst" / "keten.pem", tls_sleutel=pki / "dienst" / "sleutel.pem"
    )
    server = maak_server(goed)
    tls.stel_in(server, goed, tmp_path)
    with pytest.raises(tls.TlsStilUit, match="zonder TLS"):
        tls.stel_in(server, goed.model_copy(update={"tls_sleutel": None}), tmp_path)
    with pytest.raises(tls.TlsStilUit, match="niet controleren"):
        tls.stel_in(server, goed.model_copy(update={"crl_map": leeg}), tmp_path)
