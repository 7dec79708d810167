"""De stand van het log, en wat een bladzijde zegt als er iets mis is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from isi_soap.auditor import woorden
from isi_soap.auditor.toepassing import maak_toepassing
from isi_soap.contract.operaties import DIENSTEN
from persistence.database import Database
from persistence.logboek import beheerlog, verzegeling
from persistence.runs import RUNS
from tests.auditor.bezoek import Bezoek
from tests.auditor.kamer import BSN, Kamer


def test_hoe_het_ervoor_staat(auditor: Bezoek, kamer: Kamer) -> None:
    kamer.verzegel()
    blad = auditor.haal("/stand")
    assert "Er zijn geen alarmen" in blad.tekst
    assert "isi.example/log" in blad.tekst
    assert f"{datetime.now(UTC):%Y-%m}" in blad.tekst
    assert "Inhoud van berichten 18 maanden" in blad.tekst


def test_de_laatste_toets(auditor: Bezoek, kamer: Kamer) -> None:
    with kamer.database.transactie() as conn:
        verslag = {"records": 431, "bevindingen": 2}
        beheerlog.meld(conn, kamer.database.logsleutels, "log verifieer", verslag)
    tekst = auditor.haal("/stand").tekst
    assert "2 bevindingen laatste toets" in tekst
    assert "431 records, 2 bevindingen" in tekst


def test_een_alarm_staat_bovenaan(auditor: Bezoek, kamer: Kamer) -> None:
    with kamer.database.transactie() as conn:
        verzegeling.zet_alarm(conn, "de boom is niet die van de verzegelaar")
    try:
        alarm = auditor.haal("/stand").boom.find(".//*[@role='alert']")
        assert "gaat niet verder: de boom is niet die van de verzegelaar" in alarm.text_content()
    finally:
        with kamer.database.transactie() as conn:
            verzegeling.zet_alarm(conn, None)


def test_de_stand_is_voor_elke_auditor(als: Callable[[str], Bezoek]) -> None:
    assert als("telt").haal("/stand").status == 200


# --- wat er misgaat -------------------------------------------------------------------------------------


@pytest.fixture
def kapot(kamer: Kamer, auditor: Bezoek) -> Callable[..., Bezoek]:
    """Dezelfde auditor, bij een toepassing waaraan iets mis is."""

    def maak(**anders: Any) -> Bezoek:
        inst = kamer.database.inst.model_copy(update=anders)
        app = maak_toepassing(Database.uit(inst), inst)
        bezoek = Bezoek(replace(kamer, app=app))
        koekje = auditor.client.get_cookie("isi-sessie")
        assert koekje is not None
        bezoek.client.set_cookie("isi-sessie", koekje.value)
        bezoek.merk = auditor.merk
        return bezoek

    return maak


def test_zonder_database_is_er_een_bladzijde(kapot: Callable[..., Bezoek]) -> None:
    blad = kapot(database_url="postgresql://127.0.0.1:1/weg").haal("/stand")
    assert (blad.status, blad.kop()) == (503, "Het log is nu niet te lezen")
    assert "Traceback" not in blad.html


def test_zonder_sleutels_is_er_een_bladzijde(kapot: Callable[..., Bezoek], tmp_path: Path) -> None:
    blad = kapot(log_sleutels=tmp_path / "weg.json").haal("/zoeken")
    assert (blad.status, blad.kop()) == (503, "De sleutels van het log passen niet")


def test_een_vraag_die_te_lang_duurt(kapot: Callable[..., Bezoek]) -> None:
    bezoek = kapot(opdracht_seconden=0.001)
    blad = bezoek.stuur("/overzicht", {"doel": "maandrapportage", "van": "2026-10-01", "tot": "2026-11-30"})
    assert (blad.status, blad.kop()) == (503, "Dit duurt te lang")


def test_een_storing_verraadt_niets(
    auditor: Bezoek, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In de tekst van een fout kan een BSN staan: niet op het scherm, en niet in het systeemlog."""

    def ontplof(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"mis bij {BSN}")

    monkeypatch.setattr("isi_soap.auditor.zoeken.zoek", ontplof)
    blad = auditor.zoek(bsn=BSN)
    assert (blad.status, blad.kop()) == (500, "Er ging iets mis")
    assert "gemeld onder nummer" in blad.tekst
    uit = capsys.readouterr()
    assert BSN not in blad.html + uit.out + uit.err
    assert "RuntimeError" in uit.out + uit.err


@pytest.mark.parametrize(("pad", "status"), [("/bestaat-niet", 404), ("/zoeken/onzin", 404)])
def test_wat_er_niet_is(auditor: Bezoek, pad: str, status: int) -> None:
    blad = auditor.haal(pad)
    assert (blad.status, blad.kop()) == (status, "Hier is niets")


def test_een_te_groot_formulier(auditor: Bezoek) -> None:
    assert auditor.zoek("x" * 100_000).status == 413


def test_zonder_aanmelden_is_er_niets(kamer: Kamer) -> None:
    bezoek = Bezoek(kamer)
    kenmerk = kamer.kenmerken["gelezen"]
    for pad in ("/", "/zoeken", "/stand", "/overzicht", f"/onderzoek/x/uitwisseling/{kenmerk}"):
        assert bezoek.haal(pad).kop() == "Aanmelden"


# --- de woorden -----------------------------------------------------------------------------------------


def test_elke_operatie_heeft_woorden() -> None:
    operaties = {naam for dienst in DIENSTEN.values() for naam in dienst.operaties}
    assert set(woorden.OPERATIES) == operaties
    for naam in (*RUNS, "testdata"):
        assert woorden.operatie(naam) != naam
