"""Van één verwerking haar logregels: de actie zelf, en een actie eronder per betrokkene (docs/waarneming.md).

Alles volgt uit het record: wie hetzelfde record nog eens levert, levert dezelfde span_id's. Een betrokkene is
een pseudoniem dat zonder het sleutelbestand van het logboek niets zegt, en dat ook niet het kenmerk is
waarmee het berichtenlog zoekt. Wie er aan het toetsenbord zat staat er niet in; dat is voor het auditlog.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from isi_soap.waarneming import traceparent
from isi_soap.waarneming.ldv.register import Register
from persistence.logboek.ldv import Verwerking

ACTIVITEIT: Final = "dpl.core.processing_activity_id"
BETROKKENE: Final = "dpl.core.data_subject_id"
SOORT_BETROKKENE: Final = "dpl.core.data_subject_id_type"
PROCESSOR: Final = "dpl.core.foreign_operation.processor"
FOUTSOORT: Final = "exception.type"

_STORING: Final = "0051"  # de enige code van een fault die niet aan het bericht lag
_URN: Final = "urn:uuid:"
_ONBEKEND: Final = "Onbekende verwerking"

Status = Literal["UNSET", "ERROR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """Eén logregel van de standaard; tijden in milliseconden sinds 1970."""

    trace_id: bytes
    span_id: bytes
    parent_span_id: bytes = b""
    name: str
    van_buiten: bool
    start_time: int
    end_time: int
    status: Status
    attributes: Mapping[str, str] = field(default_factory=dict)


class Pseudoniemen:
    """Maakt van het kenmerk van een persoon zijn pseudoniem in het LDV-logboek."""

    def __init__(self, zoeksleutel: bytes) -> None:
        self._sleutel = hmac.digest(zoeksleutel, b"isi-ldv/1", "sha256")

    def van(self, kenmerk: bytes) -> str:
        return hmac.digest(self._sleutel, kenmerk, "sha256").hex()


def regels(
    verwerking: Verwerking, personen: Iterable[bytes], register: Register, pseudoniemen: Pseudoniemen
) -> Iterator[Regel]:
    """Geen regel voor het begin van een run: haar einde vertelt het hele verhaal."""
    if verwerking.soort == "RUN" and verwerking.relates_to is None:
        return
    trace_id, ouder = _spoor(verwerking)
    eigen = _span(verwerking.id)
    algemeen = {ACTIVITEIT: register.activiteit(verwerking)}
    if verwerking.oin is not None:
        algemeen[PROCESSOR] = register.processor(verwerking.oin)
    if (status := _status(verwerking)) == "ERROR":
        algemeen[FOUTSOORT] = _STORING
    naam, begin, einde = _naam(verwerking), *_tijden(verwerking)

    def regel(span_id: bytes, parent: bytes, persoon: bytes | None, *, van_buiten: bool) -> Regel:
        wie = {} if persoon is None else _betrokkene(pseudoniemen.van(persoon))
        return Regel(
            trace_id=trace_id,
            span_id=span_id,
            parent_span_id=parent,
            name=naam,
            van_buiten=van_buiten,
            start_time=begin,
            end_time=einde,
            status=status,
            attributes=algemeen | wie,
        )

    van_buiten = verwerking.soort == "BERICHT"
    if verwerking.personen == 1:
        for persoon in personen:
            yield regel(eigen, ouder, persoon, van_buiten=van_buiten)
        return
    yield regel(eigen, ouder, None, van_buiten=van_buiten)
    for persoon in personen:
        yield regel(_span(verwerking.id, persoon), eigen, persoon, van_buiten=False)


def _spoor(verwerking: Verwerking) -> tuple[bytes, bytes]:
    """Het spoor van de aanvrager, of een eigen: het kenmerk van het record, of van de run waar het bij is."""
    gekregen = traceparent.lees(verwerking.traceparent)
    if gekregen is not None:
        return bytes.fromhex(gekregen.trace_id), bytes.fromhex(gekregen.span_id)
    if verwerking.soort == "RUN" and verwerking.relates_to is not None:
        return UUID(verwerking.relates_to.removeprefix(_URN)).bytes, b""
    return verwerking.id.bytes, b""


def _span(kenmerk: UUID, persoon: bytes = b"") -> bytes:
    return sha256(b"isi-ldv/1" + kenmerk.bytes + persoon).digest()[:8]


def _status(verwerking: Verwerking) -> Status:
    """Alleen een storing van ons is een fout; een weigering of een leeg antwoord is dat niet."""
    storing = verwerking.uitkomst == "FOUT" and _STORING in verwerking.codes
    return "ERROR" if storing else "UNSET"


def _naam(verwerking: Verwerking) -> str:
    """Nooit leeg: wat geen operatie noemt is nog wel iets van een dienst."""
    return verwerking.operatie or verwerking.dienst or _ONBEKEND


def _tijden(verwerking: Verwerking) -> tuple[int, int]:
    begin, einde = _milli(verwerking.ontvangen), _milli(verwerking.beantwoord)
    if verwerking.soort != "BERICHT":
        # Van een run of lading is het record het einde; `duur` zegt wanneer zij begon.
        begin = einde - round(verwerking.duur * 1000)
    return begin, max(begin, einde)


def _milli(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _betrokkene(pseudoniem: str) -> dict[str, str]:
    return {BETROKKENE: pseudoniem, SOORT_BETROKKENE: "BSN"}
