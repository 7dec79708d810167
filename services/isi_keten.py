"""ISIKeten: de kant van de ketenpartners (R-010, R-015 … R-019, R-065 … R-070, R-139)."""

from __future__ import annotations

from isi_soap.contract import berichten
from persistence import keten, uitwisseling
from persistence.eenheid import Eenheid
from persistence.toegang import Ketentoegang
from services.dienst import Dienst, leest, muteert


class ISIKeten(Dienst):
    dienst = "ISIKeten"

    @muteert
    @staticmethod
    def VerwerkVerblijfsgegevens(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkVerblijfsgegevens
    ) -> berichten.VerwerkVerblijfsgegevensResponse:
        """IND: een potentiële nieuwkomer of een terugmelding."""
        return keten.verwerk_verblijfsgegevens(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwerkPersoonsgegevens(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkPersoonsgegevens
    ) -> berichten.VerwerkPersoonsgegevensResponse:
        """BRP: identiteit, adres, vertrek, terugkeer, overlijden."""
        return keten.verwerk_persoonsgegevens(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwerkExamenresultaat(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkExamenresultaat
    ) -> berichten.VerwerkExamenresultaatResponse:
        """DUO en CvE: een uitslag."""
        return keten.verwerk_examenresultaat(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwerkDiploma(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkDiploma
    ) -> berichten.VerwerkDiplomaResponse:
        """DUO: een diploma; CvE alleen NT2."""
        return keten.verwerk_diploma(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def VerwerkVrijstellingDuo(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.VerwerkVrijstellingDuo
    ) -> berichten.VerwerkVrijstellingDuoResponse:
        """DUO: een vrijstelling, of de indicatie gehele vrijstelling."""
        return keten.verwerk_vrijstelling_duo(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def MeldZelfmelder(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.MeldZelfmelder
    ) -> berichten.MeldZelfmelderResponse:
        """DUO: wie zelf begon en een lening of examen aanvroeg."""
        return keten.meld_zelfmelder(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def BeoordeelMutatieverzoek(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.BeoordeelMutatieverzoek
    ) -> berichten.BeoordeelMutatieverzoekResponse:
        """DUO: de volgende stap; IND: onder welke wet iemand valt."""
        return keten.beoordeel(eenheid, toegang, bericht)

    @leest
    @staticmethod
    def INDUitwisselingInfo(
        eenheid: Eenheid, toegang: Ketentoegang, bericht: berichten.INDUitwisselingInfo
    ) -> berichten.INDUitwisselingInfoResponse:
        """IND en DUO: de lijst van de laatste maandelijkse uitwisseling."""
        return uitwisseling.info(eenheid, toegang, bericht)
