"""Een dienst die op elk bericht antwoordt met de OIN van de verbinding, zoals `serve` haar zou draaien.

De voorkant, Granian, TLS en het lezen van het clientcertificaat zijn die van het product; alleen het antwoord
is van deze test.
"""

from __future__ import annotations

from isi_soap.settings import Instellingen, instellingen
from isi_soap.soap.clientcertificaat import Clientcertificaten
from isi_soap.soap.front import Front
from isi_soap.soap.serve import draai
from isi_soap.soap.startcontrole import bezwaren, eis
from isi_soap.soap.uitwisseling import Antwoord, Verzoek, kaal
from isi_soap.waarneming.technischlog import stel_log_in
from persistence.eenheid import systeemklok


class ToontOin:
    def __init__(self, inst: Instellingen) -> None:
        self._certificaten = Clientcertificaten.uit(inst)

    def __call__(self, verzoek: Verzoek) -> Antwoord:
        return kaal(200, f"oin={self._certificaten.oin(verzoek)} peer={verzoek.peer!r}")

    def weiger_vooraf(self, pad: str, peer: str | None) -> None:
        return None

    def bezet(self, verzoek: Verzoek) -> Antwoord:
        return kaal(503, "bezet")


def laad() -> Front:
    stel_log_in(als_json=True)
    return Front(ToontOin(instellingen()))


def hoofd() -> None:
    eis(bezwaren(instellingen(), systeemklok()))
    draai(laad, instellingen())
