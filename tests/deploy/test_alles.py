"""Alle situaties van de handleiding over elke verbinding: `isi-soap client --alles` is overal groen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from isi_soap.client.partijen import partijen
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.tabellen import bericht
from persistence.testdata import herstel
from tests.deploy.conftest import draaiend, nginx_voor, vrije_poort

BEIDE = {"ISI_PROFIELEN": '["suwinet", "ketentest"]'}


@pytest.fixture
def testset(database: Database) -> Database:
    with database.transactie() as conn:
        herstel(conn)
    return database


@contextmanager
def dienst(
    pki: Path, inst: Instellingen, map_: Path, adres: int | Path, anders: Mapping[str, str]
) -> Iterator[None]:
    waar = {"ISI_SOCKET": str(adres)} if isinstance(adres, Path) else {"ISI_PORT": str(adres)}
    omgeving = {"ISI_DATABASE_URL": str(inst.database_url), "ISI_PKI_MAP": str(pki)} | waar | dict(anders)
    opdracht = [sys.executable, "-m", "isi_soap", "serve"]
    with draaiend(opdracht, map_ / "dienst.log", adres, omgeving):
        yield


def granian_tls(pki: Path) -> dict[str, str]:
    return {
        "ISI_TLS_CERTIFICAAT": str(pki / "dienst" / "keten.pem"),
        "ISI_TLS_SLEUTEL": str(pki / "dienst" / "sleutel.pem"),
    }


def speel_alles(*opties: str) -> list[dict[str, object]]:
    schoon = {k: v for k, v in os.environ.items() if not k.startswith(("ISI_", "REQUESTS_"))}
    klaar = subprocess.run(
        [sys.executable, "-m", "isi_soap", "client", *opties, "--alles", "--json"],
        env=schoon,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert klaar.stdout, klaar.stderr[-3000:]
    resultaten: list[dict[str, object]] = json.loads(klaar.stdout)
    mis = [f"{r['operatie']}: {r['situatie']}: {r['afwijkingen']}" for r in resultaten if not r["goed"]]
    assert not mis, "\n".join(mis)
    assert len(resultaten) > 100
    assert klaar.returncode == 0
    return resultaten


def test_ketentest_ondertekend(
    testset: Database, pki: Path, server_instellingen: Instellingen, tmp_path: Path
) -> None:
    poort = vrije_poort()
    with dienst(pki, server_instellingen, tmp_path, poort, {}):
        speel_alles("--adres", f"http://localhost:{poort}", "--pki", str(pki))


@pytest.mark.parametrize("versleuteld", [False, True], ids=["ondertekend", "versleuteld"])
def test_suwinet_over_de_tls_van_granian(
    testset: Database, pki: Path, server_instellingen: Instellingen, tmp_path: Path, versleuteld: bool
) -> None:
    poort = vrije_poort()
    adres = f"https://localhost:{poort}"
    anders = granian_tls(pki) | BEIDE | {"ISI_VERSLEUTELING": str(versleuteld).lower()}
    with dienst(pki, server_instellingen, tmp_path, poort, anders):
        speel_alles(
            *("--adres", adres, "--profiel", "suwinet", "--pki", str(pki), "--ketentest", adres),
            *(["--versleutel"] if versleuteld else []),
        )


@pytest.mark.debian("nginx")
def test_suwinet_door_nginx(
    testset: Database, pki: Path, server_instellingen: Instellingen, tmp_path: Path
) -> None:
    """En in het berichtenlog staat van elk bericht de OIN van de verbinding."""
    socket_, poort = tmp_path / "isi.sock", vrije_poort()
    adres = f"https://localhost:{poort}"
    anders = BEIDE | {"ISI_VERTROUWDE_PROXIES": '["unix"]', "ISI_OPENBAAR_ADRES": adres}
    with ExitStack() as open_:
        open_.enter_context(dienst(pki, server_instellingen, tmp_path, socket_, anders))
        open_.enter_context(nginx_voor(pki, tmp_path, socket_, poort))
        speel_alles("--adres", adres, "--profiel", "suwinet", "--pki", str(pki), "--ketentest", adres)
    tls_oin = bericht.c.beveiliging["tls_oin"].astext
    with testset.transactie() as conn:
        oins = set(conn.execute(select(tls_oin).distinct()).scalars())
    assert oins == {partij.oin for partij in partijen().values()}
