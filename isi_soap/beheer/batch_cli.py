"""`isi-soap batch`: de periodieke verwerkingen, voor cron of een systemd-timer."""

from __future__ import annotations

import gc
import json
import os
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from isi_soap.beheer.verslag_cli import verslag
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout
from persistence.runs import Uitvoering as Run
from persistence.runs import Verslag, dagelijks, ind_uitwisseling, nieuwkomers

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Periodieke verwerkingen: dagelijks, ind-uitwisseling en nieuwkomers.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

AlsJson = Annotated[bool, typer.Option("--json", help="Het verslag als JSON, voor een ander programma.")]


@app.command("dagelijks")
def _dagelijks(
    volledig: Annotated[
        bool, typer.Option("--volledig", help="Iedereen opnieuw afleiden, niet alleen wie geraakt is.")
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Voer de dagrun van 04.00 uur uit; gemiste dagen worden ingehaald (R-065).

    Twee keer starten kan geen kwaad: de tweede wacht en meldt dat de run er al is geweest. Na een
    onderbreking gaat een nieuwe start verder waar de vorige bleef. Uitgangscode 2: er mislukten personen.

    Voorbeeld: isi-soap batch dagelijks --json
    """
    _voer_uit(partial(dagelijks, volledig=volledig), "dagelijks", als_json)


@app.command("nieuwkomers")
def _nieuwkomers(als_json: AlsJson = False) -> None:
    """Neem de nieuwkomers op die de IND meldde, met SS064 voor hun gemeente (R-070, R-074).

    Voorbeeld: isi-soap batch nieuwkomers
    """
    _voer_uit(nieuwkomers, "nieuwkomers", als_json)


@app.command("ind-uitwisseling")
def _ind_uitwisseling(als_json: AlsJson = False) -> None:
    """Maak de maandelijkse uitwisseling met de IND op (R-066).

    Voorbeeld: isi-soap batch ind-uitwisseling --json
    """
    _voer_uit(ind_uitwisseling, "ind-uitwisseling", als_json)


@app.command("planner")
def _planner(
    ouder: Annotated[int | None, typer.Option(hidden=True)] = None,
    als_json: Annotated[bool, typer.Option("--json/--leesbaar", help="Log in JSON.")] = False,
) -> None:
    """Start de runs op hun tijd tot het proces gestopt wordt: 04.00 uur Nederlandse tijd (R-065, R-074).

    Voor wie de dienst zonder planning draait (ISI_PLANNING=uit), of runs op een andere machine wil.

    Voorbeeld: isi-soap batch planner
    """
    # Pas hier: een run heeft de wekker en de dienst niet nodig.
    from isi_soap.beheer.naast import eindig_met_ouder
    from isi_soap.beheer.planner import plan
    from isi_soap.waarneming.technischlog import stel_log_in

    stel_log_in(als_json=als_json)
    _geef_voorrang()
    try:
        database = Database.uit(lang=True)
        database.eis_gereed()
        eindig_met_ouder(ouder)
        plan(database).start()
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from fout
    except KeyboardInterrupt:
        raise typer.Exit from None


app.command("verslag")(verslag)


def _geef_voorrang() -> None:
    """Berichten gaan voor: zij hebben iemand die wacht."""
    os.setpriority(os.PRIO_PROCESS, 0, max(10, os.getpriority(os.PRIO_PROCESS, 0)))
    # Een dossier verwijst nergens naar terug, dus de opruimer vindt in een portie nooit iets; vaak zoeken
    # kost een vijfde van de run.
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _voer_uit(run: Run, naam: str, als_json: bool) -> None:
    _geef_voorrang()
    try:
        database = Database.uit(lang=True)
        database.eis_gereed()
        # Op stderr: wat op stdout staat is het verslag.
        with Progress(
            TextColumn(naam),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        ) as balk:
            taak = balk.add_task(naam, total=None)
            verslag = run(
                database, voortgang=lambda gedaan, totaal: balk.update(taak, completed=gedaan, total=totaal)
            )
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from fout
    typer.echo(json.dumps(asdict(verslag), default=str) if als_json else _in_woorden(verslag))
    if verslag.mislukt:
        raise typer.Exit(2)


def _in_woorden(verslag: Verslag) -> str:
    dag = f"{verslag.soort} van {verslag.datum:%d-%m-%Y}"
    if verslag.al_uitgevoerd:
        return f"{dag} was al uitgevoerd; er is niets gedaan."
    regels = [
        f"{dag} in {verslag.seconden:.1f} seconden",
        f"  personen verwerkt   {verslag.verwerkt:>9}",
        f"  personen gewijzigd  {verslag.gewijzigd:>9}",
        f"  ketenberichten      {verslag.ketenberichten:>9}",
        *(f"    {uitkomst:<20}{aantal:>7}" for uitkomst, aantal in sorted(verslag.uitkomsten.items())),
    ]
    if verslag.ingehaalde_dagen:
        regels.append(f"  ingehaalde dagen    {verslag.ingehaalde_dagen:>9}")
    if verslag.mislukt:
        regels.append(f"  MISLUKT             {verslag.mislukt:>9}  zie het logboek; morgen opnieuw")
    return "\n".join(regels)
