"""`isi-soap log`: een uitwisseling terugvinden, en zien wat zij vroeg, kreeg en veranderde."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
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
from isi_soap.beheer.logbewijs_cli import exporteer, verifieer, wis
from isi_soap.beheer.verzegel_cli import stand, verzegel
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.logboek.berichtenlog import Bericht, Gelogd, toon, zoek
from persistence.logboek.sleutels import Logsleutels

app = typer.Typer(no_args_is_help=True, help="Het berichtenlog: zoeken en tonen.")
scherm = Console()
_SMALST = 110  # een afgekapt kenmerk is niet te plakken

Json = Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")]


@contextmanager
def _logboek() -> Iterator[tuple[Connection, Logsleutels]]:
    database = Database.uit()
    try:
        database.eis_gereed()
        with database.transactie() as conn:
            yield conn, database.logsleutels
    except (DatabaseOnbereikbaar, SleutelFout) as fout:
        typer.echo(f"Het berichtenlog is niet te lezen: {fout}", err=True)
        raise typer.Exit(2) from None
    finally:
        database.sluit()


def _tijd(waarde: datetime | None) -> datetime | None:
    return waarde.replace(tzinfo=UTC) if waarde else None


@app.command("zoek")
def log_zoek(
    message_id: Annotated[str | None, typer.Option(help="MessageID van de aanvraag.")] = None,
    bsn: Annotated[str | None, typer.Option(help="Burgerservicenummer in aanvraag of antwoord.")] = None,
    gemeente: Annotated[str | None, typer.Option(help="Gemeente die handelde, of namens wie.")] = None,
    van: Annotated[datetime | None, typer.Option(help="Vanaf dit tijdstip (UTC).")] = None,
    tot: Annotated[datetime | None, typer.Option(help="Tot dit tijdstip (UTC).")] = None,
    na: Annotated[UUID | None, typer.Option(help="Kenmerk waarna de volgende bladzijde begint.")] = None,
    hoogstens: Annotated[int, typer.Option(min=1, max=1000, help="Aantal regels.")] = 50,
    als_json: Json = False,
) -> None:
    """Zoek uitwisselingen, de nieuwste eerst.

    Voorbeeld: isi-soap log zoek --bsn 999900122 --van 2019-04-01
    """
    with _logboek() as (conn, sleutels):
        gevonden = zoek(
            conn,
            sleutels,
            message_id=message_id,
            bsn=bsn,
            gemeente=gemeente,
            van=_tijd(van),
            tot=_tijd(tot),
            na=na,
            hoogstens=hoogstens,
        )
    if als_json:
        typer.echo(json.dumps([_kern(regel) for regel in gevonden], indent=2, ensure_ascii=False))
    elif not gevonden:
        typer.echo("Geen uitwisseling gevonden.")
    else:
        Console(width=max(scherm.width, _SMALST)).print(_tabel(gevonden))
    raise typer.Exit(0 if gevonden else 1)


@app.command("toon")
def log_toon(
    id: Annotated[str, typer.Argument(help="Kenmerk uit `log zoek`, of een MessageID.")],
    als_json: Json = False,
) -> None:
    """Toon een uitwisseling: aanvraag, antwoord, en wat zij in het dossier veranderde.

    Voorbeeld: isi-soap log toon 019ab2c4-5d6e-7f80-9a1b-2c3d4e5f6071
    """
    with _logboek() as (conn, sleutels):
        berichten = list(_berichten(conn, sleutels, id))
    if not berichten:
        typer.echo("Geen uitwisseling met dit kenmerk.", err=True)
        raise typer.Exit(1)
    if als_json:
        typer.echo(json.dumps([_geheel(b) for b in berichten], indent=2, ensure_ascii=False))
        return
    for bericht in berichten:
        _schrijf(bericht)


app.command("verifieer")(verifieer)
app.command("exporteer")(exporteer)
app.command("wis")(wis)
app.command("stand")(stand)
app.command("verzegel")(verzegel)


def _berichten(conn: Connection, sleutels: Logsleutels, kenmerk: str) -> Iterator[Bericht]:
    try:
        ids = [UUID(kenmerk)]
    except ValueError:
        ids = []
    if not any(toon(conn, sleutels, i) for i in ids):
        ids = [r.id for r in zoek(conn, sleutels, message_id=kenmerk)]
    for bericht_id in ids:
        if bericht := toon(conn, sleutels, bericht_id):
            yield bericht


def _tabel(regels: list[Gelogd]) -> Table:
    tabel = Table("kenmerk", "ontvangen (UTC)", "operatie", "gemeente", "uitkomst")
    for kolom in tabel.columns[:2]:
        kolom.no_wrap, kolom.overflow = True, "ignore"
    for regel in regels:
        tabel.add_row(
            str(regel.id),
            f"{regel.ontvangen.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
            regel.operatie or "-",
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


def _kern(regel: Gelogd) -> dict[str, Any]:
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
        "aanvraag": (bericht.regel.verzoek or b"").decode("utf-8", "replace"),
        "antwoord": (bericht.regel.antwoord or b"").decode("utf-8", "replace"),
        "feiten": [
            {"soort": f.soort, "id": f.id, "versienr": f.versienr, "handeling": f.handeling}
            for f in bericht.feiten
        ],
    }
