"""Wat ketenpartners zonden uitvoeren: per persoon op volgorde, elk bericht met zijn eigen bron (R-065)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, not_, or_, select, update

from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.meldingen import Afwijking
from isi_soap.domain.model import Bron, Dossier
from isi_soap.domain.uitkomst import Omgeving, Uitkomst
from persistence.dossier import lees_mutatieverzoeken
from persistence.dossiers import lees_dossiers
from persistence.gemeenten import gemeenten
from persistence.ketenregels import voer_uit
from persistence.runs.porties import huidige_rijen, ververs_als_anders
from persistence.runs.schrijfblad import Schrijfblad
from persistence.runs.verloop import DAGELIJKS, Run, bron_van
from persistence.tabellen import afgeleid, ketenbericht
from persistence.vertaling.ketenbericht import NIEUWKOMER
from persistence.vertaling.opslag import opdracht

_KLAAR = (
    update(ketenbericht)
    .where(ketenbericht.c.id == bindparam("_id"))
    .values(verwerkt_run=bindparam("_run"), uitkomst=bindparam("_uitkomst"))
)


_EERDER = ketenbericht.alias("eerder")
# Opgenomen in ISI wordt een nieuwkomer alleen in zijn eigen run; wat daarna over hem kwam wacht mee.
NIET_VOOR_DE_OPNAME = or_(
    exists().where(afgeleid.c.bsn == ketenbericht.c.bsn),
    not_(
        exists().where(
            _EERDER.c.bsn == ketenbericht.c.bsn,
            _EERDER.c.soort == NIEUWKOMER,
            _EERDER.c.verwerkt_run.is_(None),
            _EERDER.c.id <= ketenbericht.c.id,
        )
    ),
)


def wachtenden(conn: Connection, *keuze: ColumnElement[bool]) -> Sequence[str]:
    """De personen over wie nog iets uit te voeren is."""
    vraag = select(ketenbericht.c.bsn).where(ketenbericht.c.verwerkt_run.is_(None), *keuze)
    return conn.execute(vraag.distinct().order_by(ketenbericht.c.bsn)).scalars().all()


def voer_berichten_uit(bezig: Run, bsns: Sequence[str], *keuze: ColumnElement[bool]) -> None:
    """De wachtende berichten van deze personen, en daarna wat er vanzelf uit volgt."""
    conn = bezig.eenheid.conn
    per_persoon: dict[str, list[Row[Any]]] = defaultdict(list)
    wachtend = select(ketenbericht).where(
        ketenbericht.c.verwerkt_run.is_(None), ketenbericht.c.bsn.in_(bsns), *keuze
    )
    for rij in conn.execute(wachtend.order_by(ketenbericht.c.id)):
        per_persoon[rij.bsn].append(rij)
    portie = _Portie(
        bezig=bezig,
        blad=Schrijfblad(conn),
        bronnen=bron_van(conn, {rij.oorsprong for rijen in per_persoon.values() for rij in rijen}),
        klaar=[],
    )
    dossiers = {d.persoon.bsn: d for d in lees_dossiers(conn, bsns)}
    huidig = huidige_rijen(bezig, bsns)
    for bsn, rijen in per_persoon.items():
        dossier, geschreven = portie.persoon(bsn, dossiers.get(bsn), rijen)
        if dossier is None:
            bezig.telling.gewijzigd += geschreven
            continue
        gevolg = actualiseer(dossier, bezig.datum) if bezig.soort == DAGELIJKS else Uitkomst()
        if not gevolg.leeg:
            dossier = portie.blad.pas_toe(dossier, bsn, gevolg, bezig.bron) or dossier
        if ververs_als_anders(bezig, portie.blad, dossier, huidig.get(bsn), gevolg, geschreven):
            bezig.telling.gewijzigd += 1
    portie.blad.schrijf()
    if portie.klaar:
        conn.execute(_KLAAR, portie.klaar)


@dataclass(slots=True, kw_only=True)
class _Portie:
    bezig: Run
    blad: Schrijfblad
    bronnen: dict[Any, Bron]
    klaar: list[dict[str, Any]]

    def persoon(
        self, bsn: str, dossier: Dossier | None, rijen: Sequence[Row[Any]]
    ) -> tuple[Dossier | None, bool]:
        geschreven = False
        for rij in rijen:
            omgeving = self._omgeving(bsn, dossier)
            try:
                uitkomst = voer_uit(dossier, opdracht(rij.soort, rij.inhoud), omgeving)
                gevolg = _gevolg(uitkomst)
            except Afwijking as afwijking:
                uitkomst = Uitkomst()
                gevolg = "GEWEIGERD " + ",".join(m.code.code for m in afwijking.meldingen)
            if not uitkomst.leeg:
                dossier = self.blad.pas_toe(dossier, bsn, uitkomst, self.bronnen[rij.oorsprong])
                geschreven = True
            self.bezig.telling.ketenberichten += 1
            self.bezig.telling.tel(gevolg)
            self.klaar.append({"_id": rij.id, "_run": self.bezig.id, "_uitkomst": gevolg})
        return dossier, geschreven

    def _omgeving(self, bsn: str, dossier: Dossier | None) -> Omgeving:
        kaart, dag = gemeenten(self.bezig.eenheid), self.bezig.datum
        return Omgeving(
            vandaag=dag,
            peildatum=dag,
            gemeente="",
            kanaal="DUO",
            gemeenten=kaart.bestaand(dag),
            opvolgers=kaart.opvolgers(dag),
            # Van wie in ISI staat, draagt het dossier ze al.
            mutatieverzoeken=lees_mutatieverzoeken(self.bezig.eenheid.conn, bsn) if dossier is None else (),
        )


def _gevolg(uitkomst: Uitkomst) -> str:
    if not uitkomst.leeg:
        return "VERWERKT"
    if uitkomst.bestaand is None and uitkomst.meldingen:
        return "NIET_OPGENOMEN " + ",".join(m.code.code for m in uitkomst.meldingen)
    return "ONGEWIJZIGD"
