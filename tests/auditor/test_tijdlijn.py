"""De tijdlijn van een persoon: wie hem zag of wijzigde, en namens wie."""

from __future__ import annotations

from sqlalchemy import select

from persistence import tabellen as t
from tests.auditor.bezoek import Bezoek, Blad, leesbaar
from tests.auditor.kamer import BSN, Kamer

DIEMENAAR = "999900237"


def tijdlijn(auditor: Bezoek, bsn: str = BSN, **velden: str) -> Blad:
    return auditor.stuur("/tijdlijn", {"doel": "verzoek om inzage 17", "bsn": bsn} | velden)


def gebeurtenissen(blad: Blad) -> list[str]:
    regels = blad.boom.xpath("//ol[@class='tijdlijn']/li[not(@class='dag')]")
    return [leesbaar(r) for r in regels]


def test_wie_wat_deed_en_namens_wie(auditor: Bezoek) -> None:
    (lezen,) = [r for r in gebeurtenissen(tijdlijn(auditor, DIEMENAAR)) if "Dossier ingezien" in r]
    assert "Amsterdam (0363) namens Diemen (0384) r6.alles" in lezen


def test_wat_het_dossier_veranderde_valt_op(auditor: Bezoek) -> None:
    regels = gebeurtenissen(tijdlijn(auditor))
    assert [r for r in regels if "Voorziening geregistreerd dossier veranderd" in r]
    assert [r for r in regels if "Voorziening registreren Geweigerd F020" in r]
    assert not [r for r in regels if "Dossier ingezien dossier veranderd" in r]


def test_wie_in_een_lijst_stond_is_gezien(auditor: Bezoek) -> None:
    regels = gebeurtenissen(tijdlijn(auditor))
    assert [r for r in regels if "In een selectie van personen gezien samen met 2 anderen" in r]


def test_ook_de_auditor_staat_erin(auditor: Bezoek) -> None:
    tijdlijn(auditor, DIEMENAAR)
    assert "Auditor zag de tijdlijn van een persoon" in gebeurtenissen(tijdlijn(auditor, DIEMENAAR))[0]
    (spoor,) = auditor.kamer.spoor("ziet tijdlijn")
    assert spoor.inhoud.bsns == (DIEMENAAR,)
    assert spoor.vraag == {"doel": "verzoek om inzage 17"}


def test_een_periode(auditor: Bezoek) -> None:
    assert not gebeurtenissen(tijdlijn(auditor, van="2020-01-01", tot="2020-12-31"))
    blad = tijdlijn(auditor, van="2026-01-01")
    assert gebeurtenissen(blad)
    assert "vanaf 1 januari 2026" in blad.tekst


def test_bladeren(auditor: Bezoek) -> None:
    blad = tijdlijn(auditor)
    eerste = gebeurtenissen(blad)
    tweede = gebeurtenissen(auditor.haal(blad.boom.xpath("//a[@rel='next']/@href")[0]))
    assert len(eerste) == 50
    assert tweede
    assert tweede[0] != eerste[0]


def test_wat_niet_kan_zegt_wat_wel_kan(auditor: Bezoek) -> None:
    assert "voldoet niet aan de elfproef" in tijdlijn(auditor, "123456789").tekst
    assert "schrijf een datum".capitalize() in tijdlijn(auditor, van="gisteren").tekst
    blad = auditor.stuur("/tijdlijn", {"doel": "", "bsn": BSN})
    assert blad.status == 422
    assert "Er is geen doel genoemd" in blad.tekst


def test_een_bsn_staat_nooit_in_een_adres(auditor: Bezoek) -> None:
    blad = tijdlijn(auditor)
    adressen = [e.get(a) for e in blad.boom.iter() for a in ("href", "action") if e.get(a)]
    assert not [adres for adres in (*adressen, blad.antwoord.request.url) if BSN in adres]


def test_van_een_uitwisseling_naar_de_tijdlijn(auditor: Bezoek) -> None:
    blad = auditor.uitwisseling("namens")
    formulier = blad.boom.find_class("regelknop")[0]
    velden = {i.get("name"): i.get("value") for i in formulier.iter("input")}
    assert DIEMENAAR not in str(velden)
    gevolgd = auditor.stuur(formulier.get("action"), velden)
    assert gevolgd.kop() == f"Tijdlijn van {DIEMENAAR}"
    assert "zaak 2026-0042" in gevolgd.tekst  # het doel gaat mee


# --- het afschrift -----------------------------------------------------------------------------------------


def test_het_afschrift_noemt_organisaties_en_geen_medewerkers(auditor: Bezoek) -> None:
    blad = tijdlijn(auditor, DIEMENAAR)
    afschrift = auditor.haal(blad.schakel("Afschrift"))
    assert "Wie uw gegevens zag of wijzigde" in afschrift.kop()
    assert "Amsterdam (0363), namens Diemen (0384)" in afschrift.tekst
    assert "r6.alles" not in afschrift.tekst
    (spoor,) = auditor.kamer.spoor("drukt tijdlijn af")
    assert spoor.inhoud.bsns == (DIEMENAAR,)


def test_met_namen_als_dat_mag(auditor: Bezoek) -> None:
    blad = tijdlijn(auditor, DIEMENAAR)
    assert "r6.alles" in auditor.haal(blad.schakel("Met namen van medewerkers")).tekst


def test_het_afschrift_is_compleet(auditor: Bezoek, kamer: Kamer) -> None:
    """Elke rij in de database over deze persoon staat erop."""
    afschrift = auditor.haal(tijdlijn(auditor).schakel("Afschrift"))
    persoon = kamer.database.logsleutels.persoon(BSN)
    with kamer.database.transactie() as conn:
        vraag = select(t.bericht_persoon.c.bericht_id).where(t.bericht_persoon.c.persoon == persoon)
        aantal = len(conn.execute(vraag).all())
    rijen = afschrift.boom.xpath("//table[@class='alles']/tbody/tr")
    # Het afschrift zelf kwam er daarna bij.
    assert len(rijen) == aantal - 1
    keren = [int(td.text) for td in afschrift.boom.xpath("(//table)[1]/tbody/tr/td[2]")]
    assert sum(keren) == len(rijen)
