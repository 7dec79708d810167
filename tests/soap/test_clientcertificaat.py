"""Alleen een ingestelde proxy mag zeggen van wie de verbinding is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from isi_soap.beheer.pki_uitgifte import Houder, Pki, maak
from isi_soap.soap.clientcertificaat import Clientcertificaten
from isi_soap.soap.uitwisseling import Verzoek

OIN = "00000099000000363000"
KOP = "x-isi-clientcertificaat"


@pytest.fixture(scope="module")
def pki() -> Pki:
    partijen = [Houder("amsterdam", OIN), Houder("kort", "0000009900000036300")]
    return maak(partijen, Houder("fout", OIN), datetime(2026, 3, 1, tzinfo=UTC), timedelta(days=365))


def doorgegeven(pki: Pki, naam: str = "amsterdam") -> str:
    """Zoals nginx het doet: de PEM, met % voor wat in een kop niet mag."""
    uitgifte = pki.houders.get(naam) or pki.fout[naam]
    return quote(uitgifte.certificaat.public_bytes(Encoding.PEM).decode())


def verzoek(kop: str | None, peer: str | None) -> Verzoek:
    return Verzoek("POST", "/", "", {KOP: kop} if kop else {}, b"", peer)


@pytest.mark.parametrize(
    ("proxies", "peer"),
    [
        (["127.0.0.1"], "127.0.0.1:50000"),
        (["127.0.0.1"], "[::ffff:127.0.0.1]:50000"),
        (["::1"], "[::1]:50000"),
        (["0:0:0:0:0:0:0:1"], "[::1]:50000"),
        (["10.0.0.9", "10.0.0.1"], "10.0.0.1:50000"),
        (["unix"], ""),
    ],
)
def test_een_ingestelde_proxy_wordt_geloofd(pki: Pki, proxies: list[str], peer: str) -> None:
    certificaten = Clientcertificaten(proxies, "X-Isi-Clientcertificaat")
    assert certificaten.oin(verzoek(doorgegeven(pki), peer)) == OIN


@pytest.mark.parametrize(
    ("proxies", "peer"),
    [
        ([], "127.0.0.1:50000"),
        (["127.0.0.1"], "127.0.0.11:50000"),
        (["127.0.0.1"], "10.0.0.1:50000"),
        (["127.0.0.1"], ""),
        (["unix"], "127.0.0.1:50000"),
        (["unix"], None),
    ],
)
def test_een_ander_niet(pki: Pki, proxies: list[str], peer: str | None) -> None:
    assert Clientcertificaten(proxies, KOP).oin(verzoek(doorgegeven(pki), peer)) is None


@pytest.mark.parametrize("naam", ["zonder-oin", "kort"])
def test_zonder_oin_van_20_posities_is_er_geen_oin(pki: Pki, naam: str) -> None:
    assert Clientcertificaten(["unix"], KOP).oin(verzoek(doorgegeven(pki, naam), "")) is None


@pytest.mark.parametrize(
    "kop", [None, "", "-", "%00", "(null)", "-----BEGIN%20CERTIFICATE-----", "x" * 20_000]
)
def test_een_onleesbare_kop_is_geen_oin(kop: str | None) -> None:
    assert Clientcertificaten(["unix"], KOP).oin(verzoek(kop, "")) is None


def test_zonder_lijst_mag_ieder_en_met_lijst_alleen_wie_erop_staat() -> None:
    ieder = Clientcertificaten(["unix"], KOP)
    assert ieder.toegelaten(None)
    assert ieder.toegelaten(OIN)
    sommigen = Clientcertificaten(["unix"], KOP, [OIN])
    assert sommigen.toegelaten(OIN)
    assert not sommigen.toegelaten("00000099000000599000")
    assert not sommigen.toegelaten(None)
