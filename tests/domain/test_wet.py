"""De regels die alleen de wet geeft, elk aan beide kanten van haar grens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isi_soap.domain.catalogus import CODES
from isi_soap.domain.datum import Datum
from isi_soap.domain.examens import reik_diploma_uit, verwerk_examenresultaat
from isi_soap.domain.handhaving import registreer_boete, registreer_handhaving, verleng_handhavingstermijn
from isi_soap.domain.model import Boete, Dossier, ExamenBuitenland, Handhaving, Plicht, Vrijstelling
from isi_soap.domain.ontheffing import registreer_ontheffing
from isi_soap.domain.opdrachten import (
    RegistreerBoete,
    RegistreerHandhaving,
    RegistreerInburgeringsplicht,
    RegistreerOntheffing,
    RegistreerVoorziening,
    RegistreerVrijstelling,
    VerlengHandhavingstermijn,
    VerwerkExamenresultaat,
)
from isi_soap.domain.plicht import registreer_inburgeringsplicht
from isi_soap.domain.uitkomst import Uitkomst
from isi_soap.domain.voorziening import registreer_voorziening
from isi_soap.domain.vrijstelling import registreer_vrijstelling
from isi_soap.domain.wet import WETSREGELS
from tests.domain.dossiers import (
    HANDHAVING,
    OMGEVING,
    PERMANENT,
    PERSOON,
    VANDAAG,
    dossier,
    geleden,
    geweigerd,
    nationaliteit,
    plichtig,
)

NU = Datum.van(VANDAAG)


def ja(d: Dossier, dag: Datum = NU, **rest: Any) -> Uitkomst:
    opdracht = RegistreerInburgeringsplicht(inburgeringsplicht=True, datum_vaststelling=dag, **rest)
    return registreer_inburgeringsplicht(d, opdracht, OMGEVING)


def geboren(datum: str, **rest: Any) -> Dossier:
    return dossier(persoon=replace(PERSOON, geboortedatum=Datum(datum)), **rest)


def handhaaf(d: Dossier, aanvang: str, maanden: int | None = None) -> Uitkomst:
    opdracht = RegistreerHandhaving(
        soort_besluit="KENNISGEVING",
        datum_besluit=Datum(aanvang),
        datum_aanvang_termijn=Datum(aanvang),
        termijn_maanden=maanden,
    )
    return registreer_handhaving(d, opdracht, OMGEVING)


def verleng(soort: str, tot: str, gevraagd: str | None = None, einde: date = date(2012, 8, 31)) -> set[str]:
    d = plichtig(handhavingen=(replace(HANDHAVING, datum_einde_termijn=einde),))
    opdracht = VerlengHandhavingstermijn(
        id=4,
        versienr=1,
        soort=soort,
        datum_aanvraag=Datum(gevraagd) if gevraagd else None,
        datum_besluit=NU,
        nieuwe_einddatum=Datum(tot),
    )
    return geweigerd(lambda: verleng_handhavingstermijn(d, opdracht, OMGEVING))


def beboet(grondslag: str, bedrag: int, tot: str | None = None, eerder: str | None = None) -> set[str]:
    boetes = (
        (Boete(id=8, handhaving=4, grondslag=eerder, bedrag=100, datum=date(2012, 1, 2)),) if eerder else ()
    )
    opdracht = RegistreerBoete(
        handhaving=4,
        grondslag=grondslag,
        bedrag=bedrag,
        datum=NU,
        nieuwe_termijn_einde=Datum(tot) if tot else None,
    )
    return geweigerd(lambda: registreer_boete(plichtig(boetes=boetes), opdracht, OMGEVING))


def meldingen(uitkomst: Uitkomst) -> set[str]:
    return {m.code.code for m in uitkomst.meldingen}


def test_elke_wetsregel_staat_in_de_catalogus_en_omgekeerd() -> None:
    for regel in WETSREGELS.values():
        assert regel.zin.endswith(".")
        assert all(code in CODES for code in regel.codes)
    genoemd = {c.regel for c in CODES.values() if c.regel and c.regel.startswith("L-")}
    assert genoemd <= WETSREGELS.keys()


@pytest.mark.regel("L-01")
def test_een_geestelijk_bedienaar_is_ook_met_een_tijdelijk_doel_plichtig() -> None:
    d = dossier(verblijfsdoelen=(replace(PERMANENT, aard="TIJDELIJK"),))
    assert meldingen(ja(d)) == {"W001"}
    assert meldingen(ja(d, geestelijk_bedienaar=True)) == set()


@pytest.mark.regel("L-02")
@pytest.mark.parametrize(
    ("geboortedatum", "codes"),
    [
        ("19960531", set()),
        ("19960601", set()),
        ("19960602", {"F097"}),
        ("19960600", set()),
        ("19970000", {"F097"}),
        ("00000000", set()),
        ("19960229", set()),
    ],
)
def test_wie_nog_geen_zestien_is_wordt_niet_plichtig(geboortedatum: str, codes: set[str]) -> None:
    assert geweigerd(lambda: ja(geboren(geboortedatum))) == codes
    viv = RegistreerVoorziening(soort="VIV", startdatum=NU)
    jong = geboren(geboortedatum, nationaliteiten=nationaliteit("0001"))
    assert geweigerd(lambda: registreer_voorziening(jong, viv, OMGEVING)) == codes


@pytest.mark.regel("L-03")
@pytest.mark.parametrize(
    ("geboortedatum", "codes"),
    [("19461231", {"F098"}), ("19470101", {"F098"}), ("19470102", set()), ("19470000", set())],
)
def test_een_oudkomer_van_zestig_valt_buiten_de_wet(geboortedatum: str, codes: set[str]) -> None:
    codes_nu = geweigerd(
        lambda: ja(replace(geboren(geboortedatum), nationaliteiten=()), oud_of_nieuwkomer="OUDKOMER")
    )
    assert codes_nu == codes
    assert geweigerd(lambda: ja(geboren(geboortedatum), oud_of_nieuwkomer="NIEUWKOMER")) == set()


@pytest.mark.regel("L-04")
@pytest.mark.parametrize("code", ["0001", "0055", "0081"])
def test_plicht_ja_voor_nederlander_of_eu_burger_waarschuwt(code: str) -> None:
    assert meldingen(ja(dossier(nationaliteiten=nationaliteit(code)))) == {"W009"}


@pytest.mark.regel("L-04")
@pytest.mark.parametrize(
    ("geboortedatum", "codes"),
    [("19470601", {"W009"}), ("19470602", set()), ("19470600", set()), ("19470500", {"W009"})],
)
def test_plicht_ja_voor_wie_zeker_65_is_waarschuwt(geboortedatum: str, codes: set[str]) -> None:
    assert meldingen(ja(geboren(geboortedatum))) == codes


@pytest.mark.regel("L-05")
def test_geen_plicht_van_voor_de_wet() -> None:
    assert geweigerd(lambda: ja(dossier(), Datum("20061231"))) == {"F062"}
    assert geweigerd(lambda: ja(dossier(), Datum("20070101"))) == set()


@pytest.mark.regel("L-06")
@pytest.mark.parametrize(
    ("aanvang", "maanden", "codes"),
    [
        ("20091218", 60, set()),
        ("20091218", 42, set()),
        ("20091219", 60, {"F072"}),
        ("20091219", 42, set()),
        ("20091218", 36, {"F072"}),
    ],
)
def test_de_lengte_van_de_termijn(aanvang: str, maanden: int, codes: set[str]) -> None:
    assert geweigerd(lambda: handhaaf(plichtig(handhavingen=()), aanvang, maanden)) == codes


@pytest.mark.regel("L-06")
@pytest.mark.parametrize(
    ("aanvang", "abroad", "einde"),
    [
        ("20091218", False, date(2014, 12, 18)),
        ("20091218", True, date(2013, 6, 18)),
        ("20091219", False, date(2013, 6, 19)),
        ("20080229", False, date(2013, 2, 28)),
        ("20110831", False, date(2015, 2, 28)),
        ("20120229", False, date(2015, 8, 29)),
    ],
)
def test_het_einde_van_de_termijn(aanvang: str, abroad: bool, einde: date) -> None:
    examens = (ExamenBuitenland(id=1, datum=date(2008, 1, 1)),) if abroad else ()
    (handhaving,) = handhaaf(plichtig(handhavingen=(), examens_buitenland=examens), aanvang).nieuw
    assert isinstance(handhaving, Handhaving)
    assert handhaving.datum_einde_termijn == einde


@pytest.mark.regel("L-07")
def test_wie_geen_verwijt_treft_krijgt_elke_lengte() -> None:
    assert verleng("GEEN_VERWIJT", "20120831") == {"F075"}
    assert verleng("GEEN_VERWIJT", "20120901") == set()
    assert verleng("GEEN_VERWIJT", "20220831") == set()


@pytest.mark.regel("L-08")
def test_alfabetisering_geeft_hoogstens_dertig_maanden() -> None:
    assert verleng("ALFABETISERING", "20150228") == set()
    assert verleng("ALFABETISERING", "20150301") == {"F076"}


@pytest.mark.regel("L-09")
def test_een_onderbreking_geeft_hoogstens_een_jaar() -> None:
    assert verleng("ONDERBREKING", "20130831") == set()
    assert verleng("ONDERBREKING", "20130901") == {"F079"}


@pytest.mark.regel("L-10")
def test_verlenging_wordt_in_de_laatste_zes_maanden_gevraagd() -> None:
    assert verleng("GEEN_VERWIJT", "20130101", "20120228") == {"F095"}
    assert verleng("GEEN_VERWIJT", "20130101", "20120229") == set()
    assert verleng("GEEN_VERWIJT", "20130101", "20120301") == set()


@pytest.mark.regel("L-11")
@pytest.mark.parametrize(
    ("grondslag", "hoogste"), [("ART29", 250_00), ("ART30", 500_00), ("ART31", 500_00), ("ART33", 1000_00)]
)
def test_de_boete_heeft_een_maximum(grondslag: str, hoogste: int) -> None:
    assert beboet(grondslag, hoogste, eerder="ART31") == set()
    assert beboet(grondslag, hoogste + 1, eerder="ART31") == {"F077"}
    assert beboet(grondslag, 0, eerder="ART31") == {"F077"}


@pytest.mark.regel("L-12")
def test_art_33_volgt_op_art_31() -> None:
    assert beboet("ART33", 1000_00) == {"F096"}
    assert beboet("ART33", 1000_00, eerder="ART29") == {"F096"}
    assert beboet("ART33", 1000_00, eerder="ART31") == set()


@pytest.mark.regel("L-13")
def test_de_nieuwe_termijn_is_hoogstens_twee_jaar() -> None:
    assert beboet("ART31", 500_00, "20140601") == set()
    assert beboet("ART31", 500_00, "20140602") == {"F078"}
    assert beboet("ART29", 250_00, "20140601") == {"F078"}


@pytest.mark.regel("L-14")
@pytest.mark.parametrize(("score", "codes"), [(36, {"F047"}), (37, set()), (38, set())])
def test_vanaf_37_punten_vrijgesteld_van_tgn(score: int, codes: set[str]) -> None:
    opdracht = RegistreerVrijstelling(
        soort="GEDEELTELIJK",
        grond="WIB",
        onderdelen=("TGN",),
        score_examen_buitenland=score,
        datum_ingang=NU,
    )
    assert geweigerd(lambda: registreer_vrijstelling(plichtig(), opdracht, OMGEVING)) == codes


@pytest.mark.regel("L-15")
@pytest.mark.parametrize(("dag", "codes"), [("20110331", {"F054"}), ("20110401", set())])
def test_de_leestoets_bestaat_sinds_april_2011(dag: str, codes: set[str]) -> None:
    uitslag = VerwerkExamenresultaat(
        bsn=PERSOON.bsn, examen="BASISEXAMEN_BUITENLAND", datum=Datum(dag), geslaagd=True, score_gbl=20
    )
    assert geweigerd(lambda: verwerk_examenresultaat(plichtig(), uitslag, OMGEVING)) == codes
    zonder = replace(uitslag, score_gbl=None, score_tgn=20)
    assert geweigerd(lambda: verwerk_examenresultaat(plichtig(), zonder, OMGEVING)) == set()


@pytest.mark.regel("L-15")
@pytest.mark.parametrize(
    ("onderdeel", "dag", "codes"),
    [
        ("LEZEN", "20121231", {"F054"}),
        ("LEZEN", "20130101", set()),
        ("TGN", "20121231", set()),
        ("KNS", "20121231", set()),
    ],
)
def test_de_onderdelen_per_vaardigheid_bestaan_sinds_2013(onderdeel: str, dag: str, codes: set[str]) -> None:
    uitslag = VerwerkExamenresultaat(
        bsn=PERSOON.bsn, examen="INBURGERING", onderdeel=onderdeel, datum=Datum(dag), geslaagd=True
    )
    later = replace(OMGEVING, vandaag=date(2013, 2, 1))
    assert geweigerd(lambda: verwerk_examenresultaat(plichtig(), uitslag, later)) == codes


@pytest.mark.regel("L-16")
@pytest.mark.parametrize(("dagen", "codes"), [(55, set()), (56, set()), (57, {"W010"})])
def test_op_een_ontheffing_wordt_binnen_acht_weken_beslist(dagen: int, codes: set[str]) -> None:
    opdracht = RegistreerOntheffing(grond="EVI", datum_aanvraag=geleden(dagen), datum_besluit=NU)
    assert meldingen(registreer_ontheffing(plichtig(), opdracht, OMGEVING)) == codes


@pytest.mark.regel("L-17")
@pytest.mark.parametrize(
    ("einde", "codes"), [(date(2012, 12, 2), {"F048"}), (date(2012, 12, 1), set()), (date(2012, 5, 1), set())]
)
def test_inspanning_telt_in_de_laatste_zes_maanden(einde: date, codes: set[str]) -> None:
    d = plichtig(handhavingen=(replace(HANDHAVING, datum_einde_termijn=einde),))
    opdracht = RegistreerOntheffing(grond="INS", datum_besluit=NU)
    assert geweigerd(lambda: registreer_ontheffing(d, opdracht, OMGEVING)) == codes
    if codes:
        onredelijk = replace(opdracht, motivering="wachten is onredelijk")
        assert meldingen(registreer_ontheffing(d, onredelijk, OMGEVING)) == {"W011"}


@pytest.mark.regel("L-18")
@pytest.mark.regel("R-090")
@pytest.mark.parametrize(
    ("dagen", "geweigerd_met", "gewaarschuwd"),
    [(27, set(), set()), (28, set(), set()), (29, set(), {"W002"}), (55, set(), {"W002"}),
     (56, set(), {"W002"}), (57, {"F020"}, set())],
)  # fmt: skip
def test_vier_weken_en_nog_eens_vier(dagen: int, geweigerd_met: set[str], gewaarschuwd: set[str]) -> None:
    opdracht = RegistreerVoorziening(soort="IV", startdatum=geleden(dagen))
    assert geweigerd(lambda: registreer_voorziening(plichtig(), opdracht, OMGEVING)) == geweigerd_met
    if not geweigerd_met:
        assert meldingen(registreer_voorziening(plichtig(), opdracht, OMGEVING)) == gewaarschuwd


@pytest.mark.regel("L-19")
def test_vrijwillig_is_niet_voor_wie_plichtig_is() -> None:
    viv = RegistreerVoorziening(soort="VIV", startdatum=NU)
    assert geweigerd(lambda: registreer_voorziening(plichtig(), viv, OMGEVING)) == {"F024"}
    frans = plichtig(nationaliteiten=nationaliteit("0057"))
    assert geweigerd(lambda: registreer_voorziening(frans, viv, OMGEVING)) == set()


@pytest.mark.regel("L-20")
def test_wie_alles_vrijgesteld_kreeg_krijgt_geen_diploma() -> None:
    taal = Vrijstelling(
        id=31,
        soort="GEDEELTELIJK",
        bron="GEMEENTE",
        onderdeel="TAAL",
        grond="GETOOND_DOCUMENT",
        datum_ingang=date(2012, 2, 1),
    )
    vrij = plichtig(vrijstellingen=(taal, replace(taal, id=32, onderdeel="KNS")))
    assert reik_diploma_uit(vrij, VANDAAG).leeg
    assert isinstance(vrij.plicht, Plicht)
