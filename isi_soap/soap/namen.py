"""Naamruimten van de draad, elk eenmaal."""

from __future__ import annotations

from typing import Final

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12: Final = "http://www.w3.org/2003/05/soap-envelope"
SOAP_CODERING: Final = "http://schemas.xmlsoap.org/soap/encoding/"
VOLGENDE: Final = "http://schemas.xmlsoap.org/soap/actor/next"
WSA: Final = "http://www.w3.org/2005/08/addressing"
ANONIEM: Final = f"{WSA}/anonymous"
NIEMAND: Final = f"{WSA}/none"
ACTIE_ADRESFOUT: Final = f"{WSA}/fault"
ACTIE_SOAPFOUT: Final = f"{WSA}/soap/fault"
WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
