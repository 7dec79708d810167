"""Een uitkomst op een dossier toepassen, zoals `persistence` het in tabellen doet.

Nodig waar een regel op een vorige voortbouwt (WijzigVrijstelling met plicht en handhaving, de dagrun), en om
de status na een registratie te tonen zonder het dossier opnieuw te lezen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from isi_soap.domain.model import (
    Adres,
    Boete,
    Bron,
    Buitenland,
    Contact,
    Diploma,
    Dossier,
    ExamenBuitenland,
    Examenresultaat,
    Feit,
    Handhaving,
    Herkomst,
    Mutatieverzoek,
    Nationaliteit,
    Ontheffing,
    Plicht,
    Signaal,
    Verblijfsdoel,
    Verlenging,
    Voorziening,
    Vrijstelling,
)
from isi_soap.domain.uitkomst import Uitkomst

NEDERLAND = ZoneInfo("Europe/Amsterdam")

VERZAMELING: dict[type[Feit], str] = {
    Nationaliteit: "nationaliteiten",
    Adres: "adressen",
    Buitenland: "buitenland",
    Verblijfsdoel: "verblijfsdoelen",
    Contact: "contacten",
    Plicht: "plichten",
    Handhaving: "handhavingen",
    Verlenging: "verlengingen",
    Boete: "boetes",
    Voorziening: "voorzieningen",
    Vrijstelling: "vrijstellingen",
    Ontheffing: "ontheffingen",
    Examenresultaat: "examenresultaten",
    Diploma: "diplomas",
    ExamenBuitenland: "examens_buitenland",
    Signaal: "signalen",
    Mutatieverzoek: "mutatieverzoeken",
}


def toegepast(dossier: Dossier | None, uitkomst: Uitkomst, vandaag: date) -> Dossier:
    """Het dossier na de uitkomst; versienummers en id's van nieuwe gegevens vult pas `persistence` in."""
    persoon = uitkomst.persoon or (dossier.persoon if dossier else None)
    if persoon is None:
        raise ValueError("een uitkomst zonder dossier moet een persoon bevatten")
    dossier = replace(dossier or Dossier(persoon=persoon), persoon=persoon)
    weg = {(type(f), f.id) for f in (*uitkomst.verwijderd, *uitkomst.beeindigd)}
    anders = {(type(f), f.id): _nu_geschreven(f, vandaag) for f in uitkomst.gewijzigd}
    for soort in {
        type(f) for f in (*uitkomst.verwijderd, *uitkomst.beeindigd, *uitkomst.gewijzigd, *uitkomst.nieuw)
    }:
        feiten = [
            anders.get((soort, feit.id), feit)
            for feit in getattr(dossier, VERZAMELING[soort])
            if (soort, feit.id) not in weg
        ]
        feiten += [_nu_geschreven(feit, vandaag) for feit in uitkomst.nieuw if type(feit) is soort]
        verzameling: dict[str, Any] = {VERZAMELING[soort]: tuple(feiten)}
        dossier = replace(dossier, **verzameling)
    return dossier


def _nu_geschreven(feit: Feit, vandaag: date) -> Feit:
    tijdstip = datetime.combine(vandaag, time(12), NEDERLAND)
    return replace(
        feit,
        herkomst=Herkomst(geschreven=Bron(id=UUID(int=0), soort="BERICHT", tijdstip=tijdstip, partij="GEM")),
    )


def samen(*uitkomsten: Uitkomst) -> Uitkomst:
    """Uitkomsten die na elkaar op hetzelfde dossier zijn toegepast, als één.

    Van een gegeven dat twee keer veranderde blijft de laatste inhoud; het onderwerp is dat van de laatste.
    """
    gewijzigd: dict[tuple[type[Feit], int], Feit] = {}
    nieuw: list[Feit] = []
    weg = {(type(f), f.id) for u in uitkomsten for f in (*u.verwijderd, *u.beeindigd)}
    for uitkomst in uitkomsten:
        nieuw += uitkomst.nieuw
        for feit in uitkomst.gewijzigd:
            plekken = [i for i, ander in enumerate(nieuw) if feit.id == 0 and type(ander) is type(feit)]
            if plekken:
                # Net nieuw en meteen gewijzigd (vertrek en vestiging in één melding): één nieuw gegeven.
                nieuw[plekken[-1]] = feit
            elif (type(feit), feit.id) not in weg:
                gewijzigd[type(feit), feit.id] = feit
    personen = [u.persoon for u in uitkomsten if u.persoon]
    onderwerpen = [u.onderwerp for u in uitkomsten if u.onderwerp]
    return Uitkomst(
        nieuw=tuple(nieuw),
        gewijzigd=tuple(gewijzigd.values()),
        verwijderd=tuple(f for u in uitkomsten for f in u.verwijderd),
        beeindigd=tuple(f for u in uitkomsten for f in u.beeindigd),
        persoon=personen[-1] if personen else None,
        meldingen=tuple(dict.fromkeys(m for u in uitkomsten for m in u.meldingen)),
        onderwerp=onderwerpen[-1] if onderwerpen else None,
    )
