"""Eén archiefbestand schrijven: een reeks posities met alles wat haar bewijst (docs/audit.md)."""

from __future__ import annotations

import json
import os
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from isi_soap.audit.bewijs import consistentiebewijs
from isi_soap.audit.boom import dekking
from isi_soap.audit.record import canoniek
from persistence.logboek.aankondiging import aankondigingen, vernietigde_reeksen
from persistence.logboek.boombron import Boombron
from persistence.logboek.keuze import Bewaard, reeks
from persistence.logboek.record import velden
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import (
    bericht_inhoud,
    checkpoint,
    logarchief,
    logboek,
    sleutelovergang,
    tijdstempel,
    verzegeling,
)

FORMAAT: Final = "isi-logarchief/1"
_IN_PORTIES: Final = {"yield_per": 500}


class NietTeArchiveren(Exception):  # noqa: N818
    """Er staat iets in de weg; de tekst zegt wat."""


@dataclass(frozen=True, slots=True)
class Deel:
    """Wat in één bestand hoort: een maand, als reeks posities."""

    maand: date
    begin: int
    eind: int

    @property
    def bestand(self) -> str:
        return f"isilog-{self.maand:%Y-%m}-{self.begin:020d}-{self.eind:020d}.zip"


class Archiefschrijver:
    """Eén bestand; twee keer langs de records, want in een zip wordt er maar één tegelijk geschreven."""

    def __init__(
        self, conn: Connection, sleutels: Logsleutels, deel: Deel, voortgang: Callable[[int], None]
    ) -> None:
        self._conn = conn
        self._sleutels = sleutels
        self._deel = deel
        self._voortgang = voortgang
        self._bron = Boombron(conn)
        punt = select(checkpoint).order_by(checkpoint.c.grootte.desc()).limit(1)
        self._punt = conn.execute(punt).one()
        self._records = 0

    def schrijf(self, pad: Path) -> int:
        wijzer = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(wijzer, "wb") as ruw:
            with zipfile.ZipFile(ruw, "w", zipfile.ZIP_DEFLATED) as bestand:
                self._schrijf(bestand)
            ruw.flush()
            os.fsync(ruw.fileno())
        return self._records

    def _schrijf(self, bestand: zipfile.ZipFile) -> None:
        with bestand.open("records.jsonl", "w", force_zip64=True) as uit:
            self._schrijf_records(uit)
        opslag = zipfile.ZipInfo("inhoud.bin")  # versleuteld: daar valt niets te persen
        with bestand.open(opslag, "w", force_zip64=True) as uit:
            inhoud = select(bericht_inhoud.c.inhoud).join(
                verzegeling, verzegeling.c.bericht_id == bericht_inhoud.c.bericht_id
            )
            inhoud = inhoud.where(self._binnen(verzegeling.c.positie)).order_by(verzegeling.c.positie)
            for deel in self._conn.execute(inhoud, execution_options=_IN_PORTIES).scalars():
                uit.write(deel)
        with bestand.open("bladen.bin", "w") as uit:
            vraag = select(verzegeling.c.blad).where(self._binnen(verzegeling.c.positie))
            bladen = self._conn.execute(vraag.order_by(verzegeling.c.positie), execution_options=_IN_PORTIES)
            for blad in bladen.scalars():
                uit.write(blad)
        bestand.writestr("checkpoint.txt", self._punt.notitie)
        with bestand.open("checkpoints.jsonl", "w") as uit:
            self._schrijf_checkpoints(uit)
        with bestand.open("overgangen.jsonl", "w") as uit:
            overgangen = select(sleutelovergang).order_by(sleutelovergang.c.grootte)
            for overgang in self._conn.execute(overgangen):
                uit.write(_regel({"notitie": overgang.notitie}))
        with bestand.open("aankondigingen.jsonl", "w") as uit:
            reeksen = vernietigde_reeksen(self._conn, self._deel.begin, self._deel.eind)
            kenmerken = {UUID(reeks_["aankondiging"]) for reeks_ in reeksen}
            for regel in aankondigingen(
                self._conn, self._sleutels, self._bron, kenmerken, self._punt.grootte
            ):
                uit.write(_regel(regel))
        bestand.writestr("archief.json", _regel(self._kop(reeksen)))

    def _rijen(self) -> Iterator[Bewaard]:
        verwacht = self._deel.begin
        for rij in reeks(self._conn, self._deel.begin, self._deel.eind):
            if rij.positie != verwacht:
                raise NietTeArchiveren(_WEG.format(verwacht))
            yield rij
            verwacht += 1
        if verwacht != self._deel.eind:
            raise NietTeArchiveren(_WEG.format(verwacht))

    def _schrijf_records(self, uit: IO[bytes]) -> None:
        vernietigd = vernietigde_reeksen(self._conn, self._deel.begin, self._deel.eind)
        for rij in self._rijen():
            positie = rij.positie or 0
            if rij.rij is None:
                if not any(r["begin"] <= positie < r["eind"] for r in vernietigd):
                    raise NietTeArchiveren(_WEG.format(positie))
                continue
            if rij.inhoud is None:
                raise NietTeArchiveren(f"van het record op positie {positie} ontbreekt de inhoud")
            regel = {
                "positie": positie,
                "record": orjson.Fragment(canoniek(velden(rij.rij))),
                "personen": sorted(persoon.hex() for persoon in rij.personen),
                "sleutel": rij.sleutel,
                "lengte": len(rij.inhoud),
            }
            uit.write(orjson.dumps(regel, option=orjson.OPT_APPEND_NEWLINE))
            self._records += 1
            self._voortgang(1)

    def _schrijf_checkpoints(self, uit: IO[bytes]) -> None:
        vraag = select(checkpoint.c.grootte, checkpoint.c.notitie, tijdstempel.c.antwoord).join_from(
            checkpoint, tijdstempel, tijdstempel.c.grootte == checkpoint.c.grootte, isouter=True
        )
        binnen = checkpoint.c.grootte.between(self._deel.begin, self._deel.eind)
        for rij in self._conn.execute(vraag.where(binnen).order_by(checkpoint.c.grootte)):
            stempel = None if rij.antwoord is None else b64encode(rij.antwoord).decode()
            uit.write(_regel({"notitie": rij.notitie, "tijdstempel": stempel}))

    def _kop(self, vernietigd: list[dict[str, Any]]) -> dict[str, Any]:
        boek = self._conn.execute(select(logboek)).one()
        deel, grootte = self._deel, self._punt.grootte
        vorige = select(logarchief.c.bestand, logarchief.c.sha256).where(logarchief.c.eind == deel.begin)
        rij = self._conn.execute(vorige).one_or_none()
        bewijs = consistentiebewijs(self._bron, deel.eind, grootte)
        eerste = select(sleutelovergang.c.oud).order_by(sleutelovergang.c.grootte).limit(1)
        return {
            "formaat": FORMAAT,
            "oorsprong": boek.oorsprong,
            "maand": f"{deel.maand:%Y-%m}",
            "gemaakt": datetime.now(UTC).isoformat(timespec="seconds"),
            "begin": deel.begin,
            "eind": deel.eind,
            "grootte": grootte,
            "records": self._records,
            "links": [self._bron(plaats).hex() for plaats in dekking(0, deel.begin)],
            "rechts": [
                {"niveau": plaats.niveau, "hash": self._bron(plaats).hex()}
                for plaats in dekking(deel.eind, grootte)
            ],
            "consistentie": [hash_.hex() for hash_ in bewijs],
            "sleutel": self._conn.scalar(eerste) or boek.controlesleutel,
            "vernietigd": vernietigd,
            "vorige": None if rij is None else {"bestand": rij.bestand, "sha256": rij.sha256.hex()},
        }

    def _binnen(self, kolom: Any) -> Any:
        return kolom.between(self._deel.begin, self._deel.eind - 1)


_WEG: Final = "het record op positie {} ontbreekt: isi-soap log verifieer zegt wat er mis is"


def _regel(waarde: object) -> bytes:
    return json.dumps(waarde, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
