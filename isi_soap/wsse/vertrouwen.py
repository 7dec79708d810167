"""Wie wij geloven: een keten naar een eigen wortel, geldig, bruikbaar, niet ingetrokken (WT004, PKI001–005).

Wortels, tussencertificaten en CRL's staan in mappen die de beheerder bijhoudt; wat daar verandert, geldt
binnen een paar tellen, zonder herstart. Ontbreekt een CRL of is zij verlopen, dan wordt niets vertrouwd.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from OpenSSL import crypto

from isi_soap.wsse.fouten import WsseFout, token
from isi_soap.wsse.sleutels import MIN_RSA

_KIJK_NA: Final = 2.0  # seconden tussen twee blikken in de mappen
_ONTHOUD_AFWIJZING: Final = timedelta(seconds=10)
_MAX_OORDELEN: Final = 1024
_ZWAK: Final = (hashes.MD5, hashes.SHA1)
_GEEN_WORTEL: Final = "het certificaat leidt niet naar een vertrouwde wortel."
_UITLEG: Final = {
    # nummers van X509_V_ERR_…
    3: "de CRL van een uitgever ontbreekt.",
    9: "het certificaat is nog niet geldig.",
    10: "het certificaat is verlopen.",
    11: "een CRL is nog niet geldig.",
    12: "een CRL is verlopen.",
    23: "het certificaat is ingetrokken.",
}


class Vertrouwer(Protocol):
    """Wie een oordeel over een certificaat geeft."""

    def toets(self, certificaat: x509.Certificate, nu: datetime) -> WsseFout | None:
        """None als het certificaat vertrouwd wordt, anders waarom niet."""


class Onbruikbaar(Exception):  # noqa: N818 - een vaststelling over de mappen
    """De mappen met certificaten en CRL's zijn niet bruikbaar; de dienst hoort dan niet te starten."""


@dataclass(frozen=True, slots=True)
class _Oordeel:
    """Een oordeel, en de tijd waarvoor het geldt."""

    fout: WsseFout | None
    van: datetime
    tot: datetime


@dataclass(slots=True)
class _Winkel:
    """Wat er in de mappen stond, en de oordelen die daarop berusten: met een nieuwe map vervallen die mee."""

    afdruk: object
    uitgevers: tuple[x509.Certificate, ...]  # wortels en tussencertificaten
    crls: tuple[x509.CertificateRevocationList, ...]
    oordelen: OrderedDict[x509.Certificate, _Oordeel] = field(default_factory=OrderedDict)


