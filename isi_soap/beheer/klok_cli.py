"""`isi-soap klok`: de testklok tonen en verzetten; alleen in het profiel ketentest."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from isi_soap.settings import instellingen
from persistence import klok
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="De testklok tonen en verzetten (alleen profiel ketentest).",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_NEDERLAND = ZoneInfo("Europe/Amsterdam")
AlsJson = Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")]


@app.command()
def toon(als_json: AlsJson = False) -> None:
    """Toon hoe laat het is voor de dienst, en wanneer de laatste dagrun was.

    Voorbeeld: isi-soap klok toon
    """
    _toon(_open(), als_json)


@app.command()
def zet(
    moment: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])],
    als_json: AlsJson = False,
) -> None:
    """Zet de klok op een tijdstip (Nederlandse tijd); daarna loopt zij door.

    Voorbeeld: isi-soap klok zet 2019-04-03T08:00
    """
    database = _open()
    with database.transactie() as conn:
        klok.zet(conn, moment.replace(tzinfo=_NEDERLAND))
    _toon(database, als_json)


@app.command()
def terug(als_json: AlsJson = False) -> None:
    """Zet de klok terug op de echte tijd.

    Voorbeeld: isi-soap klok terug
    """
    database = _open()
    with database.transactie() as conn:
        klok.zet_terug(conn)
    _toon(database, als_json)


def _open() -> Database:
    inst = instellingen()
    if inst.productie or "ketentest" not in inst.profielen:
        typer.echo(
            "Fout: de klok bestaat alleen in het profiel ketentest (ISI_PROFIELEN), en nooit in productie"
            " (ISI_PRODUCTIE); een dienst in productie volgt de echte tijd.",
            err=True,
        )
        raise typer.Exit(1)
    try:
        database = Database.uit()
        database.eis_gereed()
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from fout
    return database


def _toon(database: Database, als_json: bool) -> None:
    with database.transactie() as conn:
        nu = klok.lees(conn)
    lokaal = nu.nu.astimezone(_NEDERLAND)
    if als_json:
        laatste = nu.laatste_dagrun.isoformat() if nu.laatste_dagrun else None
        typer.echo(json.dumps({"nu": lokaal.isoformat(), "verzet": nu.verzet, "laatste_dagrun": laatste}))
        return
    typer.echo(f"Het is {lokaal:%d-%m-%Y %H:%M:%S}{' (verzet)' if nu.verzet else ''}.")
    typer.echo(f"Laatste dagrun: {nu.laatste_dagrun or 'nog geen'}")
