"""Alleen de klok van een eenheid van werk zegt welke dag het is (issue 4, punt 3).

Een tester zet die klok; wie er zelf naar de tijd vraagt, leeft op een andere dag. De regels krijgen elke dag
aangereikt. Wie hieronder staat vraagt iets anders: wanneer het echt was, voor een log of een certificaat.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

WORTEL = Path(__file__).parents[1]
MAG = {
    "persistence/eenheid.py": "de klok zelf",
    "persistence/kenmerk.py": "een kenmerk draagt de echte tijd, zodat het log op volgorde groeit",
    "persistence/auditor/accounts.py": "wanneer een account echt gewijzigd is",
    "persistence/logboek/archiefschrijver.py": "het log zegt wanneer het echt was",
    "persistence/logboek/beheerlog.py": "het log zegt wanneer het echt was",
    "persistence/logboek/export.py": "het log zegt wanneer het echt was",
    "persistence/logboek/zoekvraag.py": "tot wanneer er gezocht wordt, als dat niet gezegd is: tot nu",
    "persistence/runs/logregel.py": "het log zegt wanneer het echt was",
    "persistence/testdata/logregel.py": "het log zegt wanneer het echt was",
    "persistence/runs/verloop.py": "hoeveel seconden een run duurde",
    "isi_soap/soap/logboek.py": "het log zegt wanneer het echt was",
    "isi_soap/soap/termijnlijst.py": "het log zegt wanneer het echt was",
    "isi_soap/soap/logwacht.py": "hoe ver het verzegelen echt achterloopt",
    "isi_soap/waarneming/technischlog.py": "het log zegt wanneer het echt was",
    "isi_soap/soap/serve.py": "of een certificaat nu geldt",
    "isi_soap/wsse/zeep_plugin.py": "een aanvrager tekent met zijn eigen tijd",
    "isi_soap/waarneming/toestand.py": "hoe ver iets echt achterloopt, en hoe oud een CRL is",
    "isi_soap/waarneming/ldv/levering.py": "wanneer er echt geleverd is",
    "isi_soap/auditor/kern.py": "een sessie duurt echte minuten",
    "isi_soap/auditor/serve.py": "of een certificaat nu geldt",
    "isi_soap/beheer/bewaar_cli.py": "hoe oud het log echt is",
    "isi_soap/beheer/logsleutel_cli.py": "hoe lang een sleutel er echt is",
    "isi_soap/beheer/stempelaar.py": "hoe lang een tijdstempel echt uitblijft",
    "isi_soap/beheer/planner.py": "de wekker kijkt bij de start meteen; welke run moet, zegt de tabel",
    "isi_soap/beheer/pki_cli.py": "vanaf wanneer een certificaat geldt",
    "isi_soap/beheer/logbewijs_cli.py": "het log zegt wanneer het echt was",
    "isi_soap/beheer/verzegelaar.py": "het log zegt wanneer het echt was",
    "isi_soap/beheer/verzegel_cli.py": "hoe ver het verzegelen echt achterloopt",
}
_NU = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
_NU |= {("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("func", "now")}
_SQL = re.compile(r"\b(now\(\)|current_(date|timestamp|time)|local(time|timestamp)|clock_timestamp)", re.I)


def bronnen() -> list[Path]:
    mappen = ("isi_soap", "services", "persistence")
    alle = [pad for map_ in mappen for pad in sorted((WORTEL / map_).rglob("*.py"))]
    # Een kolom van een beheertabel mag het echte moment als standaard hebben.
    return [p for p in alle if not {"migraties", "tabellen"} & set(p.relative_to(WORTEL).parts)]


def vragen_naar_nu(bron: str) -> Iterator[str]:
    for knoop in ast.walk(ast.parse(bron)):
        match knoop:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=van), attr=naam)) if (van, naam) in _NU:
                yield f"{van}.{naam}()"
            case ast.Call(func=ast.Name(id="systeemklok")):
                yield "systeemklok()"
            case ast.Constant(value=str(tekst)) if _SQL.search(tekst):
                yield tekst


@pytest.mark.parametrize("pad", bronnen(), ids=lambda pad: str(pad.relative_to(WORTEL)))
def test_niemand_anders_vraagt_welke_dag_het_is(pad: Path) -> None:
    naam = str(pad.relative_to(WORTEL))
    gevonden = list(vragen_naar_nu(pad.read_text(encoding="utf-8")))
    assert bool(gevonden) == (naam in MAG), (naam, gevonden)


def test_wie_mag_bestaat() -> None:
    assert {naam for naam in MAG if not (WORTEL / naam).exists()} == set()


@pytest.mark.parametrize(
    "bron",
    [
        "date.today()",
        "datetime.now(UTC)",
        "time.time()",
        "systeemklok()",
        'text("SELECT now()")',
        "func.now()",
    ],
)
def test_de_controle_ziet_het(bron: str) -> None:
    assert list(vragen_naar_nu(bron))
