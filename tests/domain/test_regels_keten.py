from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from isi_soap.domain.dagrun import actualiseer
from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.examens import verwerk_diploma, verwerk_examenresultaat, waarschuwingen
from isi_soap.domain.keten import (
    beoordeel_mutatieverzoek,
    meld_zelfmelder,
    verwerk_persoonsgegevens,
    verwerk_verblijfsgegevens,
    verwerk_vrijstelling_duo,
)
from isi_soap.domain.meldingen import NietsGevonden
from isi_soap.domain.model import Buitenland, Dossier, Examenresultaat, Mutatieverzoek, Signaal, Vrijstelling
from isi_soap.domain.mutatieverzoek import mutatieverzoek_indienen
from isi_soap.domain.opdrachten import (
    Adresgegeven,
    BeoordeelMutatieverzoek,
    MeldZelfmelder,
    MutatieverzoekIndienen,
    Persoonsgegevens,
    VerwerkDiploma,
    VerwerkExamenresultaat,
    VerwerkPersoonsgegevens,
    VerwerkVerblijfsgegevens,
    VerwerkVrijstellingDuo,
)
from isi_soap.domain.overschrijding import overschrijding
from isi_soap.domain.status import Status, status
from isi_soap.domain.toepassen import toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst
from tests.domain.dossiers import (
    ADRES,
    AMSTERDAM,
    DIPLOMA,
    HANDHAVING,
    OMGEVING,
    PERMANENT,
    PERSOON,
    ROTTERDAM,
    VANDAAG,
    VOORZIENING,
    dossier,
    geweigerd,
    nationaliteit,
    nee,
    plichtig,
)

BSN = PERSOON.bsn
GEGEVENS = Persoonsgegevens(
    geslachtsnaam="Voorbeeld",
    geboortedatum=Datum("19800000"),
    geslacht="1",
    nationaliteiten=("0336",),
    adres=Adresgegeven(gemeente=AMSTERDAM, datum_aanvang=Datum("20120301")),
)
NIEUWKOMER = VerwerkVerblijfsgegevens(
    bsn=BSN,
    soort_melding="NIEUWKOMER",
    peildatum=Datum("20120515"),
    doel="gezin",
    aard="PERMANENT",
    rechtmatig=True,
    persoon=GEGEVENS,
)
NT2 = VerwerkDiploma(bsn=BSN, soort="NT2_II", datum_behaald=Datum("20120501"))


def signalen(uitkomst: Uitkomst) -> list[tuple[str, str]]:
    return [(f.code, f.gemeente) for f in uitkomst.nieuw if isinstance(f, Signaal)]


@pytest.mark.regel("R-070")
def test_een_nieuwkomer_komt_in_isi_en_de_woongemeente_krijgt_ss064() -> None:
    uitkomst = verwerk_verblijfsgegevens(None, NIEUWKOMER, OMGEVING)
    assert signalen(uitkomst) == [("SS064", AMSTERDAM)]
    nieuw = toegepast(None, uitkomst, VANDAAG)
    assert status(nieuw, VANDAAG) is Status.NIET_VASTGESTELD
    assert (nieuw.persoon.oud_of_nieuwkomer, len(nieuw.verblijfsdoelen)) == ("NIEUWKOMER", 1)


@pytest.mark.regel("R-001")
def test_wie_vanaf_2013_plichtig_werd_komt_niet_in_isi() -> None:
    later = replace(NIEUWKOMER, datum_ontstaan_plicht=Datum("20130101"))
    uitkomst = verwerk_verblijfsgegevens(None, later, OMGEVING)
    assert uitkomst.leeg
    assert [m.code.code for m in uitkomst.meldingen] == ["I004"]


@pytest.mark.regel("R-067")
def test_een_terugmelding_met_een_oudere_peildatum_komt_te_laat() -> None:
    terug = replace(NIEUWKOMER, soort_melding="TERUGMELDING", persoon=None)
    assert verwerk_verblijfsgegevens(dossier(), terug, OMGEVING).nieuw
    oud = replace(terug, peildatum=Datum("20111231"))
    assert geweigerd(lambda: verwerk_verblijfsgegevens(dossier(), oud, OMGEVING)) == {"F068"}
    assert geweigerd(lambda: verwerk_verblijfsgegevens(None, terug, OMGEVING)) == {"F013"}
    assert PERMANENT.peildatum == date(2012, 1, 1)


