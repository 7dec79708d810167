"""`isi-soap testdata`: de testset laden, de begintoestand herstellen, en opschrijven wie erin staat."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persistence.testdata.overzicht import overzicht

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Testgegevens: laden, herstellen en tonen.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
        typer.echo(f"{schrijf} geschreven")
