"""De pagina's in Debian's Chromium: aanmelden, zoeken, lezen, volgen, op papier, met het toetsenbord."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, sync_playwright

from tests.auditor import scherm as schermen
from tests.auditor.kamer import BSN, SCRIPT, Kamer, lees
from tests.auditor.scherm import Scherm

pytestmark = pytest.mark.debian("chromium")


@pytest.fixture(scope="module")
def adres(kamer: Kamer, pki: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """De pagina's over TLS naast een draaiende dienst; gaat zij weg, dan gaan zij mee."""
    inst, log = kamer.database.inst, tmp_path_factory.mktemp("auditor-serve") / "log"
    poort = vrije_poort()
    omgeving = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")} | {
        "ISI_DATABASE_URL": str(inst.database_url),
        "ISI_DATA_MAP": str(inst.data_map),
        "ISI_PORT": str(vrije_poort()),
        "ISI_AUDITOR": "aan",
        "ISI_AUDITOR_PORT": str(poort),
        "ISI_AUDITOR_TLS_CERTIFICAAT": str(pki / "dienst" / "keten.pem"),
        "ISI_AUDITOR_TLS_SLEUTEL": str(pki / "dienst" / "sleutel.pem"),
        "ISI_VERZEGELEN": "uit",  # het log van de kamer heeft zijn eigen verzegelaar
    }
    with log.open("wb") as uit:
        opdracht = [sys.executable, "-m", "isi_soap", "serve", "--json"]
        proces = subprocess.Popen(opdracht, env=omgeving, stdout=uit, stderr=subprocess.STDOUT)
    try:
        wacht(lambda: proces.poll() is None, lambda: luistert(poort, pki), log)
        yield f"https://localhost:{poort}"
    finally:
        proces.terminate()
        proces.wait(timeout=30)
    wacht(lambda: True, lambda: not luistert(poort, pki), log)
    assert BSN not in log.read_text()


def vrije_poort() -> int:
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort: int = vrij.getsockname()[1]
        return poort


def luistert(poort: int, pki: Path) -> bool:
    vertrouwd = str(pki / "ca" / "root.pem")
    try:
        return requests.get(f"https://localhost:{poort}/gezond", timeout=2, verify=vertrouwd).ok
    except requests.ConnectionError:
        return False


def wacht(leeft: Callable[[], bool], klaar: Callable[[], bool], log: Path) -> None:
    tot = time.monotonic() + 60
    while not klaar():
        assert leeft(), log.read_text()
        assert time.monotonic() < tot, log.read_text()
        time.sleep(0.1)  # wachten op een ander proces, niet op de klok


@pytest.fixture(scope="module")
def beelden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map_ = (
        Path(os.environ["ISI_SCHERMEN"])
        if "ISI_SCHERMEN" in os.environ
        else tmp_path_factory.mktemp("schermen")
    )
    map_.mkdir(parents=True, exist_ok=True)
    return map_


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as speler:
        chromium = speler.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def scherm(browser: Browser, kamer: Kamer, adres: str, beelden: Path) -> Scherm:
    context = browser.new_context(
        locale="nl-NL", viewport={"width": 1360, "height": 900}, ignore_https_errors=True
    )
    context.set_default_timeout(15_000)
    kamer.auditor("a.controle")
    venster = schermen.nieuw(context, kamer, adres, beelden)
    venster.open("/aanmelden")
    venster.beeld("1-aanmelden")
    venster.meld_aan("a.controle")
    return venster


def test_het_koekje_is_van_deze_host_en_niet_te_lezen(scherm: Scherm) -> None:
    (koekje,) = [k for k in scherm.venster.context.cookies() if k["name"].endswith("sessie")]
    assert koekje["name"] == "__Host-isi-sessie"
    assert (koekje["secure"], koekje["httpOnly"], koekje["sameSite"]) == (True, True, "Strict")
    assert scherm.venster.evaluate("document.cookie") == ""


def test_zoeken(scherm: Scherm) -> None:
    scherm.open("/zoeken")
    scherm.beeld("2-zoeken")
    scherm.zoek(bsn=BSN)
    scherm.beeld("3-gevonden", heel=False)
    uitkomsten = scherm.venster.locator("tbody .uitkomst").all_inner_texts()
    assert {"Gelukt", "Geweigerd", "Niets gevonden"} <= set(uitkomsten)
    scherm.vul_in(bsn="123456789")
    scherm.venster.get_by_role("link", name="Dit is geen burgerservicenummer").click()
    assert scherm.venster.evaluate("document.activeElement.id") == "v-bsn"
    scherm.beeld("3-geweigerd")


