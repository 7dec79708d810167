"""Sleutels vervangen: wat er ligt blijft te lezen en te bewijzen, en een vervalste opvolger valt op."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text, update

from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.notitie import Controlesleutel, NotitieFout, Ondertekenaar
from isi_soap.audit.sleutelketen import Sleutelketen, VoorDezeSleutel, overgang
from isi_soap.audit.sleutels import (
    SleutelFout,
    laad_sleutelbos,
    maak_sleutelbos,
    neem_volgende,
    nieuwe_inpaksleutel,
    verwijder_inpaksleutel,
)
from isi_soap.audit.uitvoer import open_doel
from persistence.database import Database
from persistence.logboek import omwikkelen, verzegeling
from persistence.logboek.export import exporteer
from persistence.logboek.keuze import Keuze
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.toets import Logtoets
from persistence.tabellen import datasleutel, logboek
from tests.logregels import alle_regels
from tests.persistence.logboek.ouder import soorten, toets_db
from tests.persistence.logboek.records import ANDER, BSN, schrijf
from tests.persistence.logboek.verzegeld import OORSPRONG, WIE, Log, begin
from tools import verify_log

# --- de inpaksleutel ------------------------------------------------------------------------------------


@pytest.fixture
def eigen(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """De database met een sleutelbestand voor deze test alleen."""
    pad = tmp_path / "sleutels.json"
    monkeypatch.setitem(database.__dict__, "logsleutels", Logsleutels(maak_sleutelbos(pad), pad))
    return database


def bestand(database: Database) -> Path:
    pad = database.logsleutels.bestand
    assert pad is not None
    return pad


def test_omwikkelen_terwijl_er_berichten_komen(eigen: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(omwikkelen, "PORTIE", 5)
    for nummer in range(12):
        schrijf(eigen, (BSN, ANDER)[nummer % 2])
        schrijf(eigen, BSN, ANDER)
    oud = eigen.logsleutels.bos.huidige
    nieuw = nieuwe_inpaksleutel(bestand(eigen))
    assert eigen.logsleutels.bos.huidige == oud  # klaar, maar nog niet in gebruik
    neem_volgende(bestand(eigen))
    stop = threading.Event()

    def verkeer() -> None:
        while not stop.is_set():
            schrijf(eigen, BSN)
            schrijf(eigen)

    draad = threading.Thread(target=verkeer)
    draad.start()
    try:
        # Onderbroken na één portie; een volgende start doet de rest.
        assert next(omwikkelen.wikkel_om(eigen, eigen.logsleutels.bos)) == (5, 0)
        assert sum(goed for goed, _ in omwikkelen.wikkel_om(eigen, eigen.logsleutels.bos)) == 9
    finally:
        stop.set()
        draad.join()
    with eigen.transactie() as conn:
        assert set(omwikkelen.in_gebruik(conn)) == {nieuw}
        assert omwikkelen.niemand_gebruikt(conn, oud)
    verwijder_inpaksleutel(bestand(eigen), oud)
    assert set(laad_sleutelbos(bestand(eigen)).inpak) == {nieuw}
    assert all(regel.verzoek is not None for regel in alle_regels(eigen))


def test_wat_niet_uit_te_pakken_is_wordt_geteld_en_genoemd(eigen: Database) -> None:
    schrijf(eigen, BSN)
    schrijf(eigen, ANDER)
    with eigen.transactie() as conn:
        van_bsn = datasleutel.c.persoon == eigen.logsleutels.persoon(BSN)
        conn.execute(update(datasleutel).where(van_bsn).values(inpaksleutel="deadbeef"))
    nieuwe_inpaksleutel(bestand(eigen))
    assert list(omwikkelen.wikkel_om(eigen, neem_volgende(bestand(eigen)))) == [(1, 1)]
    with eigen.transactie() as conn:
        bevindingen = [b for b in Logtoets(conn, eigen.logsleutels).alles() if b.soort == "SLEUTEL"]
    assert ["deadbeef" in b.tekst for b in bevindingen if "inpaksleutel" in b.tekst] == [True]


def test_een_inpaksleutel_gaat_alleen_weg_als_hij_nergens_voor_dient(eigen: Database) -> None:
    pad, huidig = bestand(eigen), eigen.logsleutels.bos.huidige
    klaar = nieuwe_inpaksleutel(pad)
    for fout in (huidig, klaar, "00000000"):
        with pytest.raises(SleutelFout):
            verwijder_inpaksleutel(pad, fout)
    with pytest.raises(SleutelFout, match="ligt al"):
        nieuwe_inpaksleutel(pad)
    assert neem_volgende(pad).huidige == klaar
    assert neem_volgende(pad).huidige == klaar  # niets klaar: er verandert niets
    assert pad.stat().st_mode & 0o777 == 0o600


def test_wie_al_draait_leest_een_nieuw_bestand(eigen: Database, tmp_path: Path) -> None:
    """Twee werkprocessen: het ene pakt in met een sleutel die het andere bij zijn start niet kende."""
    pad = bestand(eigen)
    ander = Logsleutels(laad_sleutelbos(pad), pad)
    nieuwe_inpaksleutel(pad)
    neem_volgende(pad)
    schrijf(eigen, BSN)
    with eigen.transactie() as conn:
        rij = conn.execute(select(datasleutel)).one()
        assert rij.inpaksleutel != laad_sleutelbos(pad).volgende
        ander.lees(conn, rij.id)
    pad.rename(tmp_path / "even-weg")
    assert ander.bos.huidige == rij.inpaksleutel  # wie haar al had, werkt door


# --- de sleutel van de verzegelaar ----------------------------------------------------------------------

TWEE, DRIE = (Ondertekenaar(OORSPRONG, Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in (2, 3))
VALS = Ondertekenaar(OORSPRONG, Ed25519PrivateKey.from_private_bytes(b"\x09" * 32))


@pytest.fixture
def log(database: Database) -> Log:
    """Drie sleutels na elkaar, elk met een paar records en een checkpoint."""
    log = begin(database)
    for opvolger in (TWEE, DRIE, None):
        schrijf(database, BSN)
        schrijf(database)
        with database.transactie() as conn:
            boom = log.verzegel(conn)
            log.teken(conn, boom)
            if opvolger is not None:
                assert verzegeling.wissel_sleutel(conn, log.wie, opvolger, boom, datetime.now(UTC))
                assert not verzegeling.wissel_sleutel(conn, opvolger, log.wie, boom, datetime.now(UTC))
                log.wie = opvolger
    return log


def exporteer_naar(log: Log, map_: Path) -> Path:
    with log.database.transactie() as conn, open_doel(map_) as doel:
        exporteer(conn, log.database.logsleutels, Keuze(), doel)
    return map_


def bewaar(map_: Path, vkey: str, *notities: str) -> Path:
    map_.mkdir()
    (map_ / "log.vkey").write_text(vkey)
    for nummer, notitie in enumerate(notities):
        (map_ / f"{nummer}.checkpoint").write_text(notitie)
    return map_


def test_wie_de_eerste_sleutel_bewaarde_kan_alles_narekenen(log: Log, tmp_path: Path) -> None:
    assert toets_db(log.database)[0] == []
    export = exporteer_naar(log, tmp_path / "uit")
    uit = verify_log.toets(export, bewaar(tmp_path / "b", WIE.controlesleutel.tekst(), *log.bewaard))
    assert soorten(uit) == []
    assert len(uit.getoetst) == 3
    # Wie pas de tweede kent, kan alles van daarna; van het eerste checkpoint weet hij het niet.
    later = bewaar(tmp_path / "l", TWEE.controlesleutel.tekst(), *log.bewaard)
    uit = verify_log.toets(export, later)
    assert (soorten(uit), len(uit.getoetst)) == ([], 2)
    with log.database.transactie() as conn:
        toets = Logtoets(conn, log.database.logsleutels, sleutel=TWEE.controlesleutel)
        assert list(toets.alles()) == []


def test_de_verzegelaar_gaat_verder_op_een_checkpoint_van_zijn_voorganger(log: Log) -> None:
    with log.database.transactie() as conn:
        assert verzegeling.open_boom(conn, log.wie, log.bewaard[0]).grootte == 6


def test_een_verzonnen_opvolger(log: Log, tmp_path: Path) -> None:
    """De beheerder zet zijn eigen sleutel erin en tekent alles opnieuw: dat wijst niemand aan."""
    with log.database.transactie() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("DELETE FROM sleutelovergang"))
        conn.execute(text("DELETE FROM checkpoint"))
        conn.execute(update(logboek).values(controlesleutel=VALS.controlesleutel.tekst()))
        boom = verzegeling.lees_rand(conn)
        notitie = overgang(VALS, TWEE, Checkpoint(OORSPRONG, 2, b"\0" * 32))
        conn.execute(
            text("INSERT INTO sleutelovergang VALUES (2, now(), :o, :n, :t)"),
            {"o": WIE.controlesleutel.tekst(), "n": VALS.controlesleutel.tekst(), "t": notitie},
        )
        verzegeling.teken(conn, VALS, boom, datetime.now(UTC))
    bewaard = bewaar(tmp_path / "b", WIE.controlesleutel.tekst(), log.bewaard[0])
    uit = verify_log.toets(exporteer_naar(log, tmp_path / "uit"), bewaard)
    assert "SLEUTEL" in {b.soort for b in uit.bevindingen}
    with log.database.transactie() as conn:
        toets = Logtoets(conn, log.database.logsleutels, sleutel=WIE.controlesleutel)
        assert "CHECKPOINT" in {b.soort for b in toets.alles()}


def test_een_gestolen_oude_sleutel(log: Log, tmp_path: Path) -> None:
    """Met de oude sleutel een tweede opvolger aanwijzen, of er gewoon mee doorgaan: beide valt op."""
    wortel = Checkpoint.open(log.bewaard[0], WIE.controlesleutel).wortel
    tweede = overgang(WIE, VALS, Checkpoint(OORSPRONG, 2, wortel))
    export = exporteer_naar(log, tmp_path / "uit")
    bewaard = bewaar(tmp_path / "b", WIE.controlesleutel.tekst(), *log.bewaard, tweede)
    assert "SPLITSING" in {b.soort for b in verify_log.toets(export, bewaard).bevindingen}
    door = Checkpoint(OORSPRONG, 4, bytes(32)).onderteken(WIE)
    bewaard = bewaar(tmp_path / "c", WIE.controlesleutel.tekst(), *log.bewaard, door)
    (bevinding,) = verify_log.toets(export, bewaard).bevindingen
    assert (bevinding.soort, "vervangen" in bevinding.tekst) == ("BEWAARD", True)


def test_de_keten() -> None:
    punt = Checkpoint(OORSPRONG, 5, bytes(32))
    een, twee = overgang(WIE, TWEE, punt), overgang(TWEE, DRIE, Checkpoint(OORSPRONG, 9, bytes(32)))
    keten = Sleutelketen(WIE.controlesleutel, [twee, een, "geen notitie"])
    assert keten.sleutels == [wie.controlesleutel for wie in (WIE, TWEE, DRIE)]
    assert keten.laatste == DRIE.controlesleutel
    assert keten.open(een) == punt
    assert keten.open(punt.onderteken(WIE)) == punt
    with pytest.raises(NotitieFout, match="vervangen"):
        keten.open(Checkpoint(OORSPRONG, 6, bytes(32)).onderteken(WIE))
    with pytest.raises(NotitieFout, match="twee opvolgers"):
        Sleutelketen(WIE.controlesleutel, [een, overgang(WIE, DRIE, punt)])
    with pytest.raises(VoorDezeSleutel):
        Sleutelketen(TWEE.controlesleutel, [een]).open(Checkpoint(OORSPRONG, 3, bytes(32)).onderteken(WIE))
    ander_log = Ondertekenaar("elders/log", DRIE.sleutel)
    assert Sleutelketen(WIE.controlesleutel, [overgang(WIE, ander_log, punt)]).laatste == WIE.controlesleutel
    assert Controlesleutel.uit_tekst(WIE.controlesleutel.tekst()) == WIE.controlesleutel
