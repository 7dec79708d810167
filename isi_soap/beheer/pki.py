"""De test-PKI in een map: voor de dienst, de gemeenten en de ketenpartijen van de testset, en wat niet deugt.

    ca/{root,tussen}.pem                  wie te vertrouwen is       crl/{root,tussen}.crl.pem
    dienst/{cert,sleutel,keten}.pem       de dienst: voor TLS en om antwoorden te ondertekenen
    <naam>/{cert,sleutel,keten}.pem       elke gemeente met een rol in de testset, en elke ketenpartij
    fout/<gebrek>/{cert,sleutel,keten}.pem
    uitgever/                             de sleutels van de CA's, om later een CRL te verversen

`keten.pem` is het certificaat met zijn uitgever erachter, zoals TLS het aanbiedt. Wat in `fout/` staat heeft
de OIN van Amsterdam en één gebrek; verder deugt het.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from isi_soap.beheer.pki_uitgifte import Houder, Pki, Uitgifte, maak, maak_crl
from persistence.testdata.aansluitingen import AMSTERDAM, DEN_HAAG, PARTIJEN, TESTGEMEENTEN, gemeente_oin
from persistence.testdata.gemeenten import gemeenten

HOSTNAMEN: Final = ("localhost", "127.0.0.1", "::1")
# Buiten het bereik van de andere; de referentieclient laat er NietsGevonden mee zien.
SCHIERMONNIKOOG: Final = "0088"
# De dienst is van DUO, en heeft dus haar OIN.
OIN_DIENST: Final = next(partij.oin for partij in PARTIJEN if partij.code == "DUO")


class PkiFout(Exception):  # noqa: N818
    """Waarom er geen test-PKI geschreven is."""


def maak_test_pki(
    map_: Path,
    nu: datetime,
    *,
    geldig: timedelta,
    crl_geldig: timedelta,
    hostnamen: Iterable[str] = (),
    alle_gemeenten: bool = False,
) -> Pki:
    """Maak en schrijf de hele PKI; wie er al een heeft houdt die, want er kan een dienst op draaien."""
    if map_.exists() and any(map_.iterdir()):
        raise PkiFout(f"{map_} is niet leeg; kies een andere map, of ververs de CRL's met --ververs.")
    codes = gemeenten() if alle_gemeenten else (*TESTGEMEENTEN, SCHIERMONNIKOOG)
    partijen = [Houder(partij.code.lower(), partij.oin) for partij in PARTIJEN]
    dienst = Houder("dienst", OIN_DIENST, (*HOSTNAMEN, *hostnamen))
    fout = Houder("fout", gemeente_oin(AMSTERDAM))
    pki = maak([dienst, *map(_gemeente, codes), *partijen], fout, nu, geldig)
    map_.parent.mkdir(parents=True, exist_ok=True)
    # Geheel ernaast, dan in één stap op zijn plaats: een afgebroken opdracht laat geen halve PKI achter.
    naast = Path(tempfile.mkdtemp(prefix=f".{map_.name}-", dir=map_.parent))
    try:
        _schrijf_pki(pki, naast)
        _schrijf_crls(naast, pki.root, pki.tussen, pki.ingetrokken, nu, crl_geldig)
        naast.chmod(0o755)
        naast.replace(map_)
    except BaseException:
        shutil.rmtree(naast)
        raise
    return pki


def ververs_crls(map_: Path, nu: datetime, geldig: timedelta) -> None:
    """Nieuwe CRL's van dezelfde uitgevers, met dezelfde intrekkingen."""
    try:
        root, tussen = (lees_uitgever(map_ / "uitgever", naam) for naam in ("root", "tussen"))
        oud = x509.load_pem_x509_crl((map_ / "crl" / "tussen.crl.pem").read_bytes())
    except (OSError, ValueError, TypeError) as fout:
        raise PkiFout(f"In {map_} staat geen test-PKI die te verversen is.") from fout
    _schrijf_crls(map_, root, tussen, [regel.serial_number for regel in oud], nu, geldig)


def _gemeente(code: str) -> Houder:
    return Houder(mapnaam(code), gemeente_oin(code))


def mapnaam(code: str) -> str:
    """De gemeente zoals de referentieclient haar noemt: ouder-amstel, den-haag."""
    if code == DEN_HAAG:
        return "den-haag"
    kaal = unicodedata.normalize("NFKD", gemeenten()[code].naam).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", kaal).strip("-")


def _schrijf_pki(pki: Pki, map_: Path) -> None:
    for naam, uitgever in (("root", pki.root), ("tussen", pki.tussen)):
        _schrijf(map_ / "ca" / f"{naam}.pem", _pem(uitgever.certificaat))
        _schrijf(map_ / "uitgever" / f"{naam}.pem", _pem(uitgever.certificaat))
        _schrijf(map_ / "uitgever" / f"{naam}.sleutel.pem", _sleutel_pem(uitgever.sleutel), geheim=True)
    for naam, uitgifte in pki.houders.items():
        _schrijf_houder(map_ / naam, uitgifte)
    for naam, uitgifte in pki.fout.items():
        _schrijf_houder(map_ / "fout" / naam, uitgifte)


def _schrijf_crls(
    map_: Path, root: Uitgifte, tussen: Uitgifte, ingetrokken: Iterable[int], nu: datetime, geldig: timedelta
) -> None:
    for naam, crl in (
        ("root", maak_crl(root, (), nu, geldig)),
        ("tussen", maak_crl(tussen, ingetrokken, nu, geldig)),
    ):
        _schrijf(map_ / "crl" / f"{naam}.crl.pem", crl.public_bytes(Encoding.PEM))


def _schrijf_houder(map_: Path, uitgifte: Uitgifte) -> None:
    _schrijf(map_ / "cert.pem", _pem(uitgifte.certificaat))
    _schrijf(map_ / "keten.pem", b"".join(map(_pem, (uitgifte.certificaat, uitgifte.uitgever))))
    _schrijf(map_ / "sleutel.pem", _sleutel_pem(uitgifte.sleutel), geheim=True)


def _schrijf(pad: Path, inhoud: bytes, *, geheim: bool = False) -> None:
    """Eerst ernaast, dan in één stap op zijn plaats: wie meeleest ziet nooit een half bestand."""
    pad.parent.mkdir(parents=True, exist_ok=True)
    naast = pad.with_name(f".{pad.name}.nieuw")
    naast.unlink(missing_ok=True)
    # De rechten gelden vanaf het eerste byte; met chmod achteraf is er een ogenblik dat ieder mag lezen.
    with os.fdopen(
        os.open(naast, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if geheim else 0o644), "wb"
    ) as bestand:
        bestand.write(inhoud)
    naast.replace(pad)


def lees_uitgever(map_: Path, naam: str) -> Uitgifte:
    """Een CA met haar sleutel uit `uitgever/`, om later nog iets mee uit te geven of in te trekken."""
    sleutel = load_pem_private_key((map_ / f"{naam}.sleutel.pem").read_bytes(), None)
    assert isinstance(sleutel, RSAPrivateKey)
    certificaat, uitgever = (
        x509.load_pem_x509_certificate((map_ / f"{wie}.pem").read_bytes()) for wie in (naam, "root")
    )
    return Uitgifte(certificaat, sleutel, uitgever)


def _pem(certificaat: x509.Certificate) -> bytes:
    return certificaat.public_bytes(Encoding.PEM)


def _sleutel_pem(sleutel: RSAPrivateKey) -> bytes:
    return sleutel.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
