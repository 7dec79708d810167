"""Sleutels, mandaten, uitbesteding en ketenpartijen, door DUO; een wijziging werkt meteen."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from isi_soap.contract import berichten as b
from isi_soap.domain.toegang import PARTIJEN
from isi_soap.settings import Instellingen
from isi_soap.soap.toepassing import Toepassing
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from services.alle import DIENSTEN
from tests.beheer.conftest import Kantoor
from tests.persistence.balie import AMSTERDAM, BSN, NU, OIN, ROTTERDAM, VANDAAG
from tests.toegang.lijn import TOEGELATEN, Lijn, melding

DAG = f"{VANDAAG:%Y-%m-%d}"
LEVERANCIER = "00000099000009001000"
NIEUWE_SLEUTEL = (
    *("sleutel", "uitgeven", "--gemeente", AMSTERDAM, "--oin", OIN[AMSTERDAM]),
    *("--pakket", "Inburgervolg", "--aanvraag", DAG),
)


def zet_klok(kantoor: Kantoor, dagen: int) -> None:
    with kantoor.database.transactie() as conn:
        conn.execute(update(t.stand).values(klok_vast=NU + timedelta(days=dagen)))


# --- applicatiesleutels -----------------------------------------------------------------------------


@pytest.mark.regel("R-058")
@pytest.mark.regel("R-060")
def test_een_sleutel_wordt_op_aanvraag_uitgegeven_en_een_keer_getoond(kantoor: Kantoor) -> None:
    zonder = NIEUWE_SLEUTEL[:-2]
    kantoor.geweigerd(*zonder, regel="R-058")
    kantoor.geweigerd(*zonder, "--aanvraag", f"{VANDAAG + timedelta(days=1)}", regel="R-058")
    waarde = kantoor.doe(*NIEUWE_SLEUTEL).strip()
    assert kantoor.vraag(sleutel=waarde).hoever == TOEGELATEN
    assert kantoor.vraag(sleutel=waarde, gemeente=ROTTERDAM).kort == "fault F002"
    assert waarde not in kantoor.doe("sleutel", "lijst")
    assert waarde not in str(kantoor.stand())
    assert "sleutel_hash" not in str(kantoor.json("sleutel", "lijst"))
    assert "sleutel_hash" not in str(kantoor.json("log"))


@pytest.mark.regel("R-052")
@pytest.mark.regel("R-047")
def test_een_andere_instelling_krijgt_geen_sleutel(kantoor: Kantoor) -> None:
    voor_wie = ("--pakket", "Lesvolg", "--aanvraag", DAG, "--oin", LEVERANCIER)
    tekst = kantoor.geweigerd("sleutel", "uitgeven", "--gemeente", "Taalschool", *voor_wie, regel="R-052")
    assert "account van de gemeente (R-051)" in tekst
    kantoor.geweigerd("beheerder", "aanwijzen", "taalschool/directeur", regel="R-052")
    # Ook niet met het OIN van een ketenpartij of van een andere gemeente.
    for oin in (OIN[ROTTERDAM], _oin_van(kantoor, "DUO")):
        kantoor.geweigerd(
            *("sleutel", "uitgeven", "--gemeente", AMSTERDAM, "--pakket", "X"),
            *("--aanvraag", DAG, "--oin", oin),
            regel="R-047",
        )
    fout = kantoor.typ(*NIEUWE_SLEUTEL[:5], "123", *NIEUWE_SLEUTEL[6:])
    assert (fout.exit_code, "twintig cijfers" in fout.stderr) == (1, True)


@pytest.mark.regel("R-048")
def test_een_opgeheven_gemeente_krijgt_geen_sleutel(kantoor: Kantoor) -> None:
    with kantoor.database.transactie() as conn:
        conn.execute(
            update(t.gemeente).where(t.gemeente.c.code == AMSTERDAM).values(einde=VANDAAG, opvolger=ROTTERDAM)
        )
    assert f"Gebruik {ROTTERDAM}" in kantoor.geweigerd(*NIEUWE_SLEUTEL, regel="R-048")


@pytest.mark.regel("R-059")
def test_bij_een_wisseling_gelden_twee_sleutels(kantoor: Kantoor, server_instellingen: Instellingen) -> None:
    """En in elk werkproces: een tweede dienst, met een eigen pool, ziet hetzelfde."""
    ander = Database.uit(server_instellingen)
    tweede = Lijn(Toepassing(DIENSTEN, partial(Eenheid, ander)))

    def hoever(sleutel: str) -> set[str]:
        kop_en_lijn = (kantoor, Kantoor(kantoor.balie, tweede))
        return {plek.vraag(sleutel=sleutel).kort for plek in kop_en_lijn}

    oud = json.loads(kantoor.doe(*NIEUWE_SLEUTEL, "--json"))
    nieuw = json.loads(kantoor.doe("sleutel", "roteren", str(oud["nummer"]), "--overlap", "7", "--json"))
    assert hoever(oud["sleutel"]) == hoever(nieuw["sleutel"]) == {TOEGELATEN}
    # Een derde naast deze twee kan niet, en wie vervangen wordt, wordt niet nog eens vervangen.
    kantoor.geweigerd("sleutel", "roteren", str(nieuw["nummer"]), regel="R-059")
    kantoor.geweigerd("sleutel", "roteren", str(oud["nummer"]), regel="R-059")
    kantoor.geweigerd(*NIEUWE_SLEUTEL, regel="R-059")
    zet_klok(kantoor, 6)
    assert hoever(oud["sleutel"]) == {TOEGELATEN}
    zet_klok(kantoor, 7)
    assert hoever(oud["sleutel"]) == {"fault F002"}
    assert hoever(nieuw["sleutel"]) == {TOEGELATEN}
    kantoor.doe("sleutel", "intrekken", str(nieuw["nummer"]))
    assert hoever(nieuw["sleutel"]) == {"fault F002"}
    kantoor.geweigerd("sleutel", "intrekken", str(nieuw["nummer"]), regel="R-059")
    ander.sluit()


def test_een_wisseling_zonder_overlap_en_een_intrekking_vooruit(kantoor: Kantoor) -> None:
    oud = json.loads(kantoor.doe(*NIEUWE_SLEUTEL, "--json"))
    nieuw = json.loads(kantoor.doe("sleutel", "roteren", str(oud["nummer"]), "--overlap", "0", "--json"))
    assert kantoor.vraag(sleutel=oud["sleutel"]).kort == "fault F002"
    morgen = f"{VANDAAG + timedelta(days=1)}"
    kantoor.doe("sleutel", "intrekken", str(nieuw["nummer"]), "--op", morgen)
    assert kantoor.vraag(sleutel=nieuw["sleutel"]).hoever == TOEGELATEN
    zet_klok(kantoor, 1)
    assert kantoor.vraag(sleutel=nieuw["sleutel"]).kort == "fault F002"
    assert kantoor.typ("sleutel", "intrekken", "999999").exit_code == 1


# --- mandaten ---------------------------------------------------------------------------------------


def test_een_mandaat_opent_en_sluit_bij_het_volgende_bericht(kantoor: Kantoor) -> None:
    opdracht = (
        *("mandaat", "toevoegen", "--ondertekenaar", LEVERANCIER, "--naam", "Leverancier"),
        *("--afnemer", OIN[AMSTERDAM]),
    )
    assert kantoor.vraag(oin=LEVERANCIER).kort == "fault F002"
    kantoor.doe(*opdracht)
    assert kantoor.vraag(oin=LEVERANCIER).hoever == TOEGELATEN
    assert kantoor.vraag(oin=LEVERANCIER, gemeente=ROTTERDAM).kort == "fault F002"
    assert kantoor.typ(*opdracht).exit_code == 1
    (mandaat,) = kantoor.json("mandaat", "lijst")
    kantoor.doe("mandaat", "intrekken", str(mandaat["id"]))
    assert kantoor.vraag(oin=LEVERANCIER).kort == "fault F002"
    assert kantoor.typ("mandaat", "intrekken", str(mandaat["id"])).exit_code == 1
    kantoor.doe(*opdracht)  # opnieuw, na het intrekken
    assert kantoor.vraag(oin=LEVERANCIER).hoever == TOEGELATEN


@pytest.mark.regel("R-047")
def test_een_ketenpartij_geeft_en_krijgt_geen_mandaat(kantoor: Kantoor) -> None:
    ind = _oin_van(kantoor, "IND")
    for ondertekenaar, afnemer in ((ind, OIN[AMSTERDAM]), (LEVERANCIER, ind)):
        kantoor.geweigerd(
            *("mandaat", "toevoegen", "--naam", "X"),
            *("--ondertekenaar", ondertekenaar, "--afnemer", afnemer),
            regel="R-047",
        )
    kantoor.geweigerd(
        *("mandaat", "toevoegen", "--naam", "X", "--ondertekenaar", LEVERANCIER),
        *("--afnemer", "00000000000000000000"),
        regel="R-058",
    )


# --- uitbesteding -----------------------------------------------------------------------------------


@pytest.mark.regel("R-053")
@pytest.mark.regel("R-052")
@pytest.mark.regel("R-063")
def test_uitbesteden_aan_een_andere_instelling_wordt_niet_vastgelegd(kantoor: Kantoor) -> None:
    tekst = kantoor.geweigerd(
        "uitbesteding", "vastleggen", "--van", AMSTERDAM, "--aan", "Taalschool Oost", regel="R-053"
    )
    assert "account van de gemeente" in tekst
    stukken = kantoor.doe("uitbesteding", "stukken", "--andere-instelling")
    assert stukken.startswith("Geen stukken")
    assert len(kantoor.doe("uitbesteding", "stukken", "--zonder-pakket").splitlines()) == 1
    assert len(kantoor.doe("uitbesteding", "stukken", "--met-pakket").splitlines()) == 2


@pytest.mark.regel("R-056")
@pytest.mark.regel("R-057")
@pytest.mark.regel("R-063")
@pytest.mark.regel("R-062")
def test_een_uitbesteding_opent_pas_als_alle_stukken_er_zijn(kantoor: Kantoor) -> None:
    def namens() -> str:
        vraag = partial(kantoor.vraag, operatie="PersoonInfo", gemeente=ROTTERDAM, namens=AMSTERDAM)
        return vraag(ClientSuwi=b.ClientSuwiSleutel(Burgerservicenr=BSN)).kort

    vastleggen = ("uitbesteding", "vastleggen", "--van", AMSTERDAM, "--aan", ROTTERDAM)
    assert namens() == "niet-gerechtigd F006"
    # Een verklaring zonder bewerkerscontract is er geen.
    kantoor.geweigerd(*vastleggen, "--origineel", DAG, regel="R-056")
    assert "nog niets" in kantoor.doe(*vastleggen)
    assert namens() == "niet-gerechtigd F006"
    (rij,) = kantoor.json("uitbesteding", "lijst", "--gemeente", ROTTERDAM)
    assert [zin.rpartition(" ")[2] for zin in rij["ontbreekt"]] == [
        *("(R-057)", "(R-057)", "(R-056)", "(R-063)")
    ]
    aanvullen = ("uitbesteding", "aanvullen", str(rij["id"]))
    assert "nog niets" in kantoor.doe(*aanvullen, "--bewerkerscontract", DAG)
    assert namens() == "niet-gerechtigd F006"
    assert "R-063" in kantoor.doe(*aanvullen, "--origineel", DAG, "--kenmerk", "SCI-1")
    assert namens() == "niet-gerechtigd F006"
    assert "heeft toegang" in kantoor.doe(*aanvullen, "--aanvraag", DAG)
    assert namens() == TOEGELATEN
    # De uitbestedende gemeente houdt haar eigen toegang.
    eigen = kantoor.vraag(operatie="PersoonInfo", ClientSuwi=b.ClientSuwiSleutel(Burgerservicenr=BSN))
    assert eigen.hoever == TOEGELATEN
    # Nog een over dezelfde tijd kan niet; beëindigen werkt meteen, ook op de dag van ingang.
    assert kantoor.typ(*vastleggen).exit_code == 1
    kantoor.doe("uitbesteding", "beëindigen", str(rij["id"]))
    assert namens() == "niet-gerechtigd F006"
    assert kantoor.typ("uitbesteding", "beëindigen", str(rij["id"])).exit_code == 1
    assert kantoor.typ(*aanvullen).exit_code == 2


def test_een_uitbesteding_met_een_laatste_dag(kantoor: Kantoor) -> None:
    alles = ("--origineel", DAG, "--bewerkerscontract", DAG, "--aanvraag", DAG)
    kantoor.doe("uitbesteding", "vastleggen", "--van", AMSTERDAM, "--aan", ROTTERDAM, *alles)
    (rij,) = kantoor.json("uitbesteding", "lijst")
    kantoor.doe("uitbesteding", "beëindigen", str(rij["id"]), "--laatste-dag", DAG)
    assert kantoor.vraag(gemeente=ROTTERDAM, namens=AMSTERDAM).hoever == TOEGELATEN
    zet_klok(kantoor, 1)
    assert kantoor.vraag(gemeente=ROTTERDAM, namens=AMSTERDAM).kort == "niet-gerechtigd F006"
    gisteren = f"{VANDAAG - timedelta(days=5)}"
    uit = kantoor.typ("uitbesteding", "beëindigen", str(rij["id"]), "--laatste-dag", gisteren)
    assert uit.exit_code == 1


# --- ketenpartijen ----------------------------------------------------------------------------------


@pytest.mark.regel("R-047")
def test_het_oin_van_een_ketenpartij_wisselt_meteen(kantoor: Kantoor) -> None:
    def meld(oin: str) -> str:
        bericht = melding("INDUitwisselingInfo", "IND")
        return kantoor.lijn.stuur("INDUitwisselingInfo", bericht, oin).hoever

    oud, nieuw = _oin_van(kantoor, "IND"), "00000099900000002999"
    assert meld(oud) != "fault"
    kantoor.doe("partij", "oin", "IND", nieuw)
    assert (meld(oud), meld(nieuw) != "fault") == ("fault", True)
    kantoor.geweigerd("partij", "oin", "BRP", nieuw, regel="R-047")
    kantoor.geweigerd("partij", "oin", "BRP", OIN[AMSTERDAM], regel="R-047")
    assert kantoor.typ("partij", "oin", "COA", nieuw).exit_code == 1
    partijen = {rij["code"]: rij["operaties"] for rij in kantoor.json("partij", "lijst")}
    assert partijen["BRP"] == ["VerwerkPersoonsgegevens"]
    assert set().union(*partijen.values()) == set(PARTIJEN)
    houders = {rij["oin"]: rij["houder"] for rij in kantoor.json("oin")}
    assert (houders[nieuw], houders[OIN[AMSTERDAM]]) == ("IND", AMSTERDAM)


def _oin_van(kantoor: Kantoor, partij: str) -> str:
    with kantoor.database.transactie() as conn:
        return str(conn.scalar(select(t.partij.c.oin).where(t.partij.c.code == partij)))
