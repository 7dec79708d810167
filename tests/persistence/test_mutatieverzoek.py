"""Het mutatieformulier: indienen, behandelen door DUO en IND, en wat eruit volgt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Afwijking, NietGerechtigd, NietsGevonden
from persistence.database import Database
from tests.persistence.balie import ADRES, BSN, HANDHAVING, JA, PERMANENT, ROTTERDAM, VOORZIENING, richt_in
from tests.persistence.partner import Keten, codes, richt_partners_in

NIEUW = "999990032"
FORMULIER = b.ClientMutatieverzoek(
    Burgerservicenr=NIEUW,
    Geboortedat=Datum("19800615"),
    Geslachtsnaam="Zandloper",
    Geslacht="2",
    Postcd="1012AB",
    Huisnr=3,
)


@pytest.fixture
def keten(database: Database) -> Keten:
    balie = richt_in(database)
    balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING, VOORZIENING)
    return richt_partners_in(balie)


def indienen(keten: Keten, soort: str, client: Any = None, **velden: Any) -> Any:
    return keten.vraag(
        "MutatieverzoekIndienen",
        ClientSuwi=client or b.ClientMutatieverzoek(Burgerservicenr=BSN),
        MutatieverzoekGegevens=b.MutatieverzoekGegevens(CdSrtMutatieverzoek=soort, **velden),
    )


def opvoeren(keten: Keten, **anders: Any) -> Any:
    return indienen(keten, "OPVOEREN_NIEUW_PERSOON", replace(FORMULIER, **anders))


def beoordeel(keten: Keten, partij: str, oordeel: str, registratie: Any, **velden: Any) -> Any:
    antwoord = keten.meld(
        partij,
        "BeoordeelMutatieverzoek",
        Verwijzing=b.Verwijzing(RegistratieId=registratie.RegistratieId, Versienr=registratie.Versienr),
        CdOordeelMutatieverzoek=oordeel,
        DatBeoordeling=keten.dag,
        **velden,
    )
    return antwoord.Registratie


def weigering(doe: Any, *args: Any, **velden: Any) -> list[str]:
    with pytest.raises(Afwijking) as nee:
        doe(*args, **velden)
    return [m.code.code for m in nee.value.meldingen]


@pytest.mark.regel("R-013")
@pytest.mark.parametrize("veld", ["Geboortedat", "Geslachtsnaam", "Geslacht", "Postcd", "Huisnr"])
def test_opvoeren_vraagt_zes_gegevens(keten: Keten, veld: str) -> None:
    assert weigering(opvoeren, keten, **{veld: None}) == ["F080"]


@pytest.mark.regel("R-015")
@pytest.mark.regel("R-017")
@pytest.mark.regel("R-018")
def test_oude_wet_de_persoon_komt_in_isi_met_ss064(keten: Keten) -> None:
    stand = opvoeren(keten).Registratie
    assert stand.CdSrtGegeven == "MUTATIEVERZOEK"
    assert weigering(beoordeel, keten, "DUO", "OUDE_WET", stand) == ["F082"]
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    stand = beoordeel(keten, "DUO", "NAAR_IND", stand)
    with pytest.raises(NietsGevonden):
        keten.balie.dossier(NIEUW)
    stand = beoordeel(keten, "IND", "OUDE_WET", stand)
    assert (stand.CdStatus, stand.CdDeel) == ("NIET_VASTGESTELD", "ACTIEF")
    dossier = keten.balie.dossier(NIEUW)
    assert dossier.Signaal[0].CdSignaal == "SS064"
    (verzoek,) = keten.vraag("MutatieverzoekInfo", Burgerservicenr=NIEUW).Mutatieverzoeken.Mutatieverzoek
    assert [s.CdStatusMutatieverzoek for s in verzoek.Stap] == [
        "ONTVANGEN",
        "INTERNE_CONTROLE",
        "BIJ_IND",
        "TERUGGEMELD",
        "VERWERKT_OUDE_WET",
    ]
    keten.vraag(
        "RegistreerInburgeringsplicht",
        bsn=NIEUW,
        PlichtGegevens=b.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=keten.dag),
    )


@pytest.mark.regel("R-019")
def test_nieuwe_wet_de_persoon_komt_niet_in_isi(keten: Keten) -> None:
    stand = opvoeren(keten).Registratie
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    stand = beoordeel(keten, "DUO", "NAAR_IND", stand)
    beoordeel(keten, "IND", "NIEUWE_WET", stand)
    with pytest.raises(NietsGevonden):
        keten.balie.dossier(NIEUW)
    (verzoek,) = keten.vraag("MutatieverzoekInfo").Mutatieverzoeken.Mutatieverzoek
    assert verzoek.CdStatusMutatieverzoek == "AFGEWEZEN_NIEUWE_WET"


@pytest.mark.regel("R-016")
def test_de_ind_zegt_alleen_welke_wet_geldt(keten: Keten) -> None:
    stand = opvoeren(keten).Registratie
    with pytest.raises(NietGerechtigd):
        beoordeel(keten, "IND", "IN_BEHANDELING", stand)
    with pytest.raises(NietGerechtigd):
        beoordeel(keten, "BRP", "NIEUWE_WET", stand)


@pytest.mark.regel("R-034")
def test_hetzelfde_formulier_nog_eens(keten: Keten) -> None:
    eerste = opvoeren(keten)
    tweede = opvoeren(keten.morgen())
    assert tweede.Registratie == eerste.Registratie
    assert codes(tweede) == ["I002"]
    assert weigering(opvoeren, keten, Huisnr=4) == ["F065"]


@pytest.mark.regel("R-092")
@pytest.mark.regel("R-091")
def test_duo_voert_een_te_late_voorziening_in(keten: Keten) -> None:
    gevraagd = b.VoorzieningGegevens(CdSrtVoorziening="TKV", DatBVoorziening=Datum("20120102"))
    soort = "OVERSCHRIJDING_ACHTWEKENTERMIJN"
    assert weigering(indienen, keten, soort, VoorzieningGegevens=gevraagd) == ["F080"]
    stand = indienen(keten, soort, VoorzieningGegevens=gevraagd, IndAchtwekenOverschreden=True).Registratie
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    beoordeel(keten, "DUO", "UITVOEREN", stand)
    nieuw = next(v for v in keten.balie.dossier().Voorziening if v.CdSrtVoorziening == "TKV")
    assert (nieuw.CdKanaal, nieuw.IndAchtwekenOverschreden) == ("DUO", True)
    assert (nieuw.CdGemeente, nieuw.Oorsprong.CdBron) == ("0363", "DUO")


@pytest.mark.regel("R-095")
@pytest.mark.regel("R-096")
def test_na_verhuizing_vraagt_de_oude_woongemeente(keten: Keten) -> None:
    (voorziening,) = keten.balie.dossier().Voorziening
    keten.balie.verhuis(ROTTERDAM)
    velden = {
        "RegistratieId": voorziening.RegistratieId,
        "VoorzieningGegevens": b.VoorzieningGegevens(
            CdSrtVoorziening="IV", DatBVoorziening=Datum("20120501"), DatEVoorziening=Datum("20120531")
        ),
    }
    soort = "WIJZIGING_VOORZIENING_VERHUIZING"
    assert weigering(indienen, keten.bij(ROTTERDAM), soort, **velden) == ["F084"]
    stand = indienen(keten, soort, **velden).Registratie
    assert stand.CdStatus is None  # de persoon is buiten bereik
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    beoordeel(keten, "DUO", "UITVOEREN", stand)
    (gewijzigd,) = keten.bij(ROTTERDAM).balie.dossier().Voorziening
    assert (gewijzigd.DatEVoorziening, gewijzigd.CdGemeente) == (Datum("20120531"), "0363")


@pytest.mark.regel("R-034")
def test_hetzelfde_formulier_van_een_collega(keten: Keten) -> None:
    gevraagd = b.VoorzieningGegevens(CdSrtVoorziening="TKV", DatBVoorziening=Datum("20120102"))
    velden = {"VoorzieningGegevens": gevraagd, "IndAchtwekenOverschreden": True}
    eerste = indienen(keten, "OVERSCHRIJDING_ACHTWEKENTERMIJN", **velden)
    tweede = indienen(keten.als("muteert"), "OVERSCHRIJDING_ACHTWEKENTERMIJN", **velden)
    assert (tweede.Registratie, codes(tweede)) == (eerste.Registratie, ["I002"])


def test_een_oude_versie_en_een_andere_persoon(keten: Keten) -> None:
    stand = opvoeren(keten).Registratie
    beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    assert weigering(beoordeel, keten, "DUO", "NAAR_IND", stand) == ["F060"]
    onbekend = replace(stand, RegistratieId="999999")
    assert weigering(beoordeel, keten, "DUO", "NAAR_IND", onbekend) == ["F064"]


def test_alleen_de_eigen_verzoeken(keten: Keten) -> None:
    opvoeren(keten)
    indienen(keten, "OVERIG", Toelichting="iets wat de gemeente niet zelf kan")
    eerste = keten.vraag("MutatieverzoekInfo", AantPerPagina=1).Mutatieverzoeken
    assert len(eerste.Mutatieverzoek) == 1
    tweede = keten.vraag("MutatieverzoekInfo", Cursor=eerste.CursorVolgende).Mutatieverzoeken
    assert [v.MutatieverzoekGegevens.CdSrtMutatieverzoek for v in tweede.Mutatieverzoek] == ["OVERIG"]
    with pytest.raises(NietsGevonden):
        keten.bij(ROTTERDAM).vraag("MutatieverzoekInfo")
