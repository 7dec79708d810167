"""De situaties zelf: elke operatie komt voor, en een afwijkend antwoord valt op."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from isi_soap.client.antwoord import Antwoord, Melding, Uitkomst
from isi_soap.client.partijen import partijen
from isi_soap.client.verbinding import DIENSTEN
from isi_soap.client.verwachting import (
    Situatie,
    afwijkingen,
    draaiboeken,
    ingevuld,
    personen,
    varianten,
    zoek,
)

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
INHOUD: dict[str, Any] = {
    "CdStatus": "NIET",
    "Plicht": [{"CdGemeente": "0363"}, {"CdGemeente": "0599"}],
    "Termijnbewaking": {"Groep": ["NL", "OVR"]},
}


def _antwoord(uitkomst: Uitkomst = Uitkomst.INHOUD, *codes: str) -> Antwoord:
    meldingen = tuple(Melding("Fout", code, "") for code in codes)
    return Antwoord("PersoonInfo", "ISIRaadplegen", uitkomst, "X", INHOUD, meldingen, "", None, 0, b"", b"")


def _operaties() -> list[str]:
    map_ = Path(__file__).parents[2] / "wsdl"
    return [
        str(naam.get("name"))
        for pad in sorted(map_.glob("*.wsdl"))
        for naam in etree.parse(pad).getroot().iterfind(f"{WSDL}portType/{WSDL}operation")
    ]


@pytest.mark.parametrize("operatie", _operaties())
def test_elke_operatie_heeft_een_situatie_met_inhoud_en_algemene_afwijkingen(operatie: str) -> None:
    situaties = [s for d in draaiboeken() for s in d.situaties if s.operatie == operatie]
    assert any(s.uitkomst is Uitkomst.INHOUD for s in situaties)
    assert any(s.varianten for s in situaties)


def test_elke_dienst_van_de_client_heeft_een_draaiboek_en_een_wsdl() -> None:
    assert {d.dienst for d in draaiboeken()} == set(DIENSTEN)
    bestanden = (Path(__file__).parents[2] / "wsdl").glob("*.wsdl")
    assert sorted(pad.name.removesuffix("-v0100.wsdl") for pad in bestanden) == sorted(DIENSTEN)


def test_situaties_noemen_bestaande_partijen_en_regels() -> None:
    for situatie in (s for d in draaiboeken() for s in d.situaties):
        assert situatie.als in partijen(), situatie.situatie
        assert set(situatie.voor) <= set(personen())
        assert all(re.fullmatch(r"R-\d{3}", regel) for regel in situatie.regels), situatie.situatie
    assert varianten()


@pytest.mark.parametrize(
    ("pad", "waarde"),
    [
        ("CdStatus", "NIET"),
        ("Plicht.#", 2),
        ("Voorziening.#", 0),
        ("Plicht[-1].CdGemeente", "0599"),
        ("Plicht[5].CdGemeente", None),
        ("Plicht[*].CdGemeente", ["0363", "0599"]),
        ("Termijnbewaking.Groep", ["NL", "OVR"]),
        ("Afwezig.Ook", None),
    ],
)
def test_een_pad_in_een_antwoord(pad: str, waarde: Any) -> None:
    assert zoek(INHOUD, pad) == waarde


@pytest.mark.parametrize(
    ("verwacht", "mis"),
    [
        ({"CdStatus": "NIET", "Plicht.#": 2}, 0),
        ({"CdStatus": "GEWEZEN"}, 1),
        ({"CdStatus": "(aanwezig)", "CdDeel": "(afwezig)"}, 0),
        ({"CdStatus": "(afwezig)"}, 1),
        ({"Plicht[*].CdGemeente": {"bevat": "0599"}}, 0),
        ({"Plicht[*].CdGemeente": {"alle": "0599"}}, 1),
        ({"CdStatus": "$bewaard.Status"}, 0),
    ],
)
def test_een_waarde_die_afwijkt_wordt_genoemd(verwacht: dict[str, Any], mis: int) -> None:
    situatie = Situatie("s", "PersoonInfo", Uitkomst.INHOUD, verwacht=verwacht)
    assert len(afwijkingen(situatie, _antwoord(), {"bewaard": {"Status": "NIET"}})) == mis


def test_een_andere_uitkomst_of_melding_wijkt_af() -> None:
    situatie = Situatie("s", "PersoonInfo", Uitkomst.WEIGERING, meldingen=("F020",))
    assert "inhoud" in afwijkingen(situatie, _antwoord(), {})[0]
    assert afwijkingen(situatie, _antwoord(Uitkomst.WEIGERING, "F020"), {}) == []
    assert "F021" in afwijkingen(situatie, _antwoord(Uitkomst.WEIGERING, "F021"), {})[0]


def test_wat_eerder_niet_bewaard_is_wordt_genoemd() -> None:
    with pytest.raises(KeyError, match=r"\$handhaving"):
        ingevuld({"Verwijzing": "$handhaving"}, {})
