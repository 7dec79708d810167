"""/metrieken: wat geteld wordt klopt, over werkprocessen heen, en niemand kan er een reeks bij verzinnen."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
import requests
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families as ontleed
from sqlalchemy import text, update

from isi_soap.contract.operaties import DIENSTEN
from isi_soap.settings import Instellingen
from isi_soap.waarneming.metrieken import REDENEN, STORINGEN
from isi_soap.waarneming.toestand import Toestand
from isi_soap.waarneming.werkprocessen import Werkprocessen
from persistence.database import Database
from persistence.runs.dagelijks import dagelijks
from persistence.tabellen import stand
from tests.persistence import balie
from tests.persistence.logboek.records import BSN, schrijf
from tests.persistence.logboek.verzegeld import Log
from tests.soap.berichten_maken import ISI, envelop, persoon_info
from tests.soap.test_front import Server, post, status, wacht_tot_gezond
from tests.waarneming.conftest import Waargenomen

Reeksen = dict[tuple[str, frozenset[tuple[str, str]]], float]


def reeksen(tekst: str) -> Reeksen:
    return {(s.name, frozenset(s.labels.items())): s.value for f in ontleed(tekst) for s in f.samples}


def van(bron: Toestand | Werkprocessen) -> Reeksen:
    register = CollectorRegistry()
    register.register(bron)
    return reeksen(generate_latest(register).decode())


def waarde(alle: Reeksen, naam: str, **labels: str) -> float:
    """De som van de reeksen met deze naam en labels."""
    wil = set(labels.items())
    return sum(w for (n, heeft), w in alle.items() if n == naam and wil <= heeft)


def wacht_op(waargenomen: Waargenomen, klaar: Callable[[Reeksen], bool], seconden: float = 20) -> Reeksen:
    tot = time.monotonic() + seconden
    while time.monotonic() < tot:
        gezien = reeksen(waargenomen.metrieken().text)
        if klaar(gezien):
            return gezien
        time.sleep(0.05)  # wachten op een ander proces, niet op de klok
    raise AssertionError(f"het kwam er niet van: {gezien}")


def test_wat_er_gebeurde_is_precies_geteld(waargenomen: Waargenomen) -> None:
    """Over twee werkprocessen, en met alles wat een bericht kan worden."""
    server = waargenomen.server
    voor = reeksen(waargenomen.metrieken().text)
    for _ in range(6):
        assert status(server.stuur(post(envelop(persoon_info())))) == 200
    assert status(server.stuur(post(envelop(f'<x:Onbekend xmlns:x="{ISI}"/>')))) == 500
    assert status(server.stuur(post(b"<onzin"))) == 500
    assert status(server.stuur(post(envelop(persoon_info().replace("sleutel-van", "geen-sleutel"))))) == 500
    assert status(server.stuur(post(lengte=10_000_000))) == 413
    assert status(server.stuur(post(Content_Type="application/json"))) == 415
    assert status(server.stuur(post(lengte=50_000), sluit_schrijven=True)) == 400
    na = reeksen(waargenomen.metrieken().text)

    def erbij(naam: str, **labels: str) -> float:
        return waarde(na, naam, **labels) - waarde(voor, naam, **labels)

    info = {"dienst": "ISIRaadplegen", "operatie": "PersoonInfo"}
    # Zonder dossier is er niets gevonden; dat is een antwoord.
    assert erbij("isi_berichten_total", **info, uitkomst="NIETSGEVONDEN", profiel="ketentest") == 6
    assert erbij("isi_berichten_total", **info, uitkomst="FOUT") == 1
    assert erbij("isi_berichten_total", operatie="onbekend", uitkomst="FOUT") == 2
    assert erbij("isi_berichten_total") == 9
    assert erbij("isi_meldingen_total", **info, code="F002") == 1
    assert erbij("isi_bericht_seconden_count", **info) == 7
    assert 0 < erbij("isi_bericht_seconden_sum", **info) < 7 * 10
    assert erbij("isi_geweigerd_total", reden="omvang") == 1
    assert erbij("isi_geweigerd_total", reden="afgebroken") == 1
    assert erbij("isi_geweigerd_total", reden="http") == 1
    assert erbij("isi_geweigerd_total") == 3
    assert {dict(labels)["reden"] for naam, labels in na if naam == "isi_geweigerd_total"} == set(REDENEN)
    assert {dict(labels)["soort"] for naam, labels in na if naam == "isi_storingen_total"} == set(STORINGEN)


def test_de_stand_van_de_werkprocessen(waargenomen: Waargenomen) -> None:
    """Wie half stuurt is te zien; grenzen tellen op over de werkprocessen."""
    alle = reeksen(waargenomen.metrieken().text)
    assert waarde(alle, "isi_onderhanden_grens") == 2 * 4
    assert waarde(alle, "isi_wachtrij_grens") == 2 * 64
    assert waarde(alle, "isi_pool_grens") == 2 * 5
    with contextlib.ExitStack() as open_:
        for _ in range(3):
            verbinding = open_.enter_context(waargenomen.server.verbind())
            verbinding.sendall(post(envelop(persoon_info())[:200], lengte=5000))
        wacht_op(waargenomen, lambda r: waarde(r, "isi_onvolledig") == 3)
    wacht_op(waargenomen, lambda r: waarde(r, "isi_onvolledig") == 0)


def test_niemand_verzint_een_reeks(waargenomen: Waargenomen) -> None:
    """Wat een aanvrager ook stuurt, er komen geen namen bij die niet in het contract of in de code staan."""
    teken = f"X{secrets.token_hex(8)}"
    server = waargenomen.server
    server.stuur(post(envelop(f'<x:{teken} xmlns:x="{ISI}"/>')))
    server.stuur(post(envelop(f'<x:{teken} xmlns:x="urn:{teken}"/>')))
    server.stuur(post().replace(b"POST", teken.encode(), 1))
    server.stuur(post().replace(b"ISIRaadplegen-v0100", teken.encode(), 1))
    server.stuur(post(SOAPAction=f'"{teken}"', traceparent=teken, X_Kop=teken))
    server.stuur(f"GET /{teken}?{teken} HTTP/1.1\r\nHost: {teken}\r\n\r\n".encode())
    tekst = waargenomen.metrieken().text
    assert teken not in tekst
    assert balie.BSN not in tekst
    operaties = {naam for dienst in DIENSTEN.values() for naam in dienst.operaties} | {"onbekend"}
    for _, labels in reeksen(tekst):
        assert dict(labels).get("operatie", "onbekend") in operaties
        assert dict(labels).get("dienst", "ISIMuteren") in DIENSTEN


def test_een_vervangen_werkproces_neemt_zijn_tellers_niet_mee(waargenomen: Waargenomen) -> None:
    server = waargenomen.server
    server.stuur(post())
    voor = reeksen(waargenomen.metrieken().text)
    for werker in werkprocessen(server):
        werker.kill()
        werker.wait(timeout=10)
    wacht_tot_gezond(server)
    info = {"operatie": "PersoonInfo"}
    midden = wacht_op(waargenomen, lambda r: waarde(r, "isi_onderhanden_grens") == 8)
    assert waarde(midden, "isi_berichten_total", **info) == waarde(voor, "isi_berichten_total", **info)
    for _ in range(4):
        server.stuur(post())
    na = wacht_op(waargenomen, lambda r: waarde(r, "isi_onderhanden_grens") == 8)
    assert waarde(na, "isi_berichten_total", **info) == waarde(voor, "isi_berichten_total", **info) + 4
    assert waarde(na, "isi_bericht_seconden_count") == waarde(voor, "isi_bericht_seconden_count") + 4


def werkprocessen(server: Server) -> list[psutil.Process]:
    """De processen die berichten behandelen, niet die ernaast."""
    kinderen = psutil.Process(server.proces.pid).children()
    return [kind for kind in kinderen if not {"waarneming", "log"} & set(kind.cmdline())]


def test_alleen_op_een_eigen_poort_en_op_loopback(waargenomen: Waargenomen) -> None:
    dienst = f"http://127.0.0.1:{waargenomen.server.poort}"
    assert requests.get(f"{dienst}/metrieken", timeout=10).status_code == 404
    assert waargenomen.metrieken("/metrics").status_code == 200
    assert waargenomen.metrieken("/").status_code == 404
    assert waargenomen.metrieken().headers["content-type"].startswith("text/plain; version=0.0.4")
    luistert = {
        verbinding.laddr.ip
        for kind in psutil.Process(waargenomen.server.proces.pid).children(recursive=True)
        for verbinding in kind.net_connections("inet")
        if verbinding.status == psutil.CONN_LISTEN and verbinding.laddr.port == waargenomen.poort
    }
    assert luistert == {"127.0.0.1"}


def test_zonder_poort_wordt_er_niets_geladen() -> None:
    """Wie niets aanzet betaalt niets: geen prometheus_client, geen OpenTelemetry."""
    vraag = (
        "import sys; from isi_soap.settings import Instellingen; from isi_soap.soap.serve import laad_front;"
        "from pathlib import Path; import tempfile;"
        "inst = Instellingen(database_url='postgresql://x@127.0.0.1:1/x', data_map=Path(tempfile.mkdtemp()));"
        "laad_front(True, inst);"
        "print([n for n in sys.modules if n.partition('.')[0] in ('prometheus_client', 'opentelemetry')])"
    )
    klaar = subprocess.run(
        [sys.executable, "-c", vraag], capture_output=True, text=True, timeout=60, check=True
    )
    assert klaar.stdout.strip() == "[]"


def test_tellers_van_wie_er_niet_meer_is(tmp_path: Path) -> None:
    """Zij gaan over in één bestand, hoeveel werkprocessen er ook geweest zijn."""
    telt = (
        "from isi_soap.waarneming.metrieken import Gemeten; m = Gemeten(plaatsen=4, rij=64, pool=5);"
        "m.stand(bezig=1, wachtend=0, onvolledig=0, pool=1);"
        "[m.bericht('ketentest', 'ISIRaadplegen', 'PersoonInfo', 'OK', ('A',), 0.004) for _ in range(5)]"
    )
    omgeving = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(3):
        subprocess.run([sys.executable, "-c", telt], env=omgeving, check=True, timeout=60)
    assert len(list(tmp_path.glob("*.db"))) == 9
    bron = Werkprocessen(tmp_path)
    for _ in range(2):
        alle = van(bron)
        assert waarde(alle, "isi_berichten_total", operatie="PersoonInfo") == 15
        assert waarde(alle, "isi_meldingen_total", code="A") == 15
        assert waarde(alle, "isi_bericht_seconden_bucket", le="0.005") == 15
        assert waarde(alle, "isi_bericht_seconden_bucket", le="0.003") == 0
        assert waarde(alle, "isi_onderhanden") == 0
        assert sorted(p.name for p in tmp_path.iterdir()) == ["counter_0.db", "histogram_0.db"]


# --- de toestand ----------------------------------------------------------------------------------------


def test_de_toestand_van_logboek_en_runs(
    log: Log, server_instellingen: Instellingen, database: Database
) -> None:
    inst = server_instellingen.model_copy(update={"ldv_adres": "http://localhost"})
    schrijf(database, BSN)
    schrijf(database, BSN)
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    schrijf(database)
    dagelijks(database)
    alle = van(Toestand(database, inst))
    assert waarde(alle, "isi_database_bereikbaar") == 1
    assert waarde(alle, "isi_logboek_records") == 2
    assert waarde(alle, "isi_logboek_onverzegeld") == 3  # ook het begin en het einde van de run
    assert 0 < waarde(alle, "isi_logboek_achterstand_seconden") < 60
    assert 0 < waarde(alle, "isi_logboek_getuige_achterstand_seconden") < 60
    assert abs(waarde(alle, "isi_logboek_checkpoint_tijdstip_seconden") - time.time()) < 60
    assert waarde(alle, "isi_logboek_alarm") == 0
    assert waarde(alle, "isi_ldv_wachtend") == 2
    assert waarde(alle, "isi_ldv_regels_total") == 0
    assert abs(waarde(alle, "isi_run_gelukt_tijdstip_seconden", soort="DAGELIJKS") - time.time()) < 60
    assert waarde(alle, "isi_run_verschuldigd", soort="DAGELIJKS") == 0
    assert waarde(alle, "isi_run_mislukte_personen", soort="DAGELIJKS") == 0
    assert waarde(alle, "isi_versie") == 1


@pytest.mark.parametrize(("profiel", "aantal"), [("suwinet", 3), ("ketentest", 0)])
def test_een_run_die_uitblijft(
    profiel: str, aantal: int, log: Log, server_instellingen: Instellingen, database: Database
) -> None:
    with database.transactie() as conn:
        conn.execute(update(stand).values(klok_vast=datetime(2019, 6, 3, 12, tzinfo=UTC)))
    inst = server_instellingen.model_copy(update={"profielen": (profiel,)})
    assert waarde(van(Toestand(database, inst)), "isi_run_verschuldigd") == aantal


def test_zonder_database_is_dat_te_zien_en_ontbreekt_de_rest(server_instellingen: Instellingen) -> None:
    nergens = Database("postgresql+psycopg://isi@127.0.0.1:1/isi", server_instellingen)
    alle = van(Toestand(nergens, server_instellingen))
    assert waarde(alle, "isi_database_bereikbaar") == 0
    assert not [naam for naam, _ in alle if naam.startswith(("isi_logboek", "isi_run", "isi_ldv"))]


def test_crls_en_certificaat(pki: Path, server_instellingen: Instellingen, database: Database) -> None:
    inst = Instellingen(
        pki_map=pki, database_url=server_instellingen.database_url, data_map=server_instellingen.data_map
    )
    alle = van(Toestand(database, inst))
    leeftijden = [w for (naam, _), w in alle.items() if naam == "isi_crl_leeftijd_seconden"]
    assert len(leeftijden) == 2  # van de wortel en van het tussencertificaat
    assert all(leeftijd > 0 for leeftijd in leeftijden)
    assert all(w > 0 for (naam, _), w in alle.items() if naam == "isi_crl_resterend_seconden")
    assert waarde(alle, "isi_crl_leesbaar") == 1
    assert waarde(alle, "isi_certificaat_geldig_tot_seconden") > time.time()


@pytest.mark.parametrize("bestand", ["onzin.pem", "onzin.txt"])
def test_een_onleesbare_map_met_crls(bestand: str, tmp_path: Path, server_instellingen: Instellingen) -> None:
    (tmp_path / bestand).write_text("onzin")
    nergens = Database("postgresql+psycopg://isi@127.0.0.1:1/isi", server_instellingen)
    alle = van(Toestand(nergens, server_instellingen.model_copy(update={"crl_map": tmp_path})))
    assert alle[("isi_crl_leesbaar", frozenset())] == 0


def test_de_database_wordt_niet_vaker_gevraagd_dan_nodig(
    log: Log, server_instellingen: Instellingen, database: Database
) -> None:
    bron = Toestand(database, server_instellingen)
    van(bron)
    schrijf(database)
    assert waarde(van(bron), "isi_logboek_onverzegeld") == 0
    with database.transactie() as conn:
        assert conn.scalar(text("SELECT count(*) FROM onverzegeld")) == 1
