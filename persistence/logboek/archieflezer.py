"""Een archiefbestand lezen: narekenen of het heel is, en er de inhoud van een record uit halen.

Wie niets van dit programma vertrouwt gebruikt tools/verify_log.py; dit is voor de archivaris zelf, voordat
hij iets uit de database haalt, en voor wie een gearchiveerd bericht wil zien.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from isi_soap.audit.boom import GROOTTE, Bereik, bladhash
from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.notitie import NotitieFout
from isi_soap.audit.record import personenhash

_KAPOT: Final = (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError)


class ArchiefFout(Exception):  # noqa: N818
    """Een archiefbestand ontbreekt of is niet heel; de tekst zegt wat."""


class Archieflezer:
    """Eén bestand; de plaatsen van de inhoud worden bij het eerste gebruik opgezocht."""

    def __init__(self, pad: Path) -> None:
        self.pad = pad
        try:
            self._zip = zipfile.ZipFile(pad)
        except _KAPOT:
            raise ArchiefFout(f"{pad.name} ontbreekt of is geen archiefbestand") from None

    def __enter__(self) -> Archieflezer:
        return self

    def __exit__(
        self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None
    ) -> None:
        self._zip.close()

    @cached_property
    def kop(self) -> dict[str, Any]:
        gelezen: dict[str, Any] = json.loads(self._zip.read("archief.json"))
        return gelezen

    def records(self) -> Iterator[dict[str, Any]]:
        with self._zip.open("records.jsonl") as regels:
            yield from map(json.loads, regels)

    def toets(self) -> None:
        """Of elk record past op zijn blad, elke inhoud op haar record, en alle bladen op het checkpoint."""
        try:
            self._toets()
        except NotitieFout as fout:
            raise ArchiefFout(f"{self.pad.name}: {fout}") from None
        except _KAPOT as fout:
            raise ArchiefFout(f"{self.pad.name} is niet te lezen: {type(fout).__name__}") from None

    def _toets(self) -> None:
        kop, begin = self.kop, int(self.kop["begin"])
        bladen = self._zip.read("bladen.bin")
        if len(bladen) != GROOTTE * (kop["eind"] - begin):
            raise ArchiefFout(f"{self.pad.name} heeft niet van elke positie een blad")
        with self._zip.open("inhoud.bin") as inhoud:
            aantal = 0
            for regel in self.records():
                self._toets_record(regel, bladen[GROOTTE * (regel["positie"] - begin) :][:GROOTTE], inhoud)
                aantal += 1
            if inhoud.read(1) or aantal != kop["records"]:
                raise ArchiefFout(f"{self.pad.name} heeft meer of minder dan het zegt")
        boom = Bereik(begin, [bytes.fromhex(hash_) for hash_ in kop["links"]])
        for plaats in range(0, len(bladen), GROOTTE):
            boom.voeg_toe(bladen[plaats : plaats + GROOTTE])
        for deel in kop["rechts"]:
            boom.voeg_toe(bytes.fromhex(deel["hash"]), deel["niveau"])
        punt = Checkpoint.uit_tekst(self._zip.read("checkpoint.txt").decode())
        if (boom.grootte, boom.wortel()) != (punt.grootte, punt.wortel):
            raise ArchiefFout(f"de bladen in {self.pad.name} leiden niet naar het checkpoint")

    def _toets_record(self, regel: dict[str, Any], blad: bytes, inhoud: IO[bytes]) -> None:
        record, waar = regel["record"], f"{self.pad.name}, positie {regel['positie']}"
        bytes_ = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        if bladhash(bytes_) != blad:
            raise ArchiefFout(f"{waar}: het record is niet wat verzegeld is")
        if sha256(inhoud.read(regel["lengte"])).hexdigest() != record["inhoud_hash"]:
            raise ArchiefFout(f"{waar}: de inhoud is niet wat verzegeld is")
        personen = [bytes.fromhex(persoon) for persoon in regel["personen"]]
        if personenhash(personen).hex() != record["personen_hash"]:
            raise ArchiefFout(f"{waar}: de personen zijn niet die van het record")

    @cached_property
    def _plaatsen(self) -> dict[int, tuple[int, int]]:
        uit, plaats = {}, 0
        for regel in self.records():
            uit[regel["positie"]] = (plaats, regel["lengte"])
            plaats += regel["lengte"]
        return uit

    def inhoud(self, positie: int) -> bytes | None:
        """De bewaarde bytes, nog versleuteld."""
        try:
            if (gevonden := self._plaatsen.get(positie)) is None:
                return None
            plaats, lengte = gevonden
            with self._zip.open("inhoud.bin") as bestand:
                bestand.seek(plaats)
                return bestand.read(lengte)
        except _KAPOT:
            return None
