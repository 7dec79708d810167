"""De sleutels van het logboek, in bestanden buiten de database die alleen hun eigenaar kan lezen.

De sleutelbos (inpaksleutels en de zoeksleutel) is van wie berichten schrijft of leest. De sleutel van de
verzegelaar staat apart: wie de database of een werkproces overneemt, kan daarmee nog geen checkpoint tekenen.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from isi_soap.audit.notitie import Ondertekenaar

_FORMAAT: Final = "isi-logsleutels/1"
_NONCE: Final = 12
KENMERK: Final = 16  # bytes van het kenmerk van een persoon


class SleutelFout(Exception):  # noqa: N818
    """Een sleutel ontbreekt, is onleesbaar, of past niet; de tekst noemt nooit de sleutel zelf."""


@dataclass(frozen=True, slots=True)
class Sleutelbos:
    """Inpaksleutels op kenmerk (de huidige en oudere) en de sleutel waarmee op persoon gezocht wordt.

    `volgende` ligt klaar: wie haar tegenkomt kan ermee uitpakken, maar nog niemand pakt ermee in.
    """

    huidige: str
    inpak: Mapping[str, bytes]
    zoek: bytes
    volgende: str | None = None

    def persoon(self, bsn: str) -> bytes:
        """Het kenmerk van een persoon; zonder de zoeksleutel helpt het niet om alle BSN's te proberen."""
        return hmac.digest(self.zoek, b"bsn:" + bsn.encode(), "sha256")[:KENMERK]

    def pak_in(self, sleutel: bytes, doel: bytes) -> bytes:
        """Een gegevenssleutel zoals zij in de database mag staan; `doel` bindt haar aan haar eigen rij."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self.inpak[self.huidige]).encrypt(nonce, sleutel, doel)

    def pak_uit(self, ingepakt: bytes, kenmerk: str, doel: bytes) -> bytes:
        if (inpaksleutel := self.inpak.get(kenmerk)) is None:
            raise SleutelFout(f"de inpaksleutel {kenmerk} staat niet in het sleutelbestand")
        try:
            return AESGCM(inpaksleutel).decrypt(ingepakt[:_NONCE], ingepakt[_NONCE:], doel)
        except InvalidTag:
            raise SleutelFout("de ingepakte sleutel is niet wat de inpaksleutel inpakte") from None

    @property
    def zoekkenmerk(self) -> str:
        """Waaraan te zien is dat dit de zoeksleutel van dit logboek is."""
        return _kenmerk(self.zoek)


def _kenmerk(sleutel: bytes) -> str:
    return sha256(b"isi-logsleutel:" + sleutel).hexdigest()[:8]


def laad_sleutelbos(pad: Path) -> Sleutelbos:
    try:
        gelezen = json.loads(_lees(pad))
        klaar = [gelezen["volgende"]] if gelezen.get("volgende") else []
        alle = [b64decode(s, validate=True) for s in (*gelezen["inpak"], *klaar)]
        inpak = {_kenmerk(sleutel): sleutel for sleutel in alle}
        zoek = b64decode(gelezen["zoek"], validate=True)
        if gelezen["formaat"] != _FORMAAT or {len(s) for s in (*inpak.values(), zoek)} != {32}:
            raise ValueError
    except (ValueError, LookupError, TypeError, AttributeError):
        raise SleutelFout(f"{pad} is geen sleutelbestand van het logboek") from None
    return Sleutelbos(next(iter(inpak)), inpak, zoek, _kenmerk(alle[-1]) if klaar else None)


def maak_sleutelbos(pad: Path) -> Sleutelbos:
    """Nieuwe sleutels, als het bestand er nog niet is; anders die erin staan."""
    sleutels = [b64encode(secrets.token_bytes(32)).decode() for _ in range(2)]
    inhoud = {"formaat": _FORMAAT, "inpak": sleutels[:1], "zoek": sleutels[1]}
    _schrijf_nieuw(pad, json.dumps(inhoud, indent=1).encode() + b"\n")
    return laad_sleutelbos(pad)


def nieuwe_inpaksleutel(pad: Path) -> str:
    """Leg een inpaksleutel klaar; `neem_volgende` gaat haar gebruiken."""
    bos = laad_sleutelbos(pad)
    if bos.volgende is not None:
        raise SleutelFout(f"er ligt al een inpaksleutel klaar: {bos.volgende}")
    sleutel = secrets.token_bytes(32)
    _herschrijf(pad, list(bos.inpak.values()), bos.zoek, sleutel)
    return _kenmerk(sleutel)


def neem_volgende(pad: Path) -> Sleutelbos:
    """Vanaf nu pakt de klaargelegde in, en oude pakken uit; ligt er geen klaar, dan verandert er niets."""
    bos = laad_sleutelbos(pad)
    if bos.volgende is None:
        return bos
    oude = [sleutel for kenmerk, sleutel in bos.inpak.items() if kenmerk != bos.volgende]
    return _herschrijf(pad, [bos.inpak[bos.volgende], *oude], bos.zoek)


def verwijder_inpaksleutel(pad: Path, kenmerk: str) -> None:
    """Wat met haar ingepakt is, is daarna door niemand meer te lezen; die van nu gaat niet weg."""
    bos = laad_sleutelbos(pad)
    if kenmerk not in bos.inpak:
        raise SleutelFout(f"de inpaksleutel {kenmerk} staat niet in het sleutelbestand")
    if kenmerk in (bos.huidige, bos.volgende):
        raise SleutelFout(f"{kenmerk} is de inpaksleutel van nu, of ligt klaar")
    weg = {kenmerk, bos.volgende}
    over = [sleutel for naam, sleutel in bos.inpak.items() if naam not in weg]
    _herschrijf(pad, over, bos.zoek, bos.inpak[bos.volgende] if bos.volgende else None)


def _herschrijf(pad: Path, inpak: list[bytes], zoek: bytes, volgende: bytes | None = None) -> Sleutelbos:
    """In één stap: wie het bestand intussen leest, ziet het oude of het nieuwe."""
    inhoud: dict[str, object] = {"formaat": _FORMAAT, "inpak": [b64encode(s).decode() for s in inpak]}
    if volgende is not None:
        inhoud["volgende"] = b64encode(volgende).decode()
    inhoud["zoek"] = b64encode(zoek).decode()
    tijdelijk = _schrijf_naast(pad, json.dumps(inhoud, indent=1).encode() + b"\n")
    try:
        bestaand = pad.stat()
        os.chown(tijdelijk, bestaand.st_uid, bestaand.st_gid)
        tijdelijk.replace(pad)
    except OSError as fout:
        tijdelijk.unlink(missing_ok=True)
        raise SleutelFout(f"het sleutelbestand {pad} is niet te vervangen: {fout.strerror}") from None
    return laad_sleutelbos(pad)


def laad_ondertekenaar(pad: Path, naam: str) -> Ondertekenaar:
    """De Ed25519-sleutel van de verzegelaar, PKCS 8 in PEM, zoals `openssl genpkey` haar maakt."""
    try:
        sleutel = serialization.load_pem_private_key(_lees(pad), None)
    except (ValueError, TypeError):
        sleutel = None
    if not isinstance(sleutel, Ed25519PrivateKey):
        raise SleutelFout(f"{pad} is geen Ed25519-sleutel in PEM")
    return Ondertekenaar(naam, sleutel)


def maak_ondertekenaar(pad: Path, naam: str) -> Ondertekenaar:
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _schrijf_nieuw(pad, pem)
    return laad_ondertekenaar(pad, naam)


def _lees(pad: Path) -> bytes:
    try:
        if pad.stat().st_mode & 0o077:
            raise SleutelFout(f"{pad} mag alleen voor zijn eigenaar leesbaar zijn: chmod 600 {pad}")
        return pad.read_bytes()
    except OSError as fout:
        raise SleutelFout(f"het sleutelbestand {pad} is niet te lezen: {fout.strerror}") from None


def _schrijf_nieuw(pad: Path, inhoud: bytes) -> None:
    """In één stap, en nooit over een bestaand bestand heen: een overschreven sleutel is verloren inhoud."""
    pad.parent.mkdir(parents=True, exist_ok=True)
    tijdelijk = _schrijf_naast(pad, inhoud)
    try:
        os.link(tijdelijk, pad)
    except FileExistsError:
        pass
    finally:
        tijdelijk.unlink()


def _schrijf_naast(pad: Path, inhoud: bytes) -> Path:
    tijdelijk = pad.with_name(f".{pad.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(tijdelijk, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as bestand:
            bestand.write(inhoud)
            bestand.flush()
            os.fsync(bestand.fileno())
    except OSError as fout:
        tijdelijk.unlink(missing_ok=True)
        raise SleutelFout(f"naast {pad} is niet te schrijven: {fout.strerror}") from None
    return tijdelijk
