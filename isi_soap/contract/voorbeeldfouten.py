"""Van een geldig verzoek elke soort fout: één ingreep per keer, met het pad waarop zij gemeld wordt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from isi_soap.contract.inhoud import leesbaar, regels
from isi_soap.contract.model import Enkelvoudig, Samengesteld
from isi_soap.contract.namen import lokaal, naamruimte
from isi_soap.contract.schema import model
from isi_soap.contract.uitleg import plaats
from isi_soap.contract.voorbeeldwaarden import past


@dataclass(frozen=True, slots=True, kw_only=True)
class Fout:
    """Een bedorven verzoek."""

    naam: str
    xml: bytes
    pad: str
    uitleg: str


# Een ingreep bederft de boom en geeft het pad van de fout, of None als zij hier niet kan.
Ingreep = Callable[[etree._Element], str | None]


def fouten(xml: bytes) -> Iterator[Fout]:
    """Alle fouten die in dit verzoek te maken zijn."""
    goed = etree.fromstring(xml)
    for naam, (ingreep, uitleg) in _INGREPEN.items():
        boom = deepcopy(goed)
        pad = ingreep(boom)
        if pad is not None:
            yield Fout(naam=naam, xml=etree.tostring(boom, encoding="UTF-8"), pad=pad, uitleg=uitleg)


def _pad(element: etree._Element) -> str:
    gevonden = plaats(model(), element)
    return gevonden[0] if gevonden else ""


def _bladeren(boom: etree._Element) -> Iterator[tuple[etree._Element, Enkelvoudig]]:
    for element in boom.iter():
        gevonden = plaats(model(), element)
        if gevonden is not None and isinstance(gevonden[1], Enkelvoudig):
            yield element, gevonden[1]


def _blad(mag: Callable[[Enkelvoudig], bool], tekst: Callable[[Enkelvoudig], str | None]) -> Ingreep:
    """Vervang de waarde van het eerste blad waarvan het type mag en waarvoor een tekst bestaat."""

    def ingreep(boom: etree._Element) -> str | None:
        for element, type_ in _bladeren(boom):
            if mag(type_) and (nieuw := tekst(type_)) is not None:
                element.text = nieuw
                return _pad(element)
        return None

    return ingreep


def _ontbreekt(boom: etree._Element) -> str | None:
    """Laat het laatste verplichte blad weg: liefst diep in het bericht."""
    for element, _ in reversed(list(_bladeren(boom))):
        ouder = element.getparent()
        gevonden = None if ouder is None else plaats(model(), ouder)
        if ouder is None or gevonden is None or not isinstance(gevonden[1], Samengesteld):
            continue
        veld = next(v for v in gevonden[1].velden if v.tag == element.tag)
        if veld.verplicht and not veld.herhaald:
            pad = _pad(element)
            ouder.remove(element)
            return pad
    return None


def _onbekend(boom: etree._Element) -> str | None:
    etree.SubElement(boom, "Onbekend").text = "x"
    return _pad(boom)


def _dubbel(boom: etree._Element) -> str | None:
    eerste = next((kind for kind in boom if _eenmalig(boom, kind)), None)
    if eerste is None:
        return None
    tweede = deepcopy(eerste)
    eerste.addnext(tweede)
    return _pad(tweede)


def _eenmalig(ouder: etree._Element, kind: etree._Element) -> bool:
    return any(veld.tag == kind.tag and not veld.herhaald for veld in _type(ouder).velden)


def _volgorde(boom: etree._Element) -> str | None:
    ouder = next((e for e in (_kop(boom), boom) if len(e) > 1 and e[0].tag != e[1].tag), None)
    if ouder is None:
        return None
    eerste = ouder[0]
    ouder[1].addnext(eerste)
    return _pad(eerste)


def _kop(boom: etree._Element) -> etree._Element:
    """Het eerste kind met kinderen, bijna altijd Kop; anders het bericht zelf."""
    return next((kind for kind in boom if len(kind)), boom)


def _naamruimte(boom: etree._Element) -> str | None:
    boom.tag = f"{{urn:een:andere:naamruimte}}{lokaal(str(boom.tag))}"
    return "Body"


def _gekwalificeerd(boom: etree._Element) -> str | None:
    if not len(boom):
        return None
    pad, ruimte = _pad(boom[0]), naamruimte(str(boom.tag))
    for element in list(boom.iterdescendants()):
        element.tag = f"{{{ruimte}}}{lokaal(str(element.tag))}"
    return pad


def _attribuut(boom: etree._Element) -> str | None:
    _kop(boom).set("id", "x")
    return _pad(_kop(boom))


def _losse_tekst(boom: etree._Element) -> str | None:
    _kop(boom).text = "tekst"
    return _pad(_kop(boom))


def _element_in_waarde(boom: etree._Element) -> str | None:
    for blad, _ in _bladeren(boom):
        etree.SubElement(blad, "b").text = blad.text
        return _pad(blad)
    return None


def _leeg(boom: etree._Element) -> str | None:
    kop = _kop(boom)
    kop.clear()
    return next((f"{_pad(kop)}/{veld.naam}" for veld in _type(kop).velden if veld.verplicht), None)


def _type(element: etree._Element) -> Samengesteld:
    gevonden = plaats(model(), element)
    assert gevonden is not None
    assert isinstance(gevonden[1], Samengesteld)
    return gevonden[1]


def _niet_passend(type_: Enkelvoudig) -> str | None:
    lengte = type_.min_lengte or 1
    kandidaten = (teken * lengte for teken in " é!9a")
    return next((k for k in kandidaten if not past(type_, k)), None)


def _onbekende_code(type_: Enkelvoudig) -> str | None:
    bekend = {code.waarde for code in type_.codes}
    kandidaten = ("ONBEKENDE_CODE", "ZZ999", "99", "9", "8", "7")
    return next((k for k in kandidaten if k not in bekend and past(type_, k)), None)


_INGREPEN: dict[str, tuple[Ingreep, str]] = {
    "ontbrekend": (_ontbreekt, "een verplicht element ontbreekt"),
    "onbekend": (_onbekend, "een element dat het schema niet kent"),
    "dubbel": (_dubbel, "een element dat eenmaal mag staan, staat er tweemaal"),
    "volgorde": (_volgorde, "twee elementen zijn verwisseld"),
    "leeg": (_leeg, "een element zonder zijn inhoud"),
    "naamruimte": (_naamruimte, "het bericht staat in een andere naamruimte"),
    "gekwalificeerd": (_gekwalificeerd, "de kinderen staan in de naamruimte van de dienst"),
    "attribuut": (_attribuut, "een attribuut; dit contract kent er geen"),
    "losse-tekst": (_losse_tekst, "tekst tussen de elementen"),
    "element-in-waarde": (_element_in_waarde, "een element binnen een waarde"),
    "vorm": (_blad(lambda t: bool(t.patronen), _niet_passend), "een waarde van een andere vorm"),
    "lengte": (
        _blad(lambda t: t.max_lengte is not None, lambda t: "A" * (t.max_lengte or 0) + "A"),
        "te lang",
    ),
    "lege-waarde": (_blad(lambda t: t.soort == "tekst" and not past(t, ""), lambda _: ""), "een lege waarde"),
    "geen-getal": (_blad(lambda t: t.soort == "geheel", lambda _: "vijf"), "een woord waar een getal hoort"),
    "te-groot": (
        _blad(lambda t: t.maximum is not None, lambda t: str((t.maximum or 0) + 1)),
        "een getal boven het maximum",
    ),
    "cijfers": (
        _blad(lambda t: t.naam == "Burgerservicenr", lambda _: "٩٩٩٩٩٠٠١٩"),
        "cijfers van een ander schrift",
    ),
    "elfproef": (
        _blad(lambda t: t.naam == "Burgerservicenr", lambda _: "999990018"),
        "een nummer dat niet aan de elfproef voldoet",
    ),
    "kalender": (_blad(lambda t: t.soort == "datum", lambda _: "20110231"), "31 februari"),
    "code": (_blad(lambda t: bool(t.codes) and t.soort == "tekst", _onbekende_code), "een onbekende code"),
    "stuurteken": (
        _blad(lambda t: any(r.klopt is leesbaar for r in regels(t)), lambda _: "tekst\u202e\u0085"),
        "tekst met een stuurteken en een richtingteken",
    ),
}
