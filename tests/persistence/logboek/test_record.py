"""Een record in de database: versleuteld, doorzoekbaar, onaantastbaar; het blad volgt uit zijn kolommen."""

from __future__ import annotations

import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from isi_soap.audit.inhoud import Onleesbaar
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek import record
from persistence.logboek.tonen import toon
from persistence.logboek.zoeken import Zoekvraag, zoek
from persistence.runs import dagelijks
from persistence.tabellen import bericht, bericht_inhoud, bericht_persoon, datasleutel, onverzegeld
from tests.logregels import alle_regels
from tests.persistence.logboek.records import ANDER, BSN, NU, logregel, schrijf


def test_het_blad_volgt_uit_de_kolommen(database: Database) -> None:
    schrijf(database, BSN)
    schrijf(database, dienst=None, wsa=None, codes=(), verzoek=None, antwoord=b"", namens=None)
    with database.transactie() as conn:
        rijen = conn.execute(select(bericht, onverzegeld.c.blad).join(
            onverzegeld, onverzegeld.c.bericht_id == bericht.c.id)).mappings().all()  # fmt: skip
        inhouden = dict(conn.execute(select(bericht_inhoud.c.bericht_id, bericht_inhoud.c.inhoud)).all())
    assert len(rijen) == 2
    for rij in rijen:
        assert record.blad(rij) == rij["blad"]
        assert sha256(inhouden[rij["id"]]).digest() == rij["inhoud_hash"]


def test_precies_de_bytes_komen_terug(database: Database) -> None:
    regel = logregel(BSN, ANDER, BSN, verzoek=b"\x00\xff niet eens XML", antwoord=b"")
    with Eenheid(database) as eenheid:
        eenheid.bewaar(regel)
        eenheid.commit()
    with database.transactie() as conn:
        heel = toon(conn, database.logsleutels, eenheid.bericht_id)
    assert heel is not None
    assert (heel.regel.verzoek, heel.regel.antwoord) == (regel.verzoek, b"")
    assert (heel.regel.bsns, heel.regel.personen) == ((BSN, ANDER), 2)


def test_in_de_database_staat_geen_bsn_en_geen_inhoud(database: Database) -> None:
    schrijf(database, BSN)
    schrijf(database, BSN, ANDER)
    with database.transactie() as conn:
        for tabel in (bericht, bericht_inhoud, bericht_persoon, datasleutel, onverzegeld):
            tekst = conn.scalar(text(f"SELECT string_agg(t::text, '|') FROM {tabel.name} t")) or ""  # noqa: S608
            for geheim in (BSN, BSN.encode().hex(), "antwoord>", b"<antwoord>".hex()):
                assert geheim not in tekst


def test_wie_getoond_werd_is_te_vinden(database: Database) -> None:
    een, twee, _ = schrijf(database, BSN), schrijf(database, ANDER, BSN), schrijf(database)
    with database.transactie() as conn:
        sleutels = database.logsleutels
        for bsn, verwacht in ((BSN, [twee, een]), (ANDER, [twee]), ("999990032", [])):
            assert [r.id for r in zoek(conn, sleutels, Zoekvraag(bsn=bsn)).regels] == verwacht


def test_een_sleutel_per_persoon_en_maand(database: Database) -> None:
    schrijf(database, BSN)
    schrijf(database, BSN)
    schrijf(database, BSN, ontvangen=NU + timedelta(days=31))
    schrijf(database, ANDER)
    schrijf(database, BSN, ANDER)
    schrijf(database)
    with database.transactie() as conn:
        gebruikt = conn.execute(
            select(bericht_inhoud.c.sleutel).order_by(bericht_inhoud.c.bericht_id)
        ).scalars()
        een, zelfde, volgende_maand, *overige = gebruikt
        assert een == zelfde != volgende_maand
        assert len({een, volgende_maand, *overige}) == 5
        van_personen = select(func.count()).where(datasleutel.c.persoon.is_not(None))
        assert conn.scalar(van_personen) == 3


