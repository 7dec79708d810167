"""Wat een ketenpartner krijgt die iets stuurt dat niet kan: docs/keuzes.md, "Wat ketenpartners sturen"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from tests.verhalen.keten import ADRES, VRIJE_BSNS, Keten, Uitslag

D = Datum
ONBEKEND = VRIJE_BSNS[0]
DOEL, PERSOON, EXAMEN, DIPLOMA, VRIJGESTELD = "999910371", "999910383", "999910413", "999910425", "999910449"
# 2 april 2019 is vandaag.
MORGEN, ZONDER_DAG, ZONDER_JAAR, BESTAAT_NIET = D("20190403"), D("20190300"), D("00000000"), D("20190231")


def doel(keten: Keten, bsn: str = DOEL, aard: str = "PERMANENT", peildatum: Datum | None = None) -> Uitslag:
    return keten.ind.stuur(
        "VerwerkVerblijfsgegevens",
        CdSrtMelding="TERUGMELDING",
        ClientSuwi=b.ClientVerblijf(Burgerservicenr=bsn),
        Verblijfsgegevens=b.Verblijfsgegevens(
            OmsVerblijfsdoel="asiel",
            CdAardVerblijfsdoel=aard,
            IndRechtmatigVerblijf=True,
            Peildat=peildatum or keten.vandaag(),
        ),
    )


def persoon(keten: Keten, bsn: str = PERSOON, peildatum: Datum | None = None, **anders: Any) -> Uitslag:
    gegevens = {"Geslachtsnaam": "Verhaal", "Geboortedat": D("19840704"), "Geslacht": "2"} | anders
    return keten.brp.stuur(
        "VerwerkPersoonsgegevens",
        Peildat=peildatum or keten.vandaag(),
        ClientSuwi=b.ClientKeten(Burgerservicenr=bsn, PersoonKeten=b.PersoonKeten(**gegevens)),
    )


def uitslag(keten: Keten, bsn: str = EXAMEN, **meer: Any) -> Uitslag:
    return keten.duo.meldt_uitslag(bsn, "KNS", **meer)


def vrijstelling(keten: Keten, bsn: str = VRIJGESTELD, dag: Datum | None = None, **meer: Any) -> Uitslag:
    gegevens: dict[str, Any] = {
        "CdSrtVrijstelling": "GEDEELTELIJK",
        "CdOnderdeelVrijstelling": ("KNS",),
        "CdGrondVrijstelling": "DIPLOMAREGISTER",
        "DatIngang": dag or keten.eerder(5),
    }
    return keten.duo.stelt_vrij(bsn, b.VrijstellingGegevens(**(gegevens | meer)))


def adres(gemeente: str = "0363", sinds: str = "20190401") -> dict[str, Any]:
    return {"Straatadres": b.Straatadres(CdGemeente=gemeente, DatBAdres=D(sinds))}


def weg(vertrek: str, terug: str | None = None) -> dict[str, Any]:
    verblijf = b.VerblijfBuitenland(DatVertrek=D(vertrek), DatVestiging=D(terug) if terug else None)
    return {"VerblijfBuitenland": verblijf}


@pytest.mark.parametrize("stuur", [doel, persoon, uitslag])
def test_over_wie_niet_in_isi_staat(keten: Keten, stuur: Callable[..., Uitslag]) -> None:
    stuur(keten, ONBEKEND).geweigerd("F013")


def test_een_diploma_van_wie_niet_in_isi_staat(keten: Keten) -> None:
    keten.duo.meldt_diploma(ONBEKEND).geweigerd("F013")


def test_een_nieuwkomer_zonder_gegevens(keten: Keten) -> None:
    kaal = keten.ind.stuur(
        "VerwerkVerblijfsgegevens",
        CdSrtMelding="NIEUWKOMER",
        ClientSuwi=b.ClientVerblijf(Burgerservicenr=ONBEKEND),
        Verblijfsgegevens=keten.ind._verblijf("PERMANENT"),
    )
    kaal.geweigerd("F014")


@pytest.mark.parametrize("stuur", [doel, persoon, uitslag, vrijstelling])
def test_twee_keer_hetzelfde(keten: Keten, stuur: Callable[[Keten], Uitslag]) -> None:
    """Het antwoord van de eerste keer, en het dossier verandert één keer; ook na de run."""
    eerste = stuur(keten).gedaan("I005")
    assert stuur(keten).gedaan("I002").id == eerste.id
    keten.run()
    assert stuur(keten).gedaan("I002").id == eerste.id


def test_twee_keer_hetzelfde_diploma_en_dezelfde_zelfmelder(keten: Keten) -> None:
    for _ in range(2):
        keten.duo.meldt_diploma(DIPLOMA)
        keten.duo.meldt_zelfmelder(ONBEKEND)
    keten.nacht()
    assert len(keten.amsterdam.bekijkt(DIPLOMA).Diploma) == 1
    assert keten.amsterdam.bekijkt(ONBEKEND).CdStatus == "NIET_VASTGESTELD"


TEGENSPRAAK: dict[str, tuple[Callable[[Keten], Uitslag], Callable[[Keten], Uitslag]]] = {
    "doel": (doel, lambda k: doel(k, aard="TIJDELIJK")),
    "persoon": (persoon, lambda k: persoon(k, Geslachtsnaam="Anders")),
    "uitslag": (uitslag, lambda k: uitslag(k, CdResultaatExamen="NIET_GESLAAGD")),
    "vrijstelling": (vrijstelling, lambda k: vrijstelling(k, CdGrondVrijstelling="GETOOND_DOCUMENT")),
}


@pytest.mark.parametrize(("eerst", "dan"), TEGENSPRAAK.values(), ids=TEGENSPRAAK.keys())
def test_een_andere_inhoud_over_dezelfde_dag(
    keten: Keten, eerst: Callable[[Keten], Uitslag], dan: Callable[[Keten], Uitslag]
) -> None:
    """Wat er staat blijft staan; voor en na de run."""
    eerst(keten).gedaan("I005")
    dan(keten).geweigerd("F065")
    keten.run()
    dan(keten).geweigerd("F065")


def test_een_oudere_stand(keten: Keten) -> None:
    """Nieuws wordt niet door oud nieuws overschreven."""
    for stuur in (doel, persoon):
        stuur(keten, peildatum=keten.eerder(1)).gedaan("I005")
        stuur(keten, peildatum=keten.eerder(2)).geweigerd("F068")
    persoon(keten, DIPLOMA, **adres(sinds="20190310")).gedaan("I005")
    keten.nacht()
    persoon(keten, DIPLOMA, **adres("0599", "20190309")).geweigerd("F068")
    persoon(keten, EXAMEN, **weg("20010101")).geweigerd("F068")


@pytest.mark.parametrize(("dag", "code"), [(MORGEN, "F061"), (ZONDER_DAG, "F062"), (ZONDER_JAAR, "F062")])
def test_een_dag_die_niet_kan(keten: Keten, dag: Datum, code: str) -> None:
    doel(keten, peildatum=dag).geweigerd(code)
    persoon(keten, peildatum=dag).geweigerd(code)
    uitslag(keten, DatExamen=dag).geweigerd(code)
    keten.duo.meldt_diploma(DIPLOMA, behaald=dag).geweigerd(code)
    vrijstelling(keten, dag=dag).geweigerd(code)


def test_een_dag_die_niet_bestaat(keten: Keten) -> None:
    """Die komt niet door de toets van het bericht: 31 februari is geen datum."""
    doel(keten, peildatum=BESTAAT_NIET).eis("FAULT", "F001")


@pytest.mark.parametrize(
    ("gegevens", "codes"),
    [
        ({"Geboortedat": MORGEN}, ("F061",)),
        ({"DatOverlijden": MORGEN}, ("F061",)),
        ({"DatOverlijden": D("20190500")}, ("F061",)),
        ({"DatOverlijden": D("20190400")}, ("I005",)),
        ({"DatOverlijden": D("19840703")}, ("F063",)),
        (weg("20190301", "20190228"), ("F063",)),
        (weg("20190301", "20190301"), ("I005",)),
        (weg("20190403"), ("F061",)),
        (adres("9999"), ("F066",)),
        (adres("0017"), ("I005",)),
        (adres(sinds="20190403"), ("F061",)),
        (adres("9999", "20190403") | {"DatOverlijden": MORGEN} | weg("20190403"), ("F061", "F066")),
    ],
)
def test_wat_de_brp_niet_kan_melden(keten: Keten, gegevens: dict[str, Any], codes: tuple[str, ...]) -> None:
    """Alle redenen tegelijk; een opgeheven gemeente mag, haar taken heeft nu een ander."""
    assert tuple(sorted(set(persoon(keten, **gegevens).codes))) == codes


def test_een_nieuwkomer_in_een_onbekende_gemeente(keten: Keten) -> None:
    onbekend = b.Straatadres(CdGemeente="9999", DatBAdres=ADRES.DatBAdres)
    keten.ind.meldt_nieuwkomer(ONBEKEND, Straatadres=onbekend).geweigerd("F066")
    keten.ind.meldt_nieuwkomer(ONBEKEND, ontstaan="00000000").geweigerd("F062")
    keten.duo.meldt_zelfmelder(ONBEKEND, Straatadres=onbekend).geweigerd("F066")


def test_buiten_de_volgorde(keten: Keten) -> None:
    """Een uitslag vóór de opname wacht mee; terug zonder vertrek verandert niets."""
    keten.ind.meldt_nieuwkomer(ONBEKEND).gedaan("I007")
    uitslag(keten, ONBEKEND).gedaan("I007")
    keten.nacht()
    assert keten.amsterdam.stuur("PersoonInfo", ONBEKEND).uitkomst == "NIETS_GEVONDEN"
    keten.run("NIEUWKOMERS")
    keten.nacht()
    assert [r.CdOnderdeelExamen for r in keten.amsterdam.bekijkt(ONBEKEND).Examenresultaat] == ["KNS"]
    # Een oordeel over een verzoek dat nog niet bij de IND is.
    verzoek = keten.amsterdam.vraagt_opvoeren(VRIJE_BSNS[1]).gedaan()
    keten.ind.oordeelt(keten.amsterdam.verzoek(verzoek.id), "OUDE_WET").geweigerd("F082")


def test_na_het_overlijden(keten: Keten) -> None:
    """Een uitslag van ervoor mag nog binnenkomen; de persoon blijft overleden en definitief."""
    persoon(keten, EXAMEN, DatOverlijden=keten.vandaag()).gedaan("I005")
    keten.nacht()
    uitslag(keten, DatExamen=keten.eerder(9)).gedaan("I005")
    keten.nacht()
    dossier = keten.amsterdam.bekijkt(EXAMEN)
    assert (dossier.CdStatus, dossier.CdDeel) == ("OVERLEDEN", "DEFINITIEF")
    assert len(dossier.Examenresultaat) == 1
