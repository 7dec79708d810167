from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Dossier, Vrijstelling
from isi_soap.domain.ontheffing import registreer_ontheffing, trek_ontheffing_in
from isi_soap.domain.opdrachten import (
    BeeindigVrijstelling,
    Document,
    MedischAdvies,
    Opleiding,
    RegistreerHandhaving,
    RegistreerInburgeringsplicht,
    RegistreerOntheffing,
    RegistreerVrijstelling,
    TrekOntheffingIn,
    WijzigVrijstelling,
)
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Uitkomst
from isi_soap.domain.vrijstelling import (
    beeindig_vrijstelling,
    registreer_vrijstelling,
    wijzig_vrijstelling,
)
from tests.domain.dossiers import (
    AMSTERDAM,
    DIPLOMA,
    OMGEVING,
    TIJDELIJK_DUO,
    VANDAAG,
    VOORZIENING,
    dossier,
    geweigerd,
    nationaliteit,
    nee,
    plichtig,
)

DOCUMENT = Document(soort="WIN-certificaat", nummer="12")
OPLEIDING = Opleiding(naam="mbo 3", begin=Datum("20110901"), verwacht_einde=Datum("20130701"))
TAAL: dict[str, Any] = {
    "soort": "GEDEELTELIJK",
    "grond": "GETOOND_DOCUMENT",
    "onderdelen": ("TAAL",),
    "document": DOCUMENT,
    "datum_ingang": Datum("20120501"),
}
TIJDELIJK: dict[str, Any] = {
    "soort": "TIJDELIJK",
    "grond": "OPLEIDING",
    "opleiding": OPLEIDING,
    "datum_ingang": Datum("20120501"),
}
TAAL_DUO = Vrijstelling(
    id=6,
    soort="GEDEELTELIJK",
    bron="DUO",
    onderdeel="TAAL",
    niveau="A2",
    profiel="WERK",
    grond="DIPLOMAREGISTER",
    datum_ingang=date(2011, 9, 1),
)


def registreer(d: Dossier, **velden: Any) -> Uitkomst:
    return registreer_vrijstelling(d, RegistreerVrijstelling(**{**TAAL, **velden}), OMGEVING)


@pytest.mark.regel("R-106")
def test_een_gehele_vrijstelling_gaat_via_de_indicatie() -> None:
    assert geweigerd(lambda: registreer(plichtig(), soort="GEHEEL", onderdelen=())) == {"F030"}


@pytest.mark.regel("R-110")
def test_een_tijdelijke_vereist_plicht_ja_en_een_termijn() -> None:
    assert geweigerd(lambda: registreer(dossier(), **TIJDELIJK)) == {"F031", "F032"}
    assert geweigerd(lambda: registreer(plichtig(handhavingen=()), **TIJDELIJK)) == {"F032"}
    na = toegepast(plichtig(), registreer(plichtig(), **{**TIJDELIJK, "onderdelen": ()}), VANDAAG)
    assert status(na, VANDAAG) is Status.TIJDELIJK_NIET


@pytest.mark.regel("R-109")
def test_een_tijdelijke_noemt_de_opleiding() -> None:
    assert geweigerd(lambda: registreer(plichtig(), **{**TIJDELIJK, "opleiding": None})) == {"F039"}


@pytest.mark.regel("R-112")
@pytest.mark.parametrize("onderdelen", [(), ("KNS", "TAAL")])
def test_een_gedeeltelijke_is_precies_kns_of_taal(onderdelen: tuple[str, ...]) -> None:
    assert geweigerd(lambda: registreer(plichtig(), onderdelen=onderdelen)) == {"F033"}


@pytest.mark.regel("R-113")
def test_per_vaardigheid_pas_vanaf_2013_op_een_nt2_certificaat() -> None:
    omgeving = replace(OMGEVING, vandaag=date(2013, 3, 1), peildatum=date(2013, 3, 1))
    nt2 = Document(soort="NT2-certificaat lezen", nummer="7")

    def lezen(ingang: str, document: Document) -> Uitkomst:
        velden = {**TAAL, "onderdelen": ("LEZEN",), "datum_ingang": Datum(ingang), "document": document}
        return registreer_vrijstelling(plichtig(), RegistreerVrijstelling(**velden), omgeving)

    assert geweigerd(lambda: lezen("20121231", nt2)) == {"F036"}
    assert geweigerd(lambda: lezen("20130101", DOCUMENT)) == {"F036"}
    assert geweigerd(lambda: lezen("20130101", nt2)) == set()


