"""Testpersonen: vrijwillig, niet plichtig, vertrokken, overleden, opgeheven gemeente en nieuwe wet."""

from __future__ import annotations

from datetime import date
from typing import Any

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Mutatieverzoek, Stap
from persistence.testdata import bouwstenen as s
from persistence.testdata.aansluitingen import GRONINGEN, HAREN
from persistence.testdata.bouw import Bouw
from persistence.testdata.persoonlijst import situatie
from persistence.testdata.plichtigen import ACTIEF, DEFINITIEF, IP, NV

VRIJWILLIG, NIET, VERTROKKEN, OVERLEDEN = "VRIJWILLIG", "NIET", "VERTROKKEN", "OVERLEDEN"


@situatie(
    "999900481",
    "vrijwillige inburgeraar met voorziening: geen handhaving mogelijk",
    "R-009, R-131, R-132, R-137",
    VRIJWILLIG,
    ACTIEF,
)
def vrijwillig(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Graagtest", nationaliteiten=("0001",), verblijfstitel=None)
    s.voorziening(b, soort="VIV")


@situatie(
    "999900493",
    "EU-onderdaan als vrijwillige inburgeraar: niet in de uitwisseling met de IND",
    "R-066",
    VRIJWILLIG,
    ACTIEF,
)
def vrijwillig_eu(b: Bouw, bsn: str) -> None:
    s.mens(
        b, bsn, "Poolproef", geslacht="1", voornamen="Tester", nationaliteiten=("0072",), verblijfstitel="28"
    )
    s.voorziening(b, soort="VIV")


@situatie("999900511", "niet plichtig, valt niet onder de wet (reden 4)", "R-038, R-083", NIET, DEFINITIEF)
def niet_reden_4(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Testoglu-Proef", nationaliteiten=("0339",))
    s.verblijf(b)
    s.plicht(b)
    s.plicht(b, date(2013, 4, 8), reden="4")


@situatie(
    "999900523",
    "niet plichtig wegens tijdelijk verblijfsdoel (reden 92): mogelijk later wel",
    "R-069, R-080",
    NIET,
    ACTIEF,
)
def niet_reden_92(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Tijdtest", nationaliteiten=("0307",))
    s.verblijf(b, "TIJDELIJK")
    s.plicht(b, reden="92")


@situatie(
    "999900535",
    "langer dan een jaar vertrokken: de gemeente moet de plicht beëindigen (reden 91)",
    "R-044, R-045",
    VERTROKKEN,
    ACTIEF,
    groepen=("VTR",),
)
def vertrokken(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Wegtest")
    s.vertrek(b, date(2017, 6, 1))
    b.persoon_anders(date(2018, 6, 2), vertrokken_sinds=date(2017, 6, 1))
    s.signaal(b, "SS904", date(2018, 6, 2))


@situatie(
    "999900547",
    "elf maanden weg: nog niet vertrokken; bereikbaar voor de laatste gemeente",
    "R-044, R-045",
    IP,
    ACTIEF,
)
def elf_maanden_weg(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Reistest")
    s.vertrek(b, date(2018, 5, 2))


@situatie("999900559", "vertrokken en de plicht is beëindigd (reden 91)", "R-045, R-084", NIET, DEFINITIEF)
def vertrokken_beeindigd(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Verproef")
    s.vertrek(b, date(2015, 6, 1))
    b.persoon_anders(date(2016, 6, 2), vertrokken_sinds=date(2015, 6, 1))
    s.plicht(b, date(2016, 9, 5), reden="91")


@situatie(
    "999900560",
    "terug na meer dan een jaar: opnieuw nieuwkomer, de oude handhaving geldt niet meer",
    "R-046",
    NV,
    ACTIEF,
)
def teruggekeerd(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Terugproef")
    s.verblijf(b)
    oude_plicht = s.plicht(b)
    h = s.handhaving(b, date(2012, 3, 5))
    s.vertrek(b, date(2014, 1, 6), terug=date(2019, 2, 18))
    b.persoon_anders(date(2015, 1, 7), vertrokken_sinds=date(2014, 1, 6))
    b.persoon_anders(date(2019, 2, 19), vertrokken_sinds=None)
    s.adres(b, b.gemeente, date(2019, 2, 18), straat="Proefweg")
    b.weg(oude_plicht, date(2019, 2, 19), reden="BEEINDIGD", door="DUO")
    b.anders(h, date(2019, 2, 19), door="DUO", datum_beeindigd=date(2019, 2, 18))
    s.signaal(b, "SS064", date(2019, 2, 19))


@situatie("999900572", "overleden", "R-086", OVERLEDEN, DEFINITIEF)
def overleden(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Stiltetest", geboren="19480000")
    b.persoon_anders(date(2018, 12, 28), "BRP", datum_overlijden=Datum("20181227"))


@situatie(
    "999900584",
    "inwoner van het opgeheven Haren: bereikbaar voor Groningen",
    "R-048",
    IP,
    ACTIEF,
    gemeente=HAREN,
)
def opgeheven_gemeente(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Harentest")
    s.voorziening(b)


@situatie(
    "999900596", "inwoner van Groningen met plicht en handhaving", "R-048", IP, ACTIEF, gemeente=GRONINGEN
)
def inwoner_groningen(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Martinitest")


@situatie(
    "999900602", "valt onder de nieuwe wet: voor elke gemeente onzichtbaar", "R-001, R-016, R-019", NV, ACTIEF
)
def nieuwe_wet(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Nieuwtest", nationaliteiten=("0336",), sinds=date(2014, 8, 4), wet="WI2013")
    s.verblijf(b, dag=date(2014, 9, 1))


@situatie(
    "999900614",
    "open mutatieverzoek CORRECTIE_ONTERECHTE_VRIJSTELLING, in interne controle",
    "R-015, R-020, R-145",
    NIET,
    DEFINITIEF,
)
def open_mutatieverzoek(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Vraagtest")
    s.verblijf(b)
    s.plicht(b, date(2018, 8, 6), reden="1")
    ontvangen = Stap(status="ONTVANGEN", datum=date(2019, 3, 18))
    verzoek = b.erbij(
        Mutatieverzoek,
        date(2019, 3, 18),
        bsn=bsn,
        soort="CORRECTIE_ONTERECHTE_VRIJSTELLING",
        gemeente=b.gemeente,
        datum=date(2019, 3, 18),
        toelichting="reden 1 is ten onrechte geregistreerd",
        stappen=(ontvangen,),
    )
    controle = Stap(status="INTERNE_CONTROLE", datum=date(2019, 3, 20))
    b.anders(verzoek, date(2019, 3, 20), door="DUO", status="INTERNE_CONTROLE", stappen=(ontvangen, controle))


def _plichtig(b: Bouw, bsn: str, naam: str, **velden: Any) -> None:
    s.mens(b, bsn, naam, **velden)
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)
