"""Een bericht ondertekenen, in de vorm die Suwinet op de draad heeft (standards.md §1.11; WB002, WB004).

wsse:Security staat vooraan in de Header: Timestamp, SignatureConfirmation, BinarySecurityToken, Signature.
Elk deel heeft een eigen verwijzing: Body, de adresseringskoppen, Timestamp, SignatureConfirmation.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from xml.sax.saxutils import quoteattr

import xmlsec
from lxml import etree

from isi_soap.wsse import namen as n
from isi_soap.wsse.sleutels import Sleutelpaar
from isi_soap.wsse.tijdstempel import GELDIGHEID, schrijf

_WSA: Final = f"{{{n.WSA}}}"
_VERWIJZING: Final = (
    '<ds:Reference URI="#{}"><ds:Transforms>'
    f'<ds:Transform Algorithm="{n.EXC_C14N}">'
    f'<ec:InclusiveNamespaces xmlns:ec="{n.EXC_C14N}" PrefixList="{{}}"/></ds:Transform>'
    f'</ds:Transforms><ds:DigestMethod Algorithm="{n.SHA256}"/><ds:DigestValue/></ds:Reference>'
)


class _Namen:
    """Id's voor één bericht: willekeurig, zodat ze nergens anders in het document kunnen staan."""

    def __init__(self) -> None:
        self._basis = secrets.token_hex(16)
        self._nummer = 0

    def nieuw(self, soort: str) -> str:
        self._nummer += 1
        return f"{soort}-{self._basis}{self._nummer:02d}"


def onderteken(
    envelop: etree._Element,
    sleutelpaar: Sleutelpaar,
    nu: datetime,
    *,
    bevestig: str | None = None,
) -> None:
    """Zet wsse:Security in `envelop` (de wortel van een boom) en onderteken.

    `bevestig` is voor een antwoord: de SignatureValue van het verzoek, of "" als dat er geen had (WB014).
    Wat daarna nog aan de boom verandert, breekt de handtekening.
    """
    body = envelop.find(n.BODY)
    if body is None:
        raise ValueError("een envelop zonder Body is niet te ondertekenen")
    header = envelop.find(n.HEADER)
    if header is None:
        header = etree.Element(n.HEADER)
        envelop.insert(0, header)
    namen = _Namen()
    delen = [body, *(kop for kop in header if kop.tag.__class__ is str and kop.tag.startswith(_WSA))]
    verwijzingen = [_VERWIJZING.format(_noem(deel, namen), _prefixen(deel)) for deel in delen]
    boven = " ".join(_in_bereik(header))
    security, erin = _security(namen, envelop, boven, verwijzingen, sleutelpaar, nu, bevestig)
    header.insert(0, security)
    handtekening = security[-1]
    context = xmlsec.SignatureContext()
    context.key = sleutelpaar.xmlsec_sleutel
    for deel in (*delen, *list(security)[:erin]):
        context.register_id(deel, "Id", n.WSU)
    context.sign(handtekening)


def _noem(deel: etree._Element, namen: _Namen) -> str:
    """Een verse wsu:Id; wat er al stond, is van een ander."""
    naam = namen.nieuw("id")
    deel.set(n.ID, naam)
    return naam


def _in_bereik(element: etree._Element) -> list[str]:
    """De prefixen die bij dit element gelden, het dichtstbijzijnde eerst; die van xml telt niet."""
    gevonden: dict[str, None] = {}
    for drager in (element, *element.iterancestors()):
        ouder = drager.getparent()
        boven = ouder.nsmap if ouder is not None else {}
        for prefix, uri in drager.nsmap.items():
            if boven.get(prefix) != uri:
                gevonden.setdefault(prefix or "#default")
    return list(gevonden)


def _prefixen(deel: etree._Element) -> str:
    """De geërfde prefixen die het deel niet zelf zichtbaar gebruikt; die bindt de handtekening mee."""
    zichtbaar = {deel.prefix or "#default", "wsu"}
    ouder = deel.getparent()
    return "" if ouder is None else " ".join(p for p in _in_bereik(ouder) if p not in zichtbaar)


def _security(
    namen: _Namen,
    envelop: etree._Element,
    boven: str,
    verwijzingen: list[str],
    sleutelpaar: Sleutelpaar,
    nu: datetime,
    bevestig: str | None,
) -> tuple[etree._Element, int]:
    """De header zonder digests, en hoeveel delen vooraan ondertekend worden. Als tekst: dat is snel."""
    soap = envelop.prefix or "soapenv"
    stempel, token = namen.nieuw("TS"), namen.nieuw("X509")
    binnen = f"wsse {boven}".strip()
    tekst = [
        f'<wsse:Security xmlns:wsse="{n.WSSE}" xmlns:wsu="{n.WSU}" xmlns:{soap}="{n.SOAP}"'
        f' {soap}:mustUnderstand="1"><wsu:Timestamp wsu:Id="{stempel}">'
        f"<wsu:Created>{schrijf(nu)}</wsu:Created>"
        f"<wsu:Expires>{schrijf(nu + GELDIGHEID)}</wsu:Expires></wsu:Timestamp>"
    ]
    verwijzingen.append(_VERWIJZING.format(stempel, binnen))
    if bevestig is not None:
        bevestiging = namen.nieuw("SC")
        waarde = f" Value={quoteattr(bevestig)}" if bevestig else ""
        tekst.append(
            f'<wsse11:SignatureConfirmation xmlns:wsse11="{n.WSSE11}"{waarde} wsu:Id="{bevestiging}"/>'
        )
        verwijzingen.append(_VERWIJZING.format(bevestiging, binnen))
    tekst.append(
        f'<wsse:BinarySecurityToken EncodingType="{n.BASE64}" ValueType="{n.X509V3}" wsu:Id="{token}">'
        f"{sleutelpaar.token}</wsse:BinarySecurityToken>"
        f'<ds:Signature xmlns:ds="{n.DS}" Id="{namen.nieuw("SIG")}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{n.EXC_C14N}">'
        f'<ec:InclusiveNamespaces xmlns:ec="{n.EXC_C14N}" PrefixList="{boven}"/></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{n.RSA_SHA256}"/>{"".join(verwijzingen)}</ds:SignedInfo>'
        f'<ds:SignatureValue/><ds:KeyInfo Id="{namen.nieuw("KI")}">'
        f'<wsse:SecurityTokenReference wsu:Id="{namen.nieuw("STR")}">'
        f'<wsse:Reference URI="#{token}" ValueType="{n.X509V3}"/>'
        "</wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature></wsse:Security>"
    )
    return etree.fromstring("".join(tekst)), 1 if bevestig is None else 2
