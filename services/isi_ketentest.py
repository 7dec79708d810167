"""ISIKetentest: klok, runs en begintoestand; alleen in het profiel ketentest."""

from __future__ import annotations

from isi_soap.contract import berichten
from persistence import ketentest
from persistence.eenheid import Eenheid
from persistence.toegang import Toegang
from services.dienst import Dienst, muteert


class ISIKetentest(Dienst):
    dienst = "ISIKetentest"

    @muteert
    @staticmethod
    def ZetKlok(eenheid: Eenheid, toegang: Toegang, bericht: berichten.ZetKlok) -> berichten.ZetKlokResponse:
        """Zet de testklok, of zonder tijdstip terug op de echte tijd."""
        return ketentest.zet_klok(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VoerRunUit(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VoerRunUit
    ) -> berichten.VoerRunUitResponse:
        """Voert een run uit zoals `isi-soap batch` het doet."""
        return ketentest.voer_run_uit(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def HerstelBegintoestand(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.HerstelBegintoestand
    ) -> berichten.HerstelBegintoestandResponse:
        """De testgegevens en de klok van het begin; alle MessageIDs zijn vergeten."""
        return ketentest.herstel_begintoestand(eenheid, toegang, bericht)
