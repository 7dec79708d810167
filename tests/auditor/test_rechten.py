"""Wie een recht mist ziet dat, en niet wat erachter ligt; ook de poging staat in het log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from isi_soap.domain.auditor import RECHTEN
from tests.auditor.bezoek import DOEL, Bezoek
from tests.auditor.kamer import BSN, Kamer

Als = Callable[[str], Bezoek]


@pytest.mark.parametrize(
    ("wie", "pad", "recht"),
    [
        ("telt", "/zoeken", "zoeken"),
        ("telt", "/tijdlijn", "personen"),
        ("zoekt", "/overzicht", "overzicht"),
        ("zoekt", "/tijdlijn", "personen"),
    ],
)
def test_een_bladzijde_zonder_recht(als: Als, kamer: Kamer, wie: str, pad: str, recht: str) -> None:
    blad = als(wie).haal(pad)
    assert (blad.status, blad.kop()) == (403, "U mist een recht")
    assert f"‘{recht}’ nodig: {RECHTEN[recht]}" in blad.tekst
    (spoor,) = kamer.spoor("geweigerd")
    assert spoor.verslag == {"recht": recht}
    assert (spoor.regel.gebruiker, spoor.regel.uitkomst) == (wie, "NIETGERECHTIGD")


def test_zoeken_op_bsn_is_een_eigen_recht(als: Als) -> None:
    zoekt = als("zoekt")
    assert "disabled" in zoekt.haal("/zoeken").boom.get_element_by_id("v-bsn").attrib
    blad = zoekt.zoek(bsn=BSN)
    assert blad.status == 403
    assert BSN not in blad.html


def test_zonder_inhoud_alleen_het_record(als: Als, kamer: Kamer) -> None:
    zoekt = als("zoekt")
    blad = zoekt.uitwisseling("gelezen")
    assert blad.status == 200
    assert "U mist het recht ‘inhoud’" in blad.tekst
    assert "Amsterdam (0363)" in blad.tekst
    assert "Proefberg" not in blad.html
    assert BSN not in blad.html
    assert "export.zip" not in blad.html
    (spoor,) = kamer.spoor("leest")
    assert spoor.verslag == {"inhoud": False}
    assert spoor.inhoud.bsns == ()


@pytest.mark.parametrize("deel", ["/verzoek", "/antwoord", "/export.zip"])
def test_de_bytes_zonder_recht(als: Als, deel: str) -> None:
    blad = als("zoekt").uitwisseling("gelezen", deel)
    assert blad.status == 403
    assert b"Burgerservicenr" not in blad.antwoord.data


def test_narekenen_mag_ook_zonder_inhoud(als: Als) -> None:
    zoekt = als("zoekt")
    toets = zoekt.uitwisseling("gelezen").boom.xpath("//form[contains(@action, '/toets')]/@action")[0]
    assert "de inhoud is niet ontsleuteld" in zoekt.stuur(toets.partition("#")[0]).tekst


def test_een_tijdlijn_langs_een_zijdeur(als: Als, kamer: Kamer) -> None:
    """Het kenmerk van een persoon raden of overnemen opent niets zonder het recht."""
    zoekt = als("zoekt")
    zoekt.zoek(message_id="urn:uuid:gelezen")
    onderzoek = zoekt.zoek(DOEL, message_id="urn:uuid:gelezen").antwoord.request.path.rsplit("/", 1)[1]
    persoon = kamer.database.logsleutels.persoon(BSN).hex()
    assert zoekt.stuur(f"/onderzoek/{onderzoek}/tijdlijn", {"persoon": persoon}).status == 403


def test_tellen_mag_zonder_te_weten_wie(als: Als) -> None:
    telt = als("telt")
    blad = telt.stuur("/overzicht", {"doel": "maandrapportage", "van": "2026-10-01", "tot": "2026-11-30"})
    assert blad.status == 200
    assert "persoon 1" in blad.tekst
    assert "daarvoor is het recht ‘personen’ nodig" in blad.tekst
    assert not blad.boom.find_class("regelknop")


def test_een_ander_recht_geldt_meteen(als: Als, kamer: Kamer) -> None:
    from persistence.auditor import accounts
    from persistence.beheer.opdracht import Opdracht

    kamer.auditor("wisselt", "zoeken")
    wisselt = als("wisselt")
    assert wisselt.haal("/zoeken").status == 200
    with kamer.database.transactie() as conn:
        accounts.zet_rechten(Opdracht.begin(conn, "test"), "wisselt", ["overzicht"])
    assert wisselt.haal("/zoeken").status == 403
    assert wisselt.haal("/overzicht").status == 200
