"""Raadplegen en muteren over de hele weg: van bytes tot bytes, met een echte database."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from lxml import etree

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.domain.datum import Datum
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.isi_muteren import ISIMuteren
from services.isi_raadplegen import ISIRaadplegen
from tests.logregels import regels_over
from tests.persistence import balie as b
from tests.persistence.balie import AMSTERDAM, BSN, ROTTERDAM, Balie

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
_HTTP: Any = {"content-type": "text/xml; charset=utf-8", "soapaction": '""'}
PLICHT = berichten.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=Datum("20120530"))


@pytest.fixture
def balie(database: Database) -> Balie:
    return b.richt_in(database)


@pytest.fixture
def dienst(balie: Balie, database: Database) -> Toepassing:
    return Toepassing([ISIRaadplegen, ISIMuteren], partial(Eenheid, database, klok=lambda: b.NU))


def stuur(dienst: Toepassing, operatie: str, bsn: str, nummer: str = "urn:uuid:1", **velden: Any) -> Antwoord:
    kop = berichten.Kop(Applicatiesleutel=b.sleutel_van(AMSTERDAM), CdGemeente=AMSTERDAM, Gebruiker="alles")
    sleutel = berichten.ClientSuwiSleutel(Burgerservicenr=bsn)
    bericht = codec(operatie).encode(getattr(berichten, operatie)(Kop=kop, ClientSuwi=sleutel, **velden))
    naam = next(d.naam for d in DIENSTEN.values() if operatie in d.operaties)
    gevonden = DIENSTEN[naam].operaties[operatie]
    koppen = (
        f'<a:MessageID xmlns:a="{WSA}">{nummer}</a:MessageID>'
        f'<a:From xmlns:a="{WSA}"><a:Address>{WSA}/anonymous?oin={b.OIN[AMSTERDAM]}</a:Address></a:From>'
        f'<a:Action xmlns:a="{WSA}">{gevonden.actie}</a:Action>'
    )
    body = (
        f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{koppen}</s:Header><s:Body>'.encode()
        + bericht
        + b"</s:Body></s:Envelope>"
    )
    return dienst(
        Verzoek(
            method="POST",
            path=f"/ketentest/{naam}-v0100",
            query="",
            headers=_HTTP,
            body=body,
        )
    )


def inhoud(antwoord: Antwoord) -> bytes:
    """De Body zonder envelop: de headers zijn bij elk antwoord anders."""
    (lichaam,) = etree.fromstring(antwoord.body).iter(f"{{{SOAP}}}Body")
    return etree.tostring(lichaam[0], method="c14n")


@pytest.mark.regel("R-133")
def test_onbekend_en_buiten_bereik_zijn_byte_voor_byte_gelijk(balie: Balie, dienst: Toepassing) -> None:
    balie.leg_vast(replace(b.ADRES, gemeente=ROTTERDAM))
    for operatie, velden in (
        ("PersoonInfo", {}),
        ("RegistreerInburgeringsplicht", {"PlichtGegevens": PLICHT}),
    ):
        antwoorden = [
            stuur(dienst, operatie, bsn, f"urn:uuid:{operatie}{bsn}", **velden) for bsn in (BSN, b.ANDER)
        ]
        assert [a.status for a in antwoorden] == [200, 200]
        assert inhoud(antwoorden[0]) == inhoud(antwoorden[1])
        assert b"NietsGevonden" in inhoud(antwoorden[0])


def test_hetzelfde_bericht_nog_eens_geeft_hetzelfde_antwoord(
    balie: Balie, dienst: Toepassing, database: Database
) -> None:
    balie.leg_vast(b.ADRES, b.PERMANENT)
    eerst = stuur(dienst, "RegistreerInburgeringsplicht", BSN, PlichtGegevens=PLICHT)
    nogmaals = stuur(dienst, "RegistreerInburgeringsplicht", BSN, PlichtGegevens=PLICHT)
    assert eerst.status == nogmaals.status == 200
    assert inhoud(eerst) == inhoud(nogmaals)
    assert re.search(rb"<CdSrtGegeven>PLICHT</CdSrtGegeven>", inhoud(eerst))
    assert len(balie.dossier().Plicht) == 1
    assert len(regels_over(database, BSN)) == 2


def test_een_weigering_is_alleen_fwi(balie: Balie, dienst: Toepassing) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.DIPLOMA)
    nee = replace(PLICHT, IndInburgeringsplicht=False, CdRedenNietPlichtig="1")
    antwoord = stuur(dienst, "RegistreerInburgeringsplicht", BSN, PlichtGegevens=nee)
    assert antwoord.status == 200
    (alleen,) = etree.fromstring(inhoud(antwoord))
    assert etree.QName(alleen).localname == "FWI"
    assert [code.text for code in alleen.iter("Code")] == ["F052"]


def test_het_dossier_over_de_lijn(balie: Balie, dienst: Toepassing) -> None:
    balie.leg_vast(b.ADRES, b.JA, b.HANDHAVING, b.VOORZIENING)
    antwoord = stuur(dienst, "PersoonInfo", BSN, IndHistorie=True)
    assert antwoord.status == 200
    gelezen = codec("PersoonInfoResponse").decode(etree.fromstring(inhoud(antwoord)))
    assert gelezen.ClientSuwi == balie.dossier()
