"""Een opdracht van een beheerder: haar transactie, haar dag, wie haar gaf, en wat zij in het log zet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from isi_soap.domain import beheer as regels
from isi_soap.domain.beheer import Beheerder, BeheerGeweigerd
from isi_soap.domain.toegang import Gemeente
from persistence import klok
from persistence.eenheid import NEDERLAND
from persistence.tabellen import beheerregel
from persistence.tabellen import gemeente as gemeentetabel

# Deze kolommen komen in geen log en op geen scherm.
GEHEIM = frozenset({"wachtwoord_hash", "sleutel_hash"})

Rij = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opdracht:
    """Wat alle handelingen nodig hebben. De tijd is die van de dienst: ook in de ketentest klopt zij."""

    conn: Connection
    nu: datetime
    os_gebruiker: str
    beheerder: Beheerder | None = None
    gemeld: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def begin(cls, conn: Connection, os_gebruiker: str) -> Opdracht:
        return cls(conn, klok.lees(conn).nu, os_gebruiker)

    @property
    def dag(self) -> date:
        return self.nu.astimezone(NEDERLAND).date()

    def gemeente(self, code: str) -> Gemeente:
        """De bestaande gemeente, vergrendeld: twee beheerders wijzigen haar toegang na elkaar."""
        rijen = self.conn.execute(
            select(gemeentetabel).where(gemeentetabel.c.code == code).with_for_update(key_share=True)
        ).mappings()
        return regels.eis_gemeente(code, [Gemeente(**rij) for rij in rijen], self.dag)

    def zoek(self, vraag: Select[Any]) -> dict[str, Any] | None:
        rij = self.conn.execute(vraag).mappings().one_or_none()
        return None if rij is None else dict(rij)

    def eis(self, vraag: Select[Any], wat: str) -> dict[str, Any]:
        """De rij die bedoeld is, vergrendeld; anders een weigering in woorden."""
        rij = self.zoek(vraag.with_for_update())
        if rij is None:
            raise BeheerGeweigerd(f"{wat} bestaat niet")
        return rij

    def is_gemeente(self, code: str) -> bool:
        return self.conn.scalar(select(gemeentetabel.c.code).where(gemeentetabel.c.code == code)) is not None

    def leg_vast(
        self,
        handeling: str,
        onderwerp: str,
        *,
        gemeente: str | None = None,
        voor: Rij | None = None,
        na: Rij | None = None,
    ) -> None:
        """De regel in het beheerlog; van een wijziging alleen wat anders werd."""
        was, werd = _leesbaar(voor), _leesbaar(na)
        if was is not None and werd is not None:
            anders = {naam for naam in was.keys() | werd.keys() if was.get(naam) != werd.get(naam)}
            was, werd = ({k: v for k, v in deel.items() if k in anders} for deel in (was, werd))
        regel = {
            "os_gebruiker": self.os_gebruiker,
            "beheerder": str(self.beheerder) if self.beheerder else None,
            "gemeente": gemeente,
            "handeling": handeling,
            "onderwerp": onderwerp,
            "voor": was,
            "na": werd,
        }
        nummer = self.conn.execute(insert(beheerregel).values(regel).returning(beheerregel.c.id)).scalar_one()
        self.gemeld.append(regel | {"id": nummer})


def _leesbaar(rij: Rij | None) -> dict[str, Any] | None:
    if rij is None:
        return None
    return {naam: _json(waarde) for naam, waarde in rij.items() if naam not in GEHEIM}


def _json(waarde: Any) -> Any:
    return waarde.isoformat() if isinstance(waarde, date) else waarde
