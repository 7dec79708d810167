"""Toets exports en archiefbestanden van het ISI-berichtenlog, zonder iets van ISI te vertrouwen.

    python verify_log.py EXPORT --bewaard MAP [--archief MAP] [--tsa PEM]
    python verify_log.py isilog-*.zip --bewaard MAP

EXPORT is een map of zipbestand van `isi-soap log exporteer`; isilog-*.zip zijn bestanden van `isi-soap log
archiveer`. De bewaarde MAP bevat wat u zelf bewaarde: de eerste openbare sleutel van het logboek (*.vkey) en
zijn checkpoints (*.checkpoint). Alleen dat wordt vertrouwd; de rest is een bewering. Nodig zijn Python 3.11
of later en het pakket cryptography. De vorm van elk bestand staat in docs/audit.md, zodat u dit programma ook
zelf kunt schrijven.

Uitgang: 0 alles is bewezen; 1 er zijn bevindingen; 2 er valt niets te toetsen.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import contextlib
import csv
import hashlib
import io
import itertools
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes as hashes_
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

FORMAAT = "isi-logexport/1"
ARCHIEF = "isi-logarchief/1"
SPELING = 60_000  # milliseconden: zo lang kan een bericht onderweg zijn
LEEG = bytes(32)
KENMERK = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FORMULE = ("=", "+", "-", "@", "\t", "\r")


class Onbruikbaar(Exception):  # noqa: N818
    """Dit is niet wat het zou moeten zijn; de tekst zegt wat."""


# --- de boom van RFC 9162 ---------------------------------------------------------------------------------


def bladhash(gegevens: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + gegevens).digest()


def knoop(links: bytes, rechts: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + links + rechts).digest()


class Rand:
    """De volle deelbomen van [0, grootte), van groot naar klein."""

    def __init__(self, grootte: int = 0, delen: list[bytes] | None = None) -> None:
        self.grootte, self.delen = grootte, delen or []
        if len(self.delen) != grootte.bit_count():
            raise Onbruikbaar("de deelbomen passen niet bij hun aantal bladen")

    def erbij(self, deel: bytes, niveau: int = 0) -> None:
        if niveau < 0 or self.grootte % (1 << niveau):
            raise Onbruikbaar("een deelboom past niet op zijn plaats")
        nummer = self.grootte >> niveau
        self.grootte += 1 << niveau
        while nummer & 1:
            deel, nummer = knoop(self.delen.pop(), deel), nummer >> 1
        self.delen.append(deel)

    def vul_aan(self, rechts: list[dict[str, Any]], grootte: int) -> None:
        """De deelbomen rechts van een reeks, tot de grootte van het checkpoint."""
        for deel in rechts:
            self.erbij(hashes([deel["hash"]])[0], deel["niveau"])
        if self.grootte != grootte:
            raise Onbruikbaar("de deelbomen rechts van de reeks zijn niet volledig")

    def wortel(self) -> bytes:
        if not self.delen:
            return hashlib.sha256(b"").digest()
        uit = self.delen[-1]
        for links in reversed(self.delen[:-1]):
            uit = knoop(links, uit)
        return uit


def wortel_uit_inclusie(blad: bytes, positie: int, grootte: int, pad: list[bytes]) -> bytes | None:
    """RFC 9162 §2.1.3.2."""
    fn, sn, uit = positie, grootte - 1, blad
    for buur in pad:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            uit = knoop(buur, uit)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            uit = knoop(uit, buur)
        fn, sn = fn >> 1, sn >> 1
    return uit if sn == 0 else None


def gegroeid(eerder: int, oud: bytes, grootte: int, nieuw: bytes, pad: list[bytes]) -> bool:
    """RFC 9162 §2.1.4.2."""
    if not 0 < eerder < grootte:
        return False
    rij = ([oud] if eerder & (eerder - 1) == 0 else []) + pad
    if not rij:
        return False
    fn, sn = eerder - 1, grootte - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    toen = nu = rij[0]
    for buur in rij[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            toen, nu = knoop(buur, toen), knoop(buur, nu)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            nu = knoop(nu, buur)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and toen == oud and nu == nieuw


# --- checkpoints (C2SP signed-note en tlog-checkpoint) ----------------------------------------------------


@dataclass(frozen=True)
class Sleutel:
    naam: str
    kenmerk: bytes
    publiek: bytes

    @property
    def vkey(self) -> str:
        return f"{self.naam}+{self.kenmerk.hex()}+{base64.b64encode(bytes([1]) + self.publiek).decode()}"

    @classmethod
    def uit(cls, vkey: str) -> Sleutel:
        try:
            naam, kenmerk, ruw64 = vkey.strip().split("+", 2)
            ruw = base64.b64decode(ruw64, validate=True)
        except ValueError:
            raise Onbruikbaar("dit is geen sleutel in de vorm naam+kenmerk+base64") from None
        verwacht = hashlib.sha256(naam.encode() + b"\n" + ruw).digest()[:4]
        if len(ruw) != 33 or ruw[0] != 1 or verwacht.hex() != kenmerk:
            raise Onbruikbaar("de sleutel klopt niet in zichzelf")
        return cls(naam, verwacht, ruw[1:])


@dataclass(frozen=True)
class Punt:
    grootte: int
    wortel: bytes


def lees_punt(notitie: str, sleutel: Sleutel | None) -> Punt:
    """De stand in een checkpoint; met een sleutel erbij alleen als die haar ondertekende."""
    tekst, lijn, handtekeningen = notitie.rpartition("\n\n")
    regels = tekst.split("\n")
    if not lijn or len(regels) < 3 or not re.fullmatch("0|[1-9][0-9]*", regels[1]):
        raise Onbruikbaar("dit is geen checkpoint")
    try:
        wortel = base64.b64decode(regels[2], validate=True)
    except (ValueError, binascii.Error):
        wortel = b""
    if len(wortel) != 32:
        raise Onbruikbaar("de wortel in het checkpoint is geen SHA-256")
    if sleutel is not None:
        if regels[0] != sleutel.naam:
            raise Onbruikbaar(f"dit is een checkpoint van een ander logboek: {regels[0]!r}")
        if not any(_tekende(sleutel, tekst + "\n", regel) for regel in handtekeningen.split("\n")):
            raise Onbruikbaar(f"de bewaarde sleutel van {sleutel.naam} heeft dit niet ondertekend")
    return Punt(int(regels[1]), wortel)


def _tekende(sleutel: Sleutel, tekst: str, regel: str) -> bool:
    naam, _, waarde = regel.removeprefix("— ").rpartition(" ")
    if not regel.startswith("— ") or naam != sleutel.naam:
        return False
    try:
        ruw = base64.b64decode(waarde, validate=True)
        Ed25519PublicKey.from_public_bytes(sleutel.publiek).verify(ruw[4:], tekst.encode())
    except (ValueError, InvalidSignature):
        return False
    return ruw[:4] == sleutel.kenmerk


class Keten:
    """De bewaarde sleutel en elke sleutel die daarna is aangewezen, door de vorige.

    Een overgang is een checkpoint met een regel `opvolger <vkey>`, door beide sleutels ondertekend. Daarna
    tekent de vorige niets meer.
    """

    def __init__(self, eerste: Sleutel) -> None:
        self.sleutels = [eerste]
        self.tot: list[int] = []  # tot en met welke stand elke vervangen sleutel tekende
        self.vanaf = 0  # de stand waarop de bewaarde sleutel zelf begon, als dat te zien is
        self.splitsing: str | None = None

    def leer(self, notities: list[str]) -> None:
        for notitie in notities:
            self._begin(notitie)
        while gevonden := [paar for n in notities if (paar := self._opvolger(n)) is not None]:
            if len({nieuw for _, nieuw in gevonden}) > 1:
                self.splitsing = (
                    f"de sleutel {self.sleutels[-1].kenmerk.hex()} wees meer dan een opvolger aan: iemand"
                    " anders had haar ook"
                )
                return
            grootte, nieuw = min(gevonden, key=lambda paar: paar[0])
            self.tot.append(grootte)
            self.sleutels.append(nieuw)

    def _begin(self, notitie: str) -> None:
        eerste = self.sleutels[0]
        if f"\nopvolger {eerste.vkey}\n" in notitie:
            with contextlib.suppress(Onbruikbaar):
                self.vanaf = max(self.vanaf, lees_punt(notitie, eerste).grootte)

    def _opvolger(self, notitie: str) -> tuple[int, Sleutel] | None:
        regels = [r for r in notitie.rpartition("\n\n")[0].split("\n")[3:] if r.startswith("opvolger ")]
        if len(regels) != 1:
            return None
        try:
            nieuw = Sleutel.uit(regels[0].removeprefix("opvolger "))
            punt = lees_punt(notitie, self.sleutels[-1])
            lees_punt(notitie, nieuw)
        except Onbruikbaar:
            return None
        return None if nieuw in self.sleutels else (punt.grootte, nieuw)

    def lees(self, notitie: str) -> Punt:
        """De stand in een checkpoint dat een sleutel van de keten ondertekende toen zij aan de beurt was."""
        reden = None
        for nummer, sleutel in enumerate(self.sleutels):
            try:
                punt = lees_punt(notitie, sleutel)
            except Onbruikbaar as fout:
                reden = reden or fout
                continue
            if nummer < len(self.tot) and punt.grootte > self.tot[nummer]:
                raise Onbruikbaar(
                    f"ondertekend met de sleutel {sleutel.kenmerk.hex()}, die na {self.tot[nummer]} records"
                    " vervangen is"
                )
            return punt
        raise reden or Onbruikbaar("niet ondertekend")

    def is_van_voor(self, notitie: str) -> bool:
        """Van voor de bewaarde sleutel: over zo'n handtekening valt niets te zeggen."""
        with contextlib.suppress(Onbruikbaar):
            return lees_punt(notitie, None).grootte <= self.vanaf
        return False


