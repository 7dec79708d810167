"""Applicatiesleutels uitgeven, wisselen en intrekken, door DUO (R-052, R-058 … R-060).

Een sleutel bestaat alleen op het scherm van wie haar uitgeeft; hier staat haar hash. Geen proces onthoudt een
sleutel: wat hier verandert, geldt bij het volgende bericht, in elk werkproces.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, or_, select, update

from isi_soap.domain import beheer as regels
from isi_soap.domain.beheer import OVERLAP, BeheerGeweigerd
from isi_soap.domain.toegang import Applicatiesleutel
from persistence.beheer.opdracht import GEHEIM, Opdracht
from persistence.tabellen import applicatiesleutel as tabel
from persistence.tabellen import gemeente as gemeentetabel
from persistence.tabellen import partij
from persistence.toegang import sleutel_hash

_ZICHTBAAR = [kolom for kolom in tabel.c if kolom.name not in GEHEIM]


def geef_uit(
    opdracht: Opdracht,
    gemeente: str,
    oin: str,
    pakket: str,
    rollen: Iterable[str],
    *,
    aanvraag: date | None,
    ingang: date | None = None,
    eigen_gebruikersbeheer: bool = False,
) -> tuple[int, str]:
    """Een nieuwe sleutel op een aanvraag: haar nummer en haar waarde, die nergens anders staat."""
    regels.eis_aanvraag(aanvraag, opdracht.dag)
    opdracht.gemeente(gemeente)
    rij = {
        "gemeente": gemeente,
        "oin": _vrij_oin(opdracht, regels.eis_oin(oin), gemeente),
        "pakket": pakket,
        "rollen": list(regels.eis_rollen(rollen)),
        "eigen_gebruikersbeheer": eigen_gebruikersbeheer,
        "ingang": ingang or opdracht.dag,
        "aanvraag_ontvangen": aanvraag,
    }
    regels.eis_plaats(_van_pakket(opdracht, gemeente, pakket), opdracht.dag)
    nummer, waarde = _schrijf(opdracht, rij)
    opdracht.leg_vast("uitgegeven", f"sleutel {nummer}", gemeente=gemeente, na=rij)
    return nummer, waarde


def roteer(
    opdracht: Opdracht, nummer: int, *, overlap: timedelta = OVERLAP, oin: str | None = None
) -> tuple[int, str, date]:
    """Een opvolger voor deze sleutel; de oude geldt nog `overlap`. Geeft nummer, waarde en laatste dag."""
    oud = _eis(opdracht, nummer)
    gemeente = oud["gemeente"]
    opdracht.gemeente(gemeente)
    if oud["ingetrokken_op"] is not None:
        raise BeheerGeweigerd(f"Sleutel {nummer} is al ingetrokken of wordt al vervangen", "R-059")
    regels.eis_plaats(_van_pakket(opdracht, gemeente, oud["pakket"]), opdracht.dag)
    rij = {naam: waarde for naam, waarde in oud.items() if naam not in ("id", "ingetrokken_op")}
    rij["ingang"] = opdracht.dag
    if oin is not None:
        rij["oin"] = _vrij_oin(opdracht, regels.eis_oin(oin), gemeente)
    einde = opdracht.dag + overlap
    _zet_einde(opdracht, oud, einde, "wordt vervangen")
    nieuw, waarde = _schrijf(opdracht, rij)
    opdracht.leg_vast("uitgegeven bij wisseling", f"sleutel {nieuw}", gemeente=gemeente, na=rij)
    return nieuw, waarde, einde - timedelta(days=1)


def trek_in(opdracht: Opdracht, nummer: int, op: date | None = None) -> None:
    """Vanaf deze dag, of meteen, opent de sleutel niets meer."""
    oud = _eis(opdracht, nummer)
    einde = op or opdracht.dag
    if oud["ingetrokken_op"] is not None and oud["ingetrokken_op"] <= opdracht.dag:
        raise BeheerGeweigerd(f"Sleutel {nummer} is al ingetrokken", "R-059")
    if einde < opdracht.dag:
        raise BeheerGeweigerd("Intrekken kan niet met terugwerkende kracht", "R-059")
    _zet_einde(opdracht, oud, einde, "ingetrokken")


def lijst(opdracht: Opdracht, gemeente: str | None = None) -> list[dict[str, Any]]:
    vraag = select(*_ZICHTBAAR).order_by(tabel.c.gemeente, tabel.c.id)
    if gemeente is not None:
        vraag = vraag.where(tabel.c.gemeente == gemeente)
    return [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]


def _schrijf(opdracht: Opdracht, rij: dict[str, Any]) -> tuple[int, str]:
    waarde = secrets.token_urlsafe(32)
    nummer = opdracht.conn.execute(
        insert(tabel).values(**rij, sleutel_hash=sleutel_hash(waarde)).returning(tabel.c.id)
    ).scalar_one()
    return nummer, waarde


def _eis(opdracht: Opdracht, nummer: int) -> dict[str, Any]:
    return opdracht.eis(select(*_ZICHTBAAR).where(tabel.c.id == nummer), f"Sleutel {nummer}")


def _zet_einde(opdracht: Opdracht, oud: dict[str, Any], einde: date, handeling: str) -> None:
    opdracht.conn.execute(update(tabel).where(tabel.c.id == oud["id"]).values(ingetrokken_op=einde))
    opdracht.leg_vast(
        handeling,
        f"sleutel {oud['id']}",
        gemeente=oud["gemeente"],
        voor=oud,
        na=oud | {"ingetrokken_op": einde},
    )


def _geldig(opdracht: Opdracht) -> ColumnElement[bool]:
    return or_(tabel.c.ingetrokken_op.is_(None), tabel.c.ingetrokken_op > opdracht.dag)


def _van_pakket(opdracht: Opdracht, gemeente: str, pakket: str) -> list[Applicatiesleutel]:
    rijen = opdracht.conn.execute(
        select(tabel).where(tabel.c.gemeente == gemeente, tabel.c.pakket == pakket, _geldig(opdracht))
    )
    return [
        Applicatiesleutel(
            oin=rij.oin,
            gemeente=rij.gemeente,
            pakket=rij.pakket,
            rollen=frozenset(rij.rollen),
            ingang=rij.ingang,
            ingetrokken_op=rij.ingetrokken_op,
        )
        for rij in rijen
    ]


def _vrij_oin(opdracht: Opdracht, oin: str, gemeente: str) -> str:
    """Het OIN is van niemand anders: geen ketenpartij, en geen bestaande andere gemeente met een sleutel."""
    houder = opdracht.conn.scalar(select(partij.c.code).where(partij.c.oin == oin)) or opdracht.conn.scalar(
        select(tabel.c.gemeente)
        .join(gemeentetabel, gemeentetabel.c.code == tabel.c.gemeente)
        .where(
            tabel.c.oin == oin,
            tabel.c.gemeente != gemeente,
            _geldig(opdracht),
            or_(gemeentetabel.c.einde.is_(None), gemeentetabel.c.einde > opdracht.dag),
        )
        .limit(1)
    )
    regels.eis_eigen_oin(oin, houder, gemeente)
    return oin
