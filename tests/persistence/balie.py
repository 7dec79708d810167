"""De balie van een gemeente: zij stelt een vraag, en krijgt het antwoord dat over de lijn zou gaan.

Elke vraag en elk antwoord gaat door de codec en het schema: wat hier kan, kan ook in een bericht.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import insert, update

from isi_soap.contract import berichten
from isi_soap.contract.codec import codec
from isi_soap.contract.schema import schema
from isi_soap.domain import model as m
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Afwijking
from isi_soap.domain.uitkomst import Uitkomst
from persistence import muteren, raadplegen
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.registratie import Vastgelegd, schrijf
from persistence.toegang import bepaal_gemeente, sleutel_hash

AMSTERDAM, ROTTERDAM, BLOEMENDAAL = "0363", "0599", "0377"
OIN = {AMSTERDAM: "00000001002220647000", ROTTERDAM: "00000001002220647001", BLOEMENDAAL: "0" * 19 + "1"}
NU = datetime(2012, 6, 1, 9, 30, 15, 123456, tzinfo=UTC)
VANDAAG = NU.date()
BSN = "999990019"
ANDER = "999990020"

PERSOON = m.Persoon(bsn=BSN, geslachtsnaam="Voorbeeld", geboortedatum=Datum("19800101"), geslacht="2")
ADRES = m.Adres(gemeente=AMSTERDAM, datum_aanvang=date(2008, 1, 1))
PERMANENT = m.Verblijfsdoel(doel="asiel", aard="PERMANENT", rechtmatig=True, peildatum=date(2012, 1, 1))
JA = m.Plicht(inburgeringsplicht=True, datum_vaststelling=date(2011, 1, 10), gemeente=AMSTERDAM)
HANDHAVING = m.Handhaving(
    soort_besluit="KENNISGEVING",
    datum_besluit=date(2011, 2, 1),
    datum_aanvang_termijn=date(2011, 1, 31),
    termijn_maanden=42,
    datum_einde_termijn=date(2014, 7, 31),
    gemeente=AMSTERDAM,
)
VOORZIENING = m.Voorziening(
    soort="IV",
    startdatum=date(2012, 5, 1),
    registrerende_gemeente=AMSTERDAM,
    aanbod_door_gemeente=AMSTERDAM,
    datum_registratie=date(2012, 5, 2),
    kanaal="CVS",
)
DIPLOMA = m.Diploma(soort="INBURGERING", datum_behaald=date(2012, 3, 1))
TIJDELIJK_DUO = m.Vrijstelling(
    soort="TIJDELIJK",
    bron="DUO",
    grond="OPLEIDING",
    opleiding_naam="Mbo 3",
    opleiding_begin=date(2011, 9, 1),
    opleiding_verwacht_einde=date(2014, 7, 1),
    datum_ingang=date(2011, 9, 1),
)
GEDEELTELIJK_DUO = m.Vrijstelling(
    soort="GEDEELTELIJK",
    bron="DUO",
    grond="DIPLOMAREGISTER",
    onderdeel="KNS",
    niveau="A2",
    datum_ingang=date(2010, 1, 1),
)


def sleutel_van(gemeente: str) -> str:
    return f"sleutel-van-{gemeente}-0123456789"


@dataclass(frozen=True)
class Balie:
    database: Database
    gemeente: str = AMSTERDAM
    gebruiker: str = "alles"
    namens: str | None = None
    nu: datetime = NU

    def bij(self, gemeente: str) -> Balie:
        return replace(self, gemeente=gemeente)

    def als(self, gebruiker: str) -> Balie:
        return replace(self, gebruiker=gebruiker)

    def na(self, dagen: int) -> Balie:
        return replace(self, nu=self.nu + timedelta(days=dagen))

    def vraag(self, operatie: str, bsn: str | None = None, **velden: Any) -> Any:
        """Het antwoord; wat ISI weigert, komt als `Afwijking` naar buiten en laat niets achter."""
        if bsn is not None:
            velden["ClientSuwi"] = berichten.ClientSuwiSleutel(Burgerservicenr=bsn)
        kop = berichten.Kop(
            Applicatiesleutel=sleutel_van(self.gemeente),
            CdGemeente=self.gemeente,
            CdGemeenteNamens=self.namens,
            Gebruiker=self.gebruiker,
        )
        bericht = over_de_lijn(operatie, getattr(berichten, operatie)(Kop=kop, **velden))
        with Eenheid(self.database, operatie=operatie, klok=lambda: self.nu) as eenheid:
            toegang = bepaal_gemeente(eenheid, bericht.Kop, operatie)
            antwoord = _handler(operatie)(eenheid, toegang, bericht)
            antwoord = over_de_lijn(f"{operatie}Response", antwoord)
            eenheid.commit()
        return antwoord

    def codes(self, operatie: str, bsn: str | None = None, **velden: Any) -> list[str]:
        """De codes waarmee ISI weigert."""
        with pytest.raises(Afwijking) as afwijking:
            self.vraag(operatie, bsn, **velden)
        return [melding.code.code for melding in afwijking.value.meldingen]

    def dossier(self, bsn: str = BSN, historie: bool | None = None) -> berichten.ClientDossier:
        gevonden = self.vraag("PersoonInfo", bsn, IndHistorie=historie).ClientSuwi
        assert isinstance(gevonden, berichten.ClientDossier)
        return gevonden

    def leg_vast(self, *feiten: m.Feit, bsn: str = BSN, **persoon: Any) -> Vastgelegd:
        """Een persoon in ISI, met wat er verder van hem bekend is; zoals een lading dat schrijft."""
        wie = replace(PERSOON, bsn=bsn, **persoon)
        with Eenheid(self.database, soort="LADING", partij="DUO", klok=lambda: self.nu) as eenheid:
            vastgelegd = schrijf(eenheid, bsn, Uitkomst(persoon=wie, nieuw=feiten))
            eenheid.commit()
        return vastgelegd

    def voeg_toe(self, *feiten: m.Feit, bsn: str = BSN) -> Vastgelegd:
        with Eenheid(self.database, soort="RUN", partij="DUO", klok=lambda: self.nu) as eenheid:
            vastgelegd = schrijf(eenheid, bsn, Uitkomst(nieuw=feiten))
            eenheid.commit()
        return vastgelegd

    def verhuis(self, gemeente: str, bsn: str = BSN) -> None:
        """De BRP meldt een nieuw adres."""
        with Eenheid(self.database, soort="RUN", partij="BRP", klok=lambda: self.nu) as eenheid:
            oud = schrijf(eenheid, bsn, Uitkomst()).dossier
            assert oud is not None
            vorig = replace(oud.adressen[-1], datum_einde=VANDAAG)
            nieuw = replace(ADRES, gemeente=gemeente, datum_aanvang=VANDAAG)
            schrijf(eenheid, bsn, Uitkomst(gewijzigd=(vorig,), nieuw=(nieuw,)))
            eenheid.commit()

    def na_de_run(self, dag: date) -> None:
        with self.database.transactie() as conn:
            conn.execute(update(t.stand).values(laatste_dagrun=dag))


def over_de_lijn(naam: str, bericht: Any) -> Any:
    """Geschreven, getoetst en weer gelezen: hetzelfde bericht."""
    vorm = codec(naam)
    element = etree.fromstring(vorm.encode(bericht))
    dienst = element.tag.split(":Diensten:")[1].split(":")[0]
    schema(dienst).assertValid(element)
    gelezen = vorm.decode(element)
    assert gelezen == bericht
    return gelezen


def _handler(operatie: str) -> Any:
    naam = re.sub(r"(?<!^)([A-Z])", r"_\1", operatie).lower()
    return getattr(raadplegen, naam, None) or getattr(muteren, naam)


def richt_in(database: Database) -> Balie:
    """Drie gemeenten met een sleutel, en in elk een account per soort medewerker."""
    vanaf = date(2007, 1, 1)
    accounts = {"alles": ["6"], "leest": ["2"], "zoekt": ["3"], "muteert": ["5"]}
    gemeenten = [{"code": code, "naam": f"Gemeente {code}", "ingang": vanaf} for code in OIN]
    sleutels = [
        {
            "sleutel_hash": sleutel_hash(sleutel_van(code)),
            "oin": oin,
            "gemeente": code,
            "pakket": "Volgsysteem",
            "rollen": ["2", "3", "5", "6"],
            "ingang": vanaf,
        }
        for code, oin in OIN.items()
    ]
    gebruikers = [
        {"gemeente": code, "naam": naam, "rollen": rollen}
        for code in OIN
        for naam, rollen in accounts.items()
    ]
    with database.transactie() as conn:
        conn.execute(insert(t.gemeente), gemeenten)
        conn.execute(insert(t.applicatiesleutel), sleutels)
        conn.execute(insert(t.gebruiker), gebruikers)
    return Balie(database)


def besteed_uit(database: Database, van: str, naar: str) -> None:
    with database.transactie() as conn:
        conn.execute(
            insert(t.uitbesteding).values(
                uitbestedende_gemeente=van,
                uitvoerende_gemeente=naar,
                datum_ontvangst_origineel=date(2011, 1, 1),
                ondertekend=True,
                bewerkerscontract=True,
                van=date(2011, 1, 1),
                aanvraag_sleutel=date(2011, 1, 1),
            )
        )
