"""De lijst handhaving, actualiteit, tijdig registreren, verhuizen en vertrekken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from isi_soap.contract import berichten as b
from isi_soap.domain.datum import Datum
from tests.verhalen.keten import Keten, wijs

regel = pytest.mark.regel

NEDERLANDER, TURK, OUDERE, BIJNA_65 = "999900195", "999900201", "999900213", "999900225"
VRIJGESTELD_DUO, VERTROKKEN, ELF_MAANDEN = "999900432", "999900535", "999900547"
OVERSCHREDEN, VOORZIENING_TE_DOEN, ACHT_WEKEN = "999900183", "999910206", "999910358"
VERHUISD, NIET_PLICHTIG, DIPLOMA, DOEL_ONBEKEND = "999900146", "999900523", "999900328", "999910371"
VRIJWILLIG, EU_VRIJWILLIG, VERTREKT, OVERLIJDT = "999900481", "999900493", "999910395", "999910401"
BUITEN_DE_WET, GEEINDIGD = "999900511", "999900559"


@regel("R-003")
@regel("R-007")
@regel("R-035")
@regel("R-036")
@regel("R-037")
@regel("R-038")
@regel("R-083")
@regel("R-087")
def test_groep_1_nederlanders_turken_en_65_plussers(keten: Keten) -> None:
    """Zij staan op de lijst door hun voorziening; met reden 4 zijn zij eraf."""
    amsterdam = keten.amsterdam
    for bsn, groep in ((NEDERLANDER, "NL"), (TURK, "TR"), (OUDERE, "P65")):
        assert groep in amsterdam.staat_op_de_lijst(bsn)
        # De lijst en uitgebreid zoeken noemen dezelfde mensen.
        assert bsn in amsterdam.zoekt(CdGroepTermijn=(groep,))
        assert groep in amsterdam.bekijkt(bsn).Termijnbewaking.CdGroepTermijn  # type: ignore[union-attr]
    assert amsterdam.staat_op_de_lijst(BIJNA_65) == ()

    amsterdam.stelt_vast(NEDERLANDER, False, "4").gedaan()
    dossier = amsterdam.bekijkt(NEDERLANDER)
    assert (dossier.CdStatus, dossier.CdRedenNietPlichtig, dossier.CdDeel) == ("NIET", "4", "DEFINITIEF")
    assert amsterdam.staat_op_de_lijst(NEDERLANDER) == ()

    # Loopt de voorziening af, dan haalt DUO de persoon zelf van de lijst.
    voorziening = amsterdam.bekijkt(TURK).Voorziening[0]
    eindigt = b.VoorzieningGegevens(
        CdSrtVoorziening=voorziening.CdSrtVoorziening,
        DatBVoorziening=voorziening.DatBVoorziening,
        DatEVoorziening=keten.vandaag(),
    )
    amsterdam.stuur(
        "WijzigVoorziening", TURK, Verwijzing=wijs(voorziening), VoorzieningGegevens=eindigt
    ).gedaan()
    assert amsterdam.bekijkt(TURK).CdDeel == "ACTIEF"
    keten.nacht(2)
    assert (amsterdam.bekijkt(TURK).CdStatus, amsterdam.bekijkt(TURK).CdDeel) == ("NIET", "DEFINITIEF")
    assert amsterdam.staat_op_de_lijst(TURK) == ()

    # Wie op de lijst staat omdat de termijn voorbij is, toont zijn termijn, verlengingen en boetes.
    (handhaving,) = amsterdam.bekijkt(OVERSCHREDEN).Handhaving
    assert handhaving.Verlenging
    assert len(handhaving.Boete) == 2
    assert amsterdam.staat_op_de_lijst(OVERSCHREDEN) == ("OVR",)


@regel("R-009")
@regel("R-039")
@regel("R-040")
@regel("R-079")
@regel("R-132")
@regel("R-131")
def test_groep_1_kan_vrijwillig_verder(keten: Keten) -> None:
    """Met een vrijwillige voorziening wordt de Nederlander vrijwillig; handhaven kan dan niet."""
    amsterdam = keten.amsterdam
    assert amsterdam.bekijkt(NEDERLANDER).CdStatus == "INBURGERINGSPLICHTIG"
    amsterdam.biedt_aan(NEDERLANDER, soort="VIV").gedaan()
    dossier = amsterdam.bekijkt(NEDERLANDER)
    assert (dossier.CdStatus, dossier.CdDeel) == ("VRIJWILLIG", "ACTIEF")
    assert amsterdam.staat_op_de_lijst(NEDERLANDER) == ()
    amsterdam.handhaaft(VRIJWILLIG).geweigerd("F023")
    # Zijn oude handhaving blijft staan, maar loopt niet.
    amsterdam.beboet(NEDERLANDER, "ART29", 100).geweigerd("F023")
    # Een plichtige kan niet kiezen voor vrijwillig.
    amsterdam.biedt_aan(VOORZIENING_TE_DOEN, soort="VIV").geweigerd("F024")


@regel("R-011")
@regel("R-041")
@regel("R-042")
@regel("R-043")
@regel("R-085")
@regel("R-107")
def test_groep_2_vrijstelling_duo_is_een_signaal(keten: Keten) -> None:
    """DUO signaleert; de plicht eindigt pas als de gemeente het diploma zag en reden 1 registreert."""
    amsterdam = keten.amsterdam
    dossier = amsterdam.bekijkt(VRIJGESTELD_DUO)
    assert dossier.Persoonsgegevens.IndGeheleVrijstellingDuo is True
    assert dossier.CdStatus == "INBURGERINGSPLICHTIG"
    assert "VRD" in amsterdam.staat_op_de_lijst(VRIJGESTELD_DUO)
    assert amsterdam.haalt_signalen(VRIJGESTELD_DUO, "SS903")
    amsterdam.stelt_vast(VRIJGESTELD_DUO, False, "1").gedaan()
    dossier = amsterdam.bekijkt(VRIJGESTELD_DUO)
    assert (dossier.CdStatus, dossier.CdDeel) == ("NIET", "DEFINITIEF")
    assert amsterdam.staat_op_de_lijst(VRIJGESTELD_DUO) == ()


@regel("R-044")
@regel("R-045")
@regel("R-046")
@regel("R-084")
@regel("R-065")
@regel("R-007")
def test_groep_3_vertrokken_en_teruggekeerd(keten: Keten) -> None:
    """Precies een jaar weg is nog niet vertrokken, een dag later wel; wie terugkomt begint opnieuw."""
    amsterdam = keten.amsterdam
    vertrek = keten.dag
    keten.brp.meldt_persoon(
        VERTREKT, VerblijfBuitenland=b.VerblijfBuitenland(DatVertrek=Datum.van(vertrek))
    ).gedaan("I005")
    keten.nacht()
    amsterdam.stelt_vast(VERTREKT, False, "91").geweigerd("F093")
    keten.nacht((date(2020, 4, 2) - keten.dag).days)
    assert amsterdam.bekijkt(VERTREKT).CdStatus == "INBURGERINGSPLICHTIG"
    keten.het_wordt(date(2020, 4, 3))
    assert amsterdam.bekijkt(VERTREKT).CdStatus == "INBURGERINGSPLICHTIG"
    keten.run()
    assert amsterdam.bekijkt(VERTREKT).CdStatus == "VERTROKKEN"
    assert "VTR" in amsterdam.staat_op_de_lijst(VERTREKT)

    amsterdam.stelt_vast(VERTREKT, False, "91").gedaan()
    dossier = amsterdam.bekijkt(VERTREKT)
    assert (dossier.CdStatus, dossier.CdDeel) == ("NIET", "DEFINITIEF")
    assert dossier.Plicht[-1].IndInburgeringsplicht is False

    keten.nacht(30)
    terug = {
        "VerblijfBuitenland": b.VerblijfBuitenland(
            DatVertrek=Datum.van(vertrek), DatVestiging=keten.vandaag()
        ),
        "Straatadres": b.Straatadres(CdGemeente="0363", DatBAdres=keten.vandaag()),
    }
    keten.brp.meldt_persoon(VERTREKT, **terug).gedaan("I005")
    keten.nacht()
    dossier = amsterdam.bekijkt(VERTREKT)
    assert (dossier.CdStatus, dossier.Persoonsgegevens.CdOudNieuwkomer) == ("NIET_VASTGESTELD", "NIEUWKOMER")
    assert all(h.DatBeeindigd for h in dossier.Handhaving)
    assert amsterdam.haalt_signalen(VERTREKT, "SS064")


@regel("R-066")
@regel("R-067")
@regel("R-068")
@regel("R-069")
@regel("R-080")
def test_de_maandelijkse_uitwisseling_met_de_ind(keten: Keten) -> None:
    """Iedereen gaat mee, behalve vrijwilligers en EU-onderdanen; de IND meldt het doel terug."""
    amsterdam = keten.amsterdam
    amsterdam.biedt_aan(OUDERE, soort="VIV").gedaan()
    assert amsterdam.bekijkt(OUDERE).CdStatus == "VRIJWILLIG"
    keten.run("IND_UITWISSELING")
    mee, cursor = set(), None
    while True:
        blad = keten.ind.stuur("INDUitwisselingInfo", AantPerPagina=500, Cursor=cursor).inhoud
        mee |= {c.Burgerservicenr for c in blad.ClientSuwi}
        cursor = blad.CursorVolgende
        if cursor is None:
            break
    assert {DOEL_ONBEKEND, TURK, DIPLOMA} <= mee
    assert not {VRIJWILLIG, EU_VRIJWILLIG, OUDERE} & mee

    keten.ind.meldt_doel(DOEL_ONBEKEND, "TIJDELIJK").gedaan("I005")
    keten.nacht()
    doel = amsterdam.bekijkt(DOEL_ONBEKEND).Persoonsgegevens.Verblijfsgegevens[-1]
    assert doel.CdAardVerblijfsdoel == "TIJDELIJK"
    amsterdam.stelt_vast(DOEL_ONBEKEND, False, "92").gedaan()
    dossier = amsterdam.bekijkt(DOEL_ONBEKEND)
    assert (dossier.CdStatus, dossier.CdDeel) == ("NIET", "ACTIEF")

    # Later toch Ja mag, met een waarschuwing zolang het doel tijdelijk is.
    keten.nacht()
    amsterdam.stelt_vast(DOEL_ONBEKEND, True).gedaan("W001")
    keten.ind.meldt_doel(DOEL_ONBEKEND, "PERMANENT").gedaan("I005")
    keten.nacht()
    amsterdam.stelt_vast(DOEL_ONBEKEND, True).gedaan()


@regel("R-076")
@regel("R-081")
@regel("R-082")
@regel("R-083")
@regel("R-086")
@regel("R-087")
@regel("R-088")
@regel("R-089")
def test_actief_en_definitief(keten: Keten) -> None:
    """Een voorziening mag ook wie definitief staat, en maakt hem actief als zij na het diploma begon."""
    amsterdam = keten.amsterdam
    assert amsterdam.bekijkt(DIPLOMA).CdDeel == "DEFINITIEF"
    amsterdam.biedt_aan(DIPLOMA).gedaan()
    assert amsterdam.bekijkt(DIPLOMA).CdDeel == "ACTIEF"

    # Nog zo iemand, maar de voorziening begon op de dag van het diploma: dat telt niet als erna.
    amsterdam.biedt_aan(VOORZIENING_TE_DOEN).gedaan()
    keten.duo.meldt_diploma(VOORZIENING_TE_DOEN).gedaan("I005")
    keten.nacht()
    assert amsterdam.bekijkt(VOORZIENING_TE_DOEN).CdDeel == "DEFINITIEF"

    keten.brp.meldt_persoon(OVERLIJDT, DatOverlijden=keten.vandaag()).gedaan("I005")
    keten.nacht()
    dossier = amsterdam.bekijkt(OVERLIJDT)
    assert (dossier.CdStatus, dossier.CdDeel) == ("OVERLEDEN", "DEFINITIEF")
    assert amsterdam.staat_op_de_lijst(OVERLIJDT) == ()
    assert not [s for s in dossier.Signaal if s.CdStatusSignaal == "NIEUW"]
    assert amsterdam.bekijkt(BUITEN_DE_WET).CdDeel == "DEFINITIEF"

    def aantal(deel: str) -> Any:
        zoekvraag = b.Zoekvraag(CdDeel=deel)
        return amsterdam.stuur("PersonenZoeken", Zoekvraag=zoekvraag, AantPerPagina=1).inhoud.AantTotaal

    assert aantal("ACTIEF") + aantal("DEFINITIEF") == aantal("TOTAAL")


@regel("R-087")
def test_over_wie_definitief_staat_komt_geen_signaal(keten: Keten) -> None:
    """Een vrijstelling van DUO en een verhuizing melden zich alleen over wie de gemeente nog werk geeft."""
    definitief, actief = DIPLOMA, VOORZIENING_TE_DOEN
    rotterdam = b.Straatadres(CdGemeente="0599", DatBAdres=keten.vandaag())
    for bsn in (definitief, actief):
        keten.duo.stelt_vrij(bsn, geheel=True).gedaan("I005")
        keten.brp.meldt_persoon(bsn, Straatadres=rotterdam).gedaan("I005")
    keten.nacht()

    def nieuw(bsn: str) -> set[str]:
        signalen = keten.rotterdam.bekijkt(bsn, IndHistorie=True).Signaal
        return {s.CdSignaal for s in signalen} & {"SS903", "SS906"}

    assert nieuw(definitief) == set()
    assert nieuw(actief) == {"SS906"}
    assert keten.rotterdam.haalt_signalen(actief, "SS906")


@regel("R-090")
@regel("R-091")
@regel("R-092")
@regel("R-159")
def test_acht_weken_om_te_registreren(keten: Keten) -> None:
    """Op dag 55 en 56 kan het nog; op dag 57 alleen via DUO, met het formulier."""
    amsterdam = keten.amsterdam
    for dagen, soort in ((55, "IV"), (56, "TKV")):
        amsterdam.biedt_aan(ACHT_WEKEN, keten.eerder(dagen), soort).gedaan("W002")
    amsterdam.biedt_aan(ACHT_WEKEN, keten.eerder(57), "DIV").geweigerd("F020")

    te_laat = b.VoorzieningGegevens(CdSrtVoorziening="DIV", DatBVoorziening=keten.eerder(57))
    soort = "OVERSCHRIJDING_ACHTWEKENTERMIJN"
    amsterdam.vraagt_duo(ACHT_WEKEN, soort, VoorzieningGegevens=te_laat).geweigerd("F080")
    verzoek = amsterdam.vraagt_duo(
        ACHT_WEKEN, soort, VoorzieningGegevens=te_laat, IndAchtwekenOverschreden=True
    ).gedaan()
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "IN_BEHANDELING")
    keten.duo.oordeelt(amsterdam.verzoek(verzoek.id), "UITVOEREN")
    nieuw = next(v for v in amsterdam.bekijkt(ACHT_WEKEN).Voorziening if v.CdSrtVoorziening == "DIV")
    assert (nieuw.CdKanaal, nieuw.IndAchtwekenOverschreden, nieuw.CdGemeente) == ("DUO", True, "0363")


@regel("R-093")
@regel("R-094")
@regel("R-095")
@regel("R-096")
@regel("R-159")
def test_verhuisd_met_een_voorziening(keten: Keten) -> None:
    """De nieuwe gemeente ziet de voorziening; wijzigen doet DUO, op verzoek van de oude."""
    amsterdam, rotterdam = keten.amsterdam, keten.rotterdam
    (voorziening,) = amsterdam.bekijkt(VERHUISD).Voorziening
    assert voorziening.CdGemeente == "0599"
    einde = Datum.van(keten.dag + timedelta(days=30))
    anders = b.VoorzieningGegevens(
        CdSrtVoorziening=voorziening.CdSrtVoorziening,
        DatBVoorziening=voorziening.DatBVoorziening,
        DatEVoorziening=einde,
    )
    wijst = wijs(voorziening)
    wijzigt = amsterdam.stuur("WijzigVoorziening", VERHUISD, Verwijzing=wijst, VoorzieningGegevens=anders)
    wijzigt.geweigerd("F021")
    amsterdam.stuur("VerwijderVoorziening", VERHUISD, Verwijzing=wijst).geweigerd("F021")

    vraag = {"RegistratieId": voorziening.RegistratieId, "VoorzieningGegevens": anders}
    amsterdam.vraagt_duo(VERHUISD, "WIJZIGING_VOORZIENING_VERHUIZING", **vraag).geweigerd("F084")
    verzoek = rotterdam.vraagt_duo(VERHUISD, "WIJZIGING_VOORZIENING_VERHUIZING", **vraag).gedaan()
    keten.duo.oordeelt(rotterdam.verzoek(verzoek.id), "IN_BEHANDELING")
    keten.duo.oordeelt(rotterdam.verzoek(verzoek.id), "UITVOEREN")
    (gewijzigd,) = amsterdam.bekijkt(VERHUISD).Voorziening
    assert (gewijzigd.DatEVoorziening, gewijzigd.CdGemeente, gewijzigd.Oorsprong.CdBron) == (
        einde,
        "0599",
        "DUO",
    )
