"""De overgangen T-01 … T-36 met berichten: wat er gebeurt, en de status die daarna in het dossier staat.

Staat haar regel niet in de tabel, dan weigert ISI het bericht (F053) of voert de dagrun het niet uit.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from tests.verhalen.keten import ADRES, VRIJE_BSNS, Keten, nationaliteit, wijs

regel = pytest.mark.regel

NIEUW, ANDER = VRIJE_BSNS[:2]
NIET_VASTGESTELD, TIJDELIJK_DOEL, TIJDELIJK_DUO = "999910103", "999900523", "999900389"
PLICHTIG, ZONDER_HANDHAVING, HANDHAVING = "999910255", "999910127", "999910206"
MEDISCH, EVIDENT, ONTHEVEN, TIJDELIJK = "999910309", "999910310", "999910322", "999910292"
NEDERLANDER, BUITEN_DE_WET, VRIJWILLIG = "999900195", "999900511", "999900481"
VRIJGESTELD, GEWEZEN, INBURGERING, NT2 = "999900377", "999900316", "999910425", "999910437"
VERTROKKEN, ELF_MAANDEN, GEEINDIGD, TERMIJN_EINDIGT = "999900535", "999900547", "999900559", "999910164"
ADVIES = b.MedischAdvies(
    DatAdvies=Datum("20190401"), NaamAdviseur="Arts", BigNr="19012345601", CdOordeelAdvies="NIET_IN_STAAT"
)


def studie(keten: Keten) -> b.Opleiding:
    begin, eind = keten.eerder(100), keten.eerder(-600)
    return b.Opleiding(NaamOpleiding="Mbo 3", DatBOpleiding=begin, DatEOpleidingVerwacht=eind)


def nieuwkomer(keten: Keten) -> str:
    keten.ind.meldt_nieuwkomer(NIEUW).gedaan("I007")
    keten.het_wordt(date(2019, 4, 11))
    keten.run("NIEUWKOMERS")
    return NIEUW


def opgevoerd(keten: Keten, oordeel: str) -> str:
    verzoek = keten.amsterdam.vraagt_opvoeren(NIEUW).gedaan()
    stappen = ((keten.duo, "IN_BEHANDELING"), (keten.duo, "NAAR_IND"), (keten.ind, oordeel))
    for partner, stap in stappen:
        partner.oordeelt(keten.amsterdam.verzoek(verzoek.id), stap).gedaan()
    return NIEUW


def uitgevoerd(keten: Keten, bsn: str, soort: str, **vraag: Any) -> str:
    """DUO voert een mutatieverzoek uit."""
    verzoek = keten.amsterdam.vraagt_duo(bsn, soort, Toelichting="onjuist", **vraag).gedaan()
    for stap in ("IN_BEHANDELING", "UITVOEREN"):
        keten.duo.oordeelt(keten.amsterdam.verzoek(verzoek.id), stap).gedaan()
    return bsn


def zelfmelder(keten: Keten) -> str:
    keten.duo.meldt_zelfmelder(NIEUW).gedaan("I005")
    keten.nacht()
    return NIEUW


def student(keten: Keten) -> str:
    gegevens = b.VrijstellingGegevens(
        CdSrtVrijstelling="TIJDELIJK",
        CdGrondVrijstelling="OPLEIDING",
        Opleiding=studie(keten),
        DatIngang=keten.eerder(100),
    )
    keten.duo.stelt_vrij(NIEUW, gegevens).gedaan("I005")
    keten.nacht()
    return NIEUW


def geheel_vrij(keten: Keten) -> str:
    keten.duo.stelt_vrij(NIEUW, geheel=True).gedaan("I005")
    keten.nacht()
    assert keten.amsterdam.bekijkt(NIEUW).Persoonsgegevens.IndGeheleVrijstellingDuo is True
    return NIEUW


def plicht(bsn: str, ja: bool, reden: str | None = None) -> Callable[[Keten], str]:
    def gebeurt(keten: Keten) -> str:
        assert keten.amsterdam.stelt_vast(bsn, ja, reden).uitkomst == "GEDAAN"
        return bsn

    return gebeurt


def vrijwillig(bsn: str) -> Callable[[Keten], str]:
    def gebeurt(keten: Keten) -> str:
        keten.amsterdam.biedt_aan(bsn, soort="VIV").gedaan()
        return bsn

    return gebeurt


def tijdelijk_vrij(keten: Keten) -> str:
    keten.amsterdam.stelt_vrij(PLICHTIG, "TIJDELIJK", Opleiding=studie(keten)).gedaan()
    return PLICHTIG


def medisch(keten: Keten) -> str:
    gegevens: dict[str, Any] = {"CdBelemmering": ("PSYCHISCH",), "MedischAdvies": ADVIES}
    keten.amsterdam.ontheft(MEDISCH, CdGrondOntheffing="MED", **gegevens).gedaan()
    return MEDISCH


def evident(keten: Keten) -> str:
    keten.amsterdam.ontheft(EVIDENT, CdGrondOntheffing="EVI").gedaan()
    return EVIDENT


def diploma(bsn: str, soort: str) -> Callable[[Keten], str]:
    def gebeurt(keten: Keten) -> str:
        keten.cve.meldt_diploma(bsn, soort) if soort != "INBURGERING" else keten.duo.meldt_diploma(bsn)
        keten.nacht()
        return bsn

    return gebeurt


def brp(bsn: str, **anders: Any) -> Callable[[Keten], str]:
    """De BRP meldt iets, en de nacht gaat voorbij."""

    def gebeurt(keten: Keten) -> str:
        keten.brp.meldt_persoon(bsn, **anders).gedaan("I005")
        keten.nacht()
        return bsn

    return gebeurt


def vertrek(dag: str, terug: str | None = None) -> dict[str, Any]:
    verblijf = b.VerblijfBuitenland(DatVertrek=Datum(dag), DatVestiging=Datum(terug) if terug else None)
    adres = b.Straatadres(CdGemeente="0363", DatBAdres=Datum(terug)) if terug else ADRES
    return {"VerblijfBuitenland": verblijf} | ({"Straatadres": adres} if terug else {})


def terug(bsn: str) -> Callable[[Keten], str]:
    """Terug op 1 april 2019, van waar hij heen vertrokken was."""

    def gebeurt(keten: Keten) -> str:
        (weg,) = keten.amsterdam.bekijkt(bsn).Persoonsgegevens.VerblijfBuitenland
        return brp(bsn, **vertrek(weg.DatVertrek, "20190401"))(keten)

    return gebeurt


def na(*gebeurtenissen: Callable[[Keten], str]) -> Callable[[Keten], str]:
    def gebeurt(keten: Keten) -> str:
        (bsn,) = {gebeurtenis(keten) for gebeurtenis in gebeurtenissen}
        return bsn

    return gebeurt


def eindigt_vrijstelling(keten: Keten) -> str:
    wijst = wijs(keten.amsterdam.bekijkt(TIJDELIJK).Vrijstelling[-1])
    velden: dict[str, Any] = {"Verwijzing": wijst, "DatEVrijstelling": keten.vandaag()}
    keten.amsterdam.stuur("BeeindigVrijstelling", TIJDELIJK, **velden).gedaan()
    return TIJDELIJK


def verwijdert_voorziening(keten: Keten) -> str:
    wijst = wijs(keten.amsterdam.bekijkt(VRIJWILLIG).Voorziening[-1])
    keten.amsterdam.stuur("VerwijderVoorziening", VRIJWILLIG, Verwijzing=wijst).gedaan()
    return VRIJWILLIG


def trekt_ontheffing_in(keten: Keten) -> str:
    wijst = wijs(keten.amsterdam.bekijkt(ONTHEVEN).Ontheffing[-1])
    velden: dict[str, Any] = {"Verwijzing": wijst, "DatIntrekking": keten.vandaag()}
    keten.amsterdam.stuur("TrekOntheffingIn", ONTHEVEN, **velden).gedaan()
    return ONTHEVEN


def corrigeert(keten: Keten) -> str:
    return uitgevoerd(keten, VRIJGESTELD, "CORRECTIE_ONTERECHTE_VRIJSTELLING")


def overig(keten: Keten) -> str:
    nee = b.PlichtGegevens(
        IndInburgeringsplicht=False, CdRedenNietPlichtig="95", DatVaststelling=keten.vandaag()
    )
    return uitgevoerd(keten, PLICHTIG, "OVERIG", PlichtGegevens=nee)


VERLOOP: list[tuple[str, Callable[[Keten], str], str]] = [
    ("T-01", nieuwkomer, "NIET_VASTGESTELD"),
    ("T-02", lambda keten: opgevoerd(keten, "OUDE_WET"), "NIET_VASTGESTELD"),
    ("T-04", zelfmelder, "NIET_VASTGESTELD"),
    ("T-05", student, "TIJDELIJK_NIET"),
    ("T-06", geheel_vrij, "NIET_VASTGESTELD"),
    ("T-07", plicht(NIET_VASTGESTELD, True), "INBURGERINGSPLICHTIG"),
    ("T-07", plicht(TIJDELIJK_DUO, True), "INBURGERINGSPLICHTIG"),
    ("T-07", plicht(TIJDELIJK_DOEL, True), "INBURGERINGSPLICHTIG"),
    ("T-08", plicht(NIET_VASTGESTELD, False, "92"), "NIET"),
    ("T-09", tijdelijk_vrij, "TIJDELIJK_NIET"),
    ("T-12", plicht(PLICHTIG, False, "1"), "NIET"),
    ("T-13", plicht(PLICHTIG, False, "4"), "NIET"),
    ("T-14", vrijwillig(NEDERLANDER), "VRIJWILLIG"),
    ("T-14", vrijwillig(BUITEN_DE_WET), "VRIJWILLIG"),
    ("T-15", medisch, "ONTHEVEN"),
    ("T-16", evident, "ONTHEVEN"),
    ("T-17", diploma(INBURGERING, "INBURGERING"), "GEWEZEN"),
    ("T-18", diploma(NT2, "NT2_II"), "GEWEZEN"),
    ("T-19", corrigeert, "INBURGERINGSPLICHTIG"),
    ("T-21", brp(PLICHTIG, **vertrek("20180402")), "VERTROKKEN"),
    ("T-22", plicht(VERTROKKEN, False, "91"), "NIET"),
    ("T-23", terug(VERTROKKEN), "NIET_VASTGESTELD"),
    ("T-24", brp(PLICHTIG, DatOverlijden=Datum("20190401")), "OVERLEDEN"),
    ("T-27", brp(HANDHAVING, Nationaliteit=nationaliteit("0001")), "NIET"),
    ("T-28", na(diploma(NIET_VASTGESTELD, "INBURGERING"), plicht(NIET_VASTGESTELD, True)), "GEWEZEN"),
    ("T-30", eindigt_vrijstelling, "INBURGERINGSPLICHTIG"),
    ("T-31", verwijdert_voorziening, "NIET_VASTGESTELD"),
    ("T-32", trekt_ontheffing_in, "INBURGERINGSPLICHTIG"),
    (
        "T-33",
        na(vrijwillig(NEDERLANDER), brp(NEDERLANDER, Nationaliteit=nationaliteit("0131"))),
        "INBURGERINGSPLICHTIG",
    ),
    ("T-34", overig, "NIET"),
    ("T-35", na(vrijwillig(BUITEN_DE_WET), brp(BUITEN_DE_WET, **vertrek("20180401"))), "NIET"),
    ("T-36", terug(GEEINDIGD), "NIET_VASTGESTELD"),
]


# Regels van de handleiding die dezelfde gebeurtenis toont.
OOK = {"T-12": ("R-007",), "T-28": ("R-150",), "T-35": ("R-044",)}


@pytest.mark.parametrize(
    ("gebeurtenis", "status"),
    [
        pytest.param(*rij[1:], id=rij[0], marks=[regel(n) for n in (rij[0], *OOK.get(rij[0], ()))])
        for rij in VERLOOP
    ],
)
def test_de_overgang(keten: Keten, gebeurtenis: Callable[[Keten], str], status: str) -> None:
    assert keten.amsterdam.bekijkt(gebeurtenis(keten)).CdStatus == status


@regel("T-03")
@regel("R-019")
def test_onder_de_nieuwe_wet_komt_niemand_in_isi(keten: Keten) -> None:
    """Niet na het formulier, en niet als nieuwkomer; ook niet als alleen het jaar bekend is."""
    opgevoerd(keten, "NIEUWE_WET")
    keten.ind.meldt_nieuwkomer(ANDER, ontstaan="20130000").gedaan("I004")
    keten.het_wordt(date(2019, 4, 11))
    keten.run("NIEUWKOMERS")
    for bsn in (NIEUW, ANDER):
        assert keten.amsterdam.stuur("PersoonInfo", bsn).uitkomst == "NIETS_GEVONDEN"
        assert keten.amsterdam.haalt_signalen(bsn) == []


@regel("T-10")
@regel("T-11")
def test_handhaving_en_voorziening_laten_de_status(keten: Keten) -> None:
    amsterdam = keten.amsterdam
    amsterdam.handhaaft(ZONDER_HANDHAVING).gedaan()
    assert amsterdam.bekijkt(ZONDER_HANDHAVING).CdStatus == "INBURGERINGSPLICHTIG"
    amsterdam.biedt_aan(ZONDER_HANDHAVING).gedaan()
    dossier = amsterdam.bekijkt(ZONDER_HANDHAVING)
    assert dossier.CdStatus == "INBURGERINGSPLICHTIG"
    assert (len(dossier.Handhaving), len(dossier.Voorziening)) == (1, 1)


@regel("T-20")
def test_een_vrijwilliger_met_diploma_blijft_vrijwillig(keten: Keten) -> None:
    """Hij komt in het definitieve deel, maar was nooit plichtig."""
    diploma(VRIJWILLIG, "INBURGERING")(keten)
    dossier = keten.amsterdam.bekijkt(VRIJWILLIG)
    assert (dossier.CdStatus, dossier.CdDeel) == ("VRIJWILLIG", "DEFINITIEF")
    # Ook wie plichtig was maar nu vrijwillig verdergaat met plicht Nee.
    amsterdam = keten.amsterdam
    vrijwillig(BUITEN_DE_WET)(keten)
    diploma(BUITEN_DE_WET, "INBURGERING")(keten)
    assert amsterdam.bekijkt(BUITEN_DE_WET).CdStatus == "VRIJWILLIG"


@regel("T-25")
@regel("R-035")
@regel("R-065")
def test_de_dag_na_het_einde_van_de_termijn(keten: Keten) -> None:
    """De laatste dag hoort bij de termijn; de dagrun van de dag erna zet de persoon op de lijst."""
    amsterdam, bsn = keten.amsterdam, TERMIJN_EINDIGT
    laatste = amsterdam.bekijkt(bsn).Handhaving[-1].DatETermijn.volledig
    assert laatste is not None
    keten.nacht((laatste - keten.dag).days)
    assert amsterdam.staat_op_de_lijst(bsn) == ()
    # Tot de run van de volgende dag verandert er niets.
    keten.het_wordt(laatste + timedelta(days=1))
    bewaking = amsterdam.bekijkt(bsn).Termijnbewaking
    assert bewaking is not None
    assert bewaking.IndOverschreden is False
    keten.run()
    assert amsterdam.staat_op_de_lijst(bsn) == ("OVR",)
    dossier = amsterdam.bekijkt(bsn)
    assert dossier.CdStatus == "INBURGERINGSPLICHTIG"
    assert dossier.Termijnbewaking is not None
    assert dossier.Termijnbewaking.IndOverschreden is True
    assert amsterdam.haalt_signalen(bsn, "SS902")


@regel("T-26")
@regel("L-09")
def test_hoogstens_een_jaar_weg_schuift_de_termijn_op(keten: Keten) -> None:
    amsterdam, bsn = keten.amsterdam, ELF_MAANDEN
    voor = amsterdam.bekijkt(bsn)
    (weg,) = voor.Persoonsgegevens.VerblijfBuitenland
    terug(bsn)(keten)
    na_terugkeer = amsterdam.bekijkt(bsn)
    assert na_terugkeer.CdStatus == "INBURGERINGSPLICHTIG"
    was, nu = (d.Handhaving[-1].DatETermijn.volledig for d in (voor, na_terugkeer))
    vertrokken = weg.DatVertrek.volledig
    assert was is not None
    assert vertrokken is not None
    assert nu == was + (date(2019, 4, 1) - vertrokken)
    assert na_terugkeer.Handhaving[-1].DatBeeindigd is None


@regel("T-21")
@regel("T-23")
@regel("R-044")
@regel("R-046")
@pytest.mark.parametrize(("dagen_later", "status"), [(-1, "nog"), (0, "nog"), (1, "opnieuw")])
def test_precies_een_jaar_weg_is_nog_geen_nieuwkomer(keten: Keten, dagen_later: int, status: str) -> None:
    """Weg op 1 maart 2018; terug op de dag af, een dag eerder en een dag later."""
    bsn, dag = PLICHTIG, date(2019, 3, 1) + timedelta(days=dagen_later)
    brp(bsn, **vertrek("20180301", f"{dag:%Y%m%d}"))(keten)
    dossier = keten.amsterdam.bekijkt(bsn)
    opnieuw = status == "opnieuw"
    assert dossier.CdStatus == ("NIET_VASTGESTELD" if opnieuw else "INBURGERINGSPLICHTIG")
    assert bool(dossier.Handhaving[-1].DatBeeindigd) is opnieuw


@regel("T-29")
@regel("R-148")
@regel("R-127")
@regel("R-149")
def test_tolerant_neemt_aan_wat_niet_de_bedoeling_is(keten: Keten, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streng weigert; tolerant neemt aan en waarschuwt, zoals ISI zelf blijkbaar deed."""
    papier: dict[str, Any] = {
        "CdOnderdeelVrijstelling": ("KNS",),
        "CdGrondVrijstelling": "GETOOND_DOCUMENT",
        "Document": b.Document(OmsSrtDocument="getuigschrift", NrDocument="1"),
    }
    amsterdam = keten.amsterdam
    amsterdam.stelt_vrij(GEWEZEN, "GEDEELTELIJK", **papier).geweigerd("F051")
    amsterdam.stelt_vast(GEWEZEN, False, "1").geweigerd("F052")
    assert amsterdam.bekijkt(GEWEZEN).CdStatus == "GEWEZEN"
    keten.naleving(monkeypatch, "tolerant")
    amsterdam.stelt_vrij(GEWEZEN, "GEDEELTELIJK", **papier).gedaan("W007")
    assert amsterdam.bekijkt(GEWEZEN).CdStatus == "GEWEZEN"
    assert "W008" in amsterdam.stelt_vast(GEWEZEN, False, "1").codes
    assert amsterdam.bekijkt(GEWEZEN).CdStatus == "NIET"


