"""Wat de dagrun van 04.00 uur zelf afleidt en vastlegt.

R-037, R-044 (handleiding: Lijst handhaving), R-065 (Actualiteit), R-087 (geen signaal voor wie definitief
staat), R-144 (Registratie NT2-diploma), R-147, R-152 (Combinatie plicht en diploma).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.examens import lees_aangehouden_in, reik_diploma_uit
from isi_soap.domain.geldigheid import (
    BUITEN_DE_WET,
    heeft_actieve_voorziening,
    lopende_handhaving,
)
from isi_soap.domain.model import Dossier, Plicht, Signaal
from isi_soap.domain.overgangen import toets_dagrun
from isi_soap.domain.overschrijding import dagen_over
from isi_soap.domain.signalen import signaal
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import buiten_de_wet, langer_dan_een_jaar, plus_maanden
from isi_soap.domain.toegang import woongemeente
from isi_soap.domain.toepassen import samen, toegepast
from isi_soap.domain.uitkomst import Uitkomst

_VOORAANKONDIGING_MAANDEN = 6


def actualiseer(dossier: Dossier, vandaag: date) -> Uitkomst:
    """Alles wat op deze dag vanzelf verandert; een tweede keer op dezelfde dag verandert niets.

    De volgorde doet ertoe: eerst wat DUO nog moest inlezen, dan het diploma, dan wie buiten de wet valt, en
    pas daarna de signalen over wat er overblijft.
    """
    if dossier.persoon.datum_overlijden is not None or dossier.persoon.wet != "WI2007":
        return Uitkomst()
    stappen: tuple[Callable[[Dossier, date], Uitkomst], ...] = (
        lambda d, _: lees_aangehouden_in(d),
        reik_diploma_uit,
        _kenmerk_vertrokken,
        _buiten_de_wet,
        _signalen,
    )
    begin, uitkomsten = dossier, []
    for stap in stappen:
        uitkomst = stap(dossier, vandaag)
        if not uitkomst.leeg:
            uitkomsten.append(uitkomst)
            dossier = toegepast(dossier, uitkomst, vandaag)
    alles = samen(*uitkomsten)
    toets_dagrun(begin, alles, vandaag)
    return alles


def _kenmerk_vertrokken(dossier: Dossier, vandaag: date) -> Uitkomst:
    """Langer dan een jaar in het buitenland: DUO kenmerkt, de gemeente beëindigt (R-044, R-045)."""
    weg = next((b.datum_vertrek for b in dossier.buitenland if b.datum_vestiging is None), None)
    if weg is None or dossier.persoon.vertrokken_sinds is not None or not langer_dan_een_jaar(weg, vandaag):
        return Uitkomst()
    return Uitkomst(persoon=replace(dossier.persoon, vertrokken_sinds=weg))


def _buiten_de_wet(dossier: Dossier, vandaag: date) -> Uitkomst:
    """Wie Nederlander, Turk of 65-plusser is zonder actieve voorziening, haalt DUO van de lijst (R-037)."""
    plicht = dossier.plicht
    if (
        plicht is None
        or status(dossier, vandaag) is not Status.INBURGERINGSPLICHTIG
        or not buiten_de_wet(dossier, vandaag)
        or heeft_actieve_voorziening(dossier, vandaag)
    ):
        return Uitkomst()
    niet = Plicht(
        inburgeringsplicht=False,
        reden_nee=BUITEN_DE_WET,
        datum_vaststelling=vandaag,
        gemeente=plicht.gemeente,
    )
    if plicht.datum_vaststelling == vandaag:
        # Van één dag en één gemeente is er één vaststelling: zij wijzigt, en haar vorige versie blijft.
        return Uitkomst(gewijzigd=(replace(niet, id=plicht.id, versienr=plicht.versienr),))
    return Uitkomst(nieuw=(niet,))


def _signalen(dossier: Dossier, vandaag: date) -> Uitkomst:
    """Eén signaal per aanleiding, en niets voor wie definitief staat (R-087)."""
    gemeente = woongemeente(dossier)
    if gemeente is None or deel(dossier, vandaag) is Deel.DEFINITIEF:
        return Uitkomst()
    codes = []
    if status(dossier, vandaag) is Status.VERTROKKEN and not _gemeld(dossier, "SS904", _sinds(dossier)):
        codes.append("SS904")
    codes += _termijnsignaal(dossier, vandaag)
    nieuw: tuple[Signaal, ...] = tuple(signaal(code, gemeente, vandaag) for code in codes)
    return Uitkomst(nieuw=nieuw)


def _termijnsignaal(dossier: Dossier, vandaag: date) -> list[str]:
    handhaving = lopende_handhaving(dossier)
    if handhaving is None or status(dossier, vandaag) is not Status.INBURGERINGSPLICHTIG:
        return []
    einde = handhaving.datum_einde_termijn
    if dagen_over(dossier, vandaag) > 0:
        return [] if _gemeld(dossier, "SS902", einde) else ["SS902"]
    vooraf = plus_maanden(einde, -_VOORAANKONDIGING_MAANDEN)
    return [] if vandaag < vooraf or _gemeld(dossier, "SS901", vooraf) else ["SS901"]


def _sinds(dossier: Dossier) -> date:
    return dossier.persoon.vertrokken_sinds or date.min


def _gemeld(dossier: Dossier, code: str, sinds: date) -> bool:
    return any(s.code == code and s.datum_aangemaakt >= sinds for s in dossier.signalen)
