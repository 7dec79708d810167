"""Een server die zijn werkprocessen blijft vervangen.

Granian stopt geheel als hetzelfde werkproces binnen zes seconden nogmaals omvalt. Wie een bericht kent
waarvan een werkproces omvalt, heeft er dan aan twee genoeg om de dienst voor iedereen te stoppen. Hier gaat
het vervangen door, met een pauze die een snelle herhaling afremt; pas als het steeds maar blijft omvallen
(een proces dat niet eens start) stopt de dienst, en dan is het aan systemd.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any, Final

from granian.server import Server

from isi_soap.soap.logboek import beheerder

HOOGSTENS: Final = 20
BINNEN_SECONDEN: Final = 60.0
PAUZE: Final = 0.5


class Volhouder(Server):  # type: ignore[misc, valid-type]
    """De server van Granian, met een eigen oordeel over wanneer het geen zin meer heeft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._omgevallen: deque[float] = deque(maxlen=HOOGSTENS)

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        nu = time.monotonic()
        snel = bool(self._omgevallen) and nu - self._omgevallen[-1] < BINNEN_SECONDEN / HOOGSTENS
        vol = len(self._omgevallen) == HOOGSTENS and nu - self._omgevallen[0] < BINNEN_SECONDEN
        self._omgevallen.append(nu)
        if snel:
            time.sleep(PAUZE)
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        if not delay:
            beheerder.warning("werkproces vervangen", aantal=len(workers))
        if not vol:
            self.respawned_wrks.clear()  # zonder deze tijden ziet Granian geen reden om te stoppen