class Vertrouwen:
    """Vertrouwen naar de mappen van de beheerder."""

    def __init__(self, ca_map: Path, crl_map: Path | None, beleid: Iterable[str] = ()) -> None:
        self._ca_map = ca_map
        self._crl_map = crl_map
        self._beleid = frozenset(beleid)
        self._slot = threading.Lock()
        self._gekeken = time.monotonic()
        self._winkel: _Winkel | None = self._lees()

    @classmethod
    def uit_map(cls, ca_map: Path, crl_map: Path | None, *, beleid: Iterable[str] = ()) -> Vertrouwen:
        """Zelfondertekende certificaten in `ca_map` zijn wortels, de andere tussencertificaten.

        `crl_map=None` slaat intrekking over: alleen voor een aanvrager die daar zelf voor kiest. `beleid`
        noemt certificatePolicies waarvan het certificaat er een draagt (PKIoverheid private server).
        """
        return cls(ca_map, crl_map, beleid)

    def toets(self, certificaat: x509.Certificate, nu: datetime) -> WsseFout | None:
        """Keten, geldigheid, gebruik, sterkte, intrekking; onthouden zolang dat niet kan veranderen."""
        with self._slot:
            winkel = self._actueel()
            if winkel is None:
                return token("de certificaten of CRL's van deze dienst zijn niet te lezen.")
            oordeel = winkel.oordelen.get(certificaat)
            if oordeel is None or not oordeel.van <= nu < oordeel.tot:
                oordeel = self._oordeel(winkel, certificaat, nu)
                winkel.oordelen[certificaat] = oordeel
                if len(winkel.oordelen) > _MAX_OORDELEN:
                    winkel.oordelen.popitem(last=False)
            return oordeel.fout

    def _actueel(self) -> _Winkel | None:
        """De winkel van nu; onleesbaar geworden mappen leveren geen oud vertrouwen maar geen vertrouwen."""
        if time.monotonic() - self._gekeken >= _KIJK_NA:
            self._gekeken = time.monotonic()
            if self._winkel is None or self._winkel.afdruk != self._afdruk():
                try:
                    self._winkel = self._lees()
                except (Onbruikbaar, OSError):
                    self._winkel = None
        return self._winkel

    def _bestanden(self) -> list[Path]:
        mappen = (self._ca_map, self._crl_map) if self._crl_map else (self._ca_map,)
        return sorted(p for map_ in mappen for p in map_.iterdir() if p.is_file() and p.name[0] != ".")

    def _afdruk(self) -> object:
        try:
            return [(p, (s := p.stat()).st_mtime_ns, s.st_size, s.st_ino) for p in self._bestanden()]
        except OSError:
            return None

    def _lees(self) -> _Winkel:
        afdruk = self._afdruk()
        if afdruk is None:
            raise Onbruikbaar("een map met certificaten of CRL's is niet te lezen.")
        certificaten = list(_certificaten(self._ca_map))
        if not any(map(_is_wortel, certificaten)):
            raise Onbruikbaar("er is geen wortelcertificaat.")
        crls = tuple(_crls(self._crl_map)) if self._crl_map else ()
        if self._crl_map and not crls:
            raise Onbruikbaar("er is geen CRL.")
        return _Winkel(afdruk, tuple(certificaten), crls)

    def _oordeel(self, winkel: _Winkel, certificaat: x509.Certificate, nu: datetime) -> _Oordeel:
        try:
            van, tot = self._onderzoek(winkel, certificaat, nu)
        except WsseFout as fout:
            return _Oordeel(fout, nu, nu + _ONTHOUD_AFWIJZING)
        except Exception:  # een extensie, naam of algoritme waar cryptography geen raad mee weet
            return _Oordeel(token("het certificaat is niet te lezen."), nu, nu + _ONTHOUD_AFWIJZING)
        return _Oordeel(None, van, tot)

    def _onderzoek(
        self, winkel: _Winkel, certificaat: x509.Certificate, nu: datetime
    ) -> tuple[datetime, datetime]:
        """Van goedkoop naar duur; geeft de tijd waarvoor het oordeel geldt."""
        if not any(_ondertekend_door(certificaat, uitgever) for uitgever in winkel.uitgevers):
            raise token(_GEEN_WORTEL)
        if (fout := _gebruik(certificaat) or self._beleidsfout(certificaat)) is not None:
            raise fout
        context = self._context(winkel, certificaat, nu)
        try:
            context.verify_certificate()
        except crypto.X509StoreContextError as bezwaar:
            raise token(_UITLEG.get(bezwaar.errors[0], _GEEN_WORTEL)) from None
        keten = [c.to_cryptography() for c in context.get_verified_chain()]
        if (fout := next(filter(None, map(_sterkte, keten)), None)) is not None:
            raise fout
        return _geldig(keten, winkel.crls)

    def _context(
        self, winkel: _Winkel, certificaat: x509.Certificate, nu: datetime
    ) -> crypto.X509StoreContext:
        """Een verse winkel voor elke keten: OpenSSL houdt vast aan de tijd die een X509Store eerst kreeg."""
        store = crypto.X509Store()
        if self._crl_map:
            store.set_flags(crypto.X509StoreFlags.CRL_CHECK | crypto.X509StoreFlags.CRL_CHECK_ALL)
            for crl in winkel.crls:
                store.add_crl(crl)
        store.set_time(nu.astimezone(UTC))
        tussen = []
        for uitgever in winkel.uitgevers:
            if _is_wortel(uitgever):
                store.add_cert(crypto.X509.from_cryptography(uitgever))
            else:
                tussen.append(crypto.X509.from_cryptography(uitgever))
        return crypto.X509StoreContext(store, crypto.X509.from_cryptography(certificaat), tussen)

    def _beleidsfout(self, certificaat: x509.Certificate) -> WsseFout | None:
        if not self._beleid:
            return None
        try:
            extensie = certificaat.extensions.get_extension_for_class(x509.CertificatePolicies).value
        except x509.ExtensionNotFound:
            return token("het certificaat noemt geen certificaatbeleid.")
        if self._beleid.isdisjoint(p.policy_identifier.dotted_string for p in extensie):
            return token("het certificaat valt niet onder het gevraagde certificaatbeleid.")
        return None


