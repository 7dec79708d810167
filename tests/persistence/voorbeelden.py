"""Voorbeelden waar de tests van persistence mee beginnen: een gemeente, een sleutel, een persoon."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert

from isi_soap.domain import model as m
from isi_soap.domain.datum import Datum
from isi_soap.domain.uitkomst import Uitkomst
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.registratie import Vastgelegd, schrijf
from persistence.toegang import sleutel_hash

OIN = "00000001002220647000"
ANDER_OIN = "00000001002220647001"
SLEUTEL = "sleutel-voor-de-tests-0123456789"
NU = datetime(2012, 3, 1, 12, 0, tzinfo=UTC)
BSN = "999990019"


@dataclass(frozen=True)
class Kop:
    Applicatiesleutel: str = SLEUTEL
    CdGemeente: str = "0363"
    CdGemeenteNamens: str | None = None
    Gebruiker: str = "a.jansen"


def open_eenheid(database: Database, nu: datetime = NU, **anders: Any) -> Eenheid:
    return Eenheid(database, klok=lambda: nu, **anders)


def vul_gemeenten(database: Database) -> None:
    codes = [("0363", "Amsterdam"), ("0599", "Rotterdam"), ("0372", "Bennebroek"), ("0377", "Bloemendaal")]
    vanaf = date(2007, 1, 1)
    with database.transactie() as conn:
        conn.execute(insert(t.gemeente), [{"code": c, "naam": n, "ingang": vanaf} for c, n in codes])
        conn.execute(
            t.gemeente.update()
            .where(t.gemeente.c.code == "0372")
            .values(einde=date(2009, 1, 1), opvolger="0377")
        )
        conn.execute(
            insert(t.applicatiesleutel).values(
                sleutel_hash=sleutel_hash(SLEUTEL),
                oin=OIN,
                gemeente="0363",
                pakket="CVS",
                rollen=["2", "5"],
                ingang=vanaf,
            )
        )
        conn.execute(insert(t.gebruiker).values(gemeente="0363", naam="a.jansen", rollen=["5", "6"]))
        conn.execute(insert(t.partij).values(code="IND", oin=ANDER_OIN, naam="IND"))


PERSOON = m.Persoon(
    bsn=BSN,
    geslachtsnaam="Proefçan",
    voornamen="Test",
    geboortedatum=Datum("19700500"),
    geslacht="2",
)
ADRES = m.Adres(gemeente="0363", datum_aanvang=date(2008, 1, 1), postcode="1011AB", huisnummer=1)
PLICHT = m.Plicht(inburgeringsplicht=True, datum_vaststelling=date(2010, 1, 1), gemeente="0363")
HANDHAVING = m.Handhaving(
    soort_besluit="KENNISGEVING",
    datum_besluit=date(2010, 2, 1),
    datum_aanvang_termijn=date(2010, 2, 1),
    termijn_maanden=42,
    datum_einde_termijn=date(2013, 8, 1),
    gemeente="0363",
)
ONTHEFFING = m.Ontheffing(
    grond="MED",
    belemmeringen=("PSYCHISCH", "LICHAMELIJK"),
    verleend=True,
    datum_besluit=date(2011, 1, 1),
    gemeente="0363",
)
VERZOEK = m.Mutatieverzoek(
    bsn=BSN,
    soort="OVERIG",
    gemeente="0363",
    datum=date(2012, 1, 1),
    geboortedatum=Datum("19700500"),
    stappen=(m.Stap(status="ONTVANGEN", datum=date(2012, 1, 1), toelichting="formulier"),),
)
BEGIN = Uitkomst(
    persoon=PERSOON,
    nieuw=(ADRES, m.Nationaliteit(code="0131"), PLICHT, HANDHAVING, VERZOEK),
    onderwerp=PLICHT,
)


def registreer(database: Database, uitkomst: Uitkomst = BEGIN, bsn: str = BSN, **anders: Any) -> Vastgelegd:
    with open_eenheid(database, gemeente="0363", **anders) as eenheid:
        vastgelegd = schrijf(eenheid, bsn, uitkomst)
        eenheid.commit()
    return vastgelegd


def andere_persoon(bsn: str, gemeente: str) -> Uitkomst:
    return Uitkomst(persoon=replace(PERSOON, bsn=bsn), nieuw=(replace(ADRES, gemeente=gemeente),))
