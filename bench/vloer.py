"""De vloer: wat libxml2 alleen al kost voor dezelfde bytes."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from bench.dossiers import PERSOONINFO, bsns, dossier, verzoek
from isi_soap.contract.codec import codec
from isi_soap.contract.schema import schema
from isi_soap.soap import envelop


def verzoeken() -> list[bytes]:
    """De berichten waarmee alles gemeten wordt."""
    return [envelop.maak("", verzoek(bsn)) for bsn in bsns()]


def vloer(*, vol: bool) -> Callable[[], None]:
    """Verzoek ontleden en toetsen, antwoord toetsen en als bytes schrijven; elke ronde alle verzoeken."""
    lezer = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True)
    toets = schema(PERSOONINFO.dienst)
    schrijver = codec(PERSOONINFO.antwoord)
    antwoorden = [
        etree.fromstring(envelop.maak("", schrijver.encode(dossier(nummer, bsn, vol=vol))))
        for nummer, bsn in enumerate(bsns())
    ]
    paren = list(zip(verzoeken(), antwoorden, strict=True))

    def ronde() -> None:
        for bericht, antwoord in paren:
            toets.assertValid(etree.fromstring(bericht, lezer)[0][0])
            toets.assertValid(antwoord[0][0])
            etree.tostring(antwoord, encoding="utf-8")

    return ronde
