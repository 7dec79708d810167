"""De dag van een grens, en de dag ervoor en erna."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.model import Buitenland
from isi_soap.domain.ontheffing import registreer_ontheffing
from isi_soap.domain.opdrachten import Document, RegistreerOntheffing, RegistreerVrijstelling
from isi_soap.domain.overschrijding import dagen_over
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import heeft_leeftijd, langer_dan_een_jaar, plus_maanden
from isi_soap.domain.toegang import Gemeente, bestaande_gemeenten, opvolgers
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.vrijstelling import registreer_vrijstelling
from tests.domain.dossiers import DIPLOMA, HANDHAVING, OMGEVING, VOORZIENING, geweigerd, plichtig


@pytest.mark.regel("R-124")
@pytest.mark.parametrize(("dag", "codes"), [("20100905", {"F041"}), ("20100906", set()), ("20100907", set())])
def test_evident_ingeburgerd_vanaf_6_september_2010(dag: str, codes: set[str]) -> None:
    opdracht = RegistreerOntheffing(grond="EVI", datum_besluit=Datum(dag))
    assert geweigerd(lambda: registreer_ontheffing(plichtig(), opdracht, OMGEVING)) == codes


@pytest.mark.regel("R-113")
@pytest.mark.parametrize(("dag", "codes"), [("20121231", {"F036"}), ("20130101", set()), ("20130102", set())])
def test_per_onderdeel_vrijgesteld_vanaf_2013(dag: str, codes: set[str]) -> None:
    opdracht = RegistreerVrijstelling(
        soort="GEDEELTELIJK",
        onderdelen=("LEZEN",),
        document=Document(soort="NT2-certificaat", nummer="1"),
        datum_ingang=Datum(dag),
    )
    later = replace(OMGEVING, vandaag=date(2013, 2, 1), peildatum=date(2013, 2, 1))
    assert geweigerd(lambda: registreer_vrijstelling(plichtig(), opdracht, later)) == codes


@pytest.mark.regel("R-044")
@pytest.mark.parametrize(
    ("vertrek", "dag", "lang"),
    [
        (date(2011, 6, 1), date(2012, 5, 31), False),
        (date(2011, 6, 1), date(2012, 6, 1), False),
        (date(2011, 6, 1), date(2012, 6, 2), True),
        (date(2012, 2, 29), date(2013, 2, 28), False),
        (date(2012, 2, 29), date(2013, 3, 1), True),
        (date(2011, 2, 28), date(2012, 2, 29), True),
    ],
)
def test_langer_dan_een_jaar_in_het_buitenland(vertrek: date, dag: date, lang: bool) -> None:
    assert langer_dan_een_jaar(vertrek, dag) is lang
    weg = plichtig(buitenland=(Buitenland(id=9, datum_vertrek=vertrek),))
    na = toegepast(weg, actualiseer(weg, dag), dag)
    assert (status(na, dag) is Status.VERTROKKEN) is lang


@pytest.mark.regel("R-083")
@pytest.mark.parametrize(
    ("geboren", "dag", "oud"),
    [
        ("19470601", date(2012, 5, 31), False),
        ("19470601", date(2012, 6, 1), True),
        ("19470600", date(2012, 6, 29), False),
        ("19470600", date(2012, 6, 30), True),
        ("19470000", date(2012, 12, 30), False),
        ("19470000", date(2012, 12, 31), True),
        ("19480229", date(2013, 2, 27), False),
        ("19480229", date(2013, 2, 28), True),
        ("00000601", date(2099, 1, 1), False),
    ],
)
def test_de_65e_verjaardag(geboren: str, dag: date, oud: bool) -> None:
    assert heeft_leeftijd(Datum(geboren), 65, dag) is oud


@pytest.mark.regel("R-076")
@pytest.mark.regel("R-082")
@pytest.mark.parametrize(
    ("start", "verwacht"),
    [
        (date(2012, 2, 29), Deel.DEFINITIEF),
        (date(2012, 3, 1), Deel.DEFINITIEF),
        (date(2012, 3, 2), Deel.ACTIEF),
    ],
)
def test_een_voorziening_op_de_dag_van_het_diploma(start: date, verwacht: Deel) -> None:
    gewezen = plichtig(diplomas=(DIPLOMA,), voorzieningen=(replace(VOORZIENING, startdatum=start),))
    assert deel(gewezen, date(2012, 6, 1)) is verwacht


@pytest.mark.regel("T-25")
@pytest.mark.regel("R-035")
def test_de_laatste_dag_hoort_bij_de_termijn() -> None:
    einde = HANDHAVING.datum_einde_termijn
    assert [dagen_over(plichtig(), date(2014, m, d)) for m, d in ((7, 30), (7, 31), (8, 1))] == [0, 0, 1]
    assert einde == date(2014, 7, 31)


@pytest.mark.parametrize(
    ("dag", "maanden", "verwacht"),
    [
        (date(2012, 1, 31), 1, date(2012, 2, 29)),
        (date(2011, 1, 31), 1, date(2011, 2, 28)),
        (date(2012, 2, 29), 12, date(2013, 2, 28)),
        (date(2012, 8, 31), -6, date(2012, 2, 29)),
        (date(2012, 2, 29), 48, date(2016, 2, 29)),
    ],
)
def test_maanden_aan_het_einde_van_de_maand(dag: date, maanden: int, verwacht: date) -> None:
    assert plus_maanden(dag, maanden) == verwacht


def test_op_de_dag_van_de_herindeling_neemt_de_opvolger_over() -> None:
    haren = Gemeente(
        code="0017", naam="Haren", ingang=date(1900, 1, 1), einde=date(2019, 1, 1), opvolger="0014"
    )
    groningen = Gemeente(code="0014", naam="Groningen", ingang=date(1900, 1, 1))
    voor, op, na = date(2018, 12, 31), date(2019, 1, 1), date(2019, 1, 2)
    assert [opvolgers((haren, groningen), dag) for dag in (voor, op, na)] == [
        {},
        {"0017": "0014"},
        {"0017": "0014"},
    ]
    assert bestaande_gemeenten((haren, groningen), voor) == {"0017", "0014"}
    assert bestaande_gemeenten((haren, groningen), op) == {"0014"}
