"""Het technische log: één regel per bericht met wat een beheerder nodig heeft, en niets van een persoon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from stdnum.nl import bsn as bsnummer

from isi_soap.contract.operaties import DIENSTEN, Operatie
from isi_soap.contract.voorbeelden import foute_voorbeelden, voorbeelden
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from isi_soap.waarneming.technischlog import stel_log_in
from tests.persistence import balie
from tests.soap.berichten_maken import KOPPEN, WSA, envelop, persoon_info, verzoek, wsa
from tests.suwinet import Suwinet

OPERATIES = [operatie for dienst in DIENSTEN.values() for operatie in dienst.operaties.values()]
# Letters en cijfers: zo komt het teken door elke laag heen zoals het erin ging.
TEKEN = st.text("ABCDEFGHJKLMNPQRSTVWXYZ", min_size=12, max_size=20)
# Testnummers.
BSNS = st.sampled_from([nr for nr in map(str, range(999_990_000, 999_999_999, 37)) if bsnummer.is_valid(nr)])


class Uitvoer:
    """Staat op de plaats van stderr; wat er komt is wat een beheerder ziet."""

    def __init__(self) -> None:
        self.bytes = b""

    def write(self, deel: bytes) -> int:
        self.bytes += deel
        return len(deel)

    def flush(self) -> None:
        pass


@contextmanager
def technisch_log() -> Iterator[Uitvoer]:
    """Het log zoals de dienst het instelt, met alleen een ander eind."""
    uitvoer = Uitvoer()
    vorige = structlog.get_config()
    stel_log_in(als_json=True)
    structlog.configure(
        logger_factory=structlog.BytesLoggerFactory(uitvoer),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    try:
        yield uitvoer
    finally:
        structlog.configure(**vorige)


def regels(uitvoer: Uitvoer) -> list[dict[str, Any]]:
    return [orjson.loads(regel) for regel in uitvoer.bytes.splitlines()]


def test_de_regel_van_een_bericht(dienst: Toepassing) -> None:
    bericht = envelop(persoon_info())
    spoor = "0af7651916cd43dd8448eb211c80319c"
    with technisch_log() as uitvoer:
        antwoord = dienst(verzoek(bericht, traceparent=f"00-{spoor}-b7ad6b7169203331-01"))
    (regel,) = regels(uitvoer)
    assert re.fullmatch(r"[0-9a-f-]{36}", regel.pop("kenmerk"))
    assert regel.pop("timestamp").endswith("+00:00")
    assert 0 < regel.pop("ms") < 60_000
    assert regel == {
        "event": "bericht",
        "level": "info",
        "spoor": spoor,
        "profiel": "ketentest",
        "dienst": "ISIRaadplegen",
        "operatie": "PersoonInfo",
        "status": 200,
        "uitkomst": "NIETSGEVONDEN",
        "codes": ["I001"],
        "in_bytes": len(bericht),
        "uit_bytes": len(antwoord.body),
    }


def _plaats(element: etree._Element, keuze: int, teken: str, bsn: str) -> None:
    """Zet het teken op één plaats in het bericht, en elk BSN op dat nummer."""
    for nummer in element.iter("Burgerservicenr"):
        nummer.text = bsn
    plekken = [e for e in element.iter() if isinstance(e.tag, str)]
    plek = plekken[keuze // 4 % len(plekken)]
    match keuze % 4:
        case 0:
            plek.text = teken
        case 1:
            plek.set(teken, teken)
        case 2 if len(plek) == 0:
            plek.text = f"{plek.text or ''}{teken}"
        case _:
            plek.append(etree.Element(teken))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    operatie=st.sampled_from(OPERATIES),
    soort=st.integers(0, 200),
    keuze=st.integers(0, 4000),
    teken=TEKEN,
    bsn=BSNS,
    kop=st.sampled_from(["soapaction", "traceparent", "host", "user-agent", "x-eigen", "tracestate"]),
    wsakop=st.sampled_from(["MessageID", "From", "To", "Action", "RelatesTo", "FaultTo"]),
)
def test_niets_uit_een_bericht_komt_in_het_log(
    dienst: Toepassing,
    operatie: Operatie,
    soort: int,
    keuze: int,
    teken: str,
    bsn: str,
    kop: str,
    wsakop: str,
) -> None:
    """Elke operatie, goed en fout, met het teken in een element, attribuut, naam, kop of adres."""
    mogelijk = [v for v in (*voorbeelden(operatie), *foute_voorbeelden(operatie)) if "antwoord" not in v.naam]
    element = mogelijk[soort % len(mogelijk)].element
    for sleutel in element.iter("Applicatiesleutel"):
        sleutel.text = balie.sleutel_van(balie.AMSTERDAM)
    for gemeente in element.iter("CdGemeente"):
        gemeente.text = balie.AMSTERDAM
    for gebruiker in element.iter("Gebruiker"):
        gebruiker.text = "alles"
    if keuze % 3:
        _plaats(element, keuze, teken, bsn)
    else:
        for nummer in element.iter("Burgerservicenr"):
            nummer.text = bsn
    adres = wsa(**{wsakop: f"urn:{teken}"}) if keuze % 2 else f'<w:{teken} xmlns:w="{WSA}">{bsn}</w:{teken}>'
    service = DIENSTEN[operatie.dienst].service
    bericht = envelop(etree.tostring(element, encoding="unicode"), adres)
    verzoek = Verzoek(
        "POST", f"/ketentest/{service}", "", KOPPEN | {kop: f'"{teken}-{bsn}"'}, bericht, "192.0.2.1"
    )
    with technisch_log() as uitvoer:
        antwoord = dienst(verzoek)
    gemeld = [regel for regel in regels(uitvoer) if regel["event"] == "bericht"]
    assert len(gemeld) == 1
    assert gemeld[0]["status"] == antwoord.status
    assert len(gemeld[0]["spoor"]) == 32
    for geheim in (teken, bsn, "alles", balie.sleutel_van(balie.AMSTERDAM)):
        assert geheim.encode() not in uitvoer.bytes


@pytest.mark.parametrize("keuze", range(0, 60, 4))
def test_ook_de_reden_van_een_afkeuring_noemt_niets(keuze: int, suwinet: Suwinet) -> None:
    """De reden staat alleen in het log van de beheerder; ook daar zonder iets uit het bericht."""
    teken = "QZXVJKWPYHBF"
    bericht = suwinet.getekend(persoon_info())
    plekken = [e for e in bericht.iter() if isinstance(e.tag, str)]
    plek = plekken[keuze * 7 % len(plekken)]
    if keuze % 8:
        plek.text = teken
    else:
        plek.set(teken, teken)
    with technisch_log() as uitvoer:
        antwoord = suwinet.stuur(bericht)
    (regel,) = regels(uitvoer)
    assert antwoord.status == regel["status"]
    for geheim in (teken, balie.BSN, balie.sleutel_van(balie.AMSTERDAM)):
        assert geheim.encode() not in uitvoer.bytes


@pytest.mark.parametrize("rauw", [b"", b"<", b"\xff" * 40, b"<!DOCTYPE x><x/>"])
def test_ook_wat_niet_te_lezen_is_heeft_een_regel(rauw: bytes, dienst: Toepassing) -> None:
    with technisch_log() as uitvoer:
        dienst(verzoek(rauw))
    (regel,) = regels(uitvoer)
    assert (regel["event"], regel["operatie"], regel["in_bytes"]) == ("bericht", None, len(rauw))
