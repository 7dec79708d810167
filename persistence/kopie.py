"""Een reservekopie van de database maken en terugzetten, met pg_dump en pg_restore.

De programma's zijn die van de server: een oudere leest een nieuwere server niet, en een nieuwere schrijft wat
een oudere niet begrijpt. Zij komen uit de wheel van de ingebedde server, van het pad, of van Debian.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from persistence.database import Database
from persistence.ingebed import programma


class KopieFout(Exception):  # noqa: N818
    """De kopie is niet gemaakt of niet teruggezet; de tekst zegt waarom."""


def maak(database: Database, doel: Path) -> None:
    """Eén stand van zaken, hoe lang het ook duurt; wie er intussen schrijft merkt er niets van."""
    if doel.exists():
        raise KopieFout(f"{doel} bestaat al")
    halverwege = doel.with_name(f".{doel.name}.deel")
    try:
        os.close(os.open(halverwege, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        _draai(database, "pg_dump", "--format=custom", f"--file={halverwege}", "--no-owner", "--no-acl")
        halverwege.replace(doel)
    except OSError as fout:
        raise KopieFout(f"{doel} is niet te schrijven: {fout.strerror}") from None
    finally:
        halverwege.unlink(missing_ok=True)


def zet_terug(database: Database, bron: Path) -> None:
    """In een lege database, geheel of niet."""
    if not bron.is_file():
        raise KopieFout(f"{bron} is er niet")
    with database.transactie() as conn:
        if conn.scalar(text("SELECT to_regclass('public.logboek') IS NOT NULL")):
            raise KopieFout("deze database is niet leeg; zet een kopie terug in een nieuwe")
    _draai(
        database, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", str(bron)
    )


def _draai(database: Database, naam: str, *woorden: str) -> None:
    url = database.url
    with database.transactie() as conn:
        versie = int(conn.scalar(text("SELECT current_setting('server_version_num')::int / 10000")) or 0)
    omgeving = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
    if url.password:
        omgeving["PGPASSWORD"] = str(url.password)
    opdracht = [_zoek(naam, versie), *_verbinding(url), *woorden]
    klaar = subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, check=False)
    if klaar.returncode:
        # Alleen de eerste regel: daaronder kan een rij staan.
        reden = next(iter(klaar.stderr.strip().splitlines()), "zonder reden")
        raise KopieFout(f"{naam} mislukte: {reden[:200]}")


def _verbinding(url: URL) -> list[str]:
    """Het wachtwoord gaat langs de omgeving: de opdrachtregel staat in de proceslijst."""
    host = url.host or url.query.get("host")
    velden = {"--host": host, "--port": url.port, "--username": url.username, "--dbname": url.database}
    return [f"{naam}={waarde}" for naam, waarde in velden.items() if waarde]


def _zoek(naam: str, versie: int) -> str:
    kandidaten = [programma(naam), shutil.which(naam), f"/usr/lib/postgresql/{versie}/bin/{naam}"]
    for kandidaat in kandidaten:
        if kandidaat and Path(kandidaat).is_file() and _versie_van(kandidaat) == versie:
            return kandidaat
    raise KopieFout(f"{naam} van PostgreSQL {versie} is hier niet te vinden")


def _versie_van(pad: str) -> int:
    klaar = subprocess.run([pad, "--version"], capture_output=True, text=True, check=False)
    laatste = klaar.stdout.split()[2:3]
    return int(laatste[0].split(".")[0]) if laatste and laatste[0].split(".")[0].isdigit() else 0
