"""Een run in het berichtenlog: dat zij begon, wat zij per portie deed en over wie, en hoe zij afliep.

Het begin heeft het kenmerk van de herkomst, zodat het log bij elk feit dat een run schreef de run weet te
noemen; al het andere verwijst ernaar. Over wie het ging staat bij de portie, in haar eigen transactie: een
record noemt nooit meer dan een portie personen, en van een run die blijft steken staat wat zij deed er al.
Een begin zonder einde is een run die nog niet hervat is; SIGKILL laat geen tijd om dat te zeggen.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, tuple_

from persistence.database import DatabaseOnbereikbaar
from persistence.eenheid import Eenheid, systeemklok
from persistence.kenmerk import nieuw_id
from persistence.logboek.berichtenlog import Logregel, Uitkomstcode, schrijf_logregel
from persistence.tabellen import run_regel

PERSONEN: Final = 500  # in één record; wie een van hen vergeet, verliest hoogstens dit verslag
_GEEN_HTTP = 0


def begonnen(eenheid: Eenheid, herkomst: UUID, soort: str) -> None:
    schrijf_logregel(eenheid.conn, eenheid.database.logsleutels, herkomst, _regel(eenheid, soort))


def hervat(eenheid: Eenheid, herkomst: UUID, soort: str) -> None:
    _schrijf(eenheid, herkomst, soort, {"hervat": True})


def gedaan(eenheid: Eenheid, herkomst: UUID, soort: str, regels: Sequence[Mapping[str, Any]]) -> None:
    """Wat er met wie gebeurde; `regels` zoals zij in het verslag van de run komen."""
    for deel in _per_personen(regels):
        wie = tuple(dict.fromkeys(regel["bsn"] for regel in deel))
        inhoud = [[regel["bsn"], regel["wat"], regel["waarom"]] for regel in deel]
        _schrijf(eenheid, herkomst, soort, {"regels": inhoud}, bsns=wie)


def gedaan_volgens_verslag(eenheid: Eenheid, herkomst: UUID, soort: str, run: int) -> None:
    """Hetzelfde voor wat in één opdracht gebeurde: van het verslag zelf, een deel tegelijk."""
    plaats = tuple_(run_regel.c.bsn, run_regel.c.id)
    vraag = select(run_regel).where(run_regel.c.run == run).order_by(plaats).limit(PERSONEN)
    tot: tuple[str, int] = ("", 0)
    while regels := eenheid.conn.execute(vraag.where(plaats > tuple_(*tot))).mappings().all():
        gedaan(eenheid, herkomst, soort, [dict(regel) for regel in regels])
        tot = regels[-1]["bsn"], regels[-1]["id"]


def voltooid(eenheid: Eenheid, herkomst: UUID, soort: str, verslag: Mapping[str, Any]) -> None:
    _schrijf(eenheid, herkomst, soort, verslag, duur=verslag["seconden"])


def afgebroken(eenheid: Eenheid, herkomst: UUID, soort: str, fout: BaseException) -> None:
    """Alleen de soort van de fout: in haar tekst kan een persoonsgegeven staan."""
    with contextlib.suppress(DatabaseOnbereikbaar):
        eenheid.maak_ongedaan()
        _schrijf(eenheid, herkomst, soort, {"afgebroken": type(fout).__name__}, uitkomst="FOUT")
        eenheid.commit()


def _per_personen(regels: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    deel: list[Mapping[str, Any]] = []
    wie: set[str] = set()
    for regel in regels:
        if regel["bsn"] not in wie and len(wie) == PERSONEN:
            yield deel
            deel, wie = [], set()
        deel.append(regel)
        wie.add(regel["bsn"])
    if deel:
        yield deel


def _schrijf(
    eenheid: Eenheid,
    herkomst: UUID,
    soort: str,
    inhoud: Mapping[str, Any],
    *,
    uitkomst: Uitkomstcode = "OK",
    bsns: tuple[str, ...] = (),
    duur: float = 0.0,
) -> None:
    regel = _regel(eenheid, soort)
    regel.relates_to = f"urn:uuid:{herkomst}"
    regel.uitkomst, regel.bsns, regel.duur = uitkomst, bsns, duur
    regel.antwoord = json.dumps(inhoud, ensure_ascii=False, sort_keys=True).encode()
    schrijf_logregel(eenheid.conn, eenheid.database.logsleutels, nieuw_id(), regel)


def _regel(eenheid: Eenheid, soort: str) -> Logregel:
    nu = systeemklok()
    return Logregel(
        soort="RUN",
        ontvangen=nu,
        beantwoord=nu,
        profiel=eenheid.profiel,
        operatie=soort,
        uitkomst="OK",
        http_status=_GEEN_HTTP,
        duur=0.0,
    )
