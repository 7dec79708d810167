"""Accounts van auditors op de opdrachtregel, en het starten van de pagina's."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from isi_soap.audit.sleutels import Sleutelbos
from isi_soap.auditor.serve import bezwaren
from isi_soap.beheer import beheer_cli
from isi_soap.settings import Instellingen, instellingen
from persistence import tabellen as t
from persistence.auditor import accounts, tweede_factor
from persistence.logboek import omwikkelen
from persistence.logboek.sleutels import Logsleutels
from tests.auditor.bezoek import Bezoek
from tests.auditor.kamer import Kamer

Typ = Callable[..., Result]


@pytest.fixture
def typ(kamer: Kamer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typ]:
    monkeypatch.setenv("ISI_DATABASE_URL", str(kamer.database.inst.database_url))
    monkeypatch.setenv("ISI_DATA_MAP", str(kamer.database.inst.data_map))
    instellingen.cache_clear()
    yield lambda *woorden: CliRunner().invoke(beheer_cli.app, ["auditor", *woorden])
    instellingen.cache_clear()


def uitgegeven(resultaat: Result) -> dict[str, str]:
    assert resultaat.exit_code == 0, resultaat.output
    return {regel[:16].strip(): regel[16:] for regel in resultaat.stdout.splitlines()}


def test_van_uitgifte_tot_eerste_zoekvraag(kamer: Kamer, typ: Typ) -> None:
    """Wat de beheerder eenmaal ziet is genoeg voor de auditor, en voor zijn app."""
    gegeven = uitgegeven(typ("toevoegen", "b.nieuw", "--recht", "zoeken"))
    adres = urlsplit(gegeven["voor de app"])
    vragen = parse_qs(adres.query)
    assert (adres.scheme, adres.netloc, vragen["issuer"]) == ("otpauth", "totp", ["ISI berichtenlog"])
    assert vragen["secret"] == [gegeven["tweede factor"]]
    geheim = gegeven["tweede factor"]
    kamer.sleutels["b.nieuw"] = base64.b32decode(geheim + "=" * (-len(geheim) % 8))
    bezoek = Bezoek(kamer)
    assert "Uw wachtwoord vervangen" in bezoek.meld_aan("b.nieuw", wachtwoord=gegeven["wachtwoord"]).kop()
    nieuw = {"oud": gegeven["wachtwoord"], "nieuw": "Eigen-2026!", "herhaald": "Eigen-2026!"}
    assert bezoek.stuur("/wachtwoord", nieuw).kop() == "Zoeken in het berichtenlog"
    opnieuw = uitgegeven(typ("uitgeven", "b.nieuw"))
    assert opnieuw["wachtwoord"] != gegeven["wachtwoord"]
    assert opnieuw["tweede factor"] != geheim
    assert bezoek.haal("/zoeken").kop() == "Aanmelden"


def test_wat_niet_kan(typ: Typ) -> None:
    typ("toevoegen", "c.dubbel")
    for woorden, zin in (
        (("toevoegen", "c.dubbel"), "De auditor c.dubbel bestaat al"),
        (("toevoegen", "met spatie"), "andere tekens"),
        (("toevoegen", "c.ander", "--recht", "wissen"), "Het recht wissen bestaat niet"),
        (("blokkeren", "c.niemand"), "De auditor c.niemand bestaat niet"),
    ):
        resultaat = typ(*woorden)
        assert resultaat.exit_code == 1
        assert zin in resultaat.stderr
        assert not resultaat.stdout
    assert typ("rechten", "c.dubbel").exit_code == 2


def test_elke_wijziging_staat_in_het_beheerlog(kamer: Kamer, typ: Typ) -> None:
    typ("toevoegen", "d.log")
    for woorden in (("rechten", "d.log", "--recht", "overzicht"), ("blokkeren", "d.log"),
                    ("deblokkeren", "d.log"), ("uitgeven", "d.log")):  # fmt: skip
        assert typ(*woorden).exit_code == 0
    with kamer.database.transactie() as conn:
        vraag = select(t.beheerregel).where(t.beheerregel.c.onderwerp == "auditor d.log")
        rijen = conn.execute(vraag.order_by(t.beheerregel.c.id)).all()
    assert [r.handeling for r in rijen] == [
        "toegevoegd", "rechten gezet", "geblokkeerd", "gedeblokkeerd",
        "wachtwoord en tweede factor uitgegeven",
    ]  # fmt: skip
    assert rijen[1].na == {"rechten": ["overzicht"]}
    assert "d.log" in typ("lijst", "--json").stdout


def test_een_nieuwe_inpaksleutel_laat_niemand_buiten(kamer: Kamer) -> None:
    """Na de wisseling hangt geen tweede factor meer aan de oude sleutel."""
    oud = kamer.database.logsleutels.bos
    beide = Sleutelbos("nieuw", {"nieuw": os.urandom(32), **oud.inpak}, oud.zoek)
    with kamer.database.verbinding() as conn, conn.begin() as transactie:
        assert not omwikkelen.niemand_gebruikt(conn, oud.huidige)
        gedaan, mislukt = accounts.pak_alles_opnieuw_in(conn, Logsleutels(beide))
        assert (gedaan > 0, mislukt) == (True, 0)
        assert omwikkelen.in_gebruik(conn)["nieuw"] == gedaan
        alleen = Logsleutels(Sleutelbos("nieuw", {"nieuw": beide.inpak["nieuw"]}, oud.zoek))
        rij = conn.execute(select(t.auditor).where(t.auditor.c.naam == "alles")).one()
        sleutel = accounts.pak_uit(alleen, rij.id, rij.inpaksleutel, rij.tweede_factor)
        transactie.rollback()
    assert sleutel == kamer.sleutels["alles"]


def test_een_code_is_die_van_elke_app() -> None:
    """RFC 6238, bijlage B: de laatste zes cijfers van de SHA-1-reeks."""
    sleutel = b"12345678901234567890"
    for seconden, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert tweede_factor.code(sleutel, datetime.fromtimestamp(seconden, UTC)) == code


# --- starten --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"auditor_host": "0.0.0.0"}, "zonder TLS luisteren op 0.0.0.0"),
        ({"auditor_tls_certificaat": Path(__file__)}, "horen bij elkaar"),
        ({"auditor_openbaar_adres": "http://audit.test"}, "is een https-adres"),
        ({"productie": True}, "In productie hoort TLS"),
        ({"auditor_tls_certificaat": Path("/weg"), "auditor_tls_sleutel": Path("/weg")}, "/weg is er niet"),
    ],
)
def test_wat_niet_veilig_is_start_niet(anders: dict[str, Any], zin: str) -> None:
    assert zin in " ".join(bezwaren(Instellingen().model_copy(update=anders)))


def test_op_de_eigen_machine_mag_het_zonder_tls() -> None:
    assert not list(bezwaren(Instellingen()))


def test_de_opdracht_zegt_waarom_zij_niet_start(tmp_path: Path) -> None:
    omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")} | {
        "ISI_DATA_MAP": str(tmp_path)
    }
    opdracht = [sys.executable, "-m", "isi_soap", "auditor", "serve", "--host", "0.0.0.0"]
    klaar = subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, timeout=60)
    assert klaar.returncode == 2
    assert "zonder TLS luisteren" in klaar.stderr
    assert "Traceback" not in klaar.stderr
