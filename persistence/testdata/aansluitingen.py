"""Wie er in de testset mag: OIN's, applicatiesleutels, gebruikers, uitbesteding en ketenpartijen.

De sleutels zijn leesbaar en openbaar, en dus alleen voor een ketentest; opgeslagen wordt hun hash.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from isi_soap.domain.toegang import Uitbesteding
from persistence.testdata.gemeenten import gemeenten

# De dag van de handleiding. De klok staat er stil tot een tester haar verzet, zodat achtwekentermijnen en
# leeftijden niet verschuiven.
BEGINDAG = date(2019, 4, 2)
BEGINTIJD = datetime(2019, 4, 2, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


# Openbaar, zoals de sleutels. De hash staat vast: de begintoestand is altijd dezelfde.
WACHTWOORD = "Ketentest-2019!"
_HASH = "$argon2id$v=19$m=65536,t=3,p=4$UIDHYKSl2OAhjUpxIYhzTg$fUnZQ/qHCjvHJUFAQq07IloVZ2iJE3Z1KyWCURBq+Q4"


@dataclass(frozen=True, slots=True)
class Partij:
    code: str
    naam: str
    oin: str


@dataclass(frozen=True, slots=True)
class Sleutel:
    waarde: str
    gemeente: str
    pakket: str
    toont: str
    rollen: tuple[int, ...] = (2, 3, 5, 6)
    eigen_gebruikersbeheer: bool = False
    ingang: date = date(2007, 1, 1)
    ingetrokken_op: date | None = None

    @property
    def oin(self) -> str:
        return gemeente_oin(self.gemeente)


@dataclass(frozen=True, slots=True)
class Account:
    naam: str
    rollen: tuple[int, ...]
    toont: str
    geblokkeerd_op: datetime | None = None
    verloopt_op: date | None = None
    beheerder: bool = False

    @property
    def wachtwoord_hash(self) -> str | None:
        """Alleen wie beheert meldt zich aan; in een bericht staat nooit een wachtwoord."""
        return _HASH if self.beheerder else None

    @property
    def wachtwoord_sinds(self) -> date | None:
        return BEGINDAG if self.beheerder else None


@dataclass(frozen=True, slots=True)
class Leverancier:
    """Ondertekent met zijn eigen certificaat voor deze gemeenten."""

    naam: str
    oin: str
    gemeenten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mandaat:
    uitbesteding: Uitbesteding
    toont: str


def gemeente_oin(code: str) -> str:
    """Een OIN met het voorvoegsel van de testset; de gemeentecode is erin te lezen."""
    return f"0000009900000{code}000"


def sleutel_van(code: str) -> str:
    """De applicatiesleutel van een gemeente: test-0363-amsterdam-sleutel."""
    kaal = unicodedata.normalize("NFKD", gemeenten()[code].naam).encode("ascii", "ignore").decode().lower()
    return f"test-{code}-{re.sub('[^a-z0-9]+', '-', kaal).strip('-')}-sleutel"


PARTIJEN = (
    Partij("DUO", "Dienst Uitvoering Onderwijs", "00000099900000001000"),
    Partij("IND", "Immigratie- en Naturalisatiedienst", "00000099900000002000"),
    Partij("BRP", "Basisregistratie Personen", "00000099900000003000"),
    Partij("CVE", "College voor Examens", "00000099900000004000"),
)

AMSTERDAM = "0363"
ROTTERDAM = "0599"
DEN_HAAG = "0518"
UTRECHT = "0344"
GRONINGEN = "0014"
HAREN = "0017"
DIEMEN = "0384"
OUDER_AMSTEL = "0437"
UITHOORN = "0451"
AALSMEER = "0358"
LANDSMEER = "0415"
WATERLAND = "0852"

# De gemeenten waar de testset om draait; elke gemeente van de testset heeft sleutel en accounts.
TESTGEMEENTEN = {
    AMSTERDAM: "de meeste situaties; voert uit voor Diemen",
    ROTTERDAM: "de andere gemeente: verhuizing, aanbod door een andere gemeente",
    DEN_HAAG: "het pakket beheert zijn eigen gebruikers",
    UTRECHT: "ook een ingetrokken en een nog niet ingegane sleutel",
    GRONINGEN: "opvolger van Haren; ook een sleutel met alleen de rollen 2 en 3",
    HAREN: "opgeheven per 1 januari 2019, opgevolgd door Groningen",
    DIEMEN: "besteedt geldig uit aan Amsterdam",
    OUDER_AMSTEL: "besteedt uit aan Amsterdam; het origineel is niet ontvangen",
    UITHOORN: "besteedt uit aan Amsterdam; er is geen bewerkerscontract",
    AALSMEER: "besteedde uit aan Amsterdam, tot en met 2018",
    LANDSMEER: "besteedt uit aan Amsterdam; de verklaring is niet ondertekend",
    WATERLAND: "besteedt uit aan Amsterdam vanaf 1 juli 2019",
}

BIJZONDERE_SLEUTELS = (
    Sleutel(
        "test-0344-utrecht-ingetrokken",
        UTRECHT,
        "Inburgervolg 1 (test)",
        "ingetrokken op 1 januari 2019 (R-059)",
        ingetrokken_op=date(2019, 1, 1),
    ),
    Sleutel(
        "test-0344-utrecht-toekomst",
        UTRECHT,
        "Inburgervolg 3 (test)",
        "gaat in op 1 juli 2019",
        ingang=date(2019, 7, 1),
    ),
    Sleutel(
        "test-0014-groningen-alleen-lezen",
        GRONINGEN,
        "Inkijkpakket (test)",
        "de sleutel zelf heeft alleen de rollen 2 en 3",
        rollen=(2, 3),
    ),
)

ACCOUNTS = (
    Account("r2.raadplegen", (2,), "raadplegen op BSN (R-026)"),
    Account("r3.selectie", (3,), "raadplegen op BSN of selectie (R-027)"),
    Account("r5.muteren", (5,), "muteren (R-028)"),
    Account("r6.alles", (6,), "alle bevoegdheden met signalen (R-029)"),
    Account("r35.combinatie", (3, 5), "twee rollen, die samen gelden (R-024)"),
    Account("r0.zonderrol", (), "geen rol, dus geen rechten (R-024)"),
    Account(
        "geblokkeerd",
        (6,),
        "geblokkeerd sinds 1 maart 2019 (R-025)",
        geblokkeerd_op=datetime(2019, 3, 1, tzinfo=ZoneInfo("Europe/Amsterdam")),
    ),
    Account("verlopen", (6,), "verlopen op 1 januari 2019 (R-025)", verloopt_op=date(2019, 1, 1)),
    Account("suwinetbeheerder", (), "beheert de gebruikers met `isi-soap beheer` (R-023)", beheerder=True),
)

LEVERANCIERS = (Leverancier("Testleverancier", gemeente_oin("9001"), (UTRECHT, DIEMEN)),)


def sleutels() -> tuple[Sleutel, ...]:
    """Van elke gemeente één sleutel met alle rollen, en de bijzondere."""
    gewoon = tuple(
        Sleutel(
            sleutel_van(code),
            code,
            "Inburgervolg 2 (test)",
            "alle rollen; het pakket beheert zijn eigen gebruikers" if code == DEN_HAAG else "alle rollen",
            eigen_gebruikersbeheer=code == DEN_HAAG,
        )
        for code in gemeenten()
    )
    return gewoon + BIJZONDERE_SLEUTELS


def _mandaat(uitbesteder: str, toont: str, **anders: object) -> Mandaat:
    velden: dict[str, object] = {
        "uitbestedende_gemeente": uitbesteder,
        "uitvoerende_gemeente": AMSTERDAM,
        "datum_ontvangst_origineel": date(2012, 1, 16),
        "ondertekend": True,
        "bewerkerscontract": True,
        "van": date(2012, 1, 1),
        "aanvraag_sleutel": date(2012, 1, 16),
    }
    return Mandaat(Uitbesteding(**(velden | anders)), toont)  # type: ignore[arg-type]


MANDATEN = (
    _mandaat(DIEMEN, "geldig: origineel, handtekening en bewerkerscontract (R-049, R-057)"),
    _mandaat(OUDER_AMSTEL, "het origineel is nog niet ontvangen (R-057)", datum_ontvangst_origineel=None),
    _mandaat(UITHOORN, "zonder bewerkerscontract (R-056)", bewerkerscontract=False),
    _mandaat(AALSMEER, "geëindigd", tot=date(2018, 12, 31)),
    _mandaat(LANDSMEER, "niet ondertekend (R-057)", ondertekend=False),
    _mandaat(
        WATERLAND,
        "nog niet ingegaan",
        datum_ontvangst_origineel=date(2019, 3, 15),
        van=date(2019, 7, 1),
    ),
)
