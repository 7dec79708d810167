"""De toets schrijft een record uit ruwe waarden; dat zijn de bytes van docs/audit.md, wat er ook in staat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from isi_soap.audit.record import canoniek
from persistence.database import Database
from persistence.logboek import record, stroom
from persistence.logboek.toets import Logtoets
from persistence.tabellen import bericht
from tests.persistence.logboek.records import BSN, NU, schrijf
from tests.persistence.logboek.verzegeld import begin, geknoei

# Alles wat in een kolom kan staan: PostgreSQL weigert alleen NUL en losse surrogaten.
TEKST = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
JSON = st.dictionaries(
    TEKST, st.one_of(TEKST, st.none(), st.booleans(), st.integers(-(2**60), 2**60)), max_size=4
)
TIJD = st.timedeltas(timedelta(0), timedelta(days=40_000)).map(datetime(1990, 1, 1, tzinfo=UTC).__add__)
REGELS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("operatie", "message_id", "relates_to", "gebruiker", "peer"), st.none() | TEKST),
        **dict.fromkeys(("gemeente", "namens", "dienst", "oin"), st.none() | TEKST),
        **dict.fromkeys(("ontvangen", "beantwoord"), TIJD),
        **dict.fromkeys(("wsa", "beveiliging"), st.none() | JSON),
        "codes": st.lists(TEKST, max_size=3).map(tuple),
        "duur": st.floats(0, 1e6),
        "http_status": st.integers(0, 599),
        "eigen_gebruikersbeheer": st.booleans(),
        "verzoek": st.none() | st.binary(max_size=9),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REGELS)
def test_hetzelfde_record_op_twee_manieren(database: Database, anders: dict[str, Any]) -> None:
    kenmerk = schrijf(database, BSN, **anders)
    with database.transactie() as conn:
        rij = conn.execute(select(bericht).where(bericht.c.id == kenmerk)).mappings().one()
        (ruw,) = stroom.lees(conn, stroom.van_bericht(kenmerk))
    assert stroom.canoniek(ruw) == canoniek(record.velden(rij))
    assert stroom.blad(ruw) == record.blad(rij)


@pytest.fixture(name="geknoei")
def _geknoei(database: Database) -> Iterator[Connection]:
    log = begin(database)
    for n in range(3):
        schrijf(database, BSN, ontvangen=NU + timedelta(minutes=n))
    with database.transactie() as conn:
        log.teken(conn, log.verzegel(conn))
    with geknoei(log) as conn:
        yield conn


@pytest.mark.parametrize(
    "wijziging",
    [
        "ontvangen = 'infinity'",
        "beantwoord = '294276-01-01'",
        "beantwoord = '0044-03-15 BC'",
        "wsa = '{\"To\": 123456789012345678901234567890}'",
        "wsa = '[1.5, null, {\"a\": []}]'",
        "codes = '{{a,b},{c,d}}'",
        "codes = '{NULL}'",
    ],
)
def test_wat_in_geen_record_kan_staan_is_gewijzigd_en_houdt_niets_op(
    database: Database, geknoei: Connection, wijziging: str
) -> None:
    waar = "id = (SELECT bericht_id FROM verzegeling WHERE positie = 1)"
    geknoei.execute(text(f"UPDATE bericht SET {wijziging.replace(':', chr(92) + ':')} WHERE {waar}"))  # noqa: S608
    toets = Logtoets(geknoei, database.logsleutels, inhoud=True)
    assert [(b.soort, b.positie) for b in toets.alles()] == [("GEWIJZIGD", 1)]
    assert toets.telling.records == 3


def test_wie_halverwege_ophoudt_kan_verder(database: Database, geknoei: Connection) -> None:
    """De verbinding is weer vrij, met de instellingen van ervoor."""
    was = geknoei.scalar(text("SHOW enable_hashjoin"))
    rijen = stroom.lees(geknoei, stroom.van_reeks(0, 3))
    assert next(rijen)[stroom.POSITIE] == 0
    rijen.close()  # type: ignore[attr-defined]
    assert geknoei.scalar(text("SHOW enable_hashjoin")) == was
    assert len(list(stroom.lees(geknoei, stroom.van_reeks(0, 3)))) == 3
