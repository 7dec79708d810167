"""Hoe iemand in ISI komt, en wie er dan bij mag (handleiding: Personen in ISI … Uitbesteden)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from isi_soap.contract import berichten as b
from isi_soap.contract.operaties import DIENSTEN
from isi_soap.domain.catalogus import CODES
from tests.verhalen.keten import DIEMEN, OUDER_AMSTEL, Keten, wijs

regel = pytest.mark.regel

PLICHTIG, ROTTERDAMMER, DIEMENAAR, OUDER_AMSTELAAR = "999900122", "999900250", "999900237", "999900249"
NIEUW, NIEUWER, NIEUWKOMER, ZELFMELDER = "999990111", "999990123", "999990135", "999990147"
STUDENT, LAAT = "999990159", "999990196"


@regel("R-070")
@regel("R-071")
@regel("R-072")
@regel("R-073")
@regel("R-075")
@regel("R-068")
@regel("R-002")
@regel("R-005")
@regel("R-077")
@regel("R-130")
@regel("R-134")
@regel("R-135")
@regel("R-146")
@regel("R-147")
@regel("R-149")
@regel("R-082")
@regel("R-128")
@regel("R-152")
@regel("R-065")
@regel("R-006")
@regel("R-074")
def test_van_nieuwkomer_tot_diploma(keten: Keten) -> None:
    """Een heel leven in de keten: van de melding door de IND tot het diploma."""
    amsterdam = keten.amsterdam
    keten.ind.meldt_nieuwkomer(NIEUWKOMER).gedaan("I007")
    assert amsterdam.stuur("PersoonInfo", NIEUWKOMER).uitkomst == "NIETS_GEVONDEN"

    # De opname van nieuwkomers voert haar op, en de gemeente haalt het signaal zelf op.
    keten.het_wordt(date(2019, 4, 11))
    keten.run("NIEUWKOMERS")
    (signaal,) = amsterdam.haalt_signalen(NIEUWKOMER, "SS064")
    assert signaal.OmsSignaal == "Persoon o.b.v. gegevens IND als nieuwkomer in ISI opgenomen"
    assert amsterdam.bekijkt(NIEUWKOMER).CdStatus == "NIET_VASTGESTELD"

    # Een signaal verdwijnt niet door het weg te klikken, wel door de plicht vast te stellen.
    amsterdam.stuur("SignaalAfhandelen", Verwijzing=wijs(signaal)).geweigerd("F085")
    amsterdam.stelt_vast(NIEUWKOMER, True).gedaan()
    assert amsterdam.bekijkt(NIEUWKOMER).Signaal[0].CdStatusSignaal == "AFGEHANDELD"

    # Eerst de handhaving, dan pas de voorziening; die telt bij de eigen gemeente.
    amsterdam.biedt_aan(NIEUWKOMER).geweigerd("F022")
    amsterdam.handhaaft(NIEUWKOMER).gedaan()
    amsterdam.biedt_aan(NIEUWKOMER).gedaan()
    dossier = amsterdam.bekijkt(NIEUWKOMER)
    assert (dossier.CdStatus, dossier.CdDeel) == ("INBURGERINGSPLICHTIG", "ACTIEF")
    assert dossier.Voorziening[0].CdGemeenteAanbod == "0363"
    assert {besluit.CdSrtGegeven for besluit in dossier.Besluit} >= {"PLICHT", "HANDHAVING", "VOORZIENING"}

    # Zij slaagt voor alle onderdelen; de volgende dagrun reikt het diploma uit.
    keten.nacht(30)
    for onderdeel in ("LEZEN", "LUISTEREN", "SCHRIJVEN", "SPREKEN", "KNS"):
        keten.duo.meldt_uitslag(NIEUWKOMER, onderdeel).gedaan("I005")
    assert amsterdam.bekijkt(NIEUWKOMER).CdStatus == "INBURGERINGSPLICHTIG"
    keten.nacht()
    dossier = amsterdam.bekijkt(NIEUWKOMER)
    assert (dossier.CdStatus, dossier.CdDeel) == ("GEWEZEN", "DEFINITIEF")
    assert [d.CdSrtDiploma for d in dossier.Diploma] == ["INBURGERING"]
    assert dossier.Plicht[-1].IndInburgeringsplicht is True


@regel("R-012")
@regel("R-013")
@regel("R-014")
@regel("R-015")
@regel("R-016")
@regel("R-017")
@regel("R-018")
@regel("R-020")
@regel("R-156")
@regel("R-157")
@regel("R-158")
def test_het_mutatieformulier_voert_iemand_van_de_oude_doelgroep_op(keten: Keten) -> None:
    """In 2012 een vergunning, nu pas aan de balie: DUO voert op, na de IND."""
    amsterdam = keten.amsterdam
    assert amsterdam.stelt_vast(NIEUW, True).uitkomst == "NIETS_GEVONDEN"
    amsterdam.vraagt_duo(NIEUW, "OPVOEREN_NIEUW_PERSOON").geweigerd("F080")
    # Met een ander soort verzoek komt niemand ISI in.
    anders = amsterdam.vraagt_duo(NIEUW, "OVERIG", Toelichting="opvoeren alstublieft")
    assert anders.uitkomst == "NIETS_GEVONDEN"
    verzoek = amsterdam.vraagt_opvoeren(NIEUW).gedaan()
    assert amsterdam.verzoek(verzoek.id).CdStatusMutatieverzoek == "ONTVANGEN"

    # De IND is niet aan de beurt voor DUO zelf gekeken heeft.
    keten.ind.oordeelt(amsterdam.verzoek(verzoek.id), "OUDE_WET").geweigerd("F082")
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "IN_BEHANDELING").gedaan()
    # En DUO kiest de wet niet voordat de IND iets terugmeldde.
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "OUDE_WET").geweigerd("F082")
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "NAAR_IND").gedaan()
    assert amsterdam.stuur("PersoonInfo", NIEUW).uitkomst == "NIETS_GEVONDEN"
    keten.ind.oordeelt(amsterdam.verzoek(verzoek.id), "OUDE_WET")
    keten.nacht()
    stand = amsterdam.verzoek(verzoek.id)
    assert stand.CdStatusMutatieverzoek == "VERWERKT_OUDE_WET"
    assert [s.CdStatusMutatieverzoek for s in stand.Stap][:4] == [
        "ONTVANGEN",
        "INTERNE_CONTROLE",
        "BIJ_IND",
        "TERUGGEMELD",
    ]

    # SS064 zegt: nu kunt u zelf verder.
    assert len(amsterdam.haalt_signalen(NIEUW, "SS064")) == 1
    assert amsterdam.stelt_vast(NIEUW, True).uitkomst == "GEDAAN"
    assert amsterdam.handhaaft(NIEUW).uitkomst == "GEDAAN"


@regel("R-001")
@regel("R-016")
@regel("R-019")
def test_wie_onder_de_nieuwe_wet_valt_komt_er_niet_in(keten: Keten) -> None:
    """De IND zegt 'nieuwe wet': geen dossier, geen signaal."""
    amsterdam = keten.amsterdam
    verzoek = amsterdam.vraagt_opvoeren(NIEUWER).gedaan()
    for partner, oordeel in (
        (keten.duo, "IN_BEHANDELING"),
        (keten.duo, "NAAR_IND"),
        (keten.ind, "NIEUWE_WET"),
    ):
        partner.oordeelt(amsterdam.verzoek(verzoek.id), oordeel)
    keten.nacht()
    assert amsterdam.verzoek(verzoek.id).CdStatusMutatieverzoek == "AFGEWEZEN_NIEUWE_WET"
    assert amsterdam.haalt_signalen(NIEUWER) == []
    assert amsterdam.stuur("PersoonInfo", NIEUWER).uitkomst == "NIETS_GEVONDEN"

    # Ook een nieuwkomer met een plicht vanaf 1 januari 2013 komt er niet in; van een dag eerder wel.
    keten.ind.meldt_nieuwkomer(LAAT, ontstaan="20130101").gedaan("I004")
    keten.ind.meldt_nieuwkomer(NIEUWKOMER, ontstaan="20121231").gedaan("I007")
    keten.het_wordt(date(2019, 4, 11))
    keten.run("NIEUWKOMERS")
    keten.run("NIEUWKOMERS")
    assert amsterdam.stuur("PersoonInfo", LAAT).uitkomst == "NIETS_GEVONDEN"
    assert amsterdam.bekijkt(NIEUWKOMER).CdStatus == "NIET_VASTGESTELD"


@regel("R-008")
@regel("R-010")
@regel("R-011")
@regel("R-078")
@regel("R-097")
@regel("R-098")
def test_duo_voert_zelfmelders_en_studenten_op(keten: Keten) -> None:
    """Wie een lening vroeg, en wie een opleiding volgt, komt in ISI zonder de gemeente."""
    keten.duo.meldt_zelfmelder(ZELFMELDER).gedaan("I005")
    keten.duo.stelt_vrij(STUDENT, _opleiding(keten)).gedaan("I005")
    keten.nacht()
    zelfmelder, student = keten.amsterdam.bekijkt(ZELFMELDER), keten.amsterdam.bekijkt(STUDENT)
    assert (zelfmelder.CdStatus, zelfmelder.Persoonsgegevens.IndZelfmelder) == ("NIET_VASTGESTELD", True)
    assert (student.CdStatus, student.CdDeel) == ("TIJDELIJK_NIET", "ACTIEF")
    assert student.Vrijstelling[0].OmsHerkomstVrijstelling == "Tijdelijke vrijstelling door DUO"


def _opleiding(keten: Keten) -> b.VrijstellingGegevens:
    opleiding = b.Opleiding(
        NaamOpleiding="Mbo 3", DatBOpleiding=keten.eerder(200), DatEOpleidingVerwacht=keten.eerder(-400)
    )
    return b.VrijstellingGegevens(
        CdSrtVrijstelling="TIJDELIJK",
        CdGrondVrijstelling="OPLEIDING",
        Opleiding=opleiding,
        DatIngang=keten.eerder(200),
    )


@regel("R-024")
@regel("R-025")
@regel("R-026")
@regel("R-027")
@regel("R-028")
@regel("R-029")
def test_elke_rol_mag_het_zijne(keten: Keten) -> None:
    """Rol 2 leest, 3 zoekt, 5 muteert, 6 doet alles; zonder rol, account of met blokkade niets."""

    def mag(gebruiker: str) -> tuple[bool, ...]:
        wie = keten.gemeente("0363", gebruiker)
        antwoorden = (
            wie.stuur("PersoonInfo", PLICHTIG),
            wie.stuur("PersonenZoeken", Zoekvraag=b.Zoekvraag(Geslachtsnaam="A")),
            wie.biedt_aan(PLICHTIG, soort="TKV"),
            wie.stuur("SignalenOphalen"),
        )
        assert all(
            a.codes[0] in ("F003", "F004", "F005") for a in antwoorden if a.uitkomst == "NIET_GERECHTIGD"
        )
        return tuple(a.uitkomst != "NIET_GERECHTIGD" for a in antwoorden)

    assert mag("r2.raadplegen") == (True, False, False, False)
    assert mag("r3.selectie") == (True, True, False, False)
    assert mag("r5.muteren") == (True, False, True, False)
    assert mag("r35.combinatie") == (True, True, True, False)
    assert mag("r6.alles") == (True, True, True, True)
    for niemand in ("r0.zonderrol", "geblokkeerd", "onbekend"):
        assert mag(niemand) == (False, False, False, False)


@regel("R-004")
@regel("R-048")
@regel("R-049")
@regel("R-055")
@regel("R-056")
@regel("R-057")
@regel("R-062")
@regel("R-133")
@regel("R-022")
def test_uitbesteden_aan_een_andere_gemeente(keten: Keten) -> None:
    """Amsterdam voert uit voor Diemen; van Ouder-Amstel is het origineel nooit ontvangen."""
    amsterdam, diemen = keten.amsterdam, keten.gemeente(DIEMEN)
    assert amsterdam.stuur("PersoonInfo", ROTTERDAMMER).uitkomst == "NIETS_GEVONDEN"
    assert amsterdam.stuur("PersoonInfo", DIEMENAAR).uitkomst == "NIETS_GEVONDEN"
    voor_diemen = replace(amsterdam, namens=DIEMEN)
    assert voor_diemen.biedt_aan(DIEMENAAR).uitkomst == "GEDAAN"
    (voorziening,) = diemen.bekijkt(DIEMENAAR).Voorziening
    assert (voorziening.CdGemeente, voorziening.Oorsprong.CdGemeente) == (DIEMEN, DIEMEN)
    assert diemen.biedt_aan(DIEMENAAR, soort="TKV").uitkomst == "GEDAAN"
    voor_ouder_amstel = replace(amsterdam, namens=OUDER_AMSTEL)
    assert voor_ouder_amstel.stuur("PersoonInfo", OUDER_AMSTELAAR).eis("NIET_GERECHTIGD", "F006")
    # Uithoorn heeft geen bewerkerscontract, Landsmeer tekende niet, Waterland begint pas in juli.
    for code in ("0451", "0415", "0852", "0358"):
        replace(amsterdam, namens=code).stuur("PersoonInfo", PLICHTIG).eis("NIET_GERECHTIGD", "F006")
    keten.het_wordt(date(2019, 7, 1))
    assert replace(amsterdam, namens="0852").stuur("VerbindingInfo").uitkomst == "GEDAAN"


@regel("R-021")
@regel("R-022")
@regel("R-058")
@regel("R-059")
@regel("R-060")
def test_zonder_applicatiesleutel_geen_antwoord(keten: Keten) -> None:
    """Onbekend, ingetrokken, nog niet ingegaan of van een ander: het hele bericht wordt geweigerd."""
    amsterdam, utrecht = keten.amsterdam, keten.gemeente("0344")
    assert amsterdam.stuur("PersoonInfo", PLICHTIG).uitkomst == "GEDAAN"
    for sleutel in ("verzonnen-sleutel-van-niemand", "test-0599-rotterdam-sleutel"):
        replace(amsterdam, sleutel=sleutel).stuur("PersoonInfo", PLICHTIG).eis("FAULT", "F002")
    for sleutel in ("test-0344-utrecht-ingetrokken", "test-0344-utrecht-toekomst"):
        replace(utrecht, sleutel=sleutel).stuur("VerbindingInfo").eis("FAULT", "F002")
    # Langs welke weg iets geregistreerd werd, staat erbij.
    assert amsterdam.biedt_aan(PLICHTIG, soort="TKV").uitkomst == "GEDAAN"
    assert amsterdam.bekijkt(PLICHTIG).Voorziening[-1].CdKanaal == "CVS"


@regel("R-023")
@regel("R-051")
@regel("R-052")
@regel("R-053")
def test_een_andere_instantie_werkt_met_een_account_van_de_gemeente(keten: Keten) -> None:
    """Een taalschool voert uit voor Amsterdam: met haar account, zonder eigen sleutel of verklaring."""
    taalschool = keten.gemeente("0363", "r5.muteren")
    taalschool.biedt_aan(PLICHTIG, soort="TKV").gedaan()
    nieuw = keten.amsterdam.bekijkt(PLICHTIG).Voorziening[-1]
    assert (nieuw.CdGemeente, nieuw.Oorsprong.CdGemeente) == ("0363", "0363")
    # Een account dat de gemeente niet kent, en een sleutel van de school zelf, geven niets.
    zonder_account = keten.gemeente("0363", "docent@taalschool")
    zonder_account.stuur("PersoonInfo", PLICHTIG).eis("NIET_GERECHTIGD", "F004")
    eigen_sleutel = replace(taalschool, sleutel="test-taalschool-eigen-sleutel")
    eigen_sleutel.stuur("PersoonInfo", PLICHTIG).eis("FAULT", "F002")
    # Wie meer wil, moet bij de eigen Suwinetbeheerder zijn: ISI heeft geen bericht om rollen te geven.
    taalschool.stuur("SignalenOphalen").eis("NIET_GERECHTIGD", "F003")
    assert CODES["F003"].wie == "Suwinetbeheerder"
    operaties = [naam for dienst in DIENSTEN.values() for naam in dienst.operaties]
    assert not [naam for naam in operaties if "Rol" in naam or "Gebruiker" in naam]


@regel("R-063")
def test_welke_stukken_nodig_zijn(keten: Keten) -> None:
    """Uitvoeren door een gemeente met pakket: de verklaring en de sleutel, allebei."""
    voor_diemen = replace(keten.amsterdam, namens=DIEMEN)
    voor_diemen.stuur("PersoonInfo", DIEMENAAR).gedaan()
    zonder_sleutel = replace(voor_diemen, sleutel="nooit-aangevraagde-sleutel")
    zonder_sleutel.stuur("PersoonInfo", DIEMENAAR).eis("FAULT", "F002")
    zonder_verklaring = replace(keten.rotterdam, namens=DIEMEN)
    zonder_verklaring.stuur("PersoonInfo", DIEMENAAR).eis("NIET_GERECHTIGD", "F006")
    # Een andere instantie stuurt niets naar DUO: zij werkt met een account van de gemeente zelf.
    keten.gemeente(DIEMEN, "r2.raadplegen").stuur("PersoonInfo", DIEMENAAR).gedaan()
