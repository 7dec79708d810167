"""Testpersonen: nieuwkomers, inburgeringsplichtigen, handhaving, voorzieningen en verhuizing."""

from __future__ import annotations

from datetime import date
from typing import Any

from isi_soap.domain.model import Contact
from persistence.testdata import bouwstenen as s
from persistence.testdata.aansluitingen import AMSTERDAM, DIEMEN, OUDER_AMSTEL, ROTTERDAM
from persistence.testdata.bouw import Bouw
from persistence.testdata.persoonlijst import situatie

NV, IP, TN = "NIET_VASTGESTELD", "INBURGERINGSPLICHTIG", "TIJDELIJK_NIET"
ACTIEF, DEFINITIEF = "ACTIEF", "DEFINITIEF"


@situatie(
    "999900109",
    "nieuwkomer met open signaal SS064, permanent doel, nog geen plicht",
    "R-070 ... R-073",
    NV,
    ACTIEF,
)
def nieuwkomer(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Testari", nationaliteiten=("0084",), sinds=date(2012, 11, 5))
    s.verblijf(b, dag=date(2019, 3, 11))
    s.signaal(b, "SS064", date(2019, 3, 11))


@situatie(
    "999900110",
    "nieuwkomer met tijdelijk doel; SS064 is opgehaald (W001, of reden 92)",
    "R-069, R-075",
    NV,
    ACTIEF,
)
def nieuwkomer_tijdelijk_doel(b: Bouw, bsn: str) -> None:
    s.mens(
        b, bsn, "Proefi", geslacht="1", voornamen="Tester", nationaliteiten=("0312",), sinds=date(2012, 9, 3)
    )
    s.verblijf(b, "TIJDELIJK", dag=date(2019, 2, 20))
    s.signaal(b, "SS064", date(2019, 2, 20), opgehaald=date(2019, 3, 1))


@situatie(
    "999900122",
    "plichtig, met lopende handhaving en voorziening; contactgegevens bekend",
    "R-002, R-003",
    IP,
    ACTIEF,
)
def plichtig(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "van den Proefberg", nationaliteiten=("0300",))
    s.verblijf(b)
    afgehandeld = s.signaal(b, "SS064", date(2012, 1, 10), opgehaald=date(2012, 1, 20))
    s.plicht(b)
    s.handel_af(b, afgehandeld, date(2012, 2, 6))
    b.erbij(Contact, date(2012, 2, 6), soort="EMAIL", waarde="testa@voorbeeld.test")
    b.erbij(Contact, date(2012, 2, 6), soort="TELEFOON", waarde="0200000000")
    s.handhaving(b)
    s.voorziening(b, duaal=True)


@situatie("999900134", "plichtig zonder handhaving: een voorziening wordt geweigerd", "R-134", IP, ACTIEF)
def plichtig_zonder_handhaving(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Karproef", geslacht="1", voornamen="Tester")
    s.verblijf(b)
    s.plicht(b)


@situatie(
    "999900146",
    "verhuisd na een voorziening: Rotterdam registreerde, Amsterdam ziet haar wel",
    "R-093 ... R-096",
    IP,
    ACTIEF,
)
def verhuisd_na_voorziening(b: Bouw, bsn: str) -> None:
    b.gemeente = ROTTERDAM
    s.mens(b, bsn, "Bahartest", nationaliteiten=("0315",))
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)
    s.voorziening(b, date(2018, 5, 14))
    s.verhuis(b, AMSTERDAM, date(2019, 1, 7), huisnummer=46)
    s.signaal(b, "SS906", date(2019, 1, 8), aan=AMSTERDAM)


@situatie(
    "999900158",
    "voorziening met aanbod door een andere gemeente: telt bij Rotterdam",
    "R-135 ... R-138",
    IP,
    ACTIEF,
)
def aanbod_andere_gemeente(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Torproef", geslacht="1", voornamen="Tester", nationaliteiten=("0149",))
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)
    s.voorziening(b, aanbod_door_gemeente=ROTTERDAM)


@situatie(
    "999900171",
    "voorziening door DUO ingevoerd na de achtwekentermijn",
    "R-090 ... R-092",
    IP,
    ACTIEF,
)
def te_late_voorziening(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Serproef")
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)
    s.voorziening(
        b,
        date(2018, 10, 1),
        registratie=date(2019, 1, 15),
        kanaal="DUO",
        achtweken_overschreden=True,
        door="DUO",
    )


@situatie(
    "999900183",
    "termijn overschreden na verlenging, met twee boetes en een nieuwe termijn",
    "R-003, R-035; art. 29 ... 34 WI",
    IP,
    ACTIEF,
    groepen=("OVR",),
)
def overschreden_met_boete(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Yilproef", geslacht="1", voornamen="Tester", nationaliteiten=("0131",))
    s.verblijf(b)
    s.plicht(b, date(2010, 2, 1))
    h = s.handhaving(b, date(2010, 2, 15))
    h = s.verleng(b, h, date(2013, 6, 3), date(2014, 8, 15))
    s.boete(b, h, date(2014, 9, 8), grondslag="ART31", bedrag=500_00, tot=date(2016, 9, 8))
    h = b.anders(h, date(2014, 9, 8), datum_einde_termijn=date(2016, 9, 8))
    s.boete(b, h, date(2016, 10, 3), grondslag="ART33", bedrag=1000_00, tot=date(2018, 10, 3))
    b.anders(h, date(2016, 10, 3), datum_einde_termijn=date(2018, 10, 3))
    s.examen(b, "KNS", date(2014, 3, 4), geslaagd=False)
    s.examen(b, "TGN", date(2016, 3, 8))
    s.signaal(b, "SS902", date(2018, 10, 4), opgehaald=date(2018, 11, 1))


@situatie(
    "999900195",
    "Nederlander met actieve voorziening: op de lijst, reden 4 of vrijwillig",
    "R-036 ... R-040",
    IP,
    ACTIEF,
    groepen=("NL",),
)
def groep_nederlander(b: Bouw, bsn: str) -> None:
    _groep(b, bsn, "Naturtest", ("0131", "0001"))


@situatie(
    "999900201", "Turk met actieve voorziening: op de lijst", "R-036 ... R-040", IP, ACTIEF, groepen=("TR",)
)
def groep_turk(b: Bouw, bsn: str) -> None:
    _groep(b, bsn, "Testoglu", ("0339",), verblijfstitel="35")


@situatie(
    "999900213",
    "65 jaar met actieve voorziening: op de lijst",
    "R-036 ... R-040",
    IP,
    ACTIEF,
    groepen=("P65",),
)
def groep_65_plus(b: Bouw, bsn: str) -> None:
    _groep(b, bsn, "Oudproef", ("0263",), geboren="19540402", oud_of_nieuwkomer="OUDKOMER")


def _groep(b: Bouw, bsn: str, naam: str, nationaliteiten: tuple[str, ...], **velden: Any) -> None:
    s.mens(b, bsn, naam, nationaliteiten=nationaliteiten, **velden)
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)
    s.voorziening(b)


@situatie(
    "999900225",
    "64 jaar volgens een onvolledige geboortedatum (19540000): nog niet zeker 65",
    "R-083; domain.md §3.11",
    IP,
    ACTIEF,
)
def onvolledige_geboortedatum(b: Bouw, bsn: str) -> None:
    s.mens(
        b,
        bsn,
        "Onbekendtest",
        geslacht="1",
        voornamen="Tester",
        geboren="19540000",
        nationaliteiten=("0300",),
    )
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)


