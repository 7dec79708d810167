from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isi_soap.domain.datum import Datum
from isi_soap.domain.handhaving import (
    registreer_boete,
    registreer_handhaving,
    verleng_handhavingstermijn,
    verwijder_boete,
    verwijder_handhaving,
    wijzig_handhaving,
)
from isi_soap.domain.model import Boete, Dossier, ExamenBuitenland, Handhaving, Verlenging
from isi_soap.domain.opdrachten import (
    RegistreerBoete,
    RegistreerHandhaving,
    VerlengHandhavingstermijn,
    VerwijderBoete,
    VerwijderHandhaving,
    WijzigHandhaving,
)
from isi_soap.domain.termijnen import heeft_leeftijd, langer_dan_een_jaar, plus_maanden, wettelijke_termijn
from isi_soap.domain.uitkomst import Uitkomst
from tests.domain.dossiers import (
    AMSTERDAM,
    DIPLOMA,
    HANDHAVING,
    OMGEVING,
    ROTTERDAM,
    VOORZIENING,
    dossier,
    geweigerd,
    nationaliteit,
    plichtig,
)

BESLUIT: dict[str, Any] = {
    "soort_besluit": "KENNISGEVING",
    "datum_besluit": Datum("20120501"),
    "datum_aanvang_termijn": Datum("20120501"),
}


def registreer(d: Dossier, **velden: Any) -> Uitkomst:
    return registreer_handhaving(d, RegistreerHandhaving(**{**BESLUIT, **velden}), OMGEVING)


def verleng(d: Dossier, tot: str, soort: str = "ALFABETISERING") -> Uitkomst:
    opdracht = VerlengHandhavingstermijn(
        id=4, versienr=1, soort=soort, datum_besluit=Datum("20120515"), nieuwe_einddatum=Datum(tot)
    )
    return verleng_handhavingstermijn(d, opdracht, OMGEVING)


def beboet(d: Dossier, bedrag: int, grondslag: str = "ART31", tot: str | None = None) -> Uitkomst:
    opdracht = RegistreerBoete(
        handhaving=4,
        handhaving_versienr=1,
        grondslag=grondslag,
        bedrag=bedrag,
        datum=Datum("20120515"),
        nieuwe_termijn_einde=Datum(tot) if tot else None,
    )
    return registreer_boete(d, opdracht, OMGEVING)


def einde(uitkomst: Uitkomst) -> date:
    (handhaving,) = (f for f in (*uitkomst.nieuw, *uitkomst.gewijzigd) if isinstance(f, Handhaving))
    return handhaving.datum_einde_termijn


@pytest.mark.regel("R-132")
def test_voor_een_vrijwilliger_bestaat_geen_handhaving() -> None:
    vrijwillig = dossier(
        nationaliteiten=nationaliteit("0001"), voorzieningen=(replace(VOORZIENING, soort="VIV"),)
    )
    assert geweigerd(lambda: registreer(vrijwillig)) == {"F023"}


@pytest.mark.regel("R-134")
def test_handhaving_begint_bij_plicht_ja() -> None:
    assert geweigerd(lambda: registreer(dossier())) == {"F071"}


def test_er_loopt_een_handhaving_tegelijk() -> None:
    assert geweigerd(lambda: registreer(plichtig())) == {"F070"}


@pytest.mark.regel("R-155")
def test_na_het_diploma_geen_handhaving() -> None:
    assert geweigerd(lambda: registreer(plichtig(handhavingen=(), diplomas=(DIPLOMA,)))) == {"F050"}


def test_de_termijn_volgt_uit_de_wet() -> None:
    assert einde(registreer(plichtig(handhavingen=()))) == date(2015, 11, 1)
    assert wettelijke_termijn(date(2009, 12, 18), False) == 60
    assert wettelijke_termijn(date(2009, 12, 18), True) == 42
    assert wettelijke_termijn(date(2009, 12, 19), False) == 42
    wib = plichtig(handhavingen=(), examens_buitenland=(ExamenBuitenland(datum=date(2008, 1, 1)),))
    assert einde(registreer(wib, datum_aanvang_termijn=Datum("20080831"))) == date(2012, 2, 29)


def test_een_termijn_die_de_wet_niet_kent_wordt_geweigerd() -> None:
    assert geweigerd(lambda: registreer(plichtig(handhavingen=()), termijn_maanden=60)) == {"F072"}


def test_de_nieuwe_woongemeente_wijzigt_de_handhaving_van_de_oude() -> None:
    opdracht = WijzigHandhaving(id=4, versienr=1, **BESLUIT)
    uitkomst = wijzig_handhaving(plichtig(), opdracht, replace(OMGEVING, gemeente=ROTTERDAM))
    (gewijzigd,) = uitkomst.gewijzigd
    assert isinstance(gewijzigd, Handhaving)
    assert (gewijzigd.gemeente, gewijzigd.id) == (AMSTERDAM, 4)