def test_een_vernietigde_sleutel_wordt_niet_meer_gebruikt(database: Database) -> None:
    oud = schrijf(database, BSN)
    with database.transactie() as conn:
        conn.execute(update(datasleutel).values(ingepakt=None, inpaksleutel=None, vernietigd=NU))
    nieuw = schrijf(database, BSN)  # het proces onthield de oude nog
    with database.transactie() as conn:
        weg, er = toon(conn, database.logsleutels, oud), toon(conn, database.logsleutels, nieuw)
    assert weg is not None
    assert er is not None
    assert (weg.regel.vernietigd, weg.regel.verzoek, weg.regel.bsns) == (NU, None, ())
    assert er.regel.bsns == (BSN,)


def test_een_teruggedraaide_sleutel_wordt_niet_meer_gebruikt(database: Database) -> None:
    with Eenheid(database) as eenheid:
        eenheid.bewaar(logregel(BSN))
    kenmerk = schrijf(database, BSN)
    with database.transactie() as conn:
        heel = toon(conn, database.logsleutels, kenmerk)
        assert conn.scalar(select(func.count()).select_from(datasleutel)) == 1
    assert heel is not None
    assert heel.regel.bsns == (BSN,)


def test_twee_eerste_berichten_tegelijk_delen_de_sleutel(database: Database) -> None:
    with Eenheid(database) as eerste:
        eerste.bewaar(logregel(BSN))
        database.logsleutels.vergeet(database.logsleutels.persoon(BSN), NU.date().replace(day=1))
        ander = threading.Thread(target=schrijf, args=(database, BSN))
        ander.start()
        ander.join(0.1)
        assert ander.is_alive()
        eerste.commit()
    ander.join(5)
    with database.transactie() as conn:
        assert conn.scalar(select(func.count(bericht_inhoud.c.sleutel.distinct()))) == 1
        assert conn.scalar(select(func.count()).select_from(bericht)) == 2


def test_inhoud_van_een_ander_record_past_niet(database: Database) -> None:
    een, twee = schrijf(database, BSN), schrijf(database, BSN)
    with database.transactie() as conn:
        conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
        van_twee = select(bericht_inhoud.c.inhoud).where(bericht_inhoud.c.bericht_id == twee)
        conn.execute(
            update(bericht_inhoud)
            .where(bericht_inhoud.c.bericht_id == een)
            .values(inhoud=van_twee.scalar_subquery())
        )
        with pytest.raises(Onleesbaar):
            toon(conn, database.logsleutels, een)


@pytest.mark.parametrize(
    "poging",
    [
        "UPDATE bericht SET gebruiker = 'ander'",
        "DELETE FROM bericht",
        "TRUNCATE bericht",
        "UPDATE bericht_inhoud SET inhoud = ''",
        "DELETE FROM bericht_persoon",
        "TRUNCATE bericht_persoon, bericht_inhoud",
        "DELETE FROM datasleutel",
        "UPDATE datasleutel SET persoon = NULL",
    ],
)
def test_wijzigen_en_verwijderen_wordt_geweigerd(database: Database, poging: str) -> None:
    schrijf(database, BSN)
    with pytest.raises(IntegrityError), database.transactie() as conn:
        conn.execute(text(poging))


def test_een_deel_is_niet_buiten_de_tabel_om_te_wijzigen(database: Database) -> None:
    kenmerk = schrijf(database, BSN)
    with database.transactie() as conn:
        deel = conn.scalar(select(text("tableoid::regclass::text")).select_from(bericht))
    assert deel.startswith("logdeel.bericht_2")
    for poging in (f"UPDATE {deel} SET gebruiker = 'x'", f"DELETE FROM {deel}", f"TRUNCATE {deel}"):  # noqa: S608
        with pytest.raises(IntegrityError), database.transactie() as conn:
            conn.execute(text(poging))
    with database.transactie() as conn:
        assert conn.scalar(select(bericht.c.gebruiker).where(bericht.c.id == kenmerk)) == 'né"ss'


def test_een_run_staat_in_het_log(database: Database) -> None:
    dagelijks(database)
    klaar, begonnen = alle_regels(database)
    assert (begonnen.soort, begonnen.operatie, begonnen.antwoord) == ("RUN", "DAGELIJKS", None)
    assert klaar.relates_to == f"urn:uuid:{begonnen.id}"
    assert b'"verwerkt": 0' in (klaar.antwoord or b"")
