"""`isi-soap auditor`: de pagina's van de auditor draaien; accounts maakt `isi-soap beheer auditor`."""

from __future__ import annotations

import sys
from functools import partial
from typing import Annotated

import typer
from pydantic import ValidationError

from isi_soap.audit.sleutels import SleutelFout
from isi_soap.beheer.naast import eindig_met_ouder
from isi_soap.settings import instellingen
from persistence.database import DatabaseOnbereikbaar
from persistence.ingebed import IngebedFout

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="De pagina's waarop een auditor het berichtenlog leest.",
)


@app.callback()
def auditor() -> None:
    """De pagina's waarop een auditor het berichtenlog leest (docs/auditor.md)."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Adres om op te luisteren.")] = None,
    port: Annotated[int | None, typer.Option(help="Poort om op te luisteren.")] = None,
    ouder: Annotated[int | None, typer.Option(hidden=True)] = None,
    als_json: Annotated[
        bool | None, typer.Option("--json/--leesbaar", help="Log in JSON; standaard buiten een terminal.")
    ] = None,
) -> None:
    """Start de pagina's, en draai tot zij gestopt worden; met ISI_AUDITOR=aan doet `isi-soap serve` dit ook.

    Voorbeeld: isi-soap auditor serve --port 8081
    """
    from isi_soap.auditor.serve import AuditorStartGeweigerd, bereid_voor, draai

    gekozen = {"auditor_host": host, "auditor_port": port}
    try:
        inst = instellingen().model_copy(update={k: v for k, v in gekozen.items() if v is not None})
        bereid_voor(inst)
    except ValidationError as fout:
        namen = sorted({f"ISI_{str(bezwaar['loc'][0]).upper()}" for bezwaar in fout.errors()})
        _stop(f"niet te lezen, of buiten de grenzen: {', '.join(namen)}", 2)
    except (AuditorStartGeweigerd, IngebedFout, SleutelFout) as fout:
        _stop(str(fout), 2)
    except DatabaseOnbereikbaar as fout:
        _stop(str(fout), 1)
    from isi_soap.waarneming.technischlog import stel_log_in

    stel_in = partial(stel_log_in, als_json=not sys.stderr.isatty() if als_json is None else als_json)
    eindig_met_ouder(ouder)
    schema = "https" if inst.auditor_tls_certificaat else "http"
    adres = inst.auditor_openbaar_adres or f"{schema}://{inst.auditor_host}:{inst.auditor_port}"
    typer.echo(f"De pagina's van de auditor staan op {adres}/", err=True)
    draai(inst, stel_in)


def _stop(reden: str, code: int) -> None:
    typer.echo(f"De pagina's starten niet: {reden}", err=True)
    raise typer.Exit(code)
