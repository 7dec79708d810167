"""De envelop van SOAP 1.1: lezen volgens Basic Profile 1.2, schrijven in vaste bytes (standards.md §4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from lxml import etree

from isi_soap.contract.bevinding import Bevinding
from isi_soap.domain import catalogus
from isi_soap.soap.fouten import andere_versie, geen_envelope, lichaam, niet_begrepen, vreemde_header
from isi_soap.soap.namen import SOAP, SOAP_CODERING, VOLGENDE, WSA, WSSE

_ENVELOPE: Final = f"{{{SOAP}}}Envelope"
_HEADER: Final = f"{{{SOAP}}}Header"
_BODY: Final = f"{{{SOAP}}}Body"
_MUST_UNDERSTAND: Final = f"{{{SOAP}}}mustUnderstand"
_ACTOR: Final = f"{{{SOAP}}}actor"
_CODERINGSSTIJL: Final = f"{{{SOAP}}}encodingStyle"
_LIJST: Final = f"{{{SOAP_CODERING}}}"
_ONZE_KOP: Final = f"{{{WSA}}}"
_SECURITY: Final = f"{{{WSSE}}}Security"

_BEGIN: Final = f'<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="{SOAP}">'.encode()
_KOP_OPEN, _KOP_DICHT = b"<soapenv:Header>", b"</soapenv:Header>"
_BODY_OPEN, _BODY_DICHT = b"<soapenv:Body>", b"</soapenv:Body></soapenv:Envelope>"


class Envelop(NamedTuple):
    """Een gelezen envelop: de headers die ons aangaan en het ene kind van de Body."""

    koppen: tuple[etree._Element, ...]
    beveiliging: tuple[etree._Element, ...]
    lichaam: etree._Element


def ontleed(wortel: etree._Element, *, streng: bool = False, beveiligd: bool = False) -> Envelop:
    """Toets de bouw in de volgorde van SOAP: versie, verplichte headers, dan de rest (R2725).

    Bij `streng` is elke header van WS-Addressing of WS-Security, en voor ons (WS007); `beveiligd` zegt of wij
    WS-Security begrijpen.
    """
    if wortel.tag != _ENVELOPE:
        _weiger_wortel(wortel)
    delen, tekst = _inhoud(wortel)
    koppen: tuple[etree._Element, ...] = ()
    beveiliging: tuple[etree._Element, ...] = ()
    attributen = [*wortel.keys()]
    if delen and delen[0].tag == _HEADER:
        header = delen.pop(0)
        koppen, beveiliging = _koppen(header, streng, beveiligd)
        attributen += header.keys()
        tekst += _inhoud(header)[1]
    if len(delen) != 1 or delen[0].tag != _BODY:
        _weiger_delen(delen)
    body = delen[0]
    kinderen, rest = _inhoud(body)
    if len(kinderen) != 1:
        _weiger_body(kinderen)
    attributen += body.keys()
    if attributen:
        _toets_attributen(attributen)
    tekst += rest
    if tekst and not tekst.isspace():
        raise geen_envelope("tussen de elementen van de envelop staat tekst.")
    if kinderen[0].keys():
        _toets_stijl(kinderen[0])
    return Envelop(koppen, beveiliging, kinderen[0])


def _inhoud(element: etree._Element) -> tuple[list[etree._Element], str]:
    """De kindelementen, en alle tekst die ertussen staat; commentaar telt niet."""
    kinderen, tekst = [], element.text or ""
    for kind in element:
        if (staart := kind.tail) is not None:
            tekst += staart
        if kind.tag.__class__ is str:
            kinderen.append(kind)
    return kinderen, tekst


def adreskoppen(wortel: etree._Element) -> list[etree._Element]:
    """De adresseringskoppen van een envelop die verder niet klopt."""
    header = wortel.find(_HEADER) if wortel.tag == _ENVELOPE else None
    return (
        [] if header is None else [kop for kop in header.iterchildren("*") if kop.tag.startswith(_ONZE_KOP)]
    )


def maak(koppen: str, lichaam_: bytes) -> bytes:
    """De bytes van een antwoord rond een al geschreven element; onze headers vragen nooit mustUnderstand."""
    if not koppen:
        return b"".join((_BEGIN, _BODY_OPEN, lichaam_, _BODY_DICHT))
    return b"".join((_BEGIN, _KOP_OPEN, koppen.encode(), _KOP_DICHT, _BODY_OPEN, lichaam_, _BODY_DICHT))


def _weiger_wortel(wortel: etree._Element) -> None:
    naam = etree.QName(wortel)
    if naam.localname == "Envelope":
        raise andere_versie()
    raise geen_envelope("het wortelelement is geen Envelope.")


def _weiger_delen(delen: list[etree._Element]) -> None:
    namen = [deel.tag for deel in delen]
    if namen.count(_BODY) > 1:
        raise geen_envelope("er is meer dan één Body.")
    if _BODY not in namen:
        raise geen_envelope("er is geen Body.")
    if _HEADER in namen:
        raise geen_envelope("er is hoogstens één Header, en die gaat voor de Body.")
    raise geen_envelope("naast Header en Body staat er iets anders in de Envelope.")


def _weiger_body(kinderen: list[etree._Element]) -> None:
    aantal = "is leeg" if not kinderen else "heeft meer dan één kind"
    raise lichaam(
        [Bevinding(pad="Body", verwacht="precies één element: het verzoek")],
        catalogus.F001.code,
        f"De Body {aantal}.",
    )


def _koppen(
    header: etree._Element, streng: bool, beveiligd: bool
) -> tuple[tuple[etree._Element, ...], tuple[etree._Element, ...]]:
    """De headers voor ons, adressering en beveiliging; wat voor een ander is, laten wij anders liggen."""
    koppen, beveiliging, vreemd = [], [], False
    for kop in header.iterchildren("*"):
        verplicht = None
        if kop.keys():
            actor = kop.get(_ACTOR)
            verplicht = kop.get(_MUST_UNDERSTAND)
            if verplicht not in (None, "0", "1"):
                raise geen_envelope("mustUnderstand is 0 of 1.")
            if actor not in (None, "", VOLGENDE):
                vreemd = True
                continue
        if kop.tag.startswith(_ONZE_KOP):
            koppen.append(kop)
        elif beveiligd and kop.tag == _SECURITY:
            beveiliging.append(kop)
        elif verplicht == "1":
            raise niet_begrepen()
        elif "}" not in kop.tag:
            raise geen_envelope("een header heeft geen naamruimte.")
        else:
            vreemd = True
    if vreemd and streng:
        raise vreemde_header()
    return tuple(koppen), tuple(beveiliging)


def _toets_attributen(namen: Iterable[str | bytes]) -> None:
    """Op Envelope, Header en Body geen attributen van SOAP zelf (R1032, R1005)."""
    if any(str(naam).startswith(f"{{{SOAP}}}") for naam in namen):
        raise geen_envelope("op Envelope, Header en Body staan geen SOAP-attributen.")


def _toets_stijl(lichaam_: etree._Element) -> None:
    for element in lichaam_.iter("*"):
        for naam in map(str, element.keys()):
            if naam == _CODERINGSSTIJL or naam.startswith(_LIJST):
                raise geen_envelope("encodingStyle en soapenc horen niet bij document/literal.")
