"""Een export van het berichtenlog: alles wat een ander nodig heeft om het na te rekenen (docs/audit.md).

De export zegt niet dat iets klopt; hij geeft wat er staat, ook als dat niet meer past. Oordelen doet
`tools/verify_log.py`, met de checkpoints die de auditor zelf bewaarde.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from isi_soap.audit.bewijs import consistentiebewijs, inclusiebewijs
from isi_soap.audit.boom import GROOTTE, dekking
from isi_soap.audit.inhoud import Onleesbaar
from isi_soap.audit.record import canoniek
from isi_soap.audit.uitvoer import Doel
from persistence.logboek.aankondiging import aankondigingen, archiefbestanden, vernietigde_reeksen
from persistence.logboek.archiefkast import Archiefkast
from persistence.logboek.boombron import Boombron, BoomGat
from persistence.logboek.keuze import Bewaard, Keuze, Lezer, gekozen, posities_van, reeks, zonder_positie
from persistence.logboek.record import KOLOMMEN, velden
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import checkpoint, logboek, sleutelovergang, tijdstempel, verzegeling

FORMAAT = "isi-logexport/1"
_LEEG_BLAD = bytes(GROOTTE)
_FORMULE = ("=", "+", "-", "@", "\t", "\r")
_LEESMIJ = """Export van het berichtenlog van ISI

Toetsen, met alleen Python en het pakket cryptography:

    python verify_log.py DEZE_EXPORT --bewaard MAP

MAP bevat wat u zelf bewaarde: de sleutel (*.vkey) en checkpoints (*.checkpoint) van het logboek. Gebruik niet
de sleutel uit deze export: die bewijst alleen dat de export bij zichzelf past.

