"""Wat er niet deugt aan de instellingen, voor de dienst begint: elk bezwaar in één zin, alle tegelijk.

Wat een beveiliging stil zou uitzetten is altijd een bezwaar: een controle zonder CA, TLS zonder sleutel, een
lijst die niemand toetst. In productie (`ISI_PRODUCTIE=true`) ook alles wat alleen in een test mag.
"""

from __future__ import annotations

import ipaddress
import socket
import stat
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from isi_soap.beheer.pki_uitgifte import TESTORGANISATIE
from isi_soap.settings import Instellingen
from isi_soap.soap.clientcertificaat import UNIX
from isi_soap.soap.vertrouwensmap import (
    Onleesbaar,
    certificaten,
    crls,
    is_actueel,
    lees_certificaten,
    nieuwste,
)
from isi_soap.waarneming.ldv.register import RegisterFout
from isi_soap.waarneming.ldv.register import lees as lees_register
from isi_soap.wsse import Onbruikbaar, Vastgezet, Vertrouwen, WsseFout, oin_van
from persistence.productie import TEST_OIN, Overblijfselen

_PAKKET: Final = {
    "ldv_adres": "opentelemetry.proto",
    "sporen_adres": "opentelemetry.exporter.otlp.proto.http",
}
_OVERAL: Final = ("", "0.0.0.0", "::")


class StartGeweigerd(Exception):  # noqa: N818 - een besluit
    """Waarom de dienst niet start."""

    def __init__(self, bezwaren: tuple[str, ...]) -> None:
        super().__init__("".join(f"\n  - {bezwaar}" for bezwaar in bezwaren))
        self.bezwaren = bezwaren


def eis(bezwaren: Iterator[str]) -> None:
    """Weiger als er iets is; dezelfde zin telt eenmaal."""
    gevonden = tuple(dict.fromkeys(bezwaren))
    if gevonden:
        raise StartGeweigerd(gevonden)


def bezwaren(inst: Instellingen, nu: datetime) -> Iterator[str]:
    """Alles wat zonder database vast te stellen is."""
    yield from _profielen(inst)
    yield from _tls(inst)
    yield from _proxies(inst)
    yield from _ondertekening(inst, nu)
    yield from _vertrouwen(inst, nu)
    yield from _waarneming(inst)
    if inst.productie:
        yield from _productie(inst)


def bezwaren_database(resten: Overblijfselen) -> Iterator[str]:
    """Wat er in productie niet in de database mag staan."""
    if resten.klok_verzet:
        yield "De testklok is verzet; een dienst in productie volgt de echte tijd."
    if resten.sleutels:
        yield f"In de database staan {resten.sleutels} applicatiesleutels van een testset."
    if resten.partijen:
        yield f"In de database staan {resten.partijen} ketenpartijen met een test-OIN ({TEST_OIN}…)."


def bezwaren_poort(inst: Instellingen) -> Iterator[str]:
    """Granian deelt een poort met wie er al luistert: elk kreeg dan een deel van de berichten."""
    if inst.socket is not None or inst.port == 0:
        return
    soort, *_, adres = socket.getaddrinfo(inst.host, inst.port, type=socket.SOCK_STREAM)[0]
    with socket.socket(soort, socket.SOCK_STREAM) as proef:
        proef.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # wat nog afscheid neemt, telt niet
        try:
            proef.bind(adres)
        except OSError as fout:
            plaats = f"{inst.host}:{inst.port}"
            yield f"Op {plaats} is niet te luisteren ({fout.strerror}); kies een andere ISI_PORT."


def _profielen(inst: Instellingen) -> Iterator[str]:
    if not inst.profielen:
        yield "ISI_PROFIELEN noemt geen profiel: er is niets te bedienen."
    if inst.versleuteling and "suwinet" not in inst.profielen:
        yield "ISI_VERSLEUTELING doet niets zonder het profiel suwinet."
    if inst.herhalen and "ketentest" not in inst.profielen:
        yield "ISI_HERHALEN doet niets zonder het profiel ketentest."
    if "suwinet" in inst.profielen:
        for naam in ("dienst_certificaat", "dienst_sleutel", "ca_map", "crl_map"):
            if getattr(inst, naam) is None:
                yield f"Het profiel suwinet vraagt ISI_{naam.upper()}; voor een test: isi-soap pki MAP."
    if (inst.ca_map is None) != (inst.crl_map is None):
        yield "ISI_CA_MAP en ISI_CRL_MAP horen bij elkaar; zonder CRL's is intrekking niet te toetsen."
    if inst.dienst_certificaat is not None and inst.ca_map is None:
        yield "ISI_DIENST_CERTIFICAAT vraagt ISI_CA_MAP: wie antwoorden tekent, toetst ook handtekeningen."


