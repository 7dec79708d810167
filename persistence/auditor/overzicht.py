"""Tellingen over een tijdvak: de rapporten van de gebruiksrapportage van Suwinet, in de database gerekend.

Personen zijn hier kenmerken; wie zij zijn, is alleen te zien voor wie het recht daarop heeft.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.sql.elements import Grouping

from isi_soap.contract.operaties import DIENSTEN
from persistence.eenheid import NEDERLAND
from persistence.kenmerk import eerste_kenmerk
from persistence.tabellen import bericht, bericht_persoon

DAGEN: Final = 92  # langer telt geen mens in een grafiek, en de database te lang
_BEGIN, _EINDE = 7, 19  # kantooruren, in Nederlandse tijd
_EERSTEN: Final = 10
_SPELING: Final = timedelta(hours=1)
_UUR: Final = 3600
_ZATERDAG: Final = 5
# Tellen zonder naar schijf uit te wijken. Miljoenen berichten tellen duurt langer dan een andere vraag mag:
# wie een kwartaal wil zien wacht liever dan dat hij niets krijgt.
_RUIMTE: Final = text("SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = '30s'")
_RAADPLEGEN: Final = tuple(DIENSTEN["ISIRaadplegen"].operaties)


class TijdvakGeweigerd(Exception):  # noqa: N818 - een antwoord
    """Over dit tijdvak wordt niet geteld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uur:
    dag: date
    uur: int
    uitkomst: str
    aantal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Codetelling:
    code: str
    aantal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gebruikertelling:
    gemeente: str | None
    gebruiker: str
    aantal: int
    geweigerd: int
    buiten: int  # buiten kantooruren


@dataclass(frozen=True, slots=True, kw_only=True)
class Persoontelling:
    persoon: bytes
    aantal: int
    gemeenten: int
    gebruikers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overzicht:
    uren: tuple[Uur, ...]
    codes: tuple[Codetelling, ...]
    gebruikers: tuple[Gebruikertelling, ...]
    buiten: tuple[Gebruikertelling, ...]
    personen: tuple[Persoontelling, ...]

    @property
    def totaal(self) -> int:
        return sum(uur.aantal for uur in self.uren)


def eis_tijdvak(van: datetime, tot: datetime) -> None:
    if tot <= van:
        raise TijdvakGeweigerd("het tijdvak eindigt voor het begint: verwissel begin en einde")
    if tot - van > timedelta(days=DAGEN, hours=1):  # een uur meer: de klok gaat eens per jaar terug
        raise TijdvakGeweigerd(f"een overzicht gaat over hoogstens {DAGEN} dagen: kies een korter tijdvak")


def overzicht(conn: Connection, van: datetime, tot: datetime) -> Overzicht:
    eis_tijdvak(van, tot)
    waar = and_(
        bericht.c.id >= eerste_kenmerk(van - _SPELING),
        bericht.c.id < eerste_kenmerk(tot + _SPELING),
        bericht.c.ontvangen >= van,
        bericht.c.ontvangen < tot,
        bericht.c.soort == "BERICHT",
    )
    conn.execute(_RUIMTE)
    uren, gebruikers = _verkeer(conn, waar, van, tot)
    return Overzicht(
        uren=uren,
        codes=_codes(conn, waar),
        gebruikers=tuple(sorted(gebruikers, key=lambda g: -g.aantal)[:_EERSTEN]),
        buiten=tuple(sorted((g for g in gebruikers if g.buiten), key=lambda g: -g.buiten)[:_EERSTEN]),
        personen=_personen(conn, waar),
    )


