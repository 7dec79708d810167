"""De databases van de meting: een beginstand, kopieën, en de vingerafdruk van wat een run achterliet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, Table, func, select, text, update

from isi_soap.settings import Instellingen
from persistence.database import Database, DatabaseOnbereikbaar, database_url
from persistence.migraties.uitvoering import migreer
from persistence.tabellen import FEITEN, afgeleid, persoon, run, run_regel, stand
from persistence.testdata import laad
from persistence.testdata.aansluitingen import BEGINTIJD
from persistence.testdata.willekeurig import MATEN, Omvang

# Een maand overslaan: dan is er ook echt iets te veranderen, meer dan op een gewone dag.
DAGEN = 30
# Wat per run anders mag zijn: volgnummers, herkomst en het moment van schrijven.
_VRIJ = {"versie_id", "id", "run", "geschreven_door", "beeindigd_door", "gewijzigd"}


class Databases:
    def __init__(self, inst: Instellingen, omvang: Omvang) -> None:
        self._inst, self._omvang = inst, omvang
        self._beheer = Database.uit(inst, lang=True)
        self._begin = f"isi_bench_batch_{omvang.lower()}"

    def url(self, naam: str) -> str:
        return database_url(self._inst).set(database=naam).render_as_string(hide_password=False)

    def open(self, naam: str) -> Database:
        return Database(self.url(naam), self._inst, lang=True)

    def bereid_voor(self) -> None:
        """De beginstand blijft staan: laden duurt langer dan meten."""
        self._sql(f'CREATE DATABASE "{self._begin}"', bestaat_mag=True)
        database = self.open(self._begin)
        try:
            if not self._staat_klaar(database):
                with database.transactie() as conn:
                    migreer(conn)
                with database.transactie() as conn:
                    laad(conn, self._omvang)
                with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                    conn.execute(text("SET lock_timeout = 0"))  # na een grote lading is autovacuum al bezig
                    conn.execute(text("VACUUM"))
        finally:
            database.sluit()

    def _staat_klaar(self, database: Database) -> bool:
        try:
            database.eis_gereed()
        except DatabaseOnbereikbaar:
            return False
        with database.transactie() as conn:
            aantal = conn.scalar(select(func.count()).select_from(afgeleid)) or 0
            return aantal >= MATEN[self._omvang].personen

    @contextmanager
    def kopie(self) -> Iterator[str]:
        """Een verse kopie van de beginstand, met de klok op de dag van de meting."""
        naam = f"{self._begin}_werk"
        self._sql(f'DROP DATABASE IF EXISTS "{naam}" WITH (FORCE)')
        self._sql(f'CREATE DATABASE "{naam}" TEMPLATE "{self._begin}" STRATEGY FILE_COPY')
        database = self.open(naam)
        zet_klok(database, DAGEN)
        database.sluit()
        try:
            yield naam
        finally:
            self._sql(f'DROP DATABASE IF EXISTS "{naam}" WITH (FORCE)')

    def _sql(self, opdracht: str, bestaat_mag: bool = False) -> None:
        with self._beheer.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            if bestaat_mag and conn.scalar(
                text("SELECT 1 FROM pg_database WHERE datname = :naam"), {"naam": self._begin}
            ):
                return
            conn.execute(text(opdracht))


def zet_klok(database: Database, dagen: int) -> None:
    """Zoveel dagen na de beginstand; de klok staat daar stil."""
    with database.transactie() as conn:
        conn.execute(update(stand).values(klok_vast=BEGINTIJD + timedelta(days=dagen), klok_verschil=None))


def vingerafdruk(conn: Connection) -> dict[str, str]:
    """Per tabel het aantal rijen en de som van hun hashes: de volgorde doet er niet toe."""
    tabellen: list[Table] = [afgeleid, persoon, run_regel, *(tabel for _, tabel in FEITEN.values())]
    uit = {}
    for tabel in tabellen:
        rij = ", ".join(k.name for k in tabel.c if k.name not in _VRIJ)
        som = f"count(*) || ':' || coalesce(sum(hashtextextended(ROW({rij})::text, 0)), 0)"
        uit[tabel.name] = str(conn.scalar(text(f"SELECT {som} FROM {tabel.name}")))  # noqa: S608
    uit["verslag"] = str(conn.scalar(select(run.c.verslag - "seconden")))
    return uit


def voortgang(database: Database, totaal: int) -> float:
    """Welk deel van de personen de lopende run al vastlegde."""
    with database.transactie() as conn:
        gedaan = conn.scalar(select(run.c.voortgang["verwerkt"].as_integer()))
    return (gedaan or 0) / totaal


def voltooid(database: Database) -> bool:
    with database.transactie() as conn:
        return conn.scalar(select(run.c.geeindigd)) is not None
