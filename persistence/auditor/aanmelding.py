"""Aanmelden met wachtwoord en tweede factor, en het eigen wachtwoord wijzigen.

Wie raadt krijgt steeds hetzelfde te horen, of de naam nu bestaat, het account dicht is of de code niet klopt.
Pas wie beide weet, hoort waarom hij toch niet verder mag.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from isi_soap.domain.auditor import DICHT, POGINGEN
from isi_soap.domain.beheer import BeheerGeweigerd
from isi_soap.domain.wachtwoord import GELDIG, Wachtwoordstand, aanmeldbezwaar, bezwaren
from persistence.auditor import accounts, tweede_factor
from persistence.beheer import argon
from persistence.beheer.eerder import VAN_AUDITORS
from persistence.eenheid import NEDERLAND
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import auditor


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditor:
    """Wie er aangemeld is, en wat hij mag."""

    id: UUID
    naam: str
    rechten: frozenset[str]
    moet_wijzigen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Afgewezen:
    """Waarom niet; `naam` alleen van een bestaand account, want een ander woord kan een wachtwoord zijn."""

    naam: str | None
    reden: str
    uitleg: str | None = None  # alleen voor wie wachtwoord en code wist


def meld_aan(
    conn: Connection, sleutels: Logsleutels, naam: str, geheim: str, code: str, nu: datetime
) -> Auditor | Afgewezen:
    """De aanroeper legt vast: ook een mislukte poging telt."""
    gelezen = conn.scalar(select(auditor.c.wachtwoord_hash).where(auditor.c.naam == naam))
    klopt = argon.past(gelezen, geheim)  # het rekenwerk, voordat de rij bezet is
    rij = conn.execute(select(auditor).where(auditor.c.naam == naam).with_for_update()).one_or_none()
    if rij is None:
        return Afgewezen(naam=None, reden="onbekend account")
    sleutel = accounts.pak_uit(sleutels, rij.id, rij.inpaksleutel, rij.tweede_factor)
    stap = tweede_factor.stap_van(sleutel, code, nu, rij.laatste_stap)
    if rij.dicht_tot is not None and nu < rij.dicht_tot:
        return Afgewezen(naam=naam, reden="het account is dicht na te veel pogingen")
    if rij.geblokkeerd_op is not None:
        return Afgewezen(naam=naam, reden="het account is geblokkeerd")
    if not klopt or rij.wachtwoord_hash != gelezen or stap is None:
        _tel_mislukt(conn, rij, nu)
        return Afgewezen(naam=naam, reden="het wachtwoord klopt niet" if not klopt else "de code klopt niet")
    dag = nu.astimezone(NEDERLAND).date()
    gelukt: dict[str, Any] = {"laatste_stap": stap, "mislukt": 0, "dicht_tot": None}
    uitleg = _bezwaar(rij, dag)
    if uitleg is None:
        gelukt["laatste_aanmelding"] = dag
    if rij.inpaksleutel != sleutels.bos.huidige:
        gelukt |= accounts.ingepakt(sleutels, rij.id, sleutel)
    conn.execute(update(auditor).where(auditor.c.id == rij.id).values(**gelukt))
    if uitleg is not None:
        return Afgewezen(naam=naam, reden="het wachtwoord opent niet meer", uitleg=uitleg)
    return auditor_van(rij, dag)


def auditor_van(rij: Any, dag: date) -> Auditor:
    te_oud = dag > rij.wachtwoord_sinds + GELDIG
    return Auditor(
        id=rij.id,
        naam=rij.naam,
        rechten=frozenset(rij.rechten),
        moet_wijzigen=rij.wachtwoord_uitgegeven or te_oud,
    )


def wijzig_wachtwoord(conn: Connection, wie: UUID, oud: str, nieuw: str) -> None:
    rij = conn.execute(select(auditor).where(auditor.c.id == wie).with_for_update()).one()
    if not argon.past(rij.wachtwoord_hash, oud):
        raise BeheerGeweigerd("Het huidige wachtwoord klopt niet")
    gebruikt = VAN_AUDITORS.kent(conn, wie, nieuw)
    if redenen := bezwaren(nieuw, [rij.naam], gebruikt):
        raise BeheerGeweigerd(f"Dit wachtwoord kan niet: {'; '.join(redenen)}")
    accounts.bewaar_wachtwoord(conn, wie, nieuw, uitgegeven=False)


def _tel_mislukt(conn: Connection, rij: Any, nu: datetime) -> None:
    mislukt = rij.mislukt + 1
    dicht = {"mislukt": 0, "dicht_tot": nu + DICHT} if mislukt >= POGINGEN else {"mislukt": mislukt}
    conn.execute(update(auditor).where(auditor.c.id == rij.id).values(**dicht))


def _bezwaar(rij: Any, dag: date) -> str | None:
    """Een wachtwoord dat alleen te oud is, mag nog dienen om het te vervangen."""
    stand = Wachtwoordstand(
        sinds=rij.wachtwoord_sinds,
        uitgegeven=rij.wachtwoord_uitgegeven,
        laatste_aanmelding=rij.laatste_aanmelding,
    )
    reden = aanmeldbezwaar(stand, dag)
    return None if reden is None or "ouder dan" in reden else reden
