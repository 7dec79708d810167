"""Voor wie een nieuwe dag iets kan veranderen.

Status, deel, groepen en wat de dagrun vastlegt volgen uit het dossier en de dag. Het dossier veranderde
alleen bij wie sinds de vorige run geschreven is; de dag doet er alleen toe waar een datum voorbijkomt: begin
of einde van een voorziening, einde van een vrijstelling, einde van de termijn en een half jaar ervoor, 65
jaar, een jaar weg. Elk venster is aan beide kanten een dag ruimer dan de regel; een test houdt de keuze naast
het hele bestand.

Sinds wanneer er geschreven is, zegt de bron van een feit: haar id is een UUID versie 7 van de echte tijd, ook
als de testklok iets anders zegt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Connection, select, text

from persistence.eenheid import nieuw_id
from persistence.runs.verloop import DAGELIJKS, Run
from persistence.tabellen import FEITEN, afgeleid, run

_RUIMTE = timedelta(days=1)
# Een bericht dat begon voor de vorige run, kan tijdens die run pas vastgelegd zijn.
_RUIMTE_MILLI = 600_000

_KALENDER = """
SELECT bsn FROM afgeleid
 WHERE geboren_tot + interval '65 years' BETWEEN :van AND :tot
    OR einde_termijn BETWEEN :van AND :tot
    OR einde_termijn - interval '6 months' BETWEEN :van AND :tot
UNION
SELECT bsn FROM voorziening
 WHERE beeindigd_door IS NULL AND (startdatum BETWEEN :van AND :tot OR einddatum BETWEEN :van AND :tot)
UNION
SELECT bsn FROM vrijstelling WHERE beeindigd_door IS NULL AND datum_einde BETWEEN :van AND :tot
UNION
SELECT bsn FROM buitenland
 WHERE beeindigd_door IS NULL AND datum_vertrek + interval '1 year' BETWEEN :van AND :tot
UNION
SELECT unnest(CAST(:mislukt AS text[]))
"""
_TABELLEN = ("persoon", *(tabel.name for _, tabel in FEITEN.values()))
_GESCHREVEN = "".join(
    f"UNION SELECT bsn FROM {tabel} WHERE {kolom} BETWEEN :eerste AND :laatste\n"  # noqa: S608
    for tabel in _TABELLEN
    for kolom in ("geschreven_door", "beeindigd_door")
)
_GERAAKT = text(f"{_KALENDER}{_GESCHREVEN}ORDER BY bsn")


def kandidaten(bezig: Run) -> Sequence[str]:
    """De BSN's op volgorde; iedereen als er geen vorige run is om vandaan te rekenen."""
    conn = bezig.eenheid.conn
    vorige = None if bezig.telling.volledig else _vorige_run(conn, bezig)
    if vorige is None or bezig.vorige is None or bezig.datum < bezig.vorige:
        return conn.execute(select(afgeleid.c.bsn).order_by(afgeleid.c.bsn)).scalars().all()
    sinds, mislukt = vorige
    return geraakt(conn, bezig.vorige, bezig.datum, sinds, mislukt)


def geraakt(
    conn: Connection, vorige: date, dag: date, sinds: UUID, mislukt: Sequence[str] = ()
) -> Sequence[str]:
    venster = {
        "van": vorige - _RUIMTE,
        "tot": dag + _RUIMTE,
        "eerste": _verschoven(sinds, -_RUIMTE_MILLI),
        "laatste": _verschoven(nieuw_id(), _RUIMTE_MILLI),
        "mislukt": list(mislukt),
    }
    return conn.execute(_GERAAKT, venster).scalars().all()


def _verschoven(id_: UUID, milli: int) -> UUID:
    """De eerste UUID van zoveel milliseconden later; de tijd staat in de voorste 48 bits."""
    return UUID(int=((id_.int >> 80) + milli) << 80)


def _vorige_run(conn: Connection, bezig: Run) -> tuple[UUID, list[str]] | None:
    rij = conn.execute(
        select(run.c.oorsprong, run.c.voortgang).where(
            run.c.soort == DAGELIJKS, run.c.datum == bezig.vorige, run.c.geeindigd.is_not(None)
        )
    ).one_or_none()
    return None if rij is None else (rij.oorsprong, (rij.voortgang or {}).get("mislukt", []))
