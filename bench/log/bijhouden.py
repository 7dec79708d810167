"""`seal_keeps_up`: of de verzegelaar het bijhoudt terwijl de dienst zo snel antwoordt als zij kan.

De dienst draait zoals in productie: twee werkprocessen, de verzegelaar ernaast, een map als getuige. Wat nog
geen positie heeft leest de meting intussen zelf uit de database.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.batch import PAD, vragen
from bench.belasting import belast, lua
from bench.dienst import draaiend
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.ingebed import laat_los
from persistence.logboek.stand import stand
from persistence.migraties.uitvoering import migreer
from persistence.testdata import laad

_WERKERS = 2
_AANLOOP = 0.05  # deel van de tijd, vooraf: de dienst loopt warm, en de verzegelaar komt op
_NIEUW_SECONDEN = 0.2  # zo lang rust de verzegelaar als er niets lag: een achterstand die er altijd mag zijn
_NALOOP_SECONDEN = 10.0  # hierbinnen is na het laatste bericht alles verzegeld


@dataclass(frozen=True, slots=True)
class Monster:
    """Op één moment: hoeveel records nog geen positie hebben, en hoe oud het oudste daarvan is."""

    records: int
    seconden: float


@dataclass(slots=True)
class Achterstand:
    """De monsters van een meting, op volgorde."""

    monsters: list[Monster] = field(default_factory=list)

    def kwart(self, nummer: int) -> Sequence[Monster]:
        deel = len(self.monsters) // 4
        return self.monsters[:deel] if nummer == 1 else self.monsters[-deel:]

    def groeit(self, per_seconde: float) -> bool:
        """Of het laatste kwart boven het eerste ligt, en niet alleen door ruis.

        Ruis is wat in het eerste kwart ook voorkwam (een op de twintig ligt erboven), en ten minste een rust
        van de verzegelaar. Een achterstand telt in tijd en in records: in één van beide groeien is groeien.
        """
        eerste, laatste = self.kwart(1), self.kwart(4)
        return any(
            median(na) > max(_bijna_hoogste(voor), median(voor) + rust)
            for voor, na, rust in (
                ([m.seconden for m in eerste], [m.seconden for m in laatste], _NIEUW_SECONDEN),
                ([m.records for m in eerste], [m.records for m in laatste], _NIEUW_SECONDEN * per_seconde),
            )
        )


def _bijna_hoogste(waarden: Sequence[float]) -> float:
    return sorted(waarden)[int(len(waarden) * 0.95)]


def meet(seconden: int) -> dict[str, float | bool]:
    """De achterstand in het eerste en het laatste kwart, en of alles daarna snel verzegeld was."""
    gemeten = Achterstand()
    with _log() as (database, omgeving, vragen_), draaiend(omgeving, "--workers", str(_WERKERS)) as poort:
        script = Path(omgeving["ISI_DATA_MAP"]) / "verzoeken.lua"
        script.write_text(lua(vragen_))
        belast(poort, PAD, vragen_, script, max(1.0, seconden * _AANLOOP))
        _naloop(database)  # de verzegelaar start naast de dienst; hij doet nu ook mee
        begin = _verzegeld_en_wachtend(database)
        with _bemonsterd(database, gemeten, max(0.1, min(2.0, seconden / 100))):
            beantwoord = belast(poort, PAD, vragen_, script, seconden)
        naloop = _naloop(database)
        berichten = _verzegeld_en_wachtend(database) - begin
    if berichten < beantwoord:
        raise RuntimeError(f"van {beantwoord} beantwoorde berichten staan er {berichten} in het log")
    per_seconde = berichten / seconden
    eerste, laatste = gemeten.kwart(1), gemeten.kwart(4)
    return {
        "seal_messages": float(berichten),
        "seal_messages_per_second": round(per_seconde, 1),
        "seal_lag_samples": float(len(gemeten.monsters)),
        "seal_lag_first": median(m.records for m in eerste),
        "seal_lag_last": median(m.records for m in laatste),
        "seal_lag_first_seconds": round(median(m.seconden for m in eerste), 3),
        "seal_lag_last_seconds": round(median(m.seconden for m in laatste), 3),
        "seal_lag_max_seconds": round(max(m.seconden for m in gemeten.monsters), 3),
        "seal_drain_seconds": round(naloop, 2),
        "seal_keeps_up": not gemeten.groeit(per_seconde) and naloop <= _NALOOP_SECONDEN,
    }


@contextmanager
def _log() -> Iterator[tuple[Database, dict[str, str], list[bytes]]]:
    """Een leeg log in een eigen ingebedde database, duizend personen om naar te vragen, en de omgeving."""
    with TemporaryDirectory(prefix="isi-bench-") as map_:
        inst = Instellingen(data_map=Path(map_), database_url=None)
        omgeving = {naam: waarde for naam, waarde in os.environ.items() if not naam.startswith("ISI_")}
        omgeving |= {
            "ISI_DATA_MAP": map_,
            "ISI_LOG_GETUIGE": str(Path(map_) / "getuige"),
            "ISI_PLANNING": "uit",
        }
        database = Database.uit(inst, lang=True)
        try:
            with database.transactie() as conn:
                migreer(conn)
            with database.transactie() as conn:
                laad(conn, "S")
            yield database, omgeving, vragen(database)
        finally:
            database.sluit()
            laat_los(Path(map_) / "postgres")


@contextmanager
def _bemonsterd(database: Database, uit: Achterstand, elke: float) -> Iterator[None]:
    klaar = threading.Event()

    def kijk() -> None:
        while not klaar.wait(elke):
            uit.monsters.append(_monster(database))

    draad = threading.Thread(target=kijk)
    draad.start()
    try:
        yield
    finally:
        klaar.set()
        draad.join()


def _monster(database: Database) -> Monster:
    with database.transactie() as conn:
        nu = datetime.now(UTC)
        gezien = stand(conn, nu, timedelta.max)
    # Wat na `nu` binnenkwam is nog geen achterstand.
    return Monster(gezien.wachtend, max(0.0, gezien.achterstand(nu).total_seconds()))


def _naloop(database: Database) -> float:
    """Hoe lang na de laatste belasting het duurt tot elk record zijn positie heeft."""
    begin = time.monotonic()
    while _monster(database).records and time.monotonic() < begin + 6 * _NALOOP_SECONDEN:
        time.sleep(0.02)
    return time.monotonic() - begin


def _verzegeld_en_wachtend(database: Database) -> int:
    with database.transactie() as conn:
        gezien = stand(conn, datetime.now(UTC), timedelta.max)
    return gezien.grootte + gezien.wachtend
