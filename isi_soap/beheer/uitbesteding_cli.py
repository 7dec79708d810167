"""`isi-soap beheer uitbesteding`: wie voor een andere gemeente uitvoert, en wat DUO daarvoor ontving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from isi_soap.beheer.opdracht import AlsJson, dag, dagoptie, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from isi_soap.domain.beheer import stukken
from isi_soap.domain.toegang import Uitbesteding
from persistence.beheer import uitbestedingen

app = maak_app("Uitbesteding aan een andere gemeente (R-049, R-056, R-057, R-063).")

Origineel = Annotated[datetime | None, dagoptie("Dag waarop het ondertekende origineel ontvangen is.")]
Contract = Annotated[datetime | None, dagoptie("Datum van het bewerkerscontract in de verklaring.")]
Aanvraag = Annotated[
    datetime | None, dagoptie("Dag waarop de aanvraag van de applicatiesleutel ontvangen is (met pakket).")
]
Kenmerk = Annotated[str | None, typer.Option(help="Waaronder het origineel in het archief ligt.")]
Nummer = Annotated[int, typer.Argument(help="Het nummer uit `uitbesteding lijst`.")]


@app.command()
def vastleggen(
    van: Annotated[str, typer.Option(help="Code van de gemeente die uitbesteedt.")],
    aan: Annotated[str, typer.Option(help="Code van de gemeente die uitvoert.")],
    ingang: Annotated[datetime | None, dagoptie("Eerste dag; leeg: vandaag.")] = None,
    laatste_dag: Annotated[datetime | None, dagoptie("Laatste dag; leeg: tot zij beëindigd wordt.")] = None,
    origineel: Origineel = None,
    bewerkerscontract: Contract = None,
    aanvraag: Aanvraag = None,
    kenmerk: Kenmerk = None,
) -> None:
    """Leg een uitbesteding vast; zij opent pas iets als alle stukken er zijn.

    Voorbeeld: isi-soap beheer uitbesteding vastleggen --van 0384 --aan 0363 --origineel 2019-03-28
    --bewerkerscontract 2019-01-01 --aanvraag 2019-03-28 --kenmerk SCI-2019-0042
    """
    with opdracht() as o:
        nieuw = Uitbesteding(
            uitbestedende_gemeente=van,
            uitvoerende_gemeente=aan,
            datum_ontvangst_origineel=dag(origineel),
            ondertekend=origineel is not None,
            bewerkerscontract=bewerkerscontract is not None,
            datum_bewerkerscontract=dag(bewerkerscontract),
            aanvraag_sleutel=dag(aanvraag),
            kenmerk_origineel=kenmerk,
            van=dag(ingang) or o.dag,
            tot=dag(laatste_dag),
        )
        nummer, open_ = uitbestedingen.leg_vast(o, nieuw)
    typer.echo(f"Uitbesteding {nummer} van {van} aan {aan} is vastgelegd.")
    _zeg_stand(open_)


@app.command()
def aanvullen(
    nummer: Nummer,
    origineel: Origineel = None,
    bewerkerscontract: Contract = None,
    aanvraag: Aanvraag = None,
    kenmerk: Kenmerk = None,
) -> None:
    """Leg vast wat er later bij kwam.

    Voorbeeld: isi-soap beheer uitbesteding aanvullen 2 --origineel 2019-04-01 --bewerkerscontract 2019-01-01
    """
    erbij = {
        "datum_ontvangst_origineel": dag(origineel),
        "ondertekend": origineel is not None or None,
        "bewerkerscontract": bewerkerscontract is not None or None,
        "datum_bewerkerscontract": dag(bewerkerscontract),
        "aanvraag_sleutel": dag(aanvraag),
        "kenmerk_origineel": kenmerk,
    }
    erbij = {naam: waarde for naam, waarde in erbij.items() if waarde is not None}
    if not erbij:
        raise typer.BadParameter("noem ten minste één stuk")
    with opdracht() as o:
        open_ = uitbestedingen.vul_aan(o, nummer, **erbij)
    typer.echo(f"Uitbesteding {nummer} is aangevuld.")
    _zeg_stand(open_)


@app.command("beëindigen")
@app.command("beeindigen", hidden=True)
def beeindigen(
    nummer: Nummer,
    laatste_dag: Annotated[datetime | None, dagoptie("Leeg: gisteren, dus met ingang van nu.")] = None,
) -> None:
    """Beëindig een uitbesteding; het volgende bericht namens de gemeente wordt geweigerd.

    Voorbeeld: isi-soap beheer uitbesteding beëindigen 2
    """
    with opdracht() as o:
        laatste = uitbestedingen.beeindig(o, nummer, dag(laatste_dag))
    typer.echo(f"Uitbesteding {nummer} geldt tot en met {laatste:%d-%m-%Y}.")


@app.command()
def lijst(
    gemeente: Annotated[str | None, typer.Option(help="Alleen van of aan deze gemeente.")] = None,
    als_json: AlsJson = False,
) -> None:
    """Toon de uitbestedingen, met wat er vandaag aan ontbreekt.

    Voorbeeld: isi-soap beheer uitbesteding lijst --gemeente 0363
    """
    with opdracht() as o:
        gevonden = uitbestedingen.lijst(o, gemeente)
    kolommen = ("id", "uitbestedende_gemeente", "uitvoerende_gemeente", "van", "tot", "ontbreekt")
    toon(gevonden, kolommen, als_json)


@app.command("stukken")
def toon_stukken(
    andere_instelling: Annotated[
        bool, typer.Option("--andere-instelling", help="De uitvoerder is geen gemeente.")
    ] = False,
    met_pakket: Annotated[bool, typer.Option("--met-pakket/--zonder-pakket", help="CVS of Portal.")] = True,
) -> None:
    """Toon welke stukken DUO moet ontvangen (R-063).

    Voorbeeld: isi-soap beheer uitbesteding stukken --zonder-pakket
    """
    nodig = stukken(uitvoerder_is_gemeente=not andere_instelling, met_pakket=met_pakket)
    for stuk in nodig or (
        "Geen stukken: de instelling werkt met een account van de gemeente (R-051, R-053).",
    ):
        typer.echo(stuk)


def _zeg_stand(open_: Sequence[str]) -> None:
    if open_:
        typer.echo(f"Zij opent nog niets: {'; '.join(open_)}.")
    else:
        typer.echo("De uitvoerder heeft toegang met ingang van het volgende bericht.")
