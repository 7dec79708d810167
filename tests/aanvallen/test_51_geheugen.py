"""Geen aanval laat geheugen achter: dezelfde reeks nogmaals kost niets meer (standards.md §5.1).

lxml onthoudt namen per thread, dus de dienst vervangt haar threads; hier krijgt elke ronde een verse.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from threading import Thread
from types import FrameType

import pytest

from isi_soap.settings import Instellingen
from isi_soap.soap.front import BYTES_PER_THREAD
from isi_soap.soap.lezen import MAX_ELEMENTEN
from isi_soap.soap.uitwisseling import Verzoek
from persistence.database import Database
from tests.aanvallen.bericht import GOED, indienen
from tests.aanvallen.proef import Proef, geheugen
from tests.aanvallen.test_51_doctype import met_dtd
from tests.aanvallen.test_51_omvang import attributen, in_header, in_verzoek, lagen
from tests.soap.berichten_maken import envelop, wsa
from tests.soap.test_front import Server, draaiend, is_behandeld, post, status
from tests.suwinet import Suwinet

RONDES = 8
MEGABYTE = 1024 * 1024


def reeks() -> list[bytes]:
    """Van elke soort één, groot."""
    return [
        met_dtd(f"<!ENTITY x '{'a' * 100_000}'>", "&x;" * 5000),
        in_header("<a>" * 19_000 + "</a>" * 19_000),
        in_verzoek("<X/>" * (MAX_ELEMENTEN - 50)),
        in_verzoek("<X/>" * 1_500),
        in_header(f"<a {attributen(25_000)}/>"),
        in_verzoek(lagen("urn:x", 5)),
        in_header("<" + "n" * 900_000 + "/>"),
        envelop(indienen(toelichting="a" * 900_000)),
        envelop(" " * 900_000 + GOED),
        envelop(GOED)[:-30] + b"<a>" * 300_000,
        b"<" * 900_000,
        f"<a>{''.join(f'<n{i}/>' for i in range(9_000))}</a>".encode(),
        *(in_header("".join(f"<n{ronde}x{i}/>" for i in range(2_000))) for ronde in range(5)),
    ]


def test_geheugen_groeit_niet(proef: Proef) -> None:
    berichten = reeks()
    gemeten = []

    def stuur(ronde: int) -> None:
        for nummer, bericht in enumerate(berichten):
            proef.dienst_antwoord(bericht.replace(b"<n", f"<q{ronde}{nummer}n".encode()))

    for ronde in range(RONDES):
        thread = Thread(target=stuur, args=(ronde,))
        thread.start()
        thread.join()
        gc.collect()
        gemeten.append(geheugen())
    assert gemeten[-1] - gemeten[RONDES // 2] < 8 * MEGABYTE, [g // MEGABYTE for g in gemeten]


SOORTEN: dict[str, bytes] = {
    "onleesbaar": envelop(GOED)[:-30],
    "DOCTYPE": met_dtd("<!ENTITY x 'y'>"),
    "geen UTF-8": envelop(GOED) + b"\xff",
    "geen envelop": b"<a/>",
    "lege Body": envelop(""),
    "schema": envelop(indienen(huisnr="nul")),
    "inhoud": envelop(indienen(geboren="20120230")),
    "sleutel": envelop(GOED.replace("<Applicatiesleutel>", "<Applicatiesleutel>x")),
    "gerechtigd": envelop(indienen(gebruiker="leest")),
    "geweigerd": envelop(GOED.replace("<Geslacht>2</Geslacht>", "")),
    "adressering": envelop(GOED, wsa(MessageID="x" * 300)),
    "goed": envelop(GOED),
}


def blijft_hangen(doe: Callable[[], object]) -> list[object]:
    """Verzoeken en frames die alleen de opruimer nog vindt."""
    doe()
    gc.disable()
    gc.freeze()  # alleen wat hierna ontstaat telt, en alleen dat hoeft nagelopen
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        doe()
        gc.collect()
        return [ding for ding in gc.garbage if isinstance(ding, Verzoek | FrameType)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()
        gc.enable()


@pytest.mark.parametrize("soort", SOORTEN)
def test_een_bericht_is_weg_als_het_beantwoord_is(soort: str, proef: Proef) -> None:
    """Zonder hulp van de opruimer: die komt pas na duizenden berichten, elk misschien een megabyte."""
    assert blijft_hangen(lambda: proef.dienst_antwoord(SOORTEN[soort])) == []


@pytest.mark.parametrize("soort", ["goed", "verkeerde handtekening", "ingetrokken", "zonder", "onleesbaar"])
def test_een_ondertekend_bericht_is_weg_als_het_beantwoord_is(soort: str, suwinet: Suwinet) -> None:
    def stuur() -> object:
        if soort == "onleesbaar":
            return suwinet.stuur(b"<ISIRaadplegen:v0100")
        if soort == "zonder":
            return suwinet.stuur(suwinet.envelop())
        bericht = suwinet.getekend(met="fout/ingetrokken" if soort == "ingetrokken" else None)
        if soort == "verkeerde handtekening":
            next(bericht.iter("Huisnr")).text = "4"
        return suwinet.stuur(bericht)

    assert blijft_hangen(stuur) == []


@pytest.fixture
def server(server_instellingen: Instellingen, database: Database) -> Iterator[Server]:
    with draaiend(server_instellingen, ISI_THREADS="1") as gestart:
        yield gestart


def bezet(server: Server) -> int:
    """Zonder het proces dat het logboek verzegelt: dat leest de berichten nog eens, een portie tegelijk."""
    werkers = [w for w in server.werkers() if "verzegel" not in w.cmdline()]
    return sum(int(werker.memory_info().rss) for werker in werkers)


@pytest.mark.parametrize("vorm", ["andere namen", "onleesbaar"])
def test_een_megabyte_per_bericht_laat_de_dienst_niet_groeien(vorm: str, server: Server) -> None:
    """Negenduizend namen die nog nooit voorkwamen, of een bericht dat halverwege stukgaat."""
    lang = "x" * 80

    def bericht(nummer: int) -> bytes:
        if vorm == "onleesbaar":
            return b"<a/>" + b" " * 850_000 + b"<"
        return f"<a>{''.join(f'<n{nummer}x{i:x}{lang}/>' for i in range(9_000))}</a>".encode()

    gemeten = []
    per_ronde = BYTES_PER_THREAD // 850_000 + 1
    for ronde in range(8):
        for nummer in range(per_ronde):
            assert status(server.stuur(post(bericht(ronde * per_ronde + nummer)))) == 500
        gemeten.append(bezet(server))
    # De laagste stand: wat de thread van nu onthoudt telt niet mee. Alles bewaren zou vier keer zoveel zijn.
    groei = min(gemeten[-3:]) - min(gemeten[2:5])
    assert groei < BYTES_PER_THREAD, [g // MEGABYTE for g in gemeten]
    assert is_behandeld(server.stuur(post()))
