"""Gedood en opnieuw gestart eindigt een run zoals ongestoord, en berichten wachten niet op haar.

De begintoestand is de testset met van alles dat op de runs wacht: nieuwkomers, diploma's, sterfgevallen,
vertrek, terugkeer, aangehouden NT2-resultaten die nu ingelezen mogen, en ruim een jaar kalender.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update
from stdnum.nl import bsn as elfproef

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from isi_soap.settings import Instellingen
from isi_soap.soap.toepassing import Toepassing
from persistence import tabellen as t
from persistence.database import Database
from persistence.eenheid import Eenheid
from persistence.runs import Verslag, dagelijks, ind_uitwisseling, nieuwkomers
from persistence.testdata import herstel
from persistence.testdata.aansluitingen import BEGINTIJD
from services.alle import DIENSTEN
from tests.persistence.runs.onderbreken import afdruk, kopie, opgehouden, start, verslag_van
from tests.verhalen.conftest import maak_sjabloon
from tests.verhalen.keten import Keten, nationaliteit

RUNS: dict[tuple[str, ...], Callable[[Database], Verslag]] = {
    ("nieuwkomers",): nieuwkomers,
    ("dagelijks", "--volledig"): partial(dagelijks, volledig=True),
    ("ind-uitwisseling",): ind_uitwisseling,
}
DAGEN = timedelta(days=400)  # zo lang geen run: dan is er van alles in te halen
Afdruk = dict[str, Counter[tuple[str, ...]]]


@pytest.fixture(scope="module")
def sjabloon(server_instellingen: Instellingen) -> Iterator[str]:
    naam = maak_sjabloon(server_instellingen, herstel)
    with kopie(server_instellingen, naam) as database:
        keten = Keten(Toepassing(DIENSTEN, partial(Eenheid, database)))
        _zend(keten, database)
        with database.transactie() as conn:
            conn.execute(update(t.stand).values(klok_vast=BEGINTIJD + DAGEN, klok_verschil=None))
        database.sluit()
        yield database.url.database or ""


@pytest.fixture(scope="module")
def ongestoord(server_instellingen: Instellingen, sjabloon: str) -> Afdruk:
    with kopie(server_instellingen, sjabloon) as database:
        for run in RUNS.values():
            run(database)
        return afdruk(database)


def _zend(keten: Keten, database: Database) -> None:
    """Wat er in die tijd binnenkomt."""
    _houd_nt2_aan(keten, database)
    plichtig = _wie(database, "INBURGERINGSPLICHTIG")
    for bsn in _nieuwe_bsns(120):
        keten.ind.meldt_nieuwkomer(bsn).gedaan("I007")
    for bsn in plichtig[:20]:
        keten.duo.meldt_diploma(bsn).gedaan("I005")
    for bsn in plichtig[20:30]:
        keten.brp.meldt_persoon(bsn, DatOverlijden=keten.vandaag()).gedaan("I005")
    for bsn in plichtig[30:40]:
        vertrek = b.VerblijfBuitenland(DatVertrek=keten.eerder(380))
        # Wie intussen verhuisde kan zo lang geleden niet vertrokken zijn; dat hoort de BRP meteen.
        keten.brp.meldt_persoon(bsn, VerblijfBuitenland=vertrek)
    for bsn in plichtig[40:50]:
        keten.brp.meldt_persoon(bsn, Nationaliteit=nationaliteit("0001")).gedaan("I005")
    for bsn in _wie(database, "VERTROKKEN")[:5]:
        terug = b.VerblijfBuitenland(DatVertrek=_vertrek(database, bsn), DatVestiging=keten.eerder(1))
        adres = b.Straatadres(CdGemeente="0363", DatBAdres=keten.eerder(1))
        keten.brp.meldt_persoon(bsn, VerblijfBuitenland=terug, Straatadres=adres).gedaan("I005")


def _houd_nt2_aan(keten: Keten, database: Database) -> None:
    """Aangehouden na plicht Nee; de helft wordt gecorrigeerd en mag ingelezen worden (R-142, R-144)."""
    vrijgesteld = (
        select(t.plicht.c.bsn, t.afgeleid.c.woongemeente)
        .join(t.afgeleid, t.afgeleid.c.bsn == t.plicht.c.bsn)
        .where(t.plicht.c.beeindigd_door.is_(None), t.plicht.c.reden_nee == "1")
        .where(t.plicht.c.bsn.not_in(select(t.diploma.c.bsn)), t.afgeleid.c.status == "NIET")
        .order_by(t.plicht.c.bsn)
        .limit(8)
    )
    with database.transactie() as conn:
        gevonden = conn.execute(vrijgesteld).all()
    for rij in gevonden:
        keten.cve.meldt_diploma(rij.bsn, "NT2_I", keten.eerder(20)).gedaan("W004", "I005")
    keten.nacht()
    for rij in gevonden[::2]:
        gemeente = keten.gemeente(rij.woongemeente)
        verzoek = gemeente.vraagt_duo(
            rij.bsn, "CORRECTIE_ONTERECHTE_VRIJSTELLING", Toelichting="ten onrechte"
        )
        stap = keten.duo.oordeelt(verzoek.gedaan().inhoud, "IN_BEHANDELING").gedaan()
        keten.duo.oordeelt(stap.inhoud, "UITVOEREN").gedaan()


def _wie(database: Database, status: str) -> Sequence[str]:
    vraag = select(t.afgeleid.c.bsn).where(t.afgeleid.c.status == status, t.afgeleid.c.bsn.like("990%"))
    with database.transactie() as conn:
        return conn.execute(vraag.order_by(t.afgeleid.c.bsn)).scalars().all()


def _vertrek(database: Database, bsn: str) -> Datum:
    open_ = (t.buitenland.c.bsn == bsn, t.buitenland.c.datum_vestiging.is_(None))
    with database.transactie() as conn:
        return Datum.van(conn.execute(select(t.buitenland.c.datum_vertrek).where(*open_)).scalars().one())


def _nieuwe_bsns(aantal: int) -> list[str]:
    getallen = (str(n) for n in range(998_000_000, 999_000_000, 7))
    geldig = (bsn for bsn in getallen if elfproef.is_valid(bsn))
    return [next(geldig) for _ in range(aantal)]


# --- waar de run staat als zij valt -----------------------------------------------------------------------


def _bij(bsn: str) -> str:
    return f"SELECT FROM afgeleid WHERE bsn = '{bsn}' FOR UPDATE"


def _bij_nieuw(bsn: str) -> str:
    return f"SELECT pg_advisory_xact_lock(33, {int(bsn)})"


def _kalender(ongestoord: Afdruk) -> list[str]:
    """Van wie de dagrun iets veranderde zonder bericht, op volgorde."""
    met_bericht = {rij[0] for rij in ongestoord["ketenbericht"]}
    regels = {rij[0] for rij in ongestoord["run_regel"] if "UITGEWISSELD" not in "".join(rij)}
    return sorted(bsn for bsn in regels if bsn not in met_bericht)


def test_wat_er_wachtte_is_ongestoord_verwerkt(ongestoord: Afdruk) -> None:
    """Zonder dit bewijst gelijkheid niets."""
    gevolgen = " ".join(" ".join(rij) for rij in ongestoord["run_regel"])
    for stuk in (
        "in ISI opgenomen",
        "-> GEWEZEN",
        "-> OVERLEDEN",
        "-> VERTROKKEN",
        "VERTROKKEN -> NIET_VASTGESTELD",
        "aangehouden NT2-resultaat ingelezen (R-144)",
        "zonder actieve voorziening (R-037)",
        "signaal SS901",
        "signaal SS902",
        "signaal SS904",
        "verblijfsdoel gevraagd aan de IND (R-066)",
        "EU-onderdaan (R-066)",
    ):
        assert stuk in gevolgen, stuk
    assert sum(ongestoord["run"].values()) == 1 + len(RUNS)  # met die van de nacht ervoor
    assert len(_kalender(ongestoord)) > 10


@pytest.mark.regel("R-065")
@pytest.mark.regel("R-066")
@pytest.mark.regel("R-074")
def test_drie_keer_gedood_en_toch_hetzelfde(
    server_instellingen: Instellingen, sjabloon: str, ongestoord: Afdruk
) -> None:
    nieuw, kalender = _nieuwe_bsns(120), _kalender(ongestoord)
    with kopie(server_instellingen, sjabloon) as database:
        met_bericht = _wie(database, "INBURGERINGSPLICHTIG")
        sloten = {
            # In de eerste, de tweede en de laatste portie.
            "nieuwkomers": [_bij_nieuw(nieuw[0]), _bij_nieuw(nieuw[60]), _bij_nieuw(nieuw[-1])],
            # Bij de berichten, halverwege de kalender, en bijna klaar.
            "dagelijks": [_bij(met_bericht[5]), _bij(kalender[len(kalender) // 2]), _bij(kalender[-1])],
            # Terwijl de lijst gemaakt wordt, en als zij klaar is maar nog niet vastligt.
            "ind-uitwisseling": [
                "LOCK TABLE run_regel IN SHARE MODE",
                "SELECT FROM run WHERE soort = 'IND_UITWISSELING' FOR UPDATE",
            ],
        }
        for woorden, maak_af in RUNS.items():
            hoever = []
            for slot in sloten[woorden[0]]:
                with opgehouden(database, slot, *woorden):
                    pass
                hoever.append(_hoever(database))
            # De uitwisseling is één opdracht: van haar ligt alles vast of niets.
            verschil = 1 if maak_af is ind_uitwisseling else len(hoever)
            assert (hoever, len(set(hoever))) == (sorted(hoever), verschil)
            assert not maak_af(database).al_uitgevoerd
        _gelijk(afdruk(database), ongestoord)


def _hoever(database: Database) -> tuple[int, str]:
    """Wat de lopende run vastlegde."""
    with database.transactie() as conn:
        rij = conn.execute(select(t.run.c.voortgang).where(t.run.c.geeindigd.is_(None))).scalar()
    return (rij["ketenberichten"], rij["tot"]) if rij else (0, "")


@pytest.mark.regel("R-065")
def test_twee_machines_tegelijk_doen_een_run_een_keer(
    server_instellingen: Instellingen, sjabloon: str, ongestoord: Afdruk
) -> None:
    with kopie(server_instellingen, sjabloon) as database:
        nieuwkomers(database)
        processen = [start(database, "dagelijks", "--volledig") for _ in range(2)]
        verslagen = [json.loads(verslag_van(proces)) for proces in processen]
        assert sorted(v["al_uitgevoerd"] for v in verslagen) == [False, True]
        ind_uitwisseling(database)
        _gelijk(afdruk(database), ongestoord)


def test_berichten_wachten_niet_op_een_run(server_instellingen: Instellingen, sjabloon: str) -> None:
    """Halverwege een portie antwoordt ISI over iedereen, en neemt aan wat over een ander gaat."""
    with kopie(server_instellingen, sjabloon) as database:
        keten = Keten(Toepassing(DIENSTEN, partial(Eenheid, database)))
        keten.dag = (BEGINTIJD + DAGEN).date()
        wie = _wie(database, "INBURGERINGSPLICHTIG")
        with opgehouden(database, _bij(wie[5]), "dagelijks"):
            for bsn in (wie[5], wie[6], wie[-1]):
                gemeente = keten.gemeente(_woongemeente(database, bsn))
                assert gemeente.bekijkt(bsn).Burgerservicenr == bsn
            ander = keten.gemeente(_woongemeente(database, wie[-1]))
            ander.vraagt_duo(wie[-1], "OVERIG", Toelichting="tijdens de run").gedaan()
            keten.ind.meldt_nieuwkomer(_nieuwe_bsns(121)[-1]).gedaan("I007")


def _woongemeente(database: Database, bsn: str) -> str:
    with database.transactie() as conn:
        return str(conn.scalar(select(t.afgeleid.c.woongemeente).where(t.afgeleid.c.bsn == bsn)))


def _gelijk(nu: Afdruk, ongestoord: Afdruk) -> None:
    for tabel, rijen in ongestoord.items():
        assert (tabel, nu[tabel] - rijen, rijen - nu[tabel]) == (tabel, Counter(), Counter())
