"""Ketenpartners melden; het wordt bewaard, en werkt na de volgende dagrun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import Afwijking, NietGerechtigd, NietsGevonden
from isi_soap.domain.model import Nationaliteit
from persistence import tabellen as t
from persistence.database import Database
from tests.persistence.balie import (
    ADRES,
    ANDER,
    BSN,
    HANDHAVING,
    JA,
    PERMANENT,
    ROTTERDAM,
    VOORZIENING,
    richt_in,
)
from tests.persistence.partner import Keten, codes, persoon_keten, richt_partners_in, verblijf

NIEUW = "999990032"


@pytest.fixture
def keten(database: Database) -> Keten:
    balie = richt_in(database)
    balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING)
    balie.na_de_run(balie.nu.date())
    return richt_partners_in(balie)


def nieuwkomer(keten: Keten, bsn: str = NIEUW, peildatum: str = "20120501", plicht: str = "20120501") -> Any:
    return keten.meld(
        "IND",
        "VerwerkVerblijfsgegevens",
        CdSrtMelding="NIEUWKOMER",
        ClientSuwi=b.ClientVerblijf(Burgerservicenr=bsn, PersoonKeten=persoon_keten()),
        Verblijfsgegevens=verblijf(peildatum),
        DatOntstaanPlicht=Datum(plicht),
    )


def terugmelding(keten: Keten, peildatum: str, aard: str = "TIJDELIJK") -> Any:
    return keten.meld(
        "IND",
        "VerwerkVerblijfsgegevens",
        CdSrtMelding="TERUGMELDING",
        ClientSuwi=b.ClientVerblijf(Burgerservicenr=BSN),
        Verblijfsgegevens=verblijf(peildatum, aard),
    )


def diploma(
    keten: Keten, partij: str = "DUO", soort: str = "INBURGERING", bsn: str = BSN, nummer: str = "1"
) -> Any:
    return keten.meld(
        partij,
        "VerwerkDiploma",
        ClientSuwi=b.ClientSuwiSleutel(Burgerservicenr=bsn),
        DiplomaGegevens=b.DiplomaGegevens(CdSrtDiploma=soort, DatBehaald=Datum("20120515"), NrDiploma=nummer),
    )


def geweigerd(doe: Callable[[], object]) -> list[str]:
    with pytest.raises(Afwijking) as afwijking:
        doe()
    return [m.code.code for m in afwijking.value.meldingen]


@pytest.mark.regel("R-065")
@pytest.mark.regel("R-146")
def test_een_diploma_werkt_pas_na_de_dagrun(keten: Keten) -> None:
    antwoord = diploma(keten)
    assert antwoord.Registratie.CdSrtGegeven == "KETENBERICHT"
    assert codes(antwoord) == ["I005"]
    assert keten.balie.dossier().Diploma == ()
    morgen = keten.volgende_dag().balie.dossier()
    assert morgen.CdStatus == "GEWEZEN"
    assert morgen.Plicht[0].IndInburgeringsplicht is True
    assert morgen.Diploma[0].Oorsprong.CdBron == "DUO"


@pytest.mark.regel("R-034")
def test_dezelfde_melding_krijgt_het_eerste_antwoord(keten: Keten) -> None:
    eerste = diploma(keten)
    tweede = diploma(keten.morgen())
    assert tweede.Registratie == eerste.Registratie
    assert codes(tweede) == ["I002"]
    assert geweigerd(lambda: diploma(keten, nummer="2")) == ["F065"]


@pytest.mark.regel("R-067")
def test_een_oudere_peildatum_wordt_geweigerd(keten: Keten) -> None:
    terugmelding(keten, "20120520")
    assert geweigerd(lambda: terugmelding(keten, "20120510")) == ["F068"]
    morgen = keten.volgende_dag()
    assert morgen.balie.dossier().Persoonsgegevens.Verblijfsgegevens[-1].CdAardVerblijfsdoel == "TIJDELIJK"
    assert geweigerd(lambda: terugmelding(morgen, "20120511")) == ["F068"]


@pytest.mark.regel("R-010")
def test_over_wie_niet_in_isi_staat_hoort_de_partner_het_meteen(keten: Keten) -> None:
    assert geweigerd(lambda: diploma(keten, bsn=ANDER)) == ["F013"]


@pytest.mark.regel("R-070")
@pytest.mark.regel("R-071")
def test_een_nieuwkomer_komt_in_isi_met_ss064(keten: Keten) -> None:
    nieuwkomer(keten)
    with pytest.raises(NietsGevonden):
        keten.balie.dossier(NIEUW)
    morgen = keten.volgende_dag()
    dossier = morgen.balie.dossier(NIEUW)
    assert dossier.CdStatus == "NIET_VASTGESTELD"
    assert dossier.Persoonsgegevens.CdOudNieuwkomer == "NIEUWKOMER"
    signalen = morgen.vraag("SignalenOphalen").Signalen.Signaal
    assert [(s.CdSignaal, s.OmsSignaal) for s in signalen] == [
        ("SS064", "Persoon o.b.v. gegevens IND als nieuwkomer in ISI opgenomen")
    ]


@pytest.mark.regel("R-074")
def test_de_nieuwkomersrun_neemt_hen_op_zonder_op_de_dagrun_te_wachten(keten: Keten) -> None:
    nieuwkomer(keten)
    terugmelding(keten, "20120520")
    verslag = keten.nieuwkomersrun()
    assert (verslag.ketenberichten, verslag.uitkomsten) == (1, {"VERWERKT": 1})
    assert keten.balie.dossier(NIEUW).CdStatus == "NIET_VASTGESTELD"
    assert keten.nieuwkomersrun().al_uitgevoerd
    assert keten.morgen().dagrun().ketenberichten == 1


@pytest.mark.regel("R-001")
def test_de_nieuwe_wet_komt_niet_in_isi(keten: Keten) -> None:
    assert codes(nieuwkomer(keten, plicht="20130101")) == ["I004"]
    verslag = keten.morgen().nieuwkomersrun()
    assert verslag.uitkomsten == {"NIET_OPGENOMEN I004": 1}


def test_wat_op_elkaar_volgt_mag_in_een_nacht_samen(keten: Keten) -> None:
    """De terugmelding gaat over wie dezelfde dag als nieuwkomer is gemeld."""
    nieuwkomer(keten)
    keten.meld(
        "DUO",
        "VerwerkExamenresultaat",
        ClientSuwi=b.ClientSuwiSleutel(Burgerservicenr=NIEUW),
        ExamenGegevens=b.ExamenGegevens(
            CdExamen="INBURGERING",
            CdOnderdeelExamen="KNS",
            DatExamen=Datum("20120502"),
            CdResultaatExamen="GESLAAGD",
        ),
    )
    dossier = keten.volgende_dag().balie.dossier(NIEUW)
    assert dossier.Examenresultaat[0].Oorsprong.CdBron == "DUO"
    assert dossier.Persoonsgegevens.Verblijfsgegevens[0].OmsVerblijfsdoel == "asiel"


@pytest.mark.regel("R-048")
def test_een_verhuizing_werkt_na_de_run(keten: Keten) -> None:
    keten.meld(
        "BRP",
        "VerwerkPersoonsgegevens",
        Peildat=Datum("20120530"),
        ClientSuwi=b.ClientKeten(
            Burgerservicenr=BSN,
            PersoonKeten=persoon_keten(
                CdVerblijfstitel="26",
                Straatadres=b.Straatadres(CdGemeente=ROTTERDAM, DatBAdres=Datum("20120529")),
            ),
        ),
    )
    assert keten.balie.dossier().CdGemeente == "0363"
    morgen = keten.volgende_dag()
    with pytest.raises(NietsGevonden):
        morgen.balie.dossier()
    dossier = morgen.bij(ROTTERDAM).balie.dossier(historie=True)
    assert dossier.CdGemeente == ROTTERDAM
    assert dossier.Persoonsgegevens.CdVerblijfstitel == "26"
    (signaal,) = morgen.bij(ROTTERDAM).vraag("SignalenOphalen").Signalen.Signaal
    assert signaal.CdSignaal == "SS906"


@pytest.mark.regel("R-041")
@pytest.mark.regel("R-011")
def test_duo_voert_een_vrijgestelde_op(keten: Keten) -> None:
    def vrijstelling(**velden: Any) -> Any:
        return keten.meld(
            "DUO",
            "VerwerkVrijstellingDuo",
            ClientSuwi=b.ClientKeten(Burgerservicenr=NIEUW, PersoonKeten=persoon_keten()),
            DatVaststelling=Datum("20120501"),
            **velden,
        )

    assert geweigerd(vrijstelling) == ["F088"]
    vrijstelling(IndGeheleVrijstellingDuo=True)
    dossier = keten.volgende_dag().balie.dossier(NIEUW)
    assert dossier.Persoonsgegevens.IndGeheleVrijstellingDuo is True
    assert dossier.Plicht == ()


@pytest.mark.regel("R-010")
def test_een_zelfmelder(keten: Keten) -> None:
    keten.meld(
        "DUO",
        "MeldZelfmelder",
        ClientSuwi=b.ClientKeten(Burgerservicenr=NIEUW, PersoonKeten=persoon_keten()),
        IndLening=True,
        DatMelding=Datum("20120501"),
    )
    gegevens = keten.volgende_dag().balie.dossier(NIEUW).Persoonsgegevens
    assert (gegevens.IndZelfmelder, gegevens.IndLening) == (True, True)


@pytest.mark.regel("R-047")
@pytest.mark.parametrize(
    ("partij", "soort", "mag"),
    [("CVE", "NT2_I", True), ("CVE", "INBURGERING", False), ("DUO", "NT2_I", True), ("IND", "NT2_I", False)],
)
def test_wie_een_diploma_mag_melden(keten: Keten, partij: str, soort: str, mag: bool) -> None:
    if mag:
        assert codes(diploma(keten, partij, soort)) == ["I005"]
        return
    with pytest.raises(NietGerechtigd) as nee:
        diploma(keten, partij, soort)
    assert [m.code.code for m in nee.value.meldingen] == ["F007"]


def test_wat_de_run_weigerde_mag_opnieuw_komen(keten: Keten, database: Database) -> None:
    diploma(keten)
    with database.transactie() as conn:
        run = conn.execute(
            t.run.insert().values(soort="DAGELIJKS", datum="2012-05-01", gestart=keten.balie.nu)
        )
        (nummer,) = run.inserted_primary_key or (0,)
        conn.execute(t.ketenbericht.update().values(verwerkt_run=nummer, uitkomst="GEWEIGERD F013"))
    opnieuw = diploma(keten, nummer="2")
    assert (opnieuw.Registratie.Versienr, codes(opnieuw)) == (2, ["I005"])
    with database.transactie() as conn:
        assert conn.execute(select(t.ketenbericht.c.volgnr)).scalars().all() == [1, 2]


@pytest.mark.regel("R-066")
def test_de_uitwisseling_zonder_vrijwilligers_en_eu_onderdanen(keten: Keten) -> None:
    balie = keten.balie
    for bsn, nationaliteit in (("999990044", "0055"), ("999990056", "0001"), ("999990068", "0336")):
        balie.leg_vast(ADRES, Nationaliteit(code=nationaliteit), bsn=bsn)
    balie.leg_vast(ADRES, replace(VOORZIENING, soort="VIV"), bsn="999990070")
    eerste = keten.meld("IND", "INDUitwisselingInfo", AantPerPagina=1).INDUitwisseling
    assert (eerste.AantTotaal, [c.Burgerservicenr for c in eerste.ClientSuwi]) == (2, ["999990068"])
    tweede = keten.meld(
        "IND", "INDUitwisselingInfo", AantPerPagina=1, Cursor=eerste.CursorVolgende
    ).INDUitwisseling
    assert ([c.Burgerservicenr for c in tweede.ClientSuwi], tweede.CursorVolgende) == ([BSN], None)
    assert geweigerd(lambda: keten.meld("IND", "INDUitwisselingInfo", Cursor="AAAA")) == ["F101"]
