"""Wat DUO na een mutatieformulier uitvoert, van indienen tot in het dossier (R-091 … R-096, R-145, R-157)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from isi_soap.domain.meldingen import NietGerechtigd, NietsGevonden
from isi_soap.domain.model import Plicht
from persistence.database import Database
from tests.persistence.balie import (
    ADRES,
    AMSTERDAM,
    BSN,
    HANDHAVING,
    JA,
    PERMANENT,
    ROTTERDAM,
    VOORZIENING,
    besteed_uit,
    richt_in,
)
from tests.persistence.partner import Keten, persoon_keten, richt_partners_in
from tests.persistence.test_keten import diploma, nieuwkomer
from tests.persistence.test_mutatieverzoek import NIEUW, beoordeel, indienen, opvoeren, weigering

NEE = Plicht(inburgeringsplicht=False, reden_nee="1", datum_vaststelling=date(2012, 1, 1), gemeente=AMSTERDAM)


@pytest.fixture
def keten(database: Database) -> Keten:
    return richt_partners_in(richt_in(database))


def verzoek(keten: Keten, bsn: str = BSN) -> b.Mutatieverzoek:
    (gevonden,) = keten.vraag("MutatieverzoekInfo", Burgerservicenr=bsn).Mutatieverzoeken.Mutatieverzoek
    assert isinstance(gevonden, b.Mutatieverzoek)
    return gevonden


def behandel(keten: Keten, stand: b.Registratie, **velden: object) -> b.Registratie:
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    klaar = beoordeel(keten, "DUO", "UITVOEREN", stand, **velden)
    assert isinstance(klaar, b.Registratie)
    return klaar


@pytest.mark.regel("R-145")
@pytest.mark.regel("R-144")
def test_na_de_correctie_leest_de_volgende_run_het_aangehouden_nt2_resultaat_in(keten: Keten) -> None:
    keten.balie.leg_vast(ADRES, PERMANENT, JA, NEE)
    diploma(keten, "CVE", "NT2_I")
    morgen = keten.volgende_dag()
    assert morgen.balie.dossier().Diploma[0].CdVerwerkingsstatus == "AANGEHOUDEN"
    # Zelf terugdraaien mag de gemeente niet.
    terug = b.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=morgen.dag)
    assert "F092" in morgen.balie.codes("RegistreerInburgeringsplicht", BSN, PlichtGegevens=terug)
    stand = indienen(
        morgen, "CORRECTIE_ONTERECHTE_VRIJSTELLING", Toelichting="geen vrijstellend diploma"
    ).Registratie
    behandel(morgen, stand)
    dossier = morgen.balie.dossier()
    assert [p.IndInburgeringsplicht for p in dossier.Plicht] == [True]
    assert dossier.Diploma[0].CdVerwerkingsstatus == "AANGEHOUDEN"
    overmorgen = morgen.volgende_dag().balie.dossier()
    assert overmorgen.Diploma[0].CdVerwerkingsstatus == "VERWERKT"
    assert overmorgen.CdStatus == "GEWEZEN"


@pytest.mark.regel("R-145")
def test_corrigeren_kan_alleen_een_vrijstelling_door_de_gemeente(keten: Keten) -> None:
    keten.balie.leg_vast(ADRES, JA)
    assert weigering(indienen, keten, "CORRECTIE_ONTERECHTE_VRIJSTELLING", Toelichting="fout") == ["F083"]
    assert weigering(indienen, keten, "CORRECTIE_ONTERECHTE_VRIJSTELLING") == ["F080", "F083"]


@pytest.mark.regel("R-096")
def test_duo_verwijdert_de_voorziening_van_de_oude_gemeente(keten: Keten) -> None:
    keten.balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING, VOORZIENING)
    (nu,) = keten.balie.dossier().Voorziening
    keten.balie.verhuis(ROTTERDAM)
    stand = indienen(
        keten, "WIJZIGING_VOORZIENING_VERHUIZING", RegistratieId=nu.RegistratieId, IndVerwijderen=True
    ).Registratie
    behandel(keten, stand)
    assert keten.bij(ROTTERDAM).balie.dossier().Voorziening == ()
    # De oude gemeente leest de afloop, met de dag van elke stap.
    assert [(s.CdStatusMutatieverzoek, s.DatStap) for s in verzoek(keten).Stap] == [
        ("ONTVANGEN", keten.dag),
        ("INTERNE_CONTROLE", keten.dag),
        ("VERWERKT", keten.dag),
    ]


@pytest.mark.regel("R-092")
def test_te_laat_moet_als_te_laat_gevraagd_worden(keten: Keten) -> None:
    keten.balie.leg_vast(ADRES, PERMANENT, JA, HANDHAVING)
    laat = b.VoorzieningGegevens(CdSrtVoorziening="TKV", DatBVoorziening=Datum("20120406"))
    assert keten.balie.codes(
        "RegistreerVoorziening", BSN, VoorzieningGegevens=replace(laat, DatBVoorziening=Datum("20120405"))
    ) == ["F020"]
    # De 56e dag is nog op tijd.
    assert keten.balie.vraag("RegistreerVoorziening", BSN, VoorzieningGegevens=laat).Registratie
    assert weigering(indienen, keten, "OVERSCHRIJDING_ACHTWEKENTERMIJN") == ["F080"]


@pytest.mark.regel("R-020")
@pytest.mark.regel("R-016")
def test_elke_stap_heeft_haar_eigen_dag(keten: Keten) -> None:
    dag0 = keten
    stand = opvoeren(keten).Registratie
    assert stand.CdStatus is None  # nooit een direct resultaat
    dag1 = keten.morgen(3)
    stand = beoordeel(dag1, "DUO", "IN_BEHANDELING", stand, Toelichting="formulier is compleet")
    dag2 = keten.morgen(5)
    stand = beoordeel(dag2, "DUO", "NAAR_IND", stand)
    # DUO kan niets vaststellen voordat de IND terugmeldt, en de IND alleen onder welke wet.
    assert weigering(beoordeel, dag2, "DUO", "UITVOEREN", stand) == ["F082"]
    with pytest.raises(NietGerechtigd):
        beoordeel(dag2, "IND", "AFWIJZEN", stand)
    dag3 = keten.morgen(20)
    beoordeel(dag3, "IND", "NIEUWE_WET", stand)
    gelezen = verzoek(dag3, NIEUW)
    assert [(s.CdStatusMutatieverzoek, s.DatStap) for s in gelezen.Stap] == [
        ("ONTVANGEN", dag0.dag),
        ("INTERNE_CONTROLE", dag1.dag),
        ("BIJ_IND", dag2.dag),
        ("TERUGGEMELD", dag3.dag),
        ("AFGEWEZEN_NIEUWE_WET", dag3.dag),
    ]
    assert gelezen.Stap[1].Toelichting == "formulier is compleet"
    # Nieuwe wet: geen SS064 en geen persoon.
    with pytest.raises(NietsGevonden):
        dag3.vraag("SignalenOphalen")


@pytest.mark.regel("R-157")
@pytest.mark.regel("R-158")
@pytest.mark.regel("R-018")
def test_vergunning_uit_2012_de_gemeente_registreert_na_ss064_zelf(keten: Keten) -> None:
    plicht = b.PlichtGegevens(IndInburgeringsplicht=True, DatVaststelling=keten.dag)
    stand = opvoeren(keten).Registratie
    with pytest.raises(NietsGevonden):
        keten.balie.vraag("RegistreerInburgeringsplicht", NIEUW, PlichtGegevens=plicht)
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    stand = beoordeel(keten, "DUO", "NAAR_IND", stand)
    beoordeel(keten, "IND", "OUDE_WET", stand)
    (signaal,) = keten.vraag("SignalenOphalen").Signalen.Signaal
    assert (signaal.CdSignaal, signaal.Burgerservicenr, signaal.CdGemeente) == ("SS064", NIEUW, AMSTERDAM)
    keten.balie.vraag("RegistreerInburgeringsplicht", NIEUW, PlichtGegevens=plicht)
    with pytest.raises(NietsGevonden):
        keten.vraag("SignalenOphalen")
    assert weigering(opvoeren, keten, Huisnr=9) == ["F086"]


@pytest.mark.regel("R-015")
def test_na_de_interne_controle_kan_duo_afwijzen(keten: Keten) -> None:
    stand = opvoeren(keten).Registratie
    assert weigering(beoordeel, keten, "DUO", "AFWIJZEN", stand) == ["F082"]
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    beoordeel(keten, "DUO", "AFWIJZEN", stand, Toelichting="het formulier klopt niet met de BRP")
    gelezen = verzoek(keten, NIEUW)
    assert gelezen.CdStatusMutatieverzoek == "AFGEWEZEN"
    assert gelezen.Stap[-1].Toelichting == "het formulier klopt niet met de BRP"
    # Afgehandeld is niet meer lopend: een nieuw formulier mag.
    assert opvoeren(keten.morgen()).Registratie.RegistratieId != stand.RegistratieId


@pytest.mark.regel("R-159")
@pytest.mark.regel("R-156")
def test_overig_vraagt_een_toelichting_en_alleen_over_eigen_inwoners(keten: Keten) -> None:
    keten.balie.leg_vast(ADRES, JA)
    assert weigering(indienen, keten, "OVERIG") == ["F080"]
    vreemd = b.ClientMutatieverzoek(Burgerservicenr=NIEUW)
    assert weigering(indienen, keten, "OVERIG", vreemd, Toelichting="iets") == ["I001"]
    assert weigering(indienen, keten.bij(ROTTERDAM), "OVERIG", Toelichting="iets") == ["I001"]
    assert indienen(keten, "OVERIG", Toelichting="iets").Registratie.CdStatus == "INBURGERINGSPLICHTIG"


@pytest.mark.regel("R-070")
@pytest.mark.regel("R-071")
@pytest.mark.regel("R-075")
def test_ss064_van_de_ind_en_een_verloren_antwoord(keten: Keten) -> None:
    nieuwkomer(keten)
    keten.nieuwkomersrun()
    eerste = keten.vraag("SignalenOphalen").Signalen
    assert eerste.Signaal[0].OmsSignaal == "Persoon o.b.v. gegevens IND als nieuwkomer in ISI opgenomen"
    assert keten.morgen().vraag("SignalenOphalen").Signalen == eerste


@pytest.mark.regel("R-029")
@pytest.mark.regel("R-049")
def test_de_uitvoerder_haalt_op_namens_de_woongemeente(keten: Keten, database: Database) -> None:
    stand = opvoeren(keten).Registratie
    stand = beoordeel(keten, "DUO", "IN_BEHANDELING", stand)
    stand = beoordeel(keten, "DUO", "NAAR_IND", stand)
    beoordeel(keten, "IND", "OUDE_WET", stand)
    uitvoerder = keten.bij(ROTTERDAM)
    namens = replace(uitvoerder, balie=replace(uitvoerder.balie, namens=AMSTERDAM))
    with pytest.raises(NietGerechtigd):
        namens.vraag("SignalenOphalen")
    besteed_uit(database, van=AMSTERDAM, naar=ROTTERDAM)
    assert namens.vraag("SignalenOphalen").Signalen.AantOpen == 1
    for rol in ("leest", "zoekt", "muteert"):
        with pytest.raises(NietGerechtigd):
            namens.als(rol).vraag("SignalenOphalen")
    with pytest.raises(NietsGevonden):
        uitvoerder.vraag("SignalenOphalen")


@pytest.mark.regel("R-075")
def test_de_eigen_signalen_ontstaan_in_de_keten(keten: Keten) -> None:
    """SS901 zes maanden vooraf, SS902 erna, SS903 van DUO, SS906 bij verhuizing; elk één keer."""
    bijna = replace(HANDHAVING, datum_einde_termijn=date(2012, 12, 2))
    keten.balie.leg_vast(ADRES, PERMANENT, JA, bijna)
    assert _codes(keten.volgende_dag()) == {"SS901"}
    assert len(keten.morgen(1).vraag("SignalenOphalen").Signalen.Signaal) == 1
    over = keten.morgen(186)
    over.dagrun()
    assert _codes(over) == {"SS901", "SS902"}
    over.meld(
        "DUO",
        "VerwerkVrijstellingDuo",
        ClientSuwi=b.ClientKeten(Burgerservicenr=BSN, PersoonKeten=persoon_keten()),
        IndGeheleVrijstellingDuo=True,
        DatVaststelling=over.dag,
    )
    assert _codes(over.volgende_dag()) == {"SS901", "SS902", "SS903"}
    verhuisd = over.morgen(2)
    verhuisd.meld(
        "BRP",
        "VerwerkPersoonsgegevens",
        ClientSuwi=b.ClientKeten(
            Burgerservicenr=BSN,
            PersoonKeten=persoon_keten(
                Straatadres=b.Straatadres(CdGemeente=ROTTERDAM, DatBAdres=verhuisd.dag)
            ),
        ),
        Peildat=verhuisd.dag,
    )
    daarna = verhuisd.volgende_dag()
    assert "SS906" in _codes(daarna.bij(ROTTERDAM))
    with pytest.raises(NietsGevonden):
        daarna.vraag("SignalenOphalen")


def _codes(keten: Keten) -> set[str]:
    return {s.CdSignaal for s in keten.vraag("SignalenOphalen").Signalen.Signaal}
