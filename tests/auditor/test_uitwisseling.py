"""Een uitwisseling op één bladzijde."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text, update

from isi_soap.auditor import xmlweergave
from isi_soap.auditor.xmlweergave import GeenBoom
from persistence import tabellen as t
from persistence.eenheid import Eenheid
from persistence.logboek.vernietiging import vernietig_persoon
from tests.auditor.bezoek import Bezoek, Blad, leesbaar
from tests.auditor.kamer import BSN, MUTEREN, SCRIPT, Kamer, body, kop, lees, voorziening
from tests.persistence.logboek.records import logregel
from tests.persistence.logboek.verzegeld import WIE

TOETSPROGRAMMA = Path(__file__).parents[2] / "tools" / "verify_log.py"


def sectie(blad: Blad, id_: str) -> str:
    """De tekst van het deel onder deze kop."""
    return leesbaar(blad.boom.get_element_by_id(id_).getparent())


def test_verzoek_en_antwoord_naast_elkaar_met_uitleg(auditor: Bezoek) -> None:
    blad = auditor.uitwisseling("gelezen")
    verzoek, antwoord = blad.boom.find_class("bericht")
    tekst = leesbaar(verzoek)
    assert "Burgerservicenr 999900122 Burgerservicenummer van de persoon." in tekst
    tekst = leesbaar(antwoord)
    # De waarde, wat zij betekent, en wat het veld is: alle drie uit de XSD.
    assert "CdStatus INBURGERINGSPLICHTIG inburgeringsplichtig Status van de persoon, afgeleid." in tekst
    assert "IndOverschreden 2 nee Of de termijn overschreden is." in tekst
    assert "Geboortedat 19800512 12 mei 1980" in tekst
    assert "Amsterdam (0363)" in blad.tekst


def test_de_kop_van_het_bericht_is_ingeklapt(auditor: Bezoek) -> None:
    blad = auditor.uitwisseling("getekend")
    open_ = {
        d.find("summary/span").text: "open" in d.attrib for d in blad.boom.xpath("//*[@class='xml']//details")
    }
    assert open_["s:Body"]
    assert not open_["s:Header"]


def test_de_applicatiesleutel_blijft_verborgen(auditor: Bezoek) -> None:
    """BIO 8.15.02: geen sleutels op het scherm; ook niet in de ruwe bytes en niet bij een stuk bericht."""
    for naam in ("gelezen", "vijandig", "getekend"):
        html = auditor.uitwisseling(naam).html
        assert "test-0363-amsterdam-sleutel" not in html
        assert xmlweergave.VERBORGEN in html


def test_de_bytes_zelf_zijn_een_bestand(auditor: Bezoek) -> None:
    antwoord = auditor.uitwisseling("gelezen", "/verzoek").antwoord
    assert lees().encode() in antwoord.data
    assert antwoord.headers["Content-Type"] == "application/octet-stream"
    assert antwoord.headers["Content-Disposition"].startswith("attachment")
    assert antwoord.headers["X-Content-Type-Options"] == "nosniff"
    (spoor,) = auditor.kamer.spoor("neemt mee")
    assert spoor.verslag == {"deel": "verzoek"}


@pytest.mark.parametrize("naam", ["onleesbaar", "ruis"])
def test_wat_geen_bericht_is_staat_er_als_bytes(auditor: Bezoek, naam: str) -> None:
    blad = auditor.haal(f"{_onderzoek(auditor)}/{auditor.kamer.kenmerken[naam]}")
    assert blad.kop().startswith("Onleesbaar bericht")
    ruw = blad.boom.find_class("ruw")[0].text
    assert ruw == {"onleesbaar": "<html>geen bericht", "ruis": "\\xff\\xfe⟨U+0000⟩ruis⟨U+0007⟩"}[naam]


def test_wat_vijandig_is_blijft_tekst(auditor: Bezoek) -> None:
    blad = auditor.uitwisseling("vijandig")
    assert SCRIPT not in blad.html
    assert not list(blad.boom.iter("script"))
    assert SCRIPT in blad.boom.text_content()
    # Een teken dat de leesrichting omkeert staat er met zijn naam.
    assert "\u202e" not in blad.html
    assert "⟨U+202E⟩jan" in blad.html
    assert SCRIPT not in auditor.zoek(message_id="urn:uuid:vijandig").html


def test_het_oordeel_over_de_handtekening(auditor: Bezoek) -> None:
    goed = auditor.uitwisseling("getekend")
    assert "Handtekening Geldig" in goed.tekst
    assert "Ondertekend door OIN 00000099000000363000" in sectie(goed, "h-beveiliging")
    stuk = auditor.uitwisseling("stuk")
    assert "Handtekening Geweigerd" in stuk.tekst
    assert "niet meer dan een bewering" in sectie(stuk, "h-beveiliging")
    assert "Handtekening Geen" in auditor.uitwisseling("gelezen").tekst


def test_wat_het_in_het_dossier_veranderde(auditor: Bezoek) -> None:
    erbij = sectie(auditor.uitwisseling("geregistreerd"), "h-dossier")
    assert "Voorziening nummer" in erbij
    assert "– toegevoegd Gegeven Waarde" in erbij
    assert "startdatum 20 maart 2019" in erbij
    anders = sectie(auditor.uitwisseling("gewijzigd"), "h-dossier")
    assert "Voorziening nummer 12209 – gewijzigd van versie 1 naar 2 Gegeven Was Werd" in anders
    assert "einddatum – 1 april 2019" in anders
    assert "startdatum" not in anders  # wat bleef, staat er niet
    assert sectie(auditor.uitwisseling("gelezen"), "h-dossier").endswith("Niets.")


def test_wie_schreef_wat_hier_eindigde(auditor: Bezoek) -> None:
    """De keten van een gegeven is te volgen, ook naar wie het later wijzigde."""
    kamer = auditor.kamer
    # Dat was een lading van voor dit log: daar is niets om heen te gaan.
    assert "Wie schreef wat hier eindigde" not in auditor.uitwisseling("gewijzigd").tekst
    wijst = re.search(r"nummer (\d+)", sectie(auditor.uitwisseling("geregistreerd"), "h-dossier"))
    assert wijst is not None
    weg = f"<Verwijzing><RegistratieId>{wijst[1]}</RegistratieId><Versienr>1</Versienr></Verwijzing>"
    later = voorziening("<DatBVoorziening>20190321</DatBVoorziening>")
    kamer.stuur(body("WijzigVoorziening", MUTEREN, kop(), weg + later), MUTEREN, "nog eens gewijzigd")
    eerst = auditor.uitwisseling("geregistreerd")
    erna = auditor.haal(eerst.schakel("Wie wijzigde dit later"))
    assert erna.kop().startswith("Voorziening gewijzigd")
    ervoor = auditor.haal(erna.schakel("Wie schreef wat hier eindigde"))
    assert ervoor.kop().startswith("Voorziening geregistreerd")


def test_wat_erbij_hoort(auditor: Bezoek) -> None:
    auditor.kamer.stuur(lees(), naam="nog een keer")
    auditor.kamer.stuur(lees(), naam="antwoordt", RelatesTo="urn:uuid:nog een keer".replace(" ", "-"))
    auditor.kamer.stuur(lees(), naam="herhaald", MessageID="urn:uuid:gelezen")
    verwant = sectie(auditor.uitwisseling("gelezen"), "h-verwant")
    assert "Dossier ingezien" in verwant
    assert "Auditor las een uitwisseling" in sectie(auditor.uitwisseling("gelezen"), "h-verwant")


def test_lezen_staat_in_het_log_bij_de_persoon(auditor: Bezoek) -> None:
    auditor.uitwisseling("gelezen")
    (spoor,) = auditor.kamer.spoor("leest")
    assert spoor.inhoud.bsns == (BSN,)
    assert spoor.regel.relates_to == f"urn:uuid:{auditor.kamer.kenmerken['gelezen']}"
    assert spoor.vraag["doel"]
    assert spoor.verslag == {"inhoud": True}


# --- bewijs ----------------------------------------------------------------------------------------------


def test_de_stand_van_het_bewijs(auditor: Bezoek) -> None:
    blad = auditor.uitwisseling("gelezen")
    assert re.search(r"Positie 42\d, onder een checkpoint", blad.tekst)
    auditor.kamer.stuur(lees(), naam="vers")
    assert "Wacht op verzegeling" in auditor.uitwisseling("vers").tekst


def test_narekenen_op_de_plaats_zelf(auditor: Bezoek) -> None:
    blad = auditor.uitwisseling("gelezen")
    toets = blad.boom.xpath("//form[contains(@action, '/toets')]/@action")[0].partition("#")[0]
    goed = auditor.stuur(toets)
    assert "Nagerekend: de gegevens, de personen en de bytes zijn wat verzegeld is" in goed.tekst
    (spoor,) = auditor.kamer.spoor("toetst")
    assert spoor.verslag == {"bevindingen": []}


def test_wat_veranderd_is_komt_uit(auditor: Bezoek, kamer: Kamer) -> None:
    """Een beheerder die een veld verandert: de bladzijde toont wat er nu staat, en dat het niet klopt."""
    kenmerk = kamer.kenmerken["elders"]

    def zet(gebruiker: str) -> None:
        with kamer.database.transactie() as conn:
            conn.execute(text("SET LOCAL isi.logpad = 'vernietigen'"))
            conn.execute(update(t.bericht).where(t.bericht.c.id == kenmerk).values(gebruiker=gebruiker))

    blad = auditor.uitwisseling("elders")
    toets = blad.boom.xpath("//form[contains(@action, '/toets')]/@action")[0].partition("#")[0]
    zet("iemand anders")
    try:
        assert "GEWIJZIGD : de gegevens zijn niet wat hier verzegeld is" in auditor.stuur(toets).tekst
    finally:
        zet("r2.raadplegen")
    assert "Dit klopt niet" not in auditor.stuur(toets).tekst


def test_meenemen_met_bewijs(auditor: Bezoek, tmp_path: Path) -> None:
    """Wat uit de browser komt, klopt voor het toetsprogramma dat niets van ons vertrouwt."""
    antwoord = auditor.uitwisseling("gelezen", "/export.zip").antwoord
    assert antwoord.status_code == 200
    map_, bewaard = tmp_path / "export", tmp_path / "bewaard"
    with zipfile.ZipFile(io.BytesIO(antwoord.data)) as zip_:
        zip_.extractall(map_)
    assert (
        lees().encode()
        in (map_ / "berichten" / str(auditor.kamer.kenmerken["gelezen"]) / "verzoek").read_bytes()
    )
    bewaard.mkdir()
    (bewaard / "logboek.vkey").write_text(WIE.controlesleutel.tekst() + "\n")
    (bewaard / "punt.checkpoint").write_text(auditor.kamer.log.bewaard[-1])
    opdracht = [sys.executable, str(TOETSPROGRAMMA), str(map_), "--bewaard", str(bewaard)]
    klaar = subprocess.run(opdracht, capture_output=True, text=True)
    assert klaar.returncode == 0, klaar.stdout + klaar.stderr


def test_een_vernietigde_inhoud_zegt_dat(auditor: Bezoek, kamer: Kamer) -> None:
    kamer.stuur(lees(bsn="999900341"), naam="straks weg")
    with kamer.database.transactie() as conn:
        vernietig_persoon(conn, kamer.database.logsleutels, "999900341", datetime.now(UTC))
    blad = auditor.uitwisseling("straks weg")
    assert "niet te lezen: de inhoud is op" in blad.tekst
    assert "De bewijzen gelden nog" in blad.tekst
    assert not blad.boom.find_class("bericht")


def test_wat_een_run_deed_staat_er_als_json(auditor: Bezoek, kamer: Kamer) -> None:
    with Eenheid(kamer.database) as eenheid:
        regel = logregel(soort="RUN", operatie="DAGELIJKS", verzoek=None, antwoord=b'{"verwerkt": 12}',
                         ontvangen=datetime.now(UTC), gebruiker=None)  # fmt: skip
        eenheid.bewaar(regel)
        eenheid.commit()
    blad = auditor.haal(f"{_onderzoek(auditor)}/{eenheid.bericht_id}")
    assert blad.kop().startswith("Dagelijkse verwerking")
    assert "ISI zelf" in blad.tekst
    assert json.loads(blad.boom.find_class("ruw")[0].text) == {"verwerkt": 12}


def test_een_kenmerk_dat_er_niet_is(auditor: Bezoek) -> None:
    blad = auditor.haal(f"{_onderzoek(auditor)}/00000000-0000-7000-8000-000000000000")
    assert (blad.status, blad.kop()) == (404, "Hier is niets")


# --- de boom ---------------------------------------------------------------------------------------------


def test_een_boom_heeft_geen_bodem_nodig() -> None:
    """Hoe diep en hoe breed het gaat bepaalt wie het bericht stuurde."""
    with pytest.raises(GeenBoom):
        xmlweergave.lees(b"<a>" * 100 + b"x" + b"</a>" * 100)
    breed = xmlweergave.lees(b"<a>" + b"<b>x</b>" * 20_000 + b"</a>")
    assert breed.afgebroken
    assert len(breed.regels) < 10_000
    assert breed.regels[-1].soort == "dicht"


def test_wat_buiten_het_schema_staat_is_ook_te_lezen() -> None:
    bericht = (
        b'<!DOCTYPE a [<!ENTITY e "macht">]><a x="1" xmlns:p="urn:p" p:y="&amp;"><!-- stil -->'
        b"<?doe iets?>tekst&e;<b><![CDATA[<i>]]></b>staart</a>"
    )
    regels = xmlweergave.lees(bericht).regels
    assert regels[0].attributen == (("xmlns:p", "urn:p"), ("x", "1"), ("p:y", "&"))
    assert [(r.soort, r.waarde) for r in regels[1:]] == [
        ("opmerking", "<!-- stil -->"),
        ("opmerking", "<?doe iets?>"),
        ("tekst", "tekst"),
        ("opmerking", "&e;"),
        ("veld", "<i>"),
        ("tekst", "staart"),
        ("dicht", ""),
    ]


def test_veel_gelijke_delen_beginnen_ingeklapt() -> None:
    regels = xmlweergave.lees(b"<a>" + b"<b><c/></b>" * 30 + b"</a>").regels
    assert all(r.ingeklapt for r in regels if r.naam == "b")


def _onderzoek(auditor: Bezoek) -> str:
    onderzoek = auditor.zoek(bsn=BSN).antwoord.request.path.rsplit("/", 1)[1]
    return f"/onderzoek/{onderzoek}/uitwisseling"
