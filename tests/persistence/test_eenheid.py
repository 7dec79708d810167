"""De eenheid van werk: alles of niets, precies één keer, en nooit een verloren wijziging."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select, update

from isi_soap.settings import Instellingen
from persistence.database import Database, DatabaseBezet
from persistence.eenheid import Eenheid, MessageIdHergebruikt
from persistence.logboek.berichtenlog import Logregel
from persistence.logboek.tonen import toon
from persistence.logboek.zoeken import Zoekvraag, zoek
from persistence.tabellen import bericht, eenmaal, oorsprong, stand

OIN = "00000001002220647000"
NU = datetime(2012, 3, 1, 22, 30, tzinfo=UTC)


def regel(**anders: object) -> Logregel:
    vast: dict[str, object] = {
        "ontvangen": NU,
        "beantwoord": NU,
        "profiel": "ketentest",
        "uitkomst": "OK",
        "http_status": 200,
        "duur": 0.01,
    }
    return Logregel(**(vast | anders))  # type: ignore[arg-type]


def open_eenheid(database: Database, message_id: str | None = "urn:uuid:1") -> Eenheid:
    return Eenheid(database, oin=OIN, message_id=message_id, klok=lambda: NU)


def test_zonder_commit_blijft_er_niets(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        eenheid.bron()
        eenheid.bewaar(regel())
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(oorsprong)) == 0
        assert conn.scalar(select(func.count()).select_from(bericht)) == 0


def test_na_ongedaan_maken_blijft_alleen_de_logregel(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        eenheid.bron()
        eenheid.maak_ongedaan()
        eenheid.bewaar(regel(uitkomst="GEWEIGERD", codes=("F021",), bsns=("999990019",)))
        eenheid.commit()
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(oorsprong)) == 0
        (gelogd,) = zoek(conn, database.logsleutels, Zoekvraag(bsn="999990019")).regels
        heel = toon(conn, database.logsleutels, gelogd.id)
    assert (gelogd.uitkomst, gelogd.codes, gelogd.personen) == ("GEWEIGERD", ("F021",), 1)
    assert heel is not None
    assert heel.regel.bsns == ("999990019",)


def test_bron_wordt_een_keer_geschreven(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        assert eenheid.bron() == eenheid.bron() == eenheid.bericht_id
        eenheid.commit()
        eenheid.bron()
        eenheid.commit()
    with database.transactie() as conn:
        assert conn.scalars(select(oorsprong.c.id)).all() == [eenheid.bericht_id]


def test_de_dag_is_die_van_nederland(database: Database) -> None:
    laat = datetime(2012, 6, 30, 22, 30, tzinfo=UTC)
    with Eenheid(database, klok=lambda: laat) as eenheid:
        assert eenheid.vandaag == date(2012, 7, 1)
        assert eenheid.peildatum == eenheid.vandaag
        assert eenheid.nu == laat


@pytest.mark.parametrize(
    ("zet", "verwacht"),
    [
        ({"klok_verschil": timedelta(days=-1)}, NU - timedelta(days=1)),
        ({"klok_vast": datetime(2011, 1, 1, tzinfo=UTC)}, datetime(2011, 1, 1, tzinfo=UTC)),
    ],
)
def test_de_testklok(database: Database, zet: dict[str, object], verwacht: datetime) -> None:
    with database.transactie() as conn:
        conn.execute(update(stand).values(**zet, laatste_dagrun=date(2010, 12, 31)))
    with open_eenheid(database) as eenheid:
        assert eenheid.nu == verwacht
        assert eenheid.peildatum == date(2010, 12, 31)


def test_hetzelfde_bericht_krijgt_het_eerste_antwoord(database: Database) -> None:
    body = sha256(b"body").digest()
    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) is None
        eenheid.bewaar(regel(), b"<antwoord/>")
        eenheid.commit()
    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) == b"<antwoord/>"
    with open_eenheid(database) as eenheid, pytest.raises(MessageIdHergebruikt):
        eenheid.eerder_antwoord(sha256(b"iets anders").digest())
    with Eenheid(database, oin="00000001002220647001", message_id="urn:uuid:1") as eenheid:
        assert eenheid.eerder_antwoord(sha256(b"iets anders").digest()) is None


def test_ook_een_weigering_is_een_antwoord(database: Database) -> None:
    body = sha256(b"body").digest()
    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) is None
        eenheid.maak_ongedaan()
        eenheid.bewaar(regel(uitkomst="GEWEIGERD"), b"<nee/>")
        eenheid.commit()
    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) == b"<nee/>"


def test_na_een_fault_mag_het_opnieuw(database: Database) -> None:
    body = sha256(b"body").digest()
    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) is None
        eenheid.maak_ongedaan()
        eenheid.bewaar(regel(uitkomst="FOUT", http_status=500))
        eenheid.commit()
    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) is None


def test_een_gelijktijdige_dubbel_wacht_op_de_eerste(database: Database) -> None:
    body = sha256(b"body").digest()
    uit: list[bytes | None] = []
    begonnen = threading.Event()

    def tweede() -> None:
        with open_eenheid(database) as eenheid:
            begonnen.set()
            uit.append(eenheid.eerder_antwoord(body))

    with open_eenheid(database) as eenheid:
        assert eenheid.eerder_antwoord(body) is None
        draad = threading.Thread(target=tweede)
        draad.start()
        begonnen.wait(5)
        draad.join(0.1)
        assert draad.is_alive()
        eenheid.bewaar(regel(), b"<een/>")
        eenheid.commit()
    draad.join(5)
    assert uit == [b"<een/>"]
    with database.transactie() as conn:
        assert conn.scalar(select(func.count()).select_from(eenmaal)) == 1


def test_slot_op_iemand_die_niet_in_isi_staat(database: Database, server_instellingen: Instellingen) -> None:
    ongeduldig = Database.uit(server_instellingen.model_copy(update={"slot_seconden": 0.1}))
    with open_eenheid(database) as een, Eenheid(ongeduldig) as twee:
        een.vergrendel("999990019")
        twee.vergrendel("999990020")
        with pytest.raises(DatabaseBezet):
            twee.vergrendel("999990019")
    ongeduldig.sluit()


def test_toon_bericht(database: Database) -> None:
    with open_eenheid(database) as eenheid:
        eenheid.bewaar(regel(verzoek=b"<v/>", antwoord=b"<a/>", message_id="urn:uuid:1", wsa={"To": "x"}))
        eenheid.commit()
    with database.transactie() as conn:
        gevonden = toon(conn, database.logsleutels, eenheid.bericht_id)
        vraag = Zoekvraag(message_id="urn:uuid:1", van=NU, tot=NU + timedelta(seconds=1))
        (gelogd,) = zoek(conn, database.logsleutels, vraag).regels
        assert toon(conn, database.logsleutels, Eenheid(database).bericht_id) is None
    assert gevonden is not None
    assert (gevonden.regel.verzoek, gevonden.regel.antwoord) == (b"<v/>", b"<a/>")
    assert gelogd.id == eenheid.bericht_id
