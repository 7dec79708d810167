"""Zoeken in het log: elk filter, bladeren terwijl er bijkomt, en wat geweigerd wordt (R-025)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from persistence import cursor
from persistence.database import Database
from persistence.kenmerk import eerste_kenmerk
from persistence.logboek import zoeken
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.logboek.zoeken import Logsamenvatting, Zoekvraag, Zoekweigering, zoek
from tests.persistence.logboek.records import ANDER, BSN, OIN, logregel

BEGIN = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
MINUUT = timedelta(minutes=1)
UITKOMSTEN = ("OK", "NIETSGEVONDEN", "NIETGERECHTIGD", "GEWEIGERD", "FOUT")
Regels = dict[UUID, Logregel]


def vul(database: Database, aantal: int = 60, vanaf: int = 0) -> Regels:
    """Elke minuut een regel, met in elk veld een andere afwisseling."""
    regels: Regels = {}
    with database.transactie() as conn:
        for n in range(vanaf, vanaf + aantal):
            kenmerk, regel = _kenmerk(BEGIN + n * MINUUT), _regel(n)
            schrijf_logregel(conn, database.logsleutels, kenmerk, regel)
            regels[kenmerk] = regel
    return dict(sorted(regels.items(), reverse=True))


def _kenmerk(moment: datetime) -> UUID:
    return UUID(int=eerste_kenmerk(moment).int | 7 << 76 | 2 << 62 | uuid4().int & (1 << 62) - 1)


def _regel(n: int) -> Logregel:
    return logregel(
        *((BSN,), (ANDER,), (BSN, ANDER), ())[n % 4],
        ontvangen=BEGIN + n * MINUUT,
        beantwoord=BEGIN + n * MINUUT,
        message_id=f"urn:uuid:{n}" if n % 3 else None,
        relates_to=f"urn:uuid:{n - 2}" if n % 7 == 3 else None,
        gemeente=("0363", "0599", None)[n % 3],
        namens=(None, "0363", "0599", None, "0014")[n % 5],
        gebruiker=('né"ss', "alles", "%'; --", None)[n % 4],
        oin=OIN if n % 2 else "00000001002220647001",
        operatie=("PersoonInfo", "PersonenZoeken")[n % 2],
        uitkomst=UITKOMSTEN[n % 5],
        codes=((), ("F021",), ("F021", "F022"))[n % 3],
    )


FILTERS: dict[str, Any] = {
    "bsn": BSN,
    "message_id": "urn:uuid:8",
    "van": BEGIN + 20 * MINUUT,
    "tot": BEGIN + 40 * MINUUT,
    "gemeente": "0599",
    "namens": "0363",
    "gebruiker": "%'; --",
    "oin": OIN,
    "operatie": "PersonenZoeken",
    "uitkomst": "GEWEIGERD",
    "code": "F022",
}


def past(regel: Logregel, waar: dict[str, Any]) -> bool:
    """Het filter nog eens, zonder database."""
    voldoet: dict[str, Callable[[Any], bool]] = {
        "bsn": lambda w: w in regel.bsns,
        "message_id": lambda w: w in (regel.message_id, regel.relates_to),
        "van": lambda w: regel.ontvangen >= w,
        "tot": lambda w: regel.ontvangen < w,
        "code": lambda w: w in regel.codes,
    }
    return all(
        voldoet[naam](waarde) if naam in voldoet else getattr(regel, naam) == waarde
        for naam, waarde in waar.items()
    )


def gevonden(database: Database, waar: dict[str, Any], aantal: int = 100) -> list[UUID]:
    return [regel.id for blad in bladen(database, Zoekvraag(**waar), aantal) for regel in blad]


def bladen(database: Database, vraag: Zoekvraag, aantal: int) -> Iterator[tuple[Logsamenvatting, ...]]:
    verder: str | None = None
    while True:
        with database.transactie() as conn:
            blad = zoek(conn, database.logsleutels, vraag, na=verder, aantal=aantal)
        yield blad.regels
        if (verder := blad.verder) is None:
            return


def met_tijdvak(waar: dict[str, Any]) -> dict[str, Any]:
    """Een vraag die gesteld mag worden; dit tijdvak sluit niets uit."""
    if "bsn" in waar or "message_id" in waar:
        return waar
    return {"van": BEGIN, "tot": BEGIN + timedelta(days=1)} | waar


def test_elk_filter_en_elk_tweetal(database: Database) -> None:
    regels = vul(database)
    for namen in (*combinations(FILTERS, 1), *combinations(FILTERS, 2)):
        waar = met_tijdvak({naam: FILTERS[naam] for naam in namen})
        verwacht = [kenmerk for kenmerk, regel in regels.items() if past(regel, waar)]
        assert gevonden(database, waar) == verwacht, namen
        if len(namen) == 1:
            assert 0 < len(verwacht) < len(regels), namen
    assert gevonden(database, met_tijdvak({})) == list(regels)


def test_elke_uitkomst_van_een_gemeente(database: Database) -> None:
    regels = vul(database)
    for naam, code, uitkomst in product(("gemeente", "namens"), ("0363", "0599"), UITKOMSTEN):
        waar = met_tijdvak({naam: code, "uitkomst": uitkomst})
        assert gevonden(database, waar) == [k for k, regel in regels.items() if past(regel, waar)]


def test_alles_van_het_record_komt_terug(database: Database) -> None:
    kenmerk, regel = next(iter(vul(database, 1).items()))
    with database.transactie() as conn:
        (gelezen,) = zoek(conn, database.logsleutels, Zoekvraag(bsn=BSN)).regels
    assert (gelezen.id, gelezen.personen) == (kenmerk, 1)
    assert (gelezen.verzoek_bytes, gelezen.antwoord_bytes) == (
        len(regel.verzoek or b""),
        len(regel.antwoord or b""),
    )
    for naam in set(zoeken.VELDEN) - {"id", "personen", "verzoek_bytes", "antwoord_bytes"}:
        assert getattr(gelezen, naam) == getattr(regel, naam), naam


@pytest.mark.parametrize(
    "waar",
    [
        {"bsn": BSN},
        {"gemeente": "0363"},
        {"gemeente": "0363", "uitkomst": "OK"},
        {"gebruiker": "alles"},
        {"oin": OIN},
        {},
    ],
    ids=str,
)
def test_bladeren_terwijl_er_bijkomt(database: Database, waar: dict[str, Any]) -> None:
    regels = vul(database)
    waar = met_tijdvak(waar)
    verwacht = [kenmerk for kenmerk, regel in regels.items() if past(regel, waar)]
    gezien = []
    for nummer, blad in enumerate(bladen(database, Zoekvraag(**waar), 4)):
        gezien += [regel.id for regel in blad]
        vul(database, 20, vanaf=60 + 20 * nummer)
    assert gezien == verwacht
    assert len(gevonden(database, waar)) > len(verwacht)


def test_een_bladzijde_die_precies_vol_is_is_de_laatste(database: Database) -> None:
    regels = vul(database, 5)
    with database.transactie() as conn:
        vraag = Zoekvraag(van=BEGIN, tot=BEGIN + timedelta(hours=1))
        assert zoek(conn, database.logsleutels, vraag, aantal=5).verder is None
        deel = zoek(conn, database.logsleutels, vraag, aantal=4)
        rest = zoek(conn, database.logsleutels, vraag, na=deel.verder, aantal=4)
    assert [r.id for r in (*deel.regels, *rest.regels)] == list(regels)
    assert rest.verder is None


# --- wat geweigerd wordt --------------------------------------------------------------------------------

JAAR = BEGIN + timedelta(days=366)


@pytest.mark.parametrize(
    ("code", "waar"),
    [
        ("Z001", {}),
        ("Z002", {"gemeente": "0363"}),
        ("Z002", {"uitkomst": "FOUT", "tot": BEGIN}),
        ("Z003", {"van": BEGIN}),
        ("Z003", {"van": BEGIN, "tot": BEGIN + timedelta(days=7, seconds=1)}),
        ("Z003", {"van": BEGIN, "tot": BEGIN + timedelta(days=31, seconds=1), "code": "F021"}),
        ("Z003", {"van": BEGIN, "tot": JAAR + MINUUT, "gemeente": "0363", "uitkomst": "OK"}),
        ("Z004", {"van": BEGIN, "tot": BEGIN - MINUUT}),
        ("Z004", {"van": BEGIN, "tot": BEGIN - MINUUT, "bsn": BSN}),
        ("Z005", {"bsn": "999990018"}),
        ("Z005", {"bsn": "99999001"}),
        ("Z005", {"bsn": "000000000"}),
        ("Z005", {"bsn": "９９９９９００１９"}),
        ("Z008", {"message_id": ""}),
        ("Z008", {"message_id": "urn:\x00"}),
        ("Z008", {"bsn": BSN, "gebruiker": "\ud800"}),
        ("Z008", {"bsn": BSN, "gemeente": "363"}),
        ("Z008", {"bsn": BSN, "namens": "Amst"}),
        ("Z008", {"bsn": BSN, "oin": "1"}),
        ("Z008", {"bsn": BSN, "uitkomst": "ok"}),
    ],
)
def test_wat_geweigerd_wordt_zegt_wat_eraan_te_doen_is(
    database: Database, code: str, waar: dict[str, Any]
) -> None:
    with database.transactie() as conn, pytest.raises(Zoekweigering) as fout:
        zoek(conn, database.logsleutels, Zoekvraag(**waar))
    melding = fout.value.melding
    assert melding.code.code == code
    assert melding.code.actie
    assert f"[{code}]" in str(fout.value)
    # In een melding staat het veld, nooit de waarde.
    assert not any(str(waarde) in str(fout.value) for waarde in waar.values() if waarde)


@pytest.mark.parametrize(
    "waar",
    [
        {"van": BEGIN, "tot": BEGIN + timedelta(days=7)},
        {"van": BEGIN, "tot": BEGIN + timedelta(days=31), "code": "F021"},
        *(
            {"van": BEGIN, "tot": JAAR, naam: FILTERS[naam]}
            for naam in ("gemeente", "namens", "gebruiker", "oin")
        ),
        {"bsn": BSN, "van": BEGIN - timedelta(days=9999)},
        {"message_id": "urn:uuid:1", "tot": BEGIN},
    ],
)
def test_wat_net_mag(database: Database, waar: dict[str, Any]) -> None:
    assert gevonden(database, waar) == []


def test_wie_te_lang_zoekt_hoort_dat_de_vraag_te_breed_is(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    vul(database, 4)
    monkeypatch.setattr(zoeken, "_GEDULD", "50ms")
    with database.transactie() as bezet, database.transactie() as conn:
        bezet.execute(text("LOCK TABLE bericht IN ACCESS EXCLUSIVE MODE"))
        geduld = conn.scalar(text("SHOW statement_timeout"))
        with pytest.raises(Zoekweigering) as fout:
            zoek(conn, database.logsleutels, Zoekvraag(bsn=BSN))
        bezet.rollback()
        assert fout.value.melding.code.code == "Z007"
        # De transactie van de aanroeper gaat door, met haar eigen geduld.
        assert len(zoek(conn, database.logsleutels, Zoekvraag(bsn=BSN)).regels) == 2
        assert conn.scalar(text("SHOW statement_timeout")) == geduld


# --- de cursor ------------------------------------------------------------------------------------------


@given(st.binary(min_size=9, max_size=9), st.binary(max_size=40), st.binary(min_size=9, max_size=9))
def test_een_cursor_past_alleen_bij_zijn_vraag(vraag: bytes, plaats: bytes, andere: bytes) -> None:
    gemaakt = cursor.maak(vraag, plaats)
    assert cursor.lees(gemaakt, vraag, len(plaats)) == plaats
    for anders, grootte in ((vraag, len(plaats) + 1), (andere, len(plaats))):
        if (anders, grootte) != (vraag, len(plaats)):
            with pytest.raises(cursor.CursorPastNiet):
                cursor.lees(gemaakt, anders, grootte)


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_=-]{0,40}", fullmatch=True)))
def test_een_verzonnen_cursor_wordt_geweigerd_of_is_er_precies_een(verzonnen: str) -> None:
    try:
        plaats = cursor.lees(verzonnen, b"", 16)
    except cursor.CursorPastNiet:
        return
    assert cursor.maak(b"", plaats) == verzonnen


def test_een_vreemde_cursor_wordt_geweigerd(database: Database) -> None:
    vul(database)
    with database.transactie() as conn:
        verder = zoek(conn, database.logsleutels, Zoekvraag(bsn=BSN), aantal=2).verder
        assert verder is not None
        for vraag, na in (
            (Zoekvraag(bsn=ANDER), verder),
            (Zoekvraag(bsn=BSN), verder[:-1]),
            (Zoekvraag(bsn=BSN), "x"),
        ):
            with pytest.raises(Zoekweigering) as fout:
                zoek(conn, database.logsleutels, vraag, na=na)
            assert fout.value.melding.code.code == "Z006"


def test_uit_een_cursor_is_geen_bsn_te_raden(database: Database) -> None:
    """De vingerafdruk rust op het kenmerk van de persoon, en dat op een sleutel buiten de database."""
    vul(database, 8)
    with database.transactie() as conn:
        verder = zoek(conn, database.logsleutels, Zoekvraag(bsn=BSN), aantal=1).verder
    geraden = cursor.vingerafdruk(Zoekvraag(bsn=BSN))
    with pytest.raises(cursor.CursorPastNiet):
        cursor.lees(verder or "", geraden, 16)
