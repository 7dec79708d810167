from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from isi_soap.domain.meldingen import Afwijking, NietGerechtigd, SleutelGeweigerd
from isi_soap.domain.toegang import (
    PARTIJEN,
    ROLLEN,
    Applicatiesleutel,
    Gebruiker,
    Gemeente,
    Mandaat,
    Uitbesteding,
    bestaande_gemeenten,
    eis_partij,
    eis_recht,
    eis_sleutel,
    heeft_mandaat,
    in_bereik,
    mag_namens,
    mandaten,
    na_herindeling,
    ontbreekt,
    opvolgers,
    rechten,
    woongemeente,
)
from tests.domain.dossiers import ADRES, AMSTERDAM, PERSOON, ROTTERDAM, VANDAAG, dossier

OIN = "00000001001234567000"
SLEUTEL = Applicatiesleutel(
    oin=OIN, gemeente=AMSTERDAM, pakket="CVS", rollen=frozenset("2356"), ingang=date(2010, 1, 1)
)
LEZER = Gebruiker(naam="jansen", gemeente=AMSTERDAM, rollen=frozenset("2"))
VERKLARING = Uitbesteding(
    uitbestedende_gemeente=ROTTERDAM,
    uitvoerende_gemeente=AMSTERDAM,
    datum_ontvangst_origineel=date(2012, 5, 1),
    ondertekend=True,
    bewerkerscontract=True,
    van=date(2012, 1, 1),
    tot=date(2012, 12, 31),
    aanvraag_sleutel=date(2012, 5, 1),
)


def codes(handeling: Callable[[], object], soort: type[Afwijking] = NietGerechtigd) -> list[str]:
    with pytest.raises(soort) as fout:
        handeling()
    return [m.code.code for m in fout.value.meldingen]


@pytest.mark.regel("R-059")
def test_een_ingetrokken_of_vreemde_sleutel_opent_niets() -> None:
    assert eis_sleutel(SLEUTEL, OIN, AMSTERDAM, VANDAAG) is SLEUTEL
    ingetrokken = replace(SLEUTEL, ingetrokken_op=VANDAAG)
    assert codes(lambda: eis_sleutel(None, OIN, AMSTERDAM, VANDAAG), SleutelGeweigerd) == ["F002"]
    assert codes(lambda: eis_sleutel(ingetrokken, OIN, AMSTERDAM, VANDAAG), SleutelGeweigerd) == ["F002"]
    assert codes(lambda: eis_sleutel(SLEUTEL, "0" * 20, AMSTERDAM, VANDAAG), SleutelGeweigerd) == ["F002"]


@pytest.mark.regel("R-026")
@pytest.mark.parametrize(
    ("rol", "operatie", "mag"),
    [
        ("2", "PersoonInfo", True),
        ("2", "PersonenZoeken", False),
        ("3", "PersonenZoeken", True),
        ("3", "RegistreerVoorziening", False),
        ("5", "RegistreerVoorziening", True),
        ("5", "PersonenZoeken", False),
        ("5", "SignalenOphalen", False),
        ("6", "SignalenOphalen", True),
    ],
)
def test_elke_rol_opent_haar_operaties(rol: str, operatie: str, mag: bool) -> None:
    assert (rol in ROLLEN[operatie]) is mag


@pytest.mark.regel("R-029")
def test_de_weigering_noemt_de_rol_die_nodig_is() -> None:
    with pytest.raises(NietGerechtigd) as fout:
        eis_recht("SignalenOphalen", SLEUTEL, LEZER, None, (), VANDAAG)
    (melding,) = fout.value.meldingen
    assert melding.details == ("nodig: rol 6",)


@pytest.mark.regel("R-024")
def test_de_rechten_zijn_die_van_sleutel_en_gebruiker_samen() -> None:
    assert rechten(replace(SLEUTEL, rollen=frozenset("25")), replace(LEZER, rollen=frozenset("26"))) == {"2"}
    assert rechten(SLEUTEL, None) == frozenset()
    assert rechten(replace(SLEUTEL, eigen_gebruikersbeheer=True), None) == SLEUTEL.rollen


@pytest.mark.regel("R-025")
def test_een_onbekend_vreemd_of_geblokkeerd_account_krijgt_niets() -> None:
    def vraag(gebruiker: Gebruiker | None) -> list[str]:
        return codes(lambda: eis_recht("PersoonInfo", SLEUTEL, gebruiker, None, (), VANDAAG))

    assert vraag(None) == ["F004"]
    assert vraag(replace(LEZER, gemeente=ROTTERDAM)) == ["F004"]
    assert vraag(replace(LEZER, geblokkeerd=True)) == ["F005"]


@pytest.mark.regel("R-049")
def test_wie_uitvoert_handelt_namens_de_gemeente_die_uitbesteedde() -> None:
    assert mag_namens(AMSTERDAM, ROTTERDAM, [VERKLARING], VANDAAG)
    assert not mag_namens(ROTTERDAM, AMSTERDAM, [VERKLARING], VANDAAG)


@pytest.mark.regel("R-057")
@pytest.mark.parametrize(
    "gebrek",
    [
        {"datum_ontvangst_origineel": None},
        {"datum_ontvangst_origineel": date(2012, 6, 2)},
        {"ondertekend": False},
        {"bewerkerscontract": False},
        {"van": date(2012, 6, 2)},
        {"tot": date(2012, 5, 31)},
    ],
)
def test_zonder_geldige_verklaring_geen_mandaat(gebrek: dict[str, object]) -> None:
    verklaring = replace(VERKLARING, **gebrek)  # type: ignore[arg-type]
    assert codes(lambda: eis_recht("PersoonInfo", SLEUTEL, LEZER, ROTTERDAM, [verklaring], VANDAAG)) == [
        "F006"
    ]


