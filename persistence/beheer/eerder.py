"""Welke wachtwoorden iemand niet opnieuw mag kiezen (R-024); van gebruikers en auditors op één manier."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, select

from isi_soap.domain.wachtwoord import ONTHOUDEN
from persistence.beheer import argon
from persistence.tabellen import auditor_wachtwoord, wachtwoord


class Eerdere:
    """De laatste hashes van ieder in één tabel; hoeveel dat er zijn staat bij de regels van wachtwoorden."""

    def __init__(self, tabel: Table, van: str) -> None:
        self._tabel = tabel
        self._van = tabel.c[van]

    def kent(self, conn: Connection, wie: Any, geheim: str) -> bool:
        vraag = select(self._tabel.c.hash).where(self._van == wie).order_by(self._tabel.c.id.desc())
        return any(argon.past(hash_, geheim) for hash_ in conn.scalars(vraag.limit(ONTHOUDEN)).all())

    def onthoud(self, conn: Connection, wie: Any, hash_: str) -> None:
        """Deze erbij, en wat te oud is eruit."""
        conn.execute(insert(self._tabel).values({self._van: wie, self._tabel.c.hash: hash_}))
        te_oud = select(self._tabel.c.id).where(self._van == wie).order_by(self._tabel.c.id.desc())
        conn.execute(delete(self._tabel).where(self._tabel.c.id.in_(te_oud.offset(ONTHOUDEN))))


VAN_GEBRUIKERS: Final = Eerdere(wachtwoord, "gebruiker")
VAN_AUDITORS: Final = Eerdere(auditor_wachtwoord, "auditor")
