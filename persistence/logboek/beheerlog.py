"""Wie het log zelf leest, toetst of vernietigt, staat er ook in: een record van de soort BEHEER."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from persistence.eenheid import systeemklok
from persistence.kenmerk import nieuw_id
from persistence.logboek.berichtenlog import Logregel, Uitkomstcode, schrijf_logregel
from persistence.logboek.sleutels import Logsleutels


@dataclass(frozen=True, slots=True, kw_only=True)
class Lezer:
    """Wie er handelt, en vanwaar; op de opdrachtregel de gebruiker van het systeem."""

    naam: str | None
    profiel: str
    peer: str | None = None


def meld(
    conn: Connection,
    sleutels: Logsleutels,
    handeling: str,
    verslag: Mapping[str, Any],
    *,
    vraag: Mapping[str, Any] | None = None,
    bsns: tuple[str, ...] = (),
    lezer: Lezer | None = None,
    uitkomst: Uitkomstcode = "OK",
    over: UUID | None = None,
) -> UUID:
    """`vraag` en `verslag` komen als JSON in de inhoud; `over`: de uitwisseling waar het om ging.

    Terug komt het kenmerk van het record.
    """
    nu, door = systeemklok(), lezer or Lezer(naam=wie(), profiel="beheer")
    regel = Logregel(
        soort="BEHEER",
        ontvangen=nu,
        beantwoord=nu,
        profiel=door.profiel,
        operatie=handeling,
        gebruiker=door.naam,
        uitkomst=uitkomst,
        http_status=0,
        duur=0.0,
        bsns=bsns,
        relates_to=f"urn:uuid:{over}" if over else None,
        verzoek=json.dumps(dict(vraag or {}), ensure_ascii=False, default=str).encode(),
        antwoord=json.dumps(dict(verslag), ensure_ascii=False, default=str).encode(),
        peer=door.peer,
    )
    kenmerk = nieuw_id()
    schrijf_logregel(conn, sleutels, kenmerk, regel)
    return kenmerk


def wie() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "onbekend"
