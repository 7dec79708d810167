"""WS-Addressing: lezen, toetsen en beantwoorden (standards.md §4.3). Nooit gaat hierom een verbinding uit.

In het profiel ketentest mogen alle koppen ontbreken; wat er staat, moet kloppen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from xml.sax.saxutils import escape

from lxml import etree

from isi_soap.soap.fouten import SoapFout, adres
from isi_soap.soap.namen import ANONIEM, NIEMAND, WSA

MAX_WAARDE: Final = 256
_PLAATS: Final = len(WSA) + 2
_EENMAAL: Final = frozenset({"To", "From", "ReplyTo", "FaultTo", "Action", "MessageID"})
_EINDPUNT: Final = frozenset({"From", "ReplyTo", "FaultTo"})
_ADRES: Final = f"{{{WSA}}}Address"
_OIN = re.compile(r"[?&]oin=([^&#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adressering:
    """De adresseringskoppen van een verzoek."""

    to: str | None = None
    from_: str | None = None
    reply_to: str | None = None
    fault_to: str | None = None
    action: str | None = None
    message_id: str | None = None
    relates_to: str | None = None

    @property
    def oin(self) -> str | None:
        """De OIN die de afzender in From noemt; de vorm is bij het lezen getoetst."""
        gevonden = _OIN.search(self.from_) if self.from_ else None
        return gevonden[1] if gevonden else None

    def voor_logboek(self) -> dict[str, str | None] | None:
        waarden = {
            "To": self.to,
            "From": self.from_,
            "ReplyTo": self.reply_to,
            "FaultTo": self.fault_to,
            "Action": self.action,
            "RelatesTo": self.relates_to,
        }
        gevuld: dict[str, str | None] = {
            naam: waarde for naam, waarde in waarden.items() if waarde is not None
        }
        return gevuld or None


LEEG: Final = Adressering()


def lees(koppen: Sequence[etree._Element]) -> tuple[Adressering, SoapFout | None]:
    """De koppen en de eerste fout daarin: ook bij een fout moet het antwoord naar het bericht verwijzen."""
    if not koppen:
        return LEEG, None
    gevonden: dict[str, str] = {}
    fout: SoapFout | None = None
    for kop in koppen:
        naam = kop.tag[_PLAATS:]
        if naam in _EENMAAL and naam in gevonden:
            fout = fout or adres("InvalidCardinality", f"wsa:{naam} komt meer dan eens voor.", naam)
            continue
        waarde = _adres_van(kop) if naam in _EINDPUNT else (kop.text or "").strip()
        reden = _bezwaar(naam, waarde)
        if reden is not None:
            fout = fout or reden
        elif waarde is not None:
            gevonden.setdefault(naam, waarde)
    return (
        Adressering(
            to=gevonden.get("To"),
            from_=gevonden.get("From"),
            reply_to=gevonden.get("ReplyTo"),
            fault_to=gevonden.get("FaultTo"),
            action=gevonden.get("Action"),
            message_id=gevonden.get("MessageID"),
            relates_to=gevonden.get("RelatesTo"),
        ),
        fout,
    )


def toets_actie(adressering: Adressering, soapaction: str | None, verwacht: str) -> None:
    """Action en SOAPAction horen bij de operatie die de Body vraagt; de Body beslist (R1109, R1144)."""
    if adressering.action is not None and adressering.action != verwacht:
        raise adres("ActionMismatch", "wsa:Action hoort niet bij het verzoek in de Body.", "Action", "0003")
    if soapaction:
        waarde = soapaction.strip()
        if len(waarde) >= 2 and waarde[0] == waarde[-1] == '"':
            waarde = waarde[1:-1]
        if waarde and waarde != verwacht:
            raise adres(
                "ActionMismatch", "SOAPAction hoort niet bij het verzoek in de Body.", "Action", "0003"
            )


def antwoordkoppen(adressering: Adressering, actie: str, kenmerk: UUID) -> str:
    """De koppen van een antwoord; zonder MessageID in het verzoek is er niets om naar te verwijzen."""
    if adressering.message_id is None:
        return ""
    van = ""
    if adressering.to is not None:
        van = f'<wsa:From xmlns:wsa="{WSA}"><wsa:Address>{escape(adressering.to)}</wsa:Address></wsa:From>'
    naar = adressering.from_ or ANONIEM
    return (
        f'<wsa:To xmlns:wsa="{WSA}">{escape(naar)}</wsa:To>{van}'
        f'<wsa:MessageID xmlns:wsa="{WSA}">urn:uuid:{kenmerk}</wsa:MessageID>'
        f'<wsa:Action xmlns:wsa="{WSA}">{escape(actie)}</wsa:Action>'
        f'<wsa:RelatesTo xmlns:wsa="{WSA}">{escape(adressering.message_id)}</wsa:RelatesTo>'
    )


def _adres_van(kop: etree._Element) -> str | None:
    adressen = kop.findall(_ADRES)
    if len(adressen) != 1:
        return None
    return (adressen[0].text or "").strip()


def _bezwaar(naam: str, waarde: str | None) -> SoapFout | None:
    if waarde is None:
        return adres("MissingAddressInEPR", f"wsa:{naam} heeft geen wsa:Address.", naam)
    if not waarde or len(waarde) > MAX_WAARDE or not waarde.isprintable():
        code = "InvalidAddress" if naam in _EINDPUNT or naam == "To" else "InvalidAddressingHeader"
        return adres(code, f"wsa:{naam} is leeg, te lang of niet leesbaar.", naam)
    if naam in ("ReplyTo", "FaultTo") and waarde not in (ANONIEM, NIEMAND):
        return adres(
            "OnlyAnonymousAddressSupported", "Antwoorden gaan alleen terug over dezelfde verbinding.", naam
        )
    if naam == "From":
        oin = _OIN.search(waarde)
        if oin is not None and not (len(oin[1]) == 20 and oin[1].isascii() and oin[1].isdigit()):
            return adres("InvalidAddress", "De oin in wsa:From heeft geen 20 cijfers.", naam)
    return None