records.csv      de gegevens van elk record, voor een rekenblad
records.jsonl    dezelfde gegevens met positie en bewijs, een record per regel
berichten/       per record het verzoek en het antwoord, byte voor byte zoals zij over de lijn gingen
checkpoint.txt   de ondertekende stand van het logboek waarop de bewijzen rusten
De vorm van elk bestand staat tot op de byte in docs/audit.md.
"""

Voortgang = Callable[[int], None]


class NietTeExporteren(Exception):  # noqa: N818
    """Er is nog niets om op te rusten."""


@dataclass(frozen=True, slots=True)
class Verslag:
    """Wat er in de export kwam."""

    grootte: int
    records: int
    onleesbaar: int


def exporteer(
    conn: Connection,
    sleutels: Logsleutels,
    keuze: Keuze,
    doel: Doel,
    *,
    bewaard: Iterable[int] = (),
    voortgang: Voortgang = lambda aantal: None,
) -> Verslag:
    """`bewaard`: groottes van checkpoints die de auditor heeft; daarvoor komt er een bewijs van groei."""
    return _Export(conn, sleutels, keuze, doel, voortgang).maak(bewaard)


class _Export:
    def __init__(
        self, conn: Connection, sleutels: Logsleutels, keuze: Keuze, doel: Doel, voortgang: Voortgang
    ) -> None:
        self._conn = conn
        self._sleutels = sleutels
        self._keuze = keuze
        self._doel = doel
        self._voortgang = voortgang
        self._lezer = Lezer(sleutels)
        self._kast = Archiefkast(conn, sleutels.archief)
        self._bron = Boombron(conn)
        rust = select(checkpoint).order_by(checkpoint.c.grootte.desc()).limit(1)
        punt = conn.execute(rust).one_or_none()
        if punt is None:
            raise NietTeExporteren("er is nog geen checkpoint; de verzegelaar maakt er binnen een minuut een")
        self._punt = punt
        self._grootte: int = punt.grootte
        self._onleesbaar = 0

    def maak(self, bewaard: Iterable[int]) -> Verslag:
        boek = self._conn.execute(select(logboek)).one()
        van_tot = self._reeks() if self._keuze.is_tijdvak else None
        self._doel.schrijf("LEESMIJ.txt", _LEESMIJ.encode())
        overgangen = select(sleutelovergang).order_by(sleutelovergang.c.grootte)
        wissels = self._conn.execute(overgangen).all()
        eerste = wissels[0].oud if wissels else boek.controlesleutel
        self._doel.schrijf("sleutel.vkey", f"{eerste}\n".encode())
        for rij in wissels:
            self._doel.schrijf(f"checkpoints/{rij.grootte:020d}.overgang.checkpoint", rij.notitie.encode())
        self._doel.schrijf("checkpoint.txt", self._punt.notitie.encode())
        if van_tot is None:
            aantal = self._schrijf_records(self._gekozen())
            kop: dict[str, Any] = {"reeks": None}
        else:
            aantal = self._schrijf_records(self._van_reeks(*van_tot))
            kop = self._omgeving(*van_tot)
        self._schrijf_checkpoints(bewaard, heel=van_tot == (0, self._grootte))
        kop |= self._zegt_over_zichzelf(van_tot)
        kop |= {
            "formaat": FORMAAT,
            "oorsprong": boek.oorsprong,
            "gemaakt": datetime.now(UTC).isoformat(timespec="seconds"),
            "keuze": self._keuze.tekst(),
            "grootte": self._grootte,
            "records": aantal,
        }
        self._doel.schrijf("export.json", _json(kop))
        return Verslag(self._grootte, aantal, self._onleesbaar)

    def _zegt_over_zichzelf(self, van_tot: tuple[int, int] | None) -> dict[str, Any]:
        """Wat er volgens het log zelf niet meer is, met de verzegelde records die dat zeggen."""
        begin, eind = van_tot or (0, self._grootte)
        vernietigd = vernietigde_reeksen(self._conn, begin, eind)
        bestanden = archiefbestanden(self._conn)
        kenmerken = {UUID(deel["aankondiging"]) for deel in (*vernietigd, *bestanden)}
        regels = aankondigingen(self._conn, self._sleutels, self._bron, kenmerken, self._grootte)
        self._doel.schrijf("aankondigingen.jsonl", b"".join(_json(regel) for regel in regels))
        return {"vernietigd": vernietigd, "archief": bestanden}

    # --- welke records ----------------------------------------------------------------------------------

    def _reeks(self) -> tuple[int, int]:
        """Een tijdvak; zonder grenzen alles waar het checkpoint over gaat, ook als er niets meer staat."""
        if self._keuze.van is None and self._keuze.tot is None:
            return 0, self._grootte
        gevonden = posities_van(self._conn, self._sleutels, self._keuze)
        if gevonden is None or gevonden[0] >= self._grootte:
            return self._grootte, self._grootte
        return gevonden[0], min(gevonden[1], self._grootte)

    def _van_reeks(self, begin: int, eind: int) -> Iterator[Bewaard]:
        """De reeks zelf, en wat er in het tijdvak staat zonder positie onder dit checkpoint."""
        yield from (deel for deel in reeks(self._conn, begin, eind) if deel.rij is not None)
        later = select(func.count()).where(verzegeling.c.positie >= self._grootte)
        if self._conn.scalar(later):
            laatste = self._conn.scalar(select(func.max(verzegeling.c.positie))) or 0
            for deel in reeks(self._conn, self._grootte, laatste + 1):
                if deel.rij is not None and self._in_tijdvak(deel.rij["ontvangen"]):
                    yield deel
        yield from zonder_positie(self._conn, self._sleutels, self._keuze)

    def _in_tijdvak(self, tijdstip: datetime) -> bool:
        van, tot = self._keuze.van, self._keuze.tot
        return (van is None or tijdstip >= van) and (tot is None or tijdstip < tot)

    def _gekozen(self) -> Iterator[Bewaard]:
        return gekozen(self._conn, self._sleutels, self._keuze)

    # --- de bestanden -----------------------------------------------------------------------------------

    def _schrijf_records(self, records: Iterator[Bewaard]) -> int:
        regels, tekst = io.BytesIO(), io.StringIO(newline="")
        blad = csv.writer(tekst, delimiter=";", lineterminator="\r\n")
        blad.writerow(("positie", *KOLOMMEN))
        aantal = 0
        for bewaard in records:
            assert bewaard.rij is not None
            record = json.loads(canoniek(velden(bewaard.rij)))
            regel = self._regel(bewaard, record)
            regels.write(_json(regel))
            blad.writerow((cel(regel["positie"]), *(cel(record.get(naam)) for naam in KOLOMMEN)))
            aantal += 1
            self._voortgang(1)
        self._doel.schrijf("records.jsonl", regels.getvalue())
        self._doel.schrijf("records.csv", tekst.getvalue().encode("utf-8-sig"))
        return aantal

    def _regel(self, bewaard: Bewaard, record: dict[str, Any]) -> dict[str, Any]:
        onder = bewaard.positie is not None and bewaard.positie < self._grootte
        regel: dict[str, Any] = {
            "positie": bewaard.positie if onder else None,
            "record": record,
            "personen": sorted(persoon.hex() for persoon in bewaard.personen),
        }
        if onder and not self._keuze.is_tijdvak:
            regel["bewijs"] = self._bewijs(bewaard.positie or 0)
        return regel | self._inhoud(bewaard, f"berichten/{record['id']}")

    def _bewijs(self, positie: int) -> list[str] | None:
        try:
            return [hash_.hex() for hash_ in inclusiebewijs(self._bron, positie, self._grootte)]
        except BoomGat:
            return None

    def _inhoud(self, bewaard: Bewaard, map_: str) -> dict[str, Any]:
        """De bytes als zij te lezen zijn; anders de versleutelde, zodat te zien is of die nog heel zijn."""
        if bewaard.inhoud is None and (bestand := self._kast.bestand(bewaard.positie)) is not None:
            bewaard = replace(bewaard, inhoud=self._kast.inhoud(bewaard.positie))
            if bewaard.inhoud is None:
                self._onleesbaar += 1
                return {"inhoud": "gearchiveerd", "bestand": bestand}
        if bewaard.inhoud is None:
            self._onleesbaar += 1
            return {"inhoud": "ontbreekt"}
        try:
            if bewaard.vernietigd is not None:
                raise Onleesbaar(f"vernietigd op {bewaard.vernietigd:%Y-%m-%d}")
            inhoud = self._lezer(bewaard)
        except Onleesbaar as fout:
            self._onleesbaar += 1
            self._doel.schrijf(f"{map_}/versleuteld.bin", bewaard.inhoud)
            soort = "vernietigd" if bewaard.vernietigd is not None else "onleesbaar"
            return {"inhoud": soort, "reden": str(fout)}
        for naam, deel in (("verzoek", inhoud.verzoek), ("antwoord", inhoud.antwoord)):
            if deel is not None:
                self._doel.schrijf(f"{map_}/{naam}", deel)
        return {"inhoud": "open", "zout": inhoud.zout.hex()}

    def _omgeving(self, begin: int, eind: int) -> dict[str, Any]:
        """De bladen van de reeks, en de deelbomen links en rechts ervan."""
        bladen = dict.fromkeys(range(begin, eind), _LEEG_BLAD)
        vraag = select(verzegeling.c.positie, verzegeling.c.blad)
        vraag = vraag.where(verzegeling.c.positie >= begin, verzegeling.c.positie < eind)
        bladen.update((rij.positie, rij.blad) for rij in self._conn.execute(vraag))
        self._doel.schrijf("bladen.bin", b"".join(bladen.values()))
        try:
            links = [self._bron(plaats).hex() for plaats in dekking(0, begin)]
            rechts = [
                {"niveau": plaats.niveau, "hash": self._bron(plaats).hex()}
                for plaats in dekking(eind, self._grootte)
            ]
        except BoomGat as fout:
            return {"reeks": [begin, eind], "links": None, "rechts": None, "gat": fout.positie}
        return {"reeks": [begin, eind], "links": links, "rechts": rechts}

    def _schrijf_checkpoints(self, bewaard: Iterable[int], *, heel: bool) -> None:
        """Van elke dag het laatste checkpoint, en een bewijs van groei voor die en voor wat bewaard werd."""
        dag = func.date_trunc("day", checkpoint.c.tijdstip)
        per_dag = select(func.max(checkpoint.c.grootte)).group_by(dag)
        vraag = select(checkpoint).order_by(checkpoint.c.grootte)
        if not heel:
            vraag = vraag.where(checkpoint.c.grootte.in_(per_dag))
        groottes = set(bewaard)
        for punt in self._conn.execute(vraag):
            self._doel.schrijf(f"checkpoints/{punt.grootte:020d}.checkpoint", punt.notitie.encode())
            groottes.add(punt.grootte)
        self._schrijf_tijdstempels()
        bewijzen = io.BytesIO()
        # Met alle bladen erbij is elke eerdere stand zelf na te rekenen.
        for grootte in sorted(() if heel else groottes):
            if not 0 < grootte <= self._grootte:
                continue
            try:
                pad = consistentiebewijs(self._bron, grootte, self._grootte)
            except BoomGat:
                continue
            bewijzen.write(_json({"van": grootte, "bewijs": [hash_.hex() for hash_ in pad]}))
        self._doel.schrijf("consistentie.jsonl", bewijzen.getvalue())

    def _schrijf_tijdstempels(self) -> None:
        """Elk met het checkpoint waar het over gaat."""
        vraag = select(tijdstempel.c.grootte, tijdstempel.c.antwoord, checkpoint.c.notitie)
        vraag = vraag.join_from(tijdstempel, checkpoint, checkpoint.c.grootte == tijdstempel.c.grootte)
        for rij in self._conn.execute(vraag.order_by(tijdstempel.c.grootte)):
            self._doel.schrijf(f"tijdstempels/{rij.grootte:020d}.checkpoint", rij.notitie.encode())
            self._doel.schrijf(f"tijdstempels/{rij.grootte:020d}.tsr", rij.antwoord)


def cel(waarde: object) -> str:
    """Een waarde van een record als cel: tekst zoals zij is, de rest als JSON, en nooit een formule."""
    if waarde is None:
        return ""
    tekst = waarde if isinstance(waarde, str) else json.dumps(waarde, ensure_ascii=False, sort_keys=True)
    return f"'{tekst}" if tekst.startswith(_FORMULE) else tekst


def _json(waarde: object) -> bytes:
    return json.dumps(waarde, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
