"""Wat IND, BRP en DUO aanleveren, zoals de dagrun het uitvoert.

R-001 (handleiding: Inleiding), R-010, R-011 (Gegevens bekijken), R-015 … R-019, R-157, R-158 (Oude of nieuwe
doelgroep), R-041 (Lijst handhaving), R-067, R-070, R-071 (Actualiteit), R-091, R-096, R-097, R-101, R-115
(Vrijstelling door DUO), R-145, R-159.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from isi_soap.domain import catalogus as c
from isi_soap.domain.controle import Bezwaren, al_geregistreerd, inhoud, zoek
from isi_soap.domain.datum import Datum
from isi_soap.domain.deel import Deel, deel
from isi_soap.domain.examens import bekend
from isi_soap.domain.geldigheid import vrijgesteld_door_gemeente
from isi_soap.domain.meldingen import Melding
from isi_soap.domain.model import Dossier, Mutatieverzoek, Stap, Verblijfsdoel, Voorziening
from isi_soap.domain.mutatieverzoek import (
    ACHT_WEKEN,
    CORRECTIE,
    OVERIG,
    VERHUIZING,
    is_open,
    verzoeken,
    volgende_stand,
)
from isi_soap.domain.opdrachten import (
    Adresgegeven,
    BeoordeelMutatieverzoek,
    MeldZelfmelder,
    Persoonsgegevens,
    VerwerkPersoonsgegevens,
    VerwerkVerblijfsgegevens,
    VerwerkVrijstellingDuo,
)
from isi_soap.domain.overgangen import via_overgang
from isi_soap.domain.personen import nieuw_persoon, werk_bij
from isi_soap.domain.plicht import registreer_inburgeringsplicht
from isi_soap.domain.signalen import SS064, signaal
from isi_soap.domain.termijnen import NIEUWE_WET
from isi_soap.domain.toegang import woongemeente
from isi_soap.domain.toepassen import samen, toegepast
from isi_soap.domain.uitkomst import Omgeving, Uitkomst
from isi_soap.domain.voorziening import maak_voorziening
from isi_soap.domain.vrijstelling import maak_vrijstelling, sleutel


@via_overgang("VerwerkVerblijfsgegevens")
def verwerk_verblijfsgegevens(
    dossier: Dossier | None, opdracht: VerwerkVerblijfsgegevens, omgeving: Omgeving
) -> Uitkomst:
    """Een nieuwkomer komt in ISI met SS064 (R-070, R-071); een terugmelding werkt het doel bij (R-067)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    verblijf = Verblijfsdoel(
        doel=opdracht.doel,
        aard=opdracht.aard,
        rechtmatig=opdracht.rechtmatig,
        peildatum=bezwaren.datum("peildatum", opdracht.peildatum, vroegst=None),
    )
    bij_ind = _teruggemeld(dossier, omgeving)
    if dossier is None and opdracht.soort_melding == "TERUGMELDING" and bij_ind is not None:
        bezwaren.weiger()
        return Uitkomst(gewijzigd=(bij_ind,), onderwerp=bij_ind)
    if dossier is None:
        if opdracht.soort_melding != "NIEUWKOMER":
            bezwaren.meld(c.F013)
        ontstaan = opdracht.datum_ontstaan_plicht
        # Zonder jaar is niet te zeggen welke wet geldt.
        bezwaren.als(ontstaan and ontstaan.vroegst_mogelijk is None, c.F062, "datumOntstaanPlicht")
        bezwaren.weiger()
        if _nieuwe_wet(ontstaan):
            return Uitkomst(meldingen=(Melding(c.I004),))
        nieuw = nieuw_persoon(opdracht.bsn, opdracht.persoon, bezwaren, omgeving)
        begin = samen(nieuw, _met_ss064(toegepast(None, nieuw, omgeving.vandaag), omgeving.vandaag))
        persoon = toegepast(None, begin, omgeving.vandaag)
        nieuwkomer = Uitkomst(persoon=replace(persoon.persoon, oud_of_nieuwkomer="NIEUWKOMER"))
        begin = samen(begin, nieuwkomer)
        dossier = toegepast(None, begin, omgeving.vandaag)
    else:
        begin = Uitkomst(gewijzigd=(bij_ind,) if bij_ind else ())
        bestaand = al_geregistreerd(dossier.verblijfsdoelen, verblijf, lambda v: v.peildatum, bezwaren)
        if bestaand:
            return bestaand
        later = any(v.peildatum > verblijf.peildatum for v in dossier.verblijfsdoelen)
        bezwaren.als(later, c.F068, "peildatum")
        bezwaren.weiger()
    anders = replace(
        dossier.persoon,
        verblijfstitel=opdracht.verblijfstitel or dossier.persoon.verblijfstitel,
        pardon=dossier.persoon.pardon if opdracht.pardon is None else opdracht.pardon,
    )
    gemeld = Uitkomst(
        nieuw=(verblijf,), persoon=anders if anders != dossier.persoon else None, onderwerp=verblijf
    )
    return samen(begin, gemeld)


