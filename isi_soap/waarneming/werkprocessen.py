"""De tellers van de werkprocessen bijeen, ook die van wie er niet meer is.

Een teller van een proces dat stopte telt mee en hoort nooit te dalen. Zijn bestanden gaan over in één
verzamelbestand: anders groeit de map met elk vervangen werkproces, en wordt opvragen steeds trager.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from prometheus_client.core import CollectorRegistry, Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector

from isi_soap.proces import leeft

_BESTAND: Final = re.compile(r"(counter|histogram|gauge_\w+?)_(\d+)\.db")
_DOOD: Final = 0  # geen proces heeft dit nummer


class Werkprocessen:
    """Een verzamelaar voor prometheus_client, over de gedeelde map."""

    def __init__(self, map_: Path) -> None:
        self._map = map_
        self._slot = threading.Lock()
        self._bron = MultiProcessCollector(CollectorRegistry(), path=str(map_))

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        with self._slot:
            self.ruim_op()
            return list(self._bron.collect())

    def ruim_op(self) -> None:
        for bestand in self._map.glob("*.db"):
            soort = _BESTAND.fullmatch(bestand.name)
            if soort is None or (pid := int(soort[2])) == _DOOD or leeft(pid):
                continue
            if not soort[1].startswith("gauge"):
                _tel_op(bestand, self._map / f"{soort[1]}_{_DOOD}.db")
            bestand.unlink()


def _tel_op(van: Path, bij: Path) -> None:
    verzameld = MmapedDict(str(bij))
    try:
        for sleutel, waarde, tijdstip, _ in MmapedDict.read_all_values_from_file(str(van)):
            verzameld.write_value(sleutel, verzameld.read_value(sleutel)[0] + waarde, tijdstip)
    finally:
        verzameld.close()
