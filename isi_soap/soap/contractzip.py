"""Het contract als één bestand om mee te nemen: schema's, WSDL's en van elke operatie een voorbeeld."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from isi_soap.contract import paden
from isi_soap.contract.operaties import Dienst
from isi_soap.contract.voorbeelden import voorbeeld
from isi_soap.soap import envelop
from isi_soap.soap.plat import platte_wsdl

# Steeds dezelfde bytes: wie twee keer haalt, ziet dat er niets veranderd is.
_DATUM = (2026, 1, 1, 0, 0, 0)


def maak_zip(diensten: Iterable[Dienst]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bestand:
        for naam, inhoud in sorted(_inhoud(list(diensten))):
            info = zipfile.ZipInfo(naam, _DATUM)
            info.compress_type = zipfile.ZIP_DEFLATED
            bestand.writestr(info, inhoud)
    return buffer.getvalue()


def schemas(diensten: Iterable[Dienst]) -> Iterator[Path]:
    """De schema's van deze diensten: de gedeelde, en van elk haar eigen map."""
    namen = {dienst.naam for dienst in diensten}
    for pad in sorted(paden.XSD.rglob("*.xsd")):
        soort, map_, *_ = pad.relative_to(paden.XSD).parts
        if soort != "Diensten" or map_ in namen:
            yield pad


def _inhoud(diensten: list[Dienst]) -> Iterator[tuple[str, bytes]]:
    for pad in schemas(diensten):
        yield f"xsd/{pad.relative_to(paden.XSD).as_posix()}", pad.read_bytes()
    for dienst in diensten:
        yield f"wsdl/{dienst.wsdl.name}", dienst.wsdl.read_bytes()
        yield f"wsdl/plat/{dienst.wsdl.name}", platte_wsdl(dienst.wsdl)
        for operatie in dienst.operaties.values():
            for soort in ("verzoek", "antwoord"):
                xml = voorbeeld(operatie, f"{soort}-midden").xml
                yield f"voorbeelden/{dienst.naam}/{operatie.naam}-{soort}.xml", envelop.maak("", xml)
