"""Selecties: personen binnen bereik die aan alle criteria voldoen, bladerend op BSN (R-027, R-035, R-089).

Een bladzijde begint na de laatste persoon van de vorige; wat intussen verandert, verschuift geen regel.
De cursor draagt die plaats en een vingerafdruk van de vraag, zodat zij nergens anders bij past.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from isi_soap.domain import catalogus as c
from isi_soap.domain.meldingen import Melding, Weigering
from persistence import cursor as cursors
from persistence.afleiding import zoeknaam
from persistence.bladeren import grootte
from persistence.tabellen import afgeleid, diploma, oorsprong, persoon, voorziening, vrijstelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Waaraan een persoon moet voldoen; leeg is: maakt niet uit. Van een lijst volstaat één waarde."""

    deel: str | None = None
    statussen: tuple[str, ...] = ()
    naam: str | None = None  # begin van de geslachtsnaam
    geboren_vanaf: date | None = None
    geboren_tot: date | None = None
    leeftijd_vanaf: int | None = None
    leeftijd_tot: int | None = None
    nationaliteiten: tuple[str, ...] = ()
    gemeente: str | None = None
    voorzieningen: tuple[str, ...] = ()
    voorziening_actief: bool | None = None
    vrijstelling_soort: str | None = None
    vrijstelling_bron: str | None = None
    termijn_vanaf: date | None = None
    termijn_tot: date | None = None
    groepen: tuple[str, ...] = ()
    gewijzigd_vanaf: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bladzijde:
    """Een deel van een selectie; `cursor` is er als er meer volgt."""

    totaal: int
    rijen: Sequence[Any]
    cursor: str | None


_a, _p = afgeleid.c, persoon.c
_KOLOMMEN = (
    _a.bsn, _a.status, _a.deel, _a.groepen, _a.peildatum, _a.woongemeente, _a.einde_termijn, _a.gewijzigd,
    _p.voorvoegsel, _p.geslachtsnaam, _p.voornamen, _p.geboortedatum, _p.geslacht,
)  # fmt: skip
_MET_PERSOON = afgeleid.join(persoon, and_(_p.bsn == _a.bsn, _p.beeindigd_door.is_(None)))


def zoek(
    conn: Connection,
    criteria: Criteria,
    bereik: Collection[str],
    peildatum: date,
    *,
    aantal: int | None = None,
    cursor: str | None = None,
) -> Bladzijde:
    vraag = _vingerafdruk(criteria, bereik)
    na = _plaats(cursor, vraag) if cursor is not None else None
    aantal = grootte(aantal)
    waar = voorwaarden(criteria, bereik, peildatum)
    totaal = conn.execute(select(func.count()).select_from(afgeleid).where(*waar)).scalar_one()
    # Eén meer dan gevraagd: zo is bekend of er nog iets volgt.
    rijen = lees(conn, criteria, bereik, peildatum, na=na, aantal=aantal + 1)
    meer = len(rijen) > aantal
    rijen = rijen[:aantal]
    return Bladzijde(totaal=totaal, rijen=rijen, cursor=_cursor(rijen[-1].bsn, vraag) if meer else None)


def lees(
    conn: Connection,
    criteria: Criteria,
    bereik: Collection[str],
    peildatum: date,
    *,
    na: str | None,
    aantal: int,
) -> Sequence[Any]:
    """De eerste personen na BSN `na`."""
    waar = voorwaarden(criteria, bereik, peildatum)
    if na is not None:
        waar.append(_a.bsn > na)
    keuze = select(*_KOLOMMEN).select_from(_MET_PERSOON).where(*waar).order_by(_a.bsn).limit(aantal)
    return conn.execute(keuze).all()


# --- de voorwaarden -------------------------------------------------------------------------------------


def voorwaarden(k: Criteria, bereik: Collection[str], peildatum: date) -> list[ColumnElement[bool]]:
    # Binnen het bereik, ook zonder één criterium: een brede vraag mag, zij wordt in bladzijden beantwoord.
    waar: list[ColumnElement[bool]] = [_a.woongemeente.in_(sorted(bereik)), _a.wet == "WI2007"]
    waar += _van_de_persoon(k, peildatum)
    if k.deel is not None:
        waar.append(_a.deel == k.deel)
    if k.statussen:
        waar.append(_a.status.in_(k.statussen))
    if k.gemeente is not None:
        waar.append(_a.woongemeente == k.gemeente)
    if k.groepen:
        waar.append(_overlapt(_a.groepen, k.groepen))
    if k.termijn_vanaf is not None:
        waar.append(_a.einde_termijn >= k.termijn_vanaf)
    if k.termijn_tot is not None:
        waar.append(_a.einde_termijn <= k.termijn_tot)
    if k.gewijzigd_vanaf is not None:
        waar.append(_a.gewijzigd >= k.gewijzigd_vanaf)
    return waar + _van_voorzieningen(k, peildatum) + _van_vrijstellingen(k, peildatum)


