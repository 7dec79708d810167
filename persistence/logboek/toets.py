"""Het berichtenlog narekenen in de database zelf: elk record, elke positie, elke stand (docs/audit.md).

Wat mis is wordt genoemd en de toets gaat verder. Klopt een reeks van 256 niet met haar bewaarde knoop, dan
rekent de rest met die knoop: zo blijft één gewijzigd record één bevinding, hoe lang het logboek ook is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography.x509 import Certificate
from sqlalchemy import Connection, exists, func, select

from isi_soap.audit import record
from isi_soap.audit.bewijs import inclusiebewijs, wortel_uit_inclusie
from isi_soap.audit.boom import GROOTTE, Bereik, Hash
from isi_soap.audit.inhoud import Inhoud, Onleesbaar
from isi_soap.audit.notitie import Controlesleutel, NotitieFout
from isi_soap.audit.record import gezouten, personenhash
from isi_soap.audit.sleutelketen import Sleutelketen, VoorDezeSleutel
from isi_soap.audit.tijdstempel import StempelFout
from isi_soap.audit.tijdstempel import toets as toets_stempel
from persistence.logboek import verzegeling as verzegeling_
from persistence.logboek.afwezig import Afwezigheid, sleutels_zonder_inpaksleutel
from persistence.logboek.bevinding import Bevinding as Bevinding
from persistence.logboek.boombron import STAP, Boombron, BoomGat
from persistence.logboek.keuze import Bewaard, Keuze, Lezer, gekozen, reeks
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import (
    bericht,
    boomknoop,
    checkpoint,
    logboek,
    onverzegeld,
    tijdstempel,
    verzegeling,
)

_TEGEL = 1 << STAP
_SPELING = 60_000  # milliseconden: zo lang kan een bericht onderweg zijn
_WEG: Hash = bytes(GROOTTE)  # rekent mee waar een blad hoort te staan


@dataclass(slots=True)
class Telling:
    records: int = 0
    vernietigd: int = 0  # de inhoud
    gearchiveerd: int = 0  # de inhoud staat in een archiefbestand dat hier niet te lezen is
    weg: int = 0  # ook de gegevens, volgens de bewaartermijn
    checkpoints: int = 0
    tijdstempels: int = 0


Voortgang = Callable[[int], None]


class Logtoets:
    """Eén toets van een reeks posities."""

    def __init__(
        self,
        conn: Connection,
        sleutels: Logsleutels,
        *,
        inhoud: bool = False,
        sleutel: Controlesleutel | None = None,
        bewaard: tuple[str, ...] = (),
        ca: tuple[Certificate, ...] = (),
        voortgang: Voortgang = lambda aantal: None,
    ) -> None:
        self._conn = conn
        self._sleutels = sleutels
        self._lezer = Lezer(sleutels) if inhoud else None
        self._bewaard = bewaard
        self._voortgang = voortgang
        boek = conn.execute(select(logboek)).one_or_none()
        self.grootte: int = boek.grootte if boek else 0
        self._rand: bytes = boek.rand if boek else b""
        self._sleutel = sleutel
        self._ca = ca
        self._afwezig = Afwezigheid(conn, sleutels)
        self._klok = 0
        self.telling = Telling()

    def alles(self) -> Iterator[Bevinding]:
        yield from self.reeks(0, self.grootte)
        yield from self._eind()
        yield from self._zonder_positie()
        yield from sleutels_zonder_inpaksleutel(self._conn, self._sleutels)

    def reeks(self, begin: int, eind: int) -> Iterator[Bevinding]:
        """De posities [begin, eind): elk record, en elke stand die er getekend is."""
        begin -= begin % _TEGEL  # vanaf een knoop: dan is ook de eerste reeks van 256 te toetsen
        try:
            bereik = Boombron(self._conn).bereik(begin)
        except BoomGat as fout:
            yield Bevinding("BOOM", f"{fout}; wat ervoor ligt is niet na te rekenen", fout.positie)
            bereik, begin = Bereik(), 0
        punten: dict[int, set[Hash]] = {}
        yield from self._lees_punten(punten)
        yield from self._afwezig.toets(begin, eind)
        knopen = self._knopen(begin, eind)
        tegelbegin = bereik.kopie()
        for positie, bewaard in self._opeenvolgend(begin, eind):
            if bewaard is None:
                yield Bevinding("ONTBREEKT", "er is geen record op deze positie", positie)
                blad = _WEG
            else:
                yield from self._record(bewaard)
                blad = bewaard.blad or _WEG
            bereik.voeg_toe(blad)
            if bereik.grootte % _TEGEL == 0:
                bevindingen, bereik = self._tegel(bereik, tegelbegin, knopen)
                yield from bevindingen
                tegelbegin = bereik.kopie()
            if bereik.grootte in punten:
                self.telling.checkpoints += 1
                if punten[bereik.grootte] != {bereik.wortel()}:
                    yield Bevinding(
                        "CHECKPOINT", "de records tot hier zijn niet die van het ondertekende checkpoint",
                        bereik.grootte,
                    )  # fmt: skip
        for grootte in (g for g in sorted(punten) if g > self.grootte and eind == self.grootte):
            tekst = f"er is een checkpoint van {grootte} records; het logboek heeft er {self.grootte}"
            yield Bevinding("TERUGGEDRAAID", tekst, self.grootte)
        self._laatste = bereik

    def bericht(self, kenmerk: UUID) -> Iterator[Bevinding]:
        """Eén record, met zijn bewijs onder het nieuwste checkpoint."""
        gevonden = list(gekozen(self._conn, self._sleutels, Keuze(kenmerk=kenmerk)))
        if not gevonden or gevonden[0].rij is None:
            yield Bevinding("ONTBREEKT", "er is geen record met dit kenmerk", None, kenmerk)
            return
        bewaard, rij = gevonden[0], gevonden[0].rij
        yield from self._record(bewaard)
        punten: dict[int, set[Hash]] = {}
        yield from self._lees_punten(punten)
        grootte = max(punten, default=0)
        if bewaard.positie is None or bewaard.positie >= grootte:
            yield Bevinding("ONBEWEZEN", "nog niet onder een checkpoint", bewaard.positie, kenmerk)
            return
        try:
            pad = inclusiebewijs(Boombron(self._conn), bewaard.positie, grootte)
        except BoomGat as fout:
            yield Bevinding("BOOM", str(fout), fout.positie)
            return
        wortel = wortel_uit_inclusie(record.blad(rij), bewaard.positie, grootte, pad)
        self.telling.checkpoints += 1
        if wortel not in punten[grootte]:
            yield Bevinding(
                "CHECKPOINT", "het record past niet onder het checkpoint", bewaard.positie, kenmerk
            )

    # --- de delen ---------------------------------------------------------------------------------------

    def _opeenvolgend(self, begin: int, eind: int) -> Iterator[tuple[int, Bewaard | None]]:
        """Elke positie, ook die waarvan de database niets weet."""
        verwacht = begin
        for bewaard in reeks(self._conn, begin, eind):
            positie = bewaard.positie or 0
            while verwacht < positie:
                yield verwacht, None
                verwacht += 1
            yield positie, bewaard
            verwacht = positie + 1
            self._voortgang(1)
        for positie in range(verwacht, eind):
            yield positie, None

    def _record(self, bewaard: Bewaard) -> Iterator[Bevinding]:
        rij, positie = bewaard.rij, bewaard.positie
        self.telling.records += 1
        yield from self._tijd(bewaard)
        if rij is None:
            if self._afwezig.vernietigd(positie):
                self.telling.weg += 1
            elif not self._afwezig.in_weg_deel("bericht", bewaard.kenmerk):
                yield Bevinding("ONTBREEKT", "het record is er niet; zijn blad wel", positie)
            return
        kenmerk = rij["id"]
        if bewaard.blad is not None and record.blad(rij) != bewaard.blad:
            yield Bevinding("GEWIJZIGD", "de gegevens zijn niet wat hier verzegeld is", positie, kenmerk)
        wie = bewaard.personen
        anders = len(wie) != rij["personen"] or personenhash(wie) != rij["personen_hash"]
        if anders and not self._afwezig.in_weg_deel("bericht_persoon", kenmerk):
            yield Bevinding("PERSONEN", "de personen zijn niet die van het record", positie, kenmerk)
        bestand = None
        if bewaard.inhoud is None:
            bestand, bewaard = self._afwezig.uit_archief(bewaard)
        if bewaard.inhoud is None:
            if bestand is not None:
                self.telling.gearchiveerd += 1
            elif not self._afwezig.in_weg_deel("bericht_inhoud", kenmerk):
                yield Bevinding("INHOUD", "de bewaarde bytes ontbreken", positie, kenmerk)
        elif sha256(bewaard.inhoud).digest() != rij["inhoud_hash"]:
            yield Bevinding("INHOUD", "de bewaarde bytes zijn niet wat verzegeld is", positie, kenmerk)
        elif bewaard.vernietigd is not None:
            self.telling.vernietigd += 1
        elif bewaard.ingepakt is None:
            yield Bevinding("INHOUD", "de sleutel ontbreekt, zonder dat hij vernietigd is", positie, kenmerk)
        elif self._lezer is not None:
            yield from self._leesbaar(self._lezer, bewaard)

    def _tijd(self, bewaard: Bewaard) -> Iterator[Bevinding]:
        """Een positie volgt het vastleggen; een kenmerk van veel eerder kwam van een klok die terugging."""
        if bewaard.kenmerk is None or bewaard.kenmerk.version != 7:
            return
        tijd = bewaard.kenmerk.int >> 80
        if tijd < self._klok - _SPELING:
            tekst = f"de klok ging {(self._klok - tijd) // 1000} seconden terug voor dit record"
            yield Bevinding("KLOK", tekst, bewaard.positie, bewaard.kenmerk)
            self._klok = tijd  # vanaf hier is dit de tijd; één sprong is één bevinding
        self._klok = max(self._klok, tijd)

    def _leesbaar(self, lezer: Lezer, bewaard: Bewaard) -> Iterator[Bevinding]:
        assert bewaard.rij is not None
        rij = bewaard.rij
        try:
            inhoud: Inhoud = lezer(bewaard)
        except Onleesbaar as fout:
            yield Bevinding("INHOUD", f"niet te lezen: {fout}", bewaard.positie, rij["id"])
            return
        for naam, deel in (("verzoek", inhoud.verzoek), ("antwoord", inhoud.antwoord)):
            if (None if deel is None else gezouten(inhoud.zout, deel)) != rij[f"{naam}_hash"]:
                yield Bevinding(
                    "INHOUD", f"het {naam} is niet wat het record zegt", bewaard.positie, rij["id"]
                )

    def _knopen(self, begin: int, eind: int) -> dict[int, Hash]:
        vraag = select(boomknoop.c.nummer, boomknoop.c.hash).where(
            boomknoop.c.niveau == STAP,
            boomknoop.c.nummer >= begin // _TEGEL,
            boomknoop.c.nummer < -(-eind // _TEGEL),
        )
        return {rij.nummer: rij.hash for rij in self._conn.execute(vraag)}

    @staticmethod
    def _tegel(bereik: Bereik, begin: Bereik, knopen: dict[int, Hash]) -> tuple[list[Bevinding], Bereik]:
        """De laatste 256 bladen tegen hun knoop; bij verschil gaat het verder met de knoop."""
        nummer = bereik.grootte // _TEGEL - 1
        eerste, knoop = nummer * _TEGEL, knopen.get(nummer)
        if knoop is None:
            return [Bevinding("BOOM", "de knoop over deze 256 posities ontbreekt", eerste)], bereik
        met_knoop = begin.kopie()
        met_knoop.voeg_toe(knoop, STAP)
        if met_knoop == bereik:
            return [], bereik
        tekst = f"de bladen van positie {eerste} tot en met {eerste + _TEGEL - 1} zijn niet die van de boom"
        return [Bevinding("BOOM", tekst, eerste)], met_knoop

    def _lees_punten(self, punten: dict[int, set[Hash]]) -> Iterator[Bevinding]:
        try:
            keten = verzegeling_.lees_keten(self._conn)
            if self._sleutel is not None:
                keten = Sleutelketen(self._sleutel, (*self._bewaard, *verzegeling_.overgangen(self._conn)))
        except NotitieFout as fout:
            yield Bevinding("SLEUTEL", f"geen enkel checkpoint is te toetsen: {fout}")
            return
        vraag = select(checkpoint.c.grootte, checkpoint.c.notitie).order_by(checkpoint.c.grootte)
        bronnen = [(f"het checkpoint van {r.grootte}", r.notitie) for r in self._conn.execute(vraag)]
        bronnen += [("een bewaard checkpoint", notitie) for notitie in self._bewaard]
        for naam, notitie in bronnen:
            try:
                punt = keten.open(notitie)
            except VoorDezeSleutel:
                continue
            except NotitieFout as fout:
                yield Bevinding("CHECKPOINT", f"{naam} is ongeldig: {fout}")
                continue
            punten.setdefault(punt.grootte, set()).add(punt.wortel)
        yield from self._stempels()

    def _stempels(self) -> Iterator[Bevinding]:
        """Elk tijdstempel over zijn checkpoint, als bekend is wie er te vertrouwen is."""
        if not self._ca:
            return
        vraag = select(tijdstempel.c.grootte, tijdstempel.c.antwoord, checkpoint.c.notitie).join_from(
            tijdstempel, checkpoint, checkpoint.c.grootte == tijdstempel.c.grootte, isouter=True
        )
        for rij in self._conn.execute(vraag.order_by(tijdstempel.c.grootte)):
            try:
                if rij.notitie is None:
                    raise StempelFout("het checkpoint erbij ontbreekt")
                toets_stempel(rij.antwoord, rij.notitie, self._ca)
                self.telling.tijdstempels += 1
            except StempelFout as fout:
                yield Bevinding("TIJDSTEMPEL", f"bij het checkpoint van {rij.grootte}: {fout}", rij.grootte)

    def _eind(self) -> Iterator[Bevinding]:
        if b"".join(self._laatste.rand) != self._rand:
            yield Bevinding("BOOM", "de rand van de boom past niet bij de bladen", self.grootte)
        laatste = self._conn.scalar(select(func.max(verzegeling.c.positie)))
        if laatste is not None and laatste >= self.grootte:
            yield Bevinding("BOOM", "er zijn posities voorbij het einde van het logboek", self.grootte)

    def _zonder_positie(self) -> Iterator[Bevinding]:
        wacht = exists().where(onverzegeld.c.bericht_id == bericht.c.id)
        heeft = exists().where(verzegeling.c.bericht_id == bericht.c.id)
        for kenmerk in self._conn.execute(select(bericht.c.id).where(~heeft, ~wacht)).scalars():
            yield Bevinding("INGEVOEGD", "een record zonder positie, dat er ook niet op wacht", None, kenmerk)
        is_er = exists().where(bericht.c.id == onverzegeld.c.bericht_id)
        for kenmerk in self._conn.execute(select(onverzegeld.c.bericht_id).where(~is_er)).scalars():
            yield Bevinding("ONTBREEKT", "een record dat op verzegeling wachtte is weg", None, kenmerk)
