"""`isi-soap beheer auditor`: wie het berichtenlog in de pagina's mag lezen, en hoe ver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.beheer.opdracht import AlsJson, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from isi_soap.domain.auditor import RECHTEN
from isi_soap.settings import instellingen
from persistence.auditor import accounts, tweede_factor
from persistence.auditor.accounts import Uitgegeven
from persistence.beheer.opdracht import Opdracht
from persistence.logboek.sleutels import Logsleutels

app = maak_app("De auditors van het berichtenlog: hun accounts en wat zij mogen zien.")

Naam = Annotated[str, typer.Argument(help="Naam waarmee de auditor zich aanmeldt.")]
Recht = Annotated[
    list[str] | None, typer.Option("--recht", help=f"{', '.join(RECHTEN)}; mag vaker. Leeg: alle.")
]
_KOLOMMEN = ("naam", "rechten", "geblokkeerd_op", "laatste_aanmelding")


@app.command()
def toevoegen(naam: Naam, recht: Recht = None) -> None:
    """Maak een account; wachtwoord en tweede factor staan alleen nu op het scherm.

    Voorbeeld: isi-soap beheer auditor toevoegen a.controle --recht overzicht --recht zoeken
    """
    with _met_sleutels() as (o, sleutels):
        uitgegeven = accounts.voeg_toe(o, sleutels, naam, recht or RECHTEN)
    _eenmaal(uitgegeven)


@app.command()
def uitgeven(naam: Naam) -> None:
    """Geef een nieuw wachtwoord en een nieuwe tweede factor uit; de oude openen niets meer.

    Voorbeeld: isi-soap beheer auditor uitgeven a.controle
    """
    with _met_sleutels() as (o, sleutels):
        uitgegeven = accounts.geef_opnieuw_uit(o, sleutels, naam)
    _eenmaal(uitgegeven)


@app.command()
def rechten(
    naam: Naam,
    recht: Recht = None,
    geen: Annotated[bool, typer.Option("--geen", help="Neem alle rechten af.")] = False,
) -> None:
    """Geef een auditor precies deze rechten.

    Voorbeeld: isi-soap beheer auditor rechten a.controle --recht overzicht
    """
    if bool(recht) == geen:
        raise typer.BadParameter("noem een of meer keer --recht, of --geen")
    with opdracht() as o:
        nu = accounts.zet_rechten(o, naam, recht or ())
    typer.echo(f"Auditor {naam} heeft nu {', '.join(nu) or 'geen rechten'}.")


@app.command()
def blokkeren(naam: Naam) -> None:
    """Blokkeer een auditor; zijn lopende sessies zijn meteen voorbij.

    Voorbeeld: isi-soap beheer auditor blokkeren a.controle
    """
    with opdracht() as o:
        accounts.blokkeer(o, naam)
    typer.echo(f"Auditor {naam} is geblokkeerd.")


@app.command()
def deblokkeren(naam: Naam) -> None:
    """Hef de blokkade op, ook die na te veel mislukte pogingen.

    Voorbeeld: isi-soap beheer auditor deblokkeren a.controle
    """
    with opdracht() as o:
        accounts.deblokkeer(o, naam)
    typer.echo(f"Auditor {naam} is niet meer geblokkeerd.")


@app.command()
def lijst(als_json: AlsJson = False) -> None:
    """Toon de auditors.

    Voorbeeld: isi-soap beheer auditor lijst
    """
    with opdracht() as o:
        gevonden = accounts.lijst(o)
    toon(gevonden, _KOLOMMEN, als_json)


@contextmanager
def _met_sleutels() -> Iterator[tuple[Opdracht, Logsleutels]]:
    """De tweede factor wordt bewaard met een sleutel van het logboek."""
    try:
        sleutels = Logsleutels.uit(instellingen())
    except SleutelFout as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(2) from None
    with opdracht() as o:
        yield o, sleutels


def _eenmaal(uitgegeven: Uitgegeven) -> None:
    typer.echo(f"naam            {uitgegeven.naam}")
    typer.echo(f"wachtwoord      {uitgegeven.wachtwoord}")
    typer.echo(f"tweede factor   {tweede_factor.als_tekst(uitgegeven.sleutel)}")
    typer.echo(f"voor de app     {tweede_factor.adres(uitgegeven.naam, uitgegeven.sleutel)}")
    typer.echo(
        "Dit staat alleen nu op het scherm. Bij de eerste aanmelding kiest de auditor een eigen wachtwoord.",
        err=True,
    )
