"""Hoe het iemand vergaat: per levensloop de feiten in de volgorde waarin zij in het echt ontstaan.

De begintoestand is die na de dagrun van de begindag: een levensloop bevat dus ook wat de dagrun al deed,
zoals het signaal over een verlopen termijn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Voorziening
from isi_soap.domain.termijnen import plus_maanden
from persistence.testdata import bouwstenen as s
from persistence.testdata.aansluitingen import BEGINDAG
from persistence.testdata.bouw import Bouw

_DUAAL = 0.54  # tussen de 44% van 2007-2009 en de 64% van 2010
_GESLAAGD = 0.75


@dataclass(frozen=True, slots=True)
class Levensloop:
    gewicht: float
    loop: Callable[[Bouw, Random], None]
    geboren: tuple[int, int] = (1956, 1994)
    vast: tuple[str, ...] = ()  # nationaliteiten, als die de levensloop bepalen
    turks: bool = False  # of een willekeurige nationaliteit ook de Turkse mag zijn
    wet: str = "WI2007"
    verhuist: bool = True


def dag(r: Random, van: date, tot: date) -> date:
    return van + timedelta(int(r.random() * (tot - van).days))


def gewezen(b: Bouw, r: Random) -> None:
    """Het grootste deel: plichtig geworden, voorziening gehad, geslaagd."""
    begin = _begonnen(b, r, date(2007, 3, 1), date(2012, 11, 1))
    klaar = begin + timedelta(200 + int(r.random() * 1100))
    if r.random() < 0.75:
        start = begin + timedelta(20 + int(r.random() * 120))
        traject = _voorziening(b, r, start)
        klaar = max(klaar, start + timedelta(150))
        b.anders(traject, klaar + s.DAG * 10, einddatum=klaar, reden_einde="AFGEROND")
    _examens(b, r, klaar)


def nt2(b: Bouw, r: Random) -> None:
    begin = _begonnen(b, r, date(2007, 3, 1), date(2012, 11, 1))
    s.nt2_diploma(b, begin + timedelta(300 + int(r.random() * 1500)), soort=r.choice(("NT2_I", "NT2_II")))


def definitief_met_voorziening(b: Bouw, r: Random) -> None:
    """Na het diploma nog een voorziening: actief (R-076)."""
    begin = _begonnen(b, r, date(2008, 1, 1), date(2011, 11, 1))
    klaar = begin + timedelta(400)
    _examens(b, r, klaar)
    _voorziening(b, r, klaar + timedelta(60 + int(r.random() * 600)))


def lopend(b: Bouw, r: Random) -> None:
    """Laat begonnen: de termijn loopt nog."""
    s.plicht(b, dag(r, date(2010, 1, 1), date(2012, 12, 20)))
    start = dag(r, date(2016, 5, 1), date(2018, 11, 1))
    s.handhaving(b, start)
    if r.random() < 0.8:
        _voorziening(b, r, start + timedelta(10 + int(r.random() * 100)))
    _pogingen(b, r, start)


def overschreden(b: Bouw, r: Random) -> None:
    """De termijn is voorbij, vaak na verlenging of boete (R-035)."""
    start = dag(r, date(2009, 12, 20), date(2012, 11, 1))
    s.plicht(b, start - timedelta(30))
    h = s.handhaving(b, start)
    if r.random() < 0.7:
        _voorziening(b, r, start + timedelta(30 + int(r.random() * 90)))
    if r.random() < 0.4:
        besluit = h.datum_einde_termijn - timedelta(60)
        h = s.verleng(b, h, besluit, plus_maanden(h.datum_einde_termijn, 12))
    if r.random() < 0.4:
        boete = h.datum_einde_termijn + timedelta(30)
        nieuw = plus_maanden(boete, 12)
        s.boete(b, h, boete, grondslag="ART31", bedrag=r.randrange(100, 501, 50) * 100, tot=nieuw)
        h = b.anders(h, boete, datum_einde_termijn=nieuw)
    _pogingen(b, r, start)
    gemeld = h.datum_einde_termijn + s.DAG
    s.signaal(b, "SS902", gemeld, opgehaald=gemeld + timedelta(14) if r.random() < 0.7 else None)


def vrijwillig(b: Bouw, r: Random) -> None:
    traject = _voorziening(b, r, dag(r, date(2008, 1, 1), date(2019, 2, 1)), soort="VIV")
    klaar = traject.startdatum + timedelta(300 + int(r.random() * 500))
    if klaar < date(2019, 1, 1) and r.random() < 0.8:
        b.anders(traject, klaar + s.DAG, einddatum=klaar, reden_einde="AFGEROND")
        if r.random() < _GESLAAGD:
            _examens(b, r, klaar - s.DAG)


def buiten_de_wet(b: Bouw, r: Random) -> None:
    """Niet plichtig met reden 4 (R-038)."""
    begin = _begonnen(b, r, date(2007, 3, 1), date(2010, 6, 1))
    s.plicht(b, begin + timedelta(400 + int(r.random() * 1500)), reden="4")


def vrijgesteld(b: Bouw, r: Random) -> None:
    """Geheel vrijgesteld met reden 1; soms komt er daarna een NT2-diploma dat aangehouden wordt (R-142)."""
    vrij = dag(r, date(2007, 3, 1), date(2015, 1, 1))
    s.plicht(b, vrij, reden="1")
    if r.random() < 0.05:
        s.nt2_diploma(b, vrij + timedelta(300), aangehouden=True)


def tijdelijk_verblijf(b: Bouw, r: Random) -> None:
    s.plicht(b, dag(r, date(2007, 3, 1), date(2012, 12, 20)), reden=r.choice(("92", "92", "93", "94", "95")))


def ontheven(b: Bouw, r: Random) -> None:
    begin = _begonnen(b, r, date(2007, 3, 1), date(2012, 6, 1))
    if r.random() < 0.8:
        s.ontheffing(b, "MED", begin + timedelta(200 + int(r.random() * 700)))
    else:
        s.ontheffing(b, "EVI", dag(r, date(2010, 9, 20), date(2018, 1, 1)) + timedelta(900))


def nieuwkomer(b: Bouw, r: Random) -> None:
    """Open SS064: de gemeente moet de plicht nog vaststellen (R-071)."""
    gemeld = dag(r, date(2018, 1, 1), date(2019, 3, 25))
    s.signaal(b, "SS064", gemeld, opgehaald=gemeld + timedelta(6) if r.random() < 0.5 else None)


def zelfmelder(b: Bouw, r: Random) -> None:
    b.persoon_anders(
        dag(r, date(2011, 1, 1), date(2019, 1, 1)), zelfmelder=True, heeft_lening=r.random() < 0.6
    )
    _pogingen(b, r, date(2013, 1, 1))


def tijdelijk_duo(b: Bouw, r: Random) -> None:
    s.tijdelijk(b, "DUO", dag(r, date(2016, 9, 1), date(2018, 12, 1)))


def tijdelijk_gemeente(b: Bouw, r: Random) -> None:
    lopend(b, r)
    s.tijdelijk(b, "GEMEENTE", dag(r, date(2016, 9, 1), date(2018, 12, 1)))


def groep(b: Bouw, r: Random) -> None:
    """Buiten de wet, maar nog actief door een lopende voorziening (R-036)."""
    s.plicht(b, dag(r, date(2010, 1, 1), date(2012, 12, 20)))
    s.handhaving(b, dag(r, date(2016, 5, 1), date(2018, 6, 1)))
    s.voorziening(b, dag(r, date(2018, 7, 1), date(2019, 2, 1)))


def vrijstelling_duo(b: Bouw, r: Random) -> None:
    lopend(b, r)
    gezien = dag(r, date(2018, 6, 1), date(2019, 3, 1))
    b.persoon_anders(gezien, gehele_vrijstelling_duo=True)
    s.signaal(b, "SS903", gezien)


def vertrokken(b: Bouw, r: Random) -> None:
    """Vertrokken, meestal langer dan een jaar; de plicht is al dan niet beëindigd (R-044, R-045)."""
    _begonnen(b, r, date(2016, 5, 1), date(2016, 12, 1))
    weg = dag(r, date(2017, 1, 1), date(2019, 3, 1))
    s.vertrek(b, weg, land=r.choice(("5010", "6043", "5022", "6014")))
    gemerkt = plus_maanden(weg, 12) + s.DAG
    if gemerkt > BEGINDAG:
        return
    b.persoon_anders(gemerkt, vertrokken_sinds=weg)
    s.signaal(b, "SS904", gemerkt)
    if r.random() < 0.6 and gemerkt + timedelta(60) < BEGINDAG:
        s.plicht(b, gemerkt + timedelta(30), reden="91")


def overleden(b: Bouw, r: Random) -> None:
    begin = _begonnen(b, r, date(2007, 3, 1), date(2012, 6, 1))
    gestorven = begin + timedelta(100 + int(r.random() * 2300))
    b.persoon_anders(gestorven + s.DAG, "BRP", datum_overlijden=Datum.van(gestorven))


def nieuwe_wet(b: Bouw, r: Random) -> None:
    """Staat niet voor de gemeente in ISI (R-016)."""


def _begonnen(b: Bouw, r: Random, van: date, tot: date) -> date:
    """Plicht vastgesteld en de handhaving begonnen; geeft de dag van het besluit."""
    vastgesteld = dag(r, van, tot)
    s.plicht(b, vastgesteld)
    besluit = vastgesteld + timedelta(7 + int(r.random() * 60))
    lang = besluit < date(2009, 12, 19) and r.random() < 0.8
    s.handhaving(
        b,
        besluit,
        maanden=60 if lang else 42,
        soort=r.choice(("KENNISGEVING", "HANDHAVINGSBESCHIKKING", "VOORZIENINGSBESCHIKKING")),
    )
    return besluit


def _voorziening(b: Bouw, r: Random, start: date, soort: str | None = None) -> Voorziening:
    duaal = r.random() < _DUAAL
    traject = s.voorziening(
        b,
        start,
        soort=soort or ("DIV" if duaal else r.choice(("IV", "IV", "IV", "GIV", "TKV"))),
        registratie=start + timedelta(int(r.random() * 50)),
        duaal=duaal,
        vorm_pib=r.random() < 0.05,
        kanaal="CVS" if r.random() < 0.7 else "PORTAL",
    )
    if r.random() < 0.1:
        traject = b.anders(traject, start + timedelta(60), doel_examen="NT2_I")
    return traject


def _examens(b: Bouw, r: Random, klaar: date) -> None:
    if r.random() > _GESLAAGD:
        s.examen(b, "TGN", klaar - timedelta(120), geslaagd=False)
    s.inburgeringsdiploma(b, klaar)


def _pogingen(b: Bouw, r: Random, sinds: date) -> None:
    """Nog niet alles gehaald."""
    for onderdeel in s.EXAMENDELEN[: int(r.random() * 4)]:
        afgelegd = sinds + timedelta(90 + int(r.random() * 60))
        s.examen(b, onderdeel, afgelegd, geslaagd=r.random() < 0.5)


LEVENSLOPEN = (
    Levensloop(37, gewezen, turks=True),
    Levensloop(4, nt2),
    Levensloop(1, definitief_met_voorziening),
    Levensloop(5, lopend),
    Levensloop(4, overschreden),
    Levensloop(12, vrijwillig, vast=("0001",)),
    Levensloop(5, vrijwillig, vast=("0072",)),
    Levensloop(3, vrijwillig, vast=("0053",)),
    Levensloop(4, buiten_de_wet, vast=("0339",), verhuist=False),
    Levensloop(2, buiten_de_wet, geboren=(1938, 1952), verhuist=False),
    Levensloop(4, vrijgesteld),
    Levensloop(2, tijdelijk_verblijf),
    Levensloop(3, ontheven),
    Levensloop(2.5, nieuwkomer, verhuist=False),
    Levensloop(1, zelfmelder, verhuist=False),
    Levensloop(0.5, tijdelijk_duo),
    Levensloop(0.5, tijdelijk_gemeente),
    Levensloop(0.5, groep, vast=("0131", "0001")),
    Levensloop(0.5, groep, vast=("0339",)),
    Levensloop(0.3, groep, geboren=(1940, 1952)),
    Levensloop(0.2, vrijstelling_duo),
    Levensloop(5, vertrokken, verhuist=False),
    Levensloop(3, overleden, geboren=(1930, 1985), verhuist=False),
    Levensloop(1, nieuwe_wet, wet="WI2013", verhuist=False),
)
