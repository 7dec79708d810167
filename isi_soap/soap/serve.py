"""De dienst starten: toetsen of alles past, en dan Granian met een proces per kern."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from isi_soap.beheer.naast import eindig_met_ouder
from isi_soap.contract.start import controleer_start
from isi_soap.settings import Instellingen
from isi_soap.soap import startcontrole, tls
from isi_soap.soap.beveiliging import Middelen
from isi_soap.soap.clientcertificaat import Clientcertificaten
from isi_soap.soap.front import Front
from isi_soap.soap.grenzen import Afzendergrenzen, Tempo
from isi_soap.soap.kern import Kernen
from isi_soap.soap.logboek import beheerder
from isi_soap.soap.logwacht import Logwacht
from isi_soap.soap.profiel import profiel
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Behandelaar
from isi_soap.soap.verdeler import Verdeler
from isi_soap.soap.volhouden import Volhouder
from isi_soap.waarneming.metrieken import Gemeten, Metrieken, Ongemeten
from isi_soap.waarneming.sporen import Volger
from isi_soap.waarneming.technischlog import stel_log_in
from isi_soap.wsse import Vertrouwen, laad_sleutelpaar
from persistence.database import Database, DatabaseOnbereikbaar, NietGereed
from persistence.eenheid import Eenheid
from persistence.gereedmaken import maak_gereed
from persistence.productie import resten_van_test
from persistence.toegang import heeft_mandaat
from services.alle import DIENSTEN


def controleer() -> None:
    """Contract en diensten dekken elkaar, of de dienst start niet."""
    controleer_start({dienst.dienst: dienst.operaties() for dienst in DIENSTEN})


def maak_toepassing(
    database: Database,
    inst: Instellingen,
    *,
    metrieken: Metrieken | None = None,
    volger: Volger | None = None,
) -> Verdeler:
    """Een toepassing per ingesteld profiel, elk onder haar eigen voorvoegsel; de grenzen gelden samen."""
    middelen, verbinding = middelen_uit(inst), Clientcertificaten.uit(inst)
    grenzen, logwacht = maak_grenzen(inst), Logwacht(database, inst)
    return Verdeler(
        [
            Toepassing(
                DIENSTEN,
                partial(Eenheid, database),
                profiel=profiel(naam, versleuteld=inst.versleuteling, herhalen_mag=inst.herhalen),
                gereed=database.gereed,
                openbaar_adres=inst.openbaar_adres,
                protocol=_protocol(inst),
                adressen=eigen_adressen(inst),
                middelen=middelen,
                verbinding=verbinding,
                mandaat=heeft_mandaat,
                max_bytes=inst.max_bytes,
                grenzen=grenzen,
                logwacht=logwacht,
                metrieken=metrieken,
                volger=volger,
            )
            for naam in inst.profielen
        ]
    )


def maak_grenzen(inst: Instellingen) -> Afzendergrenzen:
    """Nul is geen grens."""

    def tempo(per_seconde: float, stoot: int) -> Tempo | None:
        return Tempo(per_seconde=per_seconde, stoot=stoot) if per_seconde else None

    return Afzendergrenzen(
        tempo_per_oin=tempo(inst.tempo_per_oin, inst.stoot_per_oin),
        tegelijk_per_oin=inst.tegelijk,
        onbewezen_per_adres=tempo(inst.onbewezen_per_adres, 20 * int(inst.onbewezen_per_adres + 1)),
    )


def eigen_adressen(inst: Instellingen) -> list[str]:
    """Zonder openbaar adres zijn wij te bereiken waar wij luisteren."""
    hosts = dict.fromkeys((inst.host, "localhost", "127.0.0.1"))
    return [f"{_protocol(inst)}://{host}:{inst.port}" for host in hosts]


def _protocol(inst: Instellingen) -> str:
    return "https" if inst.tls_certificaat else "http"


def middelen_uit(inst: Instellingen) -> Middelen | None:
    """Waarmee getekend en getoetst wordt; zonder sleutel en mappen kent ketentest geen WS-Security."""
    if inst.dienst_certificaat is None or inst.dienst_sleutel is None or inst.ca_map is None:
        return None
    return Middelen(
        sleutelpaar=laad_sleutelpaar(inst.dienst_certificaat, inst.dienst_sleutel),
        vertrouwen=Vertrouwen.uit_map(inst.ca_map, inst.crl_map),
    )


def maak_front(
    toepassing: Behandelaar,
    inst: Instellingen,
    *,
    metrieken: Metrieken | None = None,
    pool: Callable[[], int] = int,
    bij_einde: Callable[[], None] | None = None,
) -> Front:
    front = Front(
        toepassing,
        threads=inst.threads,
        wachtrij=inst.wachtrij,
        max_bytes=inst.max_bytes,
        ontvangst_seconden=inst.ontvangst_seconden,
        onvolledig_per_adres=inst.onvolledig_per_adres,
        metrieken=metrieken,
        pool=pool,
        bij_einde=bij_einde,
    )
    # Schema's, plannen en klassen leven zo lang als het proces: de opruimer hoeft ze nooit te bekijken.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    return front


def laad_front(als_json: bool, inst: Instellingen) -> Front:
    """In elk werkproces: een eigen pool en eigen threads.

    Wordt wie het startte hard gestopt, dan stopt het ook: anders antwoordde het door zonder verzegelaar, en
    hield het de poort bezet voor wie de dienst herstart.
    """
    eindig_met_ouder(os.getppid())
    stel_log_in(als_json=als_json)
    database, metrieken, volger = Database.uit(inst), maak_metrieken(inst), maak_volger(inst)
    return maak_front(
        maak_toepassing(database, inst, metrieken=metrieken, volger=volger),
        inst,
        metrieken=metrieken,
        pool=database.in_gebruik,
        bij_einde=volger.sluit if volger else None,
    )


def maak_metrieken(inst: Instellingen) -> Metrieken:
    """Alleen wie /metrieken aanzet betaalt voor tellen."""
    if inst.metrieken_port is None:
        return Ongemeten()
    return Gemeten(plaatsen=inst.threads, rij=inst.wachtrij, pool=inst.verbindingen)


def maak_volger(inst: Instellingen) -> Volger | None:
    if inst.sporen_adres is None:
        return None
    from isi_soap.waarneming.otel import OtelVolger

    return OtelVolger(inst.sporen_adres)


def bereid_database_voor(inst: Instellingen, *, vul_lege: bool = False) -> None:
    """Een database die even niet antwoordt houdt de start niet tegen.

    /gereed zegt het, en berichten krijgen een fault tot zij er is.
    """
    database = Database.uit(inst)
    try:
        maak_gereed(database, inst, datetime.now(UTC), vul_lege=vul_lege)
    except NietGereed:
        raise
    except DatabaseOnbereikbaar as fout:
        beheerder.warning("database onbereikbaar bij de start", soort=type(fout).__name__)
    finally:
        # De werkprocessen komen uit een fork; een verbinding mag niet mee.
        database.sluit()


def eis_zonder_testresten(inst: Instellingen) -> None:
    """In productie is een database die niet antwoordt wel een bezwaar: dan is niet te zien wat erin staat."""
    database = Database.uit(inst)
    try:
        with database.transactie() as conn:
            resten = resten_van_test(conn)
    finally:
        database.sluit()
    startcontrole.eis(startcontrole.bezwaren_database(resten))


def _op_eigen_kern(kernen: Kernen, laad: Callable[[], Any]) -> Any:
    kernen.neem()
    return laad()


def draai(laad: Callable[[], Any], inst: Instellingen) -> None:
    """Draai tot er een signaal komt; een proces dat omvalt wordt vervangen."""
    with TemporaryDirectory(prefix="isi-tls-") as map_:
        server = maak_server(inst)
        tls.stel_in(server, inst, Path(map_))
        server.on_reload(lambda: tls.ververs(server, inst, Path(map_), datetime.now(UTC)))
        server.serve(target_loader=partial(_op_eigen_kern, Kernen(inst.workers), laad), wrap_loader=False)


def maak_server(inst: Instellingen) -> Volhouder:
    return Volhouder(
        "isi_soap",
        address=inst.host,
        port=inst.port,
        uds=inst.socket,
        # Alleen wie de dienst draait en haar groep: over de socket gelooft zij wat de proxy zegt.
        uds_permissions=0o660,
        interface=Interfaces.RSGI,
        workers=inst.workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=int(inst.ontvangst_seconden * 1000)),
        websockets=False,
        # Onvolledige berichten tellen hierin mee: de rij moet de grens zijn, niet dit getal.
        backpressure=8192,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # Bij herladen: zo lang heeft een nieuw werkproces om te gaan luisteren voor het oude ophoudt.
        respawn_interval=5.0,
        backlog=2048,
        workers_kill_timeout=15,
    )


def bereid_voor(inst: Instellingen, *, testset: bool = False) -> None:
    """Alles wat de start kan tegenhouden, voordat er iets draait: ook de planner niet.

    Voor de testset mag een lege database van een ander ingericht worden: daar staat nog niets van iemand.
    """
    controleer()
    startcontrole.eis(startcontrole.bezwaren(inst, datetime.now(UTC)))
    bereid_database_voor(inst, vul_lege=testset)
    if inst.productie:
        eis_zonder_testresten(inst)


def serve(inst: Instellingen, *, als_json: bool) -> None:
    draai(partial(laad_front, als_json, inst), inst)
