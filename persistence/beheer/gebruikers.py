"""De gebruikers van een gemeente en hun rollen, door haar eigen Suwinetbeheerder (R-023 … R-025, R-051)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, select, update

from isi_soap.domain import beheer as regels
from isi_soap.domain.beheer import BeheerGeweigerd
from persistence.beheer import wachtwoorden
from persistence.beheer.opdracht import GEHEIM, Opdracht
from persistence.tabellen import gebruiker

_ZICHTBAAR = [kolom for kolom in gebruiker.c if kolom.name not in GEHEIM]


def voeg_toe(
    opdracht: Opdracht,
    gemeente: str,
    naam: str,
    rollen: Iterable[str],
    *,
    instelling: str | None = None,
    verloopt_op: date | None = None,
) -> None:
    """Een account van de gemeente, ook voor wie bij een andere instelling werkt (R-051)."""
    _eis_beheer(opdracht, gemeente)
    rij = {
        "gemeente": gemeente,
        "naam": regels.eis_gebruikersnaam(naam),
        "rollen": list(regels.eis_rollen(rollen)),
        "instelling": instelling,
        "verloopt_op": verloopt_op,
    }
    if opdracht.zoek(_van(gemeente, naam)):
        raise BeheerGeweigerd(f"Het account {naam} bestaat al bij {gemeente}", "R-025")
    opdracht.conn.execute(insert(gebruiker).values(**rij))
    opdracht.leg_vast("toegevoegd", _onderwerp(gemeente, naam), gemeente=gemeente, na=rij)


def zet_rollen(opdracht: Opdracht, gemeente: str, naam: str, rollen: Iterable[str]) -> None:
    """Deze rollen en geen andere; zij tellen op (R-024)."""
    _wijzig(opdracht, gemeente, naam, "rollen gezet", rollen=list(regels.eis_rollen(rollen)))


def blokkeer(opdracht: Opdracht, gemeente: str, naam: str) -> None:
    _wijzig(opdracht, gemeente, naam, "geblokkeerd", geblokkeerd_op=opdracht.nu)


def deblokkeer(opdracht: Opdracht, gemeente: str, naam: str) -> None:
    _wijzig(opdracht, gemeente, naam, "gedeblokkeerd", geblokkeerd_op=None)


def laat_verlopen(opdracht: Opdracht, gemeente: str, naam: str, op: date | None) -> None:
    """Vanaf deze dag opent het account niets meer; zonder dag verloopt het niet."""
    _wijzig(opdracht, gemeente, naam, "verloopt", verloopt_op=op)


def geef_wachtwoord(opdracht: Opdracht, gemeente: str, naam: str) -> str:
    _eis_beheer(opdracht, gemeente)
    uitgegeven = wachtwoorden.geef(opdracht, _eis(opdracht, gemeente, naam))
    opdracht.leg_vast("wachtwoord uitgegeven", _onderwerp(gemeente, naam), gemeente=gemeente)
    return uitgegeven


def lijst(opdracht: Opdracht, gemeente: str) -> list[dict[str, Any]]:
    regels.eis_eigen_gemeente(_beheerder(opdracht), gemeente)
    vraag = select(*_ZICHTBAAR).where(gebruiker.c.gemeente == gemeente).order_by(gebruiker.c.naam)
    return [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]


def toon(opdracht: Opdracht, gemeente: str, naam: str) -> dict[str, Any]:
    regels.eis_eigen_gemeente(_beheerder(opdracht), gemeente)
    return _eis(opdracht, gemeente, naam)


# --- de Suwinetbeheerder zelf, door DUO -------------------------------------------------------------


def wijs_beheerder_aan(opdracht: Opdracht, gemeente: str, naam: str) -> str:
    """DUO wijst de Suwinetbeheerder aan, met een eerste wachtwoord; rollen geeft DUO niet (R-023)."""
    opdracht.gemeente(gemeente)
    regels.eis_gebruikersnaam(naam)
    voor = opdracht.zoek(_van(gemeente, naam))
    if voor is None:
        opdracht.conn.execute(insert(gebruiker).values(gemeente=gemeente, naam=naam, rollen=[]))
    na = _zet(opdracht, gemeente, naam, beheerder=True)
    uitgegeven = wachtwoorden.geef(opdracht, na)
    opdracht.leg_vast(
        "als Suwinetbeheerder aangewezen", _onderwerp(gemeente, naam), gemeente=gemeente, voor=voor, na=na
    )
    return uitgegeven


def onthef_beheerder(opdracht: Opdracht, gemeente: str, naam: str) -> None:
    voor = _eis(opdracht, gemeente, naam)
    na = _zet(opdracht, gemeente, naam, beheerder=False)
    opdracht.leg_vast(
        "van het beheer ontheven", _onderwerp(gemeente, naam), gemeente=gemeente, voor=voor, na=na
    )


def beheerders(opdracht: Opdracht) -> list[dict[str, Any]]:
    vraag = (
        select(gebruiker.c.gemeente, gebruiker.c.naam, gebruiker.c.laatste_aanmelding)
        .where(gebruiker.c.beheerder)
        .order_by(gebruiker.c.gemeente, gebruiker.c.naam)
    )
    return [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]


# --- de rij -----------------------------------------------------------------------------------------


def _eis_beheer(opdracht: Opdracht, gemeente: str) -> None:
    regels.eis_eigen_gemeente(_beheerder(opdracht), gemeente)
    opdracht.gemeente(gemeente)


def _beheerder(opdracht: Opdracht) -> regels.Beheerder:
    if opdracht.beheerder is None:
        raise BeheerGeweigerd(
            "Gebruikers beheert alleen de Suwinetbeheerder van de gemeente", "R-023", "Meld u aan"
        )
    return opdracht.beheerder


def _wijzig(opdracht: Opdracht, gemeente: str, naam: str, handeling: str, **waarden: Any) -> None:
    _eis_beheer(opdracht, gemeente)
    voor = _eis(opdracht, gemeente, naam)
    na = _zet(opdracht, gemeente, naam, **waarden)
    opdracht.leg_vast(handeling, _onderwerp(gemeente, naam), gemeente=gemeente, voor=voor, na=na)


def _zet(opdracht: Opdracht, gemeente: str, naam: str, **waarden: Any) -> dict[str, Any]:
    wijziging = (
        update(gebruiker)
        .where(gebruiker.c.gemeente == gemeente, gebruiker.c.naam == naam)
        .values(**waarden)
        .returning(*_ZICHTBAAR)
    )
    return dict(opdracht.conn.execute(wijziging).mappings().one())


def _van(gemeente: str, naam: str) -> Select[Any]:
    return select(*_ZICHTBAAR).where(gebruiker.c.gemeente == gemeente, gebruiker.c.naam == naam)


def _eis(opdracht: Opdracht, gemeente: str, naam: str) -> dict[str, Any]:
    return opdracht.eis(_van(gemeente, naam), f"Het account {naam} van {gemeente}")


def _onderwerp(gemeente: str, naam: str) -> str:
    return f"gebruiker {gemeente}/{naam}"
