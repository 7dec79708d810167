"""Het logboek dataverwerkingen: elke verwerking komt er, met een pseudoniem, en niets raakt kwijt."""

from __future__ import annotations

import json
import os
import signal
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text
from typer.testing import CliRunner, Result

from isi_soap.settings import Instellingen
from isi_soap.soap.logwacht import Logwacht
from isi_soap.waarneming import cli
from isi_soap.waarneming.ldv import levering as leveren
from isi_soap.waarneming.ldv import register
from isi_soap.waarneming.ldv.otlp import Logboek, NietBevestigd
from isi_soap.waarneming.ldv.regels import Pseudoniemen, Regel
from isi_soap.waarneming.ldv.register import RegisterFout, lees
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.kenmerk import nieuw_id
from persistence.logboek import beheerlog, ldv
from persistence.runs import RUNS
from persistence.slot import Slot, alleen
from persistence.tabellen import bericht
from tests import voorgeladen
from tests.persistence.logboek.records import ANDER, BSN, NU, OIN, logregel, schrijf
from tests.persistence.logboek.verzegeld import Log
from tests.voorgeladen import Proces
from tests.waarneming.conftest import REGISTER
from tests.waarneming.ontvanger import Ontvangen, Ontvanger

DERDE = "999990032"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
BASIS = "https://register.voorbeeld.nl/verwerkingen"
MILLI = 1_000_000


@pytest.fixture
def levering(log: Log, ontvanger: Ontvanger) -> Iterator[leveren.Levering]:
    logboek = Logboek(ontvanger.adres, lees(REGISTER).systeem)
    with log.database.verbinding() as conn:
        pseudoniemen = Pseudoniemen(log.database.logsleutels.bos.zoek)
        yield leveren.Levering(conn, logboek, lees(REGISTER), pseudoniemen)
    logboek.sluit()


def verzegel(log: Log) -> None:
    with log.database.transactie() as conn:
        log.verzegel(conn)


def stand(database: Database) -> ldv.Levering:
    with database.transactie() as conn:
        return ldv.stand(conn)


def lever(log: Log, levering: leveren.Levering) -> None:
    verzegel(log)
    while levering.portie():
        pass


def pseudoniem(log: Log, bsn: str) -> str:
    bos = log.database.logsleutels.bos
    return Pseudoniemen(bos.zoek).van(bos.persoon(bsn))


