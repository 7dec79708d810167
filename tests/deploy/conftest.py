"""Een echte dienst met TLS, en een echte nginx ervoor, met de test-PKI en de bestanden van deploy/."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, Protocol

import pytest
import requests

from isi_soap.beheer.pki import maak_test_pki
from tests import voorgeladen

DEPLOY = Path(__file__).parents[2] / "deploy"
SJABLOON = DEPLOY / "nginx" / "isi-soap.conf.template"
Loopt = subprocess.Popen[bytes] | voorgeladen.Proces


class Begin(Protocol):
    def __call__(self, *, env: Mapping[str, str], uit: IO[bytes]) -> Loopt: ...


@dataclass(frozen=True, slots=True)
class Poort:
    """Een draaiende TLS-poort, zoals een aanvrager haar gebruikt."""

    nummer: int
    pki: Path
    proces: Loopt

    def vraag(
        self, wie: str | None = None, *, keten: bool = True, koppen: Mapping[str, str] | None = None
    ) -> requests.Response:
        cert = None
        if wie is not None:
            map_ = self.pki / wie
            cert = (str(map_ / ("keten.pem" if keten else "cert.pem")), str(map_ / "sleutel.pem"))
        return requests.post(
            f"https://localhost:{self.nummer}/",
            data=b"<a/>",
            headers={"content-type": "text/xml"} | dict(koppen or {}),
            cert=cert,
            verify=str(self.pki / "ca" / "root.pem"),
            timeout=20,
        )

    def alert(self, wie: str | None = None, *, keten: bool = True, versie: ssl.TLSVersion) -> str:
        """Waarmee de andere kant het opzetten van TLS afbreekt; "geen" als zij dat niet doet."""
        context = ssl.create_default_context(cafile=self.pki / "ca" / "root.pem")
        context.minimum_version = context.maximum_version = versie
        if wie is not None:
            map_ = self.pki / wie
            context.load_cert_chain(map_ / ("keten.pem" if keten else "cert.pem"), map_ / "sleutel.pem")
        with socket.create_connection(("127.0.0.1", self.nummer), timeout=10) as kaal:
            try:
                with context.wrap_socket(kaal, server_hostname="localhost") as draad:
                    draad.settimeout(1)
                    draad.recv(1)  # in 1.3 komt het oordeel pas na onze kant van het opzetten
            except TimeoutError:
                return "geen"
            except ssl.SSLError as fout:
                return fout.reason
        return "gesloten"

    def openssl(self, *opties: str) -> str:
        """Wat `openssl s_client` ervan zegt, tot de andere kant ophangt."""
        klaar = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.nummer}", "-ign_eof", *opties],
            input="GET /gezond HTTP/1.0\r\n\r\n",
            capture_output=True,
            text=True,
            timeout=30,
        )
        return klaar.stdout + klaar.stderr


def vrije_poort() -> int:
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort: int = vrij.getsockname()[1]
        return poort


def wacht_op(proces: Loopt, adres: int | Path, log: Path) -> None:
    """Tot er iemand luistert; een proces dat stopt is een fout."""
    tot = time.monotonic() + 60
    while time.monotonic() < tot:
        assert proces.poll() is None, log.read_text()
        with socket.socket(socket.AF_UNIX if isinstance(adres, Path) else socket.AF_INET) as probeer:
            try:
                probeer.connect(str(adres) if isinstance(adres, Path) else ("127.0.0.1", adres))
                return
            except OSError:
                time.sleep(0.05)  # wachten op een ander proces, niet op de klok
    raise AssertionError(f"er luistert niemand op {adres}\n{log.read_text()}")


@contextmanager
def draaiend(
    begin: Begin,
    log: Path,
    adres: int | Path,
    omgeving: Mapping[str, str] | None = None,
) -> Iterator[Loopt]:
    """Wat `begin` met deze omgeving en dit log start, zolang het blok duurt."""
    schoon = {k: v for k, v in os.environ.items() if not k.startswith("ISI_")} | dict(omgeving or {})
    with log.open("wb") as uit:
        proces = begin(env=schoon, uit=uit)
    try:
        wacht_op(proces, adres, log)
        yield proces
    finally:
        if proces.poll() is None:
            proces.send_signal(signal.SIGTERM)
            proces.wait(timeout=30)


serve: Begin = partial(voorgeladen.start, "serve", "--testset", eigen_groep=True)
toont_oin: Begin = partial(
    voorgeladen.start, eigen_groep=True, programma="from tests.deploy.toont_oin import hoofd; hoofd()"
)


def programma(*opdracht: str) -> Begin:
    """Een programma dat niet van ons is, of van ons vanaf nul."""

    def begin(*, env: Mapping[str, str], uit: IO[bytes]) -> Loopt:
        return subprocess.Popen(
            opdracht, env=env, stdout=uit, stderr=subprocess.STDOUT, start_new_session=True
        )

    return begin


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map_ = tmp_path_factory.mktemp("pki") / "pki"
    maak_test_pki(map_, datetime.now(UTC), geldig=timedelta(days=2), crl_geldig=timedelta(days=1))
    return map_


@pytest.fixture(scope="session")
def granian(pki: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poort]:
    """Wederzijdse TLS in de dienst zelf; elke proxy op deze machine wordt vertrouwd."""
    map_, poort = tmp_path_factory.mktemp("granian"), vrije_poort()
    omgeving = {
        "ISI_PORT": str(poort),
        "ISI_PKI_MAP": str(pki),
        "ISI_PROFIELEN": '["suwinet"]',
        "ISI_TLS_CERTIFICAAT": str(pki / "dienst" / "keten.pem"),
        "ISI_TLS_SLEUTEL": str(pki / "dienst" / "sleutel.pem"),
    }
    with draaiend(toont_oin, map_ / "log", poort, omgeving) as proces:
        yield Poort(poort, pki, proces)


@dataclass(frozen=True, slots=True)
class Nginx:
    berichten: Poort
    contract: int
    tls: Path
    map_: Path


@pytest.fixture(scope="session")
def nginx(pki: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """nginx met het sjabloon van deploy/, en de dienst erachter op een Unix-socket."""
    map_ = tmp_path_factory.mktemp("nginx")
    socket_ = map_ / "isi.sock"
    omgeving = {
        "ISI_SOCKET": str(socket_),
        "ISI_PKI_MAP": str(pki),
        "ISI_PROFIELEN": '["suwinet"]',
        "ISI_VERTROUWDE_PROXIES": '["unix"]',
    }
    with (
        draaiend(toont_oin, map_ / "dienst.log", socket_, omgeving),
        start_nginx(pki, map_, socket_) as draait,
    ):
        yield draait


@contextmanager
def start_nginx(pki: Path, map_: Path, socket_: Path, poort: int | None = None) -> Iterator[Nginx]:
    tls = map_ / "tls"
    tls.mkdir()
    bundel(tls, pki)
    poort, contract = poort or vrije_poort(), vrije_poort()
    waarden = {
        "ISI_HOSTNAAM": "localhost",
        "ISI_POORT": str(poort),
        "ISI_WSDL_POORT": str(contract),
        "ISI_TLS": str(tls),
        "ISI_SOCKET": str(socket_),
        "ISI_LOG": str(map_ / "toegang.log"),
    }
    conf = map_ / "nginx.conf"
    conf.write_text(
        f"pid {map_}/nginx.pid;\nerror_log {map_}/fouten.log;\nevents {{}}\nhttp {{\n"
        + "".join(f"{soort}_temp_path {map_}/{soort};\n" for soort in ("client_body", "proxy"))
        + re.sub(r"\$\{(ISI_\w+)\}", lambda m: waarden[m[1]], SJABLOON.read_text())
        + "}\n"
    )
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx is not None
    opdracht = [nginx, "-e", str(map_ / "begin.log"), "-g", "daemon off;", "-c", str(conf)]
    if os.geteuid() == 0:  # de werkprocessen van nginx moeten bij de map van de test kunnen
        opdracht[-3] = "daemon off; user root;"
    with draaiend(programma(*opdracht), map_ / "nginx.log", poort) as proces:
        yield Nginx(Poort(poort, pki, proces), contract, tls, map_)


def bundel(tls: Path, pki: Path) -> None:
    """Wat deploy/nginx/ververs-crls klaarzet."""
    for doel, bron in (("ca.pem", pki / "ca"), ("crl.pem", pki / "crl")):
        (tls / doel).write_bytes(b"".join(p.read_bytes() for p in sorted(bron.iterdir())))
    shutil.copy(pki / "dienst" / "keten.pem", tls / "server-keten.pem")
    shutil.copy(pki / "dienst" / "sleutel.pem", tls / "server-sleutel.pem")
