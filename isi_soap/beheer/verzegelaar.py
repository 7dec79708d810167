"""De verzegelaar: één proces dat het berichtenlog zijn boom geeft, naast de dienst of alleen.

Op elke machine mag er een draaien; wie het slot heeft werkt, de anderen staan klaar. Het slot hangt aan de
verbinding waarop ook verzegeld wordt: wie haar verliest kan niets meer schrijven. Berichten wachten nooit op
hem; hij leest wat zij in hun eigen transactie klaarlegden.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from isi_soap.audit.boom import Bereik
from isi_soap.audit.getuige import Getuige, GetuigeFout, Map, Opdracht
from isi_soap.audit.notitie import Ondertekenaar
from isi_soap.audit.sleutels import SleutelFout, laad_ondertekenaar, maak_ondertekenaar
from isi_soap.beheer import stempelaar
from isi_soap.settings import Instellingen
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.logboek import stand, tijdstempels, verzegeling
from persistence.logboek.verzegeling import BoomVeranderd
from persistence.slot import Slot, alleen

_LEEG_SECONDEN = 0.2
_OPNIEUW_SECONDEN = 2.0
_DELEN_SECONDEN = 3600.0
# De ronde langs alle posities: zoveel ineens, en dan even niet. Een miljoen duurt zo anderhalve minuut.
_RONDE_SECONDEN = 1.0
_RONDE_POSITIES = 10_000

_log = structlog.get_logger("isi_soap.verzegelaar")


def sleutelbestand(inst: Instellingen) -> Path:
    return inst.log_verzegelsleutel or inst.data_map / "logverzegelaar.pem"


def opvolgerbestand(inst: Instellingen) -> Path:
    """Waar `isi-soap log sleutel verzegelaar` de volgende sleutel klaarlegt."""
    pad = sleutelbestand(inst)
    return pad.with_name(f"{pad.name}.opvolger")


def ondertekenaar(inst: Instellingen, oorsprong: str, vkey: str | None = None) -> Ondertekenaar:
    """De sleutel uit het genoemde bestand; wie er geen noemt krijgt er een in de gegevensmap.

    Heet de sleutel van dit logboek (`vkey`) al anders, dan is het de klaargelegde: wie tussen aanwijzen en
    hernoemen omviel, of niet hernoemen mag, gaat daarmee verder.
    """
    if inst.log_verzegelsleutel is not None:
        wie = laad_ondertekenaar(inst.log_verzegelsleutel, oorsprong)
    else:
        wie = maak_ondertekenaar(sleutelbestand(inst), oorsprong)
    if vkey is None or wie.controlesleutel.tekst() == vkey or not opvolgerbestand(inst).exists():
        return wie
    opvolger = laad_ondertekenaar(opvolgerbestand(inst), oorsprong)
    if opvolger.controlesleutel.tekst() != vkey:
        return wie
    neem_opvolger(inst)
    return opvolger


def neem_opvolger(inst: Instellingen) -> None:
    """De nieuwe sleutel op de plaats van de oude; die heeft dan niets meer te tekenen."""
    try:
        opvolgerbestand(inst).replace(sleutelbestand(inst))
    except OSError as fout:
        _log.warning("de opvolger blijft in zijn eigen bestand", reden=fout.strerror)


def getuigen(inst: Instellingen) -> list[Getuige]:
    uit: list[Getuige] = []
    if inst.log_getuige is not None:
        uit.append(Map(inst.log_getuige))
    if inst.log_getuige_opdracht:
        uit.append(Opdracht(inst.log_getuige_opdracht))
    return uit


class Verzegelaar:
    """Wat één verzegelaar onthoudt zolang hij het slot heeft."""

    def __init__(self, conn: Connection, inst: Instellingen, wie: Ondertekenaar, boom: Bereik) -> None:
        self._conn = conn
        self._inst = inst
        self._wie = wie
        self._boom = boom
        self._getuigen = getuigen(inst)
        self._getekend = -1  # bij de start altijd een checkpoint, ook als er niets wacht
        self._getekend_op = time.monotonic()
        self._getuige_doof = False
        self._opvolger_stuk = False
        self._delen_tot = 0.0
        self._ronde = Ronde(conn)

    def stap(self) -> int:
        """Verzegel een portie; teken en bezorg als het tijd is. Terug komt hoeveel records het waren."""
        with self._conn.begin():
            aantal = verzegeling.verzegel(self._conn, self._boom)
        self._volg_op()
        if self._moet_tekenen():
            with self._conn.begin():
                verzegeling.teken(self._conn, self._wie, self._boom, datetime.now(UTC))
            self._getekend, self._getekend_op = self._boom.grootte, time.monotonic()
        self._bezorg()
        self._zorg_voor_delen()
        self._ronde.loop(self._boom.grootte)
        return aantal

    def sluit_af(self) -> None:
        """Wie gestopt wordt laat niets ongetekend achter."""
        while self.stap():
            pass
        if self._boom.grootte > self._getekend:
            with self._conn.begin():
                verzegeling.teken(self._conn, self._wie, self._boom, datetime.now(UTC))
        self._bezorg()

    def _moet_tekenen(self) -> bool:
        nieuw = self._boom.grootte - self._getekend
        if self._getekend < 0:
            return self._boom.grootte > 0
        oud = time.monotonic() - self._getekend_op >= self._inst.log_checkpoint_seconden
        return nieuw >= self._inst.log_checkpoint_records or (nieuw > 0 and oud)

    def _volg_op(self) -> None:
        """Ligt er een opvolger klaar, dan wijst deze sleutel hem aan en tekent daarna niets meer."""
        if not opvolgerbestand(self._inst).exists():
            return
        try:
            opvolger = laad_ondertekenaar(opvolgerbestand(self._inst), self._wie.naam)
        except SleutelFout as fout:
            if not self._opvolger_stuk:
                _log.error("de opvolger is niet te gebruiken; de oude sleutel tekent verder", reden=str(fout))
            self._opvolger_stuk = True
            return
        if opvolger.controlesleutel == self._wie.controlesleutel:
            return  # het hernoemen mocht niet
        with self._conn.begin():
            gedaan = verzegeling.wissel_sleutel(
                self._conn, self._wie, opvolger, self._boom, datetime.now(UTC)
            )
        if gedaan:
            self._wie = opvolger
            neem_opvolger(self._inst)
            _log.info("een nieuwe sleutel tekent", grootte=self._boom.grootte)

    def _bezorg(self) -> None:
        """Wat de getuige nog niet heeft, op volgorde; weigert hij, dan blijft het staan en is het te zien."""
        try:
            self._bezorg_alles()
        except GetuigeFout as fout:
            if not self._getuige_doof:
                _log.error("de getuige neemt een checkpoint niet aan", reden=str(fout))
            self._getuige_doof = True
        else:
            self._getuige_doof = False

    def _bezorg_alles(self) -> None:
        with self._conn.begin():
            overgangen = verzegeling.onbezorgde_overgangen(self._conn)
            wachtend = verzegeling.te_bezorgen(self._conn)
            stempels = tijdstempels.te_bezorgen(self._conn)
        for grootte, tijdstip, notitie in overgangen:
            for getuige in self._getuigen:
                getuige.bezorg_overgang(grootte, f"{tijdstip:%Y-%m}", notitie)
            with self._conn.begin():
                verzegeling.overgang_bezorgd(self._conn, grootte, datetime.now(UTC))
        for grootte, tijdstip, notitie in wachtend:
            for getuige in self._getuigen:
                getuige.bezorg(grootte, f"{tijdstip:%Y-%m}", notitie)
            with self._conn.begin():
                verzegeling.bezorgd(self._conn, grootte, datetime.now(UTC))
        for grootte, tijdstip, antwoord in stempels:
            for getuige in self._getuigen:
                getuige.bezorg_tijdstempel(grootte, f"{tijdstip:%Y-%m}", antwoord)
            with self._conn.begin():
                tijdstempels.bezorgd(self._conn, grootte, datetime.now(UTC))

    def _zorg_voor_delen(self) -> None:
        if time.monotonic() < self._delen_tot:
            return
        self._delen_tot = time.monotonic() + _DELEN_SECONDEN
        try:
            with self._conn.begin():
                verzegeling.maak_delen(self._conn, datetime.now(UTC))
        except DatabaseOnbereikbaar as fout:
            # Er is een restdeel: het kan wachten tot het rustig is.
            _log.warning("een deel van het logboek is nog niet gemaakt", fout=type(fout).__name__)


class Ronde:
    """Loopt steeds opnieuw alle posities langs: een record dat er niet meer is, is een alarm.

    Wat de verzegelaar zelf schrijft sluit altijd aan. Wie later een rij weghaalt, raakt noch de rand van de
    boom noch het laatste nummer; zonder ronde bleek dat pas bij `log verifieer`.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._tot = 0.0
        self._plaats = 0
        self._gevonden: int | None = None  # in deze ronde
        self._gemeld: int | None = -1  # wat er in de database staat; van een vorige verzegelaar onbekend

    def loop(self, grootte: int) -> None:
        """Een stuk van de ronde, als het weer tijd is."""
        if time.monotonic() < self._tot:
            return
        self._tot = time.monotonic() + _RONDE_SECONDEN
        einde = min(self._plaats + _RONDE_POSITIES, grootte)
        if self._gevonden is None and einde > self._plaats:
            with self._conn.begin():
                self._gevonden = verzegeling.zoek_gat(self._conn, self._plaats, einde)
        rond = einde >= grootte
        if self._gevonden is not None or rond:
            self._meld(self._gevonden)
        self._plaats = 0 if rond else einde
        self._gevonden = None if rond else self._gevonden

    def _meld(self, gat: int | None) -> None:
        """Een hele ronde zonder gat neemt het alarm weer weg."""
        if gat == self._gemeld:
            return
        if gat is not None:
            _log.error("er ontbreekt een positie", positie=gat)
        with self._conn.begin():
            verzegeling.zet_gat(self._conn, gat)
        self._gemeld = gat


