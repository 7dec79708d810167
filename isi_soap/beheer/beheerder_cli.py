"""`isi-soap beheer beheerder`: DUO wijst per gemeente de Suwinetbeheerder aan, en geeft zelf geen rollen."""

from __future__ import annotations

from typing import Annotated

import typer

from isi_soap.beheer.gebruiker_cli import splits
from isi_soap.beheer.opdracht import AlsJson, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from persistence.beheer import gebruikers

app = maak_app("De Suwinetbeheerders, door DUO; de rollen geven zij zelf (R-023).")

Account = Annotated[str, typer.Argument(help="Het account, als gemeente/naam.")]


@app.command()
def aanwijzen(account: Account) -> None:
    """Wijs een account aan als Suwinetbeheerder; het eerste wachtwoord staat alleen nu op het scherm.

    Opnieuw aanwijzen geeft een nieuw wachtwoord.

    Voorbeeld: isi-soap beheer beheerder aanwijzen 0363/suwinetbeheerder
    """
    gemeente, naam = splits(account)
    with opdracht() as o:
        uitgegeven = gebruikers.wijs_beheerder_aan(o, gemeente, naam)
    typer.echo(uitgegeven)
    typer.echo(f"Vervang het binnen 14 dagen: isi-soap beheer gebruiker eigen-wachtwoord {account}", err=True)


@app.command()
def ontheffen(account: Account) -> None:
    """Neem het beheer af; het account zelf blijft.

    Voorbeeld: isi-soap beheer beheerder ontheffen 0363/suwinetbeheerder
    """
    gemeente, naam = splits(account)
    with opdracht() as o:
        gebruikers.onthef_beheerder(o, gemeente, naam)
    typer.echo(f"{account} beheert geen gebruikers meer.")


@app.command()
def lijst(als_json: AlsJson = False) -> None:
    """Toon de Suwinetbeheerders.

    Voorbeeld: isi-soap beheer beheerder lijst
    """
    with opdracht() as o:
        gevonden = gebruikers.beheerders(o)
    toon(gevonden, ("gemeente", "naam", "laatste_aanmelding"), als_json)