def test_nieuwe_uitwisselingen_verschijnen_vanzelf(scherm: Scherm, kamer: Kamer) -> None:
    scherm.zoek(bsn=BSN)
    kamer.stuur(lees(), naam="terwijl men kijkt")
    rij = scherm.venster.locator(f"tr[data-kenmerk='{kamer.kenmerken['terwijl men kijkt']}'].nieuw")
    rij.wait_for()
    assert scherm.venster.locator("tbody tr").first.get_attribute("class") == "nieuw"
    assert scherm.venster.get_by_role("status").inner_text() == "1 nieuwe uitwisseling."
    scherm.beeld("3-nieuw", heel=False)
    scherm.venster.get_by_role("button", name="Pauzeren").click()
    assert scherm.venster.get_by_role("status").inner_text() == "Het volgen staat stil."


def test_een_uitwisseling(scherm: Scherm) -> None:
    scherm.lees("gewijzigd")
    scherm.venster.get_by_role("button", name="Nu narekenen").click()
    assert scherm.venster.get_by_text("Nagerekend: de gegevens").is_visible()
    scherm.beeld("4-uitwisseling")
    uitleg = scherm.venster.get_by_text("Het account van de medewerker.")
    assert uitleg.is_visible()
    scherm.venster.get_by_label("Uitleg bij elk veld").uncheck()
    assert not uitleg.is_visible()
    scherm.lees("getekend")
    scherm.beeld("4-getekend")


def test_meenemen(scherm: Scherm, kamer: Kamer) -> None:
    scherm.lees("gelezen")
    with scherm.venster.expect_download() as ophalen:
        scherm.venster.get_by_role("link", name="Meenemen met bewijs").click()
    assert ophalen.value.suggested_filename == f"isi-{kamer.kenmerken['gelezen']}.zip"
    assert zipfile.is_zipfile(ophalen.value.path())


def test_wat_vijandig_is_blijft_tekst(scherm: Scherm) -> None:
    scherm.lees("vijandig")
    scherm.beeld("5-vijandig")
    assert "gekaapt" not in scherm.venster.title()
    assert scherm.venster.locator("main script").count() == 0
    assert SCRIPT in scherm.venster.locator(".xml").first.inner_text()


def test_tijdlijn_en_afschrift(scherm: Scherm) -> None:
    scherm.open("/tijdlijn")
    scherm.beeld("6-tijdlijnvraag")
    scherm.venster.get_by_label("Waarvoor zoekt u?").fill("verzoek om inzage 17")
    scherm.venster.get_by_label("BSN").fill(BSN)
    scherm.venster.get_by_role("button", name="Tijdlijn tonen").click()
    scherm.venster.wait_for_url("**/tijdlijn/*")
    scherm.beeld("7-tijdlijn", heel=False)
    scherm.venster.get_by_role("link", name="Afschrift", exact=True).click()
    scherm.beeld("8-afschrift", heel=False)
    scherm.venster.evaluate("window.print = () => { document.title = 'afgedrukt' }")
    scherm.venster.get_by_role("button", name="Afdrukken").click()
    assert scherm.venster.title() == "afgedrukt"


def test_op_papier_staat_alleen_wat_erop_hoort(scherm: Scherm) -> None:
    """Het afschrift is door de browser te drukken: zonder menu en knoppen, op A4."""
    scherm.open("/tijdlijn")
    scherm.venster.get_by_label("Waarvoor zoekt u?").fill("verzoek om inzage 17")
    scherm.venster.get_by_label("BSN").fill("999900237")
    scherm.venster.get_by_role("button", name="Tijdlijn tonen").click()
    scherm.venster.get_by_role("link", name="Afschrift", exact=True).click()
    scherm.venster.emulate_media(media="print")
    try:
        for weg in (".balk", ".voet", ".terug"):
            assert not scherm.venster.locator(weg).is_visible()
        assert scherm.venster.get_by_text("Wie uw gegevens zag of wijzigde").is_visible()
        pad = scherm.beelden / "8-afschrift.pdf"
        bytes_ = scherm.venster.pdf(path=pad, prefer_css_page_size=True, print_background=True)
        scherm.beeld("8-op-papier", keur=False)
    finally:
        scherm.venster.emulate_media(media="screen")
    assert bytes_.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in bytes_ or b"/MediaBox [0 0 595" in bytes_


A4 = 673  # zo breed is een bladzijde zonder haar marges, in CSS-pixels


