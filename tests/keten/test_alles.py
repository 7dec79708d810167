"""Alle situaties van de handleiding, en elk antwoord van buitenaf getoetst aan de uitgegeven schema's."""

from __future__ import annotations

import json

import pytest

from isi_soap.client.alles import Resultaat, alles
from isi_soap.client.verbinding import Verbinding
from tests.keten.conftest import Draaiend
from tests.keten.schemas import fouten


@pytest.fixture(scope="module")
def gespeeld(verbinding: Verbinding) -> list[Resultaat]:
    return list(alles(verbinding))


def test_elk_antwoord_is_wat_de_handleiding_zegt(gespeeld: list[Resultaat]) -> None:
    mis = [f"{r.operatie}: {r.situatie}: {'; '.join(r.afwijkingen)}" for r in gespeeld if not r.goed]
    assert not mis, "\n".join(mis)


def test_elk_antwoord_is_schemageldig(gespeeld: list[Resultaat], verbinding: Verbinding) -> None:
    mis = [
        f"{r.operatie}: {r.situatie}: {fout}"
        for r in gespeeld
        if r.antwoord is not None
        for fout in fouten(verbinding, r.dienst, r.antwoord.ontvangen)
    ]
    assert not mis, "\n".join(mis)


def test_elke_operatie_kwam_voor(gespeeld: list[Resultaat], verbinding: Verbinding) -> None:
    assert {r.operatie for r in gespeeld} == set(verbinding.operaties)


def test_de_opdracht_is_groen_en_herhaalbaar(dienst: Draaiend) -> None:
    klaar = dienst.client("--alles", "--json", "--dienst", "ISISignalen", "--dienst", "ISIKetentest")
    resultaten = json.loads(klaar.stdout)
    assert resultaten
    assert all(r["goed"] for r in resultaten)
