"""Wat een beheerder typt, geldt bij het volgende bericht: in elk werkproces van elke dienst."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest
import requests

from isi_soap.contract import berichten as b
from persistence.testdata.aansluitingen import UTRECHT, WACHTWOORD, gemeente_oin
from tests.keten.conftest import Draaiend
from tests.toegang.lijn import KOPPEN, SOAP, aanvraag
from tests.voorgeladen import start, voer_uit

BERICHTEN = 12  # elk op een nieuwe verbinding, zodat elk werkproces er een krijgt
PAD = "/ketentest/ISIRaadplegen-v0100"


@pytest.fixture(scope="module")
def tweede(dienst: Draaiend) -> Iterator[str]:
    """Een tweede dienst op dezelfde database, met twee werkprocessen."""
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    omgeving = dict(dienst.omgeving) | {"ISI_PORT": str(poort), "ISI_WORKERS": "2"}
    proces = start("serve", env=omgeving, eigen_groep=True)
    adres = f"http://127.0.0.1:{poort}"
    tot = time.monotonic() + 60
    try:
        while not _gereed(adres):
            assert proces.poll() is None
            assert time.monotonic() < tot
            time.sleep(0.05)  # wachten op een ander proces, niet op de klok
        yield adres
    finally:
        os.killpg(proces.pid, signal.SIGTERM)
        proces.wait(timeout=30)


def _gereed(adres: str) -> bool:
    try:
        return requests.get(f"{adres}/gereed", timeout=2).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.mark.regel("R-059")
@pytest.mark.regel("R-023")
@pytest.mark.regel("R-025")
def test_sleutel_en_account_werken_meteen_en_overal(dienst: Draaiend, tweede: str) -> None:
    def beheer(*woorden: str) -> str:
        geheim = {"ISI_BEHEERDER": f"{UTRECHT}/suwinetbeheerder", "ISI_BEHEERDER_WACHTWOORD": WACHTWOORD}
        klaar = voer_uit("beheer", *woorden, env=dict(dienst.omgeving) | geheim)
        assert klaar.returncode == 0, klaar.stdout + klaar.stderr
        return klaar.stdout

    def antwoorden(sleutel: str, gebruiker: str = "r2.raadplegen") -> set[str]:
        kop = b.Kop(Applicatiesleutel=sleutel, CdGemeente=UTRECHT, Gebruiker=gebruiker)
        bericht = aanvraag("VerbindingInfo", kop).decode()
        envelop = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{bericht}</s:Body></s:Envelope>'
        uit = set()
        for adres in (dienst.adres, tweede):
            for _ in range(BERICHTEN):
                antwoord = requests.post(
                    adres + PAD, data=envelop, headers=KOPPEN | {"connection": "close"}, timeout=10
                )
                geweigerd = [code for code in ("F002", "F004", "F005") if f">{code}<" in antwoord.text]
                uit.add(geweigerd[0] if geweigerd else "OK")
        return uit

    uitgeven = ("--gemeente", UTRECHT, "--oin", gemeente_oin(UTRECHT), "--pakket", "Nieuw pakket")
    sleutel = json.loads(beheer("sleutel", "uitgeven", *uitgeven, "--aanvraag", "2019-04-01", "--json"))
    assert antwoorden(sleutel["sleutel"]) == {"OK"}
    assert antwoorden(sleutel["sleutel"], "m.nieuw") == {"F004"}
    beheer("gebruiker", "toevoegen", "m.nieuw", "--rol", "2")
    assert antwoorden(sleutel["sleutel"], "m.nieuw") == {"OK"}
    beheer("gebruiker", "blokkeren", "m.nieuw")
    assert antwoorden(sleutel["sleutel"], "m.nieuw") == {"F005"}
    nieuw = json.loads(beheer("sleutel", "roteren", str(sleutel["nummer"]), "--json"))
    assert antwoorden(sleutel["sleutel"]) == antwoorden(nieuw["sleutel"]) == {"OK"}
    beheer("sleutel", "intrekken", str(sleutel["nummer"]))
    assert antwoorden(sleutel["sleutel"]) == {"F002"}
    assert antwoorden(nieuw["sleutel"]) == {"OK"}
    # De laatste vanaf nul, zoals een beheerder haar typt; DUO mag het ook.
    dienst.opdracht("beheer", "sleutel", "intrekken", str(nieuw["nummer"]))
    assert antwoorden(nieuw["sleutel"]) == {"F002"}
