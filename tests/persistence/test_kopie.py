"""Een reservekopie: maken, elders terugzetten, narekenen; en wie gewist is, staat er niet leesbaar in."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import NullPool, create_engine, select, text

from persistence.database import Database
from persistence.kopie import KopieFout, maak, zet_terug
from persistence.logboek import verzegeling
from persistence.logboek.archief import archiveer
from persistence.logboek.tonen import toon
from persistence.logboek.vernietiging import ruim_op, vernietig_persoon
from persistence.tabellen import bericht_inhoud, datasleutel, metadata
from tests.persistence.logboek import ouder
from tests.persistence.logboek.ouder import LATER, MAART, schrijf_op, toets_db
from tests.persistence.logboek.records import ANDER, BSN, schrijf
from tests.persistence.logboek.verzegeld import WIE, begin


@pytest.fixture
def leeg(database: Database) -> Iterator[Database]:
    """Een lege database naast die van de test, met hetzelfde sleutelbestand."""
    naam = f"isi_kopie_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    beheer = create_engine(database.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with beheer.connect() as conn:
        conn.execute(text(f'CREATE DATABASE "{naam}" TEMPLATE template0'))
    ander = Database(database.url.set(database=naam), database.inst, lang=True)
    yield ander
    ander.sluit()
    with beheer.connect() as conn:
        conn.execute(text(f'DROP DATABASE "{naam}" WITH (FORCE)'))


def rijen(database: Database) -> dict[str, list[str]]:
    with database.transactie() as conn:
        return {
            tabel.name: sorted(conn.execute(text(f"SELECT t::text FROM {tabel.name} t")).scalars())  # noqa: S608
            for tabel in metadata.sorted_tables
        }


def test_terugzetten_geeft_hetzelfde_en_het_log_rekent_na(
    database: Database, leeg: Database, tmp_path: Path
) -> None:
    log = begin(database)
    ouder.maak_delen(database, date(2020, 3, 1))
    with database.transactie() as conn:
        schrijf_op(conn, database, MAART, BSN)
    for wie in ((BSN,), (BSN, ANDER), ()):
        schrijf(database, *wie)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    list(archiveer(database, tmp_path / "archief", LATER, verwijder=True))
    maak(database, tmp_path / "isi.dump")
    assert (tmp_path / "isi.dump").stat().st_mode & 0o077 == 0
    zet_terug(leeg, tmp_path / "isi.dump")
    assert rijen(leeg) == rijen(database)
    leeg.eis_gereed()
    assert toets_db(leeg)[0] == []
    # Het is een werkend log: er kan een record bij, en de verzegelaar gaat verder waar hij was.
    nieuw = schrijf(leeg, ANDER)
    with leeg.transactie() as conn:
        boom = verzegeling.open_boom(conn, WIE, log.bewaard[-1])
        verzegeling.verzegel(conn, boom)
        verzegeling.teken(conn, WIE, boom, datetime.now(UTC))
        heel = toon(conn, leeg.logsleutels, nieuw)
    assert heel is not None
    assert heel.regel.bsns == (ANDER,)
    assert toets_db(leeg)[0] == []
    with pytest.raises(KopieFout, match="niet leeg"):
        zet_terug(leeg, tmp_path / "isi.dump")
    with pytest.raises(KopieFout, match="bestaat al"):
        maak(database, tmp_path / "isi.dump")


def test_wie_gewist_is_staat_niet_leesbaar_in_een_latere_kopie(
    database: Database, leeg: Database, tmp_path: Path
) -> None:
    begin(database)
    van_hem, samen, ander = schrijf(database, BSN), schrijf(database, BSN, ANDER), schrijf(database, ANDER)
    with database.transactie() as conn:
        ingepakt = conn.execute(select(datasleutel.c.id, datasleutel.c.ingepakt)).all()
        vernietig_persoon(conn, database.logsleutels, BSN, LATER)
        weg = set(
            conn.execute(select(datasleutel.c.id).where(datasleutel.c.vernietigd.is_not(None))).scalars()
        )
    with database.verbinding() as conn:
        ruim_op(conn)
    maak(database, tmp_path / "isi.dump")
    zet_terug(leeg, tmp_path / "isi.dump")
    assert _leesbaar(leeg) == {ander}
    assert {van_hem, samen} & _leesbaar(leeg) == set()
    # Ook de ingepakte sleutel staat er niet meer in, in geen enkele vorm.
    alles = " ".join(regel for tabel in rijen(leeg).values() for regel in tabel)
    assert [rij.ingepakt.hex() in alles for rij in ingepakt] == [rij.id not in weg for rij in ingepakt]


def _leesbaar(database: Database) -> set[object]:
    bos, gelezen = database.logsleutels.bos, set()
    with database.transactie() as conn:
        sleutels = conn.execute(select(datasleutel).where(datasleutel.c.ingepakt.is_not(None))).all()
        inhouden = conn.execute(select(bericht_inhoud.c.bericht_id, bericht_inhoud.c.inhoud)).all()
    open_ = [bos.pak_uit(rij.ingepakt, rij.inpaksleutel, rij.id.bytes) for rij in sleutels]
    for kenmerk, inhoud in inhouden:
        for sleutel in (*open_, *bos.inpak.values(), bos.zoek):
            try:
                AESGCM(sleutel).decrypt(inhoud[1:13], inhoud[13:], b"isi-loginhoud/1" + kenmerk.bytes)
            except InvalidTag:
                continue
            gelezen.add(kenmerk)
    return gelezen
