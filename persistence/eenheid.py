"""De eenheid van werk: één bericht is één transactie is één logregel (design.md §2.5).

`isi_soap.soap` opent haar voor de afhandeling en legt haar vast als de bytes van het antwoord er zijn.
Handlers gebruiken `conn`, `bron()` en de klok, en leggen nooit zelf iets vast.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RootTransaction, bindparam, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from persistence.database import Database, DatabaseBezet, DatabaseOnbereikbaar
from persistence.handtekening import BerichtHerhaald, Handtekening, onthoud
from persistence.kenmerk import nieuw_id as nieuw_id
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.tabellen import afgeleid, eenmaal, oorsprong, stand

Soort = Literal["BERICHT", "RUN", "LADING"]

NEDERLAND = ZoneInfo("Europe/Amsterdam")


class MessageIdHergebruikt(Exception):  # noqa: N818
    """Onder dit MessageID kwam van deze afzender eerder een andere Body; het bericht wordt geweigerd."""

    def __init__(self, eerste: UUID) -> None:
        super().__init__("MessageID al gebruikt voor een ander bericht")
        self.eerste = eerste


def systeemklok() -> datetime:
    return datetime.now(UTC)


_STAND = select(stand.c.klok_verschil, stand.c.klok_vast, stand.c.laatste_dagrun, stand.c.gemeenten_versie)
_SLOT = (
    select(afgeleid.c.bsn)
    .where(afgeleid.c.bsn.in_(bindparam("bsns", expanding=True)))
    .order_by(afgeleid.c.bsn)
    .with_for_update(key_share=True)
)
_SLOT_ONBEKEND = text("SELECT pg_advisory_xact_lock(33, :bsn)")
_CLAIM = pg_insert(eenmaal).on_conflict_do_nothing().returning(eenmaal.c.bericht_id)


class Eenheid:
    """Een transactie met haar klok en haar herkomst; als contextmanager draait zij terug wat niet vast is."""

    def __init__(
        self,
        database: Database,
        *,
        soort: Soort = "BERICHT",
        partij: str = "GEM",
        gemeente: str | None = None,
        oin: str | None = None,
        message_id: str | None = None,
        profiel: str = "ketentest",
        dienst: str = "",
        operatie: str = "",
        bericht_id: UUID | None = None,
        handtekening: Handtekening | None = None,
        klok: Callable[[], datetime] = systeemklok,
    ) -> None:
        self.database = database
        self.soort: Soort = soort
        self.partij = partij  # van wie de feiten zijn: toegang vult dit met de ketenpartij
        self.gemeente = gemeente  # namens wie geschreven wordt; toegang vult dit
        self.oin = oin
        self.message_id = message_id
        self.profiel = profiel
        self.adres = ""  # waaronder de aanvrager ons kent; de draad vult dit
        self.dienst = dienst
        self.operatie = operatie
        self.bericht_id = bericht_id or nieuw_id()
        self._klok = klok
        self._conn: Connection | None = None
        self._transactie: RootTransaction | None = None
        self._bron: Literal["geen", "geschreven", "vast"] = "geen"
        self._claim: bytes | None = None
        self._claim_van_ons = False
        self._handtekening = handtekening  # None: geen, of een die vaker mag
        self._onthouden: Literal["niet", "ja", "verloren"] = "niet"

    # --- de transactie ----------------------------------------------------------------------------------

    def __enter__(self) -> Eenheid:
        self._conn = self.database.verbinding()
        try:
            self._lees_stand()
        except DatabaseBezet:
            self._sluit()
            raise
        except DatabaseOnbereikbaar:
            # Een verbinding van vóór een herstart van de server; de pool geeft nu een verse.
            self._sluit()
            self._open_opnieuw()
        return self

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        self._sluit()

    def _open_opnieuw(self) -> None:
        self._conn = self.database.verbinding()
        try:
            self._lees_stand()
        except BaseException:
            self._sluit()
            raise

    def _sluit(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self._conn = self._transactie = None

    @property
    def klok(self) -> Callable[[], datetime]:
        """De klok zonder het verschil van de testklok; voor een run die dit bericht start."""
        return self._klok

    def _lees_stand(self) -> None:
        nu = self._klok()
        verschil, vast, dagrun, gemeenten = self.conn.execute(_STAND).one()
        if vast is not None:
            nu = vast
        elif verschil is not None:
            nu += verschil
        self.nu: datetime = nu.astimezone(UTC)
        self.vandaag: date = nu.astimezone(NEDERLAND).date()
        # Vóór de eerste dagrun bestaat er nog niets dat van een run afhangt.
        self.peildatum: date = dagrun or self.vandaag
        self.gemeenten_versie: int = gemeenten

    @property
    def conn(self) -> Connection:
        if self._conn is None:
            raise RuntimeError("de eenheid van werk is niet open")
        if self._transactie is None:
            self._transactie = self._conn.begin()
        return self._conn

    def commit(self) -> None:
        if self._transactie is not None:
            self._transactie.commit()
        self._transactie = None
        if self._bron == "geschreven":
            self._bron = "vast"
        self._claim = None
        self._claim_van_ons = False
        self._onthouden = "niet"

    def maak_ongedaan(self) -> None:
        """Draai alles terug; wat hierna komt (de logregel) staat in een eigen transactie."""
        if self._transactie is not None:
            self._transactie.rollback()
        self._transactie = None
        if self._bron == "geschreven":
            self._bron = "geen"
        if self._onthouden == "ja":
            self._onthouden = "verloren"
        self._claim_van_ons = False

    # --- herkomst, klok en slot -------------------------------------------------------------------------

    def bron(self) -> UUID:
        """De herkomst van wat dit bericht, deze run of deze lading schrijft; één rij, pas zodra nodig."""
        if self._bron == "geen":
            self.conn.execute(
                insert(oorsprong).values(
                    id=self.bericht_id,
                    soort=self.soort,
                    tijdstip=self.nu,
                    partij=self.partij,
                    gemeente=self.gemeente,
                )
            )
            self._bron = "geschreven"
        return self.bericht_id

    def vergrendel(self, *bsns: str) -> None:
        """Houd andere schrijvers van deze personen tegen tot het einde van de transactie.

        Altijd in de volgorde van BSN, en vóór het lezen van wat gewijzigd gaat worden: zo raakt niets
        verloren en wachten twee schrijvers nooit op elkaar. Wie niet in ISI staat heeft geen rij; dan geldt
        een slot op het BSN.
        """
        gewenst = sorted(set(bsns))
        gevonden = set(self.conn.execute(_SLOT, {"bsns": gewenst}).scalars())
        for bsn in gewenst:
            if bsn not in gevonden:
                self.vergrendel_onbekend(bsn)

    def vergrendel_onbekend(self, bsn: str) -> None:
        """Alleen het slot op het nummer: wie buiten bereik is, wordt niet geraakt en laat niemand wachten."""
        self.conn.execute(_SLOT_ONBEKEND, {"bsn": int(bsn)})

    # --- precies één keer -------------------------------------------------------------------------------

    def eerder_antwoord(self, body_hash: bytes) -> bytes | None:
        """De Body waarmee dit MessageID van deze afzender al beantwoord is, of None: dan is het nu aan ons.

        Een gelijktijdige dubbel wacht hier tot de eerste klaar is.
        """
        if self.oin is None or self.message_id is None:
            return None
        if self._leg_beslag(body_hash, None):
            self._claim, self._claim_van_ons = body_hash, True
            return None
        eerste = self.conn.execute(
            select(eenmaal.c.body_hash, eenmaal.c.bericht_id, eenmaal.c.antwoord).where(
                eenmaal.c.oin == self.oin, eenmaal.c.message_id == self.message_id
            )
        ).one()
        if eerste.body_hash != body_hash:
            raise MessageIdHergebruikt(eerste.bericht_id)
        return bytes(eerste.antwoord) if eerste.antwoord is not None else None

    def _leg_beslag(self, body_hash: bytes, antwoord: bytes | None) -> bool:
        rij = {
            "oin": self.oin,
            "message_id": self.message_id,
            "body_hash": body_hash,
            "bericht_id": self.bericht_id,
            "tijdstip": self.nu,
            "antwoord": antwoord,
        }
        return self.conn.execute(_CLAIM, rij).first() is not None

    def is_nieuw(self) -> bool:
        """Of met deze handtekening nog niets beantwoord is; zonder volledige handtekening altijd."""
        nieuw = self._onthoud_handtekening()
        if self._handtekening is not None and nieuw:
            self._onthouden = "ja"
        return nieuw

    def _onthoud_handtekening(self) -> bool:
        gezien = self._handtekening
        return gezien is None or onthoud(self.conn, gezien, self.message_id, self.bericht_id)

    def bewaar(self, regel: Logregel, antwoord_body: bytes | None = None) -> None:
        """Schrijf de logregel, en het antwoord voor wie hetzelfde bericht nog eens zendt.

        Ook een weigering is een antwoord: na `maak_ongedaan` komt zij hier met haar Body. Een fault niet
        (`antwoord_body` is dan None): wie die kreeg, mag het opnieuw proberen.
        """
        schrijf_logregel(self.conn, self.database.logsleutels, self.bericht_id, regel)
        # Na `maak_ongedaan` is ook de handtekening vergeten; een herhaling kan haar intussen gebruikt hebben.
        verloren = antwoord_body is not None and self._onthouden == "verloren"
        if verloren and not self._onthoud_handtekening():
            raise BerichtHerhaald
        if self._claim is None or antwoord_body is None:
            return
        if self._claim_van_ons:
            self.conn.execute(
                update(eenmaal)
                .where(eenmaal.c.oin == self.oin, eenmaal.c.message_id == self.message_id)
                .values(antwoord=antwoord_body)
            )
        else:
            self._leg_beslag(self._claim, antwoord_body)
