"""Personen in porties verwerken: vergrendelen, lezen, schrijven, vastleggen.

Mislukt een portie, dan gaan haar personen één voor één: wat bij één persoon misgaat houdt de anderen niet op.
Een storing van de database is iets anders: dan stopt de run, en een volgende start hervat haar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import structlog
from sqlalchemy import ARRAY, Text, any_, bindparam, select

from isi_soap.domain.model import Dossier
from isi_soap.domain.uitkomst import Uitkomst
from persistence.afleiding import afgeleide_rij
from persistence.database import DatabaseBezet, DatabaseOnbereikbaar
from persistence.runs.reden import waarom, wat_veranderde
from persistence.runs.schrijfblad import Schrijfblad
from persistence.runs.verloop import Run, Telling
from persistence.tabellen import afgeleid

GROOTTE = 500
_POGINGEN = 5

_log = structlog.get_logger("isi_soap.run")

_HUIDIG = select(afgeleid).where(afgeleid.c.bsn == any_(bindparam("bsns", type_=ARRAY(Text))))

# Verwerkt deze personen in de open transactie van de run en telt wat er gebeurde.
Verwerking = Callable[[Run, Sequence[str]], None]
# Kiest zonder slot wie van deze personen verandert; over de anderen is na één lezing alles gezegd.
Zeef = Callable[[Run, Sequence[str]], Sequence[str]]


def in_porties(
    bezig: Run,
    bsns: Sequence[str],
    verwerk: Verwerking,
    klaar: Callable[[str], None],
    zeef: Zeef | None = None,
) -> None:
    """Alle personen; `klaar` hoort na elke portie tot en met welk BSN, vóór het vastleggen."""
    totaal = len(bsns)
    for begin in range(0, totaal, GROOTTE):
        portie = bsns[begin : begin + GROOTTE]
        if not _probeer(bezig, portie, verwerk, klaar, zeef):
            for bsn in portie:
                if not _probeer(bezig, [bsn], verwerk, klaar):
                    bezig.telling.mislukt.append(bsn)
                    bezig.telling.tel("MISLUKT")
                    bezig.meld(bsn, "MISLUKT", "zie het logboek; de volgende dagrun probeert opnieuw")
                    klaar(bsn)
                    bezig.leg_vast()
        bezig.voortgang(min(begin + GROOTTE, totaal), totaal)


def _probeer(
    bezig: Run,
    portie: Sequence[str],
    verwerk: Verwerking,
    klaar: Callable[[str], None],
    zeef: Zeef | None = None,
) -> bool:
    voor = deepcopy(bezig.telling)
    for poging in range(1, _POGINGEN + 1):
        try:
            te_doen = portie if zeef is None else zeef(bezig, portie)
            if te_doen:
                bezig.eenheid.vergrendel(*te_doen)
                verwerk(bezig, te_doen)
            bezig.telling.verwerkt += len(portie)
            klaar(portie[-1])
            bezig.leg_vast()
            return True
        except DatabaseBezet:
            # Een ander schrijft bij een van deze personen; die is zo klaar.
            _terug(bezig, voor)
            if poging == _POGINGEN:
                raise
        except DatabaseOnbereikbaar:
            raise
        except Exception as fout:
            _terug(bezig, voor)
            # Alleen de soort van de fout: in haar tekst kan een persoonsgegeven staan.
            _log.error("portie mislukt", run=bezig.soort, personen=len(portie), fout=type(fout).__name__)
            return False
    raise AssertionError


def _terug(bezig: Run, voor: Telling) -> None:
    bezig.eenheid.maak_ongedaan()
    bezig.regels = []
    bezig.telling = deepcopy(voor)


def ververs_als_anders(
    bezig: Run,
    blad: Schrijfblad,
    dossier: Dossier,
    huidig: Mapping[str, Any] | None,
    gevolg: Uitkomst,
    geschreven: bool,
) -> bool:
    """Zet de afgeleide rij op het blad als er iets veranderde; zegt of dat zo was."""
    rij = afgeleide_rij(dossier, bezig.peildatum, bezig.eenheid.nu)
    if not geschreven and gevolg.leeg and gelijk(huidig, rij):
        return False
    if wat := wat_veranderde(huidig, rij, gevolg):
        bezig.meld(dossier.persoon.bsn, wat, waarom(gevolg, geschreven))
    blad.ververs(rij)
    return True


def gelijk(huidig: Mapping[str, Any] | None, rij: Mapping[str, Any]) -> bool:
    """Alleen een andere peildatum is geen wijziging voor wie zijn caseload bijwerkt."""
    stil = ("peildatum", "gewijzigd")
    return huidig is not None and all(huidig[k] == w for k, w in rij.items() if k not in stil)


def huidige_rijen(bezig: Run, bsns: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    rijen = bezig.eenheid.conn.execute(_HUIDIG, {"bsns": list(bsns)})
    return {rij.bsn: rij._asdict() for rij in rijen}
