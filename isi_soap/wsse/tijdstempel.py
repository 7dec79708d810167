"""wsu:Timestamp: streng lezen, toetsen aan het venster, schrijven (WB002; BSP R3203, R3217–R3229)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lxml import etree

from isi_soap.wsse.fouten import WsseFout, ongeldig
from isi_soap.wsse.namen import CREATED, EXPIRES

GELDIGHEID: Final = timedelta(minutes=5)
_TIJD = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,3}))?Z")
# Buiten het strenge profiel komt de tijd van zeep en anderen ook met microseconden of +00:00.
_RUIME_TIJD = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|\+00:00)"
)


@dataclass(frozen=True, slots=True)
class Venster:
    """Hoe oud een bericht mag zijn, en hoeveel de klok van de afzender mag voorlopen."""

    duur: timedelta = GELDIGHEID
    vooruit: timedelta = timedelta(seconds=60)


VENSTER: Final = Venster()


@dataclass(frozen=True, slots=True)
class Tijdstempel:
    gemaakt: datetime
    verloopt: datetime | None


def lees(element: etree._Element, *, streng: bool = True) -> Tijdstempel:
    """Precies één Created, hoogstens één Expires daarna, verder niets."""
    delen = list(element)
    namen = [deel.tag for deel in delen]
    if namen not in ([CREATED], [CREATED, EXPIRES]):
        raise ongeldig(
            "wsu:Timestamp heeft niet precies één Created en hoogstens één Expires, in die volgorde."
        )
    if streng and any(deel.keys() for deel in delen):
        raise ongeldig("Created en Expires hebben geen attributen.")
    gemaakt, *rest = (_tijd(deel.text, streng) for deel in delen)
    verloopt = rest[0] if rest else None
    if verloopt is not None and verloopt <= gemaakt:
        raise ongeldig("Expires ligt niet na Created.")
    return Tijdstempel(gemaakt, verloopt)


def toets(stempel: Tijdstempel, nu: datetime, venster: Venster) -> None:
    """Vers genoeg: binnen het venster gemaakt en niet verlopen."""
    if stempel.gemaakt > nu + venster.vooruit:
        raise WsseFout("MessageExpired", "Created ligt in de toekomst.")
    if stempel.gemaakt < nu - venster.duur:
        raise WsseFout("MessageExpired", "het bericht is te oud.")
    if stempel.verloopt is not None and stempel.verloopt <= nu:
        raise WsseFout("MessageExpired", "Expires is verstreken.")


def schrijf(moment: datetime) -> str:
    """In milliseconden en met Z, zoals Suwinet het schrijft."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _tijd(tekst: str | None, streng: bool) -> datetime:
    gevonden = (_TIJD if streng else _RUIME_TIJD).fullmatch((tekst or "").strip())
    if gevonden is None:
        raise ongeldig("een tijd in wsu:Timestamp is niet in UTC met Z en hoogstens drie decimalen.")
    jaar, maand, dag, uur, minuut, seconde = (int(deel) for deel in gevonden.groups()[:6])
    micro = int((gevonden[7] or "0").ljust(6, "0")[:6])
    try:
        return datetime(jaar, maand, dag, uur, minuut, seconde, micro, tzinfo=UTC)
    except ValueError:
        raise ongeldig("een tijd in wsu:Timestamp bestaat niet.") from None
