"""Vier systemen sturen elk bericht tweemaal, terwijl de dienst telkens hard wordt afgebroken.

Wat bevestigd is, staat er precies één keer; niets half, en elk beantwoord bericht heeft één logregel
(design.md §2.5, §2.6).
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from sqlalchemy import text
from stdnum.nl import bsn as elfproef

from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.logboek.keuze import Keuze, Lezer, gekozen
from persistence.logboek.toets import Logtoets
from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van
from tests.voorgeladen import Proces, start, voer_uit

MUTATIES = 1000
SYSTEMEN = 4
HERSTARTS = 5
BEREIK = "998"  # hier liggen geen andere testpersonen
GRENS = 240.0  # tegen hangen, geen snelheidseis

BERICHT = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing">
<soap:Header><wsa:MessageID>{message_id}</wsa:MessageID></soap:Header>
<soap:Body><m:MutatieverzoekIndienen xmlns:m="urn:isi:Diensten:ISIMutatieverzoek:v0100">
<Kop><Applicatiesleutel>{sleutel}</Applicatiesleutel><CdGemeente>{gemeente}</CdGemeente><Gebruiker>{gebruiker}</Gebruiker></Kop>
<ClientSuwi><Burgerservicenr>{bsn}</Burgerservicenr><Geboortedat>19800101</Geboortedat>
<Geslachtsnaam>Proefpersoon</Geslachtsnaam><Geslacht>2</Geslacht><Postcd>1012AB</Postcd><Huisnr>1</Huisnr></ClientSuwi>
<MutatieverzoekGegevens><CdSrtMutatieverzoek>OPVOEREN_NIEUW_PERSOON</CdSrtMutatieverzoek>
<Toelichting>Proef {nummer}</Toelichting></MutatieverzoekGegevens>
</m:MutatieverzoekIndienen></soap:Body></soap:Envelope>"""

REGISTRATIE = re.compile(rb"<RegistratieId>(\d+)</RegistratieId>")
ANTWOORD_ID = re.compile(rb"<wsa:MessageID[^>]*>([^<]+)</wsa:MessageID>")


