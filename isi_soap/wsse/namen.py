"""Naamruimten en algoritmen van WS-Security, elk eenmaal (WB001, WB007, SIGN003, SIGN004)."""

from __future__ import annotations

from typing import Final

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
WSA: Final = "http://www.w3.org/2005/08/addressing"
_OASIS: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
WSSE: Final = f"{_OASIS}-wssecurity-secext-1.0.xsd"
WSU: Final = f"{_OASIS}-wssecurity-utility-1.0.xsd"
WSSE11: Final = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
XENC11: Final = "http://www.w3.org/2009/xmlenc11#"

BASE64: Final = f"{_OASIS}-soap-message-security-1.0#Base64Binary"
X509V3: Final = f"{_OASIS}-x509-token-profile-1.0#X509v3"

EXC_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_MEER: Final = "http://www.w3.org/2001/04/xmldsig-more#"
RSA_SHA256: Final = f"{_MEER}rsa-sha256"
SHA256: Final = f"{XENC}sha256"
HANDTEKENINGEN: Final = frozenset({RSA_SHA256, f"{_MEER}rsa-sha384", f"{_MEER}rsa-sha512"})
DIGESTS: Final = frozenset({SHA256, f"{_MEER}sha384", f"{XENC}sha512"})

AES128_GCM: Final = f"{XENC11}aes128-gcm"
AES256_GCM: Final = f"{XENC11}aes256-gcm"
RSA_OAEP: Final = f"{XENC}rsa-oaep-mgf1p"
INHOUD: Final = f"{XENC}Content"
SLEUTELTOKEN: Final = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKey"

# Elementen, zoals lxml ze noemt.
ENVELOPE: Final = f"{{{SOAP}}}Envelope"
HEADER: Final = f"{{{SOAP}}}Header"
BODY: Final = f"{{{SOAP}}}Body"
SECURITY: Final = f"{{{WSSE}}}Security"
TIJDSTEMPEL: Final = f"{{{WSU}}}Timestamp"
CREATED: Final = f"{{{WSU}}}Created"
EXPIRES: Final = f"{{{WSU}}}Expires"
TOKEN: Final = f"{{{WSSE}}}BinarySecurityToken"
TOKENVERWIJZING: Final = f"{{{WSSE}}}SecurityTokenReference"
VERWIJZING: Final = f"{{{WSSE}}}Reference"
BEVESTIGING: Final = f"{{{WSSE11}}}SignatureConfirmation"
HANDTEKENING: Final = f"{{{DS}}}Signature"
ID: Final = f"{{{WSU}}}Id"
ENCRYPTED_DATA: Final = f"{{{XENC}}}EncryptedData"
ENCRYPTED_KEY: Final = f"{{{XENC}}}EncryptedKey"
