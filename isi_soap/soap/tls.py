"""TLS in Granian zelf: 1.2 of 1.3, met een certificaat van de aanvrager als de instellingen dat vragen.

Granian zet TLS en de controle van de aanvrager stil uit als er iets aan ontbreekt (2.8: zonder sleutel geen
TLS, zonder CA geen controle). Daarom wordt na het instellen getoetst dat hij doet wat gevraagd is;
startcontrole zegt vooraf wat er ontbreekt. Hij leest één bestand met CA's en per bestand één CRL, alleen in
PEM: de mappen van de beheerder worden dus in die vorm klaargezet. Op een SIGHUP gebeurt dat opnieuw, en komen
er nieuwe werkprocessen die ze lezen. Granian let niet op nextUpdate; dat doen startcontrole en de toets van
het bericht.

Alleen wortels zijn een begin van vertrouwen: zo wordt ook het tussencertificaat op intrekking getoetst. Een
aanvrager stuurt zijn keten dus mee, zoals TLS voorschrijft.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from granian.constants import SSLProtocols
from granian.server.common import AbstractServer

from isi_soap.settings import Instellingen
from isi_soap.soap.logboek import beheerder
from isi_soap.soap.vertrouwensmap import Onleesbaar, certificaten, crls, is_actueel, is_wortel, nieuwste


class TlsStilUit(Exception):  # noqa: N818
    """Granian zou minder doen dan gevraagd is."""


def stel_in(server: AbstractServer[Any], inst: Instellingen, map_: Path) -> None:
    """Geef de server zijn TLS; `map_` is van dit proces, en blijft zolang het draait."""
    if inst.tls_certificaat is None:
        return
    ca, lijsten = _zet_klaar(inst, map_) if inst.eist_clientcertificaat else (None, [])
    server.build_ssl_context(
        inst.tls_certificaat,
        inst.tls_sleutel,
        None,
        SSLProtocols.tls12,
        ca,
        lijsten,
        inst.eist_clientcertificaat,
    )
    _eis(server, inst)


def ververs(server: AbstractServer[Any], inst: Instellingen, map_: Path, nu: datetime) -> None:
    """Voor nieuwe werkprocessen de CA's en CRL's van nu; zijn die niet te lezen, dan blijven de vorige."""
    if not inst.eist_clientcertificaat:
        return
    assert inst.crl_map is not None
    try:
        if not all(is_actueel(crl, nu) for crl in nieuwste(crls(inst.crl_map))):
            beheerder.error("een CRL is verlopen", map=str(inst.crl_map))
        stel_in(server, inst, map_)
    except (Onleesbaar, OSError) as fout:
        beheerder.error("CA's en CRL's zijn niet ververst", reden=str(fout))


def _eis(server: AbstractServer[Any], inst: Instellingen) -> None:
    aan, *_, crl, controle = server.ssl_ctx
    if not aan:
        raise TlsStilUit("Granian zou zonder TLS luisteren, terwijl ISI_TLS_CERTIFICAAT is ingesteld.")
    if inst.eist_clientcertificaat and not (controle and crl):
        raise TlsStilUit("Granian zou het certificaat van de aanvrager niet controleren.")


def _zet_klaar(inst: Instellingen, map_: Path) -> tuple[Path, list[Path]]:
    assert inst.ca_map is not None
    assert inst.crl_map is not None
    wortels = [c.public_bytes(Encoding.PEM) for c in certificaten(inst.ca_map) if is_wortel(c)]
    lijsten = [crl.public_bytes(Encoding.PEM) for crl in nieuwste(crls(inst.crl_map))]
    ca = _schrijf(map_ / "ca.pem", b"".join(wortels))
    return ca, [_schrijf(map_ / f"crl-{nummer}.pem", crl) for nummer, crl in enumerate(lijsten)]


def _schrijf(pad: Path, inhoud: bytes) -> Path:
    """In één stap: een werkproces dat nu vervangen wordt leest het oude of het nieuwe."""
    naast = pad.with_suffix(".nieuw")
    naast.write_bytes(inhoud)
    return naast.replace(pad)
