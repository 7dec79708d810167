"""De opeenvolgende sleutels van een verzegelaar: wie de eerste vertrouwt, kan elke volgende narekenen.

Een overgang is een checkpoint met een regel erbij, `opvolger <controlesleutel>`, ondertekend door de oude en
door de nieuwe sleutel. Na die stand tekent de oude niets meer. Wie alleen een nieuwe sleutel verzint heeft de
handtekening van de oude niet; wie de oude stal en er een tweede opvolger mee aanwijst, verraadt zich doordat
er dan twee zijn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from isi_soap.audit.checkpoint import Checkpoint
from isi_soap.audit.notitie import Controlesleutel, NotitieFout, Ondertekenaar, open_notitie

_OPVOLGER: Final = "opvolger "


class VoorDezeSleutel(NotitieFout):
    """Van voor de sleutel waarmee de keten begint: over de handtekening is niets te zeggen."""


def overgang(oud: Ondertekenaar, nieuw: Ondertekenaar, punt: Checkpoint) -> str:
    """Een checkpoint dat de opvolger noemt, door beide ondertekend."""
    tekst = f"{punt.tekst()}{_OPVOLGER}{nieuw.controlesleutel.tekst()}\n"
    eerste, tweede = oud.onderteken(tekst), nieuw.onderteken(tekst)
    return eerste + tweede.rpartition("\n\n")[2]


def lees_overgang(notitie: str, oud: Controlesleutel) -> tuple[Checkpoint, Controlesleutel] | None:
    """De stand en de opvolger, of None als dit geen overgang van deze sleutel is."""
    try:
        tekst = open_notitie(notitie, oud)
        genoemd = [r.removeprefix(_OPVOLGER) for r in tekst.split("\n")[3:] if r.startswith(_OPVOLGER)]
        if len(genoemd) != 1:
            return None
        nieuw = Controlesleutel.uit_tekst(genoemd[0])
        open_notitie(notitie, nieuw)
        if nieuw.naam != oud.naam or nieuw == oud:
            return None
        return Checkpoint.open(notitie, oud), nieuw
    except NotitieFout:
        return None


class Sleutelketen:
    """De sleutels vanaf een die vertrouwd wordt; `NotitieFout` als er twee opvolgers van één zijn."""

    def __init__(self, eerste: Controlesleutel, overgangen: Iterable[str] = ()) -> None:
        notities = list(dict.fromkeys(overgangen))
        self.sleutels = [eerste]
        self._tot: list[int] = []  # tot en met welke stand elke vervangen sleutel tekende
        while gevonden := self._opvolgers(notities):
            if len({nieuw for _, nieuw in gevonden}) > 1:
                raise NotitieFout("een sleutel van de verzegelaar wees twee opvolgers aan")
            punt, nieuw = min(gevonden, key=lambda paar: paar[0].grootte)
            self._tot.append(punt.grootte)
            self.sleutels.append(nieuw)
        self._vanaf = max((p.grootte for n in notities if (p := _aangewezen(n, eerste))), default=0)

    def _opvolgers(self, notities: list[str]) -> list[tuple[Checkpoint, Controlesleutel]]:
        uit = [lees_overgang(notitie, self.sleutels[-1]) for notitie in notities]
        return [paar for paar in uit if paar is not None and paar[1] not in self.sleutels]

    @property
    def laatste(self) -> Controlesleutel:
        return self.sleutels[-1]

    def open(self, notitie: str) -> Checkpoint:
        """Een checkpoint dat een van deze sleutels ondertekende toen zij aan de beurt was."""
        fout: NotitieFout | None = None
        for nummer, sleutel in enumerate(self.sleutels):
            try:
                punt = Checkpoint.open(notitie, sleutel)
            except NotitieFout as deze:
                fout = fout or deze
                continue
            if nummer < len(self._tot) and punt.grootte > self._tot[nummer]:
                raise NotitieFout(
                    f"ondertekend met een sleutel die na {self._tot[nummer]} records vervangen is"
                )
            return punt
        punt = Checkpoint.uit_tekst(notitie)
        if punt.oorsprong == self.sleutels[0].naam and punt.grootte <= self._vanaf:
            raise VoorDezeSleutel("van voor de bewaarde sleutel")
        raise fout or NotitieFout("niet ondertekend")


def _aangewezen(notitie: str, sleutel: Controlesleutel) -> Checkpoint | None:
    """De stand waarop deze sleutel als opvolger begon, naar haar eigen zeggen."""
    try:
        tekst = open_notitie(notitie, sleutel)
    except NotitieFout:
        return None
    return Checkpoint.uit_tekst(tekst) if f"{_OPVOLGER}{sleutel.tekst()}\n" in tekst else None
