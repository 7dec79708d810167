"""Sporen: in dat van de aanvrager, met de stappen van het bericht, en het kenmerk in elk log hetzelfde."""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from functools import partial

import pytest

from isi_soap.soap.toepassing import Toepassing
from isi_soap.waarneming import traceparent
from isi_soap.waarneming.otel import OtelVolger
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.persistence import balie
from tests.soap.berichten_maken import envelop, persoon_info, verzoek
from tests.soap.test_front import post, status
from tests.waarneming.conftest import Waargenomen
from tests.waarneming.ontvanger import Ontvangen, Ontvanger
from tests.waarneming.test_regel import regels, technisch_log

STAPPEN = ["ontvangen", "lezen", "handtekening", "ontleden", "behandelen", "antwoorden", "vastleggen"]


def spoor_van(ontvanger: Ontvanger, trace_id: str, aantal: int) -> list[Ontvangen]:
    """De spans van dit spoor, in de volgorde waarin zij begonnen; de buitenste eerst."""

    def eigen(spans: list[Ontvangen]) -> list[Ontvangen]:
        return [s for s in spans if s.trace_id == trace_id]

    spans = eigen(ontvanger.wacht_op(lambda spans: len(eigen(spans)) >= aantal))
    return sorted(spans, key=lambda s: (s.span.start_time_unix_nano, -s.span.end_time_unix_nano))


def vreemd() -> tuple[str, str]:
    return secrets.token_hex(16), secrets.token_hex(8)


def regel_van(waargenomen: Waargenomen, trace_id: str) -> dict[str, object]:
    """De ene regel die het technische log van dit bericht heeft."""
    regels = [json.loads(r) for r in waargenomen.server.log.read_text().splitlines() if r.startswith("{")]
    (regel,) = [r for r in regels if r.get("spoor") == trace_id]
    assert regel["event"] == "bericht"
    return dict(regel)


def test_het_spoor_van_de_aanvrager_gaat_verder(waargenomen: Waargenomen) -> None:
    trace_id, span_id = vreemd()
    antwoord = waargenomen.server.stuur(
        post(envelop(persoon_info()), traceparent=f"00-{trace_id}-{span_id}-01")
    )
    assert status(antwoord) == 200
    hoofd, *stappen = spoor_van(waargenomen.sporen, trace_id, 8)
    assert hoofd.span.name == "ISIRaadplegen/PersoonInfo"
    assert hoofd.ouder == span_id
    assert hoofd.span.kind == hoofd.span.SPAN_KIND_SERVER
    assert [s.span.name for s in stappen] == STAPPEN
    assert {s.ouder for s in stappen} == {hoofd.span_id}
    einden = [s.span.end_time_unix_nano for s in stappen]
    assert [s.span.start_time_unix_nano for s in stappen] == [hoofd.span.start_time_unix_nano, *einden[:-1]]
    assert einden[-1] == hoofd.span.end_time_unix_nano
    regel = regel_van(waargenomen, trace_id)
    assert hoofd.attributen["isi.kenmerk"] == regel["kenmerk"]
    assert hoofd.attributen["isi.uitkomst"] == regel["uitkomst"] == "NIETSGEVONDEN"
    assert hoofd.bron["service.name"] == "isi-soap"
    assert balie.BSN.encode() not in b"".join(waargenomen.sporen.bytes)


def test_zonder_traceparent_heet_het_spoor_naar_het_kenmerk(waargenomen: Waargenomen) -> None:
    voor = {s.trace_id for s in waargenomen.sporen.spans}
    assert status(waargenomen.server.stuur(post(b"<onleesbaar"))) == 500

    def nieuw(spans: list[Ontvangen]) -> list[Ontvangen]:
        return [s for s in spans if s.trace_id not in voor and s.span.name == "ISIRaadplegen/onbekend"]

    (hoofd,) = nieuw(waargenomen.sporen.wacht_op(lambda spans: bool(nieuw(spans))))
    assert hoofd.ouder == ""
    assert hoofd.trace_id == hoofd.attributen["isi.kenmerk"].replace("-", "")
    regel = regel_van(waargenomen, hoofd.trace_id)
    assert (regel["uitkomst"], regel["codes"]) == ("FOUT Client", ["0001"])
    stappen = [s.span.name for s in spoor_van(waargenomen.sporen, hoofd.trace_id, 5)[1:]]
    assert stappen == ["ontvangen", "afgebroken", "antwoorden", "vastleggen"]
    assert hoofd.span.status.code == hoofd.span.status.STATUS_CODE_UNSET  # het bericht deugde niet


