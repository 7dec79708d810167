"""Archiefbestanden: elk record in precies één, na te rekenen zonder ons, en ook na SIGKILL op elk moment."""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import func, select, text

from isi_soap.audit.uitvoer import open_doel
from persistence.auditor import uitwisseling
from persistence.database import Database
from persistence.logboek import archief
from persistence.logboek.archief import Gearchiveerd, NietTeArchiveren, archiveer
from persistence.logboek.archieflezer import ArchiefFout, Archieflezer
from persistence.logboek.export import exporteer
from persistence.logboek.keuze import Keuze
from persistence.logboek.tonen import toon
from persistence.logboek.vernietiging import vernietig_persoon
from persistence.tabellen import bericht, bericht_inhoud, datasleutel, logarchief, verzegeling
from tests.persistence.logboek import ouder
from tests.persistence.logboek.ouder import APRIL, LATER, MAART, schrijf_op, soorten, toets_db
from tests.persistence.logboek.records import ANDER, BSN
from tests.persistence.logboek.verzegeld import Log, begin
from tools import verify_log

AANTAL = 60  # per maand


@dataclass
class Oud:
    database: Database
    log: Log
    map: Path
    ids: list[UUID]

    def archiveer(self, *, verwijder: bool = False) -> list[Gearchiveerd]:
        return list(archiveer(self.database, self.map, LATER, verwijder=verwijder))

    def teken(self) -> None:
        with self.database.transactie() as conn:
            self.log.teken(conn, self.log.verzegel(conn))

    def export(self, map_: Path, archief_: Path | None = None) -> verify_log.Uitslag:
        shutil.rmtree(map_, ignore_errors=True)
        with self.database.transactie() as conn, open_doel(map_) as doel:
            exporteer(conn, self.database.logsleutels, Keuze(), doel)
        return verify_log.toets(map_, ouder.bewaar(self.log), archief=archief_)

    def bestanden(self) -> list[Path]:
        return sorted(self.map.glob("*.zip"))


