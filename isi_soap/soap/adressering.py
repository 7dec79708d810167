"""WS-Addressing: lezen, toetsen en beantwoorden (standards.md §4.3). Nooit gaat hierom een verbinding uit.

In het profiel ketentest mogen alle koppen ontbreken; wat er staat, moet kloppen. Wat suwinet daarbovenop
eist, staat in `adreseisen`.
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
# De nummers van Digikoppeling gelden voor ontbreken en voor een verkeerde vorm (standards.md §2.7).
NUMMERS: Final = {"To": "0005", "Action": "0006", "MessageID": "0007", "RelatesTo": "0008"}


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
        return oin_in(self.from_) if self.from_ else None

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
        waarde, reden = _adres_van(kop, naam) if naam in _EINDPUNT else _tekst_van(kop, naam)
        reden = reden or _bezwaar(naam, waarde)
        if reden is not None:
            fout = fout or reden
        else:
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


def antwoordkoppen(adressering: Adressering, actie: str, kenmerk: UUID, van: str | None) -> str:
    """De koppen van een antwoord; `van` is het eindpunt dat antwoordt, met ons OIN."""
    eigen = verwijst = ""
    if van is not None:
        eigen = f'<wsa:From xmlns:wsa="{WSA}"><wsa:Address>{escape(van)}</wsa:Address></wsa:From>'
    if adressering.message_id is not None:
        verwijst = f'<wsa:RelatesTo xmlns:wsa="{WSA}">{escape(adressering.message_id)}</wsa:RelatesTo>'
    naar = adressering.from_ or ANONIEM
    return (
        f'<wsa:To xmlns:wsa="{WSA}">{escape(naar)}</wsa:To>{eigen}'
        f'<wsa:MessageID xmlns:wsa="{WSA}">urn:uuid:{kenmerk}</wsa:MessageID>'
        f'<wsa:Action xmlns:wsa="{WSA}">{escape(actie)}</wsa:Action>{verwijst}'
    )


def oin_in(adres_: str) -> str | None:
    """De OIN in een adres: `oin` van SuwiML of `OIN` van Digikoppeling."""
    gevonden = _OIN.search(adres_)
    return gevonden[1] if gevonden else None


def met_oin(adres_: str, oin: str | None) -> str:
    """Het adres met deze OIN als enige; geschreven als `oin`, zoals Suwinet."""
    if oin is None:
        return adres_
    kaal = _OIN.sub("", adres_)
    return f"{kaal}{'&' if '?' in kaal else '?'}oin={oin}"


def _adres_van(kop: etree._Element, naam: str) -> tuple[str, SoapFout | None]:
    adressen = kop.findall(_ADRES)
    if not adressen:
        return "", adres("MissingAddressInEPR", f"wsa:{naam} heeft geen wsa:Address.", naam)
    if len(adressen) > 1 or len(adressen[0]):
        return "", adres("InvalidEPR", f"wsa:{naam} heeft niet precies één adres.", naam)
    return (adressen[0].text or "").strip(), None


def _tekst_van(kop: etree._Element, naam: str) -> tuple[str, SoapFout | None]:
    if len(kop):
        nummer = NUMMERS.get(naam, "0011")
        return "", adres("InvalidAddressingHeader", f"wsa:{naam} is geen gewone waarde.", naam, nummer)
    return (kop.text or "").strip(), None


def _bezwaar(naam: str, waarde: str) -> SoapFout | None:
    if not waarde or len(waarde) > MAX_WAARDE or not waarde.isprintable():
        code = "InvalidAddress" if naam in _EINDPUNT or naam == "To" else "InvalidAddressingHeader"
        tekst = f"wsa:{naam} is leeg, te lang of niet leesbaar."
        return adres(code, tekst, naam, NUMMERS.get(naam, "0011"))
    if naam in ("ReplyTo", "FaultTo") and waarde not in (ANONIEM, NIEMAND):
        return adres(
            "OnlyAnonymousAddressSupported", "Antwoorden gaan alleen terug over dezelfde verbinding.", naam
        )
    if naam == "From":
        oins = _OIN.findall(waarde)
        if len(oins) > 1 or (oins and not is_oin(oins[0])):
            return adres("InvalidAddress", "De oin in wsa:From heeft geen 20 cijfers.", naam)
    return None


def is_oin(waarde: str) -> bool:
    return len(waarde) == 20 and waarde.isascii() and waarde.isdigit()
