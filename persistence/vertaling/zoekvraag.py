"""De zoekvraag van een bericht als criteria; een onmogelijke vraag wordt geweigerd met alle redenen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from isi_soap.contract import berichten
from isi_soap.domain import catalogus as c
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Melding, Weigering
from persistence.vertaling.tijd import moment
from persistence.zoeken import Criteria


def criteria(vraag: berichten.Zoekvraag, bereik: Collection[str]) -> Criteria:
    bezwaren: list[Melding] = []
    geboren = _datums(vraag, "Geboortedat", bezwaren)
    termijn = _datums(vraag, "DatETermijn", bezwaren)
    leeftijd = _oplopend(vraag.LeeftijdVanaf, vraag.LeeftijdTotEnMet, "Leeftijd", bezwaren)
    gewijzigd = _gewijzigd(vraag, bezwaren)
    if vraag.CdGemeente is not None and vraag.CdGemeente not in bereik:
        bezwaren.append(Melding(c.F104, ("Zoekvraag/CdGemeente",)))
    if bezwaren:
        raise Weigering(*bezwaren)
    return Criteria(
        deel=None if vraag.CdDeel == "TOTAAL" else vraag.CdDeel,
        statussen=vraag.CdStatus,
        naam=vraag.Geslachtsnaam,
        geboren_vanaf=geboren[0],
        geboren_tot=geboren[1],
        leeftijd_vanaf=leeftijd[0],
        leeftijd_tot=leeftijd[1],
        nationaliteiten=vraag.CdNationaliteit,
        gemeente=vraag.CdGemeente,
        voorzieningen=vraag.CdSrtVoorziening,
        voorziening_actief=vraag.IndVoorzieningActief,
        vrijstelling_soort=vraag.CdSrtVrijstelling,
        vrijstelling_bron=vraag.CdHerkomstVrijstelling,
        termijn_vanaf=termijn[0],
        termijn_tot=termijn[1],
        groepen=vraag.CdGroepTermijn,
        gewijzigd_vanaf=gewijzigd,
    )


def _datums(
    vraag: berichten.Zoekvraag, veld: str, bezwaren: list[Melding]
) -> tuple[date | None, date | None]:
    """Een onbekende maand of dag verruimt: van 20100000 tot en met 20100000 is heel 2010."""
    grenzen: list[date | None] = []
    for naam, dag in ((f"{veld}Vanaf", _eerste), (f"{veld}TotEnMet", _laatste)):
        waarde: Datum | None = getattr(vraag, naam)
        grenzen.append(dag(waarde) if waarde is not None else None)
        if waarde is not None and grenzen[-1] is None:
            bezwaren.append(Melding(c.F103, (f"Zoekvraag/{naam}",)))
    return _oplopend(grenzen[0], grenzen[1], veld, bezwaren)


def _eerste(datum: Datum) -> date | None:
    if datum[:4] == "0000" or not datum.bestaat:
        return None
    return date(int(datum[:4]), int(datum[4:6]) or 1, int(datum[6:]) or 1)


def _laatste(datum: Datum) -> date | None:
    return datum.laatst_mogelijk


def _oplopend(van: Any, tot: Any, veld: str, bezwaren: list[Melding]) -> tuple[Any, Any]:
    if van is not None and tot is not None and van > tot:
        bezwaren.append(Melding(c.F102, (f"Zoekvraag/{veld}Vanaf", f"Zoekvraag/{veld}TotEnMet")))
    return van, tot


def _gewijzigd(vraag: berichten.Zoekvraag, bezwaren: list[Melding]) -> datetime | None:
    if vraag.GewijzigdVanaf is None:
        return None
    try:
        return moment(vraag.GewijzigdVanaf)
    except ValueError:
        bezwaren.append(Melding(c.F103, ("Zoekvraag/GewijzigdVanaf",)))
        return None
