"""`isi-soap beheer sleutel`: applicatiesleutels uitgeven, wisselen en intrekken (R-058, R-059)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Annotated

import typer

from isi_soap.beheer.opdracht import AlsJson, dag, dagoptie, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from isi_soap.domain.beheer import OVERLAP
from persistence.beheer import sleutels

app = maak_app("Applicatiesleutels: uitgeven, roteren, intrekken en tonen.")

Nummer = Annotated[int, typer.Argument(help="Het nummer uit `sleutel lijst`.")]


@app.command()
def uitgeven(
    gemeente: Annotated[str, typer.Option(help="Code van de gemeente; een ander krijgt geen sleutel.")],
    oin: Annotated[str, typer.Option(help="OIN van de gemeente, zoals in haar certificaat.")],
    pakket: Annotated[str, typer.Option(help="Naam van het softwarepakket.")],
    aanvraag: Annotated[datetime | None, dagoptie("Dag waarop DUO de aanvraag ontving (R-058).")] = None,
    rol: Annotated[
        list[str] | None, typer.Option("--rol", help="Wat het pakket mag; leeg: 2, 3, 5 en 6.")
    ] = None,
    ingang: Annotated[datetime | None, dagoptie("Eerste dag; leeg: vandaag.")] = None,
    eigen_gebruikersbeheer: Annotated[
        bool, typer.Option("--eigen-gebruikersbeheer", help="Het pakket beheert zijn gebruikers zelf.")
    ] = False,
    als_json: AlsJson = False,
) -> None:
    """Geef een sleutel uit; zij staat alleen nu op het scherm.

    Voorbeeld: isi-soap beheer sleutel uitgeven --gemeente 0363 --oin 00000099000000363000
    --pakket Inburgervolg --aanvraag 2019-04-01
    """
    with opdracht() as o:
        nummer, waarde = sleutels.geef_uit(
            o,
            gemeente,
            oin,
            pakket,
            rol or "2356",
            aanvraag=dag(aanvraag),
            ingang=dag(ingang),
            eigen_gebruikersbeheer=eigen_gebruikersbeheer,
        )
    _eenmaal(nummer, waarde, als_json)


@app.command()
def roteren(
    nummer: Nummer,
    overlap: Annotated[
        int, typer.Option(min=0, max=90, help="Dagen dat beide sleutels gelden; 0: de oude vervalt meteen.")
    ] = OVERLAP.days,
    oin: Annotated[str | None, typer.Option(help="OIN van een nieuw certificaat.")] = None,
    als_json: AlsJson = False,
) -> None:
    """Vervang een sleutel; tijdens de overlap gelden de oude en de nieuwe.

    Voorbeeld: isi-soap beheer sleutel roteren 12 --overlap 14
    """
    with opdracht() as o:
        nieuw, waarde, laatste = sleutels.roteer(o, nummer, overlap=timedelta(days=overlap), oin=oin)
    _eenmaal(nieuw, waarde, als_json)
    typer.echo(f"Sleutel {nummer} geldt tot en met {laatste:%d-%m-%Y}.", err=True)


@app.command()
def intrekken(
    nummer: Nummer, op: Annotated[datetime | None, dagoptie("Vanaf deze dag; leeg: meteen.")] = None
) -> None:
    """Trek een sleutel in; het volgende bericht ermee wordt geweigerd.

    Voorbeeld: isi-soap beheer sleutel intrekken 12
    """
    with opdracht() as o:
        sleutels.trek_in(o, nummer, dag(op))
    typer.echo(f"Sleutel {nummer} is ingetrokken{f' per {op:%d-%m-%Y}' if op else ''}.")


@app.command()
def lijst(
    gemeente: Annotated[str | None, typer.Option(help="Alleen van deze gemeente.")] = None,
    als_json: AlsJson = False,
) -> None:
    """Toon de sleutels, zonder hun waarde.

    Voorbeeld: isi-soap beheer sleutel lijst --gemeente 0363
    """
    with opdracht() as o:
        gevonden = sleutels.lijst(o, gemeente)
    kolommen = ("id", "gemeente", "oin", "pakket", "rollen", "ingang", "ingetrokken_op", "aanvraag_ontvangen")
    toon(gevonden, kolommen, als_json)


def _eenmaal(nummer: int, waarde: str, als_json: bool) -> None:
    if als_json:
        typer.echo(json.dumps({"nummer": nummer, "sleutel": waarde}))
        return
    typer.echo(waarde)
    typer.echo(f"Dit is sleutel {nummer}; bewaar haar nu, zij is niet meer op te vragen.", err=True)