@via_overgang("VerwerkPersoonsgegevens")
def verwerk_persoonsgegevens(
    dossier: Dossier | None, opdracht: VerwerkPersoonsgegevens, omgeving: Omgeving
) -> Uitkomst:
    dossier = bekend(dossier)
    bezwaren = Bezwaren(omgeving.vandaag)
    bezwaren.datum("peildatum", opdracht.peildatum, vroegst=None)
    return werk_bij(dossier, opdracht.persoon, bezwaren, omgeving)


@via_overgang("MeldZelfmelder")
def meld_zelfmelder(dossier: Dossier | None, opdracht: MeldZelfmelder, omgeving: Omgeving) -> Uitkomst:
    """Alleen DUO voert de zelfmelder op, die een lening of examen aanvroeg (R-010)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    bezwaren.datum("datum", opdracht.datum)
    bezwaren.weiger()
    begin, dossier = _opgevoerd(dossier, opdracht, bezwaren, omgeving)
    persoon = replace(
        dossier.persoon, zelfmelder=True, heeft_lening=opdracht.lening or dossier.persoon.heeft_lening
    )
    return samen(begin, Uitkomst(persoon=persoon if persoon != dossier.persoon else None))


@via_overgang("VerwerkVrijstellingDuo")
def verwerk_vrijstelling_duo(
    dossier: Dossier | None, opdracht: VerwerkVrijstellingDuo, omgeving: Omgeving
) -> Uitkomst:
    """Een gehele vrijstelling door DUO is een signaal; de gemeente beëindigt de plicht (R-041, R-043)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    bezwaren.datum("datumVaststelling", opdracht.datum_vaststelling)
    begin, dossier = _opgevoerd(dossier, opdracht, bezwaren, omgeving)
    delen = [begin]
    if opdracht.vrijstelling is not None and opdracht.vrijstelling.soort != "GEHEEL":
        vrijstelling = maak_vrijstelling(opdracht.vrijstelling, bezwaren, "DUO", None)
        bestaand = al_geregistreerd(dossier.vrijstellingen, vrijstelling, sleutel, bezwaren)
        if bestaand and opdracht.gehele_vrijstelling is None:
            return bestaand
        if not bestaand:
            delen.append(Uitkomst(nieuw=(vrijstelling,), onderwerp=vrijstelling))
    bezwaren.weiger()
    geheel = opdracht.gehele_vrijstelling
    if opdracht.vrijstelling is not None and opdracht.vrijstelling.soort == "GEHEEL":
        geheel = True
    if geheel is not None and geheel != dossier.persoon.gehele_vrijstelling_duo:
        gemeente = woongemeente(dossier)
        # Over wie definitief staat is er geen werk.
        werk = geheel and deel(dossier, omgeving.peildatum) is Deel.ACTIEF
        delen.append(
            Uitkomst(
                nieuw=(signaal("SS903", gemeente, omgeving.vandaag),) if werk and gemeente else (),
                persoon=replace(dossier.persoon, gehele_vrijstelling_duo=geheel),
            )
        )
    return samen(*delen)


@via_overgang("BeoordeelMutatieverzoek")
def beoordeel_mutatieverzoek(
    dossier: Dossier | None, opdracht: BeoordeelMutatieverzoek, omgeving: Omgeving
) -> Uitkomst:
    """De volgende stap, en bij het laatste oordeel wat DUO invoert (R-016 … R-019, R-091, R-096, R-145)."""
    bezwaren = Bezwaren(omgeving.vandaag)
    datum = bezwaren.datum("datumBeoordeling", opdracht.datum)
    verzoek = zoek(verzoeken(dossier, omgeving), opdracht.verzoek)
    if verzoek is None:
        bezwaren.meld(c.F064)
        bezwaren.weiger()
        raise AssertionError
    stap = Stap(status=verzoek.status, datum=datum, toelichting=opdracht.toelichting)
    anders = volgende_stand(verzoek, opdracht.oordeel, opdracht.versienr, stap, bezwaren)
    bezwaren.weiger()
    beoordeeld = Uitkomst(gewijzigd=(anders,), onderwerp=anders)
    namens = replace(omgeving, gemeente=verzoek.gemeente, kanaal="DUO")
    if anders.status == "VERWERKT_OUDE_WET":
        return samen(_voer_op(dossier, verzoek, opdracht.persoon, namens, bezwaren), beoordeeld)
    if anders.status == "VERWERKT" and dossier is not None:
        return samen(_voer_uit(dossier, verzoek, opdracht, namens, bezwaren), beoordeeld)
    return beoordeeld