@pytest.mark.regel("R-010")
def test_duo_voert_de_zelfmelder_op() -> None:
    melding = MeldZelfmelder(bsn=BSN, datum=Datum("20120501"), lening=True, persoon=GEGEVENS)
    persoon = toegepast(None, meld_zelfmelder(None, melding, OMGEVING), VANDAAG).persoon
    assert (persoon.zelfmelder, persoon.heeft_lening) == (True, True)
    zonder = replace(melding, persoon=None)
    assert geweigerd(lambda: meld_zelfmelder(None, zonder, OMGEVING)) == {"F014"}


@pytest.mark.regel("R-041")
def test_een_gehele_vrijstelling_door_duo_is_alleen_een_signaal() -> None:
    melding = VerwerkVrijstellingDuo(bsn=BSN, gehele_vrijstelling=True, datum_vaststelling=Datum("20120501"))
    uitkomst = verwerk_vrijstelling_duo(plichtig(), melding, OMGEVING)
    na = toegepast(plichtig(), uitkomst, VANDAAG)
    assert signalen(uitkomst) == [("SS903", AMSTERDAM)]
    assert status(na, VANDAAG) is Status.INBURGERINGSPLICHTIG
    lijst = overschrijding(na, VANDAAG)
    assert lijst is not None
    assert (lijst.groepen, lijst.actie) == (("VRD",), "REDEN_1_NA_DIPLOMACONTROLE")


@pytest.mark.regel("R-141")
def test_een_nt2_diploma_geeft_de_indicatie_gehele_vrijstelling_door_duo() -> None:
    na = toegepast(plichtig(), verwerk_diploma(plichtig(), NT2, OMGEVING), VANDAAG)
    assert na.persoon.gehele_vrijstelling_duo
    assert status(na, VANDAAG) is Status.GEWEZEN


@pytest.mark.regel("R-142")
@pytest.mark.regel("R-144")
def test_een_nt2_diploma_wacht_tot_de_indicatie_nee_weg_is() -> None:
    vrijgesteld = plichtig(plichten=(nee("1"),))
    uitkomst = verwerk_diploma(vrijgesteld, NT2, OMGEVING)
    assert [m.code.code for m in uitkomst.meldingen] == ["W004"]
    wacht = toegepast(vrijgesteld, uitkomst, VANDAAG)
    assert status(wacht, VANDAAG) is Status.NIET
    assert waarschuwingen(wacht)
    assert actualiseer(wacht, VANDAAG).leeg
    hersteld = replace(wacht, plichten=plichtig().plichten)
    hersteld = replace(hersteld, diplomas=tuple(replace(d, id=30) for d in hersteld.diplomas))
    ingelezen = toegepast(hersteld, actualiseer(hersteld, VANDAAG), VANDAAG)
    assert status(ingelezen, VANDAAG) is Status.GEWEZEN
    assert ingelezen.persoon.gehele_vrijstelling_duo


@pytest.mark.regel("R-146")
@pytest.mark.regel("R-149")
def test_met_het_diploma_wordt_de_status_gewezen_en_blijft_de_plicht_ja() -> None:
    gewezen = plichtig(diplomas=(DIPLOMA,))
    assert status(gewezen, VANDAAG) is Status.GEWEZEN
    assert gewezen.plicht is not None
    assert gewezen.plicht.inburgeringsplicht


@pytest.mark.regel("R-151")
@pytest.mark.regel("R-152")
def test_kns_gehaald_en_taal_vrijgesteld_geeft_het_diploma() -> None:
    kns = Examenresultaat(id=30, examen="INBURGERING", onderdeel="KNS", datum=date(2012, 1, 9), geslaagd=True)
    taal = Vrijstelling(
        id=31,
        soort="GEDEELTELIJK",
        bron="GEMEENTE",
        onderdeel="TAAL",
        grond="GETOOND_DOCUMENT",
        datum_ingang=date(2012, 2, 1),
    )
    klaar = plichtig(examenresultaten=(kns,), vrijstellingen=(taal,))
    na = toegepast(klaar, actualiseer(klaar, VANDAAG), VANDAAG)
    assert [d.datum_behaald for d in na.diplomas] == [date(2012, 2, 1)]
    alles_vrij = plichtig(vrijstellingen=(taal, replace(taal, id=32, onderdeel="KNS")))
    assert actualiseer(alles_vrij, VANDAAG).leeg


