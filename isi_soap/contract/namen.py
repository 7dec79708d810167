"""De naamruimten van het contract, eenmaal (standards.md §1.2, design.md §4)."""

from __future__ import annotations

BASISSCHEMA = "urn:isi:Basisschema:v0100"
INBURGERING = "urn:isi:Inburgering:v0100"
DIENSTEN = "urn:isi:Diensten:"
FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
XSD = "http://www.w3.org/2001/XMLSchema"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP_WSDL = "http://schemas.xmlsoap.org/wsdl/soap/"
WSAW = "http://www.w3.org/2006/05/addressing/wsdl"
WSAM = "http://www.w3.org/2007/05/addressing/metadata"

FWI_ELEMENT = f"{{{FWI}}}FWI"
FOUT_ELEMENT = f"{{{FWI}}}Fout"
NIETS_GEVONDEN = f"{{{FWI}}}NietsGevonden"
NIET_GERECHTIGD = f"{{{FWI}}}NietGerechtigd"

# De source van een documentation die één waarde van een codelijst beschrijft: urn:isi:code:WAARDE:HERKOMST.
CODE_BRON = "urn:isi:code:"
HERKOMSTEN = ("handleiding", "wet", "isi", "suwiml")


def qnaam(naamruimte: str, naam: str) -> str:
    """De naam zoals lxml hem schrijft; zonder naamruimte de naam alleen."""
    return f"{{{naamruimte}}}{naam}" if naamruimte else naam


def lokaal(qnaam: str) -> str:
    return qnaam.rpartition("}")[2]


def naamruimte(qnaam: str) -> str:
    return qnaam[1:].partition("}")[0] if qnaam.startswith("{") else ""
