"""`isi-soap client`: elke operatie een opdracht, alle situaties van de handleiding, of bestanden sturen."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from isi_soap.client import verslag
from isi_soap.client.alles import GeenKetentest, Resultaat, alles
from isi_soap.client.beveiliging import OnbekendeSleutel
from isi_soap.client.opdrachten import opdracht, opdrachtnaam
from isi_soap.client.opties import hulptekst, verbinding_uit
from isi_soap.client.sturen import OnbekendeDienst, Verzending, bestanden, stuur
from isi_soap.client.verbinding import GeenVerbinding, Verbinding
from isi_soap.client.vergelijken import KENMERKEN
from isi_soap.wsse import Onbruikbaar, OnbruikbareSleutel
from isi_soap.wsse.zeep_plugin import OnbetrouwbaarAntwoord

GEEN_VERBINDING = 4


class _Operaties(TyperGroup):
    """Naast de vaste opdrachten: één per operatie, gelezen van de draaiende dienst."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        try:
            ctx.obj, args = verbinding_uit(args, os.environ)
        except (OnbekendeSleutel, Onbruikbaar, OnbruikbareSleutel, OSError) as fout:
            raise typer.BadParameter(str(fout)) from fout
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: Any) -> list[str]:
        vast = super().list_commands(ctx)
        try:
            return [*vast, *(opdrachtnaam(naam) for naam in ctx.obj.operaties)]
        except GeenVerbinding as fout:
            typer.echo(f"De operaties zijn niet te tonen: {fout}", err=True)
            return vast

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if (vast := super().get_command(ctx, cmd_name)) is not None:
            return vast
        verbinding: Verbinding = ctx.obj
        operatie = next((o for o in verbinding.operaties.values() if opdrachtnaam(o.naam) == cmd_name), None)
        return opdracht(verbinding, operatie) if operatie else None

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except GeenVerbinding as fout:
            typer.echo(f"{fout}\nDraait de dienst? Start haar met: isi-soap serve", err=True)
            raise typer.Exit(GEEN_VERBINDING) from fout
        except OnbekendeSleutel as fout:
            raise typer.BadParameter(str(fout)) from fout
        except OnbetrouwbaarAntwoord as fout:
            typer.echo(f"Het antwoord is niet te vertrouwen: {fout}", err=True)
            raise typer.Exit(GEEN_VERBINDING) from fout


Json = Annotated[bool, typer.Option("--json", help="Uitvoer voor een ander programma.")]
Dienst = Annotated[list[str] | None, typer.Option("--dienst", help="Alleen deze dienst; mag herhaald.")]

app = typer.Typer(cls=_Operaties, add_completion=False, pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True, epilog=hulptekst())
def client(
    ctx: typer.Context,
    alle: Annotated[bool, typer.Option("--alles", help="Hetzelfde als de opdracht alles.")] = False,
    als_json: Json = False,
    dienst: Dienst = None,
) -> None:
    """De referentieclient: kent alleen de WSDL's die de draaiende dienst uitgeeft.

    Voorbeeld: isi-soap client persoon-info --bsn 999900122

    Ondertekend: isi-soap client --adres https://localhost:8443 --profiel suwinet --pki pki persoon-info …

    Afloop: 0 gedaan, 1 geweigerd of niets gevonden, 2 verkeerd gebruik, 3 SOAP-fault, 4 geen verbinding.
    """
    if alle:
        _alles(ctx.obj, dienst or (), als_json)
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(2)


@app.command("alles")
def alles_opdracht(ctx: typer.Context, dienst: Dienst = None, als_json: Json = False) -> None:
    """Speel alle situaties van de handleiding na en vergelijk elk antwoord. Zet eerst de begintoestand terug.

    Klok en begintoestand komen van ISIKetentest; onder suwinet noemt --ketentest het adres daarvan.

    Voorbeeld: isi-soap client alles --dienst ISIMuteren
    """
    _alles(ctx.obj, dienst or (), als_json)


def _alles(verbinding: Verbinding, diensten: Any, als_json: bool) -> None:
    scherm = Console(stderr=als_json)
    resultaten: list[Resultaat] = []
    try:
        with scherm.status("…") as stand:
            for resultaat in alles(verbinding, diensten):
                resultaten.append(resultaat)
                stand.update(f"{len(resultaten)} {resultaat.operatie}: {resultaat.situatie}")
    except GeenKetentest as fout:
        raise typer.BadParameter(f"{fout}: geef --ketentest ADRES") from fout
    if als_json:
        typer.echo(json.dumps([verslag.als_json(r) for r in resultaten], ensure_ascii=False, indent=2))
    else:
        verslag.toon_alles(resultaten, scherm)
    raise typer.Exit(0 if resultaten and all(r.goed for r in resultaten) else 1)


@app.command("stuur")
def stuur_opdracht(
    ctx: typer.Context,
    plaats: Annotated[Path, typer.Argument(exists=True, help="Een XML-bestand, of een map vol.")],
    dienst: Annotated[str | None, typer.Option(help="De dienst; anders uit de Body van elk bericht.")] = None,
    negeer: Annotated[list[str] | None, typer.Option(help="Verschillen in dit element tellen niet.")] = None,
    negeer_kenmerken: Annotated[
        bool, typer.Option("--negeer-kenmerken", help="Registratie-id's en versienummers tellen niet.")
    ] = False,
    vervang: Annotated[
        bool, typer.Option("--vervang", help="Bewaar een afwijkend antwoord als het juiste.")
    ] = False,
    als_json: Json = False,
) -> None:
    """Verstuur berichten byte voor byte, bewaar de antwoorden ernaast (naam.antwoord.xml), toon verschillen.

    Een antwoord dat afwijkt van het bewaarde komt in naam.antwoord.nieuw.xml; dan is de afloop 1.

    Voorbeeld: isi-soap client stuur berichten/
    """
    overslaan = [*(negeer or ()), *(KENMERKEN if negeer_kenmerken else ())]
    verzonden: list[Verzending] = []
    try:
        for een in stuur(ctx.obj, bestanden(plaats), dienst=dienst, negeer=overslaan, vervang=vervang):
            verzonden.append(een)
    except OnbekendeDienst as fout:
        raise typer.BadParameter(str(fout)) from fout
    if als_json:
        typer.echo(json.dumps([verslag.verzending_json(v) for v in verzonden], ensure_ascii=False, indent=2))
    else:
        verslag.toon_verzonden(verzonden, Console())
    if not verzonden:
        typer.echo("Geen XML-bestanden gevonden.", err=True)
        raise typer.Exit(2)
    anders = any(v.verschillen for v in verzonden) and not vervang
    raise typer.Exit(1 if anders else 0)