@dataclass(frozen=True, slots=True)
class Vastgezet:
    """Vertrouwt alleen deze certificaten, ook zonder keten: voor een aanvrager die zijn dienst kent."""

    certificaten: tuple[x509.Certificate, ...]

    def toets(self, certificaat: x509.Certificate, nu: datetime) -> WsseFout | None:
        if certificaat not in self.certificaten:
            return token("het certificaat is niet het vastgezette.")
        if not certificaat.not_valid_before_utc <= nu <= certificaat.not_valid_after_utc:
            return token("het certificaat is verlopen of nog niet geldig.")
        return _gebruik(certificaat)


def _is_wortel(certificaat: x509.Certificate) -> bool:
    return certificaat.issuer == certificaat.subject


def _ondertekend_door(certificaat: x509.Certificate, uitgever: x509.Certificate) -> bool:
    """Eerst dit: een zelfgemaakt certificaat kost zo geen ketenonderzoek met alle CRL's erbij."""
    try:
        certificaat.verify_directly_issued_by(uitgever)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _gebruik(certificaat: x509.Certificate) -> WsseFout | None:
    """Waarmee ondertekend mag worden: digitalSignature, geen uitgever, RSA van 2048 bits of meer."""
    try:
        gebruik = certificaat.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return token("het certificaat heeft geen keyUsage.")
    if not gebruik.digital_signature:
        return token("het certificaat heeft geen keyUsage digitalSignature.")
    if gebruik.key_cert_sign:
        return token("het certificaat is van een uitgever.")
    return _sterkte(certificaat)


def _sterkte(certificaat: x509.Certificate) -> WsseFout | None:
    publiek = certificaat.public_key()
    if isinstance(publiek, RSAPublicKey) and publiek.key_size < MIN_RSA:
        return token(f"een RSA-sleutel in de keten is korter dan {MIN_RSA} bits.")
    if not _is_wortel(certificaat) and isinstance(certificaat.signature_hash_algorithm, _ZWAK):
        return token("een certificaat in de keten is met SHA-1 of MD5 ondertekend.")
    return None


def _geldig(
    keten: list[x509.Certificate], crls: tuple[x509.CertificateRevocationList, ...]
) -> tuple[datetime, datetime]:
    """Zolang geen certificaat en geen CRL van de keten afloopt, blijft het oordeel hetzelfde."""
    uitgevers = {c.issuer for c in keten}
    van = [c.not_valid_before_utc for c in keten]
    tot = [c.not_valid_after_utc for c in keten]
    nieuwste = {crl.issuer: crl for crl in sorted(crls, key=lambda c: c.last_update_utc)}
    for uitgever in uitgevers & nieuwste.keys():
        crl = nieuwste[uitgever]
        van.append(crl.last_update_utc)
        tot.append(crl.next_update_utc or crl.last_update_utc)
    return max(van), min(tot)


def _certificaten(map_: Path) -> Iterable[x509.Certificate]:
    for pad in sorted(map_.iterdir()):
        if pad.suffix in (".pem", ".crt", ".cer", ".der") and not pad.name.endswith((".crl.pem", ".crl.der")):
            inhoud = pad.read_bytes()
            try:
                if inhoud.lstrip().startswith(b"-----"):
                    yield from x509.load_pem_x509_certificates(inhoud)
                else:
                    yield x509.load_der_x509_certificate(inhoud)
            except ValueError as fout:
                raise Onbruikbaar(f"{pad.name} is geen certificaat.") from fout


def _crls(map_: Path) -> Iterable[x509.CertificateRevocationList]:
    for pad in sorted(map_.iterdir()):
        if pad.suffix in (".pem", ".crl", ".der"):
            inhoud = pad.read_bytes()
            try:
                if inhoud.lstrip().startswith(b"-----"):
                    yield x509.load_pem_x509_crl(inhoud)
                else:
                    yield x509.load_der_x509_crl(inhoud)
            except ValueError as fout:
                raise Onbruikbaar(f"{pad.name} is geen CRL.") from fout
