"""Na het diploma, NT2, plicht en diploma samen, andere gemeenten en het mutatieverzoek."""

from __future__ import annotations

import pytest

from isi_soap.contract import berichten as b
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.domain.toegang import PARTIJEN
from tests.verhalen.keten import ROTTERDAM, Keten, wijs

regel = pytest.mark.regel

GEWEZEN, KNS_EN_TAAL, PLICHTIG, VRIJWILLIG = "999900316", "999900298", "999910206", "999900481"
NT2, VRIJGESTELD, AANGEHOUDEN, ROTTERDAMMER = "999910437", "999900377", "999900365", "999900250"
INBURGERING, HANDHAVING, EXAMEN = "999910425", "999910140", "999910413"


@regel("R-127")
@regel("R-128")
@regel("R-129")
@regel("R-148")
@regel("R-149")
@regel("R-155")
@regel("R-159")
def test_na_het_diploma_is_er_niets_meer_te_registreren(keten: Keten) -> None:
    """DUO vermeldt het diploma zelf; vrijstellen, Nee en wijzigen zijn niet de bedoeling."""
    amsterdam = keten.amsterdam
    keten.duo.meldt_diploma(INBURGERING).gedaan("I005")
    keten.nacht()
    dossier = amsterdam.bekijkt(INBURGERING)
    assert dossier.CdStatus == "GEWEZEN"
    document = b.Document(OmsSrtDocument="diploma", NrDocument="1")
    vrij = amsterdam.stelt_vrij(
        INBURGERING,
        "GEDEELTELIJK",
        CdOnderdeelVrijstelling=("KNS",),
        CdGrondVrijstelling="GETOOND_DOCUMENT",
        Document=document,
    )
    assert vrij.codes == ("F051",)
    amsterdam.stelt_vast(INBURGERING, False, "1").geweigerd("F052")
    (voorziening,) = dossier.Voorziening
    amsterdam.stuur("VerwijderVoorziening", INBURGERING, Verwijzing=wijs(voorziening)).geweigerd("F050")
    assert amsterdam.bekijkt(INBURGERING).Plicht[-1].IndInburgeringsplicht is True
    # Wat de gemeente niet meer kan, vraagt zij DUO.
    amsterdam.vraagt_duo(INBURGERING, "OVERIG", Toelichting="voorziening was van een ander").gedaan()
    # Een gemeente heeft geen operatie om een diploma of uitslag te melden.
    assert {"VerwerkDiploma", "VerwerkExamenresultaat"} <= set(DIENSTEN["ISIKeten"].operaties)
    assert all("GEM" not in wie for wie in PARTIJEN.values())


@regel("R-130")
@regel("R-131")
@regel("R-132")
@regel("R-133")
@regel("R-134")
@regel("R-135")
@regel("R-136")
@regel("R-137")
@regel("R-138")
@regel("R-162")
def test_een_werkgever_in_rotterdam_met_werknemers_uit_amsterdam(keten: Keten) -> None:
    """Amsterdam registreert, Rotterdam biedt aan: daar telt de voorziening."""
    amsterdam, rotterdam = keten.amsterdam, keten.rotterdam
    assert rotterdam.biedt_aan(PLICHTIG).uitkomst == "NIETS_GEVONDEN"

    def telling(gemeente: str) -> int:
        balie = keten.gemeente(gemeente)
        tellingen = balie.stuur("VoorzieningenTelling", JaarVanaf=2019, JaarTotEnMet=2019).inhoud
        rijen = () if tellingen is None else tellingen.Telling
        return sum(t.Aantal for t in rijen if t.CdGemeente == gemeente)

    voor = telling(ROTTERDAM), telling("0363")
    # De plichtige werknemer heeft al een handhaving; de vrijwilliger heeft er geen nodig.
    amsterdam.biedt_aan(PLICHTIG, CdGemeenteAanbod=ROTTERDAM).gedaan()
    amsterdam.biedt_aan(VRIJWILLIG, soort="VIV", CdGemeenteAanbod=ROTTERDAM).gedaan()
    amsterdam.biedt_aan(VRIJWILLIG, soort="TKV", CdGemeenteAanbod=ROTTERDAM).gedaan()
    amsterdam.handhaaft(VRIJWILLIG).geweigerd("F023")
    amsterdam.biedt_aan("999900134").geweigerd("F022")
    amsterdam.biedt_aan(PLICHTIG, soort="TKV", CdGemeenteAanbod="9999").geweigerd("F066")
    assert (telling(ROTTERDAM), telling("0363")) == (voor[0] + 3, voor[1])
    amsterdam.biedt_aan(PLICHTIG, soort="TKV").gedaan()
    assert amsterdam.bekijkt(PLICHTIG).Voorziening[-1].CdGemeenteAanbod == "0363"
    assert telling("0363") == voor[1] + 1


