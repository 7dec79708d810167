"""Het berichtenlogboek: een uitwisseling vastleggen (R-025, design.md §2.5)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Connection,
    Insert,
    LargeBinary,
    Table,
    bindparam,
    cast,
    func,
    insert,
    select,
)
from sqlalchemy.sql.selectable import CTE

from isi_soap.audit.inhoud import Inhoud, versleutel
from isi_soap.audit.record import ZOUT, gezouten, personenhash
from persistence.logboek import record
from persistence.logboek.sleutels import SLEUTELKOLOMMEN, Gegevenssleutel, Logsleutels
from persistence.tabellen import bericht, bericht_inhoud, bericht_persoon, datasleutel, onverzegeld

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
    rij, inhoud = maak_rij(sleutels, bericht_id, regel)
    periode = periode_van(regel)
    for _ in range(_POGINGEN):
        if _probeer(conn, sleutels, rij, inhoud, periode):
            return
        sleutels.vergeet(rij["kenmerken"][0], periode)
    raise RuntimeError("het record is niet geschreven: de sleutel verdwijnt steeds")


def maak_rij(sleutels: Logsleutels, bericht_id: UUID, regel: Logregel) -> tuple[dict[str, Any], Inhoud]:
    """De kolommen van het record, zonder wat van de versleutelde inhoud afhangt; en die inhoud."""
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
    return rij, inhoud


def periode_van(regel: Logregel) -> date:
    """De maand waarvan de sleutel van een persoon is."""
    return regel.ontvangen.astimezone(UTC).date().replace(day=1)


def maak_af(rij: dict[str, Any], inhoud: Inhoud, sleutel: Gegevenssleutel) -> None:
    """De versleutelde inhoud erbij, en het blad dat van alles afhangt."""
    rij["inhoud"] = versleutel(inhoud, sleutel.aead, rij["id"].bytes)
    rij["inhoud_hash"] = sha256(rij["inhoud"]).digest()
    rij["blad"] = record.blad(rij)


def _probeer(
    conn: Connection, sleutels: Logsleutels, rij: dict[str, Any], inhoud: Inhoud, periode: date
) -> bool:
    kenmerken = rij["kenmerken"]
    if len(kenmerken) == 1:
        sleutel = sleutels.van_persoon(conn, kenmerken[0], periode)
    else:
        sleutel = sleutels.eigen(periode)
    maak_af(rij, inhoud, sleutel)
    opdracht, waarden = _met_sleutel(sleutel, rij)
    return conn.execute(opdracht, waarden, execution_options=_TEL).rowcount == 1


def _met_sleutel(sleutel: Gegevenssleutel, rij: dict[str, Any]) -> tuple[Insert, dict[str, Any]]:
    if sleutel.rij is None:
        return _MET_BESTAANDE, rij | {"sleutel": sleutel.id}
    return _MET_EIGEN, rij | {f"sleutel_{naam}": waarde for naam, waarde in sleutel.rij.items()}
