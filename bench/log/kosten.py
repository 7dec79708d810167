"""`seal_cost`: wat verzegelen kost. PersoonInfo met en zonder, om en om, en het aandeel van elke stap.

De dienst draait in het proces met een echte database. 'Zonder' schrijft dezelfde rijen, maar zonder
comprimeren, versleutelen en bladhash; de verzegelaar telt mee met wat hij per record rekent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time_ns
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.dossiers import PERSOONINFO
from isi_soap.audit.inhoud import Inhoud, versleutel
from isi_soap.audit.notitie import Ondertekenaar
from isi_soap.contract.operaties import DIENSTEN as CONTRACT
from isi_soap.settings import Instellingen
from isi_soap.soap.testset import BSN
from isi_soap.soap.toepassing import Toepassing
from isi_soap.soap.uitwisseling import Verzoek
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek import berichtenlog, record, stand, verzegeling
from persistence.migraties.uitvoering import migreer
from persistence.tabellen import bericht
from persistence.testdata import herstel
from persistence.testdata.aansluitingen import AMSTERDAM, sleutel_van
from services.alle import DIENSTEN

_PER_RONDE = 50


@contextmanager
def _dienst() -> Iterator[tuple[Database, Callable[[], None]]]:
    with TemporaryDirectory(prefix="isi-bench-") as map_:
        database = Database.uit(Instellingen(data_map=Path(map_)), lang=True)
        with database.transactie() as conn:
            migreer(conn)
            herstel(conn)
            stand.begin(conn, database.logsleutels.bos, None, datetime.now(UTC))
        app = Toepassing(DIENSTEN, partial(Eenheid, database))
        vraag = Verzoek(
            "POST", _pad(), "", {"content-type": "text/xml; charset=utf-8"}, _vraag(), "127.0.0.1"
        )

        def ronde() -> None:
            for _ in range(_PER_RONDE):
                if app(vraag).status != 200:
                    raise RuntimeError("het antwoord is geen 200")

        yield database, ronde
        database.sluit()


def _pad() -> str:
    return f"/ketentest/{CONTRACT[PERSOONINFO.dienst].service}"


def _vraag() -> bytes:
    kop = (
        f"<Kop><Applicatiesleutel>{sleutel_van(AMSTERDAM)}</Applicatiesleutel>"
        f"<CdGemeente>{AMSTERDAM}</CdGemeente><Gebruiker>r6.alles</Gebruiker></Kop>"
    )
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<m:PersoonInfo xmlns:m="urn:isi:Diensten:ISIRaadplegen:v0100">{kop}'
        f"<ClientSuwi><Burgerservicenr>{BSN}</Burgerservicenr></ClientSuwi></m:PersoonInfo>"
        "</s:Body></s:Envelope>"
    ).encode()


@contextmanager
def _zonder() -> Iterator[None]:
    """Dezelfde opdracht aan de database, met de bytes zoals zij zijn en een blad van nullen."""

    def kaal(inhoud: Inhoud, sleutel: AESGCM, record: bytes) -> bytes:
        return (inhoud.verzoek or b"") + (inhoud.antwoord or b"")

    anders: dict[Any, dict[str, Any]] = {
        berichtenlog: {
            "versleutel": kaal,
            "gezouten": lambda zout, inhoud: bytes(32),
            "sha256": lambda inhoud: sha256(),
        },
        record: {"blad": lambda rij: bytes(32)},
    }
    was = {module: {naam: vars(module)[naam] for naam in namen} for module, namen in anders.items()}
    for module, namen in anders.items():
        vars(module).update(namen)
    try:
        yield
    finally:
        for module, namen in was.items():
            vars(module).update(namen)


def meet(paren: int = 20) -> dict[str, float]:
    """`seal_cost`: het deel van de rekentijd van een bericht, mediaan over de paren."""
    with _dienst() as (database, ronde):
        ronde()
        met, zonder = [], []
        for _ in range(paren):
            met.append(_rekentijd(ronde))
            with _zonder():
                zonder.append(_rekentijd(ronde))
        stappen = _stappen(database)
    schrijven = median(m - z for m, z in zip(met, zonder, strict=True))
    bericht_us = median(zonder)
    return {
        "bericht_us": round(bericht_us, 1),
        "schrijven_us": round(schrijven, 1),
        **{naam: round(us, 1) for naam, us in stappen.items()},
        "seal_cost": round((schrijven + stappen["verzegelaar_us"]) / bericht_us, 4),
    }


def _rekentijd(ronde: Callable[[], None]) -> float:
    """Microseconden rekentijd per bericht."""
    begin = process_time_ns()
    ronde()
    return (process_time_ns() - begin) / 1000 / _PER_RONDE


def _stappen(database: Database) -> dict[str, float]:
    """Wat elke stap kost, op het laatste record: comprimeren en versleutelen, blad, en de verzegelaar."""
    with database.transactie() as conn:
        rij = dict(conn.execute(bericht.select().limit(1)).mappings().one())
        wie = Ondertekenaar("bench", Ed25519PrivateKey.generate())
        boom = verzegeling.lees_rand(conn)
        begin = process_time_ns()
        aantal = 0
        while deel := verzegeling.verzegel(conn, boom):
            aantal += deel
        verzegeling.teken(conn, wie, boom, datetime.now(UTC))
        verzegelaar = (process_time_ns() - begin) / 1000 / aantal
    inhoud = Inhoud(bytes(16), _vraag(), _vraag() * 9)
    aead = AESGCM(secrets.token_bytes(32))
    return {
        "versleutelen_us": _herhaald(lambda: versleutel(inhoud, aead, bytes(16))),
        "blad_us": _herhaald(lambda: record.blad(rij)),
        "verzegelaar_us": verzegelaar,
    }


def _herhaald(doe: Callable[[], object]) -> float:
    tijden = []
    for _ in range(200):
        begin = process_time_ns()
        doe()
        tijden.append((process_time_ns() - begin) / 1000)
    return median(tijden)
