"""Wie een bericht noemt: elk nummer dat in zijn boom staat, voor elk voorbeeld van elke operatie."""

from __future__ import annotations

import pytest

from isi_soap.contract.codec import codec
from isi_soap.contract.operaties import OPERATIES, Operatie
from isi_soap.contract.personen import personen
from isi_soap.contract.voorbeelden import voorbeelden


@pytest.mark.parametrize("operatie", OPERATIES.values(), ids=lambda o: o.naam)
def test_elk_nummer_in_de_boom_en_geen_ander(operatie: Operatie) -> None:
    for voorbeeld in voorbeelden(operatie):
        boom = voorbeeld.element
        genoemd = [f"{999_000_000 + nr}" for nr, _ in enumerate(boom.iter("Burgerservicenr"))]
        for element, nummer in zip(boom.iter("Burgerservicenr"), genoemd, strict=True):
            element.text = nummer
        assert list(personen(codec(str(boom.tag)).decode(boom))) == genoemd, voorbeeld.naam


def test_wie_vaker_genoemd_wordt_telt_eenmaal_en_geen_antwoord_noemt_niemand() -> None:
    maximaal = voorbeelden(OPERATIES["{urn:isi:Diensten:ISIRaadplegen:v0100}PersoonInfo"])[0]
    bericht = codec(str(maximaal.element.tag)).decode(maximaal.element)
    assert personen(bericht, bericht, None) == personen(bericht)
    assert len(personen(bericht)) == 1
