"""Datasleutels opnieuw inpakken met de inpaksleutel van nu, zodat een oude weg kan.

Een portie per transactie: wie onderbroken wordt, gaat bij een volgende start verder met wat nog oud is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Connection,
    LargeBinary,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    select,
    text,
    union_all,
    update,
)

from isi_soap.audit.sleutels import Sleutelbos, SleutelFout
from persistence.database import Database
from persistence.tabellen import auditor, datasleutel

PORTIE: Final = 1000
_BEGIN: Final = UUID(int=0)

_nieuw = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid)), bindparam("ingepakt", type_=ARRAY(LargeBinary)))
    .table_valued(column("id", Uuid), column("ingepakt", LargeBinary), name="nieuw")
    .render_derived()
)
_ZET = (
    update(datasleutel)
    .where(datasleutel.c.id == _nieuw.c.id)
    .values(ingepakt=_nieuw.c.ingepakt, inpaksleutel=bindparam("inpaksleutel", type_=Text))
)


def in_gebruik(conn: Connection) -> dict[str, int]:
    """Per inpaksleutel hoeveel ermee ingepakt is: sleutels van inhoud, en tweede factoren van auditors."""
    van_inhoud = select(datasleutel.c.inpaksleutel).where(datasleutel.c.vernietigd.is_(None))
    alle = union_all(van_inhoud, select(auditor.c.inpaksleutel)).subquery()
    vraag = select(alle.c.inpaksleutel, func.count().label("aantal")).group_by(alle.c.inpaksleutel)
    return {rij.inpaksleutel: rij.aantal for rij in conn.execute(vraag)}


def wikkel_om(database: Database, bos: Sleutelbos) -> Iterator[tuple[int, int]]:
    """Per portie: hoeveel er opnieuw ingepakt zijn, en hoeveel niet uit te pakken waren."""
    na = _BEGIN
    while True:
        with database.transactie() as conn:
            rijen = conn.execute(
                select(datasleutel.c.id, datasleutel.c.inpaksleutel, datasleutel.c.ingepakt)
                .where(
                    datasleutel.c.id > na,
                    datasleutel.c.vernietigd.is_(None),
                    datasleutel.c.inpaksleutel != bos.huidige,
                )
                .order_by(datasleutel.c.id)
                .limit(PORTIE)
                .with_for_update()
            ).all()
            if not rijen:
                return
            nieuw: dict[UUID, bytes] = {}
            for rij in rijen:
                try:
                    nieuw[rij.id] = bos.pak_in(
                        bos.pak_uit(rij.ingepakt, rij.inpaksleutel, rij.id.bytes), rij.id.bytes
                    )
                except SleutelFout:
                    continue
            waarden = {"ids": list(nieuw), "ingepakt": list(nieuw.values()), "inpaksleutel": bos.huidige}
            if nieuw:
                conn.execute(_ZET, waarden)
            na = rijen[-1].id
        yield len(nieuw), len(rijen) - len(nieuw)


def niemand_gebruikt(conn: Connection, kenmerk: str) -> bool:
    """Of er niets meer mee ingepakt is, ook niet door een bericht dat nog onderweg is."""
    conn.execute(text("LOCK TABLE datasleutel, auditor IN SHARE MODE"))
    return kenmerk not in in_gebruik(conn)
