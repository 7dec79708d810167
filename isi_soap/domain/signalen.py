"""Signalen aan de gemeente: opgehaald door haarzelf, nooit gestuurd.

R-017 (handleiding: Oude of nieuwe doelgroep), R-071 … R-075 (Actualiteit). SS901 en verder zijn van ons;
SS905 is gereserveerd: met het diploma staat iemand definitief en is er geen werk (R-087).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, stand, zoek
from isi_soap.domain.model import Dossier, Signaal
from isi_soap.domain.opdrachten import SignaalAfhandelen
from isi_soap.domain.uitkomst import Omgeving, Uitkomst

SS064 = "SS064"

TEKSTEN = {
    SS064: "Persoon o.b.v. gegevens IND als nieuwkomer in ISI opgenomen",  # letterlijk R-071
    "SS901": "De handhavingstermijn verstrijkt binnen zes maanden",
    "SS902": "De handhavingstermijn is overschreden",
    "SS903": "DUO heeft een gehele vrijstelling vastgesteld; controleer het diploma",
    "SS904": "Persoon woont langer dan een jaar in het buitenland; beëindig de inburgeringsplicht",
    "SS905": "Diploma behaald",
    "SS906": "Persoon is naar uw gemeente verhuisd",
}


def signaal(code: str, gemeente: str, vandaag: date) -> Signaal:
    return Signaal(code=code, tekst=TEKSTEN[code], datum_aangemaakt=vandaag, gemeente=gemeente)


def handel_af(te_doen: Signaal, vandaag: date, toelichting: str | None = None) -> Signaal:
    return replace(
        te_doen,
        status="AFGEHANDELD",
        datum_afgehandeld=vandaag,
        toelichting=toelichting or te_doen.toelichting,
    )


def haal_op(te_doen: Signaal, vandaag: date) -> Signaal:
    """Het signaal nadat de gemeente het ophaalde; wat al opgehaald is verandert niet."""
    if te_doen.status != "NIEUW":
        return te_doen
    return replace(te_doen, status="OPGEHAALD", datum_opgehaald=vandaag)


def signaal_afhandelen(dossier: Dossier, opdracht: SignaalAfhandelen, omgeving: Omgeving) -> Uitkomst:
    """SS064 verdwijnt alleen door de plicht vast te stellen, ook als de wet niet geldt (R-073)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    gericht = [s for s in dossier.signalen if omgeving.gemeente_nu(s.gemeente) == omgeving.gemeente]
    gevonden = zoek(gericht, opdracht.id)
    if gevonden is None:
        bezwaren.meld(c.F064)
        bezwaren.weiger()
        raise AssertionError
    verouderd = opdracht.versienr is not None and opdracht.versienr != gevonden.versienr
    bezwaren.als(verouderd, c.F060, *stand(gevonden))
    if gevonden.status == "AFGEHANDELD":
        bezwaren.meld(c.F087)
    else:
        bezwaren.als(gevonden.code == SS064, c.F085)
    bezwaren.weiger()
    klaar = handel_af(gevonden, omgeving.vandaag, opdracht.toelichting)
    return Uitkomst(gewijzigd=(klaar,), onderwerp=klaar)
