"""De codelijsten, gelezen uit de documentatie van hun typen in de XSD."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from isi_soap.contract.model import Code
from isi_soap.contract.schema import model


@cache
def codelijsten() -> Mapping[str, Mapping[str, Code]]:
    """Per type (CdStatus) de codes op waarde, in de volgorde van het schema."""
    return {
        type_.naam: {code.waarde: code for code in type_.codes}
        for type_ in model().enkelvoudig.values()
        if type_.codes
    }


def codelijst(naam: str) -> Mapping[str, Code]:
    """De codes van een type; KeyError als het geen codelijst is."""
    return codelijsten()[naam]
