"""Heen en weer met de opdrachtregel van xmlsec1: een andere bouw van de bibliotheek, en een ander leespad."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from isi_soap.wsse import Sleutelpaar, Vertrouwen, onderteken, verifieer
from isi_soap.wsse import namen as n
from tests.wsse.berichten import ANTWOORD, VERZOEK, boom

pytestmark = pytest.mark.debian("xmlsec1")


def _xmlsec1(opdracht: str, *woorden: str) -> subprocess.CompletedProcess[str]:
    ids = [f"--id-attr:Id={naam}" for naam in (
        f"{n.SOAP}:Body",
        *(f"{n.WSA}:{kop}" for kop in ("To", "From", "MessageID", "Action", "RelatesTo")),
        f"{n.WSU}:Timestamp",
        f"{n.WSSE11}:SignatureConfirmation",
    )]  # fmt: skip
    return subprocess.run(
        ["xmlsec1", opdracht, *(deel for id_ in ids for deel in id_.split("=", 1)), *woorden],
        capture_output=True,
        text=True,
        timeout=60,
    )


def _sleutel_van(pki: Path, map_: Path) -> Path:
    """xmlsec1 wil de publieke sleutel los: een SecurityTokenReference kent hij niet."""
    uit = map_ / "publiek.pem"
    publiek = subprocess.run(
        ["openssl", "x509", "-in", str(pki), "-noout", "-pubkey"], capture_output=True, check=True
    )
    uit.write_bytes(publiek.stdout)
    return uit


@pytest.mark.eis("SIGN002")
@pytest.mark.debian("openssl")
def test_xmlsec1_controleert_ons(pki: Path, dienst: Sleutelpaar, tmp_path: Path) -> None:
    envelop = boom(ANTWOORD)
    onderteken(envelop, dienst, datetime.now(UTC), bevestig="c2lnbmF0dXJl")
    bericht = tmp_path / "antwoord.xml"
    bericht.write_bytes(etree.tostring(envelop))
    sleutel = _sleutel_van(pki / "dienst" / "cert.pem", tmp_path)
    goed = _xmlsec1("--verify", "--pubkey-pem", str(sleutel), str(bericht))
    assert goed.returncode == 0, goed.stderr
    bericht.write_bytes(etree.tostring(envelop).replace(b"999900122", b"999900134"))
    assert _xmlsec1("--verify", "--pubkey-pem", str(sleutel), str(bericht)).returncode != 0


@pytest.mark.eis("SIGN002")
def test_wij_controleren_xmlsec1(
    pki: Path, amsterdam: Sleutelpaar, vertrouwen: Vertrouwen, tmp_path: Path
) -> None:
    """Het sjabloon is een bericht waar digests en handtekening uit zijn; xmlsec1 vult ze in."""
    envelop = boom(VERZOEK)
    onderteken(envelop, amsterdam, datetime.now(UTC))
    for leeg in (*envelop.iter(f"{{{n.DS}}}DigestValue"), *envelop.iter(f"{{{n.DS}}}SignatureValue")):
        leeg.text = None
    bericht, uit = tmp_path / "sjabloon.xml", tmp_path / "uit.xml"
    bericht.write_bytes(etree.tostring(envelop))
    sleutel = pki / "amsterdam" / "sleutel.pem"
    klaar = _xmlsec1("--sign", "--privkey-pem", str(sleutel), "--output", str(uit), str(bericht))
    assert klaar.returncode == 0, klaar.stderr
    beveiligd = verifieer(boom(uit.read_bytes()), vertrouwen=vertrouwen, nu=datetime.now(UTC))
    assert beveiligd.oin == amsterdam.oin
