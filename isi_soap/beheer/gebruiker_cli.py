"""`isi-soap beheer gebruiker`: de Suwinetbeheerder en de gebruikers van zijn gemeente (R-023 … R-025).

De beheerder meldt zich aan met zijn account (ISI_BEHEERDER of --beheerder) en zijn wachtwoord: uit een
bestand, uit ISI_BEHEERDER_WACHTWOORD, of gevraagd.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from isi_soap.beheer.opdracht import AlsJson, dag, dagoptie, geheim, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from persistence.beheer import gebruikers, wachtwoorden
from persistence.beheer.opdracht import Opdracht

app = maak_app("De gebruikers van een gemeente en hun rollen; door haar eigen Suwinetbeheerder.")

Account = Annotated[
    str,
    typer.Option(
        "--beheerder", envvar="ISI_BEHEERDER", help="Wie u bent, als gemeente/naam: 0363/suwinetbeheerder."
    ),
]
Bestand = Annotated[
    Path | None, typer.Option("--wachtwoord-bestand", help="Bestand met uw wachtwoord; anders gevraagd.")
]
Gemeente = Annotated[str | None, typer.Option("--gemeente", help="Gemeentecode; leeg: die van de beheerder.")]
Naam = Annotated[str, typer.Argument(help="Gebruikersnaam, zoals een bericht haar noemt.")]
Rol = Annotated[list[str] | None, typer.Option("--rol", help="2, 3, 5 of 6; mag vaker.")]

_KOLOMMEN = (
    *("naam", "rollen", "geblokkeerd_op", "verloopt_op", "instelling"),
    *("beheerder", "laatste_aanmelding"),
)


def splits(account: str) -> tuple[str, str]:
    gemeente, streep, naam = account.partition("/")
    if not streep or not gemeente or not naam:
        raise typer.BadParameter("schrijf gemeente/naam, zoals 0363/suwinetbeheerder")
    return gemeente, naam


@contextmanager
def beheer(account: str, bestand: Path | None, gemeente: str | None) -> Iterator[tuple[Opdracht, str]]:
    """De opdracht van een aangemelde beheerder, en de gemeente waarover zij gaat."""
    eigen, naam = splits(account)
    wachtwoord = geheim(f"Wachtwoord van {account}", bestand, "ISI_BEHEERDER_WACHTWOORD")
    with opdracht() as o:
        wie = wachtwoorden.meld_beheerder_aan(o, eigen, naam, wachtwoord)
        yield replace(o, beheerder=wie), gemeente or eigen


@app.command()
def toevoegen(
    naam: Naam,
    beheerder: Account,
    rol: Rol = None,
    instelling: Annotated[
        str | None, typer.Option(help="Waar de medewerker werkt, als dat niet de gemeente is (R-051).")
    ] = None,
    verloopt: Annotated[datetime | None, dagoptie("Vanaf deze dag opent het account niets.")] = None,
    gemeente: Gemeente = None,
    wachtwoord_bestand: Bestand = None,
) -> None:
    """Voeg een account toe, met een of meer rollen; zonder rol mag het niets.

    Voorbeeld: isi-soap beheer gebruiker toevoegen j.jansen --rol 2 --rol 5 --beheerder 0363/suwinetbeheerder
    """
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gebruikers.voeg_toe(o, code, naam, rol or (), instelling=instelling, verloopt_op=dag(verloopt))
    typer.echo(f"Account {naam} van {code} is toegevoegd met {_rollen(rol)}.")


@app.command()
def rollen(
    naam: Naam,
    beheerder: Account,
    rol: Rol = None,
    geen: Annotated[bool, typer.Option("--geen", help="Neem alle rollen af.")] = False,
    gemeente: Gemeente = None,
    wachtwoord_bestand: Bestand = None,
) -> None:
    """Geef een account precies deze rollen.

    Voorbeeld: isi-soap beheer gebruiker rollen j.jansen --rol 6 --beheerder 0363/suwinetbeheerder
    """
    if bool(rol) == geen:
        raise typer.BadParameter("noem een of meer keer --rol, of --geen")
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gebruikers.zet_rollen(o, code, naam, rol or ())
    typer.echo(f"Account {naam} van {code} heeft nu {_rollen(rol)}.")


@app.command()
def wachtwoord(
    naam: Naam, beheerder: Account, gemeente: Gemeente = None, wachtwoord_bestand: Bestand = None
) -> None:
    """Geef een nieuw wachtwoord uit; het staat alleen nu op het scherm.

    De gebruiker vervangt het binnen 14 dagen met `eigen-wachtwoord`.

    Voorbeeld: isi-soap beheer gebruiker wachtwoord j.jansen --beheerder 0363/suwinetbeheerder
    """
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        uitgegeven = gebruikers.geef_wachtwoord(o, code, naam)
    typer.echo(uitgegeven)


@app.command("eigen-wachtwoord")
def eigen_wachtwoord(
    account: Annotated[str, typer.Argument(help="Uw account, als gemeente/naam.")],
    oud_bestand: Annotated[Path | None, typer.Option(help="Bestand met het oude wachtwoord.")] = None,
    nieuw_bestand: Annotated[Path | None, typer.Option(help="Bestand met het nieuwe wachtwoord.")] = None,
) -> None:
    """Vervang uw eigen wachtwoord; beide wachtwoorden worden gevraagd.

    Minstens 8 tekens met cijfer, hoofdletter, kleine letter en leesteken; niet uw naam, niet een van uw
    laatste 10. Het geldt 56 dagen.

    Voorbeeld: isi-soap beheer gebruiker eigen-wachtwoord 0363/j.jansen
    """
    gemeente, naam = splits(account)
    oud = geheim("Oude wachtwoord", oud_bestand, "ISI_WACHTWOORD")
    nieuw = geheim("Nieuwe wachtwoord", nieuw_bestand, "ISI_NIEUW_WACHTWOORD", herhaal=True)
    with opdracht() as o:
        wachtwoorden.wijzig(o, gemeente, naam, oud, nieuw)
    typer.echo(f"Het wachtwoord van {account} is gewijzigd.")


@app.command()
def blokkeren(
    naam: Naam, beheerder: Account, gemeente: Gemeente = None, wachtwoord_bestand: Bestand = None
) -> None:
    """Blokkeer een account; het volgende bericht wordt al geweigerd.

    Voorbeeld: isi-soap beheer gebruiker blokkeren j.jansen --beheerder 0363/suwinetbeheerder
    """
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gebruikers.blokkeer(o, code, naam)
    typer.echo(f"Account {naam} van {code} is geblokkeerd.")


@app.command()
def deblokkeren(
    naam: Naam, beheerder: Account, gemeente: Gemeente = None, wachtwoord_bestand: Bestand = None
) -> None:
    """Hef de blokkade van een account op.

    Voorbeeld: isi-soap beheer gebruiker deblokkeren j.jansen --beheerder 0363/suwinetbeheerder
    """
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gebruikers.deblokkeer(o, code, naam)
    typer.echo(f"Account {naam} van {code} is niet meer geblokkeerd.")


@app.command()
def verlopen(
    naam: Naam,
    beheerder: Account,
    op: Annotated[datetime | None, dagoptie("Vanaf deze dag opent het account niets.")] = None,
    nooit: Annotated[bool, typer.Option("--nooit", help="Het account verloopt niet.")] = False,
    gemeente: Gemeente = None,
    wachtwoord_bestand: Bestand = None,
) -> None:
    """Zet de dag waarop een account verloopt.

    Voorbeeld: isi-soap beheer gebruiker verlopen j.jansen --op 2019-07-01 --beheerder 0363/suwinetbeheerder
    """
    if (op is None) != nooit:
        raise typer.BadParameter("noem --op of --nooit")
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gebruikers.laat_verlopen(o, code, naam, dag(op))
    typer.echo(f"Account {naam} van {code} verloopt {f'op {op:%d-%m-%Y}' if op else 'niet'}.")


@app.command("toon")
def toon_een(
    naam: Naam,
    beheerder: Account,
    gemeente: Gemeente = None,
    wachtwoord_bestand: Bestand = None,
    als_json: AlsJson = False,
) -> None:
    """Toon een account.

    Voorbeeld: isi-soap beheer gebruiker toon j.jansen --json --beheerder 0363/suwinetbeheerder
    """
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gevonden: list[dict[str, Any]] = [gebruikers.toon(o, code, naam)]
    toon(gevonden, _KOLOMMEN, als_json)


@app.command()
def lijst(
    beheerder: Account,
    gemeente: Gemeente = None,
    wachtwoord_bestand: Bestand = None,
    als_json: AlsJson = False,
) -> None:
    """Toon alle accounts van de gemeente.

    Voorbeeld: isi-soap beheer gebruiker lijst --beheerder 0363/suwinetbeheerder
    """
    with beheer(beheerder, wachtwoord_bestand, gemeente) as (o, code):
        gevonden = gebruikers.lijst(o, code)
    toon(gevonden, _KOLOMMEN, als_json)


def _rollen(rol: list[str] | None) -> str:
    return f"rol {', '.join(sorted(set(rol)))}" if rol else "geen rol"