def _van_de_persoon(k: Criteria, peildatum: date) -> list[ColumnElement[bool]]:
    """Een onvolledige geboortedatum past als zij kan; voor de leeftijd telt de laatst mogelijke dag."""
    waar: list[ColumnElement[bool]] = []
    if k.naam is not None:
        waar.append(_a.naam_zoek.startswith(zoeknaam(k.naam), autoescape=True))
    if k.geboren_vanaf is not None:
        waar.append(_a.geboren_tot >= k.geboren_vanaf)
    if k.geboren_tot is not None:
        waar.append(_a.geboren_van <= k.geboren_tot)
    if k.leeftijd_vanaf is not None:
        waar.append(_verjaardag(k.leeftijd_vanaf) <= peildatum)
    if k.leeftijd_tot is not None:
        waar.append(_verjaardag(k.leeftijd_tot + 1) > peildatum)
    if k.nationaliteiten:
        waar.append(_overlapt(_a.nationaliteiten, k.nationaliteiten))
    return waar


def _overlapt(kolom: ColumnElement[Any], waarden: tuple[str, ...]) -> ColumnElement[bool]:
    return kolom.bool_op("&&")(literal(list(waarden), ARRAY(Text)))


def _verjaardag(jaren: int) -> ColumnElement[Any]:
    return _a.geboren_tot + func.make_interval(cast(literal(jaren), Integer))


def _dag(tabel: Any, peildatum: date) -> ColumnElement[date]:
    """De dag waarmee een gegeven beoordeeld wordt, als `domain.geldigheid.dag_van`."""
    geschreven = (
        select(cast(func.timezone("Europe/Amsterdam", oorsprong.c.tijdstip), Date))
        .where(oorsprong.c.id == tabel.c.geschreven_door)
        .scalar_subquery()
    )
    return func.greatest(literal(peildatum, Date), geschreven)


def _van_voorzieningen(k: Criteria, peildatum: date) -> list[ColumnElement[bool]]:
    v = voorziening.c
    van_persoon = and_(v.bsn == _a.bsn, v.beeindigd_door.is_(None))
    soort = v.soort.in_(k.voorzieningen) if k.voorzieningen else literal(True)
    if k.voorziening_actief is None:
        return [exists().where(van_persoon, soort)] if k.voorzieningen else []
    actief = _is_actief(peildatum)
    if k.voorziening_actief:
        return [exists().where(van_persoon, soort, actief)]
    geen = ~exists().where(van_persoon, actief)
    return [geen, exists().where(van_persoon, soort)] if k.voorzieningen else [geen]


def _is_actief(peildatum: date) -> ColumnElement[bool]:
    """Als `domain.geldigheid.is_actief`."""
    v, d = voorziening.c, diploma.c
    dag = _dag(voorziening, peildatum)
    behaald = exists().where(
        d.bsn == v.bsn, d.beeindigd_door.is_(None), ~d.aangehouden, d.datum_behaald > v.startdatum
    )
    return and_(v.startdatum <= dag, or_(v.einddatum.is_(None), v.einddatum >= dag), ~behaald)


def _van_vrijstellingen(k: Criteria, peildatum: date) -> list[ColumnElement[bool]]:
    """Eén lopende vrijstelling die aan beide voldoet; lopend als in `domain.geldigheid.loopt`."""
    v = vrijstelling.c
    if k.vrijstelling_soort is None and k.vrijstelling_bron is None:
        return []
    eisen = [v.bsn == _a.bsn, v.beeindigd_door.is_(None)]
    eisen.append(or_(v.datum_einde.is_(None), v.datum_einde > _dag(vrijstelling, peildatum)))
    if k.vrijstelling_soort is not None:
        eisen.append(v.soort == k.vrijstelling_soort)
    if k.vrijstelling_bron is not None:
        eisen.append(v.bron == k.vrijstelling_bron)
    return [exists().where(*eisen)]


# --- de cursor ------------------------------------------------------------------------------------------


def _vingerafdruk(criteria: Criteria, bereik: Collection[str]) -> bytes:
    return cursors.vingerafdruk((criteria, sorted(bereik)))


def _cursor(bsn: str, vraag: bytes) -> str:
    return cursors.maak(vraag, int(bsn).to_bytes(4))


def _plaats(cursor: str, vraag: bytes) -> str:
    try:
        return f"{int.from_bytes(cursors.lees(cursor, vraag, 4)):09d}"
    except cursors.CursorPastNiet:
        raise Weigering(Melding(c.F101, ("Cursor",))) from None
