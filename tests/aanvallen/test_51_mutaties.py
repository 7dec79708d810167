"""Gemuteerde berichten tegen de echte toepassing: een korte reeks van wat bench.mutaties groot doet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.mutaties.bron import Bron
from bench.mutaties.oordeel import oordeel
from bench.mutaties.proef import beproef, toepassingen
from isi_soap.soap.uitwisseling import Antwoord
from persistence.database import Database
from persistence.testdata import herstel

AANTAL = 1_000
ZAAD = 7


@pytest.fixture
def testset(database: Database) -> Database:
    with database.transactie() as conn:
        herstel(conn)
    return database


def test_elke_mutatie_krijgt_een_fault_een_geldig_antwoord_of_http(testset: Database, pki: Path) -> None:
    uitslag = beproef(toepassingen(testset, pki), Bron(pki, ZAAD), 0, AANTAL)
    fout = uitslag.fout
    assert fout is None, (fout.nummer, uitslag.reden, fout.bericht)
    assert uitslag.aantal == AANTAL
    assert {200, 415, 500} <= set(uitslag.per_status)  # er is van alles geraakt
    assert uitslag.per_status[200] > AANTAL / 20


def test_hetzelfde_zaad_geeft_dezelfde_berichten(pki: Path) -> None:
    een, ander = Bron(pki, 3), Bron(pki, 3)
    zonder = [n for n in range(40) if een.maak(n).soort == "ketentest"]
    assert zonder
    assert [een.maak(n) for n in zonder] == [ander.maak(n) for n in zonder]
    assert [een.maak(n) for n in zonder] != [Bron(pki, 4).maak(n) for n in zonder]


@pytest.mark.parametrize(
    ("status", "inhoud", "reden"),
    [
        (200, b"<a/>", "geen envelop"),
        (200, b"", "geen XML"),
        (503, b"", "onverwachte status"),
        (500, b"<s:Envelope xmlns:s='{S}'><s:Body/></s:Envelope>", "precies één kind"),
        (500, b"<s:Envelope xmlns:s='{S}'><s:Body><s:Fault/></s:Body></s:Envelope>", "faultcode"),
        (
            500,
            b"<s:Envelope xmlns:s='{S}'><s:Body><s:Fault><faultcode>s:Client</faultcode>"
            b"<faultstring>x.py</faultstring></s:Fault></s:Body></s:Envelope>",
            "lekt",
        ),
        (
            200,
            b"<s:Envelope xmlns:s='{S}'><s:Body><x:Y xmlns:x='urn:a:b:ISISignalen:c'/></s:Body></s:Envelope>",
            "schema",
        ),
    ],
)
def test_het_oordeel_ziet_wat_niet_deugt(status: int, inhoud: bytes, reden: str, pki: Path) -> None:
    """Een proef die alles goedvindt, toont niets."""
    bron = Bron(pki, 3)
    opdracht = next(o for o in map(bron.maak, range(100)) if o.soort == "ketentest")
    body = inhoud.replace(b"{S}", b"http://schemas.xmlsoap.org/soap/envelope/")
    gevonden = oordeel(opdracht, Antwoord(status, [("content-type", "text/xml; charset=utf-8")], body))
    assert gevonden is not None
    assert reden in gevonden
