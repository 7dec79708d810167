"""De ketenpartijen: wie zij zijn en met welk OIN zij ondertekenen (R-047)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from isi_soap.domain import beheer as regels
from isi_soap.domain.beheer import BeheerGeweigerd
from isi_soap.domain.toegang import PARTIJEN
from persistence.beheer.opdracht import Opdracht
from persistence.tabellen import applicatiesleutel, mandaat
from persistence.tabellen import partij as tabel


def zet_oin(opdracht: Opdracht, code: str, oin: str) -> None:
    """Het OIN van een nieuw certificaat; het oude opent meteen niets meer."""
    regels.eis_oin(oin)
    oud = opdracht.eis(select(tabel).where(tabel.c.code == code), f"Ketenpartij {code}")
    if houder := _houder(opdracht, code, oin):
        raise BeheerGeweigerd(f"OIN {oin} is al van {houder}", "R-047")
    opdracht.conn.execute(update(tabel).where(tabel.c.code == code).values(oin=oin))
    opdracht.leg_vast("OIN gezet", f"partij {code}", voor=oud, na=oud | {"oin": oin})


def lijst(opdracht: Opdracht) -> list[dict[str, Any]]:
    """De partijen met wat elk mag sturen."""
    rijen = opdracht.conn.execute(select(tabel).order_by(tabel.c.code)).mappings()
    return [
        dict(rij) | {"operaties": sorted(naam for naam, mogen in PARTIJEN.items() if rij["code"] in mogen)}
        for rij in rijen
    ]


def oins(opdracht: Opdracht) -> list[dict[str, str]]:
    """Elk bekend OIN, en van wie het is."""
    uit = [
        {"oin": rij.oin, "soort": "partij", "houder": rij.code}
        for rij in opdracht.conn.execute(select(tabel.c.oin, tabel.c.code))
    ]
    sleutels = select(applicatiesleutel.c.oin, applicatiesleutel.c.gemeente).distinct()
    uit += [
        {"oin": rij.oin, "soort": "gemeente", "houder": rij.gemeente}
        for rij in opdracht.conn.execute(sleutels)
    ]
    leveranciers = select(mandaat.c.ondertekenaar, mandaat.c.naam).distinct()
    uit += [
        {"oin": rij.ondertekenaar, "soort": "leverancier", "houder": rij.naam}
        for rij in opdracht.conn.execute(leveranciers)
    ]
    return sorted(uit, key=lambda rij: (rij["oin"], rij["soort"]))


def _houder(opdracht: Opdracht, code: str, oin: str) -> str | None:
    ander = opdracht.conn.scalar(select(tabel.c.code).where(tabel.c.oin == oin, tabel.c.code != code))
    return ander or opdracht.conn.scalar(
        select(applicatiesleutel.c.gemeente).where(applicatiesleutel.c.oin == oin).limit(1)
    )