def _waarneming(inst: Instellingen) -> Iterator[str]:
    """Wat geleverd moet worden, kan geleverd worden (docs/waarneming.md)."""
    for naam in _PAKKET:
        adres = getattr(inst, naam)
        if adres is None:
            continue
        if (deel := urlsplit(adres)).scheme not in ("http", "https") or not deel.hostname:
            yield f"ISI_{naam.upper()} is geen http(s)-adres."
        elif naam == "ldv_adres" and deel.scheme == "http" and not _is_lokaal(deel.hostname):
            yield "ISI_LDV_ADRES vraagt https: naar het logboek dataverwerkingen gaat alles over TLS."
        if not _aanwezig(_PAKKET[naam]):
            yield f"ISI_{naam.upper()} vraagt pakketten die ontbreken: pip install 'isi-soap[otel]'."
    if inst.ldv_adres is not None:
        if inst.ldv_register is None:
            yield "ISI_LDV_ADRES vraagt ISI_LDV_REGISTER: elke logregel noemt haar verwerkingsactiviteit."
        else:
            try:
                lees_register(inst.ldv_register)
            except RegisterFout as fout:
                yield f"ISI_LDV_REGISTER: {fout}."
    if (inst.ldv_certificaat is None) != (inst.ldv_sleutel is None):
        yield "ISI_LDV_CERTIFICAAT en ISI_LDV_SLEUTEL horen bij elkaar."
    if inst.metrieken_port and inst.metrieken_port == inst.port and inst.socket is None:
        yield "ISI_METRIEKEN_PORT is de poort van de dienst zelf; metrieken krijgen een eigen poort."


def _tls(inst: Instellingen) -> Iterator[str]:
    certificaat, sleutel = inst.tls_certificaat, inst.tls_sleutel
    if (certificaat is None) != (sleutel is None):
        yield "ISI_TLS_CERTIFICAAT en ISI_TLS_SLEUTEL horen bij elkaar; met één ervan is er geen TLS."
    if inst.tls_clientcertificaat == "verplicht" and certificaat is None:
        yield "ISI_TLS_CLIENTCERTIFICAAT=verplicht doet niets zonder ISI_TLS_CERTIFICAAT: er is geen TLS."
    if inst.eist_clientcertificaat:
        for naam in ("ca_map", "crl_map"):
            if getattr(inst, naam) is None:
                yield f"Zonder ISI_{naam.upper()} is het certificaat van een aanvrager niet te controleren."
    if certificaat is not None and not inst.eist_clientcertificaat and "suwinet" in inst.profielen:
        yield "Het profiel suwinet vraagt wederzijdse TLS: ISI_TLS_CLIENTCERTIFICAAT=nee kan niet (TLS001)."
    if certificaat is not None and sleutel is not None:
        yield from _paar(certificaat, sleutel)


def _proxies(inst: Instellingen) -> Iterator[str]:
    for proxy in inst.vertrouwde_proxies:
        if proxy == UNIX:
            if inst.socket is None:
                yield "ISI_VERTROUWDE_PROXIES noemt unix, maar de dienst luistert niet op ISI_SOCKET."
        elif not _is_adres(proxy):
            yield f"ISI_VERTROUWDE_PROXIES: {proxy} is geen IP-adres en niet unix."
        elif inst.socket is not None:
            yield f"ISI_VERTROUWDE_PROXIES noemt {proxy}, maar de dienst luistert alleen op ISI_SOCKET: unix."
    if inst.vertrouwde_proxies and not inst.clientcertificaat_kop:
        yield "ISI_CLIENTCERTIFICAAT_KOP is leeg: een proxy kan geen certificaat doorgeven."
    if inst.tls_oins and not inst.vertrouwde_proxies:
        yield (
            "ISI_TLS_OINS is niet te toetsen zonder ISI_VERTROUWDE_PROXIES: Granian geeft het certificaat van"
            " de verbinding niet door."
        )


def _ondertekening(inst: Instellingen, nu: datetime) -> Iterator[str]:
    pad, sleutel = inst.dienst_certificaat, inst.dienst_sleutel
    if pad is None and sleutel is None:
        return
    if pad is None or sleutel is None:
        yield "ISI_DIENST_CERTIFICAAT en ISI_DIENST_SLEUTEL horen bij elkaar."
        return
    yield from _paar(pad, sleutel)
    certificaat = _certificaat(pad)
    if certificaat is None:
        return
    if bezwaar := Vastgezet((certificaat,)).toets(certificaat, nu):
        yield f"{pad}: {bezwaar.reden}"
    if _oin(certificaat) is None:
        yield f"{pad}: het certificaat heeft geen OIN van 20 posities in subject:serialNumber (PKI001)."


def _vertrouwen(inst: Instellingen, nu: datetime) -> Iterator[str]:
    """Elke CA van de map heeft een CRL van nu; zonder dat wordt niemand vertrouwd (PKI003)."""
    if inst.ca_map is None or inst.crl_map is None:
        return
    try:
        uitgevers, lijsten = certificaten(inst.ca_map), nieuwste(crls(inst.crl_map))
        Vertrouwen.uit_map(inst.ca_map, inst.crl_map)
    except Onleesbaar as fout:
        yield f"CA's en CRL's: {fout}."
        return
    except Onbruikbaar as fout:
        yield f"CA's en CRL's in {inst.ca_map} en {inst.crl_map}: {fout}"
        return
    for uitgever in uitgevers:
        naam = uitgever.subject.rfc4514_string()
        if not any(_is_van(crl, uitgever) for crl in lijsten):
            yield f"In {inst.crl_map} ontbreekt de CRL van {naam}."
        if not uitgever.not_valid_before_utc <= nu <= uitgever.not_valid_after_utc:
            yield f"De CA {naam} is nu niet geldig."
    for crl in lijsten:
        if not is_actueel(crl, nu):
            yield f"De CRL van {crl.issuer.rfc4514_string()} is verlopen; haal een nieuwe op."


