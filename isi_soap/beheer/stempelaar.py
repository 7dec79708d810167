"""Tijdstempels halen voor de checkpoints; een dienst die niet antwoordt houdt de verzegelaar niet op."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import structlog

from isi_soap.audit.tijdstempel import Adres, Opdracht, Stempeldienst, StempelFout, laad_ca, stempel
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.logboek import tijdstempels

_log = structlog.get_logger("isi_soap.stempelaar")


def dienst(inst: Instellingen) -> Stempeldienst | None:
    if inst.log_tijdstempel_url:
        return Adres(inst.log_tijdstempel_url)
    if inst.log_tijdstempel_opdracht:
        return Opdracht(inst.log_tijdstempel_opdracht)
    return None


def draai(database: Database, inst: Instellingen, stop: threading.Event) -> None:
    """Zolang de verzegelaar werkt; wat misgaat is een alarm, en later opnieuw."""
    begonnen = datetime.now(UTC)
    while True:
        try:
            stempel_nieuwste(database, inst, begonnen)
        except Exception as fout:
            _log.error("een tijdstempel is niet vast te leggen", fout=type(fout).__name__)
        if stop.wait(inst.log_tijdstempel_seconden):
            return


def stempel_nieuwste(database: Database, inst: Instellingen, begonnen: datetime) -> bool:
    """Haal een tijdstempel voor het nieuwste checkpoint; zegt of er een bij kwam."""
    with database.transactie() as conn:
        wacht, laatste = tijdstempels.te_stempelen(conn), tijdstempels.laatste(conn)
    if wacht is None:
        return False
    grootte, notitie = wacht
    try:
        bij = dienst(inst)
        if bij is None or inst.log_tijdstempel_ca is None:
            return False
        gehaald = stempel(bij, notitie, laad_ca(inst.log_tijdstempel_ca))
    except StempelFout as fout:
        _log.error("geen tijdstempel", reden=str(fout), grootte=grootte)
        sinds = laatste or begonnen
        if datetime.now(UTC) - sinds > timedelta(seconds=inst.log_tijdstempel_alarm_seconden):
            with database.transactie() as conn:
                tijdstempels.zet_alarm(conn, f"{fout} (sinds {sinds:%Y-%m-%d %H:%M:%S})")
        return False
    with database.transactie() as conn:
        tijdstempels.bewaar(conn, grootte, gehaald)
        tijdstempels.zet_alarm(conn, None)
    return True
