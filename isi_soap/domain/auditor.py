"""Wat een auditor van het berichtenlog mag, wanneer hij aangemeld blijft, en hoe vaak hij mag raden.

Het onderscheid tussen rapporten zonder personen en gericht onderzoek door een gemandateerde is dat van de
gebruiksrapportages van Suwinet; wie het log leest, komt er zelf in (BIO 8.15).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from isi_soap.domain.beheer import BeheerGeweigerd

RECHTEN = {
    "overzicht": "tellingen en grafieken over een tijdvak, zonder personen",
    "zoeken": "uitwisselingen zoeken en hun gegevens zien, zonder hun inhoud",
    "inhoud": "verzoek en antwoord lezen, en wat zij in het dossier veranderden",
    "personen": "zoeken op BSN en de tijdlijn van een persoon",
    "export": "een uitwisseling met haar bewijs meenemen",
}

POGINGEN = 5
DICHT = timedelta(minutes=15)


class RechtOntbreekt(Exception):  # noqa: N818 - een antwoord
    """De auditor heeft dit recht niet; wat erachter ligt is niet bekeken."""

    def __init__(self, recht: str) -> None:
        super().__init__(f"u heeft het recht '{recht}' niet: {RECHTEN[recht]}")
        self.recht = recht


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessieduur:
    """Hoe lang een sessie ongebruikt open blijft, en hoe lang zij hoogstens duurt."""

    rust: timedelta
    hoogstens: timedelta

    def verlopen(self, begonnen: datetime, gebruikt: datetime, nu: datetime) -> bool:
        return nu >= gebruikt + self.rust or nu >= begonnen + self.hoogstens


def eis_rechten(rechten: Iterable[str]) -> tuple[str, ...]:
    gevraagd = set(rechten)
    if onbekend := sorted(gevraagd - RECHTEN.keys()):
        raise BeheerGeweigerd(
            f"Het recht {', '.join(onbekend)} bestaat niet", None, f"Kies uit {', '.join(RECHTEN)}"
        )
    return tuple(recht for recht in RECHTEN if recht in gevraagd)
