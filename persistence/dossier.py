"""Een dossier lezen: één SQL-opdracht voor alle soorten feiten, met hun herkomst.

Per soort verzamelt een deelvraag de rijen als JSON-lijsten op vaste plaats; dat is één keer heen en weer, en
het uitpakken kost minder dan zeventien resultaten door de driver.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from sqlalchemy import Connection, TextClause, text

from isi_soap.domain.datum import Datum
from isi_soap.domain.model import Bron, Dossier, Feit, Herkomst, Mutatieverzoek, Persoon, Stap
from persistence.tabellen import FEITEN

# Waar een soort een volgorde in de tijd heeft, gaat die voor de volgorde van registreren: de laatste geldt.
_VOLGORDE = {
    "adressen": "datum_aanvang",
    "buitenland": "datum_vertrek",
    "verblijfsdoelen": "peildatum",
    "plichten": "datum_vaststelling",
    "handhavingen": "datum_besluit",
    "verlengingen": "datum_besluit",
    "boetes": "datum",
    "voorzieningen": "startdatum",
    "vrijstellingen": "datum_ingang",
    "ontheffingen": "datum_besluit",
    "examenresultaten": "datum",
    "diplomas": "datum_behaald",
    "examens_buitenland": "datum",
    "signalen": "datum_aangemaakt",
    "mutatieverzoeken": "datum",
}


def lees_dossier(
    conn: Connection, bsn: str, historie: bool = False, *, bereik: Collection[str] | None = None
) -> Dossier | None:
    """Het dossier, of None als de persoon niet in ISI staat, of niet binnen `bereik` (gemeentecodes) woont.

    Onbekend en buiten bereik zijn hier dezelfde vraag: de deelvragen lopen alleen voor wie gevonden is.
    """
    beperking = None if bereik is None else list(bereik)
    rij = conn.execute(_vraag(historie, False), {"bsn": bsn, "bereik": beperking}).scalar()
    return None if rij is None else _dossier(json.loads(rij))


def lees_dossiers(conn: Connection, bsns: Sequence[str], historie: bool = False) -> Iterator[Dossier]:
    """Meer dossiers in één opdracht, op volgorde van BSN; voor runs, in porties van duizend."""
    for rij in conn.execute(_vraag(historie, True), {"bsn": list(bsns), "bereik": None}).scalars():
        yield _dossier(json.loads(rij))


def lees_mutatieverzoeken(
    conn: Connection, bsn: str, *, van: Collection[str] | None = None
) -> tuple[Mutatieverzoek, ...]:
    """De geldende mutatieverzoeken over een BSN, ook als dat (nog) niet in ISI staat (R-012).

    `van`: alleen van deze gemeenten; wat een ander vroeg, kost dan ook geen werk (R-133).
    """
    eigen = " AND (CAST(:van AS text[]) IS NULL OR t.gemeente = ANY(CAST(:van AS text[])))"
    vraag = f"SELECT {_deelvraag('mutatieverzoeken', False, ':bsn', eigen)}::text"
    rij = conn.execute(text(vraag), {"bsn": bsn, "van": None if van is None else list(van)})
    feiten, _ = _feiten("mutatieverzoeken", json.loads(rij.scalar() or "null"), {})
    return tuple(f for f in feiten if isinstance(f, Mutatieverzoek))


# --- de vraag ----------------------------------------------------------------------------------------

_GELDEND = "{}.beeindigd_door IS NULL"
_BRON = "json_build_array({o}.id, {o}.soort, {o}.tijdstip, {o}.partij, {o}.gemeente)"


@cache
def _vraag(historie: bool, meer: bool) -> TextClause:
    persoon = ", ".join(f"p.{veld.name}" for veld in fields(Persoon))
    geldend = _GELDEND.format("p")
    delen = [f"(SELECT json_build_array({persoon}) FROM persoon p WHERE p.bsn = a.bsn AND {geldend})"]  # noqa: S608
    delen += [_deelvraag(naam, historie, "a.bsn") for naam in FEITEN]
    wie = "a.bsn = ANY(CAST(:bsn AS text[]))" if meer else "a.bsn = :bsn"
    return text(
        f"SELECT json_build_array({', '.join(delen)})::text FROM afgeleid a WHERE {wie}"  # noqa: S608
        " AND (CAST(:bereik AS text[]) IS NULL"
        "      OR (a.woongemeente = ANY(CAST(:bereik AS text[])) AND a.wet = 'WI2007'))"
        " ORDER BY a.bsn"
    )


def _deelvraag(naam: str, historie: bool, bsn: str, en: str = "") -> str:
    klasse, tabel = FEITEN[naam]
    kolommen = ", ".join(f"t.{veld.name}" for veld in fields(klasse) if veld.name != "herkomst")
    beeindigd, einde, geldend = "NULL", "", f" AND {_GELDEND.format('t')}"
    if historie:
        beeindigd = f"CASE WHEN e.id IS NOT NULL THEN {_BRON.format(o='e')} END"
        einde, geldend = " LEFT JOIN oorsprong e ON e.id = t.beeindigd_door", ""
    rij = f"{_BRON.format(o='b')}, {beeindigd}, t.versie_einde, {kolommen}"
    volgorde = f"t.{_VOLGORDE[naam]}, t.id" if naam in _VOLGORDE else "t.id"
    return (
        f"(SELECT json_agg(json_build_array({rij}) ORDER BY {volgorde}, t.versienr)"  # noqa: S608
        f" FROM {tabel.name} t JOIN oorsprong b ON b.id = t.geschreven_door{einde}"
        f" WHERE t.bsn = {bsn}{geldend}{en})"
    )


# --- uitpakken ---------------------------------------------------------------------------------------


def _dossier(delen: list[Any]) -> Dossier:
    bronnen: dict[str, Bron] = {}
    inhoud: dict[str, Any] = {}
    historie: list[Feit] = []
    for naam, rijen in zip(FEITEN, delen[1:], strict=True):
        inhoud[naam], oud = _feiten(naam, rijen, bronnen)
        historie += oud
    persoon = _MAAK_PERSOON(delen[0])
    return Dossier(persoon=persoon, historie=tuple(historie), **inhoud)


def _feiten(
    naam: str, rijen: list[list[Any]] | None, bronnen: dict[str, Bron]
) -> tuple[tuple[Feit, ...], list[Feit]]:
    maak = _MAKERS[naam]
    geldend: list[Feit] = []
    oud: list[Feit] = []
    for geschreven, beeindigd, reden, *rij in rijen or ():
        herkomst = Herkomst(
            geschreven=_bron(geschreven, bronnen),
            beeindigd=_bron(beeindigd, bronnen) if beeindigd else None,
            reden_einde=reden,
        )
        (oud if beeindigd else geldend).append(maak(rij, herkomst))
    return tuple(geldend), oud


def _bron(rij: list[Any], bronnen: dict[str, Bron]) -> Bron:
    bron = bronnen.get(rij[0])
    if bron is None:
        bron = bronnen[rij[0]] = Bron(
            id=UUID(rij[0]),
            soort=rij[1],
            tijdstip=datetime.fromisoformat(rij[2]),
            partij=rij[3],
            gemeente=rij[4],
        )
    return bron


def _maker(klasse: Any) -> Callable[..., Any]:
    """Hoe een lijst waarden een `klasse` wordt; alleen wat JSON niet kent, wordt omgezet."""
    soorten = get_type_hints(klasse)
    namen = [veld.name for veld in fields(klasse) if veld.name != "herkomst"]
    omzetten = [(naam, om) for naam in namen if (om := _omzetting(soorten[naam])) is not None]

    def maak(waarden: list[Any], herkomst: Herkomst | None = None) -> Any:
        inhoud = dict(zip(namen, waarden, strict=True))
        for naam, om in omzetten:
            if inhoud[naam] is not None:
                inhoud[naam] = om(inhoud[naam])
        return klasse(**inhoud) if herkomst is None else klasse(**inhoud, herkomst=herkomst)

    return maak


def _omzetting(soort: Any) -> Callable[[Any], Any] | None:
    if get_origin(soort) in (types.UnionType, Union):
        (soort,) = (a for a in get_args(soort) if a is not types.NoneType)
    if get_origin(soort) is tuple:
        return _stappen if get_args(soort)[0] is Stap else tuple
    if soort is Datum:
        return Datum
    if soort is date:
        return date.fromisoformat
    return None


def _stappen(rijen: list[dict[str, str | None]]) -> tuple[Stap, ...]:
    return tuple(
        Stap(
            status=str(rij["status"]),
            datum=date.fromisoformat(str(rij["datum"])),
            toelichting=rij["toelichting"],
        )
        for rij in rijen
    )


_MAAK_PERSOON = _maker(Persoon)
_MAKERS = {naam: _maker(klasse) for naam, (klasse, _) in FEITEN.items()}
