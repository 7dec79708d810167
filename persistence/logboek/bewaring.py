"""Hoe lang iets uit het logboek blijft: de termijnen per klasse, en wat een bewaarbevel vasthoudt.

De klasse van een record volgt uit zijn gegevens. Een termijn is in hele maanden en begint als de maand van
het record om is: zo is de hele maand tegelijk aan de beurt, net als de sleutel van een persoon in die maand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from isi_soap.settings import Instellingen
from persistence.kenmerk import nieuw_id
from persistence.logboek.sleutels import Logsleutels
from persistence.tabellen import bericht, bericht_persoon, bewaarbevel

Klasse = Literal["inhoud", "geweigerd", "runs", "beheer", "gegevens"]
INHOUD: Final[tuple[Klasse, ...]] = ("inhoud", "geweigerd", "runs", "beheer")
# Waarop een bewijs rust: deze records gaan nooit weg. Er staat geen persoon in.
AANKONDIGINGEN: Final = ("log archiveer", "log vernietig", "log sleutel")
AANKONDIGING: Final = "aankondiging"
_INCIDENT: Final = timedelta(days=3 * 365 + 1)  # BIO2 5.28.01: minstens drie jaar
_SLOT: Final = "SELECT pg_advisory_xact_lock(35, 3)"

KLASSE = case(
    (bericht.c.operatie.in_(AANKONDIGINGEN) & (bericht.c.soort == "BEHEER"), AANKONDIGING),
    (bericht.c.soort == "BEHEER", "beheer"),
    (bericht.c.soort != "BERICHT", "runs"),
    (bericht.c.uitkomst.in_(("GEWEIGERD", "NIETGERECHTIGD", "FOUT")), "geweigerd"),
    else_="inhoud",
)


def maand_van(tijdstip: datetime) -> date:
    return tijdstip.astimezone(UTC).date().replace(day=1)


def maanden_verder(maand: date, aantal: int) -> date:
    jaren, plaats = divmod(maand.month - 1 + aantal, 12)
    return date(maand.year + jaren, plaats + 1, 1)


@dataclass(frozen=True, slots=True)
class Termijnen:
    """In maanden, per klasse; `gegevens` is het record zelf, de andere zijn inhoud."""

    maanden: Mapping[Klasse, int]

    @classmethod
    def uit(cls, inst: Instellingen) -> Termijnen:
        alle: tuple[Klasse, ...] = (*INHOUD, "gegevens")
        return cls({klasse: getattr(inst, f"log_bewaar_{klasse}_maanden") for klasse in alle})

    def om(self, maand: date, nu: datetime) -> frozenset[Klasse]:
        """De klassen waarvan de termijn voor records uit deze maand om is."""
        deze = maand_van(nu)
        return frozenset(k for k, duur in self.maanden.items() if maanden_verder(maand, duur + 1) <= deze)


# --- bewaarbevelen --------------------------------------------------------------------------------------


class BevelGeweigerd(Exception):  # noqa: N818
    """Zo'n bewaarbevel kan niet; de tekst zegt waarom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevel:
    """Waarover het gaat (alles wat genoemd is moet kloppen), waarom, van wie, en tot wanneer."""

    reden: str
    door: str
    bsn: str | None = None
    bericht_id: UUID | None = None
    message_id: str | None = None
    van: datetime | None = None
    tot: datetime | None = None
    geldig_tot: datetime | None = None
    incident: bool = False  # bewijs van een beveiligingsincident


def houd_vast(conn: Connection, sleutels: Logsleutels, bevel: Bevel, nu: datetime) -> UUID:
    """Vanaf nu vernietigt niets wat hieronder valt."""
    over = (bevel.bsn, bevel.bericht_id, bevel.message_id, bevel.van, bevel.tot)
    if all(deel is None for deel in over):
        raise BevelGeweigerd("noem een persoon, een bericht, een MessageID of een tijdvak")
    if not bevel.reden.strip():
        raise BevelGeweigerd("een bewaarbevel heeft een reden")
    if bevel.van and bevel.tot and bevel.tot <= bevel.van:
        raise BevelGeweigerd("het tijdvak eindigt voor het begint")
    if bevel.geldig_tot and bevel.geldig_tot <= nu:
        raise BevelGeweigerd("het bevel zou al voorbij zijn")
    if bevel.incident and bevel.geldig_tot and bevel.geldig_tot < nu + _INCIDENT:
        raise BevelGeweigerd("wat over een incident gaat, blijft minstens drie jaar (BIO2 5.28.01)")
    # Eén tegelijk met vernietigen: wat hierna vernietigd wordt, kent dit bevel.
    conn.execute(text(_SLOT))
    kenmerk = nieuw_id()
    conn.execute(
        insert(bewaarbevel).values(
            id=kenmerk,
            persoon=sleutels.persoon(bevel.bsn) if bevel.bsn else None,
            bericht_id=bevel.bericht_id,
            message_id=bevel.message_id,
            van=bevel.van,
            tot=bevel.tot,
            reden=bevel.reden,
            door=bevel.door,
            ingesteld=nu,
            geldig_tot=bevel.geldig_tot,
        )
    )
    return kenmerk


def hef_op(conn: Connection, kenmerk: UUID, door: str, nu: datetime) -> None:
    open_ = bewaarbevel.c.opgeheven.is_(None)
    gedaan = update(bewaarbevel).where(bewaarbevel.c.id == kenmerk, open_)
    gedaan = gedaan.values(opgeheven=nu, opgeheven_door=door)
    if conn.execute(gedaan.returning(bewaarbevel.c.id)).first() is None:
        raise BevelGeweigerd("er is geen open bewaarbevel met dit kenmerk")


def bevelen(conn: Connection, nu: datetime, *, ook_oude: bool = False) -> list[dict[str, Any]]:
    vraag = select(bewaarbevel).order_by(bewaarbevel.c.ingesteld)
    if not ook_oude:
        vraag = vraag.where(_geldt(nu))
    return [
        dict(rij) | {"persoon": rij["persoon"] and rij["persoon"].hex()}
        for rij in conn.execute(vraag).mappings()
    ]


def slot(conn: Connection) -> None:
    """Tot het einde van de transactie komt er geen bewaarbevel bij."""
    conn.execute(text(_SLOT))


def _geldt(nu: datetime) -> ColumnElement[bool]:
    h = bewaarbevel.c
    return h.opgeheven.is_(None) & or_(h.geldig_tot.is_(None), h.geldig_tot > nu)


def vastgehouden(nu: datetime) -> ColumnElement[bool]:
    """Of een bevel deze rij van `bericht` vasthoudt."""
    h = bewaarbevel.c
    wie = bericht_persoon.alias("vastgehouden_persoon")  # ook waar de vraag zelf al over personen gaat
    over_hem = exists().where(wie.c.bericht_id == bericht.c.id, wie.c.persoon == h.persoon)
    over_hem = over_hem.correlate(bericht, bewaarbevel)
    bevel = exists().where(
        _geldt(nu),
        or_(h.bericht_id.is_(None), h.bericht_id == bericht.c.id),
        or_(h.message_id.is_(None), func.coalesce(h.message_id == bericht.c.message_id, False),
            func.coalesce(h.message_id == bericht.c.relates_to, False)),
        or_(h.van.is_(None), bericht.c.ontvangen >= h.van),
        or_(h.tot.is_(None), bericht.c.ontvangen < h.tot),
        or_(h.persoon.is_(None), over_hem),
    )  # fmt: skip
    return bevel.correlate(bericht)
