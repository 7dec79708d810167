"""Een onderzoek: wat een auditor vraagt en waarvoor. Alles wat hij leest, leest hij binnen een onderzoek."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort

from isi_soap.auditor import kern, sessie
from persistence.auditor import onderzoeken
from persistence.auditor.onderzoeken import Onderzoek, Soort


def begin(soort: Soort, doel: str, vraag: Mapping[str, Any]) -> str:
    return onderzoeken.begin(
        kern.conn(), kern.sleutels(), sessie.sessie().kenmerk, soort, doel, vraag, kern.nu()
    )


def eis_onderzoek(id_: str, *soorten: Soort) -> Onderzoek:
    """Het onderzoek van deze sessie; een ander bestaat voor haar niet."""
    gevonden = onderzoeken.lees(kern.conn(), kern.sleutels(), sessie.sessie().kenmerk, id_)
    if gevonden is None or (soorten and gevonden.soort not in soorten):
        abort(404)
    return gevonden


def recente() -> list[Onderzoek]:
    return onderzoeken.recent(kern.conn(), kern.sleutels(), sessie.sessie().kenmerk)
