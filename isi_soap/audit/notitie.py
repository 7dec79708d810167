"""Ondertekende notities (C2SP signed-note) met Ed25519: tekst, een lege regel, en handtekeningen."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_STREEP = "— "


class NotitieFout(ValueError):  # noqa: N818
    """Geen notitie, of geen die deze sleutel ondertekende."""


@dataclass(frozen=True, slots=True)
class Controlesleutel:
    """De openbare sleutel van een ondertekenaar, met de naam waaronder hij tekent."""

    naam: str
    publiek: bytes

    def __post_init__(self) -> None:
        if not self.naam or "+" in self.naam or any(teken.isspace() for teken in self.naam):
            raise NotitieFout("een sleutelnaam is niet leeg en heeft geen witruimte of plusteken")
        if len(self.publiek) != 32:
            raise NotitieFout("een Ed25519-sleutel is 32 bytes")

    @classmethod
    def uit_tekst(cls, vkey: str) -> Controlesleutel:
        """Uit de vorm `naam+kenmerk+base64`, zoals een getuige haar bewaart."""
        naam, *delen = vkey.strip().split("+", 2)
        try:
            ruw = b64decode(delen[1], validate=True)
        except (IndexError, ValueError):
            raise NotitieFout("dit is geen controlesleutel") from None
        sleutel = cls(naam, ruw[1:])
        if ruw[:1] != _ED25519 or delen[0] != sleutel.kenmerk.hex():
            raise NotitieFout("deze controlesleutel klopt niet in zichzelf")
        return sleutel

    @property
    def kenmerk(self) -> bytes:
        return sha256(self.naam.encode() + b"\n" + _ED25519 + self.publiek).digest()[:4]

    def tekst(self) -> str:
        return f"{self.naam}+{self.kenmerk.hex()}+{b64encode(_ED25519 + self.publiek).decode()}"


@dataclass(frozen=True, slots=True)
class Ondertekenaar:
    """De geheime sleutel; alleen de verzegelaar heeft haar."""

    naam: str
    sleutel: Ed25519PrivateKey

    @property
    def controlesleutel(self) -> Controlesleutel:
        return Controlesleutel(self.naam, self.sleutel.public_key().public_bytes_raw())

    def onderteken(self, tekst: str) -> str:
        if not tekst.endswith("\n") or "\n\n" in tekst:
            raise NotitieFout("de tekst eindigt op een regeleinde en heeft geen lege regel")
        handtekening = self.controlesleutel.kenmerk + self.sleutel.sign(tekst.encode())
        return f"{tekst}\n{_STREEP}{self.naam} {b64encode(handtekening).decode()}\n"


def open_notitie(notitie: str, sleutel: Controlesleutel) -> str:
    """De tekst, als deze sleutel haar ondertekende; handtekeningen van anderen tellen niet mee."""
    tekst, scheiding, regels = notitie.rpartition("\n\n")
    if not scheiding or not regels.endswith("\n"):
        raise NotitieFout("dit is geen ondertekende notitie")
    tekst += "\n"
    for regel in regels[:-1].split("\n"):
        naam, _, waarde = regel.removeprefix(_STREEP).rpartition(" ")
        if not regel.startswith(_STREEP) or not naam:
            raise NotitieFout("onder de tekst staat iets dat geen handtekening is")
        try:
            ruw = b64decode(waarde, validate=True)
        except ValueError:
            raise NotitieFout("een handtekening is geen base64") from None
        if naam == sleutel.naam and ruw[:4] == sleutel.kenmerk:
            try:
                Ed25519PublicKey.from_public_bytes(sleutel.publiek).verify(ruw[4:], tekst.encode())
            except InvalidSignature:
                raise NotitieFout("de handtekening klopt niet") from None
            return tekst
    raise NotitieFout(f"de sleutel {sleutel.naam} heeft dit niet ondertekend")
