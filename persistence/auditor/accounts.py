"""De accounts van auditors, door wie de dienst beheert; met een regel in het beheerlog per wijziging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.domain.auditor import eis_rechten
from isi_soap.domain.beheer import BeheerGeweigerd, eis_gebruikersnaam
from persistence.auditor import tweede_factor
from persistence.beheer import argon
from persistence.beheer.eerder import VAN_AUDITORS
from persistence.beheer.opdracht import Opdracht
from persistence.eenheid import NEDERLAND, systeemklok
from persistence.kenmerk import nieuw_id
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import auditor, auditor_sessie

ZICHTBAAR = [
    auditor.c[naam] for naam in ("id", "naam", "rechten", "geblokkeerd_op", "laatste_aanmelding", "dicht_tot")
]


@dataclass(frozen=True, slots=True)
class Uitgegeven:
    """Waarmee een auditor zich de eerste keer aanmeldt; het staat nergens anders."""

    naam: str
    wachtwoord: str = field(repr=False)
    sleutel: bytes = field(repr=False)


def voeg_toe(opdracht: Opdracht, sleutels: Logsleutels, naam: str, rechten: Iterable[str]) -> Uitgegeven:
    eis_gebruikersnaam(naam)
    gekregen = eis_rechten(rechten)
    if opdracht.zoek(select(auditor.c.id).where(auditor.c.naam == naam)):
        raise BeheerGeweigerd(f"De auditor {naam} bestaat al")
    uitgegeven, wie = _uitgifte(naam), nieuw_id()
    hash_ = argon.hash_van(uitgegeven.wachtwoord)
    rij = {
        "id": wie,
        "naam": naam,
        "rechten": list(gekregen),
        "wachtwoord_hash": hash_,
        "wachtwoord_sinds": vandaag(),
        "wachtwoord_uitgegeven": True,
    }
    opdracht.conn.execute(insert(auditor).values(rij | ingepakt(sleutels, wie, uitgegeven.sleutel)))
    VAN_AUDITORS.onthoud(opdracht.conn, wie, hash_)
    opdracht.leg_vast("toegevoegd", f"auditor {naam}", na={"naam": naam, "rechten": list(gekregen)})
    return uitgegeven


def geef_opnieuw_uit(opdracht: Opdracht, sleutels: Logsleutels, naam: str) -> Uitgegeven:
    """Een nieuw wachtwoord en een nieuwe tweede factor; lopende sessies zijn voorbij."""
    wie = _eis(opdracht, naam)["id"]
    uitgegeven = _uitgifte(naam)
    bewaar_wachtwoord(opdracht.conn, wie, uitgegeven.wachtwoord, uitgegeven=True)
    vrij = {"laatste_stap": 0, "mislukt": 0, "dicht_tot": None, "laatste_aanmelding": None}
    _zet(opdracht.conn, wie, **(ingepakt(sleutels, wie, uitgegeven.sleutel) | vrij))
    _beeindig_sessies(opdracht.conn, wie)
    opdracht.leg_vast("wachtwoord en tweede factor uitgegeven", f"auditor {naam}")
    return uitgegeven


def zet_rechten(opdracht: Opdracht, naam: str, rechten: Iterable[str]) -> tuple[str, ...]:
    """Deze rechten en geen andere; zij gelden bij de volgende bladzijde."""
    voor, nieuw = _eis(opdracht, naam), eis_rechten(rechten)
    _zet(opdracht.conn, voor["id"], rechten=list(nieuw))
    oud, werd = {"rechten": list(voor["rechten"])}, {"rechten": list(nieuw)}
    opdracht.leg_vast("rechten gezet", f"auditor {naam}", voor=oud, na=werd)
    return nieuw


def blokkeer(opdracht: Opdracht, naam: str) -> None:
    wie = _eis(opdracht, naam)["id"]
    _zet(opdracht.conn, wie, geblokkeerd_op=systeemklok())
    _beeindig_sessies(opdracht.conn, wie)
    opdracht.leg_vast("geblokkeerd", f"auditor {naam}")


def deblokkeer(opdracht: Opdracht, naam: str) -> None:
    wie = _eis(opdracht, naam)["id"]
    _zet(opdracht.conn, wie, geblokkeerd_op=None, mislukt=0, dicht_tot=None)
    opdracht.leg_vast("gedeblokkeerd", f"auditor {naam}")


def lijst(opdracht: Opdracht) -> list[dict[str, Any]]:
    rijen = opdracht.conn.execute(select(*ZICHTBAAR).order_by(auditor.c.naam)).mappings()
    return [dict(rij) for rij in rijen]


# --- gedeeld met het aanmelden ----------------------------------------------------------------------------


def vandaag() -> date:
    """De echte dag: de testklok van de dienst gaat over het domein, niet over wie zich aanmeldt."""
    return systeemklok().astimezone(NEDERLAND).date()


def ingepakt(sleutels: Logsleutels, wie: UUID, sleutel: bytes) -> dict[str, object]:
    return {
        "inpaksleutel": sleutels.bos.huidige,
        "tweede_factor": sleutels.bos.pak_in(sleutel, b"auditor:" + wie.bytes),
    }


def pak_uit(sleutels: Logsleutels, wie: UUID, inpaksleutel: str, bewaard: bytes) -> bytes:
    return sleutels.bos.pak_uit(bewaard, inpaksleutel, b"auditor:" + wie.bytes)


def pak_alles_opnieuw_in(conn: Connection, sleutels: Logsleutels) -> tuple[int, int]:
    """Na een nieuwe inpaksleutel: hoeveel er opnieuw ingepakt zijn, en hoeveel niet uit te pakken waren."""
    oud = auditor.c.inpaksleutel != sleutels.bos.huidige
    rijen = conn.execute(
        select(auditor.c.id, auditor.c.inpaksleutel, auditor.c.tweede_factor).where(oud).with_for_update()
    ).all()
    gedaan = 0
    for rij in rijen:
        try:
            sleutel = pak_uit(sleutels, rij.id, rij.inpaksleutel, rij.tweede_factor)
        except SleutelFout:
            continue
        _zet(conn, rij.id, **ingepakt(sleutels, rij.id, sleutel))
        gedaan += 1
    return gedaan, len(rijen) - gedaan


def bewaar_wachtwoord(conn: Connection, wie: UUID, geheim: str, *, uitgegeven: bool) -> None:
    hash_ = argon.hash_van(geheim)
    _zet(conn, wie, wachtwoord_hash=hash_, wachtwoord_sinds=vandaag(), wachtwoord_uitgegeven=uitgegeven)
    VAN_AUDITORS.onthoud(conn, wie, hash_)


def _uitgifte(naam: str) -> Uitgegeven:
    return Uitgegeven(naam, argon.nieuw(naam), tweede_factor.nieuw())


def _eis(opdracht: Opdracht, naam: str) -> dict[str, Any]:
    return opdracht.eis(select(*ZICHTBAAR).where(auditor.c.naam == naam), f"De auditor {naam}")


def _zet(conn: Connection, wie: UUID, **waarden: Any) -> None:
    conn.execute(update(auditor).where(auditor.c.id == wie).values(**waarden))


def _beeindig_sessies(conn: Connection, wie: UUID) -> None:
    conn.execute(delete(auditor_sessie).where(auditor_sessie.c.auditor == wie))
