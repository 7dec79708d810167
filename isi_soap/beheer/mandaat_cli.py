"""`isi-soap beheer mandaat`: wie er met zijn eigen certificaat voor een gemeente mag ondertekenen."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from isi_soap.beheer.opdracht import AlsJson, dag, dagoptie, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from persistence.beheer import mandaten

app = maak_app("Mandaten van leveranciers die voor gemeenten ondertekenen.")


@app.command()
def toevoegen(
    ondertekenaar: Annotated[str, typer.Option(help="OIN in het certificaat van de leverancier.")],
    naam: Annotated[str, typer.Option(help="Naam van de leverancier.")],
    afnemer: Annotated[str, typer.Option(help="OIN van de gemeente, zoals bij haar sleutel.")],
    ingang: Annotated[datetime | None, dagoptie("Eerste dag; leeg: vandaag.")] = None,
) -> None:
    """Leg vast dat een leverancier voor een gemeente ondertekent.

    Voorbeeld: isi-soap beheer mandaat toevoegen --ondertekenaar 00000099000009001000 --naam Leverancier
    --afnemer 00000099000000363000
    """
    with opdracht() as o:
        nummer = mandaten.voeg_toe(o, ondertekenaar, naam, afnemer, dag(ingang))
    typer.echo(f"Mandaat {nummer} is vastgelegd.")


@app.command()
def intrekken(
    nummer: Annotated[int, typer.Argument(help="Het nummer uit `mandaat lijst`.")],
    op: Annotated[datetime | None, dagoptie("Vanaf deze dag; leeg: meteen.")] = None,
) -> None:
    """Trek een mandaat in; het volgende bericht van de leverancier wordt geweigerd.

    Voorbeeld: isi-soap beheer mandaat intrekken 3
    """
    with opdracht() as o:
        mandaten.trek_in(o, nummer, dag(op))
    typer.echo(f"Mandaat {nummer} is ingetrokken{f' per {op:%d-%m-%Y}' if op else ''}.")


@app.command()
def lijst(als_json: AlsJson = False) -> None:
    """Toon de mandaten.

    Voorbeeld: isi-soap beheer mandaat lijst --json
    """
    with opdracht() as o:
        gevonden = mandaten.lijst(o)
    toon(gevonden, ("id", "ondertekenaar", "naam", "afnemer", "ingang", "ingetrokken_op"), als_json)
