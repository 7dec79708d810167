"""De gemeenten, sleutels, accounts en personen van de matrix: van elke soort precies één."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert
from stdnum.nl import bsn as bsnummer

from isi_soap.domain import model as m
from persistence import tabellen as t
from persistence.database import Database
from persistence.toegang import sleutel_hash
from tests.persistence.balie import ADRES, HANDHAVING, JA, NU, PERMANENT, VANDAAG, VOORZIENING, Balie

AMSTERDAM, ROTTERDAM, DIEMEN, GRONINGEN, HAREN, OPGEHEVEN = "0363", "0599", "0384", "0014", "0017", "0018"
# Zij besteden uit aan Amsterdam, elk met een ander gebrek.
GEBREKKIG: dict[str, tuple[str, dict[str, Any]]] = {
    "niet-ondertekend": ("1001", {"ondertekend": False}),
    "geen-origineel": ("1002", {"datum_ontvangst_origineel": None}),
    "geen-contract": ("1003", {"bewerkerscontract": False}),
    "geen-aanvraag": ("1004", {"aanvraag_sleutel": None}),
    "nog-niet": ("1005", {"van": VANDAAG + timedelta(days=1)}),
    "voorbij": ("1006", {"tot": VANDAAG - timedelta(days=1)}),
    "opgeheven": (OPGEHEVEN, {}),
}
ROLLEN = ("geen", "2", "3", "5", "6")
LEVERANCIER, LEVERANCIER_WEG, LEVERANCIER_ANDER = (f"{nr:020}" for nr in (9001, 9002, 9003))
PARTIJ_OIN = {"DUO": f"{8001:020}", "IND": f"{8002:020}", "BRP": f"{8003:020}", "CVE": f"{8004:020}"}
# Meer BSN's dan nodig: van elke soort persoon één.
_BSNS = [nr for nr in map(str, range(999990100, 999990400)) if bsnummer.is_valid(nr)]

SLEUTELS: dict[str, dict[str, Any]] = {
    "geldig": {},
    "tweede": {},
    "laatste-dag": {"ingetrokken_op": VANDAAG + timedelta(days=1)},
    "eerste-dag": {"ingang": VANDAAG},
    "ingetrokken": {"ingetrokken_op": VANDAAG},
    "alleen-lezen": {"rollen": ["2", "3"]},
    "toekomst": {"ingang": VANDAAG + timedelta(days=1)},
    **{
        f"eigen-{rol}": {"rollen": [r for r in [rol] if r != "geen"], "eigen_gebruikersbeheer": True}
        for rol in ROLLEN
    },
}


def oin_van(gemeente: str) -> str:
    return f"{int(gemeente) + 70000:020}"


def sleutel_van(gemeente: str, soort: str = "geldig") -> str:
    return f"sleutel-{gemeente}-{soort}-0123456789"


@dataclass(frozen=True, slots=True)
class Persoon:
    """Een persoon, met de gegevens die een bericht aanwijst."""

    bsn: str
    naam: str = "Nergens"
    gemeente: str = AMSTERDAM
    ids: dict[str, int] | None = None

    def id(self, soort: str) -> str:
        return str((self.ids or {}).get(soort, 999_999))


def bevolk(database: Database) -> dict[str, Persoon]:
    """Per relatie de persoon; alles ligt al vast wat de matrix nog eens zal vastleggen."""
    balie = Balie(database)
    _gemeenten(database)
    _toegang(database)
    wonend = {
        "eigen": AMSTERDAM,
        "vorige": AMSTERDAM,
        "uitbesteed": DIEMEN,
        "andere": ROTTERDAM,
        "voorganger": HAREN,
        "nieuwe-wet": AMSTERDAM,
    }
    personen = {
        soort: _persoon(balie, bsn, soort, gemeente)
        for bsn, (soort, gemeente) in zip(_BSNS, wonend.items(), strict=False)
    }
    balie.verhuis(ROTTERDAM, personen["vorige"].bsn)
    return personen | {"onbekend": Persoon(_BSNS[-1])}


def _gemeenten(database: Database) -> None:
    vanaf = date(2007, 1, 1)
    codes = [AMSTERDAM, ROTTERDAM, DIEMEN, GRONINGEN, *(code for code, _ in GEBREKKIG.values())]
    rijen: list[dict[str, Any]] = [
        {"code": code, "naam": f"Gemeente {code}", "ingang": vanaf, "einde": None, "opvolger": None}
        for code in codes
    ]
    for rij in rijen:
        if rij["code"] == OPGEHEVEN:
            rij |= {"einde": VANDAAG, "opvolger": ROTTERDAM}
    haren = {"code": HAREN, "naam": "Haren", "ingang": vanaf, "einde": VANDAAG, "opvolger": GRONINGEN}
    with database.transactie() as conn:
        conn.execute(insert(t.gemeente), [*rijen, haren])


def _toegang(database: Database) -> None:
    vanaf = date(2007, 1, 1)
    handelend = (AMSTERDAM, ROTTERDAM, DIEMEN, GRONINGEN)
    sleutels = [
        {
            "sleutel_hash": sleutel_hash(sleutel_van(gemeente, soort)),
            "oin": oin_van(gemeente),
            "gemeente": gemeente,
            "pakket": "Volgsysteem",
            "rollen": ["2", "3", "5", "6"],
            "ingang": vanaf,
            "ingetrokken_op": None,
            "eigen_gebruikersbeheer": False,
        }
        | anders
        for gemeente in handelend
        for soort, anders in SLEUTELS.items()
    ]
    accounts: list[dict[str, Any]] = [
        {
            "gemeente": gemeente,
            "naam": f"{soort}-{rol}",
            "rollen": [] if rol == "geen" else [rol],
            "geblokkeerd_op": NU - timedelta(days=1) if soort == "geblokkeerd" else None,
            "verloopt_op": VANDAAG if soort == "verlopen" else None,
        }
        for gemeente in handelend
        for soort in ("bekend", "geblokkeerd", "verlopen")
        for rol in ROLLEN
    ]
    vreemd = {"gemeente": ROTTERDAM, "naam": "rotterdammer", "rollen": ["6"]}
    accounts.append(dict.fromkeys(accounts[0]) | vreemd)
    verklaring = {
        "uitvoerende_gemeente": AMSTERDAM,
        "datum_ontvangst_origineel": VANDAAG,
        "ondertekend": True,
        "bewerkerscontract": True,
        "aanvraag_sleutel": VANDAAG,
        "van": date(2011, 1, 1),
        "tot": VANDAAG,
    }
    uitbestedingen = [verklaring | {"uitbestedende_gemeente": DIEMEN}] + [
        verklaring | {"uitbestedende_gemeente": code} | gebrek for code, gebrek in GEBREKKIG.values()
    ]
    mandaten = [
        {"ondertekenaar": wie, "naam": "Leverancier", "afnemer": oin_van(code), "ingang": vanaf}
        | {"ingetrokken_op": VANDAAG if wie == LEVERANCIER_WEG else None}
        for wie, codes in (
            (LEVERANCIER, handelend),
            (LEVERANCIER_WEG, handelend),
            (LEVERANCIER_ANDER, ("1001",)),
        )
        for code in codes
    ]
    with database.transactie() as conn:
        conn.execute(insert(t.applicatiesleutel), sleutels)
        conn.execute(insert(t.gebruiker), accounts)
        conn.execute(insert(t.uitbesteding), uitbestedingen)
        conn.execute(insert(t.mandaat), mandaten)
        conn.execute(insert(t.partij), [{"code": c, "oin": oin, "naam": c} for c, oin in PARTIJ_OIN.items()])


def naam_van(soort: str) -> str:
    return f"Matrix{soort.replace('-', '').capitalize()}"


def _persoon(balie: Balie, bsn: str, soort: str, gemeente: str) -> Persoon:
    """Wie over zijn termijn is, met van alles iets; plaatsbepaling en wet verschillen."""
    # Wie opgevolgd is, registreert niets meer: dat deed haar opvolger.
    vastlegger = GRONINGEN if gemeente == HAREN else gemeente
    handhaving = replace(
        HANDHAVING,
        gemeente=gemeente,
        datum_besluit=date(2008, 2, 1),
        datum_aanvang_termijn=date(2008, 2, 1),
        datum_einde_termijn=date(2011, 8, 1),
    )
    vast = balie.leg_vast(
        replace(ADRES, gemeente=gemeente),
        PERMANENT,
        replace(JA, gemeente=vastlegger),
        handhaving,
        replace(VOORZIENING, registrerende_gemeente=vastlegger, aanbod_door_gemeente=vastlegger),
        m.Vrijstelling(
            soort="GEDEELTELIJK",
            bron="GEMEENTE",
            grond="GETOOND_DOCUMENT",
            onderdeel="KNS",
            document_soort="diploma",
            document_nummer="1",
            datum_ingang=date(2011, 3, 1),
            gemeente=vastlegger,
        ),
        m.Signaal(
            code="SS901",
            tekst="De termijn is verstreken",
            datum_aangemaakt=date(2012, 2, 1),
            gemeente=gemeente,
            status="OPGEHAALD",
            datum_opgehaald=date(2012, 2, 2),
        ),
        m.Mutatieverzoek(
            bsn=bsn,
            soort="OVERIG",
            gemeente=vastlegger,
            datum=date(2012, 5, 1),
            toelichting="verzoek",
            stappen=(m.Stap(status="ONTVANGEN", datum=date(2012, 5, 1)),),
        ),
        bsn=bsn,
        geslachtsnaam=naam_van(soort),
        **({"wet": "WI2013"} if soort == "nieuwe-wet" else {}),
    )
    dossier = vast.dossier
    assert dossier is not None
    boete = m.Boete(
        handhaving=dossier.handhavingen[0].id, grondslag="ART31", bedrag=10000, datum=date(2012, 2, 15)
    )
    dossier = balie.voeg_toe(boete, bsn=bsn).dossier
    assert dossier is not None
    ids = {
        "handhaving": dossier.handhavingen[0].id,
        "voorziening": dossier.voorzieningen[0].id,
        "boete": dossier.boetes[0].id,
        "vrijstelling": dossier.vrijstellingen[0].id,
        "signaal": dossier.signalen[0].id,
    }
    return Persoon(bsn, naam_van(soort), gemeente, ids)
