"""De beveiligingsheader lezen volgens Basic Security Profile 1.1: streng, begrensd, nog zonder cryptografie.

Alles wat hierna komt werkt met de elementen die hier op hun vaste plaats gevonden zijn. Een verplaatst of
nagemaakt deel heeft zo geen kans: het staat niet op die plaats, of zijn Id is niet enig (standards.md §5.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from lxml import etree

from isi_soap.wsse import namen as n
from isi_soap.wsse.fouten import WsseFout, algoritme, ongeldig

MAX_VERWIJZINGEN: Final = 20
MAX_PREFIXLIJST: Final = 1024
_MAX_TEKST: Final = 4096  # een handtekening van RSA-4096 als base64 is 684 tekens

_DS: Final = f"{{{n.DS}}}"
_REFERENCE: Final = f"{_DS}Reference"
_TRANSFORMS: Final = f"{_DS}Transforms"
_TRANSFORM: Final = f"{_DS}Transform"
_DIGEST_METHOD: Final = f"{_DS}DigestMethod"
_DIGEST_VALUE: Final = f"{_DS}DigestValue"
_X509: Final = (f"{_DS}X509Data", f"{_DS}X509Certificate")
_INCLUSIEF: Final = f"{{{n.EXC_C14N}}}InclusiveNamespaces"
_VREEMD: Final = (etree.Comment, etree.ProcessingInstruction, f"{{{n.XENC}}}*", f"{{{n.XENC11}}}*")
_NCNAAM = re.compile(r"[^\W\d][\w.\-]{0,255}")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
# Elk attribuut dat een stuk gereedschap als Id kan zien: Id, ID en id, in welke naamruimte ook. Een stuk van
# zo'n naam telt ook mee; dat mag, en is in één vergelijking gezien.
_IDS = etree.XPath("//@*[contains('|Id|ID|id|', local-name())]", smart_strings=False)


@dataclass(frozen=True, slots=True)
class Envelop:
    """De delen van een envelop op hun vaste plaats."""

    wortel: etree._Element
    body: etree._Element
    adressering: tuple[etree._Element, ...]
    security: etree._Element


@dataclass(frozen=True, slots=True)
class Kop:
    """De inhoud van de beveiligingsheader, gelezen en begrensd."""

    handtekening: etree._Element
    waarde: str  # SignatureValue, base64 zonder witruimte
    token: str  # het certificaat, base64
    tokenelement: etree._Element | None
    tijdstempel: etree._Element | None
    bevestigingen: tuple[etree._Element, ...]
    verwezen: tuple[str, ...]  # de Id's waarnaar SignedInfo verwijst, in volgorde


def plaats(wortel: etree._Element) -> Envelop:
    """Vind Body, adresseringskoppen en de ene Security op hun vaste plaats."""
    if wortel.getparent() is not None or wortel.tag != n.ENVELOPE:
        raise ongeldig("het wortelelement is geen SOAP 1.1-Envelope.")
    koppen = [kind for kind in wortel if kind.tag == n.HEADER]
    bodies = [kind for kind in wortel if kind.tag == n.BODY]
    if len(koppen) != 1 or len(bodies) != 1:
        raise ongeldig("de Envelope heeft niet precies één Header en één Body.")
    adressering, security = [], []
    for kop in koppen[0].iterchildren("*"):
        if kop.tag.startswith(f"{{{n.WSA}}}"):
            adressering.append(kop)
        elif kop.tag == n.SECURITY:
            security.append(kop)
    if not security:
        raise ongeldig("er is geen wsse:Security.")
    if len(security) > 1:
        raise ongeldig("er is meer dan één wsse:Security.")
    return Envelop(wortel, bodies[0], tuple(adressering), security[0])


def heeft_security(wortel: etree._Element) -> bool:
    """Of er een beveiligingsheader is, goed of fout."""
    return wortel.find(f"{n.HEADER}/{n.SECURITY}") is not None


def lees(security: etree._Element, *, streng: bool) -> Kop:
    """De bouw van de header. `streng` eist de regels van het profiel, anders alleen wat veiligheid vraagt."""
    _weiger_vreemd(security)
    delen = _sorteer(security, streng)
    handtekening = _enige(delen, n.HANDTEKENING, "ds:Signature")
    tokens, stempels = delen.get(n.TOKEN, []), delen.get(n.TIJDSTEMPEL, [])
    if len(tokens) > 1:
        raise ongeldig("er is meer dan één BinarySecurityToken.")
    if len(stempels) > 1 or (streng and not stempels):
        raise ongeldig("er is niet precies één wsu:Timestamp.")
    if handtekening is None:
        raise ongeldig("er is geen ds:Signature.")
    kinderen = list(handtekening)
    if [kind.tag for kind in kinderen] != [f"{_DS}SignedInfo", f"{_DS}SignatureValue", f"{_DS}KeyInfo"]:
        raise ongeldig("ds:Signature bestaat niet uit SignedInfo, SignatureValue en KeyInfo.")
    verwezen = tuple(_lees_signedinfo(kinderen[0]))
    tokentekst, tokenelement = _lees_keyinfo(kinderen[2], tokens, streng)
    return Kop(
        handtekening,
        "".join(_base64(kinderen[1]).split()),
        tokentekst,
        tokenelement,
        stempels[0] if stempels else None,
        tuple(delen.get(n.BEVESTIGING, ())),
        verwezen,
    )


def elementen_met_id(wortel: etree._Element, delen: tuple[etree._Element, ...]) -> dict[str, etree._Element]:
    """De ondertekenbare delen op hun wsu:Id; elke Id-waarde komt in het hele document één keer voor."""
    alle = cast("list[str]", _IDS(wortel))
    if len(alle) != len(set(alle)):
        raise ongeldig("een Id komt meer dan eens voor.")
    gevonden: dict[str, etree._Element] = {}
    for deel in delen:
        waarde = deel.get(n.ID)
        if waarde is not None:
            gevonden[waarde] = deel
    return gevonden


def _weiger_vreemd(security: etree._Element) -> None:
    """Wat van een vreemde soort is, kost geen cryptografie. De zoektocht zelf doet libxml2."""
    vreemd = next(security.iter(*_VREEMD), None)
    if vreemd is None:
        return
    if vreemd.tag.__class__ is not str:
        raise ongeldig("in de beveiligingsheader staat commentaar of een instructie.")
    raise WsseFout("UnsupportedSecurityToken", "versleuteling wordt hier niet aangenomen.")


def _sorteer(security: etree._Element, streng: bool) -> dict[str, list[etree._Element]]:
    delen: dict[str, list[etree._Element]] = {}
    for kind in security:
        delen.setdefault(kind.tag, []).append(kind)
    if len(delen.get(n.BEVESTIGING, ())) > 1:
        raise ongeldig("er is meer dan één SignatureConfirmation.")
    if streng:
        bekend = {n.TIJDSTEMPEL, n.BEVESTIGING, n.TOKEN, n.HANDTEKENING}
        if not delen.keys() <= bekend:
            raise WsseFout("UnsupportedSecurityToken", "de beveiligingsheader heeft een onbekend deel.")
        namen = [kind.tag for kind in security]
        # R5205: het token gaat aan zijn verwijzing vooraf.
        if n.TOKEN in namen and n.HANDTEKENING in namen[: namen.index(n.TOKEN)]:
            raise ongeldig("het BinarySecurityToken staat na de handtekening.")
    return delen


def _enige(delen: dict[str, list[etree._Element]], naam: str, leesbaar: str) -> etree._Element | None:
    gevonden = delen.get(naam, [])
    if len(gevonden) > 1:
        raise ongeldig(f"er is meer dan één {leesbaar}.")
    return gevonden[0] if gevonden else None


def _lees_signedinfo(info: etree._Element) -> Iterator[str]:
    canoniek, methode, *verwijzingen = _kinderen(info, 2, 2 + MAX_VERWIJZINGEN)
    _eis_c14n(canoniek, f"{_DS}CanonicalizationMethod")
    if methode.tag != f"{_DS}SignatureMethod" or methode.get("Algorithm") not in n.HANDTEKENINGEN:
        raise algoritme("de handtekening is niet met rsa-sha256, rsa-sha384 of rsa-sha512 gezet.")
    if len(methode):
        raise algoritme("SignatureMethod heeft geen verdere gegevens.")
    if not verwijzingen:
        raise ongeldig("de handtekening verwijst nergens naar.")
    gezien = set()
    for verwijzing in verwijzingen:
        naam = _lees_verwijzing(verwijzing)
        if naam in gezien:
            raise ongeldig("de handtekening verwijst tweemaal naar hetzelfde deel.")
        gezien.add(naam)
        yield naam


def _lees_verwijzing(verwijzing: etree._Element) -> str:
    uri = verwijzing.get("URI")
    if verwijzing.tag != _REFERENCE or uri is None or not uri.startswith("#"):
        raise ongeldig("de handtekening verwijst naar iets anders dan een deel van dit bericht.")
    if not _NCNAAM.fullmatch(uri[1:]):
        raise ongeldig("een verwijzing van de handtekening is geen gewone Id.")
    transformaties, methode, digest = _kinderen(verwijzing, 3, 3)
    if transformaties.tag != _TRANSFORMS:
        raise ongeldig("ds:Reference begint niet met Transforms.")
    (transformatie,) = _kinderen(transformaties, 1, 1)
    _eis_c14n(transformatie, _TRANSFORM)
    if methode.tag != _DIGEST_METHOD or methode.get("Algorithm") not in n.DIGESTS or len(methode):
        raise algoritme("een digest is niet van sha256, sha384 of sha512.")
    if digest.tag != _DIGEST_VALUE:
        raise ongeldig("ds:Reference heeft geen DigestValue.")
    _base64(digest)
    return uri[1:]


def _eis_c14n(element: etree._Element, tag: str) -> None:
    """Alleen exclusieve canonicalisatie zonder commentaar (R5404, R5412, R5423)."""
    if element.tag != tag:
        raise ongeldig("SignedInfo is niet opgebouwd zoals het hoort.")
    if element.get("Algorithm") != n.EXC_C14N:
        raise algoritme("een transformatie is geen exclusieve canonicalisatie.")
    delen = _kinderen(element, 0, 1)
    if delen and (delen[0].tag != _INCLUSIEF or len(delen[0])):
        raise algoritme("een transformatie heeft onbekende gegevens.")
    if delen and len(delen[0].get("PrefixList", "")) > MAX_PREFIXLIJST:
        raise ongeldig("een PrefixList is te lang.")


def _lees_keyinfo(
    keyinfo: etree._Element, tokens: list[etree._Element], streng: bool
) -> tuple[str, etree._Element | None]:
    """Het certificaat: uit het BinarySecurityToken waarnaar rechtstreeks verwezen wordt (WB010)."""
    (str_,) = _kinderen(keyinfo, 1, 1)
    if str_.tag != n.TOKENVERWIJZING:
        raise ongeldig("KeyInfo bevat geen SecurityTokenReference.")
    (verwijzing,) = _kinderen(str_, 1, 1)
    if verwijzing.tag == n.VERWIJZING:
        if not tokens:
            raise WsseFout("SecurityTokenUnavailable", "het certificaat van de handtekening is er niet bij.")
        token = tokens[0]
        _eis_token(token, verwijzing, streng)
        return token.text or "", token
    if not streng and verwijzing.tag == _X509[0]:
        # zeep's eigen Signature: het certificaat staat naast uitgever en nummer in X509Data.
        certificaten = verwijzing.findall(_X509[1])
        if len(certificaten) == 1:
            return certificaten[0].text or "", None
    raise WsseFout(
        "SecurityTokenUnavailable", "de handtekening verwijst niet rechtstreeks naar een certificaat."
    )


def _eis_token(token: etree._Element, verwijzing: etree._Element, streng: bool) -> None:
    if token.get("EncodingType") != n.BASE64 or token.get("ValueType") != n.X509V3 or len(token):
        raise WsseFout("UnsupportedSecurityToken", "het token is geen X.509v3-certificaat als base64.")
    if streng and verwijzing.get("ValueType") != n.X509V3:
        raise ongeldig("de verwijzing naar het token noemt geen ValueType X509v3.")
    if verwijzing.get("URI") != f"#{token.get(n.ID)}":
        raise WsseFout("SecurityTokenUnavailable", "de verwijzing wijst niet naar het token in deze header.")


def _kinderen(element: etree._Element, minstens: int, hoogstens: int) -> list[etree._Element]:
    if not minstens <= len(element) <= hoogstens:
        raise ongeldig(f"{etree.QName(element).localname} heeft niet het juiste aantal delen.")
    return list(element)


def _base64(element: etree._Element) -> str:
    tekst = element.text or ""
    if len(element) or len(tekst) > _MAX_TEKST or not _BASE64.fullmatch(tekst):
        raise ongeldig(f"{etree.QName(element).localname} is geen base64.")
    return tekst
