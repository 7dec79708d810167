"""Wat altijd waar is, welke opdrachten, partnerfeiten en dagruns er ook op elkaar volgen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isi_soap.domain import opdrachten as o
from isi_soap.domain.catalogus import CODES
from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.examens import verwerk_diploma, verwerk_examenresultaat
from isi_soap.domain.geldigheid import diploma, lopende_handhaving
from isi_soap.domain.handhaving import (
    registreer_boete,
    registreer_handhaving,
    verleng_handhavingstermijn,
    verwijder_handhaving,
)
from isi_soap.domain.keten import (
    verwerk_persoonsgegevens,
    verwerk_verblijfsgegevens,
    verwerk_vrijstelling_duo,
)
from isi_soap.domain.meldingen import Weigering
from isi_soap.domain.model import Dossier, Feit
from isi_soap.domain.ontheffing import registreer_ontheffing, trek_ontheffing_in
from isi_soap.domain.plicht import registreer_inburgeringsplicht
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import VERZAMELING, toegepast
from isi_soap.domain.uitkomst import Naleving, Omgeving, Uitkomst
from isi_soap.domain.voorziening import registreer_voorziening, verwijder_voorziening, wijzig_voorziening
from isi_soap.domain.vrijstelling import (
    beeindig_vrijstelling,
    registreer_vrijstelling,
    wijzig_vrijstelling,
)
from tests.domain.dossiers import AMSTERDAM, ROTTERDAM, dossier

BEGIN = date(2012, 1, 1)
BSN = "111111110"
Stap = tuple[int, Callable[..., Uitkomst] | None, o.Opdracht | None]

dagen = st.one_of(
    st.dates(date(2010, 1, 1), date(2016, 1, 1)).map(Datum.van),
    st.sampled_from([Datum("20120000"), Datum("20120230"), Datum("20061231"), Datum("20991231")]),
)
nummers = st.integers(1, 12)
versies = st.just(1)


def _maak(
    regel: Callable[..., Uitkomst], opdracht: type[o.Opdracht], /, **velden: Any
) -> st.SearchStrategy[Any]:
    return st.tuples(
        st.integers(0, 250), st.just(regel), st.builds(opdracht, **{k: _keuze(v) for k, v in velden.items()})
    )


def _keuze(waarden: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(waarden) if isinstance(waarden, list) else waarden


PLICHT: dict[str, Any] = {
    "inburgeringsplicht": [True, True, False],
    "reden_nee": [None, None, "1", "4", "91", "92", "95"],
    "datum_vaststelling": dagen,
}
BESLUIT: dict[str, Any] = {
    "soort_besluit": ["KENNISGEVING", "HANDHAVINGSBESCHIKKING"],
    "datum_besluit": dagen,
    "datum_aanvang_termijn": dagen,
    "termijn_maanden": [None, 42, 60],
}
VOORZIENING: dict[str, Any] = {
    "soort": ["IV", "VIV", "INS"],
    "startdatum": dagen,
    "einddatum": st.none() | dagen,
}
VRIJSTELLING: dict[str, Any] = {
    "soort": ["TIJDELIJK", "GEDEELTELIJK", "GEHEEL"],
    "onderdelen": [("TAAL",), ("KNS",), ()],
    "document": [o.Document(soort="WIN-certificaat", nummer="1"), None],
    "opleiding": [o.Opleiding(naam="mbo", begin=Datum("20110901"), verwacht_einde=Datum("20140701")), None],
    "datum_ingang": dagen,
}
WIJS_AAN: dict[str, Any] = {"id": nummers, "versienr": versies}
BRP = st.builds(
    o.Persoonsgegevens,
    nationaliteiten=st.sampled_from([(), ("0001",), ("0339",), ("0055",), ("0131",)]),
    geboortedatum=st.sampled_from([None, Datum("19450000"), Datum("19991231")]),
    datum_vertrek=st.none() | dagen,
    datum_vestiging=st.none() | dagen,
    datum_overlijden=st.sampled_from([None] * 20 + [Datum("20130000")]),
    adres=st.none()
    | st.builds(o.Adresgegeven, gemeente=st.sampled_from([AMSTERDAM, ROTTERDAM]), datum_aanvang=dagen),
)
stappen: st.SearchStrategy[Stap] = st.one_of(
    st.tuples(st.integers(0, 500), st.none(), st.none()),
    _maak(registreer_inburgeringsplicht, o.RegistreerInburgeringsplicht, **PLICHT),
    _maak(registreer_handhaving, o.RegistreerHandhaving, **BESLUIT),
    _maak(verwijder_handhaving, o.VerwijderHandhaving, **WIJS_AAN),
    _maak(
        verleng_handhavingstermijn,
        o.VerlengHandhavingstermijn,
        **WIJS_AAN,
        soort=["GEEN_VERWIJT", "ALFABETISERING", "ONDERBREKING"],
        datum_besluit=dagen,
        nieuwe_einddatum=dagen,
    ),
    _maak(
        registreer_boete,
        o.RegistreerBoete,
        handhaving=nummers,
        grondslag=["ART29", "ART31", "ART33"],
        bedrag=[250_00, 500_00, 5000_00],
        datum=dagen,
        nieuwe_termijn_einde=st.none() | dagen,
    ),
    _maak(registreer_voorziening, o.RegistreerVoorziening, **VOORZIENING),
    _maak(wijzig_voorziening, o.WijzigVoorziening, **WIJS_AAN, **VOORZIENING),
    _maak(verwijder_voorziening, o.VerwijderVoorziening, **WIJS_AAN),
    _maak(registreer_vrijstelling, o.RegistreerVrijstelling, **VRIJSTELLING),
    _maak(wijzig_vrijstelling, o.WijzigVrijstelling, **WIJS_AAN, **VRIJSTELLING),
    _maak(beeindig_vrijstelling, o.BeeindigVrijstelling, **WIJS_AAN, datum_einde=dagen),
    _maak(
        registreer_ontheffing,
        o.RegistreerOntheffing,
        grond=["EVI", "INS", "MED"],
        verleend=[True, False],
        datum_besluit=dagen,
        motivering=[None, "onredelijk"],
    ),
    _maak(trek_ontheffing_in, o.TrekOntheffingIn, **WIJS_AAN, datum_ingetrokken=dagen),
    _maak(verwerk_diploma, o.VerwerkDiploma, bsn=[BSN], soort=["INBURGERING", "NT2_I"], datum_behaald=dagen),
    _maak(
        verwerk_examenresultaat,
        o.VerwerkExamenresultaat,
        bsn=[BSN],
        examen=["INBURGERING", "NT2_I"],
        onderdeel=["KNS", "TGN", "EPE", "PRAKTIJK", "LEZEN"],
        datum=dagen,
        geslaagd=[True, False],
    ),
    _maak(verwerk_persoonsgegevens, o.VerwerkPersoonsgegevens, bsn=[BSN], peildatum=dagen, persoon=BRP),
    _maak(
        verwerk_verblijfsgegevens,
        o.VerwerkVerblijfsgegevens,
        bsn=[BSN],
        soort_melding=["TERUGMELDING", "NIEUWKOMER"],
        peildatum=dagen,
        doel=["studie"],
        aard=["PERMANENT", "TIJDELIJK"],
        rechtmatig=[True],
    ),
    _maak(
        verwerk_vrijstelling_duo,
        o.VerwerkVrijstellingDuo,
        bsn=[BSN],
        vrijstelling=st.builds(
            o.VrijstellingInhoud,
            soort=st.sampled_from(["TIJDELIJK", "GEDEELTELIJK"]),
            onderdelen=st.sampled_from([("TAAL",), ("KNS",)]),
            datum_ingang=dagen,
        ),
        gehele_vrijstelling=[None, True, False],
        datum_vaststelling=dagen,
    ),
)


def _genummerd(d: Dossier) -> Dossier:
    """Wat `persistence` doet: elk nieuw gegeven een eigen nummer, per soort geteld."""
    for veld in VERZAMELING.values():
        feiten: tuple[Feit, ...] = getattr(d, veld)
        hoogste = max((f.id for f in feiten), default=0)
        anders = []
        for feit in feiten:
            hoogste += feit.id == 0
            anders.append(replace(feit, id=hoogste) if feit.id == 0 else feit)
        nieuw: dict[str, Any] = {veld: tuple(anders)}
        d = replace(d, **nieuw)
    return d


def speel(verloop: list[Stap], naleving: Naleving) -> list[Dossier]:
    """Elk dossier dat onderweg ontstaat; elke weigering noemt codes van de catalogus."""
    vandaag = peildatum = BEGIN
    nu = dossier(adressen=(replace(dossier().adressen[0], datum_aanvang=date(2008, 1, 1)),))
    onderweg = [nu]
    for wacht, regel, opdracht in verloop:
        vandaag += timedelta(days=wacht)
        if regel is None:
            peildatum = vandaag
            uitkomst = actualiseer(nu, vandaag)
        else:
            omgeving = Omgeving(vandaag=vandaag, peildatum=peildatum, gemeente=AMSTERDAM, naleving=naleving)
            try:
                uitkomst = regel(nu, opdracht, omgeving)
            except Weigering as weigering:
                _uitgelegd(weigering)
                continue
        if not uitkomst.leeg:
            oud, nu = nu, _genummerd(toegepast(nu, uitkomst, vandaag))
            _blijft_waar(oud, nu, peildatum, naleving)
            onderweg.append(nu)
        if regel is None:
            assert actualiseer(nu, vandaag).leeg
    return onderweg


def _uitgelegd(weigering: Weigering) -> None:
    """Elke weigering noemt een code van de catalogus; de onderwerpen gaan voor de tabel van overgangen."""
    assert weigering.meldingen
    assert all(CODES[m.code.code] is m.code for m in weigering.meldingen)
    assert "F053" not in {m.code.code for m in weigering.meldingen}, weigering.meldingen


def _blijft_waar(oud: Dossier, nu: Dossier, peildatum: date, naleving: Naleving) -> None:
    stand = status(nu, peildatum)
    assert isinstance(stand, Status)
    assert deel(nu, peildatum) in (Deel.ACTIEF, Deel.DEFINITIEF)
    lopend = [h for h in nu.handhavingen if h.datum_beeindigd is None]
    assert len(lopend) <= 1
    if len(nu.handhavingen) > len(oud.handhavingen):
        assert nu.plicht is not None
        assert nu.plicht.inburgeringsplicht
        assert stand is not Status.VRIJWILLIG
    if lopende_handhaving(nu) and nu.plicht is None:
        pytest.fail("een handhaving zonder vaststelling")
    voldaan = diploma(oud) is not None and oud.plicht is not None and oud.plicht.inburgeringsplicht
    if naleving == "streng" and voldaan and nu.persoon.datum_overlijden is None:
        assert nu.plicht is not None
        assert nu.plicht.inburgeringsplicht


@pytest.mark.regel("R-089")
@pytest.mark.regel("R-132")
@pytest.mark.regel("R-149")
@settings(max_examples=300, deadline=None)
@given(st.lists(stappen, max_size=25), st.sampled_from(["streng", "tolerant"]))
def test_na_elk_verloop_klopt_het_dossier(verloop: list[Stap], naleving: Naleving) -> None:
    assert speel(verloop, naleving) == speel(verloop, naleving)
