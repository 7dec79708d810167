"""Checkpoints (C2SP tlog-checkpoint): hoe groot het logboek is en wat zijn wortel is, ondertekend."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from isi_soap.audit.boom import GROOTTE, Hash
from isi_soap.audit.notitie import Controlesleutel, NotitieFout, Ondertekenaar, open_notitie

_GETAL = re.compile(r"0|[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """De stand van het logboek `oorsprong` na `grootte` records."""

    oorsprong: str
    grootte: int
    wortel: Hash

    def tekst(self) -> str:
        return f"{self.oorsprong}\n{self.grootte}\n{b64encode(self.wortel).decode()}\n"

    def onderteken(self, wie: Ondertekenaar) -> str:
        return wie.onderteken(self.tekst())

    @classmethod
    def uit_tekst(cls, tekst: str) -> Checkpoint:
        """Regels na de derde zijn uitbreidingen van anderen; zij tellen alleen in de handtekening."""
        regels = tekst.split("\n")
        if len(regels) < 4 or not regels[0] or not _GETAL.fullmatch(regels[1]):
            raise NotitieFout("dit is geen checkpoint")
        try:
            wortel = b64decode(regels[2], validate=True)
        except ValueError:
            raise NotitieFout("de wortel van dit checkpoint is geen base64") from None
        if len(wortel) != GROOTTE or b64encode(wortel).decode() != regels[2]:
            raise NotitieFout("de wortel van dit checkpoint is geen SHA-256")
        return cls(regels[0], int(regels[1]), wortel)

    @classmethod
    def open(cls, notitie: str, sleutel: Controlesleutel) -> Checkpoint:
        """Een ondertekend checkpoint; de naam van de sleutel is de oorsprong van het logboek."""
        punt = cls.uit_tekst(open_notitie(notitie, sleutel))
        if punt.oorsprong != sleutel.naam:
            raise NotitieFout(f"dit checkpoint is van een ander logboek: {punt.oorsprong}")
        return punt
