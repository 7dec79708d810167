"""Een lading in het berichtenlog: wie alles vervangt, laat dat zien."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from persistence.eenheid import systeemklok
from persistence.kenmerk import nieuw_id
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.logboek.sleutels import Logsleutels


def geladen(conn: Connection, sleutels: Logsleutels, *, omvang: str, zaad: int, seconden: float) -> None:
    nu = systeemklok()
    regel = Logregel(
        soort="LADING",
        ontvangen=nu,
        beantwoord=nu,
        profiel="ketentest",
        operatie="testdata",
        uitkomst="OK",
        http_status=0,
        duur=seconden,
        antwoord=json.dumps({"omvang": omvang, "zaad": zaad}).encode(),
    )
    schrijf_logregel(conn, sleutels, nieuw_id(), regel)
