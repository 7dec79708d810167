"""ISISignalen: signalen ophalen en afhandelen, alleen met rol 6 (R-029, R-075)."""

from __future__ import annotations

from isi_soap.contract import berichten
from persistence import signalen
from persistence.eenheid import Eenheid
from persistence.toegang import Toegang
from services.dienst import Dienst, muteert


class ISISignalen(Dienst):
    dienst = "ISISignalen"

    @muteert
    @staticmethod
    def SignalenOphalen(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.SignalenOphalen
    ) -> berichten.SignalenOphalenResponse:
        """Merkt als opgehaald; wie hetzelfde bericht herhaalt krijgt hetzelfde antwoord."""
        return signalen.ophalen(eenheid, toegang, bericht)

    @muteert
    @staticmethod
    def SignaalAfhandelen(
        eenheid: Eenheid, toegang: Toegang, bericht: berichten.SignaalAfhandelen
    ) -> berichten.SignaalAfhandelenResponse:
        """SS064 alleen door de plicht te registreren (R-073)."""
        return signalen.afhandelen(eenheid, toegang, bericht)
