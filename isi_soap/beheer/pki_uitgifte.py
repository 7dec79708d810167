"""Certificaten en CRL's van een test-PKI: private root, tussen-CA, OIN-certificaten en ondeugdelijke.

Zij bootst de private root van PKIoverheid na (PKI001, PKI005): de OIN staat in subject:serialNumber, RSA 2048
met SHA-256, en elk certificaat mag ondertekenen en TLS voeren. Wat eruit komt is aan de organisatienaam van
de uitgever te herkennen, zodat een dienst in productie het kan weigeren.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TESTORGANISATIE: Final = "isi-soap test-PKI, niet voor productie"
BITS: Final = 2048

# Ruim voor en na alles wat eronder valt: ook een verlopen certificaat heeft een geldige uitgever.
_SPELING_CA = timedelta(days=90)
_SPELING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Houder:
    """Wie een certificaat krijgt; de naam is die van zijn map."""

    naam: str
    oin: str | None
    hostnamen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Uitgifte:
    """Een uitgegeven certificaat met zijn sleutel, en wie het uitgaf."""

    certificaat: x509.Certificate
    sleutel: RSAPrivateKey
    uitgever: x509.Certificate


@dataclass(frozen=True, slots=True)
class Eigenschappen:
    """Waarin een certificaat van een deugdelijk kan afwijken."""

    van: datetime
    tot: datetime
    bits: int = BITS
    digitale_handtekening: bool = True


@dataclass(frozen=True, slots=True)
class Pki:
    """De uitgevers, en wat zij uitgaven."""

    root: Uitgifte
    tussen: Uitgifte
    houders: dict[str, Uitgifte]
    fout: dict[str, Uitgifte]
    ingetrokken: tuple[int, ...]


def maak(houders: Iterable[Houder], fout: Houder, nu: datetime, geldig: timedelta) -> Pki:
    """Alles in geheugen; de ondeugdelijke certificaten zijn van `fout`, en schelen elk in één ding."""
    ca = Eigenschappen(nu - _SPELING_CA, nu + geldig + _SPELING_CA)
    root = _geef_ca_uit("Root", None, ca, niveaus=1)
    tussen = _geef_ca_uit("Tussen-CA", root, ca, niveaus=0)
    goed = Eigenschappen(nu - _SPELING, nu + geldig)
    ondeugdelijk = _ondeugdelijk(fout, tussen, ca, goed, nu)
    return Pki(
        root,
        tussen,
        {houder.naam: geef_uit(houder, tussen, goed) for houder in houders},
        ondeugdelijk,
        (ondeugdelijk["ingetrokken"].certificaat.serial_number,),
    )


def _ondeugdelijk(
    houder: Houder, uitgever: Uitgifte, ca: Eigenschappen, goed: Eigenschappen, nu: datetime
) -> dict[str, Uitgifte]:
    andere_root = _geef_ca_uit("Andere root", None, ca, niveaus=1)
    verleden = replace(goed, van=nu - timedelta(days=30), tot=nu - timedelta(days=1))
    toekomst = replace(goed, van=nu + timedelta(days=30), tot=nu + timedelta(days=60))
    return {
        "verlopen": geef_uit(houder, uitgever, verleden),
        "ingetrokken": geef_uit(houder, uitgever, goed),
        "nog-niet-geldig": geef_uit(houder, uitgever, toekomst),
        "andere-root": geef_uit(houder, andere_root, goed),
        "zwak": geef_uit(houder, uitgever, replace(goed, bits=1024)),
        "zonder-digitalsignature": geef_uit(houder, uitgever, replace(goed, digitale_handtekening=False)),
        "zonder-oin": geef_uit(replace(houder, oin=None), uitgever, goed),
    }


def geef_uit(houder: Houder, uitgever: Uitgifte, eigenschappen: Eigenschappen) -> Uitgifte:
    """Een certificaat om mee te ondertekenen en TLS te voeren, als aanvrager en als dienst."""
    sleutel = generate_private_key(65537, eigenschappen.bits)
    bouwer = (
        _bouwer(_naam(houder.naam, houder.oin), uitgever.certificaat.subject, sleutel, eigenschappen)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_sleutelgebruik(digital_signature=eigenschappen.digitale_handtekening), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]),
            critical=False,
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(uitgever.sleutel.public_key()), critical=False
        )
    )
    if houder.hostnamen:
        namen = x509.SubjectAlternativeName(map(_hostnaam, houder.hostnamen))
        bouwer = bouwer.add_extension(namen, critical=False)
    return Uitgifte(bouwer.sign(uitgever.sleutel, hashes.SHA256()), sleutel, uitgever.certificaat)


def maak_crl(
    uitgever: Uitgifte, ingetrokken: Iterable[int], nu: datetime, geldig: timedelta
) -> x509.CertificateRevocationList:
    """Een volledige CRL; het volgnummer is het tijdstip, dus een latere is altijd hoger."""
    bouwer = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(uitgever.certificaat.subject)
        .last_update(nu - _SPELING)
        .next_update(nu + geldig)
        .add_extension(x509.CRLNumber(int(nu.timestamp())), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(uitgever.sleutel.public_key()), critical=False
        )
    )
    for nummer in ingetrokken:
        regel = x509.RevokedCertificateBuilder().serial_number(nummer).revocation_date(nu - _SPELING)
        bouwer = bouwer.add_revoked_certificate(regel.build())
    return bouwer.sign(uitgever.sleutel, hashes.SHA256())


def _geef_ca_uit(
    naam: str, uitgever: Uitgifte | None, eigenschappen: Eigenschappen, *, niveaus: int
) -> Uitgifte:
    sleutel = generate_private_key(65537, eigenschappen.bits)
    eigen_naam = _naam(f"isi-soap test {naam}", None)
    uitgevernaam = uitgever.certificaat.subject if uitgever else eigen_naam
    tekent = uitgever.sleutel if uitgever else sleutel
    bouwer = (
        _bouwer(eigen_naam, uitgevernaam, sleutel, eigenschappen)
        .add_extension(x509.BasicConstraints(ca=True, path_length=niveaus), critical=True)
        .add_extension(_sleutelgebruik(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(tekent.public_key()), critical=False
        )
    )
    certificaat = bouwer.sign(tekent, hashes.SHA256())
    return Uitgifte(certificaat, sleutel, uitgever.certificaat if uitgever else certificaat)


def _bouwer(
    naam: x509.Name, uitgever: x509.Name, sleutel: RSAPrivateKey, eigenschappen: Eigenschappen
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(naam)
        .issuer_name(uitgever)
        .public_key(sleutel.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(eigenschappen.van)
        .not_valid_after(eigenschappen.tot)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(sleutel.public_key()), critical=False)
    )


def _naam(naam: str, oin: str | None) -> x509.Name:
    delen = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, TESTORGANISATIE),
        x509.NameAttribute(NameOID.COMMON_NAME, naam),
    ]
    if oin is not None:
        delen.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, oin))
    return x509.Name(delen)


def _sleutelgebruik(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=not key_cert_sign,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _hostnaam(naam: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(naam))
    except ValueError:
        return x509.DNSName(naam)
