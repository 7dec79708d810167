"""Aanmelden met een tweede factor, wat er gebeurt als iemand raadt, en wanneer een sessie voorbij is."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from isi_soap.auditor.toepassing import maak_toepassing
from isi_soap.domain.auditor import POGINGEN, Sessieduur
from persistence import tabellen as t
from persistence.auditor import accounts, sessies, tweede_factor
from persistence.beheer.opdracht import Opdracht
from tests.auditor.bezoek import Bezoek
from tests.auditor.kamer import GEHEIM, Kamer

NIET = "naam, wachtwoord en code horen niet bij elkaar"


@pytest.fixture
def nieuw(kamer: Kamer, request: pytest.FixtureRequest) -> str:
    """Een auditor voor deze ene test."""
    naam: str = request.node.name.removeprefix("test_")[:40].split("[")[0] + secrets.token_hex(2)
    kamer.auditor(naam)
    return naam


def zet(kamer: Kamer, naam: str, **waarden: Any) -> None:
    with kamer.database.transactie() as conn:
        conn.execute(update(t.auditor).where(t.auditor.c.naam == naam).values(**waarden))


def code(kamer: Kamer, naam: str) -> str:
    return tweede_factor.code(kamer.sleutels[naam], datetime.now(UTC))


def test_met_wachtwoord_en_code(kamer: Kamer, nieuw: str) -> None:
    bezoek = Bezoek(kamer)
    assert "Zoeken in het berichtenlog" in bezoek.meld_aan(nieuw).tekst
    koekje = bezoek.client.get_cookie("isi-sessie")
    assert koekje is not None
    assert koekje.http_only
    assert koekje.same_site == "Strict"
    afgemeld = bezoek.stuur("/afmelden")
    assert afgemeld.kop() == "Aanmelden"
    assert bezoek.haal("/zoeken").kop() == "Aanmelden"
    af, aan = kamer.spoor("%melden", 2)
    assert (af.regel.operatie, af.regel.gebruiker) == ("auditor afmelden", nieuw)
    assert (aan.regel.operatie, aan.regel.gebruiker) == ("auditor aanmelden", nieuw)


def test_wat_niet_klopt_klinkt_steeds_hetzelfde(kamer: Kamer, nieuw: str) -> None:
    """Wie raadt leert niet welke naam bestaat, en niet wat er al goed was."""
    goed = code(kamer, nieuw)
    fout = str((int(goed) + 1) % 1_000_000).zfill(6)
    bezoek = Bezoek(kamer)
    kamer.vergeet_code(nieuw)
    pogingen = [
        bezoek.meld_aan(nieuw, wachtwoord="Verkeerd-1!", code=goed),
        bezoek.meld_aan(nieuw, code=fout),
        bezoek.meld_aan(nieuw, code=""),
        bezoek.meld_aan("bestaat-niet", code=goed),
    ]
    assert {blad.status for blad in pogingen} == {403}
    teksten = {blad.boom.find(".//*[@role='alert']").text_content().strip() for blad in pogingen}
    assert len(teksten) == 1
    assert NIET in teksten.pop()
    gelogd = kamer.spoor("aanmelden", 4)
    assert [s.regel.uitkomst for s in gelogd] == ["NIETGERECHTIGD"] * 4
    # Een woord dat geen account is kan een wachtwoord zijn: dat staat nergens.
    assert [s.regel.gebruiker for s in gelogd] == [None, nieuw, nieuw, nieuw]
    assert "bestaat-niet" not in repr([s.gelezen for s in gelogd])


def test_een_code_opent_maar_een_keer(kamer: Kamer, nieuw: str) -> None:
    gebruikt = code(kamer, nieuw)
    assert Bezoek(kamer).meld_aan(nieuw, code=gebruikt).status == 200
    assert NIET in Bezoek(kamer).meld_aan(nieuw, code=gebruikt).tekst


def test_een_oude_code_opent_niets(kamer: Kamer, nieuw: str) -> None:
    oud = tweede_factor.code(kamer.sleutels[nieuw], datetime.now(UTC) - timedelta(minutes=2))
    assert NIET in Bezoek(kamer).meld_aan(nieuw, code=oud).tekst


def test_na_te_veel_pogingen_is_het_account_een_kwartier_dicht(kamer: Kamer, nieuw: str) -> None:
    bezoek = Bezoek(kamer)
    for _ in range(POGINGEN):
        bezoek.meld_aan(nieuw, code="000000", adres="192.0.2.50")
    assert NIET in bezoek.meld_aan(nieuw, adres="192.0.2.50").tekst
    zet(kamer, nieuw, dicht_tot=datetime.now(UTC) - timedelta(seconds=1))
    assert bezoek.meld_aan(nieuw, adres="192.0.2.50").status == 200


def test_wie_steeds_probeert_wacht_per_adres(kamer: Kamer) -> None:
    """Ook zonder bestaand account: rekenen aan een wachtwoord is duur, en elke poging komt in het log."""
    app = maak_toepassing(kamer.database, kamer.database.inst)
    while not app.extensions["isi_auditor"].pogingen.neem("192.0.2.51"):
        pass
    bezoek, voor = Bezoek(replace(kamer, app=app)), kamer.records()
    blad = bezoek.meld_aan("wie-dan-ook", code="123456", adres="192.0.2.51")
    assert blad.status == 429
    assert "Te veel pogingen" in blad.tekst
    assert int(blad.antwoord.headers["Retry-After"]) >= 1
    assert kamer.records() == voor
    assert bezoek.meld_aan("wie-dan-ook", code="123456", adres="192.0.2.52").status == 403


def test_een_uitgegeven_wachtwoord_wordt_eerst_vervangen(kamer: Kamer, nieuw: str) -> None:
    zet(kamer, nieuw, wachtwoord_uitgegeven=True)
    bezoek = Bezoek(kamer)
    assert "Uw wachtwoord vervangen" in bezoek.meld_aan(nieuw).kop()
    assert "Uw wachtwoord vervangen" in bezoek.haal("/overzicht").kop()

    def vervang(oud: str, een: str, twee: str) -> str:
        return bezoek.stuur("/wachtwoord", {"oud": oud, "nieuw": een, "herhaald": twee}).tekst

    assert "niet gelijk" in vervang(GEHEIM, "Anders-2026!", "Anders-2027!")
    assert "huidige wachtwoord klopt niet" in vervang("Raden-2026!", "Anders-2026!", "Anders-2026!")
    assert "minder dan 8 tekens; er staat geen cijfer in" in vervang(GEHEIM, "Kort!", "Kort!")
    assert "een van de laatste 10" in vervang(GEHEIM, GEHEIM, GEHEIM)
    assert "Zoeken in het berichtenlog" in vervang(GEHEIM, "Anders-2026!", "Anders-2026!")
    assert Bezoek(kamer).meld_aan(nieuw, wachtwoord="Anders-2026!").status == 200


def test_een_ander_venster_is_voorbij_na_een_nieuw_wachtwoord(kamer: Kamer, nieuw: str) -> None:
    ander, bezoek = Bezoek(kamer), Bezoek(kamer)
    ander.meld_aan(nieuw)
    bezoek.meld_aan(nieuw)
    bezoek.stuur("/wachtwoord", {"oud": GEHEIM, "nieuw": "Anders-2026!", "herhaald": "Anders-2026!"})
    assert ander.haal("/stand").kop() == "Aanmelden"
    assert bezoek.haal("/stand").kop() == "Stand van het log"


def test_een_ongebruikt_account_opent_niet_meer(kamer: Kamer, nieuw: str) -> None:
    """Waarom, hoort alleen wie wachtwoord en code weet."""
    zet(kamer, nieuw, laatste_aanmelding=date(2026, 1, 2), wachtwoord_sinds=date(2026, 1, 1))
    assert "langer dan 45 dagen niet aangemeld" in Bezoek(kamer).meld_aan(nieuw).tekst
    assert NIET in Bezoek(kamer).meld_aan(nieuw, code="000000").tekst


def test_wie_geblokkeerd_wordt_is_meteen_weg(kamer: Kamer, nieuw: str) -> None:
    bezoek = Bezoek(kamer)
    bezoek.meld_aan(nieuw)
    with kamer.database.transactie() as conn:
        accounts.blokkeer(Opdracht.begin(conn, "test"), nieuw)
    assert bezoek.haal("/stand").kop() == "Aanmelden"
    assert NIET in Bezoek(kamer).meld_aan(nieuw).tekst


DUUR = Sessieduur(rust=timedelta(minutes=15), hoogstens=timedelta(hours=8))


@pytest.mark.parametrize(
    ("minuten", "elke", "gebruikt", "open_"),
    [(14, 14, True, True), (15, 15, True, False), (420, 10, True, True), (480, 10, True, False),
     (20, 5, False, False)],
)  # fmt: skip
def test_een_sessie_eindigt(kamer: Kamer, minuten: int, elke: int, gebruikt: bool, open_: bool) -> None:
    """Na een kwartier niets doen, en na een dag; een bladzijde die zichzelf ververst houdt haar niet open."""
    begin = datetime.now(UTC)
    with kamer.database.verbinding() as conn, conn.begin() as transactie:
        wie = conn.scalar(select(t.auditor.c.id).where(t.auditor.c.naam == "alles"))
        assert wie is not None
        teken = sessies.begin(conn, wie, DUUR, begin)
        gevonden = None
        for minuut in range(elke, minuten + 1, elke):
            nu = begin + timedelta(minutes=minuut)
            gevonden = sessies.zoek(conn, teken, DUUR, nu, gebruikt=gebruikt)
        assert (gevonden is not None) == open_
        transactie.rollback()


def test_wat_voorbij_is_wordt_opgeruimd(kamer: Kamer) -> None:
    """Met wat erin onderzocht werd: een BSN blijft niet liggen."""
    nu = datetime.now(UTC)
    with kamer.database.verbinding() as conn, conn.begin() as transactie:
        sessies.ruim_op(conn, DUUR, nu + timedelta(hours=9))
        assert conn.scalar(select(func.count()).select_from(t.auditor_sessie)) == 0
        assert conn.scalar(select(func.count()).select_from(t.onderzoek)) == 0
        transactie.rollback()


# --- van wie het formulier is ---------------------------------------------------------------------------


def test_een_formulier_zonder_merk_doet_niets(auditor: Bezoek) -> None:
    blad = auditor.stuur("/zoeken", {"merk": "0" * 64, "doel": "een controle", "bsn": "999900122"})
    assert blad.status == 403
    assert blad.kop() == "Dit formulier hoort niet bij uw sessie"


@pytest.mark.parametrize(
    "koppen",
    [{"Origin": "https://ergens.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_een_formulier_van_een_ander_adres_doet_niets(auditor: Bezoek, koppen: dict[str, str]) -> None:
    assert auditor.stuur("/afmelden", None, **koppen).status == 403
    assert auditor.haal("/stand").kop() == "Stand van het log"


def test_ook_aanmelden_vraagt_een_eigen_formulier(kamer: Kamer) -> None:
    """Anders meldt een ander iemand ongemerkt aan onder zijn eigen naam."""
    bezoek = Bezoek(kamer)
    assert bezoek.stuur("/aanmelden", {"merk": "0" * 64, "naam": "alles"}).status == 403


# --- koppen en koekjes ----------------------------------------------------------------------------------


def test_een_browser_voert_niets_uit_en_bewaart_niets(auditor: Bezoek, kamer: Kamer) -> None:
    for blad in (auditor.haal("/zoeken"), auditor.haal("/bestaat-niet"), Bezoek(kamer).haal("/aanmelden")):
        beleid = blad.antwoord.headers["Content-Security-Policy"]
        assert "default-src 'none'" in beleid
        assert "unsafe" not in beleid
        assert blad.antwoord.headers["Cache-Control"] == "no-store"
        assert blad.antwoord.headers["X-Content-Type-Options"] == "nosniff"
        assert blad.antwoord.headers["Referrer-Policy"] == "no-referrer"
        # Zonder stijl of script in de bladzijde zelf: het beleid zou ze weigeren.
        assert not list(blad.boom.iter("style"))
        assert not [
            e for e in blad.boom.iter() if "style" in e.attrib or any(a[:2] == "on" for a in e.attrib)
        ]


def test_over_tls_is_het_koekje_van_deze_host_alleen(kamer: Kamer, nieuw: str) -> None:
    inst = kamer.database.inst.model_copy(update={"auditor_openbaar_adres": "https://audit.test"})
    app = maak_toepassing(kamer.database, inst)
    antwoord = app.test_client().get("/aanmelden", base_url="https://audit.test")
    koekje = antwoord.headers["Set-Cookie"]
    assert koekje.startswith("__Host-isi-aanmelden=")
    assert "Secure" in koekje
    assert "Path=/" in koekje
    assert "Strict-Transport-Security" in antwoord.headers


@pytest.mark.parametrize(("proxies", "adres"), [((), "192.0.2.9"), (("192.0.2.9",), "198.51.100.7")])
def test_vanwaar_zegt_alleen_een_vertrouwde_proxy(
    kamer: Kamer, nieuw: str, proxies: tuple[str, ...], adres: str
) -> None:
    inst = kamer.database.inst.model_copy(update={"vertrouwde_proxies": proxies})
    bezoek = Bezoek(replace(kamer, app=maak_toepassing(kamer.database, inst)))
    bezoek.client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.1, 198.51.100.7"
    assert bezoek.meld_aan(nieuw, adres="192.0.2.9").status == 200
    (spoor,) = kamer.spoor("aanmelden")
    assert spoor.regel.peer == adres


def test_geheimen_staan_nergens_leesbaar(kamer: Kamer, als: Callable[[str], Bezoek]) -> None:
    als("alles").zoek(bsn="999900122")
    with kamer.database.transactie() as conn:
        rijen = [*conn.execute(select(t.auditor)), *conn.execute(select(t.onderzoek))]
        rijen += [*conn.execute(select(t.auditor_sessie))]
    alles = repr(rijen).encode()
    bytes_ = b"".join(bytes(w) for rij in rijen for w in rij if isinstance(w, bytes))
    koekje = als("alles").client.get_cookie("isi-sessie")
    assert koekje is not None
    for geheim in (kamer.sleutels["alles"], b"999900122", koekje.value.encode(), GEHEIM.encode()):
        assert geheim not in alles + bytes_
