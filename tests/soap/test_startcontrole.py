"""Elke reden om niet te starten, tegen een instelling die zonder die reden wel deugt."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from isi_soap.beheer import pki_uitgifte
from isi_soap.beheer.pki import maak_test_pki, ververs_crls
from isi_soap.beheer.pki_uitgifte import Houder, maak, maak_crl
from isi_soap.settings import Instellingen
from isi_soap.soap.startcontrole import bezwaren, bezwaren_database, bezwaren_poort
from persistence import klok
from persistence.database import Database
from persistence.eenheid import systeemklok
from persistence.productie import Overblijfselen, resten_van_test
from persistence.testdata import herstel
from tests.voorgeladen import voer_uit

NU = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
JAAR = timedelta(days=365)


@pytest.fixture(scope="module")
def voorbeeld(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map_ = tmp_path_factory.mktemp("pki") / "pki"
    maak_test_pki(map_, NU, geldig=JAAR, crl_geldig=timedelta(days=30))
    return map_


@pytest.fixture
def pki(voorbeeld: Path, tmp_path: Path) -> Path:
    """Een eigen kopie: de meeste tests maken er iets aan stuk."""
    return Path(shutil.copytree(voorbeeld, tmp_path / "pki"))


def suwinet(pki: Path, **anders: Any) -> Instellingen:
    """Het profiel suwinet op een test-PKI, met TLS in de dienst."""
    gewoon: dict[str, Any] = {
        "profielen": ("suwinet",),
        "pki_map": pki,
        "tls_certificaat": pki / "dienst" / "keten.pem",
        "tls_sleutel": pki / "dienst" / "sleutel.pem",
    }
    return Instellingen(**(gewoon | anders))


def gevonden(inst: Instellingen, nu: datetime = NU) -> list[str]:
    return list(bezwaren(inst, nu))


def test_zonder_instellingen_start_de_ketentest() -> None:
    assert gevonden(Instellingen()) == []


def test_het_profiel_suwinet_start_met_een_test_pki(pki: Path) -> None:
    assert gevonden(suwinet(pki)) == []


@pytest.mark.eis("TLS001", "PKI003")
@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"profielen": ()}, "ISI_PROFIELEN noemt geen profiel"),
        ({"dienst_certificaat": None}, "vraagt ISI_DIENST_CERTIFICAAT"),
        ({"dienst_sleutel": None}, "vraagt ISI_DIENST_SLEUTEL"),
        ({"ca_map": None}, "vraagt ISI_CA_MAP"),
        ({"crl_map": None}, "vraagt ISI_CRL_MAP"),
        (
            {"ca_map": None, "profielen": ("ketentest",)},
            "Zonder ISI_CA_MAP is het certificaat van een aanvrager",
        ),
        ({"crl_map": None, "profielen": ("ketentest",)}, "Zonder ISI_CRL_MAP is het certificaat van een"),
        ({"tls_sleutel": None}, "ISI_TLS_CERTIFICAAT en ISI_TLS_SLEUTEL horen bij elkaar"),
        ({"tls_certificaat": None}, "ISI_TLS_CERTIFICAAT en ISI_TLS_SLEUTEL horen bij elkaar"),
        (
            {"tls_certificaat": None, "tls_sleutel": None, "tls_clientcertificaat": "verplicht"},
            "ISI_TLS_CLIENTCERTIFICAAT=verplicht doet niets",
        ),
        ({"tls_clientcertificaat": "nee"}, "vraagt wederzijdse TLS"),
        ({"vertrouwde_proxies": ("unix",)}, "de dienst luistert niet op ISI_SOCKET"),
        ({"vertrouwde_proxies": ("proxy.nl",)}, "proxy.nl is geen IP-adres"),
        ({"vertrouwde_proxies": ("127.0.0.1",), "socket": Path("s")}, "luistert alleen op ISI_SOCKET"),
        (
            {"vertrouwde_proxies": ("127.0.0.1",), "clientcertificaat_kop": ""},
            "ISI_CLIENTCERTIFICAAT_KOP is leeg",
        ),
        ({"tls_oins": ("00000099000000363000",)}, "ISI_TLS_OINS is niet te toetsen"),
        ({"herhalen": True}, "ISI_HERHALEN doet niets"),
        ({"profielen": ("ketentest",), "versleuteling": True}, "ISI_VERSLEUTELING doet niets"),
        ({"profielen": ("suwinet",), "herhalen": True}, "ISI_HERHALEN doet niets"),
    ],
)
def test_wat_stil_niets_zou_doen(pki: Path, anders: dict[str, Any], zin: str) -> None:
    assert any(zin in bezwaar for bezwaar in gevonden(suwinet(pki, **anders)))


# --- wat er aan de bestanden niet deugt -----------------------------------------------------------------


def _zet(bron: str) -> Callable[[Path], None]:
    def zet(pki: Path) -> None:
        shutil.copytree(pki / bron, pki / "dienst", dirs_exist_ok=True)

    return zet


def _sleutel_voor_ieder(pki: Path) -> None:
    (pki / "dienst" / "sleutel.pem").chmod(0o644)


def _andermans_sleutel(pki: Path) -> None:
    shutil.copy(pki / "ind" / "sleutel.pem", pki / "dienst" / "sleutel.pem")


def _onleesbare_sleutel(pki: Path) -> None:
    (pki / "dienst" / "sleutel.pem").write_text("geen sleutel")


def _onleesbaar_certificaat(pki: Path) -> None:
    (pki / "dienst" / "cert.pem").unlink()


def _geen_wortel(pki: Path) -> None:
    (pki / "ca" / "root.pem").unlink()


def _geen_crl(pki: Path) -> None:
    (pki / "crl" / "tussen.crl.pem").unlink()


def _oude_crl(pki: Path) -> None:
    ververs_crls(pki, NU - timedelta(days=3), timedelta(days=2))


def _nagemaakte_crl(pki: Path) -> None:
    """Op naam van de tussen-CA, maar niet door haar getekend."""
    ander = maak([], Houder("x", None), NU, JAAR).tussen
    crl = maak_crl(ander, (), NU, JAAR).public_bytes(Encoding.PEM)
    (pki / "crl" / "tussen.crl.pem").write_bytes(crl)


def _rommel_bij_de_cas(pki: Path) -> None:
    (pki / "ca" / "leesmij.txt").write_text("hier staan CA's")


def _twee_crls(pki: Path) -> None:
    """De toets van een bericht leest er één per bestand; de tweede zou zij stil missen."""
    root, tussen = pki / "crl" / "root.crl.pem", pki / "crl" / "tussen.crl.pem"
    root.write_bytes(root.read_bytes() + tussen.read_bytes())


def _geen_map(pki: Path) -> None:
    shutil.rmtree(pki / "crl")


@pytest.mark.parametrize(
    ("breek", "zin"),
    [
        (_sleutel_voor_ieder, "is voor iedereen leesbaar; chmod 600"),
        (_andermans_sleutel, "hoort niet bij het certificaat"),
        (_onleesbare_sleutel, "is geen PEM zonder wachtwoord"),
        (_onleesbaar_certificaat, "dienst/cert.pem is niet te lezen"),
        (_geen_wortel, "er is geen wortelcertificaat"),
        (_geen_crl, "ontbreekt de CRL van CN=isi-soap test Tussen-CA"),
        (_oude_crl, "De CRL van CN=isi-soap test Tussen-CA"),
        (_nagemaakte_crl, "ontbreekt de CRL van CN=isi-soap test Tussen-CA"),
        (_rommel_bij_de_cas, "leesmij.txt hoort niet in deze map; wel: .pem"),
        (_twee_crls, "root.crl.pem is niet te lezen, of is niet wat in deze map hoort"),
        (_geen_map, "is niet te lezen (No such file"),
        (_zet("fout/verlopen"), "dienst/cert.pem: het certificaat is verlopen of nog niet geldig"),
        (_zet("fout/nog-niet-geldig"), "dienst/cert.pem: het certificaat is verlopen of nog niet geldig"),
        (_zet("fout/zonder-oin"), "heeft geen OIN van 20 posities"),
        (
            _zet("fout/zonder-digitalsignature"),
            "dienst/cert.pem: het certificaat heeft geen keyUsage digitalSignature",
        ),
        (_zet("fout/zwak"), "korter dan 2048 bits"),
    ],
)
def test_een_bestand_dat_niet_deugt(pki: Path, breek: Callable[[Path], None], zin: str) -> None:
    breek(pki)
    assert any(zin in bezwaar for bezwaar in gevonden(suwinet(pki)))


def test_een_crl_van_straks_is_er_nog_niet(pki: Path) -> None:
    assert gevonden(suwinet(pki), NU + timedelta(days=29)) == []
    assert any("haal een nieuwe op" in b for b in gevonden(suwinet(pki), NU + timedelta(days=31)))


def test_mappen_mogen_der_bevatten_en_een_oude_crl_ernaast(pki: Path) -> None:
    root = pki / "ca" / "root.pem"
    root.with_suffix(".der").write_bytes(
        x509.load_pem_x509_certificate(root.read_bytes()).public_bytes(Encoding.DER)
    )
    root.unlink()
    crl = pki / "crl" / "tussen.crl.pem"
    nieuw = crl.read_bytes()
    _oude_crl(pki)
    crl.rename(pki / "crl" / "oud.pem")
    crl.write_bytes(nieuw)
    ververs_crls(pki, NU, JAAR)
    assert gevonden(suwinet(pki)) == []


# --- productie ------------------------------------------------------------------------------------------


def maak_echt(map_: Path, nu: datetime, organisatie: str = "Een TSP") -> Path:
    """Een PKI die niet als de onze te herkennen is, alsof een ander haar uitgaf."""
    with pytest.MonkeyPatch.context() as anders:
        anders.setattr(pki_uitgifte, "TESTORGANISATIE", organisatie)
        anders.setattr("isi_soap.beheer.pki.OIN_DIENST", "00000001002220647000")
        maak_test_pki(map_, nu, geldig=JAAR, crl_geldig=timedelta(days=30))
    return map_


@pytest.fixture(scope="module")
def echt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return maak_echt(tmp_path_factory.mktemp("echt") / "pki", NU)


def productie(pki: Path, **anders: Any) -> Instellingen:
    gewoon: dict[str, Any] = {
        "productie": True,
        "openbaar_adres": "https://isi.voorbeeld.nl",
        "pki_map": None,
        "dienst_certificaat": pki / "dienst" / "cert.pem",
        "dienst_sleutel": pki / "dienst" / "sleutel.pem",
        "ca_map": pki / "ca",
        "crl_map": pki / "crl",
    }
    return suwinet(pki, **(gewoon | anders))


def test_in_productie_start_wat_echt_is(echt: Path) -> None:
    assert gevonden(productie(echt)) == []
    zonder_tls = {"tls_certificaat": None, "tls_sleutel": None}
    achter_proxy = {"socket": Path("/run/isi.sock"), "vertrouwde_proxies": ("unix",)}
    assert gevonden(productie(echt, **zonder_tls, **achter_proxy)) == []


@pytest.mark.eis("PKI005")
def test_in_productie_geen_test_pki(pki: Path) -> None:
    gezegd = "\n".join(gevonden(productie(pki)))
    assert "dienst/cert.pem is van een test" in gezegd
    assert "dienst/keten.pem is van een test" in gezegd
    assert gezegd.count("staat een test-CA") == 2


def test_in_productie_geen_test_oin(echt: Path) -> None:
    cert, sleutel = (echt / "amsterdam" / f"{wat}.pem" for wat in ("cert", "sleutel"))
    gezegd = gevonden(productie(echt, dienst_certificaat=cert, dienst_sleutel=sleutel))
    assert gezegd == [f"Het certificaat {cert} is van een test; het hoort niet in productie."]


@pytest.mark.eis("PKI005")
def test_in_productie_geen_trial_wortel(tmp_path: Path) -> None:
    pki = maak_echt(tmp_path / "pki", NU, "TRIAL PKIoverheid Private Root CA - G1")
    assert any("staat een test-CA" in bezwaar for bezwaar in gevonden(productie(pki)))


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"profielen": ("suwinet", "ketentest")}, "In productie wordt het profiel ketentest niet bediend"),
        ({"pki_map": Path("pki")}, "ISI_PKI_MAP is voor een test-PKI"),
        ({"openbaar_adres": None}, "ISI_OPENBAAR_ADRES is het https-adres"),
        ({"openbaar_adres": "http://isi.nl"}, "ISI_OPENBAAR_ADRES is het https-adres"),
        (
            {"tls_certificaat": None, "tls_sleutel": None},
            "Er is geen TLS in de dienst en geen vertrouwde proxy",
        ),
        (
            {
                "tls_certificaat": None,
                "tls_sleutel": None,
                "host": "0.0.0.0",
                "vertrouwde_proxies": ("10.0.0.1",),
            },
            "De dienst zou zonder TLS luisteren op 0.0.0.0",
        ),
        ({"ca_map": None}, "vraagt ISI_CA_MAP"),
        ({"crl_map": None}, "vraagt ISI_CRL_MAP"),
    ],
)
def test_in_productie_niet(echt: Path, anders: dict[str, Any], zin: str) -> None:
    assert any(zin in bezwaar for bezwaar in gevonden(productie(echt, **anders)))


def test_in_productie_geen_verlopen_crl(echt: Path) -> None:
    assert any("haal een nieuwe op" in b for b in gevonden(productie(echt), NU + timedelta(days=31)))


def test_in_productie_geen_testgegevens(database: Database) -> None:
    with database.transactie() as conn:
        assert resten_van_test(conn) == Overblijfselen(klok_verzet=False, sleutels=0, partijen=0)
        herstel(conn)
        klok.zet(conn, NU, systeemklok)
        resten = resten_van_test(conn)
    gezegd = list(bezwaren_database(resten))
    assert gezegd[0] == "De testklok is verzet; een dienst in productie volgt de echte tijd."
    assert "applicatiesleutels van een testset" in gezegd[1]
    assert "In de database staan 4 ketenpartijen met een test-OIN" in gezegd[2]
    with database.transactie() as conn:
        klok.zet_terug(conn)
        assert not resten_van_test(conn).klok_verzet


# --- zoals een beheerder het ziet -----------------------------------------------------------------------


def serve(*woorden: str, **omgeving: str) -> subprocess.CompletedProcess[str]:
    schoon = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")}
    return voer_uit("serve", *woorden, env=schoon | omgeving)


def test_de_opdracht_noemt_alle_bezwaren_en_stopt_met_2(tmp_path: Path) -> None:
    klaar = serve(
        ISI_PRODUCTIE="true",
        ISI_DATA_MAP=str(tmp_path),
        ISI_TLS_CLIENTCERTIFICAAT="verplicht",
    )
    assert klaar.returncode == 2
    regels = klaar.stderr.splitlines()
    assert regels[0] == "De dienst start niet: "
    assert any("profiel ketentest niet bediend" in regel for regel in regels)
    assert any("ISI_TLS_CLIENTCERTIFICAAT=verplicht doet niets" in regel for regel in regels)
    assert all(regel.startswith("  - ") for regel in regels[1:])
    assert list(tmp_path.iterdir()) == []


def test_de_testset_gaat_niet_in_een_productiedatabase(tmp_path: Path) -> None:
    klaar = serve("--testset", ISI_PRODUCTIE="true", ISI_DATA_MAP=str(tmp_path))
    assert klaar.returncode == 2
    assert "De testset is niet voor productie" in klaar.stderr
    assert list(tmp_path.iterdir()) == []


def test_een_poort_waar_al_iemand_luistert_wordt_niet_gedeeld() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as ander:
        inst = Instellingen(host="127.0.0.1", port=ander.getsockname()[1])
        (bezwaar,) = bezwaren_poort(inst)
        assert f"127.0.0.1:{inst.port} is niet te luisteren" in bezwaar
    assert list(bezwaren_poort(inst)) == []


def test_in_productie_is_een_database_die_niet_antwoordt_een_bezwaar(tmp_path: Path) -> None:
    """Anders was niet te zien of de testklok verzet is."""
    echt = maak_echt(tmp_path / "pki", datetime.now(UTC))
    klaar = serve(
        ISI_PRODUCTIE="true",
        ISI_PROFIELEN='["suwinet"]',
        ISI_OPENBAAR_ADRES="https://isi.voorbeeld.nl",
        ISI_DIENST_CERTIFICAAT=str(echt / "dienst" / "cert.pem"),
        ISI_DIENST_SLEUTEL=str(echt / "dienst" / "sleutel.pem"),
        ISI_CA_MAP=str(echt / "ca"),
        ISI_CRL_MAP=str(echt / "crl"),
        ISI_TLS_CERTIFICAAT=str(echt / "dienst" / "keten.pem"),
        ISI_TLS_SLEUTEL=str(echt / "dienst" / "sleutel.pem"),
        ISI_DATABASE_URL="postgresql://isi@127.0.0.1:1/isi",
    )
    assert klaar.returncode == 1
    assert "De dienst start niet: de database is onbereikbaar" in klaar.stderr


@pytest.mark.parametrize(
    ("omgeving", "zin"),
    [
        ({"ISI_PROFIELEN": "suwinet"}, "een ISI_-instelling is niet te lezen"),
        ({"ISI_POOL_GROOTTE": "geheim"}, "niet te lezen, of buiten de grenzen: ISI_POOL_GROOTTE"),
    ],
)
def test_een_onleesbare_instelling_is_een_zin(omgeving: dict[str, str], zin: str) -> None:
    klaar = serve(**omgeving)
    assert klaar.returncode == 2
    assert zin in klaar.stderr
    assert "geheim" not in klaar.stderr
    assert "Traceback" not in klaar.stderr
