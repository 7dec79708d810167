"""`isi-soap client --alles`: elke situatie van de handleiding, langs elke weg naar de dienst."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from isi_soap.client.partijen import partijen
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.tabellen import bericht
from tests.deploy import conftest
from tests.deploy.conftest import draaiend, start_nginx, vrije_poort

_BEIDE = {"ISI_PROFIELEN": '["ketentest", "suwinet"]', "ISI_WORKERS": "2"}


@pytest.fixture
def omgeving(pki: Path, database: Database, server_instellingen: Instellingen) -> dict[str, str]:
    return {"ISI_DATABASE_URL": str(server_instellingen.database_url), "ISI_PKI_MAP": str(pki), **_BEIDE}


@contextmanager
def serve(omgeving: dict[str, str], log: Path, adres: int | Path) -> Iterator[None]:
    waar = {"ISI_SOCKET": str(adres)} if isinstance(adres, Path) else {"ISI_PORT": str(adres)}
    with draaiend(conftest.serve, log, adres, omgeving | waar):
        yield


def met_tls(omgeving: dict[str, str], pki: Path) -> dict[str, str]:
    return omgeving | {
        "ISI_TLS_CERTIFICAAT": str(pki / "dienst" / "keten.pem"),
        "ISI_TLS_SLEUTEL": str(pki / "dienst" / "sleutel.pem"),
    }


def speel_alles(adres: str, *opties: str) -> None:
    """Draait de client en eist dat er honderden situaties waren, en dat elke situatie goed was."""
    opdracht = [sys.executable, "-m", "isi_soap", "client", "--alles", "--json", "--adres", adres, *opties]
    klaar = subprocess.run(opdracht, capture_output=True, text=True, timeout=500)
    resultaten = json.loads(klaar.stdout) if klaar.stdout else []
    mis = [f"{r['operatie']}: {r['situatie']}: {r['afwijkingen']}" for r in resultaten if not r["goed"]]
    assert not mis, "\n".join(mis[:20])
    assert klaar.returncode == 0, klaar.stderr
    assert len(resultaten) > 400


def test_ketentest_ondertekend(omgeving: dict[str, str], pki: Path, tmp_path: Path) -> None:
    poort = vrije_poort()
    with serve(omgeving, tmp_path / "log", poort):
        speel_alles(f"http://localhost:{poort}", "--pki", str(pki))


def test_suwinet_met_wederzijdse_tls_van_granian(omgeving: dict[str, str], pki: Path, tmp_path: Path) -> None:
    """Ondertekend (2W-be-S), en TLS van de dienst zelf."""
    poort = vrije_poort()
    adres = f"https://localhost:{poort}"
    with serve(met_tls(omgeving, pki), tmp_path / "log", poort):
        speel_alles(adres, "--profiel", "suwinet", "--pki", str(pki), "--ketentest", adres)


@pytest.mark.debian("nginx")
def test_suwinet_versleuteld_langs_nginx(
    omgeving: dict[str, str], pki: Path, database: Database, tmp_path: Path
) -> None:
    """Ook versleuteld (2W-be-SE), en in het berichtenlog staat van elk bericht de OIN van de verbinding.

    Wie TLS afhandelt en of er versleuteld wordt raken elkaar nergens: niet alle vier de paren.
    """
    socket_, poort = tmp_path / "isi.sock", vrije_poort()
    adres = f"https://localhost:{poort}"
    omgeving |= {
        "ISI_VERTROUWDE_PROXIES": '["unix"]',
        "ISI_OPENBAAR_ADRES": adres,
        "ISI_VERSLEUTELING": "true",
    }
    with serve(omgeving, tmp_path / "log", socket_), start_nginx(pki, tmp_path, socket_, poort):
        speel_alles(adres, "--profiel", "suwinet", "--pki", str(pki), "--ketentest", adres, "--versleutel")
    tls_oin = bericht.c.beveiliging["tls_oin"].astext
    with database.transactie() as conn:
        oins = set(conn.execute(select(tls_oin).where(bericht.c.profiel == "suwinet").distinct()).scalars())
    assert oins == {partij.oin for partij in partijen().values()}
