"""Tijdstempels: gehaald bij een echte dienst, bewaard, meegegeven, en door het losse programma nagerekend."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from sqlalchemy import select, text

from isi_soap.audit.tijdstempel import Adres, Opdracht, StempelFout, laad_ca, stempel, toets
from isi_soap.audit.uitvoer import open_doel
from isi_soap.beheer.stempelaar import stempel_nieuwste
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.logboek import archief, stand, tijdstempels
from persistence.logboek.export import exporteer
from persistence.logboek.keuze import Keuze
from persistence.logboek.toets import Logtoets
from persistence.tabellen import tijdstempel
from tests.persistence.logboek import ouder
from tests.persistence.logboek.ouder import LATER, MAART, schrijf_op, soorten
from tests.persistence.logboek.records import BSN, schrijf
from tests.persistence.logboek.verzegeld import Log, begin
from tests.tijdstempeldienst import Tijdstempeldienst, richt_in
from tools import verify_log
from tools.verify_log import Onbruikbaar, lees_tijdstempel

pytestmark = pytest.mark.debian("openssl")
NOTITIE = "isi.example/log\n1\nAAAA\n\n— isi.example/log x\n"


@pytest.fixture(scope="module")
def dienst(tmp_path_factory: pytest.TempPathFactory) -> Tijdstempeldienst:
    return richt_in(tmp_path_factory.mktemp("tsa") / "rsa")


@pytest.fixture(scope="module")
def ander(tmp_path_factory: pytest.TempPathFactory) -> Tijdstempeldienst:
    return richt_in(tmp_path_factory.mktemp("tsa") / "ec", kromme=True)


def ca(dienst: Tijdstempeldienst) -> list[x509.Certificate]:
    return verify_log.laad_tsa(dienst.ca)


@pytest.fixture
def log(database: Database) -> Log:
    log = begin(database)
    schrijf(database, BSN)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    return log


def met_dienst(inst: Instellingen, dienst: Tijdstempeldienst, opdracht: str | None = None) -> Instellingen:
    velden = {"log_tijdstempel_opdracht": opdracht or dienst.opdracht(), "log_tijdstempel_ca": dienst.ca}
    return inst.model_copy(update=velden | {"log_tijdstempel_alarm_seconden": 60.0})


# --- de dienst ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kromme", [False, True])
@pytest.mark.parametrize("hash_", ["sha256", "sha512"])
@pytest.mark.parametrize("ess", ["sha1", "sha256"])
def test_een_stempel_klopt_bij_ons_los_en_bij_openssl(
    dienst: Tijdstempeldienst, ander: Tijdstempeldienst, tmp_path: Path, kromme: bool, hash_: str, ess: str
) -> None:
    deze = ander if kromme else dienst
    gehaald = stempel(Opdracht(deze.opdracht(hash_=hash_, ess=ess)), NOTITIE, laad_ca(deze.ca))
    assert abs(gehaald.tijdstip - datetime.now(UTC)) < timedelta(minutes=1)
    assert lees_tijdstempel(gehaald.antwoord, NOTITIE.encode(), ca(deze)) == gehaald.tijdstip
    (tmp_path / "a.tsr").write_bytes(gehaald.antwoord)
    (tmp_path / "a.checkpoint").write_text(NOTITIE)
    klaar = subprocess.run(
        ["openssl", "ts", "-verify", "-in", tmp_path / "a.tsr", "-data", tmp_path / "a.checkpoint",
         "-CAfile", deze.ca], capture_output=True, text=True)  # fmt: skip
    assert klaar.returncode == 0, klaar.stderr


def test_over_http(dienst: Tijdstempeldienst) -> None:
    class Antwoord(BaseHTTPRequestHandler):
        status: ClassVar[int] = 200

        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            aanvraag = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(self.status)
            self.end_headers()
            self.wfile.write(dienst.antwoord(aanvraag))

        def log_message(self, *_: object) -> None:
            """Stil."""

    with HTTPServer(("127.0.0.1", 0), Antwoord) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        adres = Adres(f"http://127.0.0.1:{server.server_port}/")
        stempel(adres, NOTITIE, laad_ca(dienst.ca))
        Antwoord.status = 503
        with pytest.raises(StempelFout, match="HTTP 503"):
            stempel(adres, NOTITIE, laad_ca(dienst.ca))
        server.shutdown()
    with pytest.raises(StempelFout, match="antwoordt niet"):
        stempel(adres, NOTITIE, laad_ca(dienst.ca))
    with pytest.raises(StempelFout):
        Adres("file:///etc/passwd")


@pytest.mark.parametrize("opdracht", ["false", "/bestaat/niet", "echo onzin"])
def test_een_dienst_die_niets_goeds_geeft(dienst: Tijdstempeldienst, opdracht: str) -> None:
    with pytest.raises(StempelFout):
        stempel(Opdracht(opdracht), NOTITIE, laad_ca(dienst.ca))


def test_een_antwoord_dat_niet_van_nu_is(dienst: Tijdstempeldienst, tmp_path: Path) -> None:
    """Een oud antwoord terugspelen: het nonce is van een andere vraag."""
    eerder = stempel(Opdracht(dienst.opdracht()), NOTITIE, laad_ca(dienst.ca))
    (tmp_path / "oud.tsr").write_bytes(eerder.antwoord)
    with pytest.raises(StempelFout, match="Nonce"):
        stempel(Opdracht(f"cat {tmp_path / 'oud.tsr'}"), NOTITIE, laad_ca(dienst.ca))


Poging = tuple[bytes, bytes, list[x509.Certificate]]
VERVALST: dict[str, Callable[[bytes, Tijdstempeldienst, Tijdstempeldienst], Poging]] = {
    "andere bytes": lambda ruw, goed, ander: (ruw, b"iets anders", ca(goed)),
    "een ander vertrouwd": lambda ruw, goed, ander: (ruw, NOTITIE.encode(), ca(ander)),
    "niemand vertrouwd": lambda ruw, goed, ander: (ruw, NOTITIE.encode(), []),
    "geen DER": lambda ruw, goed, ander: (b"\x30\x82", NOTITIE.encode(), ca(goed)),
    "leeg": lambda ruw, goed, ander: (b"", NOTITIE.encode(), ca(goed)),
    "afgebroken": lambda ruw, goed, ander: (ruw[:-20], NOTITIE.encode(), ca(goed)),
}  # fmt: skip


@pytest.mark.parametrize("geval", list(VERVALST))
def test_het_losse_programma_gelooft_geen_vals_stempel(
    dienst: Tijdstempeldienst, ander: Tijdstempeldienst, geval: str
) -> None:
    gehaald = stempel(Opdracht(dienst.opdracht()), NOTITIE, laad_ca(dienst.ca))
    with pytest.raises(Onbruikbaar):
        lees_tijdstempel(*VERVALST[geval](gehaald.antwoord, dienst, ander))


def test_elke_byte_telt(dienst: Tijdstempeldienst) -> None:
    """Wat er in een antwoord ook verandert: het wordt geweigerd, of het tijdstip blijft hetzelfde."""
    gehaald = stempel(Opdracht(dienst.opdracht()), NOTITIE, laad_ca(dienst.ca))
    vertrouwd, geweigerd = ca(dienst), 0
    for plaats in range(0, len(gehaald.antwoord), 3):
        ruw = bytearray(gehaald.antwoord)
        ruw[plaats] ^= 1
        try:
            assert lees_tijdstempel(bytes(ruw), NOTITIE.encode(), vertrouwd) == gehaald.tijdstip
        except Onbruikbaar:
            geweigerd += 1
    assert geweigerd > len(gehaald.antwoord) // 3 // 2


def test_een_certificaat_dat_niet_voor_tijdstempels_is(dienst: Tijdstempeldienst) -> None:
    """openssl geeft zo'n antwoord niet; wie zijn eigen dienst schrijft wel. De keten telt dan niet."""
    gehaald = stempel(Opdracht(dienst.opdracht()), NOTITIE, laad_ca(dienst.ca))
    los = x509.load_pem_x509_certificate((dienst.map / "geen_tsa.pem").read_bytes())
    with pytest.raises(Onbruikbaar):
        lees_tijdstempel(gehaald.antwoord, NOTITIE.encode(), [los])
    with pytest.raises(StempelFout):
        toets(gehaald.antwoord, NOTITIE, (los,))


