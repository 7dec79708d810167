"""ISIMuteren: wat een gemeente zelf vastlegt en wijzigt (R-163)."""

from __future__ import annotations

from isi_soap.contract import berichten
from persistence import muteren
from persistence.eenheid import Eenheid
from persistence.toegang import Toegang
from services.dienst import Dienst, muteert


class ISIMuteren(Dienst):
    dienst = "ISIMuteren"

    @muteert
    @staticmethod
    def RegistreerInburgeringsplicht(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.RegistreerInburgeringsplicht
    ) -> berichten.RegistreerInburgeringsplichtResponse:
        return muteren.registreer_inburgeringsplicht(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def RegistreerHandhaving(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.RegistreerHandhaving
    ) -> berichten.RegistreerHandhavingResponse:
        return muteren.registreer_handhaving(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def WijzigHandhaving(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.WijzigHandhaving
    ) -> berichten.WijzigHandhavingResponse:
        return muteren.wijzig_handhaving(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwijderHandhaving(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VerwijderHandhaving
    ) -> berichten.VerwijderHandhavingResponse:
        return muteren.verwijder_handhaving(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerlengHandhavingstermijn(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VerlengHandhavingstermijn
    ) -> berichten.VerlengHandhavingstermijnResponse:
        return muteren.verleng_handhavingstermijn(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def RegistreerBoete(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.RegistreerBoete
    ) -> berichten.RegistreerBoeteResponse:
        return muteren.registreer_boete(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwijderBoete(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VerwijderBoete
    ) -> berichten.VerwijderBoeteResponse:
        return muteren.verwijder_boete(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def RegistreerVoorziening(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.RegistreerVoorziening
    ) -> berichten.RegistreerVoorzieningResponse:
        return muteren.registreer_voorziening(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def WijzigVoorziening(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.WijzigVoorziening
    ) -> berichten.WijzigVoorzieningResponse:
        return muteren.wijzig_voorziening(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwijderVoorziening(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.VerwijderVoorziening
    ) -> berichten.VerwijderVoorzieningResponse:
        return muteren.verwijder_voorziening(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def RegistreerVrijstelling(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.RegistreerVrijstelling
    ) -> berichten.RegistreerVrijstellingResponse:
        return muteren.registreer_vrijstelling(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def WijzigVrijstelling(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.WijzigVrijstelling
    ) -> berichten.WijzigVrijstellingResponse:
        return muteren.wijzig_vrijstelling(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def BeeindigVrijstelling(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.BeeindigVrijstelling
    ) -> berichten.BeeindigVrijstellingResponse:
        return muteren.beeindig_vrijstelling(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def RegistreerOntheffing(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.RegistreerOntheffing
    ) -> berichten.RegistreerOntheffingResponse:
        return muteren.registreer_ontheffing(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def TrekOntheffingIn(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.TrekOntheffingIn
    ) -> berichten.TrekOntheffingInResponse:
        return muteren.trek_ontheffing_in(eenheid, toegang, bericht)
