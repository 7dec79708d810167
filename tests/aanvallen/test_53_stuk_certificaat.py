"""Een certificaat dat pas bij nader inzien stuk is; gevonden met bench.mutaties, zaad 1, bericht 993."""

from __future__ import annotations

import base64

import pytest
from lxml import etree

from isi_soap.wsse import namen as n
from tests.soap.berichten_maken import fault
from tests.suwinet import Suwinet, raadplegen

PLAATSEN = ("uitgever", "onderwerp", "geldigheid", "extensies")


def met_stuk_certificaat(suwinet: Suwinet, deel: str) -> etree._Element:
    """Eén byte anders in een deel dat cryptography pas leest als ernaar gevraagd wordt."""
    bericht = suwinet.getekend(raadplegen())
    token = next(bericht.iter(f"{{{n.WSSE}}}BinarySecurityToken"))
    der = bytearray(base64.b64decode(token.text or ""))
    landen = [plaats for plaats in range(len(der)) if der[plaats:].startswith(b"\x13\x02NL")]
    tijd = der.index(b"\x17\x0d")
    plek = {
        "uitgever": landen[0],
        "onderwerp": landen[1],
        "geldigheid": tijd,
        "extensies": der.index(b"\x06\x03\x55\x1d"),
    }[deel]
    der[plek] ^= 0x40
    token.text = base64.b64encode(bytes(der)).decode()
    return bericht


@pytest.mark.parametrize("deel", PLAATSEN)
def test_een_certificaat_dat_half_te_lezen_is(deel: str, suwinet: Suwinet) -> None:
    gevonden = fault(suwinet.stuur(met_stuk_certificaat(suwinet, deel)))
    assert gevonden.code.startswith(f"{{{n.WSSE}}}")


@pytest.mark.parametrize("deel", PLAATSEN)
def test_ook_als_de_handtekening_al_niet_klopt(deel: str, getoetst: Suwinet) -> None:
    """Dan wordt het certificaat alleen nog beschreven voor het logboek."""
    bericht = met_stuk_certificaat(getoetst, deel)
    verwijzing = next(bericht.iter(f"{{{n.DS}}}Reference"))
    verwijzing.remove(verwijzing[-1])
    assert fault(getoetst.stuur(bericht)).code.startswith(f"{{{n.WSSE}}}")