def test_een_bericht_over_een_persoon_is_een_regel(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    einde = NU + timedelta(milliseconds=12)
    kenmerk = schrijf(log.database, BSN, beantwoord=einde, traceparent=TRACEPARENT)
    lever(log, levering)
    (regel,) = ontvanger.spans
    assert regel.span.name == "PersoonInfo"
    assert regel.trace_id == "0af7651916cd43dd8448eb211c80319c"
    assert regel.ouder == "b7ad6b7169203331"
    assert regel.span.start_time_unix_nano == int(NU.timestamp() * 1000) * MILLI
    assert regel.span.end_time_unix_nano == int(einde.timestamp() * 1000) * MILLI
    assert regel.span.kind == regel.span.SPAN_KIND_SERVER
    assert regel.span.status.code == regel.span.status.STATUS_CODE_UNSET  # een weigering is geen storing
    assert regel.attributen == {
        "dpl.core.processing_activity_id": f"{BASIS}/isi-raadplegen-dossier/1",
        "dpl.core.foreign_operation.processor": f"https://oin.voorbeeld.nl/{OIN}",
        "dpl.core.data_subject_id": pseudoniem(log, BSN),
        "dpl.core.data_subject_id_type": "BSN",
    }
    assert regel.bron["service.name"] == "isi-soap"
    assert regel.bron["deployment.environment.name"] == "productie"
    assert kenmerk.hex != regel.trace_id


def test_over_meer_personen_is_een_regel_en_een_eronder_per_persoon(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    kenmerk = schrijf(log.database, BSN, ANDER, DERDE, operatie="PersonenZoeken")
    lever(log, levering)
    ouder, *kinderen = ontvanger.spans
    assert ouder.trace_id == kenmerk.hex
    assert ouder.ouder == ""
    assert "dpl.core.data_subject_id" not in ouder.attributen
    assert {k.ouder for k in kinderen} == {ouder.span_id}
    assert {k.trace_id for k in kinderen} == {ouder.trace_id}
    assert {k.attributen["dpl.core.data_subject_id"] for k in kinderen} == {
        pseudoniem(log, bsn) for bsn in (BSN, ANDER, DERDE)
    }
    assert len({s.span_id for s in ontvanger.spans}) == 4


def test_over_niemand_is_een_regel_zonder_betrokkene(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    schrijf(log.database, operatie=None, dienst="ISIMuteren", oin=None, uitkomst="FOUT", codes=("0001",))
    lever(log, levering)
    (regel,) = ontvanger.spans
    assert regel.span.name == "ISIMuteren"
    assert regel.attributen == {"dpl.core.processing_activity_id": f"{BASIS}/isi-berichtenverkeer/1"}
    assert regel.span.status.code == regel.span.status.STATUS_CODE_UNSET  # het bericht deugde niet; wij wel


def test_alleen_een_storing_van_ons_is_een_fout(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    schrijf(log.database, BSN, uitkomst="FOUT", codes=("0051",), http_status=500)
    lever(log, levering)
    (regel,) = ontvanger.spans
    assert regel.span.status.code == regel.span.status.STATUS_CODE_ERROR
    assert regel.attributen["exception.type"] == "0051"


def test_een_run_is_een_regel_aan_haar_einde(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    run: dict[str, Any] = {
        "soort": "RUN",
        "operatie": "DAGELIJKS",
        "dienst": None,
        "oin": None,
        "http_status": 0,
    }
    begin = schrijf(log.database, **run, uitkomst="OK", codes=())
    schrijf(
        log.database, BSN, ANDER, **run, uitkomst="OK", codes=(), duur=2.5, relates_to=f"urn:uuid:{begin}"
    )
    lever(log, levering)
    ouder, *kinderen = ontvanger.spans
    assert ouder.trace_id == begin.hex
    assert (ouder.span.end_time_unix_nano - ouder.span.start_time_unix_nano) == 2500 * MILLI
    assert ouder.attributen == {"dpl.core.processing_activity_id": f"{BASIS}/isi-dagelijkse-run/1"}
    assert len(kinderen) == 2


def test_wie_het_berichtenlog_leest_staat_er_ook_in(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    with log.database.transactie() as conn:
        sleutels = log.database.logsleutels
        beheerlog.meld(conn, sleutels, "verifieer", {"uitslag": "goed"}, vraag={"bsn": BSN}, bsns=(BSN,))
    lever(log, levering)
    (regel,) = ontvanger.spans
    assert regel.span.name == "verifieer"
    assert regel.span.kind == regel.span.SPAN_KIND_INTERNAL
    assert regel.attributen == {
        "dpl.core.processing_activity_id": f"{BASIS}/isi-berichtenlog/1",
        "dpl.core.data_subject_id": pseudoniem(log, BSN),
        "dpl.core.data_subject_id_type": "BSN",
    }


def test_wat_over_de_lijn_gaat_noemt_niemand(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    """Geen BSN, geen medewerker, niets uit het bericht, en ook niet het kenmerk van het berichtenlog."""
    schrijf(
        log.database, BSN, ANDER, gebruiker="j.de.vries", verzoek=b"<Geslachtsnaam>Voorbeeld</Geslachtsnaam>"
    )
    lever(log, levering)
    alles = b"".join(ontvanger.bytes)
    bos = log.database.logsleutels.bos
    for geheim in (BSN, ANDER, "j.de.vries", "Voorbeeld", "192.0.2.7", bos.persoon(BSN).hex()):
        assert geheim.encode() not in alles
    assert bos.persoon(BSN) not in alles
    assert pseudoniem(log, BSN) != pseudoniem(log, ANDER)


def test_zonder_bevestiging_gaat_de_bladwijzer_niet_verder(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    for _ in range(3):
        schrijf(log.database, BSN)
    verzegel(log)
    for antwoord in ((503, 0), (200, 1), (400, 0), (302, 0)):
        ontvanger.zeg = lambda _, zo=antwoord: zo  # type: ignore[misc]
        with pytest.raises(NietBevestigd):
            levering.portie()
        assert stand(log.database).positie == 0
    assert stand(log.database).wachtend == 3
    ontvanger.zeg = lambda _: (200, 0)
    assert levering.portie() == 3
    assert levering.portie() == 0
    nu = stand(log.database)
    assert (nu.positie, nu.regels, nu.gemist, nu.wachtend) == (3, 3, 0, 0)


def test_nog_eens_leveren_geeft_dezelfde_regels(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    schrijf(log.database, BSN, ANDER)
    lever(log, levering)
    eerste = [s.span.SerializeToString() for s in ontvanger.spans]
    with log.database.transactie() as conn:
        conn.execute(text("UPDATE ldv_levering SET positie = 0"))
    ontvanger.spans.clear()
    lever(log, levering)
    assert [s.span.SerializeToString() for s in ontvanger.spans] == eerste


def test_een_record_dat_later_vastligt_wordt_niet_overgeslagen(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    """Begonnen voor een ander en na hem vastgelegd: op kenmerk lag het achter de bladwijzer."""
    vroeg = nieuw_id()
    time.sleep(0.002)
    schrijf(log.database, ANDER)
    lever(log, levering)
    with Eenheid(log.database, bericht_id=vroeg) as eenheid:
        eenheid.bewaar(logregel(BSN))
        eenheid.commit()
    lever(log, levering)
    assert [s.trace_id for s in ontvanger.spans][1] == vroeg.hex


def test_een_run_over_duizenden_gaat_in_bundels(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leveren, "_VEEL", 7)
    monkeypatch.setattr(leveren, "BUNDEL", 5)
    wie = [f"{nummer:09d}" for nummer in range(100_000_000, 100_000_023)]
    schrijf(log.database, *wie)
    lever(log, levering)
    assert ontvanger.pogingen == 5  # 24 regels
    assert len({s.span_id for s in ontvanger.spans}) == 24
    assert stand(log.database).regels == 24


def test_een_record_dat_er_niet_meer_is_wordt_geteld(
    log: Log, levering: leveren.Levering, ontvanger: Ontvanger
) -> None:
    weg = schrijf(log.database, BSN)
    schrijf(log.database, ANDER)
    verzegel(log)
    with log.database.transactie() as conn:
        conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
        conn.execute(delete(bericht).where(bericht.c.id == weg))
    lever(log, levering)
    nu = stand(log.database)
    assert (nu.gemist, nu.regels, nu.wachtend) == (1, 1, 0)


def test_over_tls_met_een_certificaat_van_beide_kanten(
    log: Log, levering: leveren.Levering, pki: Path, ontvanger: Ontvanger
) -> None:
    schrijf(log.database, BSN)
    lever(log, levering)
    regels = [
        Regel(
            trace_id=s.span.trace_id,
            span_id=s.span.span_id,
            name=s.span.name,
            van_buiten=True,
            start_time=1,
            end_time=2,
            status="UNSET",
        )
        for s in ontvanger.spans
    ]
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(pki / "ca" / "root.pem"))
    tls.load_cert_chain(pki / "dienst" / "keten.pem", pki / "dienst" / "sleutel.pem")
    tls.verify_mode = ssl.CERT_REQUIRED
    veilig = Ontvanger(tls)
    wij = (pki / "amsterdam" / "keten.pem", pki / "amsterdam" / "sleutel.pem")
    ca = pki / "ca" / "root.pem"
    try:
        for zonder in ({"ca": ca}, {"certificaat": wij}):  # zonder certificaat; en wie wij niet vertrouwen
            with pytest.raises(NietBevestigd, match="niet te bereiken"):
                Logboek(veilig.adres, {}, **zonder).bezorg(regels)
        assert veilig.spans == []
        Logboek(veilig.adres, {}, ca=ca, certificaat=wij).bezorg(regels)
        assert len(veilig.spans) == 1
    finally:
        veilig.sluit()


# --- het proces -----------------------------------------------------------------------------------------


def start(inst: Instellingen, ontvanger: Ontvanger, *woorden: str, **omgeving: str) -> Proces:
    schoon = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")}
    eigen = {
        "ISI_DATABASE_URL": str(inst.database_url),
        "ISI_DATA_MAP": str(inst.data_map),
        "ISI_LDV_ADRES": ontvanger.adres,
        "ISI_LDV_REGISTER": str(REGISTER),
    }
    return voorgeladen.start("waarneming", "ldv", "--json", *woorden, env=schoon | eigen | omgeving)


def test_sigkill_verliest_niets(log: Log, ontvanger: Ontvanger, server_instellingen: Instellingen) -> None:
    """Telkens omgevallen tijdens een verzoek, na de ontvangst maar voor de bladwijzer."""
    wie = [BSN, ANDER, DERDE]
    for nummer in range(300):  # twee porties
        schrijf(log.database, *wie[: nummer % 4])
    verzegel(log)
    ontvanger.traag = 0.5
    for gezien in (1, 2):
        proces = start(server_instellingen, ontvanger)
        tot = time.monotonic() + 60
        while ontvanger.pogingen < gezien and time.monotonic() < tot:
            time.sleep(0.01)
        proces.send_signal(signal.SIGKILL)
        proces.communicate(timeout=20)
    time.sleep(0.6)  # wat de ontvanger nog verwerkt
    ontvanger.traag = 0
    proces = start(server_instellingen, ontvanger, "--bij")
    _, fouten = proces.communicate(timeout=60)
    assert proces.returncode == 0, fouten
    with log.database.transactie() as conn:
        records = {rij.id: rij.personen for rij in conn.execute(text("SELECT id, personen FROM bericht"))}
    per_spoor: dict[str, dict[str, Ontvangen]] = {}
    for span in ontvanger.spans:
        bekend = per_spoor.setdefault(span.trace_id, {}).setdefault(span.span_id, span)
        assert bekend.span == span.span  # nog eens geleverd is hetzelfde
    verwacht = {kenmerk.hex: 1 if personen < 2 else personen + 1 for kenmerk, personen in records.items()}
    assert {spoor: len(spans) for spoor, spans in per_spoor.items()} == verwacht
    assert len(ontvanger.spans) > sum(verwacht.values())  # er is echt iets twee keer geleverd
    assert stand(log.database).wachtend == 0


def test_een_logboek_dat_weigert_is_een_alarm_tot_het_weer_aanneemt(
    log: Log, ontvanger: Ontvanger, server_instellingen: Instellingen
) -> None:
    schrijf(log.database, BSN)
    verzegel(log)
    ontvanger.zeg = lambda _: (503, 0)
    proces = start(server_instellingen, ontvanger)
    try:
        tot = time.monotonic() + 60
        while stand(log.database).fout is None and time.monotonic() < tot:
            time.sleep(0.05)
        assert stand(log.database).fout == "het LDV-logboek antwoordt met HTTP 503"
        aan = {"ldv_adres": ontvanger.adres, "log_alarm_seconden": 0.01}
        wacht = Logwacht(log.database, server_instellingen.model_copy(update=aan))
        (alarm,) = wacht.alarmen()
        assert alarm.startswith("het logboek dataverwerkingen loopt achter sinds ")
        assert alarm.endswith(": het LDV-logboek antwoordt met HTTP 503")
        assert wacht.neemt_aan()
        ontvanger.zeg = lambda _: (200, 0)
        ontvanger.wacht_op(lambda spans: len(spans) == 1)
        while stand(log.database).wachtend and time.monotonic() < tot:
            time.sleep(0.05)
        assert stand(log.database).fout is None
        assert wacht.alarmen() == ()
    finally:
        proces.terminate()
        _, regels = proces.communicate(timeout=20)
    assert proces.returncode == 0
    assert BSN not in regels


def test_van_twee_werkt_er_een_en_de_ander_neemt_over(log: Log) -> None:
    with alleen(log.database, Slot.LDV) as een:
        assert een is not None
        with alleen(log.database, Slot.LDV) as twee:
            assert twee is None
    with alleen(log.database, Slot.LDV) as twee:
        assert twee is not None


def test_bijwerken_wacht_niet_op_een_ander(
    log: Log, ontvanger: Ontvanger, server_instellingen: Instellingen
) -> None:
    inst = server_instellingen.model_copy(update={"ldv_adres": ontvanger.adres, "ldv_register": REGISTER})
    schrijf(log.database, BSN)
    verzegel(log)
    with alleen(log.database, Slot.LDV), pytest.raises(NietBevestigd, match="een ander proces levert al"):
        leveren.werk_bij(log.database, inst, threading.Event())
    assert ontvanger.spans == []
    leveren.werk_bij(log.database, inst, threading.Event())
    assert len(ontvanger.spans) == 1


def test_opdrachten(
    log: Log,
    levering: leveren.Levering,
    server_instellingen: Instellingen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Met het pseudoniem vindt een inzageverzoek zijn regels; de stand is te lezen; wat mist is gezegd."""
    monkeypatch.setattr("isi_soap.waarneming.cli.instellingen", lambda: server_instellingen)

    def opdracht(*woorden: str, invoer: str = "") -> Result:
        return CliRunner().invoke(cli.app, woorden, input=invoer)

    gevonden = opdracht("pseudoniem", invoer=f"{BSN}\n")
    assert gevonden.stdout.strip().endswith(pseudoniem(log, BSN))
    assert BSN not in gevonden.output
    geen_bsn = opdracht("pseudoniem", invoer="123456789\n")
    assert geen_bsn.exit_code == 2
    assert "elfproef" in geen_bsn.output
    schrijf(log.database, BSN)
    lever(log, levering)
    toont = opdracht("ldv-stand")
    assert toont.exit_code == 0
    assert "wachtend     0\n" in toont.output
    with log.database.transactie() as conn:
        ldv.leg_fout_vast(conn, "het LDV-logboek antwoordt met HTTP 503", datetime.now(UTC))
    mislukt = opdracht("ldv-stand", "--json")
    assert mislukt.exit_code == 1
    assert json.loads(mislukt.output)["fout"] == "het LDV-logboek antwoordt met HTTP 503"
    zonder = opdracht("ldv")
    assert zonder.exit_code == 2
    assert "ISI_LDV_ADRES" in zonder.output


# --- het register ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("oud", "nieuw", "bezwaar"),
    [
        ("PersoonInfo = ", "PersoonInf = ", "[berichten] noemt geen activiteit voor PersoonInfo"),
        ("[runs]", "[run]", "[runs] ontbreekt"),
        ("{oin}", "oin", "aanvrager is geen URL met {oin} erin"),
        (f'"{BASIS}/isi-signalen/1"', '"signalen"', "[berichten] SignalenOphalen is geen URI"),
        ("[berichten]", "[berichten", "is geen TOML"),
    ],
)
def test_een_register_dat_niet_alles_noemt_wordt_geweigerd(
    oud: str, nieuw: str, bezwaar: str, tmp_path: Path
) -> None:
    pad = tmp_path / "register.toml"
    pad.write_text(REGISTER.read_text().replace(oud, nieuw))
    with pytest.raises(RegisterFout) as fout:
        lees(pad)
    assert bezwaar in str(fout.value)


def test_elke_run_heeft_een_activiteit() -> None:
    assert set(register.RUNS) == set(RUNS)


def test_wie_niet_meer_bijkomt_loopt_achter(log: Log) -> None:
    schrijf(log.database, BSN)
    verzegel(log)
    nu = datetime.now(UTC)
    achter = stand(log.database)
    assert achter.alarm(nu, timedelta(minutes=5)) is None
    assert achter.alarm(nu + timedelta(minutes=6), timedelta(minutes=5)) is not None
