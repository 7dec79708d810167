"""Dezelfde uitwisseling in Spyne zoals het uit de doos komt: ComplexModels en validator='lxml'.

De modellen komen uit het contract, zodat velden, aantallen en facetten gelijk zijn. Spyne maakt er zijn
eigen, gekwalificeerde schema van; de bytes op de draad zijn dus iets anders, de inhoud niet.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from lxml import etree
from spyne import Application, ServiceBase, rpc
from spyne.model.complex import ComplexModelBase, ComplexModelMeta
from spyne.model.primitive import Boolean, Integer, Unicode
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from bench.dossiers import PERSOONINFO, bsns, dossier, verzoek
from isi_soap import spyne_vroeg
from isi_soap.contract.codec import codec
from isi_soap.contract.model import Enkelvoudig, Samengesteld
from isi_soap.contract.schema import model
from isi_soap.soap.namen import SOAP

assert spyne_vroeg

_NS = "urn:isi:stock"


class Modellen:
    """ComplexModels bij de typen van het contract, elk eenmaal."""

    def __init__(self) -> None:
        self._gemaakt: dict[str, Any] = {}

    def klasse(self, type_: Samengesteld) -> Any:
        if type_.naam not in self._gemaakt:
            velden = [(veld.naam, self._veld(veld)) for veld in type_.velden]
            inhoud = {"__namespace__": _NS, "__type_name__": f"{type_.naam}Type", "_type_info": velden}
            self._gemaakt[type_.naam] = ComplexModelMeta(type_.naam, (ComplexModelBase,), inhoud)
        return self._gemaakt[type_.naam]

    def _veld(self, veld: Any) -> Any:
        meer = "unbounded" if veld.herhaald else 1
        aantal = {"min_occurs": 1 if veld.verplicht else 0, "max_occurs": meer}
        if isinstance(veld.type, Samengesteld):
            if veld.type.leeg:
                return Boolean.customize(**aantal)
            return self.klasse(veld.type).customize(**aantal)
        return _enkelvoudig(veld.type, aantal)

    def waarde(self, bericht: Any) -> Any:
        """Een gelezen bericht als ComplexModel."""
        type_ = model().samengesteld[type(bericht).__name__]
        gevuld = {}
        for veld in type_.velden:
            gegeven = getattr(bericht, veld.naam)
            if gegeven is None or gegeven == ():
                continue
            delen = gegeven if veld.herhaald else (gegeven,)
            if isinstance(veld.type, Samengesteld) and not veld.type.leeg:
                delen = [self.waarde(deel) for deel in delen]
            gevuld[veld.naam] = list(delen) if veld.herhaald else delen[0]
        return self.klasse(type_)(**gevuld)


def _enkelvoudig(type_: Enkelvoudig, aantal: dict[str, Any]) -> Any:
    if type_.soort == "geheel":
        return Integer.customize(**aantal)
    if type_.soort == "indicatie":
        return Boolean.customize(**aantal)
    facetten: dict[str, Any] = dict(aantal)
    if type_.max_lengte is not None:
        facetten["max_len"] = type_.max_lengte
    if type_.min_lengte is not None:
        facetten["min_len"] = type_.min_lengte
    if len(type_.patronen) == 1:
        facetten["pattern"] = type_.patronen[0]
    return Unicode.customize(**facetten)


def stock(*, vol: bool) -> Callable[[], None]:
    """Elke ronde alle verzoeken langs Spyne's WSGI-toepassing."""
    modellen = Modellen()
    lezer = codec(PERSOONINFO.verzoek)
    vraag = modellen.klasse(model().samengesteld["PersoonInfo"])
    antwoord = modellen.klasse(model().samengesteld["PersoonInfoResponse"])
    klaar = {bsn: modellen.waarde(dossier(nr, bsn, vol=vol)) for nr, bsn in enumerate(bsns())}

    class Raadplegen(ServiceBase):  # type: ignore[misc]
        @rpc(vraag, _returns=antwoord, _body_style="bare", _in_message_name="PersoonInfo")  # type: ignore[untyped-decorator]
        def PersoonInfo(ctx: Any, bericht: Any) -> Any:  # noqa: N802, N805
            return klaar[bericht.ClientSuwi.Burgerservicenr]

    app = WsgiApplication(
        Application([Raadplegen], _NS, in_protocol=Soap11(validator="lxml"), out_protocol=Soap11())
    )
    berichten = [_gekwalificeerd(lezer.encode(lezer.decode(etree.fromstring(verzoek(b))))) for b in bsns()]

    def ronde() -> None:
        for bericht in berichten:
            status, lichaam = _vraag(app, bericht)
            if status != "200 OK":
                raise RuntimeError(f"Spyne antwoordt {status}: {lichaam[:400]!r}")

    return ronde


def _gekwalificeerd(xml: bytes) -> bytes:
    """Spyne's eigen schema wil elk element in zijn naamruimte, en ja/nee als true/false."""
    wortel = etree.fromstring(xml)
    for element in wortel.iter("*"):
        naam = etree.QName(element).localname
        if naam.startswith("Ind"):
            element.text = "true" if element.text == "1" else "false"
        element.tag = f"{{{_NS}}}{naam}"
    inhoud = etree.tostring(wortel, encoding="unicode")
    return f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{inhoud}</s:Body></s:Envelope>'.encode()


def _vraag(app: Any, bericht: bytes) -> tuple[str, bytes]:
    gezien: list[str] = []
    omgeving = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "text/xml; charset=utf-8",
        "CONTENT_LENGTH": str(len(bericht)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(bericht),
    }
    delen = app(omgeving, lambda status, koppen, *_: gezien.append(status))
    lichaam = b"".join(delen)
    return gezien[0], lichaam
