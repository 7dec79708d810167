"""`isi-soap batch verslag`: wat runs deden, voor wie en waarom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from persistence.database import Database, DatabaseOnbereikbaar
from persistence.eenheid import NEDERLAND
from persistence.ingebed import IngebedFout
from persistence.runs.verloop import DAGELIJKS, IND_UITWISSELING, NIEUWKOMERS
from persistence.runs.verslag import Keuze, Runverslag, regels, verslagen


class Soort(StrEnum):
    dagelijks = "dagelijks"
    nieuwkomers = "nieuwkomers"
    ind_uitwisseling = "ind-uitwisseling"


_SOORTEN = {
    Soort.dagelijks: DAGELIJKS,
    Soort.nieuwkomers: NIEUWKOMERS,
    Soort.ind_uitwisseling: IND_UITWISSELING,
}


def verslag(
    soort: Annotated[Soort | None, typer.Option(help="Alleen runs van deze soort.")] = None,
    datum: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Alleen de runs van deze dag.")
    ] = None,
    aantal: Annotated[int, typer.Option(min=1, help="Hoeveel runs, de laatste eerst.")] = 10,
    personen: Annotated[bool, typer.Option("--personen", help="Ook wat er per persoon gebeurde.")] = False,
    bsn: Annotated[str | None, typer.Option(help="Alleen over deze persoon.")] = None,
    als_json: Annotated[bool, typer.Option("--json", help="Per run een regel JSON.")] = False,
) -> None:
    """Toon wat runs deden: hoeveel, en met --personen wat er veranderde, voor wie en waarom.

    Voorbeeld: isi-soap batch verslag --soort dagelijks --aantal 1 --personen
    """
    keuze = Keuze(
        soort=_SOORTEN[soort] if soort else None, datum=datum.date() if datum else None, aantal=aantal
    )
    try:
        database = Database.uit(lang=True)
        database.eis_gereed()
        with database.transactie() as conn:
            for run in verslagen(conn, keuze):
                per_persoon = regels(conn, run, bsn) if personen or bsn else iter(())
                rijen = (asdict(regel) for regel in per_persoon)
                if als_json:
                    uit = asdict(run) | ({"personen": list(rijen)} if personen or bsn else {})
                    typer.echo(json.dumps(uit, default=str))
                else:
                    _toon(run, rijen)
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from fout


def _toon(run: Runverslag, rijen: Iterator[dict[str, Any]]) -> None:
    einde = run.geeindigd and f"klaar {run.geeindigd.astimezone(NEDERLAND):%d-%m-%Y %H:%M}"
    typer.echo(f"{run.soort} van {run.datum:%d-%m-%Y}, {einde or 'niet voltooid'}")
    for naam, waarde in run.inhoud.items():
        if naam != "uitkomsten":
            typer.echo(f"  {naam.replace('_', ' '):<18} {waarde}")
    for uitkomst, hoeveel in sorted(run.inhoud.get("uitkomsten", {}).items()):
        typer.echo(f"    {uitkomst:<60} {hoeveel}")
    if run.teruggemeld is not None:
        typer.echo(f"  teruggemeld        {run.teruggemeld}")
    for rij in rijen:
        typer.echo(f"  {rij['bsn']}  {rij['wat']}  ({rij['waarom']})")
