"""De pagina's starten: nakijken of de instellingen veilig zijn, en dan Granian met één werkproces."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from isi_soap.auditor.kern import sessieduur
from isi_soap.auditor.toepassing import maak_toepassing
from isi_soap.beheer.naast import eindig_met_ouder
from isi_soap.contract.schema import model
from isi_soap.settings import Instellingen
from persistence.auditor import sessies
from persistence.database import Database
from persistence.gereedmaken import maak_gereed

_THREADS = 4


class AuditorStartGeweigerd(Exception):  # noqa: N818 - een besluit
    """Waarom de pagina's niet starten."""


def bezwaren(inst: Instellingen) -> Iterator[str]:
    """Zonder TLS gaan wachtwoorden en BSN's leesbaar over de lijn; dat mag alleen op de machine zelf."""
    certificaat, sleutel = inst.auditor_tls_certificaat, inst.auditor_tls_sleutel
    if (certificaat is None) != (sleutel is None):
        yield "ISI_AUDITOR_TLS_CERTIFICAAT en ISI_AUDITOR_TLS_SLEUTEL horen bij elkaar."
    if certificaat is None and not _is_lokaal(inst.auditor_host):
        yield (
            f"De pagina's zouden zonder TLS luisteren op {inst.auditor_host}; stel"
            " ISI_AUDITOR_TLS_CERTIFICAAT in, of luister op 127.0.0.1 achter een proxy."
        )
    adres = inst.auditor_openbaar_adres
    if adres is not None and not adres.startswith("https://"):
        yield "ISI_AUDITOR_OPENBAAR_ADRES is een https-adres."
    if inst.productie and certificaat is None and adres is None:
        yield "In productie hoort TLS: ISI_AUDITOR_TLS_CERTIFICAAT, of ISI_AUDITOR_OPENBAAR_ADRES."
    for pad in (certificaat, sleutel):
        if pad is not None and not pad.is_file():
            yield f"{pad} is er niet."


def bereid_voor(inst: Instellingen) -> None:
    """Wat de start kan tegenhouden: de instellingen, de versie van de database, de sleutels van het log."""
    if gevonden := tuple(bezwaren(inst)):
        raise AuditorStartGeweigerd("".join(f"\n  - {bezwaar}" for bezwaar in gevonden))
    database = Database.uit(inst)
    try:
        nu = datetime.now(UTC)
        maak_gereed(database, inst, nu)
        with database.transactie() as conn:
            sessies.ruim_op(conn, sessieduur(inst), nu)
    finally:
        # Het werkproces is een ander; een verbinding mag niet mee.
        database.sluit()


def laad(inst: Instellingen, stel_in: Callable[[], None]) -> Flask:
    """In het werkproces; wordt wie het startte hard gestopt, dan bedient het niemand meer."""
    eindig_met_ouder(os.getppid())
    stel_in()
    model()  # de uitleg bij de velden: liever nu dan bij de eerste bladzijde
    return maak_toepassing(Database.uit(inst), inst)


def draai(inst: Instellingen, stel_in: Callable[[], None]) -> None:
    """Draai tot er een signaal komt."""
    server = Granian(
        "isi_soap.auditor",
        address=inst.auditor_host,
        port=inst.auditor_port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=_THREADS,
        websockets=False,
        backpressure=64,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=5.0,
        workers_kill_timeout=15,
        ssl_cert=inst.auditor_tls_certificaat,
        ssl_key=inst.auditor_tls_sleutel,
    )
    server.serve(target_loader=partial(laad, inst, stel_in), wrap_loader=False)


def _is_lokaal(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
