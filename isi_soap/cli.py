"""De opdrachtregel `isi-soap`: een deur naar elk deel; een deel wordt pas geladen als het gevraagd wordt."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Annotated, Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from isi_soap import __version__


class Deel(NamedTuple):
    """Een deel van de opdrachtregel: waar het staat, en zijn regel in `isi-soap --help`."""

    module: str
    zin: str


DELEN: Final = {
    "serve": Deel("isi_soap.soap.serve_cli", "Start de dienst, en draai tot hij gestopt wordt."),
    "db": Deel("isi_soap.beheer.db_cli", "De database: schema bijwerken en stand tonen."),
    "testdata": Deel("isi_soap.beheer.testdata_cli", "De testset: laden, herstellen en tonen."),
    "beheer": Deel(
        "isi_soap.beheer.beheer_cli",
        "Gebruikers, sleutels, mandaten, uitbesteding, ketenpartijen en auditors.",
    ),
    "batch": Deel(
        "isi_soap.beheer.batch_cli", "Periodieke verwerkingen: dagelijks, ind-uitwisseling en nieuwkomers."
    ),
    "klok": Deel("isi_soap.beheer.klok_cli", "De testklok tonen en verzetten (alleen profiel ketentest)."),
    "pki": Deel(
        "isi_soap.beheer.pki_cli",
        "Maak een volledige test-PKI: CA's, CRL's, en certificaten voor dienst, gemeenten en ketenpartijen.",
    ),
    "client": Deel(
        "isi_soap.client.cli", "De referentieclient: kent alleen de WSDL's die de draaiende dienst uitgeeft."
    ),
    "log": Deel("isi_soap.beheer.log_cli", "Het berichtenlog: zoeken, tonen, narekenen en verzegelen."),
    "waarneming": Deel("isi_soap.waarneming.cli", "Metrieken, en het logboek dataverwerkingen."),
    "auditor": Deel("isi_soap.auditor.cli", "De pagina's waarop een auditor het berichtenlog leest."),
    "bench": Deel("bench.cli", "Meten wat een bericht kost."),
}


class _Deur(TyperGroup):
    """Laadt het deel achter een opdracht pas bij gebruik: `client` hoeft geen database te kennen."""

    _alleen_de_lijst = False

    def list_commands(self, ctx: Any) -> list[str]:
        return list(DELEN)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in DELEN:
            return None
        deel = DELEN[cmd_name]
        if self._alleen_de_lijst:
            return TyperCommand(cmd_name, help=deel.zin)
        opdracht = typer.main.get_command(_laad(deel.module).app)
        opdracht.name = cmd_name
        return opdracht

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Voor de lijst van delen hoeft er geen geladen te worden: dat kost seconden."""
        self._alleen_de_lijst = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._alleen_de_lijst = False


def _laad(module: str) -> Any:
    """Wat bij het laden ontstaat, blijft: de opruimer telkens langs laten gaan kost een tiende ervan."""
    aan = gc.isenabled()
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        if aan:
            gc.enable()


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
