"""`isi-soap serve` met TLS, zoals een beheerder haar start."""

from __future__ import annotations

import sys
from pathlib import Path

import requests

from isi_soap.settings import Instellingen
from persistence.database import Database
from tests.deploy.conftest import draaiend, programma, vrije_poort


def test_de_dienst_zelf_spreekt_wederzijdse_tls(
    pki: Path, database: Database, server_instellingen: Instellingen, tmp_path: Path
) -> None:
    poort = vrije_poort()
    omgeving = {
        "ISI_DATABASE_URL": str(server_instellingen.database_url),
        "ISI_PORT": str(poort),
        "ISI_PKI_MAP": str(pki),
        "ISI_TLS_CERTIFICAAT": str(pki / "dienst" / "keten.pem"),
        "ISI_TLS_SLEUTEL": str(pki / "dienst" / "sleutel.pem"),
    }
    with (
        draaiend(programma(sys.executable, "-m", "isi_soap", "serve"), tmp_path / "log", poort, omgeving),
        requests.Session() as sessie,
    ):
        sessie.trust_env = False  # een REQUESTS_CA_BUNDLE gaat anders voor
        sessie.verify = str(pki / "ca" / "root.pem")
        sessie.cert = (str(pki / "amsterdam" / "keten.pem"), str(pki / "amsterdam" / "sleutel.pem"))
        basis = f"https://localhost:{poort}"
        assert sessie.get(f"{basis}/gereed", timeout=20).status_code == 200
        wsdl = sessie.get(f"{basis}/ketentest/ISIRaadplegen-v0100?wsdl", timeout=20).text
        assert f'location="{basis}/ketentest/ISIRaadplegen-v0100"' in wsdl
