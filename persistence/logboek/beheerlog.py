"""Wie het log zelf leest, toetst of vernietigt, staat er ook in: een record van de soort BEHEER."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from persistence.eenheid import systeemklok
from persistence.kenmerk import nieuw_id
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.logboek.sleutels import Logsleutels


def meld(
    conn: Connection,
    sleutels: Logsleutels,
    handeling: str,
    verslag: Mapping[str, Any],
    *,
    vraag: Mapping[str, Any] | None = None,
    bsns: tuple[str, ...] = (),
) -> UUID:
    """`vraag` en `verslag` komen als JSON in de inhoud; terug komt het kenmerk van het record."""
    nu = systeemklok()
    regel = Logregel(
        soort="BEHEER",
        ontvangen=nu,
        beantwoord=nu,
        profiel="beheer",
        operatie=handeling,
        gebruiker=wie(),
        uitkomst="OK",
        http_status=0,
        duur=0.0,
        bsns=bsns,
        verzoek=json.dumps(dict(vraag or {}), ensure_ascii=False, default=str).encode(),
        antwoord=json.dumps(dict(verslag), ensure_ascii=False, default=str).encode(),
    )
    kenmerk = nieuw_id()
    schrijf_logregel(conn, sleutels, kenmerk, regel)
    return kenmerk


def wie() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "onbekend"
