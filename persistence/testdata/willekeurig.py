"""De gevulde personen: steeds dezelfde bij hetzelfde zaad, in porties die los van elkaar te maken zijn.

De verdelingen zijn die van domain.md §5.2: de grootste gemeente heeft een tiende van de personen, een op de
vijf is vrijwillig, vijf procent verhuisde na een voorziening en twee procent kent zijn geboortedatum niet
helemaal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from random import Random
from typing import Literal

from isi_soap.domain.model import Voorziening
from persistence.testdata import bouwstenen as s
from persistence.testdata import woorden
from persistence.testdata.aansluitingen import BEGINDAG, TESTGEMEENTEN
from persistence.testdata.bouw import Bouw, Bronnen, Testdossier
from persistence.testdata.gemeenten import gemeenten
from persistence.testdata.levenslopen import LEVENSLOPEN, Levensloop, dag

Omvang = Literal["S", "M", "L"]

PORTIE = 1000
EERSTE_ID = 20_000_000
_ID_RUIMTE = 100_000  # nummers per portie
# Acht cijfers waarvan de laatste het negende bepaalt; een op de elf valt af, dus ruim genomen.
_BSN_BEGIN = 99_000_000
_BSN_RUIMTE = 1_150
_VERHUISD = 0.05
_ONVOLLEDIG = 0.02
_ZIPF = 0.88


@dataclass(frozen=True, slots=True)
class Maat:
    personen: int
    gemeenten: int


MATEN: dict[Omvang, Maat] = {"S": Maat(1_000, 20), "M": Maat(100_000, 390), "L": Maat(500_000, 443)}


@dataclass(frozen=True, slots=True)
class Portie:
    """Wat één proces in één keer maakt; hetzelfde nummer geeft altijd dezelfde personen."""

    zaad: int
    omvang: Omvang
    nummer: int

    def dossiers(self, bronnen: Bronnen) -> Iterator[Testdossier]:
        r = Random(f"{self.zaad}/{self.omvang}/{self.nummer}")
        volgend_id = EERSTE_ID + self.nummer * _ID_RUIMTE
        for bsn in _bsns(self.nummer):
            b = Bouw(bronnen, volgend_id, _gemeente(r, self.omvang))
            _leef(b, r, bsn, self.omvang)
            yield b.klaar()
            volgend_id = b.volgend_id


def porties(omvang: Omvang, zaad: int) -> list[Portie]:
    return [Portie(zaad, omvang, nummer) for nummer in range(MATEN[omvang].personen // PORTIE)]


@lru_cache(maxsize=3)
def gebied(omvang: Omvang) -> tuple[str, ...]:
    """De gemeenten van een omvang, de grootste eerst; de testgemeenten horen er altijd bij."""
    aantal = MATEN[omvang].gemeenten
    rest = [code for code in gemeenten() if code not in TESTGEMEENTEN][: aantal - len(TESTGEMEENTEN)]
    gekozen = {*TESTGEMEENTEN, *rest}
    return tuple(code for code in gemeenten() if code in gekozen)


@lru_cache(maxsize=3)
def _gewichten(omvang: Omvang) -> tuple[float, ...]:
    return tuple(accumulate((rang + 1) ** -_ZIPF for rang in range(len(gebied(omvang)))))


def _gemeente(r: Random, omvang: Omvang) -> str:
    return r.choices(gebied(omvang), cum_weights=_gewichten(omvang))[0]


def _bsns(portie: int) -> Iterator[str]:
    begin = _BSN_BEGIN + portie * _BSN_RUIMTE
    return islice((bsn for n in range(begin, begin + _BSN_RUIMTE) if (bsn := _met_elfproef(n))), PORTIE)


def _met_elfproef(acht: int) -> str | None:
    rest = sum(int(cijfer) * (9 - plaats) for plaats, cijfer in enumerate(str(acht))) % 11
    return f"{acht}{rest}" if rest < 10 else None


_LOOP_GEWICHTEN = tuple(accumulate(loop.gewicht for loop in LEVENSLOPEN))
_HERKOMST_GEWICHTEN = tuple(accumulate(gewicht for _, _, gewicht in woorden.HERKOMST))


def _leef(b: Bouw, r: Random, bsn: str, omvang: Omvang) -> None:
    loop = r.choices(LEVENSLOPEN, cum_weights=_LOOP_GEWICHTEN)[0]
    _mens(b, r, bsn, loop)
    if "0001" not in loop.vast:
        s.verblijf(b, "TIJDELIJK" if loop.loop.__name__ == "tijdelijk_verblijf" else "PERMANENT")
    loop.loop(b, r)
    if loop.verhuist and r.random() < _VERHUISD * 1.25:
        _verhuis(b, r, omvang)


def _mens(b: Bouw, r: Random, bsn: str, loop: Levensloop) -> None:
    nationaliteit, land, _ = r.choices(woorden.HERKOMST, cum_weights=_HERKOMST_GEWICHTEN)[0]
    if nationaliteit == "0339" and not loop.turks:
        nationaliteit, land = "0131", "5022"
    geslacht = "1" if r.random() < 0.45 else "2"
    s.mens(
        b,
        bsn,
        r.choice(woorden.ACHTERNAAM_BEGIN) + r.choice(woorden.ACHTERNAAM_EIND).lower(),
        geslacht=geslacht,
        voornamen=r.choice(woorden.VOORNAMEN[geslacht]),
        geboren=_geboren(r, loop),
        nationaliteiten=loop.vast or (nationaliteit,),
        sinds=dag(r, date(1998, 1, 1), date(2007, 1, 1)),
        straat=r.choice(woorden.STRATEN),
        geboorteland=land,
        wet=loop.wet,
        oud_of_nieuwkomer="OUDKOMER" if r.random() < 0.4 else "NIEUWKOMER",
    )


def _geboren(r: Random, loop: Levensloop) -> str:
    eerste, laatste = loop.geboren
    jaar = r.randint(eerste, laatste)
    toeval = r.random()
    if toeval < _ONVOLLEDIG / 2:
        return f"{jaar}0000"
    maand = 1 + int(r.random() * 12)
    return f"{jaar}{maand:02d}{'00' if toeval < _ONVOLLEDIG else f'{1 + int(r.random() * 28):02d}'}"


def _verhuis(b: Bouw, r: Random, omvang: Omvang) -> None:
    """Naar een andere gemeente, na de laatste voorziening als die er is."""
    trajecten = b.nu(Voorziening)
    na = max((v.startdatum for v in trajecten), default=date(2012, 1, 1))
    if na >= BEGINDAG - timedelta(30):
        return
    wanneer = dag(r, na + s.DAG, BEGINDAG - timedelta(7))
    naar = _gemeente(r, omvang)
    if naar != b.gemeente:
        s.verhuis(b, naar, wanneer, huisnummer=1 + int(r.random() * 400))
        s.signaal(b, "SS906", wanneer + s.DAG, aan=naar)


def na_laatste_id(omvang: Omvang) -> int:
    """Het eerste RegistratieId dat na deze omvang nog vrij is."""
    return EERSTE_ID + len(porties(omvang, 0)) * _ID_RUIMTE
