"""Wat er op HTTP binnenkomt en weer uitgaat, los van de server die het vervoert.

NamedTuple en geen bevroren dataclass: die kost bij het maken drie keer zoveel, en elk bericht maakt er twee.
"""

from __future__ import annotations

from functools import lru_cache
from typing import IO, Final, NamedTuple, Protocol

from isi_soap.waarneming.metrieken import Reden

Koplijst = list[tuple[str, str]]

XML: Final[Koplijst] = [("content-type", "text/xml; charset=utf-8")]
_TEKST: Final[Koplijst] = [("content-type", "text/plain; charset=utf-8")]


class Koppen(Protocol):
    """De HTTP-koppen van een verzoek, op naam in kleine letters."""

    def get(self, key: str, /) -> str | None: ...


class Verzoek(NamedTuple):
    """Een volledig ontvangen verzoek."""

    method: str
    path: str
    query: str
    headers: Koppen
    body: bytes = b""
    peer: str | None = None
    aangekomen: float = 0.0  # perf_counter bij het eerste teken ervan; 0 als niemand het zag


class Antwoord(NamedTuple):
    """Een volledig antwoord; wat te groot is voor het geheugen staat in `bestand`, dat de voorkant sluit."""

    status: int
    headers: Koplijst
    body: bytes = b""
    bestand: IO[bytes] | None = None
    reden: Reden | None = None  # waarom er geen bericht behandeld is, voor de metrieken


class Behandelaar(Protocol):
    """Wie een ontvangen verzoek beantwoordt: één profiel, of de verdeler over meer."""

    def __call__(self, verzoek: Verzoek, /) -> Antwoord: ...
    def weiger_vooraf(self, pad: str, peer: str | None, /) -> Antwoord | None: ...
    def bezet(self, verzoek: Verzoek, /) -> Antwoord: ...


def kaal(status: int, tekst: str, *extra: tuple[str, str], reden: Reden | None = None) -> Antwoord:
    """Een fout van HTTP zelf: er was nog geen bericht (standards.md §4.4)."""
    return Antwoord(status, [*_TEKST, *extra], f"{tekst}\n".encode(), reden=reden)


def bezwaar_tegen_koppen(headers: Koppen) -> Antwoord | None:
    """Alleen text/xml in UTF-8, ongecomprimeerd: al het andere is 415."""
    soort, charset = mediatype(headers.get("content-type") or "")
    if soort != "text/xml":
        return kaal(415, "Alleen text/xml.")
    if charset is not None and charset not in ("utf-8", "utf8"):
        return kaal(415, "Alleen charset=utf-8.")
    codering = headers.get("content-encoding")
    if codering and codering.strip().lower() != "identity":
        return kaal(415, "Geen Content-Encoding.", ("accept-encoding", "identity"))
    return None


@lru_cache(maxsize=64)
def mediatype(content_type: str) -> tuple[str, str | None]:
    """Het mediatype en de genoemde charset, in kleine letters en zonder aanhalingstekens."""
    soort, *parameters = content_type.split(";")
    charset = None
    for deel in parameters:
        naam, is_, waarde = deel.partition("=")
        if is_ and naam.strip().lower() == "charset":
            charset = waarde.strip().strip('"').lower()
    return soort.strip().lower(), charset
