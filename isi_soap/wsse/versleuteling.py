"""2W-be-SE: de inhoud van de Body versleutelen na het ondertekenen, en ontsleutelen vóór het controleren.

Alleen AES in GCM met een sleutel onder RSA-OAEP (WB005, WB006, ENC001–ENC004): CBC en RSA 1.5 geven wie mag
raden een orakel. Om dezelfde reden is er één antwoord op alles wat niet te ontsleutelen is. xmlsec ziet nooit
de XML van een ander: uit het bericht komen alleen de algoritmen en de bytes, en wat eruit komt leest een
parser met dezelfde grenzen als het bericht zelf.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from threading import get_ident
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree
from xmlsec import constants

from isi_soap.wsse import namen as n
from isi_soap.wsse.fouten import WsseFout, algoritme, ongeldig
from isi_soap.wsse.sleutels import Sleutelpaar

Lezer = Callable[[bytes], etree._Element]

_XENC: Final = f"{{{n.XENC}}}"
_METHODE: Final = f"{_XENC}EncryptionMethod"
_CIJFER: Final = f"{_XENC}CipherData/{_XENC}CipherValue"
_DIGEST: Final = f"{{{n.DS}}}DigestMethod"
_OAEP_DIGESTS: Final = frozenset({f"{n.DS}sha1", n.SHA256})
_AES_BITS: Final = {n.AES128_GCM: 128, n.AES256_GCM: 256}
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")
_MAX_SLEUTEL: Final = 4096
_IETS_VERSLEUTELDS = etree.XPath("//*[namespace-uri()=$xenc or namespace-uri()=$xenc11]", smart_strings=False)

_SJABLOON: Final = (
    f'<xenc:EncryptedData xmlns:xenc="{n.XENC}" xmlns:ds="{n.DS}">'
    '<xenc:EncryptionMethod Algorithm="{data}"/>'
    f'<ds:KeyInfo><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{n.RSA_OAEP}">{{digest}}'
    "</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{sleutel}</xenc:CipherValue></xenc:CipherData>"
    "</xenc:EncryptedKey></ds:KeyInfo>"
    "<xenc:CipherData><xenc:CipherValue>{inhoud}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
)


def is_versleuteld(envelop: etree._Element) -> bool:
    """Of er ergens in het bericht een element van XML Encryption staat."""
    return bool(_IETS_VERSLEUTELDS(envelop, xenc=n.XENC, xenc11=n.XENC11))


def versleutel(
    envelop: etree._Element, certificaat: x509.Certificate, *, algoritme_: str = n.AES256_GCM
) -> None:
    """Versleutel de inhoud van de Body van een ondertekend bericht voor de houder van `certificaat`.

    Een antwoord gaat naar het certificaat dat het verzoek ondertekende (WB012).
    """
    body, security = envelop.find(n.BODY), envelop.find(f"{n.HEADER}/{n.SECURITY}")
    if body is None or security is None:
        raise ValueError("eerst ondertekenen, dan versleutelen (WB006)")
    data = etree.fromstring(_SJABLOON.format(data=algoritme_, digest="", sleutel="", inhoud=""))
    context = xmlsec.EncryptionContext(_beheer(get_ident(), _publieke_sleutel(certificaat)))
    context.key = xmlsec.Key.generate(
        constants.KeyDataAes, _AES_BITS[algoritme_], constants.KeyDataTypeSession
    )
    context.encrypt_binary(data, _inhoud(body))
    for kind in list(body):
        body.remove(kind)
    body.text = None
    id_ = secrets.token_hex(16)
    sleutel = data[1][0]
    _verwijs(data, sleutel, certificaat, id_)
    body.append(data)
    security.insert(0, sleutel)


def ontsleutel(envelop: etree._Element, sleutelpaar: Sleutelpaar, *, lees: Lezer | None = None) -> None:
    """Zet de inhoud van de Body terug, en haal wat versleutelde weg; daarna is er te controleren.

    `lees` maakt van bytes een boom, met de grenzen die voor elk bericht gelden.
    """
    body, security = envelop.find(n.BODY), envelop.find(f"{n.HEADER}/{n.SECURITY}")
    if body is None or security is None:
        raise ongeldig("er is geen wsse:Security.")
    sleutels, inhoud = security.findall(n.ENCRYPTED_KEY), list(body)
    if len(sleutels) != 1 or len(inhoud) != 1 or inhoud[0].tag != n.ENCRYPTED_DATA:
        raise ongeldig("er is niet één versleutelde sleutel met daarbij één versleutelde Body.")
    (sleutel,), (data,) = sleutels, inhoud
    if data.get("Type") != n.INHOUD:
        raise ongeldig("niet de inhoud van de Body is versleuteld, maar iets anders.")
    klaar = _lees_inhoud(body, _reken(data, sleutel, sleutelpaar), lees or _lees_streng)
    security.remove(sleutel)
    body.remove(data)
    body.text = klaar.text
    body.extend(list(klaar))
    if is_versleuteld(envelop):
        raise ongeldig("er is meer versleuteld dan de inhoud van de Body.")


def _reken(data: etree._Element, sleutel: etree._Element, sleutelpaar: Sleutelpaar) -> bytes:
    """Bouw zelf op wat xmlsec te lezen krijgt, uit de gecontroleerde algoritmen en de bytes."""
    sjabloon = _SJABLOON.format(
        data=_algoritme(data, frozenset(_AES_BITS)),
        digest=_oaep_digest(sleutel),
        sleutel=_cijfer(sleutel, _MAX_SLEUTEL),
        inhoud=_cijfer(data, None),
    )
    context = xmlsec.EncryptionContext(_beheer(get_ident(), sleutelpaar.xmlsec_sleutel))
    try:
        # Zonder Type geeft xmlsec de bytes terug, en leest hij er geen XML in.
        klaar: object = context.decrypt(etree.fromstring(sjabloon, _parser()))
    except xmlsec.Error:
        klaar = None
    if not isinstance(klaar, bytes):
        raise WsseFout("FailedCheck", "het bericht is niet te ontsleutelen.")
    return klaar


def _algoritme(element: etree._Element, mag: frozenset[str]) -> str:
    methoden = element.findall(_METHODE)
    naam = methoden[0].get("Algorithm") if len(methoden) == 1 else None
    if naam is None or naam not in mag:
        raise algoritme("er is niet met AES-GCM en RSA-OAEP versleuteld.")
    return naam


def _oaep_digest(sleutel: etree._Element) -> str:
    """De digest binnen OAEP: die van mgf1p is SHA-1 als er niets staat; daar is SHA-1 geen zwakte."""
    _algoritme(sleutel, frozenset({n.RSA_OAEP}))
    methode = sleutel.find(_METHODE)
    delen = [] if methode is None else list(methode)
    if not delen:
        return ""
    naam = delen[0].get("Algorithm") or ""
    if len(delen) > 1 or delen[0].tag != _DIGEST or naam not in _OAEP_DIGESTS:
        raise algoritme("RSA-OAEP heeft andere gegevens dan een digest.")
    return f'<ds:DigestMethod Algorithm="{naam}"/>'


def _cijfer(element: etree._Element, hoogstens: int | None) -> str:
    waarden = element.findall(_CIJFER)
    tekst = (waarden[0].text or "") if len(waarden) == 1 and not len(waarden[0]) else ""
    if not tekst or (hoogstens is not None and len(tekst) > hoogstens) or not _BASE64.fullmatch(tekst):
        raise ongeldig("een CipherValue ontbreekt of is geen base64.")
    return tekst


def _inhoud(body: etree._Element) -> bytes:
    """De inhoud als losse bytes; lxml verklaart bij elk kind de naamruimten die het erft."""
    tekst = escape(body.text or "").encode()
    return tekst + b"".join(etree.tostring(kind, encoding="UTF-8", xml_declaration=False) for kind in body)


def _lees_inhoud(body: etree._Element, inhoud: bytes, lees: Lezer) -> etree._Element:
    """Lees de inhoud binnen de naamruimten van de Body, want daarin is zij geschreven."""
    verklaard = "".join(
        f" xmlns{':' + prefix if prefix else ''}={quoteattr(uri)}" for prefix, uri in body.nsmap.items()
    )
    naam = f"{body.prefix}:Body" if body.prefix else "Body"
    gelezen = lees(f"<{naam}{verklaard}>".encode() + inhoud + f"</{naam}>".encode())
    if gelezen.tag != n.BODY:
        raise ongeldig("de ontsleutelde Body is geen Body.")
    return gelezen


def _verwijs(data: etree._Element, sleutel: etree._Element, certificaat: x509.Certificate, id_: str) -> None:
    """Zeg welke sleutel bij welke gegevens hoort, en van welk certificaat de sleutel is."""
    data.set("Id", f"ED-{id_}")
    data.set("Type", n.INHOUD)
    sleutel.set("Id", f"EK-{id_}")
    sleutel.insert(
        1,
        etree.fromstring(
            f'<ds:KeyInfo xmlns:ds="{n.DS}"><wsse:SecurityTokenReference xmlns:wsse="{n.WSSE}"><ds:X509Data>'
            f"<ds:X509IssuerSerial><ds:X509IssuerName>{escape(certificaat.issuer.rfc4514_string())}"
            f"</ds:X509IssuerName><ds:X509SerialNumber>{certificaat.serial_number}</ds:X509SerialNumber>"
            "</ds:X509IssuerSerial></ds:X509Data></wsse:SecurityTokenReference></ds:KeyInfo>"
        ),
    )
    sleutel.append(
        etree.fromstring(
            f'<xenc:ReferenceList xmlns:xenc="{n.XENC}"><xenc:DataReference URI="#ED-{id_}"/>'
            "</xenc:ReferenceList>"
        )
    )
    data[1].append(
        etree.fromstring(
            f'<wsse:SecurityTokenReference xmlns:wsse="{n.WSSE}" xmlns:wsse11="{n.WSSE11}"'
            f' wsse11:TokenType="{n.SLEUTELTOKEN}"><wsse:Reference URI="#EK-{id_}"/>'
            "</wsse:SecurityTokenReference>"
        )
    )


@lru_cache(maxsize=256)
def _beheer(draad: int, sleutel: xmlsec.Key) -> xmlsec.KeysManager:
    """Een sleutelbeheer leest bij het maken alle CA's van het systeem, tien keer zo duur als het rekenen.

    Elke thread heeft het zijne: xmlsec zegt niet dat het te delen is.
    """
    beheer = xmlsec.KeysManager()
    beheer.add_key(sleutel)
    return beheer


@lru_cache(maxsize=256)
def _publieke_sleutel(certificaat: x509.Certificate) -> xmlsec.Key:
    publiek = certificaat.public_key()
    if not isinstance(publiek, RSAPublicKey):
        raise ValueError("voor een certificaat zonder RSA-sleutel is niet te versleutelen")
    pem = publiek.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return xmlsec.Key.from_memory(pem, constants.KeyDataFormatPem)


def _parser(*, ruim: bool = True) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=ruim, remove_comments=not ruim
    )


def _lees_streng(tekst: bytes) -> etree._Element:
    """Voor wie geen eigen lezer geeft: geen DTD, geen entiteiten, de grenzen van libxml2."""
    if b"<!DOCTYPE" in tekst:
        raise ongeldig("een DOCTYPE is niet toegestaan.")
    try:
        return etree.fromstring(tekst, _parser(ruim=False))
    except etree.XMLSyntaxError:
        raise WsseFout("FailedCheck", "het bericht is niet te ontsleutelen.") from None