def test_een_uitslag_van_een_onbekende_wordt_geweigerd() -> None:
    uitslag = VerwerkExamenresultaat(bsn=BSN, examen="KVT", datum=Datum("20120501"), geslaagd=True)
    assert geweigerd(lambda: verwerk_examenresultaat(None, uitslag, OMGEVING)) == {"F013"}


@pytest.mark.regel("R-044")
def test_langer_dan_een_jaar_weg_geeft_het_kenmerk_vertrokken() -> None:
    weg = plichtig(buitenland=(Buitenland(id=9, datum_vertrek=date(2011, 6, 1)),))
    assert actualiseer(weg, VANDAAG).leeg
    morgen = date(2012, 6, 2)
    uitkomst = actualiseer(weg, morgen)
    na = toegepast(weg, uitkomst, morgen)
    assert (status(na, morgen), signalen(uitkomst)) == (Status.VERTROKKEN, [("SS904", AMSTERDAM)])
    assert deel(na, morgen) is Deel.ACTIEF
    assert actualiseer(na, morgen).leeg


@pytest.mark.regel("R-046")
def test_wie_na_meer_dan_een_jaar_terugkeert_begint_opnieuw() -> None:
    weg = plichtig(
        persoon=replace(PERSOON, vertrokken_sinds=date(2011, 1, 1)),
        adressen=(replace(ADRES, datum_einde=date(2011, 1, 1)),),
        buitenland=(Buitenland(id=9, datum_vertrek=date(2011, 1, 1)),),
    )
    terug = VerwerkPersoonsgegevens(
        bsn=BSN,
        peildatum=Datum("20120520"),
        persoon=Persoonsgegevens(
            adres=Adresgegeven(gemeente=ROTTERDAM, datum_aanvang=Datum("20120515")),
            datum_vestiging=Datum("20120515"),
        ),
    )
    uitkomst = verwerk_persoonsgegevens(weg, terug, OMGEVING)
    na = toegepast(weg, uitkomst, VANDAAG)
    assert status(na, VANDAAG) is Status.NIET_VASTGESTELD
    assert ("SS064", ROTTERDAM) in signalen(uitkomst)
    assert [h.datum_beeindigd for h in na.handhavingen] == [date(2012, 5, 15)]


@pytest.mark.regel("T-26")
@pytest.mark.regel("L-09")
def test_wie_binnen_een_jaar_terug_is_houdt_de_plicht_en_krijgt_de_tijd_erbij() -> None:
    kort = VerwerkPersoonsgegevens(
        bsn=BSN,
        peildatum=Datum("20120520"),
        persoon=Persoonsgegevens(datum_vertrek=Datum("20120401"), datum_vestiging=Datum("20120501")),
    )
    na = toegepast(plichtig(), verwerk_persoonsgegevens(plichtig(), kort, OMGEVING), VANDAAG)
    assert [(h.datum_einde_termijn - HANDHAVING.datum_einde_termijn).days for h in na.handhavingen] == [30]
    assert [b.datum_vestiging for b in na.buitenland] == [date(2012, 5, 1)]


def test_wie_al_weg_is_vertrekt_niet_nog_eens() -> None:
    """Een andere dag verbetert het vertrek; staat de terugkeer erbij, dan is dat ene verblijf voorbij."""
    weg = plichtig(
        adressen=(replace(ADRES, datum_einde=date(2012, 4, 1)),),
        buitenland=(Buitenland(id=9, datum_vertrek=date(2012, 4, 1)),),
    )
    anders = VerwerkPersoonsgegevens(
        bsn=BSN,
        peildatum=Datum("20120520"),
        persoon=Persoonsgegevens(datum_vertrek=Datum("20120410"), datum_vestiging=Datum("20120501")),
    )
    na = toegepast(weg, verwerk_persoonsgegevens(weg, anders, OMGEVING), VANDAAG)
    verblijven = [(b.datum_vertrek, b.datum_vestiging) for b in na.buitenland]
    assert verblijven == [(date(2012, 4, 10), date(2012, 5, 1))]
    assert verwerk_persoonsgegevens(na, anders, OMGEVING).leeg


