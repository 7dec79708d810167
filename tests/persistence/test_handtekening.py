"""Een handtekening wordt eenmaal aanvaard: na elkaar, tegelijk, en ook als er iets ongedaan gemaakt wordt."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from persistence import handtekening as module
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.handtekening import BerichtHerhaald, Handtekening, snoei
from persistence.logboek.berichtenlog import Logregel
from persistence.tabellen import handtekening

NU = datetime(2026, 1, 1, 12, tzinfo=UTC)
EEN = Handtekening(hash=sha256(b"1").digest(), oin="1" * 20, gezien=NU, tot=NU + timedelta(minutes=16))
REGEL = Logregel(ontvangen=NU, beantwoord=NU, profiel="suwinet", uitkomst="OK", http_status=200, duur=0.0)


def open_eenheid(database: Database, gezien: Handtekening | None = EEN) -> Eenheid:
    return Eenheid(database, oin="1" * 20, message_id="urn:uuid:1", handtekening=gezien)


def test_zonder_handtekening_is_elk_bericht_nieuw(database: Database) -> None:
    with open_eenheid(database, None) as eenheid:
        assert eenheid.is_nieuw()
        assert eenheid.is_nieuw()


def test_wat_beantwoord_is_komt_niet_terug(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        assert eenheid.is_nieuw()
        eenheid.bewaar(REGEL, b"<a/>")
        eenheid.commit()
    with open_eenheid(database) as eenheid:
        assert not eenheid.is_nieuw()
        eenheid.bewaar(REGEL, b"<a/>")  # een mutatie krijgt haar eerste antwoord: dat mag


def test_wat_een_fault_kreeg_mag_opnieuw(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        assert eenheid.is_nieuw()
    with open_eenheid(database) as eenheid:
        assert eenheid.is_nieuw()


def test_ook_wie_geweigerd_is_heeft_antwoord(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        assert eenheid.is_nieuw()
        eenheid.maak_ongedaan()
        eenheid.bewaar(REGEL, b"<nee/>")
        eenheid.commit()
    with open_eenheid(database) as eenheid:
        assert not eenheid.is_nieuw()


def test_na_ongedaan_maken_kan_een_ander_voor_zijn(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        assert eenheid.is_nieuw()
        eenheid.maak_ongedaan()
        with open_eenheid(database) as snel:
            assert snel.is_nieuw()
            snel.bewaar(REGEL, b"<a/>")
            snel.commit()
        with pytest.raises(BerichtHerhaald):
            eenheid.bewaar(REGEL, b"<nee/>")


def test_van_gelijktijdige_kopieen_is_er_een_nieuw(database: Database) -> None:
    start = threading.Barrier(4)
    uit: list[bool] = []

    def stuur() -> None:
        start.wait(5)
        with open_eenheid(database) as eenheid:
            uit.append(eenheid.is_nieuw())
            eenheid.commit()

    draden = [threading.Thread(target=stuur) for _ in range(4)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(10)
    assert sorted(uit) == [False, False, False, True]


def test_wat_verlopen_is_wordt_vergeten(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    oud = Handtekening(hash=sha256(b"oud").digest(), oin="1" * 20, gezien=NU, tot=NU - timedelta(seconds=1))
    for gezien in (oud, EEN):
        with open_eenheid(database, gezien) as eenheid:
            assert eenheid.is_nieuw()
            eenheid.commit()
    monkeypatch.setattr(module, "_ELKE", 1)
    nieuw = Handtekening(hash=sha256(b"2").digest(), oin="1" * 20, gezien=NU, tot=EEN.tot)
    with open_eenheid(database, nieuw) as eenheid:
        assert eenheid.is_nieuw()
        eenheid.commit()
    with database.transactie() as conn:
        assert set(conn.scalars(select(handtekening.c.hash))) == {EEN.hash, nieuw.hash}


def test_opruimen_wacht_op_niemand(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        assert eenheid.is_nieuw()
        eenheid.commit()
    later = EEN.tot + timedelta(seconds=1)
    with database.transactie() as een, database.transactie() as ander:
        assert snoei(een, later) == 1
        assert snoei(ander, later) == 0
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(handtekening)) == 0
