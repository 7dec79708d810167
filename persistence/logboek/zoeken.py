"""Zoeken in het berichtenlog: de nieuwste eerst, bladerend op kenmerk (R-025).

Een kenmerk volgt de tijd, dus wie verder bladert begint na het laatste kenmerk; wat intussen bijkomt, komt
vooraan en verschuift niets. Wat te breed is wordt geweigerd met wat eraan te doen is, in de woorden van hier:
de opdrachtregel en de pagina's van de auditor zeggen hetzelfde.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from isi_soap.contract.inhoud import elfproef
from isi_soap.domain.meldingen import Code, Melding
from persistence import cursor
from persistence.eenheid import systeemklok
from persistence.kenmerk import eerste_kenmerk
from persistence.logboek.berichtenlog import Recordsoort, Uitkomstcode
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import UITKOMSTEN, bericht, bericht_persoon

AANTAL: Final = 50
HOOGSTENS: Final = 1000

# Een kenmerk en `ontvangen` komen van dezelfde klok, ogenblikken na elkaar; zo ver mag zij verspringen.
_SPELING: Final = timedelta(hours=1)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Logsamenvatting:
    """Een uitwisseling zonder haar inhoud. `duur` in seconden; `personen`: over hoeveel het ging."""

    id: UUID
    soort: Recordsoort
    ontvangen: datetime
    beantwoord: datetime
    duur: float
    profiel: str
    dienst: str | None
    operatie: str | None
    oin: str | None
    message_id: str | None
    relates_to: str | None
    gemeente: str | None
    namens: str | None
    gebruiker: str | None
    eigen_gebruikersbeheer: bool
    uitkomst: Uitkomstcode
    http_status: int
    codes: tuple[str, ...]
    personen: int
    verzoek_bytes: int | None
    antwoord_bytes: int | None
    wsa: dict[str, str | None] | None
    peer: str | None
    beveiliging: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Bladzijde:
    """Een deel van wat gevonden is; `verder` is er als er meer volgt."""

    regels: tuple[Logsamenvatting, ...]
    verder: str | None


# --- wat geweigerd wordt --------------------------------------------------------------------------------

_AUDITOR = "auditor"
LEEG = Code("Z001", "Fout", "Er is niets gevraagd: dit zou het hele log zijn.", None,
            "Noem een BSN, een MessageID, of een tijdvak.", _AUDITOR)  # fmt: skip
ZONDER_TIJDVAK = Code("Z002", "Fout", "Zonder tijdvak is deze vraag te breed.", None,
                      "Noem het begin van een tijdvak, of een BSN of MessageID.", _AUDITOR)  # fmt: skip
TE_LANG = Code("Z003", "Fout", "Het tijdvak is te lang voor deze vraag.", None,
               "Kies een korter tijdvak; met een gemeente, gebruiker of OIN erbij mag het langer, met een BSN"
               " of MessageID onbeperkt.", _AUDITOR)  # fmt: skip
OMGEKEERD = Code("Z004", "Fout", "Het tijdvak eindigt voor het begint.", None,
                 "Verwissel begin en einde.", _AUDITOR)  # fmt: skip
GEEN_BSN = Code("Z005", "Fout", "Dit is geen burgerservicenummer: het voldoet niet aan de elfproef.", None,
                "Verbeter het nummer; een BSN heeft negen cijfers.", _AUDITOR)  # fmt: skip
VREEMDE_CURSOR = Code("Z006", "Fout", "De cursor hoort niet bij deze vraag.", None,
                      "Herhaal de vraag zoals zij was, of begin zonder cursor.", _AUDITOR)  # fmt: skip
ONGELDIG = Code("Z008", "Fout", "Een waarde kan in het log niet voorkomen.", None,
                "Verbeter het genoemde veld: een gemeente heeft vier cijfers, een OIN twintig, tekst geen"
                " stuurtekens.", _AUDITOR)  # fmt: skip


class Zoekweigering(Exception):  # noqa: N818 - een antwoord, geen storing
    """De vraag wordt niet gesteld; de melding zegt waarom, en wat wel kan."""

    def __init__(self, code: Code, *details: str) -> None:
        self.melding = Melding(code, details)
        waar = f" ({', '.join(details)})" if details else ""
        super().__init__(f"{code.tekst}{waar} {code.actie} [{code.code}]")


_TEKST = re.compile("[^\x00-\x1f\x7f\ud800-\udfff]+")


def hoogstens_dagen(vraag: Zoekvraag) -> int | None:
    """Hoe lang het tijdvak bij deze vraag mag zijn; None: zo lang als men wil, of geen."""
    if vraag.bsn or vraag.message_id:
        return None
    if vraag.gemeente or vraag.namens or vraag.gebruiker or vraag.oin:
        return 366
    return 31 if vraag.operatie or vraag.uitkomst or vraag.code else 7


def toets(vraag: Zoekvraag) -> None:
    """`Zoekweigering` als deze vraag niet gesteld wordt; zonder de database."""
    _toets_waarden(vraag)
    if vraag == Zoekvraag():
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
    if vraag.bsn is not None and not (_cijfers(vraag.bsn) and len(vraag.bsn) == 9 and elfproef(vraag.bsn)):
        raise Zoekweigering(GEEN_BSN)


def _cijfers(tekst: str) -> bool:
    return tekst.isascii() and tekst.isdigit()


# --- zoeken ---------------------------------------------------------------------------------------------

VELDEN: Final = tuple(veld.name for veld in fields(Logsamenvatting))
_KOLOMMEN: Final = tuple(bericht.c[naam] for naam in VELDEN)


def zoek(
    conn: Connection,
    sleutels: Logsleutels,
    vraag: Zoekvraag,
    *,
    na: str | None = None,
    aantal: int = AANTAL,
) -> Bladzijde:
    """De nieuwste uitwisselingen die voldoen; `na` is `verder` van de vorige bladzijde."""
    if not 1 <= aantal <= HOOGSTENS:
        raise ValueError("zoveel regels heeft een bladzijde niet")
    toets(vraag)
    afdruk = _vingerafdruk(sleutels, vraag)
    plaats = None if na is None else _plaats(na, afdruk)
    # Eén meer dan gevraagd: zo is bekend of er nog iets volgt.
    rijen = conn.execute(_opdracht(sleutels, vraag, plaats).limit(aantal + 1)).mappings().all()
    regels = tuple(samenvatting(rij) for rij in rijen[:aantal])
    verder = cursor.maak(afdruk, regels[-1].id.bytes) if len(rijen) > aantal else None
    return Bladzijde(regels, verder)


def samenvatting(rij: Mapping[Any, Any]) -> Logsamenvatting:
    return Logsamenvatting(**{naam: rij[naam] for naam in VELDEN} | {"codes": tuple(rij["codes"])})


def _opdracht(sleutels: Logsleutels, vraag: Zoekvraag, na: UUID | None) -> Select[Any]:
    uit = select(*_KOLOMMEN).where(*_waar(vraag), *_reeks(vraag, na)).order_by(bericht.c.id.desc())
    if vraag.bsn is not None:
        wie = bericht_persoon.c.persoon == sleutels.persoon(vraag.bsn)
        uit = uit.join(bericht_persoon, and_(bericht_persoon.c.bericht_id == bericht.c.id, wie))
    return uit


def _waar(vraag: Zoekvraag) -> Iterator[ColumnElement[bool]]:
    b = bericht.c
    for naam in ("gemeente", "namens", "gebruiker", "oin", "operatie", "uitkomst"):
        if (waarde := getattr(vraag, naam)) is not None:
            yield b[naam] == waarde
    if vraag.message_id is not None:
        yield or_(b.message_id == vraag.message_id, b.relates_to == vraag.message_id)
    if vraag.code is not None:
        yield b.codes.contains([vraag.code])
    if vraag.van is not None:
        yield b.ontvangen >= vraag.van
    if vraag.tot is not None:
        yield b.ontvangen < vraag.tot


def _reeks(vraag: Zoekvraag, na: UUID | None) -> Iterator[ColumnElement[bool]]:
    """Het tijdvak ook als reeks kenmerken: zo komt alleen het deel van het log dat ertoe doet aan bod."""
    if vraag.bsn is None and vraag.message_id is None:
        if vraag.van is not None:
            yield bericht.c.id >= eerste_kenmerk(vraag.van - _SPELING)
        if vraag.tot is not None:
            yield bericht.c.id < eerste_kenmerk(vraag.tot + _SPELING)
    if na is not None:
        yield bericht.c.id < na


# --- de cursor ------------------------------------------------------------------------------------------


def _vingerafdruk(sleutels: Logsleutels, vraag: Zoekvraag) -> bytes:
    """Met het kenmerk van de persoon: uit een BSN gerekend was het met alle BSN's te raden."""
    if vraag.bsn is not None:
        vraag = replace(vraag, bsn=sleutels.persoon(vraag.bsn).hex())
    return cursor.vingerafdruk(vraag)


def _plaats(na: str, afdruk: bytes) -> UUID:
    try:
        return UUID(bytes=cursor.lees(na, afdruk, 16))
    except cursor.CursorPastNiet:
        raise Zoekweigering(VREEMDE_CURSOR) from None
