"""Wat een auditor in zijn sessie vraagt, en waarvoor; zo staat er nooit een BSN in een adres."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select

from isi_soap.audit.sleutels import SleutelFout
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import onderzoek

Soort = Literal["ZOEKEN", "TIJDLIJN", "OVERZICHT"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Onderzoek:
    id: str
    soort: Soort
    begonnen: datetime
    doel: str
    vraag: Mapping[str, Any]


def begin(
    conn: Connection,
    sleutels: Logsleutels,
    sessie: bytes,
    soort: Soort,
    doel: str,
    vraag: Mapping[str, Any],
    nu: datetime,
) -> str:
    id_ = secrets.token_urlsafe(12)
    tekst = json.dumps({"doel": doel, "vraag": dict(vraag)}, ensure_ascii=False).encode()
    rij = {
        "id": id_,
        "sessie": sessie,
        "soort": soort,
        "begonnen": nu,
        "inpaksleutel": sleutels.bos.huidige,
        "vraag": sleutels.bos.pak_in(tekst, _doel(id_)),
    }
    conn.execute(insert(onderzoek).values(rij))
    return id_


def lees(conn: Connection, sleutels: Logsleutels, sessie: bytes, id_: str) -> Onderzoek | None:
    """Alleen wat in deze sessie begon: een adres dat iemand anders zag, opent niets."""
    vraag = select(onderzoek).where(onderzoek.c.id == id_, onderzoek.c.sessie == sessie)
    rij = conn.execute(vraag).one_or_none()
    return None if rij is None else _uit(sleutels, rij)


def recent(conn: Connection, sleutels: Logsleutels, sessie: bytes, hoogstens: int = 8) -> list[Onderzoek]:
    vraag = select(onderzoek).where(onderzoek.c.sessie == sessie).order_by(onderzoek.c.begonnen.desc())
    gevonden = (_uit(sleutels, rij) for rij in conn.execute(vraag.limit(hoogstens)))
    return [een for een in gevonden if een is not None]


def _uit(sleutels: Logsleutels, rij: Row[Any]) -> Onderzoek | None:
    try:
        inhoud = json.loads(sleutels.bos.pak_uit(rij.vraag, rij.inpaksleutel, _doel(rij.id)))
    except SleutelFout:
        return None  # de inpaksleutel is vervangen; een onderzoek duurt nooit langer dan een sessie
    return Onderzoek(
        id=rij.id, soort=rij.soort, begonnen=rij.begonnen, doel=inhoud["doel"], vraag=inhoud["vraag"]
    )


def _doel(id_: str) -> bytes:
    return b"onderzoek:" + id_.encode()
