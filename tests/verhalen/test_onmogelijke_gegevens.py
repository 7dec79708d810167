"""Wat een gemeente krijgt die iets stuurt dat niet kan, en wat een herindeling met haar gegevens doet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from tests.verhalen.keten import Gemeente, Keten, Uitslag, wijs

D = Datum
HANDHAVING, VOORZIENING, VRIJSTELLING, TIJDELIJK = "999910140", "999910231", "999910280", "999910292"
ONTHEVEN, PLICHTIG, NIET_VASTGESTELD = "999910322", "999910255", "999910103"
HARENAAR, GRONINGER = "999900584", "999900596"
MORGEN, VOOR_2007, ZONDER_DAG, BESTAAT_NIET = D("20190403"), D("20061231"), D("20190300"), D("20190231")
DOCUMENT = b.Document(OmsSrtDocument="getuigschrift", NrDocument="1")


def wijzigt_handhaving(wie: Gemeente, dag: Datum, begin: Datum | None = None) -> Uitslag:
    gegevens = b.HandhavingGegevens(
        CdSrtBesluitHandhaving="KENNISGEVING", DatBesluit=dag, DatBTermijn=begin or D("20190101")
    )
    wijst = wijs(wie.bekijkt(HANDHAVING).Handhaving[-1])
    return wie.stuur("WijzigHandhaving", HANDHAVING, Verwijzing=wijst, HandhavingGegevens=gegevens)


def wijzigt_voorziening(wie: Gemeente, dag: Datum, bsn: str = VOORZIENING, **meer: Any) -> Uitslag:
    gegevens = b.VoorzieningGegevens(**({"CdSrtVoorziening": "IV", "DatBVoorziening": dag} | meer))
    wijst = wijs(wie.bekijkt(bsn).Voorziening[-1])
    return wie.stuur("WijzigVoorziening", bsn, Verwijzing=wijst, VoorzieningGegevens=gegevens)


def wijzigt_vrijstelling(wie: Gemeente, dag: Datum, **meer: Any) -> Uitslag:
    gegevens: dict[str, Any] = {
        "CdSrtVrijstelling": "GEDEELTELIJK",
        "CdOnderdeelVrijstelling": ("KNS",),
        "CdGrondVrijstelling": "GETOOND_DOCUMENT",
        "Document": DOCUMENT,
        "DatIngang": dag,
    }
    nieuw = b.VrijstellingGegevens(**(gegevens | meer))
    wijst = wijs(wie.bekijkt(VRIJSTELLING).Vrijstelling[-1])
    return wie.stuur("WijzigVrijstelling", VRIJSTELLING, Verwijzing=wijst, VrijstellingGegevens=nieuw)


def beeindigt(wie: Gemeente, dag: Datum) -> Uitslag:
    wijst = wijs(wie.bekijkt(TIJDELIJK).Vrijstelling[-1])
    return wie.stuur("BeeindigVrijstelling", TIJDELIJK, Verwijzing=wijst, DatEVrijstelling=dag)


def trekt_in(wie: Gemeente, dag: Datum) -> Uitslag:
    wijst = wijs(wie.bekijkt(ONTHEVEN).Ontheffing[-1])
    return wie.stuur("TrekOntheffingIn", ONTHEVEN, Verwijzing=wijst, DatIntrekking=dag)


@pytest.mark.parametrize(
    ("dag", "code"), [(MORGEN, "F061"), (VOOR_2007, "F062"), (ZONDER_DAG, "F062"), (D("00000000"), "F062")]
)
def test_een_dag_die_niet_kan(keten: Keten, dag: Datum, code: str) -> None:
    """Toekomst, vóór de wet, of onbekend waar de dag bekend moet zijn; er verandert niets."""
    amsterdam = keten.amsterdam
    wijzigt_handhaving(amsterdam, dag).geweigerd(code)
    assert code in wijzigt_voorziening(amsterdam, dag).codes
    assert code in wijzigt_vrijstelling(amsterdam, dag).codes
    assert code in trekt_in(amsterdam, dag).codes
    # Een vrijstelling kan wel in de toekomst eindigen.
    assert code in beeindigt(amsterdam, dag).codes or dag == MORGEN
    for bsn in (HANDHAVING, VOORZIENING, VRIJSTELLING, ONTHEVEN):
        dossier = amsterdam.bekijkt(bsn)
        for feiten in (dossier.Handhaving, dossier.Voorziening, dossier.Vrijstelling, dossier.Ontheffing):
            assert {wijs(feit).Versienr for feit in feiten} <= {1}


def test_een_dag_die_niet_bestaat_komt_niet_door_de_toets_van_het_bericht(keten: Keten) -> None:
    keten.amsterdam.stelt_vast(NIET_VASTGESTELD, True, dag=BESTAAT_NIET).eis("FAULT", "F001")


def test_een_einde_voor_het_begin(keten: Keten) -> None:
    amsterdam = keten.amsterdam
    begin = keten.eerder(10)
    amsterdam.biedt_aan(PLICHTIG, begin, DatEVoorziening=keten.eerder(11)).geweigerd("F063")
    wijzigt_vrijstelling(amsterdam, begin, DatEVrijstelling=keten.eerder(11)).geweigerd("F063")
    beeindigt(amsterdam, D("20070101")).geweigerd("F063")
    trekt_in(amsterdam, D("20070101")).geweigerd("F063")
    amsterdam.ontheft(PLICHTIG, CdGrondOntheffing="EVI", DatAanvraag=keten.vandaag(), DatBesluit=begin)
    vroeger = b.Opleiding(NaamOpleiding="Mbo", DatBOpleiding=begin, DatEOpleidingVerwacht=keten.eerder(11))
    amsterdam.stelt_vrij(PLICHTIG, "TIJDELIJK", Opleiding=vroeger).geweigerd("F063")
    amsterdam.beboet(HANDHAVING, "ART31", 500, date(2019, 4, 2)).geweigerd("F078")
    # Op dezelfde dag beginnen en eindigen mag.
    amsterdam.biedt_aan(PLICHTIG, begin, DatEVoorziening=begin).gedaan()


def test_alles_wat_mis_is_in_een_antwoord(keten: Keten) -> None:
    """Elke reden staat erbij, met het veld en wat wel kan; er is niets geregistreerd."""
    voor = keten.amsterdam.bekijkt(PLICHTIG)
    keten.amsterdam.biedt_aan(
        PLICHTIG, keten.eerder(57), "VIV", DatEVoorziening=keten.eerder(58), CdGemeenteAanbod="0017"
    ).geweigerd("F063", "F066", "F020", "F024")
    keten.amsterdam.ontheft(
        NIET_VASTGESTELD, CdGrondOntheffing="MED", DatBesluit=MORGEN, DatAanvraag=ZONDER_DAG
    ).geweigerd("F061", "F062", "F042", "F044", "F040")
    assert keten.amsterdam.bekijkt(PLICHTIG) == voor


@pytest.mark.regel("R-048")
@pytest.mark.regel("R-136")
def test_een_herindeling(keten: Keten) -> None:
    """Haren ging op 1 januari 2019 op in Groningen: dat bereikt haar inwoners en haar voorzieningen."""
    groningen, haren = keten.gemeente("0014"), keten.gemeente("0017")
    haren.stuur("PersoonInfo", HARENAAR).eis("NIET_GERECHTIGD", "F008")
    assert groningen.bekijkt(HARENAAR).Voorziening[-1].CdGemeente == "0017"
    (voorziening,) = groningen.bekijkt(HARENAAR).Voorziening
    doel = {"CdSrtVoorziening": voorziening.CdSrtVoorziening, "CdDoelExamen": "NT2_II"}
    wijzigt_voorziening(groningen, voorziening.DatBVoorziening, HARENAAR, **doel).gedaan()
    # Een opgeheven gemeente biedt niets meer aan, en een andere gemeente dan de opvolger bereikt niemand.
    groningen.biedt_aan(GRONINGER, soort="TKV", CdGemeenteAanbod="0017").geweigerd("F066")
    assert keten.amsterdam.stuur("PersoonInfo", HARENAAR).uitkomst == "NIETS_GEVONDEN"
    assert replace(keten.amsterdam, namens="9999").stuur("VerbindingInfo").eis("NIET_GERECHTIGD", "F006")
    onbekend = b.Zoekvraag(CdGemeente="9999")
    keten.amsterdam.stuur("PersonenZoeken", Zoekvraag=onbekend).geweigerd("F104")


def test_twee_ambtenaren_en_een_verouderde_versie(keten: Keten) -> None:
    """De tweede hoort dat het gegeven intussen veranderde; wat de eerste schreef blijft staan."""
    wijst = wijs(keten.amsterdam.bekijkt(VOORZIENING).Voorziening[-1])
    begin = keten.amsterdam.bekijkt(VOORZIENING).Voorziening[-1].DatBVoorziening
    antwoorden = []
    for gebruiker, doel in (("r5.muteren", "NT2_I"), ("r6.alles", "NT2_II")):
        gegevens = b.VoorzieningGegevens(CdSrtVoorziening="IV", DatBVoorziening=begin, CdDoelExamen=doel)
        wie = keten.gemeente("0363", gebruiker)
        velden: dict[str, Any] = {"Verwijzing": wijst, "VoorzieningGegevens": gegevens}
        antwoorden.append(wie.stuur("WijzigVoorziening", VOORZIENING, **velden).codes)
    assert antwoorden == [(), ("F060",)]
    assert keten.amsterdam.bekijkt(VOORZIENING).Voorziening[-1].CdDoelExamen == "NT2_I"
