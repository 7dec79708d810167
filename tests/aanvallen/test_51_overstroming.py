"""Een vloed van berichten onder suwinet: van een bewezen afzender, van wie iets verzint, van één adres."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.grenzen import Afzendergrenzen, Tempo
from isi_soap.soap.profiel import SUWINET
from isi_soap.soap.uitwisseling import Antwoord
from persistence.database import Database
from tests.logregels import alle_regels
from tests.soap.berichten_maken import WSA
from tests.suwinet import Suwinet, lees_antwoord, maak, raadplegen

PEER = "192.0.2.1"
STOOT = 3


@pytest.fixture
def begrensd(gemeenten: Database, middelen: Middelen, pki: Path) -> Suwinet:
    """Drie berichten ineens, en dan één per minuut: zo snel is de test altijd."""
    traag = Tempo(per_seconde=1 / 60, stoot=STOOT)
    grenzen = Afzendergrenzen(tempo_per_oin=traag, onbewezen_per_adres=traag)
    return maak(gemeenten, middelen, pki, SUWINET, grenzen=grenzen)


def met_verkeerde_handtekening(suwinet: Suwinet) -> etree._Element:
    bericht = suwinet.getekend(raadplegen())
    next(bericht.iter("Gebruiker")).text = "iemand.anders"
    return bericht


def faultcode(antwoord: Antwoord) -> str:
    return etree.fromstring(antwoord.body).findtext(".//faultcode") or ""


def test_een_afzender_over_zijn_tempo_hoort_wanneer_het_weer_kan(begrensd: Suwinet) -> None:
    for _ in range(STOOT):
        assert begrensd.stuur(begrensd.getekend(raadplegen())).status == 200
    antwoord = begrensd.stuur(begrensd.getekend(raadplegen()))
    assert antwoord.status == 500
    assert faultcode(antwoord) == "wsa:EndpointUnavailable"
    wortel = etree.fromstring(antwoord.body)
    milliseconden = wortel.findtext(f".//{{{WSA}}}FaultDetail/{{{WSA}}}RetryAfter") or ""
    assert 50_000 < int(milliseconden) <= 60_000
    assert dict(antwoord.headers)["retry-after"] == str(-(-int(milliseconden) // 1000))
    assert wortel.find(".//detail") is None
    assert lees_antwoord(begrensd, antwoord).oin  # ook deze fault is ondertekend
    assert alle_regels(begrensd.database)[0].codes == ("0051",)


def test_een_mutatie_over_het_tempo_heeft_geen_gevolg_en_mag_later_opnieuw(
    begrensd: Suwinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(STOOT):
        begrensd.stuur(begrensd.getekend(raadplegen()))
    geweigerd = begrensd.envelop()
    id_ = geweigerd.findtext(f".//{{{WSA}}}MessageID")
    assert faultcode(begrensd.stuur(begrensd.getekend(MessageID=id_))) == "wsa:EndpointUnavailable"
    assert begrensd.gevolgen() == 0
    monkeypatch.setattr(begrensd.toepassing, "_grenzen", Afzendergrenzen())
    assert begrensd.stuur(begrensd.getekend(MessageID=id_)).status == 200
    assert begrensd.gevolgen() == 1


@pytest.mark.parametrize("vorm", ["zonder handtekening", "verkeerde handtekening", "van een ander"])
def test_een_verzonnen_oin_verbruikt_niets_van_een_ander(vorm: str, begrensd: Suwinet) -> None:
    for _ in range(STOOT * 5):
        bericht = {
            "zonder handtekening": lambda: begrensd.envelop(raadplegen()),
            "verkeerde handtekening": lambda: met_verkeerde_handtekening(begrensd),
            "van een ander": lambda: begrensd.getekend(raadplegen(), met="fout/andere-root"),
        }[vorm]()
        assert begrensd.stuur(bericht).status == 500
    for _ in range(STOOT):
        assert begrensd.stuur(begrensd.getekend(raadplegen())).status == 200


def test_een_ander_merkt_niets_van_wie_over_zijn_tempo_is(begrensd: Suwinet) -> None:
    for _ in range(STOOT * 3):
        begrensd.stuur(begrensd.getekend(raadplegen()))
    ander = raadplegen().replace("0363", "0599")
    assert begrensd.stuur(begrensd.getekend(ander, "rotterdam")).status == 200


@pytest.mark.parametrize("vorm", ["onleesbaar", "zonder handtekening", "verkeerde handtekening"])
def test_een_vloed_zonder_bewijs_sluit_zijn_adres(vorm: str, begrensd: Suwinet) -> None:
    berichten: dict[str, Any] = {
        "onleesbaar": lambda: b"<ISIRaadplegen:v0100",
        "zonder handtekening": lambda: begrensd.envelop(raadplegen()),
        "verkeerde handtekening": lambda: met_verkeerde_handtekening(begrensd),
    }
    pad = "/suwinet/ISIRaadplegen-v0100"
    for _ in range(STOOT):
        assert begrensd.toepassing.weiger_vooraf(pad, f"{PEER}:1") is None
        assert begrensd.stuur(berichten[vorm]()).status == 500
    geweigerd = begrensd.toepassing.weiger_vooraf(pad, f"{PEER}:2")
    assert geweigerd is not None
    assert geweigerd.status == 429
    assert 50 < int(dict(geweigerd.headers)["retry-after"]) <= 60
    assert begrensd.toepassing.weiger_vooraf(pad, "192.0.2.2:2") is None


def test_gewone_fouten_van_een_bewezen_afzender_sluiten_niets(begrensd: Suwinet) -> None:
    for _ in range(STOOT * 3):
        begrensd.stuur(begrensd.getekend(raadplegen().replace("999990019", "123456789")))
    assert begrensd.toepassing.weiger_vooraf("/suwinet/ISIRaadplegen-v0100", PEER) is None
