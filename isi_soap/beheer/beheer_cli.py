"""`isi-soap beheer`: wie er bij mag, en wie dat vastlegde."""

from __future__ import annotations

from typing import Annotated

import typer

from isi_soap.beheer import (
    auditor_cli,
    beheerder_cli,
    gebruiker_cli,
    mandaat_cli,
    partij_cli,
    sleutel_cli,
    uitbesteding_cli,
)
from isi_soap.beheer.opdracht import AlsJson, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from persistence.beheer.log import regels

app = maak_app("Gebruikers, sleutels, mandaten, uitbesteding, ketenpartijen en auditors.")
app.add_typer(gebruiker_cli.app, name="gebruiker")
app.add_typer(beheerder_cli.app, name="beheerder")
app.add_typer(sleutel_cli.app, name="sleutel")
app.add_typer(mandaat_cli.app, name="mandaat")
app.add_typer(uitbesteding_cli.app, name="uitbesteding")
app.add_typer(partij_cli.app, name="partij")
app.add_typer(auditor_cli.app, name="auditor")
app.command("oin")(partij_cli.oin_lijst)


@app.command("log")
def beheer_log(
    gemeente: Annotated[str | None, typer.Option(help="Alleen van deze gemeente.")] = None,
    onderwerp: Annotated[str | None, typer.Option(help="Bijvoorbeeld 'sleutel 12'.")] = None,
    hoogstens: Annotated[int, typer.Option(min=1, max=1000, help="Aantal regels.")] = 50,
    als_json: AlsJson = False,
) -> None:
    """Toon het beheerlog, de nieuwste regel eerst.

    Voorbeeld: isi-soap beheer log --gemeente 0363
    """
    with opdracht() as o:
        gevonden = regels(o, gemeente=gemeente, onderwerp=onderwerp, hoogstens=hoogstens)
    kolommen = ("id", "tijdstip", "os_gebruiker", "beheerder", "onderwerp", "handeling", "voor", "na")
    toon(gevonden, kolommen, als_json)
