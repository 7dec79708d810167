"""`isi-soap …` als eigen proces waarin alles al geladen is: een fork van een moeder die niets anders doet.

Elk proces heeft een eigen pid, omgeving, uitvoer en afloop, en krijgt zijn eigen signalen; alleen het laden
(seconden rekenen per keer) is al gebeurd. Dat een opdracht ook vanaf nul start toont van elke groep een test
die `python -m isi_soap` zelf draait, zoals tests/keten.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import IO, Any, NoReturn

ISI_SOAP = "from isi_soap.cli import main; main(prog_name='isi-soap')"

_GROOTST = 1 << 20


class Proces:
    """Een lopende opdracht; wat zij zei is te lezen als zij klaar is."""

    def __init__(self, lijn: socket.socket, pid: int, uit: IO[bytes], fout: IO[bytes]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._lijn, self._uit, self._fout = lijn, uit, fout

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._lijn], [], [], 0)[0]:
            self._lees_afloop()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._lijn], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self._lees_afloop()
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        self.wait(timeout)
        return _lees(self._uit), _lees(self._fout)

    def send_signal(self, nummer: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, nummer)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _lees_afloop(self) -> None:
        self.returncode = int(self._lijn.recv(64) or b"-1")
        self._lijn.close()


def _lees(bestand: IO[bytes]) -> str:
    bestand.seek(0)
    return bestand.read().decode()


def start(
    *woorden: str,
    env: Mapping[str, str],
    uit: IO[bytes] | None = None,
    eigen_groep: bool = False,
    programma: str = ISI_SOAP,
) -> Proces:
    """Begin `isi-soap <woorden>`, of een ander programma; `uit` krijgt stdout en stderr samen."""
    eigen, lijn = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    stdout, stderr = (uit, uit) if uit is not None else (_tijdelijk(), _tijdelijk())
    opdracht = {"woorden": woorden, "env": dict(env), "eigen_groep": eigen_groep, "programma": programma}
    with lijn:
        fds = [lijn.fileno(), stdout.fileno(), stderr.fileno()]
        socket.send_fds(_moeder(), [json.dumps(opdracht).encode()], fds)
    pid = eigen.recv(64)
    assert pid, "de moeder van de opdrachten is er niet meer"
    return Proces(eigen, int(pid), stdout, stderr)


def voer_uit(*woorden: str, env: Mapping[str, str], timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """De opdracht tot haar einde, zoals `subprocess.run` met opgevangen uitvoer."""
    proces = start(*woorden, env=env)
    try:
        stdout, stderr = proces.communicate(timeout)
    finally:
        proces.kill()
    return subprocess.CompletedProcess(woorden, proces.wait(), stdout, stderr)


def _tijdelijk() -> IO[bytes]:
    return tempfile.TemporaryFile()


@cache
def _moeder() -> socket.socket:
    """Een per testproces; zij houdt op als dat er niet meer is."""
    eigen, lijn = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with lijn:
        for kant in (eigen, lijn):
            kant.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _GROOTST)
        subprocess.Popen(
            [sys.executable, "-m", "tests.voorgeladen", str(lijn.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[lijn.fileno()],
        )
    return eigen


# --- de moeder ------------------------------------------------------------------------------------------


def _laad_alles() -> None:
    from isi_soap import cli

    for deel in cli.DELEN.values():
        import_module(deel.module)
    for pas_bij_gebruik in ("isi_soap.soap.serve", "isi_soap.auditor.serve", "services.alle"):
        import_module(pas_bij_gebruik)
    gc.collect()
    gc.freeze()


def _wacht_op_opdrachten(lijn: socket.socket) -> dict[str, Any]:
    """Vork een kind per opdracht en meld zijn afloop; keert alleen in een kind terug, met zijn opdracht."""
    wachter = select.epoll()
    wachter.register(lijn, select.EPOLLIN)
    kinderen: dict[int, tuple[int, int]] = {}  # pidfd -> pid, lijn naar wie hem startte
    while True:
        for gereed, _ in wachter.poll():
            if gereed in kinderen:
                wachter.unregister(gereed)
                _meld_afloop(gereed, *kinderen.pop(gereed))
                continue
            bericht, fds, _, _ = socket.recv_fds(lijn, _GROOTST, 3)
            if not bericht:
                os._exit(0)
            pid = os.fork()
            if not pid:
                for open_ in (wachter.fileno(), lijn.fileno(), fds[0], *_open(kinderen)):
                    os.close(open_)
                return {**json.loads(bericht), "uit": fds[1], "fout": fds[2]}
            for uitvoer in fds[1:]:
                os.close(uitvoer)
            pidfd = os.pidfd_open(pid)
            kinderen[pidfd] = pid, fds[0]
            wachter.register(pidfd, select.EPOLLIN)
            os.write(fds[0], str(pid).encode())


def _open(kinderen: dict[int, tuple[int, int]]) -> list[int]:
    return [fd for pidfd, (_, naar) in kinderen.items() for fd in (pidfd, naar)]


def _meld_afloop(pidfd: int, pid: int, naar: int) -> None:
    _, status = os.waitpid(pid, 0)
    os.close(pidfd)
    with suppress(BrokenPipeError):  # wie hem startte hoeft het niet meer te weten
        os.write(naar, str(os.waitstatus_to_exitcode(status)).encode())
    os.close(naar)


def _draai(opdracht: dict[str, Any]) -> NoReturn:
    if opdracht["eigen_groep"]:
        os.setsid()
    for fd, doel in ((opdracht["uit"], 1), (opdracht["fout"], 2)):
        os.dup2(fd, doel)
    for fd in {opdracht["uit"], opdracht["fout"]}:
        os.close(fd)
    os.environ.clear()
    os.environ.update(opdracht["env"])
    sys.argv = ["isi-soap", *opdracht["woorden"]]
    exec(opdracht["programma"], {"__name__": "__main__"})
    raise SystemExit


if __name__ == "__main__":
    _laad_alles()
    _draai(_wacht_op_opdrachten(socket.socket(fileno=int(sys.argv[1]))))
