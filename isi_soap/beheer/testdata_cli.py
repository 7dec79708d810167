"""`isi-soap testdata`: de testset laden, de begintoestand herstellen, en opschrijven wie erin staat."""

from __future__ import annotations

import json
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from isi_soap.settings import instellingen
from persistence.database import Database, DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout
from persistence.testdata import herstel as herstel_begintoestand
from persistence.testdata import laad
from persistence.testdata.laden import ZAAD
from persistence.testdata.logregel import geladen
from persistence.testdata.overzicht import overzicht
from persistence.testdata.willekeurig import MATEN

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="De testset: laden, herstellen en tonen.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Omvang(StrEnum):
    S = "S"
    M = "M"
    L = "L"


AlsJson = Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")]


@app.command()
def laden(
    omvang: Annotated[Omvang, typer.Option(help="S: 1.000, M: 100.000, L: 500.000 personen.")] = Omvang.S,
    zaad: Annotated[int, typer.Option(help="Hetzelfde zaad geeft dezelfde personen.")] = ZAAD,
    als_json: AlsJson = False,
) -> None:
    """Vervang alle gegevens door de testset; alleen het berichtenlogboek blijft staan.

    Voorbeeld: isi-soap testdata laden --omvang M
    """
    database = _open()
    personen = MATEN[omvang.value].personen
    begin = time.perf_counter()
    with _balk() as balk, database.transactie() as conn:
        taak = balk.add_task("personen", total=personen)

        def erbij(aantal: int) -> None:
            balk.advance(taak, aantal)
            if balk.finished:
                balk.update(taak, description="indexen")

        laad(conn, omvang.value, zaad, erbij)
        geladen(conn, database.logsleutels, omvang=omvang.value, zaad=zaad, seconden=_sinds(begin))
        balk.update(taak, description="vastleggen")
    _meld(als_json, omvang=omvang.value, zaad=zaad, personen=personen, seconden=_sinds(begin))


@app.command()
def herstel(als_json: AlsJson = False) -> None:
    """Breng de begintoestand terug: benoemde personen, omvang S, de klok op de begindag.

    Voorbeeld: isi-soap testdata herstel
    """
    database = _open()
    begin = time.perf_counter()
    with database.transactie() as conn:
        herstel_begintoestand(conn)
        geladen(conn, database.logsleutels, omvang="S", zaad=ZAAD, seconden=_sinds(begin))
    _meld(als_json, omvang="S", zaad=ZAAD, personen=MATEN["S"].personen, seconden=_sinds(begin))


@app.command()
def personen(
    schrijf: Annotated[Path | None, typer.Option(help="Schrijf naar dit bestand.")] = None,
) -> None:
    """Toon de benoemde testpersonen, testgemeenten en sleutels als Markdown.

    Voorbeeld: isi-soap testdata personen --schrijf docs/testpersonen.md
    """
    if schrijf is None:
        typer.echo(overzicht(), nl=False)
    else:
        schrijf.write_text(overzicht(), encoding="utf-8")
        typer.echo(f"{schrijf} is geschreven.")


def _open() -> Database:
    """De database, als zij van een ketentest is: laden vervangt alles wat erin staat."""
    inst = instellingen()
    if inst.productie or "ketentest" not in inst.profielen:
        typer.echo(
            "Fout: testgegevens laden kan alleen in het profiel ketentest (ISI_PROFIELEN), en nooit in"
            " productie (ISI_PRODUCTIE).",
            err=True,
        )
        raise typer.Exit(1)
    try:
        database = Database.uit(lang=True)
        database.eis_gereed()
    except (DatabaseOnbereikbaar, IngebedFout) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from fout
    return database


def _balk() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def _sinds(begin: float) -> float:
    return round(time.perf_counter() - begin, 2)


def _meld(als_json: bool, *, omvang: str, zaad: int, personen: int, seconden: float) -> None:
    if als_json:
        uit = {"omvang": omvang, "zaad": zaad, "personen": personen, "seconden": seconden}
        typer.echo(json.dumps(uit))
    else:
        typer.echo(
            f"Omvang {omvang} staat klaar: {personen} personen en de benoemde, in {seconden} seconden."
        )
