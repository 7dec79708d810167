"""Eén uitwisseling zoals een auditor haar ziet: het record, haar inhoud, haar bewijs en wat erbij hoort."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, or_, select

from isi_soap.audit.inhoud import Inhoud, Onleesbaar
from persistence.logboek.archiefkast import Archiefkast
from persistence.logboek.keuze import Bewaard, Keuze, Lezer, gekozen
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.zoeken import Logsamenvatting, samenvatting
from persistence.tabellen import bericht, checkpoint, verzegeling

_VERWANT = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitwisseling:
    """De gegevens van het record, en de inhoud als die gevraagd en te lezen is."""

    regel: Logsamenvatting
    bewaard: Bewaard
    inhoud: Inhoud | None = None
    onleesbaar: str | None = None  # waarom de inhoud er niet is; vernietigd is daar een van


@dataclass(frozen=True, slots=True, kw_only=True)
class Bewijsstand:
    """Welke plaats het record in het logboek heeft, en onder welk ondertekend checkpoint het valt."""

    positie: int | None
    checkpoint: int | None = None
    checkpoint_op: datetime | None = None
    bezorgd: datetime | None = None  # sinds wanneer de getuige het checkpoint heeft


def lees(conn: Connection, sleutels: Logsleutels, kenmerk: UUID, *, met_inhoud: bool) -> Uitwisseling | None:
    """Zonder `met_inhoud` wordt er niets ontsleuteld."""
    bewaard = next(iter(gekozen(conn, sleutels, Keuze(kenmerk=kenmerk))), None)
    if bewaard is None or bewaard.rij is None:
        return None
    regel = samenvatting(bewaard.rij)
    if not met_inhoud:
        return Uitwisseling(regel=regel, bewaard=bewaard)
    try:
        if bewaard.vernietigd is not None:
            raise Onleesbaar(f"de inhoud is op {bewaard.vernietigd:%d-%m-%Y} vernietigd")
        if bewaard.inhoud is None and bewaard.sleutel is not None:
            bewaard = _uit_het_archief(conn, sleutels, kenmerk, bewaard)
        return Uitwisseling(regel=regel, bewaard=bewaard, inhoud=Lezer(sleutels)(bewaard))
    except Onleesbaar as fout:
        return Uitwisseling(regel=regel, bewaard=bewaard, onleesbaar=str(fout))


def _uit_het_archief(conn: Connection, sleutels: Logsleutels, kenmerk: UUID, bewaard: Bewaard) -> Bewaard:
    bestand, inhoud = Archiefkast(conn, sleutels.archief).van(kenmerk)
    if bestand is not None and inhoud is None:
        raise Onleesbaar(f"de inhoud staat in het archiefbestand {bestand}, en dat is hier niet")
    return replace(bewaard, inhoud=inhoud)


def bewijsstand(conn: Connection, kenmerk: UUID) -> Bewijsstand:
    """Het eerste checkpoint dat het record dekt: vanaf toen is een verandering aan te tonen."""
    positie = conn.scalar(select(verzegeling.c.positie).where(verzegeling.c.bericht_id == kenmerk))
    if positie is None:
        return Bewijsstand(positie=None)
    dekt = checkpoint.c.grootte > positie
    punt = conn.execute(select(checkpoint).where(dekt).order_by(checkpoint.c.grootte).limit(1)).one_or_none()
    if punt is None:
        return Bewijsstand(positie=positie)
    return Bewijsstand(
        positie=positie, checkpoint=punt.grootte, checkpoint_op=punt.tijdstip, bezorgd=punt.bezorgd
    )


def verwant(conn: Connection, regel: Logsamenvatting, hoogstens: int = _VERWANT) -> list[Logsamenvatting]:
    """Wat hetzelfde MessageID draagt, ernaar verwijst of waarnaar het verwijst; de nieuwste eerst.

    Ook wie deze uitwisseling eerder inzag: dat is een record dat naar haar verwijst.
    """
    eigen = f"urn:uuid:{regel.id}"
    samen: list[ColumnElement[bool]] = [bericht.c.relates_to == eigen]
    for message_id in {regel.message_id, regel.relates_to} - {None}:
        samen += [bericht.c.message_id == message_id, bericht.c.relates_to == message_id]
    if (doel := _kenmerk(regel.relates_to)) is not None:
        samen.append(bericht.c.id == doel)
    vraag = select(bericht).where(or_(*samen), bericht.c.id != regel.id).order_by(bericht.c.id.desc())
    return [samenvatting(rij) for rij in conn.execute(vraag.limit(hoogstens)).mappings()]


def _kenmerk(verwijzing: str | None) -> UUID | None:
    """Een run en een opgehaald bestand verwijzen naar het kenmerk zelf."""
    try:
        return UUID((verwijzing or "").removeprefix("urn:uuid:"))
    except ValueError:
        return None
