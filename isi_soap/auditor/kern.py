"""Wat elke bladzijde nodig heeft: de database, één transactie per verzoek, de tijd, en wie er spreekt.

Wat getoond wordt en de regel in het log dat het getoond is, liggen samen vast of geen van beide: de
transactie wordt gesloten voordat het antwoord uitgaat.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Connection, text

from isi_soap.domain.auditor import Sessieduur
from isi_soap.settings import Instellingen
from isi_soap.soap.grenzen import Emmers, Tempo
from persistence.database import Database
from persistence.eenheid import systeemklok
from persistence.logboek.sleutels import Logsleutels

NAAM = "isi_auditor"


@dataclass(frozen=True, slots=True)
class Kern:
    database: Database
    inst: Instellingen
    # Rekenen aan een wachtwoord is duur, en elke poging komt in het log: wie raadt wacht.
    pogingen: Emmers = field(default_factory=lambda: Emmers(Tempo(per_seconde=0.2, stoot=30)))

    @property
    def duur(self) -> Sessieduur:
        return sessieduur(self.inst)

    @property
    def over_tls(self) -> bool:
        """Of een browser ons alleen over TLS bereikt; zonder mag dat alleen op deze machine zelf."""
        return self.inst.auditor_tls_certificaat is not None or bool(self.inst.auditor_openbaar_adres)


def sessieduur(inst: Instellingen) -> Sessieduur:
    return Sessieduur(
        rust=timedelta(minutes=inst.auditor_rust_minuten),
        hoogstens=timedelta(hours=inst.auditor_sessie_uren),
    )


def kern() -> Kern:
    return cast(Kern, current_app.extensions[NAAM])


def nu() -> datetime:
    """De echte tijd: de testklok gaat over het domein, niet over het log."""
    return systeemklok()


def sleutels() -> Logsleutels:
    return kern().database.logsleutels


def conn() -> Connection:
    """De transactie van dit verzoek; wie haar het eerst nodig heeft, opent haar."""
    if "verbinding" not in g:
        stapel = ExitStack()
        g.verbinding = stapel.enter_context(kern().database.verbinding())
        g.stapel = stapel
        g.transactie = g.verbinding.begin()
    return cast(Connection, g.verbinding)


def vaste_stand() -> Connection:
    """Leg vast wat er was, en lees verder in één stand van zaken, hoe lang dat ook duurt."""
    leg_vast()
    conn().execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    return conn()


def leg_vast() -> None:
    if "transactie" in g:
        g.transactie.commit()
    _sluit()


def draai_terug() -> None:
    """Niets van wat misging blijft staan; wat hierna komt is een nieuwe transactie."""
    if "transactie" in g and g.transactie.is_active:
        g.transactie.rollback()
    _sluit()


def _sluit() -> None:
    stapel = g.pop("stapel", None)
    for naam in ("transactie", "verbinding"):
        g.pop(naam, None)
    if stapel is not None:
        stapel.close()


def peer() -> str | None:
    """Vanwaar; wat een proxy ervan zegt telt alleen als wij haar vertrouwen."""
    direct = request.remote_addr
    doorgegeven = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if doorgegeven and direct in kern().inst.vertrouwde_proxies:
        return doorgegeven[:64]
    return direct


def sluit_aan(app: Flask, de_kern: Kern) -> None:
    app.extensions[NAAM] = de_kern
    app.teardown_request(lambda fout: draai_terug())
