"""De twee servers van de meting over HTTP: de dienst zonder database, en dezelfde server met vaste bytes.

Gebruik: python -m bench.http_dienst eigen|vol|vast POORT
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from bench.dossiers import PERSOONINFO, bsns, dossier
from bench.zonder_database import toepassing
from isi_soap.contract.codec import codec
from isi_soap.settings import Instellingen
from isi_soap.soap import envelop
from isi_soap.soap.serve import draai, maak_front
from isi_soap.soap.uitwisseling import XML
from isi_soap.waarneming.technischlog import stel_log_in

WERKERS = 2


class Vast:
    """Leest het verzoek en antwoordt altijd hetzelfde: wat de server zelf kost."""

    def __init__(self) -> None:
        antwoord = dossier(0, bsns()[0], vol=False)
        self._body = envelop.maak("", codec(PERSOONINFO.antwoord).encode(antwoord))

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        await proto()
        proto.response_bytes(200, XML, self._body)


def laad(soort: str, inst: Instellingen) -> Any:
    """Wat een werkproces draait, met hetzelfde log als in productie."""
    stel_log_in(als_json=True)
    return Vast() if soort == "vast" else maak_front(toepassing(vol=soort == "vol"), inst)


def main() -> None:
    soort, poort = sys.argv[1:]
    # Zonder database valt er niets te wachten: meer threads zouden alleen om de GIL vechten .
    inst = Instellingen(port=int(poort), workers=WERKERS, threads=1)
    draai(partial(laad, soort, inst), inst)


if __name__ == "__main__":
    main()
