"""De pagina's in een echte Chromium, bestuurd zoals iemand met een toetsenbord en een muis dat doet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from persistence.auditor import tweede_factor
from tests.auditor.bezoek import DOEL
from tests.auditor.kamer import GEHEIM, Kamer

ERNSTIG = frozenset({"serious", "critical"})


@dataclass
class Scherm:
    """Een venster, en waar de beelden ervan heen gaan."""

    kamer: Kamer
    adres: str
    venster: Page
    beelden: Path
    meldingen: list[str] = field(default_factory=list)  # wat de browser weigerde of wat misging

    def __post_init__(self) -> None:
        self.venster.on("console", lambda m: self.meldingen.append(m.text) if m.type == "error" else None)
        self.venster.on("pageerror", lambda fout: self.meldingen.append(str(fout)))

    def open(self, pad: str) -> None:
        self.venster.goto(f"{self.adres}{pad}")

    def beeld(self, naam: str, *, heel: bool = True, keur: bool = True) -> None:
        """Een schermbeeld, en wat axe over de bladzijde te zeggen heeft."""
        self.venster.screenshot(path=self.beelden / f"{naam}.png", full_page=heel, caret="initial")
        if keur:
            assert self.bezwaren() == [], naam

    def bezwaren(self) -> list[str]:
        """Wat wie niet ziet of niet klikt hier zou hinderen, volgens axe-core."""
        gevonden: list[dict[str, Any]] = Axe().run(self.venster).response["violations"]
        return [
            f"{een['id']}: {knoop['html']} ({een['help']})"
            for een in gevonden
            if een["impact"] in ERNSTIG
            for knoop in een["nodes"]
        ]

    def meld_aan(self, naam: str) -> None:
        self.kamer.vergeet_code(naam)
        self.open("/aanmelden")
        self.venster.get_by_label("Naam").fill(naam)
        self.venster.get_by_label("Wachtwoord").fill(GEHEIM)
        code = tweede_factor.code(self.kamer.sleutels[naam], datetime.now(UTC))
        self.venster.get_by_label("Code").fill(code)
        self.venster.get_by_role("button", name="Aanmelden").click()
        self.venster.wait_for_url("**/zoeken")

    def zoek(self, **velden: str) -> None:
        self.vul_in(**velden)
        self.venster.wait_for_url("**/zoeken/*")

    def vul_in(self, **velden: str) -> None:
        self.open("/zoeken")
        self.venster.get_by_label("Waarvoor zoekt u?").fill(DOEL)
        self.venster.locator("details.meer").evaluate("d => d.open = true")
        for label, waarde in velden.items():
            self.venster.locator(f"#v-{label}").fill(waarde)
        self.venster.get_by_role("button", name="Zoeken", exact=True).click()

    def lees(self, naam: str) -> None:
        """Van een zoekvraag naar de uitwisseling zelf."""
        self.zoek(message_id=f"urn:uuid:{naam}", van="")
        onderzoek = self.venster.url.rsplit("/", 1)[1]
        self.open(f"/onderzoek/{onderzoek}/uitwisseling/{self.kamer.kenmerken[naam]}")

    # --- met het toetsenbord ------------------------------------------------------------------------------

    def tab_tot(self, kiezer: str, hoogstens: int = 120) -> None:
        """Zo vaak Tab tot dit de aandacht heeft; wie geen muis heeft doet niets anders."""
        for _ in range(hoogstens):
            self.venster.keyboard.press("Tab")
            if self.venster.evaluate("k => document.activeElement.matches(k)", kiezer):
                return
        raise AssertionError(f"met Tab is {kiezer} niet te bereiken")

    def typ(self, kiezer: str, tekst: str) -> None:
        self.tab_tot(kiezer)
        self.venster.keyboard.type(tekst)


def nieuw(context: BrowserContext, kamer: Kamer, adres: str, beelden: Path) -> Scherm:
    return Scherm(kamer, adres, context.new_page(), beelden)
