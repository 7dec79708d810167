"""Het hele berichtenlog van een test, met de inhoud erbij; zoeken weigert wie alles wil."""

from __future__ import annotations

from sqlalchemy import select

from persistence.database import Database
from persistence.logboek.tonen import Gelogd, toon
from persistence.logboek.zoeken import Zoekvraag, zoek
from persistence.tabellen import bericht


def alle_regels(database: Database) -> list[Gelogd]:
    """De nieuwste eerst."""
    with database.transactie() as conn:
        kenmerken = conn.execute(select(bericht.c.id).order_by(bericht.c.id.desc())).scalars().all()
        berichten = [toon(conn, database.logsleutels, kenmerk) for kenmerk in kenmerken]
    return [gevonden.regel for gevonden in berichten if gevonden is not None]


def regels_over(database: Database, bsn: str) -> list[Gelogd]:
    """Wat er over een persoon in staat, de nieuwste eerst."""
    with database.transactie() as conn:
        sleutels = database.logsleutels
        regels = zoek(conn, sleutels, Zoekvraag(bsn=bsn)).regels
        berichten = [toon(conn, sleutels, regel.id) for regel in regels]
    return [gevonden.regel for gevonden in berichten if gevonden is not None]