# --- tijdstempels (RFC 3161, CMS volgens RFC 5652) --------------------------------------------------------

_HASHES: dict[str, Any] = {
    "2.16.840.1.101.3.4.2.1": hashes_.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes_.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes_.SHA512,
}
_MET_HASH = {  # handtekeningen die hun hash noemen
    "1.2.840.113549.1.1.11": "2.16.840.1.101.3.4.2.1",
    "1.2.840.113549.1.1.12": "2.16.840.1.101.3.4.2.2",
    "1.2.840.113549.1.1.13": "2.16.840.1.101.3.4.2.3",
    "1.2.840.10045.4.3.2": "2.16.840.1.101.3.4.2.1",
    "1.2.840.10045.4.3.3": "2.16.840.1.101.3.4.2.2",
    "1.2.840.10045.4.3.4": "2.16.840.1.101.3.4.2.3",
}
_PSS = "1.2.840.113549.1.1.10"
_KAPOT = (
    x509.ExtensionNotFound,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)
_SIGNED_DATA, _TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
_INHOUDSOORT, _INHOUDSHASH = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_CERTIFICAAT, _CERTIFICAAT_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"


@dataclass(frozen=True)
class Der:
    """Een waarde in DER: haar tag, haar inhoud, en alles samen."""

    tag: int
    inhoud: bytes
    geheel: bytes

    @classmethod
    def alle(cls, ruw: bytes) -> list[Der]:
        uit, plaats = [], 0
        while plaats < len(ruw):
            if len(ruw) < plaats + 2:
                raise Onbruikbaar("de DER is afgebroken")
            tag, lengte, begin = ruw[plaats], ruw[plaats + 1], plaats + 2
            if lengte & 0x80:
                aantal = lengte & 0x7F
                lengte, begin = int.from_bytes(ruw[begin : begin + aantal]), begin + aantal
            if tag & 0x1F == 0x1F or begin + lengte > len(ruw):
                raise Onbruikbaar("de DER is afgebroken")
            uit.append(cls(tag, ruw[begin : begin + lengte], ruw[plaats : begin + lengte]))
            plaats = begin + lengte
        return uit

    def delen(self, tag: int = 0x30) -> list[Der]:
        if self.tag != tag:
            raise Onbruikbaar(f"op de plaats van tag {tag:#x} staat {self.tag:#x}")
        return Der.alle(self.inhoud)

    @property
    def oid(self) -> str:
        if self.tag != 6 or not self.inhoud:
            raise Onbruikbaar("hier hoort een OID")
        delen, waarde = [], 0
        for byte in self.inhoud:
            waarde = waarde << 7 | byte & 0x7F
            if not byte & 0x80:
                delen.append(waarde)
                waarde = 0
        eerste = min(delen[0] // 40, 2)
        return ".".join(map(str, (eerste, delen[0] - 40 * eerste, *delen[1:])))


def lees_tijdstempel(ruw: bytes, gegevens: bytes, vertrouwd: list[x509.Certificate]) -> datetime:
    """Het tijdstip waarop een vertrouwde dienst deze bytes zag; anders `Onbruikbaar` met de reden."""
    try:
        return _lees_tijdstempel(ruw, gegevens, vertrouwd)
    except (LookupError, ValueError, TypeError, StopIteration, *_KAPOT) as fout:
        raise Onbruikbaar(f"het antwoord is geen tijdstempel: {type(fout).__name__}") from None


def _lees_tijdstempel(ruw: bytes, gegevens: bytes, vertrouwd: list[x509.Certificate]) -> datetime:
    status, *token = Der.alle(ruw)[0].delen()
    if int.from_bytes(status.delen()[0].inhoud) not in (0, 1) or not token:
        raise Onbruikbaar("de dienst gaf geen tijdstempel")
    soort, houder = token[0].delen()
    if soort.oid != _SIGNED_DATA:
        raise Onbruikbaar("het tijdstempel is geen SignedData")
    delen = houder.delen(0xA0)[0].delen()
    wat, inhoud = delen[2].delen()
    if wat.oid != _TST_INFO:
        raise Onbruikbaar("het tijdstempel gaat niet over een tijdstip")
    tst = inhoud.delen(0xA0)[0].inhoud
    certificaten = [
        x509.load_der_x509_certificate(deel.geheel)
        for houder in delen[3:]
        if houder.tag == 0xA0
        for deel in houder.delen(0xA0)
    ]
    ondertekenaars = delen[-1].delen(0x31)
    if len(ondertekenaars) != 1:
        raise Onbruikbaar("een tijdstempel heeft precies een handtekening")
    certificaat = _toets_handtekening(ondertekenaars[0], tst, [*certificaten, *vertrouwd])
    velden = Der.alle(tst)[0].delen()
    algoritme, hash_ = velden[2].delen()
    if _som(algoritme.delen()[0].oid, gegevens) != hash_.inhoud:
        raise Onbruikbaar("het tijdstempel gaat over andere bytes")
    tijd = datetime.strptime(velden[4].inhoud.decode("ascii")[:14] + "+0000", "%Y%m%d%H%M%S%z")
    _toets_keten(certificaat, tijd, certificaten, vertrouwd)
    return tijd


def _som(oid: str, gegevens: bytes) -> bytes:
    if oid not in _HASHES:
        raise Onbruikbaar(f"een hash die dit programma niet kent: {oid}")
    uit = hashes_.Hash(_HASHES[oid]())
    uit.update(gegevens)
    return uit.finalize()


def _toets_handtekening(wie: Der, tst: bytes, certificaten: list[x509.Certificate]) -> x509.Certificate:
    """RFC 5652 §5.4: getekend zijn de kenmerken; die noemen de hash van het tijdstip en het certificaat."""
    _, sid, digest, kenmerken, algoritme, handtekening = wie.delen()[:6]
    uitgever, nummer = sid.delen()
    certificaat = next(
        (
            c
            for c in certificaten
            if c.issuer.public_bytes() == uitgever.geheel
            and c.serial_number == int.from_bytes(nummer.inhoud, signed=True)
        ),
        None,
    )
    if certificaat is None:
        raise Onbruikbaar("het certificaat van de ondertekenaar is er niet bij")
    waarden = {k.delen()[0].oid: k.delen()[1].delen(0x31)[0] for k in kenmerken.delen(0xA0)}
    hash_oid = digest.delen()[0].oid
    if waarden[_INHOUDSOORT].oid != _TST_INFO or waarden[_INHOUDSHASH].inhoud != _som(hash_oid, tst):
        raise Onbruikbaar("de handtekening gaat over een ander tijdstip")
    _toets_genoemd(waarden, certificaat)
    eku = certificaat.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    if not eku.critical or list(eku.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Onbruikbaar("het certificaat van de ondertekenaar is niet voor tijdstempels")
    oid = algoritme.delen()[0].oid
    hash_ = _HASHES[_MET_HASH.get(oid, hash_oid)]()
    getekend, publiek = b"\x31" + kenmerken.geheel[1:], certificaat.public_key()
    try:
        if isinstance(publiek, RSAPublicKey):
            vulling = (
                padding.PSS(padding.MGF1(hash_), padding.PSS.AUTO) if oid == _PSS else padding.PKCS1v15()
            )
            publiek.verify(handtekening.inhoud, getekend, vulling, hash_)
        elif isinstance(publiek, EllipticCurvePublicKey):
            publiek.verify(handtekening.inhoud, getekend, ECDSA(hash_))
        elif isinstance(publiek, Ed25519PublicKey):
            publiek.verify(handtekening.inhoud, getekend)
        else:
            raise Onbruikbaar("een soort sleutel die dit programma niet kent")
    except InvalidSignature:
        raise Onbruikbaar("de handtekening van het tijdstempel klopt niet") from None
    return certificaat


def _toets_genoemd(waarden: dict[str, Der], certificaat: x509.Certificate) -> None:
    """ESSCertID (RFC 2634) of ESSCertIDv2 (RFC 5816): welk certificaat de ondertekenaar bedoelde."""
    der = certificaat.public_bytes(Encoding.DER)
    if (v2 := waarden.get(_CERTIFICAAT_V2)) is not None:
        eerste = v2.delen()[0].delen()[0].delen()
        oid = eerste[0].delen()[0].oid if eerste[0].tag == 0x30 else "2.16.840.1.101.3.4.2.1"
        genoemd = next(deel.inhoud for deel in eerste if deel.tag == 4)
        klopt = _som(oid, der) == genoemd
    else:
        genoemd = waarden[_CERTIFICAAT].delen()[0].delen()[0].delen()[0].inhoud
        klopt = hashlib.sha1(der, usedforsecurity=False).digest() == genoemd
    if not klopt:
        raise Onbruikbaar("het tijdstempel noemt een ander certificaat dan dat van de ondertekenaar")


def _toets_keten(
    certificaat: x509.Certificate,
    tijd: datetime,
    erbij: list[x509.Certificate],
    vertrouwd: list[x509.Certificate],
) -> None:
    for _ in range(8):
        if not certificaat.not_valid_before_utc <= tijd <= certificaat.not_valid_after_utc:
            raise Onbruikbaar("een certificaat van de tijdstempeldienst gold toen niet")
        if certificaat in vertrouwd:
            return
        uitgever = next((c for c in (*vertrouwd, *erbij) if _gaf_uit(c, certificaat)), None)
        if uitgever is None or uitgever == certificaat:
            break
        certificaat = uitgever
    raise Onbruikbaar("de tijdstempeldienst is niet een van wie u vertrouwt (--tsa)")


def _gaf_uit(uitgever: x509.Certificate, certificaat: x509.Certificate) -> bool:
    try:
        certificaat.verify_directly_issued_by(uitgever)
        return uitgever.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (ValueError, TypeError, InvalidSignature, *_KAPOT):
        return False


# --- wat de auditor zelf bewaarde -------------------------------------------------------------------------


@dataclass
class Bewaard:
    keten: Keten
    notities: dict[str, str] = field(default_factory=dict)
    punten: dict[str, Punt] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)  # bewaard na de vraag om de export
    ongeldig: list[str] = field(default_factory=list)

    def open(self, overgangen: list[str]) -> None:
        """Lees de checkpoints, ook met sleutels waarvan de overgang in de export staat."""
        self.keten.leer([*self.notities.values(), *overgangen])
        for naam, notitie in self.notities.items():
            try:
                self.punten[naam] = self.keten.lees(notitie)
            except Onbruikbaar as fout:
                if not self.keten.is_van_voor(notitie):
                    self.ongeldig.append(f"{naam}: {fout}")


def lees_bewaard(map_: Path, gevraagd: datetime | None = None) -> Bewaard:
    """`gevraagd`: wanneer u de export vroeg; van wat u daarna bewaarde kan hij niet weten."""
    sleutels = {Sleutel.uit(pad.read_text("utf-8")) for pad in sorted(map_.rglob("*.vkey"))}
    if len(sleutels) != 1:
        raise Onbruikbaar(
            f"in {map_} hoort precies één sleutel (*.vkey) te staan; er zijn er {len(sleutels)}"
        )
    bewaard = Bewaard(Keten(sleutels.pop()))
    for pad in sorted(map_.rglob("*.checkpoint")):
        naam = str(pad.relative_to(map_))
        if gevraagd is not None and pad.stat().st_mtime > gevraagd.timestamp():
            bewaard.later.append(naam)
            continue
        try:
            bewaard.notities[naam] = pad.read_text("utf-8")
        except UnicodeDecodeError as fout:
            bewaard.ongeldig.append(f"{naam}: {fout}")
    return bewaard


# --- de export --------------------------------------------------------------------------------------------


class Export:
    """De bestanden van een export, uit een map of een zip."""

    def __init__(self, pad: Path) -> None:
        self._map = pad
        self._zip = None if pad.is_dir() else zipfile.ZipFile(pad)
        if self._zip is not None:
            self.namen = {naam for naam in self._zip.namelist() if not naam.endswith("/")}
        else:
            self.namen = {p.relative_to(pad).as_posix() for p in pad.rglob("*") if p.is_file()}

    def lees(self, naam: str) -> bytes:
        if naam not in self.namen:
            raise Onbruikbaar(f"{naam} ontbreekt in de export")
        return self._zip.read(naam) if self._zip is not None else (self._map / naam).read_bytes()

    def json(self, naam: str) -> Any:
        return lees_json(self.lees(naam), naam)

    def stroom(self, naam: str) -> IO[bytes]:
        if naam not in self.namen:
            raise Onbruikbaar(f"{naam} ontbreekt")
        return self._zip.open(naam) if self._zip is not None else (self._map / naam).open("rb")

    def stroomregels(self, naam: str) -> Iterator[tuple[int, bytes]]:
        with self.stroom(naam) as bestand:
            yield from enumerate(bestand, 1)

    def regels(self, naam: str) -> Iterator[tuple[int, bytes]]:
        for nummer, regel in enumerate(self.lees(naam).split(b"\n"), 1):
            if regel:
                yield nummer, regel


def lees_json(ruw: bytes, waar: str) -> Any:
    """Streng: geen dubbele namen en geen gebroken getallen, want dan leest een mens iets anders dan wij."""

    def eenmaal(paren: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({naam for naam, _ in paren}) != len(paren):
            raise ValueError("een naam komt dubbel voor")
        return dict(paren)

    def geen_getal(tekst: str) -> Any:
        raise ValueError(f"{tekst} is geen geheel getal")

    try:
        return json.loads(
            ruw.decode("utf-8"), object_pairs_hook=eenmaal, parse_float=geen_getal, parse_constant=geen_getal
        )
    except ValueError as fout:
        raise Onbruikbaar(f"{waar} is niet te lezen: {fout}") from None


def canoniek(record: dict[str, Any]) -> bytes:
    """De bytes van een record: JSON volgens RFC 8785, zoals docs/audit.md haar beperkt."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def hashes(waarde: Any) -> list[bytes]:
    if not isinstance(waarde, list):
        raise Onbruikbaar("een bewijs ontbreekt")
    try:
        uit = [bytes.fromhex(deel) for deel in waarde]
    except (TypeError, ValueError):
        raise Onbruikbaar("een bewijs is geen lijst van hashes") from None
    if any(len(deel) != 32 for deel in uit):
        raise Onbruikbaar("een bewijs is geen lijst van hashes")
    return uit


# --- de toets ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bevinding:
    """`soort` zegt wat er mis is, `positie` waar in het logboek, `tekst` wat en wat dat betekent."""

    soort: str
    positie: int | None
    tekst: str

    def __str__(self) -> str:
        waar = "" if self.positie is None else f" positie {self.positie}"
        return f"{self.soort}{waar}: {self.tekst}"


@dataclass
class Uitslag:
    bevindingen: list[Bevinding] = field(default_factory=list)
    records: int = 0
    open: int = 0
    vernietigd: int = 0
    grootte: int = 0
    gearchiveerd: int = 0  # de inhoud staat in een archiefbestand
    weg: int = 0  # ook het record is vernietigd, en een verzegeld record zegt dat
    tijdstempels: int = 0
    bestanden: list[str] = field(default_factory=list)  # archiefbestanden die u apart toetst
    laatste_tijdstempel: str | None = None
    getoetst: list[str] = field(default_factory=list)  # bewaarde checkpoints waarop de export aansluit

    def meld(self, soort: str, positie: int | None, tekst: str) -> None:
        self.bevindingen.append(Bevinding(soort, positie, tekst))


class Basis:
    """Wat elke toets doet: elke bevinding komt erbij, geen enkele breekt de toets af."""

    def __init__(self, export: Export, bewaard: Bewaard, tsa: list[x509.Certificate]) -> None:
        self.export, self.bewaard, self.tsa, self.uit = export, bewaard, tsa, Uitslag()
        self.kop: dict[str, Any] = {}
        self.klok = 0
        self.aangekondigd: dict[str, dict[str, Any]] = {}

    def _begin(self, formaat: str, overgangen: list[str]) -> None:
        self.bewaard.open(overgangen)
        if self.bewaard.keten.splitsing:
            self.uit.meld("SPLITSING", None, self.bewaard.keten.splitsing)
        for tekst in self.bewaard.ongeldig:
            self.uit.meld("BEWAARD", None, f"een bewaard checkpoint telt niet mee: {tekst}")
        self.punt = self._punt()
        self.uit.grootte = self.punt.grootte
        if self.kop.get("grootte") != self.punt.grootte:
            self.uit.meld("EXPORT", None, f"{formaat} noemt een andere grootte dan het checkpoint")

    def _punt(self) -> Punt:
        """De stand waarop de bewijzen rusten; zonder de handtekening erbij is dat de eerste bevinding."""
        notitie = self.export.lees("checkpoint.txt").decode("utf-8", "replace")
        try:
            return self.bewaard.keten.lees(notitie)
        except Onbruikbaar as fout:
            self.uit.meld(
                "SLEUTEL", None, f"het checkpoint van de export is niet van dit logboek: {fout}; al het"
                " volgende is alleen getoetst aan wat de export over zichzelf zegt",
            )  # fmt: skip
            return lees_punt(notitie, None)

    def _splitsingen(self) -> None:
        gezien: dict[int, tuple[str, bytes]] = {}
        for naam, punt in sorted(self.bewaard.punten.items(), key=lambda paar: paar[1].grootte):
            eerste, wortel = gezien.setdefault(punt.grootte, (naam, punt.wortel))
            if wortel != punt.wortel:
                self.uit.meld(
                    "SPLITSING", None, f"{eerste} en {naam} zijn beide ondertekend, voor evenveel records,"
                    " met een andere wortel: het logboek toonde twee gezichten",
                )  # fmt: skip

    def _toets_tijd(self, record: dict[str, Any], positie: int | None, wie: str) -> None:
        """Een positie volgt het vastleggen; een kenmerk van veel eerder kwam van een klok die terugging."""
        if positie is None or record["id"][14] != "7":
            return
        tijd = int(record["id"].replace("-", "")[:12], 16)
        if tijd < self.klok - SPELING:
            terug = (self.klok - tijd) // 1000
            self.uit.meld("KLOK", positie, f"{wie}: de klok ging {terug} seconden terug voor dit record")
            self.klok = tijd  # vanaf hier is dit de tijd; één sprong is één bevinding
        self.klok = max(self.klok, tijd)

    def _toets_personen(
        self, gelezen: dict[str, Any], record: dict[str, Any], positie: int | None, wie: str
    ) -> None:
        try:
            personen = sorted(bytes.fromhex(persoon) for persoon in gelezen["personen"])
        except (KeyError, TypeError, ValueError):
            personen = [b"?"]
        echt = hashlib.sha256(b"".join(personen)).hexdigest()
        if len(personen) != record.get("personen") or echt != record.get("personen_hash"):
            self.uit.meld("PERSONEN", positie, f"{wie}: de lijst van personen is niet die van het record")

    # --- wat het log over zichzelf zegt ---

    def _lees_aankondigingen(self) -> None:
        """Verzegelde records van de soort BEHEER, elk met zijn bewijs; wat niet klopt telt niet."""
        for nummer, regel in self.export.regels("aankondigingen.jsonl"):
            try:
                gelezen = lees_json(regel, f"aankondigingen.jsonl regel {nummer}")
                record, antwoord = gelezen["record"], base64.b64decode(gelezen["antwoord"], validate=True)
                pad = hashes(gelezen["bewijs"])
                blad = bladhash(canoniek(record))
                som = hashlib.sha256(bytes.fromhex(gelezen["zout"]) + antwoord).hexdigest()
                wortel = wortel_uit_inclusie(blad, gelezen["positie"], self.punt.grootte, pad)
                if (
                    wortel != self.punt.wortel
                    or som != record["antwoord_hash"]
                    or record["soort"] != "BEHEER"
                ):
                    raise Onbruikbaar("dit staat zo niet in het log")
                inhoud = lees_json(antwoord, "een aankondiging")
                self.aangekondigd[record["id"]] = {"operatie": record["operatie"], "inhoud": inhoud}
            except (Onbruikbaar, KeyError, TypeError, ValueError) as fout:
                self.uit.meld("AANKONDIGING", None, f"aankondigingen.jsonl regel {nummer}: {fout}")

    def _vernietigd(self) -> list[tuple[int, int]]:
        """De posities waarvan een verzegeld record zegt dat hun record vernietigd is."""
        uit = []
        for deel in self.kop.get("vernietigd") or []:
            begin, eind = deel["begin"], deel["eind"]
            gezegd = self.aangekondigd.get(deel["aankondiging"], {})
            reeksen = gezegd.get("inhoud", {}).get("reeksen", ())
            if gezegd.get("operatie") == "log vernietig" and [begin, eind] in reeksen:
                uit.append((begin, eind))
            else:
                self.uit.meld(
                    "AANKONDIGING", begin, f"posities {begin} tot en met {eind - 1} heten vernietigd, maar"
                    " geen verzegeld record zegt dat",
                )  # fmt: skip
        return uit

    def _toets_stempel(self, ruw: bytes, notitie: str) -> None:
        """Het tijdstempel van een ander over een checkpoint dat zelf ook getoetst is."""
        if not self.tsa:
            return
        grootte = None
        try:
            grootte = self.bewaard.keten.lees(notitie).grootte
            tijd = lees_tijdstempel(ruw, notitie.encode(), self.tsa)
        except Onbruikbaar as fout:
            self.uit.meld("TIJDSTEMPEL", grootte, f"bij een checkpoint: {fout}")
            return
        self.uit.tijdstempels += 1
        self.uit.laatste_tijdstempel = f"{grootte} records stonden er op {tijd:%Y-%m-%dT%H:%M:%SZ}"


class Toets(Basis):
    """Eén export tegen wat de auditor bewaarde."""

    def __init__(
        self,
        export: Export,
        bewaard: Bewaard,
        tsa: list[x509.Certificate] | None = None,
        archief: Path | None = None,
    ) -> None:
        super().__init__(export, bewaard, tsa or [])
        self.archief = archief
        self.kop = export.json("export.json")
        if not isinstance(self.kop, dict) or self.kop.get("formaat") != FORMAAT:
            raise Onbruikbaar(f"dit is geen export in de vorm {FORMAAT}")
        namen = sorted(n for n in export.namen if n.endswith(".overgang.checkpoint"))
        self._begin("export.json", [export.lees(n).decode("utf-8", "replace") for n in namen])
        self.begin = self.eind = 0
        self.bladen: list[bytes] | None = None
        self._lees_reeks()
        self.wortels: dict[int, bytes] = {}
        self.in_archief: set[str] = set()

    def voer_uit(self) -> Uitslag:
        self._toets_boom()
        self._toets_groei()
        self._lees_aankondigingen()
        self._lees_archief()
        self._toets_records()
        for naam in sorted(
            n for n in self.export.namen if n.startswith("tijdstempels/") and n.endswith(".tsr")
        ):
            notitie = self.export.lees(naam.removesuffix(".tsr") + ".checkpoint").decode("utf-8", "replace")
            self._toets_stempel(self.export.lees(naam), notitie)
        return self.uit

    def _lees_archief(self) -> None:
        """De bestanden waar inhoud heen ging: elk moet aangekondigd zijn, en met --archief ook kloppen."""
        for deel in self.kop.get("archief") or []:
            naam, gezegd = deel["bestand"], self.aangekondigd.get(deel["aankondiging"], {})
            inhoud = gezegd.get("inhoud", {})
            velden = ("bestand", "sha256", "begin", "eind")
            if gezegd.get("operatie") != "log archiveer" or any(inhoud.get(v) != deel[v] for v in velden):
                self.uit.meld("AANKONDIGING", deel["begin"], f"geen verzegeld record noemt {naam}")
                continue
            self.in_archief.add(naam)
            if self.archief is None:
                self.uit.bestanden.append(f"{naam} {deel['sha256']}")
            else:
                self._toets_archief(self.archief / naam, deel["sha256"])

    def _toets_archief(self, pad: Path, som: str) -> None:
        try:
            with pad.open("rb") as bestand:
                if hashlib.file_digest(bestand, "sha256").hexdigest() != som:
                    raise Onbruikbaar("het is niet het aangekondigde bestand")
            ander = Bewaard(Keten(self.bewaard.keten.sleutels[0]), dict(self.bewaard.notities))
            uit = Archieftoets(Export(pad), ander, []).voer_uit()
        except (Onbruikbaar, OSError, zipfile.BadZipFile) as fout:
            self.uit.meld("ARCHIEF", None, f"{pad.name}: {fout}")
            return
        for bevinding in uit.bevindingen:
            if bevinding.soort != "ONGETOETST":  # of de stand klopt, zegt deze export
                self.uit.meld(bevinding.soort, bevinding.positie, f"{pad.name}: {bevinding.tekst}")

    # --- de boom ---

    def _lees_reeks(self) -> None:
        reeks = self.kop.get("reeks")
        if reeks is None:
            return
        if not (isinstance(reeks, list) and len(reeks) == 2 and all(type(deel) is int for deel in reeks)):
            raise Onbruikbaar("export.json noemt een reeks die geen reeks is")
        self.begin, self.eind = reeks
        ruw = self.export.lees("bladen.bin")
        if not 0 <= self.begin <= self.eind <= self.punt.grootte or len(ruw) != 32 * (self.eind - self.begin):
            raise Onbruikbaar("bladen.bin past niet bij de reeks")
        self.bladen = [ruw[van : van + 32] for van in range(0, len(ruw), 32)]

    def _punten(self) -> dict[int, set[bytes]]:
        """Alle standen die de bewaarde sleutel tekende: bewaard, en in de export."""
        uit: dict[int, set[bytes]] = {}
        for punt in self.bewaard.punten.values():
            uit.setdefault(punt.grootte, set()).add(punt.wortel)
        for naam in sorted(n for n in self.export.namen if n.startswith("checkpoints/")):
            try:
                notitie = self.export.lees(naam).decode("utf-8", "replace")
                punt = self.bewaard.keten.lees(notitie)
            except Onbruikbaar as fout:
                if not self.bewaard.keten.is_van_voor(notitie):
                    self.uit.meld("CHECKPOINT", None, f"{naam}: {fout}")
                continue
            uit.setdefault(punt.grootte, set()).add(punt.wortel)
        uit.setdefault(self.punt.grootte, set()).add(self.punt.wortel)
        return uit

    def _toets_boom(self) -> None:
        """Van een reeks: leiden alle bladen samen naar de wortel, en zo nee vanaf waar niet meer?"""
        if self.bladen is None:
            return
        punten = self._punten()
        try:
            rand = Rand(self.begin, hashes(self.kop.get("links")))
            for blad in self.bladen:
                if rand.grootte in punten:
                    self.wortels[rand.grootte] = rand.wortel()
                rand.erbij(blad)
            self.wortels[rand.grootte] = rand.wortel()
            rand.vul_aan(self.kop.get("rechts") or [], self.punt.grootte)
        except (Onbruikbaar, KeyError, TypeError) as fout:
            self.uit.meld("BOOM", self.kop.get("gat"), f"de boom is niet na te rekenen: {fout}")
            return
        self.wortels[rand.grootte] = rand.wortel()
        if self.wortels[self.punt.grootte] == self.punt.wortel:
            return
        goed = [m for m, wortel in self.wortels.items() if wortel in punten.get(m, ())]
        fout_ = [m for m, wortel in self.wortels.items() if m in punten and wortel not in punten[m]]
        vanaf, tot = max(goed, default=self.begin), min(fout_, default=self.punt.grootte)
        self.uit.meld(
            "BOOM", vanaf, f"de records leiden niet naar de ondertekende wortel: tussen positie {vanaf} en"
            f" {tot - 1} is er een veranderd, verwijderd, ingevoegd of verwisseld",
        )  # fmt: skip

    def _toets_groei(self) -> None:
        """Elk bewaard checkpoint moet een begin zijn van wat de export laat zien."""
        bewijzen = self._bewijzen()
        self._splitsingen()
        for naam, punt in sorted(self.bewaard.punten.items(), key=lambda paar: paar[1].grootte):
            self._toets_aansluiting(naam, punt, bewijzen.get(punt.grootte))

    def _toets_aansluiting(self, naam: str, punt: Punt, bewijs: list[bytes] | None) -> None:
        n = self.punt.grootte
        if punt.grootte > n:
            self.uit.meld(
                "TERUGGEDRAAID", n, f"{naam} omvat {punt.grootte} records, deze export {n}: de nieuwste"
                f" {punt.grootte - n} ontbreken. Bewaarde u dit checkpoint"
                " pas nadat u de export vroeg, noem dan --gevraagd",
            )  # fmt: skip
            return
        if punt.grootte == n:
            goed: bool | None = punt.wortel == self.punt.wortel
        elif punt.grootte == 0:
            goed = punt.wortel == Rand().wortel()
        elif punt.grootte in self.wortels:
            goed = self.wortels[punt.grootte] == punt.wortel
        elif bewijs is not None:
            goed = gegroeid(punt.grootte, punt.wortel, n, self.punt.wortel, bewijs)
        else:
            goed = None
        if goed:
            self.uit.getoetst.append(naam)
        elif goed is None:
            self.uit.meld(
                "ONGETOETST", None, f"de export zegt niets over {naam}; maak hem met --bewaard, en noem"
                " daarbij deze checkpoints",
            )  # fmt: skip
        else:
            self.uit.meld(
                "HERSCHREVEN", None, f"de eerste {punt.grootte} records van deze export zijn niet die van"
                f" {naam}: daarvoor is iets veranderd, verwijderd, ingevoegd of verwisseld",
            )  # fmt: skip

    def _bewijzen(self) -> dict[int, list[bytes]]:
        uit: dict[int, list[bytes]] = {}
        for nummer, regel in self.export.regels("consistentie.jsonl"):
            try:
                gelezen = lees_json(regel, f"consistentie.jsonl regel {nummer}")
                uit[gelezen["van"]] = hashes(gelezen["bewijs"])
            except (Onbruikbaar, KeyError, TypeError) as fout:
                self.uit.meld("EXPORT", None, f"consistentie.jsonl regel {nummer}: {fout}")
        return uit

    # --- de records ---

    def _toets_records(self) -> None:
        plaats_van = {blad: self.begin + i for i, blad in enumerate(self.bladen or [])}
        over, kenmerken = set(range(self.begin, self.eind)), set()
        rijen, vernietigd = self._csv(), self._vernietigd()
        for nummer, regel in self.export.regels("records.jsonl"):
            try:
                gelezen = lees_json(regel, f"records.jsonl regel {nummer}")
                positie, record = gelezen["positie"], gelezen["record"]
                if not isinstance(record, dict) or not (positie is None or type(positie) is int):
                    raise TypeError("geen record")
                if not KENMERK.fullmatch(record["id"]):
                    raise TypeError("geen kenmerk")
                blad = bladhash(canoniek(record))
            except (Onbruikbaar, KeyError, TypeError, UnicodeEncodeError) as fout:
                self.uit.meld("EXPORT", None, f"records.jsonl regel {nummer} is geen record: {fout}")
                continue
            self.uit.records += 1
            wie = naam_van(record)
            if record["id"] in kenmerken or (positie is not None and self.bladen and positie not in over):
                self.uit.meld(
                    "DUBBEL", positie, f"{wie} of deze positie staat er meer dan eens of hoort er niet"
                )
            kenmerken.add(record["id"])
            over.discard(positie)
            self._toets_tijd(record, positie, wie)
            self._toets_plaats(gelezen, positie, blad, wie, plaats_van)
            self._toets_inhoud(gelezen, record, positie, wie)
            self._toets_personen(gelezen, record, positie, wie)
            if next(rijen, None) != csv_rij(positie, record):
                self.uit.meld("CSV", positie, f"{wie}: records.csv zegt iets anders dan records.jsonl")
        for positie in sorted(over):
            if any(begin <= positie < eind for begin, eind in vernietigd):
                self.uit.weg += 1
                continue
            leeg = self.bladen is not None and self.bladen[positie - self.begin] == LEEG
            wat = "er is geen record en geen blad" if leeg else "het record is er niet; zijn blad wel"
            self.uit.meld("ONTBREEKT", positie, f"{wat}: er is een record verwijderd")
        self._toets_bestanden(kenmerken)

    def _toets_plaats(
        self,
        gelezen: dict[str, Any],
        positie: int | None,
        blad: bytes,
        wie: str,
        plaats_van: dict[bytes, int],
    ) -> None:
        if positie is None:
            self.uit.meld(
                "ONBEWEZEN", None, f"{wie} heeft geen positie onder dit checkpoint: te nieuw om al verzegeld"
                " te zijn (maak de export later opnieuw), of ingevoegd",
            )  # fmt: skip
        elif self.bladen is not None:
            if self.begin <= positie < self.eind and self.bladen[positie - self.begin] != blad:
                elders = plaats_van.get(blad)
                hint = "" if elders is None else f"; zij horen bij positie {elders}: verwisseld"
                self.uit.meld(
                    "GEWIJZIGD", positie, f"{wie}: de gegevens zijn niet wat hier verzegeld is{hint}"
                )
        else:
            try:
                pad = hashes(gelezen.get("bewijs"))
            except Onbruikbaar as fout:
                self.uit.meld("BEWIJS", positie, f"{wie}: {fout}")
                return
            klopt = 0 <= positie < self.punt.grootte and (
                wortel_uit_inclusie(blad, positie, self.punt.grootte, pad) == self.punt.wortel
            )
            if not klopt:
                self.uit.meld(
                    "GEWIJZIGD", positie, f"{wie}: deze gegevens staan niet op deze plaats onder de"
                    " ondertekende wortel",
                )  # fmt: skip

    def _toets_inhoud(
        self, gelezen: dict[str, Any], record: dict[str, Any], positie: int | None, wie: str
    ) -> None:
        map_, soort = f"berichten/{record['id']}", gelezen.get("inhoud")
        if soort == "open":
            self.uit.open += 1
            for naam in ("verzoek", "antwoord"):
                self._toets_bytes(gelezen, record, positie, f"{map_}/{naam}", naam, wie)
            return
        if soort == "gearchiveerd" and gelezen.get("bestand") in self.in_archief:
            self.uit.gearchiveerd += 1
            return
        reden = gelezen.get("reden", "de bytes ontbreken")
        ruw = (
            self.export.lees(f"{map_}/versleuteld.bin")
            if f"{map_}/versleuteld.bin" in self.export.namen
            else b""
        )
        if hashlib.sha256(ruw).hexdigest() != record.get("inhoud_hash"):
            self.uit.meld("INHOUD", positie, f"{wie}: de bewaarde bytes zijn niet wat verzegeld is ({reden})")
        elif soort == "vernietigd":
            self.uit.vernietigd += 1
        else:
            self.uit.meld(
                "INHOUD", positie, f"{wie}: de bytes zijn ongeschonden maar niet te lezen ({reden})"
            )

    def _toets_bytes(
        self,
        gelezen: dict[str, Any],
        record: dict[str, Any],
        positie: int | None,
        pad: str,
        naam: str,
        wie: str,
    ) -> None:
        verwacht = record.get(f"{naam}_hash")
        if (pad in self.export.namen) != (verwacht is not None):
            wat = "ontbreekt" if verwacht is not None else "is erbij gezet"
            self.uit.meld("INHOUD", positie, f"{wie}: het {naam} {wat}")
        elif verwacht is not None:
            ruw = self.export.lees(pad)
            try:
                zout = bytes.fromhex(gelezen["zout"])
            except (KeyError, TypeError, ValueError):
                zout = b""
            echt = hashlib.sha256(zout + ruw).hexdigest()
            if len(zout) != 16 or echt != verwacht or len(ruw) != record.get(f"{naam}_bytes"):
                self.uit.meld("INHOUD", positie, f"{wie}: het {naam} is niet wat er over de lijn ging")

    def _csv(self) -> Iterator[dict[str, str]]:
        tekst = self.export.lees("records.csv").decode("utf-8-sig", "replace")
        for rij in csv.DictReader(io.StringIO(tekst, newline=""), delimiter=";"):
            yield {naam: waarde for naam, waarde in rij.items() if waarde}

    def _toets_bestanden(self, kenmerken: set[str]) -> None:
        for naam in sorted(self.export.namen):
            deel = naam.split("/")
            if deel[0] == "berichten" and (len(deel) != 3 or deel[1] not in kenmerken):
                self.uit.meld("EXPORT", None, f"{naam} hoort bij geen record")


class Archieftoets(Basis):
    """Eén archiefbestand: een reeks posities met alles wat erbij hoort, de inhoud nog versleuteld."""

    def __init__(self, export: Export, bewaard: Bewaard, tsa: list[x509.Certificate]) -> None:
        super().__init__(export, bewaard, tsa)
        self.kop = export.json("archief.json")
        if not isinstance(self.kop, dict) or self.kop.get("formaat") != ARCHIEF:
            raise Onbruikbaar(f"dit is geen archiefbestand in de vorm {ARCHIEF}")
        regels = [lees_json(regel, "overgangen.jsonl") for _, regel in export.regels("overgangen.jsonl")]
        self._begin("archief.json", [regel["notitie"] for regel in regels])
        self.begin, self.eind = (self._getal(naam) for naam in ("begin", "eind"))
        ruw = export.lees("bladen.bin")
        if not 0 <= self.begin < self.eind <= self.punt.grootte:
            raise Onbruikbaar("archief.json noemt een reeks die geen reeks is")
        if len(ruw) != 32 * (self.eind - self.begin):
            raise Onbruikbaar("bladen.bin past niet bij de reeks")
        self.bladen = [ruw[van : van + 32] for van in range(0, len(ruw), 32)]
        self.wortels: dict[int, bytes] = {}

    def _getal(self, naam: str) -> int:
        waarde = self.kop.get(naam)
        if type(waarde) is not int:
            raise Onbruikbaar(f"archief.json noemt geen {naam}")
        return waarde

    def voer_uit(self) -> Uitslag:
        self._toets_boom()
        self._toets_checkpoints()
        self._toets_bewaard()
        self._lees_aankondigingen()
        self._toets_records()
        return self.uit

    def _toets_boom(self) -> None:
        try:
            rand = Rand(self.begin, hashes(self.kop.get("links")))
            gevraagd = self._groottes()
            for blad in (b"", *self.bladen):
                if blad:
                    rand.erbij(blad)
                if rand.grootte in gevraagd:
                    self.wortels[rand.grootte] = rand.wortel()
            rand.vul_aan(self.kop.get("rechts") or [], self.punt.grootte)
        except (Onbruikbaar, KeyError, TypeError) as fout:
            self.uit.meld("BOOM", self.begin, f"de boom is niet na te rekenen: {fout}")
            return
        if rand.wortel() != self.punt.wortel:
            self.uit.meld(
                "BOOM", self.begin, f"de bladen van positie {self.begin} tot en met {self.eind - 1} leiden"
                " niet naar de ondertekende wortel",
            )  # fmt: skip
        self.wortels[self.punt.grootte] = rand.wortel()

    def _groottes(self) -> set[int]:
        """De standen waarvan iemand de wortel noemt; alle andere hoeven niet gerekend."""
        uit = {punt.grootte for punt in self.bewaard.punten.values()}
        for _, regel in self.export.regels("checkpoints.jsonl"):
            with contextlib.suppress(Onbruikbaar, KeyError, TypeError, AttributeError):
                uit.add(lees_punt(lees_json(regel, "checkpoints.jsonl")["notitie"], None).grootte)
        return uit

    def _toets_checkpoints(self) -> None:
        for nummer, regel in self.export.regels("checkpoints.jsonl"):
            try:
                gelezen = lees_json(regel, f"checkpoints.jsonl regel {nummer}")
                notitie, stempel = gelezen["notitie"], gelezen.get("tijdstempel")
                punt = self.bewaard.keten.lees(notitie)
                if self.wortels.get(punt.grootte, punt.wortel) != punt.wortel:
                    raise Onbruikbaar("de records tot hier zijn niet die van dit checkpoint")
                if stempel is not None:
                    self._toets_stempel(base64.b64decode(stempel), notitie)
            except (Onbruikbaar, KeyError, TypeError, ValueError) as fout:
                if not self.bewaard.keten.is_van_voor(str(gelezen.get("notitie"))):
                    self.uit.meld("CHECKPOINT", None, f"checkpoints.jsonl regel {nummer}: {fout}")

    def _toets_bewaard(self) -> None:
        """Van de bewaarde checkpoints die over deze posities gaan; de andere horen bij andere bestanden."""
        self._splitsingen()
        for naam, punt in self.bewaard.punten.items():
            if punt.grootte not in self.wortels:
                continue
            if self.wortels[punt.grootte] == punt.wortel:
                self.uit.getoetst.append(naam)
            else:
                self.uit.meld(
                    "HERSCHREVEN", None, f"de eerste {punt.grootte} records van dit archief zijn niet die van"
                    f" {naam}: daarvoor is iets veranderd, verwijderd, ingevoegd of verwisseld",
                )  # fmt: skip
        if not self.uit.getoetst:
            self.uit.meld(
                "ONGETOETST", None, f"geen van uw checkpoints omvat {self.begin} tot en met {self.eind}"
                " records: alleen de handtekening zegt dat dit archief van dit logboek is",
            )  # fmt: skip

    def _toets_records(self) -> None:
        vernietigd, verwacht = self._vernietigd(), self.begin
        with self.export.stroom("inhoud.bin") as inhoud:
            for nummer, regel in self.export.stroomregels("records.jsonl"):
                try:
                    gelezen = lees_json(regel, f"records.jsonl regel {nummer}")
                    record, positie, lengte = gelezen["record"], gelezen["positie"], gelezen["lengte"]
                    if type(positie) is not int or not verwacht <= positie < self.eind or lengte < 0:
                        raise Onbruikbaar("de positie is niet aan de beurt")
                    blad, wie = bladhash(canoniek(record)), naam_van(record)
                except (Onbruikbaar, KeyError, TypeError, UnicodeEncodeError) as fout:
                    self.uit.meld("EXPORT", None, f"records.jsonl regel {nummer} is geen record: {fout}")
                    continue
                self._ontbreekt(verwacht, positie, vernietigd)
                verwacht = positie + 1
                self.uit.records += 1
                self._toets_tijd(record, positie, wie)
                if blad != self.bladen[positie - self.begin]:
                    self.uit.meld("GEWIJZIGD", positie, f"{wie}: de gegevens zijn niet wat hier verzegeld is")
                if hashlib.sha256(inhoud.read(lengte)).hexdigest() != record.get("inhoud_hash"):
                    self.uit.meld("INHOUD", positie, f"{wie}: de bewaarde bytes zijn niet wat verzegeld is")
                self._toets_personen(gelezen, record, positie, wie)
            self._ontbreekt(verwacht, self.eind, vernietigd)
            if inhoud.read(1):
                self.uit.meld("EXPORT", None, "inhoud.bin heeft meer dan bij de records hoort")

    def _ontbreekt(self, van: int, tot: int, vernietigd: list[tuple[int, int]]) -> None:
        for positie in range(van, tot):
            if any(begin <= positie < eind for begin, eind in vernietigd):
                self.uit.weg += 1
            else:
                self.uit.meld("ONTBREEKT", positie, "het record is er niet; zijn blad wel")


def naam_van(record: dict[str, Any]) -> str:
    """Hoe een mens het record terugvindt."""
    delen = [f"record {record['id']}", str(record.get("operatie") or record.get("soort") or "")]
    if record.get("message_id"):
        delen.append(f"MessageID {record['message_id']}")
    return ", ".join(deel for deel in delen if deel)


def csv_rij(positie: int | None, record: dict[str, Any]) -> dict[str, str]:
    uit = {} if positie is None else {"positie": str(positie)}
    for naam, waarde in record.items():
        tekst = waarde if isinstance(waarde, str) else json.dumps(waarde, ensure_ascii=False, sort_keys=True)
        if tekst and naam != "formaat":
            uit[naam] = f"'{tekst}" if tekst.startswith(FORMULE) else tekst
    return uit


def toets(
    export: Path,
    bewaard: Path,
    gevraagd: datetime | None = None,
    *,
    tsa: list[x509.Certificate] | None = None,
    archief: Path | None = None,
) -> Uitslag:
    """Een export of een archiefbestand."""
    try:
        bestanden, eigen = Export(export), lees_bewaard(bewaard, gevraagd)
        if "archief.json" in bestanden.namen:
            return Archieftoets(bestanden, eigen, tsa or []).voer_uit()
        return Toets(bestanden, eigen, tsa, archief).voer_uit()
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as fout:
        raise Onbruikbaar(f"niet te lezen: {fout}") from None


def toets_reeks(paden: list[Path], uitslagen: list[Uitslag]) -> None:
    """Of archiefbestanden die samen gegeven zijn op elkaar aansluiten; elk noemt zijn voorganger."""
    koppen = []
    for pad, uit in zip(paden, uitslagen, strict=True):
        with contextlib.suppress(Onbruikbaar, OSError, zipfile.BadZipFile):
            koppen.append((Export(pad).json("archief.json"), pad, uit))
    koppen.sort(key=lambda drie: drie[0]["begin"])
    for (eerder, vorig, _), (kop, _, uit) in itertools.pairwise(koppen):
        with vorig.open("rb") as bestand:
            som = hashlib.file_digest(bestand, "sha256").hexdigest()
        if kop["begin"] != eerder["eind"] or (kop.get("vorige") or {}).get("sha256") != som:
            uit.meld("ARCHIEF", kop["begin"], f"dit bestand volgt niet op {vorig.name}")


def laad_tsa(pad: Path | None) -> list[x509.Certificate]:
    try:
        return [] if pad is None else x509.load_pem_x509_certificates(pad.read_bytes())
    except (OSError, ValueError):
        raise Onbruikbaar(f"{pad} is geen PEM met certificaten") from None


def _tijdstip(tekst: str) -> datetime:
    return datetime.fromisoformat(tekst).astimezone()


def _lezer() -> argparse.ArgumentParser:
    lezer = argparse.ArgumentParser(description="Toets een export of archief van het ISI-berichtenlog.")
    lezer.add_argument("export", type=Path, nargs="+", help="export, of een of meer archiefbestanden")
    lezer.add_argument("--bewaard", type=Path, required=True, help="map met uw sleutel en uw checkpoints")
    lezer.add_argument("--archief", type=Path, help="map met de archiefbestanden waar een export naar wijst")
    lezer.add_argument("--tsa", type=Path, help="PEM met wie u vertrouwt voor tijdstempels")
    lezer.add_argument(
        "--gevraagd",
        type=_tijdstip,
        metavar="TIJDSTIP",
        help="wanneer u de export vroeg, zoals 2026-03-01T12:00+01:00; wat u later bewaarde telt niet mee",
    )
    lezer.add_argument("--json", action="store_true", help="uitslag als JSON")
    return lezer


def main(woorden: list[str] | None = None) -> int:
    keuze = _lezer().parse_args(woorden)
    try:
        tsa = laad_tsa(keuze.tsa)
        alle = [toets(p, keuze.bewaard, keuze.gevraagd, tsa=tsa, archief=keuze.archief) for p in keuze.export]
        toets_reeks(keuze.export, alle)
    except Onbruikbaar as fout:
        sys.stderr.write(f"Er valt niets te toetsen: {fout}\n")
        return 2
    if keuze.json:
        velden = [_velden(uit) for uit in alle]
        uitvoer = velden[0] if len(velden) == 1 else velden
        sys.stdout.write(json.dumps(uitvoer, ensure_ascii=False, indent=2) + "\n")
    else:
        for pad, uit in zip(keuze.export, alle, strict=True):
            sys.stdout.write((f"{pad.name}\n" if len(alle) > 1 else "") + _tekst(uit))
    return 1 if any(uit.bevindingen for uit in alle) else 0


def _velden(uit: Uitslag) -> dict[str, Any]:
    return {
        "records": uit.records,
        "grootte": uit.grootte,
        "leesbaar": uit.open,
        "vernietigd": uit.vernietigd,
        "gearchiveerd": uit.gearchiveerd,
        "weg": uit.weg,
        "tijdstempels": uit.tijdstempels,
        "checkpoints": uit.getoetst,
        "bestanden": uit.bestanden,
        "bevindingen": [asdict(bevinding) for bevinding in uit.bevindingen],
    }


def _tekst(uit: Uitslag) -> str:
    regels = [str(bevinding) for bevinding in uit.bevindingen]
    regels.append(
        f"{uit.records} records onder een checkpoint van {uit.grootte}; {len(uit.getoetst)} bewaarde"
        f" checkpoints sluiten aan; inhoud: {uit.open} getoetst, {uit.vernietigd} vernietigd."
    )
    if uit.weg:
        regels.append(f"{uit.weg} records zijn vernietigd; een verzegeld record zegt welke en waarom.")
    if uit.gearchiveerd or uit.bestanden:
        regels.append(f"Van {uit.gearchiveerd} records staat de inhoud in een archiefbestand. Toets ook:")
        regels += [f"  {bestand}" for bestand in uit.bestanden]
    if uit.tijdstempels:
        regels.append(f"{uit.tijdstempels} tijdstempels kloppen; {uit.laatste_tijdstempel}.")
    regels.append("ALLES BEWEZEN" if not uit.bevindingen else f"{len(uit.bevindingen)} BEVINDINGEN")
    return "\n".join(regels) + "\n"


if __name__ == "__main__":
    sys.exit(main())
