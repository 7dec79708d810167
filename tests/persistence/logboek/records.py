"""Logregels voor tests, met in elk veld iets."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek.berichtenlog import Logregel

NU = datetime(2026, 3, 1, 22, 30, 15, 123456, tzinfo=UTC)
BSN, ANDER = "999990019", "999990020"
OIN = "00000001002220647000"


def logregel(*bsns: str, **anders: object) -> Logregel:
    velden: dict[str, object] = {
        "ontvangen": NU,
        "beantwoord": NU,
        "profiel": "ketentest",
        "uitkomst": "GEWEIGERD",
        "http_status": 200,
        "duur": 0.0123456,
        "dienst": "ISIRaadplegen",
        "operatie": "PersoonInfo",
        "oin": OIN,
        "gemeente": "0363",
        "namens": "0599",
        "gebruiker": 'né"ss',
        "codes": ("F021", "F022"),
        "wsa": {"To": "urn:oin:1", "From": None},
        "bsns": bsns,
        "verzoek": f"<vraag>{' '.join(bsns)}</vraag>".encode(),
        "antwoord": f"<antwoord>{' '.join(bsns)}</antwoord>".encode(),
        "peer": "192.0.2.7",
    }
    return Logregel(**(velden | anders))  # type: ignore[arg-type]


def schrijf(database: Database, *bsns: str, **anders: object) -> UUID:
    with Eenheid(database) as eenheid:
        eenheid.bewaar(logregel(*bsns, **anders))
        eenheid.commit()
        return eenheid.bericht_id
