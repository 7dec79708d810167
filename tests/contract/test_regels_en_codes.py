"""Alle codes, codelijsten en regels staan in het contract, en elke code van de bron in de catalogus."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pytest
from lxml import etree

from isi_soap.contract import paden
from isi_soap.contract.codelijsten import codelijst
from isi_soap.contract.namen import WSDL, XSD
from isi_soap.domain import signalen
from isi_soap.domain.catalogus import CODES
from isi_soap.domain.deel import Deel
from isi_soap.domain.examens import EXAMEN_2007, EXAMEN_2013
from isi_soap.domain.mutatieverzoek import ACHT_WEKEN, AFGEROND, CORRECTIE, OPVOEREN, OVERIG, VERHUIZING
from isi_soap.domain.overgangen import OVERGANGEN
from isi_soap.domain.overschrijding import _ACTIES, GROEPEN
from isi_soap.domain.plicht import _ALLEEN_DUO
from isi_soap.domain.status import Status
from isi_soap.domain.toegang import ALLE_ROLLEN
from isi_soap.domain.vrijstelling import NIVEAUS, TAALONDERDELEN
from tools.regels.bronnen import nummers, regels

_BRON = [
    bestand
    for map_ in ("isi_soap", "services", "persistence")
    for bestand in sorted((paden.XSD.parent / map_).rglob("*.py"))
]


def test_de_meldingen_van_het_contract_zijn_die_van_de_catalogus() -> None:
    in_contract = {code.waarde: code.omschrijving for code in codelijst("CdMelding").values()}
    assert in_contract == {
        code.code: code.tekst + (f" ({code.regel})" if code.regel else "") for code in CODES.values()
    }


@pytest.mark.parametrize("bestand", _BRON, ids=lambda b: b.relative_to(paden.XSD.parent).as_posix())
def test_elke_code_in_de_bron_staat_in_de_catalogus(bestand: Path) -> None:
    """In tekst, als tekenreeks, en als naam van de catalogus: c.F020 en catalogus.F020."""
    tekst = bestand.read_text(encoding="utf-8")
    genoemd = set(re.findall(r"""(?<![\w-])(?:c\.|catalogus\.)?([FWI]\d{3})(?!\d)""", tekst))
    vervallen = {"F010"} if bestand.name == "catalogus.py" else set()
    assert genoemd - vervallen <= CODES.keys()


def test_elke_code_wordt_ergens_gegeven() -> None:
    """Een code die niemand geeft, belooft wat niet gebeurt."""
    gegeven = {
        code
        for bestand in _BRON
        if bestand.name != "catalogus.py"
        for code in re.findall(r"\b(?:c|catalogus)\.([FWI]\d{3})\b", bestand.read_text(encoding="utf-8"))
    }
    assert CODES.keys() - gegeven == set()


WAARDEN: dict[str, Collection[str]] = {
    "CdStatus": list(Status),
    "CdDeel": [*Deel, "TOTAAL"],
    "CdRol": ALLE_ROLLEN,
    "CdSignaal": signalen.TEKSTEN,
    "CdGroepTermijn": GROEPEN,
    "CdActieTermijn": {actie for _, actie in _ACTIES},
    "CdSrtMutatieverzoek": {OPVOEREN, ACHT_WEKEN, VERHUIZING, CORRECTIE, OVERIG},
    "CdNiveau": NIVEAUS,
}
DEEL_VAN: dict[str, Collection[str]] = {
    "CdStatusMutatieverzoek": AFGEROND,
    "CdRedenNietPlichtig": {
        *_ALLEEN_DUO,
        *(r for t in OVERGANGEN[:22] for r in t.redenen or () if r.isdigit()),
    },
    "CdOnderdeelExamen": EXAMEN_2007 | EXAMEN_2013,
    "CdOnderdeelVrijstelling": TAALONDERDELEN | {"KNS", "TAAL"},
}


@pytest.mark.parametrize("lijst", WAARDEN)
def test_wat_het_domein_kent_staat_in_de_codelijst_en_omgekeerd(lijst: str) -> None:
    assert set(codelijst(lijst)) == set(WAARDEN[lijst])


@pytest.mark.parametrize("lijst", DEEL_VAN)
def test_wat_het_domein_gebruikt_staat_in_de_codelijst(lijst: str) -> None:
    assert set(DEEL_VAN[lijst]) <= set(codelijst(lijst))


def test_elke_regel_staat_in_de_documentatie_van_het_contract() -> None:
    """In de WSDL bij de dienst of de operatie, in het schema bij het gegeven, of bij de melding."""
    teksten = [
        "".join(map(str, doc.itertext()))
        for pad in (*paden.wsdls(), *sorted(paden.XSD.rglob("*.xsd")))
        for doc in etree.parse(str(pad)).iter(f"{{{WSDL}}}documentation", f"{{{XSD}}}documentation")
    ]
    genoemd = {nummer for tekst in teksten for nummer in nummers(tekst)}
    assert {regel.nummer for regel in regels()} - genoemd == set()
