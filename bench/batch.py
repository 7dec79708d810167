"""`isi-soap bench batch`: de dagrun over iedereen, terwijl de dienst antwoordt, en na drie keer SIGKILL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import closing
from typing import Annotated, Any

import typer
from sqlalchemy import select

from bench.batch_database import DAGEN, Databases, vingerafdruk, voltooid, voortgang, zet_klok
from bench.dienst import draaiend
from bench.openlus import OpenLus, p99
from isi_soap.settings import instellingen
from persistence.database import Database
from persistence.tabellen import afgeleid
from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van
from persistence.testdata.willekeurig import MATEN, Omvang

PAD = "/ketentest/ISIRaadplegen-v0100"
PER_SECONDE = 50
SIGKILLS = 3
# De eisen van het project.
GRENZEN = {"seconds": 300.0, "p99_ratio": 5.0}

_VRAAG = """<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
<m:PersoonInfo xmlns:m="urn:isi:Diensten:ISIRaadplegen:v0100"><Kop>
<Applicatiesleutel>{sleutel}</Applicatiesleutel>
<CdGemeente>{gemeente}</CdGemeente><Gebruiker>r6.alles</Gebruiker></Kop>
<ClientSuwi><Burgerservicenr>{bsn}</Burgerservicenr></ClientSuwi>
</m:PersoonInfo></soap:Body></soap:Envelope>"""


def batch(
    omvang: Annotated[str, typer.Option(help="S, M (100.000) of L (500.000 personen).")] = "L",
    rust: Annotated[float, typer.Option(help="Seconden meten zonder run.", min=1)] = 30,
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON, voor een ander programma.")] = False,
) -> None:
    """De dagrun over iedereen, met 50 PersoonInfo per seconde ernaast, en daarna met drie keer SIGKILL.

    Gemeten wordt het zwaarste geval (`--volledig`, een maand overgeslagen): `seconds` en `p99_ratio`. Een
    gewone dag, waarop alleen wie geraakt is afgeleid wordt, staat ernaast als `ordinary_day_seconds`.

    Voorbeeld: isi-soap bench batch --omvang M --json
    """
    if omvang not in MATEN:
        raise typer.BadParameter("kies S, M of L", param_hint="--omvang")
    uitkomst = meet(omvang, rust)
    if als_json:
        typer.echo(json.dumps(uitkomst, indent=2))
    else:
        for naam, waarde in uitkomst.items():
            typer.echo(f"{naam:20} {waarde}")
    goed = all(uitkomst[naam] <= grens for naam, grens in GRENZEN.items())
    raise typer.Exit(0 if goed and uitkomst["same_result"] and not uitkomst["failed"] else 1)


def meet(omvang: Omvang, rust: float) -> dict[str, Any]:
    databases = Databases(instellingen(), omvang)
    belasting = os.getloadavg()[0]
    databases.bereid_voor()
    with databases.kopie() as naam:
        uitkomst = _naast_berichten(databases.url(naam), databases.open(naam), rust)
        ongestoord = _vingerafdruk(databases.open(naam))
        gewoon = _gewone_dag(databases.url(naam), databases.open(naam))
    with databases.kopie() as naam:
        gedood = _met_sigkill(databases.url(naam), databases.open(naam), MATEN[omvang].personen)
        onderbroken = _vingerafdruk(databases.open(naam))
    anders = [tabel for tabel, waarde in ongestoord.items() if onderbroken[tabel] != waarde]
    return {
        "size": omvang,
        **uitkomst,
        "ordinary_day_persons": gewoon["verwerkt"],
        "ordinary_day_seconds": gewoon["seconden"],
        "kills": gedood,
        "same_result": not anders and gedood == SIGKILLS,
        "differs": anders,
        "load_before": round(belasting, 2),
    }


def _naast_berichten(url: str, database: Database, rust: float) -> dict[str, Any]:
    with closing(_Sluit(database)), draaiend(_omgeving(url)) as poort:
        berichten = vragen(database)
        _lus(poort, berichten, 5)
        in_rust = _lus(poort, berichten, rust)
        tijdens = OpenLus(poort, PAD, berichten, PER_SECONDE)
        run = _start_run(url, "--volledig")
        tijdens.draai(lambda: run.poll() is None)
        verslag = _verslag(run)
    mislukt = in_rust.mislukt + tijdens.mislukt
    return {
        "persons": verslag["verwerkt"],
        "changed": verslag["gewijzigd"],
        "seconds": verslag["seconden"],
        "p99_rest_ms": p99(in_rust.duren),
        "p99_run_ms": p99(tijdens.duren),
        "p99_ratio": round(p99(tijdens.duren) / p99(in_rust.duren), 2),
        "requests": len(tijdens.duren),
        "failed": mislukt.total(),
        "failed_kinds": dict(mislukt),
    }


def _gewone_dag(url: str, database: Database) -> dict[str, Any]:
    """De dag erna: alleen wie geraakt is."""
    with closing(_Sluit(database)):
        zet_klok(database, DAGEN + 1)
    return _verslag(_start_run(url))


def _met_sigkill(url: str, database: Database, totaal: int) -> int:
    """Drie keer doden, telkens een kwart verder, en dan laten afmaken."""
    gedood = 0
    with closing(_Sluit(database)):
        for kwart in range(1, SIGKILLS + 1):
            run = _start_run(url, "--volledig")
            while run.poll() is None and voortgang(database, totaal) < kwart / (SIGKILLS + 1):
                time.sleep(0.05)
            run.kill()
            run.communicate()
            gedood += not voltooid(database)
        _verslag(_start_run(url, "--volledig"))
    return gedood


class _Sluit:
    def __init__(self, database: Database) -> None:
        self.close = database.sluit


def _vingerafdruk(database: Database) -> dict[str, str]:
    with closing(_Sluit(database)), database.transactie() as conn:
        return vingerafdruk(conn)


def vragen(database: Database) -> list[bytes]:
    """PersoonInfo over ieder die Amsterdam mag zien, hoogstens tweeduizend."""
    keuze = select(afgeleid.c.bsn).where(afgeleid.c.woongemeente == AMSTERDAM, afgeleid.c.wet == "WI2007")
    with database.transactie() as conn:
        bsns = conn.execute(keuze.order_by(afgeleid.c.naam_zoek, afgeleid.c.bsn).limit(2000)).scalars().all()
    return [
        _VRAAG.format(sleutel=sleutel_van(AMSTERDAM), gemeente=AMSTERDAM, bsn=bsn).encode() for bsn in bsns
    ]


def _lus(poort: int, berichten: list[bytes], seconden: float) -> OpenLus:
    lus, tot = OpenLus(poort, PAD, berichten, PER_SECONDE), time.monotonic() + seconden
    lus.draai(lambda: time.monotonic() < tot)
    return lus


def _opdracht(*argumenten: str) -> list[str]:
    return [sys.executable, "-m", "isi_soap", *argumenten]


def _omgeving(url: str) -> dict[str, str]:
    return os.environ | {"ISI_DATABASE_URL": url, "ISI_PLANNING": "uit"}


def _verslag(run: subprocess.Popen[str]) -> dict[str, Any]:
    uit, _ = run.communicate()
    if run.returncode:
        raise RuntimeError(f"de run eindigde met {run.returncode}")
    verslag: dict[str, Any] = json.loads(uit)
    return verslag


def _start_run(url: str, *opties: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _opdracht("batch", "dagelijks", *opties, "--json"),
        env=_omgeving(url),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
