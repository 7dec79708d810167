"""De wachtwoordregels van Suwinet-Inkijk, voor de eigen pagina's en het beheer; nooit in een bericht.

R-024, R-025 (handleiding: Autorisaties) noemen het wachtwoord; de getallen komen uit de openbare handleiding
van de gebruikersadministratie van Suwinet-Inkijk (BKWI, versie 1.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MINSTENS = 8
ONTHOUDEN = 10
GELDIG = timedelta(days=56)
ONGEBRUIKT = timedelta(days=45)
UITGEGEVEN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wachtwoordstand:
    """Wat er van het wachtwoord van een gebruiker bekend is, zonder het wachtwoord."""

    sinds: date
    uitgegeven: bool = False  # door de beheerder gegeven en nog niet vervangen
    laatste_aanmelding: date | None = None


def bezwaren(wachtwoord: str, namen: Iterable[str], eerder_gebruikt: bool = False) -> tuple[str, ...]:
    """Alles wat er aan een nieuw wachtwoord schort; leeg is goed."""
    eisen = (
        (len(wachtwoord) >= MINSTENS, f"het heeft minder dan {MINSTENS} tekens"),
        (any(t.isdigit() for t in wachtwoord), "er staat geen cijfer in"),
        (any(t.isupper() for t in wachtwoord), "er staat geen hoofdletter in"),
        (any(t.islower() for t in wachtwoord), "er staat geen kleine letter in"),
        (not all(t.isalnum() or t.isspace() for t in wachtwoord), "er staat geen leesteken in"),
        (not _is_naam(wachtwoord, namen), "het is gelijk aan de naam"),
        (not eerder_gebruikt, f"het is een van de laatste {ONTHOUDEN}"),
    )
    return tuple(zin for goed, zin in eisen if not goed)


def _is_naam(wachtwoord: str, namen: Iterable[str]) -> bool:
    """Hoofdletters en leestekens maken van een naam geen wachtwoord."""
    kaal = _letters(wachtwoord)
    return any(kaal == _letters(naam) for naam in namen)


def _letters(tekst: str) -> str:
    return "".join(t for t in tekst.casefold() if t.isalpha())


def aanmeldbezwaar(stand: Wachtwoordstand, dag: date) -> str | None:
    """Waarom dit wachtwoord vandaag niet meer opent, of None."""
    if stand.uitgegeven and dag > stand.sinds + UITGEGEVEN:
        return f"het uitgegeven wachtwoord is niet binnen {UITGEGEVEN.days} dagen gewijzigd"
    if dag > (stand.laatste_aanmelding or stand.sinds) + ONGEBRUIKT:
        return f"er is langer dan {ONGEBRUIKT.days} dagen niet aangemeld"
    if dag > stand.sinds + GELDIG:
        return f"het wachtwoord is ouder dan {GELDIG.days} dagen"
    return None
