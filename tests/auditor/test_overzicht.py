"""Het overzicht: tellingen over een tijdvak, in grafieken die ook te lezen zijn."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from isi_soap.auditor import grafiek
from persistence import tabellen as t
from persistence.auditor.overzicht import Uur
from persistence.auditor.overzicht import overzicht as tel
from persistence.eenheid import NEDERLAND
from persistence.kenmerk import eerste_kenmerk
from persistence.logboek.berichtenlog import schrijf_logregel
from tests.auditor.bezoek import Bezoek, Blad, leesbaar
from tests.auditor.kamer import BSN, Kamer
from tests.persistence.logboek.records import logregel


def overzicht(auditor: Bezoek, van: str | None = None, tot: str | None = None) -> Blad:
    vandaag = datetime.now(NEDERLAND).date()
    velden = {"van": van or str(vandaag - timedelta(days=30)), "tot": tot or str(vandaag + timedelta(days=1))}
    return auditor.stuur("/overzicht", {"doel": "maandrapportage"} | velden)


def test_de_getallen_zijn_die_van_het_log(auditor: Bezoek, kamer: Kamer) -> None:
    blad = overzicht(auditor)
    with kamer.database.transactie() as conn:
        vraag = select(t.bericht.c.uitkomst).where(t.bericht.c.soort == "BERICHT")
        echt = Counter(conn.execute(vraag).scalars())
    tegels = [leesbaar(e) for e in blad.boom.find_class("tegel")]
    for tegel, uitkomst in zip(
        tegels, ("OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT"), strict=True
    ):
        assert tegel.startswith(f"{echt[uitkomst]} ")
    assert f"{echt.total()} berichten" in blad.tekst


def test_een_grafiek_heeft_een_tabel_met_dezelfde_getallen(auditor: Bezoek) -> None:
    blad = overzicht(auditor)
    svg = blad.boom.find(".//svg[@role='img']")
    assert svg.get("aria-labelledby")
    rijen = blad.boom.xpath("//section[h2/@id='h-verloop']//tbody/tr")
    assert len(rijen) == 32  # elke dag, ook de lege
    som = sum(int(r.xpath("td[last()]")[0].text) for r in rijen)
    assert f"{som} berichten" in blad.tekst
    gevuld = [r for r in rijen if r.xpath("td[last()]")[0].text != "0"]
    blokken = [g for g in svg.findall("g") if g.findall("rect")]
    assert len(blokken) == len(gevuld)


def test_weigeringen_met_hun_regel(auditor: Bezoek) -> None:
    tekst = leesbaar(overzicht(auditor).boom.get_element_by_id("h-codes").getparent())
    assert "F021 Deze voorziening is door een andere gemeente geregistreerd. (R-093)" in tekst


def test_personen_zijn_pseudoniem_tot_in_de_tijdlijn(auditor: Bezoek, kamer: Kamer) -> None:
    blad = overzicht(auditor)
    tabel = blad.boom.get_element_by_id("h-personen").getparent()
    assert not [bsn for bsn in (BSN, "999900134") if bsn in blad.html]
    formulier = tabel.find(".//form")
    velden = {i.get("name"): i.get("value") for i in formulier.iter("input")}
    gevolgd = auditor.stuur(formulier.get("action"), velden)
    assert gevolgd.kop().startswith("Tijdlijn van 9999001")
    assert kamer.database.logsleutels.persoon(gevolgd.kop().split()[-1]).hex() == velden["persoon"]


def test_buiten_kantooruren(auditor: Bezoek) -> None:
    blad = overzicht(auditor)
    nacht = [td for td in blad.boom.xpath("//table[@class='week']/tbody/tr/td[4]") if td.text]
    assert nacht  # om drie uur 's nachts Nederlandse tijd
    assert all("kantoor" not in td.get("class") for td in nacht)
    assert blad.boom.xpath("//section[h2/@id='h-buiten']//tbody/tr")


def test_een_kort_tijdvak_is_per_uur(auditor: Bezoek) -> None:
    vandaag = str(datetime.now(NEDERLAND).date())  # kort voor middernacht UTC is het hier al morgen
    rijen = overzicht(auditor, vandaag, vandaag).boom.xpath("//section[h2/@id='h-verloop']//tbody/tr")
    assert len(rijen) == 24


def test_een_leeg_tijdvak(auditor: Bezoek) -> None:
    blad = overzicht(auditor, "2020-01-01", "2020-01-31")
    assert "0 berichten" in blad.tekst
    assert not blad.boom.findall(".//svg[@role='img']")


@pytest.mark.parametrize(
    ("van", "tot", "zin"),
    [
        ("2026-01-01", "2026-04-03", "hoogstens 92 dagen"),
        ("2026-02-01", "2026-01-01", "eindigt voor het begint"),
        ("morgen", "2026-01-01", "Schrijf een datum"),
        ("", "2026-01-01", "Noem de eerste en de laatste dag"),
    ],
)
def test_wat_niet_kan_zegt_wat_wel_kan(auditor: Bezoek, van: str, tot: str, zin: str) -> None:
    blad = auditor.stuur("/overzicht", {"doel": "maandrapportage", "van": van, "tot": tot})
    assert blad.status == 422
    assert zin in blad.tekst


def test_ook_tellen_staat_in_het_log(auditor: Bezoek) -> None:
    overzicht(auditor)
    (spoor,) = auditor.kamer.spoor("ziet overzicht")
    assert spoor.vraag["doel"] == "maandrapportage"
    assert spoor.verslag["uitwisselingen"] > 400


# --- de grafieken zelf -------------------------------------------------------------------------------------


def _uur(dag: int, uur: int, aantal: int, uitkomst: str = "OK") -> Uur:
    return Uur(dag=date(2026, 3, dag), uur=uur, uitkomst=uitkomst, aantal=aantal)


def test_staven_blijven_binnen_de_grafiek() -> None:
    van = datetime(2026, 2, 28, 23, tzinfo=UTC)
    uren = [_uur(1, 9, 997), _uur(1, 10, 3, "FOUT"), _uur(5, 3, 1)]
    getekend = grafiek.staven(grafiek.per_dag(uren, van, van + timedelta(days=7)))
    assert len(getekend.staven) == 7
    hoogste = getekend.staven[0].blokken
    assert [b.uitkomst for b in hoogste] == ["ok", "fout"]
    assert min(b.y for b in hoogste) >= 0
    assert hoogste[0].y == pytest.approx(hoogste[1].y + hoogste[1].hoogte)
    assert getekend.lijnen[-1].tekst == "1.000"
    for staaf in getekend.staven:
        for blok in staaf.blokken:
            assert getekend.links <= blok.x <= blok.x + blok.breedte <= getekend.breedte


@pytest.mark.parametrize("meest", [0, 1, 3, 4, 5, 11, 99, 100, 101, 12_345])
def test_een_as_begint_bij_nul_en_eindigt_boven_het_meeste(meest: int) -> None:
    van = datetime(2026, 2, 28, 23, tzinfo=UTC)
    uren = [_uur(1, 9, meest)] if meest else []
    lijnen = grafiek.staven(grafiek.per_dag(uren, van, van + timedelta(days=3))).lijnen
    assert lijnen[0].tekst == "0"
    assert int(lijnen[-1].tekst.replace(".", "")) >= meest


def test_de_zomertijd_verschuift_geen_dag() -> None:
    """Op 29 maart 2026 duurt een dag 23 uur."""
    van, tot = datetime(2026, 3, 27, 23, tzinfo=UTC), datetime(2026, 3, 30, 22, tzinfo=UTC)
    assert [m.kort for m in grafiek.per_dag([], van, tot)] == ["za 28-3", "zo 29-3", "ma 30-3"]


def test_kantooruren_volgen_de_zomertijd(kamer: Kamer) -> None:
    """Op maandag 30 maart 2026 is half zes UTC voor het eerst half acht; een dag eerder was alles weekend."""
    momenten = {
        datetime(2026, 3, 27, 6, 30, tzinfo=UTC): False,  # vrijdag half acht, wintertijd
        datetime(2026, 3, 27, 5, 30, tzinfo=UTC): True,
        datetime(2026, 3, 29, 10, 0, tzinfo=UTC): True,  # zondag
        datetime(2026, 3, 30, 5, 30, tzinfo=UTC): False,  # maandag half acht, zomertijd
        datetime(2026, 3, 30, 17, 0, tzinfo=UTC): True,  # zeven uur 's avonds
    }
    van, tot = datetime(2026, 3, 26, 23, tzinfo=UTC), datetime(2026, 3, 30, 22, tzinfo=UTC)
    with kamer.database.verbinding() as conn, conn.begin() as transactie:
        for moment in momenten:
            kenmerk = UUID(int=eerste_kenmerk(moment).int | 1)
            regel = logregel(ontvangen=moment, beantwoord=moment, gebruiker=f"om {moment}", uitkomst="OK")
            schrijf_logregel(conn, kamer.database.logsleutels, kenmerk, regel)
        geteld = tel(conn, van, tot)
        transactie.rollback()
    assert {g.gebruiker: bool(g.buiten) for g in geteld.gebruikers} == {
        f"om {moment}": buiten for moment, buiten in momenten.items()
    }
    assert [(u.dag.day, u.uur) for u in geteld.uren] == [(27, 6), (27, 7), (29, 12), (30, 7), (30, 19)]