def _productie(inst: Instellingen) -> Iterator[str]:
    if "ketentest" in inst.profielen:
        yield "In productie wordt het profiel ketentest niet bediend: ISI_PROFIELEN='[\"suwinet\"]'."
    if inst.pki_map is not None:
        yield "ISI_PKI_MAP is voor een test-PKI; noem in productie elk bestand."
    if inst.tls_certificaat is None and inst.socket is None and not _is_lokaal(inst.host):
        yield (
            f"De dienst zou zonder TLS luisteren op {inst.host}; stel TLS in, of luister achter een proxy op"
            " een Unix-socket of 127.0.0.1."
        )
    if inst.tls_certificaat is None and not inst.vertrouwde_proxies:
        yield "Er is geen TLS in de dienst en geen vertrouwde proxy ervoor (ISI_VERTROUWDE_PROXIES)."
    if inst.metrieken_port is not None and inst.metrieken_host in _OVERAL:
        yield f"ISI_METRIEKEN_HOST={inst.metrieken_host} is elk adres; noem dat van een beheernet."
    if not (inst.openbaar_adres or "").startswith("https://"):
        yield "ISI_OPENBAAR_ADRES is het https-adres van de dienst: in de WSDL, en om wsa:To mee te toetsen."
    for pad in (inst.dienst_certificaat, inst.tls_certificaat):
        certificaat = pad and _certificaat(pad)
        if certificaat and _is_test(certificaat):
            yield f"Het certificaat {pad} is van een test; het hoort niet in productie."
    if inst.ca_map is not None:
        try:
            testers = [c for c in certificaten(inst.ca_map) if _is_test(c)]
        except Onleesbaar:  # staat al bij de bezwaren
            return
        for uitgever in testers:
            yield f"In {inst.ca_map} staat een test-CA: {uitgever.subject.rfc4514_string()}."


# --- bestanden ------------------------------------------------------------------------------------------


def _paar(certificaat: Path, sleutel: Path) -> Iterator[str]:
    """Beide te lezen, van elkaar, en de sleutel alleen voor de eigenaar en zijn groep."""
    gelezen = _certificaat(certificaat)
    if gelezen is None:
        yield f"Het certificaat {certificaat} is niet te lezen, of is geen PEM."
    prive = _sleutel(sleutel)
    if prive is None:
        yield f"De sleutel {sleutel} is niet te lezen, of is geen PEM zonder wachtwoord."
        return
    if sleutel.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield f"De sleutel {sleutel} is voor iedereen leesbaar; chmod 600."
    if gelezen is not None and prive.public_key() != gelezen.public_key():
        yield f"De sleutel {sleutel} hoort niet bij het certificaat {certificaat}."


def _certificaat(pad: Path) -> x509.Certificate | None:
    try:
        return lees_certificaten(pad.read_bytes())[0]
    except (OSError, ValueError):
        return None


def _sleutel(pad: Path) -> PrivateKeyTypes | None:
    try:
        return load_pem_private_key(pad.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return None


# --- eigenschappen --------------------------------------------------------------------------------------


def _is_test(certificaat: x509.Certificate) -> bool:
    """De eigen test-PKI, een test-OIN, of de TRIAL-wortel van PKIoverheid."""
    if (_oin(certificaat) or "").startswith(TEST_OIN):
        return True
    namen = [
        str(deel.value)
        for naam in (certificaat.subject, certificaat.issuer)
        for soort in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for deel in naam.get_attributes_for_oid(soort)
    ]
    return any(naam == TESTORGANISATIE or "TRIAL" in naam.upper().split() for naam in namen)


def _oin(certificaat: x509.Certificate) -> str | None:
    try:
        return oin_van(certificaat)
    except WsseFout:
        return None


def _is_van(crl: x509.CertificateRevocationList, uitgever: x509.Certificate) -> bool:
    publiek = uitgever.public_key()
    return (
        crl.issuer == uitgever.subject
        and isinstance(publiek, RSAPublicKey)
        and crl.is_signature_valid(publiek)
    )


def _aanwezig(pakket: str) -> bool:
    try:
        return find_spec(pakket) is not None
    except ModuleNotFoundError:  # ook wat erboven ligt is er niet
        return False


def _is_adres(tekst: str) -> bool:
    try:
        ipaddress.ip_address(tekst)
    except ValueError:
        return False
    return True


def _is_lokaal(host: str) -> bool:
    return host == "localhost" or (_is_adres(host) and ipaddress.ip_address(host).is_loopback)
