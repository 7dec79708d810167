"""De dagrun van 04.00 uur: partnerfeiten worden werkelijk, en de kalender loopt een dag verder (R-065)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from isi_soap.domain.dagrun import actualiseer
from persistence.afleiding import afgeleide_rij
from persistence.database import Database
from persistence.dossiers import lees_dossiers
from persistence.eenheid import systeemklok
from persistence.runs.kandidaten import kandidaten
from persistence.runs.ketenberichten import NIET_VOOR_DE_OPNAME, voer_berichten_uit, wachtenden
from persistence.runs.porties import gelijk, huidige_rijen, in_porties, ververs_als_anders
from persistence.runs.schrijfblad import Schrijfblad
from persistence.runs.verloop import DAGELIJKS, Run, Verslag, Voortgang, stil, voer_uit
from persistence.tabellen import afgeleid, run

_LOPEND_BERICHT = timedelta(minutes=1)
# Zoveel dossiers in één leesopdracht: de server heeft er een paar milliseconden werk aan, en een bericht dat
# intussen komt hoeft niet op een hele portie te wachten.
_LEZING = 125


def dagelijks(
    database: Database,
    *,
    klok: Callable[[], datetime] = systeemklok,
    voortgang: Voortgang = stil,
    volledig: bool = False,
) -> Verslag:
    """Eén run haalt alle gemiste dagen in: wat afgeleid wordt, hangt alleen van de laatste dag af.

    Wat een partner zendt werkt hier; alleen het opnemen van nieuwkomers is een eigen run (R-070, R-074).
    `volledig` leidt iedereen opnieuw af, ook wie niet geraakt is.
    """
    return voer_uit(database, DAGELIJKS, _werk, klok=klok, voortgang=voortgang, volledig=volledig)


def _werk(bezig: Run) -> None:
    conn = bezig.eenheid.conn
    bsns = wachtenden(conn, NIET_VOOR_DE_OPNAME)
    bezig.eenheid.commit()
    in_porties(bezig, bsns, _voer_uit, lambda _: None)
    dag = [bsn for bsn in kandidaten(bezig) if bsn > bezig.telling.tot]
    bezig.eenheid.commit()
    in_porties(bezig, dag, _werk_bij, lambda bsn: _onthoud(bezig, bsn), _wie_verandert)
    # Wie intussen iets registreerde, is nog met de vorige dag afgeleid.
    intussen = _intussen_geschreven(bezig)
    bezig.eenheid.commit()
    in_porties(bezig, intussen, _werk_bij, lambda _: None)


def _voer_uit(bezig: Run, bsns: Sequence[str]) -> None:
    voer_berichten_uit(bezig, bsns, NIET_VOOR_DE_OPNAME)


def _onthoud(bezig: Run, bsn: str) -> None:
    bezig.telling.tot = bsn


def _wie_verandert(bezig: Run, bsns: Sequence[str]) -> Sequence[str]:
    """Zonder slot gelezen, zodat berichten over hen doorgaan; wie verandert wordt vergrendeld en herlezen.

    Wie tussen lezen en vastleggen iets registreert, komt bij `_intussen_geschreven` terug.
    """
    anders: list[str] = []
    for begin in range(0, len(bsns), _LEZING):
        groep = bsns[begin : begin + _LEZING]
        huidig = huidige_rijen(bezig, groep)
        anders += (
            dossier.persoon.bsn
            for dossier in lees_dossiers(bezig.eenheid.conn, groep)
            if not (
                actualiseer(dossier, bezig.datum).leeg
                and gelijk(
                    huidig.get(dossier.persoon.bsn), afgeleide_rij(dossier, bezig.datum, bezig.eenheid.nu)
                )
            )
        )
    bezig.eenheid.commit()
    return anders


def _werk_bij(bezig: Run, bsns: Sequence[str]) -> None:
    """Wat vanzelf verandert vastleggen, en de afgeleide rij verversen."""
    conn = bezig.eenheid.conn
    blad = Schrijfblad(conn)
    huidig = huidige_rijen(bezig, bsns)
    for dossier in lees_dossiers(conn, bsns):
        bsn = dossier.persoon.bsn
        gevolg = actualiseer(dossier, bezig.datum)
        if not gevolg.leeg:
            dossier = blad.pas_toe(dossier, bsn, gevolg, bezig.bron) or dossier
        if ververs_als_anders(bezig, blad, dossier, huidig.get(bsn), gevolg, geschreven=False):
            bezig.telling.gewijzigd += 1
    blad.schrijf()


def _intussen_geschreven(bezig: Run) -> Sequence[str]:
    """Ook een bericht dat al liep toen de run begon, kan na haar lezing vastgelegd zijn."""
    gestart = select(run.c.gestart - _LOPEND_BERICHT).where(run.c.id == bezig.id).scalar_subquery()
    vraag = select(afgeleid.c.bsn).where(afgeleid.c.gewijzigd >= gestart, afgeleid.c.peildatum != bezig.datum)
    return bezig.eenheid.conn.execute(vraag.order_by(afgeleid.c.bsn)).scalars().all()
