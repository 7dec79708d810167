"""Elk voorbeeldbericht doet wat het belooft: geldig, of geweigerd op het genoemde pad."""

from __future__ import annotations

import pytest
from lxml import etree

from isi_soap.contract.codec import codec
from isi_soap.contract.controle import controleer, schema_bevindingen
from isi_soap.contract.operaties import OPERATIES, Operatie
from isi_soap.contract.voorbeelden import foute_voorbeelden, voorbeeld, voorbeelden

ALLE = sorted(OPERATIES.values(), key=lambda o: (o.dienst, o.naam))


def naam(operatie: Operatie) -> str:
    return operatie.naam


@pytest.mark.parametrize("operatie", ALLE, ids=naam)
def test_geldige_voorbeelden_worden_aangenomen(operatie: Operatie) -> None:
    namen = []
    for v in voorbeelden(operatie):
        namen.append(v.naam)
        toets = controleer if v.naam.startswith("verzoek") else schema_bevindingen
        assert toets(operatie.dienst, v.element) == []
        eigen = codec(str(v.element.tag))
        assert eigen.encode(eigen.decode(v.element)) == v.xml
    assert {"verzoek-minimaal", "verzoek-midden", "verzoek-maximaal"} <= set(namen)
    assert {"antwoord-minimaal", "antwoord-midden", "antwoord-maximaal", "antwoord-weigering"} <= set(namen)
    assert len(namen) == len(set(namen))


@pytest.mark.parametrize("operatie", ALLE, ids=naam)
def test_foute_voorbeelden_worden_op_hun_pad_geweigerd(operatie: Operatie) -> None:
    fouten = foute_voorbeelden(operatie)
    assert len(fouten) >= 13
    for v in fouten:
        paden = [b.pad for b in controleer(operatie.dienst, v.element)]
        assert v.pad in paden, v.naam


def test_elke_soort_fout_komt_voor() -> None:
    soorten = {v.naam for operatie in ALLE for v in foute_voorbeelden(operatie)}
    assert {
        "fout-ontbrekend",
        "fout-onbekend",
        "fout-dubbel",
        "fout-volgorde",
        "fout-naamruimte",
        "fout-gekwalificeerd",
        "fout-vorm",
        "fout-lengte",
        "fout-code",
        "fout-elfproef",
        "fout-kalender",
        "fout-cijfers",
        "fout-stuurteken",
    } <= soorten


def test_een_antwoord_is_nooit_leeg_en_nooit_een_gegeven_naast_een_fout() -> None:
    for operatie in ALLE:
        for v in voorbeelden(operatie):
            if v.naam.startswith("antwoord"):
                kinderen = [etree.QName(kind).localname for kind in v.element]
                assert kinderen
                if v.element.find(".//Fout") is not None:
                    assert set(kinderen) <= {"FWI", "NietGerechtigd"}


def test_een_voorbeeld_is_leesbaar_en_steeds_gelijk() -> None:
    operatie = ALLE[0]
    v = voorbeeld(operatie, "verzoek-midden")
    assert "\n  <Kop" in v.opgemaakt()
    voorbeelden.cache_clear()
    assert voorbeeld(operatie, "verzoek-midden") == v