@pytest.mark.regel("R-037")
def test_wie_nederlander_wordt_gaat_zonder_actieve_voorziening_van_de_lijst() -> None:
    nederlands = plichtig(nationaliteiten=nationaliteit("0001"))
    na = toegepast(nederlands, actualiseer(nederlands, VANDAAG), VANDAAG)
    assert (status(na, VANDAAG), deel(na, VANDAAG)) == (Status.NIET, Deel.DEFINITIEF)


@pytest.mark.regel("R-036")
def test_met_een_actieve_voorziening_blijft_hij_op_de_lijst() -> None:
    nederlands = plichtig(nationaliteiten=nationaliteit("0001"), voorzieningen=(VOORZIENING,))
    assert actualiseer(nederlands, VANDAAG).leeg
    lijst = overschrijding(nederlands, VANDAAG)
    assert lijst is not None
    assert (lijst.groepen, lijst.actie, lijst.actieve_voorziening) == (("NL",), "REDEN_4", True)


@pytest.mark.regel("R-035")
def test_de_dag_na_het_einde_van_de_termijn_is_iemand_te_laat() -> None:
    einde = HANDHAVING.datum_einde_termijn
    assert overschrijding(plichtig(), einde) is None
    lijst = overschrijding(plichtig(), date(2014, 8, 1))
    assert lijst is not None
    assert (lijst.groepen, lijst.dagen_over, lijst.actie) == (("OVR",), 1, "HANDHAVEN")
    assert signalen(actualiseer(plichtig(), date(2014, 8, 1))) == [("SS902", AMSTERDAM)]


@pytest.mark.regel("R-086")
def test_wie_overleden_is_staat_definitief() -> None:
    overleden = plichtig(persoon=replace(PERSOON, datum_overlijden=Datum("20120000")))
    assert (status(overleden, VANDAAG), deel(overleden, VANDAAG)) == (Status.OVERLEDEN, Deel.DEFINITIEF)
    assert actualiseer(overleden, date(2020, 1, 1)).leeg


FORMULIER = MutatieverzoekIndienen(
    bsn="444444440",
    soort="OPVOEREN_NIEUW_PERSOON",
    geboortedatum=Datum("19800101"),
    geslachtsnaam="Voorbeeld",
    geslacht="1",
    postcode="1011AB",
    huisnummer=1,
)


def dien_in(d: Dossier | None, opdracht: MutatieverzoekIndienen, omgeving: Omgeving = OMGEVING) -> Uitkomst:
    return mutatieverzoek_indienen(d, opdracht, omgeving)


@pytest.mark.regel("R-013")
@pytest.mark.parametrize("veld", ["geboortedatum", "geslachtsnaam", "geslacht", "postcode", "huisnummer"])
def test_een_nieuw_persoon_opvoeren_vraagt_alle_velden(veld: str) -> None:
    leeg = replace(FORMULIER, **{veld: None})  # type: ignore[arg-type]
    assert geweigerd(lambda: dien_in(None, leeg)) == {"F080"}


@pytest.mark.regel("T-02")
@pytest.mark.regel("R-015")
@pytest.mark.regel("R-017")
def test_na_interne_controle_en_ind_komt_de_persoon_in_isi_met_ss064() -> None:
    (nieuw,) = dien_in(None, FORMULIER).nieuw
    assert isinstance(nieuw, Mutatieverzoek)
    verzoek = replace(nieuw, id=40)
    for oordeel in ("IN_BEHANDELING", "NAAR_IND", "OUDE_WET"):
        omgeving = replace(OMGEVING, mutatieverzoeken=(verzoek,))
        opdracht = BeoordeelMutatieverzoek(
            bsn=verzoek.bsn, verzoek=40, versienr=1, oordeel=oordeel, datum=Datum("20120601")
        )
        uitkomst = beoordeel_mutatieverzoek(None, opdracht, omgeving)
        (verzoek,) = (f for f in uitkomst.gewijzigd if isinstance(f, Mutatieverzoek))
    assert [s.status for s in verzoek.stappen] == [
        "ONTVANGEN",
        "INTERNE_CONTROLE",
        "BIJ_IND",
        "TERUGGEMELD",
        "VERWERKT_OUDE_WET",
    ]
    assert signalen(uitkomst) == [("SS064", AMSTERDAM)]
    assert toegepast(None, uitkomst, VANDAAG).persoon.bsn == "444444440"


