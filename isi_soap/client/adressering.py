"""WS-Addressing aan de kant van de aanvrager: eigen headers mee, en het antwoord moet bij de vraag horen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from lxml import etree
from zeep.plugins import Plugin
from zeep.wsdl.utils import get_or_create_header

WSA = "http://www.w3.org/2005/08/addressing"
ANONIEM = f"{WSA}/anonymous"


class VerkeerdeAdressering(Exception):  # noqa: N818 - een vaststelling over het antwoord
    """Het antwoord hoort niet bij de vraag, of zegt dat niet."""


@dataclass
class Adressering(Plugin):
    """De headers van één uitwisseling; die zeep zelf al zet gaan eruit, anders gaan ze dubbel."""

    oin: str | None = None
    message_id: str | None = None
    verzonden_id: str = field(init=False, default="")
    ontvangen_id: str | None = field(init=False, default=None)
    envelop: Any = field(init=False, default=None)

    def egress(
        self, envelope: Any, http_headers: dict[str, str], operation: Any, binding_options: Any
    ) -> tuple[Any, dict[str, str]]:
        header = get_or_create_header(envelope)
        for oud in header.findall(f"{{{WSA}}}*"):
            header.remove(oud)
        self.verzonden_id = self.message_id or f"urn:uuid:{uuid4()}"
        self._zet(header, "To", binding_options["address"])
        van = etree.SubElement(header, f"{{{WSA}}}From")
        self._zet(van, "Address", f"{ANONIEM}?oin={self.oin}" if self.oin else ANONIEM)
        self._zet(header, "Action", operation.abstract.wsa_action)
        self._zet(header, "MessageID", self.verzonden_id)
        etree.cleanup_namespaces(header, keep_ns_prefixes=["wsa"], top_nsmap={"wsa": WSA})
        return envelope, http_headers

    @staticmethod
    def _zet(onder: Any, naam: str, tekst: str) -> None:
        etree.SubElement(onder, f"{{{WSA}}}{naam}").text = tekst

    def ingress(self, envelope: Any, http_headers: Any, operation: Any) -> tuple[Any, Any]:
        self.envelop = envelope
        self.ontvangen_id = _enige(envelope, "MessageID")
        gerelateerd = _enige(envelope, "RelatesTo")
        if gerelateerd != self.verzonden_id:
            raise VerkeerdeAdressering(
                f"RelatesTo van het antwoord is {gerelateerd or 'afwezig'}, verwacht {self.verzonden_id}"
            )
        if _enige(envelope, "Action") is None:
            raise VerkeerdeAdressering("het antwoord heeft geen wsa:Action")
        return envelope, http_headers


def _enige(envelop: Any, naam: str) -> str | None:
    gevonden = envelop.findall(f"{{*}}Header/{{{WSA}}}{naam}")
    if len(gevonden) > 1:
        raise VerkeerdeAdressering(f"het antwoord heeft {len(gevonden)} keer wsa:{naam}")
    return (gevonden[0].text or "").strip() if gevonden else None