@situatie(
    "999900237",
    "inwoner van Diemen, dat geldig uitbesteedt aan Amsterdam",
    "R-049, R-055, R-062",
    IP,
    ACTIEF,
    gemeente=DIEMEN,
)
def inwoner_uitbesteed(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Diemertest")
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)


@situatie(
    "999900249",
    "inwoner van Ouder-Amstel: uitbesteed, maar het origineel ontbreekt",
    "R-057",
    IP,
    ACTIEF,
    gemeente=OUDER_AMSTEL,
)
def inwoner_niet_geldig_uitbesteed(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Amsteltest", geslacht="1", voornamen="Tester")
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)


@situatie(
    "999900250",
    "inwoner van Rotterdam: voor Amsterdam buiten bereik",
    "R-048, R-133",
    IP,
    ACTIEF,
    gemeente=ROTTERDAM,
)
def inwoner_elders(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Maasproef")
    s.verblijf(b)
    s.plicht(b)
    s.handhaving(b)
    s.voorziening(b)


@situatie(
    "999900262",
    "oudkomer met de oude termijn van 60 maanden, verlengd wegens alfabetisering",
    "R-003; art. 26, 31 WI",
    IP,
    ACTIEF,
)
def oudkomer_lange_termijn(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Oudkoproef", sinds=date(2001, 5, 7), oud_of_nieuwkomer="OUDKOMER", geboren="19640229")
    s.verblijf(b)
    s.plicht(b, date(2009, 3, 2))
    h = s.handhaving(b, date(2009, 12, 1), maanden=60, soort="HANDHAVINGSBESCHIKKING")
    h = s.verleng(b, h, date(2014, 7, 1), date(2017, 5, 31), soort="ALFABETISERING")
    s.verleng(b, h, date(2017, 3, 1), date(2019, 12, 31))


@situatie(
    "999900274", "geestelijk bedienaar met tijdelijk doel: toch plichtig", "R-069; art. 3 WI", IP, ACTIEF
)
def geestelijk_bedienaar(b: Bouw, bsn: str) -> None:
    s.mens(
        b, bsn, "Proefstra", geslacht="1", voornamen="Tester", nationaliteiten=("0131",), verblijfstitel="21"
    )
    s.verblijf(b, "TIJDELIJK")
    s.plicht(b)
    b.persoon_anders(date(2012, 2, 6), b.gemeente, geestelijk_bedienaar=True)
    s.handhaving(b, soort="VOORZIENINGSBESCHIKKING")
    s.voorziening(b, soort="GBV")


@situatie("999900286", "zelfmelder met lening, plicht nog niet vastgesteld", "R-010", NV, ACTIEF)
def zelfmelder(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Zelftest", nationaliteiten=("0337",), zelfmelder=True, heeft_lening=True)
    s.verblijf(b)
    s.examen(b, "KNS", date(2018, 11, 20))


@situatie(
    "999900298",
    "KNS gehaald en TAAL vrijgesteld, plicht nog niet vastgesteld: plicht Ja geeft het diploma",
    "R-150 ... R-153",
    NV,
    ACTIEF,
)
def voldaan_voor_vaststelling(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Klaartest", geslacht="1", voornamen="Tester", zelfmelder=True)
    s.verblijf(b)
    s.gedeeltelijk(b, "DUO", "TAAL", niveau="B1")
    s.examen(b, "KNS", date(2018, 6, 12))


@situatie(
    "999900304",
    "vol dossier: tien voorzieningen, historie, verlengingen en boetes",
    "R-006, R-094",
    IP,
    ACTIEF,
)
def vol_dossier(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Testinga-Proefsen", voornamen="Testa Maria", nationaliteiten=("0149", "0000"))
    s.verblijf(b, "ONBEKEND")
    s.verblijf(b, dag=date(2011, 6, 1))
    s.plicht(b, date(2011, 2, 7), reden="92")
    s.plicht(b, date(2011, 9, 5), toelichting="verblijfsdoel is nu permanent")
    h = s.handhaving(b, date(2011, 9, 19))
    h = s.verleng(b, h, date(2014, 12, 1), date(2016, 3, 19))
    s.boete(b, h, date(2013, 2, 4), grondslag="ART29", bedrag=150_00)
    s.verleng(b, h, date(2015, 12, 7), date(2019, 12, 31))
    for jaar in range(2010, 2018):
        oud = s.voorziening(b, date(jaar, 10, 4), soort=("IV", "DIV", "INS", "GIV")[jaar % 4])
        b.anders(oud, date(jaar + 1, 7, 4), einddatum=date(jaar + 1, 7, 1), reden_einde="AFGEBROKEN")
    fout = s.voorziening(b, date(2018, 2, 5))
    b.weg(fout, date(2018, 2, 26))
    s.voorziening(b, date(2018, 2, 12), soort="TKV", doel_examen="GEEN")
    s.voorziening(b, date(2018, 9, 3), vorm_pib=True)
    s.gedeeltelijk(b, "GEMEENTE", "KNS", niveau="A2", profiel="MP")
    for nummer, onderdeel in enumerate(("EPE", "TGN", "PRAKTIJK")):
        s.examen(b, onderdeel, date(2014 + nummer, 5, 6), geslaagd=onderdeel == "TGN")
