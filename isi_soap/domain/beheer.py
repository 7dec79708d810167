"""Wie de toegang mag vastleggen en intrekken, en wat daarvoor nodig is.

R-023, R-024, R-029 (handleiding: Autorisaties), R-047, R-051 … R-053, R-056 … R-058, R-063 (Uitbesteden).
Wat vastligt beoordeelt `isi_soap.domain.toegang` bij elk bericht.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from isi_soap.domain.toegang import ALLE_ROLLEN, Applicatiesleutel, Gemeente, Mandaat, Uitbesteding

_NAAM = re.compile(r"[A-Za-z0-9._@\-]{1,64}")  # inb:Gebruikersnaam
_OIN = re.compile(r"[0-9]{20}")
# Zo lang gelden bij een wisseling de oude en de nieuwe sleutel naast elkaar.
OVERLAP = timedelta(days=14)

VERKLARING = "Verklaring uitbesteding uitvoering WI aan andere gemeente"
AANVRAAG = "Aanvraag applicatiesleutel"


class BeheerGeweigerd(Exception):  # noqa: N818 - een antwoord, geen storing
    """Een opdracht van een beheerder die niet mag of niet kan, met de regel en wat wel kan."""

    def __init__(self, tekst: str, regel: str | None = None, actie: str | None = None) -> None:
        zin = f"{tekst} ({regel})" if regel else tekst
        super().__init__(f"{zin}. {actie}." if actie else f"{zin}.")
        self.regel = regel


@dataclass(frozen=True, slots=True, kw_only=True)
class Beheerder:
    """Een aangemelde Suwinetbeheerder: zijn gemeente en zijn accountnaam."""

    gemeente: str
    naam: str

    def __str__(self) -> str:
        return f"{self.gemeente}/{self.naam}"


def eis_eigen_gemeente(beheerder: Beheerder, gemeente: str) -> None:
    """De Suwinetbeheerder beheert alleen de gebruikers van zijn eigen gemeente (R-023)."""
    if beheerder.gemeente != gemeente:
        raise BeheerGeweigerd(
            f"De Suwinetbeheerder van {beheerder.gemeente} beheert geen gebruikers van {gemeente}",
            "R-023",
            f"Vraag de Suwinetbeheerder van {gemeente}",
        )


def eis_rollen(rollen: Iterable[str]) -> tuple[str, ...]:
    """Alleen de rollen die de handleiding kent (R-026 … R-029); geen rol is een account zonder rechten."""
    gevraagd = set(rollen)
    onbekend = sorted(gevraagd - ALLE_ROLLEN)
    if onbekend:
        raise BeheerGeweigerd(
            f"Rol {', '.join(onbekend)} bestaat niet in ISI", "R-029", "Kies uit de rollen 2, 3, 5 en 6"
        )
    return tuple(sorted(gevraagd))


def eis_gebruikersnaam(naam: str) -> str:
    if not _NAAM.fullmatch(naam):
        raise BeheerGeweigerd(
            "De gebruikersnaam heeft andere tekens dan een bericht kan dragen",
            "R-024",
            "Gebruik 1 tot 64 letters, cijfers, punten, streepjes of apenstaartjes",
        )
    return naam


def eis_oin(oin: str) -> str:
    if not _OIN.fullmatch(oin):
        raise BeheerGeweigerd("Een OIN heeft twintig cijfers")
    return oin


def eis_gemeente(code: str, gemeenten: Iterable[Gemeente], dag: date) -> Gemeente:
    """Toegang is er alleen voor wie de regelgeving noemt: een bestaande gemeente (R-047, R-052)."""
    gemeente = next((g for g in gemeenten if g.code == code), None)
    if gemeente is None:
        raise BeheerGeweigerd(
            f"{code} is geen gemeente; een andere instelling krijgt geen rechtstreekse toegang tot ISI",
            "R-052",
            "Laat haar werken met een account van de gemeente (R-051)",
        )
    if gemeente.einde is not None and gemeente.einde <= dag:
        opvolger = f"Gebruik {gemeente.opvolger}, die haar taken heeft" if gemeente.opvolger else None
        raise BeheerGeweigerd(f"De gemeente {code} is opgeheven", "R-048", opvolger)
    return gemeente


def eis_aanvraag(ontvangen: date | None, dag: date) -> date:
    """Een sleutel wordt uitgegeven op een aanvraag (R-058)."""
    if ontvangen is None or ontvangen > dag:
        raise BeheerGeweigerd(
            "Zonder ontvangen aanvraag wordt geen applicatiesleutel uitgegeven",
            "R-058",
            "Leg vast op welke dag de aanvraag ontvangen is",
        )
    return ontvangen


def eis_plaats(geldig: Collection[Applicatiesleutel], dag: date) -> None:
    """Van een pakket gelden hoogstens twee sleutels naast elkaar: de oude en de nieuwe."""
    if sum(s.ingetrokken_op is None or dag < s.ingetrokken_op for s in geldig) >= 2:
        raise BeheerGeweigerd(
            "Dit pakket van de gemeente heeft al twee geldige sleutels",
            "R-059",
            "Trek eerst een sleutel in",
        )


def eis_eigen_oin(oin: str, houder: str | None, gemeente: str) -> None:
    """Een OIN hoort bij één gemeente of partij; wie voor meer tekent, heeft een mandaat nodig."""
    if houder is not None and houder != gemeente:
        raise BeheerGeweigerd(
            f"OIN {oin} is van {houder}",
            "R-047",
            "Wie voor meer gemeenten ondertekent, krijgt een mandaat (isi-soap beheer mandaat)",
        )


def stukken(*, uitvoerder_is_gemeente: bool, met_pakket: bool) -> tuple[str, ...]:
    """Welke stukken DUO moet ontvangen: de tabel 'Documenten' van de handleiding (R-063)."""
    if not uitvoerder_is_gemeente:
        return ()
    return (VERKLARING, AANVRAAG) if met_pakket else (VERKLARING,)


def eis_uitbesteding(nieuw: Uitbesteding, lopend: Iterable[Uitbesteding]) -> None:
    """Vastleggen mag ook als er nog stukken ontbreken: dan opent zij nog niets (R-057)."""
    u = nieuw
    if u.uitbestedende_gemeente == u.uitvoerende_gemeente:
        raise BeheerGeweigerd("Een gemeente besteedt niet uit aan zichzelf", "R-049")
    if u.ondertekend and u.datum_ontvangst_origineel is None:
        raise BeheerGeweigerd(
            "Alleen het origineel telt, geen kopie of scan",
            "R-057",
            "Leg vast op welke dag het ondertekende origineel ontvangen is",
        )
    if u.datum_ontvangst_origineel is not None and not u.bewerkerscontract:
        raise BeheerGeweigerd(
            "De verklaring zegt dat er een bewerkerscontract is",
            "R-056",
            "Leg de datum van het bewerkerscontract vast, of wacht met de verklaring",
        )
    for ander in lopend:
        if (ander.tot or date.max) >= u.van and (u.tot or date.max) >= ander.van:
            raise BeheerGeweigerd(
                f"Er loopt al een uitbesteding van {u.uitbestedende_gemeente} aan "
                f"{u.uitvoerende_gemeente} vanaf {ander.van:%d-%m-%Y}",
                None,
                "Beëindig haar eerst",
            )


def weiger_andere_instelling(uitvoerder: str) -> BeheerGeweigerd:
    """Wat uitbesteden aan een andere instelling vraagt: niets bij DUO (R-053, R-063)."""
    return BeheerGeweigerd(
        f"Uitbesteding aan {uitvoerder}, geen gemeente, wordt bij DUO niet vastgelegd",
        "R-053",
        "Die instelling werkt met een account van de gemeente (R-051: gebruiker toevoegen --instelling)"
        " en krijgt zelf geen account of sleutel (R-052)",
    )


def eis_mandaat(nieuw: Mandaat, lopend: Iterable[Mandaat], partijen: Collection[str]) -> None:
    """Een ketenpartij tekent voor zichzelf (R-047); een lopend mandaat komt er geen tweede keer."""
    if nieuw.ondertekenaar == nieuw.afnemer:
        raise BeheerGeweigerd("Voor het eigen OIN is geen mandaat nodig")
    if {nieuw.ondertekenaar, nieuw.afnemer} & set(partijen):
        raise BeheerGeweigerd("Een ketenpartij ondertekent alleen voor zichzelf", "R-047")
    if any(m.ingetrokken_op is None or m.ingetrokken_op > nieuw.ingang for m in lopend):
        raise BeheerGeweigerd("Dit mandaat loopt al")
