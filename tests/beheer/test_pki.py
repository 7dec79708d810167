"""De test-PKI: wat deugt wordt door openssl aanvaard, wat niet deugt heeft precies het genoemde gebrek."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError
from typer.testing import CliRunner

from isi_soap.beheer import pki_cli
from isi_soap.beheer.pki import PkiFout, maak_test_pki, ververs_crls
from isi_soap.client.partijen import partijen

NU = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
JAAR = timedelta(days=365)
doe = CliRunner().invoke


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map_ = tmp_path_factory.mktemp("pki") / "pki"
    maak_test_pki(map_, NU, geldig=JAAR, crl_geldig=timedelta(days=30), hostnamen=["isi.voorbeeld.test"])
    return map_


def cert(map_: Path, naam: str = "cert.pem") -> x509.Certificate:
    return x509.load_pem_x509_certificate((map_ / naam).read_bytes())


def aanvaard(pki: Path, certificaat: x509.Certificate, op: datetime = NU) -> bool:
    """De keten volgens de eigen toets van cryptography; een OIN-certificaat hoeft geen hostnaam te hebben."""
    regels = {
        "ca_policy": ExtensionPolicy.webpki_defaults_ca(),
        "ee_policy": ExtensionPolicy.permit_all(),
    }
    store = Store([cert(pki / "ca", "root.pem")])
    aanvaarder = PolicyBuilder().store(store).time(op).extension_policies(**regels)
    try:
        aanvaarder.build_client_verifier().verify(certificaat, [cert(pki / "ca", "tussen.pem")])
    except VerificationError:
        return False
    return True


def oin(certificaat: x509.Certificate) -> list[str]:
    return [str(a.value) for a in certificaat.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]


def test_elke_partij_van_de_client_heeft_een_certificaat_met_haar_oin(pki: Path) -> None:
    zelfde = {"amsterdam-namens-diemen", "utrecht-ingetrokken"}
    for naam, partij in partijen().items():
        if naam in zelfde:
            continue
        certificaat = cert(pki / naam)
        assert oin(certificaat) == [partij.oin]
        assert aanvaard(pki, certificaat)
        sleutel = load_pem_private_key((pki / naam / "sleutel.pem").read_bytes(), None)
        assert sleutel.public_key() == certificaat.public_key()


def test_de_dienst_heeft_de_oin_van_duo_en_haar_hostnamen(pki: Path) -> None:
    dienst = cert(pki / "dienst")
    assert oin(dienst) == oin(cert(pki / "duo"))
    assert aanvaard(pki, dienst)
    namen = dienst.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert namen.get_values_for_type(x509.DNSName) == ["localhost", "isi.voorbeeld.test"]
    assert [str(a) for a in namen.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    gebruik = dienst.extensions.get_extension_for_class(x509.KeyUsage).value
    assert gebruik.digital_signature
    assert gebruik.key_encipherment


def test_keten_is_certificaat_en_uitgever(pki: Path) -> None:
    keten = x509.load_pem_x509_certificates((pki / "amsterdam" / "keten.pem").read_bytes())
    assert keten == [cert(pki / "amsterdam"), cert(pki / "ca", "tussen.pem")]


@pytest.mark.parametrize("gebrek", ["verlopen", "nog-niet-geldig", "andere-root"])
def test_wat_niet_deugt_wordt_niet_aanvaard(pki: Path, gebrek: str) -> None:
    assert not aanvaard(pki, cert(pki / "fout" / gebrek))


def test_wat_niet_deugt_scheelt_in_een_ding(pki: Path) -> None:
    fout = {map_.name: cert(map_) for map_ in (pki / "fout").iterdir()}
    assert aanvaard(pki, fout["verlopen"], NU - timedelta(days=10))
    assert aanvaard(pki, fout["nog-niet-geldig"], NU + timedelta(days=40))
    assert aanvaard(pki, fout["zwak"])
    assert fout["zwak"].public_key().key_size == 1024  # type: ignore[union-attr]
    assert aanvaard(pki, fout["ingetrokken"])
    assert aanvaard(pki, fout["zonder-digitalsignature"])
    assert aanvaard(pki, fout["zonder-oin"])
    zonder = {naam for naam, certificaat in fout.items() if oin(certificaat) != oin(cert(pki / "amsterdam"))}
    assert zonder == {"zonder-oin"}
    gebruik = {n: c.extensions.get_extension_for_class(x509.KeyUsage).value for n, c in fout.items()}
    assert {n for n, g in gebruik.items() if not g.digital_signature} == {"zonder-digitalsignature"}


def test_de_crl_noemt_alleen_het_ingetrokken_certificaat(pki: Path) -> None:
    crl = x509.load_pem_x509_crl((pki / "crl" / "tussen.crl.pem").read_bytes())
    assert [regel.serial_number for regel in crl] == [cert(pki / "fout" / "ingetrokken").serial_number]
    assert crl.is_signature_valid(cert(pki / "ca", "tussen.pem").public_key())  # type: ignore[arg-type]
    assert crl.next_update_utc == NU + timedelta(days=30)
    leeg = x509.load_pem_x509_crl((pki / "crl" / "root.crl.pem").read_bytes())
    assert len(leeg) == 0
    assert leeg.is_signature_valid(cert(pki / "ca", "root.pem").public_key())  # type: ignore[arg-type]


def test_sleutels_leest_alleen_de_eigenaar(pki: Path) -> None:
    sleutels = list(pki.rglob("*sleutel.pem"))
    assert len(sleutels) == len(list(pki.rglob("cert.pem"))) + 2
    assert {stat.S_IMODE(pad.stat().st_mode) for pad in sleutels} == {0o600}


def test_verversen_houdt_uitgevers_en_intrekkingen(pki: Path, tmp_path: Path) -> None:
    map_ = tmp_path / "pki"
    maak_test_pki(map_, NU, geldig=JAAR, crl_geldig=timedelta(0))
    later = NU + timedelta(days=7)
    ververs_crls(map_, later, timedelta(days=10))
    crl = x509.load_pem_x509_crl((map_ / "crl" / "tussen.crl.pem").read_bytes())
    assert crl.next_update_utc == later + timedelta(days=10)
    assert [regel.serial_number for regel in crl] == [cert(map_ / "fout" / "ingetrokken").serial_number]
    assert crl.is_signature_valid(cert(map_ / "ca", "tussen.pem").public_key())  # type: ignore[arg-type]


def test_een_bestaande_pki_blijft_staan(pki: Path) -> None:
    was = (pki / "dienst" / "cert.pem").read_bytes()
    with pytest.raises(PkiFout, match="niet leeg"):
        maak_test_pki(pki, NU, geldig=JAAR, crl_geldig=JAAR)
    uit = doe(pki_cli.app, [str(pki)])
    assert (uit.exit_code, uit.output.startswith("Fout: ")) == (1, True)
    assert doe(pki_cli.app, [str(pki), "--indien-nodig"]).exit_code == 0
    assert (pki / "dienst" / "cert.pem").read_bytes() == was
    assert [pad.name for pad in pki.parent.iterdir()] == ["pki"]


def test_de_opdracht_maakt_en_ververst(tmp_path: Path) -> None:
    map_ = tmp_path / "diep" / "pki"
    gemaakt = doe(pki_cli.app, [str(map_), "--dagen", "10", "--crl-dagen", "1", "--indien-nodig"])
    assert gemaakt.exit_code == 0, gemaakt.output
    geldig = cert(map_ / "dienst").not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=9) < geldig <= timedelta(days=10)
    assert doe(pki_cli.app, [str(map_), "--ververs", "--crl-dagen", "5"]).exit_code == 0
    tot = x509.load_pem_x509_crl((map_ / "crl" / "root.crl.pem").read_bytes()).next_update_utc
    assert tot is not None
    assert tot > datetime.now(UTC) + timedelta(days=4)
    niets = doe(pki_cli.app, [str(tmp_path / "niets"), "--ververs"])
    assert (niets.exit_code, "geen test-PKI" in niets.output) == (1, True)