def test_een_verlenging_schuift_het_einde_op_en_blijft_bij_wijzigen() -> None:
    assert einde(verleng(plichtig(), "20150131")) == date(2015, 1, 31)
    verlengd = Verlenging(
        id=8,
        handhaving=4,
        soort="GEEN_VERWIJT",
        datum_besluit=date(2012, 1, 1),
        nieuwe_einddatum=date(2016, 1, 1),
    )
    opdracht = WijzigHandhaving(id=4, versienr=1, **BESLUIT)
    assert einde(wijzig_handhaving(plichtig(verlengingen=(verlengd,)), opdracht, OMGEVING)) == date(
        2016, 1, 1
    )


def test_alfabetisering_verlengt_een_keer_met_hoogstens_dertig_maanden() -> None:
    assert geweigerd(lambda: verleng(plichtig(), "20170131")) == set()
    assert geweigerd(lambda: verleng(plichtig(), "20170201")) == {"F076"}
    assert geweigerd(lambda: verleng(plichtig(), "20140731")) == {"F075"}
    assert geweigerd(lambda: verleng(plichtig(), "20300101", "GEEN_VERWIJT")) == set()


def test_dezelfde_verlenging_nog_eens_mag_al_verhoogde_zij_het_versienummer() -> None:
    (eerste,) = verleng(plichtig(), "20150131").nieuw
    assert isinstance(eerste, Verlenging)
    na = plichtig(handhavingen=(replace(HANDHAVING, versienr=2),), verlengingen=(replace(eerste, id=8),))
    assert verleng(na, "20150131").bestaand is not None


def test_een_boete_blijft_binnen_de_wet_en_geeft_hoogstens_twee_jaar() -> None:
    assert geweigerd(lambda: beboet(plichtig(), 500_01)) == {"F077"}
    assert geweigerd(lambda: beboet(plichtig(), 250_00, "ART29", "20130101")) == {"F078"}
    assert geweigerd(lambda: beboet(plichtig(), 500_00, tot="20140516")) == {"F078"}
    voorbij = plichtig(handhavingen=(replace(HANDHAVING, datum_einde_termijn=date(2012, 4, 30)),))
    assert einde(beboet(voorbij, 500_00, tot="20140515")) == date(2014, 7, 31)


def test_wie_een_boete_verwijdert_krijgt_de_oude_termijn_terug() -> None:
    boete = Boete(
        id=8,
        handhaving=4,
        grondslag="ART31",
        bedrag=500_00,
        datum=date(2014, 9, 1),
        nieuwe_termijn_einde=date(2016, 9, 1),
    )
    d = plichtig(handhavingen=(replace(HANDHAVING, datum_einde_termijn=date(2016, 9, 1)),), boetes=(boete,))
    uitkomst = verwijder_boete(d, VerwijderBoete(id=8, versienr=1), OMGEVING)
    assert uitkomst.verwijderd == (boete,)
    assert einde(uitkomst) == date(2014, 7, 31)
    weg = VerwijderHandhaving(id=4, versienr=1)
    assert geweigerd(lambda: verwijder_handhaving(d, weg, OMGEVING)) == {"F073"}


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 120))
def test_maanden_optellen_houdt_het_dagnummer_of_eindigt_op_de_maand(dag: date, maanden: int) -> None:
    later = plus_maanden(dag, maanden)
    assert (later.year * 12 + later.month) - (dag.year * 12 + dag.month) == maanden
    assert later.day == dag.day or (later.day < dag.day and plus_maanden(later, 0) == later)


@pytest.mark.regel("R-083")
def test_65_is_iemand_pas_als_het_zeker_is() -> None:
    assert heeft_leeftijd(Datum("19470601"), 65, date(2012, 6, 1))
    assert not heeft_leeftijd(Datum("19470602"), 65, date(2012, 6, 1))
    assert not heeft_leeftijd(Datum("19470000"), 65, date(2012, 12, 30))
    assert heeft_leeftijd(Datum("19470000"), 65, date(2012, 12, 31))
    assert not heeft_leeftijd(Datum("00000000"), 65, date(2012, 12, 31))


@pytest.mark.regel("R-044")
def test_precies_een_jaar_is_nog_niet_langer_dan_een_jaar() -> None:
    assert not langer_dan_een_jaar(date(2011, 6, 1), date(2012, 6, 1))
    assert langer_dan_een_jaar(date(2011, 6, 1), date(2012, 6, 2))
