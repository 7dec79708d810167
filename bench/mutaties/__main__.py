"""De opdracht: zoveel mutaties van een zaad, en bij een fout het bericht zelf om het te herhalen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer

from bench.mutaties.bron import Bron
from bench.mutaties.proef import Uitslag, beproef, omgeving

MEGABYTE = 1024 * 1024
GROEI = 64 * MEGABYTE


def main(
    aantal: Annotated[int, typer.Option(help="Zoveel berichten.", min=1)] = 200_000,
    zaad: Annotated[int, typer.Option(help="Hetzelfde zaad geeft dezelfde berichten.")] = 1,
    vanaf: Annotated[int, typer.Option(help="Het nummer van het eerste bericht.", min=0)] = 0,
    bewaar: Annotated[Path, typer.Option(help="Waar het eerste foute bericht komt te staan.")] = Path(
        "mutatie-fout.bin"
    ),
) -> None:
    """Gemuteerde berichten tegen de echte toepassing, in dit proces.

    Voorbeeld: python -m bench.mutaties --aantal 1 --zaad 1 --vanaf 4711
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with omgeving() as (apps, pki):
        uitslag = beproef(apps, Bron(pki, zaad), vanaf, aantal, _voortgang)
    typer.echo(f"zaad {zaad}, berichten {vanaf} tot {vanaf + uitslag.aantal}: {_samenvatting(uitslag)}")
    if uitslag.fout is not None:
        bericht = uitslag.fout.bericht
        bewaar.write_bytes(bericht.inhoud)
        typer.echo(f"bericht {uitslag.fout.nummer} ({uitslag.fout.soort}): {uitslag.reden}")
        typer.echo(f"{bericht.methode} {bericht.pad} {dict(bericht.koppen)}")
        typer.echo(f"{bericht.inhoud[:4000]!r}\nheel in {bewaar}")
        raise typer.Exit(1)
    if groei(uitslag) > GROEI:
        typer.echo("het geheugen groeide")
        raise typer.Exit(1)


def groei(uitslag: Uitslag) -> int:
    """Na het opwarmen, het eerste kwart."""
    na = uitslag.geheugen[len(uitslag.geheugen) // 4 :]
    return na[-1] - na[0]


def _samenvatting(uitslag: Uitslag) -> str:
    statussen = ", ".join(f"{status}: {keer}" for status, keer in sorted(uitslag.per_status.items()))
    geheugen = f"{uitslag.geheugen[-1] // MEGABYTE} MB, gegroeid {groei(uitslag) // MEGABYTE} MB"
    return f"{statussen}; langste {uitslag.langste * 1000:.0f} ms; geheugen {geheugen}"


def _voortgang(uitslag: Uitslag) -> None:
    print(f"{uitslag.aantal} {_samenvatting(uitslag)}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    typer.run(main)
