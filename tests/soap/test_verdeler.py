"""Twee profielen naast elkaar: elk zijn eigen adres, contract en diensten."""

from __future__ import annotations

import io
import zipfile
from functools import partial

import pytest

from isi_soap.contract.operaties import DIENSTEN
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.profiel import KETENTEST, SUWINET
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from isi_soap.soap.verdeler import Verdeler
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN as DIENSTEN_HIER
from tests.persistence import balie as b
from tests.persistence.balie import Balie
from tests.soap.berichten_maken import KOPPEN, WSA, envelop, fault, persoon_info


@pytest.fixture
def beide(balie: Balie, database: Database, middelen: Middelen) -> Verdeler:
    opener = partial(Eenheid, database, klok=lambda: b.NU)
    return Verdeler(
        [Toepassing(DIENSTEN_HIER, opener, profiel=p, middelen=middelen) for p in (SUWINET, KETENTEST)]
    )


def haal(dienst: Verdeler, pad: str) -> Antwoord:
    pad, _, vraag = pad.partition("?")
    return dienst(Verzoek("GET", pad, vraag, {"host": "isi.test"}))


@pytest.mark.eis("WB011")
def test_de_url_bepaalt_het_profiel(beide: Verdeler) -> None:
    bericht = envelop(persoon_info())
    soepel = beide(Verzoek("POST", "/ketentest/ISIRaadplegen-v0100", "", KOPPEN, bericht))
    streng = beide(Verzoek("POST", "/suwinet/ISIRaadplegen-v0100", "", KOPPEN, bericht))
    assert soepel.status == 200
    assert fault(streng).code == f"{{{WSA}}}MessageAddressingHeaderRequired"


@pytest.mark.parametrize("profiel", ["suwinet", "ketentest"])
def test_elk_profiel_heeft_zijn_eigen_contract(profiel: str, beide: Verdeler) -> None:
    verwacht = {d.service for d in DIENSTEN.values() if profiel == "ketentest" or d.naam != "ISIKetentest"}
    pagina = haal(beide, f"/{profiel}/").body.decode()
    for dienst in DIENSTEN.values():
        assert (f"/{profiel}/{dienst.service}?wsdl" in pagina) is (dienst.service in verwacht)
        wsdl = haal(beide, f"/{profiel}/{dienst.service}?wsdl")
        assert wsdl.status == (200 if dienst.service in verwacht else 404)
        if wsdl.status == 200:
            assert f'location="http://isi.test/{profiel}/{dienst.service}"'.encode() in wsdl.body
            assert haal(beide, f"/{profiel}/wsdl/{dienst.service}.wsdl").body == wsdl.body
    with zipfile.ZipFile(io.BytesIO(haal(beide, f"/{profiel}/contract.zip").body)) as inhoud:
        wsdls = {n.removeprefix("wsdl/").removesuffix(".wsdl") for n in inhoud.namelist()}
        assert {s for s in wsdls if s.startswith("ISI") and "/" not in s} == verwacht


def test_buiten_de_profielen_is_er_van_alles_een(beide: Verdeler) -> None:
    # De WSDL van ketentest verwijst naar ../xsd/, ook als suwinet het eerste profiel is.
    assert haal(beide, "/xsd/Diensten/ISIKetentest/v0100/ISIKetentest.xsd").status == 200
    assert "/ketentest/" in haal(beide, "/").body.decode()
    assert haal(beide, "/gereed").status == 200
    assert haal(beide, "/elders/ISIRaadplegen-v0100").status == 404
