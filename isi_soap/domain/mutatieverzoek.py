"""Het mutatieverzoek, voor wat de gemeente niet zelf kan.

R-012 … R-016, R-020 (handleiding: Personen in ISI, Oude of nieuwe doelgroep), R-092 (Tijdig registreren),
R-095, R-096 (Aanpassen voorziening bij verhuizing), R-145, R-156 … R-159 (Mutatieverzoek ISI).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, al_geregistreerd, inhoud, stand, zoek
from isi_soap.domain.geldigheid import vrijgesteld_door_gemeente
from isi_soap.domain.meldingen import Melding, NietsGevonden
from isi_soap.domain.model import Dossier, Mutatieverzoek, Stap
from isi_soap.domain.opdrachten import MutatieverzoekIndienen
from isi_soap.domain.toegang import in_bereik
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

OPVOEREN = "OPVOEREN_NIEUW_PERSOON"
ACHT_WEKEN = "OVERSCHRIJDING_ACHTWEKENTERMIJN"
VERHUIZING = "WIJZIGING_VOORZIENING_VERHUIZING"
CORRECTIE = "CORRECTIE_ONTERECHTE_VRIJSTELLING"
OVERIG = "OVERIG"

AFGEROND = frozenset({"VERWERKT", "VERWERKT_OUDE_WET", "AFGEWEZEN_NIEUWE_WET", "AFGEWEZEN"})

_PERSOONSVELDEN = ("geboortedatum", "geslachtsnaam", "geslacht", "postcode", "huisnummer")

# Bij een nieuw persoon eerst de interne controle en dan de IND; de rest handelt DUO zelf af.
_NIEUW_PERSOON = {
    ("ONTVANGEN", "IN_BEHANDELING"): ("INTERNE_CONTROLE",),
    ("INTERNE_CONTROLE", "NAAR_IND"): ("BIJ_IND",),
    ("INTERNE_CONTROLE", "AFWIJZEN"): ("AFGEWEZEN",),
    ("BIJ_IND", "OUDE_WET"): ("TERUGGEMELD", "VERWERKT_OUDE_WET"),
    ("BIJ_IND", "NIEUWE_WET"): ("TERUGGEMELD", "AFGEWEZEN_NIEUWE_WET"),
    ("TERUGGEMELD", "OUDE_WET"): ("VERWERKT_OUDE_WET",),
    ("TERUGGEMELD", "NIEUWE_WET"): ("AFGEWEZEN_NIEUWE_WET",),
    ("TERUGGEMELD", "AFWIJZEN"): ("AFGEWEZEN",),
}
_ANDER_VERZOEK = {
    ("ONTVANGEN", "IN_BEHANDELING"): ("INTERNE_CONTROLE",),
    ("INTERNE_CONTROLE", "UITVOEREN"): ("VERWERKT",),
    ("INTERNE_CONTROLE", "AFWIJZEN"): ("AFGEWEZEN",),
}


def is_open(verzoek: Mutatieverzoek) -> bool:
    return verzoek.status not in AFGEROND


def verzoeken(dossier: Dossier | None, omgeving: Omgeving) -> tuple[Mutatieverzoek, ...]:
    """Alle verzoeken over dit BSN, ook van wie nog niet in ISI staat."""
    van_dossier = dossier.mutatieverzoeken if dossier else ()
    return tuple({v.id: v for v in (*van_dossier, *omgeving.mutatieverzoeken)}.values())


def mutatieverzoek_indienen(
    dossier: Dossier | None, opdracht: MutatieverzoekIndienen, omgeving: Omgeving
) -> Uitkomst:
    """Nooit een direct resultaat: DUO behandelt het verzoek (R-020).

    Wie buiten bereik is, mag wel opgevoerd worden, en een eigen voorziening gewijzigd (R-012,
    R-095); verder antwoordt ISI alsof de persoon niet bestaat (R-133).
    """
    binnen = dossier is not None and in_bereik(dossier, omgeving.gemeente, omgeving.opvolgers)
    bezwaren = Bezwaren(omgeving.vandaag)
    verzoek = Mutatieverzoek(
        bsn=opdracht.bsn,
        soort=opdracht.soort,
        gemeente=omgeving.gemeente,
        datum=omgeving.vandaag,
        geboortedatum=opdracht.geboortedatum,
        geslachtsnaam=opdracht.geslachtsnaam,
        geslacht=opdracht.geslacht,
        postcode=opdracht.postcode,
        huisnummer=opdracht.huisnummer,
        achtweken_overschreden=opdracht.achtweken_overschreden,
        voorziening=opdracht.voorziening,
        inhoud=opdracht.inhoud,
        toelichting=opdracht.toelichting,
        stappen=(Stap(status="ONTVANGEN", datum=omgeving.vandaag),),
    )
    _bereik(dossier, verzoek, omgeving, binnen)
    lopend = [v for v in verzoeken(dossier, omgeving) if is_open(v)]
    bestaand = al_geregistreerd(lopend, verzoek, lambda v: (v.gemeente, v.soort), bezwaren, _gevraagd)
    if bestaand:
        return bestaand
    _volledig(verzoek, bezwaren)
    if verzoek.soort == OPVOEREN:
        bezwaren.als(binnen, c.F086)
    if verzoek.soort == CORRECTIE and dossier is not None:
        bezwaren.als(not vrijgesteld_door_gemeente(dossier.plicht), c.F083)
    if verzoek.soort == VERHUIZING and dossier is not None and verzoek.voorziening is not None:
        _eigen_voorziening(dossier, verzoek.voorziening, omgeving, bezwaren)
    bezwaren.weiger()
    return Uitkomst(nieuw=(verzoek,), onderwerp=verzoek)


def volgende_stand(
    verzoek: Mutatieverzoek, oordeel: str, versienr: int, stap: Stap, bezwaren: Bezwaren
) -> Mutatieverzoek:
    """Het verzoek na het oordeel van DUO; een stap die niet aan de beurt is, is een bezwaar (R-015)."""
    bezwaren.als(versienr != verzoek.versienr, c.F060, *stand(verzoek))
    stappen = _NIEUW_PERSOON if verzoek.soort == OPVOEREN else _ANDER_VERZOEK
    naar = stappen.get((verzoek.status, oordeel))
    if naar is None:
        mogelijk = sorted(o for stand, o in stappen if stand == verzoek.status)
        bezwaren.meld(c.F082, f"status: {verzoek.status}", f"mogelijk: {', '.join(mogelijk) or 'niets'}")
        return verzoek
    erbij = tuple(replace(stap, status=status) for status in naar)
    return replace(verzoek, status=naar[-1], stappen=(*verzoek.stappen, *erbij))


def _bereik(dossier: Dossier | None, verzoek: Mutatieverzoek, omgeving: Omgeving, binnen: bool) -> None:
    if binnen or verzoek.soort == OPVOEREN:
        return
    if dossier is not None and verzoek.soort == VERHUIZING and verzoek.voorziening is not None:
        eigen = zoek(dossier.voorzieningen, verzoek.voorziening)
        if eigen and omgeving.gemeente_nu(eigen.registrerende_gemeente) == omgeving.gemeente:
            return
    raise NietsGevonden(Melding(c.I001))


def _volledig(verzoek: Mutatieverzoek, bezwaren: Bezwaren) -> None:
    nodig: Iterable[str] = {
        OPVOEREN: _PERSOONSVELDEN,
        ACHT_WEKEN: ("achtweken_overschreden", "inhoud"),
        VERHUIZING: ("voorziening", "inhoud"),
        CORRECTIE: ("toelichting",),
    }.get(verzoek.soort, ("toelichting",))
    ontbreekt = [veld for veld in nodig if not getattr(verzoek, veld)]
    bezwaren.als(ontbreekt, c.F080, *ontbreekt)
    geboren = verzoek.geboortedatum
    bezwaren.als(geboren is not None and not geboren.bestaat, c.F062, "geboortedatum")


def _eigen_voorziening(dossier: Dossier, id_: int, omgeving: Omgeving, bezwaren: Bezwaren) -> None:
    """Alleen de gemeente die registreerde vraagt de wijziging aan (R-095)."""
    voorziening = zoek(dossier.voorzieningen, id_)
    if voorziening is None:
        bezwaren.meld(c.F064)
        return
    eigenaar = omgeving.gemeente_nu(voorziening.registrerende_gemeente)
    bezwaren.als(eigenaar != omgeving.gemeente_nu(omgeving.gemeente), c.F084)


def _gevraagd(verzoek: Mutatieverzoek) -> object:
    return replace(inhoud(verzoek), datum=date.min, status="", stappen=())
