"""De proef: de echte toepassing met een eigen, ingebedde database en test-PKI, en een reeks mutaties."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from time import perf_counter

import psutil
from sqlalchemy import text

from bench.mutaties.bron import ADRES, Bron, Opdracht, Soort
from bench.mutaties.oordeel import SECONDEN, oordeel
from isi_soap.beheer.pki import maak_test_pki
from isi_soap.settings import Instellingen
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.profiel import KETENTEST, SUWINET, profiel
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord, Verzoek
from isi_soap.wsse import Vertrouwen, laad_sleutelpaar
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.migraties.uitvoering import migreer
from persistence.testdata import herstel
from services.alle import DIENSTEN

# Zoals de voorkant: na zoveel berichten een verse thread, want lxml onthoudt namen per thread.
PER_THREAD = 2_000

Toepassingen = dict[Soort, Toepassing]


@dataclass
class Uitslag:
    """Wat een reeks opleverde; `fout` is het eerste bericht dat niet deugt."""

    aantal: int = 0
    per_status: dict[int, int] = field(default_factory=dict)
    langste: float = 0.0
    geheugen: list[int] = field(default_factory=list)
    fout: Opdracht | None = None
    reden: str = ""


@contextmanager
def omgeving(inst: Instellingen | None = None) -> Iterator[tuple[Toepassingen, Path]]:
    """De toepassingen van elke soort, en de map met certificaten."""
    with tempfile.TemporaryDirectory(prefix="isi-mutaties-") as map_:
        pki = Path(map_) / "pki"
        maak_test_pki(pki, datetime.now(UTC), geldig=timedelta(days=9), crl_geldig=timedelta(days=9))
        inst = inst or Instellingen(data_map=Path(map_) / "data")
        database = Database.uit(inst)
        with database.transactie() as conn:
            migreer(conn)
            herstel(conn)
            # Wachten op de schijf zegt hier niets: er hoeft niets een stroomstoring te overleven.
            conn.execute(text(f'ALTER DATABASE "{database.url.database}" SET synchronous_commit = off'))
        database.sluit()
        try:
            yield toepassingen(database, pki), pki
        finally:
            database.sluit()


def toepassingen(database: Database, pki: Path) -> Toepassingen:
    middelen = Middelen(
        sleutelpaar=laad_sleutelpaar(pki / "dienst" / "cert.pem", pki / "dienst" / "sleutel.pem"),
        vertrouwen=Vertrouwen.uit_map(pki / "ca", pki / "crl"),
    )
    maak = partial(Toepassing, DIENSTEN, partial(Eenheid, database), openbaar_adres=ADRES)
    getoetst = maak(profiel=KETENTEST, middelen=middelen)
    return {
        "ketentest": maak(profiel=KETENTEST),
        "ketentest getekend": getoetst,
        "suwinet": maak(profiel=SUWINET, middelen=middelen),
        "suwinet versleuteld": maak(profiel=profiel("suwinet", versleuteld=True), middelen=middelen),
    }


def beproef(
    apps: Toepassingen, bron: Bron, vanaf: int, aantal: int, meld: Callable[[Uitslag], None] = lambda _: None
) -> Uitslag:
    """Stuur de berichten van dit zaad; stop bij het eerste antwoord dat niet deugt."""
    uitslag = Uitslag()
    for begin in range(vanaf, vanaf + aantal, PER_THREAD):
        nummers = range(begin, min(begin + PER_THREAD, vanaf + aantal))
        thread = Thread(target=_reeks, args=(apps, bron, nummers, uitslag))
        thread.start()
        thread.join()
        gc.collect()
        uitslag.geheugen.append(int(psutil.Process().memory_info().rss))
        meld(uitslag)
        if uitslag.fout is None and uitslag.aantal != nummers.stop - vanaf:
            raise RuntimeError("de proef zelf ging stuk")
        if uitslag.fout is not None:
            break
    return uitslag


def _reeks(apps: Toepassingen, bron: Bron, nummers: range, uitslag: Uitslag) -> None:
    for nummer in nummers:
        opdracht = bron.maak(nummer)
        antwoord, seconden = _stuur(apps, opdracht)
        if seconden > SECONDEN:  # een drukke machine is geen traag bericht: dat is de tweede keer ook traag
            opdracht = bron.maak(nummer)
            antwoord, seconden = _stuur(apps, opdracht)
        uitslag.aantal += 1
        uitslag.langste = max(uitslag.langste, seconden)
        status = antwoord.status if antwoord else 0
        uitslag.per_status[status] = uitslag.per_status.get(status, 0) + 1
        reden = _reden(opdracht, antwoord, seconden)
        if reden is not None:
            uitslag.fout, uitslag.reden = opdracht, reden
            return


def _stuur(apps: Toepassingen, opdracht: Opdracht) -> tuple[Antwoord | None, float]:
    b = opdracht.bericht
    pad, _, vraag = b.pad.partition("?")
    begin = perf_counter()
    try:
        antwoord = apps[opdracht.soort](Verzoek(b.methode, pad, vraag, b.koppen, b.inhoud, "127.0.0.1:1"))
    except Exception:  # dat is juist wat nooit mag
        return None, perf_counter() - begin
    return antwoord, perf_counter() - begin


def _reden(opdracht: Opdracht, antwoord: Antwoord | None, seconden: float) -> str | None:
    if antwoord is None:
        return "een uitzondering"
    if seconden > SECONDEN:
        return f"{seconden:.1f} seconden"
    return oordeel(opdracht, antwoord)
