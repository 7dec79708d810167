"""Of het logboek nog bewezen wordt: te zien in /gereed, en desgewenst reden om niets meer aan te nemen."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from isi_soap.settings import Instellingen
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.logboek import ldv
from persistence.logboek.stand import stand

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
        self._ldv = inst.ldv_adres is not None
        self._slot = threading.Lock()
        self._gekeken = float("-inf")
        self._aannemen = True

    def alarmen(self) -> tuple[str, ...]:
        nu = datetime.now(UTC)
        try:
            with self._database.transactie() as conn:
                gevonden = stand(conn, nu, self._alarm_na).alarmen
                if self._ldv and (alarm := ldv.stand(conn).alarm(nu, self._alarm_na)):
                    gevonden = (*gevonden, alarm)
        except DatabaseOnbereikbaar:
            return ("de stand van het logboek is niet te lezen",)
        return gevonden

    def neemt_aan(self) -> bool:
        if not self._stop_na or time.monotonic() - self._gekeken < _GELDIG_SECONDEN:
            return self._aannemen
        if not self._slot.acquire(blocking=False):
            return self._aannemen  # een ander kijkt al
        try:
            nu = datetime.now(UTC)
            with self._database.transactie() as conn:
                self._aannemen = not stand(conn, nu, self._alarm_na).onbewezen(nu, self._stop_na)
            self._gekeken = time.monotonic()
        except DatabaseOnbereikbaar:
            pass  # dan lukt het bericht zelf ook niet, en zegt dat waarom
        finally:
            self._slot.release()
        return self._aannemen
