"""`isi-soap serve`: de dienst starten."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.beheer.naast import naast
from isi_soap.contract.fout import ContractFout
from isi_soap.settings import instellingen
from isi_soap.soap.serve import bereid_voor, eigen_adressen
from isi_soap.soap.serve import serve as draai_dienst
from isi_soap.soap.startcontrole import StartGeweigerd, bezwaren_poort, eis
from isi_soap.soap.testset import eerste_aanvraag, laad_testset
from isi_soap.soap.tls import TlsStilUit
from isi_soap.waarneming.metrieken import gedeelde_map
from isi_soap.waarneming.technischlog import stel_log_in
from persistence.database import DatabaseOnbereikbaar, NietGereed
from persistence.ingebed import IngebedFout

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adres om op te luisteren.")] = None,
    port: Annotated[int | None, typer.Option(help="Poort om op te luisteren.")] = None,
    workers: Annotated[int | None, typer.Option(help="Werkprocessen, één per kern.")] = None,
    als_json: Annotated[
        bool | None, typer.Option("--json/--leesbaar", help="Log in JSON; standaard buiten een terminal.")
    ] = None,
    testset: Annotated[
        bool,
        typer.Option("--testset", help="Laad de testset in een lege database; toon een aanvraag."),
    ] = False,
) -> None:
    """Start de dienst, en draai tot hij gestopt wordt.

    Voorbeeld: isi-soap serve --port 8080
    """
    gekozen = {"host": host, "port": port, "workers": workers}
    try:
        inst = instellingen().model_copy(update={k: v for k, v in gekozen.items() if v is not None})
    except (ValidationError, SettingsError) as fout:
        typer.echo(f"De dienst start niet: {_welke(fout)}", err=True)
        raise typer.Exit(2) from None
    in_json = not sys.stderr.isatty() if als_json is None else als_json
    stel_log_in(als_json=in_json)
    try:
        if testset and inst.productie:
            raise StartGeweigerd(("De testset is niet voor productie: laat --testset weg.",))
        bereid_voor(inst, testset=testset)
        eis(bezwaren_poort(inst))
        if testset:
            laad_testset(inst)
            typer.echo(eerste_aanvraag(eigen_adressen(inst)[0], inst))
        with (
            gedeelde_map(aan=inst.metrieken_port is not None),
            naast("log", "verzegel", aan=inst.verzegelen != "uit", als_json=in_json),
            naast("batch", "planner", aan=inst.gepland, als_json=in_json),
            naast("waarneming", "metrieken", aan=inst.metrieken_port is not None, als_json=in_json),
            naast("waarneming", "ldv", aan=inst.ldv_adres is not None, als_json=in_json),
            naast("auditor", "serve", aan=inst.auditor == "aan", als_json=in_json),
        ):
            draai_dienst(inst, als_json=in_json)
    except (ContractFout, IngebedFout, NietGereed, SleutelFout, StartGeweigerd, TlsStilUit) as fout:
        typer.echo(f"De dienst start niet: {fout}", err=True)
        raise typer.Exit(2) from None
    except DatabaseOnbereikbaar as fout:  # straks misschien wel: wie herstart, mag het opnieuw proberen
        typer.echo(f"De dienst start niet: {fout}", err=True)
        raise typer.Exit(1) from None


def _welke(fout: ValidationError | SettingsError) -> str:
    """Welke instelling niet te lezen is; nooit de waarde, want die kan een wachtwoord zijn."""
    if isinstance(fout, SettingsError):
        return f"een ISI_-instelling is niet te lezen: {fout}"
    namen = {f"ISI_{str(bezwaar['loc'][0]).upper()}" for bezwaar in fout.errors() if bezwaar["loc"]}
    return f"niet te lezen, of buiten de grenzen: {', '.join(sorted(namen))}"
