"""Waarden zoals zij op een bladzijde staan: tijden in Nederlandse tijd, en niets dat zich verstopt."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from flask import Flask

from isi_soap.auditor import woorden
from persistence.eenheid import NEDERLAND

_MAANDEN: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_DAGEN: Final = ("ma", "di", "wo", "do", "vr", "za", "zo")
_REGELEINDEN: Final = frozenset("\n\t")
_DATUM: Final = re.compile(r"[0-9]{8}")
_ISODAG: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


def zichtbaar(tekst: Any) -> str:
    """Stuurtekens en tekens die de leesrichting omkeren als hun naam: in het log is niets onzichtbaar."""
    return "".join(_teken(t) for t in str(tekst))


def _teken(teken: str) -> str:
    if teken in _REGELEINDEN or unicodedata.category(teken) not in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return teken
    return f"⟨U+{ord(teken):04X}⟩"


def lokaal(moment: datetime) -> datetime:
    return moment.astimezone(NEDERLAND)


def tijd(moment: datetime) -> str:
    """Op de seconde; hoe laat precies staat bij de uitwisseling zelf."""
    hier = lokaal(moment)
    return f"{hier.day:02d}-{hier.month:02d}-{hier.year} {hier:%H:%M:%S}"


def tijdprecies(moment: datetime) -> str:
    hier = lokaal(moment)
    return f"{hier:%d-%m-%Y %H:%M:%S}.{hier.microsecond // 1000:03d}"


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dag(waarde: date) -> str:
    return f"{waarde.day} {_MAANDEN[waarde.month - 1]} {waarde.year}"


def kortedag(waarde: date) -> str:
    return f"{_DAGEN[waarde.weekday()]} {waarde.day}-{waarde.month}"


def duur(seconden: float) -> str:
    return (
        f"{seconden * 1000:.1f} ms".replace(".", ",")
        if seconden < 1
        else f"{seconden:.1f} s".replace(".", ",")
    )


def getal(waarde: int) -> str:
    return f"{waarde:,}".replace(",", ".")


def procent(deel: tuple[int, int]) -> str:
    aantal, totaal = deel
    return f"{100 * aantal / totaal:.1f}%".replace(".", ",") if totaal else "0%"


def gisteren(moment: datetime) -> date:
    """De laatste dag van een tijdvak dat aan het begin van deze dag eindigt."""
    return (lokaal(moment) - timedelta(days=1)).date()


def omvang(aantal: int | None) -> str:
    if aantal is None:
        return "geen"
    for eenheid, maat in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if aantal >= maat:
            return f"{aantal / maat:.1f} {eenheid}".replace(".", ",")
    return f"{aantal} bytes"


def waarde(gegeven: Any) -> str:
    """Een gegeven uit het dossier, leesbaar."""
    if gegeven is None or gegeven == []:
        return "–"
    if isinstance(gegeven, bool):
        return "ja" if gegeven else "nee"
    if isinstance(gegeven, list):
        return ", ".join(waarde(deel) for deel in gegeven)
    tekst = zichtbaar(gegeven)
    return dag(date.fromisoformat(tekst)) if _ISODAG.fullmatch(tekst) else tekst


def schemadatum(tekst: str) -> str | None:
    """JJJJMMDD in woorden; wat onbekend is (00) blijft weg."""
    if not _DATUM.fullmatch(tekst):
        return None
    jaar, maand, dagnr = int(tekst[:4]), int(tekst[4:6]), int(tekst[6:])
    if not jaar:
        return "onbekende datum"
    if not 1 <= maand <= 12:
        return f"{jaar}, maand onbekend"
    return f"{dagnr} {_MAANDEN[maand - 1]} {jaar}" if dagnr else f"{_MAANDEN[maand - 1]} {jaar}"


def sluit_aan(app: Flask) -> None:
    app.jinja_env.filters |= {
        "zichtbaar": zichtbaar,
        "tijd": tijd,
        "tijdprecies": tijdprecies,
        "iso": iso,
        "dag": dag,
        "kortedag": kortedag,
        "duur": duur,
        "getal": getal,
        "procent": procent,
        "gisteren": gisteren,
        "omvang": omvang,
        "waarde": waarde,
        "lokaal": lokaal,
        "operatie": woorden.operatie,
        "feit": woorden.feit,
        "einde": woorden.einde,
        "codetekst": woorden.code,
        "veld": woorden.veld,
    }
    app.jinja_env.globals |= {"UITKOMSTEN": woorden.UITKOMSTEN, "SOORTEN": woorden.SOORTEN}
