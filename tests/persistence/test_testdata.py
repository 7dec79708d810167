"""De testset: benoemde personen tonen wat zij beloven, en gevulde personen kloppen met de regels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from stdnum.nl import bsn as bsnummer

from isi_soap.contract.codelijsten import codelijst
from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.deel import deel
from isi_soap.domain.geldigheid import VRIJWILLIG, lopende_handhaving
from isi_soap.domain.model import Dossier, Feit
from isi_soap.domain.overschrijding import overschrijding
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import VERZAMELING
from persistence.testdata import bouw, persoonlijst
from persistence.testdata.aansluitingen import (
    AMSTERDAM,
    BEGINDAG,
    BEGINTIJD,
    PARTIJEN,
    ROTTERDAM,
    sleutels,
)
from persistence.testdata.bouw import Bronnen
from persistence.testdata.gemeenten import gemeenten
from persistence.testdata.overzicht import overzicht
from persistence.testdata.persoonlijst import VRIJE_BSNS, benoemde_personen
from persistence.testdata.willekeurig import MATEN, Portie, gebied, porties

TESTPERSONEN_MD = Path(__file__).parents[2] / "docs" / "testpersonen.md"


@cache
def gevuld() -> tuple[bouw.Testdossier, ...]:
    """Omvang S zoals zij in de begintoestand staat."""
    bronnen = Bronnen()
    return tuple(d for portie in porties("S", 2007) for d in portie.dossiers(bronnen))


def alle_feiten(dossier: Dossier) -> Iterator[Feit]:
    for naam in VERZAMELING.values():
        yield from getattr(dossier, naam)
    yield from dossier.historie


# --- de benoemde personen -----------------------------------------------------------------------------------


def _namen(personen: Iterable[persoonlijst.Testpersoon]) -> list[str]:
    return [p.sleutel for p in personen]


@pytest.mark.parametrize("persoon", benoemde_personen(), ids=_namen(benoemde_personen()))
def test_benoemde_persoon_is_wat_hij_toont(persoon: persoonlijst.Testpersoon) -> None:
    dossier = persoon.dossier(Bronnen()).dossier
    over = overschrijding(dossier, BEGINDAG)
    assert status(dossier, BEGINDAG) == persoon.status
    assert deel(dossier, BEGINDAG) == persoon.deel
    assert (over.groepen if over else ()) == persoon.groepen
    # De dagrun van de begindag is al geweest: er is niets meer te doen.
    assert actualiseer(dossier, BEGINDAG).leeg


def test_bsns_van_de_testset_zijn_geldig_en_komen_een_keer_voor() -> None:
    benoemd = [p.bsn for p in benoemde_personen()] + [v.bsn for v in VRIJE_BSNS]
    assert all(bsn.startswith("9999") for bsn in benoemd)
    willekeurig = [d.bsn for d in gevuld()]
    assert all(bsn.startswith("99") and not bsn.startswith("9999") for bsn in willekeurig)
    samen = benoemd + willekeurig
    assert len(set(samen)) == len(samen)
    assert all(bsnummer.is_valid(bsn) for bsn in samen)


def test_laatste_portie_van_l_blijft_binnen_het_testbereik() -> None:
    """De nummers van de grootste omvang raken de benoemde personen niet en zijn er genoeg."""
    laatste = [d.bsn for d in porties("L", 2007)[-1].dossiers(Bronnen())]
    assert len(laatste) == 1000
    assert max(laatste) < "999900000"
    assert not {d.bsn for d in Portie(2007, "L", 0).dossiers(Bronnen())} & set(laatste)


def test_elke_muterende_operatie_heeft_een_schone_persoon() -> None:
    operaties = {
        "RegistreerInburgeringsplicht",
        *("RegistreerHandhaving", "WijzigHandhaving", "VerwijderHandhaving", "VerlengHandhavingstermijn"),
        *("RegistreerBoete", "VerwijderBoete"),
        *("RegistreerVoorziening", "WijzigVoorziening", "VerwijderVoorziening"),
        *("RegistreerVrijstelling", "WijzigVrijstelling", "BeeindigVrijstelling"),
        *("RegistreerOntheffing", "TrekOntheffingIn"),
        *("SignaalAfhandelen", "MutatieverzoekIndienen"),
        *("VerwerkVerblijfsgegevens", "VerwerkPersoonsgegevens", "VerwerkExamenresultaat", "VerwerkDiploma"),
        *("VerwerkVrijstellingDuo", "MeldZelfmelder", "BeoordeelMutatieverzoek"),
    }
    assert {p.schoon_voor for p in benoemde_personen()} - {None} == operaties


def test_document_is_bijgewerkt() -> None:
    assert TESTPERSONEN_MD.read_text(encoding="utf-8") == overzicht(), (
        "schrijf opnieuw: isi-soap testdata personen --schrijf docs/testpersonen.md"
    )


# --- gemeenten en sleutels ----------------------------------------------------------------------------------


def test_gemeenten_vormen_een_sluitende_kaart() -> None:
    alle = gemeenten()
    assert {alle[c].naam for c in (AMSTERDAM, ROTTERDAM)} == {"Amsterdam", "Rotterdam"}
    assert sum(g.einde is None for g in alle.values()) == 355  # op 1 januari 2019
    for opgeheven in (g for g in alle.values() if g.einde is not None):
        opvolger = alle[opgeheven.opvolger or ""]
        assert opvolger.ingang <= (opgeheven.einde or BEGINDAG)
    assert [len(gebied(omvang)) for omvang in MATEN] == [20, 390, 443]


def test_sleutels_voldoen_aan_het_contract() -> None:
    waarden = [s.waarde for s in sleutels()]
    assert len(set(waarden)) == len(waarden)
    assert all(re.fullmatch(r"[A-Za-z0-9_\-]{16,64}", w) for w in waarden)
    oins = {s.oin for s in sleutels()} | {p.oin for p in PARTIJEN}
    assert all(re.fullmatch(r"00000099[0-9]{12}", oin) for oin in oins)


# --- de gevulde personen ------------------------------------------------------------------------------------


def test_dezelfde_portie_is_steeds_dezelfde() -> None:
    eerste, tweede = (list(Portie(7, "M", 3).dossiers(Bronnen())) for _ in range(2))
    assert eerste == tweede
    assert eerste != list(Portie(8, "M", 3).dossiers(Bronnen()))


def test_verdelingen_van_domain_5_2() -> None:
    personen = [d for n in range(4) for d in Portie(2007, "M", n).dossiers(Bronnen())]
    aantal = len(personen)

    def deel_van(voorwaarde: Iterable[bool]) -> float:
        return sum(voorwaarde) / aantal

    dossiers = [p.dossier for p in personen]
    assert 0.17 < deel_van(any(v.soort == VRIJWILLIG for v in d.voorzieningen) for d in dossiers) < 0.23
    assert 0.02 < deel_van(d.persoon.datum_overlijden is not None for d in dossiers) < 0.04
    assert 0.04 < deel_van(bool(d.buitenland) for d in dossiers) < 0.06
    assert 0.012 < deel_van(d.persoon.geboortedatum.volledig is None for d in dossiers) < 0.03
    assert 0.03 < deel_van(len({a.gemeente for a in d.adressen}) > 1 for d in dossiers) < 0.07
    trajecten = [v for d in dossiers for v in d.voorzieningen]
    assert 0.44 < sum(v.duaal for v in trajecten) / len(trajecten) < 0.64
    per_gemeente = Counter(d.adressen[0].gemeente for d in dossiers)
    assert 0.07 < per_gemeente[AMSTERDAM] / aantal < 0.13
    assert {str(status(d, BEGINDAG)) for d in dossiers} == {str(s) for s in Status}


def test_feiten_van_gevulde_personen_kloppen_met_elkaar() -> None:
    for test in gevuld():
        dossier = test.dossier
        assert actualiseer(dossier, BEGINDAG).leeg
        if status(dossier, BEGINDAG) is Status.INBURGERINGSPLICHTIG:
            gewoon = [v for v in dossier.voorzieningen if v.soort != VRIJWILLIG]
            assert not gewoon or lopende_handhaving(dossier) is not None
        if not any(p.inburgeringsplicht for p in dossier.plichten):
            assert not dossier.handhavingen
        for feit in alle_feiten(dossier):
            assert feit.herkomst is not None
            assert feit.herkomst.geschreven.tijdstip < BEGINTIJD
            einde = feit.herkomst.beeindigd
            assert einde is None or einde.tijdstip >= feit.herkomst.geschreven.tijdstip
        for traject in dossier.voorzieningen:
            assert traject.startdatum <= traject.datum_registratie <= BEGINDAG
            assert traject.einddatum is None or traject.einddatum >= traject.startdatum


_CODES = {
    "plichten.reden_nee": "CdRedenNietPlichtig",
    "handhavingen.soort_besluit": "CdSrtBesluitHandhaving",
    "verlengingen.soort": "CdSrtVerlenging",
    "boetes.grondslag": "CdGrondslagBoete",
    "voorzieningen.soort": "CdSrtVoorziening",
    "voorzieningen.wijze": "CdWijzeVoorziening",
    "voorzieningen.reden_einde": "CdRedenEindeVoorziening",
    "voorzieningen.doel_examen": "CdDoelExamen",
    "voorzieningen.kanaal": "CdKanaal",
    "vrijstellingen.soort": "CdSrtVrijstelling",
    "vrijstellingen.onderdeel": "CdOnderdeelVrijstelling",
    "vrijstellingen.niveau": "CdNiveau",
    "vrijstellingen.profiel": "CdProfiel",
    "vrijstellingen.grond": "CdGrondVrijstelling",
    "ontheffingen.grond": "CdGrondOntheffing",
    "ontheffingen.advies_oordeel": "CdOordeelAdvies",
    "examenresultaten.examen": "CdExamen",
    "examenresultaten.onderdeel": "CdOnderdeelExamen",
    "examenresultaten.praktijkvorm": "CdPraktijkvorm",
    "diplomas.soort": "CdSrtDiploma",
    "signalen.code": "CdSignaal",
    "signalen.status": "CdStatusSignaal",
    "mutatieverzoeken.soort": "CdSrtMutatieverzoek",
    "mutatieverzoeken.status": "CdStatusMutatieverzoek",
    "verblijfsdoelen.aard": "CdAardVerblijfsdoel",
}


@pytest.mark.parametrize(("veld", "lijst"), _CODES.items())
def test_codes_staan_in_de_codelijsten_van_het_contract(veld: str, lijst: str) -> None:
    soort, naam = veld.split(".")
    benoemd = [p.dossier(Bronnen()).dossier for p in benoemde_personen()]
    gebruikt = {
        getattr(feit, naam)
        for dossier in (*benoemd, *(d.dossier for d in gevuld()))
        for feit in getattr(dossier, soort)
    }
    assert gebruikt - {None} <= codelijst(lijst).keys()
