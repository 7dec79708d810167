"""Toets een export van het ISI-berichtenlog, zonder iets van ISI te vertrouwen.

    python verify_log.py EXPORT --bewaard MAP

EXPORT is een map of zipbestand van `isi-soap log exporteer`. MAP bevat wat u zelf bewaarde: de openbare
sleutel van het logboek (*.vkey) en zijn checkpoints (*.checkpoint). Alleen dat wordt vertrouwd; de export is
een bewering. Nodig zijn Python 3.11 of later en het pakket cryptography. De vorm van elk bestand staat in
docs/audit.md, zodat u dit programma ook zelf kunt schrijven.

Uitgang: 0 alles is bewezen; 1 er zijn bevindingen; 2 er valt niets te toetsen.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAAT = "isi-logexport/1"
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


# --- wat de auditor zelf bewaarde -------------------------------------------------------------------------


@dataclass
class Bewaard:
    sleutel: Sleutel
    punten: dict[str, Punt] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)  # bewaard na de vraag om de export
    ongeldig: list[str] = field(default_factory=list)


def lees_bewaard(map_: Path, gevraagd: datetime | None = None) -> Bewaard:
    """`gevraagd`: wanneer u de export vroeg; van wat u daarna bewaarde kan hij niet weten."""
    sleutels = {Sleutel.uit(pad.read_text("utf-8")) for pad in sorted(map_.rglob("*.vkey"))}
    if len(sleutels) != 1:
        raise Onbruikbaar(
            f"in {map_} hoort precies één sleutel (*.vkey) te staan; er zijn er {len(sleutels)}"
        )
    bewaard = Bewaard(sleutels.pop())
    for pad in sorted(map_.rglob("*.checkpoint")):
        naam = str(pad.relative_to(map_))
        if gevraagd is not None and pad.stat().st_mtime > gevraagd.timestamp():
            bewaard.later.append(naam)
            continue
        try:
            bewaard.punten[naam] = lees_punt(pad.read_text("utf-8"), bewaard.sleutel)
        except (Onbruikbaar, UnicodeDecodeError) as fout:
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
    getoetst: list[str] = field(default_factory=list)  # bewaarde checkpoints waarop de export aansluit

    def meld(self, soort: str, positie: int | None, tekst: str) -> None:
        self.bevindingen.append(Bevinding(soort, positie, tekst))


class Toets:
    """Eén export tegen wat de auditor bewaarde; elke bevinding komt erbij, geen enkele breekt de toets af."""

    def __init__(self, export: Export, bewaard: Bewaard) -> None:
        self.export, self.bewaard, self.uit = export, bewaard, Uitslag()
        self.kop = export.json("export.json")
        if not isinstance(self.kop, dict) or self.kop.get("formaat") != FORMAAT:
            raise Onbruikbaar(f"dit is geen export in de vorm {FORMAAT}")
        self.punt = self._punt()
        self.uit.grootte = self.punt.grootte
        self.begin = self.eind = 0
        self.bladen: list[bytes] | None = None
        self._lees_reeks()
        self.wortels: dict[int, bytes] = {}

    def voer_uit(self) -> Uitslag:
        for tekst in self.bewaard.ongeldig:
            self.uit.meld("BEWAARD", None, f"een bewaard checkpoint telt niet mee: {tekst}")
        self._toets_boom()
        self._toets_groei()
        self._toets_records()
        return self.uit

    def _punt(self) -> Punt:
        """De stand waarop de bewijzen rusten; zonder de handtekening erbij is dat de eerste bevinding."""
        notitie = self.export.lees("checkpoint.txt").decode("utf-8", "replace")
        try:
            punt = lees_punt(notitie, self.bewaard.sleutel)
        except Onbruikbaar as fout:
            self.uit.meld(
                "SLEUTEL", None, f"het checkpoint van de export is niet van dit logboek: {fout}; al het"
                " volgende is alleen getoetst aan wat de export over zichzelf zegt",
            )  # fmt: skip
            punt = lees_punt(notitie, None)
        if self.kop.get("grootte") != punt.grootte:
            self.uit.meld("EXPORT", None, "export.json noemt een andere grootte dan het checkpoint")
        return punt

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
                punt = lees_punt(self.export.lees(naam).decode("utf-8", "replace"), self.bewaard.sleutel)
            except Onbruikbaar as fout:
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
            for deel in self.kop.get("rechts") or []:
                rand.erbij(hashes([deel["hash"]])[0], deel["niveau"])
            if rand.grootte != self.punt.grootte:
                raise Onbruikbaar("de deelbomen rechts van de reeks zijn niet volledig")
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
        gezien: dict[int, tuple[str, bytes]] = {}
        for naam, punt in sorted(self.bewaard.punten.items(), key=lambda paar: paar[1].grootte):
            eerste, wortel = gezien.setdefault(punt.grootte, (naam, punt.wortel))
            if wortel != punt.wortel:
                self.uit.meld(
                    "SPLITSING", None, f"{eerste} en {naam} zijn beide ondertekend, voor evenveel records,"
                    " met een andere wortel: het logboek toonde twee gezichten",
                )  # fmt: skip
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
        rijen = self._csv()
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
            self._toets_plaats(gelezen, positie, blad, wie, plaats_van)
            self._toets_inhoud(gelezen, record, positie, wie)
            self._toets_personen(gelezen, record, positie, wie)
            if next(rijen, None) != csv_rij(positie, record):
                self.uit.meld("CSV", positie, f"{wie}: records.csv zegt iets anders dan records.jsonl")
        for positie in sorted(over):
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

    def _csv(self) -> Iterator[dict[str, str]]:
        tekst = self.export.lees("records.csv").decode("utf-8-sig", "replace")
        for rij in csv.DictReader(io.StringIO(tekst, newline=""), delimiter=";"):
            yield {naam: waarde for naam, waarde in rij.items() if waarde}

    def _toets_bestanden(self, kenmerken: set[str]) -> None:
        for naam in sorted(self.export.namen):
            deel = naam.split("/")
            if deel[0] == "berichten" and (len(deel) != 3 or deel[1] not in kenmerken):
                self.uit.meld("EXPORT", None, f"{naam} hoort bij geen record")


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


def toets(export: Path, bewaard: Path, gevraagd: datetime | None = None) -> Uitslag:
    try:
        return Toets(Export(export), lees_bewaard(bewaard, gevraagd)).voer_uit()
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as fout:
        raise Onbruikbaar(f"niet te lezen: {fout}") from None


def _tijdstip(tekst: str) -> datetime:
    return datetime.fromisoformat(tekst).astimezone()


def main(woorden: list[str] | None = None) -> int:
    lezer = argparse.ArgumentParser(description="Toets een export van het ISI-berichtenlog.")
    lezer.add_argument("export", type=Path, help="map of zipbestand van `isi-soap log exporteer`")
    lezer.add_argument("--bewaard", type=Path, required=True, help="map met uw sleutel en uw checkpoints")
    lezer.add_argument(
        "--gevraagd",
        type=_tijdstip,
        metavar="TIJDSTIP",
        help="wanneer u de export vroeg, zoals 2026-03-01T12:00+01:00; wat u later bewaarde telt niet mee",
    )
    lezer.add_argument("--json", action="store_true", help="uitslag als JSON")
    keuze = lezer.parse_args(woorden)
    try:
        uit = toets(keuze.export, keuze.bewaard, keuze.gevraagd)
    except Onbruikbaar as fout:
        sys.stderr.write(f"Er valt niets te toetsen: {fout}\n")
        return 2
    if keuze.json:
        velden = {
            "records": uit.records,
            "grootte": uit.grootte,
            "leesbaar": uit.open,
            "vernietigd": uit.vernietigd,
            "checkpoints": uit.getoetst,
            "bevindingen": [vars(bevinding) for bevinding in uit.bevindingen],
        }
        sys.stdout.write(json.dumps(velden, ensure_ascii=False, indent=2) + "\n")
    else:
        for bevinding in uit.bevindingen:
            sys.stdout.write(f"{bevinding}\n")
        sys.stdout.write(
            f"{uit.records} records onder een checkpoint van {uit.grootte}; {len(uit.getoetst)} bewaarde"
            f" checkpoints sluiten aan; inhoud: {uit.open} getoetst, {uit.vernietigd} vernietigd.\n"
            + ("ALLES BEWEZEN\n" if not uit.bevindingen else f"{len(uit.bevindingen)} BEVINDINGEN\n")
        )
    return 1 if uit.bevindingen else 0


if __name__ == "__main__":
    sys.exit(main())