def _voer_op(
    dossier: Dossier | None,
    verzoek: Mutatieverzoek,
    gegevens: Persoonsgegevens | None,
    omgeving: Omgeving,
    bezwaren: Bezwaren,
) -> Uitkomst:
    """De persoon komt in ISI en de vragende gemeente krijgt SS064 (R-017)."""
    melding = Uitkomst(nieuw=(signaal(SS064, verzoek.gemeente, omgeving.vandaag),))
    if dossier is not None:
        return melding
    formulier = Adresgegeven(
        gemeente=verzoek.gemeente,
        datum_aanvang=Datum.van(verzoek.datum),
        postcode=verzoek.postcode,
        huisnummer=verzoek.huisnummer,
    )
    g = gegevens or Persoonsgegevens()
    compleet = replace(
        g,
        geslachtsnaam=g.geslachtsnaam or verzoek.geslachtsnaam,
        geboortedatum=g.geboortedatum or verzoek.geboortedatum,
        geslacht=g.geslacht or verzoek.geslacht,
        adres=g.adres or formulier,
    )
    return samen(nieuw_persoon(verzoek.bsn, compleet, bezwaren, omgeving), melding)


def _voer_uit(
    dossier: Dossier,
    verzoek: Mutatieverzoek,
    opdracht: BeoordeelMutatieverzoek,
    omgeving: Omgeving,
    bezwaren: Bezwaren,
) -> Uitkomst:
    """DUO voert het gevraagde in namens de gemeente; de regels die haar tegenhielden gelden hier niet."""
    onterecht = verzoek.soort == CORRECTIE and vrijgesteld_door_gemeente(dossier.plicht)
    if onterecht or (verzoek.soort == OVERIG and opdracht.plicht is not None):
        # De indicatie verdwijnt; wat ervoor was vastgesteld geldt weer, tenzij DUO iets anders invoert.
        zonder = replace(dossier, plichten=dossier.plichten[:-1])
        delen = [Uitkomst(beeindigd=dossier.plichten[-1:])]
        if opdracht.plicht is not None:
            delen.append(registreer_inburgeringsplicht(zonder, opdracht.plicht, omgeving))
        return samen(*delen)
    if verzoek.soort == ACHT_WEKEN and opdracht.voorziening is not None:
        ingevoerd = replace(
            maak_voorziening(opdracht.voorziening, bezwaren, omgeving), achtweken_overschreden=True
        )
        bezwaren.weiger()
        return Uitkomst(nieuw=(ingevoerd,))
    if verzoek.soort == VERHUIZING and verzoek.voorziening is not None:
        return _wijzig_voor_gemeente(dossier.voorzieningen, verzoek.voorziening, opdracht, omgeving, bezwaren)
    return Uitkomst()


def _wijzig_voor_gemeente(
    voorzieningen: tuple[Voorziening, ...],
    id_: int,
    opdracht: BeoordeelMutatieverzoek,
    omgeving: Omgeving,
    bezwaren: Bezwaren,
) -> Uitkomst:
    nu = zoek(voorzieningen, id_)
    bezwaren.als(nu is None, c.F064)
    if nu is None or opdracht.verwijderen:
        bezwaren.weiger()
        return Uitkomst(verwijderd=(nu,) if nu else ())
    if opdracht.voorziening is None:
        return Uitkomst()
    anders = replace(
        maak_voorziening(opdracht.voorziening, bezwaren, omgeving),
        id=nu.id,
        versienr=nu.versienr,
        registrerende_gemeente=nu.registrerende_gemeente,
        datum_registratie=nu.datum_registratie,
        achtweken_overschreden=nu.achtweken_overschreden,
    )
    bezwaren.weiger()
    return Uitkomst(gewijzigd=(anders,) if inhoud(anders) != inhoud(nu) else ())


def _opgevoerd(
    dossier: Dossier | None,
    opdracht: MeldZelfmelder | VerwerkVrijstellingDuo,
    bezwaren: Bezwaren,
    omgeving: Omgeving,
) -> tuple[Uitkomst, Dossier]:
    if dossier is not None:
        return Uitkomst(), dossier
    nieuw = nieuw_persoon(opdracht.bsn, opdracht.persoon, bezwaren, omgeving)
    return nieuw, toegepast(None, nieuw, bezwaren.vandaag)


def _met_ss064(dossier: Dossier, vandaag: date) -> Uitkomst:
    gemeente = woongemeente(dossier)
    return Uitkomst(nieuw=(signaal(SS064, gemeente, vandaag),) if gemeente else ())


def _nieuwe_wet(datum: Datum | None) -> bool:
    """Plichtig vanaf 1 januari 2013; het jaar is genoeg om dat te weten (R-001)."""
    laatst = datum.laatst_mogelijk if datum else None
    return laatst is not None and laatst >= NIEUWE_WET


def _teruggemeld(dossier: Dossier | None, omgeving: Omgeving) -> Mutatieverzoek | None:
    """Een mutatieverzoek dat op de IND wachtte, nu de IND antwoordt (R-016)."""
    wacht = next(
        (v for v in verzoeken(dossier, omgeving) if is_open(v) and v.status == "BIJ_IND"),
        None,
    )
    if wacht is None:
        return None
    stap = Stap(status="TERUGGEMELD", datum=omgeving.vandaag)
    return replace(wacht, status="TERUGGEMELD", stappen=(*wacht.stappen, stap))
