"""Testpersonen: vrijstelling, ontheffing, diploma en wat daarna nog kan."""

from __future__ import annotations

from datetime import date
from typing import Any

from isi_soap.domain.model import ExamenBuitenland, Voorziening
from persistence.testdata import bouwstenen as s
from persistence.testdata.bouw import Bouw
from persistence.testdata.persoonlijst import situatie
from persistence.testdata.plichtigen import ACTIEF, DEFINITIEF, IP, TN

GEWEZEN, NIET, ONTHEVEN = "GEWEZEN", "NIET", "ONTHEVEN"


@situatie(
    "999900316",
    "inburgeringsdiploma: gewezen inburgeringsplichtig, het veld plicht blijft Ja",
    "R-146 ... R-149, R-155",
    GEWEZEN,
    DEFINITIEF,
)
def gewezen(b: Bouw, bsn: str) -> None:
    _met_voorziening(b, bsn, "Slaagtest")
    s.inburgeringsdiploma(b, date(2018, 6, 12))
    b.anders(b.nu(Voorziening)[0], date(2018, 7, 2), einddatum=date(2018, 6, 30), reden_einde="AFGEROND")
    s.signaal(b, "SS905", date(2018, 6, 13), opgehaald=date(2018, 7, 2))


@situatie(
    "999900328",
    "diploma gehaald zonder voorziening: definitief; een voorziening mag nog",
    "R-081, R-088",
    GEWEZEN,
    DEFINITIEF,
)
def definitief_zonder_voorziening(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Vlugproef")
    s.inburgeringsdiploma(b, date(2017, 9, 5))


@situatie("999900341", "voorziening begonnen na het diploma: weer actief", "R-076, R-088", GEWEZEN, ACTIEF)
def voorziening_na_diploma(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Doorproef")
    s.inburgeringsdiploma(b, date(2017, 9, 5))
    s.voorziening(b, date(2018, 11, 5), doel_examen="NT2_I")


@situatie(
    "999900353",
    "NT2-diploma verwerkt: Gehele vrijstelling door DUO staat op ja",
    "R-139 ... R-141",
    GEWEZEN,
    DEFINITIEF,
)
def nt2_verwerkt(b: Bouw, bsn: str) -> None:
    _met_voorziening(b, bsn, "Statest")
    s.nt2_diploma(b, date(2018, 12, 4))


@situatie(
    "999900365",
    "NT2-diploma aangehouden: de gemeente had zelf vrijgesteld (reden 1)",
    "R-142 ... R-145",
    NIET,
    DEFINITIEF,
)
def nt2_aangehouden(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Wachtproef")
    s.plicht(b, date(2018, 8, 6), reden="1")
    s.nt2_diploma(b, date(2018, 12, 4), aangehouden=True)


@situatie(
    "999900377",
    "ten onrechte vrijgesteld (reden 1), zonder resultaat: alleen DUO draait dat terug",
    "R-145, R-153",
    NIET,
    DEFINITIEF,
)
def onterecht_vrijgesteld(b: Bouw, bsn: str) -> None:
    _plichtig(b, bsn, "Foutproef")
    s.examen(b, "KNS", date(2017, 5, 9))
    s.plicht(b, date(2018, 8, 6), reden="1")


@situatie(
    "999900389",
    "tijdelijke vrijstelling door DUO: de gemeente mag haar wijzigen",
    "R-097 ... R-100",
    TN,
    ACTIEF,
)
def tijdelijk_duo(b: Bouw, bsn: str) -> None:
    s.mens(b, bsn, "Leertest", geboren="19990817")
    s.verblijf(b)
    s.tijdelijk(b, "DUO")


@situatie(
    "999900390",
    "tijdelijke vrijstelling door de gemeente, met plicht Ja en termijn",
    "R-108 ... R-110",
    TN,
    ACTIEF,
)
def tijdelijk_gemeente(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Studietest", geboren="19950303")
    s.tijdelijk(b, "GEMEENTE")


@situatie(
    "999900407",
    "gedeeltelijk vrijgesteld door DUO (TAAL, A2): niet te overschrijven, wel hoger",
    "R-101 ... R-104",
    IP,
    ACTIEF,
)
def gedeeltelijk_duo(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Deeltest", zelfmelder=True)
    s.gedeeltelijk(b, "DUO", "TAAL", niveau="A2", profiel="MP")


@situatie(
    "999900419",
    "gedeeltelijk vrijgesteld door de gemeente (KNS), op getoond document",
    "R-111 ... R-114",
    IP,
    ACTIEF,
)
def gedeeltelijk_gemeente(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Kennistest")
    s.gedeeltelijk(b, "GEMEENTE", "KNS")


@situatie("999900420", "vrijstelling TGN op het examen buitenland, met score 41", "R-116", IP, ACTIEF)
def vrijstelling_wib(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Wibtest", nationaliteiten=("0337",))
    b.erbij(ExamenBuitenland, date(2010, 1, 12), datum=date(2010, 1, 12), score_tgn=41, score_kns=70)
    s.gedeeltelijk(
        b,
        "GEMEENTE",
        "TGN",
        grond="WIB",
        score_examen_buitenland=41,
        document_soort=None,
        document_nummer=None,
        document_datum=None,
        document_instelling=None,
    )


@situatie(
    "999900432",
    "vrijstelling DUO gesignaleerd: de gemeente controleert het diploma",
    "R-041 ... R-043",
    IP,
    ACTIEF,
    groepen=("VRD",),
)
def vrijstelling_duo_signaal(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Seintest")
    b.persoon_anders(date(2019, 2, 4), gehele_vrijstelling_duo=True)
    s.signaal(b, "SS903", date(2019, 2, 4))


@situatie(
    "999900444",
    "ontheven op medische gronden, met advies en BIG-nummer",
    "R-117 ... R-122",
    ONTHEVEN,
    DEFINITIEF,
)
def ontheven_medisch(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Rusttest", geboren="19610421")
    s.ontheffing(b, "MED", date(2018, 3, 12))


@situatie("999900456", "ontheffing evident ingeburgerd", "R-123 ... R-126", ONTHEVEN, DEFINITIEF)
def evident_ingeburgerd(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Evidentest")
    s.ontheffing(b, "EVI", date(2017, 11, 6), motivering="werkt en spreekt goed Nederlands")


@situatie("999900468", "medische ontheffing geweigerd: ook dat is een besluit", "R-119", IP, ACTIEF)
def ontheffing_geweigerd(b: Bouw, bsn: str) -> None:
    _met_handhaving(b, bsn, "Afwijstest")
    s.ontheffing(
        b,
        "MED",
        date(2018, 3, 12),
        verleend=False,
        advies_oordeel="AANGEPAST_EXAMEN",
        omstandigheden=("EXAMENTIJD", "GROOTSCHRIFT"),
    )


def _plichtig(b: Bouw, bsn: str, naam: str, **velden: Any) -> None:
    s.mens(b, bsn, naam, **velden)
    s.verblijf(b)
    s.plicht(b)


def _met_handhaving(b: Bouw, bsn: str, naam: str, **velden: Any) -> None:
    _plichtig(b, bsn, naam, **velden)
    s.handhaving(b)


def _met_voorziening(b: Bouw, bsn: str, naam: str) -> None:
    _met_handhaving(b, bsn, naam)
    s.voorziening(b, date(2017, 4, 3))