@pytest.mark.regel("R-114")
def test_een_document_is_getoond() -> None:
    assert geweigerd(lambda: registreer(plichtig(), document=None)) == {"F037"}
    assert geweigerd(lambda: registreer(plichtig(), document=Document(soort="WIN"))) == {"F037"}


@pytest.mark.regel("R-116")
def test_op_de_wib_gaan_score_en_onderdeel_samen() -> None:
    wib = {"grond": "WIB", "document": None, "onderdelen": ("TGN",)}
    assert geweigerd(lambda: registreer(plichtig(), **wib)) == {"F035"}
    assert geweigerd(
        lambda: registreer(plichtig(), **{**wib, "onderdelen": ()}, score_examen_buitenland=40)
    ) == {"F035"}
    assert geweigerd(lambda: registreer(plichtig(), **wib, score_examen_buitenland=36)) == {"F047"}
    assert geweigerd(lambda: registreer(plichtig(), **wib, score_examen_buitenland=37)) == set()


@pytest.mark.regel("R-127")
def test_na_het_diploma_is_een_vrijstelling_niet_nodig() -> None:
    assert geweigerd(lambda: registreer(plichtig(diplomas=(DIPLOMA,)))) == {"F051"}


@pytest.mark.regel("R-103")
def test_een_gedeeltelijke_van_duo_blijft_staan() -> None:
    d = plichtig(vrijstellingen=(TAAL_DUO,))
    wijzig = WijzigVrijstelling(id=6, versienr=1, **{**TAAL, "niveau": "C1"})
    assert "F034" in geweigerd(lambda: wijzig_vrijstelling(d, wijzig, OMGEVING))
    einde = BeeindigVrijstelling(id=6, versienr=1, datum_einde=Datum("20120501"))
    assert geweigerd(lambda: beeindig_vrijstelling(d, einde, OMGEVING)) == {"F034"}


@pytest.mark.regel("R-104")
@pytest.mark.parametrize(
    ("niveau", "profiel", "mag"),
    [
        ("A2", "WERK", False),
        ("A1", "WERK", False),
        (None, None, False),
        ("B1", "WERK", True),
        ("A1", "OGO", True),
    ],
)
def test_ernaast_mag_een_hoger_niveau_of_ander_profiel(
    niveau: str | None, profiel: str | None, mag: bool
) -> None:
    d = plichtig(vrijstellingen=(TAAL_DUO,))
    codes = geweigerd(lambda: registreer(d, niveau=niveau, profiel=profiel))
    assert codes == (set() if mag else {"F034"})


@pytest.mark.regel("R-099")
def test_van_tijdelijk_door_duo_naar_tijdelijk_door_gemeente_in_een_keer() -> None:
    d = dossier(vrijstellingen=(TIJDELIJK_DUO,))
    opdracht = WijzigVrijstelling(
        id=6,
        versienr=1,
        **TIJDELIJK,
        plicht=RegistreerInburgeringsplicht(inburgeringsplicht=True, datum_vaststelling=Datum("20120501")),
        handhaving=RegistreerHandhaving(
            soort_besluit="KENNISGEVING",
            datum_besluit=Datum("20120501"),
            datum_aanvang_termijn=Datum("20120501"),
        ),
    )
    uitkomst = wijzig_vrijstelling(d, opdracht, OMGEVING)
    (vrijstelling,) = uitkomst.gewijzigd
    assert isinstance(vrijstelling, Vrijstelling)
    assert (vrijstelling.id, vrijstelling.bron, vrijstelling.datum_einde) == (6, "GEMEENTE", None)
    assert len(uitkomst.nieuw) == 2
    assert status(toegepast(d, uitkomst, VANDAAG), VANDAAG) is Status.TIJDELIJK_NIET

    zonder = replace(opdracht, handhaving=None)
    assert geweigerd(lambda: wijzig_vrijstelling(d, zonder, OMGEVING)) == {"F032"}


@pytest.mark.regel("R-099")
def test_van_tijdelijk_door_duo_naar_gedeeltelijk() -> None:
    d = dossier(vrijstellingen=(TIJDELIJK_DUO,))
    opdracht = WijzigVrijstelling(id=6, versienr=1, **TAAL)
    (vrijstelling,) = wijzig_vrijstelling(d, opdracht, OMGEVING).gewijzigd
    assert isinstance(vrijstelling, Vrijstelling)
    assert (vrijstelling.soort, vrijstelling.bron) == ("GEDEELTELIJK", "GEMEENTE")


