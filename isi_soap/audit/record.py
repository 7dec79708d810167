"""Het record: de gegevens van één uitwisseling als vaste bytes, en het blad dat daarvan in de boom komt.

De vorm is JSON volgens RFC 8785 (JCS), beperkt tot teksten, gehele getallen, waar/onwaar, lijsten van
teksten en objecten daarvan. Een veld zonder waarde staat er niet in: een kolom die later bijkomt en leeg is,
verandert oude records dus niet. De inhoud zelf staat er niet in, alleen haar gezouten hash; wordt de inhoud
vernietigd, dan verdwijnt dat zout mee en blijft het record even waar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import orjson

from isi_soap.audit.boom import Hash, bladhash

FORMAAT: Final = "isi-logrecord/1"
ZOUT: Final = 16  # bytes; van het record en van de inhoud elk een

Waarde = str | int | bool | float | bytes | datetime | UUID | Sequence[str] | Mapping[str, "Waarde"] | None


def canoniek(velden: Mapping[str, Waarde]) -> bytes:
    """De bytes van een record: namen op volgorde, zonder witruimte, UTF-8."""
    record: dict[str, object] = {"formaat": FORMAAT}
    for naam, waarde in velden.items():
        if waarde is not None:
            zet = _VORMEN.get(type(waarde), vorm)
            record[naam] = waarde if zet is None else zet(waarde)
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def blad(velden: Mapping[str, Waarde]) -> Hash:
    """De hash die in de boom komt; het veld `zout` maakt dat zij niets over de andere velden verraadt."""
    return bladhash(canoniek(velden))


def gezouten(zout: bytes, inhoud: bytes) -> Hash:
    """De hash van een verzoek of antwoord zoals het record haar noemt."""
    return sha256(zout + inhoud).digest()


def personenhash(personen: Sequence[bytes]) -> Hash:
    """De hash over de kenmerken van alle personen, gesorteerd en achter elkaar."""
    return sha256(b"".join(sorted(personen))).digest()


def _tijd(waarde: datetime) -> str:
    return waarde.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def vorm(waarde: Waarde) -> object:
    """Een waarde binnen een record, zoals zij in JSON staat."""
    if isinstance(waarde, float):
        return round(waarde * 1_000_000)
    if isinstance(waarde, Mapping):
        return {naam: vorm(deel) for naam, deel in waarde.items()}
    if isinstance(waarde, Sequence) and not isinstance(waarde, (str, bytes)):
        return [vorm(deel) for deel in waarde]
    zet = _VORMEN.get(type(waarde))
    return waarde if zet is None else zet(waarde)


# Per soort waarde, zonder omweg: een toets van het hele log doet dit voor elk veld van elk record.
_VORMEN: dict[type, Callable[[Any], object] | None] = {
    str: None,
    int: None,
    bool: None,
    UUID: None,  # orjson schrijft haar zoals str(UUID)
    bytes: bytes.hex,
    datetime: _tijd,
}
