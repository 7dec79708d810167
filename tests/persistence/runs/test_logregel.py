"""Een run in het log: per portie wie zij raakte, begrensd, en ook als zij blijft steken of hervat wordt."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.logboek.tonen import Gelogd
from persistence.runs import logregel
from persistence.runs.verloop import DAGELIJKS, Run, voer_uit
from persistence.tabellen import run_regel
from tests.logregels import alle_regels, regels_over

BSNS = [f"{nummer:09d}" for nummer in range(100_000_000, 100_001_200)]


def draai(database: Database, werk: Callable[[Run], None]) -> list[Gelogd]:
    voer_uit(database, DAGELIJKS, werk)
    return alle_regels(database)[::-1]


def test_elke_portie_noemt_wie_zij_raakte(database: Database) -> None:
    def werk(bezig: Run) -> None:
        for begin in range(0, len(BSNS), 400):
            for bsn in BSNS[begin : begin + 400]:
                bezig.meld(bsn, "STATUS", "kalender")
                bezig.meld(bsn, "TERMIJN", "kalender")
            bezig.leg_vast()

    begonnen, *porties, voltooid = draai(database, werk)
    assert [len(portie.bsns) for portie in porties] == [400, 400, 400]
    assert [bsn for portie in porties for bsn in portie.bsns] == BSNS
    assert {portie.relates_to for portie in (*porties, voltooid)} == {f"urn:uuid:{begonnen.id}"}
    assert json.loads(porties[0].antwoord or b"")["regels"][0] == [BSNS[0], "STATUS", "kalender"]
    assert (voltooid.bsns, json.loads(voltooid.antwoord or b"")["gewijzigd"]) == ((), 0)


def test_een_record_noemt_nooit_meer_dan_een_portie(database: Database) -> None:
    """Ook wat in één opdracht over iedereen gaat, en ook iemand met meer regels hoort bij één record."""

    def werk(bezig: Run) -> None:
        rijen = [
            {"run": bezig.id, "bsn": bsn, "wat": wat, "waarom": "x"} for bsn in BSNS for wat in ("A", "B")
        ]
        bezig.eenheid.conn.execute(insert(run_regel), rijen)
        logregel.gedaan_volgens_verslag(bezig.eenheid, bezig.bron.id, bezig.soort, bezig.id)
        bezig.leg_vast()

    _, *porties, _ = draai(database, werk)
    assert max(len(portie.bsns) for portie in porties) <= logregel.PERSONEN
    regels = [regel for portie in porties for regel in json.loads(portie.antwoord or b"")["regels"]]
    assert regels == [[bsn, wat, "x"] for bsn in BSNS for wat in ("A", "B")]


def test_wat_mislukt_en_hervat_wordt_staat_erin(database: Database) -> None:
    def half(bezig: Run) -> None:
        bezig.meld("999990019", "STATUS", "kalender")
        bezig.leg_vast()
        bezig.meld("999990020", "STATUS", "kalender")
        raise RuntimeError("met een geheim erin")

    with pytest.raises(RuntimeError):
        voer_uit(database, DAGELIJKS, half)
    mislukt = alle_regels(database)[0]
    assert (mislukt.uitkomst, json.loads(mislukt.antwoord or b"")) == ("FOUT", {"afgebroken": "RuntimeError"})
    regels = draai(database, lambda bezig: bezig.leg_vast())
    zeggen = [next(iter(json.loads(regel.antwoord or b'{"begonnen": 0}'))) for regel in regels]
    assert zeggen == ["begonnen", "regels", "afgebroken", "hervat", "gewijzigd"]
    assert len(regels_over(database, "999990019")) == 1
    assert regels_over(database, "999990020") == []  # dat is teruggedraaid
    with Eenheid(database) as eenheid:
        assert eenheid.conn.execute(select(run_regel.c.bsn)).scalars().all() == ["999990019"]