@pytest.mark.regel("R-048")
def test_een_gemeente_bereikt_wie_er_nu_woont() -> None:
    verhuisd = dossier(
        adressen=(
            replace(ADRES, datum_einde=date(2012, 2, 1)),
            replace(ADRES, id=2, gemeente=ROTTERDAM, datum_aanvang=date(2012, 2, 1)),
        )
    )
    assert in_bereik(verhuisd, ROTTERDAM)
    assert not in_bereik(verhuisd, AMSTERDAM)


@pytest.mark.regel("R-045")
def test_van_wie_vertrok_telt_de_laatste_gemeente_in_nederland() -> None:
    weg = dossier(
        adressen=(
            replace(ADRES, id=2, gemeente=ROTTERDAM, datum_einde=date(2009, 1, 1)),
            replace(ADRES, datum_aanvang=date(2009, 1, 1), datum_einde=date(2011, 1, 1)),
        )
    )
    assert woongemeente(weg) == AMSTERDAM


@pytest.mark.regel("R-004")
def test_wie_onder_de_nieuwe_wet_valt_is_voor_geen_gemeente_zichtbaar() -> None:
    assert not in_bereik(dossier(persoon=replace(PERSOON, wet="WI2013")), AMSTERDAM)


def test_een_opgeheven_gemeente_gaat_over_in_haar_opvolger() -> None:
    gemeenten = [
        Gemeente(code="0001", naam="A", ingang=date(2000, 1, 1), einde=date(2010, 1, 1), opvolger="0002"),
        Gemeente(code="0002", naam="B", ingang=date(2000, 1, 1), einde=date(2012, 1, 1), opvolger="0003"),
        Gemeente(code="0003", naam="C", ingang=date(2012, 1, 1)),
    ]
    assert opvolgers(gemeenten, VANDAAG) == {"0001": "0003", "0002": "0003"}
    assert opvolgers(gemeenten, date(2011, 1, 1)) == {"0001": "0002"}
    assert bestaande_gemeenten(gemeenten, VANDAAG) == {"0003"}
    in_a = dossier(adressen=(replace(ADRES, gemeente="0001"),))
    assert in_bereik(in_a, "0003", opvolgers(gemeenten, VANDAAG))


@pytest.mark.regel("R-047")
def test_een_partij_stuurt_alleen_wat_van_haar_is() -> None:
    eis_partij("VerwerkVerblijfsgegevens", "IND")
    assert codes(lambda: eis_partij("VerwerkVerblijfsgegevens", "BRP")) == ["F007"]
    assert not PARTIJEN.keys() & ROLLEN.keys()


@pytest.mark.regel("R-057")
def test_de_weigering_zegt_wat_er_aan_de_uitbesteding_schort() -> None:
    kaal = replace(
        VERKLARING, ondertekend=False, datum_ontvangst_origineel=None, bewerkerscontract=False, tot=None
    )
    with pytest.raises(NietGerechtigd) as fout:
        eis_recht("PersoonInfo", SLEUTEL, LEZER, ROTTERDAM, [kaal], VANDAAG)
    (melding,) = fout.value.meldingen
    assert [detail.rpartition(" ")[2] for detail in melding.details] == ["(R-057)", "(R-057)", "(R-056)"]


@pytest.mark.regel("R-063")
def test_een_uitvoerder_met_pakket_heeft_ook_een_sleutel_aangevraagd() -> None:
    zonder_pakket = replace(VERKLARING, aanvraag_sleutel=None)
    assert ontbreekt(VERKLARING, VANDAAG) == ()
    (zin,) = ontbreekt(zonder_pakket, VANDAAG)
    assert "R-063" in zin
    assert not mag_namens(AMSTERDAM, ROTTERDAM, [zonder_pakket], VANDAAG)


def test_de_opvolger_van_een_uitvoerder_voert_verder_uit() -> None:
    overgegaan = na_herindeling([VERKLARING], {AMSTERDAM: "0377"})
    assert mandaten("0377", overgegaan, VANDAAG) == {ROTTERDAM}
    assert not mandaten(AMSTERDAM, overgegaan, VANDAAG)
    # Met de gemeente die uitbesteedde eindigt de uitbesteding; de opvolger gaf geen opdracht.
    assert na_herindeling([VERKLARING], {ROTTERDAM: "0377"}) == ()
    assert codes(
        lambda: eis_recht("PersoonInfo", SLEUTEL, LEZER, ROTTERDAM, (), VANDAAG, {ROTTERDAM: "0377"})
    ) == ["F008"]


def test_een_leverancier_ondertekent_voor_wie_hem_dat_opdroeg() -> None:
    leverancier = "00000001009999999000"
    opdracht = Mandaat(
        ondertekenaar=leverancier,
        naam="Leverancier",
        afnemer=OIN,
        ingang=date(2012, 1, 1),
        ingetrokken_op=date(2012, 7, 1),
    )

    def mag(ondertekenaar: str, afnemer: str, dag: date) -> bool:
        return heeft_mandaat([opdracht], ondertekenaar, afnemer, dag)

    assert mag(OIN, OIN, VANDAAG)
    assert mag(leverancier, OIN, date(2012, 1, 1))
    assert mag(leverancier, OIN, date(2012, 6, 30))
    assert not mag(leverancier, OIN, date(2011, 12, 31))
    assert not mag(leverancier, OIN, date(2012, 7, 1))
    assert not mag(OIN, leverancier, VANDAAG)
    assert not mag(leverancier, "0" * 20, VANDAAG)
