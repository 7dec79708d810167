"""Bewaartermijnen en bewaarbevelen: weg gaat wat aan de beurt is, en alleen dat; elk bewijs blijft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from isi_soap.audit.uitvoer import open_doel
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.logboek import bewaring, delen
from persistence.logboek.archiefkast import vernietigd_op
from persistence.logboek.bewaring import Bevel, BevelGeweigerd, Klasse, Termijnen
from persistence.logboek.export import exporteer
from persistence.logboek.keuze import Keuze
from persistence.logboek.tonen import toon
from persistence.logboek.verlopen import Maandverslag, maanden, vernietig_maand
from persistence.logboek.vernietiging import vernietig_persoon
from persistence.tabellen import bericht, bericht_persoon, datasleutel, verzegeling
from tests.persistence.logboek import ouder
from tests.persistence.logboek.ouder import APRIL, LATER, MAART, schrijf_op, soorten, toets_db
from tests.persistence.logboek.records import ANDER, BSN
from tests.persistence.logboek.verzegeld import Log, begin
from tools import verify_log

DERDE = "999990032"
ALLES: frozenset[Klasse] = frozenset(("inhoud", "geweigerd", "runs", "beheer", "gegevens"))
ZONDER_GEGEVENS = ALLES - {"gegevens"}


@dataclass
class Oud:
    """Een log uit maart 2020, met van alles één record."""

    database: Database
    log: Log
    bericht: UUID
    geweigerd: UUID
    gedeeld: UUID
    run: UUID
    beheer: UUID
    april: UUID

    def vernietig(self, om: frozenset[Klasse] = ALLES, nu: datetime = LATER) -> Maandverslag:
        with self.database.transactie() as conn:
            return vernietig_maand(conn, self.database.logsleutels, date(2020, 3, 1), om, nu)

    def houd_vast(self, **velden: object) -> UUID:
        with self.database.transactie() as conn:
            bevel = Bevel(**{"reden": "bezwaar", "door": "test"} | velden)  # type: ignore[arg-type]
            return bewaring.houd_vast(conn, self.database.logsleutels, bevel, LATER)

    def leesbaar(self) -> set[UUID]:
        """Welke records hun inhoud nog geven."""
        with self.database.transactie() as conn:
            alle = conn.execute(select(bericht.c.id)).scalars().all()
            tonen = [toon(conn, self.database.logsleutels, kenmerk) for kenmerk in alle]
        return {b.regel.id for b in tonen if b is not None and b.regel.verzoek is not None}


@pytest.fixture
def oud(database: Database) -> Oud:
    log = begin(database)
    ouder.maak_delen(database, date(2020, 3, 1), date(2020, 4, 1))
    with database.transactie() as conn:
        ids = [
            schrijf_op(conn, database, MAART + timedelta(seconds=1), BSN, message_id="urn:uuid:1"),
            schrijf_op(conn, database, MAART + timedelta(seconds=2), ANDER, uitkomst="GEWEIGERD"),
            schrijf_op(conn, database, MAART + timedelta(seconds=3), BSN, DERDE),
            schrijf_op(conn, database, MAART + timedelta(seconds=4), soort="RUN", operatie="DAGELIJKS"),
            schrijf_op(
                conn, database, MAART + timedelta(seconds=5), soort="BEHEER", operatie="log verifieer"
            ),
            schrijf_op(conn, database, APRIL, BSN),
        ]
        log.teken(conn, log.verzegel(conn))
    return Oud(database, log, *ids)


def export_van(oud: Oud, map_: Path) -> verify_log.Uitslag:
    with oud.database.transactie() as conn:
        oud.log.teken(conn, oud.log.verzegel(conn))
    with oud.database.transactie() as conn, open_doel(map_ / "export") as doel:
        exporteer(conn, oud.database.logsleutels, Keuze(), doel)
    return verify_log.toets(map_ / "export", ouder.bewaar(oud.log, map_ / "bewaard"))


# --- termijnen ------------------------------------------------------------------------------------------


def test_een_termijn_begint_als_de_maand_om_is() -> None:
    termijnen = Termijnen({"inhoud": 18, "geweigerd": 6, "runs": 60, "beheer": 60, "gegevens": 60})
    maart = date(2020, 3, 1)
    assert termijnen.om(maart, datetime(2020, 9, 30, tzinfo=UTC)) == frozenset()
    assert termijnen.om(maart, datetime(2020, 10, 1, tzinfo=UTC)) == {"geweigerd"}
    assert termijnen.om(maart, datetime(2021, 10, 1, tzinfo=UTC)) == {"geweigerd", "inhoud"}
    assert termijnen.om(maart, datetime(2025, 4, 1, tzinfo=UTC)) == ALLES


@pytest.mark.parametrize(
    "fout",
    [
        {"log_bewaar_inhoud_maanden": 61},  # langer dan het record zelf
        {"log_bewaar_beheer_maanden": 5},  # BIO2 8.18.02: een half jaar
        {"log_bewaar_gegevens_maanden": 241},
        {"log_bewaar_gegevens_maanden": 5},
    ],
)
def test_termijnen_die_niet_kunnen(fout: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Instellingen(**fout)  # type: ignore[arg-type]


def test_welke_maanden_aan_de_beurt_zijn(oud: Oud) -> None:
    termijnen = Termijnen.uit(Instellingen())
    with oud.database.transactie() as conn:
        gevonden = dict(maanden(conn, termijnen, datetime(2021, 10, 20, tzinfo=UTC)))
    assert gevonden == {date(2020, 3, 1): {"inhoud", "geweigerd"}, date(2020, 4, 1): {"geweigerd"}}


# --- inhoud ---------------------------------------------------------------------------------------------


def test_alleen_de_klasse_die_om_is(oud: Oud) -> None:
    voor = oud.leesbaar()
    verslag = oud.vernietig(frozenset({"geweigerd"}))
    assert (verslag.sleutels, verslag.berichten) == (1, {"geweigerd": 1})
    assert voor - oud.leesbaar() == {oud.geweigerd}
    verslag = oud.vernietig(ZONDER_GEGEVENS)
    assert verslag.berichten == {"inhoud": 2, "runs": 1, "beheer": 1}
    assert verslag.gedeeld == [(oud.gedeeld, 2)]
    assert oud.leesbaar() & voor == {oud.april}
    bevindingen, toets = toets_db(oud.database)
    assert bevindingen == []
    assert toets.telling.vernietigd == 5
    assert oud.vernietig(ZONDER_GEGEVENS).leeg  # nog eens doet niets


def test_een_sleutel_gaat_pas_als_alles_wat_hij_opent_aan_de_beurt_is(oud: Oud) -> None:
    with oud.database.transactie() as conn:
        ook = schrijf_op(conn, oud.database, MAART + timedelta(hours=1), BSN, uitkomst="GEWEIGERD")
    verslag = oud.vernietig(frozenset({"geweigerd"}))
    assert (verslag.sleutels, verslag.wacht_op_langere_termijn) == (1, 1)
    assert ook in oud.leesbaar()


# --- bewaarbevelen --------------------------------------------------------------------------------------

OVER: dict[str, Callable[[Oud], dict[str, object]]] = {
    "persoon": lambda oud: {"bsn": BSN},
    "bericht": lambda oud: {"bericht_id": oud.bericht},
    "MessageID": lambda oud: {"message_id": "urn:uuid:1"},
    "tijdvak": lambda oud: {"van": MAART - timedelta(days=1), "tot": MAART + timedelta(days=1)},
    "persoon in een tijdvak": lambda oud: {"bsn": BSN, "tot": MAART + timedelta(days=1)},
}
VAST = {"persoon": 2, "bericht": 1, "MessageID": 1, "tijdvak": 5, "persoon in een tijdvak": 2}


@pytest.mark.parametrize("over", list(OVER))
def test_een_bevel_houdt_vast_tot_het_opgeheven_is(oud: Oud, over: str) -> None:
    bevel = oud.houd_vast(**OVER[over](oud))
    verslag = oud.vernietig()
    assert oud.bericht in verslag.vastgehouden
    assert len(verslag.vastgehouden) == VAST[over]
    assert oud.bericht in oud.leesbaar()
    assert verslag.records == 5 - VAST[over]
    with oud.database.transactie() as conn:
        bewaring.hef_op(conn, bevel, "test", LATER)
        with pytest.raises(BevelGeweigerd):
            bewaring.hef_op(conn, bevel, "test", LATER)
    assert oud.vernietig().vastgehouden == []
    assert oud.bericht not in oud.leesbaar()


def test_een_bevel_gaat_voor_wissen(oud: Oud) -> None:
    oud.houd_vast(bsn=DERDE)
    with oud.database.transactie() as conn:
        weg = vernietig_persoon(conn, oud.database.logsleutels, BSN, LATER)
    assert weg.alleen == (oud.bericht, oud.april)
    assert (weg.met_anderen, weg.vastgehouden) == ((), (oud.gedeeld,))
    assert oud.gedeeld in oud.leesbaar()


def test_een_bevel_dat_voorbij_is_houdt_niets_vast(oud: Oud) -> None:
    oud.houd_vast(bsn=BSN, geldig_tot=LATER + timedelta(days=1))
    assert oud.vernietig(nu=LATER + timedelta(days=2)).vastgehouden == []


@pytest.mark.parametrize(
    "fout",
    [
        {},
        {"bsn": BSN, "reden": " "},
        {"van": LATER, "tot": MAART},
        {"bsn": BSN, "geldig_tot": MAART},
        {"bsn": BSN, "incident": True, "geldig_tot": LATER + timedelta(days=1000)},
    ],
)
def test_een_bevel_dat_niet_kan(oud: Oud, fout: dict[str, object]) -> None:
    with pytest.raises(BevelGeweigerd):
        oud.houd_vast(**fout)


def test_een_bevel_is_niet_te_wissen_of_te_wijzigen(oud: Oud) -> None:
    oud.houd_vast(bsn=BSN)
    for poging in ("DELETE FROM bewaarbevel", "UPDATE bewaarbevel SET tot = now()", "TRUNCATE bewaarbevel"):
        with pytest.raises(IntegrityError), oud.database.transactie() as conn:
            conn.execute(text(poging))


# --- gegevens -------------------------------------------------------------------------------------------


def test_het_record_gaat_en_elk_bewijs_blijft(oud: Oud, tmp_path: Path) -> None:
    verslag = oud.vernietig()
    assert (verslag.records, verslag.reeksen) == (5, [(0, 5)])
    with oud.database.transactie() as conn:
        weg = [oud.bericht, oud.geweigerd, oud.gedeeld, oud.run, oud.beheer]
        assert conn.scalar(select(func.count()).select_from(bericht).where(bericht.c.id.in_(weg))) == 0
        assert conn.execute(select(bericht_persoon.c.bericht_id)).scalars().all() == [oud.april]
        assert conn.scalar(select(func.count()).where(datasleutel.c.periode == date(2020, 3, 1))) == 0
        assert conn.scalar(select(func.count()).select_from(verzegeling)) == 6
        gevonden = vernietigd_op(conn, oud.bericht)
    assert gevonden is not None
    assert gevonden[0] == LATER
    bevindingen, toets = toets_db(oud.database)
    assert bevindingen == []
    assert toets.telling.weg == 5
    uit = export_van(oud, tmp_path)
    assert soorten(uit) == []
    assert (uit.weg, uit.records) == (5, 2)
    # Het deel van die maand is leeg, en dus weg van de schijf.
    delen.met_geduld(oud.database, lambda conn: delen.laat_vallen_als_leeg(conn, date(2020, 3, 1)))
    with oud.database.transactie() as conn:
        assert not delen.bestaat(conn, "bericht", date(2020, 3, 1))
    assert toets_db(oud.database)[0] == []


def test_een_aankondiging_blijft(oud: Oud) -> None:
    oud.vernietig()
    deze = bewaring.maand_van(datetime.now(UTC))
    with oud.database.transactie() as conn:
        oud.log.teken(conn, oud.log.verzegel(conn))
        verslag = vernietig_maand(conn, oud.database.logsleutels, deze, ALLES, datetime.now(UTC))
    assert verslag.leeg


def test_verdwijnen_is_geen_vernietigen(oud: Oud, tmp_path: Path) -> None:
    """Wie een record wegdoet en zegt dat het de termijn was, heeft er geen verzegeld record bij."""
    with oud.database.transactie() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("DELETE FROM bericht WHERE id = :id"), {"id": oud.bericht})
        conn.execute(
            text("INSERT INTO logvernietiging (begin, eind, aankondiging) VALUES (0, 1, :id)"),
            {"id": oud.beheer},
        )
    assert [b.soort for b in toets_db(oud.database)[0]] == ["AANKONDIGING", "ONTBREEKT"]
    # Ook het record dat het zou moeten zeggen, zegt iets anders.
    assert {("AANKONDIGING", 0), ("ONTBREEKT", 0)} <= set(soorten(export_van(oud, tmp_path)))
