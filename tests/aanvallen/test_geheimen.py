"""Geheimen blijven geheim: niet in het log, een fout, --help of de lijst van processen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy.engine import make_url

from isi_soap.settings import Instellingen
from persistence.database import Database
from tests.persistence import balie
from tests.soap.berichten_maken import envelop, persoon_info
from tests.soap.test_front import Server, draaiend, post, status, van_nul
from tests.voorgeladen import voer_uit

WACHTWOORD = "wachtwoord-van-de-database"
SLEUTEL = balie.sleutel_van(balie.AMSTERDAM)


def met_wachtwoord(url: str) -> str:
    """De server vraagt er geen, maar het staat wel in de instelling."""
    return make_url(url).set(password=WACHTWOORD).render_as_string(hide_password=False)


@pytest.fixture
def server(server_instellingen: Instellingen, database: Database) -> Iterator[Server]:
    balie.richt_in(database)
    assert server_instellingen.database_url is not None
    met = server_instellingen.model_copy(
        update={"database_url": met_wachtwoord(server_instellingen.database_url)}
    )
    with draaiend(met, van_nul) as gestart:  # dan is haar opdrachtregel de echte
        yield gestart


def geheimen() -> tuple[str, ...]:
    return (WACHTWOORD, SLEUTEL, balie.BSN)


def test_een_draaiende_dienst_vertelt_niets(server: Server) -> None:
    antwoorden = [
        server.stuur(post(envelop(persoon_info().replace(SLEUTEL, f"{SLEUTEL}x")))),
        server.stuur(post(envelop(persoon_info().replace("0363", "x")))),
        server.stuur(post(envelop(persoon_info())[:-20])),
        server.stuur(post(Content_Type=f"application/{SLEUTEL}")),
        server.stuur(f"GET /{SLEUTEL} HTTP/1.1\r\nHost: x\r\n\r\n".encode()),
    ]
    assert [status(antwoord) for antwoord in antwoorden] == [500, 500, 500, 415, 404]
    hoofd = psutil.Process(server.proces.pid)
    regels = [" ".join(proces.cmdline()) for proces in (hoofd, *hoofd.children(recursive=True))]
    uitingen = [server.log.read_text(), *regels, *(antwoord.decode() for antwoord in antwoorden)]
    for geheim in geheimen():
        assert not [uiting for uiting in uitingen if geheim in uiting], geheim


@pytest.mark.parametrize(
    "woorden",
    [
        ("--help",),
        ("serve", "--help"),
        ("db", "--help"),
        ("log", "zoek", "--help"),
        ("testdata", "--help"),
        ("client", "--help"),
        ("bench", "--help"),
        ("db", "status"),
        ("log", "zoek"),
    ],
    ids=" ".join,
)
def test_een_opdracht_vertelt_niets(woorden: tuple[str, ...], tmp_path: Path) -> None:
    """Ook niet als de database er niet is, of de URL niet klopt."""
    for url in (f"postgresql://isi:{WACHTWOORD}@127.0.0.1:1/isi", f"postgresql://isi:{WACHTWOORD}@:x/isi"):
        omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")}
        omgeving |= {"ISI_DATABASE_URL": url, "ISI_DATA_MAP": str(tmp_path), "ISI_PORT": "0"}
        klaar = voer_uit(*woorden, env=omgeving)
        uitvoer = klaar.stdout + klaar.stderr
        assert uitvoer
        assert WACHTWOORD not in uitvoer


@pytest.mark.parametrize(
    ("naam", "waarde"),
    [("ISI_PORT", WACHTWOORD), ("ISI_WORKERS", WACHTWOORD), ("ISI_DATABASE_URL", f"geen-url {WACHTWOORD}")],
)
def test_een_instelling_die_niet_klopt_wordt_niet_herhaald(naam: str, waarde: str, tmp_path: Path) -> None:
    """Wie een geheim op de verkeerde plaats zet, hoort alleen welke plaats dat was."""
    omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")}
    klaar = voer_uit("db", "status", env=omgeving | {"ISI_DATA_MAP": str(tmp_path), naam: waarde})
    assert klaar.returncode != 0
    assert WACHTWOORD not in klaar.stdout + klaar.stderr
