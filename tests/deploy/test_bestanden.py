"""De bestanden van deploy/ noemen alleen instellingen die er zijn, en hun voorbeelden zijn te laden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from isi_soap.settings import Instellingen
from isi_soap.soap.startcontrole import bezwaren
from persistence.eenheid import systeemklok
from tests.deploy.conftest import DEPLOY, SJABLOON

DOCS = DEPLOY.parent / "docs"
VAN_NGINX = set(re.findall(r"\$\{(ISI_\w+)\}", SJABLOON.read_text())) | {"ISI_CRL_ADRESSEN"}
BESTANDEN = [p for p in sorted(DEPLOY.rglob("*")) if p.is_file()] + [DOCS / "productie.md"]


@pytest.mark.parametrize("bestand", BESTANDEN, ids=lambda p: p.name)
def test_elke_genoemde_instelling_bestaat(bestand: Path) -> None:
    genoemd = set(re.findall(r"ISI_[A-Z_]+[A-Z]", bestand.read_text()))
    bekend = {f"ISI_{naam.upper()}" for naam in Instellingen.model_fields} | VAN_NGINX
    assert genoemd <= bekend


@pytest.mark.parametrize("naam", ["systemd/isi-soap.env.voorbeeld", "compose.env.voorbeeld"])
def test_een_voorbeeld_is_te_laden(naam: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alleen de bestanden die het noemt ontbreken hier; verder is er geen bezwaar."""
    for naam_, waarde in re.findall(r"^(ISI_\w+)=(.*)$", (DEPLOY / naam).read_text(), re.MULTILINE):
        monkeypatch.setenv(naam_, waarde.strip("'"))
    gezegd = list(bezwaren(Instellingen(), systeemklok()))
    assert len(gezegd) == 3, gezegd
    assert all("/etc/isi-soap/" in bezwaar and "niet te lezen" in bezwaar for bezwaar in gezegd)
