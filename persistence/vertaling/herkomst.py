"""Wie een versie schreef en wie haar beëindigde (R-006, R-021)."""

from __future__ import annotations

from typing import TypedDict

from isi_soap.contract import berichten
from isi_soap.domain import model
from persistence.vertaling.tijd import tijdstip

SOORT_GEGEVEN: dict[type[model.Feit], str] = {
    model.Plicht: "PLICHT",
    model.Handhaving: "HANDHAVING",
    model.Verlenging: "VERLENGING",
    model.Boete: "BOETE",
    model.Voorziening: "VOORZIENING",
    model.Vrijstelling: "VRIJSTELLING",
    model.Ontheffing: "ONTHEFFING",
    model.Signaal: "SIGNAAL",
    model.Mutatieverzoek: "MUTATIEVERZOEK",
}


class Versie(TypedDict):
    """Wat elk gegeven in een bericht over zijn versie zegt."""

    RegistratieId: str
    Versienr: int
    Oorsprong: berichten.Oorsprong
    EindeVersie: berichten.EindeVersie | None


def versie(feit: model.Feit) -> Versie:
    herkomst = feit.herkomst
    if herkomst is None:
        raise ValueError("alleen een gelezen gegeven heeft een herkomst")
    einde = None
    if herkomst.beeindigd is not None:
        einde = berichten.EindeVersie(
            CdRedenEindeVersie=herkomst.reden_einde or "GEWIJZIGD", Oorsprong=oorsprong(herkomst.beeindigd)
        )
    return Versie(
        RegistratieId=str(feit.id),
        Versienr=feit.versienr,
        Oorsprong=oorsprong(herkomst.geschreven),
        EindeVersie=einde,
    )


def oorsprong(bron: model.Bron) -> berichten.Oorsprong:
    return berichten.Oorsprong(
        CdBron=bron.partij,
        CdGemeente=bron.gemeente,
        DatTijdRegistratie=tijdstip(bron.tijdstip),
        KenmerkBericht=str(bron.id),
    )
