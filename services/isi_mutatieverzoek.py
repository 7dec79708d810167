"""ISIMutatieverzoek: het mutatieformulier (R-012 … R-020, R-092, R-095, R-145, R-159)."""

from __future__ import annotations

from isi_soap.contract import berichten
from persistence import mutatieverzoek
from persistence.eenheid import Eenheid
from persistence.toegang import Toegang
from services.dienst import Dienst, leest, muteert


class ISIMutatieverzoek(Dienst):
    dienst = "ISIMutatieverzoek"

    @muteert
    @staticmethod
    def MutatieverzoekIndienen(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.MutatieverzoekIndienen
    ) -> berichten.MutatieverzoekIndienenResponse:
        """Nooit een direct resultaat: DUO behandelt het verzoek (R-020)."""
        return mutatieverzoek.indienen(eenheid, toegang, bericht)

    @leest
    @staticmethod
    def MutatieverzoekInfo(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.MutatieverzoekInfo
    ) -> berichten.MutatieverzoekInfoResponse:
        """De eigen verzoeken, met hun stappen."""
        return mutatieverzoek.info(eenheid, toegang, bericht)
