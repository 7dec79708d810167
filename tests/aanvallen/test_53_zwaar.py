"""De zwaarste berichten die door de grenzen komen, geldig ondertekend: ook dan geen seconde."""

from __future__ import annotations

from time import thread_time

import pytest
from lxml import etree

from isi_soap.soap.lezen import MAX_DIEPTE, MAX_ELEMENTEN, MAX_NAAMRUIMTEN
from isi_soap.wsse import namen as n
from tests.plafond import PLAFOND
from tests.soap.berichten_maken import fault
from tests.suwinet import Suwinet, mutatie

_DIEP = MAX_DIEPTE - 10
_EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"


def zwaar(soort: str) -> str:
    ruimten = [f'xmlns:n{i}="urn:n:{i}"' for i in range(MAX_NAAMRUIMTEN - 100)]
    lagen = [" ".join(ruimten[i * 8 : i * 8 + 8]) for i in range(_DIEP)]
    open_, dicht = "".join(f"<a {laag}>" for laag in lagen), "</a>" * _DIEP
    binnen = {
        "elementen": "<b/>" * (MAX_ELEMENTEN - 500),
        "naamruimten": "".join(f"<n{i}:b/>" for i in range(8 * _DIEP) if i < len(ruimten)) * 30,
        "attributen": "<b " + " ".join(f'n{i}:a=""' for i in range(60)) + "/>",
        "tekst": "&amp;" * 150_000,
    }[soort]
    if soort == "attributen":
        binnen *= 70
    return open_ + binnen + dicht


@pytest.mark.parametrize("soort", ["elementen", "naamruimten", "attributen", "tekst"])
@pytest.mark.parametrize("prefixlijst", [False, True])
def test_een_zwaar_ondertekend_bericht(soort: str, prefixlijst: bool, suwinet: Suwinet) -> None:
    body = mutatie().replace("</m:MutatieverzoekIndienen>", f"{zwaar(soort)}</m:MutatieverzoekIndienen>")
    bericht = suwinet.getekend(body)
    if prefixlijst:
        lijst = " ".join(f"n{i}" for i in range(180))
        for vorm in (
            *bericht.iter(f"{{{n.DS}}}Transform"),
            *bericht.iter(f"{{{n.DS}}}CanonicalizationMethod"),
        ):
            etree.SubElement(vorm, f"{{{_EXC_C14N}}}InclusiveNamespaces").set("PrefixList", lijst)
    bytes_ = etree.tostring(bericht)
    begin = thread_time()
    antwoord = suwinet.stuur(bytes_)
    assert thread_time() - begin < PLAFOND
    code = fault(antwoord).code
    assert code.endswith("}FailedCheck" if prefixlijst else "}Client") or code.startswith(f"{{{n.WSSE}}}")
    assert suwinet.gevolgen() == 0
