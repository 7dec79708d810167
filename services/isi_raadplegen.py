"""ISIRaadplegen: gegevens van inburgeraars bekijken."""

from __future__ import annotations

from isi_soap.contract import berichten
from persistence import raadplegen
from persistence.eenheid import Eenheid
from persistence.toegang import Toegang
from services.dienst import Dienst, leest


class ISIRaadplegen(Dienst):
    dienst = "ISIRaadplegen"

    @leest
    @staticmethod
    def VerbindingInfo(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VerbindingInfo
    ) -> berichten.VerbindingInfoResponse:
        return raadplegen.verbinding_info(eenheid, toegang, bericht)

    @leest
    @staticmethod
    def PersoonInfo(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.PersoonInfo
    ) -> berichten.PersoonInfoResponse:
        return raadplegen.persoon_info(eenheid, toegang, bericht)

    @leest
    @staticmethod
    def PersonenZoeken(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.PersonenZoeken
    ) -> berichten.PersonenZoekenResponse:
        return raadplegen.personen_zoeken(eenheid, toegang, bericht)

    @leest
    @staticmethod
    def TermijnoverschrijdersInfo(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.TermijnoverschrijdersInfo
    ) -> berichten.TermijnoverschrijdersInfoResponse:
        return raadplegen.termijnoverschrijders_info(eenheid, toegang, bericht)

    @leest
    @staticmethod
    def VoorzieningenTelling(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VoorzieningenTelling
    ) -> berichten.VoorzieningenTellingResponse:
        return raadplegen.voorzieningen_telling(eenheid, toegang, bericht)
