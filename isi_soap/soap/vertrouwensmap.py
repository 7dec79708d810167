"""De mappen van de beheerder: certificaten van uitgevers, en hun CRL's, in PEM of DER.

Wie CRL's ophaalt zet ze hier neer; verborgen bestanden tellen niet mee, zodat hij ernaast kan schrijven en
hernoemen. Voor het andere geldt: wat `isi_soap.wsse` bij een bericht niet zou lezen, is hier een fout. Anders
keurt de start goed waarmee later niemand vertrouwd wordt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from cryptography import x509

_PEM: Final = b"-----BEGIN "
_DEEL: Final = b"-----BEGIN X509 CRL-----"
_CERTIFICAAT: Final = (".pem", ".crt", ".cer", ".der")
_CRL: Final = (".pem", ".crl", ".der")
_Soort = TypeVar("_Soort")


class Onleesbaar(Exception):  # noqa: N818 - een vaststelling over een bestand
    """Wat er niet te lezen is, in een zin."""


def certificaten(map_: Path) -> list[x509.Certificate]:
    """Alle certificaten van de map; een bestand mag er meer bevatten."""
    return _lees(map_, _CERTIFICAAT, lees_certificaten)


def crls(map_: Path) -> list[x509.CertificateRevocationList]:
    """Alle CRL's van de map, één per bestand."""
    return _lees(map_, _CRL, lambda inhoud: [_lees_crl(inhoud)])


def lees_certificaten(inhoud: bytes) -> list[x509.Certificate]:
    if _PEM in inhoud:
        return x509.load_pem_x509_certificates(inhoud)
    return [x509.load_der_x509_certificate(inhoud)]


def _lees_crl(inhoud: bytes) -> x509.CertificateRevocationList:
    if _PEM not in inhoud:
        return x509.load_der_x509_crl(inhoud)
    if inhoud.count(_DEEL) != 1:
        raise ValueError("niet precies één CRL")
    return x509.load_pem_x509_crl(inhoud)


def is_wortel(certificaat: x509.Certificate) -> bool:
    return certificaat.subject == certificaat.issuer


def nieuwste(lijsten: Iterable[x509.CertificateRevocationList]) -> list[x509.CertificateRevocationList]:
    """Van elke uitgever de laatste CRL: een oude ernaast doet geen kwaad."""
    per_uitgever: dict[bytes, x509.CertificateRevocationList] = {}
    for crl in sorted(lijsten, key=lambda crl: crl.last_update_utc):
        per_uitgever[crl.issuer.public_bytes()] = crl
    return list(per_uitgever.values())


def is_actueel(crl: x509.CertificateRevocationList, nu: datetime) -> bool:
    """Zonder nextUpdate is niet te zeggen hoe oud een CRL mag worden: dan is zij te oud."""
    return crl.next_update_utc is not None and crl.last_update_utc <= nu < crl.next_update_utc


def _lees(map_: Path, namen: tuple[str, ...], lees: Callable[[bytes], list[_Soort]]) -> list[_Soort]:
    gevonden: list[_Soort] = []
    try:
        bestanden = sorted(pad for pad in map_.iterdir() if pad.is_file() and not pad.name.startswith("."))
    except OSError as fout:
        raise Onleesbaar(f"de map {map_} is niet te lezen ({fout.strerror})") from None
    for pad in bestanden:
        if pad.suffix not in namen:
            raise Onleesbaar(f"{pad} hoort niet in deze map; wel: {', '.join(namen)}")
        try:
            gevonden += lees(pad.read_bytes())
        except (OSError, ValueError):
            raise Onleesbaar(f"{pad} is niet te lezen, of is niet wat in deze map hoort") from None
    return gevonden
