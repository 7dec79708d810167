"""De operaties, gelezen uit de WSDL's: welk element hoort bij welke dienst, en welke acties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from isi_soap.contract import paden
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.namen import DIENSTEN as DIENSTEN_NAAMRUIMTE
from isi_soap.contract.namen import SOAP_WSDL, WSAM, WSAW, WSDL, qnaam

_NS = {"wsdl": WSDL, "soap": SOAP_WSDL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operatie:
    """Eén operatie van een dienst; verzoek, antwoord en fout zijn elementen als {naamruimte}naam."""

    dienst: str
    naam: str
    verzoek: str
    antwoord: str
    fout: str
    actie: str
    antwoord_actie: str
    fout_actie: str
    documentatie: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dienst:
    """Een dienst zoals haar WSDL hem beschrijft."""

    naam: str  # ISIRaadplegen
    service: str  # ISIRaadplegen-v0100, ook het laatste deel van de URL
    naamruimte: str
    wsdl: Path
    operaties: Mapping[str, Operatie]
    documentatie: str = ""


def lees_dienst(wsdl: Path) -> Dienst:
    """De dienst in dit WSDL-bestand."""
    wortel = etree.parse(str(wsdl), etree.XMLParser(no_network=True)).getroot()
    naamruimte = wortel.get("targetNamespace") or ""
    naam = naamruimte.removeprefix(DIENSTEN_NAAMRUIMTE).partition(":")[0]
    service = wortel.find("wsdl:service", _NS)
    if service is None or not naam or not naamruimte.startswith(DIENSTEN_NAAMRUIMTE):
        raise ContractFout(f"{wsdl.name}: geen wsdl:service in een naamruimte {DIENSTEN_NAAMRUIMTE}…")
    elementen = {
        qnaam(naamruimte, bericht.get("name") or ""): _part(wsdl, bericht)
        for bericht in wortel.iterfind("wsdl:message", _NS)
    }
    operaties = [
        _operatie(wsdl, naam, operatie, elementen)
        for operatie in wortel.iterfind("wsdl:portType/wsdl:operation", _NS)
    ]
    return Dienst(
        naam=naam,
        service=service.get("name") or "",
        naamruimte=naamruimte,
        wsdl=wsdl,
        operaties={o.naam: o for o in operaties},
        documentatie=_documentatie(wortel),
    )


def lees_diensten(wsdls: Iterable[Path]) -> dict[str, Dienst]:
    return {dienst.naam: dienst for dienst in map(lees_dienst, wsdls)}


def _operatie(wsdl: Path, dienst: str, operatie: etree._Element, elementen: Mapping[str, str]) -> Operatie:
    naam = operatie.get("name") or ""
    verzoek, actie = _richting(wsdl, operatie, "input", elementen)
    antwoord, antwoord_actie = _richting(wsdl, operatie, "output", elementen)
    fout, fout_actie = _richting(wsdl, operatie, "fault", elementen)
    return Operatie(
        dienst=dienst,
        naam=naam,
        verzoek=verzoek,
        antwoord=antwoord,
        fout=fout,
        actie=actie,
        antwoord_actie=antwoord_actie,
        fout_actie=fout_actie,
        documentatie=_documentatie(operatie),
    )


def _richting(
    wsdl: Path, operatie: etree._Element, soort: str, elementen: Mapping[str, str]
) -> tuple[str, str]:
    """Element en actie van input, output of fault; wsaw en wsam moeten hetzelfde zeggen."""
    plaats = f"{wsdl.name}: {operatie.get('name')}/{soort}"
    deel = operatie.find(f"wsdl:{soort}", _NS)
    if deel is None:
        raise ContractFout(f"{plaats} ontbreekt")
    bericht = _opgelost(deel, deel.get("message") or "")
    actie, wsam = deel.get(f"{{{WSAW}}}Action"), deel.get(f"{{{WSAM}}}Action")
    if bericht not in elementen:
        raise ContractFout(f"{plaats} noemt een wsdl:message die er niet is")
    if not actie or actie != wsam:
        raise ContractFout(f"{plaats} heeft geen gelijke wsaw:Action en wsam:Action")
    return elementen[bericht], actie


def _part(wsdl: Path, bericht: etree._Element) -> str:
    delen = bericht.findall("wsdl:part", _NS)
    if len(delen) != 1 or not delen[0].get("element"):
        raise ContractFout(
            f"{wsdl.name}: bericht {bericht.get('name')} heeft niet precies één part met element"
        )
    return _opgelost(delen[0], delen[0].get("element") or "")


def _opgelost(bij: etree._Element, prefixnaam: str) -> str:
    """tns:Naam als {naamruimte}Naam."""
    prefix, _, naam = prefixnaam.rpartition(":")
    return qnaam(bij.nsmap.get(prefix or None) or "", naam)


def _documentatie(element: etree._Element) -> str:
    return " ".join((element.findtext("wsdl:documentation", namespaces=_NS) or "").split())


DIENSTEN: Mapping[str, Dienst] = lees_diensten(paden.wsdls())
OPERATIES: Mapping[str, Operatie] = {
    operatie.verzoek: operatie for dienst in DIENSTEN.values() for operatie in dienst.operaties.values()
}
