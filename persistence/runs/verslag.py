"""Het verslag van een run terugvinden: wat er veranderde, voor wie en waarom, en wat de IND terugmeldde.

Hier en in het dossier staan BSN's; in het technisch logboek niet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from persistence.runs.uitwisseling import UITGEWISSELD
from persistence.runs.verloop import IND_UITWISSELING
from persistence.tabellen import ketenbericht, run, run_regel


@dataclass(frozen=True, slots=True, kw_only=True)
class Runverslag:
    run: int
    soort: str
    datum: date
    gestart: datetime
    geeindigd: datetime | None  # leeg: loopt nog, of wacht op hervatting
    inhoud: Mapping[str, Any]
    teruggemeld: int | None = None  # alleen bij de uitwisseling met de IND


@dataclass(frozen=True, slots=True)
class Regel:
    bsn: str
    wat: str
    waarom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keuze:
    soort: str | None = None
    datum: date | None = None
    aantal: int = field(default=10)


_REGELS = text("""
    SELECT bsn, wat, waarom FROM (
        SELECT bsn, wat, waarom, 1 AS deel, id FROM run_regel WHERE run = :run
        UNION ALL
        SELECT bsn, soort || ' van ' || partij || ': ' || uitkomst,
               'ontvangen ' || to_char(ontvangen AT TIME ZONE 'Europe/Amsterdam', 'DD-MM-YYYY HH24:MI'), 0, id
          FROM ketenbericht WHERE verwerkt_run = :run
        UNION ALL
        SELECT k.bsn, 'TERUGGEMELD', 'peildatum ' || k.sleutel, 2, k.id
          FROM ketenbericht k
         WHERE CAST(:vanaf AS timestamptz) IS NOT NULL AND k.soort = 'TERUGMELDING'
           AND k.ontvangen >= :vanaf AND (CAST(:tot AS timestamptz) IS NULL OR k.ontvangen < :tot)
           AND EXISTS (SELECT FROM run_regel r WHERE r.run = :run AND r.bsn = k.bsn AND r.wat = :uit)
    ) alles
    WHERE CAST(:bsn AS text) IS NULL OR bsn = :bsn
    ORDER BY bsn, deel, id
""")


def verslagen(conn: Connection, keuze: Keuze) -> list[Runverslag]:
    """De laatste eerst."""
    vraag = select(run).order_by(run.c.datum.desc(), run.c.id.desc()).limit(keuze.aantal)
    if keuze.soort is not None:
        vraag = vraag.where(run.c.soort == keuze.soort)
    if keuze.datum is not None:
        vraag = vraag.where(run.c.datum == keuze.datum)
    return [
        Runverslag(
            run=rij.id,
            soort=rij.soort,
            datum=rij.datum,
            gestart=rij.gestart,
            geeindigd=rij.geeindigd,
            inhoud=rij.verslag or _zonder_bsn(rij.voortgang or {}),
            teruggemeld=_teruggemeld(conn, rij) if rij.soort == IND_UITWISSELING else None,
        )
        for rij in conn.execute(vraag).all()
    ]


def regels(conn: Connection, verslag: Runverslag, bsn: str | None = None) -> Iterator[Regel]:
    """Per persoon: wat er gebeurde en waarom; van een uitwisseling ook wat er terugkwam."""
    vanaf = verslag.gestart if verslag.soort == IND_UITWISSELING else None
    tot = None if vanaf is None else _volgende(conn, vanaf)
    waarden = {"run": verslag.run, "bsn": bsn, "vanaf": vanaf, "tot": tot, "uit": UITGEWISSELD}
    for rij in conn.execute(_REGELS, waarden):
        yield Regel(rij.bsn, rij.wat, rij.waarom)


def _teruggemeld(conn: Connection, rij: Any) -> int:
    """Van hoeveel personen die eruit gingen de IND voor de volgende uitwisseling antwoordde (R-067)."""
    tot = _volgende(conn, rij.gestart)
    vraag = (
        select(func.count(ketenbericht.c.bsn.distinct()))
        .join(run_regel, run_regel.c.bsn == ketenbericht.c.bsn)
        .where(
            run_regel.c.run == rij.id,
            run_regel.c.wat == UITGEWISSELD,
            ketenbericht.c.soort == "TERUGMELDING",
            ketenbericht.c.ontvangen >= rij.gestart,
        )
    )
    if tot is not None:
        vraag = vraag.where(ketenbericht.c.ontvangen < tot)
    return conn.scalar(vraag) or 0


def _volgende(conn: Connection, gestart: datetime) -> datetime | None:
    later = select(func.min(run.c.gestart)).where(run.c.soort == IND_UITWISSELING, run.c.gestart > gestart)
    moment: datetime | None = conn.scalar(later)
    return moment


def _zonder_bsn(voortgang: Mapping[str, Any]) -> dict[str, Any]:
    inhoud = {naam: waarde for naam, waarde in voortgang.items() if naam not in ("tot", "volledig")}
    return inhoud | {"mislukt": len(inhoud.get("mislukt", ()))}
