"""Een ondertekend bericht controleren: wat is ondertekend, door wie, en wanneer (WB004, WB013).

De volgorde is die van de kosten: bouw, versheid en certificaat gaan voor het rekenwerk. Het resultaat noemt
de elementen die de handtekening dekt; alleen die mag een ander verwerken ("see what is signed").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import xmlsec
from cryptography import x509
from lxml import etree
from xmlsec import constants

from isi_soap.wsse import lezen, tijdstempel
from isi_soap.wsse.fouten import WsseFout, ongeldig
from isi_soap.wsse.namen import ID, WSU
from isi_soap.wsse.sleutels import lees_token
from isi_soap.wsse.tijdstempel import VENSTER, Tijdstempel, Venster
from isi_soap.wsse.vertrouwen import Vertrouwer

_VERWIJZING: Final = (
    constants.TransformExclC14N,
    constants.TransformSha256,
    constants.TransformSha384,
    constants.TransformSha512,
)
_HANDTEKENING: Final = (
    constants.TransformExclC14N,
    constants.TransformRsaSha256,
    constants.TransformRsaSha384,
    constants.TransformRsaSha512,
)


@dataclass(frozen=True, slots=True)
class Beveiligd:
    """Wat een geldige handtekening zegt."""

    certificaat: x509.Certificate
    oin: str | None  # alleen als alles gedekt is en het certificaat vertrouwd wordt
    handtekening: str  # SignatureValue, base64 zonder witruimte
    gemaakt: datetime | None
    verloopt: datetime | None
    onderdelen: tuple[etree._Element, ...]  # precies de elementen die de handtekening dekt
    volledig: bool  # Body, Timestamp, elke adresseringskop en elke SignatureConfirmation
    bevestigingen: tuple[str | None, ...]  # Value van elke gedekte SignatureConfirmation

    def dekt(self, element: etree._Element) -> bool:
        return any(element is deel for deel in self.onderdelen)


def verifieer(
    envelop: etree._Element,
    *,
    vertrouwen: Vertrouwer | None,
    nu: datetime,
    venster: Venster | None = VENSTER,
    eis_alles: bool = True,
) -> Beveiligd:
    """Controleer de handtekening van `envelop` (de wortel van een boom); WsseFout zegt waarom zij niet deugt.

    Met `eis_alles` (profiel suwinet) is elk deel van WB004 gedekt. Zonder (ketentest) mag een handtekening
    een deel dekken; dan is `volledig` onwaar en is er geen identiteit: `oin` is None. Zonder `vertrouwen`
    wordt alleen gerekend, en is er evenmin identiteit; zonder `venster` telt de tijd van het bericht niet.
    """
    if eis_alles and (vertrouwen is None or venster is None):
        raise ValueError("met eis_alles horen vertrouwen en een venster")
    delen = lezen.plaats(envelop)
    kop = lezen.lees(delen.security, streng=eis_alles)
    stempel = _toets_tijd(kop.tijdstempel, nu, venster, eis_alles)
    token = lees_token(kop.token)
    if vertrouwen is not None and (fout := vertrouwen.toets(token.certificaat, nu)) is not None:
        raise WsseFout(fout.code, fout.reden)
    gedekt, ontbreekt = _dekking(delen, kop)
    if eis_alles and ontbreekt:
        raise ongeldig("de handtekening dekt niet Body, Timestamp en elke adresseringskop.")
    bekend = vertrouwen is not None and not ontbreekt
    oin = token.oin() if bekend else None
    _reken(kop.handtekening, gedekt, token.sleutel)
    return Beveiligd(
        token.certificaat,
        oin,
        kop.waarde,
        stempel.gemaakt if stempel else None,
        stempel.verloopt if stempel else None,
        gedekt,
        not ontbreekt,
        tuple(b.get("Value") for b in kop.bevestigingen if b.get(ID) in kop.verwezen),
    )


def _toets_tijd(
    element: etree._Element | None, nu: datetime, venster: Venster | None, streng: bool
) -> Tijdstempel | None:
    if element is None:
        return None
    stempel = tijdstempel.lees(element, streng=streng)
    if venster is not None:
        tijdstempel.toets(stempel, nu, venster)
    return stempel


def _dekking(delen: lezen.Envelop, kop: lezen.Kop) -> tuple[tuple[etree._Element, ...], bool]:
    """De elementen waarnaar SignedInfo verwijst, en of er van WB004 iets ontbreekt.

    Een verwijzing naar iets anders dan een deel op zijn vaste plaats wordt geweigerd: wie iets elders in het
    document laat ondertekenen, wil ons iets anders laten geloven.
    """
    nodig = [delen.body, *delen.adressering, *kop.bevestigingen]
    if kop.tijdstempel is not None:
        nodig.append(kop.tijdstempel)
    mag = (*nodig, kop.tokenelement) if kop.tokenelement is not None else tuple(nodig)
    op_id = lezen.elementen_met_id(delen.wortel, mag)
    if not op_id.keys() >= set(kop.verwezen):
        raise ongeldig("de handtekening verwijst naar een deel dat niet op zijn plaats staat.")
    gedekt = tuple(op_id[naam] for naam in kop.verwezen)
    # Een Id hoort bij één element: wie haar Id noemt, dekt juist dat deel.
    ontbreekt = kop.tijdstempel is None or any(deel.get(ID) not in kop.verwezen for deel in nodig)
    return gedekt, ontbreekt


def _reken(handtekening: etree._Element, gedekt: tuple[etree._Element, ...], sleutel: xmlsec.Key) -> None:
    context = xmlsec.SignatureContext()
    for transformatie in _VERWIJZING:
        context.enable_reference_transform(transformatie)
    for transformatie in _HANDTEKENING:
        context.enable_signature_transform(transformatie)
    context.key = sleutel
    try:
        for element in gedekt:
            context.register_id(element, "Id", WSU)
        context.verify(handtekening)
    except xmlsec.Error:
        raise WsseFout("FailedCheck", "de handtekening klopt niet bij het bericht.") from None
