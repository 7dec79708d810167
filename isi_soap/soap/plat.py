"""Een WSDL in één bestand, met alle schema's erin: voor wie geen imports kan of wil volgen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree

from isi_soap.contract.namen import WSDL, XSD

_IMPORT: Final = f"{{{XSD}}}import"
_LEZER = etree.XMLParser(no_network=True, resolve_entities=False, remove_comments=True)


@cache
def platte_wsdl(wsdl: Path) -> bytes:
    """De WSDL met in wsdl:types elk schema zelf; imports noemen alleen nog de naamruimte."""
    boom = etree.parse(str(wsdl), _LEZER)
    types = boom.getroot().find(f"{{{WSDL}}}types")
    if types is None:
        raise ValueError(f"{wsdl.name} heeft geen wsdl:types")
    schemas: dict[Path, etree._Element] = {}
    for importerend in types:
        for verwijzing in importerend.findall(_IMPORT):
            _verzamel(wsdl.parent / (verwijzing.get("schemaLocation") or ""), schemas)
    for kind in list(types):
        types.remove(kind)
    types.extend(schemas.values())
    return etree.tostring(boom, encoding="UTF-8", xml_declaration=True)


def _verzamel(pad: Path, schemas: dict[Path, etree._Element]) -> None:
    """Wat geïmporteerd wordt, komt eerst: sommige clients lezen van boven naar beneden."""
    pad = pad.resolve()
    if pad in schemas:
        return
    wortel = etree.parse(str(pad), _LEZER).getroot()
    for verwijzing in wortel.findall(_IMPORT):
        _verzamel(pad.parent / (verwijzing.get("schemaLocation") or ""), schemas)
        del verwijzing.attrib["schemaLocation"]
    schemas[pad] = wortel