def _verkeer(
    conn: Connection, waar: ColumnElement[bool], van: datetime, tot: datetime
) -> tuple[tuple[Uur, ...], list[Gebruikertelling]]:
    """Eén keer door het tijdvak, voor de uren en de gebruikers samen.

    Per rij wordt alleen het hoeveelste uur gerekend, en dat maar eens (OFFSET 0): met Nederland scheelt UTC
    hele uren, en welke daarvan buiten kantoortijd vallen staat vooraf in een lijst. Een tijdzone, of rekenen
    met de dag van de week, kost per rij meer dan tellen.
    """
    b, eerste = bericht.c, _uur(van)
    seconden = func.date_part("epoch", b.ontvangen)
    buiten_kantoor = Grouping(literal(_buiten(eerste, _uur(tot)), ARRAY(Boolean)))
    rijen = (
        select(
            cast(func.floor(seconden / literal(float(_UUR))), Integer).label("uur"),
            b.uitkomst,
            b.gemeente,
            b.gebruiker,
        )
        .where(waar)
        .offset(0)
        .subquery()
    )
    c = rijen.c
    vraag = select(
        c.uur,
        c.uitkomst,
        c.gemeente,
        c.gebruiker,
        func.grouping(c.uur).label("per_gebruiker"),
        func.count().label("aantal"),
        func.count().filter(c.uitkomst.in_(("NIETGERECHTIGD", "GEWEIGERD"))).label("geweigerd"),
        func.count().filter(buiten_kantoor[c.uur - eerste + 1]).label("buiten"),
    ).group_by(func.grouping_sets(tuple_(c.uur, c.uitkomst), tuple_(c.gemeente, c.gebruiker)))
    uren, gebruikers = [], []
    for rij in conn.execute(vraag):
        if not rij.per_gebruiker:
            hier = datetime.fromtimestamp(int(rij.uur) * _UUR, NEDERLAND)
            uren.append(Uur(dag=hier.date(), uur=hier.hour, uitkomst=rij.uitkomst, aantal=rij.aantal))
        elif rij.gebruiker is not None:
            wie = {naam: getattr(rij, naam) for naam in ("gemeente", "gebruiker", "geweigerd", "buiten")}
            gebruikers.append(Gebruikertelling(**wie, aantal=rij.aantal))
    gebruikers.sort(key=lambda g: (g.gebruiker, g.gemeente or ""))
    return tuple(sorted(uren, key=lambda u: (u.dag, u.uur))), gebruikers


def _uur(moment: datetime) -> int:
    """Het hoeveelste uur sinds 1970 in UTC; een Nederlands uur begint op hetzelfde ogenblik."""
    return int(moment.timestamp() // _UUR)


def _buiten(eerste: int, laatste: int) -> list[bool]:
    """Van elk uur of het buiten kantooruren valt, ook als de klok onderweg verspringt."""
    hier = (datetime.fromtimestamp(uur * _UUR, NEDERLAND) for uur in range(eerste, laatste + 1))
    return [uur.weekday() >= _ZATERDAG or not _BEGIN <= uur.hour < _EINDE for uur in hier]


def _codes(conn: Connection, waar: ColumnElement[bool]) -> tuple[Codetelling, ...]:
    code = func.unnest(bericht.c.codes).label("code")
    geweigerd = bericht.c.uitkomst.in_(("NIETGERECHTIGD", "GEWEIGERD", "FOUT"))
    los = select(code).where(waar, geweigerd).subquery()
    vraag = select(los.c.code, func.count().label("aantal")).group_by(los.c.code)
    rijen = conn.execute(vraag.order_by(func.count().desc(), los.c.code).limit(2 * _EERSTEN))
    return tuple(Codetelling(code=rij.code, aantal=rij.aantal) for rij in rijen)


def _personen(conn: Connection, waar: ColumnElement[bool]) -> tuple[Persoontelling, ...]:
    """Van wie het dossier zelf werd opgevraagd; wie in een lijst stond telt hier niet."""
    bij = bericht.c.id == bericht_persoon.c.bericht_id
    opgevraagd = and_(waar, bericht.c.operatie.in_(_RAADPLEGEN), bericht.c.personen == 1)
    # Eerst wie het meest: door hoevelen hoeft dan maar voor tien geteld.
    meest = (
        select(bericht_persoon.c.persoon, func.count().label("aantal"))
        .join(bericht, bij)
        .where(opgevraagd)
        .group_by(bericht_persoon.c.persoon)
        .order_by(func.count().desc(), bericht_persoon.c.persoon)
        .limit(_EERSTEN)
        .cte("meest")
    )
    wie = func.coalesce(bericht.c.gemeente, "") + "/" + cast(bericht.c.gebruiker, Text)
    vraag = (
        select(
            meest.c.persoon,
            meest.c.aantal,
            func.count(bericht.c.gemeente.distinct()).label("gemeenten"),
            func.count(wie.distinct()).label("gebruikers"),
        )
        .join(bericht_persoon, bericht_persoon.c.persoon == meest.c.persoon)
        .join(bericht, bij)
        .where(opgevraagd)
        .group_by(meest.c.persoon, meest.c.aantal)
        .order_by(meest.c.aantal.desc(), meest.c.persoon)
    )
    return tuple(Persoontelling(**rij) for rij in conn.execute(vraag).mappings())
