"""Uitbesteding aan een andere gemeente: vastleggen wat DUO ontving, en beëindigen (R-049, R-053 … R-063)."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from isi_soap.domain import beheer as regels
from isi_soap.domain.beheer import BeheerGeweigerd
from isi_soap.domain.toegang import Uitbesteding, ontbreekt
from persistence.beheer.opdracht import Opdracht
from persistence.tabellen import uitbesteding as tabel

_VELDEN = tuple(veld.name for veld in fields(Uitbesteding))


def leg_vast(opdracht: Opdracht, nieuw: Uitbesteding) -> tuple[int, tuple[str, ...]]:
    """Het nummer, en wat er nog ontbreekt voordat zij iets opent."""
    if not opdracht.is_gemeente(nieuw.uitvoerende_gemeente):
        raise regels.weiger_andere_instelling(nieuw.uitvoerende_gemeente)
    for code in sorted({nieuw.uitbestedende_gemeente, nieuw.uitvoerende_gemeente}):
        opdracht.gemeente(code)
    regels.eis_uitbesteding(nieuw, [_uitbesteding(rij) for rij in _tussen(opdracht, nieuw)])
    rij = asdict(nieuw)
    nummer: int = opdracht.conn.execute(insert(tabel).values(**rij).returning(tabel.c.id)).scalar_one()
    opdracht.leg_vast("vastgelegd", f"uitbesteding {nummer}", gemeente=nieuw.uitbestedende_gemeente, na=rij)
    return nummer, ontbreekt(nieuw, opdracht.dag)


def vul_aan(opdracht: Opdracht, nummer: int, **stukken: Any) -> tuple[str, ...]:
    """Wat er later bij kwam: het origineel, het bewerkerscontract, de aanvraag van de sleutel."""
    oud = _eis(opdracht, nummer)
    nieuw = replace(_uitbesteding(oud), **stukken)
    regels.eis_uitbesteding(nieuw, ())
    na = asdict(nieuw)
    opdracht.conn.execute(update(tabel).where(tabel.c.id == nummer).values(**na))
    opdracht.leg_vast(
        "aangevuld",
        f"uitbesteding {nummer}",
        gemeente=nieuw.uitbestedende_gemeente,
        voor=oud,
        na=na | {"id": nummer},
    )
    return ontbreekt(nieuw, opdracht.dag)


def beeindig(opdracht: Opdracht, nummer: int, laatste_dag: date | None = None) -> date:
    """De laatste dag; zonder opgave gisteren, zodat het volgende bericht al geweigerd wordt."""
    oud = _eis(opdracht, nummer)
    gisteren = opdracht.dag - timedelta(days=1)
    laatste = laatste_dag or gisteren
    if oud["tot"] is not None and oud["tot"] < opdracht.dag:
        raise BeheerGeweigerd(f"Uitbesteding {nummer} is al geëindigd op {oud['tot']:%d-%m-%Y}")
    if laatste < gisteren:
        raise BeheerGeweigerd("Beëindigen kan niet met terugwerkende kracht")
    eerste: date = oud["van"]
    laatste = max(laatste, eerste - timedelta(days=1))
    opdracht.conn.execute(update(tabel).where(tabel.c.id == nummer).values(tot=laatste))
    opdracht.leg_vast(
        "beëindigd",
        f"uitbesteding {nummer}",
        gemeente=oud["uitbestedende_gemeente"],
        voor=oud,
        na=oud | {"tot": laatste},
    )
    return laatste


def lijst(opdracht: Opdracht, gemeente: str | None = None) -> list[dict[str, Any]]:
    """Alle uitbestedingen, met wat er vandaag aan ontbreekt; van een gemeente die van beide kanten."""
    vraag = select(tabel).order_by(tabel.c.uitbestedende_gemeente, tabel.c.van)
    if gemeente is not None:
        vraag = vraag.where(
            (tabel.c.uitbestedende_gemeente == gemeente) | (tabel.c.uitvoerende_gemeente == gemeente)
        )
    rijen = [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]
    return [rij | {"ontbreekt": list(ontbreekt(_uitbesteding(rij), opdracht.dag))} for rij in rijen]


def _tussen(opdracht: Opdracht, nieuw: Uitbesteding) -> list[dict[str, Any]]:
    vraag = select(tabel).where(
        tabel.c.uitbestedende_gemeente == nieuw.uitbestedende_gemeente,
        tabel.c.uitvoerende_gemeente == nieuw.uitvoerende_gemeente,
    )
    return [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]


def _eis(opdracht: Opdracht, nummer: int) -> dict[str, Any]:
    return opdracht.eis(select(tabel).where(tabel.c.id == nummer), f"Uitbesteding {nummer}")


def _uitbesteding(rij: dict[str, Any]) -> Uitbesteding:
    return Uitbesteding(**{veld: rij[veld] for veld in _VELDEN})
