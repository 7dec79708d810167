"""Het verloop van een run: één keer per dag, hervatbaar na elke onderbreking, met een verslag.

Een advisory slot op een eigen verbinding zegt wie de run uitvoert; sterft dat proces, dan geeft de server het
vrij. Een tweede die begint, wacht op de eerste en vindt de run dan voltooid. Elke portie ligt vast met haar
voortgang: na SIGKILL gaat de volgende start verder waar de laatste portie eindigde.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from isi_soap.domain.model import Bron
from persistence.database import Database
from persistence.eenheid import Eenheid, nieuw_id, systeemklok
from persistence.klok import lees as lees_klok
from persistence.runs import logregel
from persistence.tabellen import oorsprong, run, run_regel, stand

DAGELIJKS = "DAGELIJKS"
NIEUWKOMERS = "NIEUWKOMERS"
IND_UITWISSELING = "IND_UITWISSELING"
# Eén slot voor alle soorten: twee runs tegelijk zouden elkaars personen verwerken.
_SLOT = (34, 1)

# Hoeveel er gedaan is, en hoeveel er in totaal is.
Voortgang = Callable[[int, int], None]


def stil(gedaan: int, totaal: int) -> None:
    """Voor wie geen voortgang wil zien."""


@dataclass(slots=True)
class Telling:
    """Wat de run deed; samen met `tot` ook de plaats waar zij verder gaat."""

    verwerkt: int = 0
    gewijzigd: int = 0
    ketenberichten: int = 0
    uitkomsten: dict[str, int] = field(default_factory=dict)
    mislukt: list[str] = field(default_factory=list)  # BSN's: alleen in de database
    tot: str = ""  # tot en met dit BSN is de kalender klaar
    volledig: bool = False  # iedereen opnieuw, ook wie niet geraakt is

    def tel(self, uitkomst: str) -> None:
        self.uitkomsten[uitkomst] = self.uitkomsten.get(uitkomst, 0) + 1

    def als_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verslag:
    soort: str
    datum: date
    al_uitgevoerd: bool
    verwerkt: int
    gewijzigd: int
    ketenberichten: int = 0
    uitkomsten: Mapping[str, int] = field(default_factory=dict)
    mislukt: int = 0
    ingehaalde_dagen: int = 0
    seconden: float = 0.0


@dataclass(slots=True, kw_only=True)
class Run:
    """Een lopende run, met de eenheid waarin haar porties geschreven worden."""

    id: int
    soort: str
    datum: date
    bron: Bron
    eenheid: Eenheid
    vorige: date | None  # de dag van de dagrun hiervoor
    telling: Telling
    voortgang: Voortgang
    regels: list[dict[str, Any]] = field(default_factory=list)

    @property
    def peildatum(self) -> date:
        """De dag waarop afgeleid wordt: alleen de dagrun zet haar verder (R-065)."""
        return self.datum if self.soort == DAGELIJKS else self.vorige or self.datum

    def meld(self, bsn: str, wat: str, waarom: str) -> None:
        """Een regel van het verslag; zij ligt vast met de portie."""
        self.regels.append({"run": self.id, "bsn": bsn, "wat": wat, "waarom": waarom})

    def leg_vast(self) -> None:
        """Het einde van een portie: wat gedaan is en hoever, samen of geen van beide."""
        if self.regels:
            self.eenheid.conn.execute(insert(run_regel), self.regels)
            logregel.gedaan(self.eenheid, self.bron.id, self.soort, self.regels)
            self.regels = []
        self.eenheid.conn.execute(
            update(run).where(run.c.id == self.id).values(voortgang=self.telling.als_json())
        )
        self.eenheid.commit()


Werk = Callable[[Run], None]


def voer_uit(
    database: Database,
    soort: str,
    werk: Werk,
    *,
    klok: Callable[[], datetime] = systeemklok,
    voortgang: Voortgang = stil,
    volledig: bool = False,
) -> Verslag:
    """Voer de run van vandaag uit, of meld dat zij er al is geweest."""
    begin = systeemklok()
    with _slot(database), Eenheid(database, soort="RUN", partij="DUO", operatie=soort, klok=klok) as eenheid:
        rij, nieuw = _begin(eenheid, soort)
        if rij.geeindigd is not None:
            return _verslag(rij, al_uitgevoerd=True)
        if not nieuw:
            logregel.hervat(eenheid, rij.oorsprong, soort)
        bron = Bron(id=rij.oorsprong, soort="RUN", tijdstip=eenheid.nu, partij="DUO")
        stand_ = lees_klok(eenheid.conn, klok)
        bezig = Run(
            id=rij.id,
            soort=soort,
            datum=rij.datum,
            bron=bron,
            eenheid=eenheid,
            vorige=stand_.laatste_dagrun,
            telling=Telling(**rij.voortgang) if rij.voortgang else Telling(volledig=volledig),
            voortgang=voortgang,
        )
        eenheid.commit()
        try:
            werk(bezig)
            return _rond_af(bezig, (systeemklok() - begin).total_seconds())
        except BaseException as fout:
            logregel.afgebroken(eenheid, bron.id, soort, fout)
            raise


@contextmanager
def _slot(database: Database) -> Iterator[None]:
    """Het slot op een verbinding die niets anders doet; het vervalt met het proces."""
    met_slot = database.verbinding()
    try:
        met_slot = met_slot.execution_options(isolation_level="AUTOCOMMIT")
        met_slot.execute(text("SET lock_timeout = 0"))
        met_slot.execute(text("SET statement_timeout = 0"))
        met_slot.execute(text("SELECT pg_advisory_lock(:a, :b)"), {"a": _SLOT[0], "b": _SLOT[1]})
        yield
    finally:
        # Niet terug in de pool: met de verbinding verdwijnen slot en instellingen.
        met_slot.invalidate()
        met_slot.close()


def _begin(eenheid: Eenheid, soort: str) -> tuple[Row[Any], bool]:
    """De rij van deze run, en of zij nieuw is; wat al begonnen was, wordt hervat."""
    conn, dag = eenheid.conn, eenheid.vandaag
    van_vandaag = select(run).where(run.c.soort == soort, run.c.datum == dag)
    rij = conn.execute(van_vandaag).one_or_none()
    if rij is not None and (rij.geeindigd is None or not _achterhaald(conn, soort, dag)):
        return rij, False
    if rij is not None:
        conn.execute(delete(run_regel).where(run_regel.c.run == rij.id))
    nummer = nieuw_id()
    conn.execute(insert(oorsprong).values(id=nummer, soort="RUN", tijdstip=eenheid.nu, partij="DUO"))
    logregel.begonnen(eenheid, nummer, soort)
    nieuw = {"oorsprong": nummer, "gestart": eenheid.nu, "geeindigd": None}
    invoer = pg_insert(run).values(soort=soort, datum=dag, **nieuw)
    conn.execute(
        invoer.on_conflict_do_update(
            index_elements=[run.c.soort, run.c.datum], set_=nieuw | {"voortgang": None, "verslag": None}
        )
    )
    return conn.execute(van_vandaag).one(), True


def _achterhaald(conn: Connection, soort: str, dag: date) -> bool:
    """Of na deze run de testklok terugging: dan geldt een andere dag, en is zij opnieuw nodig."""
    if soort != DAGELIJKS:
        return False
    rij = conn.execute(select(stand)).one()
    verzet = rij.klok_verschil is not None or rij.klok_vast is not None
    return verzet and rij.laatste_dagrun != dag


def _rond_af(bezig: Run, seconden: float) -> Verslag:
    conn, telling = bezig.eenheid.conn, bezig.telling
    dagen = 0
    if bezig.soort == DAGELIJKS:
        if bezig.vorige is not None:
            dagen = max(0, (bezig.datum - bezig.vorige).days - 1)
        conn.execute(update(stand).values(laatste_dagrun=bezig.datum))
    verslag = {
        "verwerkt": telling.verwerkt,
        "gewijzigd": telling.gewijzigd,
        "ketenberichten": telling.ketenberichten,
        "uitkomsten": telling.uitkomsten,
        "mislukt": len(telling.mislukt),
        "ingehaalde_dagen": dagen,
        "seconden": round(seconden, 3),
    }
    conn.execute(
        update(run)
        .where(run.c.id == bezig.id)
        .values(geeindigd=bezig.eenheid.nu, voortgang=telling.als_json(), verslag=verslag)
    )
    rij = conn.execute(select(run).where(run.c.id == bezig.id)).one()
    logregel.voltooid(bezig.eenheid, bezig.bron.id, bezig.soort, verslag)
    bezig.eenheid.commit()
    return _verslag(rij, al_uitgevoerd=False)


def _verslag(rij: Row[Any], *, al_uitgevoerd: bool) -> Verslag:
    """Van een run die er al was is er nu niets gedaan; wat zij deed staat in haar rij."""
    if al_uitgevoerd:
        return Verslag(soort=rij.soort, datum=rij.datum, al_uitgevoerd=True, verwerkt=0, gewijzigd=0)
    return Verslag(soort=rij.soort, datum=rij.datum, al_uitgevoerd=False, **rij.verslag)


def bron_van(conn: Connection, ids: set[UUID]) -> dict[UUID, Bron]:
    """De bronnen van ketenberichten: hun feiten zijn van wie ze zond (R-006)."""
    rijen = conn.execute(select(oorsprong).where(oorsprong.c.id.in_(ids))).mappings()
    return {rij["id"]: Bron(**rij) for rij in rijen}
