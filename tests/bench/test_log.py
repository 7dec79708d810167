"""`isi-soap bench log` in het klein: wat gemaakt wordt is een echt log, en elke maat komt eruit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, text

from bench.cli import _gehaald
from bench.log import bijhouden, toetstijd, zegelvulling, zoektijd, zoekvulling
from bench.log.bijhouden import Achterstand, Monster
from bench.log.databases import gevuld
from bench.log.verkeer import PERSONEN, Verkeer, bsns
from isi_soap.domain.bsn import elfproef
from isi_soap.settings import Instellingen
from persistence.database import Database
from persistence.logboek.toets import Logtoets
from persistence.tabellen import bericht, bericht_persoon

_NAAM = "isi_test_bench_log"
_INDEXEN = text("""
    SELECT i.indexrelid::regclass::text, i.indisvalid, pg_get_indexdef(i.indexrelid),
           (SELECT count(*) FROM pg_inherits WHERE inhparent = i.indexrelid)
      FROM pg_index i WHERE i.indrelid IN ('bericht'::regclass, 'bericht_persoon'::regclass)
     ORDER BY 1
""")


def test_twee_logs_en_hun_maten(server_instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (zoekvulling, zoektijd):
        monkeypatch.setattr(module, "DAGEN", 40)
    monkeypatch.setattr(zoektijd, "_VRAGEN", 4)
    monkeypatch.setattr(zoektijd, "_TIJDVAKKEN", (timedelta(days=31),))
    indexen: list[tuple[object, ...]] = []
    gemeten: dict[str, float] = {}

    def vul(database: Database) -> None:
        zegelvulling.vul(database, 600)
        with database.transactie() as conn:
            # Verzegeld, ondertekend en leesbaar, zoals de dienst het zou maken.
            toets = Logtoets(conn, database.logsleutels, inhoud=True)
            assert list(toets.alles()) == []
            assert (toets.telling.records, toets.telling.checkpoints) == (600, 1)
            indexen.extend(_indexen(conn))
        gemeten.update(toetstijd.meet(database, 1))
        zoekvulling.vul(database, 1500)

    def nog_eens(_: Database) -> None:
        pytest.fail("wat gevuld is wordt niet nog eens gevuld")

    with gevuld(server_instellingen, _NAAM, vul), gevuld(server_instellingen, _NAAM, nog_eens) as database:
        gemeten |= zoektijd.meet(database)
        with database.transactie() as conn:
            # Zonder indexen geladen, en met alle weer achtergelaten: ook op elk deel.
            assert [rij[:3] for rij in _indexen(conn)] == [rij[:3] for rij in indexen]
            delen = conn.scalar(
                text("SELECT count(*) FROM pg_inherits WHERE inhparent = 'bericht'::regclass")
            )
            assert {rij[3] for rij in _indexen(conn)} == {delen}
            assert conn.scalar(select(func.count()).select_from(bericht)) == 2100
            assert (conn.scalar(select(func.count()).select_from(bericht_persoon)) or 0) > 2100
            # De volgende keer begint een test opnieuw.
            conn.execute(text(f"COMMENT ON DATABASE {_NAAM} IS NULL"))
    assert gemeten["verify_records"] == 600
    maten = ("verify_ratio", "zoek_bsn_ms", "zoek_messageid_ms", "zoek_periode_ms")
    assert min(gemeten[maat] for maat in maten) > 0


def _indexen(conn: Connection) -> list[tuple[object, ...]]:
    return [tuple(rij) for rij in conn.execute(_INDEXEN)]


def test_het_verkeer_is_scheef_en_steeds_gelijk() -> None:
    assert len(set(bsns())) == PERSONEN
    assert all(map(elfproef, bsns()[::997]))
    eerste = list(Verkeer(100).portie(2000))
    assert eerste == list(Verkeer(100).portie(2000))
    assert eerste != list(Verkeer(100, zaad=2).portie(2000))
    per_gemeente = [sum(wat.gemeente == code for wat in eerste) for code in Verkeer().gemeenten]
    assert per_gemeente[0] == max(per_gemeente) > 200
    assert {len(wat.personen) for wat in eerste} >= {0, 1}
    assert max(len(wat.personen) for wat in eerste) > 10
    assert {wat.uitkomst for wat in eerste} >= {"OK", "NIETSGEVONDEN", "GEWEIGERD"}


def test_de_verzegelaar_houdt_de_dienst_bij() -> None:
    """Kort, met de echte dienst: elk antwoord is geteld, en daarna wacht er niets meer."""
    gemeten = bijhouden.meet(2)
    assert gemeten["seal_messages"] > 20
    assert gemeten["seal_lag_samples"] >= 8
    assert 0 <= gemeten["seal_lag_last_seconds"] <= gemeten["seal_lag_max_seconds"]
    assert gemeten["seal_drain_seconds"] < 10


@pytest.mark.parametrize(
    ("laatste", "groeit"),
    [
        (Monster(20, 0.1), False),
        (Monster(40, 0.25), False),  # zoveel lag er in het eerste kwart ook weleens
        (Monster(21, 2.0), True),  # even veel records, maar steeds ouder
        (Monster(400, 0.1), True),
    ],
)
def test_wanneer_een_achterstand_groeit(laatste: Monster, groeit: bool) -> None:
    rustig = [Monster(20, 0.1)] * 9 + [Monster(60, 0.4)]
    gemeten = Achterstand(rustig * 3 + [laatste] * 10)
    assert gemeten.groeit(per_seconde=200.0) is groeit


def test_wie_niet_bijhoudt_haalt_de_meting_niet(capsys: pytest.CaptureFixture[str]) -> None:
    goed: dict[str, object] = {
        "seal_cost": 0.05,
        "verify_ratio": 0.7,
        "zoek_bsn_ms": 20.0,
        "seal_keeps_up": True,
    }
    assert _gehaald(goed)
    for anders in (
        {"seal_keeps_up": False},
        {"seal_cost": 0.16},
        {"verify_ratio": 0.4},
        {"zoek_bsn_ms": 51.0},
    ):
        assert not _gehaald(goed | anders)
        assert next(iter(anders)) in capsys.readouterr().err
