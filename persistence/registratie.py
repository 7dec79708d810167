"""Een uitkomst van de regels wegschrijven als versies (R-006).

Wat eindigt, eindigt eerst; dan komen de nieuwe versies. Zo staat er op elk moment ten hoogste één geldende
versie, en kan een zakelijke sleutel meteen opnieuw gebruikt worden.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.dml import ReturningInsert, Update

from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import Melding, Weigering
from isi_soap.domain.model import Dossier, Feit, Persoon
from isi_soap.domain.uitkomst import Uitkomst
from persistence.afleiding import Stand, bereken, maak_plaats, ververs
from persistence.dossier import lees_dossier
from persistence.eenheid import Eenheid
from persistence.tabellen import TABEL
from persistence.tabellen import persoon as persoonstabel


@dataclass(frozen=True, slots=True, kw_only=True)
class Vastgelegd:
    """Wat er na het schrijven is. `onderwerp` draagt het id en versienummer voor `Registratie`."""

    dossier: Dossier | None  # None: de persoon staat niet in ISI (mutatieverzoek voor een nieuw persoon)
    onderwerp: Feit | None
    stand: Stand | None
    tijdstip: datetime
    bericht: UUID  # herkomst van wat nu geschreven is


def schrijf(eenheid: Eenheid, bsn: str, uitkomst: Uitkomst) -> Vastgelegd:
    """Schrijf de uitkomst en ververs wat eruit volgt; bij een bestaande registratie verandert er niets."""
    vastgelegd = schrijf_los(eenheid, bsn, uitkomst)
    dossier = lees_dossier(eenheid.conn, bsn)
    stand = None
    if dossier is not None and uitkomst.leeg:
        stand = bereken(dossier, eenheid.peildatum)
    elif dossier is not None:
        stand = ververs(eenheid.conn, dossier, eenheid.peildatum, eenheid.nu)
    return replace(vastgelegd, dossier=dossier, stand=stand)


def schrijf_los(eenheid: Eenheid, bsn: str, uitkomst: Uitkomst) -> Vastgelegd:
    """Schrijf een uitkomst over wie er voor deze aanvrager niet is: zijn dossier wordt niet geraakt."""
    onderwerp, tijdstip = uitkomst.bestaand or uitkomst.onderwerp, eenheid.nu
    if not uitkomst.leeg:
        onderwerp = schrijf_feiten(eenheid, bsn, uitkomst)
    elif onderwerp is not None and onderwerp.herkomst is not None:
        tijdstip = onderwerp.herkomst.geschreven.tijdstip
    return Vastgelegd(
        dossier=None, onderwerp=onderwerp, stand=None, tijdstip=tijdstip, bericht=eenheid.bericht_id
    )


def schrijf_feiten(eenheid: Eenheid, bsn: str, uitkomst: Uitkomst) -> Feit | None:
    """Alleen de versies, zonder de afgeleide rij; geeft het onderwerp met zijn id en versienummer."""
    onderwerp = uitkomst.onderwerp
    if uitkomst.persoon is not None:
        _schrijf_persoon(eenheid, uitkomst.persoon)
    for reden, feiten in (
        ("GEWIJZIGD", uitkomst.gewijzigd),
        ("VERWIJDERD", uitkomst.verwijderd),
        ("BEEINDIGD", uitkomst.beeindigd),
    ):
        for feit in feiten:
            _beeindig(eenheid, bsn, feit, reden)
    for feit in (*uitkomst.gewijzigd, *uitkomst.nieuw):
        nieuw = _voeg_toe(eenheid, bsn, feit)
        if feit is uitkomst.onderwerp or feit == uitkomst.onderwerp:
            onderwerp = nieuw
    return onderwerp


def _schrijf_persoon(eenheid: Eenheid, persoon: Persoon) -> None:
    """De volgende versie van de persoonsrij; wie er nog niet was, krijgt eerst zijn afgeleide rij."""
    maak_plaats(eenheid.conn, persoon, eenheid.peildatum, eenheid.nu)
    einde = (
        update(persoonstabel)
        .where(persoonstabel.c.bsn == persoon.bsn, persoonstabel.c.beeindigd_door.is_(None))
        .values(beeindigd_door=eenheid.bron(), versie_einde="GEWIJZIGD")
        .returning(persoonstabel.c.versienr)
    )
    vorige = eenheid.conn.execute(einde).scalar()
    if vorige is not None and vorige != persoon.versienr:
        raise Weigering(Melding(catalogus.F060))
    rij = waarden(persoon) | {
        "versienr": 1 if vorige is None else vorige + 1,
        "geschreven_door": eenheid.bron(),
    }
    eenheid.conn.execute(insert(persoonstabel), rij)


def _beeindig(eenheid: Eenheid, bsn: str, feit: Feit, reden: str) -> None:
    rij = {
        "_id": feit.id,
        "_versienr": feit.versienr,
        "_bsn": bsn,
        "beeindigd_door": eenheid.bron(),
        "versie_einde": reden,
    }
    # De versie in de opdracht is de geldende of zij is achterhaald: nooit een verloren wijziging.
    if eenheid.conn.execute(_einde(TABEL[type(feit)]), rij).rowcount != 1:
        raise Weigering(Melding(catalogus.F060))


def _voeg_toe(eenheid: Eenheid, bsn: str, feit: Feit) -> Feit:
    nieuw = replace(feit, versienr=feit.versienr + 1 if feit.id else 1, herkomst=None)
    rij = waarden(nieuw) | {"bsn": bsn, "geschreven_door": eenheid.bron()}
    if not nieuw.id:
        del rij["id"]
    nummer: int = eenheid.conn.execute(_toevoeging(TABEL[type(feit)]), rij).scalar_one()
    return replace(nieuw, id=nummer)


@cache
def _einde(tabel: Table) -> Update:
    return update(tabel).where(
        tabel.c.id == bindparam("_id"),
        tabel.c.versienr == bindparam("_versienr"),
        tabel.c.bsn == bindparam("_bsn"),
        tabel.c.beeindigd_door.is_(None),
    )


@cache
def _toevoeging(tabel: Table) -> ReturningInsert[Any]:
    return insert(tabel).returning(tabel.c.id)


def waarden(feit: Feit | Persoon) -> dict[str, Any]:
    """De kolommen van een feit, zoals de driver ze wil; ook voor ladingen."""
    tabel = persoonstabel if isinstance(feit, Persoon) else TABEL[type(feit)]
    rij: dict[str, Any] = {}
    for veld in fields(feit):
        if veld.name == "herkomst":
            continue
        waarde = getattr(feit, veld.name)
        if isinstance(waarde, tuple):
            waarde = list(waarde)
            if isinstance(tabel.c[veld.name].type, JSONB):
                waarde = [asdict(stap) | {"datum": stap.datum.isoformat()} for stap in waarde]
        rij[veld.name] = waarde
    return rij
