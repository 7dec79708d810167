"""Een verzegeld logboek voor tests, zonder proces ernaast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from isi_soap.audit.boom import Bereik
from isi_soap.audit.notitie import Ondertekenaar
from persistence.database import Database
from persistence.logboek import stand, verzegeling

OORSPRONG = "isi.example/log"
WIE = Ondertekenaar(OORSPRONG, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@dataclass
class Log:
    """Wie er tekent, en welke checkpoints een auditor bewaarde."""

    database: Database
    wie: Ondertekenaar = WIE
    bewaard: list[str] = field(default_factory=list)

    def begin(self, conn: Connection) -> None:
        stand.begin(conn, self.database.logsleutels.bos, OORSPRONG, datetime.now(UTC))
        verzegeling.leg_sleutel_vast(conn, self.wie)

    def verzegel(self, conn: Connection, hoogstens: int = verzegeling.PORTIE) -> Bereik:
        boom = verzegeling.open_boom(conn, self.wie, None)
        while verzegeling.verzegel(conn, boom, hoogstens):
            pass
        return boom

    def teken(self, conn: Connection, boom: Bereik) -> str:
        notitie = verzegeling.teken(conn, self.wie, boom, datetime.now(UTC))
        self.bewaard.append(notitie)
        return notitie


def begin(database: Database) -> Log:
    log = Log(database)
    with database.transactie() as conn:
        log.begin(conn)
    return log


@contextmanager
def geknoei(log: Log) -> Iterator[Connection]:
    """Als superuser, zonder triggers; na afloop is het niet gebeurd."""
    with log.database.verbinding() as conn, conn.begin() as transactie:
        conn.execute(text("SET LOCAL session_replication_role = replica"))
        yield conn
        transactie.rollback()