# --- in het log -----------------------------------------------------------------------------------------


def test_bewaard_meegegeven_en_nagerekend(
    log: Log, dienst: Tijdstempeldienst, ander: Tijdstempeldienst, tmp_path: Path
) -> None:
    inst = met_dienst(log.database.inst, dienst)
    assert stempel_nieuwste(log.database, inst, datetime.now(UTC))
    assert not stempel_nieuwste(log.database, inst, datetime.now(UTC))  # het nieuwste heeft er al een
    with log.database.transactie() as conn, open_doel(tmp_path / "uit") as doel:
        exporteer(conn, log.database.logsleutels, Keuze(), doel)
        assert len(tijdstempels.te_bezorgen(conn)) == 1
    bewaard = ouder.bewaar(log)
    uit = verify_log.toets(tmp_path / "uit", bewaard, tsa=ca(dienst))
    assert (soorten(uit), uit.tijdstempels) == ([], 1)
    assert verify_log.toets(tmp_path / "uit", bewaard).tijdstempels == 0  # niemand genoemd: niet getoetst
    assert soorten(verify_log.toets(tmp_path / "uit", bewaard, tsa=ca(ander))) == [("TIJDSTEMPEL", 1)]
    with log.database.transactie() as conn:
        toets_ = Logtoets(conn, log.database.logsleutels, ca=laad_ca(dienst.ca))
        assert list(toets_.alles()) == []
        assert toets_.telling.tijdstempels == 1
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        conn.execute(text("UPDATE tijdstempel SET antwoord = substring(antwoord FROM 2)"))
        mis = list(Logtoets(conn, log.database.logsleutels, ca=laad_ca(dienst.ca)).alles())
        assert [(b.soort, b.positie) for b in mis] == [("TIJDSTEMPEL", 1)]
        conn.rollback()


