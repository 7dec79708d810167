"""De verbinding met een draaiende dienst: WSDL's ophalen, zeep-clients, één vraag stellen."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import requests
import zeep
from lxml import etree
from zeep.cache import Base
from zeep.exceptions import Fault, TransportError

from isi_soap.client.antwoord import (
    Antwoord,
    Melding,
    Uitkomst,
    gewoon,
    melding_van,
    meldingen_van,
    uitkomst_van,
)
from isi_soap.client.beveiliging import Beveiliging
from isi_soap.client.partijen import eerste
from isi_soap.wsse.zeep_plugin import Digikoppeling, Uitwisseling, mtls_sessie, nieuw_kenmerk

DIENSTEN = (
    "ISIRaadplegen",
    "ISIMuteren",
    "ISISignalen",
    "ISIMutatieverzoek",
    "ISIKeten",
    "ISIKetentest",
)
KETENTEST = "ISIKetentest"
STANDAARD_ADRES = "http://127.0.0.1:8080"
_WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
_FWI_FOUT = "{http://bkwi.nl/SuwiML/FWI/v0205}Fout"


class GeenVerbinding(Exception):  # noqa: N818 - een toestand
    """De dienst is niet bereikbaar of antwoordt niet met SOAP."""


class _Geheugen(Base):
    """WSDL's en schema's die deze verbinding al ophaalde; zes diensten delen hun schema's."""

    def __init__(self) -> None:
        self.documenten: dict[str, bytes] = {}

    def add(self, url: str, content: bytes) -> None:
        self.documenten[url] = content

    def get(self, url: str) -> bytes | None:
        return self.documenten.get(url)


@dataclass(frozen=True, slots=True)
class Operatie:
    """Een operatie zoals de WSDL haar noemt."""

    dienst: str
    naam: str
    uitleg: str


