"""De overgangen T-01 … T-36: elke kan, en kan niet meer als haar regel uit de tabel is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from isi_soap.domain import overgangen
from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.datum import Datum
from isi_soap.domain.examens import verwerk_diploma
from isi_soap.domain.handhaving import registreer_handhaving
from isi_soap.domain.keten import (
    beoordeel_mutatieverzoek,
    meld_zelfmelder,
    verwerk_persoonsgegevens,
    verwerk_verblijfsgegevens,
    verwerk_vrijstelling_duo,
)
from isi_soap.domain.model import Buitenland, Dossier, Mutatieverzoek, Ontheffing, Vrijstelling
from isi_soap.domain.ontheffing import registreer_ontheffing, trek_ontheffing_in
from isi_soap.domain.opdrachten import (
    BeeindigVrijstelling,
    BeoordeelMutatieverzoek,
    MedischAdvies,
    MeldZelfmelder,
    Persoonsgegevens,
    RegistreerHandhaving,
    RegistreerInburgeringsplicht,
    RegistreerOntheffing,
    RegistreerVoorziening,
    RegistreerVrijstelling,
    TrekOntheffingIn,
    VerwerkDiploma,
    VerwerkPersoonsgegevens,
    VerwerkVrijstellingDuo,
    VerwijderVoorziening,
    VrijstellingInhoud,
)
from isi_soap.domain.overgangen import OVERGANGEN
from isi_soap.domain.plicht import registreer_inburgeringsplicht
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst
from isi_soap.domain.voorziening import registreer_voorziening, verwijder_voorziening
from isi_soap.domain.vrijstelling import beeindig_vrijstelling, registreer_vrijstelling
from tests.domain.dossiers import (
    DIPLOMA,
    JA,
    OMGEVING,
    PERSOON,
    TIJDELIJK_DUO,
    VANDAAG,
    VOORZIENING,
    dossier,
    geweigerd,
    nationaliteit,
    nee,
    plichtig,
)
from tests.domain.test_regels_keten import BSN, GEGEVENS, NIEUWKOMER, NT2
from tests.domain.test_regels_vrijstelling import TIJDELIJK

NU = Datum.van(VANDAAG)
TOLERANT = replace(OMGEVING, naleving="tolerant")
WEG = Buitenland(id=9, datum_vertrek=date(2011, 3, 1))
VERTROKKEN = plichtig(persoon=replace(PERSOON, vertrokken_sinds=date(2011, 3, 1)), buitenland=(WEG,))
NEDERLANDS = nationaliteit("0001")
VIV = replace(VOORZIENING, soort="VIV")
EVIDENT = Ontheffing(id=8, grond="EVI", verleend=True, datum_besluit=date(2012, 1, 2), gemeente="0363")
ADVIES = MedischAdvies(datum=NU, adviseur_naam="Arts", big_nummer="19012345601")
STUDIE = VrijstellingInhoud(soort="TIJDELIJK", datum_ingang=NU)


def plicht(d: Dossier, ja: bool, reden: str | None = None, omgeving: Omgeving = OMGEVING) -> Uitkomst:
    opdracht = RegistreerInburgeringsplicht(inburgeringsplicht=ja, reden_nee=reden, datum_vaststelling=NU)
    return registreer_inburgeringsplicht(d, opdracht, omgeving)


def brp(d: Dossier, gegevens: Persoonsgegevens) -> Uitkomst:
    return verwerk_persoonsgegevens(
        d, VerwerkPersoonsgegevens(bsn=BSN, peildatum=NU, persoon=gegevens), OMGEVING
    )


def voorziening(d: Dossier, soort: str) -> Uitkomst:
    return registreer_voorziening(d, RegistreerVoorziening(soort=soort, startdatum=NU), OMGEVING)


def ontheffing(grond: str) -> Uitkomst:
    advies = {"belemmeringen": ("PSYCHISCH",), "advies": ADVIES} if grond == "MED" else {}
    opdracht = RegistreerOntheffing(grond=grond, datum_besluit=NU, **advies)  # type: ignore[arg-type]
    return registreer_ontheffing(plichtig(), opdracht, OMGEVING)


def duo(d: Dossier | None, vrijstelling: VrijstellingInhoud | None) -> Uitkomst:
    opdracht = VerwerkVrijstellingDuo(
        bsn=BSN,
        vrijstelling=vrijstelling,
        gehele_vrijstelling=vrijstelling is None,
        datum_vaststelling=NU,
        persoon=GEGEVENS,
    )
    return verwerk_vrijstelling_duo(d, opdracht, OMGEVING)


INBURGERING = VerwerkDiploma(bsn=BSN, soort="INBURGERING", datum_behaald=Datum("20120501"))
TERUG = Persoonsgegevens(adres=GEGEVENS.adres, datum_vestiging=Datum("20120515"))
MELDING = MeldZelfmelder(bsn=BSN, datum=NU, persoon=GEGEVENS)
HANDHAAF = RegistreerHandhaving(soort_besluit="KENNISGEVING", datum_besluit=NU, datum_aanvang_termijn=NU)
TIJDELIJKE = RegistreerVrijstelling(**TIJDELIJK)
CORRECTIE = Mutatieverzoek(
    id=40,
    bsn=BSN,
    soort="CORRECTIE_ONTERECHTE_VRIJSTELLING",
    gemeente="0363",
    datum=VANDAAG,
    status="INTERNE_CONTROLE",
)
UITVOEREN = BeoordeelMutatieverzoek(bsn=BSN, verzoek=40, versienr=1, oordeel="UITVOEREN", datum=NU)
S = Status

# Nummer, wat er was, wat er gebeurt, en de status daarna.
VERLOOP: list[tuple[str, Dossier | None, Callable[[Dossier], Uitkomst], Status]] = [
    ("T-01", None, lambda _: verwerk_verblijfsgegevens(None, NIEUWKOMER, OMGEVING), S.NIET_VASTGESTELD),
    ("T-04", None, lambda _: meld_zelfmelder(None, MELDING, OMGEVING), S.NIET_VASTGESTELD),
    ("T-05", None, lambda _: duo(None, STUDIE), S.TIJDELIJK_NIET),
    ("T-06", None, lambda _: duo(None, None), S.NIET_VASTGESTELD),
    ("T-07", dossier(), lambda d: plicht(d, True), S.INBURGERINGSPLICHTIG),
    ("T-07", dossier(vrijstellingen=(TIJDELIJK_DUO,)), lambda d: plicht(d, True), S.INBURGERINGSPLICHTIG),
    ("T-08", dossier(), lambda d: plicht(d, False, "92"), S.NIET),
    ("T-09", plichtig(), lambda d: registreer_vrijstelling(d, TIJDELIJKE, OMGEVING), S.TIJDELIJK_NIET),
    ("T-12", plichtig(), lambda d: plicht(d, False, "1"), S.NIET),
    ("T-13", plichtig(), lambda d: plicht(d, False, "4"), S.NIET),
    ("T-14", dossier(plichten=(nee("4"),)), lambda d: voorziening(d, "VIV"), S.VRIJWILLIG),
    ("T-14", plichtig(nationaliteiten=NEDERLANDS), lambda d: voorziening(d, "VIV"), S.VRIJWILLIG),
    ("T-15", plichtig(), lambda _: ontheffing("MED"), S.ONTHEVEN),
    ("T-16", plichtig(), lambda _: ontheffing("EVI"), S.ONTHEVEN),
    ("T-17", plichtig(), lambda d: verwerk_diploma(d, INBURGERING, OMGEVING), S.GEWEZEN),
    ("T-18", plichtig(), lambda d: verwerk_diploma(d, NT2, OMGEVING), S.GEWEZEN),
    ("T-21", plichtig(buitenland=(WEG,)), lambda d: actualiseer(d, VANDAAG), S.VERTROKKEN),
    ("T-22", VERTROKKEN, lambda d: plicht(d, False, "91"), S.NIET),
    ("T-23", VERTROKKEN, lambda d: brp(d, TERUG), S.NIET_VASTGESTELD),
    ("T-24", plichtig(), lambda d: brp(d, Persoonsgegevens(datum_overlijden=NU)), S.OVERLEDEN),
    ("T-27", plichtig(nationaliteiten=NEDERLANDS), lambda d: actualiseer(d, VANDAAG), S.NIET),
    ("T-28", dossier(diplomas=(DIPLOMA,)), lambda d: plicht(d, True), S.GEWEZEN),
    ("T-29", plichtig(diplomas=(DIPLOMA,)), lambda d: plicht(d, False, "1", TOLERANT), S.NIET),
    (
        "T-31",
        dossier(plichten=(nee("4"),), voorzieningen=(VIV,)),
        lambda d: verwijder_voorziening(d, VerwijderVoorziening(id=5, versienr=1), OMGEVING),
        S.NIET,
    ),
    (
        "T-32",
        plichtig(ontheffingen=(EVIDENT,)),
        lambda d: trek_ontheffing_in(d, TrekOntheffingIn(id=8, versienr=1, datum_ingetrokken=NU), OMGEVING),
        S.INBURGERINGSPLICHTIG,
    ),
    (
        "T-33",
        plichtig(nationaliteiten=NEDERLANDS, voorzieningen=(VIV,)),
        lambda d: brp(d, Persoonsgegevens(nationaliteiten=("0131",))),
        S.INBURGERINGSPLICHTIG,
    ),
    (
        "T-19",
        dossier(plichten=(JA, replace(nee("1"), id=13)), mutatieverzoeken=(CORRECTIE,)),
        lambda d: beoordeel_mutatieverzoek(d, UITVOEREN, OMGEVING),
        S.INBURGERINGSPLICHTIG,
    ),
    (
        "T-34",
        plichtig(mutatieverzoeken=(replace(CORRECTIE, soort="OVERIG"),)),
        lambda d: beoordeel_mutatieverzoek(
            d,
            replace(
                UITVOEREN,
                plicht=RegistreerInburgeringsplicht(
                    inburgeringsplicht=False, reden_nee="95", datum_vaststelling=NU
                ),
            ),
            OMGEVING,
        ),
        S.NIET,
    ),
    (
        "T-30",
        plichtig(vrijstellingen=(replace(TIJDELIJK_DUO, bron="GEMEENTE"),)),
        lambda d: beeindig_vrijstelling(d, BeeindigVrijstelling(id=6, versienr=1, datum_einde=NU), OMGEVING),
        S.INBURGERINGSPLICHTIG,
    ),
    (
        "T-35",
        dossier(plichten=(nee("4"),), voorzieningen=(VIV,), buitenland=(WEG,)),
        lambda d: actualiseer(d, VANDAAG),
        S.NIET,
    ),
    (
        "T-36",
        replace(VERTROKKEN, plichten=(nee("91"),)),
        lambda d: brp(d, TERUG),
        S.NIET_VASTGESTELD,
    ),
]
# Twee overgangen die elkaars verloop ook toestaan: zij gaan samen uit.
_SAMEN = {"T-15": {"T-16"}, "T-16": {"T-15"}, "T-17": {"T-18"}, "T-18": {"T-17"}}


@pytest.mark.parametrize(
    ("nummer", "begin", "gebeurtenis", "naar"),
    [pytest.param(*rij, id=rij[0], marks=pytest.mark.regel(rij[0])) for rij in VERLOOP],
)
def test_de_overgang_kan_zolang_de_tabel_haar_noemt(
    monkeypatch: pytest.MonkeyPatch,
    nummer: str,
    begin: Dossier | None,
    gebeurtenis: Callable[[Dossier], Uitkomst],
    naar: Status,
) -> None:
    d = begin if begin is not None else dossier()
    assert status(toegepast(begin, gebeurtenis(d), VANDAAG), VANDAAG) is naar
    uit = {nummer} | _SAMEN.get(nummer, set())
    monkeypatch.setattr(overgangen, "OVERGANGEN", [t for t in OVERGANGEN if t.nummer not in uit])
    assert geweigerd(lambda: gebeurtenis(d)) == {"F053"}


def test_elke_overgang_heeft_een_eigen_nummer() -> None:
    assert [t.nummer for t in OVERGANGEN] == [f"T-{n:02d}" for n in range(1, len(OVERGANGEN) + 1)]


@pytest.mark.regel("T-03")
def test_wie_onder_de_nieuwe_wet_valt_komt_niet_in_isi() -> None:
    later = replace(NIEUWKOMER, datum_ontstaan_plicht=Datum("20130101"))
    assert verwerk_verblijfsgegevens(None, later, OMGEVING).leeg
    eerder = replace(NIEUWKOMER, datum_ontstaan_plicht=Datum("20121231"))
    assert not verwerk_verblijfsgegevens(None, eerder, OMGEVING).leeg


@pytest.mark.regel("T-10")
@pytest.mark.regel("T-11")
def test_handhaving_en_voorziening_veranderen_de_status_niet() -> None:
    zonder = plichtig(handhavingen=())
    na = toegepast(zonder, registreer_handhaving(zonder, HANDHAAF, OMGEVING), VANDAAG)
    na = toegepast(na, voorziening(na, "IV"), VANDAAG)
    assert status(na, VANDAAG) is Status.INBURGERINGSPLICHTIG


@pytest.mark.regel("T-20")
def test_een_vrijwilliger_met_diploma_wordt_niet_gewezen() -> None:
    vrijwillig = dossier(plichten=(nee("4"),), voorzieningen=(VIV,))
    na = toegepast(vrijwillig, verwerk_diploma(vrijwillig, INBURGERING, OMGEVING), VANDAAG)
    assert status(na, VANDAAG) is Status.VRIJWILLIG


@pytest.mark.regel("R-148")
@pytest.mark.regel("R-127")
def test_streng_weigert_en_tolerant_waarschuwt() -> None:
    gewezen = plichtig(diplomas=(DIPLOMA,))
    assert geweigerd(lambda: plicht(gewezen, False, "1")) == {"F052"}
    assert [m.code.code for m in plicht(gewezen, False, "1", TOLERANT).meldingen] == ["W008"]
    assert geweigerd(lambda: registreer_vrijstelling(gewezen, TIJDELIJKE, OMGEVING)) == {"F051"}
    vrij = registreer_vrijstelling(gewezen, TIJDELIJKE, TOLERANT)
    assert [m.code.code for m in vrij.meldingen] == ["W007"]
    assert isinstance(vrij.onderwerp, Vrijstelling)


@pytest.mark.regel("R-132")
def test_een_vrijwilliger_krijgt_geen_handhaving() -> None:
    vrijwillig = dossier(plichten=(nee("4"),), voorzieningen=(VIV,))
    assert geweigerd(lambda: registreer_handhaving(vrijwillig, HANDHAAF, OMGEVING)) == {"F023"}
