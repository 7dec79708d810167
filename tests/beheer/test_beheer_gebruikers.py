"""De Suwinetbeheerder en de gebruikers van zijn gemeente; elke wijziging werkt bij het volgende bericht."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, insert, select, update

from persistence import tabellen as t
from persistence.testdata.aansluitingen import WACHTWOORD
from tests.beheer.conftest import BEHEERDER, Kantoor, aangemeld
from tests.persistence.balie import AMSTERDAM, NU, ROTTERDAM
from tests.toegang.lijn import TOEGELATEN

NIEUW = "Zomer-in-2012"
# Een hash draagt zijn eigen zwaarte; voor wat alleen herkend moet worden mag zij licht zijn.
SNEL = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.mark.regel("R-023")
def test_alleen_de_eigen_suwinetbeheerder_geeft_rollen(kantoor: Kantoor) -> None:
    """Niet die van een andere gemeente, niet een gewone gebruiker, niet DUO."""
    opdracht = ("gebruiker", "rollen", "leest", "--rol", "6", "--gemeente", AMSTERDAM)
    kantoor.geweigerd(*opdracht, regel="R-023", **aangemeld(ROTTERDAM))
    kantoor.geweigerd("gebruiker", "lijst", "--gemeente", AMSTERDAM, regel="R-023", **aangemeld(ROTTERDAM))
    with kantoor.database.transactie() as conn:
        hash_ = conn.scalar(select(t.gebruiker.c.wachtwoord_hash).where(t.gebruiker.c.beheerder).limit(1))
        conn.execute(
            update(t.gebruiker)
            .where(t.gebruiker.c.naam == "muteert")
            .values(wachtwoord_hash=hash_, wachtwoord_sinds=NU.date())
        )
    gewoon = {"ISI_BEHEERDER": f"{AMSTERDAM}/muteert", "ISI_BEHEERDER_WACHTWOORD": WACHTWOORD}
    kantoor.geweigerd(*opdracht, regel="R-023", **gewoon)
    # Wie zich niet aanmeldt, komt er ook met toegang tot de machine niet bij.
    assert kantoor.typ(*opdracht).exit_code == 2
    kantoor.beheerder(*opdracht[1:])
    assert kantoor.vraag("leest", operatie="SignalenOphalen").kort == "niets-gevonden I006"


@pytest.mark.regel("R-024")
@pytest.mark.regel("R-023")
def test_een_nieuw_account_mag_wat_zijn_rollen_zeggen(kantoor: Kantoor) -> None:
    assert kantoor.vraag("j.jansen").kort == "niet-gerechtigd F004"
    kantoor.beheerder("toevoegen", "j.jansen", "--rol", "2")
    assert kantoor.vraag("j.jansen").hoever == TOEGELATEN
    assert kantoor.vraag("j.jansen", operatie="SignalenOphalen").kort == "niet-gerechtigd F003"
    # Rollen tellen op, en zonder rol is een account niets.
    kantoor.beheerder("rollen", "j.jansen", "--rol", "3", "--rol", "5")
    (account,) = kantoor.json("gebruiker", "toon", "j.jansen", **aangemeld())
    assert account["rollen"] == ["3", "5"]
    assert "wachtwoord_hash" not in account
    kantoor.beheerder("rollen", "j.jansen", "--geen")
    assert kantoor.vraag("j.jansen").kort == "niet-gerechtigd F003"
    kantoor.geweigerd("gebruiker", "toevoegen", "j.jansen", regel="R-025", **aangemeld())


@pytest.mark.regel("R-029")
@pytest.mark.parametrize("rol", ["1", "4", "7", "alles"])
def test_een_rol_die_de_handleiding_niet_kent(kantoor: Kantoor, rol: str) -> None:
    tekst = kantoor.geweigerd(
        "gebruiker", "toevoegen", "j.jansen", "--rol", rol, regel="R-029", **aangemeld()
    )
    assert "2, 3, 5 en 6" in tekst


@pytest.mark.regel("R-025")
def test_blokkeren_en_verlopen_werken_bij_het_volgende_bericht(kantoor: Kantoor) -> None:
    assert kantoor.vraag("muteert").hoever == TOEGELATEN
    kantoor.beheerder("blokkeren", "muteert")
    assert kantoor.vraag("muteert").kort == "niet-gerechtigd F005"
    kantoor.beheerder("deblokkeren", "muteert")
    assert kantoor.vraag("muteert").hoever == TOEGELATEN
    kantoor.beheerder("verlopen", "muteert", "--op", f"{NU:%Y-%m-%d}")
    assert kantoor.vraag("muteert").kort == "niet-gerechtigd F005"
    kantoor.beheerder("verlopen", "muteert", "--op", f"{NU + timedelta(days=1):%Y-%m-%d}")
    assert kantoor.vraag("muteert").hoever == TOEGELATEN
    kantoor.beheerder("verlopen", "muteert", "--nooit")
    assert kantoor.vraag("muteert").hoever == TOEGELATEN


@pytest.mark.regel("R-051")
@pytest.mark.regel("R-053")
def test_wie_bij_een_andere_instelling_werkt_heeft_een_account_van_de_gemeente(kantoor: Kantoor) -> None:
    """Geen verklaring, geen eigen toegang: de handeling telt als die van de gemeente."""
    kantoor.beheerder("toevoegen", "docent", "--rol", "5", "--instelling", "Taalschool Oost")
    (account,) = kantoor.json("gebruiker", "toon", "docent", **aangemeld())
    assert account["instelling"] == "Taalschool Oost"
    assert kantoor.vraag("docent").hoever == TOEGELATEN
    assert kantoor.vraag("docent", gemeente=ROTTERDAM).kort == "niet-gerechtigd F004"


@pytest.mark.parametrize("naam", ["met spatie", "x" * 65, "naam/streep", ""])
@pytest.mark.regel("R-024")
def test_een_naam_die_in_geen_bericht_past(kantoor: Kantoor, naam: str) -> None:
    kantoor.geweigerd("gebruiker", "toevoegen", naam, regel="R-024", **aangemeld())


def test_verkeerd_gebruik_laat_niets_achter(kantoor: Kantoor) -> None:
    for woorden in (("rollen", "leest"), ("verlopen", "leest"), ("rollen", "leest", "--rol", "2", "--geen")):
        assert kantoor.typ("gebruiker", *woorden, **aangemeld()).exit_code == 2
    uit = kantoor.typ("gebruiker", "blokkeren", "niemand", **aangemeld())
    assert (uit.exit_code, "bestaat niet" in uit.stderr) == (1, True)
    assert kantoor.typ("gebruiker", "lijst", "--beheerder", "zonder-streep").exit_code == 2
    met_lijst = kantoor.beheerder("lijst")
    assert "leest" in met_lijst


# --- aanmelden en wachtwoorden ----------------------------------------------------------------------


@pytest.mark.regel("R-025")
def test_aanmelden_verraadt_niet_wat_er_schort(kantoor: Kantoor) -> None:
    fout = {"ISI_BEHEERDER_WACHTWOORD": "Verkeerd-2012"}
    teksten = {
        kantoor.geweigerd("gebruiker", "lijst", "--beheerder", wie, regel="R-025", **fout).splitlines()[-1]
        for wie in (f"{AMSTERDAM}/{BEHEERDER}", f"{AMSTERDAM}/bestaat-niet", f"{AMSTERDAM}/leest")
    }
    assert len(teksten) == 1
    assert "Verkeerd-2012" not in str(teksten)


@pytest.mark.regel("R-023")
@pytest.mark.regel("R-024")
def test_duo_wijst_de_beheerder_aan_en_die_vervangt_zijn_wachtwoord(kantoor: Kantoor, tmp_path: Path) -> None:
    wie = f"{AMSTERDAM}/b.nieuw"
    uitgegeven = kantoor.doe("beheerder", "aanwijzen", wie).strip()
    alleen = {"ISI_BEHEERDER": wie, "ISI_BEHEERDER_WACHTWOORD": uitgegeven}
    kantoor.geweigerd("gebruiker", "lijst", regel="R-024", **alleen)
    zwak = {"ISI_WACHTWOORD": uitgegeven, "ISI_NIEUW_WACHTWOORD": "zwak"}
    kantoor.geweigerd("gebruiker", "eigen-wachtwoord", wie, regel="R-024", **zwak)
    kantoor.doe("gebruiker", "eigen-wachtwoord", wie, ISI_WACHTWOORD=uitgegeven, ISI_NIEUW_WACHTWOORD=NIEUW)
    bestand = tmp_path / "wachtwoord"
    bestand.write_text(f"{NIEUW}\n", encoding="utf-8")
    op_bestand = ("gebruiker", "lijst", "--beheerder", wie, "--wachtwoord-bestand", str(bestand))
    assert "b.nieuw" in kantoor.doe(*op_bestand)
    # Gevraagd worden kan ook; het wachtwoord komt nergens terug.
    gevraagd = kantoor.typ("gebruiker", "lijst", "--beheerder", wie, invoer=f"{NIEUW}\n")
    assert gevraagd.exit_code == 0
    assert NIEUW not in gevraagd.output
    # Van rollen geven door DUO is geen sprake; het beheer afnemen kan wel.
    (account,) = kantoor.json("gebruiker", "toon", "b.nieuw", **alleen | {"ISI_BEHEERDER_WACHTWOORD": NIEUW})
    assert account["rollen"] == []
    kantoor.doe("beheerder", "ontheffen", wie)
    kantoor.geweigerd("gebruiker", "lijst", regel="R-023", ISI_BEHEERDER=wie, ISI_BEHEERDER_WACHTWOORD=NIEUW)
    assert "b.nieuw" not in str(kantoor.json("beheerder", "lijst"))
    for geheim in (uitgegeven, NIEUW):
        assert geheim not in str(kantoor.stand())


@pytest.mark.regel("R-024")
def test_een_van_de_laatste_tien_wachtwoorden_komt_niet_terug(kantoor: Kantoor) -> None:
    wie = f"{AMSTERDAM}/leest"
    oud = kantoor.beheerder("wachtwoord", "leest").strip()
    with kantoor.database.transactie() as conn:
        gebruiker = conn.scalar(select(t.wachtwoord.c.gebruiker))
        conn.execute(delete(t.wachtwoord))
        conn.execute(
            insert(t.wachtwoord),
            [{"gebruiker": gebruiker, "hash": SNEL.hash(f"Keuze-nr-{nr}")} for nr in range(1, 11)],
        )

    def kies(nieuw: str) -> dict[str, str]:
        return {"ISI_WACHTWOORD": oud, "ISI_NIEUW_WACHTWOORD": nieuw}

    kantoor.geweigerd("gebruiker", "eigen-wachtwoord", wie, regel="R-024", **kies("Lee-st.12"))
    kantoor.geweigerd("gebruiker", "eigen-wachtwoord", wie, regel="R-024", **kies("Keuze-nr-1"))
    kantoor.doe("gebruiker", "eigen-wachtwoord", wie, **kies(NIEUW))
    oud = NIEUW
    # Een verder is het eerste vergeten.
    kantoor.geweigerd("gebruiker", "eigen-wachtwoord", wie, regel="R-024", **kies("Keuze-nr-2"))
    kantoor.doe("gebruiker", "eigen-wachtwoord", wie, **kies("Keuze-nr-1"))
    with kantoor.database.transactie() as conn:
        assert len(conn.execute(select(t.wachtwoord)).all()) == 10


@pytest.mark.regel("R-025")
@pytest.mark.parametrize(
    ("zet", "dagen", "zelf_wijzigen"),
    [
        ({"wachtwoord_uitgegeven": True}, 15, False),
        ({"wachtwoord_uitgegeven": False}, 46, False),
        ({"laatste_aanmelding": NU.date() + timedelta(days=50)}, 57, True),
    ],
)
def test_een_oud_wachtwoord_meldt_niet_meer_aan(
    kantoor: Kantoor, zet: dict[str, Any], dagen: int, zelf_wijzigen: bool
) -> None:
    with kantoor.database.transactie() as conn:
        conn.execute(update(t.gebruiker).where(t.gebruiker.c.naam == BEHEERDER).values(**zet))
        conn.execute(update(t.stand).values(klok_vast=NU + timedelta(days=dagen)))
    kantoor.geweigerd("gebruiker", "lijst", regel="R-025", **aangemeld())
    wie = f"{AMSTERDAM}/{BEHEERDER}"
    uit = kantoor.typ(
        "gebruiker", "eigen-wachtwoord", wie, ISI_WACHTWOORD=WACHTWOORD, ISI_NIEUW_WACHTWOORD=NIEUW
    )
    assert (uit.exit_code == 0) is zelf_wijzigen, uit.output
