"""De maanddelen van het logboek: er een vervangen of laten vallen terwijl er berichten blijven komen.

Aan- en afhangen vraagt een ogenblik de hele tabel. Wie haar niet meteen krijgt, laat los en probeert opnieuw:
berichten wachten dan hoogstens zo lang als de slotgrens van de verbinding.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Final, Literal

from sqlalchemy import Connection, case, column, insert, select, table, text

from persistence.database import Database, DatabaseBezet
from persistence.logboek import bewaring
from persistence.tabellen import bericht

Verdeeld = Literal["bericht", "bericht_inhoud", "bericht_persoon"]
VERDEELD: Final[tuple[Verdeeld, ...]] = ("bericht", "bericht_inhoud", "bericht_persoon")
_INHOUD: Final = ("bericht_id", "sleutel", "inhoud")
_POGINGEN, _PAUZE = 50, 0.2


def naam_van(tabel: Verdeeld, maand: date) -> str:
    return f"{tabel}_{maand:%Y_%m}"


def bestaat(conn: Connection, tabel: Verdeeld, maand: date) -> bool:
    """Of dit deel er is en aan zijn tabel hangt."""
    vraag = text("SELECT EXISTS (SELECT FROM pg_inherits WHERE inhparent = to_regclass(:t)"
                 " AND inhrelid = to_regclass('logdeel.' || :d))")  # fmt: skip
    return bool(conn.scalar(vraag, {"t": tabel, "d": naam_van(tabel, maand)}))


def met_geduld(database: Database, doe: Callable[[Connection], object]) -> None:
    """In een eigen transactie, opnieuw zolang een ander de tabel gebruikt."""
    for poging in range(_POGINGEN):
        try:
            with database.transactie() as conn:
                doe(conn)
            return
        except DatabaseBezet:
            if poging == _POGINGEN - 1:
                raise
            time.sleep(_PAUZE)


def leeg_inhoud(conn: Connection, maand: date) -> None:
    """Het deel met de inhoud maakt plaats voor een zonder; wie bij welke sleutel hoort blijft staan.

    Ook de inhoud van een aankondiging blijft: daarop rusten bewijzen.
    """
    if not bestaat(conn, "bericht_inhoud", maand):
        return
    deel, nieuw = naam_van("bericht_inhoud", maand), naam_van("bericht_inhoud", maand) + "_nieuw"
    conn.execute(text(f"DROP TABLE IF EXISTS logdeel.{nieuw}"))
    conn.execute(text(f"CREATE TABLE logdeel.{nieuw} (LIKE bericht_inhoud INCLUDING ALL)"))
    oud = table(deel, *(column(naam) for naam in _INHOUD), schema="logdeel")
    blijft = case((bewaring.KLASSE == bewaring.AANKONDIGING, oud.c.inhoud))
    rijen = select(oud.c.bericht_id, oud.c.sleutel, blijft)
    rijen = rijen.join_from(oud, bericht, bericht.c.id == oud.c.bericht_id, isouter=True)
    nieuwe = table(nieuw, *(column(naam) for naam in _INHOUD), schema="logdeel")
    conn.execute(insert(nieuwe).from_select(list(_INHOUD), rijen))
    _grens(conn, nieuw, maand)
    conn.execute(text(f"ALTER TABLE bericht_inhoud DETACH PARTITION logdeel.{deel}"))
    conn.execute(text(f"DROP TABLE logdeel.{deel}"))
    conn.execute(text(f"ALTER TABLE logdeel.{nieuw} RENAME TO {deel}"))
    _hang_aan(conn, deel, maand)


def _grens(conn: Connection, deel: str, maand: date) -> None:
    """Met deze controle vooraf hoeft het aanhangen de rijen niet na te lopen."""
    conn.execute(
        text(
            f"ALTER TABLE logdeel.{deel} ADD CONSTRAINT grens CHECK (bericht_id >= '{_begin(conn, maand)}'"
            f" AND bericht_id < '{_begin(conn, maand, 1)}')"
        )
    )


def _hang_aan(conn: Connection, deel: str, maand: date) -> None:
    conn.execute(
        text(
            f"ALTER TABLE bericht_inhoud ATTACH PARTITION logdeel.{deel}"
            f" FOR VALUES FROM ('{_begin(conn, maand)}') TO ('{_begin(conn, maand, 1)}')"
        )
    )
    conn.execute(text(f"ALTER TABLE logdeel.{deel} DROP CONSTRAINT grens"))
    conn.execute(
        text(
            f"CREATE TRIGGER niet_leeg BEFORE TRUNCATE ON logdeel.{deel} FOR EACH STATEMENT"
            " EXECUTE FUNCTION weiger_logwijziging()"
        )
    )


def _begin(conn: Connection, maand: date, verder: int = 0) -> str:
    vraag = text("SELECT logdeel_grens((CAST(:m AS date) + :n * interval '1 month')::date)")
    return str(conn.scalar(vraag, {"m": maand, "n": verder}))


def laat_vallen_als_leeg(conn: Connection, maand: date) -> bool:
    """Een deel waar niets meer in staat gaat weg, en zo ook wat er op de schijf van over was."""
    for tabel in VERDEELD:
        if not bestaat(conn, tabel, maand):
            continue
        deel = naam_van(tabel, maand)
        conn.execute(text(f"LOCK TABLE logdeel.{deel} IN ACCESS EXCLUSIVE MODE"))
        if conn.scalar(text(f"SELECT EXISTS (SELECT FROM logdeel.{deel})")):  # noqa: S608
            return False
    for tabel in VERDEELD:
        if bestaat(conn, tabel, maand):
            deel = naam_van(tabel, maand)
            conn.execute(text(f"ALTER TABLE {tabel} DETACH PARTITION logdeel.{deel}"))
            conn.execute(text(f"DROP TABLE logdeel.{deel}"))
    return True
