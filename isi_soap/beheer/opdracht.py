"""Wat elke opdracht van `isi-soap beheer` deelt: één transactie, een weigering in woorden, en het log.

Wat er veranderde staat na het vastleggen in het beheerlog (de database) en op stderr (het log van het
systeem). Een geheim komt nooit van de opdrachtregel: die staat in de proceslijst.
"""

from __future__ import annotations

import json
import os
import pwd
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console
from rich.table import Table

from isi_soap.domain.beheer import BeheerGeweigerd
from persistence.beheer.opdracht import Opdracht
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout

AlsJson = Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")]
_DAG = ["%Y-%m-%d"]
Dag = Annotated[datetime | None, typer.Option(formats=_DAG)]

# Een lijst moet ook in een smal venster of in een bestand te lezen zijn.
_SMALST = 110


def app(help_: str) -> typer.Typer:
    return typer.Typer(
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help=help_,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def dagoptie(help_: str) -> Any:
    return typer.Option(formats=_DAG, help=help_)


def dag(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@contextmanager
def opdracht() -> Iterator[Opdracht]:
    """Een opdracht in één transactie; wat geweigerd wordt, laat niets achter."""
    log = _systeemlog()
    wie = pwd.getpwuid(os.getuid()).pw_name
    try:
        database = Database.uit(lang=True)
        database.eis_gereed()
        with database.transactie() as conn:
            gegeven = Opdracht.begin(conn, wie)
            yield gegeven
    except BeheerGeweigerd as fout:
        log.warning("beheer geweigerd", os_gebruiker=wie, regel=fout.regel)
        typer.echo(f"Geweigerd: {fout}", err=True)
        raise typer.Exit(1) from None
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(2) from None
    for regel in gegeven.gemeld:
        # Het log van het systeem noemt geen accountnaam; die staat, met alles erbij, in de genoemde regel.
        log.info(
            "beheer",
            beheerregel=regel["id"],
            os_gebruiker=wie,
            gemeente=regel["gemeente"],
            soort=regel["onderwerp"].partition(" ")[0],
            handeling=regel["handeling"],
        )


def _systeemlog() -> Any:
    """JSON op stderr: op stdout staat alleen het resultaat."""
    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def geheim(vraag: str, bestand: Path | None, variabele: str, *, herhaal: bool = False) -> str:
    """Een wachtwoord uit een bestand, uit de omgeving, of gevraagd zonder het te tonen."""
    if bestand is not None:
        try:
            return bestand.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as fout:
            typer.echo(f"Fout: {bestand} is niet te lezen ({fout.strerror}).", err=True)
            raise typer.Exit(2) from None
    if variabele in os.environ:
        return os.environ[variabele]
    return str(typer.prompt(vraag, hide_input=True, confirmation_prompt=herhaal, err=True))


def toon(rijen: Sequence[dict[str, Any]], kolommen: Sequence[str], als_json: bool) -> None:
    """Een lijst: voor een programma alles, voor een mens deze kolommen."""
    if als_json:
        typer.echo(json.dumps(rijen, indent=2, ensure_ascii=False, default=str))
        return
    if not rijen:
        typer.echo("Er is niets.")
        return
    tabel = Table(*(kolom.replace("_", " ") for kolom in kolommen))
    for rij in rijen:
        tabel.add_row(*(_tekst(rij[kolom]) for kolom in kolommen))
    scherm = Console()
    Console(width=max(scherm.width, _SMALST)).print(tabel)


def _tekst(waarde: Any) -> str:
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, (list, tuple)):
        return ", ".join(map(str, waarde)) or "-"
    return "-" if waarde is None else str(waarde)
