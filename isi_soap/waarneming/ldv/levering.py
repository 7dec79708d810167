"""De levering: één proces dat het LDV-logboek bijwerkt uit het berichtenlog, naast de dienst of alleen.

Het berichtenlog ligt al vast als een bericht beantwoord wordt; hieruit is elke logregel te maken, ook na een
storing van weken. Een bladwijzer in de database zegt tot welke positie het LDV-logboek bevestigd heeft. Hij
gaat pas verder na de bevestiging: wat daartussen omvalt wordt nog eens geleverd, met dezelfde span_id's. Er
werkt er altijd één; een tweede staat klaar.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy import Connection

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.settings import Instellingen
from isi_soap.waarneming.ldv import register as registers
from isi_soap.waarneming.ldv.otlp import Logboek, NietBevestigd
from isi_soap.waarneming.ldv.regels import Pseudoniemen, Regel, regels
from persistence.database import Database
from persistence.logboek import ldv
from persistence.logboek.ldv import Verwerking
from persistence.slot import Slot, alleen

PORTIE = 200  # records tussen twee bladwijzers
BUNDEL = 500  # regels in één verzoek
_VEEL = 1000  # personen van een record die ineens gelezen worden
_LEEG_SECONDEN = 1.0
_OPNIEUW_SECONDEN = (2.0, 1.0, 2.0, 5.0, 15.0, 30.0)  # na zoveel mislukkingen achter elkaar
_GOED_SECONDEN = 60.0  # wie het zo lang volhield begint weer vooraan

_log = structlog.get_logger("isi_soap.ldv")


class Levering:
    """Levert op één verbinding; `portie` zegt of er nog meer kan zijn."""

    def __init__(
        self, conn: Connection, logboek: Logboek, register: registers.Register, pseudoniemen: Pseudoniemen
    ) -> None:
        self._conn = conn
        self._logboek = logboek
        self._register = register
        self._pseudoniemen = pseudoniemen

    def portie(self) -> int:
        """Lever de volgende records en leg vast dat zij er zijn; terug komt hoeveel posities dat waren."""
        with self._conn.begin():
            vanaf = ldv.positie(self._conn)
            verwerkingen, tot = ldv.te_leveren(self._conn, vanaf, PORTIE)
            weinig = [v.id for v in verwerkingen if 0 < v.personen <= _VEEL]
            personen = ldv.personen(self._conn, weinig)
        if tot == vanaf:
            return 0
        # Tijdens het versturen is er geen transactie open: een traag logboek houdt de database niet op.
        geleverd = self._lever(verwerkingen, personen)
        if gemist := tot - vanaf - len(verwerkingen):
            _log.error("records zijn er niet meer; het LDV-logboek krijgt ze niet", van=vanaf, aantal=gemist)
        with self._conn.begin():
            ldv.leg_vast(self._conn, tot, geleverd, gemist, datetime.now(UTC))
        return tot - vanaf

    def _lever(self, verwerkingen: list[Verwerking], personen: Mapping[UUID, Sequence[bytes]]) -> int:
        bundel: list[Regel] = []
        geleverd = 0
        for verwerking in verwerkingen:
            wie = (
                self._veel(verwerking.id) if verwerking.personen > _VEEL else personen.get(verwerking.id, ())
            )
            for regel in regels(verwerking, wie, self._register, self._pseudoniemen):
                bundel.append(regel)
                if len(bundel) == BUNDEL:
                    self._logboek.bezorg(bundel)
                    geleverd += len(bundel)
                    bundel = []
        if bundel:
            self._logboek.bezorg(bundel)
        return geleverd + len(bundel)

    def _veel(self, kenmerk: UUID) -> Iterator[bytes]:
        na = b""
        while True:
            with self._conn.begin():
                deel = ldv.personen_na(self._conn, kenmerk, na, _VEEL)
            yield from deel
            if len(deel) < _VEEL:
                return
            na = deel[-1]


def draai(database: Database, inst: Instellingen, stop: threading.Event) -> None:
    """Lever tot er een eind aan komt; een weigering is een alarm en geen reden om op te houden."""
    mislukt = 0
    while not stop.is_set():
        begonnen = time.monotonic()
        try:
            with alleen(database, Slot.LDV) as conn:
                if conn is not None:
                    werk(database, conn, inst, stop)
            mislukt = 0
        except (NietBevestigd, registers.RegisterFout, SleutelFout) as fout:
            mislukt = 1 if time.monotonic() - begonnen > _GOED_SECONDEN else mislukt + 1
            _log.error("het LDV-logboek is niet bijgewerkt; later opnieuw", reden=str(fout))
            _meld(database, str(fout))
        except Exception as fout:
            mislukt = 1 if time.monotonic() - begonnen > _GOED_SECONDEN else mislukt + 1
            # Alleen de soort: in de tekst van een fout kan een gegeven staan.
            _log.error("het LDV-logboek is niet bijgewerkt; later opnieuw", fout=type(fout).__name__)
        stop.wait(_OPNIEUW_SECONDEN[min(mislukt, len(_OPNIEUW_SECONDEN) - 1)])


def werk(
    database: Database, conn: Connection, inst: Instellingen, stop: threading.Event, *, bij: bool = False
) -> None:
    """Lever tot `stop`; met `bij` tot er niets meer wacht."""
    assert inst.ldv_adres is not None
    assert inst.ldv_register is not None
    register = registers.lees(inst.ldv_register)
    paar = (inst.ldv_certificaat, inst.ldv_sleutel) if inst.ldv_certificaat and inst.ldv_sleutel else None
    logboek = Logboek(inst.ldv_adres, register.systeem, ca=inst.ldv_ca, certificaat=paar)
    try:
        levering = Levering(conn, logboek, register, Pseudoniemen(database.logsleutels.bos.zoek))
        while not stop.is_set():
            if levering.portie():
                continue
            if bij:
                return
            stop.wait(_LEEG_SECONDEN)
    finally:
        logboek.sluit()


def werk_bij(database: Database, inst: Instellingen, stop: threading.Event) -> None:
    """Lever wat nu wacht, en houd dan op."""
    with alleen(database, Slot.LDV) as conn:
        if conn is None:
            raise NietBevestigd("een ander proces levert al")
        werk(database, conn, inst, stop, bij=True)


def _meld(database: Database, reden: str) -> None:
    try:
        with database.transactie() as conn:
            ldv.leg_fout_vast(conn, reden, datetime.now(UTC))
    except Exception as fout:
        _log.error("de fout is niet vast te leggen", fout=type(fout).__name__)
