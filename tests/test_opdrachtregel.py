"""De eerste hulp: `isi-soap --help` noemt elk deel met de zin van dat deel, zonder het te laden."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest
import typer

from isi_soap.cli import DELEN


@pytest.mark.parametrize("naam", DELEN)
def test_elk_deel_heet_in_de_lijst_zoals_het_zichzelf_noemt(naam: str) -> None:
    deel = DELEN[naam]
    opdracht = typer.main.get_command(import_module(deel.module).app)
    eerste_alinea = " ".join((opdracht.help or "").split("\n\n")[0].split())
    assert eerste_alinea == deel.zin


def test_de_lijst_laadt_geen_database_en_geen_schema() -> None:
    vraag = (
        "import sys; from isi_soap.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*[m for m in ('sqlalchemy', 'xmlschema', 'zeep') if m in sys.modules], sep=',')"
    )
    klaar = subprocess.run([sys.executable, "-c", vraag], capture_output=True, text=True, check=True)
    assert "Start de dienst" in klaar.stdout
    assert klaar.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("naam", ["log", "bench"])
def test_een_deel_start_ook_vanaf_nul(naam: str) -> None:
    """De andere delen doen dat in tests/keten, tests/deploy en tests/beheer."""
    opdracht = [sys.executable, "-m", "isi_soap", naam, "--help"]
    klaar = subprocess.run(opdracht, capture_output=True, text=True, check=True)
    assert "Usage: isi-soap" in klaar.stdout
