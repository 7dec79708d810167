"""Van het schema naar opties en terug, met de WSDL's zoals ze op schijf staan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zeep

from isi_soap.client.documentatie import Documentatie, lees
from isi_soap.client.opdrachten import opdrachtnaam
from isi_soap.client.velden import OngeldigeOptie, Veld, bericht, velden

WORTEL = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def uitleg() -> Documentatie:
    return lees(pad.read_bytes() for pad in sorted((WORTEL / "xsd").rglob("*.xsd")))


@pytest.fixture(scope="module")
def clients() -> dict[str, Any]:
    return {}


@pytest.fixture
def van(clients: dict[str, Any], uitleg: Documentatie) -> Any:
    def opties(dienst: str, operatie: str) -> dict[str, Veld]:
        if dienst not in clients:
            clients[dienst] = zeep.Client(str(WORTEL / "wsdl" / f"{dienst}-v0100.wsdl"))
        berichttype = clients[dienst].service._binding.get(operatie).input.body.type
        return {veld.optie: veld for veld in velden(berichttype, uitleg)}

    return opties


def test_de_gewone_velden_hebben_korte_namen(van: Any) -> None:
    opties = van("ISIRaadplegen", "PersoonInfo")
    assert list(opties) == ["sleutel", "gemeente", "namens", "gebruiker", "bsn", "ind-historie"]
    assert opties["bsn"].verplicht
    assert not opties["namens"].verplicht
    assert opties["bsn"].uitleg


def test_gelijke_bladen_heten_naar_hun_ouder(van: Any) -> None:
    opties = van("ISIMuteren", "RegistreerVrijstelling")
    assert "document.naam-instelling" in opties
    assert "opleiding.naam-instelling" in opties


def test_de_opties_van_elke_operatie_zijn_verschillend(clients: dict[str, Any], uitleg: Documentatie) -> None:
    for pad in sorted((WORTEL / "wsdl").glob("*.wsdl")):
        binding = zeep.Client(str(pad)).service._binding
        for naam, operatie in binding._operations.items():
            gevonden = [veld.optie for veld in velden(operatie.input.body.type, uitleg)]
            assert len(set(gevonden)) == len(gevonden), naam


def test_een_codelijst_staat_bij_de_optie(van: Any) -> None:
    assert van("ISIKeten", "VerwerkDiploma")["cd-srt-diploma"].codes == ("INBURGERING", "NT2_I", "NT2_II")


def test_een_bericht_met_datums_indicaties_en_herhaling(van: Any) -> None:
    o = van("ISIMuteren", "RegistreerInburgeringsplicht")
    gemaakt = bericht(
        {
            o["bsn"]: ["999990019"],
            o["ind-inburgeringsplicht"]: ["ja"],
            o["dat-vaststelling"]: ["2019-04-02"],
            o["cd-srt-contact"]: ["EMAIL", "TELEFOON"],
            o["contactgegeven"]: ["a@voorbeeld.invalid", "0201234567"],
        }
    )
    assert gemaakt == {
        "ClientSuwi": {"Burgerservicenr": "999990019"},
        "PlichtGegevens": {"IndInburgeringsplicht": "1", "DatVaststelling": "20190402"},
        "Contact": [
            {"CdSrtContact": "EMAIL", "Contactgegeven": "a@voorbeeld.invalid"},
            {"CdSrtContact": "TELEFOON", "Contactgegeven": "0201234567"},
        ],
    }


def test_een_herhaald_enkelvoudig_veld_is_een_lijst(van: Any) -> None:
    o = van("ISIMuteren", "RegistreerOntheffing")
    gemaakt = bericht({o["cd-belemmering"]: ["PSYCHISCH", "LICHAMELIJK"]})
    assert gemaakt == {"OntheffingGegevens": {"CdBelemmering": ["PSYCHISCH", "LICHAMELIJK"]}}


def test_tijd_met_zone_wordt_utc(van: Any) -> None:
    o = van("ISIKetentest", "ZetKlok")
    assert bericht({o["dat-tijd-klok"]: ["2019-04-03T04:00+02:00"]}) == {"DatTijdKlok": "2019040302000000"}


def test_een_onvolledige_datum_gaat_ongewijzigd_door(van: Any) -> None:
    o = van("ISIMutatieverzoek", "MutatieverzoekIndienen")
    assert bericht({o["geboortedat"]: ["19840000"]}) == {"ClientSuwi": {"Geboortedat": "19840000"}}


def test_een_enkel_veld_mag_niet_twee_keer(van: Any) -> None:
    with pytest.raises(OngeldigeOptie, match="--bsn"):
        bericht({van("ISIRaadplegen", "PersoonInfo")["bsn"]: ["1", "2"]})


def test_een_datum_die_geen_datum_is(van: Any) -> None:
    with pytest.raises(OngeldigeOptie, match="--dat-vaststelling"):
        bericht({van("ISIMuteren", "RegistreerInburgeringsplicht")["dat-vaststelling"]: ["1-1-19"]})


@pytest.mark.parametrize(
    ("operatie", "naam"),
    [
        ("PersoonInfo", "persoon-info"),
        ("INDUitwisselingInfo", "ind-uitwisseling-info"),
        ("TrekOntheffingIn", "trek-ontheffing-in"),
    ],
)
def test_een_operatie_als_opdracht(operatie: str, naam: str) -> None:
    assert opdrachtnaam(operatie) == naam