@regel("R-139")
@regel("R-140")
@regel("R-141")
def test_een_nt2_diploma_wordt_vanzelf_verwerkt(keten: Keten) -> None:
    """CvE meldt het; de volgende dag staat de indicatie op ja en is de persoon klaar."""
    keten.cve.meldt_diploma(NT2, "NT2_I").gedaan("I005")
    assert keten.amsterdam.bekijkt(NT2).Persoonsgegevens.IndGeheleVrijstellingDuo is False
    keten.nacht()
    dossier = keten.amsterdam.bekijkt(NT2)
    assert dossier.Persoonsgegevens.IndGeheleVrijstellingDuo is True
    assert (dossier.CdStatus, dossier.CdDeel) == ("GEWEZEN", "DEFINITIEF")


@regel("R-142")
@regel("R-143")
@regel("R-144")
@regel("R-145")
@regel("R-153")
def test_een_aangehouden_nt2_resultaat_komt_na_correctie_alsnog_binnen(keten: Keten) -> None:
    """De gemeente stelde ten onrechte vrij; DUO draait het terug en de run leest het resultaat in."""
    amsterdam = keten.amsterdam
    keten.cve.meldt_diploma(VRIJGESTELD, "NT2_II").gedaan("W004", "I005")
    keten.nacht()
    dossier = amsterdam.bekijkt(VRIJGESTELD)
    assert dossier.CdStatus == "NIET"
    assert dossier.Diploma[0].CdVerwerkingsstatus == "AANGEHOUDEN"

    # Zelf terugdraaien kan niet.
    amsterdam.stelt_vast(VRIJGESTELD, True).geweigerd("F092")
    verzoek = amsterdam.vraagt_duo(
        VRIJGESTELD, "CORRECTIE_ONTERECHTE_VRIJSTELLING", Toelichting="er was geen diploma"
    ).gedaan()
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "IN_BEHANDELING")
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "UITVOEREN")
    keten.nacht()
    dossier = amsterdam.bekijkt(VRIJGESTELD)
    assert dossier.Diploma[0].CdVerwerkingsstatus == "VERWERKT"
    assert dossier.Persoonsgegevens.IndGeheleVrijstellingDuo is True
    assert dossier.CdStatus == "GEWEZEN"


@regel("R-150")
@regel("R-151")
@regel("R-152")
@regel("R-146")
def test_al_voldaan_voordat_de_plicht_is_vastgesteld(keten: Keten) -> None:
    """KNS gehaald, taal vrijgesteld: gewoon plichtig, en dan volgt het diploma."""
    amsterdam = keten.amsterdam
    assert amsterdam.bekijkt(KNS_EN_TAAL).CdStatus == "NIET_VASTGESTELD"
    assert amsterdam.stelt_vast(KNS_EN_TAAL, True).uitkomst == "GEDAAN"
    keten.nacht()
    dossier = amsterdam.bekijkt(KNS_EN_TAAL)
    assert (dossier.CdStatus, len(dossier.Diploma)) == ("GEWEZEN", 1)


@regel("R-153")
@regel("R-150")
def test_wie_als_vrijgesteld_wordt_geregistreerd_krijgt_geen_diploma(keten: Keten) -> None:
    """Dezelfde persoon, maar de gemeente kiest Nee: een waarschuwing, en geen diploma."""
    amsterdam = keten.amsterdam
    amsterdam.stelt_vast(KNS_EN_TAAL, False, "1").gedaan("W003")
    keten.nacht()
    dossier = amsterdam.bekijkt(KNS_EN_TAAL)
    assert (dossier.CdStatus, dossier.Diploma) == ("NIET", ())


@regel("R-154")
@regel("R-159")
@regel("R-163")
@regel("R-034")
def test_het_mutatieverzoek_is_voor_wat_niet_zelf_kan(keten: Keten) -> None:
    """Wat niet verboden is mag de gemeente zelf, ook nog eens; de rest vraagt en volgt zij bij DUO."""
    amsterdam = keten.amsterdam
    amsterdam.biedt_aan(HANDHAVING).gedaan()
    amsterdam.biedt_aan(HANDHAVING).gedaan("I002")
    verzoek = amsterdam.vraagt_duo(HANDHAVING, "OVERIG", Toelichting="geboortedatum klopt niet").gedaan()
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "IN_BEHANDELING").gedaan()
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "AFWIJZEN", Toelichting="bij de BRP").gedaan()
    assert amsterdam.verzoek(verzoek.id).CdStatusMutatieverzoek == "AFGEWEZEN"
    assert [v.RegistratieId for v in amsterdam.bekijkt(HANDHAVING).Mutatieverzoek] == [verzoek.id]
    assert keten.rotterdam.stuur("MutatieverzoekInfo", RegistratieId=verzoek.id).uitkomst == "NIETS_GEVONDEN"
