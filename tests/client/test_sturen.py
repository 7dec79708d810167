"""Welke bestanden verstuurd worden, en naar welke dienst."""

from __future__ import annotations

from pathlib import Path

import pytest

from isi_soap.client.sturen import OnbekendeDienst, bestanden, dienst_van

ENVELOP = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
    '<x xmlns="urn:isi:Diensten:ISIKeten:v0100"/></s:Header>'
    '<s:Body><m:PersoonInfo xmlns:m="urn:isi:Diensten:{dienst}:v0100"/></s:Body></s:Envelope>'
)


def test_een_map_op_naam_zonder_de_bewaarde_antwoorden(tmp_path: Path) -> None:
    for naam in ("b.xml", "a.xml", "a.antwoord.xml", "b.antwoord.nieuw.xml", "lees.txt"):
        (tmp_path / naam).write_text("<a/>")
    assert [pad.name for pad in bestanden(tmp_path)] == ["a.xml", "b.xml"]
    assert bestanden(tmp_path / "b.xml") == [tmp_path / "b.xml"]


def test_de_dienst_staat_in_de_body() -> None:
    assert dienst_van(ENVELOP.format(dienst="ISIRaadplegen").encode()) == "ISIRaadplegen"


def test_de_dienst_van_een_bericht_dat_geen_xml_is() -> None:
    afgebroken = ENVELOP.format(dienst="ISIMuteren").replace("ISIKeten", "ISIMuteren")[:-30].encode()
    assert dienst_van(afgebroken) == "ISIMuteren"


def test_een_bericht_zonder_dienst() -> None:
    with pytest.raises(OnbekendeDienst):
        dienst_van(b"<a/>")