@pytest.mark.regel("R-015")
def test_een_stap_overslaan_kan_niet() -> None:
    (nieuw,) = dien_in(None, FORMULIER).nieuw
    assert isinstance(nieuw, Mutatieverzoek)
    omgeving = replace(OMGEVING, mutatieverzoeken=(replace(nieuw, id=40),))
    meteen = BeoordeelMutatieverzoek(
        bsn="444444440", verzoek=40, versienr=1, oordeel="OUDE_WET", datum=Datum("20120601")
    )
    assert geweigerd(lambda: beoordeel_mutatieverzoek(None, meteen, omgeving)) == {"F082"}


@pytest.mark.regel("R-133")
def test_een_ander_verzoek_over_iemand_buiten_bereik_vindt_niets() -> None:
    overig = MutatieverzoekIndienen(bsn=BSN, soort="OVERIG", toelichting="graag wijzigen")
    rotterdam = replace(OMGEVING, gemeente=ROTTERDAM)
    for d in (None, dossier()):
        with pytest.raises(NietsGevonden):
            dien_in(d, overig, rotterdam)
    # Opvoeren mag wel, en verraadt niet dat de persoon elders al in ISI staat.
    assert dien_in(dossier(), replace(FORMULIER, bsn=BSN), rotterdam).nieuw
    assert geweigerd(lambda: dien_in(dossier(), replace(FORMULIER, bsn=BSN))) == {"F086"}


@pytest.mark.regel("R-095")
def test_alleen_de_oude_gemeente_vraagt_wijziging_van_haar_voorziening() -> None:
    verhuisd = plichtig(voorzieningen=(replace(VOORZIENING, registrerende_gemeente=ROTTERDAM),))
    vraag = MutatieverzoekIndienen(
        bsn=BSN, soort="WIJZIGING_VOORZIENING_VERHUIZING", voorziening=5, inhoud="<VoorzieningGegevens/>"
    )
    assert dien_in(verhuisd, vraag, replace(OMGEVING, gemeente=ROTTERDAM)).nieuw
    assert geweigerd(lambda: dien_in(verhuisd, vraag)) == {"F084"}


@pytest.mark.regel("R-092")
def test_na_acht_weken_noemt_het_verzoek_de_overschrijding() -> None:
    vraag = MutatieverzoekIndienen(bsn=BSN, soort="OVERSCHRIJDING_ACHTWEKENTERMIJN", inhoud="<V/>")
    assert geweigerd(lambda: dien_in(plichtig(), vraag)) == {"F080"}
    assert geweigerd(lambda: dien_in(plichtig(), replace(vraag, achtweken_overschreden=True))) == set()


def _adres_gemeld(gemeente: str, dag: str, wie: Dossier) -> Uitkomst:
    adres = Adresgegeven(gemeente=gemeente, datum_aanvang=Datum(dag))
    melding = VerwerkPersoonsgegevens(
        bsn=BSN, peildatum=Datum("20120501"), persoon=Persoonsgegevens(adres=adres)
    )
    return verwerk_persoonsgegevens(wie, melding, OMGEVING)


def test_een_ander_adres_vanaf_dezelfde_dag_verbetert_het_huidige() -> None:
    uitkomst = _adres_gemeld(ROTTERDAM, "20080101", dossier())
    (verbeterd,) = uitkomst.gewijzigd
    assert verbeterd == replace(ADRES, gemeente=ROTTERDAM)
    assert [f.code for f in uitkomst.nieuw if isinstance(f, Signaal)] == ["SS906"]


def test_een_geeindigd_adres_wordt_niet_heropend() -> None:
    weg = dossier(
        adressen=(replace(ADRES, datum_einde=date(2012, 4, 1)),),
        buitenland=(Buitenland(id=9, datum_vertrek=date(2012, 4, 1)),),
    )
    assert _adres_gemeld(AMSTERDAM, "20080101", weg).leeg
    assert geweigerd(lambda: _adres_gemeld(ROTTERDAM, "20080101", weg)) == {"F065"}
