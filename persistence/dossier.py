"""Een dossier lezen: één SQL-opdracht voor alle soorten feiten, met hun herkomst.

Per soort verzamelt een deelvraag de rijen als JSON-lijsten op vaste plaats; dat is één keer heen en weer. Van
veel personen tegelijk leest `dossiers`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from functools import cache

import orjson
from sqlalchemy import Connection, TextClause, text

from isi_soap.domain.model import Dossier, Mutatieverzoek, Persoon
from persistence.tabellen import FEITEN
from persistence.uitpakken import Herkomsten, pak_dossier_uit, pak_feiten_uit

# Waar een soort een volgorde in de tijd heeft, gaat die voor de volgorde van registreren: de laatste geldt.
VOLGORDE = {
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
    rij = conn.execute(_vraag(historie), {"bsn": bsn, "bereik": beperking}).scalar()
    if rij is None:
        return None
    persoon, *delen = orjson.loads(rij)
    feiten = {naam: rijen for naam, rijen in zip(FEITEN, delen, strict=True) if rijen}
    return pak_dossier_uit(persoon, feiten, Herkomsten())


def lees_mutatieverzoeken(
    conn: Connection, bsn: str, *, van: Collection[str] | None = None
) -> tuple[Mutatieverzoek, ...]:
    """De geldende mutatieverzoeken over een BSN, ook als dat (nog) niet in ISI staat (R-012).

    `van`: alleen van deze gemeenten; wat een ander vroeg, kost dan ook geen werk (R-133).
    """
    eigen = " AND (CAST(:van AS text[]) IS NULL OR t.gemeente = ANY(CAST(:van AS text[])))"
    vraag = f"SELECT {_deelvraag('mutatieverzoeken', False, ':bsn', eigen)}::text"
    rij = conn.execute(text(vraag), {"bsn": bsn, "van": None if van is None else list(van)})
    feiten, _ = pak_feiten_uit("mutatieverzoeken", orjson.loads(rij.scalar() or "[]"), Herkomsten())
    return tuple(f for f in feiten if isinstance(f, Mutatieverzoek))


# --- de vraag ----------------------------------------------------------------------------------------

_GELDEND = "{}.beeindigd_door IS NULL"
BRON = "json_build_array({o}.id, {o}.soort, {o}.tijdstip, {o}.partij, {o}.gemeente)"


@cache
def _vraag(historie: bool) -> TextClause:
    persoon = ", ".join(f"p.{veld.name}" for veld in fields(Persoon))
    geldend = _GELDEND.format("p")
    delen = [f"(SELECT json_build_array({persoon}) FROM persoon p WHERE p.bsn = a.bsn AND {geldend})"]  # noqa: S608
    delen += [_deelvraag(naam, historie, "a.bsn") for naam in FEITEN]
    return text(
        f"SELECT json_build_array({', '.join(delen)})::text FROM afgeleid a WHERE a.bsn = :bsn"  # noqa: S608
        " AND (CAST(:bereik AS text[]) IS NULL"
        "      OR (a.woongemeente = ANY(CAST(:bereik AS text[])) AND a.wet = 'WI2007'))"
    )


def _deelvraag(naam: str, historie: bool, bsn: str, en: str = "") -> str:
    klasse, tabel = FEITEN[naam]
    kolommen = ", ".join(f"t.{veld.name}" for veld in fields(klasse) if veld.name != "herkomst")
    beeindigd, einde, geldend = "NULL", "", f" AND {_GELDEND.format('t')}"
    if historie:
        beeindigd = f"CASE WHEN e.id IS NOT NULL THEN {BRON.format(o='e')} END"
        einde, geldend = " LEFT JOIN oorsprong e ON e.id = t.beeindigd_door", ""
    rij = f"{BRON.format(o='b')}, {beeindigd}, t.versie_einde, {kolommen}"
    volgorde = f"t.{VOLGORDE[naam]}, t.id" if naam in VOLGORDE else "t.id"
    return (
        f"(SELECT json_agg(json_build_array({rij}) ORDER BY {volgorde}, t.versienr)"  # noqa: S608
        f" FROM {tabel.name} t JOIN oorsprong b ON b.id = t.geschreven_door{einde}"
        f" WHERE t.bsn = {bsn}{geldend}{en})"
    )
