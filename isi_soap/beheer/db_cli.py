"""`isi-soap db`: het schema van de database bijwerken en tonen hoe het ervoor staat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout
from persistence.kopie import KopieFout, maak, zet_terug
from persistence.migraties.uitvoering import hoogste_versie, migreer, versie

app = typer.Typer(help="De database: schema bijwerken en stand tonen.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Breng het schema op de versie van dit programma.

    Voorbeeld: isi-soap db upgrade
    """
    database = _open()
    with database.transactie() as conn:
        was = versie(conn)
        migreer(conn)
    if was == hoogste_versie():
        typer.echo(f"De database was al op versie {was}.")
    else:
        typer.echo(f"De database is van versie {was or 'leeg'} naar {hoogste_versie()} gebracht.")


@app.command()
def status(
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
) -> None:
    """Toon de versie van de database en of zij gereed is; anders is de uitgangscode 1.

    Voorbeeld: isi-soap db status --json
    """
    database = _open()
    with database.verbinding() as conn:
        nu = versie(conn)
    gereed = nu == hoogste_versie()
    if als_json:
        typer.echo(json.dumps({"versie": nu, "hoogste": hoogste_versie(), "gereed": gereed}))
    else:
        typer.echo(f"Versie {nu or 'geen'} van {hoogste_versie()}: {'gereed' if gereed else 'niet gereed'}")
        if not gereed:
            typer.echo("Werk bij met: isi-soap db upgrade")
    raise typer.Exit(0 if gereed else 1)


@app.command()
def kopie(
    doel: Annotated[Path, typer.Argument(help="Bestand dat nog niet bestaat.")],
) -> None:
    """Maak een reservekopie van de hele database; de dienst draait door.

    Bewaar het sleutelbestand van het logboek (ISI_LOG_SLEUTELS) apart: zonder is de inhoud van het log niet
    te lezen, en samen met de kopie is zij het voor wie ze vindt.

    Voorbeeld: isi-soap db kopie /srv/kopie/isi-2026-03-01.dump
    """
    try:
        maak(_open(), doel)
    except KopieFout as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"De kopie staat in {doel}.")


@app.command()
def herstel(
    bron: Annotated[Path, typer.Argument(help="Een bestand van `isi-soap db kopie`.")],
) -> None:
    """Zet een reservekopie terug in een lege database (ISI_DATABASE_URL), geheel of niet.

    Voorbeeld: isi-soap db herstel /srv/kopie/isi-2026-03-01.dump
    """
    try:
        zet_terug(_open(), bron)
    except KopieFout as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from None
    typer.echo("De database is teruggezet. Reken nu het log na: isi-soap log verifieer --bewaard ...")


def _open() -> Database:
    try:
        database = Database.uit(lang=True)
        database.verbinding().close()
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from fout
    return database
