"""De toepassing: een verzoek erin, een antwoord eruit, synchroon en zonder te weten welke server het bracht.

Eerst lezen en toetsen, zonder database; dan de eenheid van werk, de operatie en het antwoord; vastleggen als
de bytes van het antwoord er zijn (design.md §2.5). Wat geweigerd is, krijgt zijn logregel in een eigen
transactie. Uit `__call__` komt nooit een uitzondering.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from math import ceil
from typing import Final

from isi_soap.contract.bevinding import Bevinding
from isi_soap.contract.controle import schema_bevindingen
from isi_soap.contract.operaties import DIENSTEN, OPERATIES, Operatie
from isi_soap.domain import catalogus
from isi_soap.domain.meldingen import SleutelGeweigerd
from isi_soap.soap import adressering, envelop, fouten, lezen
from isi_soap.soap.adreseisen import Eindpunt, eis
from isi_soap.soap.beveiliging import Middelen, Poort
from isi_soap.soap.clientcertificaat import Clientcertificaten
from isi_soap.soap.documenten import Documenten
from isi_soap.soap.fouten import SoapFout
from isi_soap.soap.grenzen import Afzendergrenzen, TeVeel
from isi_soap.soap.logboek import Wisseling, meld_geweigerd, meld_storing
from isi_soap.soap.logwacht import Onbewaakt, Wacht
from isi_soap.soap.namen import ACTIE_SOAPFOUT
from isi_soap.soap.profiel import KETENTEST, Profiel
from isi_soap.soap.protocol import Dienstserver
from isi_soap.soap.termijnlijst import Termijnlijst
from isi_soap.soap.uitwisseling import XML, Antwoord, Verzoek, bezwaar_tegen_koppen, kaal, mediatype
from isi_soap.soap.werk import Eenheid, Mandaattoets, Opener, geen_mandaat
from isi_soap.waarneming.metrieken import Metrieken, Ongemeten
from isi_soap.waarneming.sporen import Volger
from persistence.database import DatabaseBezet, DatabaseOnbereikbaar
from persistence.eenheid import MessageIdHergebruikt, nieuw_id
from persistence.handtekening import BerichtHerhaald
from services.dienst import Dienst, Toegangsbepaling, Uitvoering, bepaal_toegang

TESTDIENST: Final = "ISIKetentest"


class Toepassing:
    """De diensten van één profiel, met hun documenten."""

    def __init__(
        self,
        diensten: Iterable[type[Dienst]],
        open_eenheid: Opener,
        *,
        profiel: Profiel = KETENTEST,
        toegang: Toegangsbepaling = bepaal_toegang,
        gereed: Callable[[], bool] = lambda: True,
        logwacht: Wacht | None = None,
        openbaar_adres: str | None = None,
        adressen: Iterable[str] = (),
        middelen: Middelen | None = None,
        verbinding: Clientcertificaten | None = None,
        mandaat: Mandaattoets = geen_mandaat,
        protocol: str = "http",
        max_bytes: int = 1024 * 1024,
        grenzen: Afzendergrenzen | None = None,
        metrieken: Metrieken | None = None,
        volger: Volger | None = None,
    ) -> None:
        self._metrieken = metrieken or Ongemeten()
        self._volger = volger
        self._grenzen = grenzen or Afzendergrenzen()
        self._open_eenheid = open_eenheid
        self._toegang = toegang
        self._max_bytes = max_bytes
        self._logwacht = logwacht or Onbewaakt()
        self.profiel = profiel
        servers = [Dienstserver(d) for d in diensten if profiel.testdienst or d.dienst != TESTDIENST]
        paden = {f"/{profiel.naam}/{DIENSTEN[server.naam].service}": server for server in servers}
        self._servers: Mapping[str, Dienstserver] = paden
        bases = [openbaar_adres.rstrip("/")] if openbaar_adres else list(adressen)
        self._poort = Poort(profiel, middelen)
        self._verbinding = verbinding or Clientcertificaten((), "")
        self._mandaat = mandaat
        self._eindpunten = {
            server.naam: Eindpunt([f"{basis}{pad}" for basis in bases], self._poort.oin)
            for pad, server in paden.items()
        }
        self._termijnlijst = Termijnlijst(open_eenheid, profiel.naam, self._verbinding.oin)
        namen, alarmen = [s.naam for s in servers], self._logwacht.alarmen
        self._documenten = Documenten(namen, profiel.naam, gereed, openbaar_adres, protocol, alarmen)

    def noem_profielen(self, namen: tuple[str, ...]) -> None:
        """Welke profielen hier nog meer draaien, voor de startpagina."""
        self._documenten.profielen = namen

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
            return kaal(413, f"Een bericht is hoogstens {self._max_bytes} bytes.", reden="omvang")
        if not self._verbinding.toegelaten(self._verbinding.oin(verzoek)):
            return kaal(403, "Met dit clientcertificaat mag hier geen bericht gebracht worden.")
        return bezwaar_tegen_koppen(verzoek.headers)

    def weiger_vooraf(self, pad: str, peer: str | None) -> Antwoord | None:
        """Wie steeds zonder bewijs aanklopt, wordt even niet meer gelezen: juist het toetsen is duur."""
        if not self.profiel.handtekening_verplicht:
            return None
        try:
            self._grenzen.toets_adres(peer)
        except TeVeel as te_veel:
            tekst = "Van dit adres kwamen te veel berichten zonder geldige handtekening."
            later = _later(te_veel.seconden)
            return kaal(429, tekst, later, ("connection", "close"), reden=te_veel.grens)
        return None

    def bezet(self, verzoek: Verzoek) -> Antwoord:
        """Het antwoord als er geen plaats meer is: snel, zonder het bericht te lezen."""
        kenmerk = nieuw_id()
        fout = fouten.bezet()
        meld_geweigerd(500, verzoek.method, kenmerk)
        koppen = [*XML, _later(1.0)]
        return Antwoord(500, koppen, envelop.maak("", fout.xml(str(kenmerk)).encode()), reden="wachtrij")

    # --- één bericht ------------------------------------------------------------------------------------

    def _beantwoord(self, server: Dienstserver, verzoek: Verzoek) -> Antwoord:
        wisseling = Wisseling(nieuw_id(), verzoek, self.profiel.naam, server.naam)
        wisseling.tls_oin = self._verbinding.oin(verzoek)
        if self._volger is not None:
            wisseling.stappen = []
        in_database = True
        try:
            return self._behandel(server, wisseling)
        except SoapFout as fout:
            afwijzing = fout
        except SleutelGeweigerd as geweigerd:
            afwijzing = fouten.uit_meldingen(geweigerd.meldingen)
        except MessageIdHergebruikt:
            tekst = "Onder dit wsa:MessageID is al een ander bericht ontvangen."
            afwijzing = fouten.adres("DuplicateMessageID", tekst, "MessageID", "0007")
        except BerichtHerhaald:
            tekst = "Dit ondertekende bericht is al beantwoord; stel de vraag opnieuw in een nieuw bericht."
            afwijzing = fouten.adres("DuplicateMessageID", tekst, "MessageID", "0007")
        except TeVeel as te_veel:
            self._metrieken.geweigerd(te_veel.grens)
            afwijzing = fouten.te_veel(te_veel.seconden)
        except DatabaseOnbereikbaar as storing:
            self._metrieken.storing("bezet" if isinstance(storing, DatabaseBezet) else "database")
            meld_storing(wisseling.kenmerk, "database", storing)
            afwijzing, in_database = fouten.storing(), False
        except Exception as storing:
            self._metrieken.storing("onverwacht")
            meld_storing(wisseling.kenmerk, "storing", storing)
            afwijzing = fouten.storing()
        _vergeet_spoor(afwijzing)
        if wisseling.uitvoering is not None:
            wisseling.uitvoering.fout = wisseling.uitvoering.antwoord = None
        return self._wijs_af(wisseling, afwijzing, in_database)

    def _behandel(self, server: Dienstserver, wisseling: Wisseling) -> Antwoord:
        if not self._logwacht.neemt_aan():
            self._metrieken.geweigerd("stilstand")
            raise fouten.geen_bewijs()
        uitvoering = self._lees(server, wisseling)
        if wisseling.getekend is None or wisseling.getekend.oin is None:
            return self._voer_uit(server, wisseling, uitvoering)
        # Pas nu is bewezen wie het is: met een verzonnen OIN is andermans ruimte niet te verbruiken.
        with self._grenzen.plaats(wisseling.getekend.oin):
            return self._voer_uit(server, wisseling, uitvoering)

    def _voer_uit(self, server: Dienstserver, wisseling: Wisseling, uitvoering: Uitvoering) -> Antwoord:
        operatie = uitvoering.operatie
        ctx = server.ontvang(uitvoering)
        wisseling.stap("ontleden")
        try:
            with self._open(wisseling, operatie) as eenheid:
                eenheid.adres = self._documenten.basis(wisseling.verzoek)
                uitvoering.eenheid = eenheid
                inhoud = server.behandel(ctx)
                wisseling.stap("behandelen")
                antwoord = envelop.maak(self._koppen(wisseling, operatie.antwoord_actie), inhoud)
                antwoord = self._poort.onderteken(wisseling, antwoord)
                draad = self._poort.versleutel(wisseling, antwoord)
                wisseling.stap("antwoorden")
                regel = wisseling.regel(200, uitvoering.uitkomst, uitvoering.codes, antwoord, draad)
                eenheid.bewaar(regel, inhoud)
                eenheid.commit()
        finally:
            ctx.close()
        wisseling.stap("vastleggen")
        self._rond_af(wisseling, 200, uitvoering.uitkomst, "", uitvoering.codes, len(antwoord))
        return Antwoord(200, XML, draad)

    def _lees(self, server: Dienstserver, wisseling: Wisseling) -> Uitvoering:
        """Van bytes tot een gekozen operatie; de Body beslist, de koppen moeten erbij passen."""
        verzoek = wisseling.verzoek
        _, charset = mediatype(verzoek.headers.get("content-type") or "")
        wortel = lezen.lees(verzoek.body, charset is not None)
        wisseling.wortel = wortel
        try:
            gelezen = self._poort.ontleed(wortel)
        except SoapFout:
            # Ook dan verwijst het antwoord naar het bericht, als het zich bekendmaakte.
            wisseling.adressering, _ = adressering.lees(envelop.adreskoppen(wortel))
            raise
        wisseling.adressering, fout = adressering.lees(gelezen.koppen)
        if not self.profiel.handtekening_verplicht:
            wisseling.oin = wisseling.adressering.oin
        if fout is not None:
            raise fout
        if self.profiel.adressering_verplicht:
            eis(wisseling.adressering, gelezen.koppen, self._eindpunten[server.naam])
        wisseling.stap("lezen")
        gelezen = self._poort.keur(wisseling, wortel, gelezen)
        self._stel_vast_wie(wisseling)
        wisseling.stap("handtekening")
        operatie = OPERATIES.get(gelezen.lichaam.tag)
        if operatie is None or operatie.dienst != server.naam:
            raise _onbekende_operatie(server.naam, gelezen, wisseling.adressering.action)
        adressering.toets_actie(wisseling.adressering, verzoek.headers.get("soapaction"), operatie.actie)
        wisseling.uitvoering = Uitvoering(operatie, gelezen.lichaam, self._toegang)
        return wisseling.uitvoering

    def _stel_vast_wie(self, wisseling: Wisseling) -> None:
        """Wie ondertekende is wie From noemt, of mag voor hem tekenen."""
        genoemd = wisseling.adressering.oin
        ondertekenaar = wisseling.getekend.oin if wisseling.getekend else None
        if ondertekenaar is not None and genoemd not in (None, ondertekenaar):
            assert genoemd is not None
            with self._open(wisseling, None) as eenheid:
                gemachtigd = self._mandaat(eenheid, ondertekenaar, genoemd)
            if not gemachtigd:
                wisseling.oin = ondertekenaar
                raise fouten.andere_afzender()
        wisseling.oin = genoemd or ondertekenaar

    def _open(self, wisseling: Wisseling, operatie: Operatie | None) -> AbstractContextManager[Eenheid]:
        koppen = wisseling.adressering
        return self._open_eenheid(
            bericht_id=wisseling.kenmerk,
            oin=wisseling.oin,
            message_id=koppen.message_id,
            profiel=self.profiel.naam,
            dienst=wisseling.dienst,
            operatie=operatie.naam if operatie else "",
            handtekening=self._poort.handtekening(wisseling),
        )

    def _wijs_af(self, wisseling: Wisseling, fout: SoapFout, in_database: bool) -> Antwoord:
        wisseling.stap("afgebroken")
        if self.profiel.handtekening_verplicht and wisseling.getekend is None:
            self._grenzen.onbewezen(wisseling.verzoek.peer)
        antwoord, draad = self._beveilig_fault(wisseling, self._fault(wisseling, fout))
        wisseling.stap("antwoorden")
        codes = (fout.nummer,) if fout.nummer else ()
        if in_database:
            try:
                with self._open(wisseling, wisseling.operatie) as eenheid:
                    eenheid.bewaar(wisseling.regel(500, "FOUT", codes, antwoord, draad))
                    eenheid.commit()
            except Exception as storing:
                # De aanvrager krijgt zijn fault hoe dan ook; dat hij niet gelogd is, ziet de beheerder.
                self._metrieken.storing("niet_gelogd")
                meld_storing(wisseling.kenmerk, "niet gelogd", storing)
        wisseling.stap("vastleggen")
        self._rond_af(wisseling, 500, "FOUT", fout.soapcode, codes, len(antwoord))
        koppen = XML if fout.wacht is None else [*XML, _later(fout.wacht)]
        return Antwoord(500, koppen, draad)

    def _rond_af(
        self,
        wisseling: Wisseling,
        status: int,
        uitkomst: str,
        soapcode: str,
        codes: tuple[str, ...],
        grootte: int,
    ) -> None:
        """Wat ervan te zien is buiten het logboek: de regel voor de beheerder, de metrieken en het spoor."""
        seconden = wisseling.meld(status, f"{uitkomst} {soapcode}" if soapcode else uitkomst, codes, grootte)
        if soapcode == "Server":
            uitkomst = "STORING"  # aan ons ligt het alleen dan
        naam = wisseling.operatienaam
        self._metrieken.bericht(self.profiel.naam, wisseling.dienst, naam, uitkomst, codes, seconden)
        if self._volger is None:
            return
        try:
            self._volger.volg(wisseling, status, uitkomst, codes)
        except Exception as fout:  # het bericht ligt vast: wat er nu misgaat, gaat de aanvrager niet aan
            meld_storing(wisseling.kenmerk, "niet gevolgd", fout)

    def _fault(self, wisseling: Wisseling, fout: SoapFout) -> bytes:
        kenmerk = str(wisseling.kenmerk)
        if (actie := fout.actie) is None:
            operatie = wisseling.operatie or next(iter(DIENSTEN[wisseling.dienst].operaties.values()), None)
            actie = operatie.fout_actie if operatie else ACTIE_SOAPFOUT
        koppen = self._koppen(wisseling, actie)
        return envelop.maak(koppen + fout.kop(), fout.xml(kenmerk).encode())

    def _beveilig_fault(self, wisseling: Wisseling, fault: bytes) -> tuple[bytes, bytes]:
        """Voor het logboek en voor de draad. Een fault gaat altijd uit: desnoods zonder handtekening."""
        try:
            getekend = self._poort.onderteken(wisseling, fault)
            return getekend, self._poort.versleutel(wisseling, getekend)
        except Exception as storing:
            meld_storing(wisseling.kenmerk, "niet ondertekend", storing)
            return fault, fault

    def _koppen(self, wisseling: Wisseling, actie: str) -> str:
        """De adressering van het antwoord; zonder MessageID in het verzoek alleen waar zij verplicht is."""
        koppen, eindpunt = wisseling.adressering, self._eindpunten[wisseling.dienst]
        if koppen.message_id is None and not self.profiel.adressering_verplicht:
            return ""
        van = koppen.to
        if self.profiel.adressering_verplicht and (van is None or not eindpunt.is_(van)):
            van = eindpunt.adres  # wat niet ons adres is, noemen wij ook niet zo
        return adressering.antwoordkoppen(
            koppen, actie, wisseling.kenmerk, van and adressering.met_oin(van, self._poort.oin)
        )


def _vergeet_spoor(fout: SoapFout) -> None:
    """Het spoor van een fout, of van haar oorzaak, leidt via het frame van de behandeling terug naar haar.

    In zo'n kring bleef het hele bericht met zijn boom in het geheugen tot de opruimer langskwam, en die telt
    objecten: duizend berichten van een megabyte zijn er te weinig.
    """
    fout.__traceback__ = fout.__context__ = fout.__cause__ = None


def _later(seconden: float) -> tuple[str, str]:
    """De HTTP-kop die zegt over hoeveel hele seconden het weer kan."""
    return ("retry-after", str(max(1, ceil(seconden))))


def _onbekende_operatie(dienst: str, gelezen: envelop.Envelop, actie: str | None) -> SoapFout:
    if actie is not None and not any(actie == o.actie for o in DIENSTEN[dienst].operaties.values()):
        return fouten.onbekende_actie(actie)
    bevindingen = schema_bevindingen(dienst, gelezen.lichaam) or [
        Bevinding(pad="Body", verwacht=f"een verzoek van {dienst}")
    ]
    tekst = "De Body vraagt geen operatie van deze dienst."
    return fouten.lichaam(bevindingen, catalogus.F001.code, tekst)
