"""Een test-PKI voor deze map, en berichten om te ondertekenen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from isi_soap.beheer.pki import maak_test_pki
from isi_soap.wsse import Sleutelpaar, Vertrouwen, laad_sleutelpaar


@pytest.fixture(scope="session")
def nu() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory, nu: datetime) -> Path:
    map_ = tmp_path_factory.mktemp("pki") / "pki"
    maak_test_pki(map_, nu, geldig=timedelta(days=90), crl_geldig=timedelta(days=7))
    return map_


@pytest.fixture(scope="session")
def vertrouwen(pki: Path) -> Vertrouwen:
    return Vertrouwen.uit_map(pki / "ca", pki / "crl")


def paar(map_: Path) -> Sleutelpaar:
    """Het sleutelpaar in een map van de PKI."""
    return laad_sleutelpaar(map_ / "cert.pem", map_ / "sleutel.pem")


@pytest.fixture(scope="session")
def dienst(pki: Path) -> Sleutelpaar:
    return paar(pki / "dienst")


@pytest.fixture(scope="session")
def amsterdam(pki: Path) -> Sleutelpaar:
    return paar(pki / "amsterdam")
