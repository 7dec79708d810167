"""Van elke operatie een opdracht: de opties volgen uit de WSDL en de schema's die de dienst uitgeeft."""

from __future__ import annotations

import inspect
import json
import re
from typing import Annotated, Any

import typer
from rich.console import Console
from zeep.exceptions import ValidationError

from isi_soap.client import partijen
from isi_soap.client.documentatie import lees
from isi_soap.client.toon import AFLOOP, toon
from isi_soap.client.velden import OngeldigeOptie, Veld, bericht, velden
from isi_soap.client.verbinding import Operatie, Verbinding


def opdrachtnaam(operatie: str) -> str:
    """PersoonInfo heet persoon-info; INDUitwisselingInfo heet ind-uitwisseling-info."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", operatie).lower()


def opdracht(verbinding: Verbinding, operatie: Operatie) -> Any:
    """De opdracht van één operatie, met een optie per veld."""
    berichttype = verbinding.bericht_type(operatie.naam)
    bladen = velden(berichttype, lees(verbinding.documenten.values()))
    uitvoering = _uitvoering(verbinding, operatie, bladen)
    deel = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    voorbeeld = f"Voorbeeld: isi-soap client {opdrachtnaam(operatie.naam)} {_voorbeeld(bladen)}"
    deel.command(opdrachtnaam(operatie.naam), help=f"{operatie.uitleg} ({operatie.dienst})\n\n{voorbeeld}")(
        uitvoering
    )
    return typer.main.get_command(deel)


def _uitvoering(verbinding: Verbinding, operatie: Operatie, bladen: tuple[Veld, ...]) -> Any:
    """Een functie waarvan de handtekening de opties zijn; typer maakt er een opdracht van."""
    namen = {f"veld_{nummer}": blad for nummer, blad in enumerate(bladen)}

    def voer_uit(**gegeven: Any) -> None:
        als_json, oin = gegeven.pop("als_json"), gegeven.pop("oin")
        ingevuld = {namen[naam]: waarden for naam, waarden in gegeven.items() if waarden}
        ontbreekt = [blad for blad in bladen if blad.verplicht and blad not in ingevuld]
        standaard = {blad: partijen.standaard(blad.pad) for blad in ontbreekt}
        if zonder := [f"--{blad.optie}" for blad, waarde in standaard.items() if waarde is None]:
            raise typer.BadParameter(f"ontbreekt: {', '.join(zonder)}")
        ingevuld |= {blad: [waarde] for blad, waarde in standaard.items() if waarde is not None}
        try:
            inhoud = bericht(ingevuld)
        except OngeldigeOptie as fout:
            raise typer.BadParameter(str(fout)) from fout
        van = oin or partijen.oin_bij(inhoud, ook_gemeente=verbinding.beveiliging is not None)
        try:
            antwoord = verbinding.vraag(operatie.naam, inhoud, oin=van)
        except ValidationError as fout:
            # Een deel van een bericht is ingevuld zonder wat dat deel nodig heeft.
            raise typer.BadParameter(f"zo is het bericht niet volledig: {fout}") from fout
        if als_json:
            typer.echo(json.dumps(antwoord.als_json(), ensure_ascii=False, indent=2))
        else:
            toon(antwoord, Console())
        raise typer.Exit(AFLOOP[antwoord.uitkomst])

    parameters = [_parameter(naam, blad) for naam, blad in namen.items()]
    parameters += [_OIN, _JSON]
    voer_uit.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    voer_uit.__annotations__ = {p.name: p.annotation for p in parameters}
    return voer_uit


def _parameter(naam: str, blad: Veld) -> inspect.Parameter:
    """Elke optie mag herhaald worden; of dat ook mag volgens het schema, zegt `velden.bericht`."""
    uitleg = blad.uitleg
    if blad.codes:
        uitleg += f" Een van: {', '.join(blad.codes)}."
    if blad.meervoud:
        uitleg += " Mag herhaald."
    if (waarde := partijen.standaard(blad.pad)) is not None:
        uitleg += f" Standaard {waarde}."
    elif blad.verplicht:
        uitleg += " Verplicht."
    keuze = typer.Option(f"--{blad.optie}", f"--{blad.pad}", help=uitleg, metavar=blad.soort)
    return inspect.Parameter(
        naam, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[list[str] | None, keuze]
    )


def _los(naam: str, annotatie: Any, standaard: Any) -> inspect.Parameter:
    return inspect.Parameter(naam, inspect.Parameter.KEYWORD_ONLY, default=standaard, annotation=annotatie)


_OIN = _los(
    "oin",
    Annotated[str | None, typer.Option("--oin", help="OIN in wsa:From; anders van de partij.")],
    None,
)
_JSON = _los("als_json", Annotated[bool, typer.Option("--json", help="Het antwoord als JSON.")], False)


def _voorbeeld(bladen: tuple[Veld, ...]) -> str:
    nodig = [blad for blad in bladen if blad.verplicht and partijen.standaard(blad.pad) is None]
    return " ".join(f"--{blad.optie} {_voorbeeldwaarde(blad)}" for blad in nodig)


def _voorbeeldwaarde(blad: Veld) -> str:
    if blad.codes:
        return blad.codes[0]
    vast = {"Burgerservicenr": "999900122", "Datum": "2012-06-01", "StdIndJN": "ja", "Versienr": "1"}
    return vast.get(blad.soort, "…")
