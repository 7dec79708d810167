"""Of het logboek nog verzegeld wordt: te zien in /gereed, en desgewenst reden om niets meer aan te nemen."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from isi_soap.settings import Instellingen
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.logboek.stand import Stand, stand

_GELDIG_SECONDEN = 5.0


class Wacht(Protocol):
    def neemt_aan(self) -> bool: ...
    def alarmen(self) -> tuple[str, ...]: ...


class Onbewaakt:
    """Zonder wacht is er geen alarm, en gaat alles door."""

    def neemt_aan(self) -> bool:
        return True

    def alarmen(self) -> tuple[str, ...]:
        return ()


class Logwacht:
    """Kijkt hoogstens elke vijf seconden, en alleen als de instellingen vragen om te stoppen."""

    def __init__(self, database: Database, inst: Instellingen) -> None:
        self._database = database
        self._alarm_na = timedelta(seconds=inst.log_alarm_seconden)
        self._stop_na = timedelta(seconds=inst.log_stilstand_seconden)
        self._slot = threading.Lock()
        self._gekeken = float("-inf")
        self._aannemen = True

    def alarmen(self) -> tuple[str, ...]:
        try:
            return self._kijk().alarmen
        except DatabaseOnbereikbaar:
            return ("de stand van het logboek is niet te lezen",)

    def neemt_aan(self) -> bool:
        if not self._stop_na or time.monotonic() - self._gekeken < _GELDIG_SECONDEN:
            return self._aannemen
        if not self._slot.acquire(blocking=False):
            return self._aannemen  # een ander kijkt al
        try:
            self._aannemen = self._kijk().achterstand(datetime.now(UTC)) <= self._stop_na
            self._gekeken = time.monotonic()
        except DatabaseOnbereikbaar:
            pass  # dan lukt het bericht zelf ook niet, en zegt dat waarom
        finally:
            self._slot.release()
        return self._aannemen

    def _kijk(self) -> Stand:
        with self._database.transactie() as conn:
            return stand(conn, datetime.now(UTC), self._alarm_na)
