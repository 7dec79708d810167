"""Een log van een paar jaar terug: records met een kenmerk uit die maand, verzegeld en getekend."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text

from persistence.database import Database
from persistence.kenmerk import eerste_kenmerk, nieuw_id
from persistence.logboek.berichtenlog import schrijf_logregel
from persistence.logboek.toets import Bevinding, Logtoets
from tests.persistence.logboek.records import logregel
from tests.persistence.logboek.verzegeld import Log
from tools import verify_log

MAART = datetime(2020, 3, 5, 12, 0, tzinfo=UTC)
APRIL, MEI = MAART + timedelta(days=31), MAART + timedelta(days=61)
LATER = datetime(2020, 6, 15, tzinfo=UTC)


def kenmerk_in(tijdstip: datetime) -> UUID:
    """Een UUID versie 7 van dat tijdstip."""
    return UUID(int=eerste_kenmerk(tijdstip).int | nieuw_id().int & (1 << 80) - 1)


def maak_delen(database: Database, *maanden: date) -> None:
    with database.transactie() as conn:
        for maand in maanden:
            conn.execute(text("SELECT maak_logdeel(:m)"), {"m": maand})


def schrijf_op(
    conn: Connection, database: Database, tijdstip: datetime, *bsns: str, **anders: object
) -> UUID:
    kenmerk = kenmerk_in(tijdstip)
    velden: dict[str, object] = {"ontvangen": tijdstip, "beantwoord": tijdstip, "uitkomst": "OK"}
    schrijf_logregel(conn, database.logsleutels, kenmerk, logregel(*bsns, **velden | anders))
    return kenmerk


def toets_db(database: Database, *, inhoud: bool = True) -> tuple[list[Bevinding], Logtoets]:
    with database.transactie() as conn:
        toets = Logtoets(conn, database.logsleutels, inhoud=inhoud)
        return list(toets.alles()), toets


def bewaar(log: Log, map_: Path | None = None) -> Path:
    """De map die een auditor bijhield."""
    map_ = map_ or Path(tempfile.mkdtemp())
    map_.mkdir(exist_ok=True)
    (map_ / "log.vkey").write_text(log.wie.controlesleutel.tekst())
    for nummer, notitie in enumerate(log.bewaard):
        (map_ / f"{nummer}.checkpoint").write_text(notitie)
    return map_


def soorten(uit: verify_log.Uitslag) -> list[tuple[str, int | None]]:
    return [(bevinding.soort, bevinding.positie) for bevinding in uit.bevindingen]
