"""Mandaten: een leverancier die met zijn eigen OIN ondertekent voor een gemeente (design.md §4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from isi_soap.domain import beheer as regels
from isi_soap.domain.beheer import BeheerGeweigerd
from isi_soap.domain.toegang import Mandaat
from persistence.beheer.opdracht import Opdracht
from persistence.tabellen import applicatiesleutel, partij
from persistence.tabellen import mandaat as tabel


def voeg_toe(
    opdracht: Opdracht, ondertekenaar: str, naam: str, afnemer: str, ingang: date | None = None
) -> int:
    """De afnemer is het OIN waarop de sleutel van de gemeente staat; voor een ander opent het niets."""
    mandaat = Mandaat(
        ondertekenaar=regels.eis_oin(ondertekenaar),
        naam=naam,
        afnemer=regels.eis_oin(afnemer),
        ingang=ingang or opdracht.dag,
    )
    van = opdracht.conn.scalar(
        select(applicatiesleutel.c.gemeente).where(applicatiesleutel.c.oin == afnemer).limit(1)
    )
    partijen = opdracht.conn.scalars(select(partij.c.oin)).all()
    lopend = [
        Mandaat(**{veld: rij[veld] for veld in Mandaat.__slots__})
        for rij in lijst(opdracht)
        if (rij["ondertekenaar"], rij["afnemer"]) == (ondertekenaar, afnemer)
    ]
    regels.eis_mandaat(mandaat, lopend, partijen)
    if van is None:
        raise BeheerGeweigerd(
            f"Op OIN {afnemer} staat geen applicatiesleutel van een gemeente",
            "R-058",
            "Geef eerst een sleutel uit",
        )
    rij = {veld: getattr(mandaat, veld) for veld in Mandaat.__slots__}
    nummer: int = opdracht.conn.execute(insert(tabel).values(**rij).returning(tabel.c.id)).scalar_one()
    opdracht.leg_vast("toegevoegd", f"mandaat {nummer}", gemeente=van, na=rij)
    return nummer


def trek_in(opdracht: Opdracht, nummer: int, op: date | None = None) -> None:
    """Vanaf deze dag, of meteen, telt de handtekening van de leverancier niet meer voor deze afnemer."""
    oud = opdracht.eis(select(tabel).where(tabel.c.id == nummer), f"Mandaat {nummer}")
    einde = op or opdracht.dag
    if oud["ingetrokken_op"] is not None and oud["ingetrokken_op"] <= opdracht.dag:
        raise BeheerGeweigerd(f"Mandaat {nummer} is al ingetrokken")
    if einde < opdracht.dag:
        raise BeheerGeweigerd("Intrekken kan niet met terugwerkende kracht")
    opdracht.conn.execute(update(tabel).where(tabel.c.id == nummer).values(ingetrokken_op=einde))
    opdracht.leg_vast("ingetrokken", f"mandaat {nummer}", voor=oud, na=oud | {"ingetrokken_op": einde})


def lijst(opdracht: Opdracht) -> list[dict[str, Any]]:
    vraag = select(tabel).order_by(tabel.c.ondertekenaar, tabel.c.afnemer, tabel.c.ingang)
    return [dict(rij) for rij in opdracht.conn.execute(vraag).mappings()]
