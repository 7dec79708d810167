"""Waar een antwoord verschilt van het vorige, en wat geen verschil is."""

from __future__ import annotations

from isi_soap.client.vergelijken import KENMERKEN, Verschil, verschillen

OUD = b"""<E><H><MessageID>1</MessageID></H><B><R><RegistratieId>7</RegistratieId>
<CdStatus>NIET</CdStatus><Plicht><Jaar>1</Jaar></Plicht><Plicht><Jaar>2</Jaar></Plicht></R></B></E>"""


def test_eigen_kenmerken_en_opmaak_zijn_geen_verschil() -> None:
    nu = OUD.replace(b"<MessageID>1", b"<MessageID>2").replace(b"\n", b"")
    assert verschillen(OUD, nu) == ()


def test_een_andere_waarde_op_dezelfde_plek() -> None:
    gevonden = verschillen(OUD, OUD.replace(b"NIET", b"GEWEZEN"))
    assert gevonden == (Verschil("/E/B/R/CdStatus", "NIET", "GEWEZEN"),)


def test_iets_erbij_en_iets_weg() -> None:
    erbij = OUD.replace(b"</R>", b"<Plicht><Jaar>3</Jaar></Plicht></R>")
    assert Verschil("/E/B/R/Plicht/Jaar", None, "3") in verschillen(OUD, erbij)
    assert Verschil("/E/B/R/Plicht/Jaar", "3", None) in verschillen(erbij, OUD)


def test_registratienummers_tellen_alleen_niet_als_dat_gevraagd_is() -> None:
    anders = OUD.replace(b">7<", b">8<")
    assert verschillen(OUD, anders) == (Verschil("/E/B/R/RegistratieId", "7", "8"),)
    assert verschillen(OUD, anders, KENMERKEN) == ()


def test_wat_geen_xml_is_wordt_als_geheel_vergeleken() -> None:
    assert verschillen(b"kapot", b"kapot") == ()
    assert verschillen(b"kapot", OUD)[0].pad == "(geen XML)"
