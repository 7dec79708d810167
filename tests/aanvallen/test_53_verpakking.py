"""Signature wrapping: elke vorm op elk ondertekend deel, in beide profielen (standards.md §5.3)."""

from __future__ import annotations

from copy import deepcopy

import pytest
from lxml import etree

from isi_soap.wsse.namen import ID
from tests.aanvallen.ondertekend import CLIENT, UNIFORM, Proef, delen, hertekend
from tests.aanvallen.verpakken import DELEN, VORMEN, vervals, vind
from tests.soap.berichten_maken import WSA, fault
from tests.suwinet import paar

# Wat envelop of adressering al niet toelaat, komt niet tot de handtekening.
_EERDER = {
    CLIENT,
    *(f"{{{WSA}}}{code}" for code in ("InvalidCardinality", "InvalidAddressingHeader", "InvalidEPR")),
}


def verpak(bericht: etree._Element, deel: str, vorm: str) -> bytes:
    wortel = deepcopy(bericht)
    echt = vind(wortel, deel)
    VORMEN[vorm](wortel, echt, vervals(echt))
    return etree.tostring(wortel)


@pytest.mark.eis("WB013", "WB004", "R3001", "R3005")
@pytest.mark.parametrize("deel", DELEN)
@pytest.mark.parametrize("vorm", VORMEN)
def test_een_verplaatst_deel(vorm: str, deel: str, ondertekend: Proef) -> None:
    suwinet, ketentest = ondertekend.suwinet, ondertekend.ketentest
    bericht = suwinet.getekend()
    gevonden = ondertekend.geweigerd(verpak(bericht, deel, vorm), code=None)
    assert gevonden.code in {UNIFORM, *_EERDER}
    assert suwinet.stuur(bericht).status == 200  # zonder de verpakking wordt precies dit uitgevoerd

    # In ketentest zijn vreemde headers geen bezwaar: daar staat de handtekening er alleen voor.
    bericht = ketentest.getekend()
    gevolgen = ketentest.gevolgen()
    gevonden = fault(ketentest.stuur(verpak(bericht, deel, vorm)))
    assert gevonden.code in {UNIFORM, *_EERDER}
    assert ketentest.gevolgen() == gevolgen


@pytest.mark.eis("WB013")
@pytest.mark.parametrize("deel", DELEN)
def test_een_voorvoegsel_met_een_andere_naamruimte(deel: str, ondertekend: Proef) -> None:
    """Hetzelfde voorvoegsel, een andere naamruimte: voor wie op de tekst let is het deel er nog."""
    bericht = ondertekend.suwinet.getekend()
    element = vind(bericht, deel)
    naam = etree.QName(element).localname
    element.tag = f"{{urn:aanval}}{naam}"
    gevonden = ondertekend.geweigerd(bericht, code=None)
    assert gevonden.code != "{http://schemas.xmlsoap.org/soap/envelope/}Server"
    ondertekend.aanvaard()


@pytest.mark.eis("WB004")
@pytest.mark.parametrize("deel", DELEN)
def test_een_deel_dat_niet_getekend_is(deel: str, ondertekend: Proef) -> None:
    """Een handtekening die een deel overslaat is geldig, maar niet genoeg."""
    bericht = ondertekend.suwinet.getekend()
    uri = f"#{vind(bericht, deel).get(ID)}"

    def laat_weg(handtekening: etree._Element) -> None:
        (verwijzing,) = (r for r in delen(handtekening, "Reference") if r.get("URI") == uri)
        handtekening[0].remove(verwijzing)

    sleutel = paar(ondertekend.suwinet.pki / "amsterdam").xmlsec_sleutel
    ondertekend.geweigerd(hertekend(bericht, sleutel, laat_weg), code="InvalidSecurity")
    ondertekend.aanvaard()
