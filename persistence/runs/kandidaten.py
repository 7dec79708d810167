"""Voor wie een nieuwe dag iets kan veranderen.

Status, deel, groepen en wat de dagrun vastlegt volgen uit het dossier en de dag. Het dossier veranderde
alleen bij wie sinds de vorige run geschreven is; de dag doet er alleen toe waar een datum voorbijkomt: begin
of einde van een voorziening, einde van een vrijstelling, einde van de termijn en een half jaar ervoor, 65
jaar, een jaar weg. Elk venster is aan beide kanten een dag ruimer dan de regel; een test houdt de keuze naast
het hele bestand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select, text

from persistence.runs.verloop import DAGELIJKS, Run
from persistence.tabellen import afgeleid, run

_RUIMTE = timedelta(days=1)

_GERAAKT = text("""
SELECT bsn FROM afgeleid
 WHERE gewijzigd >= :sinds
    OR geboren_tot + interval '65 years' BETWEEN :van AND :tot
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
ORDER BY bsn
""")


def kandidaten(bezig: Run) -> Sequence[str]:
    """De BSN's op volgorde. Met de testklok iedereen: haar tijden zeggen niet wat later is geschreven."""
    conn = bezig.eenheid.conn
    vorige = _vorige_run(conn, bezig)
    if bezig.klok_verzet or vorige is None or bezig.vorige is None or bezig.datum < bezig.vorige:
        return conn.execute(select(afgeleid.c.bsn).order_by(afgeleid.c.bsn)).scalars().all()
    gestart, mislukt = vorige
    return geraakt(conn, bezig.vorige, bezig.datum, gestart, mislukt)


def geraakt(
    conn: Connection, vorige: date, dag: date, sinds: datetime, mislukt: Sequence[str] = ()
) -> Sequence[str]:
    venster = {"van": vorige - _RUIMTE, "tot": dag + _RUIMTE, "sinds": sinds, "mislukt": list(mislukt)}
    return conn.execute(_GERAAKT, venster).scalars().all()


def _vorige_run(conn: Connection, bezig: Run) -> tuple[datetime, list[str]] | None:
    rij = conn.execute(
        select(run.c.gestart, run.c.voortgang).where(
            run.c.soort == DAGELIJKS, run.c.datum == bezig.vorige, run.c.geeindigd.is_not(None)
        )
    ).one_or_none()
    return None if rij is None else (rij.gestart, (rij.voortgang or {}).get("mislukt", []))