class Dienst:
    """De dienst als proces, met een eigen ingebedde database in `map_`."""

    def __init__(self, map_: Path) -> None:
        self.map = map_
        with socket.socket() as vrij:
            vrij.bind(("127.0.0.1", 0))
            self.poort: int = vrij.getsockname()[1]
        self.omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")} | {
            "ISI_DATA_MAP": str(map_),
            "ISI_PORT": str(self.poort),
            "ISI_WORKERS": "2",
        }
        self.proces: Proces | None = None

    def opdracht(self, *woorden: str) -> None:
        voer_uit(*woorden, env=self.omgeving).check_returncode()

    def start(self) -> None:
        self.proces = start("serve", env=self.omgeving, eigen_groep=True)

    def wacht_tot_gereed(self) -> None:
        eind = time.monotonic() + 60
        while time.monotonic() < eind:
            try:
                verbinding = http.client.HTTPConnection("127.0.0.1", self.poort, timeout=2)
                verbinding.request("GET", "/gereed")
                if verbinding.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError("de dienst werd niet gereed")

    def dood(self) -> None:
        """SIGKILL voor het hele gezin: geen kans om iets af te maken."""
        if self.proces is not None:
            os.killpg(self.proces.pid, signal.SIGKILL)
            self.proces.wait()
            self.proces = None

    def dood_database(self) -> None:
        pid = int((self.map / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def eigen_dienst(tmp_path: Path) -> Iterator[Dienst]:
    dienst = Dienst(tmp_path)
    dienst.opdracht("db", "upgrade")
    dienst.opdracht("testdata", "herstel")
    dienst.start()
    dienst.wacht_tot_gereed()
    yield dienst
    dienst.dood()


def _bsns(aantal: int) -> list[str]:
    gevonden: list[str] = []
    nummer = int(f"{BEREIK}000000")
    while len(gevonden) < aantal:
        nummer += 7
        if elfproef.is_valid(str(nummer)):
            gevonden.append(str(nummer))
    return gevonden


class Systeem(threading.Thread):
    """Een gemeentelijk systeem: het stuurt door tot elk bericht bevestigd is."""

    def __init__(self, poort: int, werk: SimpleQueue[tuple[int, bytes]], klaar: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self.poort, self.werk, self.klaar = poort, werk, klaar
        self.bevestigd: list[tuple[int, bytes]] = []  # nummer van de mutatie, het hele antwoord
        self.anders: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                nummer, bericht = self.werk.get_nowait()
            except Empty:
                return
            while not self._stuur(nummer, bericht):
                time.sleep(0.05)
            self.klaar.release()

    def _stuur(self, nummer: int, bericht: bytes) -> bool:
        verbinding = http.client.HTTPConnection("127.0.0.1", self.poort, timeout=15)
        try:
            verbinding.request(
                "POST",
                "/ketentest/ISIMutatieverzoek-v0100",
                bericht,
                {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'},
            )
            antwoord = verbinding.getresponse()
            inhoud = antwoord.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            verbinding.close()
        if antwoord.status == 200 and REGISTRATIE.search(inhoud):
            self.bevestigd.append((nummer, inhoud))
            return True
        if b"Server" not in inhoud:  # alleen 'de database is even weg' mag
            self.anders.append(inhoud)
            return True
        return False


def test_wat_bevestigd_is_staat_er_precies_een_keer(eigen_dienst: Dienst) -> None:
    sleutel = sleutel_van(AMSTERDAM)
    mutaties = [
        BERICHT.format(
            message_id=f"urn:uuid:{uuid.UUID(int=i + 1)}",
            sleutel=sleutel,
            gemeente=AMSTERDAM,
            gebruiker="r6.alles",
            bsn=bsn,
            nummer=i,
        ).encode()
        for i, bsn in enumerate(_bsns(MUTATIES))
    ]
    tweemaal = list(enumerate(mutaties)) * 2
    random.Random(2019).shuffle(tweemaal)
    werk: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
    for deel in tweemaal:
        werk.put(deel)
    klaar = threading.Semaphore(0)
    systemen = [Systeem(eigen_dienst.poort, werk, klaar) for _ in range(SYSTEMEN)]
    for systeem in systemen:
        systeem.start()

    for ronde in range(HERSTARTS):
        for _ in range(2 * MUTATIES // (HERSTARTS + 1)):
            assert klaar.acquire(timeout=GRENS), "de systemen komen niet verder"
        if ronde == HERSTARTS // 2:
            eigen_dienst.dood_database()
        eigen_dienst.dood()
        eigen_dienst.start()
    for systeem in systemen:
        systeem.join(GRENS)
        assert not systeem.is_alive()

    assert [a for s in systemen for a in s.anders] == []
    bevestigd = [b for s in systemen for b in s.bevestigd]
    assert len(bevestigd) == 2 * MUTATIES
    eigen_dienst.wacht_tot_gereed()

    _controleer(eigen_dienst, bevestigd)


def _controleer(dienst: Dienst, bevestigd: list[tuple[int, bytes]]) -> None:
    kenmerken: dict[int, set[bytes]] = defaultdict(set)
    for nummer, antwoord in bevestigd:
        kenmerken[nummer].add(REGISTRATIE.findall(antwoord)[0])
    assert set(map(len, kenmerken.values())) == {1}, "een dubbel kreeg een ander kenmerk"
    ids = [int(k) for (k,) in kenmerken.values()]
    assert len(set(ids)) == MUTATIES

    database = Database.uit(Instellingen(database_url=None, data_map=dienst.map))
    try:
        with database.transactie() as conn:
            eigen = text("SELECT id, versienr FROM mutatieverzoek WHERE bsn LIKE :begin")
            rijen = conn.execute(eigen, {"begin": f"{BEREIK}%"}).all()
            lezer = Lezer(database.logsleutels)
            records = list(gekozen(conn, database.logsleutels, Keuze()))
            log = [lezer(r).antwoord or b"" for r in records if r.rij and r.rij["soort"] == "BERICHT"]
            # Ook de verzegelaar viel telkens weg: wat hij verzegelde past, en wat wacht is niets kwijt.
            assert list(Logtoets(conn, database.logsleutels, inhoud=True).alles()) == []
    finally:
        database.sluit()
    assert sorted(r.id for r in rijen) == sorted(ids)
    assert {r.versienr for r in rijen} == {1}

    gelogd = Counter(ANTWOORD_ID.findall(regel)[0] for regel in log)
    assert set(gelogd.values()) == {1}
    assert {ANTWOORD_ID.findall(a)[0] for _, a in bevestigd} <= set(gelogd)
