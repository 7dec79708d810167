"""`isi-soap log zoek` en `toon`: een uitwisseling terugvinden, en zien wat zij vroeg, kreeg en veranderde.

Wie zoekt of leest noemt een doel, en staat daarmee zelf in het log.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from lxml import etree
from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax
from rich.table import Table
from sqlalchemy import Connection

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.beheer.logopdracht import Doel, Json
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.logboek import beheerlog
from persistence.logboek.archiefkast import aantal_vernietigd, in_archief, vernietigd_op
from persistence.logboek.berichtenlog import Uitkomstcode
from persistence.logboek.sleutels import Logsleutels
from persistence.logboek.tonen import Bericht, toon
from persistence.logboek.zoeken import AANTAL, HOOGSTENS, Logsamenvatting, Zoekvraag, Zoekweigering, zoek
from persistence.logboek.zoekvraag import eis_doel

scherm = Console()
_SMALST = 110  # een afgekapt kenmerk is niet te plakken


@contextmanager
def _logboek() -> Iterator[tuple[Connection, Logsleutels]]:
    database = Database.uit()
    try:
        database.eis_gereed()
        with database.transactie() as conn:
            yield conn, database.logsleutels
    except Zoekweigering as fout:
        typer.echo(f"Geweigerd: {fout}", err=True)
        raise typer.Exit(2) from None
    except (DatabaseOnbereikbaar, SleutelFout) as fout:
        typer.echo(f"Het berichtenlog is niet te lezen: {fout}", err=True)
        raise typer.Exit(2) from None
    finally:
        database.sluit()


def _tijd(waarde: datetime | None) -> datetime | None:
    return waarde.replace(tzinfo=UTC) if waarde else None


def _moment(help_: str) -> Any:
    return typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], help=help_)


def log_zoek(
    bsn: Annotated[str | None, typer.Option(help="Burgerservicenummer in aanvraag of antwoord.")] = None,
    message_id: Annotated[str | None, typer.Option(help="MessageID, ook waarnaar verwezen wordt.")] = None,
    van: Annotated[datetime | None, _moment("Vanaf dit tijdstip (UTC).")] = None,
    tot: Annotated[datetime | None, _moment("Tot dit tijdstip (UTC); anders tot nu.")] = None,
    gemeente: Annotated[str | None, typer.Option(help="Code van de gemeente die handelde.")] = None,
    namens: Annotated[str | None, typer.Option(help="Code van de gemeente namens wie.")] = None,
    gebruiker: Annotated[str | None, typer.Option(help="Accountnaam.")] = None,
    oin: Annotated[str | None, typer.Option(help="OIN van de partij die het bericht stuurde.")] = None,
    operatie: Annotated[str | None, typer.Option(help="Naam van de operatie, of soort run.")] = None,
    uitkomst: Annotated[Uitkomstcode | None, typer.Option(help="Hoe het afliep.")] = None,
    code: Annotated[str | None, typer.Option(help="Code van een fout, waarschuwing of melding.")] = None,
    doel: Doel = None,
    na: Annotated[str | None, typer.Option(help="Waar de volgende bladzijde begint.")] = None,
    aantal: Annotated[int, typer.Option(min=1, max=HOOGSTENS, help="Regels per bladzijde.")] = AANTAL,
    als_json: Json = False,
) -> None:
    """Zoek uitwisselingen die aan alles voldoen, de nieuwste eerst.

    Met --bsn of --message-id over het hele log; anders hoort er een tijdvak bij: hoogstens een jaar met
    --gemeente, --namens of --gebruiker, een maand met --oin, --operatie, --uitkomst of --code, en anders een
    week.

    Voorbeeld: isi-soap log zoek --doel "klacht 17" --gemeente 0363 --van 2026-03-01 --uitkomst FOUT
    """
    vraag = Zoekvraag(
        bsn=bsn, message_id=message_id, van=_tijd(van), tot=_tijd(tot), gemeente=gemeente, namens=namens,
        gebruiker=gebruiker, oin=oin, operatie=operatie, uitkomst=uitkomst, code=code,
    )  # fmt: skip
    with _logboek() as (conn, sleutels):
        waarom = eis_doel(doel)
        blad = zoek(conn, sleutels, vraag, na=na, aantal=aantal)
        gezien = {"gevonden": [str(regel.id) for regel in blad.regels]}
        gevraagd = {naam: waarde for naam, waarde in asdict(vraag).items() if waarde is not None}
        wie = (bsn,) if bsn is not None else ()
        archief = in_archief(conn, [regel.id for regel in blad.regels])
        weg = aantal_vernietigd(conn)
        beheerlog.meld(conn, sleutels, "log zoek", gezien, vraag={"doel": waarom} | gevraagd, bsns=wie)
    if als_json:
        regels = [_kern(regel) | {"archief": archief.get(regel.id)} for regel in blad.regels]
        uit = {"regels": regels, "verder": blad.verder}
        typer.echo(json.dumps(uit, indent=2, ensure_ascii=False))
    elif not blad.regels:
        typer.echo("Geen uitwisseling gevonden.")
    else:
        Console(width=max(scherm.width, _SMALST)).print(_tabel(blad.regels, archief))
        if blad.verder:
            typer.echo(f"Er is meer: dezelfde vraag met --na {blad.verder}")
    if weg and not als_json:
        typer.echo(f"{weg} records zijn volgens hun bewaartermijn vernietigd; die vindt u niet.", err=True)
    raise typer.Exit(0 if blad.regels else 1)


def log_toon(
    id: Annotated[str, typer.Argument(help="Kenmerk uit `log zoek`, of een MessageID.")],
    doel: Doel = None,
    als_json: Json = False,
) -> None:
    """Toon een uitwisseling: aanvraag, antwoord, en wat zij in het dossier veranderde.

    Voorbeeld: isi-soap log toon --doel "klacht 17" 019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071
    """
    with _logboek() as (conn, sleutels):
        vraag = {"doel": eis_doel(doel), "kenmerk": id}
        berichten = list(_berichten(conn, sleutels, id))
        weg = None if berichten else _vernietigd(conn, id)
        gezien = {"getoond": [str(bericht.regel.id) for bericht in berichten]}
        wie = tuple(dict.fromkeys(bsn for bericht in berichten for bsn in bericht.regel.bsns))
        beheerlog.meld(conn, sleutels, "log toon", gezien, vraag=vraag, bsns=wie)
    if not berichten:
        typer.echo(weg or "Geen uitwisseling met dit kenmerk.", err=True)
        raise typer.Exit(1)
    if als_json:
        typer.echo(json.dumps([_geheel(b) for b in berichten], indent=2, ensure_ascii=False))
        return
    for bericht in berichten:
        _schrijf(bericht)


def _berichten(conn: Connection, sleutels: Logsleutels, kenmerk: str) -> Iterator[Bericht]:
    try:
        ids = [UUID(kenmerk)]
    except ValueError:
        ids = []
    if not any(toon(conn, sleutels, i) for i in ids):
        ids = [r.id for r in zoek(conn, sleutels, Zoekvraag(message_id=kenmerk)).regels]
    for bericht_id in ids:
        if bericht := toon(conn, sleutels, bericht_id):
            yield bericht


def _vernietigd(conn: Connection, kenmerk: str) -> str | None:
    try:
        gevonden = vernietigd_op(conn, UUID(kenmerk))
    except ValueError:
        return None
    if gevonden is None:
        return None
    op, aankondiging = gevonden
    return f"Dit record is volgens zijn bewaartermijn vernietigd op {op:%Y-%m-%d}: zie record {aankondiging}."


def _tabel(regels: Sequence[Logsamenvatting], archief: Mapping[UUID, str]) -> Table:
    tabel = Table("kenmerk", "ontvangen (UTC)", "operatie", "gemeente", "uitkomst")
    for kolom in tabel.columns[:2]:
        kolom.no_wrap, kolom.overflow = True, "ignore"
    tabel.columns[2].overflow = "fold"
    for regel in regels:
        tabel.add_row(
            str(regel.id),
            f"{regel.ontvangen.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            (regel.operatie or "-") + (f"\ninhoud in {archief[regel.id]}" if regel.id in archief else ""),
            " namens ".join(code for code in (regel.gemeente, regel.namens) if code) or "-",
            " ".join((regel.uitkomst, *regel.codes)),
        )
    return tabel


def _schrijf(bericht: Bericht) -> None:
    regel = bericht.regel
    scherm.rule(f"{regel.dienst or '?'} {regel.operatie or '?'}: {regel.uitkomst}")
    for naam, waarde in _kern(regel).items():
        scherm.print(f"[bold]{naam}[/]: {escape(str(waarde))}", highlight=False)
    if regel.bsns:
        scherm.print(f"[bold]personen[/]: {', '.join(regel.bsns)}", highlight=False)
    if regel.vernietigd:
        scherm.print(f"De inhoud is vernietigd op {regel.vernietigd:%Y-%m-%d}.", highlight=False)
    if regel.archief:
        scherm.print(f"De inhoud staat in archiefbestand {regel.archief}.", highlight=False, soft_wrap=True)
    for kop, inhoud in (("aanvraag", regel.verzoek), ("antwoord", regel.antwoord)):
        scherm.rule(kop, align="left")
        scherm.print(Syntax(_leesbaar(inhoud), "xml", word_wrap=True, background_color="default"))
    scherm.rule("in het dossier", align="left")
    if not bericht.feiten:
        scherm.print("niets veranderd")
    for feit in bericht.feiten:
        nummer = f" {feit.id}" if feit.id is not None else ""
        scherm.print(
            f"{feit.soort}{nummer}, versie {feit.versienr}: {feit.handeling.lower()}", highlight=False
        )


def _leesbaar(inhoud: bytes | None) -> str:
    """De bytes met inspringing; wat geen XML is, zoals het kwam."""
    if not inhoud:
        return "(leeg)"
    lezer = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    try:
        return etree.tostring(etree.fromstring(inhoud, lezer), pretty_print=True, encoding="unicode")
    except (etree.XMLSyntaxError, ValueError):
        return inhoud.decode("utf-8", "replace")


def _kern(regel: Logsamenvatting) -> dict[str, Any]:
    return {
        "kenmerk": str(regel.id),
        "soort": regel.soort,
        "ontvangen": regel.ontvangen.astimezone(UTC).isoformat(),
        "beantwoord": regel.beantwoord.astimezone(UTC).isoformat(),
        "profiel": regel.profiel,
        "dienst": regel.dienst,
        "operatie": regel.operatie,
        "oin": regel.oin,
        "message_id": regel.message_id,
        "gemeente": regel.gemeente,
        "namens": regel.namens,
        "gebruiker": regel.gebruiker,
        "personen": regel.personen,
        "uitkomst": regel.uitkomst,
        "http_status": regel.http_status,
        "codes": list(regel.codes),
        "beveiliging": regel.beveiliging,
    }


def _geheel(bericht: Bericht) -> dict[str, Any]:
    return _kern(bericht.regel) | {
        "bsns": list(bericht.regel.bsns),
        "vernietigd": bericht.regel.vernietigd.isoformat() if bericht.regel.vernietigd else None,
        "archief": bericht.regel.archief,
        "aanvraag": (bericht.regel.verzoek or b"").decode("utf-8", "replace"),
        "antwoord": (bericht.regel.antwoord or b"").decode("utf-8", "replace"),
        "feiten": [
            {"soort": f.soort, "id": f.id, "versienr": f.versienr, "handeling": f.handeling}
            for f in bericht.feiten
        ],
    }
