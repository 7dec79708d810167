"""`isi-soap beheer partij` en `oin`: de ketenpartijen, en van wie elk bekend OIN is (R-047)."""

from __future__ import annotations

from typing import Annotated

import typer

from isi_soap.beheer.opdracht import AlsJson, opdracht, toon
from isi_soap.beheer.opdracht import app as maak_app
from persistence.beheer import partijen

app = maak_app("De ketenpartijen en hun OIN.")


@app.command()
def lijst(als_json: AlsJson = False) -> None:
    """Toon de ketenpartijen, met wat elk mag sturen.

    Voorbeeld: isi-soap beheer partij lijst
    """
    with opdracht() as o:
        gevonden = partijen.lijst(o)
    toon(gevonden, ("code", "naam", "oin", "ingang", "ingetrokken_op", "operaties"), als_json)


@app.command()
def oin(
    code: Annotated[str, typer.Argument(help="DUO, IND, BRP of CVE.")],
    nieuw: Annotated[str, typer.Argument(help="Het OIN van het nieuwe certificaat.")],
) -> None:
    """Zet het OIN van een ketenpartij.

    Voorbeeld: isi-soap beheer partij oin IND 00000099900000002000
    """
    with opdracht() as o:
        partijen.zet_oin(o, code, nieuw)
    typer.echo(f"{code} ondertekent nu met OIN {nieuw}.")


def oin_lijst(als_json: AlsJson = False) -> None:
    """Toon elk bekend OIN, en of het van een gemeente, een ketenpartij of een leverancier is.

    Voorbeeld: isi-soap beheer oin --json
    """
    with opdracht() as o:
        gevonden = partijen.oins(o)
    toon(gevonden, ("oin", "soort", "houder"), als_json)