def test_wie_de_tijdelijke_beeindigt_is_meteen_weer_plichtig_ook_voor_de_volgende_dagrun() -> None:
    gisteren = date(2012, 5, 31)
    d = plichtig(vrijstellingen=(replace(TIJDELIJK_DUO, bron="GEMEENTE", gemeente=AMSTERDAM),))
    einde = BeeindigVrijstelling(id=6, versienr=1, datum_einde=Datum.van(VANDAAG))
    na = toegepast(d, beeindig_vrijstelling(d, einde, OMGEVING), VANDAAG)
    assert status(d, gisteren) is Status.TIJDELIJK_NIET
    assert status(na, gisteren) is Status.INBURGERINGSPLICHTIG


ADVIES = MedischAdvies(datum=Datum("20120401"), adviseur_naam="Arts", big_nummer="19012345601")
MEDISCH: dict[str, Any] = {
    "grond": "MED",
    "belemmeringen": ("PSYCHISCH",),
    "datum_besluit": Datum("20120501"),
    "advies": ADVIES,
}


def onthef(d: Dossier, **velden: Any) -> Uitkomst:
    return registreer_ontheffing(d, RegistreerOntheffing(**{**MEDISCH, **velden}), OMGEVING)


@pytest.mark.regel("R-118")
def test_medisch_vereist_een_compleet_advies() -> None:
    assert geweigerd(lambda: onthef(plichtig(), advies=None)) == {"F040"}
    assert geweigerd(lambda: onthef(plichtig(), advies=replace(ADVIES, datum=None))) == {"F040"}
    assert geweigerd(lambda: onthef(plichtig(), belemmeringen=())) == {"F044"}


@pytest.mark.regel("R-122")
@pytest.mark.parametrize("big", ["1901234560", "190123456012", "1901234560A"])
def test_de_adviseur_heeft_een_big_nummer_van_elf_cijfers(big: str) -> None:
    assert geweigerd(lambda: onthef(plichtig(), advies=replace(ADVIES, big_nummer=big))) == {"F011"}


@pytest.mark.regel("R-119")
def test_het_advies_gaat_voor_het_besluit_en_ook_een_weigering_wordt_vastgelegd() -> None:
    later = replace(ADVIES, datum=Datum("20120502"))
    assert geweigerd(lambda: onthef(plichtig(), advies=later)) == {"F043"}
    na = toegepast(plichtig(), onthef(plichtig(), verleend=False), VANDAAG)
    assert status(na, VANDAAG) is Status.INBURGERINGSPLICHTIG


@pytest.mark.regel("R-124")
@pytest.mark.parametrize(
    ("besluit", "codes"), [("20100905", {"F041"}), ("20100906", set()), ("20100907", set())]
)
def test_evident_ingeburgerd_kan_vanaf_6_september_2010(besluit: str, codes: set[str]) -> None:
    evident = {"grond": "EVI", "advies": None, "belemmeringen": (), "datum_besluit": Datum(besluit)}
    assert geweigerd(lambda: onthef(plichtig(), **evident)) == codes


@pytest.mark.regel("R-165")
@pytest.mark.parametrize(
    ("d", "codes"),
    [
        (dossier(), {"F042"}),
        (dossier(plichten=(nee("4"),)), {"F042"}),
        (plichtig(diplomas=(DIPLOMA,)), {"F042", "F050"}),
        (
            plichtig(
                nationaliteiten=nationaliteit("0001"), voorzieningen=(replace(VOORZIENING, soort="VIV"),)
            ),
            {"F042"},
        ),
    ],
    ids=["niet vastgesteld", "niet plichtig", "gewezen", "vrijwillig"],
)
def test_ontheffing_kan_alleen_voor_wie_plichtig_is(d: Dossier, codes: set[str]) -> None:
    assert geweigerd(lambda: onthef(d)) == codes


def test_een_ingetrokken_ontheffing_maakt_weer_plichtig() -> None:
    ontheven = toegepast(plichtig(), onthef(plichtig()), VANDAAG)
    assert status(ontheven, VANDAAG) is Status.ONTHEVEN
    (ontheffing,) = ontheven.ontheffingen
    d = plichtig(ontheffingen=(replace(ontheffing, id=8),))
    intrekken = TrekOntheffingIn(id=8, versienr=1, datum_ingetrokken=Datum("20120601"))
    na = toegepast(d, trek_ontheffing_in(d, intrekken, OMGEVING), VANDAAG)
    assert status(na, VANDAAG) is Status.INBURGERINGSPLICHTIG
    assert geweigerd(lambda: trek_ontheffing_in(na, intrekken, OMGEVING)) == {"F045"}
