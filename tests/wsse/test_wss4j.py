"""Heen en weer met WSS4J, de stapel van Java: wat de een ondertekent of versleutelt, controleert de ander."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
    serialize_key_and_certificates,
)
from lxml import etree

from isi_soap.wsse import Sleutelpaar, Vertrouwen, onderteken, ontsleutel, verifieer, versleutel
from tests.wsse.berichten import ANTWOORD, VERZOEK, boom

_JAVA = Path("/usr/share/java")
_JARS = [str(_JAVA / f"{naam}.jar") for naam in ("wss4j", "xmlsec", "commons-logging", "slf4j-api")]
_GEHEIM = BestAvailableEncryption(b"geheim")

pytestmark = pytest.mark.debian("java", "javac", *_JARS)


def _certificaat(pad: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pad.read_bytes())


class Wss4j:
    """Het programma Wss4j.java met de sleutels van Amsterdam, dat de CA's en de dienst vertrouwt."""

    def __init__(self, map_: Path, pki: Path) -> None:
        self.map = map_
        self.amsterdam, self.vertrouwd = map_ / "amsterdam.p12", map_ / "vertrouwd.p12"
        uitgevers = [_certificaat(pki / "ca" / f"{naam}.pem") for naam in ("tussen", "root")]
        sleutel = load_pem_private_key((pki / "amsterdam" / "sleutel.pem").read_bytes(), None)
        self.amsterdam.write_bytes(
            serialize_key_and_certificates(
                b"houder",
                sleutel,  # type: ignore[arg-type]
                _certificaat(pki / "amsterdam" / "cert.pem"),
                uitgevers,
                _GEHEIM,
            )
        )
        dienst = PKCS12Certificate(_certificaat(pki / "dienst" / "cert.pem"), b"houder")
        ca = [PKCS12Certificate(c, b"ca%d" % nummer) for nummer, c in enumerate(uitgevers)]
        self.vertrouwd.write_bytes(serialize_java_truststore([*ca, dienst], _GEHEIM))

    def __call__(self, opdracht: str, *sleutels: Path, bericht: bytes | str) -> str:
        invoer = self.map / "invoer.xml"
        invoer.write_bytes(bericht if isinstance(bericht, bytes) else bericht.encode())
        woorden = ["java", "-cp", ":".join(_JARS), str(Path(__file__).parent / "java" / "Wss4j.java")]
        klaar = subprocess.run(
            [*woorden, opdracht, *map(str, sleutels), str(invoer)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert klaar.returncode == 0, klaar.stderr
        return klaar.stdout


@pytest.fixture(scope="module")
def wss4j(tmp_path_factory: pytest.TempPathFactory, pki: Path) -> Wss4j:
    return Wss4j(tmp_path_factory.mktemp("wss4j"), pki)


ALLES = {"Body", "To", "From", "MessageID", "Action", "RelatesTo", "Timestamp", "SignatureConfirmation"}


@pytest.mark.eis("WB001", "WB013")
def test_wij_controleren_wss4j(wss4j: Wss4j, vertrouwen: Vertrouwen, amsterdam: Sleutelpaar) -> None:
    ondertekend = boom(wss4j("teken", wss4j.amsterdam, bericht=VERZOEK))
    beveiligd = verifieer(ondertekend, vertrouwen=vertrouwen, nu=datetime.now(UTC))
    assert beveiligd.volledig
    assert beveiligd.oin == amsterdam.oin


@pytest.mark.eis("WB001", "WB014")
def test_wss4j_controleert_ons_antwoord(wss4j: Wss4j, dienst: Sleutelpaar) -> None:
    envelop = boom(ANTWOORD)
    onderteken(envelop, dienst, datetime.now(UTC), bevestig="c2lnbmF0dXJl")
    uitvoer = wss4j("controleer", wss4j.vertrouwd, bericht=etree.tostring(envelop))
    assert {regel.removeprefix("gedekt ") for regel in uitvoer.split("\n") if regel} == ALLES


def test_wij_ontsleutelen_wss4j(
    wss4j: Wss4j, vertrouwen: Vertrouwen, amsterdam: Sleutelpaar, dienst: Sleutelpaar
) -> None:
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, datetime.now(UTC))
    ontvangen = boom(wss4j("versleutel", wss4j.vertrouwd, bericht=etree.tostring(envelop)))
    assert ontvangen.find(".//Burgerservicenr") is None
    ontsleutel(ontvangen, dienst)
    assert verifieer(ontvangen, vertrouwen=vertrouwen, nu=datetime.now(UTC)).oin == amsterdam.oin


def test_wss4j_ontsleutelt_ons_antwoord(wss4j: Wss4j, amsterdam: Sleutelpaar, dienst: Sleutelpaar) -> None:
    envelop = boom(ANTWOORD)
    onderteken(envelop, dienst, datetime.now(UTC), bevestig="c2lnbmF0dXJl")
    versleutel(envelop, amsterdam.certificaat)
    uitvoer = wss4j("ontsleutel", wss4j.amsterdam, wss4j.vertrouwd, bericht=etree.tostring(envelop))
    assert "ontsleuteld" in uitvoer
    assert {r.removeprefix("gedekt ") for r in uitvoer.split("\n") if r.startswith("gedekt")} == ALLES