def test_een_dienst_die_zwijgt_is_een_alarm_en_houdt_niets_op(log: Log, dienst: Tijdstempeldienst) -> None:
    stil = met_dienst(log.database.inst, dienst, "false")
    assert not stempel_nieuwste(log.database, stil, datetime.now(UTC))
    assert _alarmen(log) == []  # één keer is nog geen alarm
    assert not stempel_nieuwste(log.database, stil, datetime.now(UTC) - timedelta(hours=1))
    (alarm,) = _alarmen(log)
    assert "er komt geen tijdstempel" in alarm
    schrijf(log.database, BSN)
    with log.database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    assert stempel_nieuwste(log.database, met_dienst(log.database.inst, dienst), datetime.now(UTC))
    assert _alarmen(log) == []


def _alarmen(log: Log) -> list[str]:
    with log.database.transactie() as conn:
        return list(stand.stand(conn, datetime.now(UTC), timedelta(hours=1)).alarmen)


def test_ook_in_een_archief(database: Database, dienst: Tijdstempeldienst, tmp_path: Path) -> None:
    log = begin(database)
    ouder.maak_delen(database, MAART.date().replace(day=1))
    with database.transactie() as conn:
        schrijf_op(conn, database, MAART, BSN)
        log.teken(conn, log.verzegel(conn))
    assert stempel_nieuwste(database, met_dienst(database.inst, dienst), datetime.now(UTC))
    (deel,) = archief.archiveer(database, tmp_path / "archief", LATER)
    uit = verify_log.toets(tmp_path / "archief" / deel.bestand, ouder.bewaar(log), tsa=ca(dienst))
    assert (soorten(uit), uit.tijdstempels) == ([], 1)
    with database.transactie() as conn:
        assert conn.scalar(select(tijdstempel.c.grootte)) == 1
