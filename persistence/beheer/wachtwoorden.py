"""Wachtwoorden als argon2-hash: uitgeven, door de gebruiker zelf wijzigen, en aanmelden.

Voor het beheer en de eigen pagina's. In een bericht staat nooit een wachtwoord (design.md §4).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from isi_soap.domain.beheer import Beheerder, BeheerGeweigerd
from isi_soap.domain.wachtwoord import Wachtwoordstand, aanmeldbezwaar, bezwaren
from persistence.beheer import argon
from persistence.beheer.eerder import VAN_GEBRUIKERS
from persistence.beheer.opdracht import Opdracht
from persistence.tabellen import gebruiker

# Eén zin voor elke mislukking: wie raadt, leert er niet van welke accounts bestaan.
_GEWEIGERD = "De naam en het wachtwoord horen niet bij een account dat zich kan aanmelden"


def geef(opdracht: Opdracht, rij: dict[str, Any]) -> str:
    """Een nieuw, toevallig wachtwoord, dat de gebruiker binnen veertien dagen zelf vervangt."""
    nieuw = argon.nieuw(rij["naam"])
    _bewaar(opdracht, rij, nieuw, uitgegeven=True)
    return nieuw


def wijzig(opdracht: Opdracht, gemeente: str, naam: str, oud: str, nieuw: str) -> None:
    """De gebruiker vervangt zijn eigen wachtwoord; een verlopen wachtwoord mag daar nog voor dienen."""
    rij = _rij(opdracht, gemeente, naam)
    if not _klopt(rij, oud) or rij is None or _gesloten(opdracht, rij):
        raise BeheerGeweigerd(_GEWEIGERD, "R-025")
    te_laat = _bezwaar(opdracht, rij)
    if te_laat is not None and "ouder dan" not in te_laat:
        raise BeheerGeweigerd(
            f"Aanmelden kan niet: {te_laat}", "R-025", "Laat de Suwinetbeheerder een wachtwoord uitgeven"
        )
    gebruikt = VAN_GEBRUIKERS.kent(opdracht.conn, rij["id"], nieuw)
    if redenen := bezwaren(nieuw, [naam], gebruikt):
        raise BeheerGeweigerd(f"Dit wachtwoord kan niet: {'; '.join(redenen)}", "R-024")
    _bewaar(opdracht, rij, nieuw, uitgegeven=False)
    opdracht.leg_vast("wachtwoord gewijzigd", f"gebruiker {gemeente}/{naam}", gemeente=gemeente)


def meld_aan(opdracht: Opdracht, gemeente: str, naam: str, geheim: str) -> dict[str, Any]:
    """Het account dat zich aanmeldt; met een verlopen of ongebruikt wachtwoord lukt dat niet."""
    rij = _rij(opdracht, gemeente, naam)
    if not _klopt(rij, geheim) or rij is None or _gesloten(opdracht, rij):
        raise BeheerGeweigerd(_GEWEIGERD, "R-025")
    if reden := _bezwaar(opdracht, rij):
        raise BeheerGeweigerd(
            f"Aanmelden kan niet: {reden}", "R-025", "Wijzig het wachtwoord of laat er een uitgeven"
        )
    opdracht.conn.execute(
        update(gebruiker).where(gebruiker.c.id == rij["id"]).values(laatste_aanmelding=opdracht.dag)
    )
    return rij


def meld_beheerder_aan(opdracht: Opdracht, gemeente: str, naam: str, geheim: str) -> Beheerder:
    """Alleen wie DUO als Suwinetbeheerder van deze gemeente kent, beheert haar gebruikers (R-023)."""
    rij = meld_aan(opdracht, gemeente, naam, geheim)
    if not rij["beheerder"]:
        raise BeheerGeweigerd(
            f"{naam} is niet de Suwinetbeheerder van {gemeente}",
            "R-023",
            "DUO wijst haar aan (isi-soap beheer beheerder aanwijzen)",
        )
    if rij["wachtwoord_uitgegeven"]:
        raise BeheerGeweigerd(
            "Vervang eerst het uitgegeven wachtwoord",
            "R-024",
            "Gebruik isi-soap beheer gebruiker eigen-wachtwoord",
        )
    return Beheerder(gemeente=gemeente, naam=naam)


def _rij(opdracht: Opdracht, gemeente: str, naam: str) -> dict[str, Any] | None:
    vraag = select(gebruiker).where(gebruiker.c.gemeente == gemeente, gebruiker.c.naam == naam)
    rij = opdracht.conn.execute(vraag.with_for_update()).mappings().one_or_none()
    return dict(rij) if rij else None


def _klopt(rij: dict[str, Any] | None, geheim: str) -> bool:
    return argon.past(rij["wachtwoord_hash"] if rij else None, geheim)


def _gesloten(opdracht: Opdracht, rij: dict[str, Any]) -> bool:
    verloopt = rij["verloopt_op"]
    return rij["geblokkeerd_op"] is not None or (verloopt is not None and verloopt <= opdracht.dag)


def _bezwaar(opdracht: Opdracht, rij: dict[str, Any]) -> str | None:
    stand = Wachtwoordstand(
        sinds=rij["wachtwoord_sinds"],
        uitgegeven=rij["wachtwoord_uitgegeven"],
        laatste_aanmelding=rij["laatste_aanmelding"],
    )
    return aanmeldbezwaar(stand, opdracht.dag)


def _bewaar(opdracht: Opdracht, rij: dict[str, Any], geheim: str, *, uitgegeven: bool) -> None:
    hash_ = argon.hash_van(geheim)
    opdracht.conn.execute(
        update(gebruiker)
        .where(gebruiker.c.id == rij["id"])
        .values(
            wachtwoord_hash=hash_,
            wachtwoord_sinds=opdracht.dag,
            wachtwoord_uitgegeven=uitgegeven,
            laatste_aanmelding=opdracht.dag,
        )
    )
    VAN_GEBRUIKERS.onthoud(opdracht.conn, rij["id"], hash_)