@pytest.fixture
def oud(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Oud:
    """Maart, april en een begin van mei 2020; een laat record uit maart kreeg zijn plaats in april."""
    log = begin(database)
    ouder.maak_delen(database, *(date(2020, maand, 1) for maand in (3, 4, 5)))
    ids = []
    with database.transactie() as conn:
        for maand in (MAART, APRIL):
            for nummer in range(AANTAL):
                wie = ((BSN,), (ANDER,), (BSN, ANDER))[nummer % 3]
                ids.append(schrijf_op(conn, database, maand + timedelta(minutes=nummer), *wie))
            log.teken(conn, log.verzegel(conn))
            if maand is MAART:
                ids.append(schrijf_op(conn, database, MAART + timedelta(minutes=AANTAL), BSN))
    return Oud(database, log, tmp_path / "archief", ids)


def test_elke_maand_een_bestand_dat_na_te_rekenen_is(oud: Oud) -> None:
    maart, april = oud.archiveer()
    # Het late record staat in de maand van zijn kenmerk, en alles ervoor dus ook.
    assert (maart.begin, maart.eind, april.begin, april.eind) == (0, AANTAL + 1, AANTAL + 1, 2 * AANTAL + 1)
    assert oud.archiveer() == []
    bewaard, paden = ouder.bewaar(oud.log), oud.bestanden()
    uitslagen = [verify_log.toets(pad, bewaard) for pad in paden]
    verify_log.toets_reeks(paden, uitslagen)
    assert [soorten(uit) for uit in uitslagen] == [[], []]
    assert sum(uit.records for uit in uitslagen) == len(oud.ids)
    assert all(uit.getoetst for uit in uitslagen)
    assert verify_log.main([*map(str, paden), "--bewaard", str(bewaard), "--json"]) == 0


def test_zonder_inhoud_in_de_database_blijft_alles_te_vinden(
    oud: Oud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gedaan = oud.archiveer(verwijder=True)
    assert [stap.geleegd for stap in gedaan] == [False, False, True, True]
    sleutels = oud.database.logsleutels
    with oud.database.transactie() as conn:
        over = select(func.count()).select_from(bericht_inhoud).where(bericht_inhoud.c.inhoud.is_not(None))
        assert conn.scalar(over) == 4  # alleen wat er over het archief zelf in het log staat
        heel = toon(conn, sleutels, oud.ids[0])
        assert heel is not None
        assert (heel.regel.archief, heel.regel.verzoek) == (gedaan[0].bestand, None)
        gezien = uitwisseling.lees(conn, sleutels, heel.regel.id, met_inhoud=True)
        assert gezien is not None
        assert gedaan[0].bestand in (gezien.onleesbaar or "")
    assert toets_db(oud.database)[0] == []
    assert toets_db(oud.database)[1].telling.gearchiveerd == len(oud.ids)
    oud.teken()
    uit = oud.export(tmp_path / "zonder")
    assert (soorten(uit), uit.gearchiveerd, len(uit.bestanden)) == ([], len(oud.ids), 2)
    assert soorten(oud.export(tmp_path / "zonder", oud.map)) == []
    # Met het archief erbij is alles te lezen, en gaat het gewoon mee.
    monkeypatch.setattr(sleutels, "archief", oud.map)
    with oud.database.transactie() as conn:
        heel = toon(conn, sleutels, oud.ids[0])
        assert heel is not None
        assert heel.regel.bsns == (BSN,)
        gezien = uitwisseling.lees(conn, sleutels, oud.ids[0], met_inhoud=True)
        assert gezien is not None
        assert (gezien.onleesbaar, gezien.inhoud and gezien.inhoud.bsns) == (None, (BSN,))
    assert toets_db(oud.database)[1].telling.gearchiveerd == 0
    uit = oud.export(tmp_path / "met")
    assert (soorten(uit), uit.gearchiveerd, uit.open) == ([], 0, len(oud.ids) + 4)


def test_een_bestand_dat_weg_of_anders_is_wordt_genoemd(
    oud: Oud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oud.archiveer(verwijder=True)
    oud.teken()
    maart, april = oud.bestanden()
    maart.unlink()
    april.write_bytes(april.read_bytes() + b"x")
    assert {b.soort for b in oud.export(tmp_path / "x", oud.map).bevindingen} == {"ARCHIEF"}
    monkeypatch.setattr(oud.database.logsleutels, "archief", oud.map)
    assert [b.soort for b in toets_db(oud.database)[0]] == ["ARCHIEF"]


def test_inhoud_weghalen_zonder_archief_valt_op(oud: Oud, tmp_path: Path) -> None:
    """Ook wie er een rij van `logarchief` bij verzint, heeft geen verzegeld record dat het zegt."""
    with oud.database.transactie() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(
            text("UPDATE bericht_inhoud SET inhoud = NULL WHERE bericht_id = :id"), {"id": oud.ids[0]}
        )
    assert [(b.soort, b.positie) for b in toets_db(oud.database)[0]] == [("INHOUD", 0)]
    assert soorten(oud.export(tmp_path / "x")) == [("INHOUD", 0)]
    with oud.database.transactie() as conn:
        conn.execute(
            text(
                "INSERT INTO logarchief (begin, eind, maand, bestand, sha256, gemaakt, aankondiging, geleegd)"
                " VALUES (0, 9, '2020-03-01', 'x.zip', sha256(''), now(), :id, now())"
            ),
            {"id": oud.ids[5]},
        )
    assert ("AANKONDIGING", 0) in [(b.soort, b.positie) for b in toets_db(oud.database)[0]]
    assert {("AANKONDIGING", 0), ("INHOUD", 0)} <= set(soorten(oud.export(tmp_path / "x")))


# --- vergeten -------------------------------------------------------------------------------------------


def test_wie_vergeten_is_staat_ook_in_het_archief_onleesbaar(oud: Oud) -> None:
    oud.archiveer(verwijder=True)
    assert _lees_alles(oud) == set(oud.ids)  # vooraf lukte het
    with oud.database.transactie() as conn:
        vernietig_persoon(conn, oud.database.logsleutels, BSN, LATER)
    van_ander = {kenmerk for kenmerk in oud.ids if kenmerk in _alleen_over_ander(oud)}
    assert _lees_alles(oud) == van_ander
    bewaard = ouder.bewaar(oud.log)
    assert [soorten(verify_log.toets(pad, bewaard)) for pad in oud.bestanden()] == [[], []]


def _alleen_over_ander(oud: Oud) -> set[UUID]:
    with oud.database.transactie() as conn:
        rijen = conn.execute(select(datasleutel.c.id).where(datasleutel.c.vernietigd.is_(None))).scalars()
        over = bericht_inhoud.c.sleutel.in_(list(rijen))
        return set(conn.execute(select(bericht_inhoud.c.bericht_id).where(over)).scalars())


def _lees_alles(oud: Oud) -> set[UUID]:
    """Met het sleutelbestand, de database en alle archieven: elke sleutel op elke inhoud."""
    bos = oud.database.logsleutels.bos
    with oud.database.transactie() as conn:
        rijen = conn.execute(select(datasleutel).where(datasleutel.c.ingepakt.is_not(None))).all()
    sleutels = [bos.pak_uit(rij.ingepakt, rij.inpaksleutel, rij.id.bytes) for rij in rijen]
    gelezen = set()
    for pad in oud.bestanden():
        with Archieflezer(pad) as lezer:
            for regel in lezer.records():
                ruw, kenmerk = lezer.inhoud(regel["positie"]) or b"", UUID(regel["record"]["id"])
                for sleutel in (*sleutels, *bos.inpak.values(), bos.zoek):
                    try:
                        AESGCM(sleutel).decrypt(ruw[1:13], ruw[13:], b"isi-loginhoud/1" + kenmerk.bytes)
                    except InvalidTag:
                        continue
                    gelezen.add(kenmerk)
    return gelezen


# --- geknoei in een bestand -----------------------------------------------------------------------------

Geknoei = Callable[[dict[str, bytes]], None]


def _zonder_regel(delen: dict[str, bytes]) -> None:
    regels = delen["records.jsonl"].splitlines(keepends=True)
    lengte = json.loads(regels[7])["lengte"]
    begin = sum(json.loads(regel)["lengte"] for regel in regels[:7])
    delen["records.jsonl"] = b"".join(regels[:7] + regels[8:])
    delen["inhoud.bin"] = delen["inhoud.bin"][:begin] + delen["inhoud.bin"][begin + lengte :]


def _vervang(naam: str, oud: bytes, nieuw: bytes) -> Geknoei:
    def doe(delen: dict[str, bytes]) -> None:
        assert oud in delen[naam]
        delen[naam] = delen[naam].replace(oud, nieuw, 1)

    return doe


def _byte(naam: str, plaats: int) -> Geknoei:
    def doe(delen: dict[str, bytes]) -> None:
        ruw = bytearray(delen[naam])
        ruw[plaats] ^= 1
        delen[naam] = bytes(ruw)

    return doe


GEKNOEI: dict[str, tuple[Geknoei, str]] = {
    "een byte van de inhoud": (_byte("inhoud.bin", 500), "INHOUD"),
    "een veld": (_vervang("records.jsonl", b'"PersoonInfo"', b'"PersoonInfx"'), "GEWIJZIGD"),
    "een persoon": (_vervang("records.jsonl", b'"personen":["', b'"personen":["00'), "PERSONEN"),
    "een record weg": (_zonder_regel, "ONTBREEKT"),
    "een blad": (_byte("bladen.bin", 40), "BOOM"),
    "een checkpoint": (_vervang("checkpoints.jsonl", b"log\\n60", b"log\\n59"), "CHECKPOINT"),
    "het checkpoint": (_vervang("checkpoint.txt", b"isi.example/log\n", b"isi.example/lag\n"), "SLEUTEL"),
    "de kop": (_vervang("archief.json", b'"begin":0', b'"begin":1'), "X"),
    "vernietigd volgens niemand": (
        _vervang("archief.json", b'"vernietigd":[]',
                 b'"vernietigd":[{"begin":0,"eind":9,"aankondiging":"x"}]'), "AANKONDIGING"),
}  # fmt: skip


@pytest.mark.parametrize("geval", list(GEKNOEI))
def test_geknoei_in_een_bestand(oud: Oud, tmp_path: Path, geval: str) -> None:
    oud.archiveer()
    pad, bewaard = oud.bestanden()[0], ouder.bewaar(oud.log)
    with zipfile.ZipFile(pad) as bestand:
        delen = {naam: bestand.read(naam) for naam in bestand.namelist()}
    doe, soort = GEKNOEI[geval]
    doe(delen)
    anders = tmp_path / "anders.zip"
    with zipfile.ZipFile(anders, "w") as bestand:
        for naam, ruw in delen.items():
            bestand.writestr(naam, ruw)
    if soort == "X":
        assert verify_log.main([str(anders), "--bewaard", str(bewaard)]) == 2
    else:
        assert soort in {b.soort for b in verify_log.toets(anders, bewaard).bevindingen}
    # De archivaris zelf haalt op grond van zo'n bestand niets uit de database.
    shutil.copy(anders, pad)
    with pytest.raises(ArchiefFout):
        oud.archiveer(verwijder=True)


def test_een_bestand_uit_de_rij_en_een_zonder_eigen_checkpoint(oud: Oud, tmp_path: Path) -> None:
    oud.archiveer()
    maart, april = oud.bestanden()
    ander = tmp_path / "anders.zip"
    with zipfile.ZipFile(maart) as bestand, zipfile.ZipFile(ander, "w") as uit:
        for naam in bestand.namelist():
            uit.writestr(naam, bestand.read(naam))
    bewaard = ouder.bewaar(oud.log)
    uitslagen = [verify_log.toets(pad, bewaard) for pad in (april, ander)]
    verify_log.toets_reeks([april, ander], uitslagen)
    assert [soorten(uit) for uit in uitslagen] == [[("ARCHIEF", AANTAL + 1)], []]
    for pad in bewaard.glob("*.checkpoint"):
        pad.unlink()
    assert soorten(verify_log.toets(april, bewaard)) == [("ONGETOETST", None)]


# --- wat nog niet kan -----------------------------------------------------------------------------------


def test_wat_nog_niet_verzegeld_of_getekend_is_wacht(oud: Oud) -> None:
    with oud.database.transactie() as conn:
        schrijf_op(conn, oud.database, MAART, BSN)
    with pytest.raises(NietTeArchiveren, match="wachten nog records"):
        oud.archiveer()
    with oud.database.transactie() as conn:
        oud.log.verzegel(conn)
    with pytest.raises(NietTeArchiveren, match="nog niet onder een checkpoint"):
        oud.archiveer()
    oud.teken()
    assert len(oud.archiveer()) == 1  # dit late record rekt maart tot over april
    assert oud.bestanden()[0].name.startswith("isilog-2020-03-")


def test_een_maand_die_nog_loopt_komt_later(oud: Oud) -> None:
    with oud.database.transactie() as conn:
        assert archief.volgende(conn, datetime(2020, 4, 1, 12, tzinfo=UTC)) is None
        deel = archief.volgende(conn, datetime(2020, 4, 2, 1, tzinfo=UTC))
    assert deel is not None
    assert deel.maand == date(2020, 3, 1)


def test_een_gat_wordt_niet_gearchiveerd(oud: Oud) -> None:
    with oud.database.transactie() as conn:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("DELETE FROM bericht WHERE id = :id"), {"id": oud.ids[3]})
    with pytest.raises(NietTeArchiveren, match="positie 3 ontbreekt"):
        oud.archiveer()
    assert oud.bestanden() == []


# --- onderbroken ----------------------------------------------------------------------------------------


Apart = Callable[[Callable[[], None], float | None], int | None]


@pytest.fixture
def apart() -> Apart:
    """Voer iets uit in een eigen proces; na zoveel seconden wordt het gedood."""
    bij = multiprocessing.get_context("fork")

    def doe(werk: Callable[[], None], seconden: float | None) -> int | None:
        proces = bij.Process(target=werk)
        proces.start()
        proces.join(seconden)
        if proces.is_alive():
            proces.kill()
        proces.join()
        return proces.exitcode

    return doe


def test_sigkill_op_willekeurige_momenten(oud: Oud, apart: Apart) -> None:
    """Telkens gedood en opnieuw: geen record verloren, geen twee keer, en de inhoud staat ergens."""

    def werk() -> None:
        eigen = Database(oud.database.url, oud.database.inst, lang=True)
        while True:
            try:
                list(archiveer(eigen, oud.map, LATER, verwijder=True))
                return
            except NietTeArchiveren:
                time.sleep(0.02)  # de server heeft nog niet gezien dat de vorige er niet meer is

    kans, gedood = random.Random(), 0
    oud.map.mkdir()
    for poging in range(100):
        code = apart(werk, kans.uniform(0.01, 0.05 + 0.02 * poging))
        _sluitend(oud)
        if code == 0:
            break
        gedood += 1
        if gedood == 12:
            break
    assert apart(werk, None) == 0
    assert gedood >= 3
    _sluitend(oud)
    with oud.database.transactie() as conn:
        rijen = conn.execute(select(logarchief).order_by(logarchief.c.begin)).all()
        aantal = conn.scalar(select(func.count()).where(bericht.c.operatie == "log archiveer"))
    assert [(rij.begin, rij.eind) for rij in rijen] == [(0, AANTAL + 1), (AANTAL + 1, 2 * AANTAL + 1)]
    assert all(rij.geleegd for rij in rijen)
    assert aantal == 4
    assert {pad.name for pad in oud.map.iterdir()} == {rij.bestand for rij in rijen}
    bewaard = ouder.bewaar(oud.log)
    assert [soorten(verify_log.toets(pad, bewaard)) for pad in oud.bestanden()] == [[], []]
    assert toets_db(oud.database)[0] == []


def _sluitend(oud: Oud) -> None:
    """Elke positie heeft haar record, en elke inhoud staat in de database of in een aangekondigd bestand."""
    with oud.database.transactie() as conn:
        rijen = conn.execute(
            select(verzegeling.c.positie, bericht_inhoud.c.inhoud)
            .join_from(verzegeling, bericht, bericht.c.id == verzegeling.c.bericht_id)
            .join(bericht_inhoud, bericht_inhoud.c.bericht_id == bericht.c.id)
            .order_by(verzegeling.c.positie)
        ).all()
        bestanden = conn.execute(select(logarchief.c.bestand)).scalars().all()
    assert [rij.positie for rij in rijen] == list(range(2 * AANTAL + 1))
    in_bestand: list[int] = []
    for naam in bestanden:
        with Archieflezer(oud.map / naam) as lezer:
            lezer.toets()
            in_bestand += [regel["positie"] for regel in lezer.records()]
    assert len(in_bestand) == len(set(in_bestand))
    assert {rij.positie for rij in rijen if rij.inhoud is None} <= set(in_bestand)


def test_een_volle_schijf_laat_niets_half_achter(oud: Oud, apart: Apart) -> None:
    oud.map.mkdir()

    def werk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        eigen = Database(oud.database.url, oud.database.inst, lang=True)
        try:
            list(archiveer(eigen, oud.map, LATER, verwijder=True))
        except OSError:
            raise SystemExit(7) from None

    assert apart(werk, None) == 7
    assert oud.bestanden() == []
    _sluitend(oud)
    assert len(oud.archiveer()) == 2
    assert not list(oud.map.glob(".isilog-*"))
