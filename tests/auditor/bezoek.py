"""Een auditor aan zijn browser, zonder browser: formulieren invullen en bladzijden lezen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from persistence.auditor import tweede_factor
from tests.auditor.kamer import GEHEIM, Kamer, merk_in

DOEL = "zaak 2026-0042, verzoek om inzage"


def leesbaar(element: Any) -> str:
    """De tekst van een element, met een spatie tussen wat los van elkaar staat."""
    return " ".join(" ".join(element.itertext()).split())


@dataclass
class Blad:
    """Een antwoord, zoals men het leest."""

    antwoord: TestResponse

    @property
    def status(self) -> int:
        return self.antwoord.status_code

    @property
    def html(self) -> str:
        return self.antwoord.text

    @property
    def boom(self) -> Any:
        return html.fromstring(self.antwoord.data)

    @property
    def tekst(self) -> str:
        """Wat er te lezen staat."""
        return leesbaar(self.boom)

    def kop(self) -> str:
        return " ".join(self.boom.findtext(".//h1").split())

    def rijen(self) -> list[str]:
        return [leesbaar(rij) for rij in self.boom.iterfind(".//tbody/tr")]

    def schakel(self, tekst: str) -> str:
        """Waar de schakel met deze tekst heen gaat."""
        gevonden = [a.get("href") for a in self.boom.iter("a") if tekst in "".join(a.itertext())]
        assert gevonden, f"geen schakel {tekst!r} in {self.tekst}"
        return str(gevonden[0])


@dataclass
class Bezoek:
    kamer: Kamer
    naam: str | None = None
    client: FlaskClient = field(init=False)
    merk: str = ""

    def __post_init__(self) -> None:
        self.client = self.kamer.app.test_client()

    def haal(self, pad: str, **koppen: str) -> Blad:
        blad = Blad(self.client.get(pad, headers=koppen, follow_redirects=True))
        if gevonden := re.search(rb'name="merk" value="([0-9a-f]{64})"', blad.antwoord.data):
            self.merk = gevonden[1].decode()
        return blad

    def stuur(self, pad: str, velden: Mapping[str, Any] | None = None, **koppen: str) -> Blad:
        """Een formulier met het merk van de laatste bladzijde."""
        gegevens = {"merk": self.merk} | dict(velden or {})
        return Blad(self.client.post(pad, data=gegevens, headers=koppen, follow_redirects=True))

    def meld_aan(
        self, naam: str, *, wachtwoord: str = GEHEIM, code: str | None = None, adres: str = "127.0.0.1"
    ) -> Blad:
        self.merk = merk_in(self.haal("/aanmelden").html)
        if code is None:
            self.kamer.vergeet_code(naam)
            code = tweede_factor.code(self.kamer.sleutels[naam], datetime.now(UTC))
        velden = {"merk": self.merk, "naam": naam, "wachtwoord": wachtwoord, "code": code}
        antwoord = self.client.post(
            "/aanmelden", data=velden, follow_redirects=True, environ_overrides={"REMOTE_ADDR": adres}
        )
        blad = Blad(antwoord)
        if blad.status == 200 and antwoord.request.path != "/aanmelden":
            self.naam, self.merk = naam, merk_in(blad.html)
        return blad

    def zoek(self, doel: str = DOEL, **velden: str) -> Blad:
        return self.stuur("/zoeken", {"doel": doel} | velden)

    def uitwisseling(self, naam: str, deel: str = "") -> Blad:
        """De bladzijde van een uitwisseling van de kamer, binnen een onderzoek ernaar."""
        gevonden = self.zoek(message_id=f"urn:uuid:{naam}")
        onderzoek = gevonden.antwoord.request.path.rsplit("/", 1)[1]
        kenmerk = self.kamer.kenmerken[naam]
        return self.haal(f"/onderzoek/{onderzoek}/uitwisseling/{kenmerk}{deel}")