def draai(database: Database, inst: Instellingen, stop: threading.Event) -> None:
    """Verzegel tot er een eind aan komt; wat misgaat is een alarm en geen reden om op te houden."""
    while not stop.is_set():
        try:
            with alleen(database, Slot.VERZEGELAAR) as conn:
                if conn is not None:
                    _werk(database, conn, inst, stop)
        except BoomVeranderd as fout:
            _log.error("de verzegelaar gaat niet verder", reden=str(fout))
            _meld_alarm(database, str(fout))
        except SleutelFout as fout:
            _log.error("de verzegelaar heeft zijn sleutel niet", reden=str(fout))
            _meld_alarm(database, str(fout))
        except Exception as fout:
            # Alleen de soort: in de tekst van een fout kan een gegeven staan.
            _log.error("verzegelen mislukt; later opnieuw", fout=type(fout).__name__)
        stop.wait(_OPNIEUW_SECONDEN)


def wissel_zelf(database: Database, inst: Instellingen) -> None:
    """Verzegel wat wacht en neem de klaargelegde sleutel, als er geen verzegelaar is die het doet."""
    with alleen(database, Slot.VERZEGELAAR) as conn:
        if conn is not None:
            klaar = threading.Event()
            klaar.set()
            _werk(database, conn, inst, klaar)


