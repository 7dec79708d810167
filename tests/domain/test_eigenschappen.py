"""Wat altijd waar is, welke opdrachten, berichten, verzoeken en dagruns er ook op elkaar volgen.

Een verloop begint zonder persoon: ook het opvoeren hoort erbij.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isi_soap.domain.catalogus import CODES
from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.examens import houdt_resultaten_aan
from isi_soap.domain.geldigheid import diploma, lopende_handhaving, plicht_is, vrijgesteld_door_gemeente
from isi_soap.domain.meldingen import Melding, NietsGevonden, Weigering
from isi_soap.domain.model import Dossier, Signaal
from isi_soap.domain.mutatieverzoek import mutatieverzoek_indienen
from isi_soap.domain.overschrijding import overschrijding
from isi_soap.domain.status import Status, status
from isi_soap.domain.termijnen import langer_dan_een_jaar
from isi_soap.domain.toegang import in_bereik
from isi_soap.domain.uitkomst import Naleving, Omgeving, Uitkomst
from tests.domain.administratie import Administratie, bron
from tests.domain.stappen import Stap, verlopen

BEGIN = date(2012, 1, 1)


class Verloop:
    """Een leven, stap voor stap; na elke stap wordt gekeken of alles nog klopt."""

    def __init__(self, naleving: Naleving) -> None:
        self.naleving: Naleving = naleving
        self.administratie = Administratie()
        self.vandaag = self.peildatum = BEGIN
        self.onderweg: list[Dossier | None] = []

    def speel(self, verloop: list[Stap]) -> list[Dossier | None]:
        for volgnr, stap in enumerate(verloop):
            self.vandaag += timedelta(days=stap.wacht)
            if stap.regel is None:
                self._dagrun(volgnr)
            else:
                self._bericht(volgnr, stap)
            self.administratie.klopt()
            self.onderweg.append(self.administratie.dossier)
        return self.onderweg

    def _dagrun(self, volgnr: int) -> None:
        dossier = self.administratie.dossier
        self.peildatum = self.vandaag
        if dossier is None:
            return
        uitkomst = actualiseer(dossier, self.vandaag)
        self._schrijf(volgnr, Stap(0, "DUO"), uitkomst)
        na = self.administratie.dossier
        assert na is not None
        assert actualiseer(na, self.vandaag).leeg
        na_de_dagrun(na, self.vandaag, uitkomst)

    def _bericht(self, volgnr: int, stap: Stap) -> None:
        opdracht = stap.uitgewerkt(self.administratie, self.vandaag)
        uitkomst = self._uitkomst(stap, opdracht)
        if uitkomst is None or uitkomst.leeg:
            return
        self._schrijf(volgnr, stap, uitkomst)
        # Nog eens hetzelfde bericht: het staat er al, of het is een weigering; nooit een tweede gevolg.
        nog_eens = self._uitkomst(stap, opdracht)
        assert nog_eens is None or nog_eens.leeg, nog_eens

    def _uitkomst(self, stap: Stap, opdracht: object) -> Uitkomst | None:
        """None: geweigerd, of de gemeente kan niet bij deze persoon."""
        assert stap.regel is not None
        dossier = self.administratie.dossier
        buiten = dossier is None or not in_bereik(dossier, stap.gemeente, {})
        if stap.partij == "GEM" and stap.regel is not mutatieverzoek_indienen and buiten:
            return None
        omgeving = Omgeving(
            vandaag=self.vandaag,
            peildatum=self.peildatum,
            gemeente=stap.gemeente,
            naleving=self.naleving,
            mutatieverzoeken=self.administratie.mutatieverzoeken,
        )
        try:
            uitkomst = stap.regel(dossier, opdracht, omgeving)
        except NietsGevonden as leeg:
            uitgelegd(leeg.meldingen, "Informatie")
            return None
        except Weigering as weigering:
            uitgelegd(weigering.meldingen, "Fout")
            return None
        uitgelegd(uitkomst.meldingen, "Waarschuwing", "Informatie")
        return uitkomst

    def _schrijf(self, volgnr: int, stap: Stap, uitkomst: Uitkomst) -> None:
        oud = self.administratie.dossier
        if not uitkomst.leeg:
            soort = "RUN" if stap.regel is None else "BERICHT"
            door = bron(volgnr, self.vandaag, soort, stap.partij, stap.gemeente or None)
            self.administratie.schrijf(uitkomst, door)
        nu = self.administratie.dossier
        # Over wie nog niet in ISI staat kan er alleen een mutatieverzoek zijn.
        if nu is not None:
            altijd_waar(nu, self.peildatum)
        if oud is not None and nu is not None:
            blijft_waar(oud, nu, self.peildatum, self.naleving)


def uitgelegd(meldingen: tuple[Melding, ...], *soorten: str) -> None:
    """Elke melding staat in de catalogus; de regels per onderwerp gaan voor de tabel van overgangen."""
    for melding in meldingen:
        assert CODES[melding.code.code] is melding.code
        assert melding.code.soort in soorten
        assert melding.code.code != "F053", meldingen
    assert meldingen or "Fout" not in soorten


def altijd_waar(nu: Dossier, peildatum: date) -> None:
    stand = status(nu, peildatum)
    assert isinstance(stand, Status)
    waar = deel(nu, peildatum)
    assert waar in (Deel.ACTIEF, Deel.DEFINITIEF)
    assert len([h for h in nu.handhavingen if h.datum_beeindigd is None]) <= 1
    if lopende_handhaving(nu):
        assert plicht_is(nu, True)
    regel = overschrijding(nu, peildatum)
    if waar is Deel.DEFINITIEF or stand in (Status.VRIJWILLIG, Status.GEWEZEN):
        assert regel is None
    if stand is Status.OVERLEDEN:
        assert waar is Deel.DEFINITIEF
    assert nu.persoon.wet == "WI2007"


def blijft_waar(oud: Dossier, nu: Dossier, peildatum: date, naleving: Naleving) -> None:
    if len(nu.handhavingen) > len(oud.handhavingen):
        assert plicht_is(nu, True)
        assert status(nu, peildatum) is not Status.VRIJWILLIG
    voldaan = diploma(oud) is not None and plicht_is(oud, True)
    if naleving == "streng" and voldaan and nu.persoon.datum_overlijden is None:
        assert plicht_is(nu, True)


def na_de_dagrun(nu: Dossier, dag: date, uitkomst: Uitkomst) -> None:
    if deel(nu, dag) is Deel.DEFINITIEF:
        assert not any(isinstance(f, Signaal) for f in uitkomst.nieuw)
    if nu.persoon.datum_overlijden is not None:
        return
    assert not houdt_resultaten_aan(nu) or vrijgesteld_door_gemeente(nu.plicht)
    weg = [b.datum_vertrek for b in nu.buitenland if b.datum_vestiging is None]
    if weg and langer_dan_een_jaar(weg[0], dag):
        assert nu.persoon.vertrokken_sinds is not None


@pytest.mark.regel("R-006")
@pytest.mark.regel("R-087")
@pytest.mark.regel("R-089")
@pytest.mark.regel("R-132")
@pytest.mark.regel("R-144")
@pytest.mark.regel("R-149")
@settings(max_examples=200)
@given(verlopen, st.sampled_from(["streng", "tolerant"]))
def test_na_elk_verloop_klopt_het_dossier(verloop: list[Stap], naleving: Naleving) -> None:
    assert Verloop(naleving).speel(verloop) == Verloop(naleving).speel(verloop)
