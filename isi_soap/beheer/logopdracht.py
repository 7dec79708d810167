"""Wat de opdrachten van `isi-soap log` delen: de database, één stand van zaken, voortgang, een weigering."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Connection

from isi_soap.audit.notitie import NotitieFout
from isi_soap.audit.sleutels import SleutelFout
from isi_soap.audit.tijdstempel import StempelFout
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout
from persistence.logboek.zoekvraag import Zoekweigering, eis_bsn, eis_doel

Json = Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")]
Ja = Annotated[bool, typer.Option("--ja", help="Zonder navraag.")]
Doel = Annotated[
    str | None, typer.Option(envvar="ISI_LOG_DOEL", help="Waarom u dit wilt zien; het komt in het log.")
]


@contextmanager
def open_database() -> Iterator[Database]:
    try:
        database = Database.uit(lang=True)
    except IngebedFout as fout:
        stop(str(fout))
    try:
        database.eis_gereed()
        yield database
    except (DatabaseOnbereikbaar, SleutelFout, NotitieFout, StempelFout) as fout:
        stop(str(fout))
    finally:
        database.sluit()


@contextmanager
def stand(database: Database) -> Iterator[Connection]:
    """Eén stand van zaken, hoe lang het lezen ook duurt."""
    with database.verbinding() as conn:
        vast = conn.execution_options(isolation_level="REPEATABLE READ")
        with vast.begin():
            yield vast


def stop(reden: str) -> NoReturn:
    typer.echo(f"Fout: {reden}", err=True)
    raise typer.Exit(2)


def toets_bsn(bsn: str | None) -> None:
    """Wie een persoon noemt, noemt er een die kan bestaan; hetzelfde antwoord als bij zoeken."""
    if bsn is not None:
        with _geweigerd():
            eis_bsn(bsn)


def toets_doel(doel: str | None) -> str:
    """Wie meeneemt wat er in het log staat, zegt waarvoor; net als wie zoekt."""
    with _geweigerd():
        return eis_doel(doel)


@contextmanager
def _geweigerd() -> Iterator[None]:
    try:
        yield
    except Zoekweigering as fout:
        typer.echo(f"Geweigerd: {fout}", err=True)
        raise typer.Exit(2) from None


def balk(naam: str) -> Progress:
    return Progress(
        TextColumn(naam),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, width=None),
    )


def utc(waarde: datetime | None) -> datetime | None:
    return waarde.replace(tzinfo=UTC) if waarde else None


def vraag_toestemming(ja: bool, wat: str) -> None:
    if not ja:
        typer.confirm(f"{wat} Dit is niet terug te draaien. Doorgaan?", abort=True)
