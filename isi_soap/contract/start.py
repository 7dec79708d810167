"""De toets bij de start: dienst en contract moeten elkaar geheel dekken, anders begint de dienst niet."""

from __future__ import annotations

from collections.abc import Mapping, Set

from isi_soap.contract.codec import codecs
from isi_soap.contract.fout import ContractFout
from isi_soap.contract.operaties import DIENSTEN, Dienst
from isi_soap.contract.schema import schema


def controleer_start(diensten: Mapping[str, Set[str]], contract: Mapping[str, Dienst] = DIENSTEN) -> None:
    """Vergelijk de methoden van de services met de operaties van de WSDL's; ContractFout noemt elk verschil.

    `diensten`: per dienst (ISIRaadplegen) de namen van haar methoden. Een dienst die hier niet draait
    (ISIKetentest in productie) hoort ook niet in `contract` te staan.
    """
    verschillen = [f"dienst {naam} heeft geen WSDL" for naam in sorted(diensten.keys() - contract.keys())]
    for naam, dienst in contract.items():
        operaties, methoden = set(dienst.operaties), set(diensten.get(naam, ()))
        verschillen += [f"{naam}: operatie {o} heeft geen methode" for o in sorted(operaties - methoden)]
        if naam in diensten:
            verschillen += [f"{naam}: methode {m} heeft geen operatie" for m in sorted(methoden - operaties)]
        verschillen += _ongedekt(dienst)
    if verschillen:
        raise ContractFout("contract en dienst passen niet op elkaar:\n  " + "\n  ".join(verschillen))


def _ongedekt(dienst: Dienst) -> list[str]:
    """Berichten die de codec niet kent, en een schema dat niet compileert (dat meldt lxml zelf)."""
    schema(dienst.naam)
    return [
        f"{dienst.naam}: bericht {element} van operatie {operatie.naam} staat niet in het schema"
        for operatie in dienst.operaties.values()
        for element in (operatie.verzoek, operatie.antwoord, operatie.fout)
        if element not in codecs()
    ]
