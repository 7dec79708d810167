"""2W-be-SE: de Body heen en terug versleuteld, en in het logboek leesbaar."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from lxml import etree

from isi_soap.beheer.pki import OIN_DIENST
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.profiel import profiel
from isi_soap.soap.uitwisseling import Antwoord
from isi_soap.wsse import namen as n
from isi_soap.wsse import ontsleutel, versleutel
from persistence.database import Database
from tests.persistence import balie as b
from tests.soap.berichten_maken import WSA, fault
from tests.suwinet import Suwinet, gelogd, lees_antwoord, maak, mutatie, paar, raadplegen

KOP = b'<?xml version="1.0" encoding="UTF-8"?>'


@pytest.fixture
def geheim(gemeenten: Database, middelen: Middelen, pki: Path) -> Suwinet:
    return maak(gemeenten, middelen, pki, profiel("suwinet", versleuteld=True))


def versleuteld(geheim: Suwinet, body: str | None = None) -> etree._Element:
    bericht = geheim.getekend(body)
    versleutel(bericht, paar(geheim.pki / "dienst").certificaat)
    return bericht


@pytest.mark.eis("WB005", "WB006", "WB008", "WB012", "ENC001", "ENC002", "ENC003", "ENC004", "WB011")
def test_versleuteld_heen_en_terug(geheim: Suwinet) -> None:
    bericht = versleuteld(geheim, raadplegen())
    assert b"Burgerservicenr" not in etree.tostring(bericht)
    antwoord = geheim.stuur(bericht, dienst="ISIRaadplegen")
    assert antwoord.status == 200
    assert b"Burgerservicenr" not in antwoord.body
    assert b"<NietsGevonden" not in antwoord.body
    assert b":NietsGevonden" not in antwoord.body
    wortel = etree.fromstring(antwoord.body)
    assert wortel.findtext(f"{n.HEADER}/{{{WSA}}}RelatesTo")  # WB005: de adressering blijft leesbaar
    ontsleutel(wortel, paar(geheim.pki / "amsterdam"))
    assert lees_antwoord(geheim, Antwoord(200, [], etree.tostring(wortel))).oin == OIN_DIENST


def test_het_logboek_bewaart_wat_ondertekend_is(geheim: Suwinet) -> None:
    bericht = etree.tostring(versleuteld(geheim, raadplegen()))
    antwoord = geheim.stuur(bericht, dienst="ISIRaadplegen")
    regel = gelogd(geheim).regel
    assert regel.bsns == (b.BSN,)
    assert regel.beveiliging is not None
    assert regel.beveiliging["versleuteld"] is True
    # Wie de versleutelde bytes bewaarde, kan ermee aantonen dat het om deze uitwisseling gaat.
    assert regel.beveiliging["verzoek_sha256"] == sha256(bericht).hexdigest()
    assert regel.beveiliging["antwoord_sha256"] == sha256(antwoord.body).hexdigest()
    for bytes_ in (regel.verzoek, regel.antwoord):
        assert bytes_ is not None
        assert lees_antwoord(geheim, Antwoord(200, [], bytes_)).volledig


@pytest.mark.eis("WB005", "WB011")
def test_wie_niet_versleutelt_wordt_geweigerd(geheim: Suwinet) -> None:
    gevonden = fault(geheim.stuur(geheim.getekend()))
    assert gevonden.code == f"{{{n.WSSE}}}InvalidSecurity"
    assert geheim.gevolgen() == 0


def test_wat_eruit_komt_heeft_de_grenzen_van_elk_bericht(geheim: Suwinet) -> None:
    diep = geheim.getekend(mutatie().replace("Nieuw in", "<a>" * 100 + "</a>" * 100))
    versleutel(diep, paar(geheim.pki / "dienst").certificaat)
    assert fault(geheim.stuur(diep)).code == f"{{{n.WSSE}}}InvalidSecurity"
    assert gelogd(geheim).regel.codes == ("0011",)


@pytest.mark.eis("WB012")
def test_ook_een_fault_over_de_inhoud_is_versleuteld(geheim: Suwinet) -> None:
    antwoord = geheim.stuur(
        versleuteld(geheim, mutatie().replace("<Huisnr>3</Huisnr>", "<Huisnr>x</Huisnr>"))
    )
    assert antwoord.status == 500
    assert b"Huisnr" not in antwoord.body
    wortel = etree.fromstring(antwoord.body)
    ontsleutel(wortel, paar(geheim.pki / "amsterdam"))
    assert fault(Antwoord(500, antwoord.headers, KOP + etree.tostring(wortel))).fwi_code == "F001"