class Verbinding:
    """Alle diensten van één adres, onder één profiel.

    Met `beveiliging` ondertekent elke partij met haar eigen certificaat, ook voor TLS, en moet elk antwoord
    ondertekend zijn. Klok en begintoestand kent alleen het profiel ketentest: wie onder een ander profiel ook
    ISIKetentest wil gebruiken, zegt met `ketentest` op welk adres.
    """

    def __init__(
        self,
        adres: str = STANDAARD_ADRES,
        *,
        profiel: str = "ketentest",
        oin: str | None = None,
        wachten: float = 30.0,
        beveiliging: Beveiliging | None = None,
        ketentest: str | None = None,
    ) -> None:
        self.adres = adres.rstrip("/")
        self.profiel = profiel
        self.oin = oin
        self.beveiliging = beveiliging
        self.ketentest = self.adres if profiel == "ketentest" else (ketentest or "").rstrip("/")
        sessie = _sessie(beveiliging)
        self._geheugen = _Geheugen()
        sessie.hooks["response"].append(self._onthoud)
        self._draad = zeep.Transport(
            cache=self._geheugen, timeout=wachten, operation_timeout=wachten, session=sessie
        )
        self._clients: dict[str, zeep.Client] = {}
        self._verzonden = self._ontvangen = b""

    def _onthoud(self, antwoord: requests.Response, *_: Any, **__: Any) -> None:
        """De bytes van de laatste uitwisseling, zoals ze over de lijn gingen."""
        if antwoord.request.method == "POST":
            self._verzonden = bytes(antwoord.request.body or b"")  # type: ignore[arg-type]
            self._ontvangen = antwoord.content

    @property
    def sessie(self) -> requests.Session:
        sessie: requests.Session = self._draad.session
        return sessie

    @property
    def documenten(self) -> Mapping[str, bytes]:
        """De opgehaalde WSDL's en schema's, op hun adres."""
        return self._geheugen.documenten

    @property
    def diensten(self) -> tuple[str, ...]:
        return tuple(d for d in DIENSTEN if d != KETENTEST or self.ketentest)

    def dienst_adres(self, dienst: str) -> str:
        if dienst == KETENTEST:
            return f"{self.ketentest}/ketentest/{dienst}-v0100"
        return f"{self.adres}/{self.profiel}/{dienst}-v0100"

    def wsdl(self, dienst: str) -> bytes:
        try:
            inhoud: bytes = self._draad.load(f"{self.dienst_adres(dienst)}?wsdl")
        except (requests.RequestException, TransportError) as fout:
            raise GeenVerbinding(f"{self.adres} antwoordt niet: {_kort(fout)}") from fout
        return inhoud

    @cached_property
    def operaties(self) -> dict[str, Operatie]:
        """Alle operaties van alle diensten, op naam; geen naam komt twee keer voor."""
        uit: dict[str, Operatie] = {}
        for dienst in self.diensten:
            wortel = etree.fromstring(self.wsdl(dienst))
            for element in wortel.iterfind(f"{_WSDL}portType/{_WSDL}operation"):
                naam = str(element.get("name"))
                if naam in uit:
                    raise GeenVerbinding(f"{naam} staat in {uit[naam].dienst} en in {dienst}")
                uit[naam] = Operatie(dienst, naam, element.findtext(f"{_WSDL}documentation", "").strip())
        return uit

    def client(self, dienst: str) -> zeep.Client:
        """De zeep-client van een dienst: streng, uit de WSDL die de dienst zelf uitgeeft."""
        if dienst not in self._clients:
            self.wsdl(dienst)
            try:
                self._clients[dienst] = zeep.Client(
                    f"{self.dienst_adres(dienst)}?wsdl",
                    transport=self._draad,
                    settings=zeep.Settings(strict=True, raw_response=False),
                )
            except requests.RequestException as fout:
                raise GeenVerbinding(f"een schema van {dienst} is niet op te halen: {_kort(fout)}") from fout
        return self._clients[dienst]

    def bericht_type(self, operatie: str) -> Any:
        """Het zeep-type van het verzoek van een operatie."""
        binding = self.client(self.operaties[operatie].dienst).service._binding
        return binding.get(operatie).input.body.type

    def vraag(
        self,
        operatie: str,
        inhoud: Mapping[str, Any],
        *,
        oin: str | None = None,
        message_id: str | None = None,
    ) -> Antwoord:
        """Stel één vraag; een fault is een antwoord, geen uitzondering."""
        dienst = self.operaties[operatie].dienst
        client = self.client(dienst)
        digikoppeling = self._digikoppeling(dienst, oin or self.oin, message_id)
        client.plugins[:] = [digikoppeling]
        begin = time.perf_counter()
        try:
            resultaat: Any = self._dienst(client, dienst)[operatie](**inhoud)
        except Fault as fault:
            resultaat = fault
        except (requests.RequestException, TransportError) as fout:
            raise GeenVerbinding(f"{self.dienst_adres(dienst)}: {_kort(fout)}") from fout
        seconden = time.perf_counter() - begin
        return self._antwoord(operatie, dienst, resultaat, digikoppeling.laatste, seconden)

    def _digikoppeling(self, dienst: str, oin: str | None, message_id: str | None) -> Digikoppeling:
        """Elke partij met haar eigen certificaat; de klok van ketentest vraagt geen handtekening."""
        kenmerk = nieuw_kenmerk if message_id is None else lambda: message_id
        if self.beveiliging is None:
            return Digikoppeling(oin=oin, message_id=kenmerk)
        houder = self.beveiliging.houder(oin)
        self.sessie.cert = (str(houder.cert), str(houder.sleutel))
        if dienst == KETENTEST and self.profiel != "ketentest":
            return Digikoppeling(oin=oin, message_id=kenmerk)
        return Digikoppeling(
            sleutelpaar=houder.paar,
            vertrouwen=self.beveiliging.vertrouwen,
            naar_oin=self.beveiliging.dienst_oin,
            versleutel_voor=self.beveiliging.versleutel_voor,
            message_id=kenmerk,
        )

    def _antwoord(
        self, operatie: str, dienst: str, resultaat: Any, uitwisseling: Uitwisseling, seconden: float
    ) -> Antwoord:
        faultcode = faultstring = naam = None
        waarden: dict[str, Any] = {}
        if isinstance(resultaat, Fault):
            uitkomst = Uitkomst.FAULT
            meldingen = _uit_fault(self.client(dienst), resultaat)
            faultcode, faultstring = str(resultaat.code), str(resultaat.message)
        else:
            uitkomst, naam = uitkomst_van(uitwisseling.antwoord.find("{*}Body")[0])
            meldingen = meldingen_van(resultaat.FWI)
            waarden = gewoon(resultaat[naam]) if naam else {}
        return Antwoord(
            operatie,
            dienst,
            uitkomst,
            naam,
            waarden,
            meldingen,
            uitwisseling.message_id,
            uitwisseling.antwoord_id,
            seconden,
            self._verzonden,
            self._ontvangen,
            faultcode,
            faultstring,
        )

    def _dienst(self, client: zeep.Client, dienst: str) -> Any:
        """Het adres is dat van deze verbinding, ook als de dienst achter een andere naam in de WSDL staat."""
        binding = next(iter(client.wsdl.bindings))
        return client.create_service(binding, self.dienst_adres(dienst))


def _sessie(beveiliging: Beveiliging | None) -> requests.Session:
    """Een proxy of CA-bundel uit de omgeving gaat hier niet over."""
    if beveiliging is None:
        sessie = requests.Session()
        sessie.trust_env = False
        return sessie
    eigen = beveiliging.houders.get(eerste().oin or "") or next(iter(beveiliging.houders.values()))
    return mtls_sessie(Path(beveiliging.tls_ca), eigen.cert, eigen.sleutel)


def _uit_fault(client: zeep.Client, fault: Fault) -> tuple[Melding, ...]:
    """zeep geeft het detail van een fault als XML; het wordt met de typen van de WSDL gelezen."""
    if fault.detail is None:
        return ()
    elementen = [kind for kind in fault.detail if kind.tag == _FWI_FOUT]
    typen = client.wsdl.types
    return tuple(melding_van("Fout", gewoon(typen.deserialize(element))) for element in elementen)


def _kort(fout: Exception) -> str:
    """De eerste oorzaak in één regel."""
    oorzaak: BaseException = fout
    while oorzaak.__context__ is not None:
        oorzaak = oorzaak.__context__
    return f"{type(oorzaak).__name__}: {str(oorzaak).splitlines()[0] if str(oorzaak) else ''}".rstrip(": ")
