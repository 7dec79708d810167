from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.model import Dossier, Voorziening
from isi_soap.domain.opdrachten import RegistreerVoorziening, VerwijderVoorziening, WijzigVoorziening
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst
from isi_soap.domain.voorziening import (
    registreer_voorziening,
    telling,
    verwijder_voorziening,
    wijzig_voorziening,
)
from tests.domain.dossiers import (
    AMSTERDAM,
    DIPLOMA,
    OMGEVING,
    ROTTERDAM,
    VANDAAG,
    VOORZIENING,
    dossier,
    geleden,
    geweigerd,
    nationaliteit,
    nee,
    plichtig,
)


def registreer(d: Dossier, omgeving: Omgeving = OMGEVING, **velden: Any) -> Uitkomst:
    velden = {"soort": "IV", "startdatum": geleden(1), **velden}
    return registreer_voorziening(d, RegistreerVoorziening(**velden), omgeving)


def geregistreerd(uitkomst: Uitkomst) -> Voorziening:
    (voorziening,) = uitkomst.nieuw
    assert isinstance(voorziening, Voorziening)
    return voorziening


def wijzig(d: Dossier, omgeving: Omgeving = OMGEVING, **velden: Any) -> Uitkomst:
    velden = {"id": 5, "versienr": 1, "soort": "IV", "startdatum": Datum("20120501"), **velden}
    return wijzig_voorziening(d, WijzigVoorziening(**velden), omgeving)


@pytest.mark.regel("R-090")
@given(st.integers(min_value=0, max_value=120))
def test_binnen_acht_weken_kan_de_gemeente_zelf_registreren(dagen: int) -> None:
    codes = geweigerd(lambda: registreer(plichtig(), startdatum=geleden(dagen)))
    assert codes == ({"F020"} if dagen > 56 else set())


@pytest.mark.regel("R-091")
def test_op_dag_57_kan_alleen_duo_het_nog() -> None:
    assert geweigerd(lambda: registreer(plichtig(), startdatum=geleden(57))) == {"F020"}


@pytest.mark.regel("R-090")
def test_na_vier_weken_waarschuwt_isi() -> None:
    assert registreer(plichtig(), startdatum=geleden(28)).meldingen == ()
    assert [m.code.code for m in registreer(plichtig(), startdatum=geleden(29)).meldingen] == ["W002"]


@pytest.mark.regel("R-093")
def test_de_nieuwe_woongemeente_wijzigt_of_verwijdert_niet_wat_de_oude_registreerde() -> None:
    verhuisd = plichtig(voorzieningen=(VOORZIENING,))
    rotterdam = replace(OMGEVING, gemeente=ROTTERDAM)
    assert geweigerd(lambda: wijzig(verhuisd, rotterdam)) == {"F021"}
    weg = VerwijderVoorziening(id=5, versienr=1)
    assert geweigerd(lambda: verwijder_voorziening(verhuisd, weg, rotterdam)) == {"F021"}
    assert verwijder_voorziening(verhuisd, weg, OMGEVING).verwijderd == (VOORZIENING,)


@pytest.mark.regel("R-093")
def test_wie_een_opgeheven_gemeente_opvolgt_neemt_haar_voorzieningen_over() -> None:
    opgevolgd = replace(OMGEVING, gemeente=ROTTERDAM, opvolgers={AMSTERDAM: ROTTERDAM})
    assert wijzig(plichtig(voorzieningen=(VOORZIENING,)), opgevolgd, duaal=True).gewijzigd


@pytest.mark.regel("R-134")
def test_eerst_de_handhaving_dan_de_voorziening() -> None:
    assert geweigerd(lambda: registreer(plichtig(handhavingen=()))) == {"F022"}
    assert geweigerd(lambda: registreer(plichtig())) == set()


@pytest.mark.regel("R-040")
def test_een_turkse_inburgeraar_maakt_het_traject_vrijwillig_af() -> None:
    turks = plichtig(handhavingen=(), nationaliteiten=nationaliteit("0339"))
    na = toegepast(turks, registreer(turks, soort="VIV"), VANDAAG)
    assert status(na, VANDAAG) is Status.VRIJWILLIG
    assert geweigerd(lambda: registreer(plichtig(), soort="VIV")) == {"F024"}


@pytest.mark.regel("R-135")
def test_de_eigen_gemeente_biedt_aan_tenzij_anders_opgegeven() -> None:
    assert geregistreerd(registreer(plichtig())).aanbod_door_gemeente == AMSTERDAM
    elders = registreer(plichtig(), aanbod_door_gemeente=ROTTERDAM)
    assert geregistreerd(elders).aanbod_door_gemeente == ROTTERDAM


@pytest.mark.regel("R-136")
def test_de_aanbiedende_gemeente_bestaat() -> None:
    bekend = replace(OMGEVING, gemeenten=frozenset({AMSTERDAM}))
    assert geweigerd(lambda: registreer(plichtig(), bekend, aanbod_door_gemeente="9999")) == {"F066"}


@pytest.mark.regel("R-138")
def test_een_voorziening_telt_bij_de_gemeente_die_aanbood() -> None:
    elders = geregistreerd(registreer(plichtig(), aanbod_door_gemeente=ROTTERDAM))
    assert telling([elders]) == {(2012, ROTTERDAM, "IV"): 1}


@pytest.mark.regel("R-088")
def test_ook_wie_definitief_staat_krijgt_een_voorziening_en_wordt_weer_actief() -> None:
    gewezen = plichtig(diplomas=(DIPLOMA,))
    assert deel(gewezen, VANDAAG) is Deel.DEFINITIEF
    assert deel(toegepast(gewezen, registreer(gewezen), VANDAAG), VANDAAG) is Deel.ACTIEF


@pytest.mark.regel("R-155")
def test_een_voorziening_van_voor_het_diploma_ligt_vast() -> None:
    oud = replace(VOORZIENING, startdatum=date(2012, 2, 1))
    d = plichtig(diplomas=(DIPLOMA,), voorzieningen=(oud,))
    assert "F050" in geweigerd(lambda: wijzig(d))


@pytest.mark.regel("R-137")
def test_een_vrijwilliger_heeft_alleen_een_voorziening_nodig() -> None:
    assert geweigerd(lambda: registreer(dossier(plichten=(nee("4"),)), soort="VIV")) == set()


def test_een_verouderde_versie_wordt_geweigerd_met_de_geldende_stand() -> None:
    d = plichtig(voorzieningen=(replace(VOORZIENING, versienr=3),))
    assert geweigerd(lambda: wijzig(d)) == {"F060"}
    assert geweigerd(lambda: wijzig(d, versienr=3, duaal=True)) == set()


@pytest.mark.regel("R-034")
def test_wat_na_een_storing_nog_eens_komt_verandert_niets() -> None:
    d = plichtig(voorzieningen=(VOORZIENING,))
    assert registreer(d, startdatum=Datum("20120501")).bestaand == VOORZIENING
    assert geweigerd(lambda: registreer(d, startdatum=Datum("20120501"), duaal=True)) == {"F065"}


def test_een_einde_voor_het_begin_wordt_geweigerd() -> None:
    assert geweigerd(lambda: registreer(plichtig(), einddatum=geleden(2))) == {"F063"}
