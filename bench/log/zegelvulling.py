"""Een verzegeld log, gemaakt met dezelfde code als een echt: versleuteld, met bladen, boom en checkpoints.

Alleen het schrijven gaat anders, met COPY: zo staat een miljoen records er in minuten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Table

from bench.dossiers import PERSOONINFO, dossier, verzoek
from bench.log.verkeer import Uitwisseling, Verkeer, bsns
from isi_soap.audit.boom import Bereik
from isi_soap.audit.notitie import Ondertekenaar
from isi_soap.contract.codec import codec
from persistence.database import Database
from persistence.kenmerk import eerste_kenmerk
from persistence.logboek import stand, verzegeling
from persistence.logboek.berichtenlog import Logregel, maak_af, maak_rij, periode_van
from persistence.logboek.sleutels import SLEUTELKOLOMMEN, Logsleutels
from persistence.tabellen import bericht, bericht_inhoud, bericht_persoon, datasleutel, onverzegeld

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_AFSTAND = timedelta(milliseconds=900)
_PERSONEN = 8_000  # zoveel sleutels blijven onthouden
_PORTIE = 5000
_PER_CHECKPOINT = 1000


def vul(database: Database, aantal: int) -> None:
    wie = Ondertekenaar("isi-bench.example/log", Ed25519PrivateKey.generate())
    with database.transactie() as conn:
        stand.begin(conn, database.logsleutels.bos, wie.naam, datetime.now(UTC))
        verzegeling.leg_sleutel_vast(conn, wie)
        verzegeling.maak_delen(conn, _BEGIN, 11)
        boom = verzegeling.open_boom(conn, wie, None)
    regels = _regels(database.logsleutels)
    for begin in range(0, aantal, _PORTIE):
        with database.transactie() as conn:
            _schrijf(conn, database.logsleutels, list(islice(regels, min(_PORTIE, aantal - begin))))
            _verzegel(conn, wie, boom)


def _regels(sleutels: Logsleutels) -> Iterator[Logregel]:
    nummers = bsns(_PERSONEN)
    vraag, antwoord = _voorbeeld()
    for plaats, wat in enumerate(Verkeer(_PERSONEN)):
        moment = _BEGIN + plaats * _AFSTAND
        wie = tuple(nummers[n] for n in wat.personen)
        yield _regel(wat, moment, wie, vraag, antwoord)


def _voorbeeld() -> tuple[bytes, bytes]:
    """Een PersoonInfo van 2,4 kB, met een BSN dat in elk bericht een ander wordt."""
    return verzoek(_VAST), codec(PERSOONINFO.antwoord).encode(dossier(1, _VAST, vol=False))


_VAST = "999990019"


def _regel(
    wat: Uitwisseling, moment: datetime, wie: tuple[str, ...], vraag: bytes, antwoord: bytes
) -> Logregel:
    nummer = (wie[0] if wie else "000000000").encode()
    return Logregel(
        ontvangen=moment,
        beantwoord=moment + timedelta(milliseconds=7, microseconds=123),
        profiel="suwinet",
        uitkomst=wat.uitkomst,
        http_status=500 if wat.uitkomst == "FOUT" else 200,
        duur=0.007123456,
        dienst=wat.dienst,
        operatie=wat.operatie,
        oin=wat.oin,
        message_id=f"urn:uuid:{uuid4()}",
        gemeente=wat.gemeente,
        namens=wat.namens,
        gebruiker=wat.gebruiker,
        codes=wat.codes,
        wsa={"To": "http://isi.example/suwinet", "From": f"urn:oin:{wat.oin}", "Action": wat.operatie},
        bsns=wie,
        verzoek=vraag.replace(_VAST.encode(), nummer),
        antwoord=antwoord.replace(_VAST.encode(), nummer),
        peer="192.0.2.1",
        beveiliging={"oordeel": "GELDIG", "ondertekenaar": wat.oin, "versleuteld": False},
    )


def _schrijf(conn: Connection, sleutels: Logsleutels, regels: Sequence[Logregel]) -> None:
    rijen, nieuwe = [], []
    for regel in regels:
        id_ = eerste_kenmerk(regel.ontvangen)
        id_ = type(id_)(int=id_.int | 7 << 76 | 2 << 62 | uuid4().int & (1 << 62) - 1)
        rij, inhoud = maak_rij(sleutels, id_, regel)
        if len(rij["kenmerken"]) == 1:
            sleutel = sleutels.van_persoon(conn, rij["kenmerken"][0], periode_van(regel))
        else:
            sleutel = sleutels.eigen(periode_van(regel))
            nieuwe.append(sleutel.rij or {})
        maak_af(rij, inhoud, sleutel)
        rij |= {"sleutel": sleutel.id, "bericht_id": id_}
        rijen.append(rij)
    _kopieer(conn, datasleutel, SLEUTELKOLOMMEN, nieuwe)
    for tabel in (bericht, bericht_inhoud, onverzegeld):
        _kopieer(conn, tabel, tabel.c.keys(), rijen)
    personen = [{"bericht_id": rij["id"], "persoon": wie} for rij in rijen for wie in rij["kenmerken"]]
    _kopieer(conn, bericht_persoon, bericht_persoon.c.keys(), personen)


def _kopieer(
    conn: Connection, tabel: Table, kolommen: Sequence[str], rijen: Sequence[dict[str, Any]]
) -> None:
    naar = ", ".join(kolommen)
    ruw = conn.connection.driver_connection
    assert isinstance(ruw, psycopg.Connection)
    with ruw.cursor() as cursor, cursor.copy(f"COPY {tabel.name} ({naar}) FROM STDIN".encode()) as kopie:
        for rij in rijen:
            kopie.write_row([_waarde(rij[naam]) for naam in kolommen])


def _waarde(waarde: object) -> object:
    return Jsonb(waarde) if isinstance(waarde, dict) else waarde


def _verzegel(conn: Connection, wie: Ondertekenaar, boom: Bereik) -> None:
    while verzegeling.verzegel(conn, boom, _PER_CHECKPOINT):
        verzegeling.teken(conn, wie, boom, datetime.now(UTC))
