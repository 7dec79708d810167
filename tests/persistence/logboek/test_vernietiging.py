"""Iemand uit het log vergeten: elk bewijs blijft, en zijn inhoud is door niemand meer te lezen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select, text

from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek.toets import Logtoets
from persistence.logboek.tonen import toon
from persistence.logboek.vernietiging import ruim_op, vernietig_persoon
from persistence.logboek.zoeken import Zoekvraag, zoek
from persistence.tabellen import LOGTABELLEN, bericht_inhoud, datasleutel, eenmaal
from tests.persistence.logboek.records import ANDER, BSN, NU, OIN, logregel, schrijf
from tests.persistence.logboek.verzegeld import begin

DERDE = "999990032"


def test_zijn_inhoud_is_weg_en_alle_bewijzen_blijven(database: Database) -> None:
    log = begin(database)
    van_hem, samen, ander, samen_ander = (
        schrijf(database, BSN, verzoek=b"geheim van hem"),
        schrijf(database, BSN, ANDER, verzoek=b"geheim van beiden"),
        schrijf(database, ANDER),
        schrijf(database, ANDER, DERDE),
    )
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
        sleutels = dict(conn.execute(select(bericht_inhoud.c.bericht_id, bericht_inhoud.c.sleutel)).all())
        oud = {id_: database.logsleutels.lees(conn, sleutel) for id_, sleutel in sleutels.items()}
    with database.transactie() as conn:
        weg = vernietig_persoon(conn, database.logsleutels, BSN, NU)
    with database.verbinding() as conn:
        ruim_op(conn)
    assert weg.alleen == (van_hem,)
    assert weg.met_anderen == ((samen, 2),)
    assert weg.sleutels == 2

    with database.transactie() as conn:
        boek = database.logsleutels
        for kenmerk in (van_hem, samen):
            heel = toon(conn, boek, kenmerk)
            assert heel is not None
            assert (heel.regel.vernietigd, heel.regel.verzoek, heel.regel.antwoord) == (NU, None, None)
        for kenmerk in (ander, samen_ander):
            heel = toon(conn, boek, kenmerk)
            assert heel is not None
            assert heel.regel.verzoek is not None
        # Dat hij getoond werd, en aan wie, blijft te vinden; wat er stond niet.
        assert [r.id for r in zoek(conn, boek, Zoekvraag(bsn=BSN)).regels] == [samen, van_hem]
        toets = Logtoets(conn, boek, inhoud=True)
        assert list(toets.alles()) == []
        assert toets.telling.vernietigd == 2
        assert poging_alles_te_lezen(conn, database) == {ander, samen_ander}
    assert set(oud) == {van_hem, samen, ander, samen_ander}  # vóór de vernietiging lukte het wel


def poging_alles_te_lezen(conn: object, database: Database) -> set[object]:
    """Met het sleutelbestand en de hele database: elke sleutel die er nog is op elke inhoud proberen."""
    bos, gelezen = database.logsleutels.bos, set()
    open_: list[bytes] = []
    for rij in conn.execute(select(datasleutel)):  # type: ignore[attr-defined]
        if rij.ingepakt is not None:
            open_.append(bos.pak_uit(rij.ingepakt, rij.inpaksleutel, rij.id.bytes))
    for rij in conn.execute(select(bericht_inhoud)):  # type: ignore[attr-defined]
        for sleutel in (*open_, *bos.inpak.values(), bos.zoek):
            try:
                AESGCM(sleutel).decrypt(
                    rij.inhoud[1:13], rij.inhoud[13:], b"isi-loginhoud/1" + rij.bericht_id.bytes
                )
            except InvalidTag:
                continue
            gelezen.add(rij.bericht_id)
    return gelezen


def test_ook_het_onthouden_antwoord_gaat_weg(database: Database) -> None:
    with Eenheid(database, oin=OIN, message_id="urn:uuid:1") as eenheid:
        assert eenheid.eerder_antwoord(bytes(32)) is None
        eenheid.bewaar(logregel(BSN), b"<antwoord>over hem</antwoord>")
        eenheid.commit()
    with database.transactie() as conn:
        assert vernietig_persoon(conn, database.logsleutels, BSN, NU).onthouden == 1
        assert conn.scalar(select(func.count()).select_from(eenmaal)) == 0


def test_de_ingepakte_sleutel_staat_nergens_meer(database: Database) -> None:
    schrijf(database, BSN)
    with database.transactie() as conn:
        ingepakt = conn.scalar(select(datasleutel.c.ingepakt))
        assert ingepakt is not None
        vernietig_persoon(conn, database.logsleutels, BSN, datetime.now(UTC))
    with database.transactie() as conn:
        for tabel in LOGTABELLEN:
            inhoud = conn.scalar(text(f"SELECT string_agg(t::text, '|') FROM {tabel.name} t")) or ""  # noqa: S608
            assert ingepakt.hex() not in inhoud


def test_wie_er_niet_in_staat(database: Database) -> None:
    schrijf(database, ANDER)
    with database.transactie() as conn:
        weg = vernietig_persoon(conn, database.logsleutels, BSN, NU)
    assert (weg.alleen, weg.met_anderen, weg.sleutels) == ((), (), 0)


@pytest.mark.parametrize("keren", [1, 2])
def test_daarna_is_er_een_nieuwe_sleutel(database: Database, keren: int) -> None:
    for _ in range(keren):
        schrijf(database, BSN)
        with database.transactie() as conn:
            assert vernietig_persoon(conn, database.logsleutels, BSN, NU).sleutels == 1
    nieuw = schrijf(database, BSN)
    with database.transactie() as conn:
        heel = toon(conn, database.logsleutels, nieuw)
    assert heel is not None
    assert heel.regel.bsns == (BSN,)
