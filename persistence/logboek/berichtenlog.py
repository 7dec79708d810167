"""Het berichtenlogboek: schrijven, zoeken en tonen (R-025, design.md §2.5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Insert,
    LargeBinary,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import CTE

from isi_soap.audit.inhoud import Inhoud, ontsleutel, versleutel
from isi_soap.audit.record import ZOUT, gezouten, personenhash
from persistence.logboek import record
from persistence.logboek.sleutels import SLEUTELKOLOMMEN, Gegevenssleutel, Logsleutels, Vernietigd
from persistence.tabellen import (
    FEITEN,
    bericht,
    bericht_inhoud,
    bericht_persoon,
    datasleutel,
    onverzegeld,
    persoon,
)

Uitkomstcode = Literal["OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT"]
Recordsoort = Literal["BERICHT", "RUN", "LADING", "BEHEER"]


@dataclass(slots=True, kw_only=True)
class Logregel:
    """Wat van één bericht bewaard wordt. `duur` in seconden; `bsns`: de personen over wie het ging.

    Niet bevroren: dat kost per bericht meer dan de logregel zelf.
    """

    ontvangen: datetime
    beantwoord: datetime
    profiel: str
    uitkomst: Uitkomstcode
    http_status: int
    duur: float
    soort: Recordsoort = "BERICHT"
    dienst: str | None = None
    operatie: str | None = None
    oin: str | None = None
    message_id: str | None = None
    relates_to: str | None = None
    gemeente: str | None = None
    namens: str | None = None
    gebruiker: str | None = None
    eigen_gebruikersbeheer: bool = False
    bsns: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    wsa: dict[str, str | None] | None = None
    verzoek: bytes | None = None
    antwoord: bytes | None = None
    peer: str | None = None
    beveiliging: dict[str, Any] | None = None
    traceparent: str | None = None


@dataclass(slots=True, kw_only=True)
class Gelogd(Logregel):
    """Een logregel zoals zij in het logboek staat; `verzoek`, `antwoord` en `bsns` alleen bij `toon`."""

    id: UUID
    personen: int
    vernietigd: datetime | None = None  # sinds wanneer de inhoud er niet meer is


@dataclass(frozen=True, slots=True)
class Geschreven:
    """Een versie van een feit die een bericht schreef of beëindigde."""

    soort: str
    id: int | None  # None: de persoon zelf
    versienr: int
    bsn: str
    handeling: str  # GESCHREVEN, of de reden waarom zij eindigde


@dataclass(frozen=True, slots=True)
class Bericht:
    """Een bericht met alles erbij."""

    regel: Gelogd
    feiten: tuple[Geschreven, ...] = field(default=())


# --- schrijven ------------------------------------------------------------------------------------------

_VELDEN = [veld.name for veld in fields(Logregel) if veld.name not in ("bsns", "verzoek", "antwoord")]
_POGINGEN = 3
_TEL = {"preserve_rowcount": True}


def _erbij(tabel: Table, sleutel: CTE, /, **anders: Any) -> Insert:
    """Een rij erbij, maar alleen als de sleutel er nog is."""
    # Met het type erbij: van een leeg veld kan de server het in een SELECT niet raden.
    waarden = {
        kolom.name: anders.get(kolom.name, cast(bindparam(kolom.name, type_=kolom.type), kolom.type))
        for kolom in tabel.c
    }
    return insert(tabel).from_select(list(waarden), select(*waarden.values()).select_from(sleutel))


def _opdracht(sleutel: CTE) -> Insert:
    """Record, inhoud, personen en de wachtrij van de verzegelaar: één keer heen en weer."""
    kenmerk = bindparam("id", type_=bericht.c.id.type)
    wie = func.unnest(bindparam("kenmerken", type_=ARRAY(LargeBinary)))
    return _erbij(bericht, sleutel).add_cte(
        _erbij(bericht_inhoud, sleutel, bericht_id=kenmerk, sleutel=sleutel.c.id).cte("de_inhoud"),
        _erbij(bericht_persoon, sleutel, bericht_id=kenmerk, persoon=wie).cte("de_personen"),
        _erbij(onverzegeld, sleutel, bericht_id=kenmerk).cte("de_wachtrij"),
    )


# FOR SHARE: wie de sleutel vernietigt wacht op dit bericht, en vindt het daarna.
_MET_BESTAANDE = _opdracht(
    select(datasleutel.c.id)
    .where(datasleutel.c.id == bindparam("sleutel"), datasleutel.c.vernietigd.is_(None))
    .with_for_update(read=True)
    .cte("de_sleutel")
)
_MET_EIGEN = _opdracht(
    insert(datasleutel)
    .values({naam: bindparam(f"sleutel_{naam}", type_=datasleutel.c[naam].type) for naam in SLEUTELKOLOMMEN})
    .returning(datasleutel.c.id)
    .cte("de_sleutel")
)


def schrijf_logregel(conn: Connection, sleutels: Logsleutels, bericht_id: UUID, regel: Logregel) -> None:
    """Het record met zijn inhoud, in de transactie van de aanroeper; de verzegelaar doet de rest."""
    rij: dict[str, Any] = {naam: getattr(regel, naam) for naam in _VELDEN}
    bsns = tuple(dict.fromkeys(regel.bsns))
    kenmerken = [sleutels.persoon(bsn) for bsn in bsns]
    inhoud = Inhoud(secrets.token_bytes(ZOUT), regel.verzoek, regel.antwoord, bsns)
    for naam, deel in (("verzoek", inhoud.verzoek), ("antwoord", inhoud.antwoord)):
        rij[f"{naam}_bytes"] = None if deel is None else len(deel)
        rij[f"{naam}_hash"] = None if deel is None else gezouten(inhoud.zout, deel)
    rij |= {
        "id": bericht_id,
        "codes": list(regel.codes),
        "zout": secrets.token_bytes(ZOUT),
        "personen": len(bsns),
        "personen_hash": personenhash(kenmerken),
        "kenmerken": kenmerken,
    }
    periode = regel.ontvangen.astimezone(UTC).date().replace(day=1)
    for _ in range(_POGINGEN):
        if _probeer(conn, sleutels, rij, inhoud, periode):
            return
        sleutels.vergeet(kenmerken[0], periode)
    raise RuntimeError("het record is niet geschreven: de sleutel verdwijnt steeds")


def _probeer(
    conn: Connection, sleutels: Logsleutels, rij: dict[str, Any], inhoud: Inhoud, periode: date
) -> bool:
    kenmerken = rij["kenmerken"]
    if len(kenmerken) == 1:
        sleutel = sleutels.van_persoon(conn, kenmerken[0], periode)
    else:
        sleutel = sleutels.eigen(periode)
    rij["inhoud"] = versleutel(inhoud, sleutel.aead, rij["id"].bytes)
    rij["inhoud_hash"] = sha256(rij["inhoud"]).digest()
    rij["blad"] = record.blad(rij)
    opdracht, waarden = _met_sleutel(sleutel, rij)
    return conn.execute(opdracht, waarden, execution_options=_TEL).rowcount == 1


def _met_sleutel(sleutel: Gegevenssleutel, rij: dict[str, Any]) -> tuple[Insert, dict[str, Any]]:
    if sleutel.rij is None:
        return _MET_BESTAANDE, rij | {"sleutel": sleutel.id}
    return _MET_EIGEN, rij | {f"sleutel_{naam}": waarde for naam, waarde in sleutel.rij.items()}


# --- zoeken en tonen ------------------------------------------------------------------------------------

_GELOGD = [bericht.c[naam] for naam in ("id", "personen", *_VELDEN)]


def zoek(
    conn: Connection,
    sleutels: Logsleutels,
    *,
    message_id: str | None = None,
    bsn: str | None = None,
    gemeente: str | None = None,
    van: datetime | None = None,
    tot: datetime | None = None,
    na: UUID | None = None,
    hoogstens: int = 100,
) -> list[Gelogd]:
    """Logregels zonder hun inhoud, nieuwste eerst; `na`: het laatste kenmerk van het vorige deel."""
    vraag = select(*_GELOGD).order_by(bericht.c.id.desc()).limit(hoogstens)
    if message_id is not None:
        vraag = vraag.where((bericht.c.message_id == message_id) | (bericht.c.relates_to == message_id))
    if bsn is not None:
        wie = bericht_persoon.c.persoon == sleutels.persoon(bsn)
        vraag = vraag.join(bericht_persoon, and_(bericht_persoon.c.bericht_id == bericht.c.id, wie))
    if gemeente is not None:
        vraag = vraag.where((bericht.c.gemeente == gemeente) | (bericht.c.namens == gemeente))
    if van is not None:
        vraag = vraag.where(bericht.c.ontvangen >= van)
    if tot is not None:
        vraag = vraag.where(bericht.c.ontvangen < tot)
    if na is not None:
        vraag = vraag.where(bericht.c.id < na)
    return [_gelogd(dict(rij)) for rij in conn.execute(vraag).mappings()]


def toon(conn: Connection, sleutels: Logsleutels, bericht_id: UUID) -> Bericht | None:
    """Een bericht met vraag, antwoord en de feiten die het schreef of beëindigde."""
    vraag = select(*_GELOGD, bericht_inhoud.c.sleutel, bericht_inhoud.c.inhoud)
    vraag = vraag.outerjoin_from(bericht, bericht_inhoud, bericht_inhoud.c.bericht_id == bericht.c.id)
    rij = conn.execute(vraag.where(bericht.c.id == bericht_id)).mappings().one_or_none()
    if rij is None:
        return None
    velden = dict(rij)
    sleutel, bewaard = velden.pop("sleutel"), velden.pop("inhoud")
    regel = _gelogd(velden)
    if bewaard is not None:
        _vul(regel, conn, sleutels, sleutel, bewaard)
    return Bericht(regel, _feiten(conn, bericht_id))


def _vul(regel: Gelogd, conn: Connection, sleutels: Logsleutels, sleutel: UUID, bewaard: bytes) -> None:
    try:
        aead = sleutels.lees(conn, sleutel)
    except Vernietigd as fout:
        regel.vernietigd = fout.tijdstip
        return
    inhoud = ontsleutel(bewaard, aead, regel.id.bytes)
    regel.verzoek, regel.antwoord, regel.bsns = inhoud.verzoek, inhoud.antwoord, inhoud.bsns


def _gelogd(rij: dict[str, Any]) -> Gelogd:
    rij["codes"] = tuple(rij["codes"])
    return Gelogd(**rij)


def _feiten(conn: Connection, bericht_id: UUID) -> tuple[Geschreven, ...]:
    delen = []
    for tabel in (persoon, *(tabel for _, tabel in FEITEN.values())):
        nummer = tabel.c.id if "id" in tabel.c else literal(None, BigInteger)
        kolommen = (
            literal(tabel.name, Text).label("soort"),
            nummer.label("id"),
            tabel.c.versienr,
            tabel.c.bsn,
        )
        delen.append(
            select(*kolommen, literal("GESCHREVEN").label("handeling")).where(
                tabel.c.geschreven_door == bericht_id
            )
        )
        delen.append(
            select(*kolommen, tabel.c.versie_einde.label("handeling")).where(
                tabel.c.beeindigd_door == bericht_id
            )
        )
    return tuple(Geschreven(*rij) for rij in conn.execute(union_all(*delen)))
