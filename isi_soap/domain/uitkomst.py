"""De vorm waarin elke regel antwoordt: wat er bijkomt, verandert en vervalt, en wat erbij gemeld wordt.

Een regel is een functie `(dossier, opdracht, omgeving) -> Uitkomst`. Ze schrijft niets: `persistence` voert
de uitkomst uit binnen de transactie van het bericht. Weigeren is `Weigering`, met alle redenen tegelijk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from isi_soap.domain.meldingen import Melding
from isi_soap.domain.model import Feit, Mutatieverzoek, Persoon

Kanaal = Literal["CVS", "PORTAL", "DUO"]
Naleving = Literal["streng", "tolerant"]


@dataclass(frozen=True, kw_only=True)
class Omgeving:
    """Alles wat een regel van buiten het dossier moet weten; nooit de klok zelf.

    `peildatum` is de dag van de laatste voltooide dagrun: daarmee worden status, deel, leeftijd en termijn
    afgeleid (R-065). `vandaag` is de dag waarop het bericht komt: daarmee worden registratietermijnen en
    datums in de toekomst beoordeeld.
    """

    vandaag: date
    peildatum: date
    gemeente: str  # voor wie gehandeld wordt: de eigen gemeente, of namens wie
    kanaal: Kanaal = "CVS"
    # Wat "niet de bedoeling" is: streng weigert, tolerant neemt aan en waarschuwt.
    naleving: Naleving = "streng"
    gemeenten: frozenset[str] | None = None  # codes die vandaag bestaan; None = niet te beoordelen
    opvolgers: Mapping[str, str] = field(
        default_factory=dict
    )  # opgeheven gemeente -> wie nu haar taken heeft
    mutatieverzoeken: tuple[Mutatieverzoek, ...] = ()  # van dit BSN, ook als het (nog) niet in ISI staat

    def kent_gemeente(self, code: str) -> bool:
        """Of de code van een gemeente is of was; van een opgeheven gemeente heeft nu een ander de taken."""
        return self.gemeenten is None or code in self.gemeenten or code in self.opvolgers

    def gemeente_nu(self, code: str) -> str:
        """De gemeente die nu de taken van `code` heeft (herindeling)."""
        return self.opvolgers.get(code, code)


@dataclass(frozen=True, kw_only=True)
class Uitkomst:
    """Wat er met het dossier moet gebeuren.

    `nieuw`: id 0, versienr 1. `gewijzigd`: zelfde id, volledige nieuwe inhoud, `versienr` is de versie die
    vervangen wordt. `verwijderd` en `beeindigd`: de geldende versie zoals ze in het dossier staat; verwijderd
    was nooit juist, beëindigd was juist en geldt niet meer. `persoon`: de hele nieuwe persoonsrij, ook als de
    persoon nog niet in ISI stond; `versienr` is die van de vervangen rij. `bestaand`: hetzelfde was al
    geregistreerd (design.md §4); dan is de rest leeg. `onderwerp`: het feit waarover `Registratie` gaat.
    """

    nieuw: tuple[Feit, ...] = ()
    gewijzigd: tuple[Feit, ...] = ()
    verwijderd: tuple[Feit, ...] = ()
    beeindigd: tuple[Feit, ...] = ()
    persoon: Persoon | None = None
    meldingen: tuple[Melding, ...] = ()
    bestaand: Feit | None = None
    onderwerp: Feit | None = None

    @property
    def leeg(self) -> bool:
        """Of er niets te schrijven is."""
        return not (self.nieuw or self.gewijzigd or self.verwijderd or self.beeindigd or self.persoon)
