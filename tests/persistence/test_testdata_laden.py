"""De testset in de database: herstellen, laden, en dat wat er afgeleid staat klopt met de regels."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select, text

from isi_soap.domain.deel import deel
from isi_soap.domain.model import Dossier
from isi_soap.domain.overschrijding import overschrijding
from isi_soap.domain.status import status
from isi_soap.domain.toegang import woongemeente
from persistence.database import Database
from persistence.dossier import lees_dossier
from persistence.dossiers import lees_dossiers
from persistence.eenheid import Eenheid, nieuw_id
from persistence.logboek.berichtenlog import Logregel, schrijf_logregel
from persistence.runs.dagelijks import dagelijks
from persistence.tabellen import LOGTABELLEN, afgeleid, bericht, metadata, oorsprong, stand, voorziening
from persistence.testdata import herstel, laad, laden
from persistence.testdata.aansluitingen import BEGINDAG, BEGINTIJD
from persistence.testdata.bouw import Bronnen
from persistence.testdata.kopie import KOLOMMEN
from persistence.testdata.persoonlijst import VRIJE_BSNS, benoemde_personen
from persistence.testdata.snelladen import zonder_indexen
from persistence.testdata.willekeurig import EERSTE_ID, MATEN, porties
from tests.plafond import PLAFOND


def afdruk(database: Database) -> dict[str, str | None]:
    """Van elke tabel behalve het logboek en de stand een hash over al haar rijen."""
    with database.transactie() as conn:
        return {
            tabel.name: conn.scalar(
                text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {tabel.name} t")  # noqa: S608
            )
            for tabel in metadata.sorted_tables
            if tabel.name != "stand" and tabel not in LOGTABELLEN
        }


def verstoor(database: Database) -> None:
    with database.transactie() as conn:
        conn.execute(text("UPDATE stand SET klok_vast = NULL, laatste_dagrun = NULL"))
        conn.execute(text("DELETE FROM uitbesteding"))
        conn.execute(text("UPDATE gebruiker SET geblokkeerd_op = NULL"))
        conn.execute(text("SELECT nextval('feit_id')"))
        conn.execute(text("INSERT INTO eenmaal SELECT '1', 'urn:1', sha256(''), gen_random_uuid(), now()"))
        conn.execute(
            text("INSERT INTO run (soort, datum, gestart) VALUES ('DAGELIJKS', '2019-04-03', now())")
        )


def test_herstel_brengt_precies_de_begintoestand_terug(database: Database) -> None:
    with database.transactie() as conn:
        herstel(conn)
    begin = afdruk(database)
    verstoor(database)
    assert afdruk(database) != begin
    with database.transactie() as conn:
        herstel(conn)
    assert afdruk(database) == begin
    with database.transactie() as conn:
        assert conn.scalar(text("SELECT nextval('feit_id')")) == EERSTE_ID + 100_000
        klok = conn.execute(select(stand)).one()
    assert (klok.klok_vast, klok.klok_verschil, klok.laatste_dagrun) == (BEGINTIJD, None, BEGINDAG)


def test_herstel_hangt_niet(database: Database) -> None:
    begin = time.perf_counter()
    with database.transactie() as conn:
        herstel(conn)
    assert time.perf_counter() - begin < 4 * PLAFOND


def test_herstel_wacht_langer_op_een_slot_dan_een_bericht(database: Database) -> None:
    """Autovacuum wijkt pas na een seconde; de slotgrens van een bericht is dan al voorbij."""
    kort = Database(database.url, database.inst.model_copy(update={"slot_seconden": 0.05}))
    with database.verbinding() as ander, ThreadPoolExecutor(1) as naast, kort.transactie() as conn:
        ander.execute(text("LOCK TABLE voorziening IN SHARE UPDATE EXCLUSIVE MODE"))
        vast = naast.submit(ander.execute, text("SELECT pg_sleep(0.3)"))
        vast.add_done_callback(lambda _: ander.rollback())
        herstel(conn)
    kort.sluit()


def test_herstel_wist_het_berichtenlogboek_niet(database: Database) -> None:
    regel = Logregel(
        ontvangen=BEGINTIJD,
        beantwoord=BEGINTIJD,
        profiel="ketentest",
        uitkomst="OK",
        http_status=200,
        bsns=("999900122",),
        duur=0.01,
    )
    with database.transactie() as conn:
        schrijf_logregel(conn, database.logsleutels, nieuw_id(), regel)
        herstel(conn)
        assert conn.scalar(select(func.count()).select_from(bericht)) == 1


def test_mislukte_lading_laat_alles_zoals_het_was(database: Database) -> None:
    with database.transactie() as conn:
        herstel(conn)
    begin = afdruk(database)
    with database.verbinding() as conn, conn.begin() as transactie:
        laad(conn, "S", zaad=3)
        transactie.rollback()
    assert afdruk(database) == begin


def test_na_herstel_is_het_de_begindag(database: Database) -> None:
    with database.transactie() as conn:
        herstel(conn)
    with Eenheid(database) as eenheid:
        assert (eenheid.vandaag, eenheid.peildatum, eenheid.nu) == (BEGINDAG, BEGINDAG, BEGINTIJD)


def test_afgeleide_rijen_zijn_die_van_de_regels(database: Database) -> None:
    """Van elke persoon in S, zoals hij uit de database komt."""
    with database.transactie() as conn:
        herstel(conn)
        rijen = {rij.bsn: rij for rij in conn.execute(select(afgeleid))}
        dossiers = list(lees_dossiers(conn, list(rijen)))
    assert len(dossiers) == len(rijen) == MATEN["S"].personen + len(benoemde_personen())
    for dossier in dossiers:
        rij, over = rijen[dossier.persoon.bsn], overschrijding(dossier, BEGINDAG)
        assert rij.status == status(dossier, BEGINDAG)
        assert rij.deel == deel(dossier, BEGINDAG)
        assert tuple(rij.groepen) == (over.groepen if over else ())
        assert rij.woongemeente == woongemeente(dossier)
        assert rij.peildatum == BEGINDAG


def test_veel_tegelijk_gelezen_is_hetzelfde_als_een_voor_een(database: Database) -> None:
    """Dezelfde feiten, dezelfde volgorde, dezelfde herkomst: de dagrun beslist op wat een bericht toont."""
    with database.transactie() as conn:
        herstel(conn)
        bsns = conn.execute(select(afgeleid.c.bsn).order_by(afgeleid.c.bsn)).scalars().all()
        for dossier in lees_dossiers(conn, bsns):
            assert dossier == lees_dossier(conn, dossier.persoon.bsn)


def test_benoemde_personen_komen_uit_de_database_zoals_ze_gebouwd_zijn(database: Database) -> None:
    with database.transactie() as conn:
        herstel(conn)
        for persoon in benoemde_personen():
            gelezen = lees_dossier(conn, persoon.bsn, historie=True)
            assert gelezen is not None
            gebouwd = persoon.dossier(Bronnen()).dossier
            assert _zonder_volgorde(gelezen) == _zonder_volgorde(gebouwd)
        assert all(lees_dossier(conn, vrij.bsn) is None for vrij in VRIJE_BSNS)


def _zonder_volgorde(dossier: Dossier) -> tuple[object, ...]:
    """De databank geeft de historie per soort, de bouw in de tijd."""
    historie = Counter(dossier.historie)
    velden = (naam for naam in Dossier.__dataclass_fields__ if naam != "historie")
    return (*(getattr(dossier, naam) for naam in velden), historie)


def test_dagrun_van_de_begindag_vindt_niets_te_doen(database: Database) -> None:
    with database.transactie() as conn:
        herstel(conn)
    assert dagelijks(database).gewijzigd == 0


def test_feiten_hebben_herkomst_en_sommige_een_vorige_versie(database: Database) -> None:
    with database.transactie() as conn:
        herstel(conn)
        soorten = set(conn.execute(select(oorsprong.c.soort)).scalars())
        partijen = set(conn.execute(select(oorsprong.c.partij)).scalars())
        oud = conn.scalar(
            select(func.count()).select_from(voorziening).where(voorziening.c.beeindigd_door.is_not(None))
        )
    assert (soorten, partijen) == ({"LADING"}, {"GEM", "DUO", "IND", "BRP", "CVE"})
    assert oud


def test_zonder_indexen_komt_alles_terug_zoals_het_was(database: Database) -> None:
    vraag = text("""
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL
        SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
    """)
    with database.transactie() as conn:
        voor = Counter(conn.execute(vraag).scalars())
        with zonder_indexen(conn, KOLOMMEN):
            tussen = Counter(conn.execute(vraag).scalars())
        assert tussen.total() < voor.total()
        assert Counter(conn.execute(vraag).scalars()) == voor


def test_grote_omvang_laadt_langs_de_snelle_weg(database: Database) -> None:
    """Dezelfde weg als M en L, met drie porties."""
    with database.transactie() as conn:
        klein = porties("M", 1)[:3]
        lading = laden.Lading(conn)
        lading.maak_leeg()
        with zonder_indexen(conn, KOLOMMEN):
            for gemaakt in laden.in_processen(klein):
                lading.neem_op(gemaakt)
        assert conn.scalar(select(func.count()).select_from(afgeleid)) == 3000
