"""Zoeken in de pagina's: met een doel, in de database, en met wat erbij komt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from persistence import tabellen as t
from tests.auditor.bezoek import DOEL, Bezoek
from tests.auditor.kamer import BSN, Kamer, lees


def alerts(blad: object) -> str:
    return " ".join(e.text_content() for e in blad.boom.iterfind(".//*[@role='alert']"))  # type: ignore[attr-defined]


# --- wat geweigerd wordt ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("velden", "zin"),
    [
        ({"doel": ""}, "Er is geen doel genoemd"),
        ({"doel": "hm"}, "Zeg in ten minste vijf tekens waarom"),
        ({"doel": "x" * 201}, "hoogstens 200 tekens"),
        ({}, "Er is niets gevraagd"),
        ({"operatie": "PersoonInfo"}, "Zonder tijdvak is deze vraag te breed"),
        ({"van": "2026-01-01"}, "Het tijdvak is te lang"),
        ({"van": "2026-03-02", "tot": "2026-03-01"}, "eindigt voor het begint"),
        ({"bsn": "123456789"}, "voldoet niet aan de elfproef"),
        ({"van": "gisteren"}, "Schrijf een datum als 2026-03-31"),
        ({"gemeente": "Amsterdam", "van": "2026-11-01"}, "een gemeente heeft vier cijfers"),
        ({"uitkomst": "BIJNA", "van": "2026-11-20"}, "kan in het log niet voorkomen"),
    ],
)
def test_een_vraag_die_niet_kan_zegt_wat_wel_kan(auditor: Bezoek, velden: dict[str, str], zin: str) -> None:
    voor = auditor.kamer.records()
    blad = auditor.stuur("/zoeken", {"doel": DOEL} | velden)
    assert blad.status == 422
    assert zin in alerts(blad)
    # Er is niets gelezen, en wat ingevuld was staat er nog.
    assert auditor.kamer.records() == voor
    assert not blad.rijen()
    for naam, waarde in velden.items():
        if naam not in ("uitkomst", "operatie"):
            assert blad.boom.get_element_by_id(f"v-{naam}").get("value") == waarde


def test_de_fout_hoort_bij_haar_veld(auditor: Bezoek) -> None:
    veld = auditor.zoek(bsn="123456789").boom.get_element_by_id("v-bsn")
    assert veld.get("aria-invalid") == "true"
    assert "fout-bsn" in veld.get("aria-describedby")


# --- wat gevonden wordt ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("velden", "naam"),
    [
        ({"message_id": "urn:uuid:gelezen"}, "gelezen"),
        ({"bsn": "999900237"}, "namens"),
        ({"bsn": "9999.00.237"}, "namens"),
        ({"namens": "0384", "van": "2026-11-01"}, "namens"),
        ({"gebruiker": "kwaadwillend", "van": "2026-11-01"}, "onbekend account"),
        ({"code": "F020", "gemeente": "0363", "gebruiker": "r6.alles", "van": "{vandaag}"}, "te laat"),
        ({"operatie": "WijzigVoorziening", "van": "{vandaag}"}, "gewijzigd"),
    ],
)
def test_elke_voorwaarde_vindt(auditor: Bezoek, velden: dict[str, str], naam: str) -> None:
    vandaag = auditor.haal("/zoeken").boom.get_element_by_id("v-van").get("value")
    blad = auditor.zoek(**{k: w.replace("{vandaag}", vandaag) for k, w in velden.items()})
    assert blad.status == 200, blad.tekst
    gevonden = [rij.get("data-kenmerk") for rij in blad.boom.iterfind(".//tbody/tr")]
    assert str(auditor.kamer.kenmerken[naam]) in gevonden
    assert gevonden == sorted(gevonden, reverse=True)  # de nieuwste eerst


def test_uitkomsten_staan_er_in_woorden(auditor: Bezoek) -> None:
    for naam, woord in {
        "gelezen": "Gelukt", "elders": "Niets gevonden", "onbekend account": "Niet gerechtigd",
        "te laat": "Geweigerd", "geen BSN": "Fout",
    }.items():  # fmt: skip
        assert woord in auditor.zoek(message_id=f"urn:uuid:{naam}").rijen()[0]
    # Wat niet doorging heet niet gedaan.
    assert "Voorziening registreren" in auditor.zoek(message_id="urn:uuid:te laat").rijen()[0]
    assert "Voorziening geregistreerd" in auditor.zoek(message_id="urn:uuid:geregistreerd").rijen()[0]


def test_wie_en_namens_wie(auditor: Bezoek) -> None:
    rij = auditor.zoek(message_id="urn:uuid:namens").rijen()[0]
    assert "Amsterdam (0363) namens Diemen (0384)" in rij
    assert "r6.alles" in rij


def test_bladeren_gaat_zonder_gaten_naar_het_oudste(auditor: Bezoek) -> None:
    blad = auditor.zoek(bsn=BSN)
    gezien: list[str] = []
    while True:
        gezien += [rij.get("data-kenmerk") for rij in blad.boom.iterfind(".//tbody/tr")]
        volgende = blad.boom.xpath("//a[@rel='next']/@href")
        if not volgende:
            break
        blad = auditor.haal(volgende[0])
    assert gezien == sorted(set(gezien), reverse=True)
    assert len(gezien) > 50
    ongeldig = auditor.haal(blad.antwoord.request.path + "?na=onzin")
    assert ongeldig.status == 422
    assert "cursor hoort niet bij deze vraag" in ongeldig.tekst


def test_wie_het_log_las_staat_er_desgevraagd_bij(auditor: Bezoek) -> None:
    auditor.zoek(bsn="999900237")
    zonder, met = (auditor.zoek(bsn="999900237", **keuze) for keuze in ({}, {"beheer": "ja"}))
    assert not [rij for rij in zonder.rijen() if "Auditor" in rij]
    assert "Auditor zocht" in met.rijen()[0]
    assert met.boom.get_element_by_id("v-beheer").get("checked") is not None


def test_een_rij_noemt_het_archiefbestand_van_haar_inhoud(auditor: Bezoek, kamer: Kamer) -> None:
    """Zonder te openen is te zien welk bestand erbij gehaald moet worden; de gegevens staan er gewoon."""
    kenmerk, bestand = kamer.kenmerken["namens"], "isilog-2026-01-proef.zip"
    with kamer.database.verbinding() as conn:
        inhoud = t.bericht_inhoud
        deze = inhoud.c.bericht_id == kenmerk
        with conn.begin():
            was = conn.scalar(select(inhoud.c.inhoud).where(deze))
            plek = select(t.verzegeling.c.positie).where(t.verzegeling.c.bericht_id == kenmerk)
            plaats = conn.execute(plek).scalar_one()
            conn.execute(insert(t.logarchief).values(
                begin=plaats, eind=plaats + 1, maand=date(2026, 1, 1), bestand=bestand, sha256=bytes(32),
                gemaakt=datetime.now(UTC), aankondiging=kenmerk, geleegd=datetime.now(UTC),
            ))  # fmt: skip
            _zet_inhoud(conn, kenmerk, None)
        try:
            for blad in (auditor.zoek(bsn="999900237"), auditor.stuur("/tijdlijn", TIJDLIJN)):
                assert blad.tekst.count(f"inhoud in archiefbestand {bestand}") == 1
        finally:
            with conn.begin():
                _zet_inhoud(conn, kenmerk, was)
                conn.execute(delete(t.logarchief))


TIJDLIJN = {"doel": DOEL, "bsn": "999900237", "van": "", "tot": ""}


def _zet_inhoud(conn: Connection, kenmerk: UUID, inhoud: bytes | None) -> None:
    conn.execute(text("SET LOCAL session_replication_role = replica"))
    rij = t.bericht_inhoud.c.bericht_id == kenmerk
    conn.execute(update(t.bericht_inhoud).where(rij).values(inhoud=inhoud))


def test_een_bsn_staat_nooit_in_een_adres(auditor: Bezoek) -> None:
    blad = auditor.zoek(bsn=BSN)
    adressen = [e.get(a) for e in blad.boom.iter() for a in ("href", "action", "src") if e.get(a)]
    assert not [adres for adres in (*adressen, blad.antwoord.request.url) if BSN in adres]


# --- wat ervan in het log komt ---------------------------------------------------------------------------


def test_zoeken_staat_met_het_doel_in_het_log(auditor: Bezoek) -> None:
    auditor.zoek("controle van maart", bsn=BSN)
    (spoor,) = auditor.kamer.spoor("zoekt")
    # Over wie het ging staat bij de personen: zo staat het zoeken ook in haar tijdlijn.
    assert spoor.vraag == {"doel": "controle van maart", "bsn": "*********", "zonder_beheer": True}
    assert spoor.inhoud.bsns == (BSN,)
    assert spoor.verslag["getoond"] == 50
    assert (spoor.regel.gebruiker, spoor.regel.peer, spoor.regel.profiel) == ("alles", "127.0.0.1", "auditor")


# --- wat erbij komt terwijl men kijkt --------------------------------------------------------------------


def test_nieuwe_uitwisselingen_komen_erbij(auditor: Bezoek) -> None:
    blad = auditor.zoek(bsn=BSN)
    adres = blad.boom.xpath("//@data-volg")[0]
    sinds = blad.boom.xpath("//tbody/tr/@data-kenmerk")[0]
    assert auditor.haal(f"{adres}?sinds={sinds}").status == 204
    auditor.kamer.stuur(lees(), naam="erbij")
    nieuw = auditor.haal(f"{adres}?sinds={sinds}")
    (rij,) = nieuw.boom.iter("tr")
    assert rij.get("data-kenmerk") == str(auditor.kamer.kenmerken["erbij"])
    assert rij.get("class") == "nieuw"
    (spoor,) = auditor.kamer.spoor("volgt")
    assert spoor.verslag["getoond"] == 1
    erbij = auditor.kamer.kenmerken["erbij"]
    assert auditor.haal(f"{adres}?sinds={erbij}").status == 204


def test_de_eigen_blik_roept_niet_de_volgende_op(auditor: Bezoek) -> None:
    """Ook wie beheer en audit wil zien, ziet zichzelf pas als hij ververst."""
    blad = auditor.zoek(bsn=BSN, beheer="ja")
    adres = blad.boom.xpath("//@data-volg")[0]
    assert auditor.haal(f"{adres}?sinds={auditor.kamer.kenmerken['stuk']}").status in (200, 204)
    sinds = auditor.kamer.nieuwste()
    assert auditor.haal(f"{adres}?sinds={sinds}").status == 204


def test_een_tijdvak_dat_voorbij_is_volgt_niets(auditor: Bezoek) -> None:
    blad = auditor.zoek(bsn=BSN, van="2026-01-01", tot="2026-02-01")
    assert not blad.boom.xpath("//@data-volg")
    assert "geen uitwisseling die aan deze voorwaarden voldoet" in blad.tekst


def test_volgen_zonder_sessie_zegt_dat(kamer: Kamer, auditor: Bezoek) -> None:
    adres = auditor.zoek(bsn=BSN).boom.xpath("//@data-volg")[0]
    assert Bezoek(kamer).haal(adres).status == 401


def test_een_onderzoek_is_van_een_sessie(kamer: Kamer, auditor: Bezoek, als: Callable[[str], Bezoek]) -> None:
    adres = auditor.zoek(bsn=BSN).antwoord.request.path
    assert als("zoekt").haal(adres).status == 404
    assert BSN not in als("zoekt").haal(adres).html


def test_wat_deze_sessie_vroeg_blijft_bij_de_hand(auditor: Bezoek) -> None:
    auditor.zoek("de zaak van vandaag", bsn=BSN)
    blad = auditor.haal("/zoeken")
    assert "de zaak van vandaag" in blad.tekst
    assert blad.boom.get_element_by_id("v-doel").get("value") == "de zaak van vandaag"
    assert auditor.haal(blad.schakel("Zoekvraag,")).kop() == "Uitwisselingen"
