"""Termijnen en leeftijden, alles als functie van dagen die meegegeven worden.

R-036, R-044, R-083, R-090 (handleiding: Lijst handhaving, Tijdig registreren) en L-02, L-06, L-10, L-17,
L-18 (zie `wet`).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from isi_soap.domain.datum import Datum
from isi_soap.domain.geldigheid import NEDERLANDSE, TURKSE, heeft_nationaliteit
from isi_soap.domain.model import Boete, Dossier, Verlenging

ACHT_WEKEN = timedelta(days=56)
VIER_WEKEN = timedelta(weeks=4)
# Vanaf deze dag is er één termijn van 3,5 jaar; wie al begonnen was, houdt de zijne (wet van 2009, art. IV).
EEN_TERMIJN = date(2009, 12, 19)
KORTE_TERMIJN = 42
LANGE_TERMIJN = 60
NIEUWE_WET = date(2013, 1, 1)


def plus_maanden(dag: date, maanden: int) -> date:
    """Zelfde dagnummer, of de laatste dag van een kortere maand."""
    jaar, maand = divmod(dag.year * 12 + dag.month - 1 + maanden, 12)
    return date(jaar, maand + 1, min(dag.day, calendar.monthrange(jaar, maand + 1)[1]))


def wettelijke_termijn(aanvang: date, basisexamen_buitenland: bool) -> int:
    """Lengte van de handhavingstermijn in maanden (art. 7 WI)."""
    return KORTE_TERMIJN if aanvang >= EEN_TERMIJN or basisexamen_buitenland else LANGE_TERMIJN


def einde_termijn(
    aanvang: date, maanden: int, verlengingen: Iterable[Verlenging] = (), boetes: Iterable[Boete] = ()
) -> date:
    """De laatste dag van de termijn, met verlengingen en nieuwe termijnen na een boete."""
    later = [v.nieuwe_einddatum for v in verlengingen]
    later += [b.nieuwe_termijn_einde for b in boetes if b.nieuwe_termijn_einde]
    return max([plus_maanden(aanvang, maanden), *later])


def acht_weken_voorbij(startdatum: date, registratie: date) -> bool:
    return registratie - startdatum > ACHT_WEKEN


def vier_weken_voorbij(startdatum: date, registratie: date) -> bool:
    return registratie - startdatum > VIER_WEKEN


def heeft_leeftijd(geboortedatum: Datum, jaren: int, peildatum: date) -> bool:
    """Of iemand zeker zo oud is: bij een onvolledige datum telt de laatst mogelijke dag (domain.md §3.11)."""
    geboren = geboortedatum.laatst_mogelijk
    return geboren is not None and plus_maanden(geboren, 12 * jaren) <= peildatum


def is_jonger_dan(geboortedatum: Datum, jaren: int, peildatum: date) -> bool:
    """Of iemand zeker jonger is: ook als hij op de vroegst mogelijke dag geboren is (L-02)."""
    geboren = geboortedatum.vroegst_mogelijk
    return geboren is not None and plus_maanden(geboren, 12 * jaren) > peildatum


def is_65_plus(dossier: Dossier, peildatum: date) -> bool:
    return heeft_leeftijd(dossier.persoon.geboortedatum, 65, peildatum)


def buiten_de_wet(dossier: Dossier, peildatum: date) -> bool:
    """Nederlander, Turk of 65-plusser: valt niet onder de werking van de wet (R-036, R-083)."""
    return heeft_nationaliteit(dossier, NEDERLANDSE, TURKSE) or is_65_plus(dossier, peildatum)


def laatste_zes_maanden(dag: date, einde: date) -> bool:
    """Of een dag in de laatste zes maanden van een termijn valt, of erna (L-10, L-17)."""
    return dag >= plus_maanden(einde, -6)


def langer_dan_een_jaar(van: date, tot: date) -> bool:
    """Precies een jaar is nog niet langer (R-044)."""
    return tot > plus_maanden(van, 12)
