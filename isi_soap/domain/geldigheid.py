"""Wat van een dossier nu loopt: de vragen die bijna elke regel stelt."""

from __future__ import annotations

from datetime import date

from isi_soap.domain.model import (
    Diploma,
    Dossier,
    Feit,
    Handhaving,
    Ontheffing,
    Plicht,
    Signaal,
    Voorziening,
    Vrijstelling,
)
from isi_soap.domain.toepassen import NEDERLAND

GEHELE_VRIJSTELLING = "1"
BUITEN_DE_WET = "4"
VERTROKKEN_REDEN = "91"
VRIJWILLIG = "VIV"
NEDERLANDSE = "0001"
TURKSE = "0339"
# EU, EER en Zwitserland (art. 5 lid 2 onder a WI): vrijwillig inburgeren, en niet naar de IND.
_EU_EER_CH = """
    0027 0028 0042 0043 0044 0045 0046 0052 0053 0054 0055 0056 0057 0059 0060 0061 0062 0063 0064 0066
    0067 0068 0070 0071 0072 0073 0074 0077 0080 0081 0308
"""
EU_EER_CH = frozenset(_EU_EER_CH.split())


def dag_van(feit: Feit, peildatum: date) -> date:
    """De dag waarmee de datums van een gegeven beoordeeld worden.

    De kalender werkt per dagrun (R-065), maar een registratie werkt meteen: wat bij het schrijven al gebeurd
    was, hoeft niet op de run te wachten.
    """
    if feit.herkomst is None:
        return peildatum
    return max(peildatum, feit.herkomst.geschreven.tijdstip.astimezone(NEDERLAND).date())


def loopt(vrijstelling: Vrijstelling, peildatum: date) -> bool:
    einde = vrijstelling.datum_einde
    return einde is None or einde > dag_van(vrijstelling, peildatum)


def diploma(dossier: Dossier) -> Diploma | None:
    """Het eerste verwerkte diploma; een aangehouden NT2-diploma telt niet (R-142)."""
    behaald = [d for d in dossier.diplomas if not d.aangehouden]
    return min(behaald, key=lambda d: d.datum_behaald, default=None)


def plicht_is(dossier: Dossier, waarde: bool) -> bool:
    return dossier.plicht is not None and dossier.plicht.inburgeringsplicht is waarde


def vrijgesteld_door_gemeente(plicht: Plicht | None) -> bool:
    """Plicht Nee wegens gehele vrijstelling: dat houdt NT2-resultaten tegen (R-142)."""
    return plicht is not None and not plicht.inburgeringsplicht and plicht.reden_nee == GEHELE_VRIJSTELLING


def open_handhaving(dossier: Dossier) -> Handhaving | None:
    """De handhaving die niet is afgesloten, ook al geldt de plicht nu niet."""
    return next((h for h in reversed(dossier.handhavingen) if h.datum_beeindigd is None), None)


def lopende_handhaving(dossier: Dossier) -> Handhaving | None:
    """De open handhaving zolang de plicht op Ja staat (R-134).

    Nee sluit haar niet af: draait DUO de vaststelling terug (R-145), of was het doel van het verblijf korter
    dan een jaar tijdelijk (art. 2.2 lid 2 BI), dan loopt dezelfde termijn verder.
    """
    return open_handhaving(dossier) if plicht_is(dossier, True) else None


def lopende_ontheffing(dossier: Dossier) -> Ontheffing | None:
    lopend = (o for o in dossier.ontheffingen if o.verleend and o.datum_ingetrokken is None)
    return next(lopend, None)


def lopende_vrijstelling(dossier: Dossier, peildatum: date, soort: str, bron: str) -> Vrijstelling | None:
    return next(
        (v for v in dossier.vrijstellingen if (v.soort, v.bron) == (soort, bron) and loopt(v, peildatum)),
        None,
    )


def is_actief(voorziening: Voorziening, dossier: Dossier, peildatum: date) -> bool:
    """Begonnen, niet geëindigd, en geen diploma na de start (domain.md §2.5)."""
    dag = dag_van(voorziening, peildatum)
    if voorziening.startdatum > dag or (voorziening.einddatum is not None and voorziening.einddatum < dag):
        return False
    return not any(d.datum_behaald > voorziening.startdatum for d in dossier.diplomas if not d.aangehouden)


def heeft_actieve_voorziening(dossier: Dossier, peildatum: date) -> bool:
    return any(is_actief(v, dossier, peildatum) for v in dossier.voorzieningen)


def vrijwillige_voorziening(dossier: Dossier, peildatum: date) -> Voorziening | None:
    """De vrijwillige voorziening die niet geëindigd is; zij maakt iemand vrijwillige inburgeraar (R-040)."""
    return next(
        (
            v
            for v in dossier.voorzieningen
            if v.soort == VRIJWILLIG and (v.einddatum is None or v.einddatum >= dag_van(v, peildatum))
        ),
        None,
    )


def open_signalen(dossier: Dossier, code: str) -> tuple[Signaal, ...]:
    return tuple(s for s in dossier.signalen if s.code == code and s.status != "AFGEHANDELD")


def heeft_nationaliteit(dossier: Dossier, *codes: str) -> bool:
    return any(n.code in codes for n in dossier.nationaliteiten)
