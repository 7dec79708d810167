"""Een database waarop een proces kan beginnen: op de versie van dit programma, met een begonnen logboek."""

from __future__ import annotations

from datetime import datetime

from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.logboek.stand import begin
from persistence.migraties.uitvoering import is_leeg, migreer


def maak_gereed(database: Database, inst: Instellingen, nu: datetime, *, vul_lege: bool = False) -> None:
    """Een ingebedde database hoort bij het programma en gaat mee; een andere moet al op de versie staan.

    Met `vul_lege` krijgt een database waar nog niets in staat haar tabellen, ook als zij van een ander is.

    Raises:
        NietGereed: de database staat op een andere versie.
        DatabaseOnbereikbaar: zij antwoordt niet.
    """
    with database.transactie() as conn:
        if inst.database_url is None or (vul_lege and is_leeg(conn)):
            migreer(conn)
    database.eis_gereed()
    with database.transactie() as conn:
        begin(conn, database.logsleutels.bos, inst.log_oorsprong, nu)
