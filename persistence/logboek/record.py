"""Van een rij van `bericht` het record waarover de boom gaat: elke kolom met een waarde, onder haar naam."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from isi_soap.audit import record
from isi_soap.audit.boom import Hash
from persistence.tabellen import bericht

KOLOMMEN = tuple(str(kolom.name) for kolom in bericht.c)


def velden(rij: Mapping[Any, Any]) -> dict[str, record.Waarde]:
    return {naam: rij[naam] for naam in KOLOMMEN}


def blad(rij: Mapping[Any, Any]) -> Hash:
    return record.blad(velden(rij))