@pytest.mark.parametrize("blad", ["gevonden", "uitwisseling", "tijdlijn", "overzicht", "stand"])
def test_elke_bladzijde_past_op_papier(scherm: Scherm, blad: str) -> None:
    """Zonder menu en knoppen, en zonder dat er rechts iets van de bladzijde valt."""
    if blad == "gevonden":
        scherm.zoek(bsn=BSN)
    elif blad == "uitwisseling":
        scherm.lees("gewijzigd")
    elif blad == "stand":
        scherm.open("/stand")
    else:
        scherm.open(f"/{blad}")
        scherm.venster.get_by_label("Waarvoor zoekt u?").fill("op papier")
        if blad == "tijdlijn":
            scherm.venster.get_by_label("BSN").fill(BSN)
        scherm.venster.locator("main form button[type='submit']").click()
        scherm.venster.wait_for_url(f"**/{blad}/*")
    scherm.venster.set_viewport_size({"width": A4, "height": 950})
    scherm.venster.emulate_media(media="print")
    try:
        scherm.beeld(f"13-papier-{blad}", keur=False)
        assert not scherm.venster.locator(".balk").is_visible()
        assert scherm.venster.locator("main button:not(.link):visible").count() == 0
        # Wanneer en door wie, dat hoort op papier; ook wie "persoon 1" is om terug te zoeken.
        assert scherm.venster.get_by_text("gezien door a.controle").is_visible()
        if blad == "overzicht":
            assert scherm.venster.get_by_text("persoon 1").is_visible()
        assert scherm.venster.evaluate("document.documentElement.scrollWidth") <= A4
    finally:
        scherm.venster.emulate_media(media="screen")
        scherm.venster.set_viewport_size({"width": 1360, "height": 900})


def test_overzicht(scherm: Scherm) -> None:
    scherm.open("/overzicht")
    scherm.venster.get_by_label("Waarvoor zoekt u?").fill("maandrapportage")
    scherm.venster.get_by_role("button", name="Overzicht tonen").click()
    scherm.venster.wait_for_url("**/overzicht/*")
    scherm.beeld("9-overzicht")
    scherm.venster.get_by_text("Dezelfde getallen als tabel").click()
    assert scherm.venster.get_by_role("region", name="Verloop als tabel").is_visible()
    scherm.venster.get_by_role("button", name="persoon 1").click()
    assert scherm.venster.get_by_role("heading", level=1).inner_text().startswith("Tijdlijn van ")


def test_stand(scherm: Scherm) -> None:
    scherm.open("/stand")
    scherm.beeld("10-stand")


def test_alleen_met_het_toetsenbord(scherm: Scherm) -> None:
    toets = scherm.venster.keyboard
    scherm.open("/zoeken")
    toets.press("Tab")
    assert scherm.venster.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    toets.press("Enter")  # langs het menu
    scherm.tab_tot("#v-doel")
    toets.press("Control+A")
    toets.type("alleen met toetsen")
    scherm.typ("#v-message_id", "urn:uuid:gelezen")
    toets.press("Enter")
    scherm.venster.wait_for_url("**/zoeken/*")
    scherm.tab_tot("tbody a")
    toets.press("Enter")
    scherm.venster.wait_for_url("**/uitwisseling/*")
    scherm.tab_tot("summary:has(> .tag)")
    klap = "document.activeElement.parentElement.open"
    voor = scherm.venster.evaluate(klap)
    toets.press("Enter")
    assert scherm.venster.evaluate(klap) != voor
    scherm.tab_tot("#bewijs ~ .kaart button")
    scherm.venster.screenshot(path=scherm.beelden / "11-aandacht.png", caret="initial")
    toets.press("Enter")
    scherm.venster.get_by_text("Nagerekend: de gegevens").wait_for()


def test_zonder_script(scherm: Scherm, browser: Browser) -> None:
    """Alles werkt; alleen verversen doet men zelf."""
    toestand = scherm.venster.context.storage_state()
    context = browser.new_context(
        java_script_enabled=False, storage_state=toestand, locale="nl-NL", ignore_https_errors=True
    )
    venster = context.new_page()
    venster.goto(f"{scherm.adres}/zoeken")
    venster.get_by_label("Waarvoor zoekt u?").fill("zonder script")
    venster.get_by_label("BSN").fill(BSN)
    venster.get_by_role("button", name="Zoeken", exact=True).click()
    assert venster.get_by_role("button", name="Pauzeren").count() == 0
    venster.get_by_role("link", name="Verversen").click()
    venster.locator("tbody a").first.click()
    assert venster.get_by_role("heading", name="Wat er over de lijn ging").is_visible()
    context.close()


def test_op_een_smal_scherm(scherm: Scherm) -> None:
    """Op een telefoon loopt niets buiten beeld."""
    scherm.venster.set_viewport_size({"width": 390, "height": 844})
    try:
        for pad in ("/zoeken", "/overzicht", "/stand"):
            scherm.open(pad)
            assert scherm.venster.evaluate("document.documentElement.scrollWidth") <= 390
        scherm.lees("gelezen")
        assert scherm.venster.evaluate("document.documentElement.scrollWidth") <= 390
        scherm.beeld("12-smal", heel=False)
    finally:
        scherm.venster.set_viewport_size({"width": 1360, "height": 900})


def test_de_browser_weigerde_niets(scherm: Scherm) -> None:
    """Het strenge beleid (CSP) laat alles toe wat de bladzijden zelf doen."""
    scherm.open("/stand")
    assert [m for m in scherm.meldingen if "422" not in m] == []
