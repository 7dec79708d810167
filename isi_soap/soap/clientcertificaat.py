"""Van wie de verbinding is: de OIN van het TLS-certificaat dat een vertrouwde proxy doorgeeft.

Granian geeft het certificaat van zijn eigen TLS niet aan de toepassing: wie zo verbindt heeft er een van een
vertrouwde uitgever, maar welk is niet te zeggen. Een proxy (deploy/nginx) zet het in een HTTP-kop. Die geldt
alleen van een ingestelde afzender: wie de dienst rechtstreeks bereikt kan er alles in schrijven.

De verbinding kan van een transparant station zijn en het bericht van een ander (standards.md §2.6). De OIN
van de verbinding is dus geen identiteit: zij wordt vastgelegd, en alleen getoetst als `ISI_TLS_OINS` is
ingesteld.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from cryptography import x509

from isi_soap.settings import Instellingen
from isi_soap.soap.uitwisseling import Verzoek
from isi_soap.wsse import WsseFout, oin_van

UNIX: Final = "unix"
_MAX_KOP: Final = 16 * 1024


class Clientcertificaten:
    """Leest het doorgegeven certificaat van een verzoek, als de afzender daarvoor vertrouwd wordt."""

    def __init__(self, proxies: Iterable[str], kop: str, toegelaten: Iterable[str] = ()) -> None:
        self._proxies = frozenset(map(_afzender, proxies))
        self._kop = kop.lower()
        self._toegelaten = frozenset(toegelaten)

    @classmethod
    def uit(cls, inst: Instellingen) -> Clientcertificaten:
        return cls(inst.vertrouwde_proxies, inst.clientcertificaat_kop, inst.tls_oins)

    def oin(self, verzoek: Verzoek) -> str | None:
        """De OIN van de TLS-verbinding; None als zij niet bekend is."""
        if not self._proxies or _peer(verzoek.peer) not in self._proxies:
            return None
        waarde = verzoek.headers.get(self._kop)
        return _oin(waarde) if waarde and len(waarde) <= _MAX_KOP else None

    def toegelaten(self, oin: str | None) -> bool:
        """Of deze verbinding berichten mag brengen; wie niet bekend is mag dat niet als er een lijst is."""
        return not self._toegelaten or oin in self._toegelaten


def _afzender(proxy: str) -> str:
    return UNIX if proxy == UNIX else str(ipaddress.ip_address(proxy))


def _peer(peer: str | None) -> str | None:
    """Het adres zonder poort; over een Unix-socket heeft de andere kant geen adres."""
    if peer is None:
        return None
    if not peer:
        return UNIX
    # Wie op :: luistert ziet een IPv4-adres in zijn IPv6-vorm.
    return peer.rpartition(":")[0].strip("[]").removeprefix("::ffff:")


@lru_cache(maxsize=256)
def _oin(waarde: str) -> str | None:
    """Uit de PEM zoals nginx haar doorgeeft: `$ssl_client_escaped_cert`."""
    try:
        return oin_van(x509.load_pem_x509_certificate(unquote_to_bytes(waarde)))
    except (ValueError, WsseFout):
        return None
