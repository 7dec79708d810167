"""De bevestiging van een mutatie: wat er nu staat, en wat in dezelfde opdracht meeging."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from isi_soap.contract import berichten
from isi_soap.domain import model
from isi_soap.domain.toepassen import VERZAMELING
from isi_soap.domain.uitkomst import Uitkomst
from persistence.registratie import Vastgelegd
from persistence.vertaling.herkomst import SOORT_GEGEVEN
from persistence.vertaling.tijd import tijdstip


def registratie(vastgelegd: Vastgelegd, uitkomst: Uitkomst) -> berichten.Registratie:
    """Voor een registratie die er al was: dezelfde als de eerste keer (design.md §4)."""
    onderwerp = vastgelegd.onderwerp
    if onderwerp is None:
        raise ValueError("een mutatie gaat over een gegeven")
    stand = vastgelegd.stand
    samen = _samen_geschreven(vastgelegd.dossier, onderwerp, _bron(uitkomst, vastgelegd.bericht))
    return berichten.Registratie(
        RegistratieId=str(onderwerp.id),
        Versienr=onderwerp.versienr,
        CdSrtGegeven=SOORT_GEGEVEN[type(onderwerp)],
        DatTijdRegistratie=tijdstip(vastgelegd.tijdstip),
        CdStatus=stand.status.value if stand else None,
        CdDeel=stand.deel.value if stand else None,
        Meegeregistreerd=tuple(
            berichten.MeegeregistreerdGegeven(
                RegistratieId=str(feit.id),
                Versienr=feit.versienr,
                CdSrtGegeven=SOORT_GEGEVEN[type(feit)],
            )
            for feit in (*samen, *_verdwenen(uitkomst, onderwerp))
        ),
    )


def _samen_geschreven(
    dossier: model.Dossier | None, onderwerp: model.Feit, bericht: UUID
) -> Iterator[model.Feit]:
    """Wat hetzelfde bericht schreef; bij een herhaling is dat het eerste bericht."""
    for feit in _besluiten(dossier):
        if not _zelfde(feit, onderwerp) and feit.herkomst and feit.herkomst.geschreven.id == bericht:
            yield feit


def _bron(uitkomst: Uitkomst, bericht: UUID) -> UUID:
    eerste = uitkomst.bestaand.herkomst if uitkomst.bestaand else None
    if eerste is None:
        return bericht
    # Een lading schreef het hele dossier; dat hoort niet bij één registratie.
    return eerste.geschreven.id if eerste.geschreven.soort == "BERICHT" else bericht


def _verdwenen(uitkomst: Uitkomst, onderwerp: model.Feit) -> Iterator[model.Feit]:
    for feit in (*uitkomst.verwijderd, *uitkomst.beeindigd):
        if type(feit) in SOORT_GEGEVEN and not _zelfde(feit, onderwerp):
            yield feit


def _besluiten(dossier: model.Dossier | None) -> Iterator[model.Feit]:
    if dossier is not None:
        for soort in SOORT_GEGEVEN:
            yield from getattr(dossier, VERZAMELING[soort])


def _zelfde(feit: model.Feit, ander: model.Feit) -> bool:
    return type(feit) is type(ander) and feit.id == ander.id
