"""ISIMuteren: elk bericht wordt een opdracht, de regel oordeelt, de uitkomst wordt geschreven."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from isi_soap.contract import berichten
from isi_soap.domain import handhaving, ontheffing, plicht, voorziening, vrijstelling
from isi_soap.domain.model import Dossier
from isi_soap.domain.opdrachten import Opdracht
from isi_soap.domain.uitkomst import Omgeving, Uitkomst
from persistence.eenheid import Eenheid
from persistence.registratie import schrijf
from persistence.toegang import Toegang, dossier_ter_wijziging, omgeving
from persistence.vertaling import muteren as vertaling
from persistence.vertaling.meldingen import fwi
from persistence.vertaling.registratie import registratie


class OverPersoon(Protocol):
    """Een bericht dat één persoon noemt."""

    @property
    def ClientSuwi(self) -> berichten.ClientSuwiSleutel: ...  # noqa: N802


B = TypeVar("B", bound=OverPersoon)
Op = TypeVar("Op", bound=Opdracht)
A = TypeVar("A")


def _handler(
    vertaal: Callable[[B], Op],
    regel: Callable[[Dossier, Op, Omgeving], Uitkomst],
    antwoord: Callable[..., A],
) -> Callable[[Eenheid, Toegang, B], A]:
    """De gang van elke mutatie: buiten bereik of tegen een regel wordt er niets geschreven."""

    def handel_af(eenheid: Eenheid, toegang: Toegang, bericht: B) -> A:
        bsn = bericht.ClientSuwi.Burgerservicenr
        dossier = dossier_ter_wijziging(eenheid, toegang, bsn)
        uitkomst = regel(dossier, vertaal(bericht), omgeving(eenheid, toegang))
        vastgelegd = schrijf(eenheid, bsn, uitkomst)
        return antwoord(Registratie=registratie(vastgelegd, uitkomst), FWI=fwi(uitkomst.meldingen))

    return handel_af


registreer_inburgeringsplicht = _handler(
    vertaling.registreer_inburgeringsplicht,
    plicht.registreer_inburgeringsplicht,
    berichten.RegistreerInburgeringsplichtResponse,
)
registreer_handhaving = _handler(
    vertaling.registreer_handhaving, handhaving.registreer_handhaving, berichten.RegistreerHandhavingResponse
)
wijzig_handhaving = _handler(
    vertaling.wijzig_handhaving, handhaving.wijzig_handhaving, berichten.WijzigHandhavingResponse
)
verwijder_handhaving = _handler(
    vertaling.verwijder_handhaving, handhaving.verwijder_handhaving, berichten.VerwijderHandhavingResponse
)
verleng_handhavingstermijn = _handler(
    vertaling.verleng_handhavingstermijn,
    handhaving.verleng_handhavingstermijn,
    berichten.VerlengHandhavingstermijnResponse,
)
registreer_boete = _handler(
    vertaling.registreer_boete, handhaving.registreer_boete, berichten.RegistreerBoeteResponse
)
verwijder_boete = _handler(
    vertaling.verwijder_boete, handhaving.verwijder_boete, berichten.VerwijderBoeteResponse
)
registreer_voorziening = _handler(
    vertaling.registreer_voorziening,
    voorziening.registreer_voorziening,
    berichten.RegistreerVoorzieningResponse,
)
wijzig_voorziening = _handler(
    vertaling.wijzig_voorziening, voorziening.wijzig_voorziening, berichten.WijzigVoorzieningResponse
)
verwijder_voorziening = _handler(
    vertaling.verwijder_voorziening, voorziening.verwijder_voorziening, berichten.VerwijderVoorzieningResponse
)
registreer_vrijstelling = _handler(
    vertaling.registreer_vrijstelling,
    vrijstelling.registreer_vrijstelling,
    berichten.RegistreerVrijstellingResponse,
)
wijzig_vrijstelling = _handler(
    vertaling.wijzig_vrijstelling, vrijstelling.wijzig_vrijstelling, berichten.WijzigVrijstellingResponse
)
beeindig_vrijstelling = _handler(
    vertaling.beeindig_vrijstelling,
    vrijstelling.beeindig_vrijstelling,
    berichten.BeeindigVrijstellingResponse,
)
registreer_ontheffing = _handler(
    vertaling.registreer_ontheffing, ontheffing.registreer_ontheffing, berichten.RegistreerOntheffingResponse
)
trek_ontheffing_in = _handler(
    vertaling.trek_ontheffing_in, ontheffing.trek_ontheffing_in, berichten.TrekOntheffingInResponse
)
