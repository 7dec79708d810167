"""De afgeleide rij van een persoon verversen: status, deel, groepen, bereik en zoekkolommen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.geldigheid import lopende_handhaving
from isi_soap.domain.model import Dossier, Persoon
from isi_soap.domain.overschrijding import overschrijding
from isi_soap.domain.status import Status, status
from isi_soap.domain.toegang import woongemeente
from persistence.tabellen import afgeleid


@dataclass(frozen=True, slots=True)
class Stand:
    """Wat een antwoord over een dossier meldt."""

    status: Status
    deel: Deel


def bereken(dossier: Dossier, peildatum: date) -> Stand:
    return Stand(status(dossier, peildatum), deel(dossier, peildatum))


def ververs(conn: Connection, dossier: Dossier, peildatum: date, gewijzigd: datetime) -> Stand:
    """Bereken en bewaar wat uit het dossier volgt, op de dag van de laatste dagrun (R-065)."""
    rij = afgeleide_rij(dossier, peildatum, gewijzigd)
    ververs_rijen(conn, [rij])
    return Stand(Status(rij["status"]), Deel(rij["deel"]))


def ververs_rijen(conn: Connection, rijen: Iterable[dict[str, Any]]) -> None:
    """Meer personen tegelijk, voor runs en ladingen."""
    if rijen := list(rijen):
        conn.execute(_UPSERT, rijen)


def afgeleide_rij(dossier: Dossier, peildatum: date, gewijzigd: datetime) -> dict[str, Any]:
    persoon = dossier.persoon
    over = overschrijding(dossier, peildatum)
    handhaving = lopende_handhaving(dossier)
    return {
        "bsn": persoon.bsn,
        "status": str(status(dossier, peildatum)),
        "deel": str(deel(dossier, peildatum)),
        "groepen": list(over.groepen) if over else [],
        "peildatum": peildatum,
        "woongemeente": woongemeente(dossier),
        "wet": persoon.wet,
        "naam_zoek": zoeknaam(persoon.geslachtsnaam),
        "geboren_van": _eerst_mogelijk(persoon.geboortedatum),
        "geboren_tot": persoon.geboortedatum.laatst_mogelijk,
        "nationaliteiten": sorted({n.code for n in dossier.nationaliteiten}),
        "einde_termijn": handhaving.datum_einde_termijn if handhaving else None,
        "gewijzigd": gewijzigd,
    }


def maak_plaats(conn: Connection, persoon: Persoon, peildatum: date, gewijzigd: datetime) -> None:
    """De rij van een nieuw persoon, zodat zijn feiten ernaar kunnen verwijzen."""
    rij = afgeleide_rij(Dossier(persoon=persoon), peildatum, gewijzigd)
    conn.execute(insert(afgeleid).on_conflict_do_nothing(), rij)


def zoeknaam(naam: str) -> str:
    """Kleine letters zonder accenten: zo wordt een naam gezocht en bewaard."""
    ontleed = unicodedata.normalize("NFKD", naam.casefold())
    return "".join(teken for teken in ontleed if not unicodedata.combining(teken)).strip()


def _eerst_mogelijk(datum: Datum) -> date | None:
    """De eerste dag die een onvolledige datum kan zijn."""
    if datum[:4] == "0000" or not datum.bestaat:
        return None
    return date(int(datum[:4]), int(datum[4:6]) or 1, int(datum[6:]) or 1)


_INVOER = insert(afgeleid)
_UPSERT = _INVOER.on_conflict_do_update(
    index_elements=[afgeleid.c.bsn],
    set_={k.name: _INVOER.excluded[k.name] for k in afgeleid.c if k.name != "bsn"},
)
