"""Een zoekvraag aan het berichtenlog, en wanneer zij niet gesteld wordt (R-025).

Wat te breed is wordt geweigerd met wat eraan te doen is, in de woorden van hier: de opdrachtregel en de
pagina's van de auditor zeggen hetzelfde.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from isi_soap.domain.bsn import is_bsn
from isi_soap.domain.meldingen import Code, Melding
from persistence.eenheid import systeemklok
from persistence.logboek.berichtenlog import Uitkomstcode
from persistence.tabellen import UITKOMSTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoekvraag:
    """Waaraan een uitwisseling moet voldoen; leeg is: maakt niet uit. Tijden met hun tijdzone."""

    bsn: str | None = None  # in verzoek of antwoord
    message_id: str | None = None  # van de uitwisseling, of van die waarop zij antwoordt
    van: datetime | None = None
    tot: datetime | None = None  # dit tijdstip zelf niet
    gemeente: str | None = None  # die handelde
    namens: str | None = None  # voor wie
    gebruiker: str | None = None
    oin: str | None = None
    operatie: str | None = None
    uitkomst: Uitkomstcode | None = None
    code: str | None = None
    zonder_beheer: bool | None = None  # zonder wie het log zelf las of beheerde


_AUDITOR = "auditor"
# fmt: off
LEEG = Code("Z001", "Fout", "Er is niets gevraagd: dit zou het hele log zijn.", None,
            "Noem een BSN, een MessageID, of een tijdvak.", _AUDITOR)
ZONDER_TIJDVAK = Code("Z002", "Fout", "Zonder tijdvak is deze vraag te breed.", None,
                      "Noem het begin van een tijdvak, of een BSN of MessageID.", _AUDITOR)
TE_LANG = Code("Z003", "Fout", "Het tijdvak is te lang voor deze vraag.", None,
               "Kies een korter tijdvak; met een gemeente of gebruiker erbij mag het langer, met een BSN of"
               " MessageID onbeperkt.", _AUDITOR)
OMGEKEERD = Code("Z004", "Fout", "Het tijdvak eindigt voor het begint.", None,
                 "Verwissel begin en einde.", _AUDITOR)
GEEN_BSN = Code("Z005", "Fout", "Dit is geen burgerservicenummer: het voldoet niet aan de elfproef.", None,
                "Verbeter het nummer; een BSN heeft negen cijfers.", _AUDITOR)
VREEMDE_CURSOR = Code("Z006", "Fout", "De cursor hoort niet bij deze vraag.", None,
                      "Herhaal de vraag zoals zij was, of begin zonder cursor.", _AUDITOR)
TE_BREED = Code("Z007", "Fout", "Het zoeken duurt te lang: de vraag is te breed.", None,
                "Kies een korter tijdvak, of noem een gemeente of gebruiker erbij.", _AUDITOR)
ONGELDIG = Code("Z008", "Fout", "Een waarde kan in het log niet voorkomen.", None,
                "Verbeter het genoemde veld: een gemeente heeft vier cijfers, een OIN twintig, tekst geen"
                " stuurtekens.", _AUDITOR)
ZONDER_DOEL = Code("Z009", "Fout", "Er is geen doel genoemd.", None,
                   "Zeg in ten minste vijf tekens waarom u dit wilt zien; het komt in het log.", _AUDITOR)
# fmt: on


class Zoekweigering(Exception):  # noqa: N818 - een antwoord, geen storing
    """De vraag wordt niet gesteld; de melding zegt waarom, en wat wel kan."""

    def __init__(self, code: Code, *details: str) -> None:
        self.melding = Melding(code, details)
        waar = f" ({', '.join(details)})" if details else ""
        super().__init__(f"{code.tekst}{waar} {code.actie} [{code.code}]")


_DOEL = 5
_TEKST = re.compile("[^\x00-\x1f\x7f\ud800-\udfff]+")


def eis_doel(doel: str | None) -> str:
    """Het doel van wie zoekt of leest; zonder doel ziet niemand iets."""
    genoemd = (doel or "").strip()
    if len(genoemd) < _DOEL or not _TEKST.fullmatch(genoemd):
        raise Zoekweigering(ZONDER_DOEL)
    return genoemd


def eis_bsn(bsn: str) -> None:
    """Wie zich vertypt hoort dat; anders bleef het bij 'niets gevonden'."""
    if not is_bsn(bsn):
        raise Zoekweigering(GEEN_BSN)


def hoogstens_dagen(vraag: Zoekvraag) -> int | None:
    """Hoe lang het tijdvak bij deze vraag mag zijn; None: zo lang als men wil, of geen."""
    if vraag.bsn or vraag.message_id:
        return None
    if vraag.gemeente or vraag.namens or vraag.gebruiker:
        return 366
    return 31 if vraag.oin or vraag.operatie or vraag.uitkomst or vraag.code else 7


def toets(vraag: Zoekvraag) -> None:
    """`Zoekweigering` als deze vraag niet gesteld wordt; zonder de database."""
    _toets_waarden(vraag)
    if replace(vraag, zonder_beheer=None) == Zoekvraag():
        raise Zoekweigering(LEEG)
    if vraag.van and vraag.tot and vraag.tot < vraag.van:
        raise Zoekweigering(OMGEKEERD)
    dagen = hoogstens_dagen(vraag)
    if dagen is None:
        return
    if vraag.van is None:
        raise Zoekweigering(ZONDER_TIJDVAK)
    if (vraag.tot or systeemklok()) - vraag.van > timedelta(days=dagen):
        raise Zoekweigering(TE_LANG, f"hoogstens {dagen} dagen")


def _toets_waarden(vraag: Zoekvraag) -> None:
    for veld in fields(vraag):
        waarde = getattr(vraag, veld.name)
        if isinstance(waarde, str) and not _TEKST.fullmatch(waarde):
            raise Zoekweigering(ONGELDIG, veld.name)
    for naam, waarde, lengte in (
        ("gemeente", vraag.gemeente, 4),
        ("namens", vraag.namens, 4),
        ("oin", vraag.oin, 20),
    ):
        if waarde is not None and not (_cijfers(waarde) and len(waarde) == lengte):
            raise Zoekweigering(ONGELDIG, naam)
    if vraag.uitkomst is not None and vraag.uitkomst not in UITKOMSTEN:
        raise Zoekweigering(ONGELDIG, "uitkomst")
    if vraag.bsn is not None:
        eis_bsn(vraag.bsn)


def _cijfers(tekst: str) -> bool:
    return tekst.isascii() and tekst.isdigit()
