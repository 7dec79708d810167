"""Een ontbrekende positie, een stille verzegelaar, een dove getuige: te zien, en desgewenst een stop."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import text, update

from isi_soap.beheer.verzegelaar import Ronde
from isi_soap.settings import Instellingen
from isi_soap.soap.logwacht import Logwacht
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from isi_soap.waarneming.toestand import Toestand
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek import verzegeling
from persistence.tabellen import logboek
from services.alle import DIENSTEN
from tests.persistence import balie
from tests.persistence.logboek.records import BSN, schrijf
from tests.persistence.logboek.verzegeld import Log
from tests.soap.berichten_maken import envelop, fault, persoon_info, verzoek
from tests.waarneming.test_metrieken import van, waarde

SOORTEN = ("verzegelaar", "stilstand", "getuige", "tijdstempel", "positie")


@pytest.fixture
def streng(server_instellingen: Instellingen) -> Instellingen:
    """Alarm na een ogenblik, en dan ook niets meer aannemen."""
    kort = {"log_alarm_seconden": 0.02, "log_stilstand_seconden": 0.02}
    return server_instellingen.model_copy(update=kort)


def rond(database: Database, log: Log, keer: int = 1) -> None:
    """De ronde van de verzegelaar langs alle posities."""
    with database.verbinding() as conn:
        with conn.begin():
            grootte = verzegeling.lees_rand(conn).grootte
        ronde = Ronde(conn)
        for _ in range(keer):
            ronde.loop(grootte)
            ronde._tot = 0.0


def gezien(database: Database, inst: Instellingen) -> tuple[set[str], tuple[str, ...], bool]:
    """De alarmen in de metrieken, die in /gereed, en of de dienst een bericht aanneemt."""
    dienst = Toepassing(
        DIENSTEN, partial(Eenheid, database, klok=lambda: balie.NU), logwacht=Logwacht(database, inst)
    )
    gereed = dienst(Verzoek("GET", "/gereed", "", {}))
    assert gereed.status == 200
    eerste, *alarmen = gereed.body.decode().splitlines()
    assert eerste == "gereed"
    alle = van(Toestand(database, inst))  # eerst dit: het bericht hieronder wacht zelf ook op zijn positie
    antwoord = dienst(verzoek(envelop(persoon_info())))
    aangenomen = antwoord.status == 200
    if not aangenomen:
        assert "Het logboek van de dienst staat stil" in fault(antwoord).tekst
    aan = {soort for soort in SOORTEN if waarde(alle, "isi_logboek_alarm", soort=soort)}
    return aan, tuple(alarmen), aangenomen


def vul(database: Database, log: Log, aantal: int) -> None:
    for _ in range(aantal):
        schrijf(database, BSN)
    with database.transactie() as conn:
        log.verzegel(conn)


@pytest.mark.parametrize("weg", [0, 2, 4], ids=["de eerste", "midden", "de laatste"])
def test_een_ontbrekende_positie(weg: int, log: Log, database: Database, streng: Instellingen) -> None:
    """Ook midden in het log, waar rand en laatste nummer blijven kloppen."""
    balie.richt_in(database)
    vul(database, log, 5)
    rond(database, log)
    assert gezien(database, streng) == (set(), (), True)
    with database.transactie() as conn:
        log.verzegel(conn)  # het bericht van hierboven: anders is ook dat een alarm
        conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
        conn.execute(text("DELETE FROM verzegeling WHERE positie = :p"), {"p": weg})
    rond(database, log)
    aan, alarmen, aangenomen = gezien(database, streng)
    assert aan == {"positie"}
    assert alarmen == (f"alarm: positie {weg} ontbreekt: isi-soap log verifieer zegt wat er mis is",)
    assert not aangenomen


def test_een_ronde_zonder_gat_neemt_het_alarm_weg(log: Log, database: Database, streng: Instellingen) -> None:
    vul(database, log, 3)
    with database.transactie() as conn:
        conn.execute(update(logboek).values(gat=1))
    assert Logwacht(database, streng).alarmen() != ()
    rond(database, log)
    assert Logwacht(database, streng).alarmen() == ()


def test_de_ronde_gaat_in_stukken(
    log: Log, database: Database, streng: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isi_soap.beheer.verzegelaar._RONDE_POSITIES", 2)
    vul(database, log, 7)
    with database.transactie() as conn:
        conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
        conn.execute(text("DELETE FROM verzegeling WHERE positie IN (3, 5)"))
    rond(database, log, keer=1)
    assert Logwacht(database, streng).alarmen() == ()
    rond(database, log, keer=5)
    assert Logwacht(database, streng).alarmen()[0].startswith("positie 3 ontbreekt")


def test_een_verzegelaar_die_stilstaat(log: Log, database: Database, streng: Instellingen) -> None:
    balie.richt_in(database)
    schrijf(database, BSN)
    time.sleep(0.05)
    aan, alarmen, aangenomen = gezien(database, streng)
    assert aan == {"stilstand"}
    assert [alarm[:39] for alarm in alarmen] == ["alarm: de verzegelaar staat stil: er wa"]
    assert not aangenomen


def test_een_verzegelaar_die_weigert(log: Log, database: Database, streng: Instellingen) -> None:
    balie.richt_in(database)
    with database.transactie() as conn:
        verzegeling.zet_alarm(conn, "een ander heeft de boom veranderd")
    aan, alarmen, aangenomen = gezien(database, streng)
    assert aan == {"verzegelaar"}
    assert alarmen == ("alarm: de verzegelaar gaat niet verder: een ander heeft de boom veranderd",)
    assert not aangenomen


def test_een_getuige_die_niets_aanneemt(log: Log, database: Database, streng: Instellingen) -> None:
    balie.richt_in(database)
    schrijf(database, BSN)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    time.sleep(0.05)
    aan, alarmen, aangenomen = gezien(database, streng)
    assert aan == {"getuige"}
    assert alarmen[0].startswith("alarm: de getuige neemt niets aan: een checkpoint wacht sinds ")
    assert not aangenomen
    with database.transactie() as conn:
        for grootte, *_ in verzegeling.te_bezorgen(conn):
            verzegeling.bezorgd(conn, grootte, datetime.now(UTC))
    with database.transactie() as conn:
        log.verzegel(conn)  # wat net geweigerd is, is zelf ook een record
    assert Logwacht(database, streng).neemt_aan()


def test_zonder_die_instelling_gaat_het_verkeer_voor(
    log: Log, database: Database, server_instellingen: Instellingen
) -> None:
    balie.richt_in(database)
    with database.transactie() as conn:
        verzegeling.zet_alarm(conn, "een ander heeft de boom veranderd")
    aan, _, aangenomen = gezien(database, server_instellingen)
    assert aan == {"verzegelaar"}
    assert aangenomen
