from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Dossier, Examenresultaat, Vrijstelling
from isi_soap.domain.opdrachten import RegistreerInburgeringsplicht, SignaalAfhandelen
from isi_soap.domain.plicht import registreer_inburgeringsplicht
from isi_soap.domain.signalen import signaal, signaal_afhandelen
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Uitkomst
from tests.domain.dossiers import (
    DIPLOMA,
    JA,
    OMGEVING,
    PERMANENT,
    PERSOON,
    TIJDELIJK_DUO,
    VANDAAG,
    dossier,
    geweigerd,
    nee,
    plichtig,
)


def stel_vast(d: Dossier, ja: bool = True, reden: str | None = None, **rest: Any) -> Uitkomst:
    rest.setdefault("datum_vaststelling", Datum.van(VANDAAG))
    opdracht = RegistreerInburgeringsplicht(inburgeringsplicht=ja, reden_nee=reden, **rest)
    return registreer_inburgeringsplicht(d, opdracht, OMGEVING)


def codes(uitkomst: Uitkomst) -> list[str]:
    return [m.code.code for m in uitkomst.meldingen]


@pytest.mark.regel("R-068")
def test_wie_permanent_blijft_wordt_plichtig() -> None:
    uitkomst = stel_vast(dossier())
    assert status(toegepast(dossier(), uitkomst, VANDAAG), VANDAAG) is Status.INBURGERINGSPLICHTIG
    assert codes(uitkomst) == []


@pytest.mark.regel("R-069")
@pytest.mark.parametrize("aard", ["TIJDELIJK", "ONBEKEND"])
def test_tijdelijk_of_onbekend_doel_waarschuwt_behalve_bij_een_geestelijk_bedienaar(aard: str) -> None:
    d = dossier(verblijfsdoelen=(replace(PERMANENT, aard=aard),))
    assert codes(stel_vast(d)) == ["W001"]
    assert codes(stel_vast(d, geestelijk_bedienaar=True)) == []


@pytest.mark.regel("R-100")
def test_plicht_ja_beeindigt_de_tijdelijke_vrijstelling_door_duo() -> None:
    d = dossier(vrijstellingen=(TIJDELIJK_DUO,))
    assert status(d, VANDAAG) is Status.TIJDELIJK_NIET
    uitkomst = stel_vast(d)
    (vrijstelling,) = uitkomst.gewijzigd
    assert isinstance(vrijstelling, Vrijstelling)
    assert vrijstelling.datum_einde == VANDAAG
    assert codes(uitkomst) == ["I003"]


@pytest.mark.regel("R-107")
def test_gehele_vrijstelling_is_plicht_nee_met_reden_1() -> None:
    uitkomst = stel_vast(dossier(), False, "1")
    assert status(toegepast(dossier(), uitkomst, VANDAAG), VANDAAG) is Status.NIET


@pytest.mark.regel("R-038")
def test_nee_heeft_een_reden_en_ja_niet() -> None:
    assert geweigerd(lambda: stel_vast(dossier(), False)) == {"F090"}
    assert geweigerd(lambda: stel_vast(dossier(), True, "4")) == {"F091"}


@pytest.mark.regel("R-148")
def test_na_het_diploma_gaat_de_plicht_niet_op_nee() -> None:
    assert geweigerd(lambda: stel_vast(plichtig(diplomas=(DIPLOMA,)), False, "1")) == {"F052"}


@pytest.mark.regel("R-150")
def test_de_eerste_vaststelling_ja_mag_ook_na_het_diploma() -> None:
    d = dossier(diplomas=(DIPLOMA,))
    assert status(toegepast(d, stel_vast(d), VANDAAG), VANDAAG) is Status.GEWEZEN


@pytest.mark.regel("R-155")
def test_een_tweede_vaststelling_na_het_diploma_niet() -> None:
    assert "F050" in geweigerd(lambda: stel_vast(plichtig(diplomas=(DIPLOMA,))))


@pytest.mark.regel("R-145")
def test_een_onterechte_vrijstelling_draait_alleen_duo_terug() -> None:
    assert geweigerd(lambda: stel_vast(dossier(plichten=(nee("1"),)))) == {"F092"}
    assert geweigerd(lambda: stel_vast(dossier(plichten=(nee("92"),)))) == set()


@pytest.mark.regel("R-045")
def test_bij_vertrek_eindigt_de_plicht_met_reden_91() -> None:
    weg = plichtig(persoon=replace(PERSOON, vertrokken_sinds=date(2011, 3, 1)))
    assert status(weg, VANDAAG) is Status.VERTROKKEN
    assert status(toegepast(weg, stel_vast(weg, False, "91"), VANDAAG), VANDAAG) is Status.NIET
    assert geweigerd(lambda: stel_vast(weg)) == {"F094"}
    assert geweigerd(lambda: stel_vast(plichtig(), False, "91")) == {"F093"}


@pytest.mark.regel("R-153")
def test_nee_wegens_vrijstelling_terwijl_er_onderdelen_gehaald_zijn_waarschuwt() -> None:
    kns = Examenresultaat(examen="INBURGERING", onderdeel="KNS", datum=date(2012, 1, 1), geslaagd=True)
    assert codes(stel_vast(plichtig(examenresultaten=(kns,)), False, "1")) == ["W003"]


@pytest.mark.regel("R-034")
def test_dezelfde_vaststelling_nog_eens_verandert_niets() -> None:
    opnieuw = stel_vast(plichtig(), datum_vaststelling=Datum.van(JA.datum_vaststelling))
    assert opnieuw.bestaand == JA
    assert opnieuw.leeg
    assert codes(opnieuw) == ["I002"]


def test_dezelfde_dag_met_een_andere_inhoud_wordt_geweigerd() -> None:
    dag = Datum.van(JA.datum_vaststelling)
    assert "F065" in geweigerd(lambda: stel_vast(plichtig(), False, "95", datum_vaststelling=dag))


@pytest.mark.parametrize(
    ("datum", "code"),
    [("20120000", "F062"), ("20120230", "F062"), ("20061231", "F062"), ("20120602", "F061")],
)
def test_de_datum_van_vaststelling_is_volledig_en_niet_in_de_toekomst(datum: str, code: str) -> None:
    assert geweigerd(lambda: stel_vast(dossier(), datum_vaststelling=Datum(datum))) == {code}


def test_alle_bezwaren_komen_tegelijk() -> None:
    d = dossier(diplomas=(DIPLOMA,))
    assert geweigerd(lambda: stel_vast(d, False, datum_vaststelling=Datum("20130000"))) == {
        "F052",
        "F062",
        "F090",
    }


@pytest.mark.regel("R-073")
def test_ss064_verdwijnt_alleen_door_de_plicht_vast_te_stellen() -> None:
    nieuw = replace(signaal("SS064", "0363", VANDAAG), id=20)
    d = dossier(signalen=(nieuw,))
    handel_af = SignaalAfhandelen(id=20, versienr=1)
    assert geweigerd(lambda: signaal_afhandelen(d, handel_af, OMGEVING)) == {"F085"}
    na = toegepast(d, stel_vast(d, False, "4"), VANDAAG)
    assert [s.status for s in na.signalen] == ["AFGEHANDELD"]


@pytest.mark.regel("R-071")
def test_ss064_heeft_de_tekst_van_de_handleiding() -> None:
    assert signaal("SS064", "0363", VANDAAG).tekst == (
        "Persoon o.b.v. gegevens IND als nieuwkomer in ISI opgenomen"
    )
