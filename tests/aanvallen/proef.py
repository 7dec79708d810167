"""De proef op een aanval: zonder haar wordt het bericht uitgevoerd, met haar gebeurt er niets."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from time import perf_counter
from uuid import UUID

import psutil
from sqlalchemy import select, text

from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Antwoord
from persistence.database import Database
from persistence.logboek.tonen import toon
from persistence.tabellen import LOGTABELLEN, bericht, metadata
from tests.aanvallen.bericht import GOED, verzoek
from tests.plafond import PLAFOND
from tests.soap.berichten_maken import SOAP, Fault, envelop, fault

CLIENT = f"{{{SOAP}}}Client"
_LOGBOEK = {tabel.name for tabel in LOGTABELLEN}


class Luisteraar:
    """Een poort waar niemand hoort aan te kloppen."""

    def __init__(self) -> None:
        self._poort = socket.create_server(("127.0.0.1", 0))
        self._poort.setblocking(False)
        self.adres = f"http://127.0.0.1:{self._poort.getsockname()[1]}"

    @property
    def gebeld(self) -> bool:
        try:
            verbinding, _ = self._poort.accept()
        except BlockingIOError:
            return False
        verbinding.close()
        return True

    def sluit(self) -> None:
        self._poort.close()


@dataclass(frozen=True)
class Proef:
    """Stuurt een bericht aan de dienst en let op alles wat niet hoort te veranderen."""

    dienst: Toepassing
    database: Database
    luisteraar: Luisteraar

    def aanvaard(self, bericht: bytes = envelop(GOED), **koppen: str) -> Antwoord:
        """Dit bericht wordt uitgevoerd."""
        antwoord = self.dienst(verzoek(bericht, **koppen))
        assert antwoord.status == 200, antwoord.body
        assert b"<Registratie>" in antwoord.body, antwoord.body
        return antwoord

    def geweigerd(
        self, bericht: bytes, *, code: str = CLIENT, nummer: str | None = None, **koppen: str
    ) -> Fault:
        """Een fault, zonder te hangen, zonder gevolg of verbinding, in het logboek; zonder aanval: goed."""
        voor, gelogd = self._stand(), self._kenmerken()
        begin = perf_counter()
        antwoord = self.dienst(verzoek(bericht, **koppen))
        assert perf_counter() - begin < PLAFOND
        gevonden = fault(antwoord)
        assert gevonden.code == code
        assert self._stand() == voor
        assert not self.luisteraar.gebeld
        (nieuw,) = self._kenmerken() - gelogd
        self._toets_logboek(nieuw, bericht, nummer)
        self.aanvaard()
        return gevonden

    def bare_weigering(self, bericht: bytes, status: int, **koppen: str) -> Antwoord:
        """HTTP weigert zelf; er was nog geen bericht, dus ook geen logregel."""
        voor, gelogd = self._stand(), self._kenmerken()
        begin = perf_counter()
        antwoord = self.dienst(verzoek(bericht, **koppen))
        assert perf_counter() - begin < PLAFOND
        assert antwoord.status == status
        assert self._stand() == voor
        assert self._kenmerken() == gelogd
        self.aanvaard()
        return antwoord

    def dienst_antwoord(self, bericht: bytes, **koppen: str) -> bytes:
        """De bytes van het antwoord, wat het ook is."""
        return self.dienst(verzoek(bericht, **koppen)).body

    def _toets_logboek(self, kenmerk: UUID, bericht: bytes, nummer: str | None) -> None:
        with self.database.transactie() as conn:
            gevonden = toon(conn, self.database.logsleutels, kenmerk)
        assert gevonden is not None
        regel = gevonden.regel
        assert (regel.uitkomst, regel.http_status) == ("FOUT", 500)
        assert regel.verzoek == bericht
        assert nummer is None or regel.codes == (nummer,)
        assert gevonden.feiten == ()

    def _kenmerken(self) -> set[UUID]:
        with self.database.transactie() as conn:
            return set(conn.execute(select(bericht.c.id)).scalars())

    def _stand(self) -> list[tuple[str, str]]:
        """Alles wat er buiten het logboek in de database staat, tabel voor tabel."""
        vragen = [
            f"SELECT '{naam}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {naam} t"  # noqa: S608
            for naam in metadata.tables
            if naam not in _LOGBOEK
        ]
        with self.database.transactie() as conn:
            return sorted((naam, som) for naam, som in conn.execute(text(" UNION ALL ".join(vragen))))


def geheugen() -> int:
    """Bytes die dit proces nu in gebruik heeft."""
    return int(psutil.Process().memory_info().rss)
