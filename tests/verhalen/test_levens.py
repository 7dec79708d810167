"""Willekeurige levens, als bytes de toepassing in en uit, op een echte database (issue 4).

Twee personen krijgen precies dezelfde berichten. Hun dossiers blijven gelijk: wat ISI doet hangt alleen van
de berichten af. En na elke stap klopt het dossier zoals een gemeente het leest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from stdnum.nl import bsn as elfproef

from isi_soap.contract import berichten as b
from isi_soap.domain.catalogus import CODES
from tests.domain.stappen import gedateerd
from tests.verhalen.gebeurtenissen import AMSTERDAM, BEGIN, ROTTERDAM, Gebeurtenis, gebeurtenissen
from tests.verhalen.keten import Keten, Uitslag

# Twee personen hebben verschillende nummers, en kregen hun berichten niet in hetzelfde ogenblik.
_EIGEN = frozenset({"Burgerservicenr", "RegistratieId", "DatTijdRegistratie", "KenmerkBericht"})
_BESTAAT_NIET = b.Verwijzing(RegistratieId="1", Versienr=1)


def _vrije_bsns() -> Iterator[str]:
    """Een leven begint met een nummer dat nog nooit gebruikt is: dan hoeft niets terug."""
    return (str(n) for n in range(997_000_000, 998_000_000) if elfproef.is_valid(str(n)))


class Leven(RuleBasedStateMachine):
    def __init__(self, keten: Keten, nummers: Iterator[str]) -> None:
        super().__init__()
        self.keten = keten
        self.bsns = (next(nummers), next(nummers))

    @initialize(begin=st.sampled_from(BEGIN))
    def begint(self, begin: tuple[Gebeurtenis, ...]) -> None:
        for gebeurtenis in begin:
            if gebeurtenis.operatie == "nacht":
                self.er_gaat_tijd_voorbij(1)
            else:
                self._gebeurt(gebeurtenis)

    @rule(gebeurtenis=gebeurtenissen)
    def er_gebeurt_iets(self, gebeurtenis: Gebeurtenis) -> None:
        self._gebeurt(gebeurtenis)

    @rule(gebeurtenis=gebeurtenissen)
    def er_komt_iets_twee_keer(self, gebeurtenis: Gebeurtenis) -> None:
        """Wie niets hoorde stuurt opnieuw; het tweede bericht verandert niets."""
        berichten = [self._vul_in(gebeurtenis, bsn) for bsn in self.bsns]
        self._stuur(gebeurtenis, berichten)
        eerst = [self._dossier(bsn) for bsn in self.bsns]
        self._stuur(gebeurtenis, berichten)
        assert [self._dossier(bsn) for bsn in self.bsns] == eerst

    @rule(dagen=st.sampled_from([1, 1, 5, 30, 60, 200, 400]))
    def er_gaat_tijd_voorbij(self, dagen: int) -> None:
        self.keten.nacht(dagen)
        self.keten.run("NIEUWKOMERS")

    @rule()
    def de_ind_krijgt_haar_lijst(self) -> None:
        self.keten.run("IND_UITWISSELING")

    @invariant()
    def beide_dossiers_kloppen_en_zijn_gelijk(self) -> None:
        dossiers = [self._dossier(bsn) for bsn in self.bsns]
        for dossier in dossiers:
            if dossier is not None:
                _klopt(dossier)
        assert _zonder_eigen(dossiers[0]) == _zonder_eigen(dossiers[1])

    def teardown(self) -> None:
        """Samen zijn de delen ISI totaal, en niemand staat in beide (R-089)."""
        for bsn in self.bsns:
            gemeente = self._woont_in(bsn)
            if gemeente is not None:
                delen = {
                    deel: self.keten.gemeente(gemeente).zoekt(Geslachtsnaam="Verhaal", CdDeel=deel)
                    for deel in ("ACTIEF", "DEFINITIEF", "TOTAAL")
                }
                staat = [deel for deel, personen in delen.items() if bsn in personen]
                assert staat in (["ACTIEF", "TOTAAL"], ["DEFINITIEF", "TOTAAL"])

    # --- sturen -----------------------------------------------------------------------------------------

    def _gebeurt(self, gebeurtenis: Gebeurtenis) -> None:
        self._stuur(gebeurtenis, [self._vul_in(gebeurtenis, bsn) for bsn in self.bsns])

    def _stuur(self, gebeurtenis: Gebeurtenis, berichten: list[dict[str, Any]]) -> None:
        uitslagen = [self._verzend(gebeurtenis, velden) for velden in berichten]
        for uitslag in uitslagen:
            assert uitslag.status == 200, uitslag
            assert uitslag.uitkomst != "FAULT", uitslag
            assert all(code in CODES and code != "F053" for code in uitslag.codes), uitslag
            assert uitslag.codes or uitslag.uitkomst == "GEDAAN"
        een, twee = ((u.uitkomst, u.codes) for u in uitslagen)
        assert een == twee

    def _verzend(self, gebeurtenis: Gebeurtenis, velden: dict[str, Any]) -> Uitslag:
        if gebeurtenis.afzender in (AMSTERDAM, ROTTERDAM):
            return self.keten.gemeente(gebeurtenis.afzender).stuur(gebeurtenis.operatie, **velden)
        kop = b.KopKeten(CdPartij=gebeurtenis.afzender)
        return self.keten.stuur(gebeurtenis.operatie, KopKeten=kop, **velden)

    def _vul_in(self, gebeurtenis: Gebeurtenis, bsn: str) -> dict[str, Any]:
        """Het bericht over deze persoon, met echte dagen en een verwijzing naar wat hij heeft."""
        velden = {naam: gedateerd(w, self.keten.dag) for naam, w in gebeurtenis.velden.items()}
        if gebeurtenis.wijst is not None:
            velden["Verwijzing"] = self._verwijzing(gebeurtenis, bsn)
        vorm = _CLIENT.get(gebeurtenis.operatie, b.ClientSuwiSleutel)
        if vorm is not None:
            client = {naam: gedateerd(w, self.keten.dag) for naam, w in (gebeurtenis.client or {}).items()}
            velden["ClientSuwi"] = vorm(Burgerservicenr=bsn, **client)
        return velden

    def _verwijzing(self, gebeurtenis: Gebeurtenis, bsn: str) -> b.Verwijzing:
        gegevens = self._gegevens(gebeurtenis.wijst, bsn)
        if not gegevens:
            return _BESTAAT_NIET
        gegeven = gegevens[gebeurtenis.plaats % len(gegevens)]
        return b.Verwijzing(
            RegistratieId=gegeven.RegistratieId, Versienr=gegeven.Versienr + gebeurtenis.verouderd
        )

    def _gegevens(self, soort: str | None, bsn: str) -> tuple[Any, ...]:
        if soort == "Mutatieverzoek":
            # Ook van wie nog niet in ISI staat.
            gevonden = self.keten.amsterdam.stuur("MutatieverzoekInfo", Burgerservicenr=bsn).inhoud
            return () if gevonden is None else gevonden.Mutatieverzoek
        dossier = self._dossier(bsn)
        if dossier is None:
            return ()
        if soort == "Boete":
            return tuple(boete for h in dossier.Handhaving for boete in h.Boete)
        return tuple(getattr(dossier, soort or ""))

    # --- lezen ------------------------------------------------------------------------------------------

    def _dossier(self, bsn: str) -> b.ClientDossier | None:
        """Zoals de gemeente waar hij woont het leest; None als hij niet in ISI staat."""
        for gemeente in (self.keten.amsterdam, self.keten.rotterdam):
            uitslag = gemeente.stuur("PersoonInfo", bsn, IndHistorie=True)
            if isinstance(uitslag.inhoud, b.ClientDossier):
                return uitslag.inhoud
        return None

    def _woont_in(self, bsn: str) -> str | None:
        dossier = self._dossier(bsn)
        return None if dossier is None else dossier.CdGemeente


_CLIENT: dict[str, Any] = {
    "SignaalAfhandelen": None,
    "BeoordeelMutatieverzoek": None,
    "MutatieverzoekIndienen": b.ClientMutatieverzoek,
    "VerwerkVerblijfsgegevens": b.ClientVerblijf,
    "VerwerkPersoonsgegevens": b.ClientKeten,
    "MeldZelfmelder": b.ClientKeten,
    "VerwerkVrijstellingDuo": b.ClientKeten,
}


def _klopt(dossier: b.ClientDossier) -> None:
    lopend = [h for h in dossier.Handhaving if h.DatBeeindigd is None]
    assert len(lopend) <= 1
    if dossier.CdStatus == "VRIJWILLIG":
        assert dossier.Termijnbewaking is None
    if dossier.CdStatus == "OVERLEDEN":
        assert dossier.CdDeel == "DEFINITIEF"
    versies: dict[str, list[int]] = defaultdict(list)
    geldend: dict[str, int] = defaultdict(int)
    for gegeven in _gegevens(dossier):
        assert gegeven.Oorsprong.CdBron in ("GEM", "DUO", "IND", "BRP", "CVE")
        assert (gegeven.Oorsprong.CdBron == "GEM") <= (gegeven.Oorsprong.CdGemeente is not None)
        versies[gegeven.RegistratieId].append(gegeven.Versienr)
        geldend[gegeven.RegistratieId] += gegeven.EindeVersie is None
    for id_, nummers in versies.items():
        assert sorted(nummers) == list(range(1, len(nummers) + 1)), id_
        assert geldend[id_] <= 1


_MET_HISTORIE = (
    "Plicht",
    "Handhaving",
    "Voorziening",
    "Vrijstelling",
    "Ontheffing",
    "ExamenBuitenland",
    "Examenresultaat",
    "Diploma",
)


def _gegevens(dossier: b.ClientDossier) -> Iterator[Any]:
    """Elke versie van elk gegeven dat een geschiedenis toont."""
    for naam in _MET_HISTORIE:
        yield from getattr(dossier, naam)
        yield from getattr(dossier.Historie, naam, ())
    for handhaving in dossier.Handhaving:
        yield from (*handhaving.Verlenging, *handhaving.Boete)
    if dossier.Historie is not None:
        yield from (*dossier.Historie.Verlenging, *dossier.Historie.Boete)


def _zonder_eigen(waarde: Any) -> Any:
    if is_dataclass(waarde):
        velden = (veld.name for veld in fields(waarde) if veld.name not in _EIGEN)
        return {naam: _zonder_eigen(getattr(waarde, naam)) for naam in velden}
    if isinstance(waarde, tuple):
        return [_zonder_eigen(deel) for deel in waarde]
    return waarde


@pytest.mark.regel("R-006")
@pytest.mark.regel("R-065")
@pytest.mark.regel("R-089")
@pytest.mark.regel("R-132")
def test_twee_mensen_met_dezelfde_berichten_hebben_hetzelfde_dossier(keten: Keten) -> None:
    nummers = _vrije_bsns()

    class HierGeleefd(Leven):
        def __init__(self) -> None:
            super().__init__(keten, nummers)

    run_state_machine_as_test(
        HierGeleefd,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
