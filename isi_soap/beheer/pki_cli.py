"""`isi-soap pki`: een test-PKI maken, zodat ondertekenen en wederzijdse TLS meteen werken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from isi_soap.beheer.pki import PkiFout, maak_test_pki, ververs_crls

app = typer.Typer(pretty_exceptions_enable=False)


@app.command()
def pki(
    map_: Annotated[Path, typer.Argument(metavar="MAP", help="Lege of nieuwe map.")],
    dagen: Annotated[int, typer.Option(min=1, help="Zo lang gelden de certificaten.")] = 730,
    crl_dagen: Annotated[
        int | None, typer.Option(min=0, help="Zo lang gelden de CRL's; standaard als de certificaten.")
    ] = None,
    hostnaam: Annotated[
        list[str] | None, typer.Option(help="Extra naam of adres van de dienst; mag vaker.")
    ] = None,
    alle_gemeenten: Annotated[
        bool, typer.Option("--alle-gemeenten", help="Ook de andere gemeenten van de testset; duurt langer.")
    ] = False,
    indien_nodig: Annotated[
        bool, typer.Option("--indien-nodig", help="Staat er al een, laat die dan staan.")
    ] = False,
    ververs: Annotated[
        bool, typer.Option("--ververs", help="Alleen nieuwe CRL's in een bestaande map.")
    ] = False,
) -> None:
    """Maak een volledige test-PKI: CA's, CRL's, en certificaten voor dienst, gemeenten en ketenpartijen.

    Ook certificaten die geweigerd horen te worden. Niets ervan is voor productie: een dienst met
    ISI_PRODUCTIE=true start er niet mee.

    Voorbeeld: isi-soap pki .isi/pki
    """
    nu = datetime.now(UTC)
    if indien_nodig and (map_ / "crl" / "tussen.crl.pem").exists():
        return
    geldig = timedelta(days=dagen)
    crl_geldig = timedelta(days=dagen if crl_dagen is None else crl_dagen)
    try:
        if ververs:
            ververs_crls(map_, nu, crl_geldig)
            typer.echo(f"Nieuwe CRL's in {map_}/crl, geldig tot {nu + crl_geldig:%d-%m-%Y}.")
            return
        gemaakt = maak_test_pki(
            map_,
            nu,
            geldig=geldig,
            crl_geldig=crl_geldig,
            hostnamen=hostnaam or (),
            alle_gemeenten=alle_gemeenten,
        )
    except (PkiFout, OSError) as fout:
        typer.echo(f"Fout: {fout}", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"Test-PKI in {map_}: {len(gemaakt.houders)} certificaten, {len(gemaakt.fout)} die geweigerd horen te"
        f" worden, geldig tot {nu + geldig:%d-%m-%Y}."
    )
