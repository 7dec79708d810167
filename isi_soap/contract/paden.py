"""Waar het contract staat: `xsd/` en `wsdl/` naast het pakket.

Het project wordt bewerkbaar geïnstalleerd (`pip install -e`), dus het pakket ligt altijd in zijn checkout en
de mappen liggen ernaast. Wie het anders uitrolt, legt `xsd/` en `wsdl/` naast de map `isi_soap`.
"""

from __future__ import annotations

from pathlib import Path

from isi_soap.contract.fout import ContractFout

WORTEL = Path(__file__).resolve().parents[2]
XSD = WORTEL / "xsd"
WSDL = WORTEL / "wsdl"


def xsd_van_diensten() -> list[Path]:
    """De schema's van de diensten, op naam."""
    return _gevonden(XSD / "Diensten", "*/v*/*.xsd")


def wsdls() -> list[Path]:
    """De WSDL's, op naam."""
    return _gevonden(WSDL, "*.wsdl")


def _gevonden(map_: Path, patroon: str) -> list[Path]:
    gevonden = sorted(map_.glob(patroon))
    if not gevonden:
        raise ContractFout(f"geen {patroon} in {map_}: de mappen xsd en wsdl horen naast het pakket isi_soap")
    return gevonden
