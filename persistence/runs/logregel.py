"""Een run in het berichtenlog: dat zij begon, en wat zij deed en over wie.

Het begin heeft het kenmerk van de herkomst, zodat het log bij elk feit dat een run schreef de run weet te
noemen; het einde verwijst ernaar. Een begin zonder einde is een run die nog niet hervat is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from persistence.eenheid import Eenheid, systeemklok
from persistence.kenmerk import nieuw_id
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.tabellen import run_regel

_GEEN_HTTP = 0


def begonnen(eenheid: Eenheid, herkomst: UUID, soort: str) -> None:
    schrijf_logregel(eenheid.conn, eenheid.database.logsleutels, herkomst, _regel(eenheid, soort))


def voltooid(eenheid: Eenheid, herkomst: UUID, soort: str, run: int, verslag: Mapping[str, Any]) -> None:
    """Met het verslag als antwoord, en iedereen die er een regel in heeft."""
    wie = select(run_regel.c.bsn).where(run_regel.c.run == run).distinct().order_by(run_regel.c.bsn)
    regel = _regel(eenheid, soort)
    regel.relates_to = f"urn:uuid:{herkomst}"
    regel.duur = verslag["seconden"]
    regel.antwoord = json.dumps(verslag, ensure_ascii=False, sort_keys=True).encode()
    regel.bsns = tuple(eenheid.conn.execute(wie).scalars())
    schrijf_logregel(eenheid.conn, eenheid.database.logsleutels, nieuw_id(), regel)


def _regel(eenheid: Eenheid, soort: str) -> Logregel:
    nu = systeemklok()
    return Logregel(
        soort="RUN",
        ontvangen=nu,
        beantwoord=nu,
        profiel=eenheid.profiel,
        operatie=soort,
        uitkomst="OK",
        http_status=_GEEN_HTTP,
        duur=0.0,
    )