@regel("R-153")
@pytest.mark.parametrize("naleving", ["streng", "tolerant"])
def test_reden_1_voor_het_diploma_mag_met_een_waarschuwing(
    keten: Keten, monkeypatch: pytest.MonkeyPatch, naleving: str
) -> None:
    """In beide: anders kon een NT2-uitslag nooit aangehouden worden (R-142, R-144)."""
    keten.naleving(monkeypatch, naleving)
    keten.duo.meldt_uitslag(PLICHTIG, "KNS").gedaan("I005")
    keten.nacht()
    keten.amsterdam.stelt_vast(PLICHTIG, False, "1").gedaan("W003")
    keten.cve.meldt_diploma(PLICHTIG, "NT2_I").gedaan("W004", "I005")


@regel("T-22")
@regel("R-134")
@regel("R-145")
def test_bij_plicht_nee_loopt_de_handhaving_niet(keten: Keten) -> None:
    """Zij blijft staan maar loopt niet: geen termijn, verlenging of boete; na de correctie weer wel."""
    amsterdam, bsn = keten.amsterdam, TERMIJN_EINDIGT
    laatste = amsterdam.bekijkt(bsn).Handhaving[-1].DatETermijn.volledig
    assert laatste is not None
    amsterdam.stelt_vast(bsn, False, "1").gedaan()
    assert amsterdam.bekijkt(bsn).Termijnbewaking is None
    amsterdam.verlengt(bsn, "GEEN_VERWIJT", laatste + timedelta(days=9)).geweigerd("F071")
    amsterdam.beboet(bsn, "ART29", 100).geweigerd("F071")
    uitgevoerd(keten, bsn, "CORRECTIE_ONTERECHTE_VRIJSTELLING")
    dossier = amsterdam.bekijkt(bsn)
    assert dossier.CdStatus == "INBURGERINGSPLICHTIG"
    assert dossier.Termijnbewaking is not None
    amsterdam.verlengt(bsn, "GEEN_VERWIJT", laatste + timedelta(days=9)).gedaan()
