"""De opdrachtregel `isi-soap`: een deur naar elk deel; een deel wordt pas geladen als het gevraagd wordt."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from isi_soap import __version__

_DELEN = {
    "serve": "isi_soap.soap.serve_cli",
    "db": "isi_soap.beheer.db_cli",
    "testdata": "isi_soap.beheer.testdata_cli",
    "beheer": "isi_soap.beheer.beheer_cli",
    "batch": "isi_soap.beheer.batch_cli",
    "klok": "isi_soap.beheer.klok_cli",
    "pki": "isi_soap.beheer.pki_cli",
    "client": "isi_soap.client.cli",
    "log": "isi_soap.beheer.log_cli",
    "waarneming": "isi_soap.waarneming.cli",
    "bench": "bench.cli",
}


class _Deur(TyperGroup):
    """Laadt het deel achter een opdracht pas bij gebruik: `client` hoeft geen database te kennen."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_DELEN)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _DELEN:
            return None
        opdracht = typer.main.get_command(import_module(_DELEN[cmd_name]).app)
        opdracht.name = cmd_name
        return opdracht


main = typer.Typer(
    cls=_Deur,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _versie(gevraagd: bool) -> None:
    if gevraagd:
        typer.echo(__version__)
        raise typer.Exit


@main.callback()
def isi_soap(
    versie: Annotated[
        bool, typer.Option("--version", callback=_versie, is_eager=True, help="Toon de versie.")
    ] = False,
) -> None:
    """ISI over SOAP: het berichtenverkeer van het Informatiesysteem Inburgering.

    Voorbeeld: isi-soap serve
    """
