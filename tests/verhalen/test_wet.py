"""Wat alleen de wet zegt (L-01 … L-20), met berichten: aan beide kanten van elke grens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from isi_soap.domain.termijnen import plus_maanden
from tests.verhalen.keten import VRIJE_BSNS, Keten, nationaliteit

regel = pytest.mark.regel

TIJDELIJK_DOEL = "999900110"
NIET_VASTGESTELD, ZONDER_HANDHAVING = "999910103", ("999910127", "999910139", "999900134")
TERMIJN_EINDIGT, BOETE, ONTHEFFING = "999910164", "999910176", ("999910309", "999910310")
VOORZIENING, VRIJSTELLING, EXAMEN = "999910206", "999910255", "999910413"
DAG = timedelta(days=1)


def zelfmelders(keten: Keten, *personen: dict[str, Any]) -> list[str]:
    """Mensen met deze gegevens, de volgende dag in ISI; zonder doel van verblijf (dus W001 bij plicht Ja)."""
    bsns = VRIJE_BSNS[: len(personen)]
    for bsn, gegevens in zip(bsns, personen, strict=True):
        keten.duo.meldt_zelfmelder(bsn, **gegevens).gedaan("I005")
    keten.nacht()
    return list(bsns)


def geboren(keten: Keten, *datums: str) -> list[str]:
    return zelfmelders(keten, *({"Geboortedat": Datum(datum)} for datum in datums))


def einde(keten: Keten, bsn: str) -> date:
    dag = keten.amsterdam.bekijkt(bsn).Handhaving[-1].DatETermijn.volledig
    assert dag is not None
    return dag


@regel("L-01")
@regel("R-069")
def test_tijdelijk_doel_waarschuwt_behalve_bij_een_geestelijk_bedienaar(keten: Keten) -> None:
    (onbekend_doel,) = zelfmelders(keten, {})
    keten.amsterdam.stelt_vast(TIJDELIJK_DOEL, True).gedaan("W001")
    keten.amsterdam.stelt_vast(onbekend_doel, True, IndGeestelijkBedienaar=True).gedaan()


@regel("L-02")
def test_wie_nog_geen_zestien_is(keten: Keten) -> None:
    """Op 3 april 2019; een onvolledige datum telt alleen als het zeker is."""
    voor, op, na, maand, jaar = geboren(keten, "20030402", "20030403", "20030404", "20030400", "20040000")
    for bsn in (voor, op, maand):
        keten.amsterdam.stelt_vast(bsn, True).gedaan("W001")
    for bsn in (na, jaar):
        keten.amsterdam.stelt_vast(bsn, True).geweigerd("F097")
        keten.amsterdam.biedt_aan(bsn, soort="VIV").geweigerd("F097")


@regel("L-03")
def test_een_oudkomer_van_zestig_in_2007(keten: Keten) -> None:
    voor, op, na, jaar = geboren(keten, "19461231", "19470101", "19470102", "19470000")
    for bsn in (voor, op):
        keten.amsterdam.stelt_vast(bsn, True, CdOudNieuwkomer="OUDKOMER").geweigerd("F098")
        keten.amsterdam.stelt_vast(bsn, True, CdOudNieuwkomer="NIEUWKOMER").gedaan("W001", "W009")
    for bsn in (na, jaar):
        keten.amsterdam.stelt_vast(bsn, True, CdOudNieuwkomer="OUDKOMER").gedaan("W001", "W009")


@regel("L-04")
@regel("R-083")
@regel("R-087")
def test_wie_buiten_de_wet_lijkt_te_vallen(keten: Keten) -> None:
    """De 65e verjaardag is 3 april 2019; zonder dag of maand pas als het zeker is."""
    datums = ("19540402", "19540403", "19540404", "19540400", "19540300", "19540000")
    voor, op, na, maand, vorige_maand, jaar = geboren(keten, *datums)
    for bsn in (voor, op, vorige_maand):
        assert keten.amsterdam.bekijkt(bsn).CdDeel == "DEFINITIEF"
        assert keten.amsterdam.staat_op_de_lijst(bsn) == ()
    assert keten.amsterdam.bekijkt(na).CdDeel == "ACTIEF"
    for bsn in (voor, op, vorige_maand):
        keten.amsterdam.stelt_vast(bsn, True).gedaan("W001", "W009")
    for bsn in (na, maand, jaar):
        keten.amsterdam.stelt_vast(bsn, True).gedaan("W001")
    keten.nacht()
    assert keten.amsterdam.bekijkt(op).CdStatus == "NIET"
    assert keten.amsterdam.bekijkt(jaar).CdStatus == "INBURGERINGSPLICHTIG"


@regel("L-04")
@regel("L-19")
def test_een_eu_burger_mag_vrijwillig_een_plichtige_niet(keten: Keten) -> None:
    (frans,) = zelfmelders(keten, {"Nationaliteit": nationaliteit("0057")})
    keten.amsterdam.stelt_vast(frans, True).gedaan("W001", "W009")
    keten.amsterdam.biedt_aan(frans, soort="VIV").gedaan()
    keten.amsterdam.biedt_aan(VOORZIENING, soort="VIV").geweigerd("F024")


@regel("L-05")
def test_geen_plicht_van_voor_de_wet(keten: Keten) -> None:
    keten.amsterdam.stelt_vast(NIET_VASTGESTELD, True, dag=Datum("20061231")).geweigerd("F062")
    keten.amsterdam.stelt_vast(NIET_VASTGESTELD, True, dag=Datum("20070101")).gedaan()


@regel("L-06")
def test_de_lengte_van_de_termijn(keten: Keten) -> None:
    amsterdam = keten.amsterdam
    oud, nieuw, buitenland = ZONDER_HANDHAVING
    keten.duo.meldt_uitslag(
        buitenland, None, CdExamen="BASISEXAMEN_BUITENLAND", DatExamen=Datum("20080301")
    ).gedaan("I005")
    keten.nacht()
    amsterdam.handhaaft(nieuw, Datum("20091219"), AantMaandenTermijn=60).geweigerd("F072")
    amsterdam.handhaaft(oud, Datum("20091218"), AantMaandenTermijn=36).geweigerd("F072")
    amsterdam.handhaaft(nieuw, Datum("20091219")).gedaan()
    amsterdam.handhaaft(oud, Datum("20091218")).gedaan()
    amsterdam.handhaaft(buitenland, Datum("20091218")).gedaan()
    assert einde(keten, nieuw) == date(2013, 6, 19)
    assert einde(keten, oud) == date(2014, 12, 18)
    assert einde(keten, buitenland) == date(2013, 6, 18)


@regel("L-06")
@pytest.mark.parametrize(
    ("begin", "laatste"),
    [("20080229", date(2013, 2, 28)), ("20110831", date(2015, 2, 28)), ("20120229", date(2015, 8, 29))],
)
def test_schrikkeldag_en_einde_van_de_maand(keten: Keten, begin: str, laatste: date) -> None:
    bsn = ZONDER_HANDHAVING[0]
    keten.amsterdam.handhaaft(bsn, Datum(begin)).gedaan()
    assert einde(keten, bsn) == laatste


@regel("L-07")
@regel("L-10")
def test_verlengen_zonder_verwijt(keten: Keten) -> None:
    """Pas in de laatste zes maanden te vragen, zonder grens aan de lengte."""
    amsterdam, bsn = keten.amsterdam, TERMIJN_EINDIGT
    nu = einde(keten, bsn)
    zes_maanden = plus_maanden(nu, -6)
    amsterdam.verlengt(bsn, "GEEN_VERWIJT", nu).geweigerd("F075")
    for soort in ("GEEN_VERWIJT", "ALFABETISERING"):
        amsterdam.verlengt(bsn, soort, nu + DAG, zes_maanden - DAG).geweigerd("F095")
    amsterdam.verlengt(bsn, "GEEN_VERWIJT", nu + 4000 * DAG, zes_maanden).gedaan()
    assert einde(keten, bsn) == nu + 4000 * DAG


@regel("L-08")
def test_verlengen_voor_alfabetisering(keten: Keten) -> None:
    """Hoogstens dertig maanden, en maar één keer."""
    amsterdam, bsn = keten.amsterdam, TERMIJN_EINDIGT
    dertig = plus_maanden(einde(keten, bsn), 30)
    amsterdam.verlengt(bsn, "ALFABETISERING", dertig + DAG).geweigerd("F076")
    amsterdam.verlengt(bsn, "ALFABETISERING", dertig).gedaan()
    keten.nacht()
    amsterdam.verlengt(bsn, "ALFABETISERING", dertig + DAG).geweigerd("F076")


@regel("L-09")
def test_verlengen_wegens_onderbreking(keten: Keten) -> None:
    amsterdam, bsn = keten.amsterdam, TERMIJN_EINDIGT
    jaar = plus_maanden(einde(keten, bsn), 12)
    amsterdam.verlengt(bsn, "ONDERBREKING", jaar + DAG).geweigerd("F079")
    amsterdam.verlengt(bsn, "ONDERBREKING", jaar).gedaan()


@regel("L-11")
@regel("L-12")
def test_de_hoogte_en_de_volgorde_van_boetes(keten: Keten) -> None:
    amsterdam, bsn = keten.amsterdam, BOETE
    for grondslag, hoogste in (("ART29", 250), ("ART30", 500)):
        amsterdam.beboet(bsn, grondslag, hoogste + 1).geweigerd("F077")
        amsterdam.beboet(bsn, grondslag, hoogste).gedaan()
    amsterdam.beboet(bsn, "ART33", 1000).geweigerd("F096")
    amsterdam.beboet(bsn, "ART31", 501).geweigerd("F077")
    amsterdam.beboet(bsn, "ART31", 500).gedaan("W006")
    keten.nacht()
    amsterdam.beboet(bsn, "ART33", 1001).geweigerd("F077")
    amsterdam.beboet(bsn, "ART33", 1000).gedaan("W006")


@regel("L-13")
def test_de_nieuwe_termijn_bij_een_boete(keten: Keten) -> None:
    """Hoogstens twee jaar, en alleen bij een boete wegens de termijn."""
    amsterdam, bsn = keten.amsterdam, BOETE
    twee_jaar = plus_maanden(keten.dag, 24)
    amsterdam.beboet(bsn, "ART29", 250, twee_jaar).geweigerd("F078")
    amsterdam.beboet(bsn, "ART31", 500, twee_jaar + DAG).geweigerd("F078")
    amsterdam.beboet(bsn, "ART31", 500, twee_jaar).gedaan("W006")


@regel("L-14")
def test_de_score_van_het_basisexamen(keten: Keten) -> None:
    wib: dict[str, Any] = {"CdOnderdeelVrijstelling": ("TGN",), "CdGrondVrijstelling": "WIB"}
    for score, codes in ((36, ("F047",)), (37, ())):
        uitslag = keten.amsterdam.stelt_vrij(VRIJSTELLING, "GEDEELTELIJK", ScoreExamenBuitenland=score, **wib)
        assert uitslag.codes == codes


@regel("L-15")
def test_onderdelen_die_nog_niet_bestonden(keten: Keten) -> None:
    buitenland = {"CdExamen": "BASISEXAMEN_BUITENLAND", "ScoreGbl": 20}
    duo = keten.duo
    duo.meldt_uitslag(EXAMEN, None, DatExamen=Datum("20110331"), **buitenland).geweigerd("F054")
    duo.meldt_uitslag(EXAMEN, None, DatExamen=Datum("20110401"), **buitenland).gedaan("I005")
    duo.meldt_uitslag(EXAMEN, "LEZEN", DatExamen=Datum("20121231")).geweigerd("F054")
    duo.meldt_uitslag(EXAMEN, "LEZEN", DatExamen=Datum("20130101")).gedaan("I005")
    duo.meldt_uitslag(EXAMEN, "EPE", DatExamen=Datum("20121231")).gedaan("I005")


@regel("L-16")
def test_binnen_acht_weken_beslissen(keten: Keten) -> None:
    op_tijd, te_laat = ONTHEFFING
    for bsn, dagen, codes in ((op_tijd, 56, ()), (te_laat, 57, ("W010",))):
        aanvraag = keten.eerder(dagen)
        assert keten.amsterdam.ontheft(bsn, CdGrondOntheffing="EVI", DatAanvraag=aanvraag).codes == codes


@regel("L-17")
def test_ontheffing_wegens_inspanning(keten: Keten) -> None:
    """In de laatste zes maanden van de termijn; eerder alleen met een motivering."""
    amsterdam, vroeg = keten.amsterdam, ONTHEFFING[0]
    assert plus_maanden(einde(keten, vroeg), -6) > keten.dag
    amsterdam.ontheft(vroeg, CdGrondOntheffing="INS").geweigerd("F048")
    amsterdam.ontheft(vroeg, CdGrondOntheffing="INS", Motivering="wachten is onredelijk").gedaan("W011")
    assert plus_maanden(einde(keten, TERMIJN_EINDIGT), -6) <= keten.dag
    amsterdam.ontheft(TERMIJN_EINDIGT, CdGrondOntheffing="INS").gedaan()


@regel("L-18")
@regel("R-090")
def test_vier_weken_en_nog_eens_vier(keten: Keten) -> None:
    amsterdam = keten.amsterdam
    for dagen, soort, codes in (
        (28, "IV", ()), (29, "GIV", ("W002",)), (55, "DIV", ("W002",)), (56, "TKV", ("W002",)),
        (57, "INS", ("F020",)),
    ):  # fmt: skip
        assert amsterdam.biedt_aan(VOORZIENING, keten.eerder(dagen), soort).codes == codes


@regel("L-20")
@regel("R-112")
@regel("R-152")
def test_alles_vrijgesteld_geeft_geen_diploma(keten: Keten) -> None:
    amsterdam = keten.amsterdam
    papier: dict[str, Any] = {
        "CdGrondVrijstelling": "GETOOND_DOCUMENT",
        "Document": b.Document(OmsSrtDocument="WIN-certificaat", NrDocument="1"),
    }
    vrij = ("GEDEELTELIJK", "KNS", ()), ("GEDEELTELIJK", "TAAL", ("W005",))
    for soort, onderdeel, codes in vrij:
        uitslag = amsterdam.stelt_vrij(VRIJSTELLING, soort, CdOnderdeelVrijstelling=(onderdeel,), **papier)
        assert uitslag.codes == codes
    keten.nacht()
    dossier = amsterdam.bekijkt(VRIJSTELLING)
    assert (dossier.CdStatus, dossier.Diploma) == ("INBURGERINGSPLICHTIG", ())
    # Eén gehaald onderdeel is genoeg.
    keten.duo.meldt_uitslag(VRIJSTELLING, "KNS").gedaan("I005")
    keten.nacht()
    assert amsterdam.bekijkt(VRIJSTELLING).CdStatus == "GEWEZEN"
