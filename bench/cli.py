"""`isi-soap bench`: meten wat een bericht kost, en waarmee dat te vergelijken is."""

from __future__ import annotations

import json
from typing import Annotated, Literal, NoReturn

import structlog
import typer

from bench.batch import batch
from bench.bereik import bereik
from bench.vijandig import vijandig

app = typer.Typer(help="Meten wat een bericht kost.", no_args_is_help=True)

# De eisen van het project; een meting die erboven komt is een mislukte meting.
GRENZEN = {
    "ratio_floor": ("≤", 5.0),
    "ratio_stock": ("≥", 8.0),
    "ratio_http": ("≤", 5.0),
    "ratio_xmlsec": ("≤", 1.5),
    "seal_cost": ("≤", 0.15),
    "verify_ratio": ("≥", 0.5),
    "zoek_bsn_ms": ("≤", 50.0),
    "zoek_messageid_ms": ("≤", 50.0),
    "zoek_periode_ms": ("≤", 200.0),
}
MOET = ("seal_keeps_up",)


app.command()(batch)
app.command()(bereik)
app.command()(vijandig)


@app.callback()
def bench() -> None:
    """Meten wat een bericht kost.

    Voorbeeld: isi-soap bench soap --json
    """


@app.command()
def log(
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
    paren: Annotated[int, typer.Option(help="Paren van rondes, met en zonder; 0: niet.", min=0)] = 20,
    verzegeld: Annotated[int, typer.Option(help="Records om na te rekenen; 0: niet.", min=0)] = 1_000_000,
    doorzocht: Annotated[int, typer.Option(help="Records om in te zoeken; 0: niet.", min=0)] = 10_000_000,
    bijhouden: Annotated[int, typer.Option(help="Seconden op volle kracht; 0: niet.", min=0)] = 600,
) -> None:
    """Wat verzegelen kost, of dat het verkeer bijhoudt, en hoe snel het log te toetsen en te doorzoeken is.

    De eerste keer worden de twee logs gemaakt; dat duurt langer dan meten. Zij blijven staan in de ingebedde
    database, per omvang een.

    Voorbeeld: isi-soap bench log --verzegeld 100000 --doorzocht 1000000 --json
    """
    from bench.log.meting import meet

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), cache_logger_on_first_use=True
    )
    gemeten = meet(paren=paren, verzegeld=verzegeld, doorzocht=doorzocht, bijhouden=bijhouden)
    _toon(dict(gemeten), als_json=als_json)


@app.command()
def soap(
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
    rondes: Annotated[int, typer.Option(help="Rondes van 64 berichten in het proces.", min=1)] = 60,
    http: Annotated[bool, typer.Option("--http/--zonder-http", help="Meet ook over HTTP.")] = True,
    profiel: Annotated[
        Literal["ketentest", "suwinet"], typer.Option(help="suwinet: ondertekend, naast xmlsec alleen.")
    ] = "ketentest",
) -> None:
    """PersoonInfo zonder database: naast de vloer van libxml2, naast Spyne zelf, en over HTTP.

    Voorbeeld: isi-soap bench soap --json
    """
    from bench.http_meting import over_http
    from bench.meting import in_het_proces
    from bench.ondertekend import ondertekend_in_het_proces

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), cache_logger_on_first_use=True
    )
    if profiel == "suwinet":
        _toon(dict(ondertekend_in_het_proces(vol=False, rondes=rondes)), als_json=als_json)
    uitkomst: dict[str, object] = dict(in_het_proces(vol=False, rondes=rondes))
    uitkomst["full"] = in_het_proces(vol=True, rondes=max(1, rondes // 3))
    if http:
        uitkomst |= over_http()
    _toon(uitkomst, als_json=als_json)


def _toon(uitkomst: dict[str, object], *, als_json: bool) -> NoReturn:
    if als_json:
        typer.echo(json.dumps(uitkomst, indent=2))
    else:
        for naam, waarde in uitkomst.items():
            typer.echo(f"{naam:26} {waarde}")
    raise typer.Exit(0 if _gehaald(uitkomst) else 1)


def _gehaald(uitkomst: dict[str, object]) -> bool:
    goed = True
    for naam, (teken, grens) in GRENZEN.items():
        waarde = uitkomst.get(naam)
        if isinstance(waarde, float) and (waarde > grens if teken == "≤" else waarde < grens):
            typer.echo(f"{naam} is {waarde}, en moet {teken} {grens} zijn", err=True)
            goed = False
    for naam in MOET:
        if uitkomst.get(naam) is False:
            typer.echo(f"{naam} is onwaar", err=True)
            goed = False
    return goed
