"""Wie niet in ISI staat en wie buiten bereik is, zijn voor een gemeente dezelfde (R-133, R-012).

Byte voor byte hetzelfde antwoord, dezelfde SQL in dezelfde volgorde, en in de database hetzelfde werk: geen
tabel met gegevens van de persoon wordt gelezen. `isi-soap bench bereik` meet daarbij de tijd.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from bench.bereik import auc
from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from persistence.database import Database
from tests.toegang import berichten as verzoeken
from tests.toegang import bevolking as w
from tests.toegang.bevolking import Persoon
from tests.toegang.conftest import Omgeving
from tests.toegang.gevallen import TABEL
from tests.toegang.lijn import aanvraag

regel = pytest.mark.regel

Opdrachten = list[tuple[str, Any]]


def _formulier(persoon: Persoon) -> dict[str, Any]:
    """Een volledig ingevuld mutatieformulier voor een nieuw persoon: dat mag buiten bereik."""
    return {
        "ClientSuwi": b.ClientMutatieverzoek(
            Burgerservicenr=persoon.bsn,
            Geboortedat=Datum("19800101"),
            Geslachtsnaam="Voorbeeld",
            Geslacht="2",
            Postcd="1011AB",
            Huisnr=1,
        ),
        "MutatieverzoekGegevens": b.MutatieverzoekGegevens(CdSrtMutatieverzoek="OPVOEREN_NIEUW_PERSOON"),
    }


def _na_verhuizing(persoon: Persoon) -> dict[str, Any]:
    gegevens = b.MutatieverzoekGegevens(
        CdSrtMutatieverzoek="WIJZIGING_VOORZIENING_VERHUIZING",
        RegistratieId="999999",
        VoorzieningGegevens=verzoeken.VOORZIENING,
    )
    return {
        "ClientSuwi": b.ClientMutatieverzoek(Burgerservicenr=persoon.bsn),
        "MutatieverzoekGegevens": gegevens,
    }


# Elke operatie die een persoon noemt, en wat een mutatieverzoek daarbuiten nog kan.
_MET_PERSOON = {
    operatie: verzoeken.VELDEN[operatie]
    for operatie, rij in TABEL["operatie"].items()
    if rij["buiten"].startswith(("niets-gevonden", "geweigerd")) or operatie == "MutatieverzoekInfo"
} | {
    "MutatieverzoekIndienen-formulier": _formulier,
    "MutatieverzoekIndienen-verhuizing": _na_verhuizing,
}
_BUITEN: tuple[str, ...] = ("andere", "vorige", "nieuwe-wet", "uitbesteed")


def vraag(omgeving: Omgeving, operatie: str, soort: str) -> bytes:
    persoon = omgeving.personen[soort]
    kop = b.Kop(Applicatiesleutel=w.sleutel_van(w.AMSTERDAM), CdGemeente=w.AMSTERDAM, Gebruiker="bekend-6")
    naam = operatie.partition("-")[0]
    return omgeving.lijn.stuur(naam, aanvraag(naam, kop, **_MET_PERSOON[operatie](persoon))).body


def gelijk(antwoord: bytes, bsn: str) -> bytes:
    """Het antwoord zonder wat per bericht verschilt: kenmerken, tijden en het genoemde nummer."""
    antwoord = antwoord.replace(bsn.encode(), b"BSN")
    antwoord = re.sub(rb"<(RegistratieId|DatTijdRegistratie)>[0-9]+<", rb"<\1>_<", antwoord)
    return re.sub(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"UUID", antwoord)


@contextmanager
def meegeschreven(database: Database) -> Iterator[Opdrachten]:
    """Elke SQL-opdracht die naar de database gaat, met haar parameters."""
    opdrachten: Opdrachten = []

    def noteer(conn: Any, cursor: Any, opdracht: str, parameters: Any, context: Any, veel: bool) -> None:
        opdrachten.append((opdracht, parameters))

    event.listen(database.engine, "before_cursor_execute", noteer)
    try:
        yield opdrachten
    finally:
        event.remove(database.engine, "before_cursor_execute", noteer)


def werk(database: Database, opdrachten: Opdrachten) -> list[tuple[str, str, float, float]]:
    """Wat de database ervoor doet: van elke lezende opdracht elke knoop, hoe vaak, en met hoeveel rijen."""
    knopen: list[tuple[str, str, float, float]] = []

    def loop(knoop: dict[str, Any]) -> None:
        tabel = knoop.get("Relation Name", "")
        knopen.append((knoop["Node Type"], tabel, knoop["Actual Loops"], knoop["Actual Rows"]))
        for onder in knoop.get("Plans", ()):
            loop(onder)

    with database.transactie() as conn:
        conn.execute(text("SET LOCAL enable_seqscan = off"))  # kleine tabellen zoals grote
        # Een bitmap telt ook wat al verwijderd is en nog niet opgeruimd: dat zegt niets over deze vraag.
        conn.execute(text("SET LOCAL enable_bitmapscan = off"))
        for opdracht, parameters in opdrachten:
            if opdracht.lstrip().startswith("SELECT") and "pg_advisory" not in opdracht:
                uitleg = f"EXPLAIN (ANALYZE, FORMAT JSON) {opdracht}"
                (plan,) = conn.exec_driver_sql(uitleg, parameters).scalar_one()
                loop(plan["Plan"])
    return knopen


@regel("R-133")
@regel("R-012")
@pytest.mark.parametrize("operatie", _MET_PERSOON)
def test_onbekend_en_buiten_bereik_antwoorden_gelijk(omgeving: Omgeving, operatie: str) -> None:
    antwoorden = {
        gelijk(vraag(omgeving, operatie, soort), omgeving.personen[soort].bsn)
        for soort in ("onbekend", *_buiten(operatie))
    }
    assert len(antwoorden) == 1, b"\n".join(antwoorden).decode()
    binnen = gelijk(vraag(omgeving, operatie, "eigen"), omgeving.personen["eigen"].bsn)
    assert binnen not in antwoorden


@regel("R-133")
@pytest.mark.parametrize("operatie", _MET_PERSOON)
def test_onbekend_en_buiten_bereik_kosten_hetzelfde_werk(omgeving: Omgeving, operatie: str) -> None:
    verlopen: dict[str, Opdrachten] = {}
    soorten = _BUITEN
    if operatie.startswith(("Signaal", "Mutatieverzoek")):
        # Van de andere twee kreeg de gemeente zelf een signaal en deed zij een verzoek: dat weet zij al.
        soorten = ("andere", "uitbesteed")
    for soort in ("onbekend", *soorten):
        vraag(omgeving, operatie, soort)  # de pool en het onthouden van gemeenten zijn dan warm
        with meegeschreven(omgeving.database) as verlopen[soort]:
            vraag(omgeving, operatie, soort)
    sql = {soort: [opdracht for opdracht, _ in verloop] for soort, verloop in verlopen.items()}
    gedaan = {soort: werk(omgeving.database, verloop) for soort, verloop in verlopen.items()}
    for soort in soorten:
        assert sql[soort] == sql["onbekend"]
        assert gedaan[soort] == gedaan["onbekend"]
    assert gedaan["onbekend"]


def _buiten(operatie: str) -> tuple[str, ...]:
    """Wat de gemeente zelf vroeg of vastlegde, mag zij blijven zien: dat is geen onbekende."""
    if operatie == "MutatieverzoekInfo":
        return ("andere", "uitbesteed")
    return _BUITEN


@regel("R-133")
def test_een_selectie_toont_niets_van_wie_buiten_bereik_is(omgeving: Omgeving) -> None:
    """Gezocht op de naam van een ander en op een naam die niemand heeft: hetzelfde antwoord."""
    kop = b.Kop(Applicatiesleutel=w.sleutel_van(w.AMSTERDAM), CdGemeente=w.AMSTERDAM, Gebruiker="bekend-6")
    antwoorden = set()
    for naam in (omgeving.personen["andere"].naam, "Niemandheetzo"):
        zoekvraag = b.Zoekvraag(Geslachtsnaam=naam)
        uitslag = omgeving.lijn.stuur("PersonenZoeken", aanvraag("PersonenZoeken", kop, Zoekvraag=zoekvraag))
        antwoorden.add(gelijk(uitslag.body, "-"))
    assert len(antwoorden) == 1


def test_de_meting_van_het_werk_ziet_verschil(omgeving: Omgeving) -> None:
    """Wie wel binnen bereik is, kost wel werk: anders zou 'gelijk' niets zeggen."""
    verloop: dict[str, Opdrachten] = {}
    for soort in ("eigen", "onbekend"):
        with meegeschreven(omgeving.database) as verloop[soort]:
            vraag(omgeving, "PersoonInfo", soort)
    eigen, onbekend = (werk(omgeving.database, verloop[soort]) for soort in ("eigen", "onbekend"))
    gelezen = {tabel for _, tabel, keer, _ in eigen if keer} - {
        tabel for _, tabel, keer, _ in onbekend if keer
    }
    assert {"persoon", "plicht", "voorziening", "adres"} <= gelezen
    assert json.dumps(eigen) != json.dumps(onbekend)


def test_de_maat_van_de_meting() -> None:
    """`isi-soap bench bereik`: een half is niet te onderscheiden, een is altijd langer."""
    assert auc([1, 2, 3], [1, 2, 3]) == 0.5
    assert auc([1, 2, 3], [4, 5, 6]) == 1.0
    assert auc([4, 5, 6], [1, 2, 3]) == 0.0
    assert auc([1, 3], [2, 2]) == 0.5
