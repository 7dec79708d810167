"""Het berichtenlog narekenen in de database zelf: elk record, elke positie, elke stand (docs/audit.md).

Wat mis is wordt genoemd en de toets gaat verder. Klopt een reeks van 256 niet met haar bewaarde knoop, dan
rekent de rest met die knoop: zo blijft één gewijzigd record één bevinding, hoe lang het logboek ook is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from cryptography.x509 import Certificate
from sqlalchemy import Connection, exists, func, select

from isi_soap.audit.bewijs import inclusiebewijs, wortel_uit_inclusie
from isi_soap.audit.boom import GROOTTE, Bereik, Hash, deelboom
from isi_soap.audit.inhoud import Inhoud, Onleesbaar
from isi_soap.audit.notitie import Controlesleutel, NotitieFout
from isi_soap.audit.record import gezouten
from isi_soap.audit.sleutelketen import Sleutelketen, VoorDezeSleutel
from isi_soap.audit.sleutels import KENMERK as PERSOONSKENMERK
from isi_soap.audit.tijdstempel import StempelFout
from isi_soap.audit.tijdstempel import toets as toets_stempel
from persistence.logboek import stroom
from persistence.logboek import verzegeling as verzegeling_
from persistence.logboek.afwezig import Afwezigheid, sleutels_zonder_inpaksleutel
from persistence.logboek.bevinding import Bevinding as Bevinding
from persistence.logboek.boombron import STAP, Boombron, BoomGat
from persistence.logboek.keuze import Bewaard, Lezer
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.stroom import (
    BLAD,
    ID,
    INGEPAKT,
    INHOUD,
    INHOUD_HASH,
    KENMERK,
    PERSONEN,
    PERSONEN_HASH,
    POSITIE,
    VERNIETIGD,
    WIE,
    Rij,
)
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
_VERSIE = 7  # van een kenmerk: op tijd geordend
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
        for bladen, bevindingen in self._tegels(begin, eind):
            yield from bevindingen
            yield from self._standen(bereik, bladen, punten)
            yield from _groei(bereik, bladen, knopen)
            yield from self._stand(bereik, punten)
        for grootte in (g for g in sorted(punten) if g > self.grootte and eind == self.grootte):
            tekst = f"er is een checkpoint van {grootte} records; het logboek heeft er {self.grootte}"
            yield Bevinding("TERUGGEDRAAID", tekst, self.grootte)
        self._laatste = bereik

    def bericht(self, kenmerk: UUID) -> Iterator[Bevinding]:
        """Eén record, met zijn bewijs onder het nieuwste checkpoint."""
        gevonden = list(stroom.lees(self._conn, stroom.van_bericht(kenmerk)))
        if not gevonden:
            yield Bevinding("ONTBREEKT", "er is geen record met dit kenmerk", None, kenmerk)
            return
        (rij,) = gevonden
        positie = rij[POSITIE]
        yield from self._record(rij)
        punten: dict[int, set[Hash]] = {}
        yield from self._lees_punten(punten)
        grootte = max(punten, default=0)
        if positie is None or positie >= grootte:
            yield Bevinding("ONBEWEZEN", "nog niet onder een checkpoint", positie, kenmerk)
            return
        try:
            pad = inclusiebewijs(Boombron(self._conn), positie, grootte)
        except BoomGat as fout:
            yield Bevinding("BOOM", str(fout), fout.positie)
            return
        wortel = wortel_uit_inclusie(stroom.blad(rij) or _WEG, positie, grootte, pad)
        self.telling.checkpoints += 1
        if wortel not in punten[grootte]:
            yield Bevinding("CHECKPOINT", "het record past niet onder het checkpoint", positie, kenmerk)

    # --- de delen ---------------------------------------------------------------------------------------

    def _tegels(self, begin: int, eind: int) -> Iterator[tuple[list[Hash], list[Bevinding]]]:
        """Per 256 posities de bladen, ook van wat de database niet meer heeft, en wat er mis mee is."""
        bladen: list[Hash] = []
        bevindingen: list[Bevinding] = []
        verwacht = begin
        for rij in stroom.lees(self._conn, stroom.van_reeks(begin, eind)):
            while verwacht <= rij[POSITIE]:
                if verwacht == rij[POSITIE]:
                    bevindingen += self._record(rij)
                    bladen.append(rij[BLAD] or _WEG)
                else:
                    bevindingen.append(_er_is_niets(verwacht))
                    bladen.append(_WEG)
                verwacht += 1
                if len(bladen) == _TEGEL:
                    self._voortgang(_TEGEL)
                    yield bladen, bevindingen
                    bladen, bevindingen = [], []
        self._voortgang(len(bladen))
        for positie in range(verwacht, eind):
            bevindingen.append(_er_is_niets(positie))
            bladen.append(_WEG)
        # Aan het eind kan een heel stuk weg zijn: dan zijn het meer tegels.
        for van in range(0, len(bladen), _TEGEL):
            yield bladen[van : van + _TEGEL], bevindingen
            bevindingen = []

    def _record(self, rij: Rij) -> Sequence[Bevinding]:
        positie, kenmerk = rij[POSITIE], rij[ID]
        self.telling.records += 1
        uit = []
        if kenmerk is None:
            if self._afwezig.vernietigd(positie):
                self.telling.weg += 1
            elif not self._afwezig.in_weg_deel("bericht", rij[KENMERK]):
                uit.append(("ONTBREEKT", "het record is er niet; zijn blad wel"))
            return [Bevinding(soort, tekst, positie) for soort, tekst in uit]
        if terug := self._terug(rij[KENMERK]):
            uit.append(("KLOK", f"de klok ging {terug // 1000} seconden terug voor dit record"))
        if rij[BLAD] is not None and rij[BLAD] != stroom.blad(rij):
            uit.append(("GEWIJZIGD", "de gegevens zijn niet wat hier verzegeld is"))
        if not _dezelfde_personen(rij[WIE] or b"", rij) and not self._afwezig.in_weg_deel(
            "bericht_persoon", kenmerk
        ):
            uit.append(("PERSONEN", "de personen zijn niet die van het record"))
        inhoud = rij[INHOUD]
        # Zo is het bijna altijd; de rest hoeft niet snel.
        gewoon = inhoud is not None and rij[INGEPAKT] is not None and self._lezer is None
        if not gewoon or sha256(inhoud).hexdigest() != rij[INHOUD_HASH]:
            uit += self._inhoud(rij)
        return [Bevinding(soort, tekst, positie, kenmerk) for soort, tekst in uit] if uit else ()

    def _inhoud(self, rij: Rij) -> Sequence[tuple[str, str]]:
        inhoud = rij[INHOUD]
        if inhoud is None:
            bestand, inhoud = self._afwezig.uit_archief(rij[POSITIE])
            if inhoud is None and bestand is not None:
                self.telling.gearchiveerd += 1
                return ()
            if inhoud is None and self._afwezig.in_weg_deel("bericht_inhoud", rij[ID]):
                return ()
        if inhoud is None:
            return (("INHOUD", "de bewaarde bytes ontbreken"),)
        if sha256(inhoud).hexdigest() != rij[INHOUD_HASH]:
            return (("INHOUD", "de bewaarde bytes zijn niet wat verzegeld is"),)
        if rij[VERNIETIGD] is not None:
            self.telling.vernietigd += 1
        elif rij[INGEPAKT] is None:
            return (("INHOUD", "de sleutel ontbreekt, zonder dat hij vernietigd is"),)
        elif self._lezer is not None:
            return tuple(self._leesbaar(self._lezer, replace(stroom.bewaard(rij), inhoud=inhoud)))
        return ()

    def _terug(self, kenmerk: UUID | None) -> int:
        """Hoeveel milliseconden de klok terugging: een positie volgt het vastleggen, een kenmerk de klok."""
        if kenmerk is None:
            return 0
        tijd = kenmerk.int >> 80
        if self._klok - _SPELING <= tijd <= self._klok or kenmerk.int >> 76 & 0xF != _VERSIE:
            return 0  # wie geen versie 7 is, is niet door ons gemaakt; dat zegt een andere bevinding
        terug = max(0, self._klok - tijd)
        self._klok = tijd  # na een sprong is dit de tijd: één sprong is één bevinding
        return terug

    @staticmethod
    def _leesbaar(lezer: Lezer, bewaard: Bewaard) -> Iterator[tuple[str, str]]:
        assert bewaard.rij is not None
        try:
            inhoud: Inhoud = lezer(bewaard)
        except Onleesbaar as fout:
            yield "INHOUD", f"niet te lezen: {fout}"
            return
        for naam, deel in (("verzoek", inhoud.verzoek), ("antwoord", inhoud.antwoord)):
            if (None if deel is None else gezouten(inhoud.zout, deel)) != bewaard.rij[f"{naam}_hash"]:
                yield "INHOUD", f"het {naam} is niet wat het record zegt"

    def _standen(
        self, bereik: Bereik, bladen: Sequence[Hash], punten: Mapping[int, set[Hash]]
    ) -> Iterator[Bevinding]:
        """Elke ondertekende stand tussen deze bladen."""
        eerste = bereik.grootte
        stand = bereik.kopie()
        for grootte in range(eerste + 1, eerste + len(bladen)):
            if grootte in punten:
                for blad in bladen[stand.grootte - eerste : grootte - eerste]:
                    stand.voeg_toe(blad)
                yield from self._stand(stand, punten)

    def _stand(self, bereik: Bereik, punten: Mapping[int, set[Hash]]) -> Iterator[Bevinding]:
        wortels = punten.get(bereik.grootte)
        if wortels is not None:
            self.telling.checkpoints += 1
            if wortels != {bereik.wortel()}:
                tekst = "de records tot hier zijn niet die van het ondertekende checkpoint"
                yield Bevinding("CHECKPOINT", tekst, bereik.grootte)

    def _knopen(self, begin: int, eind: int) -> dict[int, Hash]:
        vraag = select(boomknoop.c.nummer, boomknoop.c.hash).where(
            boomknoop.c.niveau == STAP,
            boomknoop.c.nummer >= begin // _TEGEL,
            boomknoop.c.nummer < -(-eind // _TEGEL),
        )
        return {rij.nummer: rij.hash for rij in self._conn.execute(vraag)}

    def _lees_punten(self, punten: dict[int, set[Hash]]) -> Iterator[Bevinding]:
        try:
            keten = verzegeling_.lees_keten(self._conn)
            if self._sleutel is not None:
                overgangen = verzegeling_.overgangen(self._conn)
                keten = Sleutelketen(self._sleutel, (*self._bewaard, *overgangen))
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


def _er_is_niets(positie: int) -> Bevinding:
    return Bevinding("ONTBREEKT", "er is geen record op deze positie", positie)


def _dezelfde_personen(wie: bytes, rij: Rij) -> bool:
    if len(wie) != PERSOONSKENMERK * (rij[PERSONEN] or 0):
        return False
    if len(wie) > (stap := PERSOONSKENMERK):
        wie = b"".join(sorted(wie[van : van + stap] for van in range(0, len(wie), stap)))
    return bool(sha256(wie).hexdigest() == rij[PERSONEN_HASH])


def _groei(bereik: Bereik, bladen: Sequence[Hash], knopen: Mapping[int, Hash]) -> Iterator[Bevinding]:
    """De bladen erbij. Een volle reeks van 256 gaat verder met de knoop die ervan bewaard is."""
    if len(bladen) < _TEGEL:
        for blad in bladen:
            bereik.voeg_toe(blad)
        return
    eerste = bereik.grootte
    knoop, gerekend = knopen.get(eerste // _TEGEL), deelboom(bladen)
    bereik.voeg_toe(knoop or gerekend, STAP)
    if knoop is None:
        yield Bevinding("BOOM", "de knoop over deze 256 posities ontbreekt", eerste)
    elif knoop != gerekend:
        tekst = f"de bladen van positie {eerste} tot en met {eerste + _TEGEL - 1} zijn niet die van de boom"
        yield Bevinding("BOOM", tekst, eerste)