def _werk(database: Database, conn: Connection, inst: Instellingen, stop: threading.Event) -> None:
    with conn.begin():
        oorsprong = stand.begin(conn, database.logsleutels.bos, inst.log_oorsprong, datetime.now(UTC))
        wie = ondertekenaar(inst, oorsprong, verzegeling.controlesleutel(conn))
        verzegeling.leg_sleutel_vast(conn, wie)
        boom = verzegeling.open_boom(conn, wie, _getuigd(inst, wie))
        verzegeling.zet_alarm(conn, None)
    verzegelaar = Verzegelaar(conn, inst, wie, boom)
    _log.info("de verzegelaar werkt", oorsprong=oorsprong, grootte=boom.grootte)
    with _stempelaar(database, inst):
        while not stop.is_set():
            if not verzegelaar.stap():
                stop.wait(_LEEG_SECONDEN)
    verzegelaar.sluit_af()


@contextmanager
def _stempelaar(database: Database, inst: Instellingen) -> Iterator[None]:
    """Tijdstempels, zolang het blok duurt, als er een dienst voor is."""
    if stempelaar.dienst(inst) is None:
        yield
        return
    klaar = threading.Event()
    draad = threading.Thread(target=stempelaar.draai, args=(database, inst, klaar), daemon=True)
    draad.start()
    try:
        yield
    finally:
        klaar.set()
        draad.join(_LEEG_SECONDEN)


def _getuigd(inst: Instellingen, wie: Ondertekenaar) -> str | None:
    """Het nieuwste checkpoint van de map van de getuige; is zij er niet, dan is dat een alarm, geen stop."""
    if inst.log_getuige is None:
        return None
    getuige = Map(inst.log_getuige)
    try:
        getuige.leg_sleutel_neer(wie.controlesleutel.tekst())
        return getuige.laatste()
    except GetuigeFout as fout:
        _log.error("de getuige is er niet", reden=str(fout))
        return None


def _meld_alarm(database: Database, reden: str) -> None:
    try:
        with database.transactie() as conn:
            verzegeling.zet_alarm(conn, reden)
    except Exception as fout:
        _log.error("het alarm is niet vast te leggen", fout=type(fout).__name__)
