"""De testset in de database: een omvang laden, of de begintoestand herstellen.

Alles gebeurt binnen de transactie van de aanroeper. Het berichtenlogboek blijft staan: een logboek wordt
nooit gewist. Onthouden MessageID's (`eenmaal`), runs en ketenberichten horen bij de toestand en gaan weg.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from uuid import UUID

import psycopg
from sqlalchemy import Connection, text, update

from isi_soap.domain.model import Bron
from persistence.tabellen import stand
from persistence.testdata.aansluitingen import BEGINDAG, BEGINTIJD
from persistence.testdata.basisgegevens import Naslag, naslag
from persistence.testdata.bouw import Bronnen
from persistence.testdata.kopie import KOLOMMEN, Regels
from persistence.testdata.persoonlijst import benoemde_dossiers
from persistence.testdata.snelladen import zonder_indexen
from persistence.testdata.willekeurig import PORTIE, Omvang, Portie, na_laatste_id, porties

ZAAD = 2007

Voortgang = Callable[[int], None]
# De bronnen van een portie en haar regels per tabel.
Gemaakt = tuple[list[Bron], dict[str, bytes]]

_NASLAGTABELLEN = (
    *("gemeente", "partij", "applicatiesleutel", "mandaat"),
    *("gebruiker", "wachtwoord", "uitbesteding"),
)
_TOESTAND = ("eenmaal", "ketenbericht", "run_regel", "run", *KOLOMMEN)
# Meer porties tegelijk onderweg kost alleen geheugen.
_ONDERWEG = 8


def herstel(conn: Connection) -> None:
    """De begintoestand: naslag, benoemde personen en omvang S, de klok op de begindag."""
    laad(conn, "S")


def laad(
    conn: Connection, omvang: Omvang, zaad: int = ZAAD, voortgang: Voortgang = lambda personen: None
) -> None:
    """Vervang alles door de testset van deze omvang; `voortgang` hoort hoeveel personen erbij kwamen."""
    lading = _met_benoemden(conn)
    if omvang == "S":
        for portie in porties(omvang, zaad):
            lading.neem_op(_maak_vaste(portie) if zaad == ZAAD else maak(portie))
            voortgang(PORTIE)
    else:
        with zonder_indexen(conn, KOLOMMEN):
            for gemaakt in in_processen(porties(omvang, zaad)):
                lading.neem_op(gemaakt)
                voortgang(PORTIE)
    _zet_stand(conn, na_laatste_id(omvang))
    # Zonder statistiek kiest de planner de verkeerde weg, tot autovacuum een keer langskomt.
    conn.execute(text("ANALYZE " + ", ".join(KOLOMMEN)))


def laad_benoemden(conn: Connection) -> None:
    """De begintoestand zonder de gevulde personen: genoeg voor wie alleen de benoemde gebruikt."""
    _met_benoemden(conn)
    _zet_stand(conn, na_laatste_id("S"))


def _met_benoemden(conn: Connection) -> Lading:
    lading = Lading(conn)
    lading.maak_leeg()
    for tabel, kolommen, regels in _naslag():
        lading.kopieer(tabel, kolommen, regels)
    lading.neem_op(_benoemd())
    return lading


class Lading:
    """De COPY's van een lading, in de transactie van de aanroeper."""

    def __init__(self, conn: Connection) -> None:
        ruw = conn.connection.driver_connection
        assert isinstance(ruw, psycopg.Connection)
        conn.execute(text("SELECT 1"))  # nu is de transactie van SQLAlchemy zeker begonnen
        self._ruw = ruw
        self._conn = conn
        self._bronnen: set[UUID] = set()

    def maak_leeg(self) -> None:
        # Langer dan een bericht mag: autovacuum wijkt pas na deadlock_timeout, een seconde.
        self._conn.execute(text("SET LOCAL lock_timeout = '3s'"))
        tabellen = ", ".join((*_NASLAGTABELLEN, *_TOESTAND))
        self._conn.execute(text(f"TRUNCATE {tabellen} RESTART IDENTITY"))

    def neem_op(self, gemaakt: Gemaakt) -> None:
        """De regels van een portie, met de herkomsten die er nog niet stonden."""
        bronnen, teksten = gemaakt
        nieuw = Regels()
        nieuw.oorsprongen(bron for bron in bronnen if bron.id not in self._bronnen)
        self._bronnen.update(bron.id for bron in bronnen)
        for tabel, regels in (nieuw.teksten() | teksten).items():
            self.kopieer(tabel, KOLOMMEN[tabel], regels)

    def kopieer(self, tabel: str, kolommen: tuple[str, ...], regels: bytes) -> None:
        opdracht = f"COPY {tabel} ({', '.join(kolommen)}) FROM STDIN"
        with self._ruw.cursor() as cursor, cursor.copy(opdracht.encode()) as kopie:
            kopie.write(regels)


def maak(portie: Portie, bronnen: Bronnen | None = None) -> Gemaakt:
    """Een portie gevulde personen als COPY-regels, met de herkomsten die nieuw zijn in `bronnen`."""
    bronnen, regels = bronnen or Bronnen(), Regels()
    regels.neem_op(portie.dossiers(bronnen))
    return bronnen.nieuwe(), regels.teksten()


# De begintoestand verandert nooit, en een ketentest herstelt haar vaak.
_maak_vaste = lru_cache(maxsize=1)(maak)


@lru_cache(maxsize=1)
def _naslag() -> tuple[Naslag, ...]:
    return tuple(naslag())


@lru_cache(maxsize=1)
def _benoemd() -> Gemaakt:
    bronnen, regels = Bronnen(), Regels()
    regels.neem_op(benoemde_dossiers(bronnen))
    return bronnen.nieuwe(), regels.teksten()


_van_dit_proces: Bronnen | None = None


def _begin_proces() -> None:
    """Een proces maakt porties achter elkaar en meldt elke herkomst één keer."""
    global _van_dit_proces
    _van_dit_proces = Bronnen()


def _maak_in_proces(portie: Portie) -> Gemaakt:
    return maak(portie, _van_dit_proces)


def in_processen(werk: list[Portie]) -> Iterator[Gemaakt]:
    """De porties op volgorde, gemaakt door een proces per kern; de database laadt intussen."""
    # Nieuwe processen en geen fork: die zou de verbinding en het slot op de database delen.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _begin_proces) as processen:
        onderweg: deque[Future[Gemaakt]] = deque()
        for portie in werk:
            onderweg.append(processen.submit(_maak_in_proces, portie))
            if len(onderweg) >= _ONDERWEG:
                yield onderweg.popleft().result()
        while onderweg:
            yield onderweg.popleft().result()


def _zet_stand(conn: Connection, volgend_id: int) -> None:
    conn.execute(text(f"ALTER SEQUENCE feit_id RESTART WITH {volgend_id}"))
    conn.execute(update(stand).values(klok_vast=BEGINTIJD, klok_verschil=None, laatste_dagrun=BEGINDAG))
