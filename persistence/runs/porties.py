"""Personen in porties verwerken: vergrendelen, lezen, schrijven, vastleggen.

Mislukt een portie, dan gaan haar personen één voor één: wat bij één persoon misgaat houdt de anderen niet op.
Een storing van de database is iets anders: dan stopt de run, en een volgende start hervat haar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import structlog
from sqlalchemy import select

from isi_soap.domain.model import Dossier
from persistence.afleiding import afgeleide_rij
from persistence.database import DatabaseBezet, DatabaseOnbereikbaar
from persistence.runs.schrijfblad import Schrijfblad
from persistence.runs.verloop import Run, Telling
from persistence.tabellen import afgeleid

GROOTTE = 500
_POGINGEN = 5

_log = structlog.get_logger("isi_soap.run")

# Verwerkt deze personen in de open transactie van de run en telt wat er gebeurde.
Verwerking = Callable[[Run, Sequence[str]], None]


def in_porties(bezig: Run, bsns: Sequence[str], verwerk: Verwerking, klaar: Callable[[str], None]) -> None:
    """Alle personen; `klaar` hoort na elke portie tot en met welk BSN, vóór het vastleggen."""
    totaal = len(bsns)
    for begin in range(0, totaal, GROOTTE):
        portie = bsns[begin : begin + GROOTTE]
        if not _probeer(bezig, portie, verwerk, klaar):
            for bsn in portie:
                if not _probeer(bezig, [bsn], verwerk, klaar):
                    bezig.telling.mislukt.append(bsn)
                    bezig.telling.tel("MISLUKT")
                    klaar(bsn)
                    bezig.leg_vast()
        bezig.voortgang(min(begin + GROOTTE, totaal), totaal)


def _probeer(bezig: Run, portie: Sequence[str], verwerk: Verwerking, klaar: Callable[[str], None]) -> bool:
    voor = deepcopy(bezig.telling)
    for poging in range(1, _POGINGEN + 1):
        try:
            bezig.eenheid.vergrendel(*portie)
            verwerk(bezig, portie)
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
    bezig.telling = deepcopy(voor)


def ververs_als_anders(
    bezig: Run, blad: Schrijfblad, dossier: Dossier, huidig: Mapping[str, Any] | None, geschreven: bool
) -> bool:
    """Zet de afgeleide rij op het blad als er iets veranderde; zegt of dat zo was."""
    rij = afgeleide_rij(dossier, bezig.peildatum, bezig.eenheid.nu)
    # Alleen een andere peildatum is geen wijziging voor wie zijn caseload bijwerkt.
    stil = ("peildatum", "gewijzigd")
    if not geschreven and huidig is not None and all(huidig[k] == w for k, w in rij.items() if k not in stil):
        return False
    blad.ververs(rij)
    return True


def huidige_rijen(bezig: Run, bsns: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    rijen = bezig.eenheid.conn.execute(select(afgeleid).where(afgeleid.c.bsn.in_(bsns))).mappings()
    return {rij["bsn"]: dict(rij) for rij in rijen}
