"""Wie vertrouwd wordt, en dat het oordeel meegaat met de mappen van de beheerder."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from isi_soap.beheer.pki import ververs_crls
from isi_soap.wsse import Onbruikbaar, Vastgezet, Vertrouwen, WsseFout, vertrouwen
from isi_soap.wsse.sleutels import laad_sleutelpaar, oin_van


def certificaat(pad: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pad.read_bytes())


@pytest.fixture
def eigen(pki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Een eigen kopie van de mappen, die bij elk bericht bekeken wordt."""
    monkeypatch.setattr(vertrouwen, "_KIJK_NA", 0.0)
    for map_ in ("ca", "crl", "uitgever"):
        shutil.copytree(pki / map_, tmp_path / map_)
    return tmp_path


@pytest.fixture
def ams(pki: Path) -> x509.Certificate:
    return certificaat(pki / "amsterdam" / "cert.pem")


def reden(fout: WsseFout | None) -> str:
    assert fout is not None
    assert fout.code == "InvalidSecurityToken"
    return fout.reden


@pytest.mark.eis("WT004", "PKI002", "PKI003")
@pytest.mark.parametrize(
    ("gebrek", "waarom"),
    [
        ("verlopen", "verlopen"),
        ("ingetrokken", "ingetrokken"),
        ("nog-niet-geldig", "nog niet geldig"),
        ("andere-root", "vertrouwde wortel"),
        ("zwak", "korter dan 2048"),
        ("zonder-digitalsignature", "digitalSignature"),
    ],
)
def test_een_gebrek_met_zijn_reden(
    pki: Path, vertrouwen: Vertrouwen, nu: datetime, gebrek: str, waarom: str
) -> None:
    assert waarom in reden(vertrouwen.toets(certificaat(pki / "fout" / gebrek / "cert.pem"), nu))


def test_een_uitgever_ondertekent_geen_berichten(pki: Path, vertrouwen: Vertrouwen, nu: datetime) -> None:
    assert vertrouwen.toets(certificaat(pki / "ca" / "tussen.pem"), nu) is not None


def test_geldig_zolang_certificaat_en_crl_dat_zijn(
    ams: x509.Certificate, vertrouwen: Vertrouwen, nu: datetime
) -> None:
    """Ook als het oordeel onthouden is: de tijd van het bericht beslist."""
    assert vertrouwen.toets(ams, nu) is None
    assert vertrouwen.toets(ams, nu + timedelta(days=6)) is None
    assert reden(vertrouwen.toets(ams, nu + timedelta(days=8))) == "een CRL is verlopen."
    assert vertrouwen.toets(ams, nu) is None


@pytest.mark.eis("WT004", "PKI003")
def test_een_verdwenen_crl_sluit_de_deur(eigen: Path, ams: x509.Certificate, nu: datetime) -> None:
    deur = Vertrouwen.uit_map(eigen / "ca", eigen / "crl")
    assert deur.toets(ams, nu) is None
    (eigen / "crl" / "tussen.crl.pem").rename(eigen / "tussen.crl.pem")
    assert "CRL" in reden(deur.toets(ams, nu))
    (eigen / "tussen.crl.pem").rename(eigen / "crl" / "tussen.crl.pem")
    assert deur.toets(ams, nu) is None


def test_onleesbare_mappen_geven_geen_vertrouwen(eigen: Path, ams: x509.Certificate, nu: datetime) -> None:
    deur = Vertrouwen.uit_map(eigen / "ca", eigen / "crl")
    assert deur.toets(ams, nu) is None
    (eigen / "crl" / "kapot.pem").write_text("geen CRL")
    assert deur.toets(ams, nu) is not None
    (eigen / "crl" / "kapot.pem").unlink()
    assert deur.toets(ams, nu) is None
    shutil.rmtree(eigen / "ca")
    assert deur.toets(ams, nu) is not None


@pytest.mark.eis("WT004", "PKI003")
def test_een_nieuwe_crl_telt_zonder_herstart(eigen: Path, ams: x509.Certificate, nu: datetime) -> None:
    deur = Vertrouwen.uit_map(eigen / "ca", eigen / "crl")
    later = nu + timedelta(days=8)
    assert deur.toets(ams, later) is not None
    ververs_crls(eigen, later, timedelta(days=7))
    assert deur.toets(ams, later) is None


def test_zonder_crls_of_wortel_begint_er_niets(pki: Path, tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    with pytest.raises(Onbruikbaar, match="CRL"):
        Vertrouwen.uit_map(pki / "ca", tmp_path / "leeg")
    with pytest.raises(Onbruikbaar, match="wortel"):
        Vertrouwen.uit_map(tmp_path / "leeg", pki / "crl")
    with pytest.raises(Onbruikbaar):
        Vertrouwen.uit_map(tmp_path / "bestaat-niet", pki / "crl")


def test_zonder_tussencertificaat_is_er_geen_keten(eigen: Path, ams: x509.Certificate, nu: datetime) -> None:
    (eigen / "ca" / "tussen.pem").unlink()
    deur = Vertrouwen.uit_map(eigen / "ca", eigen / "crl")
    assert "wortel" in reden(deur.toets(ams, nu))


@pytest.mark.eis("PKI005")
def test_gevraagd_beleid(pki: Path, ams: x509.Certificate, nu: datetime) -> None:
    streng = Vertrouwen.uit_map(pki / "ca", pki / "crl", beleid=["2.16.528.1.1003.1.2.8.6"])
    assert "beleid" in reden(streng.toets(ams, nu))


def test_vastgezet(pki: Path, ams: x509.Certificate, nu: datetime) -> None:
    alleen = Vastgezet((ams,))
    assert alleen.toets(ams, nu) is None
    assert alleen.toets(certificaat(pki / "rotterdam" / "cert.pem"), nu) is not None
    assert alleen.toets(ams, nu + timedelta(days=400)) is not None


@pytest.mark.eis("WT002", "PKI001")
def test_het_oin_staat_in_subject_serialnumber(pki: Path, ams: x509.Certificate) -> None:
    assert oin_van(ams) == "00000099000000363000"
    with pytest.raises(WsseFout):
        oin_van(certificaat(pki / "fout" / "zonder-oin" / "cert.pem"))
    assert laad_sleutelpaar(pki / "amsterdam" / "cert.pem", pki / "amsterdam" / "sleutel.pem").oin == oin_van(
        ams
    )