def test_wie_zelf_niet_opneemt_wordt_niet_opgenomen(waargenomen: Waargenomen) -> None:
    """De vlag van W3C: dit spoor houdt niemand bij. Het technische log en het LDV-logboek wel."""
    stil, span_id = vreemd()
    waargenomen.server.stuur(post(traceparent=f"00-{stil}-{span_id}-00"))
    luid, span_id = vreemd()
    waargenomen.server.stuur(post(traceparent=f"00-{luid}-{span_id}-01"))
    spoor_van(waargenomen.sporen, luid, 8)
    assert stil not in {s.trace_id for s in waargenomen.sporen.spans}
    assert regel_van(waargenomen, stil)
    waargenomen.ldv.wacht_op(lambda spans: {stil, luid} <= {s.trace_id for s in spans})


def test_tot_in_het_logboek_dataverwerkingen(waargenomen: Waargenomen) -> None:
    """Van het verzoek over HTTP tot de bevestigde logregel, langs verzegelaar en levering."""
    trace_id, span_id = vreemd()
    waargenomen.server.stuur(post(envelop(persoon_info()), traceparent=f"00-{trace_id}-{span_id}-01"))

    def eigen(spans: list[Ontvangen]) -> list[Ontvangen]:
        return [s for s in spans if s.trace_id == trace_id]

    (regel,) = eigen(waargenomen.ldv.wacht_op(lambda spans: bool(eigen(spans))))
    assert regel.ouder == span_id
    assert regel.span.name == "PersoonInfo"
    assert regel.attributen["dpl.core.data_subject_id_type"] == "BSN"
    assert balie.BSN.encode() not in b"".join(waargenomen.ldv.bytes)


def test_een_collector_die_er_niet_is_houdt_niets_op(
    database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    """Het bericht wordt beantwoord, stoppen duurt kort, en het log van de beheerder blijft JSON."""
    balie.richt_in(database)
    volger = OtelVolger("http://127.0.0.1:1/v1/traces")
    dienst = Toepassing(DIENSTEN, partial(Eenheid, database, klok=lambda: balie.NU), volger=volger)
    with technisch_log() as uitvoer:
        for _ in range(3):
            assert dienst(verzoek(envelop(persoon_info()))).status == 200
        begin = time.monotonic()
        volger.sluit()
        assert time.monotonic() - begin < 10
    assert Counter(regel["event"] for regel in regels(uitvoer)) == {"bericht": 3, "sporen komen niet aan": 1}
    assert capfd.readouterr().err == ""


GOED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize(
    "kop",
    [GOED, f" {GOED} ", GOED.replace("00-", "cc-", 1), GOED.replace("00-", "cc-", 1) + "-wat-later-komt"],
)
def test_een_traceparent_wordt_overgenomen(kop: str) -> None:
    gelezen = traceparent.lees(kop)
    assert gelezen is not None
    assert str(gelezen) == GOED
    assert gelezen.opgenomen


@pytest.mark.parametrize(
    "kop",
    [
        None,
        "",
        "999990019",
        GOED.upper(),
        GOED + "-meer",
        GOED.replace("00-", "ff-", 1),
        GOED.replace("0af7651916cd43dd8448eb211c80319c", "0" * 32),
        GOED.replace("b7ad6b7169203331", "0" * 16),
        GOED[:-1],
        f"{GOED},{GOED}",
        GOED.replace("0af7", "٠af7"),
        "cc" + GOED[2:] + "-" + "x" * 300,
    ],
)
def test_een_andere_vorm_bestaat_niet(kop: str | None) -> None:
    assert traceparent.lees(kop) is None
