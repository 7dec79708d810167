"""Wie als superuser knoeit, wordt genoemd: uit de export en bewaarde checkpoints alleen.

De verzegelaar en zijn sleutel zijn buiten bereik; de database en alles erin niet. Elk geval is een transactie
die na de export teruggedraaid wordt, dus de plek waar geknoeid wordt is vrij te kiezen.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text, update

from isi_soap.audit.boom import Bereik
from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.notitie import Ondertekenaar
from isi_soap.audit.uitvoer import open_doel
from persistence.database import Database
from persistence.kenmerk import nieuw_id
from persistence.logboek import record
from persistence.logboek import verzegeling as v
from persistence.logboek.berichtenlog import schrijf_logregel
from persistence.logboek.export import NietTeExporteren, exporteer
from persistence.logboek.keuze import Keuze
from persistence.tabellen import bericht, checkpoint, datasleutel, logboek, verzegeling
from tests.persistence.logboek.records import ANDER, BSN, NU, logregel, schrijf
from tests.persistence.logboek.verzegeld import OORSPRONG, WIE, Log, begin, geknoei
from tools import verify_log
from tools.verify_log import Uitslag

AANTAL = 23
STAP = 5  # om de zoveel records bewaarde de auditor een checkpoint
VAST = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
posities = st.integers(0, AANTAL - 1)


@pytest.fixture
def log(database: Database) -> Log:
    """Een logboek van 23 records, met om de vijf een checkpoint en een aan het eind."""
    log = begin(database)
    # De verzegelaar gaat op volgorde van kenmerk; binnen een milliseconde is die willekeurig.
    kenmerken = sorted(nieuw_id() for _ in range(AANTAL))
    with database.transactie() as conn:
        for nummer, kenmerk in enumerate(kenmerken):
            regel = logregel(
                *((BSN,), (BSN, ANDER), ())[nummer % 3],
                ontvangen=NU + timedelta(minutes=nummer),
                message_id=f"urn:uuid:{nummer}",
                gemeente="0363" if nummer % 2 else "0599",
                namens=None,
                gebruiker="=SOM(1)",
            )
            schrijf_logregel(conn, database.logsleutels, kenmerk, regel)
            if nummer % STAP == STAP - 1 or nummer == AANTAL - 1:
                log.teken(conn, log.verzegel(conn))
    return log


def toets(
    conn: Connection, log: Log, keuze: Keuze | None = None, *, zip_: bool = False, vkey: str | None = None
) -> Uitslag:
    """Exporteer, en laat het losse programma oordelen met wat de auditor bewaarde."""
    with tempfile.TemporaryDirectory() as map_:
        uit, bewaard = Path(map_) / ("export.zip" if zip_ else "export"), Path(map_) / "bewaard"
        bewaard.mkdir()
        (bewaard / "log.vkey").write_text(vkey or log.wie.controlesleutel.tekst())
        groottes = []
        for nummer, notitie in enumerate(log.bewaard):
            (bewaard / f"{nummer}.checkpoint").write_text(notitie)
            groottes.append(Checkpoint.open(notitie, log.wie.controlesleutel).grootte)
        with open_doel(uit) as doel:
            exporteer(conn, log.database.logsleutels, keuze or Keuze(), doel, bewaard=groottes)
        return verify_log.toets(uit, bewaard)


def soorten(uit: Uitslag) -> set[tuple[str, int | None]]:
    return {(b.soort, b.positie) for b in uit.bevindingen}


# --- zonder geknoei ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keuze", "records"),
    [
        (Keuze(), AANTAL),
        (Keuze(van=NU + timedelta(minutes=6), tot=NU + timedelta(minutes=17)), 11),
        (Keuze(van=NU + timedelta(minutes=22)), 1),
        (Keuze(tot=NU), 0),
        (Keuze(gemeente="0599"), 12),
        (Keuze(bsn=ANDER), 8),
        (Keuze(message_id="urn:uuid:7"), 1),
        (Keuze(message_id="urn:uuid:onbekend"), 0),
    ],
)
@pytest.mark.parametrize("zip_", [False, True])
def test_wat_heel_is_wordt_bewezen(log: Log, keuze: Keuze, records: int, zip_: bool) -> None:
    with log.database.transactie() as conn:
        uit = toets(conn, log, keuze, zip_=zip_)
    assert uit.bevindingen == []
    assert (uit.records, uit.open, uit.grootte) == (records, records, AANTAL)
    assert len(uit.getoetst) == len(log.bewaard)


def test_wat_nog_niet_onder_een_checkpoint_staat_is_onbewezen(log: Log) -> None:
    wacht = schrijf(log.database, BSN)
    with log.database.transactie() as conn:
        uit = toets(conn, log)
        assert soorten(uit) == {("ONBEWEZEN", None)}
        assert str(wacht) in uit.bevindingen[0].tekst
        log.verzegel(conn)  # een positie, maar nog geen checkpoint
        assert soorten(toets(conn, log)) == {("ONBEWEZEN", None)}
        conn.rollback()


def test_zonder_checkpoint_is_er_niets_te_exporteren(database: Database, tmp_path: Path) -> None:
    with database.transactie() as conn, open_doel(tmp_path / "x") as doel, pytest.raises(NietTeExporteren):
        exporteer(conn, database.logsleutels, Keuze(), doel)


# --- één record -------------------------------------------------------------------------------------------


@VAST
@given(positie=posities, plaats=st.integers(0, 10_000), alles=st.booleans())
def test_een_byte_van_de_inhoud(log: Log, positie: int, plaats: int, alles: bool) -> None:
    keuze = Keuze() if alles else Keuze(message_id=f"urn:uuid:{positie}")
    with geknoei(log) as conn:
        conn.execute(
            text(
                "UPDATE bericht_inhoud SET inhoud = set_byte(inhoud, CAST(:p AS integer) % length(inhoud),"
                " get_byte(inhoud, CAST(:p AS integer) % length(inhoud)) # 1) WHERE bericht_id = :id"
            ),
            {"p": plaats, "id": kenmerk_op(conn, positie)},
        )
        assert soorten(toets(conn, log, keuze)) == {("INHOUD", positie)}


VELDEN: dict[str, object] = {
    "gebruiker": "ander",
    "uitkomst": "OK",
    "http_status": 500,
    "gemeente": "0518",
    "ontvangen": NU + timedelta(minutes=3, microseconds=1),
    "codes": [],
    "wsa": None,
    "personen": 9,
    "duur": 1.0,
    "zout": bytes(16),
    "inhoud_hash": bytes(32),
}


@VAST
@given(positie=posities, veld=st.sampled_from(sorted(VELDEN)), alles=st.booleans())
def test_een_veld(log: Log, positie: int, veld: str, alles: bool) -> None:
    keuze = Keuze() if alles else Keuze(message_id=f"urn:uuid:{positie}")
    with geknoei(log) as conn:
        kenmerk = kenmerk_op(conn, positie)
        conn.execute(update(bericht).where(bericht.c.id == kenmerk).values({veld: VELDEN[veld]}))
        assert ("GEWIJZIGD", positie) in soorten(toets(conn, log, keuze))


@VAST
@given(positie=posities)
def test_een_veld_en_zijn_blad(log: Log, positie: int) -> None:
    """Wie ook het blad herrekent, past niet meer onder de wortel; de checkpoints zeggen waar ongeveer."""
    with geknoei(log) as conn:
        kenmerk = kenmerk_op(conn, positie)
        conn.execute(update(bericht).where(bericht.c.id == kenmerk).values(gebruiker="ander"))
        rij = conn.execute(select(bericht).where(bericht.c.id == kenmerk)).mappings().one()
        blad = record.blad(rij)
        conn.execute(update(verzegeling).where(verzegeling.c.positie == positie).values(blad=blad))
        uit = toets(conn, log)
        assert ("BOOM", positie // STAP * STAP) in soorten(uit)
        per_stuk = toets(conn, log, Keuze(message_id=f"urn:uuid:{positie}"))
        assert ("GEWIJZIGD", positie) in soorten(per_stuk)


@VAST
@given(positie=posities)
def test_een_verwijderd_record(log: Log, positie: int) -> None:
    with geknoei(log) as conn:
        kenmerk = kenmerk_op(conn, positie)
        conn.execute(text("DELETE FROM bericht WHERE id = :id"), {"id": kenmerk})
        assert soorten(toets(conn, log)) == {("ONTBREEKT", positie)}
        conn.execute(text("DELETE FROM verzegeling WHERE bericht_id = :id"), {"id": kenmerk})
        assert ("ONTBREEKT", positie) in soorten(toets(conn, log))


@VAST
@given(positie=posities)
def test_alleen_de_positie_verwijderd(log: Log, positie: int) -> None:
    with geknoei(log) as conn:
        conn.execute(text("DELETE FROM verzegeling WHERE positie = :p"), {"p": positie})
        assert {("ONTBREEKT", positie), ("ONBEWEZEN", None)} <= soorten(toets(conn, log))


@VAST
@given(positie=posities)
def test_inhoud_weg_of_personen_anders(log: Log, positie: int) -> None:
    with geknoei(log) as conn:
        kenmerk = {"id": kenmerk_op(conn, positie)}
        conn.execute(text("DELETE FROM bericht_inhoud WHERE bericht_id = :id"), kenmerk)
        conn.execute(
            text("INSERT INTO bericht_persoon VALUES (:id, decode(repeat('00', 16), 'hex'))"), kenmerk
        )
        assert soorten(toets(conn, log)) == {("INHOUD", positie), ("PERSONEN", positie)}


@VAST
@given(positie=posities, kopie=posities)
def test_een_ingevoegd_record(log: Log, positie: int, kopie: int) -> None:
    """Erbij zonder positie, of op een positie waar de rest voor opschuift."""
    with geknoei(log) as conn:
        erbij = "CREATE TEMP TABLE erbij ON COMMIT DROP AS SELECT * FROM bericht WHERE id = :id"
        conn.execute(text(erbij), {"id": kenmerk_op(conn, kopie)})
        conn.execute(text("UPDATE erbij SET id = gen_random_uuid(), gebruiker = 'verzonnen'"))
        conn.execute(text("INSERT INTO bericht SELECT * FROM erbij"))
        uit = toets(conn, log)
        assert ("ONBEWEZEN", None) in soorten(uit)
        conn.execute(
            text("UPDATE verzegeling SET positie = positie + 1000 WHERE positie >= :p"), {"p": positie}
        )
        rij = conn.execute(select(bericht).where(bericht.c.gebruiker == "verzonnen")).mappings().one()
        conn.execute(
            verzegeling.insert().values(positie=positie, bericht_id=rij["id"], blad=record.blad(rij))
        )
        conn.execute(text("UPDATE verzegeling SET positie = positie - 999 WHERE positie >= 1000"))
        assert ("BOOM", positie // STAP * STAP) in soorten(toets(conn, log))


@VAST
@given(posities, posities)
def test_twee_verwisseld(log: Log, een: int, twee: int) -> None:
    if een == twee:
        return
    with geknoei(log) as conn:
        conn.execute(text("ALTER TABLE verzegeling DROP CONSTRAINT uq_verzegeling_bericht_id"))
        conn.execute(
            text(
                "UPDATE verzegeling v SET bericht_id = w.bericht_id FROM verzegeling w"
                " WHERE v.positie IN (:a, :b) AND w.positie = :a + :b - v.positie"
            ),
            {"a": een, "b": twee},
        )
        uit = toets(conn, log)
        assert soorten(uit) == {("GEWIJZIGD", een), ("GEWIJZIGD", twee)}
        assert all("verwisseld" in bevinding.tekst for bevinding in uit.bevindingen)
        conn.execute(
            text(
                "UPDATE verzegeling v SET blad = w.blad FROM verzegeling w"
                " WHERE v.positie IN (:a, :b) AND w.positie = :a + :b - v.positie"
            ),
            {"a": een, "b": twee},
        )
        assert ("BOOM", min(een, twee) // STAP * STAP) in soorten(toets(conn, log))


# --- het hele logboek -------------------------------------------------------------------------------------


def herbouw(conn: Connection, wie: Ondertekenaar, grootte: int) -> None:
    """De boom opnieuw over wat er nog staat, en alle checkpoints opnieuw getekend."""
    boom = Bereik()
    getekend = conn.execute(select(checkpoint.c.grootte)).scalars().all()
    conn.execute(text("DELETE FROM checkpoint"))
    for rij in conn.execute(select(verzegeling).order_by(verzegeling.c.positie)).all():
        boom.voeg_toe(rij.blad)
        if boom.grootte in getekend or boom.grootte == grootte:
            v.teken(conn, wie, boom, datetime.now(UTC))
    conn.execute(update(logboek).values(grootte=boom.grootte, rand=b"".join(boom.rand)))


@VAST
@given(st.integers(1, AANTAL - 1))
def test_de_nieuwste_records_weg(log: Log, over: int) -> None:
    """Met het checkpoint er nog: gaten. Zonder: een logboek dat kleiner is dan de auditor bewaarde."""
    with geknoei(log) as conn:
        conn.execute(
            text("DELETE FROM bericht WHERE id IN (SELECT bericht_id FROM verzegeling WHERE positie >= :n)"),
            {"n": over},
        )
        conn.execute(text("DELETE FROM verzegeling WHERE positie >= :n"), {"n": over})
        assert {("ONTBREEKT", p) for p in range(over, AANTAL)} <= soorten(toets(conn, log))
        herbouw(conn, WIE, over)
        assert soorten(toets(conn, log)) == {("TERUGGEDRAAID", over)}


@VAST
@given(posities)
def test_de_boom_herbouwd_met_een_andere_sleutel(log: Log, weg: int) -> None:
    ander = Ondertekenaar(OORSPRONG, Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
    with geknoei(log) as conn:
        conn.execute(
            text("DELETE FROM bericht WHERE id = (SELECT bericht_id FROM verzegeling WHERE positie = :n)"),
            {"n": weg},
        )
        conn.execute(text("DELETE FROM verzegeling WHERE positie = :n"), {"n": weg})
        conn.execute(text("UPDATE verzegeling SET positie = positie + 1000 WHERE positie > :n"), {"n": weg})
        conn.execute(text("UPDATE verzegeling SET positie = positie - 1001 WHERE positie > 1000"))
        herbouw(conn, ander, AANTAL - 1)
        conn.execute(update(logboek).values(controlesleutel=ander.controlesleutel.tekst()))
        uit = soorten(toets(conn, log))
        assert {("SLEUTEL", None), ("HERSCHREVEN", None) if weg < 20 else ("TERUGGEDRAAID", 22)} <= uit
        per_stuk = toets(conn, log, Keuze(message_id=f"urn:uuid:{(weg + 1) % AANTAL}"))
        assert ("SLEUTEL", None) in soorten(per_stuk)


@VAST
@given(posities, st.booleans())
def test_herschreven_met_de_eigen_sleutel(log: Log, positie: int, alles: bool) -> None:
    """Zelfs wie de verzegelaar overneemt, past niet meer op wat de auditor bewaarde."""
    keuze = Keuze() if alles else Keuze(message_id="urn:uuid:0")
    with geknoei(log) as conn:
        kenmerk = kenmerk_op(conn, positie)
        conn.execute(update(bericht).where(bericht.c.id == kenmerk).values(gebruiker="ander"))
        rij = conn.execute(select(bericht).where(bericht.c.id == kenmerk)).mappings().one()
        conn.execute(
            update(verzegeling).where(verzegeling.c.positie == positie).values(blad=record.blad(rij))
        )
        herbouw(conn, WIE, AANTAL)
        gevonden = toets(conn, log, keuze)
        assert {b.soort for b in gevonden.bevindingen} == {"HERSCHREVEN"}
        geraakt = sum(1 for grootte in (*range(STAP, AANTAL, STAP), AANTAL) if grootte > positie)
        assert len(gevonden.bevindingen) == geraakt


@VAST
@given(st.sampled_from(range(STAP, AANTAL, STAP)), st.booleans())
def test_terug_naar_een_ouder_checkpoint(log: Log, grootte: int, alles: bool) -> None:
    """Alleen de checkpoints erna weg, of de hele database zoals zij toen was: met elke handtekening echt."""
    with geknoei(log) as conn:
        conn.execute(text("DELETE FROM checkpoint WHERE grootte > :n"), {"n": grootte})
        if alles:
            erna = "id IN (SELECT bericht_id FROM verzegeling WHERE positie >= :n)"
            conn.execute(text(f"DELETE FROM bericht WHERE {erna}"), {"n": grootte})  # noqa: S608
            conn.execute(text("DELETE FROM verzegeling WHERE positie >= :n"), {"n": grootte})
            boom = Bereik()
            for blad in conn.scalars(select(verzegeling.c.blad).order_by(verzegeling.c.positie)).all():
                boom.voeg_toe(blad)
            conn.execute(update(logboek).values(grootte=grootte, rand=b"".join(boom.rand)))
        assert ("TERUGGEDRAAID", grootte) in soorten(toets(conn, log))


# --- vernietigd en verloren -------------------------------------------------------------------------------


def test_vernietigde_inhoud_laat_elk_bewijs_staan(log: Log) -> None:
    with geknoei(log) as conn:
        conn.execute(update(datasleutel).values(ingepakt=None, inpaksleutel=None, vernietigd=NU))
        uit = toets(conn, log)
        assert uit.bevindingen == []
        assert (uit.open, uit.vernietigd) == (0, AANTAL)


def test_een_verloren_sleutel_is_geen_vernietigde(log: Log) -> None:
    with geknoei(log) as conn:
        conn.execute(text("DELETE FROM datasleutel WHERE persoon IS NOT NULL"))
        uit = toets(conn, log)
        assert {b.soort for b in uit.bevindingen} == {"INHOUD"}
        assert all("ongeschonden maar niet te lezen" in b.tekst for b in uit.bevindingen)
        assert len(uit.bevindingen) == 8


# --- geknoei in de export zelf ----------------------------------------------------------------------------


@pytest.fixture
def export(log: Log, tmp_path: Path) -> tuple[Path, Path]:
    bewaard = tmp_path / "bewaard"
    bewaard.mkdir()
    (bewaard / "log.vkey").write_text(log.wie.controlesleutel.tekst())
    (bewaard / "laatste.checkpoint").write_text(log.bewaard[-1])
    with log.database.transactie() as conn, open_doel(tmp_path / "export") as doel:
        exporteer(conn, log.database.logsleutels, Keuze(), doel)
    return tmp_path / "export", bewaard


def vervang(naam: str, oud: bytes, nieuw: bytes) -> Callable[[Path], None]:
    def doe(map_: Path) -> None:
        bestand = next(iter(sorted(map_.glob(naam))))
        inhoud = bestand.read_bytes()
        assert oud in inhoud
        bestand.write_bytes(inhoud.replace(oud, nieuw, 1))

    return doe


GEKNOEI: dict[str, tuple[Callable[[Path], None], str]] = {
    "een byte van een verzoek": (vervang("berichten/*/verzoek", b"vraag", b"vreag"), "INHOUD"),
    "een verzoek weg": (lambda m: next(m.glob("berichten/*/verzoek")).unlink(), "INHOUD"),
    "een bericht erbij": (lambda m: (m / "berichten" / "x").touch(), "EXPORT"),
    "een veld": (vervang("records.jsonl", b'"ISIRaadplegen"', b'"ISIMuteren"'), "GEWIJZIGD"),
    "een naam dubbel": (vervang("records.jsonl", b'"dienst":', b'"dienst":"x","dienst":'), "EXPORT"),
    "een regel kapot": (vervang("records.jsonl", b'{"positie":3', b'{"positie":'), "EXPORT"),
    "een regel dubbel": (vervang("records.jsonl", b'{"positie":4', b'{"positie":3'), "DUBBEL"),
    "het rekenblad": (vervang("records.csv", b"ISIRaadplegen", b"ISIMuteren"), "CSV"),
    "een checkpoint": (vervang("checkpoints/*5.checkpoint", b"\n5\n", b"\n6\n"), "CHECKPOINT"),
    "het zout van de inhoud": (vervang("records.jsonl", b'"open","zout":"', b'"open","zout":"00'), "INHOUD"),
}  # fmt: skip


@pytest.mark.parametrize("geval", list(GEKNOEI))
def test_geknoei_in_de_export(export: tuple[Path, Path], geval: str) -> None:
    map_, bewaard = export
    doe, soort = GEKNOEI[geval]
    doe(map_)
    assert soort in {b.soort for b in verify_log.toets(map_, bewaard).bevindingen}


@pytest.mark.parametrize(
    "naam", ["checkpoint.txt", "bladen.bin", "export.json", "records.jsonl", "records.csv"]
)
@pytest.mark.parametrize("hoe", ["leeg", "weg", "half"])
def test_een_kapotte_export_slaagt_nooit(export: tuple[Path, Path], naam: str, hoe: str) -> None:
    map_, bewaard = export
    bestand = map_ / naam
    if hoe == "weg":
        bestand.unlink()
    else:
        inhoud = bestand.read_bytes()
        bestand.write_bytes(b"" if hoe == "leeg" else inhoud[: len(inhoud) // 2])
    assert verify_log.main([str(map_), "--bewaard", str(bewaard)]) in (1, 2)


def test_wat_na_de_export_bewaard_werd(log: Log, export: tuple[Path, Path]) -> None:
    """De getuige gaat door; alleen de auditor weet wanneer hij de export vroeg."""
    map_, bewaard = export
    gevraagd = datetime.now(UTC) + timedelta(seconds=1)
    schrijf(log.database)
    with log.database.transactie() as conn:
        later = bewaard / "later.checkpoint"
        later.write_text(log.teken(conn, log.verzegel(conn)))
    os.utime(later, (gevraagd.timestamp() + 1,) * 2)
    (bevinding,) = verify_log.toets(map_, bewaard).bevindingen
    assert bevinding.soort == "TERUGGEDRAAID"
    assert "--gevraagd" in bevinding.tekst
    assert verify_log.toets(map_, bewaard, gevraagd).bevindingen == []
    assert verify_log.main([str(map_), "--bewaard", str(bewaard), "--gevraagd", gevraagd.isoformat()]) == 0


def test_wie_niets_bewaarde_kan_niets_bewijzen(export: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    assert verify_log.main([str(export[0]), "--bewaard", str(tmp_path / "leeg")]) == 2
    assert verify_log.main([str(tmp_path / "weg"), "--bewaard", str(export[1])]) == 2


def kenmerk_op(conn: Connection, positie: int) -> object:
    return conn.scalar(select(verzegeling.c.bericht_id).where(verzegeling.c.positie == positie))
