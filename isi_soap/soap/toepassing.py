"""De toepassing: een verzoek erin, een antwoord eruit, synchroon en zonder te weten welke server het bracht.

Eerst lezen en toetsen, zonder database; dan de eenheid van werk, de operatie en het antwoord; vastleggen als
de bytes van het antwoord er zijn (design.md §2.5). Wat geweigerd is, krijgt zijn logregel in een eigen
transactie. Uit `__call__` komt nooit een uitzondering.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from isi_soap.contract.bevinding import Bevinding
from isi_soap.contract.controle import schema_bevindingen
from isi_soap.contract.operaties import DIENSTEN, OPERATIES, Operatie
from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import SleutelGeweigerd
from isi_soap.soap import adressering, envelop, fouten, lezen
from isi_soap.soap.documenten import Documenten
from isi_soap.soap.fouten import SoapFout
from isi_soap.soap.logboek import Wisseling, meld_geweigerd, meld_storing
from isi_soap.soap.logwacht import Onbewaakt, Wacht
from isi_soap.soap.namen import ACTIE_SOAPFOUT
from isi_soap.soap.protocol import Dienstserver
from isi_soap.soap.termijnlijst import Termijnlijst
from isi_soap.soap.uitwisseling import XML, Antwoord, Verzoek, bezwaar_tegen_koppen, kaal, mediatype
from persistence.berichtenlog import Logregel
from persistence.database import DatabaseOnbereikbaar
from persistence.eenheid import MessageIdHergebruikt, nieuw_id
from services.dienst import Dienst, Toegangsbepaling, Uitvoering, bepaal_toegang


class Eenheid(Protocol):
    """De eenheid van werk zoals de draad haar gebruikt."""

    adres: str

    def maak_ongedaan(self) -> None: ...
    def bewaar(self, regel: Logregel, antwoord_body: bytes | None = None) -> None: ...
    def commit(self) -> None: ...


class Opener(Protocol):
    """Opent een eenheid van werk voor een bericht."""

    def __call__(
        self,
        *,
        bericht_id: UUID,
        oin: str | None,
        message_id: str | None,
        profiel: str,
        dienst: str,
        operatie: str,
    ) -> AbstractContextManager[Eenheid]: ...


class Toepassing:
    """De diensten van één profiel, met hun documenten."""

    def __init__(
        self,
        diensten: Iterable[type[Dienst]],
        open_eenheid: Opener,
        *,
        profiel: str = "ketentest",
        toegang: Toegangsbepaling = bepaal_toegang,
        gereed: Callable[[], bool] = lambda: True,
        logwacht: Wacht | None = None,
        openbaar_adres: str | None = None,
        max_bytes: int = 1024 * 1024,
    ) -> None:
        self._open_eenheid = open_eenheid
        self._toegang = toegang
        self._max_bytes = max_bytes
        self._logwacht = logwacht or Onbewaakt()
        self.profiel = profiel
        servers = [Dienstserver(dienst) for dienst in diensten]
        self._servers: Mapping[str, Dienstserver] = {
            f"/{profiel}/{DIENSTEN[server.naam].service}": server for server in servers
        }
        self._termijnlijst = Termijnlijst(open_eenheid, profiel)
        self._documenten = Documenten(
            [s.naam for s in servers], profiel, gereed, openbaar_adres, self._logwacht.alarmen
        )

    def __call__(self, verzoek: Verzoek) -> Antwoord:
        server = self._servers.get(verzoek.path)
        if server is None and verzoek.path.startswith(self._termijnlijst.pad):
            return self._termijnlijst(verzoek)
        if server is None or verzoek.method in ("GET", "HEAD"):
            return self._documenten(verzoek, dienst=server.naam if server else None)
        if verzoek.method != "POST":
            return kaal(405, "Alleen POST, en GET met ?wsdl.", ("allow", "POST, GET, HEAD"))
        if bezwaar := self.weiger(verzoek):
            return bezwaar
        return self._beantwoord(server, verzoek)

    def weiger(self, verzoek: Verzoek) -> Antwoord | None:
        """Wat HTTP zelf weigert, nog voor het een bericht heet."""
        if len(verzoek.body) > self._max_bytes:
            return kaal(413, f"Een bericht is hoogstens {self._max_bytes} bytes.")
        return bezwaar_tegen_koppen(verzoek.headers)

    def bezet(self, verzoek: Verzoek) -> Antwoord:
        """Het antwoord als er geen plaats meer is: snel, zonder het bericht te lezen."""
        kenmerk = nieuw_id()
        fout = fouten.bezet()
        meld_geweigerd(500, verzoek.method, kenmerk)
        return Antwoord(500, XML, envelop.maak("", fout.xml(str(kenmerk)).encode()))

    # --- één bericht ------------------------------------------------------------------------------------

    def _beantwoord(self, server: Dienstserver, verzoek: Verzoek) -> Antwoord:
        wisseling = Wisseling(nieuw_id(), verzoek, self.profiel, server.naam)
        in_database = True
        try:
            return self._behandel(server, wisseling)
        except SoapFout as fout:
            afwijzing = fout
        except SleutelGeweigerd as geweigerd:
            afwijzing = fouten.uit_meldingen(geweigerd.meldingen)
        except MessageIdHergebruikt:
            tekst = "Onder dit wsa:MessageID is al een ander bericht ontvangen."
            afwijzing = fouten.adres("DuplicateMessageID", tekst, "MessageID")
        except DatabaseOnbereikbaar as storing:
            meld_storing(wisseling.kenmerk, "database", storing)
            afwijzing, in_database = fouten.storing(), False
        except Exception as storing:
            meld_storing(wisseling.kenmerk, "storing", storing)
            afwijzing = fouten.storing()
        return self._wijs_af(wisseling, afwijzing, in_database)

    def _behandel(self, server: Dienstserver, wisseling: Wisseling) -> Antwoord:
        if not self._logwacht.neemt_aan():
            raise fouten.geen_bewijs()
        uitvoering = self._lees(server, wisseling)
        operatie, koppen = uitvoering.operatie, wisseling.adressering
        ctx = server.ontvang(uitvoering)
        try:
            with self._open(wisseling, operatie) as eenheid:
                eenheid.adres = self._documenten.basis(wisseling.verzoek)
                uitvoering.eenheid = eenheid
                inhoud = server.behandel(ctx)
                antwoord = envelop.maak(
                    adressering.antwoordkoppen(koppen, operatie.antwoord_actie, wisseling.kenmerk),
                    inhoud,
                )
                regel = wisseling.regel(200, uitvoering.uitkomst, uitvoering.codes, antwoord)
                eenheid.bewaar(regel, inhoud)
                eenheid.commit()
        finally:
            ctx.close()
        wisseling.meld(200, uitvoering.uitkomst, uitvoering.codes, len(antwoord))
        return Antwoord(200, XML, antwoord)

    def _lees(self, server: Dienstserver, wisseling: Wisseling) -> Uitvoering:
        """Van bytes tot een gekozen operatie; de Body beslist, de koppen moeten erbij passen."""
        verzoek = wisseling.verzoek
        _, charset = mediatype(verzoek.headers.get("content-type") or "")
        wortel = lezen.lees(verzoek.body, charset is not None)
        try:
            gelezen = envelop.ontleed(wortel)
        except SoapFout:
            # Ook dan verwijst het antwoord naar het bericht, als het zich bekendmaakte.
            wisseling.adressering, _ = adressering.lees(envelop.adreskoppen(wortel))
            raise
        wisseling.adressering, fout = adressering.lees(gelezen.koppen)
        if fout is not None:
            raise fout
        operatie = OPERATIES.get(gelezen.lichaam.tag)
        if operatie is None or operatie.dienst != server.naam:
            raise _onbekende_operatie(server.naam, gelezen)
        adressering.toets_actie(wisseling.adressering, verzoek.headers.get("soapaction"), operatie.actie)
        wisseling.uitvoering = Uitvoering(operatie, gelezen.lichaam, self._toegang)
        return wisseling.uitvoering

    def _open(self, wisseling: Wisseling, operatie: Operatie | None) -> AbstractContextManager[Eenheid]:
        koppen = wisseling.adressering
        return self._open_eenheid(
            bericht_id=wisseling.kenmerk,
            oin=koppen.oin,
            message_id=koppen.message_id,
            profiel=self.profiel,
            dienst=wisseling.dienst,
            operatie=operatie.naam if operatie else "",
        )

    def _wijs_af(self, wisseling: Wisseling, fout: SoapFout, in_database: bool) -> Antwoord:
        antwoord = self._fault(wisseling, fout)
        codes = (fout.nummer,) if fout.nummer else ()
        if in_database:
            try:
                with self._open(wisseling, wisseling.operatie) as eenheid:
                    eenheid.bewaar(wisseling.regel(500, "FOUT", codes, antwoord))
                    eenheid.commit()
            except Exception as storing:
                # De aanvrager krijgt zijn fault hoe dan ook; dat hij niet gelogd is, ziet de beheerder.
                meld_storing(wisseling.kenmerk, "niet gelogd", storing)
        wisseling.meld(500, f"FOUT {fout.soapcode}", codes, len(antwoord))
        return Antwoord(500, XML, antwoord)

    def _fault(self, wisseling: Wisseling, fout: SoapFout) -> bytes:
        kenmerk = str(wisseling.kenmerk)
        if (actie := fout.actie) is None:
            operatie = wisseling.operatie or next(iter(DIENSTEN[wisseling.dienst].operaties.values()), None)
            actie = operatie.fout_actie if operatie else ACTIE_SOAPFOUT
        koppen = adressering.antwoordkoppen(wisseling.adressering, actie, wisseling.kenmerk)
        return envelop.maak(koppen + fout.kop(), fout.xml(kenmerk).encode())


def _onbekende_operatie(dienst: str, gelezen: envelop.Envelop) -> SoapFout:
    bevindingen = schema_bevindingen(dienst, gelezen.lichaam) or [
        Bevinding(pad="Body", verwacht=f"een verzoek van {dienst}")
    ]
    tekst = "De Body vraagt geen operatie van deze dienst."
    return fouten.lichaam(bevindingen, catalogus.F001.code, tekst)
